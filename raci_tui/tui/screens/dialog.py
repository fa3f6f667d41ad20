"""What all dialogs have in common: a box with fields and buttons, and text that is kept while it is typed.

Enter confirms, escape cancels, tab walks the fields. What is wrong is said in one sentence inside the
dialog, which stays open with everything that was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static, TextArea

from raci_tui.core.errors import RaciError
from raci_tui.core.ledger import stamp, utc_now
from raci_tui.tui.plain import one_line, plain, sentence, shorten
from raci_tui.tui.screens.fields import Field, Line, Note

if TYPE_CHECKING:
    from raci_tui.services.drafts import Draft
    from raci_tui.tui.keeping import Keeper

T = TypeVar("T")
TITLE_CELLS: Final = 60
FRAME_LINES: Final = 6
"""Lines of a dialog around its fields: frame, space and buttons."""
PROBLEM_LINES: Final = 3
SPACIOUS: Final = 20
"""Lines of a window from which on the status and the keys at the bottom stay in sight below a dialog."""
BARS_LINES: Final = 2
NAME_CELLS: Final = 200
"""Longest part of a name shown within a sentence or a list."""


class Dialog(ModalScreen[T | None], Generic[T]):
    """A box with a title, fields and two buttons; dismissed with an answer, or None where cancelled.

    Attributes:
        YES: What the button that confirms says.
        KEYS: The keys, told in the frame.
        keeper: Keeps what is typed, once something is.
    """

    CSS_PATH = "../dialogs.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (SPACIOUS, "-usual"), (36, "-tall")]
    YES = "OK"
    KEYS = "Enter confirms · Esc cancels"
    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="dialog-cancel"),
        Binding("ctrl+s", "accept", "Confirm", id="dialog-confirm"),
        Binding("enter", "accept", "Confirm", show=False),
        Binding("left", "app.focus_previous", "Previous", show=False),
        Binding("right", "app.focus_next", "Next", show=False),
        Binding("pageup,shift+pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown,shift+pagedown", "page(1)", "Page down", show=False),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._problem = Static(id="problem")
        self._problem.display = False
        self.keeper: Keeper | None = None
        self._unfinished: dict[str, str] = {}

    def fields(self) -> ComposeResult:
        """What stands between title and buttons."""
        yield from ()

    def answer(self) -> T:
        """What the dialog is dismissed with.

        Raises:
            RaciError: Something is not right; said in the dialog, which stays open.
        """
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = plain(shorten(one_line(self._title), TITLE_CELLS))
            box.border_subtitle = Content(self.KEYS)
            with VerticalScroll(classes="body", can_focus=False):
                yield from self.fields()
            yield self._problem
            with Horizontal(classes="buttons"):
                yield from self.buttons()

    def buttons(self) -> ComposeResult:
        """The buttons, the one that confirms first."""
        yield Button(Content(self.YES), id="yes", variant="primary", compact=True)
        yield Button(Content("Cancel"), id="no", compact=True)

    # Unfinished text

    def texts(self) -> dict[str, str]:
        """What was typed, by field."""
        lines = {
            line.id or "text": line.value for line in self.query(Line) if line.is_kept and line.is_changed
        }
        return lines | {note.id or "note": note.text for note in self.query(Note) if note.is_changed}

    def fill(self, texts: dict[str, str]) -> None:
        """Put texts that were typed before into their fields."""
        for line in self.query(Line):
            if line.id in texts:
                line.value = texts[line.id]
        for note in self.query(Note):
            if note.id in texts:
                note.text = texts[note.id]

    def draft(self) -> Draft | None:
        """What is to be kept in case of a crash: here, more than a word."""
        from raci_tui.services.drafts import Draft

        texts = {field: text for field, text in self.texts().items() if len(text.split()) > 1}
        return (
            Draft(kind="dialog", name=one_line(self._title), texts=texts, at=stamp(utc_now()))
            if texts
            else None
        )

    def typed(self) -> None:
        """Have what is typed kept in a moment."""
        if self.keeper is None:
            from raci_tui.tui.keeping import Keeper

            self.keeper = Keeper(self, self.draft)
        self.keeper.typed()

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close; what was typed is saved or thrown away."""
        if self.keeper:
            self.keeper.done()
        return super().dismiss(result)

    def take_over(self, draft: Draft) -> None:
        """Go on with what was typed before a crash; called before the dialog is shown."""
        from raci_tui.tui.keeping import Keeper

        self._unfinished = draft.texts
        self.keeper = Keeper(self, self.draft)
        self.keeper.take(draft)

    def on_mount(self) -> None:
        """Go on with unfinished text."""
        if self._unfinished:
            self.fill(self._unfinished)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _text_typed(self) -> None:
        self.typed()

    def say(self, text: str) -> None:
        """Show one sentence above the buttons, or nothing."""
        self._problem.update(plain(text))
        self._problem.display = bool(text)
        self._fit(self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the buttons on the screen, however small it is."""
        self._fit(event.size.height)

    def _fit(self, height: int) -> None:
        taken = FRAME_LINES + (PROBLEM_LINES if self._problem.display else 0)
        taken += BARS_LINES if height >= SPACIOUS else 0
        self.query_one(".body").styles.max_height = max(1, height - taken)

    def action_page(self, direction: int) -> None:
        """Scroll what does not fit on the screen."""
        body = self.query_one(".body", VerticalScroll)
        body.scroll_relative(y=direction * max(1, body.size.height - 1), animate=False)

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def points_at_wrong(self) -> bool:
        """Go to the first field with a wrong value and say there what is wrong; False where there is none."""
        for field in self.query(Field):
            wrong = field.wrong()
            if wrong:
                field.say(wrong, wrong=True)
                field.control.focus()
                return True
        return False

    def action_accept(self) -> None:
        """Close with the answer, unless something is wrong."""
        self.say("")
        if self.points_at_wrong():
            return
        try:
            answer = self.answer()
        except RaciError as error:
            self.say(sentence(error))
            return
        self.dismiss(answer)

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def _accept(self) -> None:
        self.action_accept()

    @on(Button.Pressed, "#no")
    def _cancel(self) -> None:
        self.action_cancel()
