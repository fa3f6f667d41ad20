"""What is asked where edits could not be saved and the app is about to quit."""

from __future__ import annotations

from typing import Literal

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from raci_tui.tui.plain import plain, sentence
from raci_tui.tui.screens.dialogs import Dialog

Answer = Literal["retry", "copy", "discard"]


class UnsavedScreen(Dialog[Answer]):
    """Retry, save a copy, or discard; None goes back to the matrix with everything kept.

    Args:
        reason: Why the edits could not be saved.
    """

    KEYS = "Enter presses the marked button · Esc goes back"

    def __init__(self, reason: str) -> None:
        super().__init__("Not saved")
        self._reason = reason

    def fields(self) -> ComposeResult:
        yield Static(plain(sentence(f"your last edits are not saved: {self._reason}")))
        yield Static(
            Content(
                "They are still here. A copy goes to a file of its own, which you can open like this one."
            ),
            classes="after",
        )

    def buttons(self) -> ComposeResult:
        yield Button(Content("Try again"), id="retry", variant="primary", compact=True)
        yield Button(Content("Save a copy…"), id="copy", compact=True)
        yield Button(Content("Discard them"), id="discard", variant="error", compact=True)
        yield Button(Content("Back"), id="no", compact=True)

    def answer(self) -> Answer:
        """What Ctrl+S asks for: to try again."""
        return "retry"

    @on(Button.Pressed, "#retry, #copy, #discard")
    def _decided(self, event: Button.Pressed) -> None:
        decided: Answer = (
            "discard" if event.button.id == "discard" else "copy" if event.button.id == "copy" else "retry"
        )
        self.dismiss(decided)
