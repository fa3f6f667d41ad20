"""Saved views as tabs in the title bar, behind a bar that parts them from the layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from raci_tui.tui.plain import one_line, plain, shorten

FIRST_KEY, LAST_KEY = 4, 9
NAME_CELLS: Final = 28
COMFORTABLE_NAME_CELLS: Final = 16
SHORTEST_NAME_CELLS: Final = 9
CHANGED: Final = "*"
"""Behind the name of a view of which something has been changed since it was opened."""
PART: Final = "│"


class ViewTab(NamedTuple):
    """A view as it can be shown.

    Attributes:
        view: Its id.
        number: The key that shows it, with a blank behind it, or empty.
        mark: What stands behind the name.
    """

    view: str
    number: str
    name: str
    mark: str

    def text(self, cells: int) -> str:
        """The tab with its name in at most so many terminal cells."""
        return f" {self.number}{shorten(self.name, cells)}{self.mark} "


class ViewTabs(Widget):
    """As many views as there is room for, the one that is open always among them, and how many there are more.

    Names are shortened before a tab is left out.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"views--tab", "views--shown", "views--part"}
    DEFAULT_CSS = "ViewTabs { width: 0; height: 1; }"

    class Chosen(Message):
        """A tab was clicked.

        Attributes:
            view: Id of the view; empty where all of them are asked for.
        """

        def __init__(self, view: str) -> None:
            super().__init__()
            self.view = view

    def __init__(self) -> None:
        super().__init__()
        self._tabs: list[ViewTab] = []
        self._beyond = 0
        self._open = ""

    def tell(self, views: Sequence[tuple[str, str]], shown: str, *, changed: bool) -> None:
        """Show views by id and name, the open one lit; with a mark where it is not as it was saved."""
        tabs = [
            ViewTab(
                key,
                f"{place} " if place <= LAST_KEY else "",
                one_line(name),
                CHANGED if changed and key == shown else "",
            )
            for place, (key, name) in enumerate(views, FIRST_KEY)
            if place <= LAST_KEY or key == shown
        ]
        told = tabs, len(views) - len(tabs), shown
        if told != (self._tabs, self._beyond, self._open):
            self._tabs, self._beyond, self._open = told
            self.refresh()

    @property
    def needed(self) -> int:
        """Terminal cells for all tabs with their names as long as they may be."""
        return self._cells(NAME_CELLS)

    @property
    def comfortable(self) -> int:
        """Terminal cells for all tabs with names as long as they are at the cost of the title."""
        return self._cells(COMFORTABLE_NAME_CELLS)

    @property
    def least(self) -> int:
        """Terminal cells for all tabs with their names as short as they may be."""
        return self._cells(SHORTEST_NAME_CELLS)

    @property
    def counted(self) -> int:
        """Terminal cells where only their number is shown."""
        return cell_len(PART + _more(self._beyond + len(self._tabs))) if self._tabs else 0

    @property
    def text(self) -> str:
        """What is shown."""
        return "".join(text for _, text in self.shown_in(self.size.width))

    def render(self) -> Content:
        """The tabs that fit."""
        part, tab, lit = (self.get_visual_style(f"views--{name}") for name in ("part", "tab", "shown"))
        shown = self.shown_in(self.size.width)
        styles = [part] + [lit if key and key == self._open else tab for key, _ in shown[1:]]
        return Content.assemble(
            *(plain(text).stylize(style) for (_, text), style in zip(shown, styles, strict=False))
        )

    def on_click(self, event: events.Click) -> None:
        """Ask for the view under the mouse; for all of them where only their number is shown."""
        end = 0
        for place, (key, text) in enumerate(self.shown_in(self.size.width)):
            end += cell_len(text)
            if event.x < end:
                if place:
                    self.post_message(self.Chosen(key))
                return

    def shown_in(self, room: int) -> list[tuple[str, str]]:
        """The bar, the tabs by the id of their view, and how many are missing, in so many terminal cells."""
        if not self._tabs or room < self.counted:
            return []
        names = next(
            (cells for cells in range(NAME_CELLS, SHORTEST_NAME_CELLS, -1) if self._cells(cells) <= room),
            SHORTEST_NAME_CELLS,
        )
        tabs = [(tab.view, tab.text(names)) for tab in self._tabs]
        while tabs and cell_len(PART + "".join(text for _, text in tabs) + self._rest(len(tabs))) > room:
            at = max((at for at, tab in enumerate(tabs) if tab[0] != self._open), default=0)
            del tabs[at]
        rest = self._rest(len(tabs))
        return [("", PART), *tabs, *([("", rest)] if rest else [])]

    def _cells(self, names: int) -> int:
        tabs = sum(cell_len(tab.text(names)) for tab in self._tabs)
        return tabs + cell_len(PART + _more(self._beyond)) if tabs else 0

    def _rest(self, shown: int) -> str:
        return _more(self._beyond + len(self._tabs) - shown)


def _more(count: int) -> str:
    return f" +{count} " if count else ""
