"""The small dialogs, and what all dialogs have in common.

Enter confirms, escape cancels, tab walks the fields. What is wrong is said in one sentence inside the
dialog, which stays open with everything that was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from raci_tui.core.errors import RaciError
from raci_tui.core.ledger import stamp, utc_now
from raci_tui.core.text import clean_name, fold
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


class AskText(Dialog[str]):
    """Ask for one line, such as a name; the answer is clean and not empty.

    Args:
        what: What is asked for, in the sentence about a wrong value.
        hint: One sentence below the field.
    """

    def __init__(self, title: str, value: str = "", *, what: str = "name", hint: str = "") -> None:
        super().__init__(title)
        self._value = value
        self._what = what
        self._hint = hint

    def fields(self) -> ComposeResult:
        line = Line(self._value, check=lambda text: clean_name(text, self._what), id="text")
        yield Field(self._what.capitalize(), line, hint=self._hint)

    def answer(self) -> str:
        """The cleaned line."""
        return clean_name(self.query_one("#text", Line).value, self._what)


class Confirm(ModalScreen[bool]):
    """Ask a question that is answered by yes or no.

    Args:
        text: One or a few sentences: what will happen, and whether it can be taken back.
        yes: What the button does, as a verb.
    """

    CSS_PATH = "../dialogs.tcss"
    BINDINGS = [
        Binding("escape,n", "answer(False)", "No", id="confirm-no"),
        Binding("y", "answer(True)", "Yes", id="confirm-yes"),
        Binding("left,up", "app.focus_previous", "Previous", show=False),
        Binding("right,down", "app.focus_next", "Next", show=False),
    ]

    def __init__(
        self, title: str, text: str, yes: str = "Yes", no: str = "Cancel", *, danger: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._yes = yes
        self._no = no
        self._danger = danger

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog narrow") as box:
            box.border_title = plain(shorten(one_line(self._title), TITLE_CELLS))
            with VerticalScroll(classes="body", can_focus=False):
                yield Static(plain(self._text))
            with Horizontal(classes="buttons"):
                yield Button(
                    plain(self._yes), id="yes", variant="error" if self._danger else "primary", compact=True
                )
                yield Button(plain(self._no), id="no", compact=True)

    def action_answer(self, answer: bool) -> None:
        """Close with an answer."""
        self.dismiss(answer)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")


class FilteredList(Vertical):
    """A list narrowed by typing; arrows move in it while the filter keeps the focus.

    Args:
        options: Id, text and detail of each; an empty id makes a heading.
        line: The field that narrows it; one of its own otherwise.
    """

    BINDINGS = [
        Binding("up", "move('cursor_up')", "Up", show=False),
        Binding("down", "move('cursor_down')", "Down", show=False),
        Binding("pageup", "move('page_up')", "Page up", show=False),
        Binding("pagedown", "move('page_down')", "Page down", show=False),
    ]

    def __init__(
        self,
        options: Sequence[tuple[str, Content, str]],
        current: str = "",
        *,
        placeholder: str,
        line: Line | None = None,
    ) -> None:
        super().__init__()
        self._options: Sequence[tuple[str, Content, str]] = options
        self._current = current
        self._filter = line or Line(id="filter", late=True)
        self._filter.placeholder = placeholder
        self._list = OptionList(id="options")

    def compose(self) -> ComposeResult:
        yield self._filter
        yield self._list
        yield Static(Content("Nothing matches; delete some of the words."), id="nothing")

    def on_mount(self) -> None:
        self._list.can_focus = False
        self._show("")

    def set_options(self, options: Sequence[tuple[str, Content, str]]) -> None:
        """Show other options, narrowed as before."""
        self._current = self.highlighted or ""
        self._options = options
        self._show(self._filter.value)

    def action_move(self, how: str) -> None:
        """Move the highlight as the list itself would."""
        getattr(self._list, f"action_{how}")()

    @property
    def highlighted(self) -> str | None:
        """Id of the highlighted option."""
        option = self._list.highlighted_option
        return option.id if option else None

    @property
    def shown(self) -> list[str]:
        """Ids of the options that the filter leaves."""
        return [option.id for option in self._list.options if option.id]

    @on(Input.Changed, "#filter")
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def _show(self, typed: str) -> None:
        words = fold(typed).split()
        made: list[Option] = []
        heading: Option | None = None
        for option_id, shown, searched in self._options:
            if not option_id:
                heading = Option(shown, disabled=True)
            elif all(word in searched for word in words):
                made += [heading] if heading else []
                heading = None
                made.append(Option(shown, id=option_id))
        self._list.set_options(made)
        self.query_one("#nothing").display = not made
        places = [place for place, option in enumerate(made) if option.id]
        current = next((place for place in places if made[place].id == self._current), None)
        self._list.highlighted = current if current is not None else next(iter(places), None)


class Choose(Dialog[str]):
    """Choose one of a list; typing narrows it.

    Args:
        options: Id, label and detail of each.
        current: Id of the option highlighted first.
    """

    YES = "Choose"

    def __init__(self, title: str, options: Sequence[tuple[str, str, str]], current: str = "") -> None:
        super().__init__(title)
        self._options = options
        self._current = current

    def fields(self) -> ComposeResult:
        rows = [
            (f"o{place}", two_parts(label, detail), fold(f"{label} {detail}"))
            for place, (_, label, detail) in enumerate(self._options)
        ]
        ids = [option[0] for option in self._options]
        current = f"o{ids.index(self._current)}" if self._current in ids else ""
        yield FilteredList(rows, current, placeholder="Type to narrow the list")

    def answer(self) -> str:
        """Id of the highlighted option."""
        highlighted = self.query_one(FilteredList).highlighted
        if highlighted is None:
            raise RaciError("nothing is chosen", "delete some of the words, or press Escape")
        return self._options[int(highlighted[1:])][0]

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_accept()


def two_parts(label: str, detail: str = "", *, mark: str = "") -> Content:
    """A label and, not bold, what more there is to say; both may be users' texts."""
    parts = [plain(shorten(one_line(label), NAME_CELLS), "bold")]
    if detail:
        parts += [Content("  "), plain(shorten(one_line(detail), NAME_CELLS), "not bold")]
    return Content.assemble(mark, *parts)


def focusable(widget: Widget) -> Widget | None:
    """The first widget inside that takes the keyboard."""
    return next((inner for inner in widget.query("*") if inner.focusable), None)
