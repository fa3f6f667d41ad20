"""A cursor over elements × parties: where it stands, how it moves and selects, and how it is kept in sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.geometry import Region
from textual.message import Message

from raci_tui.core.arrange import Arrangement
from raci_tui.core.editing import Place
from raci_tui.tui.widgets.kept_lines import KeptLines
from raci_tui.tui.widgets.matrix.layout import Column, Layout, lay_out
from raci_tui.tui.widgets.matrix.lines import Lines
from raci_tui.tui.widgets.matrix.selection import Selection


class Standing(NamedTuple):
    """Where the cursor stands, in words that outlive another arrangement.

    Attributes:
        element: Id of the element, or empty on a folded heading.
        group: Key of the folded group it stands on, or None.
        column: The column, or None where there is none.
    """

    element: str
    group: str | None
    column: Column | None


class CursorView(KeptLines, can_focus=True, inherit_bindings=False):
    """A layout with a selection. Asks for the lines to be painted anew that look different after a step."""

    class Moved(Message, namespace="matrix_grid"):
        """The cursor stands on another cell, or the selection changed."""

        def can_replace(self, message: Message) -> bool:
            """The last one is enough."""
            return isinstance(message, CursorView.Moved)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.moved: Callable[[], object] = lambda: self.post_message(self.Moved())
        self.selection = Selection()
        self._matrix = lay_out(Arrangement((), (), 0), (), 80)

    @property
    def matrix(self) -> Layout:
        """The layout in force."""
        return self._matrix

    @property
    def place(self) -> Place | None:
        """The cell under the cursor, or None where there is none."""
        element, party = self.element, self.party
        return Place(element, party) if element and party else None

    @property
    def element(self) -> str:
        """Id of the element under the cursor, or empty."""
        lines = self._matrix.lines
        return lines[self.selection.line].element if self.selection.line < len(lines) else ""

    @property
    def party(self) -> str:
        """Id of the party under the cursor, or empty."""
        parties = self._matrix.parties
        return parties[self.selection.column].id if self.selection.column < len(parties) else ""

    @property
    def folded_group(self) -> int | None:
        """Index of the group whose folded heading is under the cursor, or None."""
        lines = self._matrix.lines
        line = lines[self.selection.line] if self.selection.line < len(lines) else None
        return line.group if line and line.folded else None

    @property
    def folded_column(self) -> Column | None:
        """The folded column under the cursor, or None."""
        parties = self._matrix.parties
        column = parties[self.selection.column] if self.selection.column < len(parties) else None
        return column if column and not column.id else None

    @property
    def standing(self) -> Standing:
        """Where the cursor stands."""
        parties, group = self._matrix.parties, self.folded_group
        column = parties[self.selection.column] if self.selection.column < len(parties) else None
        return Standing(self.element, None if group is None else self._matrix.lines.groups[group].key, column)

    # Moving

    def stand(self, there: Standing) -> None:
        """Put the cursor where it stood before the arrangement changed, or on what that is folded into."""
        lines, parties = self._matrix.lines, self._matrix.parties
        members = there.column.members if there.column else frozenset[str]()
        near = [at for at, each in enumerate(parties) if not members.isdisjoint(each.members)]
        column = next((at for at in near if there.column and parties[at].id == there.column.id), None)
        if column is None:
            column = near[0] if near else self.selection.column
        line = self._line_for(there.element) if there.element else None
        if there.group is not None:
            groups = (at for at, each in enumerate(lines.groups) if each.key == there.group)
            group = next(groups, None)
            line = None if group is None else self._nearest(lines, lines.heading(group), 1)
        if line is None:
            line = self._step(min(self.selection.line, max(0, len(lines) - 1)), 0)
        self._put_cursor(line, max(0, min(column, len(parties) - 1)))

    def move(self, lines: int, columns: int, *, extend: bool = False) -> None:
        """Move the cursor by elements and parties; with `extend` the block stretches along."""
        line = self._step(self.selection.line, lines)
        column = max(0, min(len(self._matrix.parties) - 1, self.selection.column + columns))
        self._put_cursor(line, column, keep_block=extend)

    def page(self, pages: int, *, extend: bool = False) -> None:
        """Move the cursor by screens; with `extend` the block stretches along."""
        self.move(pages * max(1, self._body_height - 1), 0, extend=extend)

    def edge(self, where: str, *, extend: bool = False) -> None:
        """Move the cursor to the left, right, top or bottom edge; with `extend` the block stretches along."""
        line, column = self.selection.line, self.selection.column
        if where in ("left", "right"):
            column = 0 if where == "left" else max(0, len(self._matrix.parties) - 1)
        else:
            line = self._step(0 if where == "top" else len(self._matrix.lines) - 1, 0)
        self._put_cursor(line, column, keep_block=extend)

    def go_to(self, element: str, party: str = "") -> bool:
        """Put the cursor on an element, and on a party where one is named; False where it is not shown.

        Where the element is folded away the cursor goes to its heading; where it is not shown at all it stays
        as near as it was.
        """
        lines, parties = self._matrix.lines, self._matrix.parties
        found = self._line_for(element) if element else None
        shown = (at for at, each in enumerate(parties) if party in each.members)
        column = next(shown, self.selection.column)
        line = self._step(min(self.selection.line, max(0, len(lines) - 1)), 0) if found is None else found
        self._put_cursor(line, max(0, min(column, len(parties) - 1)))
        return found is not None and not lines[found].folded

    def next_element(self, wanted: Callable[[str], bool], step: int) -> bool:
        """Move to the next element that is wanted, going round at the end; False where there is none.

        A folded heading stands for the rows it hides.
        """
        lines = self._matrix.lines
        for distance in range(1, len(lines) + 1):
            line = (self.selection.line + step * distance) % len(lines)
            here = lines[line]
            if (
                wanted(here.element)
                if here.element
                else here.folded and any(map(wanted, lines.groups[here.group].elements))
            ):
                self._put_cursor(line, self.selection.column)
                return True
        return False

    def next_place(self, wanted: Callable[[str], set[str]], step: int) -> bool:
        """Move to the next cell that is wanted in reading order, going round at the end; False where none is shown.

        Args:
            wanted: Gives the parties wanted in an element's row.
        """
        lines, parties = self._matrix.lines, self._matrix.parties
        here = self.selection.column
        for distance in range(len(lines) + 1 if lines else 0):
            line = (self.selection.line + step * distance) % len(lines)
            shown = lines[line]
            if shown.folded and distance and any(map(wanted, lines.groups[shown.group].elements)):
                self._put_cursor(line, here)
                return True
            row = wanted(shown.element) if shown.element else set()
            columns = (
                [at for at, each in enumerate(parties) if not row.isdisjoint(each.members)] if row else []
            )
            if distance == 0:
                columns = [column for column in columns if (column - here) * step > 0]
            if columns:
                self._put_cursor(line, columns[0] if step > 0 else columns[-1])
                return True
        return False

    # Geometry

    @property
    def _body_height(self) -> int:
        return max(1, self.scrollable_content_region.height - self._matrix.header_height)

    def _step(self, line: int, count: int) -> int:
        """The line so many lines away on which the cursor can stand, stopping at the ends."""
        lines = self._matrix.lines
        if not lines:
            return 0
        target = max(0, min(len(lines) - 1, line + count))
        direction = 1 if count >= 0 else -1
        return self._nearest(lines, target, direction)

    def _line_for(self, element: str) -> int | None:
        """The line of an element, or of the heading it is folded under; None where it is not shown."""
        lines = self._matrix.lines
        line, group = lines.line_of(element), lines.group_of(element)
        return lines.heading(group) if line is None and group is not None else line

    @staticmethod
    def _nearest(lines: Lines, target: int, direction: int) -> int:
        for way in (direction, -direction):
            line = target
            while 0 <= line < len(lines):
                if lines[line].stands:
                    return line
                line += way
        return 0

    def _put_cursor(self, line: int, column: int, *, keep_block: bool = False) -> None:
        selection = self.selection
        if keep_block and selection.anchor is None:
            selection.anchor = (selection.line, selection.column)
        before, before_column = selection.line, selection.column
        had_block = selection.anchor is not None
        selection.line, selection.column = line, column
        if not keep_block:
            selection.drop_block()
        if had_block or keep_block:
            self.refresh()
        else:
            self.refresh(self._row_region(before), self._row_region(line))
            if column != before_column:
                self.refresh(Region(0, 0, self.size.width, self._matrix.header_height))
        self._reveal()
        self.moved()

    def _row_region(self, line: int) -> Region:
        y = line + self._matrix.header_height - self.scroll_offset.y
        return Region(0, y, self.size.width, 1).intersection(self.size.region)

    def _reveal(self) -> None:
        """Scroll no more than needed to have the cursor, and a heading right above it, in sight."""
        if not self._matrix.lines:
            return
        line, top = self.selection.line, self.scroll_offset.y
        highest = line - 1 if line and not self._matrix.lines[line - 1].stands else line
        y = min(top, highest) if highest < top else max(top, line - self._body_height + 1)
        x, column = self.scroll_offset.x, self.selection.column
        if self._matrix.pinned <= column < len(self._matrix.starts):
            room = self.scrollable_content_region.width - self._matrix.left_width
            hidden = self._matrix.starts[column] + self._matrix.widths[column] - room
            if self._matrix.starts[column] < x:
                x = self._matrix.begin(column)
            elif hidden > x:
                # A column cut at the left would show a cell without its letter.
                x = self._matrix.snapped(hidden)
        if (x, y) != self.scroll_offset:
            self.scroll_to(x, y, animate=False, immediate=True, force=True)
