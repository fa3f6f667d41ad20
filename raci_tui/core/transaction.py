"""One edit in the making: changes applied at once, merged per field, taken back if anything goes wrong."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from raci_tui.core.errors import EditError
from raci_tui.core.ledger import WHOLE_RECORD, Change
from raci_tui.core.records import TABLE_OF, Cell, EditLayer, to_plain
from raci_tui.core.state import CELL_FIELDS, Problem, State
from raci_tui.core.text import clean

_WORDS: Final = {"parties": "party", "people": "person", "standups": "stand-up", "workspace": "workspace"}


def noun(table: str) -> str:
    """The word for one record of a table."""
    return _WORDS.get(table, table.removesuffix("s"))


class Transaction:
    """Edits that become one commit. Made by `Workspace.edit`, used only inside its `with` block.

    Attributes:
        label: What the commit will be called; may be set when the block knows better.
        whole: The commit is dropped as a whole in a conflict.
        problem: Why the last edit was refused, or None.
    """

    def __init__(self, state: State, label: str, *, whole: bool = False) -> None:
        self.label = label
        self.whole = whole
        self.problem: Problem | None = None
        self._state = state
        self._changes: list[Change] = []

    def set(self, element: str, party: str, layer: EditLayer, letters: str | None) -> None:
        """Set one layer of a cell; None (no plan) is for the target only.

        Raises:
            EditError: The element or the party does not exist, or the value is not the layer's.
        """
        if letters is None and layer == "current":
            raise EditError("the current layer has no plans", "use an empty text for undecided")
        if letters == "" and layer == "target":
            raise EditError("an empty target means nothing", "use - for not involved, or no plan")
        self._set_cell(element, party, layer, letters)

    def note(self, element: str, party: str, text: str) -> None:
        """Set the note of a cell.

        Raises:
            EditError: The element or the party does not exist.
        """
        self._set_cell(element, party, "note", clean(text))

    def add(self, record: msgspec.Struct) -> None:
        """Create a record, or fill a cell.

        Raises:
            EditError: Its id is taken, or it names something that does not exist.
        """
        if isinstance(record, Cell):
            for field in CELL_FIELDS:
                self._set_cell(record.element, record.party, field, _cleaned(getattr(record, field)))
            return
        table = TABLE_OF[type(record)]
        plain = _cleaned(msgspec.to_builtins(record))
        self._do(Change(table, record.id, WHOLE_RECORD, None, plain))  # type: ignore[attr-defined]

    def update(self, table: str, key: str, **fields: Any) -> None:  # noqa: ANN401 - field values of any record
        """Set fields of a record; those that already have the value are left alone.

        Raises:
            EditError: There is no such record, or a value does not fit or names something that does not exist.
        """
        record = self._state.get(table, key)
        if record is None:
            raise _gone(table)
        for field, value in fields.items():
            old, new = to_plain(getattr(record, field)), _cleaned(msgspec.to_builtins(value))
            if old != new:
                self._do(Change(table, key, field, old, new))

    def remove(self, table: str, key: str) -> None:
        """Remove a record with all that hangs on it; weaker ties to it are emptied.

        Raises:
            EditError: There is no such record, or the workspace cannot be without it.
        """
        if table == "cells":
            element, _, party = key.partition("/")
            self.add(Cell(element=element, party=party))
            return
        if self._state.get(table, key) is None:
            raise _gone(table)
        self.whole = True
        for reference, record in tuple(self._state.dependents(table, key)):
            if self._state.get(reference.table, record.id) is None:
                continue
            if reference.owned:
                self.remove(reference.table, record.id)
            else:
                self.update(reference.table, record.id, **{reference.field: ""})
        # Read again: emptying a tie may have changed the record itself.
        self._do(Change(table, key, WHOLE_RECORD, to_plain(self._state.get(table, key)), None))

    def apply(self, changes: tuple[Change, ...]) -> None:
        """Make ready changes, such as an inverse.

        Raises:
            EditError: One of them does not fit.
        """
        for change in changes:
            self._do(change)

    def rollback(self) -> None:
        """Take everything back."""
        for change in reversed(self._changes):
            self._state.apply(change.inverse())
        self._changes.clear()

    def net_changes(self) -> tuple[Change, ...]:
        """What remains when each field has one change from its first old to its last new value.

        Where records come or go nothing is merged: the order of the steps is what makes each of them fit.
        """
        if any(change.field == WHOLE_RECORD for change in self._changes):
            return tuple(self._changes)
        merged: dict[tuple[str, str, str], Change] = {}
        for change in self._changes:
            place = (change.table, change.key, change.field)
            before = merged.get(place)
            merged[place] = Change(*place, before.old if before else change.old, change.new)
        return tuple(change for change in merged.values() if change.old != change.new)

    def _set_cell(self, element: str, party: str, field: str, value: str | None) -> None:
        cell = self._state.get("cells", f"{element}/{party}")
        if cell is None:
            raise _gone("elements" if element not in self._state.tables["elements"] else "parties")
        old = getattr(cell, field)
        if old != value:
            self._do(Change("cells", cell.id, field, old, value))

    def _do(self, change: Change) -> None:
        self.problem = self._state.problem(change)
        if self.problem:
            verb = "changed"
            if change.field == WHOLE_RECORD:
                verb = "added" if change.old is None else "removed"
            raise EditError(f"the {noun(change.table)} cannot be {verb}", self.problem.reason)
        self._state.apply(change)
        self._changes.append(change)


def _gone(table: str) -> EditError:
    return EditError(f"the {noun(table)} is no longer there", "it may have been removed meanwhile")


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - any plain value
    """A plain value as JSON gives it back, its texts clean: what a terminal obeys and UTF-8 refuses is out."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _cleaned(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(each) for each in value]
    return value
