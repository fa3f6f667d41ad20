"""Raw tables: what a reader found in a file, as strings with addresses, before anyone understood it."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from raci_tui.core.records import FORMAT_NUMBER

AddressStyle = Literal["sheet", "text", "row"]
_ALPHABET = 26


class Noted(msgspec.Struct, frozen=True):
    """Something of a source that is told: where it stands, what stands there, and why it is told."""

    address: str
    text: str
    reason: str


class Merge(NamedTuple):
    """A merged area, rows and columns counted from 0."""

    row: int
    column: int
    height: int
    width: int


class RawTable(msgspec.Struct, frozen=True, kw_only=True):
    """One table of strings.

    Attributes:
        title: Name of the sheet, or the heading above the table.
        rows: Rows of texts as they stood there; rows may differ in length.
        lines: The number of each row as the user counts them: sheet row or line of the file.
        style: How addresses are written: `Today!C5` in a sheet, `line 5, cell 3` in a text, `row 5` where
            the cells were put in another order.
        hidden: The sheet is hidden; taken only when named.
        transposed: Rows and columns were swapped after reading; addresses still name the original place.
    """

    title: str = ""
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    style: AddressStyle = "text"
    hidden: bool = False
    merges: tuple[Merge, ...] = ()
    transposed: bool = False

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max(map(len, self.rows), default=0)

    def text(self, row: int, column: int) -> str:
        """The text at a place counted from 0; empty where the row is shorter."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def address(self, row: int, column: int) -> str:
        """Where a cell stands, as the user would look for it."""
        if self.transposed:
            row, column = column, row
        line = self.lines[row] if row < len(self.lines) else row + 1
        if self.style == "sheet":
            return f"{self.title}!{column_name(column)}{line}"
        if self.style == "row":
            return f"{self.title}, row {line}" if self.title else f"row {line}"
        return f"line {line}, cell {column + 1}"

    def swapped(self) -> RawTable:
        """The same table with rows and columns changed over."""
        width = self.width
        return RawTable(
            title=self.title,
            rows=tuple(
                tuple(self.text(row, column) for row in range(len(self.rows))) for column in range(width)
            ),
            lines=self.lines,
            style=self.style,
            hidden=self.hidden,
            merges=tuple(Merge(m.column, m.row, m.width, m.height) for m in self.merges),
            transposed=not self.transposed,
        )


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A whole workspace read from a file: records by table, as plain values with ids.

    Attributes:
        scheme: The scheme in force, whole, as plain values.
        tables: Records by table name; cells stand in `cells`.
    """

    scheme: dict[str, object]
    tables: dict[str, list[dict[str, object]]]
    number: int = FORMAT_NUMBER


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What an importer gives back: raw tables, or a whole document.

    Attributes:
        name: What the source is called in reports: a file's name, or `standard input`.
        format: Id of the importer that read it.
        skipped: What the reader itself left out, with the reason.
        remarks: Sentences about the file as a whole, such as a guessed encoding.
    """

    name: str = ""
    format: str = ""
    tables: tuple[RawTable, ...] = ()
    document: Document | None = None
    skipped: tuple[Noted, ...] = ()
    remarks: tuple[str, ...] = ()


def column_name(column: int) -> str:
    """Name of a sheet's column counted from 0: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, _ALPHABET)
        name = chr(ord("A") + digit) + name
    return name


def text_table(rows: list[list[str]], *, title: str = "", style: AddressStyle = "text") -> RawTable:
    """Make a table of plain rows whose lines are counted from 1."""
    return RawTable(
        title=title, rows=tuple(map(tuple, rows)), lines=tuple(range(1, len(rows) + 1)), style=style
    )
