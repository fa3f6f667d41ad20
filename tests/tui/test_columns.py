"""Columns are hidden, pinned, folded, moved and made wider; no letter changes by that."""

from __future__ import annotations

from pathlib import Path

import msgspec

from raci_tui.core.order import spread
from raci_tui.core.records import Party
from raci_tui.core.workspace import new_state
from raci_tui.services.session import open_session
from raci_tui.tui.screens.check_list import CheckList
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.inspector import Inspector
from raci_tui.tui.widgets.matrix.layout import NARROWEST_ASKED
from tests.matrix_app import Opened, opened, small_state


def columns(app: Opened) -> list[str]:
    return [column.id or column.kind.upper() for column in app.screen.grid.matrix.parties]


def status(app: Opened) -> str:
    bar = app.screen.query_one(StatusBar)
    return f"{bar.left} · {bar.shown}"


async def test_a_hidden_party_is_counted_and_ticked_again_from_the_list(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("right", "ctrl+w")
        assert columns(app) == ["cs", "crew"]
        assert "Operations hidden" in status(app)
        assert "4 of 4 rows, 2 of 3 columns shown" in status(app)
        await app.press("shift+f5")
        assert isinstance(app.app.screen, CheckList)
        assert "[ ] Operations" in app.text
        await app.press(*"op", "space", "enter")
        assert columns(app) == ["cs", "ops", "crew"]
        assert app.workspace.head.position == 0


async def test_all_or_none_goes_by_what_the_list_is_narrowed_to(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+f5", *"dep", "ctrl+a", "enter")
        assert columns(app) == ["crew"]
        await app.press("shift+f5", "ctrl+a", "enter")
        assert columns(app) == ["cs", "ops", "crew"]
        await app.press("shift+f5", "ctrl+a")
        await app.pilot.click("#yes")
        assert columns(app) == []
        assert "Every party is hidden" in app.text
        await app.press("a", "shift+f5")
        await app.pilot.click("#all")
        await app.press("enter")
        assert columns(app) == ["cs", "ops", "crew"]


async def test_hidden_cells_are_never_edited_and_a_new_party_is_never_hidden(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("right", "ctrl+w", "ctrl+a", "i")
        assert {cell.party for cell in app.workspace.state.cells() if "I" in cell.current} == {"cs", "crew"}
        await app.press("ctrl+z", "ctrl+n", *"Legal", "enter")
        await app.pilot.pause()
        assert len(columns(app)) == 3
        assert app.workspace.state.tables["parties"][app.screen.grid.party].name == "Legal"


async def test_a_pinned_party_stands_first_and_stays_in_sight(tmp_path: Path) -> None:
    state = small_state()
    for key, order in zip((f"p{at}" for at in range(30)), spread(30), strict=True):
        state.put(Party(id=key, name=f"Partner {key}", kind="partner", order=f"z{order}"), "parties")
    async with opened(tmp_path, state, size=(80, 24)) as app:
        grid = app.screen.grid
        await app.press("right", "right", "apostrophe")
        assert columns(app)[:3] == ["crew", "cs", "ops"]
        assert grid.party == "crew"
        assert grid.matrix.pinned == 1
        await app.press("end")
        assert grid.scroll_offset.x > 0
        row = next(line for line in app.lines if "Ask for a meter" in line)
        assert row[grid.matrix.lead_width :].lstrip().startswith("R")
        await app.press("home", "i")
        assert app.current("ask", "crew") == "RI"
        await app.pilot.click(grid, offset=(grid.matrix.lead_width + 1, grid.matrix.header_height + 2))
        assert (grid.element, grid.party) == ("notebook", "crew")
        await app.press("ctrl+z", "apostrophe")
        assert columns(app)[:3] == ["cs", "ops", "crew"]


async def test_pinned_parties_are_moved_among_themselves_without_an_edit(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("end", "apostrophe", "end", "apostrophe")
        assert columns(app) == ["crew", "ops", "cs"]
        await app.press("alt+left", "alt+left")
        assert columns(app) == ["ops", "crew", "cs"]
        assert not app.workspace.pending
        assert app.workspace.head.position == 0


async def test_a_party_moves_past_the_hidden_ones(tmp_path: Path) -> None:
    state = small_state()
    for key, order in zip(("x", "y"), spread(2), strict=True):
        state.put(Party(id=key, name=key.upper(), order=f"z{order}"), "parties")
    async with opened(tmp_path, state) as app:
        await app.press("right", "ctrl+w", "alt+left")
        assert columns(app) == ["x", "cs", "y", "crew"]
        assert [party.id for party in app.workspace.parties()][:2] == ["x", "cs"]
        await app.press("ctrl+z")
        assert [party.id for party in app.workspace.parties()][:3] == ["cs", "ops", "x"]


async def test_a_folded_kind_sums_up_and_says_kindly_that_it_is_no_cell(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid = app.screen.grid
        await app.press("colon")
        assert columns(app) == ["DEPARTMENT", "crew"]
        assert "▸ Departments" in app.text
        assert any("[A CS]" in line for line in app.lines)
        assert any("2A" in line for line in app.lines if "Pass it on" in line)
        for key in ("a", "minus", "apostrophe", "shift+f2", "alt+right"):
            await app.press(key)
            said = [note.message for note in app.app._notifications]
            assert any("folded into one column, which cannot be edited" in each for each in said), key
            app.app.clear_notifications()
        await app.press("ctrl+a", "i")
        assert {cell.party for cell in app.workspace.state.cells() if "I" in cell.current} == {"crew"}
        await app.press("escape", "ctrl+home", "home", "enter")
        assert columns(app) == ["cs", "ops", "crew"]
        assert grid.party == "cs"
        await app.pilot.click(grid, offset=(grid.matrix.left_width, 0))
        assert columns(app) == ["DEPARTMENT", "crew"]


async def test_undo_shows_what_it_changed_in_a_folded_kind(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("i", "colon", "ctrl+z")
        assert columns(app) == ["cs", "ops", "crew"]
        assert app.current("ask", "cs") == "A"


async def test_width_and_names_follow_the_keys(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid = app.screen.grid
        fits = grid.matrix.column_width
        await app.press("right_parenthesis")
        assert grid.matrix.column_width == fits + 1
        await app.press(*["left_parenthesis"] * fits)
        assert grid.matrix.column_width == NARROWEST_ASKED
        assert "[A]" in app.text
        assert len(grid.matrix.header) == 4
        await app.screen.run_action("column_width(0)")
        assert grid.matrix.column_width == fits
        await app.screen.run_action("names_downwards")
        assert "Names run downwards" in status(app)


async def test_a_name_of_ten_thousand_letters_is_shown_short_and_kept_whole(tmp_path: Path) -> None:
    state = small_state()
    long = "Ask very long " * 800
    for table, key in (("elements", "ask"), ("parties", "ops")):
        record = state.tables[table][key]
        state.tables[table][key] = msgspec.structs.replace(record, name=long.strip())
    async with opened(tmp_path, state) as app:
        row = next(line for line in app.lines if "● Ask very" in line)
        assert "…" in row
        text = app.screen.query_one(Inspector).text
        assert "Ask very long Ask very long" in text
        assert len(text) < 2000
        await app.press("colon", "colon", *["left_parenthesis"] * 10, "r")
        assert app.workspace.state.tables["elements"]["ask"].name == long.strip()
    with open_session(tmp_path / "small.raci.json", read_only=True) as session:
        assert session.workspace.state.tables["parties"]["ops"].name == long.strip()


async def test_a_workspace_without_parties_takes_every_key(tmp_path: Path) -> None:
    keys = ("ctrl+w", "shift+f5", "apostrophe", "colon", "left_parenthesis", "right_parenthesis", "alt+left")
    async with opened(tmp_path, new_state("Empty"), size=(80, 24)) as app:
        for key in keys:
            await app.press(key)
            assert app.app.screen is app.screen, key
        await app.screen.run_action("names_downwards")
        assert not app.workspace.pending
        assert app.workspace.head.position == 0
