"""What nobody answers for is what the eye finds first, and each mark means one thing wherever it stands."""

from __future__ import annotations

from pathlib import Path

from rich.style import Style

from raci_tui.core.records import Pain
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.help import MARKS
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.inspector import Inspector
from tests.matrix_app import Opened, opened, small_state


def styles_of(app: Opened, element: str, text: str) -> Style:
    """How a text in an element's row is drawn."""
    grid = app.screen.grid
    line = grid.matrix.lines.line_of(element)
    assert line is not None
    found = [
        segment.style
        for segment in grid.render_line(line + grid.matrix.header_height - grid.scroll_offset.y)
        if text in segment.text
    ]
    assert found, (element, text)
    assert found[0] is not None
    return found[0]


async def test_only_what_nobody_owns_stands_on_a_ground_and_only_where_it_does_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        bare = app.screen.grid.rich_style.bgcolor
        band = styles_of(app, "notebook", "Look up crew").bgcolor
        assert band != bare
        assert styles_of(app, "fit", "Fit the meter").bgcolor == band
        assert styles_of(app, "fit", "!").bgcolor == band
        # Two who answer for it are a gap too, but somebody can be asked.
        assert styles_of(app, "pass", "Pass it on").bgcolor == bare
        assert styles_of(app, "pass", "Pass it on").bold
        assert styles_of(app, "pass", "!").bgcolor == bare
        assert styles_of(app, "ask", "Ask for").bold is not True
        await app.press("2")
        assert styles_of(app, "notebook", "Look up crew").bgcolor == bare
        assert styles_of(app, "fit", "Fit the meter").bgcolor == band
        app.screen.grid.go_to("fit", "cs")
        await app.press("a")
        assert styles_of(app, "fit", "Fit the meter").bgcolor != band


async def test_a_found_word_is_marked_on_the_ground_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+f", *"crew")
        found, rest = (styles_of(app, "notebook", word) for word in ("crew", "Look up "))
        assert found.underline
        assert not rest.underline
        assert found.bgcolor == rest.bgcolor != app.screen.grid.rich_style.bgcolor


async def test_the_inspector_marks_a_gap_as_its_row_does(tmp_path: Path) -> None:
    state = small_state()
    state.put(Pain(id="p2", element="fit", severity=3, text="Slow"), "pains")
    async with opened(tmp_path, state) as app:
        for element, mark, other in (("notebook", "‼", "!"), ("fit", "!", "‼"), ("pass", "!", "‼")):
            app.screen.grid.go_to(element)
            await app.pilot.pause()
            row = next(
                line
                for line in app.lines
                if line[3:].startswith(app.workspace.state.tables["elements"][element].name)
            )
            said = app.screen.query_one(Inspector).text
            assert mark in row[:60]
            assert other not in row[:60]
            assert f"\n{mark} " in said
            assert f"\n{other} " not in said
    assert any("!" in mark and "‼" in mark for mark, _ in MARKS)


async def test_what_is_saved_can_be_read_below_every_dialog(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        for key in ("f1", "ctrl+o", "enter", "ctrl+e", "ctrl+g", "0"):
            await app.press(key)
            assert isinstance(app.app.screen, Dialog), key
            box = app.app.screen.query_one(".dialog").region
            assert box.bottom <= app.screen.query_one(StatusBar).region.y, key
            assert box.height > 4
            assert app.app.screen.query_one("#yes").region.bottom < box.bottom
            assert "✓ saved" in app.text
            app.app.pop_screen()
        await app.pilot.resize_terminal(80, 12)
        await app.press("f1")
        assert app.app.screen.query_one(".dialog").region.height == 12
