"""How the matrix screen makes an edit: previewed where it is large, one commit, and found again by undo."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from raci_tui.core.blocks import BlockEdit, make
from raci_tui.core.editing import Area, Place
from raci_tui.core.errors import EditError
from raci_tui.core.ledger import Commit
from raci_tui.services.session import Session
from raci_tui.tui.plain import one_line
from raci_tui.tui.screens.matrix_rows import RowCommands
from raci_tui.tui.widgets.matrix.selection import Held

PREVIEWED_ABOVE: Final = 20
"""Cells; what changes more of them is shown before it is done."""
SLOW_ABOVE: Final = 5_000
"""Cells; looking at more of them takes long enough to say so first."""
_HELD: Final = 500
"""Edits whose selection is kept for undo."""


class EditBase(RowCommands):
    """Making edits, and taking them back."""

    def __init__(self, session: Session, keymap: Mapping[str, str]) -> None:
        super().__init__(session, keymap)
        self._held: OrderedDict[str, Held] = OrderedDict()

    def edit_block(
        self,
        plan: Callable[[], BlockEdit],
        *,
        always_preview: bool = False,
        always_tell: bool = False,
        done: Callable[[BlockEdit], None] | None = None,
        remark: Callable[[], str] = str,
    ) -> None:
        """Make an edit, after a preview where it is large; says what was done, or why nothing was.

        Args:
            plan: Says what would change; asked again when a preview is confirmed.
            always_tell: Say what was done to a single cell too, since one may not see it.
            done: Called once it was made, before its selection is kept for undo.
            remark: Gives a sentence for the preview.
        """

        def begin() -> None:
            with self.telling():
                self._begin(plan, always_preview=always_preview, tell=always_tell, done=done, remark=remark)

        count = self.count_selected()
        if count > SLOW_ABOVE:
            self.say(f"Looking at {count:,} cells…")
            self.call_after_refresh(begin)
        else:
            begin()

    def selected(self) -> Area:
        """The selected cells.

        Raises:
            EditError: There is none.
        """
        places = self.grid.places()
        if not places:
            self.need_place()
        return places

    def need_place(self) -> Place:
        """The cell under the cursor.

        Raises:
            EditError: There is none; says what puts one there.
        """
        place = self.grid.place
        if place:
            return place
        self.refuse_folded()
        if not self.grid.element:
            raise EditError("there is no element here", "add one with +")
        raise EditError("there is no party here", "add one with Ctrl+N")

    def action_undo(self) -> None:
        """Take back the last edit of this app."""
        self._step_back(forward=False)

    def action_redo(self) -> None:
        """Make the undone edit again."""
        self._step_back(forward=True)

    def _begin(
        self,
        plan: Callable[[], BlockEdit],
        *,
        always_preview: bool,
        tell: bool,
        done: Callable[[BlockEdit], None] | None,
        remark: Callable[[], str],
    ) -> None:
        block = plan()
        if not block.changes:
            self.say(f"Nothing changed: {block.nothing}.")
            if done:
                done(block)
        elif self.workspace.read_only_reason:
            raise EditError("this workspace cannot be changed", self.workspace.read_only_reason)
        elif block.cells > PREVIEWED_ABOVE or always_preview:
            self._preview(plan, block, done, remark())
        else:
            self._make(block, done, tell=tell)

    def _preview(
        self,
        plan: Callable[[], BlockEdit],
        block: BlockEdit,
        done: Callable[[BlockEdit], None] | None,
        remark: str,
    ) -> None:
        from raci_tui.tui.screens.block_preview import BlockPreview

        def answered(confirmed: BlockEdit | None) -> None:
            if confirmed:
                with self.telling():
                    self._make(confirmed, done)

        self.app.push_screen(BlockPreview(self.workspace, plan, block, remark), answered)

    def _make(
        self, block: BlockEdit, done: Callable[[BlockEdit], None] | None, *, tell: bool = False
    ) -> None:
        # One letter is seen where it was typed: the counts are worth more than words about it.
        self._message = ""
        commit = make(self.workspace, block)
        if done:
            done(block)
        self._hold(commit)
        # What was done is worth more than how much is selected now.
        if commit and (tell or block.asked > 1 or block.title):
            self.say(f"{one_line(block.outcome(self.workspace))}; Ctrl+Z takes it back.")

    def _hold(self, commit: Commit | None) -> None:
        """Keep the selection for whoever takes the commit back."""
        held = self.grid.selection.hold(self.grid.matrix)
        if commit and held:
            self._held[commit.id] = held
            while len(self._held) > _HELD:
                self._held.popitem(last=False)

    def _step_back(self, *, forward: bool) -> None:
        with self.telling():
            commit = self.workspace.redo() if forward else self.workspace.undo()
            if commit is None:
                self._tell_no_step(forward=forward)
                return
            held = self._held.get(commit.undoes)
            if held:
                self._held[commit.id] = held
            self._show_again(commit, held, forward=forward)
            self.say(
                f"{'Made again' if forward else 'Taken back'}: {commit.label.partition(': ')[2] or commit.label}"
            )

    def _tell_no_step(self, *, forward: bool) -> None:
        """Say why there is nothing to take back or to make again, and what becomes of older edits."""
        if forward:
            self.say("Nothing to redo: nothing was undone since the last edit.")
        elif self.workspace.can_redo:
            self.say("Nothing more to undo since you opened this; Ctrl+Y makes the last one again.")
        else:
            self.say("Nothing to undo since you opened this workspace.")
            if self.workspace.head.position:
                self.notify(
                    "Ctrl+Z takes back what you have changed since you opened this workspace. Older edits stay: "
                    "raci-tui log lists them, and raci-tui export --at gives the matrix as it was before them.",
                    markup=False,
                )

    def _show_again(self, commit: Commit, held: Held | None, *, forward: bool) -> None:
        """Select what an edit was made on, or go to its first cell."""
        if self.grid.restore(held):
            return
        # What takes an edit back does so from its last cell to its first.
        changes = commit.changes if forward else reversed(commit.changes)
        cell = next((change for change in changes if change.table == "cells"), None)
        if cell:
            self.uncover(*cell.key.split("/"))
