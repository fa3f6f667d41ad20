"""Finds the matrix in one raw table: its header row, its group row, and which columns hold letters.

The evidence is the share of a column's cells that read as letters of the scheme.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from raci_tui.core.columns import Column, columns_of, filled_below, is_known, plain_title, title_of
from raci_tui.core.long_layout import as_matrix
from raci_tui.core.marks import Marks
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.core.tables import Noted, RawTable
from raci_tui.core.text import fold
from raci_tui.core.vocabulary import (
    ELEMENT_WORDS,
    EXTRA_WORDS,
    FIELD_OF,
    PARTY_WORDS,
    Field,
    is_legend_title,
    kind_of,
)

_HEADER_SEARCH: Final = 60
"""Rows from the top in which a header is looked for where no letters say where it ends."""
_STRAY: Final = 3
"""Texts beside letters that a party column may have: its headers."""
_MARK_LENGTH: Final = 3
"""Characters of a mark that may stand for letters: X, Yes, R1."""


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """Where the matrix lies in a table.

    Attributes:
        header: Row of the header, from 0.
        has_letters: Whether any column holds letters; otherwise it was known by its header alone.
        above: Texts of title rows above it.
        table: The table rewritten as a matrix where it lay another way; None where it is one.
    """

    header: int
    has_letters: bool
    columns: tuple[Column, ...]
    above: tuple[str, ...] = ()
    table: RawTable | None = None
    skipped: tuple[Noted, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def party_columns(self) -> tuple[Column, ...]:
        """The columns of parties, in order."""
        return tuple(column for column in self.columns if column.role == "party")

    def column_of(self, role: str) -> Column | None:
        """The column with a role, or None."""
        return next((column for column in self.columns if column.role == role), None)


def find_matrix(raw: RawTable, marks: Marks, fields: Mapping[str, Field]) -> Matrix | None:
    """Find the matrix in a table, or None where there is none.

    Tables with parties in rows and tables with names under the letters are rewritten first.
    """
    rewritten = as_matrix(raw, marks.scheme)
    if rewritten:
        found = _find(rewritten, marks, fields)
        return found and msgspec.structs.replace(
            found,
            table=rewritten,
            remarks=(*found.remarks, "names stand under the letters; read as a matrix"),
        )
    found = _find(raw, marks, fields)
    if found and _has_parties_in_rows(found):
        turned = raw.swapped()
        again = _find(turned, marks, fields)
        if again:
            return msgspec.structs.replace(
                again, table=turned, remarks=(*again.remarks, "parties stand in rows; the table was turned")
            )
    return found


def is_legend_row(texts: list[str], marks: Marks) -> bool:
    """Whether a row of filled cells explains letters instead of using them."""
    return bool(texts) and len(texts) <= len(marks.scheme.letters) + 1 and bool(marks.defines(texts))


def row_texts(raw: RawTable, row: int) -> list[str]:
    """The filled cells of a row."""
    return [text.strip() for text in raw.rows[row] if text.strip()]


def _find(raw: RawTable, marks: Marks, fields: Mapping[str, Field]) -> Matrix | None:
    legend = {row for row in range(len(raw.rows)) if is_legend_row(row_texts(raw, row), marks)}
    lettered = _letter_columns(raw, marks, legend)
    header = _header_row(raw, marks, lettered, legend)
    if header is None:
        return None
    columns = columns_of(raw, marks, fields, header, lettered | _marked_columns(raw, marks, header, lettered))
    if not any(column.role == "element" for column in columns) or not any(c.role == "party" for c in columns):
        return None
    return _with_groups(raw, header, columns, legend, has_letters=bool(lettered))


def _letter_columns(raw: RawTable, marks: Marks, legend: set[int]) -> set[int]:
    """Columns that hold letters, but for a few headers."""
    letters, dashes, others = ([0] * raw.width for _ in range(3))
    for row, cells in enumerate(raw.rows):
        if row in legend:
            continue
        for column, text in enumerate(cells):
            if not text or not text.strip():
                continue
            value = marks.read(text).letters
            counts = others if value is None else dashes if value == NOT_INVOLVED else letters
            counts[column] += 1
    fits = [c for c in range(raw.width) if others[c] <= max(_STRAY, letters[c] + dashes[c])]
    # A table in which everything is *not involved* still is one.
    return {c for c in fits if letters[c]} or {c for c in fits if dashes[c]}


def _marked_columns(raw: RawTable, marks: Marks, header: int, lettered: set[int]) -> set[int]:
    """Columns that hold only marks, known or not: among the parties, or next to one."""
    found: set[int] = set()
    first = next((c for c in range(raw.width) if filled_below(raw, header, c)), 0)
    waiting = [c for c in range(first + 1, raw.width) if c not in lettered and _may_be_party(raw, header, c)]
    while True:
        new = {
            column
            for column in waiting
            if column not in found
            and (
                min(lettered, default=column) < column < max(lettered, default=column)
                or (
                    _holds_marks(raw, marks, header, column)
                    and _neighbours(raw, header, column) & (lettered | found)
                )
            )
        }
        if not new:
            return found
        found |= new


def _neighbours(raw: RawTable, header: int, column: int) -> set[int]:
    """The nearest columns at both sides that hold anything; parties that hold nothing yet lie between."""
    found = set()
    for step in (-1, 1):
        beside = column + step
        while (
            0 <= beside < raw.width
            and title_of(raw, header, beside)
            and not filled_below(raw, header, beside)
        ):
            beside += step
        found.add(beside)
    return found


def _may_be_party(raw: RawTable, header: int, column: int) -> bool:
    folded = fold(title_of(raw, header, column))
    known = folded in FIELD_OF or folded in ELEMENT_WORDS or folded in EXTRA_WORDS or is_legend_title(folded)
    return bool(folded) and not known and filled_below(raw, header, column)


def _holds_marks(raw: RawTable, marks: Marks, header: int, column: int) -> bool:
    texts = [t for row in range(header + 1, len(raw.rows)) if (t := raw.text(row, column).strip())]
    return all(
        marks.read(text).letters is not None or (len(text) <= _MARK_LENGTH and not text.isdecimal())
        for text in texts
    )


def _header_row(raw: RawTable, marks: Marks, lettered: set[int], legend: set[int]) -> int | None:
    if not lettered:
        return _header_by_words(raw)
    first = len(raw.rows)
    for row, cells in enumerate(raw.rows):
        texts = [cells[c] for c in lettered if c < len(cells) and cells[c].strip()]
        if (
            row not in legend
            and texts
            and 2 * sum(marks.read(t).letters is not None for t in texts) > len(texts)
        ):
            first = row
            break
    best, best_score = None, 0
    for row in range(first):
        if row in legend or _is_repeated(row_texts(raw, row)):
            continue
        score = len({raw.text(row, column).strip() for column in lettered} - {""})
        if score and any(is_known(text) for text in raw.rows[row]):
            score += raw.width
        if score and score >= best_score:
            best, best_score = row, score
    return best


def _header_by_words(raw: RawTable) -> int | None:
    """The header of a matrix in which nothing is filled in yet."""
    for row in range(min(len(raw.rows), _HEADER_SEARCH)):
        texts = [fold(plain_title(text)) for text in raw.rows[row]]
        empty = [c for c, text in enumerate(texts) if text and not filled_below(raw, row, c)]
        if any(text in ELEMENT_WORDS for text in texts) and empty and row + 1 < len(raw.rows):
            return row
    return None


def _with_groups(
    raw: RawTable, header: int, columns: list[Column], legend: set[int], *, has_letters: bool
) -> Matrix:
    above: list[str] = []
    skipped: list[Noted] = []
    remarks: list[str] = []
    grouped = {column.index: column for column in columns}
    for row in range(header - 1, -1, -1):
        texts = row_texts(raw, row)
        over = _spread(raw, row, [column.index for column in columns if column.role == "party"])
        if not texts:
            continue
        if row in legend or is_legend_title(texts[0]):
            skipped.append(Noted(raw.address(row, 0), " ".join(texts), "a legend"))
        elif header - row <= 3 and any(kind_of(text) for text in over.values()):
            for index, text in over.items():
                kind = kind_of(text)
                if kind:
                    grouped[index] = msgspec.structs.replace(grouped[index], kind=kind)
                else:
                    skipped.append(
                        Noted(
                            raw.address(row, index),
                            text,
                            "a heading over columns that names no kind of party",
                        )
                    )
        elif header - row == 1 and len({raw.text(row, i) for i in over} - {""}) * 2 > len(over) > 1:
            for index in over:
                if raw.text(row, index).strip() and raw.text(row, index).strip() != grouped[index].title:
                    grouped[index] = msgspec.structs.replace(
                        grouped[index], aliases=(plain_title(raw.text(row, index)),)
                    )
        else:
            above.insert(0, " ".join(texts))
            column = next(c for c in range(raw.width) if raw.text(row, c).strip())
            skipped.append(Noted(raw.address(row, column), " ".join(texts), "a line above the table"))
    return Matrix(
        header=header,
        has_letters=has_letters,
        columns=_with_unique_names(raw, header, [grouped[column.index] for column in columns], remarks),
        above=tuple(above),
        skipped=tuple(reversed(skipped)),
        remarks=tuple(remarks),
    )


def _with_unique_names(
    raw: RawTable, header: int, columns: list[Column], remarks: list[str]
) -> tuple[Column, ...]:
    """Keep parties with the same header apart by a number behind the name."""
    taken: set[str] = set()
    named = []
    for column in columns:
        if column.role == "party":
            name, number = column.title, 1
            while fold(name) in taken:
                number += 1
                name = f"{column.title} ({number})"
            if number > 1:
                remarks.append(
                    f"{raw.address(header, column.index)}: {column.title!r} stands there twice; kept apart as {name!r}"
                )
                column = msgspec.structs.replace(column, title=name)
            taken.add(fold(name))
        named.append(column)
    return tuple(named)


def _spread(raw: RawTable, row: int, columns: list[int]) -> dict[int, str]:
    """Texts of a row over party columns, each carried over what it is merged with or the blanks behind it."""
    merged = {m.column: m.width for m in raw.merges if m.row == row}
    over: dict[int, str] = {}
    text, until = "", -1
    for column in range(raw.width):
        here = raw.text(row, column).strip()
        if here:
            text = here
            until = column + merged.get(column, 1) - 1 if merged else raw.width
        if column in columns and text and column <= until:
            over[column] = text
    return over


def _is_repeated(texts: list[str]) -> bool:
    return len(texts) > 2 and len(set(texts)) == 1


def _has_parties_in_rows(matrix: Matrix) -> bool:
    """Whether the header over the row names says that they are parties."""
    column = matrix.column_of("element")
    return column is not None and fold(column.title) in PARTY_WORDS
