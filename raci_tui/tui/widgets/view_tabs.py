"""Saved views as tabs in the title bar, each under the number key that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from raci_tui.tui.plain import one_line, plain, shorten

FIRST_KEY, LAST_KEY = 4, 9
NAME_CELLS: Final = 16
CHANGED: Final = "*"
"""Behind the name of a view of which something has been changed since it was opened."""


class ViewTabs(Widget):
    """As many views as there is room for, the one that is open always among them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"views--tab", "views--shown"}
    DEFAULT_CSS = "ViewTabs { width: 0; height: 1; }"

    class Chosen(Message):
        """A tab was clicked.

        Attributes:
            view: Id of the view.
        """

        def __init__(self, view: str) -> None:
            super().__init__()
            self.view = view

    def __init__(self) -> None:
        super().__init__()
        self._tabs: list[tuple[str, str]] = []
        self._open = ""

    def tell(self, views: Sequence[tuple[str, str]], shown: str, *, changed: bool) -> None:
        """Show views by id and name, the open one lit; with a mark where it is not as it was saved."""
        tabs = []
        for place, (key, name) in enumerate(views, FIRST_KEY):
            number = f"{place} " if place <= LAST_KEY else ""
            mark = CHANGED if changed and key == shown else ""
            if number or key == shown:
                tabs.append((key, f" {number}{shorten(one_line(name), NAME_CELLS)}{mark} "))
        if (tabs, shown) != (self._tabs, self._open):
            self._tabs, self._open = tabs, shown
            self.refresh()

    @property
    def needed(self) -> int:
        """Terminal cells for all tabs."""
        return sum(cell_len(text) for _, text in self._tabs)

    @property
    def text(self) -> str:
        """What is shown."""
        return "".join(text for _, text in self._shown())

    def render(self) -> Content:
        """The tabs that fit."""
        return Content.assemble(
            *(
                plain(text).stylize(
                    self.get_visual_style("views--shown" if key == self._open else "views--tab")
                )
                for key, text in self._shown()
            )
        )

    def on_click(self, event: events.Click) -> None:
        """Ask for the view under the mouse."""
        end = 0
        for key, text in self._shown():
            end += cell_len(text)
            if event.x < end:
                self.post_message(self.Chosen(key))
                return

    def _shown(self) -> list[tuple[str, str]]:
        opened = next((tab for tab in self._tabs if tab[0] == self._open), None)
        room = self.size.width - (cell_len(opened[1]) if opened else 0)
        return [tab for tab in self._tabs if tab is opened or (room := room - cell_len(tab[1])) >= 0]
