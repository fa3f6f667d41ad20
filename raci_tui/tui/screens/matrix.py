"""The matrix screen: who is responsible for what, today and as it should be."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import work
from textual.binding import BindingType
from textual.message import Message

from raci_tui.tui.commands import MATRIX_COMMANDS, bindings
from raci_tui.tui.screens.matrix_blocks import BlockCommands
from raci_tui.tui.screens.matrix_gaps import GapCommands
from raci_tui.tui.screens.matrix_letters import LetterCommands
from raci_tui.tui.screens.matrix_parties import PartiesCommand
from raci_tui.tui.screens.matrix_structure import StructureCommands
from raci_tui.tui.screens.matrix_views import ViewCommands
from raci_tui.tui.screens.matrix_waiving import WaivingCommands

SAVED_WITHIN_S: Final = 0.25
"""As long as nobody notices a wait."""


class OpenOther(Message):
    """The user wants another workspace."""


class MatrixScreen(
    LetterCommands,
    BlockCommands,
    StructureCommands,
    ViewCommands,
    GapCommands,
    PartiesCommand,
    WaivingCommands,
):
    """The screen with all its commands."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MATRIX_COMMANDS)]

    @work
    async def action_import_table(self) -> None:
        """Import a table into this workspace."""
        from raci_tui.tui.screens.import_dialog import ImportScreen

        await self.app.push_screen_wait(ImportScreen(self.session, None))

    def action_rules(self) -> None:
        """List the rules, and what this workspace sets of them."""
        from raci_tui.tui.screens.rule_list import RuleList

        self.app.push_screen(RuleList(self.workspace, self.session.host().rules))

    @work
    async def action_export(self) -> None:
        """Export what is shown, or everything."""
        from raci_tui.tui.screens.export_dialog import ExportDialog

        await self.app.push_screen_wait(
            ExportDialog(self.session, layer=self.shown_layer, elements=self.arrangement.elements,
                         query=self.query_text.text, journey=self.journey, shape=self.shape)
        )  # fmt: skip

    def action_open_other(self) -> None:
        """Choose another workspace."""
        self.app.post_message(OpenOther())

    def action_say_saved(self) -> None:
        """Say what is saved and where."""
        writer = self.session.writer
        if writer.status == "saving":
            # Whoever asks has just typed: a moment later there is something to say.
            writer.flush(SAVED_WITHIN_S)
        if writer.status == "saved":
            self.say(f"Everything is saved in {self.session.path}; every edit is, as it is made.")
        elif writer.status == "saving":
            self.say("Saving…")
        else:
            self.warn(
                f"Not saved yet: {writer.reason}. It is tried again and again; your edits are kept here."
            )
            writer.pump()
