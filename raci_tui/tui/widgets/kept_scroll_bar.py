"""A scroll bar that is painted only when its thumb has moved: in a long list most steps leave it where it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Self, cast

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

STANDING: Final = "┃"
LYING: Final = "━"
_UNSTYLED: Final = Color.default()


class ThinBar(ScrollBarRender):
    """Draws the thumb as a thin line: a block as wide as a cell would be seen before what it scrolls."""

    @classmethod
    def render_bar(  # noqa: PLR0913, PLR0917 - as Textual calls it
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = _UNSTYLED,
        bar_color: Color = _UNSTYLED,
    ) -> Segments:
        """Segments from the start of the bar to its end; what they do when clicked stays as it is."""
        drawn = super().render_bar(
            size, virtual_size, window_size, position, thickness, vertical, back_color, bar_color
        )
        line = (STANDING if vertical else LYING) * (thickness if vertical else 1)
        return Segments(
            [
                Segment(line, Style(color=bar_color, bgcolor=back_color, meta=style.meta))
                if style and style.meta.get("@mouse.down") == "grab"
                else Segment(text, style, control)
                for text, style, control in drawn.segments
            ],
            new_lines=drawn.new_lines,
        )


class KeptScrollBar(ScrollBar):
    """A thin scroll bar whose lines are kept; everything else about it is Textual's."""

    renderer = ThinBar

    def __init__(self, *, vertical: bool, thickness: int) -> None:
        self._drawn: list[Segment] = []
        self._kept: list[Strip] = []
        super().__init__(vertical=vertical, thickness=thickness)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Have it painted, unless it would look as it does now."""
        if self._kept and repaint and not layout:
            if self._draw() == self._drawn:
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
            self._drawn = self._draw()
            self._kept = self._lines(self._drawn)
        lines = self._kept[crop.y : crop.bottom]
        return (
            lines if crop.column_span == (0, size.width) else [line.crop(*crop.column_span) for line in lines]
        )

    def _lines(self, drawn: Sequence[Segment]) -> list[Strip]:
        size, background = self.size, self.background_colors[1]
        # A lying bar ends each of its lines with a segment of its own.
        length, step = (1, 1) if self.vertical else (size.width, size.width + 1)
        starts = range(0, step * size.height, step)
        lines = [Strip(drawn[start : start + length], size.width) for start in starts]
        for each in self.get_line_filters():
            lines = [line.apply_filter(each, background) for line in lines]
        return lines

    def _draw(self) -> list[Segment]:
        """Segments from the start of the bar to its end."""
        bar = cast("ScrollBarRender", self.render())
        style = Style.parse(bar.style) if isinstance(bar.style, str) else bar.style
        drawn = bar.render_bar(
            size=self.size.height if self.vertical else self.size.width,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            thickness=self.thickness,
            vertical=self.vertical,
            back_color=style.bgcolor or _UNSTYLED,
            bar_color=style.color or _UNSTYLED,
        )
        return [*drawn.segments]
