"""Plans the import of a whole document (`raci-tui/1`): records are matched by id, then by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.notation import canonical
from raci_tui.core.planning import Planning
from raci_tui.core.records import REFERENCES, TABLES, Cell, Info
from raci_tui.core.scheme import NOT_INVOLVED, RACI, Scheme, checked
from raci_tui.core.tables import Document, Noted
from raci_tui.core.text import clean, fold
from raci_tui.core.transaction import Transaction

_NAMED: Final = ("parties", "journeys", "stages", "elements", "people", "personas", "views")
"""Tables whose records are matched by name where their id is unknown."""
_IN_VIEWS: Final = {
    "columns": ("parties",),
    "hidden": ("parties",),
    "pinned": ("parties",),
    "folded": ("stages", "journeys"),
}
"""Fields of a view that list ids, and the tables they are of."""
_Names = dict[tuple[str, str, str, str], list[Any]]


def take_document(planning: Planning, edit: Transaction, document: Document) -> None:
    """Edit the planning's state as the document says.

    Raises:
        ImportRefusedError: A record is not what its table holds, or letters are of another scheme.
    """
    _take_scheme(planning, edit, document)
    ids: dict[tuple[str, str], str] = {}
    names = _names(planning)
    for table in TABLES:
        if table in ("workspace", "schemes", "cells"):
            continue
        for plain in _parents_first(table, document.tables.get(table, [])):
            _take(planning, edit, table, plain, ids, names)
    for plain in document.tables.get("cells", []):
        _take_cell(planning, edit, plain, ids)


def _take_scheme(planning: Planning, edit: Transaction, document: Document) -> None:
    scratch = planning.scratch
    for plain in document.tables.get("schemes", []):
        scheme = checked(_converted(plain, Scheme))
        if scratch.state.tables["schemes"].get(scheme.id) is None:
            edit.add(scheme)
    wanted = checked(_converted(document.scheme, Scheme)) if document.scheme else scratch.scheme
    is_new = not scratch.state.tables["elements"]
    if wanted.id != scratch.info.scheme and not is_new:
        raise ImportRefusedError(
            f"the source is written in {wanted.name} and this workspace in {scratch.scheme.name}",
            f"change the scheme to {wanted.name} first, or import it into a new workspace",
        )
    if is_new:
        for plain in document.tables.get("workspace", []):
            info = _converted(plain, Info)
            edit.update("workspace", "workspace", name=info.name, description=info.description)
        edit.update("workspace", "workspace", scheme=wanted.id)
        if wanted.id != RACI.id and scratch.state.tables["schemes"].get(wanted.id) is None:
            # Whoever opens the workspace may not have the plugin that brings the scheme.
            edit.add(wanted)
    if set(scratch.scheme.codes) != set(wanted.codes):
        raise ImportRefusedError(
            f"the source's scheme {wanted.name} has other letters than the one of that name here",
            "import it into a new workspace",
        )


def _take(
    planning: Planning,
    edit: Transaction,
    table: str,
    plain: dict[str, object],
    ids: dict[tuple[str, str], str],
    names: _Names,
) -> None:
    state = planning.scratch.state
    plain = dict(plain)
    for reference in REFERENCES:
        named = plain.get(reference.field) if reference.table == table else ""
        if not named:
            continue
        target = ids.get((reference.target, str(named)), str(named))
        if target not in state.tables[reference.target]:
            if reference.owned:
                planning.skipped.append(
                    Noted(
                        f"{table} {plain.get('id', '')}",
                        str(named),
                        f"what it belongs to is not in {reference.target}",
                    )
                )
                return
            target = ""
        plain[reference.field] = target
    if table == "views":
        _take_ids_of_view(plain, ids)
    record = _converted(plain, TABLES[table])
    key = str(record.id)
    there = state.get(table, key) or _namesake(names, table, record)
    if there is None:
        edit.add(record)
        _count_new(planning, table, record)
        return
    if there.id != key:
        ids[table, key] = there.id
    planning.match(table, there.id)
    fields = {
        field: getattr(record, field)
        for field in record.__struct_fields__
        if field != "id" and getattr(record, field) != getattr(there, field)
    }
    if fields:
        planning.updates.append(f"{getattr(there, 'name', table)}: {', '.join(fields)}")
        edit.update(table, there.id, **fields)


def _take_ids_of_view(plain: dict[str, object], ids: dict[tuple[str, str], str]) -> None:
    """Let a view name the parties and stages that those of the document were found to be."""
    for field, tables in _IN_VIEWS.items():
        named = plain.get(field)
        if isinstance(named, list):
            plain[field] = [
                next((ids[table, key] for table in tables if (table, key) in ids), key) for key in named
            ]


def _names(planning: Planning) -> _Names:
    """Records that were there before, by table, name and place."""
    names: _Names = {}
    for table in _NAMED:
        for record in planning.scratch.state.tables[table].values():
            names.setdefault((table, fold(record.name), *_place(record)), []).append(record)
    return names


def _namesake(names: _Names, table: str, record: Any) -> Any:  # noqa: ANN401 - a record of any table
    """The one record of the same name in the same place whose id is another."""
    if table not in _NAMED:
        return None
    same = names.get((table, fold(record.name), *_place(record)), [])
    return same[0] if len(same) == 1 else None


def _place(record: Any) -> tuple[str, str]:  # noqa: ANN401 - a record of any table
    return getattr(record, "journey", ""), getattr(record, "stage", "")


def _count_new(planning: Planning, table: str, record: Any) -> None:  # noqa: ANN401 - a record of any table
    planning.added.add(record.id)
    names = {
        "elements": planning.new_elements,
        "parties": planning.new_parties,
        "stages": planning.new_stages,
        "journeys": planning.new_journeys,
    }.get(table)
    if names is not None:
        names.append(record.name)


def _take_cell(
    planning: Planning, edit: Transaction, plain: dict[str, object], ids: dict[tuple[str, str], str]
) -> None:
    cell = _converted(plain, Cell)
    element = ids.get(("elements", cell.element), cell.element)
    party = ids.get(("parties", cell.party), cell.party)
    state = planning.scratch.state
    if element not in state.tables["elements"] or party not in state.tables["parties"]:
        planning.skipped.append(
            Noted(f"cell {cell.id}", cell.current or cell.target or "", "its element or party is not there")
        )
        return
    for letters in filter(None, (cell.current, cell.target)):
        if letters != NOT_INVOLVED:
            canonical(letters, planning.scratch.scheme)
    before = state.cell(element, party)
    if cell.current:
        planning.set(edit, element, party, "current", _ordered(planning, cell.current), "")
    if cell.target is not None and cell.target != before.target:
        planning.set(edit, element, party, "target", _ordered(planning, cell.target), "")
    if cell.note and cell.note != before.note:
        edit.note(element, party, cell.note)


def _ordered(planning: Planning, letters: str) -> str:
    return letters if letters == NOT_INVOLVED else canonical(letters, planning.scratch.scheme)


def _parents_first(table: str, records: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Records in an order in which a parent comes before its children, as far as there is one."""
    if table != "parties":
        yield from records
        return
    waiting, known = list(records), set[object]()
    own = {record.get("id") for record in records}
    while waiting:
        ready = [
            r for r in waiting if not r.get("parent") or r["parent"] in known or r["parent"] not in own
        ] or waiting
        for record in ready:
            known.add(record.get("id"))
            yield record
        waiting = [record for record in waiting if record.get("id") not in known]


def _converted(plain: object, kind: type[msgspec.Struct]) -> Any:  # noqa: ANN401 - the record type is the caller's
    """Make a record of plain values, cleaned, leaving out keys it does not know."""
    if not isinstance(plain, dict):
        raise ImportRefusedError("a record in the document is no object", "see the format raci-tui/1")
    known = {key: value for key, value in plain.items() if key in kind.__struct_fields__}
    try:
        return msgspec.convert(_cleaned(known), kind)
    except msgspec.ValidationError as error:
        name = clean(str(plain.get("id") or plain.get("name") or ""))[:80]
        raise ImportRefusedError(
            f"the record {name!r} does not fit: {error}", "see the format raci-tui/1"
        ) from error


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, (list, tuple)) else value
