"""Every key of the matrix does to the workspace and the cursor what the key table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from raci_tui.core.editing import Place
from raci_tui.core.records import Journey
from raci_tui.services.session import open_session
from raci_tui.tui.app import RaciApp
from raci_tui.tui.screens.dialogs import Choose
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.filter_bar import FilterBar
from tests.matrix_app import Opened, opened, small_state, until


def said(app: Opened) -> str:
    return app.screen.query_one(StatusBar).left


def here(app: Opened) -> tuple[str, str]:
    """Ids under the cursor."""
    return app.screen.grid.element, app.screen.grid.party


async def test_arrows_move_over_elements_and_pass_headings(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        assert here(app) == ("ask", "cs")
        await app.press("down", "down", "right")
        assert here(app) == ("pass", "ops")
        await app.press("up", "left", "up", "up", "left")
        assert here(app) == ("ask", "cs")


@pytest.mark.parametrize(("key", "there"), [("j", "notebook"), ("l", "ask")])
async def test_letters_that_the_scheme_leaves_free_move(tmp_path: Path, key: str, there: str) -> None:
    async with opened(tmp_path) as app:
        await app.press(key)
        assert here(app) == (there, "ops" if key == "l" else "cs")


async def test_home_end_and_page_go_to_the_edges(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("end")
        assert here(app) == ("ask", "crew")
        await app.press("ctrl+end", "home")
        assert here(app) == ("fit", "cs")
        await app.press("pageup")
        assert here(app) == ("ask", "cs")
        await app.press("pagedown", "ctrl+home")
        assert here(app) == ("ask", "cs")


async def test_a_letter_toggles_in_its_cell(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("r")
        assert app.current("ask", "cs") == "AR"
        await app.press("A")
        assert app.current("ask", "cs") == "R"
        await app.press("r")
        assert app.current("ask", "cs") == ""


async def test_a_letter_over_a_mixed_block_is_set_everywhere_in_one_step(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+down", "shift+right", "c")
        assert [app.current(e, p) for e in ("ask", "notebook") for p in ("cs", "ops")] == [
            "AC",
            "C",
            "C",
            "C",
        ]
        await app.press("ctrl+z")
        assert [app.current(e, p) for e in ("ask", "notebook") for p in ("cs", "ops")] == ["A", "", "", ""]


async def test_marks_gather_scattered_cells(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("space", "ctrl+end", "space", "i")
        assert app.current("ask", "cs") == "AI"
        assert app.current("fit", "crew") == "" or app.current("fit", "cs") == "I"
        assert len([c for c in app.workspace.state.cells() if "I" in c.current]) == 2


async def test_select_all_takes_what_is_shown_and_nothing_hidden(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("slash", *"notebook", "enter", "ctrl+a", "i")
        informed = {cell.element for cell in app.workspace.state.cells() if "I" in cell.current}
        assert informed == {"notebook"}


async def test_minus_says_not_involved_and_delete_empties(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("minus")
        assert app.current("ask", "cs") == "-"
        await app.press("delete")
        assert app.current("ask", "cs") == ""


async def test_target_starts_from_current_and_backspace_drops_the_plan(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("2", "r")
        assert (app.current("ask", "cs"), app.target("ask", "cs")) == ("A", "AR")
        await app.press("backspace")
        assert app.target("ask", "cs") is None
        await app.press("delete")
        assert app.target("ask", "cs") == "-"
        await app.press("right", "delete")
        assert app.target("ask", "ops") is None


async def test_difference_layer_edits_the_target(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("3", "right", "a")
        assert (app.current("ask", "ops"), app.target("ask", "ops")) == ("", "A")
        assert "+A" in app.text


async def test_layers_show_what_they_mean(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        row = next(line for line in app.lines if "notebook" in line)
        assert "R" in row.split("│", 1)[1]
        await app.press("3")
        row = next(line for line in app.lines if "notebook" in line)
        assert "R›C" in row
        assert "+AR" in row
        await app.press("1")
        assert app.screen.shown_layer == "current"


async def test_next_gap_goes_round_both_ways(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        stops = []
        for key in ("f8", "f8", "right_square_bracket", "f8"):
            await app.press(key)
            stops.append(app.screen.grid.element)
        assert stops == ["notebook", "pass", "fit", "notebook"]
        await app.press("shift+f8")
        assert app.screen.grid.element == "fit"
        await app.press("left_square_bracket")
        assert app.screen.grid.element == "pass"


async def test_next_difference_goes_cell_by_cell(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f7")
        assert here(app) == ("notebook", "ops")
        await app.press("greater_than_sign")
        assert here(app) == ("notebook", "crew")
        await app.press("f7")
        assert here(app) == ("notebook", "ops")
        await app.press("shift+f7")
        assert here(app) == ("notebook", "crew")
        await app.press("less_than_sign")
        assert here(app) == ("notebook", "ops")


async def test_take_over_makes_the_plan_real_and_keeps_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("3", "f7", "shift+right", "equals_sign")
        assert app.current("notebook", "ops") == "AR"
        assert app.current("notebook", "crew") == "C"
        assert app.target("notebook", "crew") == "C"
        await app.press("ctrl+z")
        assert app.current("notebook", "crew") == "R"


async def test_hand_over_leaves_one_owner_and_is_one_step(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f8", "f8", "right", "exclamation_mark")
        assert (app.current("pass", "cs"), app.current("pass", "ops")) == ("", "A")
        await app.press("ctrl+z")
        assert (app.current("pass", "cs"), app.current("pass", "ops")) == ("A", "A")


async def test_hand_over_in_the_target_leaves_today_alone_and_makes_one_move(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("2", "f8", "end", "exclamation_mark")
        assert app.screen.grid.element == "pass"
        assert app.current("pass", "cs") == "A"
        assert [app.target("pass", p) for p in ("cs", "ops", "crew")] == ["-", "-", "A"]
        assert set(app.workspace.state.tables["moves"]) == {"pass"}
        await app.press("ctrl+z")
        assert not app.workspace.state.tables["moves"]


async def test_undo_and_redo(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("c", "down", "i", "ctrl+z")
        assert (app.current("ask", "cs"), app.current("notebook", "cs")) == ("AC", "")
        await app.press("u")
        assert app.current("ask", "cs") == "A"
        await app.press("ctrl+y", "ctrl+y")
        assert (app.current("ask", "cs"), app.current("notebook", "cs")) == ("AC", "I")


async def test_a_letter_of_no_scheme_changes_nothing_and_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("x")
        assert not app.workspace.pending
        assert "no letter of RACI" in app.screen.query_one(StatusBar).left


async def test_remove_takes_the_row_and_undo_brings_its_cells_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+d", "y")
        assert [e.id for e in app.workspace.elements()] == ["notebook", "pass", "fit"]
        await app.press("ctrl+z")
        assert app.current("ask", "crew") == "R"
        assert "Ask for a meter" in app.text


async def test_move_element_within_and_across_stages(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("alt+down")
        assert [e.id for e in app.workspace.elements()] == ["notebook", "ask", "pass", "fit"]
        await app.press("alt+down")
        assert app.workspace.state.tables["elements"]["ask"].stage == "plan"
        assert here(app)[0] == "ask"
        await app.press("alt+up", "alt+up")
        assert [e.id for e in app.workspace.elements()] == ["ask", "notebook", "pass", "fit"]


async def test_move_party_among_its_kind(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("alt+right")
        assert [p.id for p in app.workspace.parties()] == ["ops", "cs", "crew"]
        assert here(app)[1] == "cs"
        await app.press("alt+right")
        assert [p.id for p in app.workspace.parties()] == ["ops", "cs", "crew"]


async def test_filter_narrows_as_one_types_and_escape_clears(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("slash", *"is:unowned")
        assert app.screen.arrangement.elements == ("notebook", "fit")
        await app.press("enter")
        assert app.app.focused is app.screen.grid
        assert app.screen.query_one(StatusBar).shown == "2 of 4 shown"
        await app.press("escape")
        assert len(app.screen.arrangement.elements) == 4
        assert not app.screen.query_one(FilterBar).display


async def test_a_wrong_query_says_where_and_keeps_what_was_shown(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("slash", *"is:nonsense")
        assert "is:nonsense means nothing" in app.text
        await app.press("escape")
        assert len(app.screen.arrangement.elements) == 4


async def test_rows_stay_while_letters_change_under_a_filter(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("slash", *"is:unowned", "enter", "a")
        assert app.current("notebook", "cs") == "A"
        assert app.screen.arrangement.elements == ("notebook", "fit")


async def test_copy_and_paste_a_block(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+end", "shift+right", "shift+right", "ctrl+c", "ctrl+end", "home", "ctrl+v")
        assert [app.current("fit", p) for p in ("cs", "ops", "crew")] == ["A", "", "R"]
        await app.press("ctrl+z")
        assert [app.current("fit", p) for p in ("cs", "ops", "crew")] == ["", "", ""]


async def test_f9_switches_between_journeys(tmp_path: Path) -> None:
    state = small_state()
    state.put(Journey(id="k", name="Leave", order="Z"), "journeys")
    async with opened(tmp_path, state) as app:
        await app.press("f9")
        await app.press("down", "down", "enter")
        assert app.screen.journey in ("j", "k")


async def test_group_by_touchpoint(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("semicolon")
        assert isinstance(app.app.screen, Choose)
        await app.press(*"nothing", "enter")
        assert app.screen.shape.grouping == "none"
        assert "▾ Request" not in app.text


async def test_counters_follow_every_edit(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await until(app, lambda: "unowned: 2 today, 1 in target" in app.screen.query_one(StatusBar).left)
        await app.press("ctrl+end", "a")
        assert "unowned: 1 today, 0 in target" in app.screen.query_one(StatusBar).left
        await app.press("ctrl+z")
        assert "2 today, 1 in target" in app.screen._standing()


async def test_the_mouse_moves_drags_and_opens(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid = app.screen.grid
        left, top = grid.matrix.left_width, grid.matrix.header_height
        await app.pilot.click(grid, offset=(left + grid.matrix.starts[1] + 1, top + 2))
        assert here(app) == ("notebook", "ops")
        await app.pilot.mouse_down(grid, offset=(left + 1, top + 1))
        await app.pilot.hover(grid, offset=(left + grid.matrix.starts[1] + 1, top + 2))
        await app.pilot.mouse_up(grid, offset=(left + grid.matrix.starts[1] + 1, top + 2))
        assert set(grid.places()) == {Place(e, p) for e in ("ask", "notebook") for p in ("cs", "ops")}


async def test_click_on_a_layer_shows_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.pilot.click("#layer-diff")
        assert app.screen.shown_layer == "diff"


async def test_an_empty_workspace_answers_every_key_with_words(tmp_path: Path) -> None:
    from raci_tui.core.workspace import new_state

    keys = ("down", "right", "pagedown", "ctrl+end", "a", "minus", "delete", "backspace", "space", "ctrl+a", "f8",
            "f7", "equals_sign", "exclamation_mark", "f2", "ctrl+d", "alt+up", "alt+left", "ctrl+c", "ctrl+v",
            "ctrl+z", "ctrl+y", "2", "3", "1", "ctrl+s", "shift+down", "escape", "shift+f2")  # fmt: skip
    async with opened(tmp_path, new_state("Empty")) as app:
        for key in keys:
            await app.press(key)
        assert not app.workspace.pending
        assert "Empty" in app.text


async def test_commands_are_found_in_the_palette(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+k", *"difference")
        await app.press("enter")
        await until(app, lambda: here(app) != ("ask", "cs") or app.screen.shown_layer == "diff")


async def test_letters_typed_in_the_editor_and_left_by_escape_are_told_and_come_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("right", "enter", "r", "escape")
        assert (
            "Not saved: r for today. Enter on this cell brings it back."
            in app.screen.query_one(StatusBar).left
        )
        assert app.current("ask", "ops") == ""
        await app.press("enter", "enter")
        assert app.current("ask", "ops") == "R"
        assert said(app) == "Set R for Operations on Ask for a meter; Ctrl+Z takes it back."
        await app.press("enter", "c", "escape", "enter", "escape")
        assert "Not saved" not in said(app)
        await app.press("enter", "enter")
        assert app.current("ask", "ops") == "R"


async def test_letters_left_behind_make_way_for_what_the_cell_says_since(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("enter", "r", "escape", "c", "enter", "enter")
        assert app.current("ask", "cs") == "AC"


async def test_in_the_target_the_editor_begins_with_the_target(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("right", "2", "enter", "r", "enter")
        assert (app.current("ask", "ops"), app.target("ask", "ops")) == ("", "R")


async def test_nothing_to_undo_says_why_and_what_becomes_of_older_edits(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        status = app.screen.query_one(StatusBar)
        await app.press("ctrl+z")
        assert status.left == "Nothing to undo since you opened this workspace."
        assert not app.app._notifications
        await app.press("i", "ctrl+z", "ctrl+z")
        assert "Ctrl+Y makes the last one again" in status.left
        await app.press("ctrl+y", "ctrl+y")
        assert "Nothing to redo" in status.left
        assert app.app.session
        app.app.session.save_now()
    again = RaciApp(lambda app: open_session(tmp_path / "small.raci.json", author="dana", post=app.post))
    async with again.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert again.session
        assert again.session.workspace.cell("ask", "cs").current == "AI"
        assert any("raci-tui log lists them" in note.message for note in again._notifications)
    assert again.close_session()


async def test_removing_a_row_that_holds_something_says_what_goes_and_asks(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("down", "ctrl+d")
        assert "Remove Look up crew in notebook?" in app.text
        assert "This also removes 2 filled cells and 1 pain." in app.text
        await app.press("escape")
        assert len(app.workspace.elements()) == 4
        await app.press("shift+down", "ctrl+d")
        assert "Remove 2 elements?" in app.text
        assert "“Look up crew in notebook”, “Pass it on”." in app.text
        await app.press("enter")
        assert [each.id for each in app.workspace.elements()] == ["ask", "fit"]
        await app.press("ctrl+end", "ctrl+d")
        assert [each.id for each in app.workspace.elements()] == ["ask"]
        assert "Remove Fit the meter; Ctrl+Z brings it back." in app.screen.query_one(StatusBar).left
        await app.press("ctrl+z", "ctrl+z")
        assert len(app.workspace.elements()) == 4


@pytest.mark.parametrize("key", ["delete", "backspace"])
async def test_clearing_one_cell_says_so(tmp_path: Path, key: str) -> None:
    async with opened(tmp_path) as app:
        await app.press(key)
        left = app.screen.query_one(StatusBar).left
        assert left == "Ask for a meter: Customer Service = undecided; Ctrl+Z takes it back."
