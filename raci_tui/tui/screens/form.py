"""A dialog with many fields, which asks before what was typed is thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from raci_tui.core.ledger import stamp, utc_now
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import Confirm
from raci_tui.tui.screens.fields import Line, Note

if TYPE_CHECKING:
    from raci_tui.services.drafts import Draft

T = TypeVar("T")


class Form(Dialog[T]):
    """A dialog about one record of a workspace."""

    YES = "Save"
    KEYS = "Enter saves · Tab next field · Ctrl+S saves from a note · Esc cancels"

    def __init__(self, title: str, workspace: Workspace) -> None:
        super().__init__(title)
        self._workspace = workspace

    def is_changed(self) -> bool:
        """Whether something would be lost by closing."""
        typed = (*self.query(Line), *self.query(Note))
        return any(each.is_changed for each in typed)

    def subject(self) -> Draft:
        """What is typed, without the texts: which record it is about, where it can be gone on with."""
        from raci_tui.services.drafts import Draft

        return Draft(kind="dialog", name=one_line(self._title), texts={}, at=stamp(utc_now()))

    def draft(self) -> Draft | None:
        """Whatever would be lost by closing is kept in case of a crash."""
        from msgspec.structs import replace

        return replace(self.subject(), texts=self.texts()) if self.is_changed() else None

    def on_mount(self) -> None:
        reason = self._workspace.read_only_reason
        if reason:
            self.say(f"This workspace cannot be changed: {reason}.")

    def action_cancel(self) -> None:
        """Close without saving; ask first where something was typed."""
        if not self.is_changed():
            self.dismiss(None)
            return
        question = Confirm(
            "Not saved",
            "What you typed here is not saved yet. Throw it away?",
            "Throw away",
            "Go on typing",
            danger=True,
        )
        self.app.push_screen(question, self._asked)

    def _asked(self, sure: bool | None) -> None:
        if sure:
            self.dismiss(None)
