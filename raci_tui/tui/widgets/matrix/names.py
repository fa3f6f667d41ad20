"""Names of parties above their columns: in words, as short codes, or running downwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len, chop_cells

from raci_tui.core.arrange import Column
from raci_tui.core.labels import short_name
from raci_tui.core.text import ELLIPSIS
from raci_tui.tui.plain import one_line, shorten, steady

NAME_LINES: Final = 3
CODE_LINES: Final = 6
"""Letters of a code that runs downwards, one below the other."""
LEGIBLE: Final = 4
"""Terminal cells that a word must have where it may be cut: three letters and the mark that more is missing."""
NAMES_SHARE: Final = 0.75
"""Share of the names that must fit: a heading of names and codes in turn is harder to read than codes."""


def name_lines(columns: Sequence[Column], widths: Sequence[int], *, downwards: bool) -> list[list[str]]:
    """The lines above the columns, each as one text per column, the last line always filled.

    Names stand in words where most of them fit; else short codes; where even those do not fit, the codes run
    downwards letter by letter. On request names run downwards word by word, in columns that are wide enough.
    """
    if not columns:
        return []
    rooms = [width - 1 for width in widths]
    # What lies behind so much of a name can't be seen, and a name may hold ten thousand letters.
    names = [_name(column)[: NAME_LINES * 16 * width] for column, width in zip(columns, widths, strict=True)]
    codes = [_code(column) for column in columns]
    enough = NAMES_SHARE * len(columns)
    whole = list(map(_wrap, names, rooms))
    short = [[shorten(code, room)] for code, room in zip(codes, rooms, strict=True)]
    if not downwards and sum(map(bool, whole)) >= enough:
        wrapped = [name or code for name, code in zip(whole, short, strict=True)]
    elif not downwards and sum(map(_fits, codes, rooms)) >= enough:
        wrapped = short
    elif downwards and min(rooms) >= LEGIBLE:
        wrapped = list(map(_words, names, rooms))
    else:
        wrapped = [
            _letters(code) if column.id else lines
            for column, code, lines in zip(columns, codes, short, strict=True)
        ]
    height = max(map(len, wrapped))
    return [
        [lines[line - height + len(lines)] if line >= height - len(lines) else "" for lines in wrapped]
        for line in range(height)
    ]


def _name(column: Column) -> str:
    return one_line(column.parties[0].name) if column.id else f"{len(column.parties)} folded"


def _code(column: Column) -> str:
    return one_line(short_name(column.parties[0])) if column.id else f"{len(column.parties)} folded"


def _fits(text: str, room: int) -> bool:
    return cell_len(text) <= room


def _wrap(name: str, width: int) -> list[str]:
    """Words of a name in at most `NAME_LINES` lines; nothing where they do not fit."""
    lines: list[str] = []
    for word in name.split(" "):
        if cell_len(word) > width:
            return []
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if len(lines) <= NAME_LINES else []


def _words(name: str, width: int) -> list[str]:
    """Words of a name below each other, each shortened to the column; little ones share a line."""
    lines: list[str] = []
    for word in name.split(" "):
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    rest = " ".join(lines[NAME_LINES - 1 :])
    return [shorten(line, width) for line in ([*lines[: NAME_LINES - 1], rest] if rest else lines)]


def _letters(code: str) -> list[str]:
    """What is written of a code below each other, one letter a line."""
    letters = [each for each in chop_cells(steady(code), 1) if each]
    return [*letters[: CODE_LINES - 1], ELLIPSIS] if len(letters) > CODE_LINES else letters
