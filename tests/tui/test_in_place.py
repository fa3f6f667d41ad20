"""Editing in place: field by field, row by row, said while typing; nothing typed is lost or written unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from raci_tui.core.records import Element
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.in_place import Box, InPlace
from tests.matrix_app import Opened, opened


def box(app: Opened) -> InPlace:
    return app.screen.query_one(InPlace)


def value(app: Opened) -> str:
    return box(app).value


def element(app: Opened, key: str = "ask") -> Element:
    found: Element = app.workspace.state.tables["elements"][key]
    return found


async def edit(app: Opened, field: str) -> None:
    """Edit a field as the palette does."""
    await app.screen.run_action(f"edit_in_place('{field}')")
    await app.pilot.pause()


async def put(app: Opened, text: str) -> None:
    """Put a text into the box as a whole: a key press takes a test some 50 ms."""
    app.screen.query_one(Box).value = text
    await app.pilot.pause()


async def paste(app: Opened, text: str) -> None:
    assert app.app.focused is not None
    app.app.focused.post_message(events.Paste(text))
    await app.pilot.pause()
    await app.pilot.pause()


async def test_a_name_is_edited_over_its_row_and_escape_leaves_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2", *" now", "enter")
        assert element(app).name == "Ask for a meter now"
        assert "Ask for a meter now" in app.text
        assert app.app.focused is app.screen.grid
        await app.press("f2", *"zzz", "escape")
        assert element(app).name == "Ask for a meter now"
        assert app.app.focused is app.screen.grid
        assert not app.screen.query(InPlace)
        await app.press("ctrl+z")
        assert element(app).name == "Ask for a meter"


async def test_tab_walks_through_the_fields_saving_each_as_a_step(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2")
        seen = []
        for text in ("", "", "Careful", "4 pr Waits", "back", "Phone"):
            seen.append(box(app).slot.title)
            if text:
                await put(app, text)
            await app.press("tab")
        assert seen == ["Name", "Stage", "Note", "Pain", "Seen by", "Touchpoint"]
        assert box(app).slot.title == "Name"
        await app.press("shift+tab")
        assert (box(app).slot.title, value(app)) == ("Touchpoint", "Phone")
        await app.press("escape")
        assert (element(app).note, element(app).visibility) == ("Careful", "back")
        assert [(p.severity, p.source, p.text) for p in app.workspace.pains("ask")] == [
            (4, "process", "Waits")
        ]
        for _ in range(4):
            await app.press("ctrl+z")
        assert (element(app).note, element(app).visibility, app.workspace.pain("ask")) == ("", "front", 0)


async def test_down_and_up_save_and_go_on_with_the_same_field(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await edit(app, "touchpoint")
        for text in ("Phone", "Book", "Desk"):
            await put(app, text)
            await app.press("down")
        assert (box(app).slot.key, app.screen.grid.element) == ("fit", "fit")
        await app.press("down")
        assert box(app).slot.key == "fit"
        await app.press("up")
        assert value(app) == "Desk"
        assert [element(app, key).touchpoint for key in ("ask", "notebook", "pass", "fit")] == [
            "Phone", "Book", "Desk", "",
        ]  # fmt: skip


async def test_a_stage_that_moves_the_row_goes_on_with_the_row_that_stood_below(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await edit(app, "stage")
        await put(app, "Plan")
        await app.press("down")
        assert element(app).stage == "plan"
        assert (box(app).slot.key, value(app)) == ("notebook", "Request")


async def test_what_is_wrong_is_said_while_typing_and_enter_keeps_the_text(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2")
        await put(app, " ")
        assert "The name is empty" in app.text
        await app.press("enter")
        assert value(app) == " "
        assert "The name is empty" in app.text
        await app.press("tab")
        assert box(app).slot.field == "name"
        await put(app, "look up CREW in notebook")
        assert "another element of this name" in app.text
        await app.press("ctrl+z")
        assert value(app) == "Ask for a meter"
        await app.press("escape")
        assert not app.workspace.pending
        await edit(app, "pain")
        await app.press("7")
        assert "Pain is 0 (none) to 5 (worst)" in app.text


async def test_stages_complete_with_tab_and_new_ones_are_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2", "tab", *"pl")
        assert "New stage: “pl”; Tab takes “Plan”." in app.text
        await app.press("tab")
        assert (value(app), box(app).slot.field) == ("Plan", "stage")
        assert "New stage" not in app.text
        await app.press("enter")
        assert element(app).stage == "plan"


async def test_double_clicks_edit_what_they_hit(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        top = app.screen.grid.matrix.header_height
        for offset, title, text in (
            ((6, top + 2), "Name", "Look up crew in notebook"),
            ((app.screen.grid.matrix.left_width - 4, top + 2), "Pain", "5 process: One book for all"),
            ((6, top), "Stage", "Request"),
        ):
            await app.pilot.click("MatrixGrid", offset=offset, times=2)
            await app.pilot.pause()
            assert (box(app).slot.title, value(app)) == (title, text)
            await app.press("escape")
        await app.pilot.click("MatrixGrid", offset=(6, top), times=2)
        await app.pilot.pause()
        await put(app, "Application")
        await app.press("enter")
        assert "▾ Application" in app.text
        assert len(app.workspace.stages()) == 2
        await app.press("ctrl+z")
        assert "▾ Request" in app.text


async def test_leaving_the_box_with_the_mouse_saves_what_fits_and_keeps_what_does_not(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        top = app.screen.grid.matrix.header_height
        await app.press("f2")
        await put(app, "Asked")
        await app.pilot.click("MatrixGrid", offset=(app.screen.grid.matrix.left_width + 2, top + 4))
        await app.pilot.pause()
        assert element(app).name == "Asked"
        assert not app.screen.query(InPlace)
        assert app.app.focused is app.screen.grid
        await app.press("ctrl+home", "f2")
        await put(app, " ")
        await app.pilot.click("MatrixGrid", offset=(app.screen.grid.matrix.left_width + 2, top + 4))
        await app.pilot.pause()
        assert value(app) == " "
        assert isinstance(app.app.focused, Box)


async def test_another_window_in_front_keeps_the_box_open(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2", *"x")
        app.app.post_message(events.AppBlur())
        await app.pilot.pause()
        app.app.post_message(events.AppFocus())
        await app.pilot.pause()
        assert value(app) == "Ask for a meterx"
        assert not app.workspace.pending


async def test_several_lines_become_one_and_a_notes_lines_stay(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2")
        await put(app, "")
        await paste(app, "one\r\ntwo\n\n three\x1b[2J\n")
        assert value(app) == "one two three␛[2J"
        assert "3 lines were joined into one" in app.text
        await app.press("tab", "tab")
        await paste(app, "one\n\ntwo")
        assert value(app) == "one⏎⏎two"
        await app.press("enter")
        assert element(app).note == "one\n\ntwo"


async def test_long_and_wide_names_are_stored_whole_and_stay_in_one_line(tmp_path: Path) -> None:
    name = "名前🧑‍🔧" + "x" * 9_990
    async with opened(tmp_path, size=(80, 24)) as app:
        await app.press("f2")
        await put(app, name)
        assert box(app).region.right <= 80
        assert all(len(line) <= 80 for line in app.lines)
        await app.press("enter")
        assert element(app).name == name


async def test_the_box_stays_over_its_row_while_the_matrix_scrolls(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 12)) as app:
        await app.press("ctrl+end", "f2")
        before = box(app).region
        assert app.screen.grid.region.contains_region(before)
        await app.pilot.resize_terminal(100, 30)
        await app.pilot.pause()
        after = box(app).region
        row = next(line for line, text in enumerate(app.lines) if "Fit the meter" in text)
        assert row in range(after.y, after.bottom)


async def test_others_edits_of_the_field_are_told_and_what_was_typed_stays(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2")
        app.workspace.author = "bob"
        with app.workspace.edit("Bob's") as edit:
            edit.update("elements", "ask", name="Bob was here")
        await app.pilot.pause()
        assert value(app) == "Bob was here"
        await put(app, "Mine")
        with app.workspace.edit("Bob's again") as edit:
            edit.update("elements", "ask", name="Bob again")
        await app.pilot.pause()
        assert "Meanwhile bob has changed it to “Bob again”" in " ".join(app.text.split())
        assert value(app) == "Mine"
        await app.press("enter")
        assert element(app).name == "Mine"


async def test_a_removed_element_leaves_the_typed_text_in_the_box(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2", *"x")
        app.workspace.author = "bob"
        with app.workspace.edit("Bob's") as edit:
            edit.remove("elements", "ask")
        await app.pilot.pause()
        for _ in range(2):
            assert "Meanwhile bob has removed this" in " ".join(app.text.split())
            assert value(app) == "Ask for a meterx"
            await app.press("enter")
        await app.press("escape")
        assert app.app.focused is app.screen.grid


async def test_a_read_only_workspace_says_so_before_anything_is_typed(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        app.workspace.read_only_reason = "the file is write-protected"
        await app.press("f2")
        assert not app.screen.query(InPlace)
        assert any("write-protected" in note.message for note in app.app._notifications)
        app.workspace.read_only_reason = ""


async def test_it_says_what_was_done(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2", "x", "enter")
        assert app.screen.query_one(StatusBar).left.startswith("Rename element Ask for a meter to")
        assert "Ctrl+Z takes it back" in app.screen.query_one(StatusBar).left


@pytest.mark.parametrize("last", [False, True])
async def test_what_is_wrong_can_be_read_to_its_end_in_a_narrow_window(tmp_path: Path, last: bool) -> None:
    async with opened(tmp_path, size=(60, 12)) as app:
        await app.press("ctrl+end" if last else "ctrl+home")
        await edit(app, "pain")
        await put(app, "9")
        wrong = box(app)
        lines = app.lines[wrong.region.y : wrong.region.bottom]
        text = " ".join(" ".join(line[wrong.region.x : wrong.region.right].split()) for line in lines)
        assert "Pain is 0 (none) to 5 (worst): then perhaps a space and what hurts." in text
        assert wrong.region.height > 2
        assert wrong.region.bottom <= app.screen.grid.region.bottom
        assert "9" in lines[-1 if last else 0]
        await put(app, "4")
        assert box(app).region.height == 2
