"""Commands that open something, and how the screen follows saving, other people, and failures."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from textual import events
from textual.screen import Screen

from raci_tui.core.errors import NotSavedError
from raci_tui.core.records import Party
from raci_tui.core.workspace import new_state
from raci_tui.services.session import open_session
from raci_tui.tui.screens import matrix_base
from raci_tui.tui.screens.cell_editor import CellEditor
from raci_tui.tui.screens.conflicts import ConflictScreen
from raci_tui.tui.screens.element_form import ElementForm
from raci_tui.tui.screens.export_dialog import ExportDialog
from raci_tui.tui.screens.help import HelpScreen
from raci_tui.tui.screens.import_dialog import ImportScreen
from raci_tui.tui.screens.journey_picker import JourneyPicker
from raci_tui.tui.screens.party_form import PartyForm
from raci_tui.tui.screens.unsaved import UnsavedScreen
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.inspector import Inspector
from tests.matrix_app import opened, small_state, until


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("plus", ElementForm),
        ("ctrl+o", ElementForm),
        ("enter", CellEditor),
        ("ctrl+e", ExportDialog),
        ("ctrl+t", ImportScreen),
        ("ctrl+n", PartyForm),
        ("shift+f2", PartyForm),
        ("f9", JourneyPicker),
        ("f1", HelpScreen),
        ("question_mark", HelpScreen),
    ],
)
async def test_a_key_opens_its_dialog_and_escape_leaves_all_as_it_was(
    tmp_path: Path, key: str, screen: type[Screen[object]]
) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await app.press(key)
        assert isinstance(app.app.screen, screen)
        await app.press("escape")
        assert app.app.screen is app.screen
        assert app.workspace.head.position == 0


async def test_adding_an_element_and_a_party_puts_the_cursor_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("plus", *"Send a card", "enter")
        await app.pilot.pause()
        assert app.workspace.state.tables["elements"][app.screen.grid.element].name == "Send a card"
        assert [e.name for e in app.workspace.elements()][1] == "Send a card"
        await app.press("ctrl+n", *"Legal", "enter")
        await app.pilot.pause()
        assert app.workspace.state.tables["parties"][app.screen.grid.party].name == "Legal"
        await app.press("a", "ctrl+z", "ctrl+z", "ctrl+z")
        assert len(app.workspace.elements()) == 4
        assert len(app.workspace.parties()) == 3


async def test_a_matrix_that_shows_nothing_says_what_to_press(tmp_path: Path) -> None:
    async with opened(tmp_path, new_state("Empty"), size=(80, 24)) as app:
        assert "+ adds an element" in app.text
        assert "Ctrl+N a department" in app.text
        await app.press("ctrl+n", *"Legal", "enter")
        assert "No rows yet: + adds an element" in app.text
        await app.press("plus", *"Ask", "enter")
        assert "adds an element" not in app.text
        await app.press("slash", *"zzz")
        assert "Esc shows them again" in app.text
        await app.press("escape")
        assert "Esc shows them again" not in app.text


async def test_a_paste_says_what_it_left_out(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        app.screen.grid.move(0, 2)
        app.app.post_message(events.Paste("x\tA\n"))
        await until(app, lambda: "1 cell was not pasted: 'x' is not in RACI" in app.text)
        assert "1 cell left out" in app.text
        assert "Pasted" not in app.text
        assert app.workspace.head.position == 0


async def test_removing_a_party_asks_first_and_can_be_undone(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.screen.run_action("remove_party")
        await app.pilot.pause()
        assert len(app.workspace.parties()) == 3
        await app.press("enter")
        await until(app, lambda: len(app.workspace.parties()) == 2)
        await app.press("ctrl+z")
        assert app.current("ask", "cs") == "A"


async def test_the_inspector_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f8")
        text = app.screen.query_one(Inspector).text
        assert "Nobody answers for “Look up crew in notebook”" in text
        assert "the target mends it" in text
        assert "One book for all" in text
        await app.press("ctrl+l")
        assert not app.screen.query_one(Inspector).display or "Nobody answers" not in app.text


async def test_ctrl_s_says_where_all_of_it_is_saved(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("r")
        await until(app, lambda: not app.workspace.pending)
        await app.press("ctrl+s")
        assert "small.raci.json" in app.screen.query_one(StatusBar).left


async def test_ctrl_q_leaves_with_everything_on_disk(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("r", "down", "i", "ctrl+q")
        await until(app, lambda: not app.app.is_running)
    with open_session(tmp_path / "small.raci.json", read_only=True) as session:
        assert session.workspace.cell("ask", "cs").current == "AR"
        assert session.workspace.cell("notebook", "cs").current == "I"


async def test_edits_of_others_appear_and_mine_stay(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("r")
        await until(app, lambda: not app.workspace.pending)
        with open_session(tmp_path / "small.raci.json", author="bob") as other:
            with other.workspace.edit("Bob's") as edit:
                edit.set("fit", "ops", "current", "A")
                edit.add(Party(id="new", name="Newcomers"))
            other.save_now()
        await until(app, lambda: app.current("fit", "ops") == "A")
        await app.pilot.pause()
        assert app.current("ask", "cs") == "AR"
        assert "unowned: 1 today" in app.screen.query_one(StatusBar).left


async def test_a_conflict_is_told_with_both_values_and_the_others_name(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        store = app.screen.session.store
        original = store.append
        failing = True

        def append(*args: object) -> object:
            if failing:
                raise NotSavedError("the share is away", "wait")
            return original(*args)  # type: ignore[arg-type]

        store.append = append  # type: ignore[assignment,method-assign]
        await app.press("c")
        await until(app, lambda: app.screen.session.writer.status == "unsaved")
        with open_session(tmp_path / "small.raci.json", author="bob") as other:
            with other.workspace.edit("Bob's") as edit:
                edit.set("ask", "cs", "current", "I")
            other.save_now()
        failing = False
        app.screen.session.writer.pump()
        await until(app, lambda: isinstance(app.app.screen, ConflictScreen))
        await until(app, lambda: "bob" in app.text)
        assert app.current("ask", "cs") == "I"


async def test_what_cannot_be_saved_is_said_and_quitting_asks(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:

        def append(*args: object) -> object:
            raise NotSavedError(f"the disk is full {len(args)}", "free some space")

        app.screen.session.store.append = append  # type: ignore[assignment,method-assign]
        await app.press("c")
        await until(app, lambda: app.screen.query_one(StatusBar).state == "unsaved")
        assert "disk is full" in app.screen.query_one(StatusBar).saved
        await app.press("ctrl+q")
        await until(app, lambda: isinstance(app.app.screen, UnsavedScreen))
        await app.press("escape")
        await app.pilot.pause()
        assert app.app.is_running
        assert app.current("ask", "cs") == "AC"
        app.workspace.discard_pending()


async def test_a_read_only_workspace_says_so_and_refuses_before_typing(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        app.workspace.read_only_reason = "the file is write-protected"
        await app.press("r")
        assert app.current("ask", "cs") == "A"
        assert any("cannot be changed" in note.message for note in app.app._notifications)


async def test_the_author_is_changed_from_the_palette_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RACI_TUI_HOME", str(tmp_path / "home"))
    async with opened(tmp_path) as app:
        await app.app.run_action("change_author")
        await app.pilot.pause()
        await app.press(*"erin", "enter")
        await until(app, lambda: "erin" in (tmp_path / "home" / "settings.toml").read_text("utf-8"))
        await app.press("r")
        assert app.workspace.author.endswith("erin")


async def test_themes_change_and_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACI_TUI_HOME", str(tmp_path / "home"))
    async with opened(tmp_path) as app:
        await app.app.run_action("choose_theme")
        await app.pilot.pause()
        await app.press(*"light", "enter")
        await until(app, lambda: app.app.theme == "raci-light")
        assert "light" in (tmp_path / "home" / "settings.toml").read_text("utf-8")


async def test_a_keymap_in_the_settings_rebinds_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text('[keymap]\nnext-gap = "f10"\n', "utf-8")
    monkeypatch.setenv("RACI_TUI_HOME", str(home))
    async with opened(tmp_path, small_state()) as app:
        await app.press("f10")
        assert app.screen.grid.element == "notebook"


async def test_the_keymap_takes_letters_and_names_as_people_write_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text(
        '[keymap]\nnext-gap = "F8, n"\nundo = "Ctrl+U"\nhelp = "a"\nnone = "x"\n', "utf-8"
    )
    monkeypatch.setenv("RACI_TUI_HOME", str(home))
    async with opened(tmp_path, small_state()) as app:
        assert "No command is called none" in app.text
        await app.press("n")
        assert app.screen.grid.element == "notebook"
        await app.press("a")
        assert app.current("notebook", "cs") == "A"
        await app.press("ctrl+u")
        assert app.current("notebook", "cs") == ""


async def test_it_runs_where_there_are_no_posix_signals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signal, "SIGHUP", raising=False)
    monkeypatch.delattr(signal, "SIGTERM")
    async with opened(tmp_path) as app:
        await app.press("r")
        assert app.current("ask", "cs") == "AR"


async def test_what_was_said_makes_way_for_the_counts_with_the_next_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_base, "READ_S", 0.0)
    async with opened(tmp_path) as app:
        await app.press("ctrl+s")
        assert "Everything is saved" in app.text
        await app.press("down")
        assert "Everything is saved" not in app.text
        assert "unowned:" in app.text
