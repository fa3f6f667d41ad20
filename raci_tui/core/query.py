"""The query language of the filter box, saved views and `--where`: what each condition means.

The grammar is in `core.terms`. `party:` and `letter:` that stand side by side speak of the same cell. A query
is asked about a workspace as one layer shows it; in the difference, either layer counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import Final, NamedTuple

from raci_tui.core.findings import HOT_PAIN, Findings
from raci_tui.core.records import Cell, EditLayer, Element, Layer
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.core.tally import Tally
from raci_tui.core.terms import COMPARE, COMPARISON, IS_VALUES, KEYS, VISIBLE, Term, parse_terms
from raci_tui.core.text import clean, fold
from raci_tui.core.workspace import Workspace

__all__ = ["EVERYTHING", "IS_VALUES", "KEYS", "Looking", "Query", "Term", "parse_query"]

STALE_AFTER_DAYS: Final = 180
"""Days without a confirmation after which an element is stale."""
NAME_BREAK: Final = "\n"
"""Stands around name and code in the text that words are looked for in; no word can hold it."""
_CHEAP: Final = (
    "kind",
    "visible",
    "stage",
    "journey",
    "touchpoint",
    "activity",
    "decision",
    "process",
    "code",
)
_INVOLVED_NOT: Final = ("", NOT_INVOLVED)


class Looking(NamedTuple):
    """What a query is asked about: the workspace as one layer shows it, on one day.

    Attributes:
        tally: Counts made already, which spare judging rows again.
    """

    workspace: Workspace
    findings: Findings
    layer: Layer
    today: date
    tally: Tally | None = None


Judge = Callable[[Element], bool]


class Condition(NamedTuple):
    """One thing that a query asks for, with what it means resolved once.

    Attributes:
        meaning: Equal for conditions that judge alike, as long as the workspace stays as it is.
    """

    meaning: Hashable
    judge: Judge


class Query(NamedTuple):
    """A parsed query.

    Attributes:
        text: As it was written.
    """

    text: str
    terms: tuple[Term, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Folded words that names must hold."""
        return tuple(term.folded for term in self.terms if not term.key and not term.negated)

    @property
    def parties(self) -> tuple[str, ...]:
        """Folded words that choose parties, for showing which columns were meant."""
        return tuple(term.folded for term in self.terms if term.key == "party" and not term.negated)

    def matches(self, element: Element, looking: Looking) -> bool:
        """Whether an element is what the query asks for."""
        text = searched_text(element)
        return all((word.folded in text) != word.negated for word in self.terms if not word.key) and all(
            condition.judge(element) for condition in self.conditions(looking)
        )

    def narrows(self, other: Query) -> bool:
        """Whether everything that this query finds is among what another one finds, as far as the words tell."""
        return all(any(mine.implies(theirs) for mine in self.terms) for theirs in other.terms)

    def conditions(self, looking: Looking) -> list[Condition]:
        """All that is asked for besides bare words, what is quick to judge first."""
        terms = [term for term in self.terms if term.key]
        same_cell = [term for term in terms if term.key in ("party", "letter") and not term.negated]
        single = sorted(
            (term for term in terms if term not in same_cell), key=lambda term: term.key not in _CHEAP
        )
        found = [_condition(term, looking) for term in single]
        return [*found, _any_cell(same_cell, looking)] if same_cell else found


EVERYTHING: Final = Query("", ())


def parse_query(text: str) -> Query:
    """Parse a query; an empty one matches everything.

    Raises:
        QueryError: A key or value nobody knows, a quote that is not closed; says where.
    """
    text = clean(text)
    return Query(text, parse_terms(text)) if text.strip() else EVERYTHING


def searched_text(element: Element) -> str:
    """Name and code folded, each between breaks: what words are looked for in."""
    return f"{NAME_BREAK}{fold(element.name)}{NAME_BREAK}{fold(element.code)}{NAME_BREAK}"


def parties_meant(looking: Looking, query: Query) -> frozenset[str]:
    """Ids of the parties that the query chooses."""
    return frozenset().union(*(_party_ids(looking.workspace, wanted) for wanted in query.parties))


def value_in(cell: Cell, layer: Layer) -> str:
    """The letters a layer shows in a cell; in the difference, what should be."""
    return cell.current if layer == "current" else cell.planned


def is_partner_owned(element: Element, looking: Looking) -> bool:
    """Whether only parties outside the house answer for an element in the shown layer; in the difference, in either."""
    layers: tuple[EditLayer, ...] = ("current", "target") if looking.layer == "diff" else (looking.layer,)
    parties = looking.workspace.state.tables["parties"]
    return any(
        owners and all(parties[owner].kind == "partner" for owner in owners)
        for owners in (looking.findings.holders(element.id, layer).owners for layer in layers)
    )


def _condition(term: Term, looking: Looking) -> Condition:
    found = _positive(term, looking)
    if not term.negated:
        return found
    return Condition(("not", found.meaning), lambda element: not found.judge(element))


def _positive(term: Term, looking: Looking) -> Condition:
    if term.key in ("party", "letter"):
        return _any_cell([term], looking)
    if term.key in ("stage", "journey"):
        table = looking.workspace.state.tables[f"{term.key}s"]
        ids = frozenset(record.id for record in table.values() if term.folded in fold(record.name))
        return Condition((term.key, ids), lambda element: getattr(element, term.key) in ids)
    return Condition((term.key, term.folded), _judge(term, looking))


def _judge(term: Term, looking: Looking) -> Judge:
    if term.key == "is":
        return _STATES[term.folded](looking)
    if term.key == "pain":
        return _pain(term, looking)
    if term.key == "visible":
        visible = VISIBLE[term.folded]
        return lambda element: element.visibility == visible
    return _text(term)


def _text(term: Term) -> Judge:
    known: dict[str, bool] = {}

    def judge(element: Element) -> bool:
        value: str = getattr(element, term.key)
        found = known.get(value)
        if found is None:
            found = known[value] = term.folded in fold(value)
        return found

    return judge


def _pain(term: Term, looking: Looking) -> Judge:
    comparison = COMPARISON.match(term.value)
    assert comparison, "the grammar lets nothing else through"  # noqa: S101 - for the type checker
    compare, number = COMPARE[comparison["operator"] or "="], int(comparison["number"])
    pains = looking.workspace.highest_pains()
    return lambda element: compare(pains.get(element.id, 0), number)


def _any_cell(terms: list[Term], looking: Looking) -> Condition:
    """Whether one and the same cell of the row satisfies all terms."""
    layer, rows = looking.layer, looking.workspace.state.rows
    wanted = [_party_ids(looking.workspace, term.folded) for term in terms if term.key == "party"]
    parties = frozenset.intersection(*wanted) if wanted else None
    letters = frozenset(code for term in terms if term.key == "letter" for code in term.value.upper())

    def judge(element: Element) -> bool:
        row = rows.get(element.id)
        if not row or (parties is not None and parties.isdisjoint(row)):
            return False
        for party, cell in row.items():
            if parties is not None and party not in parties:
                continue
            said = cell.current if layer == "current" else cell.planned
            if (parties is None or said not in _INVOLVED_NOT) and letters.issubset(said.upper()):
                return True
        return False

    return Condition(("cell", parties, letters), judge)


def _party_ids(workspace: Workspace, wanted: str) -> frozenset[str]:
    return frozenset(
        party.id
        for party in workspace.state.tables["parties"].values()
        if any(wanted in fold(name) for name in (party.name, party.short, *party.aliases))
    )


def _unowned(looking: Looking) -> Judge:
    findings, layer, tally = looking.findings, looking.layer, looking.tally

    def judge(element: Element) -> bool:
        row = tally.row(element.id) if tally else None
        if row is None:
            return findings.is_unowned(element.id, layer)
        now, then = row.unowned_now, row.unowned_then
        return bool((now or then) if layer == "diff" else now if layer == "current" else then)

    return judge


def _gap(looking: Looking) -> Judge:
    findings, layer, tally = looking.findings, looking.layer, looking.tally

    def judge(element: Element) -> bool:
        row = tally.row(element.id) if tally else None
        if row is None:
            return bool(findings.gaps_in(element.id, layer))
        now, then = row.gaps_now, row.gaps_then
        return bool((now or then) if layer == "diff" else now if layer == "current" else then)

    return judge


def _changed(looking: Looking) -> Judge:
    rows = looking.workspace.state.rows
    return lambda element: any(cell.differs for cell in rows.get(element.id, {}).values())


def _hot(looking: Looking) -> Judge:
    pains = looking.workspace.highest_pains()
    return lambda element: pains.get(element.id, 0) >= HOT_PAIN


def _waived(looking: Looking) -> Judge:
    if not looking.workspace.state.tables["waivers"]:
        return lambda _: False
    findings, layer = looking.findings, looking.layer
    return lambda element: any(
        finding.waived and finding.shown_in(layer) for finding in findings.of(element.id)
    )


def _stale(looking: Looking) -> Judge:
    def judge(element: Element) -> bool:
        try:
            confirmed = date.fromisoformat(element.confirmed_at[:10])
        except ValueError:
            # Not said, or in a way that nobody can count from.
            return True
        return (looking.today - confirmed).days > STALE_AFTER_DAYS

    return judge


_STATES: Final[dict[str, Callable[[Looking], Judge]]] = {
    "unowned": _unowned,
    "gap": _gap,
    "changed": _changed,
    "hot": _hot,
    "partner-owned": lambda looking: lambda element: is_partner_owned(element, looking),
    "waived": _waived,
    "stale": _stale,
}
