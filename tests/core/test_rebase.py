"""Several people on one ledger: everybody ends equal, and nothing is lost without being told."""

import os
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from raci_tui.core.errors import EditError
from raci_tui.core.ledger import (
    WHOLE_RECORD,
    Change,
    Commit,
    Entry,
    Head,
    decode_commit,
    encode_commit,
    follow,
)
from raci_tui.core.rebase import Conflict
from raci_tui.core.records import Cell, Element, Party, to_plain
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace
from tests.strategies import (
    BASE,
    Clock,
    base_state,
    copy_of,
    ids,
    index_is_right,
    open_workspace,
    perform,
    step,
)

AUTHORS = ("ana", "bo", "cy")


class Ledger:
    """What a store keeps: it appends where the head matches, never a commit twice."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    @property
    def head(self) -> Head:
        return self.entries[-1].head if self.entries else BASE

    def since(self, head: Head) -> list[Entry]:
        return self.entries[head.position :]

    def append(self, commit: Commit) -> Entry:
        assert commit.id not in {entry.commit.id for entry in self.entries}
        # Through JSON, as every ledger passes it on.
        entry = follow(self.head, decode_commit(encode_commit(commit)))
        self.entries.append(entry)
        return entry

    def fold(self, upto: int | None = None) -> State:
        state = base_state()
        state.fold(entry.commit for entry in self.entries[:upto])
        return state


def is_so(state: State, change: Change) -> bool:
    """Whether a change would change nothing: an account of its own, not the workspace's."""
    record = state.get(change.table, change.key)
    if change.field == WHOLE_RECORD:
        return bool(to_plain(record) == change.new)
    if record is None:
        return change.new in (None, "", [], {}, False)
    return bool(to_plain(getattr(record, change.field)) == change.new)


class Replicas(RuleBasedStateMachine):
    """Three workspaces around one ledger, in any interleaving of edits, submissions and deliveries."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.ids = ids()
        clock = Clock()
        self.workspaces = [open_workspace(name, f"app-{name}", clock=clock) for name in AUTHORS]
        self.told: dict[str, list[Conflict]] = {name: [] for name in AUTHORS}
        for workspace in self.workspaces:
            assert index_is_right(workspace.state)
            workspace.subscribe_conflicts(self.told[workspace.author].extend)
        self.moved = self.workspaces[0]

    who = st.integers(0, len(AUTHORS) - 1)

    @rule(who=who, numbers=step())
    def edit(self, who: int, numbers: list[int]) -> None:
        perform(self.workspaces[who], numbers, self.ids)

    @rule(who=who, element=st.sampled_from(["e1", "e3"]), letters=st.sampled_from(["A", "R", ""]))
    def edit_a_block(self, who: int, element: str, letters: str) -> None:
        """Letters over a row, so that replicas meet in the same cells."""
        workspace = self.workspaces[who]
        if element not in workspace.state.tables["elements"]:
            return
        with workspace.edit("block") as edit:
            for party in list(workspace.state.tables["parties"])[:3]:
                edit.set(element, party, "current", letters)

    @rule(who=who, forward=st.booleans())
    def undo_or_redo(self, who: int, forward: bool) -> None:
        workspace = self.workspaces[who]
        before, hint = copy_of(workspace.state), ""
        try:
            workspace.redo() if forward else workspace.undo()
        except EditError as error:
            hint = error.hint
        others = [f"{name} has changed it since" for name in AUTHORS if name != workspace.author]
        assert not hint or (workspace.state == before and hint in others)

    @rule(who=who, place=st.integers(0, 20))
    def undo_from_the_history(self, who: int, place: int) -> None:
        workspace = self.workspaces[who]
        own = [entry.commit for entry in self.ledger.entries if entry.commit.app == workspace.app]
        if own:
            before = copy_of(workspace.state)
            try:
                workspace.undo_commit(own[place % len(own)])
            except EditError:
                assert workspace.state == before

    @rule(who=who)
    def submit(self, who: int) -> None:
        self._submit(self.workspaces[who])

    @rule(who=who)
    def submit_and_lose_the_answer(self, who: int) -> None:
        workspace = self.workspaces[who]
        if workspace.pending and workspace.head == self.ledger.head:
            self.ledger.append(workspace.pending[0])

    @rule(who=who, some=st.integers(1, 4))
    def deliver(self, who: int, some: int) -> None:
        workspace = self.workspaces[who]
        self._receive(workspace, self.ledger.since(workspace.head)[:some])

    @rule(who=who)
    def deliver_what_is_known(self, who: int) -> None:
        workspace = self.workspaces[who]
        before = copy_of(workspace.state)
        assert workspace.receive(self.ledger.entries[: workspace.head.position]) == ()
        assert workspace.state == before

    @rule(who=who)
    def discard(self, who: int) -> None:
        """What the user gives up is gone, unless the store has it all the same and only the answer was lost."""
        self.moved = self.workspaces[who]
        self.moved.discard_pending()

    @invariant()
    def each_is_the_ledger_and_its_own_on_top(self) -> None:
        expected = self.ledger.fold(self.moved.head.position)
        for commit in self.moved.pending:
            for change in commit.changes:
                assert expected.problem(change) is None
                expected.apply(change)
        assert self.moved.state == expected

    def teardown(self) -> None:
        for _ in range(2):
            for workspace in self.workspaces:
                while workspace.pending:
                    self._submit(workspace)
        for workspace in self.workspaces:
            self._receive(workspace, self.ledger.since(workspace.head))
        expected = self.ledger.fold()
        for workspace in self.workspaces:
            assert not workspace.pending
            assert workspace.head == self.ledger.head
            assert workspace.state == expected
            assert index_is_right(workspace.state)
        times = [entry.commit.at for entry in self.ledger.entries]
        assert times == sorted(times)
        super().teardown()

    def _submit(self, workspace: Workspace) -> None:
        if not workspace.pending:
            return
        if workspace.head == self.ledger.head:
            workspace.confirm(self.ledger.append(workspace.pending[0]))
        else:
            self._receive(workspace, self.ledger.since(workspace.head))

    def _receive(self, workspace: Workspace, entries: list[Entry]) -> None:
        if not entries:
            return
        before, heard = list(workspace.pending), len(self.told[workspace.author])
        told = workspace.receive(entries)
        assert list(told) == self.told[workspace.author][heard:]
        self._account_for(workspace, before, told, entries)
        self.moved = workspace

    def _account_for(
        self, workspace: Workspace, before: list[Commit], told: tuple[Conflict, ...], entries: list[Entry]
    ) -> None:
        """Every change that was pending is durable, still pending, there already, or told."""
        durable = {entry.commit.id for entry in self.ledger.entries[: workspace.head.position]}
        pending = {commit.id: commit for commit in workspace.pending}
        conflicts = {conflict.commit.id: conflict for conflict in told}
        ours = {commit.id for commit in before}
        # What was discarded and comes back all the same counts as another's.
        others = {entry.commit.author for entry in entries if entry.commit.id not in ours}
        state = self.ledger.fold(workspace.head.position)
        dropped = False
        for commit in before:
            if commit.id in durable:
                assert commit.id not in pending
                assert commit.id not in conflicts
                continue
            kept = list(pending[commit.id].changes) if commit.id in pending else []
            conflict = conflicts.get(commit.id)
            if conflict:
                assert conflict.commit == commit
                assert conflict.losses
                assert conflict.by in others or (dropped and not conflict.by)
                assert not (kept and (commit.whole or commit.undoes))
                dropped = True
            lost = [problem.change for problem in conflict.losses] if conflict else []
            for change in commit.changes:
                if change in kept:
                    state.apply(change)
                    kept.remove(change)
                elif conflict and (commit.whole or commit.undoes):
                    continue
                elif change in lost:
                    lost.remove(change)
                    assert not is_so(state, change)
                else:
                    assert is_so(state, change)
            assert not kept
        assert [commit.id for commit in before if commit.id in pending] == list(pending)


def test_replicas_end_equal_and_lose_nothing_silently() -> None:
    run_state_machine_as_test(Replicas)


@pytest.mark.torture
def test_replicas_end_equal_after_long_walks() -> None:
    walks = 2_000 if os.environ.get("RACI_TUI_TORTURE") == "long" else 300
    run_state_machine_as_test(Replicas, settings=settings(max_examples=walks, stateful_step_count=100))


# Examples, told one by one


def pair() -> tuple[Workspace, Workspace, Ledger]:
    return open_workspace("ana", "app-ana"), open_workspace("bo", "app-bo"), Ledger()


def submit(ledger: Ledger, workspace: Workspace) -> None:
    """Make all that is pending durable; the head must match."""
    while workspace.pending:
        assert workspace.head == ledger.head
        workspace.confirm(ledger.append(workspace.pending[0]))


def deliver(ledger: Ledger, workspace: Workspace) -> tuple[Conflict, ...]:
    return workspace.receive(ledger.since(workspace.head))


def letters(workspace: Workspace, element: str, party: str, value: str) -> None:
    with workspace.edit(f"Set {value}") as edit:
        edit.set(element, party, "current", value)


def test_the_same_cell_is_told_with_both_values_and_the_others_name() -> None:
    ana, bo, ledger = pair()
    letters(ana, "e1", "p1", "C")
    letters(bo, "e1", "p1", "R")
    submit(ledger, ana)
    heard: list[tuple[Conflict, ...]] = []
    end = bo.subscribe_conflicts(heard.append)
    (conflict,) = deliver(ledger, bo)
    assert heard == [(conflict,)]
    assert conflict.by == "ana"
    assert conflict.commit.label == "Set R"
    (loss,) = conflict.losses
    assert (loss.change.new, loss.theirs, loss.change.old) == ("R", "C", "A")
    assert loss.reason == "it has been changed"
    assert bo.cell("e1", "p1").current == "C"
    assert not bo.pending
    assert bo.can_undo == ""
    end()


def test_the_same_value_is_no_conflict_and_no_second_commit() -> None:
    ana, bo, ledger = pair()
    letters(ana, "e1", "p1", "C")
    letters(bo, "e1", "p1", "C")
    submit(ledger, ana)
    assert deliver(ledger, bo) == ()
    assert not bo.pending
    assert bo.state == ana.state


def test_two_who_fill_the_same_empty_cell_meet() -> None:
    ana, bo, ledger = pair()
    letters(ana, "e4", "p1", "A")
    letters(bo, "e4", "p1", "R")
    submit(ledger, ana)
    (conflict,) = deliver(ledger, bo)
    assert conflict.losses[0].theirs == "A"


def test_two_fields_of_one_cell_go_together() -> None:
    ana, bo, ledger = pair()
    letters(ana, "e1", "p1", "C")
    with bo.edit("Plan") as edit:
        edit.set("e1", "p1", "target", "R")
    submit(ledger, ana)
    assert deliver(ledger, bo) == ()
    submit(ledger, bo)
    deliver(ledger, ana)
    assert (
        ana.cell("e1", "p1") == bo.cell("e1", "p1") == Cell(element="e1", party="p1", current="C", target="R")
    )


def test_a_block_of_letters_drops_cell_by_cell() -> None:
    ana, bo, ledger = pair()
    letters(ana, "e1", "p1", "C")
    with bo.edit("Block") as edit:
        for party in ("p1", "p2", "p3"):
            edit.set("e1", party, "current", "I")
    submit(ledger, ana)
    (conflict,) = deliver(ledger, bo)
    assert [loss.change.key for loss in conflict.losses] == ["e1/p1"]
    assert len(conflict.commit.changes) == 3
    assert [bo.cell("e1", party).current for party in ("p1", "p2", "p3")] == ["C", "I", "I"]
    submit(ledger, bo)
    bo.undo()
    assert [bo.cell("e1", party).current for party in ("p1", "p2", "p3")] == ["C", "", "R"]


@pytest.mark.parametrize(
    "how", [{"via": "import"}, {"via": "merge"}, {"whole": True}], ids=["import", "merge", "handover"]
)
def test_what_belongs_together_drops_whole(how: dict[str, Any]) -> None:
    ana, bo, ledger = pair()
    letters(ana, "e1", "p1", "C")
    with bo.edit("All", **how) as edit:
        for party in ("p2", "p1", "p3"):
            edit.set("e1", party, "current", "I")
    submit(ledger, ana)
    (conflict,) = deliver(ledger, bo)
    assert [loss.change.key for loss in conflict.losses] == ["e1/p1"]
    assert not bo.pending
    assert bo.state == ana.state


def test_a_removal_drops_whole_where_something_it_does_not_know_hangs_on_the_record() -> None:
    ana, bo, ledger = pair()
    letters(ana, "e4", "p1", "A")
    with bo.edit("Remove Call back") as edit:
        edit.remove("elements", "e4")
    submit(ledger, ana)
    (conflict,) = deliver(ledger, bo)
    assert conflict.by == "ana"
    assert conflict.losses[0].reason == "something in cells hangs on it"
    assert conflict.losses[0].theirs == {"element": "e4", "party": "p1", "current": "A"}
    assert bo.state == ana.state


def test_an_edit_of_what_another_removed_is_told() -> None:
    ana, bo, ledger = pair()
    with ana.edit("Remove Crew") as edit:
        edit.remove("parties", "p3")
    letters(bo, "e4", "p3", "A")
    with bo.edit("Rename") as edit:
        edit.update("parties", "p3", name="Fitters")
    submit(ledger, ana)
    first, second = deliver(ledger, bo)
    assert (first.by, second.by) == ("ana", "ana")
    assert first.losses[0].reason == second.losses[0].reason == "it is gone"
    assert bo.state == ana.state


def test_an_addition_below_what_another_removed_is_told() -> None:
    ana, bo, ledger = pair()
    with ana.edit("Remove Repair") as edit:
        edit.remove("journeys", "j2")
    with bo.edit("Add") as edit:
        edit.add(Element(id="e9", name="Survey", journey="j2"))
        edit.set("e9", "p1", "current", "A")
    submit(ledger, ana)
    (conflict,) = deliver(ledger, bo)
    assert conflict.by == "ana"
    assert [loss.change.table for loss in conflict.losses] == ["elements", "cells"]


@pytest.mark.parametrize(
    ("table", "key"), [("elements", "e1"), ("elements", "e2"), ("parties", "p2"), ("journeys", "j1")]
)
def test_two_who_remove_the_same_agree(table: str, key: str) -> None:
    ana, bo, ledger = pair()
    for workspace in (ana, bo):
        with workspace.edit("Remove") as edit:
            edit.remove(table, key)
    submit(ledger, ana)
    assert deliver(ledger, bo) == ()
    assert not bo.pending
    assert bo.state == ana.state


def test_a_removal_beside_a_removal_of_something_it_contains_goes_through() -> None:
    ana, bo, ledger = pair()
    with ana.edit("Remove Look up") as edit:
        edit.remove("elements", "e2")
    with bo.edit("Remove Install") as edit:
        edit.remove("journeys", "j1")
    submit(ledger, ana)
    assert deliver(ledger, bo) == ()
    submit(ledger, bo)
    deliver(ledger, ana)
    assert ana.state == bo.state
    assert "j1" not in ana.state.tables["journeys"]


def test_later_edits_and_undos_that_build_on_a_dropped_one_go_in_the_same_message() -> None:
    ana, bo, ledger = pair()
    letters(ana, "e1", "p1", "C")
    letters(bo, "e1", "p1", "R")
    letters(bo, "e1", "p1", "I")
    letters(bo, "e4", "p1", "A")
    letters(bo, "e1", "p1", "AR")
    bo.undo()
    submit(ledger, ana)
    heard: list[tuple[Conflict, ...]] = []
    bo.subscribe_conflicts(heard.append)
    deliver(ledger, bo)
    (message,) = heard
    assert [conflict.commit.label for conflict in message] == ["Set R", "Set I", "Set AR", "Undo: Set AR"]
    assert [commit.label for commit in bo.pending] == ["Set A"]
    assert bo.can_undo == "Set A"
    assert bo.can_redo == ""
    assert bo.cell("e1", "p1").current == "C"


def test_an_undo_does_not_take_back_anothers_equal_edit() -> None:
    ana, bo, ledger = pair()
    letters(ana, "e1", "p1", "C")
    letters(bo, "e1", "p1", "C")
    bo.undo()
    submit(ledger, ana)
    (conflict,) = deliver(ledger, bo)
    assert conflict.commit.label == "Undo: Set C"
    assert conflict.by == "ana"
    assert bo.cell("e1", "p1").current == "C"


def test_a_dropped_party_takes_the_letters_in_its_column_along() -> None:
    ana, bo, ledger = pair()
    with ana.edit("Remove Operations") as edit:
        edit.remove("parties", "p2")
    with bo.edit("Add") as edit:
        edit.add(Party(id="p9", name="Night shift", parent="p2"))
    letters(bo, "e4", "p9", "A")
    submit(ledger, ana)
    first, second = deliver(ledger, bo)
    assert (first.by, second.by) == ("ana", "")
    assert second.losses[0].where == ("parties", "p9")
    assert not bo.pending


def test_a_pending_commit_that_the_ledger_holds_is_confirmed_not_doubled() -> None:
    ana, bo, ledger = pair()
    letters(bo, "e1", "p1", "R")
    letters(bo, "e1", "p2", "C")
    ledger.append(bo.pending[0])
    deliver(ledger, ana)
    letters(ana, "e2", "p1", "I")
    submit(ledger, ana)
    assert deliver(ledger, bo) == ()
    assert [commit.label for commit in bo.pending] == ["Set C"]
    submit(ledger, bo)
    assert [entry.commit.label for entry in ledger.entries] == ["Set R", "Set I", "Set C"]
    bo.confirm(ledger.entries[0])
    assert bo.head == ledger.head
    bo.undo()
    bo.undo()
    assert bo.cell("e1", "p1").current == "A"


def test_undo_after_anothers_edit_of_another_field() -> None:
    ana, bo, ledger = pair()
    letters(ana, "e1", "p1", "R")
    submit(ledger, ana)
    deliver(ledger, bo)
    letters(bo, "e1", "p2", "C")
    submit(ledger, bo)
    deliver(ledger, ana)
    ana.undo()
    submit(ledger, ana)
    deliver(ledger, bo)
    assert ana.state == bo.state
    assert (bo.cell("e1", "p1").current, bo.cell("e1", "p2").current) == ("A", "C")


def test_a_refused_undo_names_the_other_though_one_has_edited_and_undone_since() -> None:
    ana, bo, ledger = pair()
    with bo.edit("Block") as edit:
        edit.set("e1", "p1", "current", "C")
        edit.set("e3", "p1", "current", "C")
    submit(ledger, bo)
    deliver(ledger, ana)
    letters(ana, "e1", "p1", "R")
    submit(ledger, ana)
    deliver(ledger, bo)
    letters(bo, "e1", "p1", "I")
    bo.undo()
    with pytest.raises(EditError) as caught:
        bo.undo()
    assert caught.value.hint == "ana has changed it since"
    assert bo.can_undo == "Block"


def test_from_the_history_one_can_stand_in_ones_own_way() -> None:
    ana, _, ledger = pair()
    letters(ana, "e1", "p1", "R")
    first = ana.pending[0]
    letters(ana, "e1", "p1", "C")
    submit(ledger, ana)
    with pytest.raises(EditError) as caught:
        ana.undo_commit(first)
    assert caught.value.hint == "you have changed it since"


def test_a_redo_of_what_was_undone_from_the_history_is_undone_again_when_dropped() -> None:
    ana, bo, ledger = pair()
    letters(bo, "e1", "p1", "C")
    bo.undo_commit(bo.pending[0])
    submit(ledger, bo)
    deliver(ledger, ana)
    bo.undo()
    letters(ana, "e1", "p1", "I")
    submit(ledger, ana)
    (conflict,) = deliver(ledger, bo)
    assert conflict.commit.label == "Redo: Set C"
    assert (bo.can_undo, bo.can_redo) == ("Undo: Set C", "")


def test_a_dropped_redo_does_not_come_back_below_a_later_edit() -> None:
    """Undone, redone, and the redo dropped while a later edit stays: redo would no longer be in turn."""
    ana, bo, ledger = pair()
    with bo.edit("Block", whole=True) as edit:
        edit.set("e1", "p1", "current", "C")
        edit.set("e3", "p1", "current", "C")
    bo.undo()
    submit(ledger, bo)
    deliver(ledger, ana)
    bo.redo()
    letters(bo, "e1", "p1", "I")
    with ana.edit("Both") as edit:
        edit.set("e1", "p1", "current", "C")
        edit.set("e3", "p1", "current", "R")
    submit(ledger, ana)
    (conflict,) = deliver(ledger, bo)
    assert conflict.commit.label == "Redo: Block"
    assert (bo.can_undo, bo.can_redo) == ("Set I", "")
    bo.undo()
    assert bo.can_redo == "Set I"


def test_what_is_discarded_leaves_undo_and_redo_as_if_it_had_never_been() -> None:
    _, bo, ledger = pair()
    letters(bo, "e1", "p1", "C")
    letters(bo, "e2", "p1", "C")
    bo.undo()
    submit(ledger, bo)
    bo.undo()
    letters(bo, "e4", "p1", "A")
    assert bo.can_redo == ""
    bo.discard_pending()
    assert (bo.can_undo, bo.can_redo) == ("Set C", "Set C")
    bo.redo()
    assert (bo.cell("e1", "p1").current, bo.cell("e2", "p1").current) == ("C", "C")


def test_what_was_discarded_and_yet_saved_can_be_undone_when_it_comes_back() -> None:
    _, bo, ledger = pair()
    letters(bo, "e1", "p1", "R")
    submit(ledger, bo)
    letters(bo, "e1", "p1", "C")
    ledger.append(bo.pending[0])
    bo.discard_pending()
    letters(bo, "e2", "p1", "I")
    assert bo.cell("e1", "p1").current == "R"
    assert deliver(ledger, bo) == ()
    assert bo.cell("e1", "p1").current == "C"
    for left in (("C", ""), ("R", ""), ("A", "")):
        bo.undo()
        assert (bo.cell("e1", "p1").current, bo.cell("e2", "p1").current) == left
    assert bo.undo() is None


def test_entries_that_leave_a_gap_are_not_taken() -> None:
    ana, bo, ledger = pair()
    for value in ("R", "C"):
        letters(ana, "e1", "p1", value)
    submit(ledger, ana)
    with pytest.raises(RuntimeError, match="do not follow position 0"):
        bo.receive(ledger.entries[1:])
    assert bo.state == base_state()
    assert bo.head == BASE


def test_a_change_of_several_values_travels_through_the_ledger() -> None:
    """A list read from JSON and a tuple in memory are one value: no conflict of somebody with themselves."""
    ana, bo, ledger = pair()
    for aliases in (("a",), ("a", "b"), ()):
        with ana.edit("Aliases") as edit:
            edit.update("parties", "p3", aliases=aliases)
        submit(ledger, ana)
        assert deliver(ledger, bo) == ()
        with bo.edit("Aliases") as edit:
            edit.update("parties", "p3", aliases=(*aliases, "bo"))
        submit(ledger, bo)
        assert deliver(ledger, ana) == ()
        ana_before = msgspec.structs.replace(ana.state.get("parties", "p3"))
        bo.undo()
        submit(ledger, bo)
        deliver(ledger, ana)
        assert ana_before.aliases == (*aliases, "bo")
        assert ana.state.get("parties", "p3").aliases == aliases


def test_an_undo_that_falls_with_its_edit_names_who_is_behind_that() -> None:
    ana, bo, ledger = pair()
    with bo.edit("Both") as edit:
        edit.set("e1", "p1", "current", "C")
        edit.set("e2", "p1", "current", "I")
    submit(ledger, bo)
    with ana.edit("Block") as edit:
        edit.set("e1", "p1", "current", "C")
        edit.set("e1", "p2", "current", "C")
    block = ana.pending[0]
    letters(ana, "e1", "p1", "A")
    with ana.edit("Hand over", whole=True) as edit:
        edit.set("e1", "p1", "current", "C")
        edit.set("e2", "p1", "current", "R")
    ana.undo_commit(block)
    handed_over, undone = deliver(ledger, ana)
    assert (handed_over.commit.label, handed_over.by) == ("Hand over", "bo")
    assert (undone.commit.label, undone.by) == ("Undo: Block", "bo")
    assert [loss.change.key for loss in undone.losses] == ["e1/p2"]
    assert (ana.cell("e1", "p1").current, ana.cell("e1", "p2").current) == ("A", "C")
