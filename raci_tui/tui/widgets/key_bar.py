"""The line at the bottom: the few keys that one needs first, each of which can be clicked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from raci_tui.tui.commands import COMMANDS, Command
from raci_tui.tui.keys import shown_key
from raci_tui.tui.plain import plain


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


class KeyBar(Widget):
    """Keys and titles of the commands meant for it; those that do not fit are left out whole."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--title"}

    def __init__(self, keymap: Mapping[str, str], *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._keymap = keymap

    def items(self) -> Iterator[Item]:
        """What fits, from the left."""
        x = 0
        for command in COMMANDS:
            key = self._keymap.get(command.id, command.keys).partition(",")[0].strip()
            if not command.footer or not key:
                continue
            name = shown_key(key)
            end = x + cell_len(name) + cell_len(command.title) + 3
            if end > self.size.width + 1:
                return
            yield Item(command, name, x, end)
            x = end

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
        item = next((each for each in self.items() if each.start <= event.x < each.end), None)
        if item:
            await self.app.run_action(item.command.action, self.screen)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say in the tooltip what a click would do."""
        item = next((each for each in self.items() if each.start <= event.x < each.end), None)
        self.tooltip = plain(item.command.tooltip) if item else None
