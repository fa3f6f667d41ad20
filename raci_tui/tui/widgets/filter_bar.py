"""The box for queries: filters or finds while one types, offers what may follow, and remembers what was asked.

The arrows walk through the list above the box while there is one, else through earlier queries.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from rich.cells import cell_len
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.timer import Timer
from textual.widgets import Input, Static

from raci_tui.core.errors import QueryError
from raci_tui.core.query import Query, parse_query
from raci_tui.core.terms import closed
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain

if TYPE_CHECKING:
    from raci_tui.core.completion import Completion, Vocabulary
    from raci_tui.tui.widgets.completion_list import CompletionList

Purpose = Literal["filter", "find"]
OFFERED: Final = 7
"""Lines of the list above the box."""
LIST_AFTER_S: Final = 0.12
"""The list waits for a pause in typing: laying it over the matrix would hold up the rows that are wanted."""
_SIGNS: Final[dict[Purpose, str]] = {"filter": " /", "find": " find "}


class QueryInput(Input):
    """A box whose text moves no other widget, so that a letter lays out nothing anew."""

    BINDINGS = [Binding("ctrl+a", "select_all", "Select all", show=False)]

    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self, changed: Callable[[str], None], *, id: str, placeholder: str) -> None:
        super().__init__(id=id, placeholder=placeholder, compact=True)
        self._changed = changed

    def watch_value(self, value: str) -> None:
        """Tell of a change once the cursor has moved too, in the same turn: a message would come a paint later."""
        del value
        if not self._is_prevented(self.Changed):
            self.call_next(self._tell)

    def _tell(self) -> None:
        self._changed(self.value)


class FilterBar(Horizontal):
    """The box; says what is wrong with a query while it is being typed.

    Attributes:
        purpose: Whether what does not match is hidden, or only passed over.
        changed: Called with each query that can be understood, as it is typed, and what it is for.
    """

    BINDINGS = [
        Binding("up", "walk(-1)", "Earlier query", show=False),
        Binding("down", "walk(1)", "Into the list", show=False),
        Binding("tab", "complete", "Complete", show=False),
        Binding("escape", "unpoint", "Leave the list", show=False),
    ]

    class Done(Message):
        """Enter was pressed: back to the matrix with the query kept."""

        def __init__(self, query: Query, purpose: Purpose) -> None:
            super().__init__()
            self.query = query
            self.purpose: Purpose = purpose

    def __init__(self, workspace: Workspace, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.purpose: Purpose = "filter"
        self.changed: Callable[[Query, Purpose], None] = lambda _query, _purpose: None
        self._workspace = workspace
        self._past: list[str] = []
        self._at = -1
        self._draft = ""
        self._walked_to: str | None = None
        self._problem = ""
        self._vocabulary: Vocabulary | None = None
        self._list: CompletionList | None = None
        self._offered: list[Completion] | None = []
        self._waiting: Timer | None = None

    def compose(self) -> ComposeResult:
        """The box and what is wrong with it."""
        yield Static(Content(_SIGNS["filter"]), id="filter-sign")
        yield QueryInput(
            self._typed, id="filter", placeholder="words, is:unowned, stage:…, party:…, letter:A, pain:>=3"
        )
        yield Static(id="filter-problem")

    def open(self, purpose: Purpose = "filter") -> None:
        """Show the box and put the cursor into it; what it held for another purpose goes."""
        if purpose != self.purpose:
            self.put("")
        self.purposed(purpose)
        self.display = True
        self._at, self._walked_to = -1, None
        self.query_one(Input).focus()

    def purposed(self, purpose: Purpose) -> None:
        """Say what the box is for."""
        if purpose != self.purpose:
            self.purpose = purpose
            self.query_one("#filter-sign", Static).update(Content(_SIGNS[purpose]))

    def close(self) -> None:
        """Empty and hide the box."""
        self.put("")
        self._offer_nothing()
        self._say("")
        self.display = False

    def put(self, text: str) -> None:
        """Put a query into the box without asking for what it finds."""
        box = self.query_one(Input)
        with box.prevent(Input.Changed):
            box.value = text
        box.cursor_position = len(text)

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.query_one(Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what the box says of itself from whoever has boxes of their own."""
        event.stop()

    def _typed(self, text: str) -> None:
        """Parse what was typed so far, and offer how it may go on."""
        if text == self._walked_to:
            self._offer_nothing()
        else:
            self._at, self._walked_to = -1, None
            self._offer()
        try:
            query = self._understood(text)
        except QueryError as error:
            self._say(f" {error}")
            return
        self._say("")
        self.changed(query, self.purpose)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line pointed at, else keep the query and go back; what is wrong is said first."""
        event.stop()
        if not self._waiting and self._list and self._list.here is not None:
            self.action_complete()
            return
        text = closed(event.value)
        try:
            query = parse_query(text)
        except QueryError as error:
            self._offer_nothing()
            self._say(f" {error}")
            self.query_one(Input).cursor_position = error.position
            return
        self._offer_nothing()
        if text != event.value:
            self.put(text)
        if query.terms:
            self._remember(query.text)
        self.post_message(self.Done(query, self.purpose))

    def on_descendant_blur(self) -> None:
        """Where the box is left, the list goes."""
        self._offer_nothing()

    def on_completion_list_chosen(self, event: CompletionList.Chosen) -> None:
        """Take the line that was clicked."""
        event.stop()
        if self._waiting:
            # What was clicked is no longer what is offered.
            self._show_list()
        else:
            self._take(event.place)
        self.query_one(Input).focus()

    def action_complete(self) -> None:
        """Take the line pointed at, or the first one."""
        if not self.offered:
            raise SkipAction
        self._take(0 if self._waiting or not self._list else self._list.here or 0)

    def action_walk(self, step: int) -> None:
        """Move in the list; above its first line, or without one, walk through earlier queries."""
        if self.offered and (step > 0 or (self._list and self._list.here is not None)):
            if self._waiting:
                self._show_list()
            if self._list:
                self._list.point(step)
            return
        if self._at < 0:
            # Read when first wanted: a start waits for no history.
            from raci_tui.services.query_history import past_queries

            self._past, self._draft = past_queries(), self.text
        at = min(self._at - step, len(self._past) - 1)
        if at == self._at or at < -1:
            return
        self._at = at
        box = self.query_one(Input)
        self._walked_to = box.value = self._past[at] if at >= 0 else self._draft
        box.cursor_position = len(box.value)

    def action_unpoint(self) -> None:
        """Leave the list; escape does more only where nothing was pointed at."""
        if self._list is None or self._list.here is None:
            raise SkipAction
        self._offer_nothing()

    def _understood(self, text: str) -> Query:
        """The query typed so far; what is only begun, and can go on, is left out.

        Raises:
            QueryError: It is wrong.
        """
        try:
            return parse_query(closed(text))
        except QueryError:
            if not self.offered:
                raise
            from raci_tui.core.completion import token_at

            begun = token_at(text, self.query_one(Input).cursor_position)
            return parse_query(text[: begun.start] + text[begun.end :])

    @property
    def offered(self) -> list[Completion]:
        """How what stands before the cursor may go on; found when first asked for after a letter."""
        if self._offered is None:
            from raci_tui.core.completion import Vocabulary, complete, token_at

            if self._vocabulary is None:
                self._vocabulary = Vocabulary(self._workspace)
            box = self.query_one(Input)
            self._offered = complete(box.value, box.cursor_position, self._vocabulary, OFFERED)
            if self.purpose == "find" and token_at(box.value, box.cursor_position).key is None:
                # The list would lie over what the words have just found.
                self._offered = []
        return self._offered

    def _offer(self) -> None:
        """List how what was typed may go on, once nothing more is typed."""
        self._offered = None
        if self._waiting:
            self._waiting.stop()
        self._waiting = self.set_timer(LIST_AFTER_S, self._show_list)

    def _offer_nothing(self) -> None:
        self._offered = []
        self._show_list()

    def _show_list(self) -> None:
        if self._waiting:
            self._waiting.stop()
            self._waiting = None
        if self._list is None and self.offered:
            from raci_tui.tui.widgets.completion_list import CompletionList

            self._list = CompletionList()
            # In front of the rest, its own place is the left end of the bar.
            self.mount(self._list, before=0)
        if self._list:
            from raci_tui.core.completion import token_at

            box = self.query_one(Input)
            start = token_at(box.value, box.cursor_position).start
            before = cell_len(one_line(box.value[:start])) + (1 if start else 0)
            self._list.show(self.offered, self.query_one("#filter-sign").size.width + before)

    def _take(self, place: int) -> None:
        """Put a way to go on into the box, and offer what may follow it."""
        taken = self.offered[place]
        box = self.query_one(Input)
        box.value = taken.text
        box.cursor_position = taken.cursor

    def _say(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.query_one("#filter-problem", Static).update(plain(problem))

    def _remember(self, text: str) -> None:
        from raci_tui.services.query_history import remember_query

        # Writing waits for the disk.
        self.run_worker(partial(remember_query, text), thread=True, exit_on_error=False, group="history")
