"""What is sent to the terminal bit by bit shows in the end what Textual would paint as a whole."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyte
import pytest
from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate
from textual.screen import Screen
from textual.widgets import Static

from raci_tui.core.order import spread
from raci_tui.core.records import Cell, Element, Journey, Party
from raci_tui.core.state import State
from raci_tui.core.workspace import new_state
from raci_tui.tui.compositing import LineCompositor
from raci_tui.tui.widgets.kept_scroll_bar import LYING, STANDING, KeptScrollBar
from tests.matrix_app import Opened, opened

SIZE = (100, 24)
CONSOLE = Console(color_system="truecolor", force_terminal=True)
KEYS = (
    "right", "right", "left", "down", "down", "up", "pagedown", "end", "home", "ctrl+end", "ctrl+home", "A", "r",
    "full_stop", "2", "1", "3", "slash", "e", "escape", "ctrl+l", "shift+down", "shift+right", "f1", "escape",
    "ctrl+z", "delete", "tab",
)  # fmt: skip


def wide_state() -> State:
    """More rows and columns than fit, some names of wide letters."""
    state = new_state("Wide")
    state.put(Journey(id="j", name="A journey"), "journeys")
    for at, order in enumerate(spread(30)):
        kind = "partner" if at > 20 else "department"
        name = f"Party {at}" if at % 5 else f"部門 {at}"
        state.put(Party(id=f"p{at}", name=name, kind=kind, order=order), "parties")  # type: ignore[arg-type]
    for at, order in enumerate(spread(60)):
        name = f"Element {at}" if at % 4 else f"顧客 👩‍🚀 {at}"
        state.put(Element(id=f"e{at}", name=name, journey="j", order=order), "elements")
        state.put(Cell(element=f"e{at}", party=f"p{at % 30}", current="A" if at % 3 else "R"), "cells")
    return state


class Terminal:
    """A terminal that is sent what an app sends."""

    def __init__(self, app: Opened) -> None:
        self._app = app
        self.screen = pyte.Screen(*SIZE)
        self._stream = pyte.Stream(self.screen)
        self._feed(self.whole())
        app.app._display = self._display  # type: ignore[method-assign]

    def whole(self) -> CompositorUpdate:
        """The screen as Textual's own compositor paints it."""
        return Compositor.render_full_update(self._app.app.screen._compositor)

    def _display(self, screen: Screen[Any], renderable: object) -> None:
        del screen
        if isinstance(renderable, CompositorUpdate):
            self._feed(renderable)

    def _feed(self, update: CompositorUpdate) -> None:
        # Without carriage returns a real terminal in raw mode goes straight down; pyte does as it is told.
        self._stream.feed(update.render_segments(CONSOLE))

    def cells(self) -> list[list[tuple[str, str, str]]]:
        """Text and colours of every terminal cell."""
        rows = [self.screen.buffer[y] for y in range(SIZE[1])]
        return [[(row[x].data, row[x].fg, row[x].bg) for x in range(SIZE[0])] for row in rows]


def painted_whole(terminal: Terminal) -> list[list[tuple[str, str, str]]]:
    """What a terminal shows that is sent everything at once."""
    other = object.__new__(Terminal)
    other.screen = pyte.Screen(*SIZE)
    other._stream = pyte.Stream(other.screen)
    other._feed(terminal.whole())
    return other.cells()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_is_pressed_the_terminal_shows_the_screen(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    async with opened(tmp_path, wide_state(), size=SIZE) as app:
        terminal = Terminal(app)
        pressed = []
        for step in range(40):
            if step % 15 == 7:
                app.app.notify(f"Notice {step}\nthat lies over the matrix", timeout=60)
                await app.pilot.pause()
            pressed.append(chosen.choice(KEYS))
            await app.press(pressed[-1])
            if step % 4 == 0:
                assert terminal.cells() == painted_whole(terminal), pressed
        assert terminal.cells() == painted_whole(terminal), pressed


async def test_the_mouse_wheel_and_the_scroll_bar_show_what_they_scroll_to(tmp_path: Path) -> None:
    async with opened(tmp_path, wide_state(), size=SIZE) as app:
        terminal = Terminal(app)
        bars = [
            bar
            for bar in (app.screen.grid.vertical_scrollbar, app.screen.grid.horizontal_scrollbar)
            if isinstance(bar, KeptScrollBar)
        ]
        assert len(bars) == 2
        for y in (3, 20, 0, 60, 7):
            app.screen.grid.scroll_to(y=y, x=y * 2, animate=False)
            await app.pilot.pause()
            assert terminal.cells() == painted_whole(terminal)
            for bar in bars:
                # What is kept of the bar is where its thumb is now.
                line, thumb = STANDING if bar.vertical else LYING, bar.thumb
                text = f"{' ' * thumb.begin}{line * (thumb.end - thumb.begin)}".ljust(thumb.length)
                assert text == "".join(shown.text for shown in bar.render_lines(bar.size.region)), (y, bar)
                at_start, at_end = (
                    bar.position == 0,
                    bar.position >= bar.window_virtual_size - bar.window_size,
                )
                assert (thumb.begin == 0, thumb.end == thumb.length) == (at_start, at_end), (y, bar)
        for bar in bars:
            await app.pilot.hover(bar)
            assert terminal.cells() == painted_whole(terminal)


async def test_a_widget_over_the_matrix_hides_what_is_below_it_and_no_more(tmp_path: Path) -> None:
    async with opened(tmp_path, wide_state(), size=SIZE) as app:
        over = Static("over", id="over")
        over.styles.layer = "_toastrack"
        over.styles.width, over.styles.height, over.styles.offset = 12, 3, (40, 5)
        await app.screen.mount(over)
        await app.pilot.pause()
        terminal = Terminal(app)
        for key in ("down", "down", "down", "right", "pagedown", "A"):
            await app.press(key)
            assert terminal.cells() == painted_whole(terminal), key
        assert isinstance(app.screen._compositor, LineCompositor)
