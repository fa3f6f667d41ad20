"""Commands of the matrix screen that set letters."""

from __future__ import annotations

from raci_tui.core import editing
from raci_tui.tui.screens.matrix_edits import EditBase
from raci_tui.tui.screens.matrix_moves import MoveCommands
from raci_tui.tui.widgets.matrix.grid import MatrixGrid

_MOVES = {"h": (0, -1), "j": (1, 0), "k": (-1, 0), "l": (0, 1)}


class LetterCommands(EditBase, MoveCommands):
    """Letters, not involved, empty; today and target."""

    def on_mount(self) -> None:
        """Hear the letters of the scheme as they are typed."""
        self.grid.take_letter = self.type_letter

    def type_letter(self, character: str) -> bool:
        """Toggle a letter of the scheme in the selection; False where it is none."""
        code = character.upper()
        if not self.workspace.scheme.letter(code):
            return False
        self.edit_block(lambda: editing.typed(self.workspace, self.selected(), self.shown_layer, code))
        return True

    async def on_matrix_grid_typed(self, event: MatrixGrid.Typed) -> None:
        """Do what a letter that is not the scheme's is bound to, if anything."""
        if bound := self.active_bindings.get(event.character):
            await self.app.run_action(bound.binding.action, bound.node)
        elif event.character in _MOVES:
            self.grid.move(*_MOVES[event.character])
        elif event.character == "u":
            self.action_undo()
        else:
            letters = ", ".join(f"{letter.code} {letter.name}" for letter in self.workspace.scheme.letters)
            self.say(f"{event.character} is no letter of {self.workspace.scheme.name}: {letters}.")

    def action_not_involved(self) -> None:
        """Say that the parties have no part."""
        self.edit_block(lambda: editing.not_involved(self.workspace, self.selected(), self.shown_layer))

    def action_clear(self) -> None:
        """Make the cells of the shown layer look empty."""
        self.edit_block(lambda: editing.cleared(self.workspace, self.selected(), self.shown_layer))

    def action_no_plan(self) -> None:
        """Let the cells follow current again; in today's layer there is no plan to drop."""
        if self.shown_layer == "current":
            self.action_clear()
        else:
            self.edit_block(lambda: editing.unplanned(self.workspace, self.selected()))

    def action_take_over(self) -> None:
        """Copy the target into current."""
        self.edit_block(lambda: editing.taken_over(self.workspace, self.selected()), always_tell=True)

    def action_plan_as_is(self) -> None:
        """Copy current into the target."""
        self.edit_block(lambda: editing.planned_as_is(self.workspace, self.selected()), always_tell=True)

    def action_hand_over(self) -> None:
        """Make the party of the selected cells the only owner of their elements."""
        self.edit_block(lambda: editing.handed_over(self.workspace, self.selected(), self.shown_layer))

    def action_edit_cell(self) -> None:
        """Open the cell editor; what is folded away under the cursor is unfolded instead."""
        if self.unfold_here():
            return
        from raci_tui.tui.screens.cell_editor import CellEditor

        with self.telling():
            self.app.push_screen(CellEditor(self.workspace, self.need_place()))

    def on_matrix_grid_opened(self) -> None:
        """Open the cell editor for a double click."""
        self.action_edit_cell()
