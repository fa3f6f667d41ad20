"""Two parties become one: nothing is lost unless somebody chose so, and one undo gives all of it back."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from raci_tui.core.diff import cell_diff
from raci_tui.core.errors import EditError
from raci_tui.core.party_merge import Joining, can_merge, consequences, merge_parties, plan_merge
from raci_tui.core.plan import make_plan
from raci_tui.core.recognise import Hints
from raci_tui.core.records import Action, Cell, Move, Person, SavedView, Waiver
from raci_tui.core.scheme import RACI
from raci_tui.core.tables import Source, text_table
from raci_tui.core.workspace import Workspace
from tests.matrix_app import small_state
from tests.strategies import STRICT, copy_of, ids, open_workspace, perform, step

JOININGS: tuple[Joining, ...] = ("join", "stays", "goes")
TEXTS = st.sampled_from(["", "-", "A", "R", "AR", "C", "CI"])
PLANS = st.sampled_from([None, "-", "A", "R", "AR", "C", "CI"])
CELLS = st.builds(Cell, element=st.just("fit"), party=st.just(""), current=TEXTS, target=PLANS)


def two_cells(stays: Cell, goes: Cell) -> Workspace:
    workspace = open_workspace(state=small_state())
    with workspace.edit("fill") as edit:
        edit.add(msgspec.structs.replace(stays, party="cs"))
        edit.add(msgspec.structs.replace(goes, party="crew"))
    return workspace


def letters(text: str) -> set[str]:
    return set(text) - {"-"}


@given(CELLS, CELLS, st.sampled_from(JOININGS))
def test_each_layer_keeps_the_letters_that_were_chosen(stays: Cell, goes: Cell, joining: Joining) -> None:
    workspace = two_cells(stays, goes)
    plan = plan_merge(workspace, "cs", "crew", joining)
    clashed = any(cell.clash for cell in plan.cells if cell.element == "fit")
    merge_parties(workspace, plan)
    cell = workspace.cell("fit", "cs")
    clash = False
    for own, other, after in (
        (stays.current, goes.current, cell.current),
        (stays.planned, goes.planned, cell.planned),
    ):
        one, two = letters(own), letters(other)
        if one and two and one != two:
            clash = True
            assert letters(after) == {"join": one | two, "stays": one, "goes": two}[joining]
        else:
            assert letters(after) == one | two
        # Whatever was said is not forgotten: decided is not undecided.
        assert bool(after) == bool(own or other)
    assert clash == clashed
    if stays.target is None and goes.target is None:
        assert cell.target is None


@given(CELLS, CELLS)
def test_where_both_hold_letters_nothing_is_done_unasked(stays: Cell, goes: Cell) -> None:
    workspace = two_cells(stays, goes)
    plan = plan_merge(workspace, "cs", "crew", None, {"ask": "join"})
    assume(plan.undecided)
    before = copy_of(workspace.state)
    with pytest.raises(EditError, match="both hold letters in 1 element: say whether to join them"):
        merge_parties(workspace, plan)
    assert workspace.state == before


@given(st.lists(step(), max_size=15), st.data())
def test_one_undo_gives_the_start_and_redo_the_merge(drawn: list[list[int]], data: st.DataObject) -> None:
    workspace, new_ids = open_workspace(), ids()
    for numbers in drawn:
        perform(workspace, numbers, new_ids)
    keys = [party.id for party in workspace.parties()]
    assume(len(keys) > 1)
    stays, goes = data.draw(st.permutations(keys))[:2]
    before = copy_of(workspace.state)
    plan = plan_merge(workspace, stays, goes, data.draw(st.sampled_from(JOININGS)))
    names = {name for party in (plan.stays, plan.goes) for name in (party.name, *party.aliases)}
    merge_parties(workspace, plan)
    assert goes not in workspace.state.tables["parties"]
    party = workspace.state.tables["parties"][stays]
    assert {name.casefold() for name in names} <= {name.casefold() for name in (party.name, *party.aliases)}
    assert all(cell.party != goes for cell in workspace.state.cells())
    assert party.parent != stays
    after = copy_of(workspace.state)
    workspace.undo()
    assert workspace.state == before
    workspace.redo()
    assert workspace.state == after


def test_single_elements_are_decided_otherwise_than_all() -> None:
    workspace = open_workspace(state=small_state())
    with workspace.edit("fill") as edit:
        edit.set("pass", "crew", "current", "R")
    plan = plan_merge(workspace, "cs", "crew", "join", {"pass": "goes"})
    assert [cell.element for cell in plan.clashes] == ["ask", "pass"]
    merge_parties(workspace, plan)
    assert [workspace.cell(each, "cs").current for each in ("ask", "pass")] == ["AR", "R"]
    moved = workspace.cell("notebook", "cs")
    assert (moved.current, moved.target) == ("R", "C")


def test_everything_that_names_the_party_follows() -> None:
    workspace = open_workspace()
    with workspace.edit("more") as edit:
        edit.update("parties", "p1", contact="", note="Counter", short="CS")
        edit.update("parties", "p3", contact="crew@example.org", note="Two vans", short="FC")
        edit.update("parties", "p4", parent="p3")
        edit.add(Person(id="n2", name="Kim", party="p3"))
        edit.add(Waiver(id="w2", rule="idle-party", party="p3"))
        edit.add(Action(id="a2", text="Call", party="p3"))
        edit.add(SavedView(id="v2", name="Mine", columns=("p3", "p2"), hidden=("p1", "p3"), pinned=("p3",)))
        edit.add(SavedView(id="v3", name="Rest", hidden=("p3",)))
        edit.update("moves", "e2", agreed={"p3": "R"})
        edit.note("e3", "p1", "mornings")
        edit.note("e3", "p3", "by van")
    plan = plan_merge(workspace, "p1", "p3", "join")
    assert plan.taken_along == (
        "1 person", "1 waiver", "1 action", "1 part of it", "1 move", "2 saved views",
    )  # fmt: skip
    label = merge_parties(workspace, plan)
    assert label == "Merge Crew into Customer service: 2 cells"
    tables = workspace.state.tables
    party = tables["parties"]["p1"]
    assert party == plan.after
    assert party.aliases == ("Crew", "FC", "Field crew", "Installers")
    assert (party.contact, party.note, party.short) == ("crew@example.org", "Counter\nTwo vans", "CS")
    assert tables["parties"]["p4"].parent == tables["people"]["n2"].party == "p1"
    assert tables["waivers"]["w2"].party == tables["actions"]["a2"].party == "p1"
    view = tables["views"]["v2"]
    assert (view.columns, view.hidden, view.pinned) == (("p1", "p2"), (), ("p1",))
    assert tables["views"]["v3"].hidden == ()
    assert tables["moves"]["e2"] == Move(element="e2", state="agreed", lead="n1", agreed={"p1": "R"})
    assert workspace.cell("e3", "p1").note == "mornings\nby van"
    assert workspace.cell("e1", "p1").note == "by phone"


def test_a_part_of_the_party_that_goes_does_not_become_part_of_itself() -> None:
    workspace = open_workspace()
    merge_parties(workspace, plan_merge(workspace, "p3", "p2", "join"))
    assert workspace.state.tables["parties"]["p3"].parent == ""


def test_an_import_finds_the_party_by_the_name_that_went() -> None:
    workspace = open_workspace(state=small_state())
    merge_parties(workspace, plan_merge(workspace, "ops", "crew", "join"))
    table = text_table([["Step", "Fitting Crew", "Customer Service"], ["Fit the meter", "R", "A"]])
    plan = make_plan(workspace, Source(tables=(table,)), Hints(layer="current"))
    assert not plan.new_parties
    assert {(each.party, each.new) for each in plan.cells} == {("Operations", "R"), ("Customer Service", "A")}


@pytest.mark.parametrize(
    ("stays", "goes", "sentence"),
    [
        ("cs", "cs", "Customer Service cannot be merged with itself: choose another party"),
        ("cs", "gone", "a party to merge is no longer there"),
        ("gone", "cs", "a party to merge is no longer there"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_a_sentence(stays: str, goes: str, sentence: str) -> None:
    workspace = open_workspace(state=small_state())
    before = copy_of(workspace.state)
    for attempt in (can_merge, plan_merge):
        with pytest.raises(EditError, match=sentence):
            attempt(workspace, stays, goes)
    assert workspace.state == before
    assert not workspace.pending


def test_a_party_that_goes_while_one_looks_is_told() -> None:
    workspace = open_workspace(state=small_state())
    plan = plan_merge(workspace, "cs", "crew", "join")
    with workspace.edit("remove") as edit:
        edit.remove("parties", "crew")
    with pytest.raises(EditError, match="no longer there"):
        merge_parties(workspace, plan)
    workspace.undo()
    with workspace.edit("change") as edit:
        edit.set("fit", "crew", "current", "A")
    with pytest.raises(EditError, match="has been changed meanwhile: look at the merge again"):
        merge_parties(workspace, plan)
    assert "crew" in workspace.state.tables["parties"]


def test_a_scheme_without_shared_cells_refuses_to_join_but_not_to_choose() -> None:
    workspace = open_workspace(state=small_state())
    with workspace.edit("scheme") as edit:
        edit.add(STRICT)
        edit.update("workspace", "workspace", scheme=STRICT.id)
    with pytest.raises(EditError, match="lets no two letters share a cell"):
        plan_merge(workspace, "cs", "crew", "join")
    merge_parties(workspace, plan_merge(workspace, "cs", "crew", "goes"))
    assert workspace.cell("ask", "cs").current == "R"


def test_letters_of_another_scheme_are_kept() -> None:
    workspace = two_cells(
        Cell(element="fit", party="", current="X"), Cell(element="fit", party="", current="R")
    )
    merge_parties(workspace, plan_merge(workspace, "cs", "crew", "join"))
    assert workspace.cell("fit", "cs").current == "RX"


def test_what_comes_of_it_is_said_before() -> None:
    workspace = open_workspace(state=small_state())
    assert consequences(workspace, plan_merge(workspace, "cs", "crew", "join")) == (
        "makes what the partner held a department's",
    )
    assert consequences(workspace, plan_merge(workspace, "cs", "crew", "goes")) == (
        "leaves 1 element without an owner today", "leaves 1 element without an owner in the target",
        "drops letters in 1 cell", "makes what the partner held a department's",
    )  # fmt: skip
    # Two departments that both answered for a row answer for it as one.
    assert consequences(workspace, plan_merge(workspace, "cs", "ops")) == ()


def test_letters_that_one_party_must_not_hold_and_a_retired_party_are_said() -> None:
    workspace = open_workspace(state=small_state())
    strict = msgspec.structs.replace(RACI, id="apart", conflicts=(("A", "R"),))
    with workspace.edit("apart") as edit:
        edit.add(strict)
        edit.update("workspace", "workspace", scheme="apart")
        edit.update("parties", "crew", retired=True, kind="department")
    assert consequences(workspace, plan_merge(workspace, "cs", "crew", "join")) == (
        "puts letters together in 1 cell that one party must not hold",
        "makes letters of a retired party count again",
    )
    assert consequences(workspace, plan_merge(workspace, "crew", "cs", "stays")) == (
        "leaves 1 element without an owner today", "leaves 1 element without an owner in the target",
        "drops letters in 1 cell",
    )  # fmt: skip


def test_plans_meet_as_what_is_shown() -> None:
    stays = Cell(element="fit", party="", current="R")
    goes = Cell(element="fit", party="", current="", target="A")
    workspace = two_cells(stays, goes)
    merge_parties(workspace, plan_merge(workspace, "cs", "crew", "join"))
    cell = workspace.cell("fit", "cs")
    diff = cell_diff(cell)
    assert (cell.current, cell.target) == ("R", "AR")
    assert diff
    assert (diff.gained, diff.lost) == ("A", "")
