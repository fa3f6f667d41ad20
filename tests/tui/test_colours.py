"""Every text can be read in every theme and terminal, and nothing is said by colour alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest
from rich.style import Style
from textual.notifications import SeverityLevel
from textual.widgets import Tooltip

from raci_tui.tui.screens.matrix import MatrixScreen
from raci_tui.tui.themes import THEME_TITLES, VARIABLE_DEFAULTS, themes
from raci_tui.tui.widgets.matrix import painter
from raci_tui.tui.widgets.matrix.grid import MatrixGrid
from tests.matrix_app import Opened, opened
from tests.tui.colours import (
    MANY_COLOURS,
    READABLE,
    SIXTEEN_COLOURS,
    Seen,
    contrast,
    hard_to_read,
    luminance,
    rgb,
    texts_on,
    without_cone,
)

IN_CELLS = (
    "undecided", "out", "owner", "doer", "support", "check", "advise", "inform", "gained", "lost", "changed", "same",
)  # fmt: skip
AT_THE_LEFT = ("name", "name-gap", "found", "front", "back", "gap", "gap-hot", "pain", "pain-hot", "unowned")
HEADINGS = ("header", "header-here", "heading", "gap", "found", "more")
NAMED: Final = ("Ask for a meter", "Look up crew", "Pass it on")
WALKED: Final = (112, 26)
"""Small, and just wide enough for the inspector."""
SEVERITIES: Final[tuple[SeverityLevel, ...]] = ("information", "warning", "error")
DECORATION = ("bar",)
GROUNDS = ("cursor", "cursor-row", "selected")


def drawn(grid: MatrixGrid) -> dict[str, Style]:
    """Every style that the grid can draw a text in: each part on each ground on which it may come to stand."""
    base = grid.rich_style
    styles = {
        name: grid.get_component_rich_style(f"matrix--{name}", partial=True) for name in painter.COMPONENTS
    }
    found = {f"{name}": base + styles[name] for name in (*IN_CELLS, *AT_THE_LEFT, *HEADINGS)}
    for name in (*IN_CELLS, *AT_THE_LEFT):
        if styles[name].bgcolor is None:
            found[f"{name} in the cursor's row"] = base + styles[name] + styles["cursor-row"]
    for name in IN_CELLS:
        found[f"{name} selected"] = base + styles[name] + styles["selected"]
    found["cursor"] = base + styles["cursor"]
    return found


def unreadable(styles: dict[str, Style], seen: dict[str, Seen]) -> list[str]:
    """What can't be told from its ground."""
    return [
        f"{name} ({how}): {found:.2f}"
        for name, style in styles.items()
        for how, see in seen.items()
        if (found := contrast(see(rgb(style.color)), see(rgb(style.bgcolor)))) < READABLE
    ]


def test_every_part_of_the_grid_is_judged() -> None:
    judged = {*IN_CELLS, *AT_THE_LEFT, *HEADINGS, *DECORATION, *GROUNDS}
    assert judged == set(painter.COMPONENTS)


async def test_the_grid_can_be_read_in_every_theme_by_everybody(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f8")
        for theme in THEME_TITLES:
            app.app.theme = f"raci-{theme}"
            await app.pilot.pause()
            assert unreadable(drawn(app.screen.grid), MANY_COLOURS) == [], theme
            assert hard_to_read(texts_on(app.screen), MANY_COLOURS) == [], theme


@pytest.mark.parametrize("no_color", [False, True])
async def test_the_grid_can_be_read_in_sixteen_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_color: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with opened(tmp_path) as app:
        assert app.app.console.color_system == "standard"
        for theme in THEME_TITLES:
            app.app.theme = f"raci-{theme}"
            await app.pilot.pause()
            assert unreadable(drawn(app.screen.grid), SIXTEEN_COLOURS) == [], theme


async def walk(app: Opened, seen: dict[str, Seen], keys: Iterable[str], every: Iterable[str]) -> list[str]:
    """Look at the matrix in several states, then at what some keys open, and say what can't be read there."""
    found: list[str] = []

    async def look() -> None:
        for theme in every:
            app.app.theme = f"raci-{theme}"
            await app.pilot.pause()
            where = f"{type(app.app.screen).__name__} {theme}"
            found.extend(f"{where}: {each}" for each in hard_to_read(texts_on(app.app.screen), seen))

    app.screen.banner("Read only: a newer format.")
    for severity in SEVERITIES:
        app.screen.notify("Words", title="Title", severity=severity)
    await app.press("f8", "3", "shift+right", "shift+down", "slash", *"pain:x")
    tooltip = app.screen.get_child_by_type(Tooltip)
    tooltip.update("Words")
    tooltip.display = True
    await app.pilot.pause()
    await look()
    await app.press("escape", "escape")
    for key in keys:
        await app.press(key)
        assert not isinstance(app.app.screen, MatrixScreen), key
        await look()
        app.app.pop_screen()
    return found


async def test_every_screen_can_be_read(tmp_path: Path) -> None:
    async with opened(tmp_path, size=WALKED) as app:
        # Between them they hold every kind of widget.
        keys = ("enter", "ctrl+o", "ctrl+g", "f1", "ctrl+p")
        assert await walk(app, MANY_COLOURS, keys, THEME_TITLES) == []


async def test_every_screen_can_be_read_in_sixteen_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with opened(tmp_path, size=WALKED) as app:
        assert await walk(app, SIXTEEN_COLOURS, ("ctrl+o",), ("dark", "light")) == []


async def test_every_screen_comes_up_and_can_be_read_without_colour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(tmp_path, size=WALKED) as app:
        assert await walk(app, {"as it is": lambda color: color}, ("ctrl+o",), ("dark",)) == []
        texts = texts_on(app.app.screen)
        assert all(len(set(rgb(text.style.color))) == 1 for text in texts if text.style)


def without_colours(app: Opened, line: int, text: str) -> tuple[str, frozenset[str]]:
    """The text drawn at the place of another, and its attributes: all that is left where no colour is seen."""
    x = app.lines[line].index(text)
    for segment in app.app.screen._compositor.render_strips()[line]:
        if x < segment.cell_length:
            style = segment.style or Style()
            names = ("bold", "underline", "reverse", "italic")
            return segment.text, frozenset(name for name in names if getattr(style, name))
        x -= segment.cell_length
    raise AssertionError(text)


async def test_without_colour_words_marks_and_weight_are_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(tmp_path) as app:
        place = {name: row for row, line in enumerate(app.lines) for name in NAMED if name in line[:40]}
        ask, notebook = (app.lines[place[name]] for name in ("Ask for a meter", "Look up crew"))
        # The cursor, what is missing, and what is in order.
        assert "[A]" in ask
        assert "‼" in notebook
        assert " ! " in app.lines[place["Pass it on"]].replace("!│", "! ")
        assert "!" not in ask[:40]
        assert without_colours(app, place["Look up crew"], "Look up crew")[1] == {"bold"}
        assert without_colours(app, place["Ask for a meter"], "Ask for")[1] == set()
        # The layer that is shown, and the saved state.
        assert without_colours(app, 0, "1 Today")[1] == {"bold"}
        assert without_colours(app, 0, "2 Target")[1] == set()
        assert "✓ saved" in app.lines[-2]
        # A block, and a mark away from the cursor.
        await app.press("shift+right", "shift+right")
        assert app.lines[place["Ask for a meter"]].count("▏") == 2
        await app.press("escape", "home", "space", "down")
        assert app.lines[place["Ask for a meter"]].count("▏") == 1
        assert "[·]" in app.lines[place["Look up crew"]]
        # Gained, changed.
        await app.press("3")
        assert "+AR" in app.lines[place["Look up crew"]]
        assert "R›C" in app.lines[place["Look up crew"]]
        # Where the keyboard is in a form.
        await app.press("ctrl+o")
        row = next(row for row, line in enumerate(app.lines) if " Name " in line)
        assert without_colours(app, row, "Name")[1] == {"bold", "underline"}
        await app.press("shift+tab")
        row = next(row for row, line in enumerate(app.lines) if " Cancel " in line)
        assert without_colours(app, row, "Cancel")[1] == {"bold", "underline"}


async def test_a_theme_that_does_not_exist_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACI_TUI_HOME", str(tmp_path))
    (tmp_path / "settings.toml").write_text('theme = "textual-dark"\n', "utf-8")
    async with opened(tmp_path) as app:
        assert app.app.theme == "raci-dark"
        assert "No theme is called textual-dark" in app.text


def test_the_letters_of_a_difference_are_told_by_signs_and_owners_by_weight() -> None:
    """Without one kind of cone some colours fall together: then sign, weight or lightness still tells them apart."""
    signs = {"gained": "+", "lost": "−", "changed": "›"}
    assert len(set(signs.values())) == len(signs)
    for theme in themes():
        colors = {name: _hex(value) for name, value in theme.variables.items() if value.startswith("#")}
        for kind in ("protan", "deutan", "tritan"):
            see = without_cone(kind)
            # An owner stands on a ground of its own, a doer does not, and both are other letters.
            apart = abs(luminance(see(colors["owner-ground"])) - luminance(see(colors["background"])))
            assert apart > 0.01, (theme.name, kind)
            one, other = see(colors["cursor-ground"]), see(colors["background"])
            assert contrast(one, other) > READABLE, (theme.name, kind)


def test_what_nobody_owns_stands_out_more_than_an_owner() -> None:
    """The gap is seen first, by everybody and on every terminal: its ground is the further from all others."""
    for system, no_color in itertools.product(("truecolor", "standard"), (False, True)):
        for theme in themes(system, no_color=no_color):
            colors = {name: _hex(value) for name, value in theme.variables.items() if value.startswith("#")}
            for how, see in MANY_COLOURS.items():
                unowned, owner = (
                    contrast(see(colors[ground]), see(colors["background"]))
                    for ground in ("unowned-ground", "owner-ground")
                )
                assert unowned > owner, (theme.name, system, how)


def test_every_theme_says_every_colour() -> None:
    for system, no_color in itertools.product(("truecolor", "standard"), (False, True)):
        for theme in themes(system, no_color=no_color):
            assert VARIABLE_DEFAULTS.keys() <= theme.variables.keys()


def _hex(value: str) -> tuple[int, int, int]:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)
