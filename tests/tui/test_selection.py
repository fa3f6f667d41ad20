"""What is selected, and what lies under the mouse: pure geometry, no app."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Offset

from raci_tui.core.arrange import PLAIN, Arrangement, Group, Shape, columns_of
from raci_tui.core.editing import Place
from raci_tui.core.records import Party
from raci_tui.tui.widgets.matrix.layout import MARK_WIDTH, Layout, lay_out
from raci_tui.tui.widgets.matrix.selecting import _boundary
from raci_tui.tui.widgets.matrix.selection import Selection
from raci_tui.tui.widgets.matrix.zones import Zone, beyond, kind_columns, zone_at

PARTIES = tuple(
    Party(id=f"p{number}", name=f"Party {number}", kind="department" if number < 3 else "partner")
    for number in range(5)
)
GROUPS = (Group("Ask", ("a", "b")), Group("Plan", ("c", "d", "e")))
SHAPES = (
    PLAIN,
    Shape(folded_kinds=("department",)),
    Shape(folded_kinds=("department", "partner")),
    Shape(pinned=("p4", "p1"), hidden=("p0",), folded_kinds=("partner",)),
)
LINES = ("", "a", "b", "", "c", "d", "e")
ELEMENTS = ("a", "b", "c", "d", "e")


def layout(
    groups: tuple[Group, ...] = GROUPS, parties: tuple[Party, ...] = PARTIES, shape: Shape = PLAIN
) -> Layout:
    return lay_out(Arrangement(groups, columns_of(parties, shape), 0), (), 90)


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    element_lines = st.sampled_from([1, 2, 4, 5, 6])
    columns = st.integers(0, 4)
    anchor = draw(st.none() | st.tuples(element_lines, columns))
    names = st.sampled_from([*ELEMENTS, "hidden"])
    parties = st.sampled_from([*(party.id for party in PARTIES), "retired"])
    return Selection(
        draw(element_lines),
        draw(columns),
        anchor,
        draw(st.sets(st.builds(Place, names, parties), max_size=4)),
        draw(st.sets(names, max_size=2)),
        draw(st.sets(parties, max_size=2)),
        all_lines=anchor is not None and draw(st.booleans()),
        all_columns=anchor is not None and draw(st.booleans()),
    )


@given(selections())
def test_what_is_edited_is_what_is_counted_and_what_is_shown_as_selected(selection: Selection) -> None:
    shown = layout()
    places = list(selection.places(shown))
    assert len(places) == len(set(places)) == selection.count(shown)
    painted = [
        Place(element, party.id)
        for line, element in enumerate(LINES)
        for column, party in enumerate(shown.parties)
        if element and selection.holds(line, column, Place(element, party.id))
    ]
    # With nothing else the cursor's cell is edited, which is shown by the cursor.
    cursor = Place(LINES[selection.line], PARTIES[selection.column].id)
    assert places == (painted or [cursor])


@given(selections(), st.sampled_from(SHAPES), st.booleans())
def test_what_is_folded_or_hidden_is_never_selected(
    selection: Selection, shape: Shape, fold_rows: bool
) -> None:
    groups = (GROUPS[0], GROUPS[1]._replace(folded=fold_rows))
    shown = layout(groups, shape=shape)
    places = list(selection.places(shown))
    assert len(places) == len(set(places)) == selection.count(shown)
    seen = {
        Place(line.element, party.id)
        for line in shown.lines
        for party in shown.parties
        if line.element and party.id
    }
    assert set(places) <= seen
    painted = [
        Place(each.element, party.id)
        for line, each in enumerate(shown.lines)
        for column, party in enumerate(shown.parties)
        if each.element and party.id and selection.holds(line, column, Place(each.element, party.id))
    ]
    if painted:
        assert places == painted
    held = selection.hold(shown)
    assert held is None or Selection().restore(shown, held)


@given(selections())
def test_marking_twice_is_marking_nothing(selection: Selection) -> None:
    shown = layout()
    before = set(selection.places(shown))
    block = selection.anchor is not None
    held = selection.hold(shown)
    assert selection.toggle_marks(shown)
    assert selection.anchor is None
    if block:
        marked = set(selection.places(shown))
        assert marked <= before or selection.is_marked
    assert held
    assert selection.restore(shown, held)
    assert set(selection.places(shown)) == before


@given(selections())
def test_a_held_selection_is_found_again_where_rows_have_moved(selection: Selection) -> None:
    held = selection.hold(layout())
    assert held
    moved = layout((Group("", ("x", *ELEMENTS)),), (*PARTIES, Party(id="new", name="New")))
    again = Selection()
    assert again.restore(moved, held)
    assert again.hold(moved) == held
    fewer = layout((Group("", tuple(e for e in ELEMENTS if e != held.cursor.element)),))
    untouched = Selection(1, 1)
    assert not untouched.restore(fewer, held)
    assert untouched == Selection(1, 1)


def test_a_marked_column_or_row_is_unmarked_from_any_of_its_cells() -> None:
    shown, selection = layout(), Selection(4, 2, (4, 1), all_lines=True)
    selection.toggle_marks(shown)
    assert selection.parties == {"p1", "p2"}
    selection.toggle_marks(shown)
    assert selection.parties == {"p1"}
    selection.anchor, selection.all_columns = (5, 0), True
    selection.toggle_marks(shown)
    assert selection.rows == {"c", "d"}
    assert selection.count(shown) == 5 + 2 * 5 - 2


def test_a_block_too_large_for_marks_is_left_as_it_is() -> None:
    huge = layout((Group("", tuple(f"e{number}" for number in range(4_000))),))
    selection = Selection(3_999, 4, (0, 0))
    assert not selection.toggle_marks(huge)
    assert selection.count(huge) == 20_000


# Under the mouse


@given(x=st.integers(-3, 120), y=st.integers(-3, 40), left=st.integers(0, 20), top=st.integers(0, 5))
def test_every_spot_lies_in_the_zone_whose_text_stands_there(x: int, y: int, left: int, top: int) -> None:
    shown = layout()
    zone = zone_at(shown, Offset(x, y), Offset(left, top))
    in_body = y >= shown.header_height
    if zone.kind in ("cell", "name", "row", "heading"):
        assert in_body
        assert zone.line == y - shown.header_height + top
        assert bool(LINES[zone.line]) == (zone.kind != "heading")
    if zone.kind in ("cell", "column", "kind"):
        start = shown.starts[zone.column]
        assert start <= x - shown.left_width + left < start + shown.column_width
    if zone.kind == "row":
        assert x < MARK_WIDTH
    if zone.kind in ("column", "kind", "corner"):
        assert not in_body


def test_each_part_of_the_heading_has_its_zone() -> None:
    shown = layout()
    x = shown.left_width + shown.starts[3]
    assert zone_at(shown, Offset(x, 0), Offset()) == Zone("kind", 0, 3)
    assert zone_at(shown, Offset(x, 1), Offset()) == Zone("column", 0, 3)
    assert zone_at(shown, Offset(4, 0), Offset()) == Zone("corner")
    assert zone_at(shown, Offset(1, shown.header_height + 1), Offset()) == Zone("row", 1)
    assert zone_at(shown, Offset(4, shown.header_height + 1), Offset()) == Zone("name", 1)
    assert list(kind_columns(shown, 1)) == [0, 1, 2]
    assert list(kind_columns(shown, 4)) == [3, 4]


def test_only_beyond_the_edge_of_the_body_a_drag_pulls() -> None:
    shown, size = layout(), (60, 20)
    left, top = shown.left_width, shown.header_height
    assert beyond(shown, Offset(left, top), size) == (0, 0)
    assert beyond(shown, Offset(58, 19), size) == (0, 0)
    assert beyond(shown, Offset(left - 2, top - 1), size) == (-1, -2)
    assert beyond(shown, Offset(59, 22), size) == (3, 1)


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_a_jump_ends_where_filled_begins_or_ends_or_at_the_edge(filled: list[bool]) -> None:
    there = _boundary(0, range(1, len(filled)), filled.__getitem__)
    way = filled[1 : there + 1]
    if len(filled) == 1:
        assert there == 0
    elif filled[0] and filled[1]:
        assert all(way)
        assert there == len(filled) - 1 or not filled[there + 1]
    else:
        assert not any(way[:-1])
        assert filled[there] or there == len(filled) - 1
