"""What the mouse rests on is said in words, nothing is repainted for it, and the wheel scrolls whole columns."""

from __future__ import annotations

from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.content import Content
from textual.geometry import Offset, Region

from raci_tui.core.records import Cell, Party
from raci_tui.core.state import State
from raci_tui.tui.widgets.matrix.grid import MatrixGrid
from raci_tui.tui.widgets.matrix.hover import Spot, spot_at, words_for
from raci_tui.tui.widgets.matrix.layout import AFTER_NAME_WIDTH, MARK_WIDTH
from tests.matrix_app import Opened, opened, small_state, until
from tests.tui.test_grid_painting import look_at

TOP = Offset(0, 0)


def said(app: Opened, spot: Spot) -> str:
    """Words for a spot of the grid, on one line."""
    words = words_for(app.screen.grid._paint_look, spot)
    return words.plain.replace("\n", " · ") if words else ""


@given(x=st.integers(0, 130), y=st.integers(0, 20), width=st.integers(60, 120), scrolled=st.integers(0, 40))
def test_a_spot_is_what_is_drawn_there(x: int, y: int, width: int, scrolled: int) -> None:
    _, layout = look_at("A name that is longer than its column", "current", width)
    spot = spot_at(layout, Offset(x, y), Offset(scrolled, 0), width)
    line = y - layout.header_height
    if spot is None:
        return
    if spot.part in ("cell", "party"):
        begin = layout.starts[spot.column] - scrolled + layout.left_width
        assert begin <= x < begin + layout.column_width <= width
    else:
        assert x < layout.left_width
        assert spot.column == -1
    if spot.part == "party":
        assert 0 < y < layout.header_height - 1
    else:
        assert spot.line == line
        assert (spot.part == "heading") == (not layout.lines[line].element)
    if spot.part == "name":
        assert MARK_WIDTH <= x < MARK_WIDTH + layout.name_width
    if spot.part in ("pain", "gap"):
        assert layout.left_width - AFTER_NAME_WIDTH <= x


async def test_everything_that_is_drawn_in_short_is_said_in_full(tmp_path: Path) -> None:
    state = small_state()
    parties, elements = state.tables["parties"], state.tables["elements"]
    parties["crew"] = msgspec.structs.replace(parties["crew"], vacant=True)
    long = "Ask for a meter, by letter, by telephone or at the counter, and say for which house"
    elements["ask"] = msgspec.structs.replace(elements["ask"], name=long)
    state.put(
        Cell(element="notebook", party="crew", current="R", target="C", note="Knows [the] book"), "cells"
    )
    async with opened(tmp_path, state) as app:
        lines = [line.element for line in app.screen.grid.matrix.lines]
        ask, notebook = lines.index("ask"), lines.index("notebook")
        assert said(app, Spot("party", column=2)) == "Fitting Crew vacant partner"
        assert said(app, Spot("name", ask)) == long
        assert said(app, Spot("name", notebook)) == ""
        assert said(app, Spot("mark", ask)) == "in plain view of the customer"
        assert said(app, Spot("pain", notebook)) == "pain 5 (process) One book for all"
        gap = said(app, Spot("gap", notebook))
        assert gap.startswith("Nobody answers for “Look up crew in notebook”. (the target mends it)")
        assert said(app, Spot("gap", ask)) == ""
        assert said(app, Spot("cell", notebook, 2)) == (
            "Fitting Crew vacant partner · Look up crew in notebook · today   R  Responsible"
            " · target  C  Consulted · “Knows [the] book”"
        )


async def test_the_tooltip_comes_once_the_mouse_rests_and_goes_with_a_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        app.app.TOOLTIP_DELAY = 0.01
        grid, screen = app.screen.grid, app.screen
        await app.pilot.hover("#grid", offset=(grid.matrix.left_width + 1, 1))
        shown = screen.get_child_by_id("textual-tooltip")
        await until(app, lambda: shown.display)
        assert "Customer Service" in app.text
        await app.press("down")
        assert not shown.display


async def test_moving_the_mouse_repaints_and_says_nothing(tmp_path: Path) -> None:
    class Counted(MatrixGrid):
        asked = painted = 0

        def said_at(self, at: Offset) -> Content | None:
            Counted.asked += 1
            return super().said_at(at)

        def refresh(
            self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
        ) -> Counted:
            Counted.painted += 1
            super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
            return self

    async with opened(tmp_path) as app:
        grid = app.screen.grid
        await app.pilot.hover("#grid", offset=(1, 1))
        grid.__class__ = Counted
        for step in range(60):
            await app.pilot._post_mouse_events(
                [events.MouseMove], grid, offset=(step, 2 + step % 12), button=0
            )
        assert (Counted.asked, Counted.painted) == (0, 0)


def many_parties(count: int) -> State:
    """The small workspace with so many parties more."""
    state = small_state()
    for number in range(count):
        party = Party(id=f"p{number:03}", name=f"Party {number}", short=f"P{number}", order=f"Z{number:03}")
        state.put(party, "parties")
    return state


def whole_columns(grid: MatrixGrid) -> bool:
    """Whether what is in sight is a row of whole columns and nothing else."""
    matrix, left = grid.matrix, grid.scroll_offset.x
    begins = list(matrix.starts)
    if left not in begins:
        return False
    first, names = begins.index(left), matrix.header[0]
    text = grid.render_line(1).text[matrix.left_width :].rstrip()
    whole = [
        "".join("│" * (c > first and matrix.bar_before(c)) + names[c] for c in range(first, last))
        for last in range(len(names) + 1)
    ]
    return bool(text) and text in [each.rstrip() for each in whole]


async def test_the_wheel_scrolls_lines_and_with_shift_or_sideways_whole_columns(tmp_path: Path) -> None:
    async with opened(tmp_path, many_parties(30), size=(80, 11)) as app:
        grid = app.screen.grid

        async def wheel(kind: type[events.MouseEvent], shift: bool = False) -> None:
            await app.pilot._post_mouse_events([kind], grid, offset=(50, 6), button=0, shift=shift)
            await app.pilot.pause()

        await wheel(events.MouseScrollDown)
        assert grid.scroll_offset.y > 0
        assert grid.scroll_offset.x == 0
        await wheel(events.MouseScrollUp)
        assert grid.scroll_offset == (0, 0)
        seen = [grid.scroll_offset.x]
        for turn in range(16):
            await wheel(*((events.MouseScrollRight,) if turn % 2 else (events.MouseScrollDown, True)))
            assert whole_columns(grid)
            seen.append(grid.scroll_offset.x)
        assert seen[1] - seen[0] == grid.matrix.column_width
        assert grid.scroll_offset.x > 90
        for turn in range(16):
            await wheel(*((events.MouseScrollLeft,) if turn % 2 else (events.MouseScrollUp, True)))
            assert whole_columns(grid)
        assert grid.scroll_offset.x == 0
        assert grid.selection.column == 0


async def test_dragging_the_scrollbar_cuts_no_column(tmp_path: Path) -> None:
    async with opened(tmp_path, many_parties(30), size=(80, 11)) as app:
        grid = app.screen.grid
        for position in (1, 5, 7.5, 40, 41, 100, 10_000):
            grid.scroll_to(x=position, animate=False)
            await app.pilot.pause()
            assert whole_columns(grid)
        # The last one, a partner, can be reached.
        assert "Crew" in app.text
