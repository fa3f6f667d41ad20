"""A choice of words is changed by arrows, first letters and a list, and always shows what it holds."""

from __future__ import annotations

from textual.app import App, ComposeResult

from raci_tui.tui.screens.choice import Choice, ChoiceList
from tests.tui.dialog_stage import WORST

OPTIONS = (("How bad?", 0), ("1 barely", 1), ("2 a little", 2), (WORST, 3))


class Stage(App[None]):
    """One choice between two others."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield Choice(OPTIONS, 1, id="one")
        yield Choice(OPTIONS, 0, id="two")

    def on_choice_changed(self, event: Choice.Changed) -> None:
        self.heard.append(event.choice.value)


async def test_arrows_letters_and_the_list_change_it() -> None:
    app = Stage()
    async with app.run_test() as pilot:
        one = app.query_one("#one", Choice)
        one.focus()
        await pilot.press("down")
        assert one.selection == 2
        await pilot.press("1")
        assert one.selection == 1
        await pilot.press("enter", "down", "down", "enter")
        await pilot.pause()
        assert one.selection == 3
        assert WORST in one.render().plain
        assert app.focused is one
        assert not app.query(ChoiceList)
        await pilot.press("space", "up", "escape")
        assert one.selection == 3
        assert app.focused is one
        await pilot.press("down")
        assert app.heard == [2, 1, 3]


async def test_the_list_closes_where_something_else_takes_the_keyboard() -> None:
    app = Stage()
    async with app.run_test() as pilot:
        await pilot.click("#one")
        await pilot.pause()
        assert app.query(ChoiceList)
        app.query_one("#two").focus()
        await pilot.pause()
        await pilot.pause()
        assert not app.query(ChoiceList)
