"""Rows fold away under their headings and are sorted; the cursor, edits and counts take it into account."""

from __future__ import annotations

from pathlib import Path

from raci_tui.core.workspace import new_state
from raci_tui.tui.screens.dialogs import Choose
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.inspector import Inspector
from tests.matrix_app import Opened, opened


def rows(app: Opened) -> list[str]:
    """Elements and, in capitals, folded headings, as they stand on the screen."""
    return [
        line.element or app.screen.arrangement.groups[line.group].title.upper()
        for line in app.screen.grid.matrix.lines
        if line.stands
    ]


def status(app: Opened) -> str:
    bar = app.screen.query_one(StatusBar)
    return f"{bar.left} · {bar.shown}"


async def test_tab_folds_the_group_and_shows_it_again_with_the_cursor_on_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid = app.screen.grid
        await app.press("down", "tab")
        assert rows(app) == ["REQUEST", "pass", "fit"]
        assert any("[▸]Request" in line and "2 rows · 1 gap" in line for line in app.lines)
        assert "2 of 4 shown" in status(app)
        assert "2 rows are folded away" in app.screen.query_one(Inspector).text
        await app.press("down", "down", "up", "up", "up")
        assert grid.folded_group == 0
        await app.press("tab")
        assert rows(app) == ["ask", "notebook", "pass", "fit"]
        assert grid.element == "ask"
        await app.press("shift+tab")
        assert rows(app) == ["REQUEST", "PLAN"]
        await app.press("down", "enter")
        assert rows(app) == ["REQUEST", "pass", "fit"]
        await app.press("shift+tab")
        assert rows(app) == ["ask", "notebook", "pass", "fit"]


async def test_on_a_folded_heading_every_edit_says_kindly_why_not(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("tab")
        for key in ("a", "minus", "delete", "exclamation_mark", "ctrl+d"):
            await app.press(key)
            said = [note.message for note in app.app._notifications]
            assert said, key
            assert "Request is folded: its 2 rows cannot be edited: Tab or Enter shows them." in said, key
            app.app.clear_notifications()
        assert app.workspace.head.position == 0
        assert not app.workspace.pending


async def test_a_click_on_a_heading_folds_and_a_click_on_pain_sorts(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid = app.screen.grid
        await app.pilot.click(grid, offset=(1, grid.matrix.header_height))
        assert rows(app) == ["REQUEST", "pass", "fit"]
        await app.pilot.click(grid, offset=(1, grid.matrix.header_height))
        await app.pilot.pause()
        assert rows(app) == ["ask", "notebook", "pass", "fit"]
        assert app.screen.focused is grid
        header = grid.matrix.header_height - 2
        await app.pilot.click(grid, offset=(grid.matrix.lead_width - 4, header))
        assert rows(app) == ["notebook", "ask", "pass", "fit"]
        assert any("pain▾" in line for line in app.lines)
        await app.pilot.click(grid, offset=(5, header))
        assert rows(app) == ["ask", "notebook", "fit", "pass"]
        assert any("Element ▾" in line for line in app.lines)
        await app.pilot.click(grid, offset=(5, header))
        assert app.screen.shape.sorting == "own"


async def test_a_block_across_a_folded_group_leaves_its_rows_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+end", "tab", "up", "shift+down", "i")
        assert {cell.element for cell in app.workspace.state.cells() if "I" in cell.current} == {"notebook"}


async def test_folds_survive_layers_filters_edits_and_undo_shows_what_it_changed(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("a", "tab", "3")
        assert rows(app)[0] == "REQUEST"
        await app.press("slash", *"meter", "enter")
        assert rows(app) == ["REQUEST", "fit"]
        assert "1 of 4 shown" in status(app)
        await app.press("escape", "1", "down", "r")
        assert rows(app) == ["REQUEST", "pass", "fit"]
        await app.press("ctrl+z", "ctrl+z")
        assert rows(app) == ["ask", "notebook", "pass", "fit"]
        assert app.screen.grid.element == "ask"
        assert app.current("ask", "cs") == "A"


async def test_next_gap_stops_at_a_folded_heading_that_holds_one(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+tab", "f8")
        assert app.screen.grid.folded_group == 1
        await app.press("f8", "tab", "f8")
        assert app.screen.grid.element == "notebook"


async def test_a_sorted_view_does_not_jump_while_letters_are_edited(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f12")
        assert isinstance(app.app.screen, Choose)
        await app.press(*"ga", "enter")
        assert rows(app) == ["notebook", "ask", "fit", "pass"]
        assert "by gaps ▾" in status(app)
        assert any("by gaps ▾" in line for line in app.lines[:6])
        await app.press("ctrl+home", "a")
        assert rows(app) == ["notebook", "ask", "fit", "pass"]
        await app.press("alt+down")
        assert "only in their own order" in status(app)
        await app.press("f12", *"ga", "enter")
        assert rows(app) == ["ask", "notebook", "fit", "pass"]
        await app.press("f12", *"ow", "enter", "alt+up")
        assert rows(app) == ["notebook", "ask", "pass", "fit"]


async def test_a_layer_switch_arranges_again_only_where_the_layer_decides(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        before = app.screen.grid.matrix
        await app.press("2", "3", "1")
        assert app.screen.grid.matrix is before
        await app.press("slash", *"is:unowned", "enter")
        assert rows(app) == ["notebook", "fit"]
        await app.press("2")
        assert rows(app) == ["fit"]


async def test_an_empty_workspace_takes_every_key(tmp_path: Path) -> None:
    async with opened(tmp_path, new_state("Empty"), size=(80, 24)) as app:
        for key in ("tab", "shift+tab", "enter", "f12", "escape"):
            await app.press(key)
            assert app.screen.arrangement.elements == ()
        assert app.app.screen is app.screen
        assert app.workspace.head.position == 0
