"""A long text in several styles, wrapped and scrolled by lines; however long it is, only what is seen is painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from raci_tui.core.text import clean
from raci_tui.tui.plain import steady
from raci_tui.tui.widgets.kept_lines import KeptLines
from raci_tui.tui.wrapped import Span, wrap

STYLES: Final = ("title", "text", "duty", "stage", "stays", "comes", "goes", "finding")
"""Component classes, each `report--NAME` in the stylesheet."""
_MARGIN: Final = 1
_LEAST: Final = 16
"""Terminal cells of text below which nothing hangs in."""


class ReportView(KeptLines, can_focus=True):
    """Shows lines, each in one style; what does not fit goes on below, further in."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"report--{name}" for name in STYLES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_by(-1)", "Up", show=False),
        Binding("down", "scroll_by(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("home,ctrl+home", "scroll_by(-10000000)", "Begin", show=False),
        Binding("end,ctrl+end", "scroll_by(10000000)", "End", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._texts: Sequence[tuple[str, str]] = ()
        self._wrapped: list[tuple[str, str]] = []
        self._styles: dict[str, Style] = {}

    def show(self, texts: Sequence[tuple[str, str]], *, from_top: bool = False) -> None:
        """Show lines of a style and a text each; where one has scrolled to stays, unless it is another text."""
        self._texts = texts
        self._wrap()
        if from_top:
            self.scroll_to(y=0, animate=False, immediate=True)

    def action_scroll_by(self, lines: int) -> None:
        """Scroll so many lines."""
        self.scroll_relative(y=lines, animate=False, immediate=True)

    def action_page(self, direction: int) -> None:
        """Scroll a screen."""
        self.action_scroll_by(direction * max(1, self.size.height - 1))

    def on_resize(self, event: events.Resize) -> None:
        """Wrap to the new width."""
        del event
        self._wrap()

    def notify_style_update(self) -> None:
        """Take the new theme's colours."""
        super().notify_style_update()
        if self.is_attached:
            self.call_after_refresh(self._recolour)

    def render_line(self, y: int) -> Strip:
        """One wrapped line."""
        if not self._styles:
            self._styles = {name: self.get_component_rich_style(f"report--{name}") for name in STYLES}
        place = y + self.scroll_offset.y
        segments = [Segment(" " * _MARGIN, self.rich_style)]
        if place < len(self._wrapped):
            style, text = self._wrapped[place]
            segments.append(Segment(text, self._styles[style]))
        return Strip(segments).crop_extend(0, self.size.width, self.rich_style)

    def _wrap(self) -> None:
        width = self.scrollable_content_region.width - 2 * _MARGIN
        if width <= 0:
            return
        self._wrapped = [(style, line) for style, text in self._texts for line in _hanging(text, width)]
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._wrapped))
        self.refresh()

    def _recolour(self) -> None:
        self._styles.clear()
        self.refresh()


def _hanging(text: str, width: int) -> list[str]:
    """Wrap a line; what follows stands two cells further in than it begins."""
    text = steady(clean(text))
    if cell_len(text) <= width:
        return [text]
    inset = len(text) - len(text.lstrip(" ")) + 2
    if width - inset < _LEAST:
        inset = 0
    first, *rest = wrap((Span(text),), width)
    head = "".join(span.text for span in first)
    if not rest:
        return [head]
    tail = wrap((Span(text[len(head) :].lstrip(" ")),), width - inset)
    return [head, *(" " * inset + "".join(span.text for span in line) for line in tail)]
