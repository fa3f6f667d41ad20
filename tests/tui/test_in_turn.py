"""Keys that arrive faster than the app can answer have the effect that they would have had one by one."""

from __future__ import annotations

from pathlib import Path

from textual import events

from raci_tui.tui.screens.matrix import MatrixScreen
from raci_tui.tui.widgets.bars import FilterBar
from tests.matrix_app import Opened, opened


async def burst(app: Opened, *keys: str) -> None:
    """Send keys all at once, as a slow line or typing ahead does, and let the app settle."""
    driver = app.app._driver
    assert driver
    for key in keys:
        driver.send_message(
            events.Key(key, {"slash": "/", "plus": "+"}.get(key, key if len(key) == 1 else None))
        )
    turns = app.app
    for _ in range(400):
        await app.pilot.pause()
        if not turns._handing:
            break


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
        assert app.workspace.state.tables["elements"]["ask"].name == "x"
        assert app.current("notebook", "cs") == "A"
        assert app.current("pass", "cs") == "AC"
