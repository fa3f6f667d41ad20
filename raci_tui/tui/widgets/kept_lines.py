"""A view that keeps its painted lines and gives them out again without looking at them."""

from __future__ import annotations

from typing import ClassVar, Self

from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from raci_tui.tui.widgets.kept_scroll_bar import KeptScrollBar


class KeptLines(ScrollView, inherit_bindings=False):
    """A line-API view without border or padding.

    With every change, however small, Textual asks each widget near it for all its lines, and its own cache leads
    each of them through styles and filters anew. Here a line is made once and kept until it is refreshed.
    """

    FILTERED: ClassVar[bool] = True
    """Lines are led through the app's filters; False where they are made of styles that were."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kept: list[Strip | None] = []
        self._kept_for: tuple[object, ...] = ()

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The bar at the right, made when first asked for."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = self._bar(vertical=True, thickness=self.scrollbar_size_vertical)
        return self._vertical_scrollbar

    @property
    def horizontal_scrollbar(self) -> ScrollBar:
        """The bar below, made when first asked for."""
        if self._horizontal_scrollbar is None:
            self._horizontal_scrollbar = self._bar(vertical=False, thickness=self.scrollbar_size_horizontal)
        return self._horizontal_scrollbar

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Forget the lines of some regions, or all of them, and have them painted."""
        if repaint and self._kept:
            if regions:
                height = len(self._kept)
                for region in regions:
                    for y in range(max(0, region.y), min(height, region.bottom)):
                        self._kept[y] = None
            else:
                self._kept.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Paint everything anew: colours may have changed."""
        super().notify_style_update()
        self._kept.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region; those that are kept are not made again."""
        size: Size = self.size
        filters = self.get_line_filters() if self.FILTERED else ()
        made_for = (size, *map(id, filters))
        if len(self._kept) != size.height or made_for != self._kept_for:
            self._kept, self._kept_for = [None] * size.height, made_for
        kept = self._kept
        background = None
        for y in crop.line_range:
            if kept[y] is None:
                line = self.render_line(y)
                if background is None:
                    background = self.background_colors[1]
                for each in filters:
                    line = line.apply_filter(each, background)
                kept[y] = line
        lines = [line for line in kept[crop.y : crop.bottom] if line is not None]
        if crop.x or crop.right < size.width:
            lines = [line.crop(*crop.column_span) for line in lines]
        return lines

    def _bar(self, *, vertical: bool, thickness: int) -> ScrollBar:
        bar = KeptScrollBar(vertical=vertical, thickness=thickness)
        bar.display = False
        self.app._start_widget(self, bar)  # noqa: SLF001 - as Textual begins its own bars
        return bar
