"""The pains of an element as an editable list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button

from raci_tui.core.errors import EditError
from raci_tui.core.ledger import WHOLE_RECORD, Change
from raci_tui.core.records import Pain, PainSource, new_id
from raci_tui.core.text import clean_line
from raci_tui.core.transaction import Transaction
from raci_tui.core.validate import PAIN_SOURCES, SEVERITY_WORDS
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import shorten
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.fields import Line

SEVERITIES: Final = (
    ("How bad?", 0),
    *((f"{severity} {word}", severity) for severity, word in enumerate(SEVERITY_WORDS) if severity),
)
SOURCES: Final[tuple[tuple[str, PainSource], ...]] = (
    ("source?", ""),
    *((source, source) for source in PAIN_SOURCES),
)
_KEPT: Final = "pain:"


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
        self._severity = Choice(SEVERITIES, pain.severity if pain else 0, id="severity")
        self._source: Choice[PainSource] = Choice(SOURCES, pain.source if pain else "", id="source")
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

    @on(Choice.Changed, "#severity")
    def _severity_said(self) -> None:
        self.set_class(False, "wrong")

    @property
    def kept(self) -> str:
        """What is filled in, finished or not, as one text."""
        return "\n".join((str(self._severity.selection), self._source.selection, self._text.value))

    def fill(self, kept: str) -> None:
        """Take what `kept` gave; what is not understood is left out."""
        severity, source, text = (*kept.split("\n", 2), "", "")[:3]
        self._severity.value = int(severity) if severity in {"1", "2", "3", "4", "5"} else 0
        self._source.value = source if source in PAIN_SOURCES else ""
        self._text.value = text

    def pain(self, element: str) -> Pain | None:
        """The pain as filled in, or None for a row that says nothing.

        Raises:
            EditError: It is not said how bad the pain is.
        """
        before = self.before
        severity, source = self._severity.selection, self._source.selection
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

    def __init__(self, pains: Sequence[Pain]) -> None:
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

    def texts(self) -> dict[str, str]:
        """What is filled in and differs from what was there, to be kept in case of a crash."""
        found: dict[str, str] = {}
        for place, row in enumerate(self.query(PainRow)):
            kept, before = row.kept, PainRow(row.before).kept
            if kept != before:
                found[f"{_KEPT}{row.before.id if row.before else place}"] = kept
        return found

    async def fill(self, texts: dict[str, str]) -> None:
        """Take what `texts` gave; a pain that is gone comes as a new one."""
        rows = {row.before.id: row for row in self.query(PainRow) if row.before}
        for field, kept in texts.items():
            if field.startswith(_KEPT):
                row = rows.get(field.removeprefix(_KEPT))
                if row is None:
                    row = PainRow()
                    await self.mount(row, before="#add-pain")
                row.fill(kept)

    def tell_gone(self, workspace: Workspace) -> None:
        """Say once what others have meanwhile made of pains that are edited here.

        Raises:
            EditError: One of them is gone or another; asking again then adds it anew, or writes over it.
        """
        for row in self.query(PainRow):
            before = row.before
            if before is None or row.pain(before.element) == before:
                continue
            now: Pain | None = workspace.state.tables["pains"].get(before.id)
            if now == before:
                continue
            who = workspace.who_touched(Change("pains", before.id, WHOLE_RECORD, None, None)) or "somebody"
            what = f"“{shorten(before.text, 40)}”" if before.text else f"of severity {before.severity}"
            row.before = now
            self._before.pop(before.id)
            if now is not None:
                self._before[now.id] = now
            raise EditError(
                f"{who} has meanwhile {'changed' if now else 'removed'} the pain {what}",
                f"confirm again to {'write yours over it' if now else 'add yours anew'}, or drop it with ×",
            )

    def write(self, edit: Transaction, element: str, there: Collection[str] = ()) -> None:
        """Add, change and remove pains as part of an edit.

        Args:
            there: Ids of the pains that still exist; what others have removed and nobody touched here stays so.
        """
        kept = self.pains(element)
        for pain in kept:
            before = self._before.get(pain.id)
            if before is None:
                edit.add(pain)
            elif pain != before:
                edit.update("pains", pain.id, severity=pain.severity, source=pain.source, text=pain.text)
        for gone in self._before.keys() - {pain.id for pain in kept}:
            if gone in there:
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
