"""Pasted text that is a list of names, or a small table, rather than letters for cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from raci_tui.core.notation import read
from raci_tui.core.scheme import Scheme
from raci_tui.core.text import NAME_LIMIT, clean, fold

_BULLET: Final = re.compile(r"\s*(?:[-*+•·▪◦–—☐☑✓]|\(?\d{1,4}[.)]|\(?[a-zA-Z][.)])\s+")
_SHORT: Final = 2
"""Plain letters up to so many are no names: a column of codes of another scheme, say."""


class Listed(NamedTuple):
    """One name of a pasted list.

    Attributes:
        problem: Why it cannot be added, or empty.
        twin: The name is there already, in the list or beside it.
    """

    name: str
    problem: str = ""
    twin: bool = False


def names_in(text: str, scheme: Scheme) -> list[str] | None:
    """The names of a pasted list of two or more lines; None where it is something else.

    It is a list where it has one column, no line reads as letters of the scheme, and not all lines are codes
    of one or two letters. Bullets and numbers go where every line has one. Names may be too long to be kept.
    """
    if "\t" in text:
        return None
    lines = [line.strip() for line in clean(text).split("\n") if line.strip()]
    if len(lines) < 2:
        return None
    if all(_BULLET.match(line) for line in lines):
        lines = [stripped for line in lines if (stripped := _BULLET.sub("", line, count=1).strip())]
    if len(lines) < 2 or all(len(line) <= _SHORT and line.isascii() for line in lines):
        return None
    if any(_is_letters(line, scheme) for line in lines):
        return None
    return [" ".join(line.split()) for line in lines]


def is_table(text: str, scheme: Scheme) -> bool:
    """Whether pasted text is a table to import: names in its first column, letters in the others.

    A first line without letters may name the columns.
    """
    rows = [line.split("\t") for line in clean(text).split("\n") if line.strip()]
    if len(rows) < 2 or min(map(len, rows)) < 2:
        return False
    names = [row[0].strip() for row in rows]
    if any(not name or _is_letters(name, scheme) for name in names[1:]):
        return False
    body = rows if all(_may_be_letters(each, scheme) for each in rows[0][1:]) and names[0] else rows[1:]
    cells = [each for row in body for each in row[1:]]
    return any(each.strip() for each in cells) and all(_may_be_letters(each, scheme) for each in cells)


def names_rows(text: str, names: Iterable[str]) -> bool:
    """Whether a pasted table begins one of its lines with one of these names: its letters belong to rows there are."""
    first = {fold(line.partition("\t")[0]) for line in clean(text).split("\n")} - {""}
    return any(fold(name) in first for name in names)


def listed(names: Sequence[str], there: Iterable[str]) -> list[Listed]:
    """Judge the names of a list beside those that are there already."""
    seen = {fold(name) for name in there}
    found: list[Listed] = []
    for name in names:
        name = " ".join(clean(name).split())
        key = fold(name)
        problem = "too long" if len(name) > NAME_LIMIT else ""
        found.append(Listed(name, problem, twin=key in seen))
        seen.add(key)
    return found


def joined(text: str) -> tuple[str, int]:
    """Several lines as one, with blanks between; gives also how many said something."""
    lines = [stripped for line in clean(text).split("\n") if (stripped := line.strip())]
    return " ".join(lines), len(lines)


def _is_letters(text: str, scheme: Scheme) -> bool:
    return len(text) <= NAME_LIMIT and bool(read(text, scheme).letters)


def _may_be_letters(text: str, scheme: Scheme) -> bool:
    return not text.strip() or _is_letters(text.strip(), scheme)
