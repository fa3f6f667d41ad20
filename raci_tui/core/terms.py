"""The grammar of queries: a text becomes terms, each with its place; nothing here knows a workspace.

A query is a list of terms that must all hold: bare words match names, `key:value` asks for something, a
leading `-` turns a term round. What has blanks stands between double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from raci_tui.core.errors import QueryError
from raci_tui.core.text import clean, fold

IS_VALUES: Final = ("unowned", "gap", "changed", "hot", "partner-owned", "waived", "stale")
KEYS: Final = (
    "is", "stage", "journey", "party", "letter", "pain", "visible", "kind",
    "touchpoint", "activity", "decision", "process", "code", "note",
)  # fmt: skip
VISIBLE: Final = {"front": "front", "back": "back", "none": "", "unsaid": ""}
"""What `visible:` may name, and the visibility that it means."""
COMPARE: Final[dict[str, Callable[[int, int], bool]]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}
COMPARISON: Final = re.compile(r"(?P<operator>>=|<=|>|<|=)?(?P<number>\d{1,6})$")
EXACT: Final = frozenset({"is", "pain", "visible"})
"""Keys whose value is one of a few; every other value is a part of what it is looked for in."""
_TERM: Final = re.compile(r'(?P<minus>-)?(?:(?P<key>[A-Za-z]+):)?(?P<value>"[^"]*"|[^\s"]+)?')


class Term(NamedTuple):
    """One condition of a query.

    Attributes:
        key: Lower case; empty for a bare word.
        value: Without quotes, as written.
        folded: The value, folded for comparing.
        start, end: Where it stands in the query's text.
    """

    key: str
    value: str
    folded: str
    negated: bool
    start: int
    end: int

    def implies(self, other: Term) -> bool:
        """Whether everything that satisfies this term satisfies another one too, as far as the words tell."""
        if (self.key, self.negated) != (other.key, other.negated):
            return False
        if self.folded == other.folded:
            return True
        if self.key in EXACT:
            return False
        narrow, wide = (other, self) if self.negated else (self, other)
        if self.key == "letter":
            return set(wide.value.upper()) <= set(narrow.value.upper())
        return wide.folded in narrow.folded


def parse_terms(text: str) -> tuple[Term, ...]:
    """Parse a clean text.

    Raises:
        QueryError: A key or value nobody knows, a quote that is not closed; says where.
    """
    terms: list[Term] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TERM.match(text, position)
        if (
            match is None
            or match.end() == position
            or (not match["value"] and text[match.end() :][:1] == '"')
        ):
            raise _not_closed(text.index('"', position))
        value = (match["value"] or "").strip('"')
        term = Term(
            key=(match["key"] or "").lower(), value=value, folded=fold(value), negated=bool(match["minus"]),
            start=position, end=match.end(),
        )  # fmt: skip
        _check(term)
        terms.append(term)
        position = match.end()
    return tuple(terms)


def closed(text: str) -> str:
    """The text with its last quote closed, so that a query can be tried while it is being typed."""
    return f'{text}"' if text.count('"') % 2 else text


def quoted(value: str) -> str:
    """Write a value so that it is read as one; of a text with quotes in it the longest part between them."""
    value = " ".join(max(clean(value).split('"'), key=len).split())
    return f'"{value}"' if not value or " " in value else value


def _check(term: Term) -> None:
    key, value, start = term.key, term.value, term.start
    if key and key not in KEYS:
        raise QueryError(f"{key}: at character {start + 1} is no key", start, f"use one of {', '.join(KEYS)}")
    if not term.folded:
        what = (
            f"{key}: at character {start + 1} has no value" if key else f"character {start + 1} stands alone"
        )
        raise QueryError(what, start, "write something behind it")
    if key == "is" and term.folded not in IS_VALUES:
        raise QueryError(f"is:{term.folded} means nothing", start, f"use is: with {', '.join(IS_VALUES)}")
    if key == "visible" and term.folded not in VISIBLE:
        raise QueryError(f"visible:{value} means nothing", start, "use front, back or none")
    if key == "pain" and COMPARISON.match(value) is None:
        raise QueryError(f"pain:{value} is no comparison", start, "write pain:4 or pain:>=3")


def _not_closed(position: int) -> QueryError:
    return QueryError(f"the quote at character {position + 1} is not closed", position, 'close it with "')
