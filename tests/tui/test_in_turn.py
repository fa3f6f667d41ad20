"""Keys that arrive faster than the app can answer have the effect that they would have had one by one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events

from raci_tui.tui import in_turn
from raci_tui.tui.screens.matrix import MatrixScreen
from raci_tui.tui.screens.matrix_finding import FindingCommands
from raci_tui.tui.screens.matrix_in_place import InPlaceCommands
from raci_tui.tui.screens.matrix_structure import StructureCommands
from raci_tui.tui.widgets.filter_bar import FilterBar
from tests.matrix_app import Opened, opened

SLOW = in_turn.LOOKS + 100
"""Turns of the event loop that are more than a key is watched for."""


@pytest.fixture(autouse=True)
def _no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key is handed on only because some time has passed."""
    monkeypatch.setattr(in_turn, "TICK_S", 3600)


async def burst(app: Opened, *keys: str) -> None:
    """Send keys all at once, as a slow line or typing ahead does, and let the app settle."""
    driver = app.app._driver
    assert driver
    for key in keys:
        driver.send_message(
            events.Key(key, {"slash": "/", "plus": "+"}.get(key, key if len(key) == 1 else None))
        )
    turns = app.app
    await app.pilot.pause()
    while turns._handing and turns.is_running:
        await app.pilot.pause()


async def test_letters_between_moves_land_where_the_cursor_was_by_then(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await burst(app, "r", "down", "c", "right", "i")
        assert app.current("ask", "cs") == "AR"
        assert app.current("notebook", "cs") == "C"
        assert app.current("notebook", "ops") == "I"


async def test_what_is_typed_into_the_filter_never_becomes_an_edit(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        before = app.workspace.head
        await burst(app, "slash", *"cairu")
        assert app.screen.query_one(FilterBar).text == "cairu"
        assert app.workspace.head == before
        assert not app.workspace.pending


async def test_what_is_typed_ahead_of_a_dialog_goes_into_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await burst(app, "plus", *"Cari", "enter", "a")
        names = {element.name: element.id for element in app.workspace.state.tables["elements"].values()}
        assert app.current(names["Cari"], "cs") == "A"
        assert app.current("ask", "cs") == "A"


async def test_keys_go_on_after_the_box_they_went_to_is_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await burst(app, "f2", "x", "enter", "down", "a", "f2", "escape", "down", "c")
        assert isinstance(app.app.screen, MatrixScreen)
        assert app.workspace.state.tables["elements"]["ask"].name == "Ask for a meterx"
        assert app.current("notebook", "cs") == "A"
        assert app.current("pass", "cs") == "AC"


async def test_a_key_waits_for_a_screen_that_takes_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = FindingCommands.on_filter_bar_done

    async def slowly(screen: FindingCommands, event: FilterBar.Done) -> None:
        for _ in range(SLOW):
            await asyncio.sleep(0)
        back(screen, event)

    monkeypatch.setattr(FindingCommands, "on_filter_bar_done", slowly)
    async with opened(tmp_path) as app:
        await burst(app, "slash", *"ask", "enter", "c")
        assert app.screen.query_one(FilterBar).text == "ask"
        assert app.current("ask", "cs") == "AC"


async def test_a_key_waits_for_a_command_that_takes_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = InPlaceCommands.action_edit_in_place

    async def slowly(screen: InPlaceCommands, field: str) -> None:
        for _ in range(SLOW):
            await asyncio.sleep(0)
        await edit(screen, field)

    monkeypatch.setattr(InPlaceCommands, "action_edit_in_place", slowly)
    async with opened(tmp_path) as app:
        await burst(app, "f2", "a", "enter", "down", "c")
        assert app.workspace.state.tables["elements"]["ask"].name == "Ask for a metera"
        assert app.current("ask", "cs") == "A"
        assert app.current("notebook", "cs") == "C"


async def test_a_key_waits_for_a_dialog_that_takes_its_time_to_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = StructureCommands.action_add_element

    async def slowly(screen: StructureCommands) -> None:
        for _ in range(SLOW):
            await asyncio.sleep(0)
        add(screen)

    monkeypatch.setattr(StructureCommands, "action_add_element", slowly)
    async with opened(tmp_path) as app:
        await burst(app, "plus", *"Cari", "enter", "a")
        names = {element.name: element.id for element in app.workspace.state.tables["elements"].values()}
        assert app.current(names["Cari"], "cs") == "A"


async def test_what_hangs_does_not_take_the_keyboard_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = asyncio.Event()

    async with opened(tmp_path) as app:
        await burst(app, "slash")
        app.screen.call_later(end.wait)
        monkeypatch.setattr(in_turn, "TICK_S", 0)
        driver = app.app._driver
        assert driver
        for key in "cairu":
            driver.send_message(events.Key(key, key))
        bar = app.screen.query_one(FilterBar)
        for _ in range(20_000):
            await asyncio.sleep(0)
            if bar.text == "cairu":
                break
        end.set()
        assert bar.text == "cairu"
