"""What is asked where edits could not be saved, or saving has no end, and the app is about to quit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from raci_tui.tui.plain import plain, sentence
from raci_tui.tui.screens.dialog import Dialog

Answer = Literal["retry", "copy", "discard"]
LOOK_S: Final = 0.1


class UnsavedScreen(Dialog[Answer]):
    """Retry, save a copy, or discard; None goes back to the matrix with everything kept.

    Args:
        reason: Why the edits are not saved.
        under_way: They may still be saved, so that to try again is to wait.
        saved: Says whether they are saved by now; then there is nothing to ask any more.
    """

    KEYS = "Enter presses the marked button · Esc goes back"

    def __init__(
        self, reason: str, *, under_way: bool = False, saved: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__("Not saved yet" if under_way else "Not saved")
        self._reason = reason
        self._under_way = under_way
        self._saved = saved

    def on_mount(self) -> None:
        """Look now and then whether there still is something to ask."""
        self.set_interval(LOOK_S, self._look)

    def fields(self) -> ComposeResult:
        yet = " yet" if self._under_way else ""
        yield Static(plain(sentence(f"your last edits are not saved{yet}: {self._reason}")))
        yield Static(
            Content(
                "They are still here. A copy goes to a file of its own, which you can open like this one."
            ),
            classes="after",
        )

    def buttons(self) -> ComposeResult:
        again = "Keep waiting" if self._under_way else "Try again"
        yield Button(Content(again), id="retry", variant="primary", compact=True)
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
        if self.is_current:
            self.dismiss(decided)

    def _look(self) -> None:
        if self.is_current and self._saved():
            self.dismiss("retry")
