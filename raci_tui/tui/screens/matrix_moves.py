"""Commands of the matrix screen that move and select, and choose the layer."""

from __future__ import annotations

from raci_tui.core.editing import edited_layer
from raci_tui.core.records import Layer
from raci_tui.tui.screens.matrix_finding import FindingCommands
from raci_tui.tui.widgets.matrix.selection import MOST_MARKS


class MoveCommands(FindingCommands):
    """Moving, selecting, jumping."""

    def action_move(self, lines: int, columns: int) -> None:
        """Move the cursor."""
        self.grid.move(lines, columns)

    def action_extend(self, lines: int, columns: int) -> None:
        """Stretch the block."""
        self.grid.move(lines, columns, extend=True)

    def action_page(self, pages: int, extend: bool = False) -> None:
        """Move by screens."""
        self.grid.page(pages, extend=extend)

    def action_edge(self, where: str, extend: bool = False) -> None:
        """Move to an edge."""
        self.grid.edge(where, extend=extend)

    def action_jump(self, lines: int, columns: int, extend: bool = False) -> None:
        """Move to where filled cells begin or end."""
        rows, shown, edited = self.workspace.state.rows, self.shown_layer, edited_layer(self.shown_layer)

        def filled(element: str, party: str) -> bool:
            cell = rows.get(element, {}).get(party)
            if cell is None:
                return False
            # The difference shows what is where nothing differs, and what comes or goes where it does.
            return (
                bool(cell.current or cell.differs)
                if shown == "diff"
                else bool(cell.current if edited == "current" else cell.planned)
            )

        self.grid.jump(lines, columns, filled, extend=extend)

    def action_mark(self) -> None:
        """Mark what is selected."""
        if not self.grid.toggle_mark():
            self.say(
                f"That is more than {MOST_MARKS:,} cells; mark whole rows or columns, or a smaller block."
            )

    def action_select_all(self) -> None:
        """Select every cell shown."""
        self.grid.select_all()

    def action_select_columns(self) -> None:
        """Select whole columns."""
        self.grid.select_columns()

    def action_select_rows(self) -> None:
        """Select whole rows."""
        self.grid.select_rows()

    def action_select_kind(self) -> None:
        """Select the columns of all parties under the same heading."""
        self.grid.select_kind()

    def action_next_gap(self, step: int) -> None:
        """Move to the next element with an open finding in the shown layer."""
        self.again = self.action_next_gap

        def open_here(element: str) -> bool:
            return bool(self.findings.gaps_in(element, self.shown_layer))

        round_ = self.goes_round(lambda: self.grid.next_element(open_here, step), step)
        if round_ is None and not self.arrangement.elements:
            self.say(self._why_empty() or "No element is shown.")
        elif round_ is None:
            self.say("No gap here: every element shown has one owner and somebody who does it.")
        elif round_:
            self.say(f"Gaps: {round_}.")

    def action_next_difference(self, step: int) -> None:
        """Move to the next cell whose plan differs."""
        rows = self.workspace.state.rows

        def differing(element: str) -> set[str]:
            return {cell.party for cell in rows.get(element, {}).values() if cell.differs}

        self.again = self.action_next_difference
        round_ = self.goes_round(lambda: self.grid.next_place(differing, step), step)
        if round_ is None:
            self.say("No difference here: nothing is planned that is not so already.")
        elif round_:
            self.say(f"Differences: {round_}.")

    def action_show_layer(self, layer: Layer) -> None:
        """Show another layer; a filter is judged again by it."""
        self.show_layer(layer)
