"""The small dialogs: ask for one line, ask a question, choose from a list that typing narrows."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from raci_tui.core.errors import RaciError
from raci_tui.core.text import clean_name, fold
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.dialog import NAME_CELLS, TITLE_CELLS, Dialog
from raci_tui.tui.screens.fields import Field, Line


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
