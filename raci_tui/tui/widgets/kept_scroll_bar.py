"""A thin scroll bar that is painted only when its thumb has moved: in a long list most steps leave it in place."""

from __future__ import annotations

from math import ceil
from typing import Final, NamedTuple, Self, cast

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

STANDING: Final = "┃"
LYING: Final = "━"


class Thumb(NamedTuple):
    """How a bar looks.

    Attributes:
        length: Terminal cells of the whole bar.
        begin, end: The cells of the thumb; none where everything is in sight.
    """

    length: int
    begin: int
    end: int
    color: Color | None
    ground: Color | None


class KeptScrollBar(ScrollBar):
    """A scroll bar drawn as a thin line, whose lines are kept; it is grabbed and clicked like any of Textual's."""

    def __init__(self, *, vertical: bool, thickness: int) -> None:
        self._drawn: Thumb | None = None
        self._kept: list[Strip] = []
        super().__init__(vertical=vertical, thickness=thickness)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Have it painted, unless it would look as it does now."""
        if self._kept and repaint and not layout:
            if self.thumb == self._drawn:
                return self
            self._kept.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Paint it anew: colours may have changed."""
        super().notify_style_update()
        self._kept.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region."""
        size = self.size
        if len(self._kept) != size.height or self._kept[0].cell_length != size.width:
            self._drawn = self.thumb
            self._kept = self._lines(self._drawn)
        lines = self._kept[crop.y : crop.bottom]
        return (
            lines if crop.column_span == (0, size.width) else [line.crop(*crop.column_span) for line in lines]
        )

    @property
    def thumb(self) -> Thumb:
        """Where the thumb is to be drawn, and in which colours."""
        length = self.size.height if self.vertical else self.size.width
        # Textual's own bar says the style for how it is just being used.
        style = cast("ScrollBarRender", self.render()).style
        style = Style.parse(style) if isinstance(style, str) else style
        hidden = self.window_virtual_size - self.window_size
        if hidden <= 0 or not self.window_size:
            return Thumb(length, 0, 0, style.color, style.bgcolor)
        thumb = max(1, round(length * self.window_size / self.window_virtual_size))
        room, share = length - thumb, min(1.0, self.position / hidden)
        # At either end only where nothing more lies that way.
        begin = min(room - (share < 1), ceil(room * share)) if room > 1 else round(room * share)
        return Thumb(length, max(0, begin), max(0, begin) + thumb, style.color, style.bgcolor)

    def _lines(self, thumb: Thumb) -> list[Strip]:
        ground, width = Style(bgcolor=thumb.ground), self.size.width if self.vertical else 1
        line = Style(color=thumb.color, bgcolor=thumb.ground)
        before = Segment(" " * width, ground + Style(meta={"@mouse.down": "scroll_up"}))
        within = Segment(
            (STANDING if self.vertical else LYING) * width, line + Style(meta={"@mouse.down": "grab"})
        )
        behind = Segment(" " * width, ground + Style(meta={"@mouse.down": "scroll_down"}))
        cells = [before] * thumb.begin + [within] * (thumb.end - thumb.begin)
        cells += [behind if thumb.end else Segment(" " * width, ground)] * (thumb.length - len(cells))
        lines = [Strip([cell], width) for cell in cells] if self.vertical else [Strip(cells, thumb.length)]
        background = self.background_colors[1]
        for each in self.get_line_filters():
            lines = [line.apply_filter(each, background) for line in lines]
        return lines if self.vertical else lines * self.size.height
