"""Copy and paste: what is copied comes back, what is pasted goes where a spreadsheet would put it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core import clipboard
from raci_tui.core.area import Area, Place
from raci_tui.core.blocks import make
from raci_tui.core.clipboard import Ground, Pasting
from raci_tui.core.errors import EditError
from raci_tui.core.records import LAYERS, Layer
from raci_tui.core.sheet_text import SheetText, parse, write
from raci_tui.core.workspace import Workspace
from tests.strategies import examples, ids, open_workspace, perform, steps

ELEMENTS = ("e1", "e2", "e3", "e4", "e5")
PARTIES = ("p1", "p2", "p3", "p4")
LETTERS = st.sampled_from(["A", "A/R", "R, A", "-", "", "x", "C (by phone)", "R›C", "+A", "−R", "A−R"])


def ground(
    row: int = 0, column: int = 0, selected: tuple[int, int] = (1, 1), marks: Sequence[Place] = ()
) -> Ground:
    return Ground(ELEMENTS[row:], PARTIES[column:], selected, Area.of(marks), (ELEMENTS, PARTIES))


def paste(workspace: Workspace, text: str, where: Ground | None = None, layer: Layer = "current") -> Pasting:
    pasting = clipboard.pasted(workspace, parse(text, 100, 100), where or ground(), layer)
    make(workspace, pasting.edit)
    return pasting


def copy(workspace: Workspace, area: Area, layer: Layer) -> list[list[str]]:
    parties = [party for party in PARTIES if party in area.parties]
    return clipboard.copied(workspace, area, parties, layer)


def shown(workspace: Workspace, layer: Layer) -> list[list[str]]:
    return copy(workspace, Area.block(ELEMENTS, PARTIES), layer)


@examples(40)
@given(steps(8), st.sampled_from(LAYERS), st.booleans())
def test_pasting_what_was_copied_changes_nothing(
    edits: list[list[int]], layer: Layer, with_names: bool
) -> None:
    workspace, new_ids = open_workspace(), ids()
    for edit in edits:
        perform(workspace, edit, new_ids)
    tables = workspace.state.tables
    elements, parties = list(tables["elements"]), list(tables["parties"])
    if not elements or not parties:
        return
    area = Area.block(elements, parties)
    rows = clipboard.copied(workspace, area, parties, layer)
    if with_names:
        rows = clipboard.with_headings(workspace, rows, area, parties)
    where = Ground(elements, parties, (1, 1), Area(), (elements, parties))
    pasting = clipboard.pasted(workspace, parse(write(rows), 100, 100), where, layer)
    assert pasting.edit.changes == ()
    assert not pasting.outside


@examples(60)
@given(st.lists(st.lists(LETTERS, min_size=2, max_size=2), min_size=2, max_size=2), st.sampled_from(LAYERS))
def test_a_copy_shows_the_same_where_it_is_pasted(block: list[list[str]], layer: Layer) -> None:
    workspace = open_workspace()
    paste(workspace, write(block), ground(0, 0), layer)
    copied = copy(
        workspace, Area.block(ELEMENTS[:2], PARTIES[:2]), "current" if layer == "current" else "target"
    )
    # Where nothing stands, so that a blank in the target has no letters of today to follow.
    where = Ground(("e4", "e5"), ("p3", "p4"), (1, 1), Area(), (ELEMENTS, PARTIES))
    paste(workspace, write(copied), where, layer)
    area = Area.block(("e4", "e5"), ("p3", "p4"))
    assert copy(workspace, area, "current" if layer == "current" else "target") == copied


@examples(50)
@given(
    text=st.lists(st.lists(LETTERS, min_size=1, max_size=4), min_size=1, max_size=6).map(write),
    hidden=st.sets(st.sampled_from(ELEMENTS), max_size=4),
    hidden_parties=st.sets(st.sampled_from(PARTIES), max_size=3),
    selected=st.tuples(st.integers(1, 6), st.integers(1, 5)),
    layer=st.sampled_from(LAYERS),
)
def test_a_paste_never_touches_what_is_hidden(
    text: str, hidden: set[str], hidden_parties: set[str], selected: tuple[int, int], layer: Layer
) -> None:
    elements = [each for each in ELEMENTS if each not in hidden]
    parties = [each for each in PARTIES if each not in hidden_parties]
    workspace = open_workspace()
    where = Ground(elements, parties, selected, Area(), (elements, parties))
    block = parse(text, 100, 100)
    pasting = clipboard.pasted(workspace, block, where, layer)
    assert not {change.element for change in pasting.edit.changes} & hidden
    assert not {change.party for change in pasting.edit.changes} & hidden_parties
    if selected == (1, 1):
        assert pasting.edit.asked + pasting.outside == sum(map(len, block.rows))


def test_one_cell_fills_all_that_is_selected() -> None:
    workspace = open_workspace()
    paste(workspace, "C", ground(0, 0, (3, 2)))
    assert [row[:2] for row in shown(workspace, "current")[:4]] == [["C", "C"]] * 3 + [["", ""]]


def test_one_cell_fills_scattered_marks() -> None:
    workspace = open_workspace()
    paste(workspace, "I\r\n", ground(marks=[Place("e2", "p1"), Place("e5", "p4")]))
    assert workspace.cell("e2", "p1").current == workspace.cell("e5", "p4").current == "I"
    with pytest.raises(EditError, match="scattered"):
        paste(workspace, "I\tA", ground(marks=[Place("e2", "p1"), Place("e5", "p4")]))


@pytest.mark.parametrize(
    ("selected", "filled"),
    [
        ((4, 2), (4, 2)),  # twice the block's height
        ((2, 4), (2, 4)),  # twice its width
        ((4, 4), (4, 4)),
        ((3, 2), (2, 2)),  # no whole multiple: pasted once
        ((4, 3), (2, 2)),
        ((1, 1), (2, 2)),
        ((1, 4), (2, 4)),  # lower than the block, twice its width
    ],
)
def test_a_block_fills_a_selection_that_is_a_multiple_of_it(
    selected: tuple[int, int], filled: tuple[int, int]
) -> None:
    workspace = open_workspace()
    pasting = paste(workspace, "I\tC\nC\tI", ground(0, 0, selected))
    assert list(pasting.placed) == list(Area.block(ELEMENTS[: filled[0]], PARTIES[: filled[1]]))
    for row, letters in enumerate(shown(workspace, "current")[: filled[0]]):
        for column, letter in enumerate(letters[: filled[1]]):
            assert letter == ("I" if (row + column) % 2 == 0 else "C")


def test_what_reaches_beyond_the_matrix_is_counted() -> None:
    workspace = open_workspace()
    pasting = paste(workspace, "I\tI\nI\tI", ground(4, 3))
    assert (pasting.edit.cells, pasting.outside) == (1, 3)
    assert workspace.cell("e5", "p4").current == "I"


def test_foreign_letters_are_refused_cell_by_cell_with_their_address() -> None:
    workspace = open_workspace()
    pasting = paste(workspace, "I\tQ\nX\tC")
    assert [(each.element, each.party, each.text) for each in pasting.refused] == [
        ("Ask", "Operations", "Q"),
        ("Look up", "Customer service", "X"),
    ]
    assert workspace.cell("e1", "p1").current == "I"
    assert workspace.cell("e2", "p2").current == "C"


def test_a_pasted_remark_is_kept_as_a_note() -> None:
    workspace = open_workspace()
    assert paste(workspace, '"A\n(until May)"').edit.cells == 1
    assert workspace.cell("e1", "p1").note == "until May"
    paste(workspace, "C (until May)")
    assert workspace.cell("e1", "p1").note == "until May"


def test_a_blank_empties_today_and_drops_the_plan() -> None:
    workspace = open_workspace()
    paste(workspace, "\t", ground(0, 0))
    assert workspace.cell("e1", "p1").current == ""
    paste(workspace, "", ground(0, 2), "target")
    assert workspace.cell("e1", "p3").target is None


@pytest.mark.parametrize(
    ("text", "target"), [("R›C", "C"), ("−R", "-"), ("C+A", "AC"), ("+A", "A"), ("C−R", "C")]
)
@pytest.mark.parametrize("layer", ["target", "diff"])
def test_what_the_difference_shows_can_be_pasted(text: str, target: str, layer: Layer) -> None:
    workspace = open_workspace()
    paste(workspace, text, ground(0, 1), layer)
    assert workspace.cell("e1", "p2").target == target


# Headings


def named(workspace: Workspace, elements: Sequence[str], parties: Sequence[str]) -> list[list[str]]:
    area = Area.block(elements, parties)
    return clipboard.with_headings(
        workspace, clipboard.copied(workspace, area, parties, "current"), area, parties
    )


def test_names_beside_the_letters_place_them_wherever_the_cursor_is() -> None:
    workspace = open_workspace()
    rows = named(workspace, ["e2", "e3"], ["p2", "p3"])
    assert rows[0] == ["Element", "Operations", "Crew"]
    rows[1][1], rows[2][2] = "I", "C"
    pasting = paste(workspace, write(reversed_rows(rows)), ground(4, 3))
    assert pasting.by_headings
    assert workspace.cell("e2", "p2").current == "I"
    assert workspace.cell("e3", "p3").current == "C"
    assert (pasting.outside, pasting.refused) == (0, ())


def reversed_rows(rows: list[list[str]]) -> list[list[str]]:
    """The same table with rows and columns the other way round."""
    return [[row[0], *row[:0:-1]] for row in [rows[0], *rows[:0:-1]]]


def test_names_over_the_letters_alone_place_columns_only() -> None:
    workspace = open_workspace()
    pasting = paste(workspace, "Crew\tOperations\nI\tC", ground(1, 0))
    assert pasting.by_headings
    assert (workspace.cell("e2", "p3").current, workspace.cell("e2", "p2").current) == ("I", "C")


def test_names_before_the_letters_alone_place_rows_only() -> None:
    workspace = open_workspace()
    paste(workspace, "Bill\tI\nASK\tC", ground(0, 1))
    assert (workspace.cell("e5", "p2").current, workspace.cell("e1", "p2").current) == ("I", "C")


def test_a_name_that_is_not_shown_is_reported_and_the_rest_pasted() -> None:
    workspace = open_workspace()
    rows = [["", "Operations", "Crew"], ["Ask", "I", "C"], ["Dig", "A", "A"]]
    pasting = paste(workspace, write(rows))
    assert [each.element for each in pasting.refused] == ["Dig"]
    assert workspace.cell("e1", "p2").current == "I"
    assert pasting.edit.cells == 2


def test_rows_that_are_called_alike_are_told_apart_only_where_all_of_them_are_there() -> None:
    workspace = open_workspace()
    with workspace.edit("alike") as edit:
        edit.update("elements", "e5", name="Ask")
    pasting = paste(workspace, "\tCrew\nAsk\tI\nLook up\tC")
    assert [each.element for each in pasting.refused] == ["Ask"]
    paste(workspace, "\tCrew\nAsk\tI\nLook up\tC\nAsk\tA")
    assert (workspace.cell("e1", "p3").current, workspace.cell("e5", "p3").current) == ("I", "A")


@pytest.mark.parametrize("text", ["A\tR\nI\tC", "A\nR", "\tA\nR\tC"])
def test_letters_are_no_headings_though_parties_are_called_so(text: str) -> None:
    workspace = open_workspace()
    with workspace.edit("short") as edit:
        edit.update("parties", "p1", short="A")
        edit.update("parties", "p2", short="R")
    assert not paste(workspace, text).by_headings


# Sizes


def test_a_text_that_is_no_letters_is_refused_early_and_whole() -> None:
    workspace = open_workspace()
    words = SheetText([[f"word {row} {column}" for column in range(4)] for row in range(5)], 0)
    assert not clipboard.holds_letters(workspace, words.rows)
    assert clipboard.holds_letters(workspace, [*words.rows, ["R"]])
    assert clipboard.holds_letters(workspace, [["", " "], [""]])


def test_an_endless_cell_is_refused_unread() -> None:
    workspace = open_workspace()
    pasting = paste(workspace, "A" * 100_000)
    assert [len(each.text) for each in pasting.refused] == [40]
    assert "100,000 characters" in pasting.refused[0].reason


def test_more_cells_than_a_clipboard_holds_are_not_copied() -> None:
    workspace = open_workspace()
    area = Area.block([f"e{number}" for number in range(5_000)], [f"p{number}" for number in range(300)])
    with pytest.raises(EditError, match="1,500,000 cells"):
        clipboard.copied(workspace, area, area.parties, "current")


def test_scattered_cells_are_copied_in_their_places() -> None:
    workspace = open_workspace()
    area = Area.of([Place("e1", "p3"), Place("e3", "p1")])
    assert copy(workspace, area, "current") == [["", "R"], ["A/R", ""]]


def test_one_name_that_is_shown_places_the_letters_beside_it_and_another_is_reported() -> None:
    workspace = open_workspace()
    pasting = paste(workspace, "ASK\tI\tC\nDig up\tA\tA", ground(3, 1))
    assert (workspace.cell("e1", "p2").current, workspace.cell("e1", "p3").current) == ("I", "C")
    assert [each.element for each in pasting.refused] == ["Dig up"]
    assert pasting.edit.cells == 2


@pytest.mark.parametrize("text", ["Call\tA\tR", "Call\tA\tR\nDial\t\tR"])
def test_letters_beside_a_name_that_is_not_shown_are_not_pasted_one_column_off(text: str) -> None:
    workspace = open_workspace()
    with pytest.raises(EditError, match="nothing was pasted: “Call”") as refused:
        paste(workspace, text)
    assert str(refused.value).count("Call") == 1
    assert not workspace.pending


def test_a_mark_among_letters_is_no_name() -> None:
    workspace = open_workspace()
    pasting = paste(workspace, "tbd\tI\tC")
    assert (workspace.cell("e1", "p2").current, workspace.cell("e1", "p3").current) == ("I", "C")
    assert [each.text for each in pasting.refused] == ["tbd"]
