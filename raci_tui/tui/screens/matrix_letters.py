"""Commands of the matrix screen that move, select, and set letters."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from raci_tui.core import editing
from raci_tui.core.clipboard import Pasted, copy_block, paste_block
from raci_tui.core.editing import Place
from raci_tui.core.errors import EditError, RaciError
from raci_tui.core.records import Layer
from raci_tui.tui.plain import sentence
from raci_tui.tui.screens.matrix_base import MatrixBase
from raci_tui.tui.widgets.matrix.grid import MatrixGrid

_MOVES = {"h": (0, -1), "j": (1, 0), "k": (-1, 0), "l": (0, 1)}


class LetterCommands(MatrixBase):
    """Moving, selecting, letters, copy and paste, undo."""

    _clipboard = ""

    def action_move(self, lines: int, columns: int) -> None:
        """Move the cursor."""
        self.grid.move(lines, columns)

    def action_extend(self, lines: int, columns: int) -> None:
        """Stretch the block."""
        self.grid.move(lines, columns, extend=True)

    def action_page(self, pages: int) -> None:
        """Move by screens."""
        self.grid.page(pages)

    def action_edge(self, where: str) -> None:
        """Move to an edge."""
        self.grid.edge(where)

    def action_mark(self) -> None:
        """Mark the cell."""
        self.grid.toggle_mark()

    def action_select_all(self) -> None:
        """Select every cell shown."""
        self.grid.select_all()

    def action_next_gap(self, step: int) -> None:
        """Move to the next element with an open finding in the shown layer."""
        if not self.grid.next_element(
            lambda element: bool(self.findings.open_in(element, self.shown_layer)), step
        ):
            self.say("No gap here: every element shown has one owner and somebody who does it.")

    def action_next_difference(self, step: int) -> None:
        """Move to the next cell whose plan differs."""
        rows = self.workspace.state.rows

        def differing(element: str) -> set[str]:
            return {cell.party for cell in rows.get(element, {}).values() if cell.differs}

        if not self.grid.next_place(differing, step):
            self.say("No difference here: nothing is planned that is not so already.")

    def action_show_layer(self, layer: Layer) -> None:
        """Show another layer; a filter is judged again by it."""
        self.shown_layer = layer
        self.rearrange()
        self.inspect()

    def on_mount(self) -> None:
        """Hear the letters of the scheme as they are typed."""
        self.grid.take_letter = self.type_letter

    def type_letter(self, character: str) -> bool:
        """Toggle a letter of the scheme in the selection; False where it is none."""
        code = character.upper()
        if not self.workspace.scheme.letter(code):
            return False
        self._on_places(lambda places: editing.type_letter(self.workspace, places, self.shown_layer, code))
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
        self._on_places(lambda places: editing.not_involved(self.workspace, places, self.shown_layer))

    def action_clear(self) -> None:
        """Make the cells of the shown layer look empty."""
        self._on_places(lambda places: editing.clear(self.workspace, places, self.shown_layer))

    def action_no_plan(self) -> None:
        """Let the cells follow current again; in today's layer there is no plan to drop."""
        if self.shown_layer == "current":
            self._on_places(lambda places: editing.clear(self.workspace, places, self.shown_layer))
        else:
            self._on_places(lambda places: editing.no_plan(self.workspace, places))

    def action_take_over(self) -> None:
        """Copy the target into current."""
        with self.telling():
            count = editing.take_over(self.workspace, self.grid.places())
            cells = "1 cell" if count == 1 else f"{count} cells"
            self.say(f"{cells} taken over from the target." if count else "Nothing differs here.")

    def action_hand_over(self) -> None:
        """Make the party under the cursor the only owner."""
        with self.telling():
            place = self._need_place()
            editing.hand_over(self.workspace, place, self.shown_layer)
            party = self.workspace.state.tables["parties"][place.party].name
            where = "today" if self.shown_layer == "current" else "in the target"
            self.say(f"{party} is now the only owner {where}.")

    def action_edit_cell(self) -> None:
        """Open the cell editor."""
        from raci_tui.tui.screens.cell_editor import CellEditor

        with self.telling():
            self.app.push_screen(CellEditor(self.workspace, self._need_place()))

    def on_matrix_grid_opened(self) -> None:
        """Open the cell editor for a double click."""
        self.action_edit_cell()

    def action_undo(self) -> None:
        """Take back the last edit of this app."""
        self._step_back(forward=False)

    def action_redo(self) -> None:
        """Make the undone edit again."""
        self._step_back(forward=True)

    def action_copy(self) -> None:
        """Copy the selected letters as tab-separated text, here and to the terminal's clipboard."""
        with self.telling():
            places = self.grid.places() or [self._need_place()]
            self._clipboard = copy_block(self.workspace, places, self.shown_layer)
            self.app.copy_to_clipboard(self._clipboard)
            self.say(f"Copied {len(places)} {'cell' if len(places) == 1 else 'cells'}.")

    def action_paste(self) -> None:
        """Paste what this app copied."""
        if self._clipboard:
            self._paste(self._clipboard)
        else:
            self.say(
                "Nothing copied here yet; to paste from a spreadsheet use your terminal's own paste key."
            )

    def on_paste(self, event: events.Paste) -> None:
        """Paste what the terminal brings, such as cells of a spreadsheet."""
        if self.focused is self.grid:
            event.stop()
            self._paste(event.text)

    def _paste(self, text: str) -> None:
        with self.telling():
            self._need_place()
            matrix, selection = self.grid.matrix, self.grid.selection
            elements = [line.element for line in matrix.lines[selection.line :] if line.element]
            parties = [party.id for party in matrix.parties[selection.column :]]
            pasted = paste_block(self.workspace, text, elements, parties, self.shown_layer)
            self._tell_pasted(pasted)

    def _tell_pasted(self, pasted: Pasted) -> None:
        if pasted.refused:
            what = "; ".join(pasted.refused[:3])
            more = f" and {len(pasted.refused) - 3} more" if len(pasted.refused) > 3 else ""
            were = "1 cell was" if len(pasted.refused) == 1 else f"{len(pasted.refused)} cells were"
            self.warn(f"{were} not pasted: {what}{more}.")
        if pasted.outside:
            did = "1 cell" if pasted.outside == 1 else f"{pasted.outside} cells"
            self.warn(f"{did} left out: the matrix ends before.")
        if pasted.cells or not pasted.refused:
            self.say(f"Pasted {pasted.cells} {'cell' if pasted.cells == 1 else 'cells'}.")

    def _step_back(self, *, forward: bool) -> None:
        with self.telling():
            commit = self.workspace.redo() if forward else self.workspace.undo()
            if commit is None:
                self.say("Nothing to redo." if forward else "Nothing to undo.")
                return
            self.say(
                f"{'Made again' if forward else 'Taken back'}: {commit.label.partition(': ')[2] or commit.label}"
            )
            cell = next((change for change in commit.changes if change.table == "cells"), None)
            if cell:
                self.grid.go_to(*cell.key.split("/"))

    def _need_place(self) -> Place:
        place = self.grid.place
        if place:
            return place
        if not self.grid.element:
            raise EditError("there is no element here", "add one with +")
        raise EditError("there is no party here", "add one with Ctrl+N")

    def _on_places(self, edit: Callable[[list[Place]], None]) -> None:
        try:
            places = self.grid.places()
            if not places:
                self._need_place()
            edit(places)
        except RaciError as error:
            self.warn(sentence(error))
            return
        if len(places) == 1:
            self._message = ""
        else:
            self.say(f"{len(places)} cells changed; Ctrl+Z takes all of it back.")
