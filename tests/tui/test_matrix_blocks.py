"""Many cells at once, by keyboard and by mouse: selected, previewed, made as one step, and found again by undo."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from textual import events

from raci_tui.core.editing import Place
from raci_tui.core.records import Cell, Element, Party, PartyKind
from raci_tui.core.state import State
from raci_tui.tui.screens.block_preview import BlockPreview, RefusedList
from raci_tui.tui.screens.dialogs import Choose
from raci_tui.tui.screens.import_dialog import ImportScreen
from raci_tui.tui.screens.note_dialog import NoteDialog
from raci_tui.tui.widgets.bars import StatusBar
from tests.matrix_app import ELEMENTS, PARTIES, Opened, small_state, until
from tests.matrix_app import opened as opened_at


def opened(
    folder: Path, state: State | None = None, size: tuple[int, int] = (90, 24)
) -> AbstractAsyncContextManager[Opened]:
    """The app in a window no larger than needed."""
    return opened_at(folder, state, size)


def block(elements: Sequence[str], parties: Sequence[str]) -> set[Place]:
    return {Place(element, party) for element in elements for party in parties}


def selected(app: Opened) -> set[Place]:
    return set(app.screen.grid.places())


def letters(app: Opened, elements: Sequence[str], parties: Sequence[str]) -> list[str]:
    return [app.current(element, party) for element in elements for party in parties]


def said(app: Opened) -> str:
    return app.screen.query_one(StatusBar).left


def told(app: Opened) -> str:
    """What toasts have said so far."""
    return " ".join(note.message for note in app.app._notifications).lower()


def large_state(elements: int = 60, parties: int = 30) -> State:
    """The small workspace with more rows and columns than fit, all of it undecided but a column."""
    state = small_state()
    for number in range(elements):
        key = f"e{number}"
        state.put(
            Element(id=key, name=f"Step {number}", journey="j", stage="plan", order=f"zz{number:03d}"),
            "elements",
        )
        state.put(Cell(element=key, party="cs", current="R"), "cells")
    for number in range(parties):
        kind: PartyKind = "department" if number < parties // 2 else "partner"
        state.put(
            Party(id=f"p{number}", name=f"Party {number}", kind=kind, order=f"z{number:03d}"), "parties"
        )
    return state


def offset(app: Opened, line: int, column: int) -> tuple[int, int]:
    """Where the cell of a layout's line and column is on the screen."""
    grid = app.screen.grid
    matrix = grid.matrix
    return (
        matrix.left_width + matrix.starts[column] - grid.scroll_offset.x + 1,
        matrix.header_height + line - grid.scroll_offset.y,
    )


async def paste(app: Opened, text: str) -> None:
    """Let the terminal paste a text."""
    app.app.post_message(events.Paste(text))
    await app.pilot.pause()
    await app.pilot.pause()


# Moving and selecting by keyboard


async def test_ctrl_and_arrows_go_along_what_is_filled(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid = app.screen.grid
        stops = []
        for key in ("ctrl+down", "ctrl+down", "ctrl+up", "ctrl+right", "ctrl+left", "ctrl+up"):
            await app.press(key)
            stops.append((grid.element, grid.party))
        assert stops == [
            ("pass", "cs"), ("fit", "cs"), ("pass", "cs"), ("pass", "ops"), ("pass", "cs"), ("ask", "cs"),
        ]  # fmt: skip
        await app.press("2", "ctrl+end", "ctrl+right", "ctrl+up")
        assert (grid.element, grid.party) == ("notebook", "crew")


KEYS: Final = (
    (("ctrl+shift+down",), ("ask", "notebook", "pass"), ("cs",)),
    (("ctrl+shift+right",), ("ask",), PARTIES),
    (("shift+end",), ("ask",), PARTIES),
    (("end", "shift+home"), ("ask",), PARTIES),
    (("ctrl+shift+end",), ELEMENTS, ("cs",)),
    (("ctrl+end", "ctrl+shift+home"), ELEMENTS, ("cs",)),
    (("shift+pagedown",), ELEMENTS, ("cs",)),
    (("ctrl+end", "shift+pageup"), ELEMENTS, ("cs",)),
    (("ctrl+space",), ELEMENTS, ("cs",)),
    (("ctrl+@", "shift+right"), ELEMENTS, ("cs", "ops")),
    (("vertical_line",), ELEMENTS, ("cs",)),
    (("underscore",), ("ask",), PARTIES),
    (("shift+down", "shift+space"), ("ask", "notebook"), PARTIES),
    (("ctrl+a",), ELEMENTS, PARTIES),
    (("ctrl+space", "down"), ("notebook",), ("cs",)),
    (("underscore", "escape"), ("ask",), ("cs",)),
)


async def test_keys_select_what_they_say(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        for keys, elements, parties in KEYS:
            app.screen.grid.drop_selection()
            app.screen.grid.go_to("ask", "cs")
            await app.press(*keys)
            assert selected(app) == block(elements, parties), keys
        await app.screen.run_action("select_kind")
        assert selected(app) == block(ELEMENTS, ("cs", "ops"))


async def test_blocks_rows_and_columns_are_gathered_by_marks(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press(
            "shift+down", "space", "ctrl+end", "end", "ctrl+space", "space", "underscore", "space"
        )
        expected = block(("ask", "notebook"), ("cs",)) | block(ELEMENTS, ("crew",)) | block(("fit",), PARTIES)
        assert selected(app) == expected
        assert f"{len(expected)} cells selected" in said(app)
        await app.press("i")
        assert {
            Place(c.element, c.party) for c in app.workspace.state.cells() if "I" in c.current
        } == expected


async def test_a_whole_column_of_a_large_matrix_is_selected_without_moving_away(tmp_path: Path) -> None:
    async with opened(tmp_path, large_state(60, 3)) as app:
        await app.press("down", "down", "ctrl+space")
        grid = app.screen.grid
        assert grid.scroll_offset.y == 0
        assert grid.element == "pass"
        assert len(grid.places()) == 64
        assert "64 cells selected" in said(app)
        assert sum("▏" in line for line in app.lines) > 10


async def test_a_block_stays_while_another_layer_is_looked_at(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+down", "shift+right", "2")
        assert selected(app) == block(("ask", "notebook"), ("cs", "ops"))
        await app.press("slash", *"fit", "enter")
        assert selected(app) == block(("fit",), ("ops",))


# The mouse


async def test_the_margin_selects_rows_and_headings_select_columns_and_kinds(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid, header = app.screen.grid, app.screen.grid.matrix.header_height
        await app.pilot.click(grid, offset=(1, header + 2))
        assert selected(app) == block(("notebook",), PARTIES)
        x, _ = offset(app, 1, 1)
        await app.pilot.click(grid, offset=(x, 1))
        assert selected(app) == block(ELEMENTS, ("ops",))
        await app.pilot.click(grid, offset=(x, 0))
        assert selected(app) == block(ELEMENTS, ("cs", "ops"))
        await app.pilot.click(grid, offset=(5, 1))
        assert selected(app) == block(ELEMENTS, PARTIES)
        await app.pilot.click(grid, offset=offset(app, 1, 2))
        assert selected(app) == {Place("ask", "crew")}
        await app.pilot.double_click(grid, offset=(1, header + 1))
        await app.pilot.double_click(grid, offset=(x, 1))
        assert app.app.screen is app.screen


DRAGS: Final = (
    (("cell", 1, 0), ("cell", 4, 1), ("ask", "notebook", "pass"), ("cs", "ops")),
    (("column", 0, 1), ("column", 0, 2), ELEMENTS, ("ops", "crew")),
    (("row", 2, 0), ("row", 4, 0), ("notebook", "pass"), PARTIES),
    (("kind", 0, 0), ("kind", 0, 2), ELEMENTS, PARTIES),
    (("cell", 2, 1), ("column", 0, 0), ("ask", "notebook"), ("cs", "ops")),
)


async def test_dragging_selects_what_lies_between(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid = app.screen.grid

        def spot(kind: str, line: int, column: int) -> tuple[int, int]:
            x, y = offset(app, line, column)
            return {"cell": (x, y), "column": (x, 1), "row": (1, y), "kind": (x, 0)}[kind]

        # Some terminals tell of the release alone, without the moves before it.
        for moves, (press, release, elements, parties) in product((True, False), DRAGS):
            await app.pilot.mouse_down(grid, offset=spot(*press))
            if moves:
                await app.pilot.hover(grid, offset=spot(*release))
            await app.pilot.mouse_up(grid, offset=spot(*release))
            assert selected(app) == block(elements, parties), press
            await app.pilot.hover(grid, offset=(1, 1))
            assert selected(app) == block(elements, parties), press


async def test_shift_and_click_extends_and_ctrl_and_click_marks(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid = app.screen.grid
        await app.pilot.click(grid, offset=offset(app, 1, 0))
        await app.pilot.click(grid, offset=offset(app, 2, 1), shift=True)
        assert selected(app) == block(("ask", "notebook"), ("cs", "ops"))
        await app.pilot.click(grid, offset=offset(app, 5, 2), control=True)
        assert selected(app) == block(("ask", "notebook"), ("cs", "ops")) | {Place("fit", "crew")}
        await app.pilot.click(grid, offset=offset(app, 5, 2), control=True)
        assert selected(app) == block(("ask", "notebook"), ("cs", "ops"))
        await app.press("escape")
        x, _ = offset(app, 1, 0)
        await app.pilot.click(grid, offset=(x, 1), control=True)
        await app.pilot.click(grid, offset=(offset(app, 1, 2)[0], 1), control=True)
        assert selected(app) == block(ELEMENTS, ("cs", "crew"))


async def test_dragging_beyond_the_edge_scrolls_until_the_mouse_comes_back(tmp_path: Path) -> None:
    async with opened(tmp_path, large_state(40, 20), size=(80, 20)) as app:
        grid = app.screen.grid
        await app.pilot.mouse_down(grid, offset=offset(app, 5, 1))
        await app.pilot.hover("StatusBar", offset=(60, 0))
        await until(app, lambda: grid.element == "e39")
        assert grid.scroll_offset.y > 10
        await app.pilot.hover(grid, offset=(grid.size.width - 1, 12))
        await until(app, lambda: grid.party == "p19")
        await app.pilot.hover(grid, offset=(60, 10))
        await app.pilot.mouse_up(grid, offset=(60, 10))
        first, last = grid.matrix.lines[5].element, grid.element
        assert first in {place.element for place in grid.places()}
        assert last in {place.element for place in grid.places()}
        before = len(grid.places())
        await app.pilot.hover("StatusBar", offset=(60, 0))
        await app.pilot.pause(0.2)
        assert len(grid.places()) == before


# Edits


async def test_a_large_edit_is_shown_before_it_is_made_and_undone_in_one_step(tmp_path: Path) -> None:
    async with opened(tmp_path, large_state(20, 0)) as app:
        await app.press("ctrl+space", "a")
        assert isinstance(app.app.screen, BlockPreview)
        assert "Set A for 22 cells" in app.text
        assert "The other 2 of 24 stay as they are" in app.text
        assert "R → A/R" in app.text
        assert "gives 22 elements an owner" in app.text
        assert "Customer Service on" in app.text
        await app.press("escape")
        assert app.app.screen_stack[-1] is app.screen
        assert not app.workspace.can_undo
        await app.press("a", "enter")
        assert app.current("e3", "cs") == "AR"
        assert "Set A for 22 cells" in said(app)
        assert len(app.screen.grid.places()) == 24
        await app.press("down", "ctrl+z")
        assert app.current("e3", "cs") == "R"
        assert len(app.screen.grid.places()) == 24
        assert "Taken back: Set A for 22 cells" in said(app)


async def test_twenty_cells_are_changed_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path, large_state(16, 0)) as app:
        await app.press("ctrl+space", "c")
        assert app.app.screen is app.screen
        assert app.current("e15", "cs") == "RC"


async def test_a_preview_that_others_have_overtaken_is_shown_again(tmp_path: Path) -> None:
    async with opened(tmp_path, large_state(20, 0)) as app:
        await app.press("ctrl+space", "a")
        with app.workspace.edit("meanwhile") as edit:
            edit.set("e3", "cs", "current", "C")
        await app.press("enter")
        assert isinstance(app.app.screen, BlockPreview)
        assert "meanwhile been changed" in app.text
        assert "C → A/C" in app.text
        await app.press("ctrl+s")
        assert app.current("e3", "cs") == "AC"


async def test_a_large_edit_of_a_read_only_workspace_is_refused_before_it_is_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, large_state(20, 0)) as app:
        app.workspace.read_only_reason = "the file is write-protected"
        await app.press("ctrl+space", "a")
        assert app.app.screen is app.screen
        assert "cannot be changed" in told(app)


async def test_a_preview_that_others_have_made_needless_closes_without_a_commit(tmp_path: Path) -> None:
    async with opened(tmp_path, large_state(20, 0)) as app:
        await app.press("ctrl+space", "minus")
        with app.workspace.edit("meanwhile") as edit:
            for element in app.screen.arrangement.elements:
                edit.set(element, "cs", "current", "-")
        await app.press("enter")
        assert "meanwhile been changed" in app.text
        await app.press("ctrl+s")
        assert app.app.screen is app.screen
        assert app.workspace.can_undo == "meanwhile"


async def test_what_changes_nothing_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        for keys in (("right", "delete"), ("escape", "equals_sign"), ("2", "backspace")):
            app.screen.say("")
            await app.press(*keys)
            assert "Nothing changed" in said(app), keys
        assert not app.workspace.can_undo


async def test_after_a_block_edit_the_selection_stays_and_the_status_says_what_was_done(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+down", "shift+down", "shift+right", "delete")
        assert "Clear 3 cells in 2 rows" in said(app)
        assert selected(app) == block(("ask", "notebook", "pass"), ("cs", "ops"))
        await app.press("c")
        assert "Set C for 6 cells" in said(app)
        assert letters(app, ("ask", "notebook", "pass"), ("cs", "ops")) == ["C"] * 6


async def test_hand_over_takes_several_rows(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("right", "shift+down", "shift+down", "exclamation_mark")
        assert letters(app, ("ask", "notebook", "pass"), ("cs", "ops")) == ["", "A", "", "A", "", "A"]
        assert "Hand over 3 elements to Operations" in said(app)
        await app.press("shift+left", "exclamation_mark")
        assert "only one party" in told(app)


async def test_the_palette_plans_what_is(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+a")
        await app.screen.run_action("plan_as_is")
        assert app.target("ask", "cs") == "A"
        assert app.target("notebook", "crew") == "R"
        assert app.target("notebook", "ops") is None


# Copy and paste


async def test_copy_paste_selects_the_block_and_undo_brings_cursor_and_selection_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+down", "shift+down", "shift+right", "ctrl+c")
        assert app.app.clipboard == "A\t\n\t\nA\tA"
        assert "Copied 6 cells" in said(app)
        await app.press("escape", "home", "ctrl+home", "down", "right", "ctrl+v")
        grid = app.screen.grid
        pasted = block(("notebook", "pass", "fit"), ("ops", "crew"))
        assert letters(app, ("notebook", "pass", "fit"), ("ops", "crew")) == ["A", "", "", "", "A", "A"]
        assert selected(app) == pasted
        assert (grid.element, grid.party) == ("notebook", "ops")
        assert "Paste 5 cells in 3 rows" in said(app)
        await app.press("ctrl+end", "ctrl+z")
        assert letters(app, ("notebook", "pass", "fit"), ("ops", "crew")) == ["", "R", "A", "", "", ""]
        assert selected(app) == pasted
        assert (grid.element, grid.party) == ("notebook", "ops")
        await app.press("escape", "ctrl+y")
        assert selected(app) == pasted
        assert "Made again: Paste 5 cells" in said(app)


async def test_cut_copies_and_clears(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+down", "shift+down", "ctrl+x")
        assert letters(app, ELEMENTS, ("cs",)) == ["", "", "", ""]
        assert "Cut 2 cells" in said(app)
        await app.press("right", "ctrl+home", "ctrl+v")
        assert app.app.clipboard == "A\n\nA"


async def test_a_copy_with_headings_finds_its_place_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+down", "shift+right")
        await app.screen.run_action("copy_with_headings")
        assert app.app.clipboard.splitlines() == [
            "Element\tCustomer Service\tOperations",
            "Ask for a meter\tA\t",
            "Look up crew in notebook\t\t",
        ]
        await app.press("escape", "ctrl+end", "end")
        await paste(app, app.app.clipboard.replace("\tA\t", "\tC\tI").replace("\n", "\r"))
        assert letters(app, ("ask",), ("cs", "ops")) == ["C", "I"]
        assert letters(app, ("fit",), PARTIES) == ["", "", ""]


async def test_one_pasted_cell_fills_the_selection(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+space")
        await paste(app, "I\r")
        assert letters(app, ELEMENTS, ("cs",)) == ["I"] * 4
        await app.press("escape", "ctrl+home", "space", "ctrl+end", "end", "space")
        await paste(app, "C")
        assert (app.current("ask", "cs"), app.current("fit", "crew")) == ("C", "C")
        await app.press("ctrl+home", "home", "right", "shift+down")
        await paste(app, "A")
        assert letters(app, ("ask", "notebook"), ("ops",)) == ["A", "A"]
        assert (app.current("ask", "cs"), app.current("fit", "crew")) == ("A", "A")


async def test_marks_that_a_filter_hides_do_not_stand_in_the_way(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+end", "space", "slash", *"notebook", "enter", "end", "home")
        await paste(app, "C\tI")
        assert letters(app, ("notebook",), ("cs", "ops")) == ["C", "I"]
        assert app.current("fit", "cs") == ""


async def test_filtered_rows_are_not_pasted_into(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("slash", *"meter", "enter", "ctrl+home")
        await paste(app, "I\rI")
        assert letters(app, ELEMENTS, ("cs",)) == ["I", "", "A", "I"]


async def test_many_refused_texts_are_listed_with_their_addresses(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(100, 30)) as app:
        await paste(app, "C\tx\ty\rz\tQ\t[R]x\r")
        assert isinstance(app.app.screen, RefusedList)
        assert "5 texts were not pasted" in app.text
        assert "1 cell was set" in app.text
        assert "Ask for a meter × Operations: 'x' is not in RACI" in app.text
        assert "Look up crew in notebook × Fitting Crew: '[R]x' is not in RACI" in app.text
        await app.press("down", "enter")
        assert app.app.screen_stack[-1] is app.screen
        assert app.current("ask", "cs") == "C"


async def test_a_large_paste_says_before_what_is_left_out(tmp_path: Path) -> None:
    async with opened(tmp_path, large_state(30, 0)) as app:
        await paste(app, "\r".join(["C"] * 30 + ["x"] * 10))
        assert isinstance(app.app.screen, BlockPreview)
        assert "Paste 30 cells in 30 rows" in app.text
        assert "no letters: 4 cells" in app.text
        assert "6 cells." in app.text
        await app.press("enter")
        await until(app, lambda: isinstance(app.app.screen, RefusedList))
        await app.press("escape")
        assert app.current("e1", "cs") == "C"


async def test_a_paste_without_any_letters_changes_nothing_and_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        for count, text in enumerate(("Send\tRing\tClose\tOpen", "Ann\tBob\rCem\tDana"), 1):
            await paste(app, text)
            assert told(app).count("nothing was pasted: no letters of raci") == count
        await paste(app, "\r\r")
        assert "Nothing pasted" in said(app)
        assert app.app.screen is app.screen
        assert not app.workspace.can_undo


async def test_a_file_dropped_on_the_matrix_opens_the_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file beside us that is called like a letter is no drop: terminals write the whole path.
    (tmp_path / "C").write_text("", "utf-8")
    monkeypatch.chdir(tmp_path)
    table = tmp_path / "my roles.csv"
    table.write_text("Activity,Legal\nAsk for a meter,A\n", "utf-8")
    async with opened(tmp_path) as app:
        await paste(app, f"'{table}'")
        await until(app, lambda: isinstance(app.app.screen, ImportScreen))
        await app.press("escape")
        await paste(app, str(tmp_path / "nothing.csv"))
        assert app.app.screen is app.screen
        await paste(app, "C")
        assert app.current("ask", "cs") == "C"


async def test_what_the_difference_shows_is_copied(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("3", "ctrl+a", "ctrl+c")
        assert app.app.clipboard.splitlines()[1] == "\t+AR\tR›C"
        before = app.workspace.state.copy()
        await paste(app, app.app.clipboard.replace("\n", "\r"))
        assert app.workspace.state == before


# Fill, notes, owners


async def test_fill_down_and_right(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+down", "shift+down", "shift+right", "quotation_mark")
        assert letters(app, ELEMENTS, ("cs", "ops")) == ["A", "", "A", "", "A", "", "", ""]
        await app.press("ctrl+r")
        assert letters(app, ELEMENTS, ("cs", "ops")) == ["A", "A", "A", "A", "A", "A", "", ""]
        assert "Fill right 3 cells in 3 rows" in said(app)
        await app.press("ctrl+end", "quotation_mark")
        assert app.current("fit", "ops") == "A" or app.current("fit", "cs") == "A"


async def test_a_single_cell_is_filled_from_its_neighbour(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("right", "ctrl+r", "down", "quotation_mark")
        assert (app.current("ask", "ops"), app.current("notebook", "ops")) == ("A", "A")
        await app.press(
            "ctrl+home", "quotation_mark", "home", "ctrl+r", "space", "ctrl+end", "space", "quotation_mark"
        )
        messages = told(app)
        assert "no element above" in messages
        assert "no party at the left" in messages
        assert "scattered marks" in messages


async def test_one_note_for_all_selected_cells(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await app.press("shift+right", "asterisk")
        await until(app, lambda: isinstance(app.app.screen, NoteDialog))
        await app.press(*"Bo", "ctrl+s")
        assert app.workspace.cell("ask", "cs").note == app.workspace.cell("ask", "ops").note == "Bo"
        assert "Note on 2 cells" in said(app)
        await app.press("shift+right", "asterisk")
        await until(app, lambda: isinstance(app.app.screen, NoteDialog))
        assert "2 of the cells have notes" in app.text
        await app.press(*"now", "ctrl+s")
        assert app.workspace.cell("ask", "cs").note == "Bo\nnow"
        assert app.workspace.cell("ask", "crew").note == "now"
        await app.press("escape", "asterisk")
        await until(app, lambda: isinstance(app.app.screen, NoteDialog))
        assert "now" in app.text
        await app.press("delete", "delete", "delete", "ctrl+s")
        assert app.workspace.cell("ask", "crew").note == ""


async def test_one_owner_for_all_that_would_have_none(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ampersand")
        await until(app, lambda: isinstance(app.app.screen, Choose))
        await app.press(*"crew", "enter")
        await until(app, lambda: isinstance(app.app.screen, BlockPreview))
        assert "Plan A of Fitting Crew for 1 element without an owner" in app.text
        await app.press("enter")
        await until(app, lambda: app.target("fit", "crew") == "A")
        assert app.current("fit", "crew") == ""
        await app.press("ampersand")
        await until(app, lambda: "has an owner in the target" in said(app))
        await app.press("ctrl+z")
        assert app.target("fit", "crew") is None


async def test_an_empty_workspace_answers_every_block_command_with_words(tmp_path: Path) -> None:
    from raci_tui.core.workspace import new_state

    keys = ("ctrl+down", "ctrl+shift+right", "shift+end", "ctrl+space", "underscore", "space", "quotation_mark",
            "ctrl+r", "asterisk", "ampersand", "ctrl+c", "ctrl+x", "ctrl+v", "a", "delete",
            "exclamation_mark")  # fmt: skip
    async with opened(tmp_path, new_state("Empty")) as app:
        for key in keys:
            await app.press(key)
        await paste(app, "A\tR")
        for action in ("select_kind", "copy_with_headings", "plan_as_is"):
            await app.screen.run_action(action)
        assert app.app.screen is app.screen
        assert not app.workspace.can_undo
        await app.pilot.click(app.screen.grid, offset=(50, 0))
        await app.pilot.click(app.screen.grid, offset=(1, 5))


async def test_a_single_cell_pasted_filled_or_cleared_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+c", "down")
        for key, told_ in (("ctrl+v", "Customer Service = A"), ("delete", "Customer Service = undecided"),
                           ("quotation_mark", "Customer Service = A")):  # fmt: skip
            await app.press(key)
            assert said(app) == f"Look up crew in notebook: {told_}; Ctrl+Z takes it back.", key
        await app.press("2", "right")
        await paste(app, "C")
        assert said(app).startswith("Look up crew in notebook: Operations = C in the target;")


async def test_a_row_pasted_with_its_name_goes_to_that_row_or_nowhere(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await paste(app, "Fit the meter\tA\tR")
        assert letters(app, ["ask", "fit"], PARTIES) == ["A", "", "R", "A", "R", ""]
        assert said(app) == "Paste 2 cells; Ctrl+Z takes it back."
        await paste(app, "Call\tC\tI")
        assert letters(app, ["ask", "fit"], PARTIES) == ["A", "", "R", "A", "R", ""]
        assert "nothing was pasted: “call” is no element shown here" in told(app)
