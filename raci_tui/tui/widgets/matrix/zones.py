"""What lies under the mouse: a cell, a row's margin, a party's heading, a kind's heading. Pure arithmetic."""

from __future__ import annotations

from typing import Literal, NamedTuple

from textual.geometry import Offset

from raci_tui.tui.widgets.matrix.layout import MARK_WIDTH, Layout

ZoneKind = Literal["cell", "name", "row", "column", "kind", "corner", "heading", ""]


class Zone(NamedTuple):
    """Where the mouse is.

    Attributes:
        kind: `row` is the margin left of a name, `heading` a group's line, empty where there is nothing.
        line, column: Indexes of the layout, where the kind has them.
    """

    kind: ZoneKind
    line: int = 0
    column: int = 0


def zone_at(layout: Layout, offset: Offset, scroll: Offset) -> Zone:
    """The zone at an offset of the grid.

    Args:
        offset: From the upper left corner of the grid.
        scroll: What the body is scrolled by.
    """
    column = layout.column_under(offset.x, scroll.x)
    if offset.y < layout.header_height:
        if offset.x < layout.lead_width:
            return Zone("corner")
        return Zone("") if column is None else Zone("kind" if offset.y == 0 else "column", 0, column)
    line = offset.y - layout.header_height + scroll.y
    if not 0 <= line < len(layout.lines):
        return Zone("")
    if not layout.lines[line].element:
        return Zone("heading", line)
    if offset.x < layout.lead_width:
        return Zone("row" if offset.x < MARK_WIDTH else "name", line)
    return Zone("") if column is None else Zone("cell", line, column)


def kind_columns(layout: Layout, column: int) -> range:
    """The columns that stand under the same heading as one of them."""
    return next(range(run.first, run.last) for run in layout.runs if run.first <= column < run.last)


def beyond(layout: Layout, offset: Offset, size: tuple[int, int]) -> tuple[int, int]:
    """How far the mouse is beyond the body of a grid: lines and terminal cells, negative above and left of it.

    The last terminal cell at the right counts as beyond: there may be nothing behind it that a mouse can reach.

    Args:
        size: Width and height of the grid without its scrollbars.
    """
    width, height = size
    down = min(0, offset.y - layout.header_height) + max(0, offset.y - height + 1)
    right = min(0, offset.x - layout.lead_width) + max(0, offset.x - width + 2)
    return down, right
