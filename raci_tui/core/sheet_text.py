"""Tab-separated text as spreadsheets put it on a clipboard: quoted cells may hold tabs, line ends and quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_CELL: Final = re.compile(r'(?:"([^"]*+(?:""[^"]*+)*+)"(?=[\t\n]|\Z)|([^\t\n]*))(\t|\n|\Z)')
_NEEDS_QUOTES: Final = re.compile(r'[\t\n\r"]')


class SheetText(NamedTuple):
    """Cells of a pasted text.

    Attributes:
        rows: As many as were asked for; a row may be shorter than others.
        outside: Cells beyond them.
    """

    rows: list[list[str]]
    outside: int


def write(rows: Sequence[Sequence[str]]) -> str:
    """Write rows as a spreadsheet copies them; `parse` gives the same back, unless all of it is blank."""
    text = "\n".join("\t".join(map(_quoted, row)) for row in rows)
    # A last line that is blank needs its end to be one.
    return f"{text}\n" if rows and not any(rows[-1]) and len(rows[-1]) == 1 else text


def parse(text: str, most_rows: int, most_columns: int) -> SheetText:
    """Read the text of a clipboard: any line ends, quoted cells, and one line end behind the last row.

    Cells beyond the rows and columns wanted are counted and not kept.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if '"' in text:
        return _quoted_rows(text, most_rows, most_columns)
    lines = text.split("\n")
    rows = [line.split("\t") for line in lines[:most_rows]]
    outside = sum(line.count("\t") + 1 for line in lines[most_rows:])
    outside += sum(max(0, len(row) - most_columns) for row in rows)
    return SheetText([row[:most_columns] for row in rows], outside)


def _quoted_rows(text: str, most_rows: int, most_columns: int) -> SheetText:
    rows: list[list[str]] = []
    row: list[str] = []
    place = outside = count = 0
    for cell, end in _cells(text):
        if count < most_rows and place < most_columns:
            row.append(cell)
        else:
            outside += 1
        place += 1
        if end != "\t":
            if count < most_rows:
                rows.append(row)
            row, place, count = [], 0, count + 1
    return SheetText(rows, outside)


def _cells(text: str) -> Iterator[tuple[str, str]]:
    """Cells with what ends each. A quote that nothing closes is a quote."""
    for match in _CELL.finditer(text):
        quoted, plain, end = match.groups()
        yield (plain if quoted is None else quoted.replace('""', '"')), end
        if not end:
            return


def _quoted(cell: str) -> str:
    if not _NEEDS_QUOTES.search(cell):
        return cell
    return '"{}"'.format(cell.replace('"', '""'))
