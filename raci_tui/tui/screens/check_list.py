"""A list to tick, narrowed by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Button, OptionList

from raci_tui.core.text import fold
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import FilteredList, two_parts
from raci_tui.tui.screens.fields import Line

TICKED, UNTICKED = "[x] ", "[ ] "


class Tickable(NamedTuple):
    """One line of the list: its id, what it is called, what more there is to say, and whether it is ticked."""

    id: str
    label: str
    detail: str
    ticked: bool


class Narrowing(Line):
    """A field that leaves the space bar to the list."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is text; a space ticks, and one word is enough to narrow a list."""
        return key != "space" and super().check_consume_key(key, character)


class CheckList(Dialog[tuple[str, ...]]):
    """Tick any of a list; dismissed with the ids that are ticked, in the order of the list."""

    YES = "Show"
    KEYS = "Space ticks · Ctrl+A all or none · Enter shows them · Esc cancels"
    BINDINGS = [
        # With priority, since the box that narrows the list would take them as text.
        Binding("space", "tick", "Tick", show=False, priority=True),
        Binding("ctrl+a", "tick_all", "All or none", show=False, priority=True),
    ]

    def __init__(self, title: str, options: Sequence[Tickable]) -> None:
        super().__init__(title)
        self._options = options
        self._ticked = {option.id for option in options if option.ticked}

    def fields(self) -> ComposeResult:
        yield FilteredList(self._rows(), placeholder="Type to narrow the list", line=Narrowing(id="filter"))

    def buttons(self) -> ComposeResult:
        """One more than usual, for the mouse."""
        yield Button(Content("All or none"), id="all", compact=True)
        yield from super().buttons()

    def answer(self) -> tuple[str, ...]:
        """Ids of what is ticked."""
        return tuple(option.id for option in self._options if option.id in self._ticked)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Space on a button presses it."""
        return action != "tick" or isinstance(self.focused, Line)

    def action_tick(self) -> None:
        """Tick the highlighted line, or untick it."""
        highlighted = self.query_one(FilteredList).highlighted
        if highlighted is not None:
            self._ticked ^= {self._options[int(highlighted[1:])].id}
            self._show()

    def action_tick_all(self) -> None:
        """Tick all the narrowed list shows, or none of it where all is ticked."""
        shown = {self._options[int(each[1:])].id for each in self.query_one(FilteredList).shown}
        self._ticked = self._ticked - shown if shown <= self._ticked else self._ticked | shown
        self._show()

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_tick()

    @on(Button.Pressed, "#all")
    def _all_pressed(self) -> None:
        self.action_tick_all()
        # Enter confirms next, and does not press this again.
        self.query_one(Line).focus()

    def _show(self) -> None:
        self.query_one(FilteredList).set_options(self._rows())

    def _rows(self) -> list[tuple[str, Content, str]]:
        return [
            (
                f"o{place}",
                two_parts(
                    option.label, option.detail, mark=TICKED if option.id in self._ticked else UNTICKED
                ),
                fold(f"{option.label} {option.detail}"),
            )
            for place, option in enumerate(self._options)
        ]
