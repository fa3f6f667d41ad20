"""`raci-tui/1`: the whole workspace as JSON, a published contract. Readers ignore keys they do not know."""

from __future__ import annotations

from typing import Any, BinaryIO, Final

import msgspec

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.records import TABLES, to_plain
from raci_tui.core.tables import Document, Source
from raci_tui.plugin.types import Exporter, Importer, Option, Options, Progress, Snapshot

FORMAT: Final = "raci-tui/1"
_PER_ELEMENT: Final = ("pains", "moves", "waivers", "links")


def write_json(snapshot: Snapshot, out: BinaryIO, options: Options, progress: Progress) -> None:
    """Write every table with ids, elements in order with their cells."""
    shown = {element.id for element in snapshot.elements}
    document: dict[str, object] = {
        "format": FORMAT,
        "workspace": _fields(snapshot.info),
        "head": {"position": snapshot.head.position, "checksum": snapshot.head.checksum},
        "at": snapshot.at,
        "covers": snapshot.covers,
        "scheme": _fields(snapshot.scheme),
        "parties": [_fields(party) for party in snapshot.parties],
        "journeys": [_fields(journey) for journey in snapshot.journeys],
        "stages": [_fields(stage) for stage in snapshot.stages],
        "elements": [],
    }
    elements: list[dict[str, Any]] = []
    for place, element in enumerate(snapshot.elements):
        if place % 500 == 0:
            progress(place / len(snapshot.elements))
        row = snapshot.cells.get(element.id, {})
        cells = [row[party.id] for party in snapshot.parties if party.id in row]
        elements.append(
            _fields(element)
            | {
                "cells": [
                    {"party": c.party, "current": c.current, "target": c.target, "note": c.note}
                    for c in cells
                ]
            }
        )
    document["elements"] = elements
    document["pains"] = [
        _fields(pain) for element in snapshot.elements for pain in snapshot.pains.get(element.id, ())
    ]
    for table, records in snapshot.tables.items():
        document[table] = [r for r in records if table not in _PER_ELEMENT or _concerns(r, shown)]
    data = msgspec.json.encode(document)
    out.write(msgspec.json.format(data, indent=2) + b"\n" if options["indent"] else data + b"\n")
    progress(1.0)


def read_json(data: bytes, name: str) -> Source:
    """Read a `raci-tui/1` document.

    Raises:
        ImportRefusedError: It is no JSON, or of another format.
    """
    try:
        plain = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ImportRefusedError(f"the file is no JSON: {error}", "export it again with -f json") from error
    if isinstance(plain, dict) and "_meta" in plain:
        raise ImportRefusedError(
            "the file is a workspace", "open it, or export it with -f json and import that"
        )
    if not isinstance(plain, dict) or not isinstance(plain.get("format"), str):
        raise ImportRefusedError("the JSON does not say its format", f'it begins with "format": "{FORMAT}"')
    if plain["format"] != FORMAT:
        raise ImportRefusedError(
            f"the JSON is of format {plain['format'][:40]!r}", f"this version reads {FORMAT}"
        )
    tables = {table: _records(plain, table) for table in TABLES if table not in ("workspace", "cells")}
    info = plain.get("workspace")
    tables["workspace"] = [info] if isinstance(info, dict) else []
    tables["cells"] = [
        {**cell, "element": element.get("id")}
        for element in tables["elements"]
        for cell in _records(element, "cells")
    ]
    scheme = plain.get("scheme")
    document = Document(scheme=scheme if isinstance(scheme, dict) else {}, tables=tables)
    return Source(name=name, format="json", document=document)


def _records(plain: dict[str, Any], table: str) -> list[dict[str, object]]:
    found = plain.get(table, [])
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise ImportRefusedError(f"{table} is no list of objects", f"see the format {FORMAT}")
    return found


def _fields(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any record
    """Every field, defaults too, so that a reader needs to know none."""
    return {field: to_plain(getattr(record, field)) for field in record.__struct_fields__}


def _concerns(record: dict[str, object], shown: set[str]) -> bool:
    """Whether a record hangs on shown elements only."""
    return all(not record.get(field) or record[field] in shown for field in ("element", "source", "target"))


JSON_EXPORTER: Final = Exporter(
    id="json",
    title="JSON document",
    suffix=".json",
    write=write_json,
    options=(Option("indent", "bool", default=True, help="One value a line, for people and for diff."),),
)
JSON_IMPORTER: Final = Importer(id="json", title="JSON document", suffixes=(".json",), read=read_json)
