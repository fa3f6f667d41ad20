"""Selecting cells with a cursor: blocks, whole rows and columns, marks, and jumps along what is filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from raci_tui.core.area import Area
from raci_tui.core.arrange import Column
from raci_tui.tui.widgets.matrix.cursor import CursorView
from raci_tui.tui.widgets.matrix.lines import Lines
from raci_tui.tui.widgets.matrix.selection import Held
from raci_tui.tui.widgets.matrix.zones import kind_columns


class ShownBlock(NamedTuple):
    """A block and the rows and columns it was stretched over."""

    held: Held
    lines: Lines
    parties: tuple[Column, ...]


class SelectingView(CursorView, can_focus=True, inherit_bindings=False):
    """A layout in which cells are selected."""

    def places(self) -> Area:
        """The selected cells, or the one under the cursor; hidden cells never."""
        return self.selection.places(self._matrix)

    def jump(
        self, lines: int, columns: int, filled: Callable[[str, str], bool], *, extend: bool = False
    ) -> None:
        """Move to where filled cells begin or end, else to the edge, as spreadsheets do.

        Args:
            lines, columns: The direction; one of them is 0.
            filled: Whether the cell of an element and a party holds anything.
        """
        layout, line, column = self._matrix, self.selection.line, self.selection.column
        if not self.place:
            return
        if lines:
            party = self.party
            way = range(line + lines, len(layout.lines) if lines > 0 else -1, lines)
            ahead = (place for place in way if layout.lines[place].element)
            line = _boundary(line, ahead, lambda place: filled(layout.lines[place].element, party))
        else:
            element = self.element
            way = range(column + columns, len(layout.parties) if columns > 0 else -1, columns)
            column = _boundary(column, way, lambda place: filled(element, layout.parties[place].id))
        self._put_cursor(line, column, keep_block=extend)

    def toggle_mark(self) -> bool:
        """Mark what is selected, or take the marks away; False where that is too much to be marked."""
        if not self.place:
            return True
        done = self.selection.toggle_marks(self._matrix)
        self._select_anew()
        return done

    def select_all(self) -> None:
        """Select every cell shown; the cursor stays."""
        if self._matrix.lines and self._matrix.parties:
            self._begin_block()
            self.selection.all_lines = self.selection.all_columns = True
            self._select_anew()

    def select_columns(self) -> None:
        """Select the whole columns of the block, or of the cursor."""
        if self.party:
            self._begin_block()
            self.selection.all_lines = True
            self._select_anew()

    def select_rows(self) -> None:
        """Select the whole rows of the block, or of the cursor."""
        if self.element:
            self._begin_block()
            self.selection.all_columns = True
            self._select_anew()

    def select_kind(self, column: int | None = None) -> None:
        """Select the columns of all parties under one heading, the cursor's if no other is named."""
        if self.place:
            columns = kind_columns(self._matrix, self.selection.column if column is None else column)
            self.selection.anchor = (self.selection.line, columns[-1])
            self.selection.column = columns[0]
            self.selection.all_lines, self.selection.all_columns = True, False
            self._select_anew()

    def select_block(self, elements: Iterable[str], parties: Iterable[str]) -> None:
        """Select a block, the cursor on its first cell; where it has holes, only go there."""
        wanted_rows, wanted_columns = set(elements), set(parties)
        lines = [place for place, line in enumerate(self._matrix.lines) if line.element in wanted_rows]
        columns = [place for place, party in enumerate(self._matrix.parties) if party.id in wanted_columns]
        if lines and columns:
            self.selection.drop()
            between = sum(1 for line in self._matrix.lines[lines[0] : lines[-1] + 1] if line.element)
            whole = between == len(lines) and columns[-1] - columns[0] + 1 == len(columns)
            if whole and len(lines) + len(columns) > 2:
                self.selection.anchor = (lines[-1], columns[-1])
            self._put_cursor(lines[0], columns[0], keep_block=self.selection.anchor is not None)

    def restore(self, held: Held | None) -> bool:
        """Select what was held; False, and nothing changed, where its corners are not shown."""
        if held is None or not self.selection.restore(self._matrix, held):
            return False
        self._reveal()
        self._select_anew()
        return True

    def drop_selection(self) -> bool:
        """Drop block and marks; False where there were none."""
        had = bool(self.selection)
        self.selection.drop()
        if had:
            self._select_anew()
        return had

    def block_shown(self) -> ShownBlock | None:
        """The block as it is, to be kept while the matrix is shown in another layer."""
        held = self.selection.hold(self._matrix) if self.selection.anchor else None
        return ShownBlock(held, self._matrix.lines, self._matrix.parties) if held else None

    def keep_block(self, block: ShownBlock | None) -> None:
        """Stretch the block again if it still covers the same rows and columns."""
        if block is None or block.lines != self._matrix.lines:
            return
        if [party.id for party in block.parties] == [party.id for party in self._matrix.parties]:
            self.restore(block.held)

    def _begin_block(self) -> None:
        if self.selection.anchor is None:
            self.selection.anchor = (self.selection.line, self.selection.column)

    def _select_anew(self) -> None:
        self.refresh()
        self.moved()


def _boundary(here: int, ahead: Iterable[int], filled: Callable[[int], bool]) -> int:
    """The place to jump to: the end of what is filled, the next that is filled, or the last there is."""
    last, run = here, None
    for place in ahead:
        is_filled = filled(place)
        if run is None:
            # Within a run of filled cells one goes to its end, from there and from empty cells to the next run.
            run = filled(here) and is_filled
        if run and not is_filled:
            return last
        if not run and is_filled:
            return place
        last = place
    return last
