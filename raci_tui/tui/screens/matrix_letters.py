"""Commands of the matrix screen that set letters."""

from __future__ import annotations

from typing import NamedTuple

from raci_tui.core import editing
from raci_tui.core.records import Cell
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.screens.matrix_edits import EditBase
from raci_tui.tui.screens.matrix_moves import MoveCommands
from raci_tui.tui.widgets.matrix.grid import MatrixGrid

_MOVES = {"h": (0, -1), "j": (1, 0), "k": (-1, 0), "l": (0, 1)}
_FOR = {"current": "for today", "target": "for the target"}
_TYPED_CELLS = 20


class _Left(NamedTuple):
    """Letters that were typed for a cell and not saved, by layer; the cell as it was then."""

    cell: Cell
    letters: dict[str, str]


class LetterCommands(EditBase, MoveCommands):
    """Letters, not involved, empty; today and target."""

    _left: _Left | None = None

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
        self.edit_block(
            lambda: editing.cleared(self.workspace, self.selected(), self.shown_layer), always_tell=True
        )

    def action_no_plan(self) -> None:
        """Let the cells follow current again; in today's layer there is no plan to drop."""
        if self.shown_layer == "current":
            self.action_clear()
        else:
            self.edit_block(lambda: editing.unplanned(self.workspace, self.selected()), always_tell=True)

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
            place = self.need_place()
            editor = CellEditor(self.workspace, place, editing.edited_layer(self.shown_layer))
            left, self._left = self._left, None
            if left and left.cell == self.workspace.cell(*place):
                editor.bring_back(left.letters)
            self.app.push_screen(
                editor, lambda saved: self._edited_cell(place, editor.left, saved=bool(saved))
            )

    def _edited_cell(self, place: editing.Place, letters: dict[str, str], *, saved: bool) -> None:
        """Say what was saved; hold letters that were typed and not saved, and say how to get them back."""
        if saved:
            self.say(f"{one_line(self.workspace.can_undo)}; Ctrl+Z takes it back.")
        elif not letters:
            # What was left before is wanted no more.
            self.say("")
        else:
            self._left = _Left(self.workspace.cell(*place), letters)
            typed = " and ".join(
                f"{shorten(one_line(text), _TYPED_CELLS) or 'nothing'} {_FOR[layer]}"
                for layer, text in letters.items()
            )
            self.say(f"Not saved: {typed}. Enter on this cell brings it back.")

    def on_matrix_grid_opened(self) -> None:
        """Open the cell editor for a double click."""
        self.action_edit_cell()
