"""Rewrites the long layout, a column per letter with party names below, as a matrix."""

from __future__ import annotations

import re
from typing import Final

from raci_tui.core.notation import read
from raci_tui.core.scheme import NOT_INVOLVED, Scheme
from raci_tui.core.tables import RawTable
from raci_tui.core.text import fold

_SEPARATOR: Final = re.compile(r"\s*[,;\n/&+]\s*|\s+and\s+")
_HEADER_SEARCH: Final = 10


def as_matrix(raw: RawTable, scheme: Scheme) -> RawTable | None:
    """Rewrite a table with at least two letter columns that hold names; None where it has none.

    Names become columns in the order in which they first appear; a name in several letter columns of a row
    gets all those letters. Addresses in the result name the row of the original.
    """
    for row in range(min(len(raw.rows), _HEADER_SEARCH)):
        codes = {c: letters for c, text in enumerate(raw.rows[row]) if (letters := _one_letter(text, scheme))}
        once = len(codes) >= 2 and len(set(codes.values())) == len(codes)
        # A row of letters below other headers is the first row of a matrix.
        is_first = not any(raw.text(above, column).strip() for above in range(row) for column in codes)
        if once and is_first and _holds_names(raw, row, codes, scheme):
            return _rewrite(raw, row, codes)
    return None


def _one_letter(text: str, scheme: Scheme) -> str:
    letters = read(text, scheme).letters
    return letters if letters and len(letters) == 1 and letters != NOT_INVOLVED else ""


def _holds_names(raw: RawTable, header: int, codes: dict[int, str], scheme: Scheme) -> bool:
    texts = [t for row in range(header + 1, len(raw.rows)) for c in codes if (t := raw.text(row, c).strip())]
    names = sum(read(text, scheme).letters is None for text in texts)
    return bool(texts) and names * 2 > len(texts)


def _rewrite(raw: RawTable, header: int, codes: dict[int, str]) -> RawTable:
    names: dict[str, str] = {}
    held: list[dict[str, str]] = []
    for row in range(header + 1, len(raw.rows)):
        letters: dict[str, str] = {}
        for column, code in codes.items():
            for name in filter(None, _SEPARATOR.split(raw.text(row, column).strip())):
                key = fold(name)
                names.setdefault(key, name)
                letters[key] = letters.get(key, "") + code
        held.append(letters)
    kept = [column for column in range(raw.width) if column not in codes]
    rows = [tuple(raw.text(row, column) for column in kept) for row in range(header)]
    rows.append((*(raw.text(header, column) for column in kept), *names.values()))
    for row, letters in enumerate(held, header + 1):
        rows.append((*(raw.text(row, column) for column in kept), *(letters.get(key, "") for key in names)))
    return RawTable(title=raw.title, rows=tuple(rows), lines=raw.lines, style="row", hidden=raw.hidden)
