"""What dialogs are made of: labelled fields that clean what is typed and say below them what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.validation import ValidationResult, Validator
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Select, Static, TextArea
from textual.widgets.text_area import EditResult, Location

from raci_tui.core.errors import EditError, RaciError
from raci_tui.core.ledger import Change
from raci_tui.core.text import clean, clean_line
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain, sentence, shorten

V = TypeVar("V")
LABEL_CELLS: Final = 16
"""Terminal cells for labels, as the stylesheet has them."""


class Says(Validator):
    """Lets a check decide: what it raises as `RaciError` is the sentence shown below the field."""

    def __init__(self, check: Callable[[str], object]) -> None:
        super().__init__()
        self._check = check

    def validate(self, value: str) -> ValidationResult:
        """Run the check."""
        try:
            self._check(value)
        except RaciError as error:
            return self.failure(sentence(error))
        return self.success()


class Line(Input):
    """A field of one line: what gets in is clean, and a paste of several lines is told."""

    BINDINGS = [Binding("ctrl+a", "select_all", "Select all", show=False)]

    class MoreLines(Message):
        """A paste had more lines than fit."""

        def __init__(self, line: Line, count: int) -> None:
            super().__init__()
            self.line = line
            self.count = count

        @property
        def control(self) -> Line:
            """The field."""
            return self.line

    def __init__(
        self,
        value: str = "",
        *,
        check: Callable[[str], object] = clean_line,
        placeholder: str = "",
        id: str | None = None,
        late: bool = False,
    ) -> None:
        """Make a field.

        Args:
            late: A path or a filter: what is wrong is said on confirming, not while typing, since half a path
                is never right, and it is not kept for after a crash.
        """
        super().__init__(
            value, placeholder=placeholder, validators=[Says(check)], id=id, compact=True,
            validate_on=["submitted"] if late else ["changed", "submitted"],
        )  # fmt: skip
        self._first = _flat(value)
        self.is_kept = not late

    @property
    def is_changed(self) -> bool:
        """Whether it holds another text than it began with."""
        return self.value != self._first

    def read(self, reader: Callable[[str], V], unchanged: V) -> V:
        """Read the text, or take what stood for the text it began with."""
        return reader(self.value) if self.is_changed else unchanged

    def validate_value(self, value: str) -> str:
        """Keep out what a terminal would obey."""
        return _flat(value)

    def on_paste(self, event: events.Paste) -> None:
        """Keep the first line that says something; Textual would drop the others silently."""
        event.text = self._first_line(event.text)

    def replace(self, text: str, start: int, end: int) -> None:
        """Every way into the field ends here."""
        super().replace(self._first_line(text), start, end)

    def _first_line(self, text: str) -> str:
        lines = [line for line in clean(text).split("\n") if line.strip()]
        if len(lines) > 1:
            self.post_message(self.MoreLines(self, len(lines)))
        first = lines[0] if lines else text.replace("\n", "")
        return _flat(first)


def _flat(text: str) -> str:
    """Clean a text for a field of one line; spaces stay as they are, since a path may hold several."""
    return clean(text).replace("\n", " ").replace("\t", " ")


class Note(TextArea):
    """A field of several lines; Tab leaves it, and what gets in is clean."""

    def on_paste(self, event: events.Paste) -> None:
        """Keep the paste here: Textual's own lets it rise to the app, which may give it back once more."""
        event.stop()

    def __init__(self, value: str = "", *, id: str | None = None) -> None:
        super().__init__(clean(value), id=id, compact=True, highlight_cursor_line=False, tab_behavior="focus")
        self._first = self.text

    @property
    def is_changed(self) -> bool:
        """Whether it holds another text than it began with."""
        return self.text != self._first

    def replace(
        self, insert: str, start: Location, end: Location, *, maintain_selection_offset: bool = True
    ) -> EditResult:
        """Every way into the field ends here."""
        return super().replace(clean(insert), start, end, maintain_selection_offset=maintain_selection_offset)


class Field(Widget):
    """A label, a control, and below it one sentence where something is wrong.

    It paints its label itself, and makes the sentence's place when there is something to say: a form is shown
    as soon as its widgets are made, so there should be few.

    Args:
        label: Our own word for it.
        control: What is filled in.
        hint: Shown below while nothing is wrong.
        above: The control has its own height: the label stands above it, as does one that is long.
    """

    def __init__(
        self, label: str, control: Widget, *, hint: str = "", id: str | None = None, above: bool = False
    ) -> None:
        above = above or cell_len(label) >= LABEL_CELLS
        super().__init__(id=id, classes="above" if above else None)
        self.control = control
        self._label = label
        self._hint = hint
        self._said: str | Content = hint
        self._below: Static | None = None

    def compose(self) -> ComposeResult:
        yield self.control
        if self._said:
            self._below = Static(self._content, classes="below")
            yield self._below

    def render(self) -> Content:
        """The label; the control lies over the rest."""
        return plain(self._label, "bold underline" if self.has_class("focused") else "")

    def say(self, text: str | Content, *, wrong: bool = False) -> None:
        """Show a sentence below the control; an empty one brings the hint back."""
        self._said = text or self._hint
        if self._below is None and self._said and self.is_mounted:
            self._below = Static(self._content, classes="below")
            self.mount(self._below)
        if self._below is not None:
            self._below.update(self._content)
            self._below.set_class(wrong and bool(text), "wrong")
            self._below.display = bool(self._said)

    @property
    def _content(self) -> Content:
        return plain(self._said) if isinstance(self._said, str) else self._said

    def wrong(self) -> str:
        """What is wrong with the value, as a sentence, or nothing."""
        if not isinstance(self.control, Input):
            return ""
        result = self.control.validate(self.control.value)
        return "" if result is None or result.is_valid else result.failure_descriptions[0]

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _mark(self, event: events.Event) -> None:
        self.set_class(isinstance(event, events.DescendantFocus), "focused")
        self.refresh()

    @on(Input.Changed)
    def _as_you_type(self, event: Input.Changed) -> None:
        if event.input is self.control:
            result = event.validation_result
            self.say(" ".join(result.failure_descriptions) if result else "", wrong=True)

    @on(Line.MoreLines)
    def _tell_lines(self, event: Line.MoreLines) -> None:
        event.stop()
        # The change that the paste makes would wipe the sentence: say it once that has been handled.
        self.call_after_refresh(
            self.say, f"{event.count} lines were pasted; only the first one was used.", wrong=True
        )


def choice(options: Iterable[tuple[str, V]], value: V, *, id: str) -> Select[V]:
    """A drop-down of words for values."""
    return Select(
        [(plain(one_line(words)), each) for words, each in options],
        value=value,
        allow_blank=False,
        compact=True,
        id=id,
    )


class Tick(Checkbox, inherit_bindings=False):
    """A switch that shows its state by a sign; Textual's own shows it by colour alone."""

    # Enter confirms the dialog, here as everywhere in it.
    BINDINGS = [Binding("space", "toggle_button", "Toggle", show=False)]

    def __init__(self, label: Content, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(label, value, id=id, compact=True)
        self._sign(value)

    def watch_value(self) -> None:
        """Show the state, and tell it."""
        self._sign(self.value)
        super().watch_value()

    def _sign(self, value: bool) -> None:
        # Read from the object by Textual, though it is declared on the class.
        self.BUTTON_INNER = "✓" if value else " "


class Baseline:
    """What a form showed when it opened, so that only what was changed in it is written.

    Others may edit the record meanwhile: what they changed and the form did not is left alone; what both
    changed is told once before it is written over.
    """

    def __init__(self, workspace: Workspace, table: str, key: str, words: dict[str, str]) -> None:
        self._workspace = workspace
        self._table = table
        self._key = key
        self._words = words
        self._seen = {field: getattr(self._record(), field) for field in words}

    def __getitem__(self, field: str) -> Any:  # noqa: ANN401 - the value of any field
        """The value the form showed."""
        return self._seen[field]

    def changed(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """The fields whose wanted value is another than the form showed.

        Raises:
            EditError: The record is gone, or somebody has changed one of these fields meanwhile; asking
                again then goes through.
        """
        changed = {field: value for field, value in wanted.items() if value != self._seen[field]}
        record = self._record()
        for field, value in changed.items():
            theirs = getattr(record, field)
            if theirs not in (self._seen[field], value):
                self._seen[field] = theirs
                who = (
                    self._workspace.who_touched(Change(self._table, self._key, field, None, None))
                    or "somebody"
                )
                raise EditError(
                    f"{who} has meanwhile changed {self._words[field]} to “{_shown(theirs)}”",
                    "confirm again to write yours over it",
                )
        return changed

    def _record(self) -> Any:  # noqa: ANN401 - the record type depends on the table
        record = self._workspace.state.get(self._table, self._key)
        if record is None:
            raise EditError(
                "it has meanwhile been removed by somebody else", "copy what you typed, then press Escape"
            )
        return record


def _shown(value: object) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else "nothing" if value in (None, "") else str(value)
    return shorten(one_line(text), 60)
