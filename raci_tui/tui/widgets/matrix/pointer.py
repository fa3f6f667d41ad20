"""The mouse over the grid: it selects cells, rows, columns and kinds, and scrolls while it drags beyond the edge."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.geometry import Offset
from textual.timer import Timer

from raci_tui.tui.widgets.matrix.selecting import SelectingView
from raci_tui.tui.widgets.matrix.zones import Zone, ZoneKind, beyond, kind_columns, zone_at

SCROLL_S: Final = 0.05
"""A block that is dragged beyond the edge grows at this pace, by more the farther the mouse is."""
FASTEST: Final = 8


class PointerView(SelectingView, can_focus=True, inherit_bindings=False):
    """A layout in which cells are selected with the mouse."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drag: ZoneKind = ""
        self._drag_marks = False
        self._drag_from = Offset()
        self._drag_at = Offset()
        self._drag_kind = range(0)
        self._scrolling: Timer | None = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor where the mouse is, and begin a block there: of cells, rows, columns, or kinds."""
        zone = self._zone_at(event.offset)
        if event.button != 1 or zone.kind in ("", "heading"):
            return
        if zone.kind == "corner":
            self.select_all()
            return
        if event.ctrl and self.selection.anchor is not None:
            self.toggle_mark()
        self._drag, self._drag_marks = zone.kind, event.ctrl
        self._drag_from = self._drag_at = event.offset
        self._press(zone, extend=event.shift and not event.ctrl)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Stretch the block while the button is down."""
        if self._drag:
            self._drag_to(event.offset)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End the block; with ctrl it is marked."""
        if not self._drag:
            return
        if event.offset != self._drag_at:
            # A terminal may send the release alone, without the moves before it.
            self._drag_to(event.offset)
        self._end_drag()
        if self._drag_marks:
            self.toggle_mark()
            self._drag_marks = False

    def on_mouse_release(self) -> None:
        """End the block where the mouse is somebody else's now; it may be caught anew since this was sent."""
        if self.app.mouse_captured is not self:
            self._end_drag()

    def _end_drag(self) -> None:
        self._drag = ""
        if self._scrolling:
            self._scrolling.stop()
            self._scrolling = None
        self.release_mouse()

    def _zone_at(self, offset: Offset) -> Zone:
        return zone_at(self._matrix, offset, self.scroll_offset)

    def _press(self, zone: Zone, *, extend: bool) -> None:
        selection = self.selection
        line, column = self._in_sight()
        if zone.kind in ("cell", "name"):
            column = zone.column if zone.kind == "cell" else selection.column
            self._put_cursor(zone.line, column, keep_block=extend)
            selection.all_lines = selection.all_columns = False
            return
        if not extend:
            selection.drop_block()
        if zone.kind == "row":
            self._put_cursor(zone.line, selection.column if extend else column, keep_block=True)
            selection.all_lines, selection.all_columns = False, True
            selection.anchor = selection.anchor if extend else (zone.line, column)
        elif zone.kind == "column":
            self._put_cursor(selection.line if extend else line, zone.column, keep_block=True)
            selection.all_lines, selection.all_columns = True, False
            selection.anchor = selection.anchor if extend else (line, zone.column)
        else:
            self._drag_kind = kind_columns(self._matrix, zone.column)
            selection.line = line
            self.select_kind(zone.column)
        self._select_anew()

    def _drag_to(self, offset: Offset) -> None:
        """Stretch the block to where the mouse is, and begin to scroll where that is beyond the edge."""
        if offset == self._drag_at:
            return
        self._drag_at = offset
        layout, scroll = self._matrix, self.scroll_offset
        if self._drag == "kind":
            self._drag_over_kinds(offset)
            return
        line, column = self.selection.line, self.selection.column
        if self._drag in ("cell", "row", "name"):
            y = max(layout.header_height, min(offset.y, layout.header_height + self._body_height - 1))
            line = self._step(min(len(layout.lines) - 1, y - layout.header_height + scroll.y), 0)
        if self._drag in ("cell", "column"):
            right = self.scrollable_content_region.width - 1
            x = max(layout.lead_width, min(offset.x, right))
            found = layout.column_under(x, scroll.x)
            column = found if found is not None else column
            if x - layout.left_width + scroll.x >= layout.body_width:
                column = len(layout.parties) - 1
        if (line, column) != (self.selection.line, self.selection.column):
            self._put_cursor(line, column, keep_block=True)
        if self._scrolling is None and any(self._pull()):
            self._scrolling = self.set_interval(SCROLL_S, self._scroll_on)

    def _drag_over_kinds(self, offset: Offset) -> None:
        x = max(0, offset.x - self._matrix.left_width) + self.scroll_offset.x
        column = self._matrix.column_at(x)
        if column is not None:
            here = kind_columns(self._matrix, column)
            columns = range(min(here.start, self._drag_kind.start), max(here.stop, self._drag_kind.stop))
            self.selection.anchor = (self.selection.line, columns[-1])
            self.selection.column = columns[0]
            self._select_anew()

    def _pull(self) -> tuple[int, int]:
        """By how many lines and columns the mouse, held beyond the edge, pulls the block on."""
        size = self.scrollable_content_region.size
        down, right = beyond(self._matrix, self._drag_at, (size.width, size.height))
        lines = max(-FASTEST, min(FASTEST, down)) if self._drag in ("cell", "row", "name") else 0
        # The edge itself pulls only once the mouse has moved: a click there is no drag.
        columns = (right > 0) - (right < 0) if self._drag in ("cell", "column") else 0
        if self._drag_at.x == self._drag_from.x:
            columns = 0
        return lines, columns

    def _scroll_on(self) -> None:
        lines, columns = self._pull()
        before = self.selection.line, self.selection.column
        line = self._step(before[0], lines) if lines else before[0]
        column = max(0, min(len(self._matrix.parties) - 1, before[1] + columns))
        if (line, column) != before:
            self._put_cursor(line, column, keep_block=True)
        elif self._scrolling:
            self._scrolling.stop()
            self._scrolling = None

    def _in_sight(self) -> tuple[int, int]:
        """The cursor's line and column, or the first in sight where it is scrolled away."""
        layout, scroll = self._matrix, self.scroll_offset
        line, column = self.selection.line, self.selection.column
        if not scroll.y <= line < scroll.y + self._body_height:
            line = self._step(min(scroll.y, max(0, len(layout.lines) - 1)), 0)
        room = self.scrollable_content_region.width - layout.left_width
        first, last = layout.columns_between(scroll.x, scroll.x + max(0, room))
        return line, column if column < layout.pinned or first <= column < last else first
