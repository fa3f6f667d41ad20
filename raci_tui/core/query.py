"""The query language of the filter box, saved views and `--where`.

A query is a list of terms that must all hold: bare words match names, `key:value` asks for something,
a leading `-` turns a term round. `party:` and `letter:` that stand side by side speak of the same cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from raci_tui.core.errors import QueryError
from raci_tui.core.findings import HOT_PAIN, Findings
from raci_tui.core.records import Cell, EditLayer, Element, Layer
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.core.text import clean, fold
from raci_tui.core.workspace import Workspace

STALE_AFTER_DAYS: Final = 180
"""Days without a confirmation after which an element is stale."""
IS_VALUES: Final = ("unowned", "gap", "changed", "hot", "partner-owned", "waived", "stale")
KEYS: Final = (
    "is", "stage", "journey", "party", "letter", "pain", "visible", "kind",
    "touchpoint", "activity", "decision", "process", "code", "note",
)  # fmt: skip
_TERM: Final = re.compile(r'(?P<minus>-)?(?:(?P<key>[A-Za-z]+):)?(?P<value>"[^"]*"|[^\s"]+)?')
_COMPARISON: Final = re.compile(r"(?P<operator>>=|<=|>|<|=)?(?P<number>\d{1,6})$")
_COMPARE: Final[dict[str, Callable[[int, int], bool]]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}
_VISIBLE: Final = {"front": "front", "back": "back", "none": "", "unsaid": ""}


class Looking(NamedTuple):
    """What a query is asked about: the workspace as one layer shows it, on one day."""

    workspace: Workspace
    findings: Findings
    layer: Layer
    today: date


Predicate = Callable[[Element, Looking], bool]
CellPredicate = Callable[[Cell, Looking], bool]


class Query(NamedTuple):
    """A parsed query.

    Attributes:
        text: As it was written.
        rows: Predicates over an element, all of which must hold.
        cells: Predicates that one and the same cell of the row must satisfy.
        parties: Folded words that choose parties, for showing which columns were meant.
    """

    text: str
    rows: tuple[Predicate, ...]
    cells: tuple[CellPredicate, ...]
    parties: tuple[str, ...]

    def matches(self, element: Element, looking: Looking) -> bool:
        """Whether an element is what the query asks for."""
        if not all(holds(element, looking) for holds in self.rows):
            return False
        if not self.cells:
            return True
        row = looking.workspace.state.rows.get(element.id, {})
        return any(all(holds(cell, looking) for holds in self.cells) for cell in row.values())


EVERYTHING: Final = Query("", (), (), ())


def parse_query(text: str) -> Query:
    """Parse a query; an empty one matches everything.

    Raises:
        QueryError: A key or value nobody knows, a quote that is not closed; says where.
    """
    rows: list[Predicate] = []
    cells: list[CellPredicate] = []
    parties: list[str] = []
    position = 0
    text = clean(text)
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TERM.match(text, position)
        if match is None or match.end() == position:
            raise QueryError(
                f"the quote at character {position + 1} is not closed", position, 'close it with "'
            )
        key, negated = (match["key"] or "").lower(), bool(match["minus"])
        value = (match["value"] or "").strip('"')
        _check_value(key, value, match)
        if key in ("party", "letter"):
            cell_predicate = _party(value) if key == "party" else _letter(value)
            if key == "party":
                parties.append(fold(value))
            if negated:
                rows.append(_no_cell(cell_predicate))
            else:
                cells.append(cell_predicate)
        else:
            rows.append(_row_predicate(key, value, match, negated=negated))
        position = match.end()
    return Query(text, tuple(rows), tuple(cells), tuple(parties))


def value_in(cell: Cell, layer: Layer) -> str:
    """The letters a layer shows in a cell; in the difference, what should be."""
    return cell.current if layer == "current" else cell.planned


def is_partner_owned(element: Element, looking: Looking) -> bool:
    """Whether only parties outside the house answer for an element in the shown layer; in the difference, in either."""
    layers: tuple[EditLayer, ...] = ("current", "target") if looking.layer == "diff" else (looking.layer,)
    parties = looking.workspace.state.tables["parties"]
    return any(
        owners and all(parties[owner].kind == "partner" for owner in owners)
        for owners in (looking.findings.counts(element.id, layer).owners for layer in layers)
    )


def _check_value(key: str, value: str, match: re.Match[str]) -> None:
    start = match.start()
    if key and key not in KEYS:
        raise QueryError(f"{key}: at character {start + 1} is no key", start, f"use one of {', '.join(KEYS)}")
    if not value:
        what = (
            f"{key}: at character {start + 1} has no value" if key else f"character {start + 1} stands alone"
        )
        raise QueryError(what, start, "write something behind it")


def _row_predicate(key: str, value: str, match: re.Match[str], *, negated: bool) -> Predicate:
    predicate = _positive(key, value, match)
    if negated:
        return lambda element, looking: not predicate(element, looking)
    return predicate


def _positive(key: str, value: str, match: re.Match[str]) -> Predicate:
    wanted = fold(value)
    if not key:
        return lambda element, _: wanted in fold(element.name) or wanted in fold(element.code)
    if key == "is":
        return _state(wanted, match)
    if key == "pain":
        return _pain(value, match)
    if key == "visible":
        if wanted not in _VISIBLE:
            raise QueryError(f"visible:{value} means nothing", match.start(), "use front, back or none")
        return lambda element, _: element.visibility == _VISIBLE[wanted]
    if key in ("stage", "journey"):
        table = f"{key}s"
        return lambda element, looking: wanted in _name_of(looking, table, getattr(element, key))
    return lambda element, _: wanted in fold(str(getattr(element, key)))


def _state(wanted: str, match: re.Match[str]) -> Predicate:
    states: dict[str, Predicate] = {
        "unowned": lambda element, looking: looking.findings.is_unowned(element.id, looking.layer),
        "gap": lambda element, looking: bool(looking.findings.open_in(element.id, looking.layer)),
        "changed": _differs,
        "hot": lambda element, looking: looking.workspace.pain(element.id) >= HOT_PAIN,
        "partner-owned": is_partner_owned,
        "waived": lambda element, looking: any(
            finding.waived and finding.shown_in(looking.layer) for finding in looking.findings.of(element.id)
        ),
        "stale": _is_stale,
    }
    if wanted not in states:
        raise QueryError(f"is:{wanted} means nothing", match.start(), f"use is: with {', '.join(IS_VALUES)}")
    return states[wanted]


def _pain(value: str, match: re.Match[str]) -> Predicate:
    comparison = _COMPARISON.match(value)
    if comparison is None:
        raise QueryError(f"pain:{value} is no comparison", match.start(), "write pain:4 or pain:>=3")
    compare, number = _COMPARE[comparison["operator"] or "="], int(comparison["number"])
    return lambda element, looking: compare(looking.workspace.pain(element.id), number)


def _party(value: str) -> CellPredicate:
    wanted = fold(value)

    def holds(cell: Cell, looking: Looking) -> bool:
        party = looking.workspace.state.tables["parties"][cell.party]
        names = (party.name, party.short, *party.aliases)
        said = value_in(cell, looking.layer)
        return said not in ("", NOT_INVOLVED) and any(wanted in fold(name) for name in names)

    return holds


def _letter(value: str) -> CellPredicate:
    wanted = value.upper()
    return lambda cell, looking: all(code in value_in(cell, looking.layer).upper() for code in wanted)


def _no_cell(holds: CellPredicate) -> Predicate:
    def none(element: Element, looking: Looking) -> bool:
        return not any(
            holds(cell, looking) for cell in looking.workspace.state.rows.get(element.id, {}).values()
        )

    return none


def _differs(element: Element, looking: Looking) -> bool:
    return any(cell.differs for cell in looking.workspace.state.rows.get(element.id, {}).values())


def _is_stale(element: Element, looking: Looking) -> bool:
    try:
        confirmed = date.fromisoformat(element.confirmed_at[:10])
    except ValueError:
        # Not said, or in a way that nobody can count from.
        return True
    return (looking.today - confirmed).days > STALE_AFTER_DAYS


def _name_of(looking: Looking, table: str, key: str) -> str:
    record = looking.workspace.state.tables[table].get(key)
    return fold(record.name) if record else ""
