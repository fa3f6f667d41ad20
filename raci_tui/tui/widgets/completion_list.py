"""The ways to go on, listed above the box in which a query is typed; the box keeps the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from raci_tui.core.completion import Completion
from raci_tui.tui.plain import fit, one_line, plain, shorten

WIDEST_TERM: Final = 40
WIDEST: Final = 76
POINTER: Final = "▸ "


class CompletionList(Widget):
    """A few lines over the matrix, one of which may be pointed at."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"completion--term", "completion--detail", "completion--here"}

    class Chosen(Message):
        """A line was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__()
        self.here: int | None = None
        self._offered: Sequence[Completion] = ()

    def show(self, offered: Sequence[Completion], over: int = 0) -> None:
        """Offer something else, or nothing; nothing is pointed at.

        Args:
            over: Where the term begins that may go on, in terminal cells from the left end of the bar.
        """
        if not (offered or self._offered):
            return
        self._offered, self.here = offered, None
        terms = [cell_len(one_line(each.shown)) for each in offered]
        details = [cell_len(one_line(each.detail)) for each in offered]
        width = min(WIDEST, min(WIDEST_TERM, max(terms, default=0)) + max(details, default=0) + 6)
        self.display = bool(offered)
        self.styles.width, self.styles.height = width, len(offered)
        self.styles.offset = (max(0, over - len(POINTER)), -len(offered))
        self.refresh()

    def point(self, step: int) -> bool:
        """Point at the next or previous line; False where that is beyond the first, and nothing is pointed at."""
        place = (-1 if self.here is None else self.here) + step
        if not self._offered or place < 0:
            had, self.here = self.here is not None, None
            self.refresh()
            return had
        self.here = min(place, len(self._offered) - 1)
        self.refresh()
        return True

    @property
    def offered(self) -> Sequence[Completion]:
        """What is listed."""
        return self._offered

    def render(self) -> Content:
        """One line each: the term, and what it means."""
        term, detail, here = (
            self.get_visual_style(f"completion--{part}") for part in ("term", "detail", "here")
        )
        width = self.size.width
        lines = []
        for place, each in enumerate(self._offered):
            shown = shorten(one_line(each.shown), WIDEST_TERM)
            rest = fit(f"  {one_line(each.detail)}", max(0, width - cell_len(shown) - 2))
            pointed = place == self.here
            lines.append(
                Content.assemble(
                    POINTER if pointed else "  ",
                    plain(shown).stylize(here if pointed else term),
                    plain(rest).stylize(here if pointed else detail),
                )
            )
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Take the line that was clicked."""
        event.stop()
        if event.y < len(self._offered):
            self.post_message(self.Chosen(event.y))
