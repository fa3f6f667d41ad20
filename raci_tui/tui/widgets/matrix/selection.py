"""What is selected in the grid: a cursor, a block stretched from an anchor, and what was marked on the way.

A block may take whole rows or whole columns, and rows and columns may be marked as such: nothing here costs in
proportion to the cells that are selected but `places`, and that only by rows.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from raci_tui.core.area import Area, Part, Place
from raci_tui.tui.widgets.matrix.layout import Layout

MOST_MARKS: Final = 10_000
"""Cells of a block that are marked one by one."""
_ALL: Final = range(sys.maxsize)


class Held(NamedTuple):
    """A selection by ids, to find it again after rows and columns have moved.

    Attributes:
        cursor: The cell under the cursor.
        anchor: Where the block began, or None without one.
    """

    cursor: Place
    anchor: Place | None
    all_lines: bool
    all_columns: bool
    marks: frozenset[Place]
    rows: frozenset[str]
    parties: frozenset[str]


class Index:
    """Where elements and parties stand in a layout; made once a layout, when something is selected."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.lines = {line.element: place for place, line in enumerate(layout.lines) if line.element}
        self.parties = tuple(party.id for party in layout.parties)
        # Several parties folded into one column have no cell there that could be selected.
        self.columns = {party: place for place, party in enumerate(self.parties) if party}
        self._folded = [place for place, party in enumerate(self.parties) if not party]
        self._headings = [place for place, line in enumerate(layout.lines) if not line.element]

    def count(self, lines: range) -> int:
        """How many of some lines are elements."""
        stop = min(lines.stop, len(self.layout.lines))
        headings = bisect_left(self._headings, stop) - bisect_left(self._headings, lines.start)
        return max(0, stop - lines.start) - headings

    def wide(self, columns: range) -> int:
        """How many of some columns are parties."""
        stop = min(columns.stop, len(self.parties))
        folded = bisect_left(self._folded, stop) - bisect_left(self._folded, columns.start)
        return max(0, stop - columns.start - folded)

    def ids(self, columns: Iterable[int]) -> tuple[str, ...]:
        """Parties of some columns, in order."""
        return tuple(party for column in sorted(columns) if (party := self.parties[column]))


@dataclass(slots=True)
class Selection:
    """Cursor, block and marks.

    Attributes:
        line, column: The cursor, as indexes of the layout.
        anchor: Where the block began, or None.
        marks: Cells marked one by one; marks outlive moving, filtering and sorting.
        rows, parties: Ids of elements and of parties marked with all their cells.
        all_lines, all_columns: The block takes whole columns, whole rows.
    """

    line: int = 0
    column: int = 0
    anchor: tuple[int, int] | None = None
    marks: set[Place] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    all_lines: bool = False
    all_columns: bool = False
    _index: Index | None = field(default=None, repr=False, compare=False)

    def __bool__(self) -> bool:
        """Whether more than the cursor's own cell is selected."""
        return self.anchor is not None or self.is_marked

    @property
    def is_marked(self) -> bool:
        """Whether anything is marked, shown or not."""
        return bool(self.marks or self.rows or self.parties)

    def drop(self) -> None:
        """Select nothing but the cursor's cell."""
        self.drop_block()
        self.marks.clear()
        self.rows.clear()
        self.parties.clear()

    def drop_block(self) -> None:
        """Leave the marks only."""
        self.anchor = None
        self.all_lines = self.all_columns = False

    def block(self) -> tuple[range, range]:
        """Lines and columns of the block, which may reach beyond the last; the cursor alone where there is none."""
        line, column = self.anchor or (self.line, self.column)
        return (
            _ALL if self.all_lines else range(min(line, self.line), max(line, self.line) + 1),
            _ALL if self.all_columns else range(min(column, self.column), max(column, self.column) + 1),
        )

    def holds(self, line: int, column: int, place: Place) -> bool:
        """Whether a cell is part of the block or marked; the bare cursor is not."""
        if place in self.marks or place.element in self.rows or place.party in self.parties:
            return True
        if self.anchor is None:
            return False
        lines, columns = self.block()
        return line in lines and column in columns

    def block_ids(self, layout: Layout) -> tuple[list[str], list[str]]:
        """Ids of the elements and parties of the block; of the cursor's where there is none."""
        lines, columns = self.block()
        return (
            [line.element for line in layout.lines[lines.start : lines.stop] if line.element],
            [party.id for party in layout.parties[columns.start : columns.stop] if party.id],
        )

    def places(self, layout: Layout) -> Area:
        """Every selected cell once: block and marks, or the cursor's cell where there are neither.

        Hidden cells are never among them: one does not change what one does not see.
        """
        if not self:
            return self._cursor_cell(layout)
        index = self._indexed(layout)
        every = tuple(index.columns)
        shown = range(len(index.parties))
        marked = {index.columns[party] for party in self.parties if party in index.columns}
        lines, columns = self.block()
        in_block = set(shown[columns.start : columns.stop]) if self.anchor is not None else set()
        below_marks, within = index.ids(marked), index.ids(marked | in_block)
        scattered: dict[str, set[int]] = {}
        for element, party in self.marks:
            if element in index.lines and party in index.columns:
                scattered.setdefault(element, set()).add(index.columns[party])
        parts = []
        for line in self._lines_with_any(index, lines, scattered, all_lines=bool(marked)):
            element = layout.lines[line].element
            parties = within if self.anchor is not None and line in lines else below_marks
            if element in self.rows:
                parties = every
            elif element in scattered:
                cells = scattered[element].union(index.columns[party] for party in parties)
                parties = index.ids(cells)
            if element and parties:
                parts.append(Part(element, parties))
        return Area(parts) if parts else self._cursor_cell(layout)

    def count(self, layout: Layout) -> int:
        """How many cells `places` gives, without making them: a selection of everything may hold millions."""
        if not self:
            return len(self._cursor_cell(layout))
        index = self._indexed(layout)
        rows = [line for element in self.rows if (line := index.lines.get(element)) is not None]
        columns = [column for party in self.parties if (column := index.columns.get(party)) is not None]
        total = len(rows) * len(index.columns) + len(columns) * len(index.lines) - len(rows) * len(columns)
        block_lines, block_columns = self.block()
        if self.anchor is not None:
            tall = index.count(block_lines) - sum(line in block_lines for line in rows)
            wide = index.wide(block_columns) - sum(column in block_columns for column in columns)
            total += tall * wide
        for mark in self.marks:
            line, column = index.lines.get(mark.element), index.columns.get(mark.party)
            if line is None or column is None or mark.element in self.rows or mark.party in self.parties:
                continue
            if self.anchor is None or line not in block_lines or column not in block_columns:
                total += 1
        return total or len(self._cursor_cell(layout))

    def toggle_marks(self, layout: Layout) -> bool:
        """Mark the block, or the cursor's cell where there is none; take the marks away where all of it is marked.

        A block of whole columns or rows marks columns or rows. Returns False where the block is too large.
        """
        elements, parties = self.block_ids(layout)
        if self.anchor is not None and self.all_lines:
            _toggle(self.parties, set(parties))
        elif self.anchor is not None and self.all_columns:
            _toggle(self.rows, set(elements))
        elif len(elements) * len(parties) > MOST_MARKS:
            return False
        elif self.anchor is None and {*elements} & self.rows:
            self.rows -= {*elements}
        elif self.anchor is None and {*parties} & self.parties:
            self.parties -= {*parties}
        else:
            _toggle(self.marks, {Place(element, party) for element in elements for party in parties})
        self.drop_block()
        return True

    def hold(self, layout: Layout) -> Held | None:
        """The selection by ids; None where the cursor stands on no cell."""
        cursor = _place(layout, self.line, self.column)
        if cursor is None:
            return None
        anchor = _place(layout, *self.anchor) if self.anchor else None
        marks, rows, parties = frozenset(self.marks), frozenset(self.rows), frozenset(self.parties)
        return Held(cursor, anchor, self.all_lines, self.all_columns, marks, rows, parties)

    def restore(self, layout: Layout, held: Held) -> bool:
        """Select again what was held; False, and nothing changed, where its corners are not shown."""
        index = self._indexed(layout)
        corners = [
            (index.lines[place.element], index.columns[place.party])
            for place in (held.cursor, held.anchor)
            if place and place.element in index.lines and place.party in index.columns
        ]
        if len(corners) < 1 + (held.anchor is not None):
            return False
        self.line, self.column = corners[0]
        self.anchor = corners[1] if held.anchor else None
        self.all_lines, self.all_columns = held.all_lines, held.all_columns
        self.marks, self.rows, self.parties = set(held.marks), set(held.rows), set(held.parties)
        return True

    def _indexed(self, layout: Layout) -> Index:
        if self._index is None or self._index.layout is not layout:
            self._index = Index(layout)
        return self._index

    def _cursor_cell(self, layout: Layout) -> Area:
        place = _place(layout, self.line, self.column)
        return Area([Part(place.element, (place.party,))] if place else [])

    def _lines_with_any(
        self, index: Index, lines: range, scattered: dict[str, set[int]], *, all_lines: bool
    ) -> Iterator[int]:
        """Lines that have any selected cell, from the top."""
        shown = range(len(index.layout.lines))
        if all_lines or (self.anchor is not None and self.all_lines):
            yield from shown
            return
        found = {line for element in self.rows if (line := index.lines.get(element)) is not None}
        found |= {index.lines[element] for element in scattered}
        if self.anchor is not None:
            found |= {*shown[lines.start : lines.stop]}
        yield from sorted(found)


def _place(layout: Layout, line: int, column: int) -> Place | None:
    if line >= len(layout.lines) or column >= len(layout.parties) or not layout.lines[line].element:
        return None
    party = layout.parties[column].id
    return Place(layout.lines[line].element, party) if party else None


def _toggle(marked: set, chosen: set) -> None:  # type: ignore[type-arg]  # both of one kind of key
    if chosen <= marked:
        marked -= chosen
    else:
        marked |= chosen
