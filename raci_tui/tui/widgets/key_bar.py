"""The line at the bottom: the few keys that one needs first, each of which can be clicked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.visual import VisualType
from textual.widget import Widget

from raci_tui.tui.commands import APP_COMMANDS, MATRIX_COMMANDS, Command
from raci_tui.tui.keys import shown_key
from raci_tui.tui.plain import plain

SET_LETTER: Final = Command(
    "set-letter", "", "Set", "Type a letter to set it in the cell, or to take it away; a click opens the cell.",
    "edit_cell", "Letters",
)  # fmt: skip
"""Letters are typed, not commanded: this is how the bar shows them."""
ALWAYS: Final = ("undo", "help", "palette", "quit")
"""Commands that are the last to be left out: the way back, where the rest is found, and the way out."""
AROUND: Final = 3
"""Blanks before a key, and before and behind its title."""


class Item(NamedTuple):
    """One command as the bar shows it, and where.

    Attributes:
        key: As people read it.
        start, end: Terminal cells from the left edge.
    """

    command: Command
    key: str
    start: int
    end: int


def place_items(commands: Sequence[tuple[Command, str]], width_cells: int) -> list[Item]:
    """Put commands with their keys beside each other; those that do not fit are left out whole, from the end.

    Args:
        commands: Commands, each with its key as people read it.
    """
    widths = [cell_len(key) + cell_len(command.title) + AROUND for command, key in commands]
    # The blank behind the last title may fall off.
    room = width_cells + 1
    chosen = set()
    for place in sorted(range(len(commands)), key=lambda place: (commands[place][0].id not in ALWAYS, place)):
        if widths[place] > room:
            break
        room -= widths[place]
        chosen.add(place)
    items, x = [], 0
    for place in sorted(chosen):
        items.append(Item(*commands[place], x, x + widths[place]))
        x += widths[place]
    return items


class KeyBar(Widget):
    """Keys and titles of the commands meant for it; those that do not fit are left out whole."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--title"}

    def __init__(
        self,
        keymap: Mapping[str, str],
        letters: Callable[[], Sequence[str]] = tuple,
        *,
        commands: Sequence[Command] = MATRIX_COMMANDS,
        classes: str | None = None,
    ) -> None:
        """Take the user's own keys, what gives the letters of the scheme in force, and the screen's commands."""
        super().__init__(classes=classes)
        self._keymap = keymap
        self._letters = letters
        self._commands = (*commands, *APP_COMMANDS)

    def items(self) -> list[Item]:
        """What fits, from the left."""
        keys = [
            (command, self._keymap.get(command.id, command.keys).partition(",")[0].strip())
            for command in self._commands
            if command.footer
        ]
        shown = [(command, shown_key(key).replace("Ctrl+", "^")) for command, key in keys if key]
        if letters := " ".join(self._letters()):
            shown.insert(0, (SET_LETTER, letters))
        return place_items(shown, self.size.width)

    @property
    def tooltip(self) -> VisualType | None:
        """What a click would do; looked up when the mouse has rested."""
        item = self._at(self.app.mouse_position.x - self.content_region.x)
        return plain(item.command.tooltip) if item else None

    @tooltip.setter
    def tooltip(self, tooltip: VisualType | None) -> None:
        del tooltip

    def render(self) -> Content:
        """Paint keys and titles on one line."""
        key, title = self.get_visual_style("keys--key"), self.get_visual_style("keys--title")
        parts = []
        for item in self.items():
            parts += [plain(f" {item.key}").stylize(key), plain(f" {item.command.title} ").stylize(title)]
        return Content("").join(parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        event.stop()
        item = self._at(event.x)
        if item:
            whose = self.app if item.command in APP_COMMANDS else self.screen
            await self.app.run_action(item.command.action, whose)

    def _at(self, x: int) -> Item | None:
        return next((item for item in self.items() if item.start <= x < item.end), None)
