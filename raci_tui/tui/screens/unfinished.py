"""Offers text that was being typed when an app came to a sudden end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from raci_tui.tui.plain import one_line, plain, shorten

if TYPE_CHECKING:
    from raci_tui.services.drafts import Draft

Answer = Literal["continue", "discard", "later"]
_NAME_CELLS: Final = 60
_LONGEST: Final = 4000
"""Characters of a text that are shown."""


class UnfinishedScreen(ModalScreen[Answer]):
    """Shows one draft. Dismissed with what is to become of it.

    Args:
        gone: What it was typed for is no longer there, or cannot be opened again: it can only be copied.
        count: How many drafts there are in all, with its own place among them.
    """

    CSS_PATH = "../dialogs.tcss"
    BINDINGS = [
        Binding("escape", "answer('later')", "Later", id="unfinished-later"),
        Binding("delete", "answer('discard')", "Discard", id="unfinished-discard"),
        Binding("ctrl+c", "copy", "Copy", id="unfinished-copy"),
        Binding("left,up", "app.focus_previous", "Previous", show=False),
        Binding("right,down", "app.focus_next", "Next", show=False),
    ]

    def __init__(
        self, draft: Draft, *, gone: bool, count: tuple[int, int], now: datetime | None = None
    ) -> None:
        super().__init__()
        self._draft = draft
        self._gone = gone
        self._count = count
        self._now = now or datetime.now(UTC)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            place, count = self._count
            box.border_title = Content("Unfinished text" + (f" ({place} of {count})" if count > 1 else ""))
            box.border_subtitle = Content("Del discards · Ctrl+C copies · Esc asks again next time")
            with VerticalScroll(classes="body", can_focus=False):
                yield Static(plain(self._sentence()))
                for field, text in self._draft.texts.items():
                    yield Static(plain(_shown(field)), classes="after")
                    yield Static(plain(_text(field, text)[:_LONGEST]), classes="typed")
            with Horizontal(classes="buttons"):
                if not self._gone:
                    yield Button(Content("Continue"), id="continue", variant="primary", compact=True)
                yield Button(Content("Copy"), id="copy", compact=True)
                yield Button(Content("Discard"), id="discard", variant="error", compact=True)
                yield Button(Content("Later"), id="later", compact=True)

    def action_answer(self, answer: Answer) -> None:
        """Close with what is to become of it."""
        self.dismiss(answer)

    def action_copy(self) -> None:
        """Copy the texts to the clipboard; the draft stays."""
        self.app.copy_to_clipboard("\n".join(_text(*each) for each in self._draft.texts.items()))
        self.notify("Copied; the text stays here too.", markup=False)

    def _sentence(self) -> str:
        draft = self._draft
        name = shorten(one_line(draft.name), _NAME_CELLS)
        fields = ", ".join(_shown(field).lower() for field in draft.texts)
        about = f"for “{name}”" if name else "for something new"
        if draft.kind == "dialog":
            about = f"in “{name}”"
        elif not draft.key:
            about = f"for a new {draft.kind}" + (f", “{name}”" if name else "")
        said = f"You had unfinished text {about} ({shorten(fields, 60)}), {age(draft.at, self._now)}."
        if self._gone and draft.kind != "dialog":
            said += " That has been removed meanwhile: you can copy the text."
        return said

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "copy":
            self.action_copy()
        else:
            self.dismiss(
                "continue" if event.button.id == "continue" else
                "discard" if event.button.id == "discard" else "later"
            )  # fmt: skip


def age(at: str, now: datetime) -> str:
    """How long ago a time was, in words; a time that cannot be read was *some time ago*."""
    try:
        minutes = int((now - datetime.fromisoformat(at)).total_seconds() // 60)
    except (ValueError, TypeError, OverflowError):
        return "some time ago"
    if minutes < 1:
        return "just now"
    for size, word in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {word}{'' if count == 1 else 's'} ago"
    return "just now"


def _shown(field: str) -> str:
    return "Pain" if field.startswith("pain") else one_line(field).capitalize()[:40]


def _text(field: str, text: str) -> str:
    # A pain of a form is kept with how bad it is and its source in lines of their own.
    return " ".join(text.split("\n", 2)).strip() if field.startswith("pain:") else text
