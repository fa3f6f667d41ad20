"""The state a ledger folds to: tables of records and the index of cells by element and by party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar, cast, get_type_hints

import msgspec

from raci_tui.core.ledger import WHOLE_RECORD, Change, Commit
from raci_tui.core.records import REFERENCES, TABLES, Cell, Order, Reference, to_plain

R = TypeVar("R", bound=msgspec.Struct)
Touched = set[tuple[str, str]]
"""Table and key of every record a commit created, changed or removed."""

CELL_FIELDS: Final = ("current", "target", "note")
_KEY: Final = ("id",)
_KEY_FIELDS: Final = {"cells": ("element", "party"), "moves": ("element",)}
_REFERENCES_TO: Final = {
    table: tuple(each for each in REFERENCES if each.target == table) for table in TABLES
}
_REFERENCES_FROM: Final = {
    table: tuple(each for each in REFERENCES if each.table == table) for table in TABLES
}


class Problem(NamedTuple):
    """Why a change does not fit.

    Attributes:
        theirs: What stands there instead, as a plain value; None where nothing does.
        reason: One clause for people.
        where: Table and key of the record that stands in the way or is missing.
    """

    change: Change
    theirs: Any
    reason: str
    where: tuple[str, str]


class CellRows(dict[str, dict[str, Cell]]):
    """Cells by element, then party."""

    __slots__ = ()

    def holds(self, party: str) -> bool:
        """Whether a party has cells."""
        return any(party in row for row in self.values())


class State:
    """Tables of records; a cell that says nothing is not kept, so that it equals a missing one.

    Attributes:
        tables: Records by key, by table; all but the cells.
        rows: Cells by element, then party.
        versions: A number per table that rises with each change to it, for whoever keeps a sorted copy.
    """

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES if name != "cells"}
        self.rows = CellRows()
        self.versions: dict[str, int] = dict.fromkeys(self.tables, 0)
        self._columns: dict[str, dict[str, Cell]] | None = None
        self._partial: dict[str, dict[str, Cell]] | None = None
        self._unindexed: list[str] = []
        self._holding: dict[str, bool] = {}

    def __eq__(self, other: object) -> bool:
        """States are equal when every record is."""
        return (
            isinstance(other, State)
            and self.tables == other.tables
            and _filled(self.rows) == _filled(other.rows)
        )

    __hash__ = None  # type: ignore[assignment]  # mutable

    @property
    def columns(self) -> dict[str, dict[str, Cell]]:
        """Cells by party, then element; built when first asked for, kept up from then on."""
        while self._columns is None:
            self.index_on(1 << 30)
        return self._columns

    def index_on(self, rows: int) -> bool:
        """Put up to so many more rows into the index by party; True once it is whole.

        Nobody has to: it is made when it is asked for, which takes as long as the matrix is large.
        """
        if self._columns is not None:
            return True
        if self._partial is None:
            self._partial, self._unindexed = {}, list(self.rows)
        index = self._partial
        for element in self._unindexed[-rows:]:
            for party, cell in self.rows.get(element, {}).items():
                index.setdefault(party, {})[element] = cell
        del self._unindexed[-rows:]
        if not self._unindexed:
            self._columns, self._partial = index, None
        return self._columns is not None

    def column(self, party: str) -> dict[str, Cell]:
        """Cells of a party by element, as they are now; the index is used where it is there, and not made otherwise."""
        if self._columns is not None:
            return dict(self._columns.get(party, {}))
        return {element: row[party] for element, row in self.rows.items() if party in row}

    def copy(self) -> State:
        """A state that shares the records, which never change, but no table."""
        copied = State()
        copied.tables = {name: dict(table) for name, table in self.tables.items()}
        copied.rows = CellRows((element, dict(row)) for element, row in self.rows.items() if row)
        return copied

    def cells(self) -> Iterator[Cell]:
        """Every cell that says something."""
        for row in self.rows.values():
            yield from row.values()

    def cell(self, element: str, party: str) -> Cell:
        """The cell of an element and a party; an empty one where nothing is said."""
        row = self.rows.get(element)
        found = row.get(party) if row else None
        return found or Cell(element=element, party=party)

    def holds_any(self, party: str) -> bool:
        """Whether any cell of a party says something; found out once, kept up from then on."""
        if self._columns is not None:
            return bool(self._columns.get(party))
        if party not in self._holding:
            self._holding[party] = self.rows.holds(party)
        return self._holding[party]

    def records(self, table: str) -> Iterable[Any]:
        """All records of a table."""
        return self.cells() if table == "cells" else self.tables[table].values()

    def get(self, table: str, key: str) -> Any:  # noqa: ANN401 - the record type depends on the table
        """The record with this key, or None. A cell that says nothing is given as an empty one."""
        if table != "cells":
            return self.tables[table].get(key)
        element, _, party = key.partition("/")
        return self.cell(element, party) if self._cell_can_be(element, party) else None

    def put(self, record: msgspec.Struct, table: str) -> None:
        """Add a record, or put it in place of the one with its key."""
        if table == "cells":
            self._put_cell(cast("Cell", record))
        else:
            self.tables[table][record.id] = record  # type: ignore[attr-defined]  # every record has an id
            self.versions[table] += 1

    def apply(self, change: Change) -> None:
        """Make one change without asking whether it fits."""
        table, key = change.table, change.key
        if table == "cells":
            self._apply_to_cell(change)
            return
        self.versions[table] += 1
        if change.field != WHOLE_RECORD:
            record = self.tables[table][key]
            value = _field_value(TABLES[table], change.field, change.new)
            self.tables[table][key] = msgspec.structs.replace(record, **{change.field: value})
        elif change.new is None:
            self.tables[table].pop(key, None)
            self._forget_rows(table, key)
        else:
            self.tables[table][key] = msgspec.convert(change.new, TABLES[table])

    def fold(self, commits: Iterable[Commit]) -> Touched:
        """Apply commits one after the other and say what they touched."""
        touched: Touched = set()
        for commit in commits:
            for change in commit.changes:
                self.apply(change)
                touched.add((change.table, change.key))
        return touched

    def value(self, change: Change) -> Any:  # noqa: ANN401 - a plain JSON value
        """What now stands where the change would write; None for a record that is not there."""
        record = self.get(change.table, change.key)
        if change.field == WHOLE_RECORD or record is None:
            return to_plain(record)
        return to_plain(getattr(record, change.field))

    def problem(self, change: Change) -> Problem | None:
        """Say why a change does not fit the state, or None if it does.

        It fits where its record exists, what it names exists, and `old` is what stands there. A removal
        fits where nothing hangs on the record any more.
        """
        if change.field == WHOLE_RECORD:
            return self._problem_of_whole(change)
        if change.field in _KEY_FIELDS.get(change.table, _KEY):
            return Problem(
                change, change.old, "what it is known by cannot change", (change.table, change.key)
            )
        if self.get(change.table, change.key) is None:
            return Problem(change, None, "it is gone", self._missing(change))
        if not self.holds(change, change.old):
            return Problem(change, self.value(change), "it has been changed", (change.table, change.key))
        wrong = _wrong_value(change)
        if wrong:
            return Problem(change, change.old, wrong, (change.table, change.key))
        return self._dangling(change, {change.field: change.new})

    def holds(self, change: Change, value: object) -> bool:
        """Whether a plain value is what stands where the change would write, however it is spelled."""
        record = self.get(change.table, change.key)
        if record is None or value is None:
            here = record if record is None or change.field == WHOLE_RECORD else getattr(record, change.field)
            return here is value
        kind = TABLES[change.table]
        try:
            if change.field == WHOLE_RECORD:
                return bool(msgspec.convert(value, kind) == record)
            return bool(_field_value(kind, change.field, value) == getattr(record, change.field))
        except msgspec.ValidationError:
            return False

    def dependents(self, table: str, key: str) -> Iterator[tuple[Reference, Any]]:
        """Records that name this one, with the reference by which they do."""
        for reference in _REFERENCES_TO[table]:
            if reference.table == "cells":
                index = self.rows if reference.field == "element" else self.columns
                yield from ((reference, cell) for cell in tuple(index.get(key, {}).values()))
            else:
                for record in tuple(self.tables[reference.table].values()):
                    if getattr(record, reference.field) == key:
                        yield reference, record

    def _problem_of_whole(self, change: Change) -> Problem | None:
        here = (change.table, change.key)
        if not self.holds(change, change.old):
            there = self.value(change)
            reason = "it is gone" if there is None else "it has been changed"
            return Problem(change, there, reason if change.old is not None else "it is already there", here)
        if change.new is not None:
            wrong = _wrong_record(change)
            return Problem(change, change.old, wrong, here) if wrong else self._dangling(change, change.new)
        if change.table == "workspace":
            return Problem(change, change.old, "a workspace cannot be without it", here)
        if change.table == "schemes" and any(info.scheme == change.key for info in self.records("workspace")):
            return Problem(change, change.old, "it is the scheme in force", ("workspace", "workspace"))
        hanging = next(self.dependents(change.table, change.key), None)
        if hanging:
            reference, record = hanging
            where = (reference.table, record.id)
            return Problem(change, to_plain(record), f"something in {reference.table} hangs on it", where)
        return None

    def _dangling(self, change: Change, fields: dict[str, Any]) -> Problem | None:
        for reference in _REFERENCES_FROM[change.table]:
            named = fields.get(reference.field)
            if named and named not in self.tables[reference.target]:
                where = (reference.target, str(named))
                return Problem(change, None, f"what it names is gone from {reference.target}", where)
        return None

    def _missing(self, change: Change) -> tuple[str, str]:
        """What is gone: the record itself, or the element or the party of a cell."""
        if change.table != "cells":
            return change.table, change.key
        element, _, party = change.key.partition("/")
        return ("parties", party) if element in self.tables["elements"] else ("elements", element)

    def _cell_can_be(self, element: str, party: str) -> bool:
        return element in self.tables["elements"] and party in self.tables["parties"]

    def _apply_to_cell(self, change: Change) -> None:
        element, _, party = change.key.partition("/")
        before = self.cell(element, party)
        self._put_cell(
            Cell(
                element=element,
                party=party,
                current=change.new if change.field == "current" else before.current,
                target=change.new if change.field == "target" else before.target,
                note=change.new if change.field == "note" else before.note,
            )
        )

    def _put_cell(self, cell: Cell) -> None:
        index = self._partial if self._columns is None else self._columns
        if cell.current or cell.target is not None or cell.note:
            self.rows.setdefault(cell.element, {})[cell.party] = cell
            self._holding[cell.party] = True
            if index is not None:
                index.setdefault(cell.party, {})[cell.element] = cell
        else:
            self.rows.get(cell.element, {}).pop(cell.party, None)
            self._holding.pop(cell.party, None)
            if index is not None:
                index.get(cell.party, {}).pop(cell.element, None)

    def _forget_rows(self, table: str, key: str) -> None:
        index = self._partial if self._columns is None else self._columns
        if table == "elements":
            for party in self.rows.pop(key, ()):
                self._holding.pop(party, None)
                if index is not None:
                    index.get(party, {}).pop(key, None)
        elif table == "parties":
            self._holding.pop(key, None)
            if index is not None:
                index.pop(key, None)


def _filled(rows: dict[str, dict[str, Cell]]) -> dict[str, dict[str, Cell]]:
    return {element: row for element, row in rows.items() if row}


@cache
def _field_types(record: type[msgspec.Struct]) -> dict[str, Any]:
    types = get_type_hints(record, include_extras=True)
    return {**types, "order": Order} if "order" in types else types


def _field_value(record: type[msgspec.Struct], field: str, value: object) -> object:
    return msgspec.convert(value, _field_types(record)[field])


def _wrong_value(change: Change) -> str:
    """Say what is wrong with a field's new value, or nothing."""
    if change.table == "cells" and change.field == "target" and change.new == "":
        return "an empty target means nothing"
    try:
        _field_value(TABLES[change.table], change.field, change.new)
    except msgspec.ValidationError as error:
        return f"{change.field} does not fit ({error})"
    return ""


def _wrong_record(change: Change) -> str:
    """Say what is wrong with a new record, or nothing. A slash in an id would split the key of a cell."""
    if change.table == "cells":
        return "a cell is filled field by field"
    try:
        record: Any = msgspec.convert(change.new, TABLES[change.table])
    except msgspec.ValidationError as error:
        return f"it is not one ({error})"
    if record.id != change.key or not change.key:
        return "its id is not what it is known by"
    return "its id has a slash" if "/" in change.key and change.table in ("elements", "parties") else ""
