"""Edits of many cells: one commit that says what and how many, exactly what the preview said, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core import blocks, editing
from raci_tui.core.area import Area, Part, Place
from raci_tui.core.blocks import BlockEdit, make
from raci_tui.core.consequences import consequences, kinds_of_change
from raci_tui.core.counting import Counting, has_many_owners, lacks_doer, lacks_owner
from raci_tui.core.errors import EditError, TextError
from raci_tui.core.fill import filled_down, filled_right
from raci_tui.core.findings import Findings
from raci_tui.core.records import LAYERS, Cell, EditLayer, Layer, Waiver
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.strategies import examples, open_workspace

ELEMENTS = ("e1", "e2", "e3", "e4", "e5")
PARTIES = ("p1", "p2", "p3", "p4")
EVERYTHING = Area.block(ELEMENTS, PARTIES)
PLACES = st.lists(
    st.builds(Place, st.sampled_from(ELEMENTS), st.sampled_from(PARTIES)), min_size=1, max_size=12
)


def lettered(workspace: Workspace, layer: EditLayer) -> dict[tuple[str, str], str]:
    return {
        (e, p): workspace.cell(e, p).current if layer == "current" else workspace.cell(e, p).planned
        for e, p in EVERYTHING
    }


# Areas


@given(PLACES)
def test_an_area_holds_each_place_once_in_order(places: list[Place]) -> None:
    area = Area.of(places)
    assert sorted(area) == sorted(set(places))
    assert len(area) == len(set(places))
    assert [area[index] for index in range(len(area))] == list(area)
    assert set(area.parties) == {place.party for place in places}
    assert area.elements == list(dict.fromkeys(place.element for place in places))


@given(PLACES)
def test_the_filled_cells_of_an_area_are_those_that_say_anything(places: list[Place]) -> None:
    workspace = open_workspace()
    area = Area.of(places)
    said = {(cell.element, cell.party) for cell in workspace.state.cells()} & set(area)
    assert {(cell.element, cell.party) for cell in area.filled(workspace.state)} == said


# Labels, and what changes nothing


EDITS: list[tuple[str, Callable[[Workspace, Sequence[Place]], BlockEdit]]] = [
    ("Set C for 20 cells", lambda w, places: editing.typed(w, places, "current", "C")),
    ("Clear 4 cells in 2 rows", lambda w, places: editing.cleared(w, places, "current")),
    ("Not involved: 20 cells in 5 rows", lambda w, places: editing.not_involved(w, places, "current")),
    ("No plan for 2 cells", editing.unplanned),
    ("Plan today's letters for 5 cells", editing.planned_as_is),
    ("Take over the target for 2 cells", editing.taken_over),
    ("Note on 20 cells in 5 rows", lambda w, places: editing.noted(w, places, "ask Dana", "append")),
    ("Remove the note of Crew on Ask", lambda w, places: editing.noted(w, places, "", "replace")),
    ("Fill down 8 cells in 4 rows", lambda w, _: filled_down(w, "e1", ELEMENTS[1:], PARTIES, "current")),
    ("Fill right 6 cells in 2 rows", lambda w, _: filled_right(w, "p1", ELEMENTS, PARTIES[1:], "current")),
]  # fmt: skip


@pytest.mark.parametrize(("label", "edit"), EDITS, ids=[label for label, _ in EDITS])
def test_an_edit_is_one_commit_that_says_what_and_how_many_and_is_undone_in_one_step(
    label: str, edit: Callable[[Workspace, Sequence[Place]], BlockEdit]
) -> None:
    workspace = open_workspace()
    before = workspace.state.copy()
    commit = make(workspace, edit(workspace, EVERYTHING))
    assert len(workspace.pending) == 1
    assert commit
    assert workspace.undo()
    assert workspace.state == before
    assert commit.label == label


@pytest.mark.parametrize("edit", [edit for _, edit in EDITS[1:]], ids=[label for label, _ in EDITS[1:]])
def test_what_is_so_already_makes_no_commit(
    edit: Callable[[Workspace, Sequence[Place]], BlockEdit],
) -> None:
    workspace = open_workspace()
    make(workspace, edit(workspace, EVERYTHING))
    again = edit(workspace, EVERYTHING)
    assert again.changes == ()
    assert again.nothing
    assert make(workspace, again) is None
    assert len(workspace.pending) == 1


def test_more_than_one_commit_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MOST_CELLS", 19)
    workspace = open_workspace()
    with pytest.raises(EditError, match="more than 19 cells"):
        editing.not_involved(workspace, EVERYTHING, "current")
    monkeypatch.setattr(blocks, "MOST_CELLS", 20)
    assert editing.not_involved(workspace, EVERYTHING, "current").cells == 20


def test_what_is_empty_costs_nothing_to_clear() -> None:
    workspace = open_workspace()
    parties = tuple(f"p{number}" for number in range(10_000))
    huge = Area([Part(f"e{number}", parties) for number in range(10_000)])
    assert len(huge) == 100_000_000
    assert editing.cleared(workspace, huge, "current").cells == 4
    assert editing.taken_over(workspace, huge).cells == 2


# What the edits mean


@given(PLACES, st.sampled_from(LAYERS), st.sampled_from("RACI"))
def test_a_letter_is_set_where_some_lack_it_and_taken_where_all_have_it(
    places: list[Place], layer: Layer, code: str
) -> None:
    workspace, edited = open_workspace(), editing.edited_layer(layer)
    before = lettered(workspace, edited)
    make(workspace, editing.typed(workspace, Area.of(places), layer, code))
    after = lettered(workspace, edited)
    everywhere = all(code in before[place] for place in places)
    assert all((code in after[place]) != everywhere for place in places)
    assert all(after[place] == before[place] for place in EVERYTHING if place not in places)


@given(st.sampled_from(LAYERS), st.integers(0, 3), st.integers(1, 4))
def test_filling_shows_the_source_everywhere(layer: Layer, first: int, columns: int) -> None:
    workspace, edited = open_workspace(), editing.edited_layer(layer)
    make(workspace, filled_down(workspace, ELEMENTS[first], ELEMENTS[first + 1 :], PARTIES[:columns], layer))
    shown = lettered(workspace, edited)
    for party in PARTIES[:columns]:
        values = {shown[element, party] or "-" for element in ELEMENTS[first:]}
        assert len(values) == 1
    make(workspace, filled_right(workspace, PARTIES[0], ELEMENTS, PARTIES[1:], layer))
    shown = lettered(workspace, edited)
    assert all(len({shown[element, party] or "-" for party in PARTIES}) == 1 for element in ELEMENTS)


def test_filling_leaves_the_plan_of_a_cell_that_shows_the_same_already() -> None:
    workspace = open_workspace()
    with workspace.edit("same") as edit:
        edit.set("e4", "p1", "current", "A")
    make(workspace, filled_down(workspace, "e1", ["e4"], ["p1"], "target"))
    assert workspace.cell("e4", "p1").target is None


def test_planning_what_is_leaves_the_undecided_without_a_plan() -> None:
    workspace = open_workspace()
    make(workspace, editing.planned_as_is(workspace, EVERYTHING))
    assert (workspace.cell("e1", "p1").target, workspace.cell("e1", "p3").target) == ("A", "R")
    assert workspace.cell("e2", "p2").target is None
    assert not any(cell.differs for cell in workspace.state.cells())


def test_handing_over_several_elements_is_one_commit_that_stands_or_falls_as_a_whole() -> None:
    workspace = open_workspace()
    commit = make(workspace, editing.handed_over(workspace, Area.block(["e1", "e3", "e5"], ["p2"]), "diff"))
    assert commit
    assert commit.whole
    assert commit.label == "Hand over 3 elements to Operations"
    assert [workspace.cell(e, "p2").target for e in ("e1", "e3", "e5")] == ["A", "A", "A"]
    assert (workspace.cell("e3", "p1").target, workspace.cell("e3", "p3").target) == ("R", "-")
    assert {"e1", "e3", "e5"} <= set(workspace.state.tables["moves"])
    with pytest.raises(EditError, match="already is the only owner"):
        editing.handed_over(workspace, Area.block(["e1", "e3"], ["p2"]), "diff")


def test_an_element_is_handed_to_one_party_only() -> None:
    workspace = open_workspace()
    with pytest.raises(EditError, match="only one party"):
        editing.handed_over(workspace, Area.block(["e1"], ["p1", "p2"]), "current")


def test_every_element_without_an_owner_in_the_target_gets_one_and_no_other() -> None:
    workspace = open_workspace()
    with workspace.edit("waived") as edit:
        edit.add(Waiver(id="w2", rule="no-owner", element="e5", reason="seasonal", author="Dana"))
    findings = Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-05")
    block = editing.owned_by(workspace, findings, ELEMENTS, "p4")
    # e2 has a plan, e1 and e3 have owners, e5 is waived.
    assert [change.element for change in block.changes] == ["e4"]
    assert block.label(workspace) == "Plan A of Customer for 1 element without an owner"
    make(workspace, block)
    assert workspace.cell("e4", "p4") == Cell(element="e4", party="p4", target="A")
    assert editing.owned_by(workspace, findings, ELEMENTS, "p4").changes == ()


def test_a_note_joins_or_replaces_those_that_are_there() -> None:
    workspace = open_workspace()
    both = Area.block(["e1"], ["p1", "p3"])
    make(workspace, editing.noted(workspace, both, "ask\tDana ", "append"))
    assert [workspace.cell("e1", p).note for p in ("p1", "p3")] == ["ask\tDana", "by phone\nask\tDana"]
    make(workspace, editing.noted(workspace, both, "done", "replace"))
    assert [workspace.cell("e1", p).note for p in ("p1", "p3")] == ["done", "done"]
    with pytest.raises(TextError):
        editing.noted(workspace, both, "x" * 100_001, "append")
    make(workspace, editing.noted(workspace, both, "x" * 60_000, "append"))
    with pytest.raises(EditError, match="too long"):
        editing.noted(workspace, both, "y" * 60_000, "append")


# The preview


@examples(60)
@given(PLACES, st.sampled_from(LAYERS), st.sampled_from("RAC-"))
def test_the_consequences_are_what_comes_about(places: list[Place], layer: Layer, code: str) -> None:
    workspace, edited = open_workspace(), editing.edited_layer(layer)
    area, scheme = Area.of(places), workspace.scheme

    def judged() -> dict[str, tuple[bool, bool, bool]]:
        counting = Counting(workspace.state, scheme)
        rows = {e: counting.counts(workspace.state.rows.get(e, {}), edited) for e in ELEMENTS}
        return {
            element: (lacks_owner(row, scheme), has_many_owners(row, scheme), lacks_doer(row, scheme))
            for element, row in rows.items()
        }

    block = (
        editing.not_involved(workspace, area, layer)
        if code == "-"
        else editing.typed(workspace, area, layer, code)
    )
    said = {each.text: each.bad for each in consequences(workspace, block)}
    before = judged()
    make(workspace, block)
    after = judged()
    for place, (text, bad) in enumerate(
        [
            ("leaves {} without an owner", True),
            ("gives {} a second owner", True),
            ("leaves {} with nobody who does the work", True),
        ]
    ):
        count = sum(after[element][place] and not before[element][place] for element in ELEMENTS)
        words = text.format("1 element" if count == 1 else f"{count} elements")
        assert (words in said) == bool(count)
        assert not count or said[words] is bad
    gained = sum(before[element][0] and not after[element][0] for element in ELEMENTS)
    assert any(text.endswith(" an owner") and text.startswith("gives") for text in said) == bool(gained)


def test_kinds_of_change_are_counted_and_say_what_was_followed_so_far() -> None:
    workspace = open_workspace()
    block = editing.typed(workspace, EVERYTHING, "target", "I")
    kinds = dict(kinds_of_change(workspace, block))
    assert kinds["no plan → I"] == 15
    assert kinds["A, no plan → A/I"] == 2
    assert sum(kinds.values()) == block.cells == 20


def test_replaced_letters_and_notes_are_said() -> None:
    workspace = open_workspace()
    cleared = consequences(workspace, editing.cleared(workspace, EVERYTHING, "current"))
    assert "takes letters from 4 cells" in [each.text for each in cleared]
    noted = consequences(workspace, editing.noted(workspace, EVERYTHING, "x", "replace"))
    assert [each.text for each in noted] == ["replaces the note of 1 cell"]
