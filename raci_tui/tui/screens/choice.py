"""A field with a few words to choose from. Only what is shown exists: the list is made when it is opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from raci_tui.tui.plain import one_line, plain, shorten

V = TypeVar("V")


class ChoiceList(OptionList):
    """The words, over what lies below the field; closes with a choice, Escape, or when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False)]

    def action_close(self) -> None:
        """Close without a choice."""
        if self.parent and self.is_attached:
            self.parent.focus() if isinstance(self.parent, Widget) else None
        self.remove()

    def on_blur(self) -> None:
        """Close where something else is clicked."""
        self.remove()


class Choice(Widget, Generic[V], can_focus=True):
    """One of a few words for values: arrows and first letters change it, Enter or a click opens the list.

    Textual's own `Select` makes seven widgets, which a form with a dozen of them waits for.

    Attributes:
        value: The chosen value.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Open the list", show=False),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
    ]
    ALLOW_SELECT = False

    value: reactive[object] = reactive[object](None, init=False)

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, choice: Choice[object]) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice[object]:
            """The field."""
            return self.choice

    def __init__(self, options: Iterable[tuple[str, V]], value: V, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = {each: one_line(words) for words, each in options}
        self.set_reactive(Choice.value, value)

    @property
    def selection(self) -> V:
        """The chosen value, by its own type."""
        return next(each for each in self._words if each == self.value)

    def choose(self, text: str) -> None:
        """Choose the value that is written so; any other text changes nothing."""
        self.value = next((each for each in self._words if str(each) == text), self.value)

    def render(self) -> Content:
        """The word for the value, and a sign that there are others."""
        width = max(1, self.size.width - 2)
        word = shorten(self._words[self.selection], width)
        return Content.assemble(plain(word), " " * (width - cell_len(word) + 1), "▾")

    def watch_value(self) -> None:
        """Tell it."""
        self.post_message(self.Changed(self))  # type: ignore[arg-type]

    def action_step(self, step: int) -> None:
        """Choose the next or previous value; the ends stay."""
        values = list(self._words)
        place = values.index(self.selection) + step
        if 0 <= place < len(values):
            self.value = values[place]

    def action_open(self) -> None:
        """Show the list."""
        if self.query(ChoiceList):
            return
        made = ChoiceList(*(Option(plain(word)) for word in self._words.values()))
        made.highlighted = list(self._words).index(self.selection)
        self.mount(made)
        made.focus()

    def on_key(self, event: events.Key) -> None:
        """Choose the next value whose word begins with what is typed."""
        if not event.character or not event.character.isalnum():
            return
        values = list(self._words)
        here = values.index(self.selection)
        typed = event.character.casefold()
        for value in (*values[here + 1 :], *values[: here + 1]):
            if self._words[value].lstrip("●○ ").casefold().startswith(typed):
                self.value = value
                event.stop()
                return

    def on_click(self, event: events.Click) -> None:
        """Open the list."""
        event.stop()
        self.focus()
        self.action_open()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen value."""
        event.stop()
        self.value = list(self._words)[event.option_index]
        self.focus()
