"""Painted rows of the grid, kept without the cursor until something in them changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from raci_tui.core.records import Layer

Columns = tuple[int, int]
"""The first column, and the one behind the last."""

MOST_ROWS: Final = 400
"""Far more than any window has lines."""
WINDOWS: Final = 6
"""Ways to scroll sideways for which a row is kept whole: one goes to and fro between layers and edges."""
TOGETHER: Final = 8
"""Columns that are painted at once: scrolling by one of them mostly finds the next one painted."""


class KeptRow(NamedTuple):
    """What is painted of an element's row.

    Attributes:
        left: What does not scroll, by layer.
        cells: The cells of a range of columns.
        whole: The line as it is given out, by layer, the terminal cells scrolled over and those in sight.
    """

    left: dict[Layer, list[Segment]]
    cells: dict[tuple[Layer, Columns], list[Segment]]
    whole: dict[tuple[Layer, int, int], Strip]


class KeptRows:
    """Painted rows by element."""

    def __init__(self) -> None:
        self._rows: dict[str, KeptRow] = {}

    def of(self, element: str) -> KeptRow:
        """What is kept of a row."""
        row = self._rows.get(element)
        if row is None:
            if len(self._rows) > MOST_ROWS:
                self._rows.clear()
            row = self._rows[element] = KeptRow({}, {}, {})
        for kept in (row.cells, row.whole):
            if len(kept) > WINDOWS:
                kept.clear()
        return row

    def drop(self, elements: Iterable[str]) -> None:
        """Forget the rows of some elements."""
        for element in elements:
            self._rows.pop(element, None)

    def drop_left(self) -> None:
        """Forget what does not scroll, of every row."""
        for row in self._rows.values():
            row.left.clear()
            row.whole.clear()

    def clear(self) -> None:
        """Forget every row."""
        self._rows.clear()


def painted_with(columns: Columns, pinned: int, count: int) -> Columns:
    """The columns that are painted when some are in sight: a few more on either side.

    Args:
        pinned: Columns that do not scroll.
        count: All columns.
    """
    first, last = columns
    return max(pinned, first - first % TOGETHER), min(count, -(-last // TOGETHER) * TOGETHER)


def cut(segments: Sequence[Segment], start: int, stop: int | None = None) -> list[Segment]:
    """The part of a line between two terminal cells, or to its end; half of a wide letter becomes a blank."""
    part, begin = [], 0
    for segment in segments:
        if stop is not None and begin >= stop:
            break
        end = begin + cell_len(segment.text)
        if end > start:
            piece = segment if begin >= start else segment.split_cells(start - begin)[1]
            if stop is not None and end > stop:
                piece = piece.split_cells(stop - max(begin, start))[0]
            part.append(piece)
        begin = end
    return part
