"""Each key of the key table, where there is nothing yet for it to work on: one sentence, or what it opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

import pytest
from textual.pilot import Pilot

from raci_tui.core.records import Element, Journey
from raci_tui.core.state import State
from raci_tui.core.workspace import new_state
from raci_tui.tui.commands import MATRIX_COMMANDS, Command
from raci_tui.tui.screens.matrix import MatrixScreen
from raci_tui.tui.widgets.bars import StatusBar
from tests.matrix_app import Opened, opened

SEEN: Final = {
    "mark", "select-rows", "select-columns", "select-all", "clear-selection", "filter", "find", "current", "target",
    "difference", "inspector",
}  # fmt: skip
"""Keys whose whole answer is what one sees."""


def one_row() -> State:
    """One element, and nobody who could have a part in it."""
    state = new_state("Row")
    state.put(Journey(id="j", name="Short", order="B"), "journeys")
    state.put(Element(id="e", name="Alone", journey="j", order="B"), "elements")
    return state


def asking() -> Iterator[list[Command]]:
    """Commands with a key that need something to work on, some at a time."""
    commands = [each for each in MATRIX_COMMANDS if each.keys and each.group != "Move"]
    commands = [
        each for each in commands if not each.id.startswith(("extend", "view-")) or each.id == "view-4"
    ]
    for _, group in groupby(commands, lambda each: each.group):
        yield list(group)


async def press(app: Opened, command: Command) -> str:
    """Press a command's key, and give what came of it: a screen, words, or nothing; then go back to the matrix."""
    screen = app.screen
    screen.say("")
    app.app.clear_notifications()
    await app.press(command.keys.split(",")[0])
    top = app.app.screen
    toasts = [note.message for note in app.app._notifications]
    if top is not screen:
        answer = type(top).__name__
    elif app.app.focused is not screen.grid:
        answer = "box"
    else:
        answer = (" ".join([screen._message, *toasts])).strip()
    await back(app.pilot, screen)
    return answer


async def back(pilot: Pilot[None], screen: MatrixScreen) -> None:
    for _ in range(4):
        if pilot.app.screen is screen and pilot.app.focused is screen.grid:
            return
        await pilot.press("escape")
        await pilot.pause()
    raise AssertionError("Esc does not lead back to the matrix")


@pytest.mark.parametrize("commands", asking(), ids=lambda each: each[0].group)
@pytest.mark.parametrize("make", [lambda: new_state("Empty"), one_row], ids=["empty", "one-row"])
async def test_every_key_answers_where_there_is_nothing_to_work_on(
    tmp_path: Path, make: Callable[[], State], commands: list[Command]
) -> None:
    async with opened(tmp_path, make(), size=(80, 24)) as app:
        elements = len(app.workspace.elements())
        for command in commands:
            answer = await press(app, command)
            assert answer or command.id in SEEN, command.id
            if command.id == "remove-elements" and elements:
                assert "Remove Alone; Ctrl+Z brings it back." in answer
                await app.press("ctrl+z")
        assert len(app.workspace.elements()) == elements
        assert not app.workspace.can_undo
        assert "saved" in app.screen.query_one(StatusBar).saved


async def test_arrows_go_to_the_matrix_however_a_view_was_opened(tmp_path: Path) -> None:
    from raci_tui.core.query import parse_query
    from raci_tui.core.views import View, save_view
    from raci_tui.tui.widgets.view_tabs import ViewTabs

    async with opened(tmp_path) as app:
        save_view(app.workspace, "Met", View(query=parse_query("e")))
        ways: tuple[Callable[[], Awaitable[object]], ...] = (
            lambda: app.press("4"),
            lambda: app.press("0", "end", "enter"),
            lambda: app.press("slash", *"met", "ctrl+p", *"view: met", "enter"),
            lambda: app.pilot.click(ViewTabs, offset=(3, 0)),
        )
        for way in ways:
            await app.press("ctrl+home", "home")
            await way()
            await app.pilot.pause()
            await app.press("down", "right", "down", "left", "up", "right")
            assert app.app.screen is app.screen
            assert (app.screen.grid.element, app.screen.grid.party) == ("notebook", "ops")
