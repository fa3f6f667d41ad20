"""A pasted list of names becomes elements after one question; letters are pasted as ever."""

from __future__ import annotations

from pathlib import Path

from textual import events

from raci_tui.core.text import NAME_LIMIT
from raci_tui.tui.screens.add_several import AddSeveral
from raci_tui.tui.screens.dialogs import Confirm
from raci_tui.tui.screens.element_form import ElementForm
from raci_tui.tui.screens.fields import Tick
from raci_tui.tui.screens.matrix import MatrixScreen
from tests.matrix_app import Opened, opened, until
from tests.tui.dialog_stage import SMALL, WORST, labels, showing, workspace


async def paste(app: Opened, text: str) -> None:
    target = app.app.focused or app.app.screen
    target.post_message(events.Paste(text))
    for _ in range(3):
        await app.pilot.pause()


def names(app: Opened) -> list[str]:
    return [each.name for each in app.workspace.elements()]


async def test_pasted_names_become_elements_below_the_cursor_and_undo_takes_them_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        before = names(app)
        await paste(app, "Send a card\r\nPASS it on\r\nAsk for a meter\r\n")
        assert isinstance(app.app.screen, AddSeveral)
        assert "Add 2 elements below “Ask for a meter”?" in app.text
        assert app.text.count("there already") == 2
        await app.press("escape")
        await paste(app, "Send a card\r\nPASS it on\r\nAsk for a meter\r\n")
        app.app.screen.query_one(Tick).value = False
        await app.pilot.pause()
        await app.press("enter")
        await app.pilot.pause()
        assert names(app) == [before[0], "Send a card", "PASS it on", "Ask for a meter", *before[1:]]
        assert app.workspace.state.tables["elements"][app.screen.grid.element].name == "Send a card"
        await app.press("ctrl+z")
        assert names(app) == before


async def test_letters_are_pasted_and_a_table_is_offered_to_the_import(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await paste(app, "C\nI\n")
        assert (app.current("ask", "cs"), app.current("notebook", "cs")) == ("C", "I")
        await paste(app, "Step\tCustomer Service\tOperations\nBill it\tA\tR\nPay it\tR\tA\n")
        assert isinstance(app.app.screen, Confirm)
        await app.press("escape")
        assert "Bill it" not in names(app)
        await paste(app, "Step\tCustomer Service\tOperations\nBill it\tA\tR\nPay it\tR\tA\n")
        await app.press("enter")
        await until(app, lambda: "New: 2 elements" in app.text)
        await app.press("enter")
        await app.pilot.pause()
        assert {"Bill it", "Pay it"} <= set(names(app))


async def test_a_list_pasted_into_the_name_of_a_new_element(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("plus")
        await paste(app, "One thing\nAnother thing\n")
        assert isinstance(app.app.screen, AddSeveral)
        await app.press("enter")
        await app.pilot.pause()
        assert isinstance(app.app.screen, MatrixScreen)
        assert names(app)[1:3] == ["One thing", "Another thing"]
        await app.press("ctrl+o")
        await paste(app, "One thing\nAnother thing\n")
        assert isinstance(app.app.screen, ElementForm)
        assert "2 lines were pasted" in app.text


async def test_what_is_there_already_can_be_left_out_and_what_is_too_long_is() -> None:
    made = workspace(elements=("Visit",), parties=())
    listed = ["visit", "x" * (NAME_LIMIT + 1), WORST, "Install"]
    async with showing(AddSeveral(made, listed, after="e0"), SMALL) as (app, pilot):
        assert "Add 2 elements" in app.text
        assert "too long: left out" in app.text
        assert WORST in app.text
        app.screen.query_one(Tick).value = False
        await pilot.pause()
        assert "Add 3" in app.text
        app.screen.query_one(Tick).value = True
        await pilot.pause()
        await pilot.press("ctrl+s")
        assert [each.name for each in made.elements()] == ["Visit", WORST, "Install"]
    assert labels(made) == ["Add 2 elements"]


async def test_a_long_list_is_shown_in_part_and_added_whole() -> None:
    made = workspace(elements=(), parties=())
    async with showing(AddSeveral(made, [f"Step {n}" for n in range(1000)]), SMALL) as (app, pilot):
        assert "Add 1,000" in app.text
        await pilot.press("pagedown", "enter")
        assert len(app.answers[0]) == 1000
    assert len(made.elements()) == 1000
    assert len(made.pending) == 1
