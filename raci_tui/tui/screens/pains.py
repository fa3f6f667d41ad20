"""The pains of an element as an editable list."""

from __future__ import annotations

from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Select

from raci_tui.core.errors import EditError
from raci_tui.core.records import Pain, PainSource, new_id
from raci_tui.core.text import clean_line
from raci_tui.core.transaction import Transaction
from raci_tui.tui.screens.fields import Line, choice

SEVERITIES: Final = (
    ("How bad?", 0),
    ("1 barely", 1),
    ("2 a little", 2),
    ("3 clearly", 3),
    ("4 badly", 4),
    ("5 worst", 5),
)
SOURCES: Final[tuple[tuple[str, PainSource], ...]] = (
    ("source?", ""),
    ("people", "people"),
    ("process", "process"),
    ("policy", "policy"),
    ("technology", "technology"),
)


class PainRow(Horizontal):
    """One pain: how bad, where it comes from, what hurts."""

    class Dropped(Message):
        """The pain is to be removed."""

        def __init__(self, row: PainRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, pain: Pain | None = None) -> None:
        super().__init__()
        self.before = pain
        self._severity = choice(SEVERITIES, pain.severity if pain else 0, id="severity")
        self._source = choice(SOURCES, pain.source if pain else "", id="source")
        self._text = Line(pain.text if pain else "", placeholder="What hurts", id="pain")

    def compose(self) -> ComposeResult:
        yield self._severity
        yield self._source
        yield self._text
        yield Button(Content("×"), id="drop", compact=True, tooltip="Remove this pain")

    @on(Button.Pressed, "#drop")
    def _drop(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Dropped(self))

    @on(Select.Changed, "#severity")
    def _severity_said(self) -> None:
        self.set_class(False, "wrong")

    def pain(self, element: str) -> Pain | None:
        """The pain as filled in, or None for a row that says nothing.

        Raises:
            EditError: It is not said how bad the pain is.
        """
        before = self.before
        severity, source = self._severity.selection or 0, self._source.selection or ""
        text = self._text.read(clean_line, before.text if before else "")
        if not severity:
            if not (source or text or before):
                return None
            self.set_class(True, "wrong")
            self._severity.focus()
            raise EditError("a pain does not say how bad it is", "choose 1 to 5, or remove the pain")
        made = before.id if before else new_id()
        return Pain(id=made, element=element, severity=severity, source=source, text=text)


class PainList(Vertical):
    """The rows, and a button for one more."""

    def __init__(self, pains: list[Pain]) -> None:
        super().__init__(id="pains")
        self._before = {pain.id: pain for pain in pains}

    def compose(self) -> ComposeResult:
        for pain in self._before.values():
            yield PainRow(pain)
        yield Button(Content("+ Add a pain"), id="add-pain", compact=True)

    def pains(self, element: str) -> list[Pain]:
        """What is filled in.

        Raises:
            EditError: A pain does not say how bad it is.
        """
        return [pain for row in self.query(PainRow) if (pain := row.pain(element)) is not None]

    def is_changed(self) -> bool:
        """Whether saving would change anything; a row that cannot be saved counts as changed."""
        try:
            return self.pains("") != [_without_element(pain) for pain in self._before.values()]
        except EditError:
            return True

    def write(self, edit: Transaction, element: str) -> None:
        """Add, change and remove pains as part of an edit."""
        kept = self.pains(element)
        for pain in kept:
            before = self._before.get(pain.id)
            if before is None:
                edit.add(pain)
            elif pain != before:
                edit.update("pains", pain.id, severity=pain.severity, source=pain.source, text=pain.text)
        for gone in self._before.keys() - {pain.id for pain in kept}:
            edit.remove("pains", gone)

    @on(Button.Pressed, "#add-pain")
    async def _add(self, event: Button.Pressed) -> None:
        event.stop()
        row = PainRow()
        await self.mount(row, before="#add-pain")
        row.query_one("#severity").focus()

    @on(PainRow.Dropped)
    async def _drop(self, event: PainRow.Dropped) -> None:
        event.stop()
        await event.row.remove()
        self.query_one("#add-pain").focus()


def _without_element(pain: Pain) -> Pain:
    return Pain(id=pain.id, element="", severity=pain.severity, source=pain.source, text=pain.text)
