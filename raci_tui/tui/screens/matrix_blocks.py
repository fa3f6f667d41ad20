"""Commands of the matrix screen for many cells at once: copy, paste, fill, notes, an owner for all that lack one.

What they need is imported when it is needed: the first screen should not wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import events, work

from raci_tui.core import editing
from raci_tui.core.blocks import BlockEdit
from raci_tui.core.editing import Area
from raci_tui.core.errors import EditError
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.screens.matrix_edits import EditBase
from raci_tui.tui.screens.matrix_unfinished import UnfinishedCommands

if TYPE_CHECKING:
    from raci_tui.core.clipboard import Pasting
    from raci_tui.core.sheet_text import SheetText

_TOLD_IN_A_TOAST: Final = 3
_PATH_CHARACTERS: Final = 4096
_TERMINALS_TAKE: Final = 100_000
"""Bytes of a clipboard that most terminals take; xterm and those like it drop what is longer."""


class BlockCommands(EditBase, UnfinishedCommands):
    """Copy, paste, fill, notes, owners."""

    _clipboard: SheetText | None = None

    # Copy

    def action_copy(self) -> None:
        """Copy the selected letters as tab-separated text, here and to the terminal's clipboard."""
        with self.telling():
            self._copy(self.selected())

    def action_copy_with_headings(self) -> None:
        """Copy the selected letters with the names of their elements and parties."""
        with self.telling():
            self._copy(self.selected(), named=True)

    def action_cut(self) -> None:
        """Copy the selected letters, and clear them."""
        with self.telling():
            self._copy(self.selected())
            self.edit_block(
                lambda: editing.cleared(self.workspace, self.selected(), self.shown_layer, "Cut"),
                always_tell=True,
            )

    def _copy(self, area: Area, *, named: bool = False) -> None:
        from raci_tui.core import clipboard, sheet_text
        from raci_tui.core.sheet_text import SheetText

        order = {party.id: place for place, party in enumerate(self.grid.matrix.parties) if party.id}
        parties = sorted(area.parties, key=order.__getitem__)
        rows = clipboard.copied(self.workspace, area, parties, self.shown_layer)
        if named:
            rows = clipboard.with_headings(self.workspace, rows, area, parties)
        self._clipboard = SheetText(rows, 0)
        text = sheet_text.write(rows)
        self.app.copy_to_clipboard(text)
        said = f"Copied {_cells(len(area))}{' with headings' if named else ''}."
        if len(text.encode()) > _TERMINALS_TAKE:
            said += " Some terminals take less; Ctrl+V here pastes all of it."
        self.say(said)

    # Paste

    def action_paste(self) -> None:
        """Paste what this app copied."""
        if self._clipboard:
            self._paste(self._clipboard)
        else:
            self.say(
                "Nothing copied here yet; to paste from a spreadsheet use your terminal's own paste key."
            )

    def on_paste(self, event: events.Paste) -> None:
        """Give what the terminal brings to the first that knows what to do with it."""
        if self.focused is self.grid:
            event.stop()
            for take in (self._take_file, self.offers_pasted, self._take_letters):
                if take(event.text):
                    return

    def _take_file(self, text: str) -> bool:
        """Open the import for a file that was dropped on the matrix."""
        from raci_tui.tui.dropped import dropped_path, existing_file

        line = text.strip()
        if not line or "\n" in line or "\r" in line or len(line) > _PATH_CHARACTERS:
            return False
        path = dropped_path(line)
        if not path.is_absolute() or not _exists(path):
            return False
        with self.telling():
            self._import_file(existing_file(line))
        return True

    @work
    async def _import_file(self, path: Path) -> None:
        from raci_tui.tui.screens.import_dialog import ImportScreen

        await self.app.push_screen_wait(ImportScreen(self.session, path))

    def _take_letters(self, text: str) -> bool:
        """Set cells from what a spreadsheet copied, from the first selected cell on."""
        from raci_tui.core import sheet_text

        if not text.strip("\r\n"):
            self.say("Nothing pasted: the clipboard is empty.")
            return True
        matrix = self.grid.matrix
        # One more row and column than there are may be headings.
        self._paste(sheet_text.parse(text, len(matrix.lines) + 1, len(matrix.parties) + 1))
        return True

    def _paste(self, block: SheetText) -> None:
        from raci_tui.core.clipboard import holds_letters

        with self.telling():
            self.need_place()
            if not holds_letters(self.workspace, block.rows):
                self.warn(f"Nothing was pasted: no letters of {self.workspace.scheme.name} stand in it.")
                return
            last: list[Pasting] = []

            def plan() -> BlockEdit:
                last[:] = [self._pasting(block)]
                return last[0].edit

            def done(_: BlockEdit) -> None:
                if not self.grid.selection.is_marked:
                    self.grid.select_block(last[0].placed.elements, last[0].placed.parties)
                self._tell_pasted(last[0])

            self.edit_block(plan, always_tell=True, done=done, remark=lambda: _remark(last[0]))

    def _pasting(self, block: SheetText) -> Pasting:
        from raci_tui.core.clipboard import Ground, pasted

        matrix, selection = self.grid.matrix, self.grid.selection
        elements = [line.element for line in matrix.lines if line.element]
        parties = [party.id for party in matrix.parties if party.id]
        rows, columns = selection.block_ids(matrix)
        ground = Ground(
            elements=elements[elements.index(rows[0]) :],
            parties=parties[parties.index(columns[0]) :],
            selected=(len(rows), len(columns)),
            marks=self.selected() if self._marks_add(len(rows) * len(columns)) else Area(),
            shown=(elements, parties),
        )
        return pasted(self.workspace, block, ground, self.shown_layer)

    def _tell_pasted(self, pasting: Pasting) -> None:
        """Say what was left out, and why: a few in a toast, more in a list."""
        if pasting.outside:
            self.warn(f"{_cells(pasting.outside)} left out: the matrix ends before.")
        if len(pasting.refused) > _TOLD_IN_A_TOAST:
            from raci_tui.tui.screens.block_preview import RefusedList

            self.app.push_screen(RefusedList(pasting.refused, pasting.edit.cells))
        elif pasting.refused:
            what = "; ".join(
                one_line(
                    each.reason
                    if each.element and each.party
                    else f"{each.element or each.party}: {each.reason}"
                )
                for each in pasting.refused
            )
            were = "1 cell was" if len(pasting.refused) == 1 else f"{len(pasting.refused)} cells were"
            self.warn(f"{were} not pasted: {shorten(what, 200)}.")

    # Fill

    def action_fill_down(self) -> None:
        """Copy the first row of the block down; of a single row, what stands above it."""
        from raci_tui.core.fill import filled_down

        with self.telling():
            rows, columns = self._block_to_fill()
            source = rows[0]
            if len(rows) == 1:
                above = [
                    line.element
                    for line in self.grid.matrix.lines[: self.grid.selection.line]
                    if line.element
                ]
                if not above:
                    raise EditError("there is no element above to fill from", "select several rows")
                source = above[-1]
            else:
                rows = rows[1:]
            self.edit_block(
                lambda: filled_down(self.workspace, source, rows, columns, self.shown_layer), always_tell=True
            )

    def action_fill_right(self) -> None:
        """Copy the first column of the block to the right; of a single column, what stands left of it."""
        from raci_tui.core.fill import filled_right

        with self.telling():
            rows, columns = self._block_to_fill()
            source = columns[0]
            if len(columns) == 1:
                left = self.grid.matrix.parties[: self.grid.selection.column]
                source = next((party.id for party in reversed(left) if party.id), "")
                if not source:
                    raise EditError("there is no party at the left to fill from", "select several columns")
            else:
                columns = columns[1:]
            self.edit_block(
                lambda: filled_right(self.workspace, source, rows, columns, self.shown_layer),
                always_tell=True,
            )

    def _block_to_fill(self) -> tuple[list[str], list[str]]:
        self.need_place()
        rows, columns = self.grid.selection.block_ids(self.grid.matrix)
        if self._marks_add(len(rows) * len(columns)):
            raise EditError(
                "scattered marks cannot be filled",
                "drop them with Esc, and stretch a block with Shift and the arrows",
            )
        return rows, columns

    def _marks_add(self, block: int) -> bool:
        """Whether more is selected than the cells of the block: what is marked and hidden does not count."""
        return self.grid.selection.is_marked and self.count_selected() != block

    # Notes and owners

    @work
    async def action_note(self) -> None:
        """Write one note to every selected cell."""
        from raci_tui.tui.screens.note_dialog import NoteDialog

        places = Area()
        with self.telling():
            places = self.selected()
        if not places:
            return
        asked = await self.app.push_screen_wait(NoteDialog(self.workspace, places))
        if asked:
            text, mode = asked
            self.edit_block(lambda: editing.noted(self.workspace, places, text, mode), always_tell=True)

    @work
    async def action_give_unowned(self) -> None:
        """Plan one party as owner of every shown element that would have none."""
        from raci_tui.tui.screens.dialogs import Choose

        elements = self.arrangement.unfolded
        unowned = sum(self.findings.is_unowned(element, "target") for element in elements)
        shown = [column.parties[0] for column in self.grid.matrix.parties if column.id]
        parties = [party for party in shown if not (party.retired or party.vacant)]
        if not unowned or not parties:
            owned = "Every element shown has an owner in the target." if elements else "No element is shown."
            self.say(owned if parties else "There is no party yet.")
            return
        count = "1 element" if unowned == 1 else f"{unowned:,} elements"
        options = [(party.id, party.name, party.short) for party in parties]
        chosen = await self.app.push_screen_wait(
            Choose(f"Who shall own the {count} without an owner?", options, self.grid.party)
        )
        if chosen:
            self.edit_block(
                lambda: editing.owned_by(self.workspace, self.findings, elements, chosen), always_preview=True
            )


def _remark(pasting: Pasting) -> str:
    parts = []
    if pasting.by_headings:
        parts.append("Placed by the names beside the letters.")
    if pasting.refused:
        parts.append(f"Not pasted, since they are no letters: {_cells(len(pasting.refused))}.")
    if pasting.outside:
        parts.append(f"Left out, since the matrix ends before: {_cells(pasting.outside)}.")
    return " ".join(parts)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
