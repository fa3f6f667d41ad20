"""Taking over what somebody else changed in a snapshot: the difference between two states as one commit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import msgspec

from raci_tui.core.errors import EditError
from raci_tui.core.ledger import WHOLE_RECORD, Change
from raci_tui.core.notation import read
from raci_tui.core.records import TABLES, EditLayer, to_plain
from raci_tui.core.scheme import Scheme
from raci_tui.core.state import CELL_FIELDS, State
from raci_tui.core.text import clean
from raci_tui.core.transaction import Transaction
from raci_tui.core.workspace import Workspace


class Adopted(NamedTuple):
    """What came of it.

    Attributes:
        changes: How many changes were taken over.
        refused: Sentences about those that could not be.
    """

    changes: int
    refused: tuple[str, ...]


def adopt(workspace: Workspace, edited: State) -> Adopted:
    """Make one pending commit of what differs between the workspace and an edited state of it."""
    refused: list[str] = []
    done = 0
    with workspace.edit("Take over a change made outside raci-tui", via="import") as edit:
        waiting = list(changes_between(workspace.state, edited))
        progress = True
        while waiting and progress:
            # A record may name one that comes later: what does not fit yet is tried again.
            progress, later = False, []
            for change in waiting:
                problem = _make(edit, _cleaned(change, workspace.scheme))
                if problem:
                    later.append((change, problem))
                else:
                    progress, done = True, done + 1
            waiting = [change for change, _ in later]
            refused = [f"{change.table} {change.key} {change.field}: {problem}" for change, problem in later]
    return Adopted(done, tuple(refused))


def changes_between(before: State, after: State) -> Iterator[Change]:
    """The changes that lead from one state to another: what comes, what changes, what goes."""
    for table in TABLES:
        if table == "cells":
            yield from _cells_between(before, after)
            continue
        for key, record in after.tables[table].items():
            there = before.tables[table].get(key)
            if there is None:
                yield Change(table, key, WHOLE_RECORD, None, to_plain(record))
            elif there != record:
                yield from _fields_between(table, key, there, record)
    for table in reversed(TABLES):
        if table != "cells":
            for key, record in before.tables[table].items():
                if key not in after.tables[table]:
                    yield Change(table, key, WHOLE_RECORD, to_plain(record), None)


def _fields_between(table: str, key: str, before: msgspec.Struct, after: msgspec.Struct) -> Iterator[Change]:
    for field in before.__struct_fields__:
        old, new = to_plain(getattr(before, field)), to_plain(getattr(after, field))
        if old != new:
            yield Change(table, key, field, old, new)


def _cells_between(before: State, after: State) -> Iterator[Change]:
    cells = [*before.cells(), *after.cells()]
    for element, party in dict.fromkeys((cell.element, cell.party) for cell in cells):
        old, new = before.cell(element, party), after.cell(element, party)
        for field in CELL_FIELDS:
            if getattr(old, field) != getattr(new, field):
                yield Change("cells", f"{element}/{party}", field, getattr(old, field), getattr(new, field))


def _cleaned(change: Change, scheme: Scheme) -> Change:
    new: Any = change.new
    if change.table == "cells" and change.field in ("current", "target") and isinstance(new, str):
        reading = read(new, scheme)
        new = reading.letters if reading.letters is not None else "?"
        new = None if new == "" and change.field == "target" else new
    return Change(change.table, change.key, change.field, change.old, _clean(new))


def _clean(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return {clean(key): _clean(each) for key, each in value.items()} if isinstance(value, dict) else value


def _make(edit: Transaction, change: Change) -> str:
    """Make one change; says why it could not be made, or nothing."""
    if change.new == "?" and change.table == "cells":
        return "these are no letters of the scheme"
    try:
        if change.field == WHOLE_RECORD and change.new is None:
            edit.remove(change.table, change.key)
        elif change.table == "cells":
            element, _, party = change.key.partition("/")
            if change.field == "note":
                edit.note(element, party, change.new)
            else:
                edit.set(element, party, cast(EditLayer, change.field), change.new)
        elif change.field == WHOLE_RECORD:
            edit.add(msgspec.convert(change.new, TABLES[change.table]))
        else:
            edit.update(change.table, change.key, **{change.field: change.new})
    except EditError as error:
        return str(error)
    return ""
