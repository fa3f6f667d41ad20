"""The box that lies over a row while one of its fields is edited: what it is called, the text, one sentence."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input

from raci_tui.core.errors import RaciError
from raci_tui.core.in_place import LINE_MARK, Slot
from raci_tui.core.known import Known
from raci_tui.core.listing import joined
from raci_tui.core.text import clean
from raci_tui.tui.plain import plain, sentence, shorten
from raci_tui.tui.wrapped import Span, wrap

HINT: Final = "Enter saves · Tab next field · ↓ ↑ next row · Esc leaves it as it was"
AMENDED: Final = ("name", "note")
NARROWEST: Final = 40
"""Terminal cells below which the box would show too little of a text."""


class Box(Input):
    """A line of text that scrolls; what gets in is clean, and several lines become one."""

    BINDINGS = [Binding("ctrl+a", "select_all", "Select all", show=False)]

    class Joined(Message):
        """Several lines were pasted, and are one now."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, value: str, *, keep_lines: bool, select: bool, suggester: Suggester) -> None:
        super().__init__(value, compact=True, suggester=suggester, select_on_focus=select)
        self._keep_lines = keep_lines

    def validate_value(self, value: str) -> str:
        """Keep out what a terminal would obey."""
        return clean(value).replace("\n", LINE_MARK).replace("\t", " ")

    def on_paste(self, event: events.Paste) -> None:
        """Make one line of several; Textual would drop all but the first."""
        event.text = self._one_line(event.text)

    def replace(self, text: str, start: int, end: int) -> None:
        """Every way into the box ends here."""
        super().replace(self._one_line(text), start, end)

    def _one_line(self, text: str) -> str:
        text = clean(text).replace("\t", " ")
        if "\n" not in text:
            return text
        if self._keep_lines:
            return text.strip("\n").replace("\n", LINE_MARK)
        line, count = joined(text)
        if count > 1:
            self.post_message(self.Joined(count))
        return line


class Completes(Suggester):
    """Goes on from what is typed with a text that is known already."""

    def __init__(self, slot: Slot, known: Known) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._slot = slot
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        """A known text, or None."""
        return self._slot.completion(value, self._known) or None


class InPlace(Widget):
    """Edits one slot. Says what is typed and what is wanted; the screen saves and moves it.

    Its own text is the title left of the box and the sentence below or above it.

    Attributes:
        slot: What is edited.
        seen: What stood there when the box was opened, or was last told.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "ask('field',1)", "Next field"),
        Binding("shift+tab", "ask('field',-1)", "Field before", show=False),
        Binding("down", "ask('row',1)", "Next row"),
        Binding("up", "ask('row',-1)", "Row above", show=False),
        Binding("escape", "ask('leave',0)", "Leave it"),
        Binding("ctrl+s", "ask('save',0)", "Save", show=False),
        Binding("ctrl+z", "restore", "As it was", show=False),
    ]

    class Asked(Message):
        """Something is to be done with what was typed.

        Attributes:
            what: `save`, `leave`, or save and go on to another `field` or `row`.
            step: Forward or back.
        """

        def __init__(self, what: str, step: int) -> None:
            super().__init__()
            self.what = what
            self.step = step

    class Typed(Message):
        """The text is another one."""

    def __init__(self, slot: Slot, known: Known, text: str | None = None) -> None:
        """Make a box.

        Args:
            text: What to begin with in place of what stands there: text that was typed before.
        """
        super().__init__()
        self.slot = slot
        self._known = known
        self.seen = slot.text()
        self._box = Box(
            self.seen if text is None else text,
            keep_lines=slot.field == "note",
            # A word is typed anew, a sentence is amended.
            select=text is None and slot.field not in AMENDED,
            suggester=Completes(slot, known),
        )
        self._first = self._box.validate_value(self.seen)
        self._said = ""
        self._is_wrong = False
        self._place = 0, 0, 0, 0
        self._sentence: list[str] = [""]
        self._below = True
        self._box.styles.margin = (0, 0, 0, cell_len(self._title))

    def compose(self) -> ComposeResult:
        """The box; title and sentence are painted beside it."""
        yield self._box

    def on_mount(self) -> None:
        """Take the keyboard."""
        self._box.focus()
        self._judge()

    @property
    def value(self) -> str:
        """What is typed."""
        return self._box.value

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what stood there."""
        return self._box.value != self._first

    def focus_text(self) -> None:
        """Take the keyboard again."""
        self._box.focus()

    def put(self, x: int, y: int, width: int, *, room: int) -> None:
        """Lie over the screen at a place, with the sentence below the box, or above where that lacks room.

        Args:
            room: Lines that may be taken below the box.
        """
        self._place = x, y, width, room
        self._lay()
        self.refresh()

    def follow(self) -> None:
        """Show what somebody else has made of it meanwhile; what was typed stays."""
        now = self.slot.text()
        who = self.slot.who() or "somebody"
        if not self.slot.is_there:
            self.say(f"meanwhile {who} has removed this; copy your text, or press Esc", wrong=True)
        elif now not in (self.seen, self.value):
            was_changed = self.is_changed
            self.seen, self._first = now, self._box.validate_value(now)
            if was_changed:
                shown = shorten(now, 60) or "nothing"
                self.say(
                    f"meanwhile {who} has changed it to “{shown}”; Enter writes yours over it", wrong=True
                )
            else:
                self._box.value = self._first

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Show a sentence, or the hint where it is empty."""
        self._said, self._is_wrong = sentence(text) if text else "", wrong
        self.set_class(wrong, "-wrong")
        self._lay()
        self.refresh()

    def render(self) -> Content:
        """Paint title and sentence."""
        title = plain(self._title, "bold")
        lines = [plain(f" {line}", "" if self._said else "dim") for line in self._sentence]
        return Content("\n").join([title, *lines] if self._below else [*lines, title])

    def action_ask(self, what: str, step: int) -> None:
        """Ask the screen for something; Tab first takes a completion that is shown."""
        completion = self._completion() if (what, step) == ("field", 1) else ""
        if completion:
            self._box.value = completion
            self._box.cursor_position = len(completion)
            return
        self.post_message(self.Asked(what, step))

    def action_restore(self) -> None:
        """Put back what stood there."""
        self._box.value = self._first
        self._box.cursor_position = len(self._first)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask to save."""
        event.stop()
        self.action_ask("save", 0)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what the text means, or why it cannot be saved."""
        event.stop()
        self._judge()
        self.post_message(self.Typed())

    def on_box_joined(self, event: Box.Joined) -> None:
        """Tell that lines were joined, behind the judgement that the change brings."""
        event.stop()
        self.call_after_refresh(self.say, f"{event.count} lines were joined into one")

    @property
    def _title(self) -> str:
        return f" {self.slot.title} "

    def _lay(self) -> None:
        """Take as many lines as the sentence needs: what is wrong must be readable to its end."""
        x, y, width, room = self._place
        if self._said:
            said = ("✗ " if self._is_wrong else "") + self._said
            self._sentence = [
                "".join(span.text for span in line) for line in wrap((Span(said),), max(8, width - 2))
            ]
        else:
            self._sentence = [shorten(HINT, max(0, width - 2))]
        count = len(self._sentence)
        self._below = count <= room
        self.styles.offset = (x, y if self._below else max(0, y - count))
        self.styles.width = width
        self.styles.height = 1 + count
        self._box.styles.margin = (0 if self._below else count, 0, 0, cell_len(self._title))

    def _judge(self) -> None:
        if not self.slot.is_there:
            self.follow()
            return
        try:
            remark = self.slot.remark(self.value, self._known) if self.is_changed else ""
        except RaciError as error:
            self.say(str(error), wrong=True)
            return
        completion = self._completion()
        takes = f"Tab takes “{shorten(completion, 40)}”" if completion else ""
        self.say("; ".join(filter(None, (remark, takes))))

    def _completion(self) -> str:
        """What goes on from the text, where the cursor is at its end."""
        if not self.is_changed or not self._box.cursor_at_end:
            return ""
        return self.slot.completion(self.value, self._known)
