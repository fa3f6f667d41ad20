"""Edits, undo and redo: every edit is one step, every step can be taken back, every refusal says why."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from raci_tui.core.errors import EditError, SchemeError
from raci_tui.core.ledger import Change, Commit, Entry, follow
from raci_tui.core.records import TABLES, Cell, Element, Pain, Party, Person, Waiver, to_plain
from raci_tui.core.scheme import Letter, Scheme
from raci_tui.core.state import Touched
from raci_tui.core.transaction import Transaction
from raci_tui.core.workspace import Workspace, new_state
from tests.strategies import (
    BASE,
    RASCI,
    Clock,
    base_state,
    copy_of,
    ids,
    index_is_right,
    open_workspace,
    perform,
    step,
    steps,
)


@pytest.fixture
def workspace() -> Workspace:
    return open_workspace()


def last(workspace: Workspace) -> Commit:
    return workspace.pending[-1]


def other_commits(workspace: Workspace, *changes: Change, author: str = "ana") -> Entry:
    """Let somebody else's commit arrive."""
    commit = Commit(
        id=f"their-{workspace.head.position}", author=author, at="", label="theirs", changes=changes
    )
    entry = follow(workspace.head, commit)
    workspace.receive([entry])
    return entry


def confirm_all(workspace: Workspace) -> None:
    while workspace.pending:
        workspace.confirm(follow(workspace.head, workspace.pending[0]))


class TestEdit:
    def test_is_one_commit_with_a_label_an_author_and_a_time(self) -> None:
        workspace = open_workspace("dana", "app-7", clock=Clock(step_s=60))
        workspace.during = "u1"
        with workspace.edit("Set A/R for Crew on Ask", via="command") as edit:
            edit.set("e1", "p3", "current", "AR")
            edit.note("e1", "p3", "on site")
        commit = last(workspace)
        assert len(workspace.pending) == 1
        assert commit == Commit(
            id=commit.id, author="dana", app="app-7", at="2026-01-05T09:01:00.000Z", label="Set A/R for Crew on Ask",
            via="command", during="u1", changes=(
                Change("cells", "e1/p3", "current", "R", "AR"),
                Change("cells", "e1/p3", "note", "by phone", "on site"),
            ),
        )  # fmt: skip
        assert workspace.cell("e1", "p3") == Cell(
            element="e1", party="p3", current="AR", target="C", note="on site"
        )

    def test_the_label_may_be_set_when_the_block_knows_better(self, workspace: Workspace) -> None:
        with workspace.edit("Import") as edit:
            edit.set("e1", "p1", "current", "I")
            edit.label = "Import 1 cell"
        assert last(workspace).label == workspace.can_undo == "Import 1 cell"

    def test_keeps_only_the_net_change_of_a_field(self, workspace: Workspace) -> None:
        with workspace.edit("step") as edit:
            for letters in ("R", "C", "I"):
                edit.set("e1", "p1", "current", letters)
            edit.update("parties", "p1", name="Desk", short="D")
            edit.update("parties", "p1", name="Front desk")
        assert last(workspace).changes == (
            Change("cells", "e1/p1", "current", "A", "I"),
            Change("parties", "p1", "name", "Customer service", "Front desk"),
            Change("parties", "p1", "short", "", "D"),
        )

    def test_that_changes_nothing_makes_no_commit_and_tells_nobody(self, workspace: Workspace) -> None:
        told: list[Touched] = []
        workspace.subscribe(told.append)
        with workspace.edit("step") as edit:
            edit.set("e1", "p1", "current", "A")
            edit.set("e1", "p1", "current", "R")
            edit.set("e1", "p1", "current", "A")
            edit.update("elements", "e1", name="Ask", extra={})
            edit.remove("cells", "e2/p1")
        assert not workspace.pending
        assert not told
        assert workspace.can_undo == ""

    def test_imports_and_merges_stand_or_fall_as_a_whole(self, workspace: Workspace) -> None:
        for via, whole in (("import", True), ("merge", True), ("app", False), ("plugin", False)):
            with workspace.edit("step", via=via) as edit:  # type: ignore[arg-type]
                edit.set("e1", "p1", "current", via)
            assert last(workspace).whole is whole
        with workspace.edit("Hand over", whole=True) as edit:
            edit.set("e1", "p1", "current", "A")
        assert last(workspace).whole

    def test_does_not_nest_and_lets_nothing_in_between(self, workspace: Workspace) -> None:
        entry = follow(BASE, Commit(id="their", author="ana", at="", label="", changes=()))
        with workspace.edit("outer") as edit:
            edit.set("e1", "p1", "current", "R")
            for wrong in (
                lambda: workspace.edit("inner").__enter__(),
                workspace.undo,
                workspace.redo,
                workspace.discard_pending,
                lambda: workspace.receive([entry]),
            ):
                with pytest.raises(RuntimeError, match="an edit is being made"):
                    wrong()
            edit.set("e1", "p2", "current", "C")
        assert [len(commit.changes) for commit in workspace.pending] == [2]

    def test_a_subscriber_may_edit(self, workspace: Workspace) -> None:
        def follow_up(touched: Touched) -> None:
            if ("cells", "e2/p2") in touched:
                with workspace.edit("Back to proposed") as edit:
                    edit.update("moves", "e2", state="proposed")

        workspace.subscribe(follow_up)
        with workspace.edit("step") as edit:
            edit.set("e2", "p2", "target", "R")
        assert [commit.label for commit in workspace.pending] == ["step", "Back to proposed"]

    def test_texts_are_cleaned_on_their_way_in(self, workspace: Workspace) -> None:
        with workspace.edit("step") as edit:
            edit.note("e1", "p1", "a\x1b[2J\r\nb\ud800")
            edit.update("elements", "e1", name="Cafe\u0301", extra={"Pha\u202ese": "\x07"})
            edit.add(Party(id="p9", name="Crew\u200b", aliases=("\x00", "ok")))
        assert workspace.cell("e1", "p1").note == "a␛[2J\nb�"
        assert workspace.state.get("elements", "e1").name == "Caf\u00e9"
        assert workspace.state.get("elements", "e1").extra == {"Pha�se": "␇"}
        assert workspace.state.get("parties", "p9") == Party(id="p9", name="Crew�", aliases=("␀", "ok"))


class TestAnException:
    @given(step(), steps(4))
    def test_takes_everything_back(self, before: list[int], inside: list[list[int]]) -> None:
        workspace, new_ids = open_workspace(), ids()
        perform(workspace, before, new_ids)
        assert index_is_right(workspace.state)
        was, pending = copy_of(workspace.state), list(workspace.pending)
        told: list[Touched] = []
        workspace.subscribe(told.append)
        with suppress(KeyboardInterrupt), workspace.edit("step") as edit:
            scratch = open_workspace(state=workspace.state)
            for numbers in inside:
                made = len(scratch.pending)
                if perform(scratch, numbers, new_ids) and len(scratch.pending) > made:
                    _adopt(edit, last(scratch))
            raise KeyboardInterrupt
        assert workspace.state == was
        assert index_is_right(workspace.state)
        assert workspace.pending == pending
        assert not told

    def test_leaves_undo_as_it_was(self, workspace: Workspace) -> None:
        with workspace.edit("kept") as edit:
            edit.set("e1", "p1", "current", "R")
        workspace.undo()
        with suppress(EditError), workspace.edit("lost") as edit:
            edit.set("e1", "p1", "current", "C")
            edit.update("parties", "nobody", name="x")
        assert workspace.can_redo == "kept"
        workspace.redo()
        assert workspace.cell("e1", "p1").current == "R"


def _adopt(edit: Transaction, commit: Commit) -> None:
    """Count changes that were made beneath the transaction as its own."""
    edit._changes.extend(commit.changes)


REFUSED: list[tuple[str, Any, str]] = [
    ("no such element", lambda e: e.set("e9", "p1", "current", "A"), "the element is no longer there"),
    ("no such party", lambda e: e.set("e1", "p9", "target", "A"), "the party is no longer there"),
    ("even to say nothing", lambda e: e.set("e9", "p1", "current", ""), "the element is no longer there"),
    ("a note nowhere", lambda e: e.note("e1", "p9", "x"), "the party is no longer there"),
    ("no plan today", lambda e: e.set("e1", "p1", "current", None), "the current layer has no plans"),
    ("an empty target", lambda e: e.set("e1", "p1", "target", ""), "an empty target means nothing"),
    (
        "an empty target within",
        lambda e: e.add(Cell(element="e1", party="p1", target="")),
        "cell cannot be changed",
    ),
    (
        "an id that is taken",
        lambda e: e.add(Party(id="p1", name="x")),
        "the party cannot be added: it is already there",
    ),
    (
        "no such journey",
        lambda e: e.add(Element(id="e9", name="x", journey="j9")),
        "the element cannot be added",
    ),
    ("a slash", lambda e: e.add(Party(id="a/b", name="x")), "the party cannot be added: its id has a slash"),
    ("no such stage", lambda e: e.update("elements", "e1", stage="s9"), "what it names is gone from stages"),
    (
        "a wrong value",
        lambda e: e.update("pains", "h1", severity="much"),
        "the pain cannot be changed: severity does",
    ),
    (
        "a wrong kind",
        lambda e: e.update("parties", "p1", kind="robot"),
        "the party cannot be changed: kind does not",
    ),
    ("another id", lambda e: e.update("parties", "p1", id="p8"), "what it is known by cannot change"),
    ("gone already", lambda e: e.update("people", "n9", name="x"), "the person is no longer there"),
    ("removed already", lambda e: e.remove("standups", "u9"), "the stand-up is no longer there"),
    ("the workspace", lambda e: e.remove("workspace", "workspace"), "the workspace cannot be removed"),
    (
        "an update of nothing",
        lambda e: e.update("cells", "e9/p1", current="A"),
        "the cell is no longer there",
    ),
]


@pytest.mark.parametrize(("what", "do", "sentence"), REFUSED, ids=[what for what, _, _ in REFUSED])
def test_what_does_not_fit_is_refused_in_a_sentence(what: str, do: Any, sentence: str) -> None:
    workspace = open_workspace()

    def attempt() -> None:
        with workspace.edit("step") as edit:
            edit.set("e2", "p1", "current", "A")
            do(edit)

    with pytest.raises(EditError, match=sentence) as caught:
        attempt()
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert workspace.state == base_state()
    assert not workspace.pending


def test_a_read_only_workspace_says_why(workspace: Workspace) -> None:
    with workspace.edit("step") as edit:
        edit.set("e1", "p1", "current", "R")
    commit = last(workspace)
    workspace.read_only_reason = "the folder is not writable"
    for attempt in (
        lambda: workspace.edit("x").__enter__(),
        workspace.undo,
        workspace.redo,
        lambda: workspace.undo_commit(commit),
    ):
        with pytest.raises(EditError, match="this workspace cannot be changed: the folder is not writable"):
            attempt()
    assert workspace.cell("e1", "p1").current == "R"
    other_commits(workspace, Change("cells", "e1/p2", "current", "", "I"))
    assert workspace.cell("e1", "p2").current == "I"


class TestUndo:
    @given(steps(8))
    def test_goes_back_to_the_start_and_forward_to_the_end(self, drawn: list[list[int]]) -> None:
        workspace, new_ids = open_workspace(), ids()
        assert index_is_right(workspace.state)
        states = [copy_of(workspace.state)]
        for numbers in drawn:
            made = len(workspace.pending)
            perform(workspace, numbers, new_ids)
            if len(workspace.pending) > made:
                states.append(copy_of(workspace.state))
        for _ in range(2):
            for state in reversed(states[:-1]):
                assert workspace.undo()
                assert workspace.state == state
            assert workspace.undo() is None
            for state in states[1:]:
                assert workspace.redo()
                assert workspace.state == state
            assert workspace.redo() is None
        assert index_is_right(workspace.state)

    def test_names_what_it_takes_back(self, workspace: Workspace) -> None:
        with workspace.edit("Set R") as edit:
            edit.set("e1", "p1", "current", "R")
        made = last(workspace)
        labels = []
        for move in (workspace.undo, workspace.redo, workspace.undo):
            commit = move()
            assert commit
            labels.append((commit.label, workspace.can_undo, workspace.can_redo))
            assert commit is last(workspace)
        assert labels == [
            ("Undo: Set R", "", "Set R"),
            ("Redo: Set R", "Set R", ""),
            ("Undo: Set R", "", "Set R"),
        ]
        assert workspace.pending[1].undoes == made.id

    def test_a_new_edit_ends_redo(self, workspace: Workspace) -> None:
        for letters in ("R", "C"):
            with workspace.edit(letters) as edit:
                edit.set("e1", "p1", "current", letters)
        workspace.undo()
        with workspace.edit("I") as edit:
            edit.set("e1", "p1", "current", "I")
        assert workspace.can_redo == ""
        assert workspace.redo() is None
        workspace.undo()
        assert workspace.cell("e1", "p1").current == "R"

    def test_leaves_alone_what_another_did_to_another_field(self, workspace: Workspace) -> None:
        with workspace.edit("mine") as edit:
            edit.set("e1", "p1", "current", "R")
        confirm_all(workspace)
        other_commits(workspace, Change("cells", "e1/p1", "note", "", "theirs"))
        workspace.undo()
        assert workspace.cell("e1", "p1") == Cell(element="e1", party="p1", current="A", note="theirs")

    def test_refuses_where_another_touched_the_same_field(self, workspace: Workspace) -> None:
        with workspace.edit("Set R") as edit:
            edit.set("e1", "p1", "current", "R")
        made = last(workspace)
        confirm_all(workspace)
        other_commits(workspace, Change("cells", "e1/p1", "note", "", "bo's"), author="bo")
        other_commits(workspace, Change("cells", "e1/p1", "current", "R", "C"))
        other_commits(workspace, Change("cells", "e1/p1", "note", "bo's", "cy's"), author="cy")
        was = copy_of(workspace.state)
        for attempt in (workspace.undo, lambda: workspace.undo_commit(made)):
            with pytest.raises(EditError) as caught:
                attempt()
            assert str(caught.value) == "“Set R” cannot be undone: ana has changed it since"
        assert workspace.state == was
        assert not workspace.pending

    def test_redo_refuses_too(self, workspace: Workspace) -> None:
        with workspace.edit("Set R") as edit:
            edit.set("e1", "p1", "current", "R")
        workspace.undo()
        confirm_all(workspace)
        other_commits(workspace, Change("cells", "e1/p1", "current", "A", "C"))
        with pytest.raises(EditError, match="“Set R” cannot be redone: ana has changed it since"):
            workspace.redo()

    def test_of_an_addition_refuses_where_another_built_on_it(self, workspace: Workspace) -> None:
        with workspace.edit("Add Plumber") as edit:
            edit.add(Party(id="p9", name="Plumber"))
        confirm_all(workspace)
        other_commits(workspace, Change("cells", "e1/p9", "current", "", "R"))
        with pytest.raises(EditError, match="“Add Plumber” cannot be undone: ana has changed it since"):
            workspace.undo()

    def test_of_a_removal_refuses_where_what_it_needs_is_gone(self, workspace: Workspace) -> None:
        with workspace.edit("Remove Ask") as edit:
            edit.remove("elements", "e1")
        confirm_all(workspace)
        other = open_workspace("ana", "app-2", state=copy_of(workspace.state))
        with other.edit("Remove Crew") as edit:
            edit.remove("parties", "p3")
        other_commits(workspace, *last(other).changes)
        with pytest.raises(EditError, match="“Remove Ask” cannot be undone: ana has changed it since"):
            workspace.undo()
        assert index_is_right(workspace.state)

    def test_any_own_commit_can_be_undone_from_the_history(self, workspace: Workspace) -> None:
        made = []
        for party, letters in (("p1", "R"), ("p2", "C"), ("p4", "I")):
            with workspace.edit(f"Set {letters}") as edit:
                edit.set("e2", party, "current", letters)
            made.append(last(workspace))
        undone = workspace.undo_commit(made[0])
        assert undone
        assert undone.undoes == made[0].id
        assert undone.label == "Undo: Set R"
        assert [workspace.cell("e2", party).current for party in ("p1", "p2", "p4")] == ["", "C", "I"]
        with pytest.raises(EditError, match="“Set R” cannot be undone: you have changed it since"):
            workspace.undo_commit(made[0])
        back = workspace.undo()
        assert back
        assert back.label == "Redo: Set R"
        assert workspace.cell("e2", "p1").current == "R"
        assert workspace.can_undo == "Set I"
        assert workspace.can_redo == "Undo: Set R"

    def test_works_after_the_commits_were_read_from_a_ledger(self, workspace: Workspace) -> None:
        """What was a tuple in memory is a list in the ledger: still the same value."""
        with workspace.edit("Rename") as edit:
            edit.update("parties", "p3", aliases=("Fitters",))
        entry = follow(workspace.head, last(workspace))
        other = open_workspace("ana", "app-2")
        other.receive([entry])
        assert other.state == workspace.state
        with other.edit("Remove") as edit:
            edit.remove("parties", "p3")
        workspace.confirm(entry)
        workspace.receive([follow(workspace.head, last(other))])
        assert workspace.state == other.state


class TestRemoval:
    @pytest.mark.parametrize("table", [table for table in TABLES if table not in ("workspace", "cells")])
    def test_of_any_record_is_one_step_that_undo_takes_back(self, table: str) -> None:
        workspace = open_workspace()
        with workspace.edit("more") as edit:
            edit.add(Scheme(id="own", name="Own", letters=RASCI.letters))
        assert index_is_right(workspace.state)
        was = copy_of(workspace.state)
        keys = list(workspace.state.tables[table])
        assert keys
        for key in keys:
            with workspace.edit("remove") as edit:
                edit.remove(table, key)
            assert workspace.state.get(table, key) is None
            assert last(workspace).whole
        for _ in keys:
            workspace.undo()
        assert workspace.state == was
        assert index_is_right(workspace.state)

    def test_of_an_element_takes_what_hangs_on_it_and_empties_looser_ties(self, workspace: Workspace) -> None:
        with workspace.edit("Remove") as edit:
            edit.remove("elements", "e2")
        state = workspace.state
        assert not state.rows.get("e2")
        assert not state.tables["pains"]
        assert not state.tables["moves"]
        assert not state.tables["links"]
        assert state.tables["actions"]["a1"].element == ""

    def test_of_a_party_takes_its_column_and_frees_its_children(self, workspace: Workspace) -> None:
        with workspace.edit("waiver") as edit:
            edit.add(Waiver(id="w2", rule="many-owners", element="e3", party="p2"))
        with workspace.edit("Remove") as edit:
            edit.remove("parties", "p2")
        assert not workspace.state.columns.get("p2")
        assert workspace.state.get("parties", "p3").parent == ""
        assert workspace.state.get("waivers", "w2") is None
        assert workspace.state.get("waivers", "w1")
        assert index_is_right(workspace.state)

    def test_of_a_stage_keeps_its_elements(self, workspace: Workspace) -> None:
        with workspace.edit("Remove") as edit:
            edit.remove("stages", "s1")
        assert [element.id for element in workspace.elements()] == ["e1", "e2", "e3", "e5", "e4"]
        assert workspace.state.get("elements", "e1").stage == ""

    def test_of_a_journey_takes_its_stages_and_elements(self, workspace: Workspace) -> None:
        with workspace.edit("Remove") as edit:
            edit.remove("journeys", "j1")
        assert [element.id for element in workspace.elements()] == ["e5", "e4"]
        assert [stage.id for stage in workspace.stages()] == ["s3"]
        assert not list(workspace.state.cells())
        workspace.undo()
        assert workspace.state == base_state()

    def test_of_a_party_that_is_its_own_parent(self, workspace: Workspace) -> None:
        with workspace.edit("knot") as edit:
            edit.update("parties", "p2", parent="p2")
        was = copy_of(workspace.state)
        with workspace.edit("Remove") as edit:
            edit.remove("parties", "p2")
        workspace.undo()
        assert workspace.state == was

    def test_of_the_scheme_in_force_is_refused(self, workspace: Workspace) -> None:
        with workspace.edit("Own scheme") as edit:
            edit.add(Scheme(id="own", name="Own", letters=RASCI.letters))
            edit.update("workspace", "workspace", scheme="own")
        sentence = "the scheme cannot be removed: it is the scheme in force"
        with pytest.raises(EditError, match=sentence), workspace.edit("Remove") as edit:
            edit.remove("schemes", "own")
        assert workspace.scheme.name == "Own"


class TestWhoIsTold:
    def test_every_touched_record_once_per_commit(self, workspace: Workspace) -> None:
        told: list[Touched] = []
        end = workspace.subscribe(told.append)
        with workspace.edit("step") as edit:
            edit.set("e1", "p1", "current", "R")
            edit.set("e1", "p2", "target", "A")
            edit.update("elements", "e2", name="Find")
        expected = {("cells", "e1/p1"), ("cells", "e1/p2"), ("elements", "e2")}
        workspace.undo()
        workspace.redo()
        assert told == [expected] * 3
        end()
        workspace.undo()
        assert len(told) == 3

    def test_others_commits_and_ours_that_moved(self, workspace: Workspace) -> None:
        with workspace.edit("mine") as edit:
            edit.set("e2", "p1", "current", "R")
        told: list[Touched] = []
        workspace.subscribe(told.append)
        other_commits(workspace, Change("cells", "e1/p1", "current", "A", "C"))
        assert told == [{("cells", "e1/p1"), ("cells", "e2/p1")}]

    def test_a_confirmation_tells_nobody(self, workspace: Workspace) -> None:
        with workspace.edit("mine") as edit:
            edit.set("e2", "p1", "current", "R")
        told: list[Touched] = []
        workspace.subscribe(told.append)
        confirm_all(workspace)
        assert not told
        assert workspace.head.position == 1

    def test_discarding_takes_back_all_that_is_pending(self, workspace: Workspace) -> None:
        with workspace.edit("durable") as edit:
            edit.set("e2", "p1", "current", "R")
        confirm_all(workspace)
        durable = copy_of(workspace.state)
        with workspace.edit("lost") as edit:
            edit.remove("parties", "p1")
        workspace.undo()
        with workspace.edit("lost too") as edit:
            edit.set("e1", "p1", "current", "R")
        told: list[Touched] = []
        workspace.subscribe(told.append)
        workspace.discard_pending()
        assert workspace.state == durable
        assert not workspace.pending
        assert told
        assert ("cells", "e1/p1") in told[0]
        assert workspace.can_undo == "durable"


class TestTime:
    def test_never_goes_back(self) -> None:
        clock = Clock()
        workspace = open_workspace(clock=clock)
        for minutes in (0, -60, 5, -1):
            clock.now += timedelta(minutes=minutes)
            with workspace.edit("step") as edit:
                edit.note("e1", "p1", str(minutes))
        times = [commit.at for commit in workspace.pending]
        assert times == sorted(times)

    def test_is_never_before_what_another_committed(self, workspace: Workspace) -> None:
        with workspace.edit("before") as edit:
            edit.set("e1", "p1", "current", "R")
        theirs = Commit(
            id="their", author="ana", at="2026-01-09T00:00:00.000Z", label="",
            changes=(Change("cells", "e1/p2", "current", "", "C"),),
        )  # fmt: skip
        workspace.receive([follow(BASE, theirs)])
        with workspace.edit("after") as edit:
            edit.set("e1", "p4", "current", "I")
        assert [commit.at for commit in workspace.pending] == ["2026-01-09T00:00:00.000Z"] * 2

    def test_goes_on_from_where_the_ledger_ended(self) -> None:
        workspace = Workspace(
            base_state(), BASE, author="dana", clock=Clock(), last_at="2027-01-01T00:00:00.000Z"
        )
        with workspace.edit("step") as edit:
            edit.set("e1", "p1", "current", "R")
        assert last(workspace).at == "2027-01-01T00:00:00.000Z"


class TestWhatItHolds:
    def test_a_cell_emptied_is_not_kept(self, workspace: Workspace) -> None:
        with workspace.edit("step") as edit:
            edit.set("e1", "p1", "current", "")
            edit.add(Cell(element="e1", party="p3"))
        assert not workspace.state.rows["e1"]
        assert workspace.cell("e1", "p1") == Cell(element="e1", party="p1")

    def test_parties_stand_by_kind_then_order(self, workspace: Workspace) -> None:
        with workspace.edit("step") as edit:
            edit.add(Party(id="p0", name="Sales", order="5"))
            edit.add(Party(id="p5", name="Plumber", kind="partner", order="2"))
            edit.add(Party(id="p6", name="Twin", kind="partner", order="2"))
        assert [party.id for party in workspace.parties()] == ["p1", "p2", "p0", "p5", "p6", "p3", "p4"]

    def test_elements_stand_by_journey_then_stage_then_order(self, workspace: Workspace) -> None:
        assert [element.id for element in workspace.elements()] == ["e1", "e2", "e3", "e5", "e4"]
        with workspace.edit("move") as edit:
            edit.update("elements", "e1", order="3")
            edit.update("journeys", "j2", order="0")
        assert [element.id for element in workspace.elements()] == ["e5", "e4", "e2", "e1", "e3"]
        with workspace.edit("move") as edit:
            edit.update("stages", "s2", order="0")
        assert [element.id for element in workspace.elements()] == ["e5", "e4", "e3", "e2", "e1"]

    def test_the_highest_pain_counts(self, workspace: Workspace) -> None:
        assert (workspace.pain("e2"), workspace.pain("e1")) == (4, 0)
        with workspace.edit("pain") as edit:
            edit.add(Pain(id="h2", element="e2", severity=5))
            edit.add(Pain(id="h3", element="e2", severity=1))
        assert workspace.pain("e2") == 5
        workspace.undo()
        assert workspace.pain("e2") == 4

    def test_the_workspaces_own_scheme_comes_before_a_plugins(self, workspace: Workspace) -> None:
        own = Scheme(id="rasci", name="Ours", letters=(Letter(code="A", name="A", kind="owner"),))
        with workspace.edit("Switch") as edit:
            edit.update("workspace", "workspace", scheme="rasci")
        assert workspace.scheme is RASCI
        with workspace.edit("Ours") as edit:
            edit.add(own)
        assert workspace.scheme == own

    def test_a_scheme_that_nobody_knows_is_said(self) -> None:
        workspace = Workspace(new_state("x", scheme="lost"), BASE, author="dana")
        with pytest.raises(SchemeError, match="nobody knows the scheme 'lost': install the plugin"):
            _ = workspace.scheme

    def test_who_touched_a_field_last(self, workspace: Workspace) -> None:
        mine = Change("cells", "e1/p1", "current", "A", "R")
        assert workspace.who_touched(mine) == ""
        other_commits(workspace, Change("cells", "e1/p1", "current", "A", "C"))
        other_commits(workspace, Change("cells", "e1/p1", "note", "", "n"), author="bo")
        assert workspace.who_touched(mine) == "ana"
        with workspace.edit("mine") as edit:
            edit.set("e1", "p1", "current", "I")
        assert workspace.who_touched(mine) == "dana"

    def test_a_person_named_nowhere_goes_alone(self, workspace: Workspace) -> None:
        with workspace.edit("Add") as edit:
            edit.add(Person(id="n2", name="Bo"))
        person = to_plain(workspace.state.get("people", "n2"))
        with workspace.edit("Remove") as edit:
            edit.remove("people", "n2")
        assert last(workspace).changes == (Change("people", "n2", "*", person, None),)


def test_a_value_that_somebody_has_made_their_own_is_not_undone() -> None:
    workspace = open_workspace()
    with workspace.edit("mine") as edit:
        edit.set("e1", "p2", "current", "C")
    workspace.confirm(follow(workspace.head, last(workspace)))
    for old, new in (("C", "I"), ("I", "C")):
        other_commits(workspace, Change("cells", "e1/p2", "current", old, new))
    with pytest.raises(EditError, match="ana has changed it since"):
        workspace.undo()
    assert workspace.cell("e1", "p2").current == "C"


def test_what_somebody_did_before_is_no_reason_to_refuse_an_undo() -> None:
    workspace = open_workspace()
    other_commits(workspace, Change("cells", "e1/p2", "current", "", "I"))
    with workspace.edit("mine") as edit:
        edit.set("e1", "p2", "current", "C")
    workspace.undo()
    assert workspace.cell("e1", "p2").current == "I"


def test_an_edit_whose_undo_was_dropped_can_be_undone_again() -> None:
    workspace = open_workspace()
    for letters in ("C", "I"):
        with workspace.edit(letters) as edit:
            for party in ("p2", "p4"):
                edit.set("e1", party, "current", letters)
    workspace.undo()
    other_commits(workspace, Change("cells", "e1/p2", "current", "", "R"))
    assert workspace.cell("e1", "p4").current == "I"
    assert workspace.can_undo == "I"
    workspace.undo()
    assert [workspace.cell("e1", party).current for party in ("p2", "p4")] == ["R", "C"]
    workspace.undo()
    assert [workspace.cell("e1", party).current for party in ("p2", "p4")] == ["R", ""]
    workspace.redo()
    workspace.redo()
    assert workspace.cell("e1", "p4").current == "I"
