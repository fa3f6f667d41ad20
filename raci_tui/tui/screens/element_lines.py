"""The lines of an element's form that know more than a text: names, stages, and texts that others have."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.suggester import Suggester, SuggestFromList

from raci_tui.core.known import Known
from raci_tui.core.listing import names_in
from raci_tui.core.scheme import Scheme
from raci_tui.core.text import clean_name, fold
from raci_tui.tui.screens.fields import Line


class NameLine(Line):
    """The name of an element; a pasted list of names is offered as elements where that is possible.

    Args:
        scheme: Tells names from letters; None where a list is not wanted.
    """

    class Several(Message):
        """A list of names was pasted."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.names = names

    def __init__(self, value: str, *, scheme: Scheme | None) -> None:
        super().__init__(value, check=clean_name, id="name")
        self._scheme = scheme

    def on_paste(self, event: events.Paste) -> None:
        """Hand a list over."""
        names = names_in(event.text, self._scheme) if self._scheme else None
        if names:
            event.stop()
            event.prevent_default()
            self.post_message(self.Several(names))


class StageLine(Line):
    """The name of a stage; up and down walk through those there are."""

    BINDINGS = [
        Binding("down", "walk(1)", "Next stage", show=False),
        Binding("up", "walk(-1)", "Previous stage", show=False),
    ]

    def __init__(self, value: str, names: Sequence[str]) -> None:
        super().__init__(value, placeholder="None", id="stage")
        self._names = list(names)
        self.suggester = SuggestFromList(names, case_sensitive=False)

    def action_walk(self, step: int) -> None:
        """Fill in the next or previous stage, *none* being one of them."""
        names = ["", *self._names]
        here = next((place for place, name in enumerate(names) if fold(name) == fold(self.value)), 0)
        self.value = names[(here + step) % len(names)]
        self.cursor_position = len(self.value)


class InUse(Suggester):
    """Goes on from what is typed with a text that other elements have in the field."""

    def __init__(self, known: Known, field: str) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known
        self._field = field

    async def get_suggestion(self, value: str) -> str | None:
        """A known text, or None."""
        return self._known.completion(self._field, value) or None
