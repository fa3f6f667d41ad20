"""How states become bytes: lists of records in a ledger's first line, TinyDB tables in a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from raci_tui.core.errors import DamagedError, FormatNumberError
from raci_tui.core.ledger import checksum
from raci_tui.core.records import FORMAT_NUMBER, TABLES, Cell
from raci_tui.core.state import State
from raci_tui.core.upgrade import OLDEST_FORMAT, rewritten_tables, upgraded_record
from raci_tui.store import pending_rows
from raci_tui.store.aside import Aside
from raci_tui.store.pending_rows import PendingRows

META: Final = "_meta"
_BLANK: Final = b"\0 \t\r\n"
_BEGINNING: Final = 1024
_CELLS: Final = b'\n"cells":{\n'
_DOCTOR: Final = "raci-tui doctor says what can be repaired"

_encoder: Final = msgspec.json.Encoder()
_top: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_plain_list: Final = msgspec.json.Decoder(list[dict[str, Any]])
_plain_table: Final = msgspec.json.Decoder(dict[str, dict[str, Any]])


class Meta(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a snapshot says of itself, the one document of its table `_meta`.

    Attributes:
        format: The format number.
        workspace: Id of the workspace, the same in all its copies.
        ledger: Id of the ledger it belongs to.
        position, head: Position in that ledger and the chained checksum there.
        offset: Bytes of the ledger up to there.
        checksum: Over all other tables.
    """

    format: int
    workspace: str
    ledger: str
    position: int
    head: str
    offset: int = 0
    checksum: str


class _AnyMeta(msgspec.Struct):
    format: int = 0


_any_meta: Final = msgspec.json.Decoder(dict[str, _AnyMeta])
_meta: Final = msgspec.json.Decoder(dict[str, Meta])


def refuse_format(path: str, number: int) -> None:
    """Refuse a file of a format that cannot be read: a newer one, or none that ever was.

    Raises:
        FormatNumberError: Its number is not among those known.
    """
    if not OLDEST_FORMAT <= number <= FORMAT_NUMBER:
        age = "a newer" if number > FORMAT_NUMBER else "another"
        raise FormatNumberError(
            f"{path} has format {number}, and this raci-tui reads formats up to {FORMAT_NUMBER}",
            f"open it with {age} raci-tui; nothing was changed",
        )


def encode_state(state: State) -> bytes:
    """Write a state as one line of JSON: lists of records by table, empty ones left out."""
    filled = {name: tuple(state.records(name)) for name in TABLES}
    return _encoder.encode({name: records for name, records in filled.items() if records})


def decode_state(data: bytes, path: str, number: int = FORMAT_NUMBER) -> State:
    """Read what `encode_state` wrote, in a file of this format.

    Raises:
        DamagedError: It is something else.
    """
    try:
        rewritten = rewritten_tables(number)
        if rewritten:
            tables = _top.decode(data)
            data = _encoder.encode(
                {
                    name: _upgraded_list(name, raw, number) if name in rewritten else raw
                    for name, raw in tables.items()
                }
            )
        lists = _lists().decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise DamagedError(f"{path} is damaged at its beginning ({error})", _DOCTOR) from error
    return _state({name: getattr(lists, name) for name in TABLES}, path)


def encode_tables(state: State) -> dict[str, bytes]:
    """Write each table that holds something as TinyDB keeps it, one record a line, numbered from 1."""
    return _number({name: state.records(name) for name in TABLES})


def join_snapshot(meta: Meta, tables: Mapping[str, bytes]) -> bytes:
    """Put a snapshot together from its parts."""
    parts = [b'"%s":{\n"1":%s}' % (META.encode(), _encoder.encode(meta))]
    parts += [b'"%s":%s' % (name.encode(), table) for name, table in tables.items()]
    return b"{" + b",\n".join(parts) + b"}\n"


def checksum_of(tables: Mapping[str, bytes | memoryview]) -> str:
    """Checksum over tables, in the order in which records refer to each other."""
    parts: list[bytes | memoryview] = []
    for name in TABLES:
        if name in tables:
            parts += (name.encode(), tables[name], b"\n")
    return checksum(*parts)


def decode_snapshot(data: bytes, path: str, *, edited: bool = False) -> tuple[Meta, State]:
    """Read a snapshot.

    A file that was only formatted anew, or came with a byte-order mark, is read all the same. Where there are many
    cells and the checksum is right, they are decoded as they are asked for.

    Args:
        edited: Take the tables even where the checksum says that somebody else has changed them.

    Raises:
        DamagedError: It is empty, no workspace, cut off, or edited by others.
        FormatNumberError: It is of another format, or has a field that this format lacks.
    """
    # A large file is not copied only to look at its ends.
    if not data[:_BEGINNING].strip(_BLANK) and not data.strip(_BLANK):
        what = "is empty" if not data else "holds no text"
        raise DamagedError(
            f"{path} {what} and was left as it is", "raci-tui doctor restores it from its ledger or copy"
        )
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        top = _top.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise DamagedError(
            f"{path} is not a workspace: it cannot be read as JSON ({error})", _DOCTOR
        ) from error
    if META not in top:
        raise DamagedError(
            f"{path} is not a workspace: it has no table {META}", "raci-tui import reads tables"
        )
    meta = _read_meta(top.pop(META), path)
    views = {name: memoryview(raw) for name, raw in top.items()}
    apart = None if edited or "cells" in rewritten_tables(meta.format) else _cells_apart(data, views)
    found = Aside(lambda: checksum_of(views), len(data))
    if apart:
        rest = _read_all_but_cells(top, meta.format)
        if rest and found.result() == meta.checksum:
            state = _state({name: table.values() for name, table in rest.items()}, path)
            state.rows = PendingRows(data, *apart)
            return meta, state
    tables = {name: _read_table(name, raw, path, meta.format) for name, raw in top.items()}
    if not edited and found.result() != meta.checksum:
        # As it was written: an upgraded record would not give the bytes that the checksum is over.
        written = (
            {name: msgspec.json.decode(raw) for name, raw in top.items()}
            if meta.format < FORMAT_NUMBER
            else tables
        )
        by_number = {
            name: [records[key] for key in sorted(records, key=_number_of)]
            for name, records in written.items()
        }
        if checksum_of(_number(by_number)) != meta.checksum:
            raise DamagedError(
                f"{path} was changed by something else than raci-tui",
                "raci-tui doctor shows what can be done, and doctor --adopt takes the change over",
            )
    return meta, _state({name: table.values() for name, table in tables.items()}, path)


def _cells_apart(data: bytes, views: dict[str, memoryview]) -> tuple[int, int] | None:
    """Where the lines of cells begin and end, if they are many and stand as `encode_tables` writes them.

    The view of the cells is made to begin where that was found, so that a right checksum proves it.
    """
    size = len(views.get("cells", b""))
    if size < pending_rows.WORTH_IT:
        return None
    begin = data.find(_CELLS)
    if begin < 0:
        return None
    begin += len(_CELLS)
    views["cells"] = memoryview(data)[begin - len(b"{\n") :][:size]
    return begin, begin - len(b"{\n") + size - len(b"}")


def _read_all_but_cells(top: Mapping[str, msgspec.Raw], number: int) -> dict[str, dict[int, Any]] | None:
    """Read tables numbered as `encode_tables` numbers them; None where something needs a closer look."""
    rewritten = rewritten_tables(number)
    try:
        return {
            name: _numbered(name).decode(_upgraded_table(name, raw, number) if name in rewritten else raw)
            for name, raw in top.items()
            if name != "cells"
        }
    except (KeyError, msgspec.DecodeError, RecursionError):
        return None


@cache
def _numbered(name: str) -> msgspec.json.Decoder[dict[int, Any]]:
    """Decodes a table faster than the strict one does: a number costs less than a text."""
    return msgspec.json.Decoder(dict[int, TABLES[name]])  # type: ignore[valid-type]


@cache
def _named(name: str) -> msgspec.json.Decoder[dict[str, Any]]:
    """Decodes a table whatever its documents are called."""
    return msgspec.json.Decoder(dict[str, TABLES[name]])  # type: ignore[valid-type]


@cache
def _lists() -> msgspec.json.Decoder[Any]:
    """Decodes a whole state; made when first wanted, as those of single tables."""
    fields: list[tuple[str, Any, Any]] = [
        (name, list[record], msgspec.field(default_factory=list))  # type: ignore[valid-type]
        for name, record in TABLES.items()
    ]
    return msgspec.json.Decoder(msgspec.defstruct("Lists", fields, forbid_unknown_fields=True))


def _read_meta(raw: msgspec.Raw, path: str) -> Meta:
    try:
        number = next(iter(_any_meta.decode(raw).values())).format
        refuse_format(path, number)
        return next(iter(_meta.decode(raw).values()))
    except (msgspec.DecodeError, StopIteration, RecursionError) as error:
        raise DamagedError(f"{path} is damaged in its table {META}", _DOCTOR) from error


def _read_table(name: str, raw: msgspec.Raw, path: str, number: int) -> dict[str, Any]:
    if name not in TABLES:
        raise FormatNumberError(
            f"{path} has format {number}, but a table {name[:40]!r} that format {number} does not know",
            "it may come from a newer raci-tui; nothing was changed",
        )
    try:
        plain = _upgraded_table(name, raw, number) if name in rewritten_tables(number) else raw
        found: dict[str, Any] = _named(name).decode(plain)
    except msgspec.ValidationError as error:
        if "unknown field" in str(error):
            raise FormatNumberError(
                f"{path} has format {number}, but something in {name} that format {number} "
                f"does not know ({error})",
                "it may come from a newer raci-tui; nothing was changed",
            ) from error
        raise DamagedError(f"{path} is damaged in its table {name} ({error})", _DOCTOR) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise DamagedError(f"{path} is damaged in its table {name} ({error})", _DOCTOR) from error
    return found


def _upgraded_list(name: str, raw: msgspec.Raw, number: int) -> list[dict[str, Any]]:
    return [upgraded_record(name, record, number) for record in _plain_list.decode(raw)]


def _upgraded_table(name: str, raw: msgspec.Raw, number: int) -> bytes:
    records = _plain_table.decode(raw)
    return _encoder.encode({key: upgraded_record(name, record, number) for key, record in records.items()})


def _number_of(key: str) -> tuple[int, str]:
    return (int(key) if key.isdecimal() else 0, key)


def _number(tables: Mapping[str, Iterable[Any]]) -> dict[str, bytes]:
    encode = _encoder.encode
    numbered: dict[str, bytes] = {}
    for name in TABLES:
        lines = [b'"%d":%s' % (place, encode(record)) for place, record in enumerate(tables.get(name, ()), 1)]
        if lines:
            numbered[name] = b"{\n" + b",\n".join(lines) + b"}"
    return numbered


def _state(tables: Mapping[str, Iterable[Any]], path: str) -> State:
    state = State()
    for name, records in tables.items():
        if name == "cells":
            rows: dict[str, dict[str, Cell]] = state.rows
            for cell in records:
                row = rows.get(cell.element)
                if row is None:
                    row = rows[cell.element] = {}
                row[cell.party] = cell
        else:
            state.tables[name] = {record.id: record for record in records}
    if "workspace" not in state.tables["workspace"]:
        raise DamagedError(f"{path} is not a workspace: it lacks the record of the workspace itself", _DOCTOR)
    return state
