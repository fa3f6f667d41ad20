"""The cursor and the selected cells, drawn over rows that are painted without them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from raci_tui.core.editing import Place
from raci_tui.tui.plain import fit
from raci_tui.tui.widgets.matrix.kept_rows import Columns, cut
from raci_tui.tui.widgets.matrix.layout import Layout
from raci_tui.tui.widgets.matrix.selection import Selection

SELECTED_MARK: Final = "▏"


class Marks(NamedTuple):
    """What drawing them needs to know.

    Attributes:
        styles: A style per component name, whole but for overlays.
        base: The style of the bare grid.
    """

    selection: Selection
    layout: Layout
    styles: Mapping[str, Style]
    base: Style

    def lit(self, segments: list[Segment]) -> list[Segment]:
        """The row under the cursor."""
        # A mark or letter with a ground of its own keeps it: it is drawn in a colour meant for that ground.
        lit, plain_ground = self.styles["cursor-row"], self.base.bgcolor
        return [
            Segment(text, style + lit if style and style.bgcolor == plain_ground else style, control)
            for text, style, control in segments
        ]

    def over(
        self, segments: list[Segment], begin: int, line: int, element: str, columns: Columns
    ) -> list[Segment]:
        """Draw the cursor and the selected cells over a painted part of a row, which begins at `begin`."""
        for column in self._marked_columns(line, element, columns):
            start, width = self.layout.starts[column] - begin, self.layout.widths[column]
            cell = cut(segments, start, start + width)
            segments = [
                *cut(segments, 0, start),
                *self._cell_over(cell, line, column),
                *cut(segments, start + width),
            ]
        return segments

    def _marked_columns(self, line: int, element: str, columns: tuple[int, int]) -> list[int]:
        selection, parties = self.selection, self.layout.parties
        if not selection and line != selection.line:
            return []
        return [
            column
            for column in range(*columns)
            if (line, column) == (selection.line, selection.column)
            or (
                selection
                and parties[column].id
                and selection.holds(line, column, Place(element, parties[column].id))
            )
        ]

    def _cell_over(self, cell: list[Segment], line: int, column: int) -> list[Segment]:
        # Brackets and bar say without colour what is under the cursor and what is selected.
        text, width, base = "".join(segment.text for segment in cell), self.layout.widths[column], self.base
        if (line, column) == (self.selection.line, self.selection.column):
            bracketed = f"[{text.strip()}]"
            if cell_len(bracketed) > width:
                bracketed = fit(f"[{text.strip()}", width)
            rest = Segment(" " * (width - cell_len(bracketed)), base + self.styles["cursor-row"])
            return [Segment(bracketed, self.styles["cursor"]), rest]
        style = next((segment.style for segment in cell if segment.style), base)
        return [Segment(SELECTED_MARK + text[1:], style + self.styles["selected"])]
