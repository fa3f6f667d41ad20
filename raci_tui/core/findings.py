"""What the rules say about a workspace, kept up row by row as edits come.

A row's letters are counted once per layer; every rule about rows reads those counts. After an edit only the
touched rows are counted and judged again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from raci_tui.core.records import PARTY_KINDS, Cell, EditLayer, Element, Layer, RuleSetting, Severity, Waiver
from raci_tui.core.scheme import NOT_INVOLVED, Scheme
from raci_tui.core.state import Touched
from raci_tui.core.workspace import Workspace

FindingLayer = Literal["both", "current", "target"]
SEVERITY_WEIGHT: Final[dict[Severity, int]] = {"error": 3, "warning": 2, "info": 1}
HOT_PAIN: Final = 4
UNOWNED: Final = "no-owner"
"""Id of the rule that nobody answers for a row."""
FINDING_LAYER_WORDS: Final[dict[FindingLayer, str]] = {
    "both": "no plan yet",
    "current": "the target mends it",
    "target": "in the target",
}


class RowCounts(NamedTuple):
    """Who holds what in one row and one layer.

    Attributes:
        owners, doers: Party ids with an owner or doer letter, retired and vacant ones left out.
        letters: Cells that hold any letter which is a part in the work.
    """

    owners: tuple[str, ...]
    doers: tuple[str, ...]
    letters: int


class Rule(NamedTuple):
    """A rule about rows.

    Attributes:
        broken: Judges one row's counts under a scheme.
        message: One sentence with `{element}` for the row and `{parties}` for the parties it is about.
        parties: Picks the parties that the sentence names.
    """

    id: str
    title: str
    severity: Severity
    broken: Callable[[RowCounts, Scheme], bool]
    message: str
    why: str
    advice: str
    parties: Callable[[RowCounts], tuple[str, ...]] = lambda counts: ()  # noqa: ARG005 - most name none


class Finding(NamedTuple):
    """What a rule says about a row.

    Attributes:
        layer: `both` where nothing is planned, `current` where a plan would mend it, `target` where the
            plan itself is wrong.
        rank: severity (3, 2, 1) × (1 + pain) × (2 where the customer sees it).
        waived: Id of the waiver that accepts it, or empty.
    """

    rule: str
    severity: Severity
    layer: FindingLayer
    element: str
    parties: tuple[str, ...]
    message: str
    advice: str
    rank: int
    waived: str = ""

    def shown_in(self, layer: Layer) -> bool:
        """Whether it belongs to a layer; in the difference, either."""
        return layer == "diff" or self.layer in ("both", layer)


def count_row(workspace: Workspace, element: str, layer: EditLayer, scheme: Scheme) -> RowCounts:
    """Count one row's letters in one layer."""
    return count_cells(workspace, workspace.state.rows.get(element, {}), layer, scheme)


def count_cells(workspace: Workspace, row: Mapping[str, Cell], layer: EditLayer, scheme: Scheme) -> RowCounts:
    """Count the letters of a row that is, or that would be: cells by party."""
    owner_codes, doer_codes = frozenset(scheme.of_kind("owner")), frozenset(scheme.of_kind("doer"))
    out = frozenset(scheme.of_kind("out"))
    owners, doers, letters = [], [], 0
    parties = workspace.state.tables["parties"]
    for party, cell in row.items():
        value = cell.current if layer == "current" else cell.planned
        if not value or value == NOT_INVOLVED:
            continue
        if not out.issuperset(value):
            letters += 1
        if parties[party].retired or parties[party].vacant:
            continue
        if not owner_codes.isdisjoint(value):
            owners.append(party)
        if not doer_codes.isdisjoint(value):
            doers.append(party)
    if len(owners) > 1:
        # A row lists its cells as they were filled; two replicas must still name its owners alike.
        owners.sort(key=lambda party: (PARTY_KINDS.index(parties[party].kind), parties[party].order, party))
    return RowCounts(tuple(owners), tuple(doers), letters)


def lacks_owner(counts: RowCounts, scheme: Scheme) -> bool:
    """Fewer valid owners than the scheme's minimum: *unowned*."""
    return len(counts.owners) < scheme.owners.min


def has_many_owners(counts: RowCounts, scheme: Scheme) -> bool:
    """More owners than the scheme's maximum."""
    return scheme.owners.max is not None and len(counts.owners) > scheme.owners.max


def lacks_doer(counts: RowCounts, scheme: Scheme) -> bool:
    """Fewer doers than the scheme's minimum, implied ones counted; a scheme without doers lacks none."""
    doers = set(counts.doers) | (set(counts.owners) if scheme.owner_implies_doer else set())
    return len(doers) < scheme.doers.min and bool(scheme.of_kind("doer"))


class Findings:
    """Every finding of a workspace, computed when asked for and kept up from then on.

    Args:
        rules: The rules to apply, in the order in which a row lists what they find.
        today: Gives the date by which waivers hold, ISO 8601.
    """

    def __init__(self, workspace: Workspace, rules: Sequence[Rule], today: Callable[[], str]) -> None:
        self._workspace = workspace
        self._rules = rules
        self._today = today
        self._rows: dict[str, tuple[Finding, ...]] = {}
        self._counts: dict[tuple[str, EditLayer], RowCounts] = {}
        self._waiting: list[str] | None = None
        self._pains = workspace.highest_pains()
        self._waivers: dict[tuple[str, str], list[Waiver]] | None = None
        self._day = ""
        self._end = workspace.subscribe(self._touched)

    def close(self) -> None:
        """Stop following the workspace."""
        self._end()

    def of(self, element: str) -> tuple[Finding, ...]:
        """Findings of one element, waived ones included."""
        self._follow_the_day()
        found = self._rows.get(element)
        if found is None:
            found = self._rows[element] = tuple(self._judge(element))
        return found

    def open_in(self, element: str, layer: Layer) -> list[Finding]:
        """Findings of one element in a layer that nobody has accepted."""
        return [finding for finding in self.of(element) if not finding.waived and finding.shown_in(layer)]

    def counts(self, element: str, layer: EditLayer) -> RowCounts:
        """A row's counts in one layer."""
        found = self._counts.get((element, layer))
        if found is None:
            if layer == "target" and not self._is_planned(element):
                found = self.counts(element, "current")
            else:
                found = count_row(self._workspace, element, layer, self._workspace.scheme)
            self._counts[element, layer] = found
        return found

    def is_unowned(self, element: str, layer: Layer) -> bool:
        """Whether an element lacks an owner in a layer (in the difference: in either) and is not waived."""
        layers: tuple[EditLayer, ...] = ("current", "target") if layer == "diff" else (layer,)
        scheme = self._workspace.scheme
        if not any(lacks_owner(self.counts(element, each), scheme) for each in layers):
            return False
        return not any(finding.waived and finding.rule == UNOWNED for finding in self.of(element))

    def all(self) -> list[Finding]:
        """Every finding, in row order."""
        return [finding for element in self._workspace.elements() for finding in self.of(element.id)]

    def ranked(self, layer: Layer) -> list[Finding]:
        """Open findings of a layer, those that hurt most first, then in row order."""
        found = [f for f in self.all() if not f.waived and f.shown_in(layer)]
        return sorted(found, key=lambda finding: -finding.rank)

    def advance(self, rows: int) -> bool:
        """Judge up to so many rows that were not yet judged; True once none is left."""
        self._follow_the_day()
        if self._waiting is None:
            self._waiting = [element.id for element in reversed(self._workspace.elements())]
        waiting = self._waiting
        for _ in range(min(rows, len(waiting))):
            element = waiting.pop()
            if element in self._workspace.state.tables["elements"]:
                self.of(element)
        return not waiting

    def _touched(self, touched: Touched) -> None:
        tables = {table for table, _ in touched}
        if tables & {"workspace", "schemes", "parties", "waivers", "rules"}:
            self._forget_all()
            return
        rows = {key.partition("/")[0] for table, key in touched if table in ("elements", "cells")}
        for element in rows:
            self._counts.pop((element, "current"), None)
            self._counts.pop((element, "target"), None)
        if "pains" in tables:
            # A pain that moved or went no longer says whose it was, so all are compared.
            before, self._pains = self._pains, self._workspace.highest_pains()
            rows |= {element for element, _ in before.items() ^ self._pains.items()}
        for element in rows:
            self._rows.pop(element, None)
            if self._waiting is not None:
                self._waiting.append(element)

    def _follow_the_day(self) -> None:
        """Judge anew once a day has passed on which a waiver may have ended."""
        if self._day and self._day != self._today():
            self._forget_all()

    def _forget_all(self) -> None:
        self._rows.clear()
        self._counts.clear()
        self._waiting = self._waivers = None
        self._day = ""

    def _is_planned(self, element: str) -> bool:
        row = self._workspace.state.rows.get(element, {})
        return any(cell.target is not None for cell in row.values())

    def _judge(self, element_id: str) -> Iterator[Finding]:
        element: Element = self._workspace.state.tables["elements"][element_id]
        scheme = self._workspace.scheme
        now, then = self.counts(element_id, "current"), self.counts(element_id, "target")
        planned = self._is_planned(element_id)
        for rule in self._rules:
            setting: RuleSetting | None = self._workspace.state.tables["rules"].get(rule.id)
            if setting and not setting.enabled:
                continue
            severity: Severity = (setting.severity or rule.severity) if setting else rule.severity
            broken_now, broken_then = rule.broken(now, scheme), rule.broken(then, scheme)
            if broken_now and broken_then and not planned:
                yield self._finding(rule, element, severity, "both", now)
                continue
            if broken_now:
                yield self._finding(rule, element, severity, "current", now)
            if broken_then:
                yield self._finding(rule, element, severity, "target", then)

    def _finding(
        self, rule: Rule, element: Element, severity: Severity, layer: FindingLayer, counts: RowCounts
    ) -> Finding:
        parties = rule.parties(counts)
        named = [self._workspace.state.tables["parties"][party].name for party in parties]
        names = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
        rank = SEVERITY_WEIGHT[severity] * (1 + self._workspace.pain(element.id))
        return Finding(
            rule=rule.id,
            severity=severity,
            layer=layer,
            element=element.id,
            parties=parties,
            message=rule.message.format(element=element.name, parties=names),
            advice=rule.advice,
            rank=rank * (2 if element.visibility == "front" else 1),
            waived=self._waiver(rule.id, element.id, parties),
        )

    def _waiver(self, rule: str, element: str, parties: tuple[str, ...]) -> str:
        if self._waivers is None:
            self._waivers = self._waivers_that_hold()
        for waiver in self._waivers.get((rule, element), []) + self._waivers.get((rule, ""), []):
            if not waiver.party or waiver.party in parties:
                return waiver.id
        return ""

    def _waivers_that_hold(self) -> dict[tuple[str, str], list[Waiver]]:
        """Waivers by rule and element, those without an end first; notes the day where one has an end."""
        today = self._today()
        found: dict[tuple[str, str], list[Waiver]] = {}
        table: dict[str, Waiver] = self._workspace.state.tables["waivers"]
        for waiver in sorted(table.values(), key=lambda waiver: (waiver.until != "", waiver.id)):
            if waiver.until:
                self._day = today
            if not waiver.until or waiver.until >= today:
                found.setdefault((waiver.rule, waiver.element), []).append(waiver)
        return found


def touched_elements(workspace: Workspace, touched: Touched) -> set[str]:
    """Ids of elements whose row shows something that a commit touched."""
    found: set[str] = set()
    for table, key in touched:
        if table == "cells":
            found.add(key.partition("/")[0])
        elif table in ("elements", "moves"):
            found.add(key)
        elif table in ("pains", "waivers", "actions"):
            record = workspace.state.tables[table].get(key)
            found.update({record.element} if record else _rows_that_lost(workspace))
    return found & workspace.state.tables["elements"].keys()


def _rows_that_lost(workspace: Workspace) -> Iterable[str]:
    """Every row: a record that is gone no longer says which row it belonged to."""
    return workspace.state.tables["elements"].keys()
