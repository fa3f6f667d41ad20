"""Asks for one note for all selected cells."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.widgets import Select, Static

from raci_tui.core.area import Area
from raci_tui.core.blocks import name_of
from raci_tui.core.editing import NoteMode
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.dialog import NAME_CELLS
from raci_tui.tui.screens.fields import Field, Note, choice
from raci_tui.tui.screens.form import Form

_MODES: Final[tuple[tuple[str, NoteMode], ...]] = (
    ("Write it behind what is noted there", "append"),
    ("Write it in place of what is noted there", "replace"),
)


class NoteDialog(Form[tuple[str, NoteMode]]):
    """One note for many cells; dismissed with its text and what becomes of the notes that are there.

    A single cell's note is shown, to be changed.

    Args:
        places: The cells it is for; at least one.
    """

    YES = "Note it"
    KEYS = "Ctrl+S notes it · Tab next field · Esc cancels"

    def __init__(self, workspace: Workspace, places: Area) -> None:
        count = len(places)
        super().__init__("Note" if count == 1 else f"Note on {count:,} cells", workspace)
        self._noted = [cell.note for cell in places.filled(workspace.state) if cell.note]
        self._single = count == 1
        self._headline = name_of(workspace, places[0]) if self._single else ""

    def fields(self) -> ComposeResult:
        if self._single:
            yield Static(plain(shorten(one_line(self._headline), NAME_CELLS)), classes="headline")
        before = self._noted[0] if self._single and self._noted else ""
        yield Field("Note", Note(before, id="note"))
        if not self._single and self._noted:
            count = len(self._noted)
            hint = "1 of the cells has a note." if count == 1 else f"{count:,} of the cells have notes."
            yield Field("Other notes", choice(_MODES, "append", id="mode"), hint=hint)

    def answer(self) -> tuple[str, NoteMode]:
        """The text as it was typed, and what becomes of other notes."""
        text = self.query_one("#note", Note).text
        replaces = self._single or any(each.value == "replace" for each in self.query(Select))
        return text, "replace" if replaces else "append"
