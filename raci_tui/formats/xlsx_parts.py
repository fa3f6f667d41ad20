"""Looks through the parts of a workbook before anything reads it: what is there, and whether it is too much.

Everything here streams: a hostile workbook is refused from its directory or from its XML, before a cell of
it is kept.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from typing import IO, Any, Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.tables import Merge

UNPACKED_LIMIT: Final = 300_000_000
"""Bytes that all parts together may unpack to; a full workbook of 10,000 × 200 stays far below."""
ENTRY_LIMIT: Final = 5_000
CELL_LIMIT: Final = 3_000_000
"""Cells written in a sheet."""
AREA_LIMIT: Final = 8_000_000
"""Cells of the rectangle that spans all filled ones."""
MERGE_LIMIT: Final = 20_000
_CHUNK: Final = 1 << 20
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REFERENCE: Final = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
_DECLARATION: Final = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)")
_PLAIN_ENCODINGS: Final = frozenset({b"utf-8", b"us-ascii", b"ascii"})


class Part(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    path: str
    hidden: bool


class Extent(NamedTuple):
    """What a sheet holds.

    Attributes:
        rows, columns: Up to which row and column cells are filled.
        merges: Merged areas, cut to that extent.
        formulas: Addresses of formulas without a stored value.
        hidden_rows: Rows that are hidden, counted from 1.
    """

    rows: int
    columns: int
    merges: tuple[Merge, ...]
    formulas: tuple[str, ...]
    hidden_rows: tuple[int, ...]


def too_many(what: str) -> ImportRefusedError:
    """The refusal of a workbook that is larger than any matrix."""
    return ImportRefusedError(f"Too many cells: {what}", "copy the matrix alone into a new workbook")


def open_parts(data: bytes) -> ZipFile:
    """Open a workbook after a look at its directory.

    Raises:
        ImportRefusedError: It is no workbook, is encrypted, or would unpack to too much.
    """
    try:
        archive = ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        hint = (
            "save it as .xlsx"
            if not data.startswith(b"\xd0\xcf\x11\xe0")
            else "take off its password or save it as .xlsx"
        )
        raise ImportRefusedError("the file is no Excel workbook", hint) from error
    if len(entries) > ENTRY_LIMIT:
        raise too_many(f"the workbook has {len(entries):,} parts")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_LIMIT:
        raise too_many(f"the workbook would unpack to {unpacked // 1_000_000:,} MB")
    if any(entry.flag_bits & 1 for entry in entries):
        raise ImportRefusedError("the workbook is encrypted", "take off its password")
    return archive


def refuse_declarations(archive: ZipFile) -> None:
    """Refuse XML that declares a document type or entities, or hides behind another encoding.

    Raises:
        ImportRefusedError: A part does.
    """
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(entry) as part:
            head = part.read(_CHUNK)
            said = _ENCODING.search(head[:200])
            strange = head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:200]
            if strange or (said and said.group(1).lower() not in _PLAIN_ENCODINGS):
                raise ImportRefusedError(
                    f"{entry.filename} is not written in UTF-8", "save the workbook again in Excel"
                )
            tail = b""
            while head:
                if _DECLARATION.search(tail + head):
                    raise ImportRefusedError(
                        f"{entry.filename} declares entities, which no workbook needs",
                        "do not trust this file",
                    )
                tail, head = head[-16:], part.read(_CHUNK)


def sheets(archive: ZipFile) -> list[Part]:
    """The sheets of a workbook in order."""
    relations = {
        node.get("Id"): node.get("Target", "")
        for _, node in _nodes(archive, "xl/_rels/workbook.xml.rels")
        if node.tag.endswith("}Relationship") and node.get("TargetMode") != "External"
    }
    found = []
    for _, node in _nodes(archive, "xl/workbook.xml"):
        if node.tag not in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            continue
        key = next((value for name, value in node.attrib.items() if name.endswith("}id")), "")
        target = relations.get(key, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if "worksheets" in path:
            found.append(Part(node.get("name", ""), path, node.get("state", "visible") != "visible"))
    return found


def extent(archive: ZipFile, part: Part) -> Extent:
    """Stream through a sheet and say how far it reaches.

    Raises:
        ImportRefusedError: It reaches too far.
    """
    cells = rows = columns = row = column = 0
    merged: list[str] = []
    formulas: list[str] = []
    hidden: list[int] = []
    for event, node in _nodes(archive, part.path, starts=True):
        tag = node.tag.rpartition("}")[2]
        if event == "start":
            if tag == "row":
                row, column = int(node.get("r") or row + 1), 0
                hidden.extend([row] if node.get("hidden") in ("1", "true") else [])
            continue
        if tag == "c":
            row, column = _place(node.get("r"), row, column)
            cells += 1
            if _is_filled(node):
                rows, columns = max(rows, row), max(columns, column)
            elif any(child.tag.endswith("}f") for child in node):
                formulas.append(node.get("r") or f"row {row}")
            if cells > CELL_LIMIT:
                raise too_many(f"the sheet {part.name!r} has more than {CELL_LIMIT:,}")
        elif tag == "mergeCell":
            merged.append(node.get("ref", ""))
            if len(merged) > MERGE_LIMIT:
                raise too_many(f"the sheet {part.name!r} has more than {MERGE_LIMIT:,} merged areas")
        if tag in ("row", "c", "mergeCell"):
            node.clear()
    if rows * columns > AREA_LIMIT:
        raise too_many(f"the sheet {part.name!r} spans {rows:,} rows × {columns:,} columns")
    merges = tuple(merge for ref in merged if (merge := _merge(ref, rows, columns)))
    return Extent(rows, columns, merges, tuple(formulas), tuple(hidden))


def _nodes(archive: ZipFile, path: str, *, starts: bool = False) -> Iterator[tuple[str, Any]]:
    from defusedxml.ElementTree import iterparse

    try:
        part: IO[bytes] = archive.open(path)
    except KeyError as error:
        raise ImportRefusedError(f"the workbook lacks its part {path}", "save it again in Excel") from error
    with part:
        root = None
        for event, node in iterparse(part, events=("start", "end") if starts else ("end",), forbid_dtd=True):
            if root is None:
                root = node
            yield event, node
            # A million emptied rows still weigh something as children of sheetData.
            if event == "end" and node.tag.endswith("}row") and root is not None:
                for child in root:
                    if child.tag.endswith("}sheetData"):
                        child.clear()


def _is_filled(node: Any) -> bool:  # noqa: ANN401 - an element of a parsed tree
    for child in node:
        tag = child.tag.rpartition("}")[2]
        if (tag == "v" and child.text) or (
            tag == "is" and any((text.text or "").strip() for text in child.iter())
        ):
            return True
    return False


def _place(reference: str | None, row: int, column: int) -> tuple[int, int]:
    match = _REFERENCE.match(reference or "")
    if match is None:
        return row, column + 1
    return int(match.group(2)), _number(match.group(1))


def _merge(reference: str, rows: int, columns: int) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.match(first), _REFERENCE.match(last or first)
    if start is None or end is None:
        return None
    top, left = int(start.group(2)), _number(start.group(1))
    bottom, right = min(int(end.group(2)), rows), min(_number(end.group(1)), columns)
    if bottom < top or right < left:
        return None
    return Merge(top - 1, left - 1, bottom - top + 1, right - left + 1)


def _number(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
