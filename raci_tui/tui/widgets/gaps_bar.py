"""The lines above the findings: how many of each severity, how that has changed, what they are grouped by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from raci_tui.core.gaps import GAP_GROUPINGS, SEVERITIES, GapGrouping
from raci_tui.core.records import Severity
from raci_tui.tui.plain import one_line, plain, shorten

_WORDS: Final[dict[Severity, tuple[str, str]]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "info": ("hint", "hints"),
}
_BY: Final = "by "


class Counted(NamedTuple):
    """What the bar says.

    Attributes:
        open: Open findings by severity.
        then: The same at the moment compared with; None while nobody knows.
        since: What that moment was, in words.
        accepted: Findings that somebody has accepted.
        load: Findings about load that are not listed.
    """

    open: Mapping[Severity, int]
    then: Mapping[Severity, int] | None = None
    since: str = ""
    accepted: int = 0
    load: int = 0


def change_words(now: int, then: int) -> str:
    """How a count has changed, in words; empty where it has not."""
    if now == then:
        return ""
    return f"{now - then:,} more" if now > then else f"{then - now:,} fewer"


class GapsBar(Widget):
    """Counters; a click on a grouping groups by it."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "gaps-bar--error", "gaps-bar--warning", "gaps-bar--info", "gaps-bar--dim", "gaps-bar--shown",
    }  # fmt: skip

    class Chosen(Message):
        """A grouping was clicked."""

        def __init__(self, grouping: GapGrouping) -> None:
            super().__init__()
            self.grouping: GapGrouping = grouping

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.counted: Counted | None = None
        self.grouping: GapGrouping = "rule"

    def tell(self, counted: Counted | None, grouping: GapGrouping) -> None:
        """Show other numbers; None while they are being counted."""
        if (counted, grouping) != (self.counted, self.grouping):
            self.counted, self.grouping = counted, grouping
            self.refresh()

    def render(self) -> Content:
        """Counters on the first line; since when, and the groupings, on the second."""
        width = self.size.width
        dim = self.get_visual_style("gaps-bar--dim")
        tabs = self._tabs()
        groupings = Content("").join(
            plain(f" {each} ").stylize(
                self.get_visual_style(f"gaps-bar--{'shown' if each == self.grouping else 'dim'}")
            )
            for each in GAP_GROUPINGS
        )
        below = shorten(one_line(self._below()), max(0, tabs[0] - 2))
        gap = " " * max(1, tabs[0] - len(_BY) - 1 - cell_len(below))
        return Content.assemble(
            self._counters(width), "\n ", plain(below).stylize(dim), gap, plain(_BY).stylize(dim), groupings
        )

    @property
    def text(self) -> str:
        """What is shown, without styles."""
        return self.render().plain

    def on_click(self, event: events.Click) -> None:
        """Group by what was clicked."""
        event.stop()
        start, *_ = self._tabs()
        x = start
        for each in GAP_GROUPINGS:
            if event.y == 1 and x <= event.x < x + len(each) + 2:
                self.post_message(self.Chosen(each))
            x += len(each) + 2

    def _tabs(self) -> tuple[int, int]:
        """Where the groupings begin and end, in terminal cells."""
        length = sum(len(each) + 2 for each in GAP_GROUPINGS)
        return max(len(_BY) + 1, self.size.width - length - 1), self.size.width - 1

    def _counters(self, width: int) -> Content:
        if self.counted is None:
            return Content(" Looking for what is wrong…")
        parts: list[Content] = []
        for severity in SEVERITIES:
            now = self.counted.open.get(severity, 0)
            text = f"{now:,} {_WORDS[severity][now != 1]}"
            part = plain(text)
            if now:
                part = part.stylize(self.get_visual_style(f"gaps-bar--{severity}"))
            changed = change_words(now, self.counted.then.get(severity, 0)) if self.counted.then else ""
            if changed:
                part = part + plain(f", {changed}")
            parts.append(part)
        if self.counted.accepted:
            parts.append(plain(f"{self.counted.accepted:,} accepted"))
        line = Content(" ") + Content(" · ").join(parts)
        return line if line.cell_length <= width else line.truncate(width)

    def _below(self) -> str:
        if self.counted is None:
            return ""
        parts = []
        if self.counted.then is not None:
            now, then = self.counted.open, self.counted.then
            same = all(now.get(each, 0) == then.get(each, 0) for each in SEVERITIES)
            parts.append(f"{'unchanged ' if same else ''}since {self.counted.since}")
        if self.counted.load:
            parts.append(f"* shows {self.counted.load:,} about load")
        return " · ".join(parts)
