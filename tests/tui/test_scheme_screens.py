"""The scheme is chosen, mapped, looked at, changed and taken back in the app, and one's own is written there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from textual.widgets import OptionList, Static

from raci_tui.core.own_schemes import keep_scheme
from raci_tui.core.workspace import new_state
from raci_tui.rules.schemes import DACI, RAPID, RASCI
from raci_tui.services.examples import copy_example
from raci_tui.services.session import open_session
from raci_tui.tui.app import RaciApp
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.dialogs import Confirm
from raci_tui.tui.screens.fields import Note
from raci_tui.tui.screens.scheme_editor import SchemeEditor
from raci_tui.tui.screens.scheme_map import SchemeMap
from raci_tui.tui.screens.scheme_picker import SchemePicker
from raci_tui.tui.screens.scheme_preview import ConversionPreview
from tests.matrix_app import Opened, opened

FOUR = {"A": "A", "R": "D", "C": "C", "I": "I"}


@asynccontextmanager
async def southern_water(folder: Path, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Opened]:
    """The example in the app."""
    path = copy_example("southern-water", folder, date(2026, 1, 2))
    app = RaciApp(lambda app: open_session(path, author="dana", post=app.post))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Opened(app, pilot)
    if app.session:
        app.session.close()


async def choose(app: Opened, key: str) -> None:
    """Open the list of schemes and choose one."""
    await app.screen.run_action("scheme")
    await app.pilot.pause()
    picker = app.app.screen
    assert isinstance(picker, SchemePicker)
    highlight(app, key)
    await app.press("enter")


def highlight(app: Opened, key: str) -> None:
    listed = app.app.screen.query_one("#schemes", OptionList)
    listed.highlighted = [option.id for option in listed.options].index(f"s-{key}")


def on_the_matrix(app: Opened) -> bool:
    return app.app.screen is app.screen


def problem(app: Opened) -> str:
    """What the dialog says above its buttons."""
    return str(app.app.screen.query_one("#problem", Static).content)


async def say(app: Opened, **letters: str) -> None:
    """Fill the letter map with the keyboard, from the first field on."""
    asking = app.app.screen
    assert isinstance(asking, SchemeMap)
    for code, becomes in letters.items():
        choice = asking.query_one(f"#letter-{ord(code)}", Choice)
        choice.focus()
        if becomes == "-":
            await app.press("enter", "end", "enter")
        else:
            await app.press(becomes.lower())


async def test_southern_water_becomes_rasci_then_daci_and_all_of_it_is_taken_back(tmp_path: Path) -> None:
    async with southern_water(tmp_path) as app:
        before = app.workspace.state.copy()
        cells = {cell.id: cell for cell in app.workspace.state.cells()}
        # RASCI's four letters mean what RACI's do: nothing needs to be said, and no cell changes.
        await choose(app, "rasci")
        assert isinstance(app.app.screen, SchemeMap)
        await app.press("ctrl+s")
        assert "No cell changes" in app.text
        await app.press("enter")
        assert on_the_matrix(app)
        assert app.workspace.scheme == RASCI
        assert {cell.id: cell for cell in app.workspace.state.cells()} == cells
        assert "RASCI is in force" in app.text
        # The new letter is typed like any other.
        place = app.screen.grid.place
        assert place
        held = app.current(*place)
        await app.press("s")
        assert "S" in app.current(*place)
        await app.press("s")
        assert app.current(*place) == held
        # DACI shares only Informed with it.
        await choose(app, "daci")
        await app.press("ctrl+s")
        assert "Say what becomes of A Accountable" in app.text
        await say(app, **{code: becomes for code, becomes in FOUR.items() if code != "I"})
        await app.press("ctrl+s")
        assert isinstance(app.app.screen, ConversionPreview)
        touched = sum("R" in text for cell in cells.values() for text in (cell.current, cell.target or ""))
        listed = app.app.screen._latest.block.changes
        assert len(listed) == touched
        await app.press("enter")
        assert app.workspace.scheme == DACI
        for cell in cells.values():
            now = app.workspace.cell(cell.element, cell.party)
            assert set(now.current) == set(cell.current.replace("R", "D"))
            assert set(now.target or "") == set((cell.target or "").replace("R", "D"))
        await app.press("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
        assert app.workspace.state == before
        await app.press("ctrl+y")
        assert app.workspace.scheme == RASCI


async def test_esc_goes_back_a_step_and_changes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await choose(app, "rapid")
        await say(app, A="D", R="P", C="I")
        await app.press("ctrl+s")
        assert isinstance(app.app.screen, ConversionPreview)
        await app.press("escape")
        again = app.app.screen
        assert isinstance(again, SchemeMap)
        assert again.chosen == {"A": "D", "R": "P", "C": "I"}
        await app.press("escape")
        assert isinstance(app.app.screen, SchemePicker)
        await app.press("escape")
        assert on_the_matrix(app)
        assert not app.workspace.can_undo


async def test_every_cell_can_be_scrolled_to_with_what_is_lost_above(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await choose(app, "daci")
        await say(app, A="A", R="D", C="D")
        await app.press("ctrl+s")
        assert "R Responsible and C Consulted both become D Driver" in " ".join(
            app.text.replace("│", " ").split()
        )
        await app.press("pagedown", "pagedown", "pagedown")
        lines = [line for line in app.lines if "→" in line]
        assert any("Ask for a meter" in line and "Fitting Crew" in line and "today" in line for line in lines)
        assert any("Look up crew" in line and "target" in line and "C → D" in line for line in lines)
        await app.press("enter")
        assert app.workspace.scheme == DACI
        assert (app.current("notebook", "crew"), app.target("notebook", "ops")) == ("D", "AD")


async def test_dropping_a_letter_is_asked_for(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await choose(app, "daci")
        await say(app, A="A", R="D", C="-")
        await app.press("ctrl+s")
        assert isinstance(app.app.screen, Confirm)
        assert "C Consulted is lost in 1 cell." in app.text
        await app.press("escape")
        assert isinstance(app.app.screen, SchemeMap)
        await app.press("ctrl+s", "y")
        assert isinstance(app.app.screen, ConversionPreview)
        await app.press("enter")
        assert app.target("notebook", "crew") == "-"


async def test_what_somebody_else_changes_meanwhile_is_shown_before_it_is_done(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await choose(app, "daci")
        await say(app, A="A", R="D", C="C")
        await app.press("ctrl+s")
        with app.workspace.edit("Meanwhile") as edit:
            edit.set("fit", "ops", "current", "R")
        await app.press("ctrl+s")
        assert "meanwhile been changed by somebody else" in app.text
        with app.workspace.edit("Meanwhile") as edit:
            edit.set("fit", "cs", "current", "I")
        await app.press("ctrl+s")
        assert "does not say what becomes of I Informed" in problem(app)
        with app.workspace.edit("Meanwhile") as edit:
            edit.set("fit", "cs", "current", "")
        await app.press("ctrl+s")
        assert app.current("fit", "ops") == "D"


async def test_an_empty_workspace_changes_at_once_and_types_the_new_letters(tmp_path: Path) -> None:
    async with opened(tmp_path, new_state("Empty")) as app:
        await choose(app, "rapid")
        assert on_the_matrix(app)
        assert app.workspace.scheme == RAPID
        await app.press("ctrl+z")
        assert app.workspace.scheme.id == "raci"


async def test_letters_follow_the_scheme_wherever_they_are_typed_and_listed(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await choose(app, "rapid")
        await say(app, A="D", R="P", C="I")
        await app.press("ctrl+s", "enter")
        app.screen.grid.go_to("fit", "cs")
        await app.press("d", "p", "a", "c")
        assert app.current("fit", "cs") == "DAP"
        assert "c is no letter of RAPID" in app.text
        await app.press("enter")
        assert "Decide, Agree, Perform." in app.text
        await app.press("escape", "slash", *"letter:p", "enter")
        assert [line.element for line in app.screen.grid.matrix.lines if line.element] == [
            "ask",
            "notebook",
            "fit",
        ]
        await app.press("escape", "f1", *"decide")
        assert "Decide: answers for it" in app.text


async def test_the_list_says_what_letters_mean_follows_edits_and_undoes(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.screen.run_action("scheme")
        await app.pilot.pause()
        highlight(app, "rapid")
        await app.pilot.pause()
        assert "Decide: answers for it" in app.text
        await app.press("home", "enter")
        assert "RACI is the scheme in force" in app.text
        keep_scheme(app.workspace, DACI.__class__(id="care", name="Care", letters=DACI.letters))
        await app.pilot.pause()
        highlight(app, "care")
        await app.press("delete")
        assert "care" not in app.workspace.schemes
        await app.press("ctrl+z")
        assert "care" in app.workspace.schemes
        highlight(app, "raci")
        await app.press("delete")
        assert "only schemes of your own" in problem(app)


async def test_ones_own_is_written_with_what_is_wrong_said_while_typing(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+p", *"new scheme", "enter")
        await app.pilot.pause()
        assert isinstance(app.app.screen, SchemeEditor)
        note = app.app.screen.query_one("#toml", Note)
        assert "Accountable: answers for it" in app.text
        note.text = note.text.replace('kind = "owner"', 'kind = "owners"')
        await app.pilot.pause()
        assert "did you mean owner?" in app.text
        await app.press("ctrl+s")
        assert isinstance(app.app.screen, SchemeEditor)
        assert not app.workspace.can_undo
        note.text = note.text.replace('"owners"', '"owner"').replace("raci-own", "care")
        await app.press("ctrl+s")
        assert on_the_matrix(app)
        assert app.workspace.schemes["care"].name == "RACI, our own"
        await app.press("ctrl+z")
        assert "care" not in app.workspace.schemes


async def test_a_scheme_of_ones_own_is_edited_from_the_list(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.screen.run_action("scheme")
        await app.press("plus")
        assert isinstance(app.app.screen, SchemeEditor)
        await app.press("ctrl+s")
        assert isinstance(app.app.screen, SchemePicker)
        assert "RACI, our own" in app.text
        await app.press("f2")
        note = app.app.screen.query_one("#toml", Note)
        note.text = note.text.replace('"RACI, our own"', '"[R] Ours [/x]"')
        await app.press("ctrl+s")
        assert app.workspace.schemes["raci-own"].name == "[R] Ours [/x]"
        assert "[R] Ours [/x]" in app.text
