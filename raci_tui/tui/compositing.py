"""A compositor that gives out lines whole: what Textual cuts at every edge on the screen is cut where widgets overlap.

Textual's own divides each line of each widget at the edges of all others and asks every widget for all its lines,
whatever little has changed. On a screen full of lines that is most of what a key costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from rich.console import Console
from rich.control import Control
from textual._compositor import Compositor, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


class Stretch(NamedTuple):
    """A part of a line of the screen that shows one widget.

    Attributes:
        begin, end: Columns of the screen.
        widget: The foremost there.
        region: Where all of that widget is; may reach beyond what is seen.
    """

    begin: int
    end: int
    widget: Widget
    region: Region


class SpansUpdate(CompositorUpdate):
    """Writes parts of lines, each at its place."""

    def __init__(self, parts: Sequence[tuple[int, int, Strip]]) -> None:
        """Take the column, the line and the strip of each part."""
        self._parts = parts

    def render_segments(self, console: Console) -> str:
        """The parts as what a terminal is sent."""
        move_to = Control.move_to
        return "".join([move_to(x, y).segment.text + strip.render(console) for x, y, strip in self._parts])


class LineCompositor(Compositor):
    """Composes updates from whole lines of widgets; all else is Textual's."""

    def __init__(self) -> None:
        super().__init__()
        self._stretches: list[list[Stretch]] = []
        self._stretches_of: object = None

    def render_partial_update(self) -> SpansUpdate | None:  # type: ignore[override]  # another update does as well
        """What has changed since the last update, or None where nothing has."""
        regions, screen = self._dirty_regions.copy(), self.size.region
        self._dirty_regions.clear()
        spans = [
            (y, max(0, begin), min(end, screen.width))
            for y, begin, end in self._regions_to_spans(regions)
            if 0 <= y < screen.height
        ]
        return SpansUpdate(self._parts(spans)) if spans else None

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """The whole screen."""
        if simplify:
            return super().render_full_update(simplify)
        screen = self.size.region
        self._dirty_regions.clear()
        lines: list[list[Strip]] = [[] for _ in range(screen.height)]
        for _, y, strip in self._parts([(y, 0, screen.width) for y in range(screen.height)]):
            lines[y].append(strip)
        return LayoutUpdate([*lines], screen)

    def _parts(self, spans: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, Strip]]:
        """Column, line and strip of what widgets show in spans, each a line, its first column and its end."""
        shown = [
            (y, max(begin, stretch.begin), min(end, stretch.end), stretch)
            for y, begin, end in spans
            for stretch in self._line(y)
            if stretch.begin < end and stretch.end > begin
        ]
        lines = _painted((y, stretch) for y, _, _, stretch in shown)
        parts: list[tuple[int, int, Strip]] = []
        for y, begin, end, stretch in shown:
            region = stretch.region
            strip = lines[stretch.widget][y - region.y]
            if begin > region.x or strip.cell_length > end - region.x:
                strip = strip.crop(begin - region.x, end - region.x)
            parts.append((begin, y, strip))
        return parts

    def _line(self, y: int) -> list[Stretch]:
        """What is seen of widgets in a line of the screen, from left to right."""
        visible = self.visible_widgets
        if self._stretches_of is not visible:
            self._stretches_of = visible
            self._stretches = [[] for _ in range(self.size.height)]
            # They come from the front to the back.
            for widget, (region, clip) in visible.items():
                seen = region.intersection(clip)
                for line in range(max(0, seen.y), min(seen.bottom, self.size.height)):
                    stretches = self._stretches[line]
                    stretches += [
                        Stretch(begin, end, widget, region)
                        for begin, end in _uncovered(seen.x, min(seen.right, self.size.width), stretches)
                    ]
                    stretches.sort(key=_begin)
        return self._stretches[y]


def paint_at_once(screen: Screen[Any]) -> None:
    """Paint what has changed on a screen, where that is lines alone: no layout, no other widgets.

    What Textual does next by itself takes a message per widget, one for the screen and a timer, and ends here too.
    """
    compositor = screen._compositor
    widgets = compositor.visible_widgets
    # One that has told the screen already is painted all the same: its message would come a paint later.
    changed = {widget for widget in widgets if widget._repaint_required or widget._repaint_regions}
    if not changed or screen in changed or any(_waits(widget) for widget in (screen, *widgets)):
        return
    if screen.app._batch_count:
        # What is painted in a batch goes nowhere.
        return
    for widget in changed:
        widget._repaint_required = False
    compositor.update_widgets(changed | screen._dirty_widgets)
    screen._dirty_widgets.clear()
    screen._compositor_refresh()


def _waits(widget: Widget) -> bool:
    """Whether a widget is to be laid out, scrolled or composed anew first."""
    return widget._layout_required or widget._scroll_required or widget._recompose_required


def _begin(stretch: Stretch) -> int:
    return stretch.begin


def _uncovered(begin: int, end: int, stretches: Sequence[Stretch]) -> list[tuple[int, int]]:
    """The parts of a range of columns that no stretch covers; stretches come from left to right."""
    parts = []
    for stretch in stretches:
        if begin < stretch.begin and begin < end:
            parts.append((begin, min(end, stretch.begin)))
        begin = max(begin, stretch.end)
    return [*parts, (begin, end)] if begin < end else parts


def _painted(shown: Iterable[tuple[int, Stretch]]) -> dict[Widget, dict[int, Strip]]:
    """The lines of widgets that are needed, by widget and its own line: each widget is asked once."""
    needed: dict[Widget, tuple[Region, int, int]] = {}
    for y, stretch in shown:
        line = y - stretch.region.y
        _, first, last = needed.get(stretch.widget, (stretch.region, line, line))
        needed[stretch.widget] = stretch.region, min(first, line), max(last, line)
    return {
        widget: dict(
            enumerate(widget.render_lines(Region(0, first, region.width, last - first + 1)), start=first)
        )
        for widget, (region, first, last) in needed.items()
    }
