"""What is selected in the grid: a cursor, a block stretched from an anchor, and marks on scattered cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from raci_tui.core.editing import Place
from raci_tui.tui.widgets.matrix.layout import Layout


@dataclass(slots=True)
class Selection:
    """Cursor, block and marks.

    Attributes:
        line, column: The cursor, as indexes of the layout.
        anchor: Where the block began, or None.
        marks: Cells marked one by one; they outlive moving, filtering and sorting.
    """

    line: int = 0
    column: int = 0
    anchor: tuple[int, int] | None = None
    marks: set[Place] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Whether more than the cursor's own cell is selected."""
        return self.anchor is not None or bool(self.marks)

    def drop(self) -> None:
        """Select nothing but the cursor's cell."""
        self.anchor = None
        self.marks.clear()

    def block(self) -> tuple[range, range]:
        """Lines and columns of the block; the cursor alone where none was stretched."""
        line, column = self.anchor or (self.line, self.column)
        return (
            range(min(line, self.line), max(line, self.line) + 1),
            range(min(column, self.column), max(column, self.column) + 1),
        )

    def holds(self, line: int, column: int, place: Place) -> bool:
        """Whether a cell is part of the block or marked; the bare cursor is not."""
        if place in self.marks:
            return True
        if self.anchor is None:
            return False
        lines, columns = self.block()
        return line in lines and column in columns

    def places(self, layout: Layout) -> list[Place]:
        """Every selected cell once: block and marks, or the cursor's cell where there are neither."""
        marked = list(self._marks_shown(layout))
        if marked and self.anchor is None:
            return marked
        lines, columns = self.block()
        block = [
            Place(layout.lines[line].element, layout.parties[column].id)
            for line in lines
            if line < len(layout.lines) and layout.lines[line].element
            for column in columns
            if column < len(layout.parties)
        ]
        return list(dict.fromkeys([*block, *marked]))

    def count(self, layout: Layout) -> int:
        """How many cells `places` gives, without making them: a selection of everything may hold millions."""
        marked = sum(1 for _ in self._marks_shown(layout))
        if marked and self.anchor is None:
            return marked
        lines, columns = self.block()
        rows = {line.element for line in layout.lines[lines.start : lines.stop] if line.element}
        parties = {party.id for party in layout.parties[columns.start : columns.stop]}
        within = sum(
            1 for mark in self._marks_shown(layout) if mark.element in rows and mark.party in parties
        )
        return len(rows) * len(parties) + marked - within

    def _marks_shown(self, layout: Layout) -> Iterator[Place]:
        if not self.marks:
            return
        # Hidden cells are never edited: one does not change what one does not see.
        parties = {party.id for party in layout.parties}
        elements = {line.element for line in layout.lines}
        yield from sorted(mark for mark in self.marks if mark.party in parties and mark.element in elements)
