"""One party's sheet on a screen of its own: to read out, to copy, to send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from raci_tui.core.errors import EditError, ExportError
from raci_tui.core.party_sheet import PartySheet, party_sheet
from raci_tui.core.state import Touched
from raci_tui.services.party_report import as_text, file_name, report_lines, write_sheet
from raci_tui.services.session import Session
from raci_tui.tui.commands import SHEET_COMMANDS, bindings
from raci_tui.tui.dropped import dropped_path, shown_path
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.over_matrix import OverMatrix
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.key_bar import KeyBar
from raci_tui.tui.widgets.report_view import ReportView

GONE: Final = "This party is no longer there. Esc goes back; Ctrl+Z brings back what you removed yourself."
_NAME_CELLS: Final = 40


class PartySheetScreen(OverMatrix):
    """Everything about one party. Dismissed with the id of the party read last.

    Args:
        order: Ids of the parties in the order in which one turns from sheet to sheet.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SHEET_COMMANDS)]
    OWN_COMMANDS = SHEET_COMMANDS

    def __init__(self, session: Session, keymap: Mapping[str, str], party: str, order: Sequence[str]) -> None:
        super().__init__(session, keymap)
        self.party = party
        self._order = tuple(order)
        self._sheet: PartySheet | None = None

    def compose(self) -> ComposeResult:
        """Title, sheet, status, keys."""
        yield Static(id="sheet-title")
        yield ReportView(id="sheet")
        yield StatusBar()
        yield KeyBar(self.keymap_shown, commands=SHEET_COMMANDS)

    def on_mount(self) -> None:
        """Show the sheet."""
        self._show(from_top=True)
        self.query_one(ReportView).focus()

    def follow(self, touched: Touched) -> None:
        """Show what a commit changed."""
        del touched
        self._show()

    def standing(self) -> str:
        """Which of how many parties it is."""
        if self.party not in self._order:
            return ""
        return f"party {self._order.index(self.party) + 1:,} of {len(self._order):,}"

    def action_close(self) -> None:
        """Back to the parties."""
        self.dismiss(self.party)

    def action_turn(self, step: int) -> None:
        """Show the sheet of the next or previous party that is still there."""
        there = [key for key in self._order if key in self.workspace.state.tables["parties"]]
        if not there:
            return
        here = there.index(self.party) if self.party in there else 0
        if not 0 <= here + step < len(there):
            self.say("This is the last party." if step > 0 else "This is the first party.")
            return
        self.party = there[here + step]
        self._show(from_top=True)

    def action_copy(self) -> None:
        """Copy the whole sheet as text."""
        with self.telling():
            self.app.copy_to_clipboard(as_text(self._need_sheet()))
            self.say("The sheet is copied as text.")

    @work
    async def action_export(self) -> None:
        """Ask for a file, and write the sheet to it as Markdown."""
        from raci_tui.tui.screens.dialogs import AskText, Confirm

        with self.telling():
            sheet = self._need_sheet()
            offered = (self.session.path or Path("workspace")).with_name(file_name(sheet))
            text = await self.app.push_screen_wait(
                AskText("Write the sheet as Markdown", shown_path(offered), what="file")
            )
            if not text:
                return
            path = dropped_path(text)
            if not path.absolute().parent.is_dir():
                raise ExportError(
                    f"there is no folder {shown_path(path.parent)}", "name a folder that is there"
                )
            if path.is_file():
                name = shorten(one_line(path.name), _NAME_CELLS)
                words = (
                    "There already is a file of this name. It stays as it is until the new one is complete."
                )
                sure = Confirm(f"Overwrite {name}?", words, "Overwrite", danger=True)
                if not await self.app.push_screen_wait(sure):
                    return
            write_sheet(self._need_sheet(), path, self.session.path)
            self.say(f"Written: {shown_path(path)}")

    @work
    async def action_details(self) -> None:
        """Open the party's details."""
        from raci_tui.tui.screens.party_form import PartyForm

        with self.telling():
            self._need_sheet()
            await self.app.push_screen_wait(PartyForm(self.workspace, self.party))

    def _need_sheet(self) -> PartySheet:
        if self._sheet is None:
            raise EditError("this party is no longer there", "it may have been removed meanwhile")
        return self._sheet

    def _show(self, *, from_top: bool = False) -> None:
        self._sheet = party_sheet(self.workspace, self.session.findings, self.party)
        title = self.query_one("#sheet-title", Static)
        if self._sheet is None:
            title.update(plain("Gone", "bold"))
            self.query_one(ReportView).show([("text", GONE)], from_top=True)
        else:
            name = shorten(one_line(self._sheet.party.name), 2 * _NAME_CELLS)
            workspace = shorten(one_line(self._sheet.workspace), _NAME_CELLS)
            title.update(plain(f"{name} · {workspace}", "bold"))
            self.query_one(ReportView).show(list(report_lines(self._sheet)), from_top=from_top)
        self.tell_status()
