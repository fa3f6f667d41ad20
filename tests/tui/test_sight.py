"""The header says what lies beyond its edges, and follows every way of scrolling."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.arrange import KIND_TITLES, Shape
from raci_tui.core.records import Party, PartyKind
from raci_tui.core.state import State
from raci_tui.tui.widgets.matrix.layout import PINNED
from raci_tui.tui.widgets.matrix.sight import in_sight, more_behind, title_in
from tests.core.test_arrange import PARTIES, SHAPES
from tests.matrix_app import opened, small_state
from tests.tui.test_layout import laid_out

WINDOW = (80, 24)


def many_kinds() -> State:
    """Ten departments, eight partners and a customer more than the small workspace has."""
    state = small_state()
    for number in range(18):
        kind: PartyKind = "department" if number < 10 else "partner"
        name, short = f"Party number {number}", f"P{number}"
        state.put(
            Party(id=f"p{number:02}", name=name, short=short, kind=kind, order=f"Z{number:02}"), "parties"
        )
    state.put(Party(id="customer", name="Customer", short="Cust", kind="customer", order="B"), "parties")
    return state


@given(PARTIES.filter(bool), SHAPES, st.integers(30, 160), st.integers(0, 60), st.integers(0, 60))
def test_what_is_said_fits_and_is_said_only_where_something_is_out_of_sight(
    parties: list[Party], shape: Shape, width: int, left: int, room: int
) -> None:
    layout = laid_out(parties, shape, width)
    columns = layout.columns_between(left, left + width)
    said = in_sight(layout, columns, room)
    assert len(said) <= room
    before, behind = columns[0] > layout.pinned, columns[1] < len(layout.parties)
    if room > 20:
        assert bool(said) == (before or behind)
        assert said.startswith("‹") == before
        assert said.endswith("›") == behind
    more = more_behind(layout, columns[1], room)
    assert len(more) <= room
    assert more.endswith("›") == (behind and room > 1)


@pytest.mark.parametrize("title", [*KIND_TITLES.values(), PINNED])
def test_a_title_is_never_cut_within_a_word(title: str) -> None:
    said = [title_in(width, "▾ ", title) for width in range(20)]
    assert set(said) <= {
        f"▾ {title}",
        f"▾ {title[:4].rstrip('tr')}.",
        f"▾ {title[:4]}.",
        f"▾ {title[:3]}.",
        "▾ ",
        "",
    }
    assert [len(each) for each in said] == sorted(len(each) for each in said)
    assert all(len(each) <= width for width, each in enumerate(said))


async def test_partners_out_of_sight_are_named_and_the_numbers_follow_the_cursor(tmp_path: Path) -> None:
    async with opened(tmp_path, many_kinds(), size=WINDOW) as app:
        head = app.lines[1]
        total = len(app.screen.grid.matrix.parties)
        assert total == 22
        assert f" of {total} columns ›│▾ Departments" in head
        assert "Partners, Customer ›" in head
        assert "‹" not in head
        await app.press("end")
        assert f"of {total} columns│" in app.lines[1]
        assert "‹" in app.lines[1]
        assert "›" not in app.lines[1]
        await app.press("home")
        assert app.lines[1] == head


async def test_where_everything_is_in_sight_nothing_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(120, 40)) as app:
        assert not {"‹", "›"} & set(app.lines[1])
        assert "columns" not in app.lines[1]


async def test_no_bar_stands_beside_the_bar_of_the_names_wherever_one_scrolls(tmp_path: Path) -> None:
    async with opened(tmp_path, many_kinds(), size=WINDOW) as app:
        grid = app.screen.grid
        reached = set()
        for column in [*range(len(grid.matrix.parties)), *reversed(range(len(grid.matrix.parties)))]:
            grid.go_to("ask", grid.matrix.parties[column].id)
            await app.pilot.pause()
            reached.add(grid.scroll_offset.x)
            assert not any("││" in line or "┼┼" in line for line in app.lines), column
            # What stands in the first column is in the same place whether or not a bar would have come before it.
            assert grid.scroll_offset.x in grid.matrix.starts
        first_partner = next(at for at, each in enumerate(grid.matrix.parties) if each.kind == "partner")
        assert grid.matrix.starts[first_partner] in reached
