"""The parties screen and a party's sheet: what one reads there, and what one does there by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from raci_tui.core.ledger import follow
from raci_tui.core.records import Party
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.services.session import create_session
from raci_tui.tui.app import RaciApp
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.matrix import MatrixScreen
from raci_tui.tui.screens.merge_dialog import MergeDialog
from raci_tui.tui.screens.parties import PartiesScreen
from raci_tui.tui.screens.party_sheet import PartySheetScreen
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.party_table import PartyTable
from raci_tui.tui.widgets.report_view import ReportView
from tests.matrix_app import Opened, opened, small_state, until
from tests.tui.dialog_stage import WORST, type_in

Compare = Callable[..., bool]


async def to_parties(app: Opened) -> PartiesScreen:
    await app.press("f5")
    screen = app.app.screen
    assert isinstance(screen, PartiesScreen)
    await until(app, lambda: screen._loads.ready and screen._counting is None)
    await app.pilot.pause()
    return screen


def line_of(app: Opened, word: str) -> str:
    return next(line for line in app.lines if word in line)


def party(app: Opened, key: str) -> Party:
    found: Party = app.workspace.state.tables["parties"][key]
    return found


def others_edit(app: Opened, make: Callable[[Workspace], object]) -> None:
    """Have somebody else's commit come in through the ledger."""
    workspace = app.workspace
    other = Workspace(workspace.state.copy(), workspace.head, author="kim", app="elsewhere")
    make(other)
    workspace.receive([follow(workspace.head, other.pending[0])])


async def test_each_party_is_counted_today_and_in_the_target(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await to_parties(app)
        assert "Parties of Small water" in app.text
        assert app.text.index("Departments") < app.text.index("Operations") < app.text.index("Partners")
        ops, crew = line_of(app, "Operations "), line_of(app, "Fitting Crew ")
        loads = ["████", "1", "25%", "████████", "2", "50%"]
        assert ops.split()[1:] == [*loads, "1›2", "0›1", "·", "·", "+2", "1"]
        assert crew.split()[2:5] == ["████████", "2", "50%"]
        assert crew.split()[-2:] == ["−1", "·"]
        assert "3 parties" in app.text


async def test_eighty_columns_keep_loads_letters_changes_and_keys(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await to_parties(app)
        assert line_of(app, "Operations ").split() == [
            "Operations", "██", "1", "████", "2", "1›2", "0›1", "·", "·", "+2", "1",
        ]  # fmt: skip
        assert "^Q" in app.lines[-1]
        assert "saved" in app.lines[-2]


async def test_a_renamed_party_is_renamed_back_by_undo_and_again_by_redo(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await to_parties(app)
        await app.press("down", "f2")
        await type_in(app.pilot, "Works")
        await app.press("enter")
        assert party(app, "ops").name == "Works"
        assert line_of(app, "Works ").startswith(" Works")
        await app.press("ctrl+z")
        assert party(app, "ops").name == "Operations"
        assert "Taken back" in app.text
        await app.press("ctrl+y")
        assert party(app, "ops").name == "Works"
        await app.press("escape")
        assert isinstance(app.app.screen, MatrixScreen)


async def test_a_party_is_added_edited_retired_and_removed(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        screen = await to_parties(app)
        await app.press("plus")
        await type_in(app.pilot, "Finance")
        await app.press("enter")
        made = screen.table.party
        assert party(app, made).name == "Finance"
        await app.press("ctrl+r")
        assert party(app, made).retired
        assert "Finance, retired" in app.text
        await app.press("ctrl+r")
        assert not party(app, made).retired
        await app.press("shift+f2", "escape")
        await app.press("delete")
        assert "Nothing hangs on it." in app.text
        await app.press("y")
        assert made not in app.workspace.state.tables["parties"]
        await app.press("home", "ctrl+d")
        assert "With it go 2 filled cells." in app.text
        await app.press("escape")
        assert "cs" in app.workspace.state.tables["parties"]


async def test_merging_asks_whose_letters_stand_and_is_one_undo_step(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        screen = await to_parties(app)
        await app.press("end", "ampersand", "enter")
        dialog = app.app.screen
        assert isinstance(dialog, MergeDialog)
        assert "Fitting Crew becomes part of Customer Service" in app.text
        assert "1 element still to decide" in app.text
        await app.press("ctrl+s")
        assert "Both hold letters in 1 element" in app.text
        assert "crew" in app.workspace.state.tables["parties"]
        dialog.query_one("#joining", Choice).choose("join")
        await app.pilot.pause()
        assert "→ A/R" in app.text
        await app.press("ctrl+s")
        assert app.app.screen is screen
        assert screen.table.party == "cs"
        assert party(app, "cs").aliases == ("Fitting Crew", "Crew")
        assert app.current("ask", "cs") == "AR"
        await app.press("ctrl+z")
        assert party(app, "crew").name == "Fitting Crew"
        assert (app.current("ask", "cs"), app.current("ask", "crew")) == ("A", "R")


async def test_single_elements_are_decided_alone_by_key_and_mouse(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await to_parties(app)
        await app.press("end", "ampersand", "enter")
        dialog = app.app.screen
        dialog.query_one("#clashes", OptionList).focus()
        await app.press("space", "space")
        assert "→ A (alone)" in app.text
        await app.pilot.click("#clashes", offset=(3, 0))
        assert "→ R (alone)" in app.text
        await app.press("ctrl+s")
        assert app.current("ask", "cs") == "R"


async def test_a_merge_with_a_party_that_has_gone_meanwhile_says_so_and_changes_nothing(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as app:
        await to_parties(app)
        await app.press("end", "ampersand", "enter")
        with app.workspace.edit("remove") as edit:
            edit.remove("parties", "cs")
        before = app.workspace.state.copy()
        await app.press("ctrl+s")
        app.app.screen.query_one("#yes").focus()
        await app.press("enter")
        assert "no longer there" in app.text
        assert app.workspace.state == before


async def test_a_merge_that_others_have_changed_is_shown_anew_before_it_is_made(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        screen = await to_parties(app)
        await app.press("down", "ampersand", "enter")

        def take(workspace: Workspace) -> None:
            with workspace.edit("theirs") as edit:
                edit.set("fit", "ops", "current", "R")

        assert "2 cells of Operations" in app.text
        others_edit(app, take)
        await app.press("ctrl+s")
        assert "has been changed meanwhile" in app.text
        assert "3 cells of Operations" in app.text
        assert "ops" in app.workspace.state.tables["parties"]
        await app.press("ctrl+s")
        assert app.app.screen is screen
        assert app.current("fit", "cs") == "R"


async def test_parties_are_sorted_by_key_and_by_a_click_on_a_title(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        table = (await to_parties(app)).table
        with app.workspace.edit("more") as edit:
            edit.add(Party(id="bill", name="Billing", order="zz"))
        await app.pilot.pause()
        assert table.shown == ["cs", "ops", "bill", "crew"]
        await app.press("f12")
        assert table.shown == ["bill", "cs", "ops", "crew"]
        assert "Party ▾" in app.text
        today = next(column for column in table._columns if column.key == "now")
        await app.pilot.click(PartyTable, offset=(today.start + 2, 0))
        assert "Today ▾" in app.text
        assert table.shown == ["cs", "ops", "bill", "crew"]
        await app.pilot.click(PartyTable, offset=(today.start + 2, 0))
        assert "▾" not in app.text


async def test_a_party_is_found_by_letters_of_another_name(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        table = (await to_parties(app)).table
        with app.workspace.edit("name") as edit:
            edit.update("parties", "crew", aliases=("Installers",))
        await app.press("slash", *"inst", "enter")
        assert table.party == "crew"
        await app.press("slash", "escape")
        assert table.party == "crew"


async def test_the_mouse_chooses_with_one_click_and_opens_with_two(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        screen = await to_parties(app)
        await app.pilot.click(PartyTable, offset=(5, 3))
        assert screen.table.party == "ops"
        assert app.app.screen is screen
        await app.pilot.click(PartyTable, offset=(5, 1))
        assert screen.table.party == "ops"
        await app.pilot.click(PartyTable, offset=(5, 5), times=2)
        assert isinstance(app.app.screen, PartySheetScreen)
        assert "Fitting Crew, partner" in app.text


async def test_edits_of_others_are_followed_here_and_on_the_sheet(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await to_parties(app)

        def take(workspace: Workspace) -> None:
            with workspace.edit("theirs") as edit:
                edit.set("fit", "ops", "current", "A")

        others_edit(app, take)
        await app.pilot.pause()
        assert line_of(app, "Operations ").split()[2] == "2"
        await app.press("down", "enter")

        def give(workspace: Workspace) -> None:
            with workspace.edit("theirs") as edit:
                edit.set("ask", "ops", "current", "I")

        others_edit(app, give)
        await app.pilot.pause()
        assert "Is told about (Informed): 1 today" in app.text

        def remove(workspace: Workspace) -> None:
            with workspace.edit("theirs", whole=True) as edit:
                edit.remove("parties", "ops")

        others_edit(app, remove)
        await app.pilot.pause()
        assert "This party is no longer there." in app.text
        await app.press("ctrl+c", "ctrl+e", "escape")
        assert "Operations" not in "".join(app.lines[1:-3])


async def test_a_sheet_is_read_turned_copied_and_written(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        screen = await to_parties(app)
        await app.press("down", "enter")
        assert "Answers for (Accountable): 1 today, 2 in the target; 1 new" in app.text
        assert "+ Look up crew in notebook (new in the target, nobody does today; hurts 5 of 5)" in app.text
        await app.press("ctrl+c")
        assert app.app.clipboard.startswith("Operations, department\n")
        await app.press("right")
        assert "− Look up crew in notebook" in app.text
        await app.press("right")
        assert "This is the last party." in app.text
        await app.press("left")
        await app.press("ctrl+e", "enter")
        await app.pilot.pause()
        written = (tmp_path / "Operations.md").read_text("utf-8")
        assert written.startswith("# Operations\n")
        assert "- **+** Look up crew in notebook" in written
        await app.press("ctrl+e", "enter")
        assert "Overwrite Operations.md?" in app.text
        await app.press("escape")
        await app.press("right", "escape")
        assert screen.table.party == "crew"


async def test_the_sheet_is_never_written_over_the_workspace(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await to_parties(app)
        before = (tmp_path / "small.raci.json").read_bytes()
        await app.press("enter", "ctrl+e")
        await type_in(app.pilot, str(tmp_path / "small.raci.json"))
        await app.press("enter", "y")
        await app.pilot.pause()
        assert "is the workspace itself" in app.text
        assert (tmp_path / "small.raci.json").read_bytes() == before


async def test_a_long_sheet_is_scrolled_and_hangs_in(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(60, 12)) as app:
        await to_parties(app)
        await app.press("down", "enter")
        view = app.app.screen.query_one(ReportView)
        await app.press("end")
        assert view.scroll_offset.y > 0
        assert view.scroll_offset.y == view.max_scroll_y
        await app.press("home")
        assert view.scroll_offset.y == 0
        assert all(len(line) <= 60 for line in app.lines)


async def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    async with opened(tmp_path, new_state("Empty"), size=(80, 24)) as app:
        screen = await to_parties(app)
        assert "No parties yet: + adds" in app.text
        for key in ("enter", "f2", "shift+f2", "ampersand", "ctrl+r", "delete"):
            app.app.clear_notifications()
            await app.press(key)
            assert "There is no party here" in next(iter(app.app._notifications)).message
            assert app.app.screen is screen
        await app.press("ctrl+z")
        assert "Nothing to undo" in app.text
        await app.press("plus")
        await type_in(app.pilot, "Ops")
        await app.press("enter", "ampersand")
        assert any("no other party" in note.message for note in app.app._notifications)


async def test_its_commands_are_in_the_palette_the_help_and_the_key_bar(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        screen = await to_parties(app)
        await app.press("down", "ctrl+p", *"retire")
        await app.press("enter")
        await until(app, lambda: party(app, "ops").retired)
        await app.press("f1", *"rename")
        assert "F2" in app.text
        assert "Fold" not in app.text
        await app.press("escape")
        place = app.lines[-1].index("Add")
        await app.pilot.click("KeyBar", offset=(place, 0))
        await app.pilot.pause()
        assert app.app.screen is not screen
        await app.press("escape")
        await app.pilot.click(StatusBar, offset=(3, 0))
        assert "Every edit is saved" in app.text


async def test_names_are_shown_as_they_are(tmp_path: Path) -> None:
    state = small_state()
    for key in ("cs", "ops"):
        record = state.tables["parties"][key]
        state.tables["parties"][key] = msgspec.structs.replace(
            record, name=f"{WORST}{key}", contact=WORST, aliases=(WORST,), note=WORST
        )
    async with opened(tmp_path, state, size=(200, 40)) as app:
        await to_parties(app)
        assert WORST in line_of(app, f"{WORST}cs"[:36])
        await app.press("ampersand", "enter")
        assert f"{WORST}cs"[:28] in app.text
        await app.press("escape", "enter")
        assert f"Note: {WORST}" in app.text
        await app.press("ctrl+c")
        assert app.app.return_code is None


async def test_the_cursor_stays_near_a_party_that_goes(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        table = (await to_parties(app)).table
        await app.press("end", "delete", "y")
        assert table.party == "ops"
        await app.press("ctrl+z")
        assert table.shown == ["cs", "ops", "crew"]


@pytest.mark.snapshot
def test_parties_picture(tmp_path: Path, snap_compare: Compare) -> None:
    app = RaciApp(
        lambda app: create_session(
            tmp_path / "small.raci.json", "Small water", state=small_state(), author="dana", post=app.post
        )
    )

    async def parties(pilot: Pilot[None]) -> None:
        opened_app = Opened(app, pilot)
        await to_parties(opened_app)
        await until(opened_app, lambda: opened_app.screen._settled and opened_app.screen._counting is None)
        await pilot.press("down")
        await pilot.pause()

    assert snap_compare(app, terminal_size=(120, 40), run_before=parties)
    if app.session:
        app.session.close()
