"""What the rules say about a workspace, kept up row by row as edits come.

A row's letters are counted once, in both layers; rules judge counts, and rows with the same counts share what was
said of the first of them. After an edit only the touched rows are counted again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from raci_tui.core.counting import Counting, Holders, Packed, RowCounts, lacks_owner, unpacked
from raci_tui.core.records import EditLayer, Element, Layer, RuleSetting, Severity, Waiver
from raci_tui.core.scheme import Scheme
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


class Rule(NamedTuple):
    """A rule about rows.

    Attributes:
        broken: Judges a row's counts under a scheme, and by nothing else: it is asked once for all rows with the
            same counts.
        message: One sentence with `{element}` for the row and `{parties}` for the parties it is about.
        parties: Picks the parties that the sentence names; None where it names none.
    """

    id: str
    title: str
    severity: Severity
    broken: Callable[[RowCounts, Scheme], bool]
    message: str
    why: str
    advice: str
    parties: Callable[[Holders], tuple[str, ...]] | None = None


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


class _Alike:
    """What all rows with the same counts have in common.

    Attributes:
        unowned_now, unowned_then: Nobody answers, waivers left aside.
        broken: Rules that they break, in the layers in which they do; None until rules were asked.
    """

    __slots__ = ("broken", "now", "planned", "then", "unowned_now", "unowned_then")

    def __init__(self, packed: Packed, scheme: Scheme) -> None:
        now, then = packed
        self.planned = then is not None
        self.now = unpacked(now)
        self.then = self.now if then is None else unpacked(then)
        self.unowned_now, self.unowned_then = lacks_owner(self.now, scheme), lacks_owner(self.then, scheme)
        self.broken: tuple[_Broken, ...] | None = None


class _Broken(NamedTuple):
    """A rule that rows break in a layer."""

    rule: Rule
    severity: Severity
    layer: FindingLayer


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
        self._counting: Counting | None = None
        self._same: dict[Packed, _Alike] = {}
        self._alike: dict[str, _Alike] = {}
        self._rows: dict[str, tuple[Finding, ...]] = {}
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
        return self._of(element)

    def open_in(self, element: str, layer: Layer) -> list[Finding]:
        """Findings of one element in a layer that nobody has accepted."""
        return [finding for finding in self.of(element) if not finding.waived and finding.shown_in(layer)]

    def counts(self, element: str, layer: EditLayer) -> RowCounts:
        """A row's counts in one layer."""
        alike = self._look(element)
        return alike.now if layer == "current" else alike.then

    def holders(self, element: str, layer: EditLayer) -> Holders:
        """The parties behind a row's counts in one layer."""
        return self._count().holders(self._workspace.state.rows.get(element, {}), layer)

    def is_unowned(self, element: str, layer: Layer) -> bool:
        """Whether an element lacks an owner in a layer (in the difference: in either) and is not waived."""
        alike = self._look(element)
        unowned = (layer != "target" and alike.unowned_now) or (layer != "current" and alike.unowned_then)
        return unowned and not any(finding.waived and finding.rule == UNOWNED for finding in self.of(element))

    def is_planned(self, element: str) -> bool:
        """Whether any cell of a row has a plan of its own."""
        return self._look(element).planned

    def all(self) -> list[Finding]:
        """Every finding, in row order."""
        self._follow_the_day()
        return [finding for element in self._workspace.elements() for finding in self._of(element.id)]

    def ranked(self, layer: Layer) -> list[Finding]:
        """Open findings of a layer, those that hurt most first, then in row order."""
        found = [f for f in self.all() if not f.waived and f.shown_in(layer)]
        return sorted(found, key=lambda finding: -finding.rank)

    def _touched(self, touched: Touched) -> None:
        tables = {table for table, _ in touched}
        rows = {key.partition("/")[0] for table, key in touched if table in ("elements", "cells")}
        for element in rows:
            self._alike.pop(element, None)
        if "pains" in tables:
            # A pain that moved or went no longer says whose it was, so all are compared.
            before, self._pains = self._pains, self._workspace.highest_pains()
            rows |= {element for element, _ in before.items() ^ self._pains.items()}
        for element in rows:
            self._rows.pop(element, None)
        if tables & {"workspace", "schemes", "parties", "rules"}:
            self._counting = None
            self._same.clear()
            self._alike.clear()
            self._forget_rows()
        elif "waivers" in tables:
            self._forget_rows()

    def _follow_the_day(self) -> None:
        """Look for waivers anew once a day has passed on which one may have ended."""
        if self._day and self._day != self._today():
            self._forget_rows()

    def _forget_rows(self) -> None:
        self._rows.clear()
        self._waivers = None
        self._day = ""

    def _count(self) -> Counting:
        if self._counting is None:
            self._counting = Counting(self._workspace.state, self._workspace.scheme)
        return self._counting

    def _look(self, element: str) -> _Alike:
        """What a row has in common with others; it is counted where it was not yet."""
        found = self._alike.get(element)
        if found is None:
            counting = self._counting or self._count()
            packed = counting.packed(self._workspace.state.rows.get(element) or {})
            found = self._same.get(packed)
            if found is None:
                found = self._same[packed] = _Alike(packed, self._workspace.scheme)
            self._alike[element] = found
        return found

    def _of(self, element: str) -> tuple[Finding, ...]:
        alike = self._alike.get(element) or self._look(element)
        if alike.broken is None:
            alike.broken = tuple(self._judge(alike))
        if not alike.broken:
            return ()
        found = self._rows.get(element)
        if found is None:
            record = self._workspace.state.tables["elements"][element]
            found = self._rows[element] = tuple(self._finding(broken, record) for broken in alike.broken)
        return found

    def _judge(self, alike: _Alike) -> Iterator[_Broken]:
        scheme = self._workspace.scheme
        settings: dict[str, RuleSetting] = self._workspace.state.tables["rules"]
        for rule in self._rules:
            setting = settings.get(rule.id)
            if setting and not setting.enabled:
                continue
            severity: Severity = (setting.severity or rule.severity) if setting else rule.severity
            if not alike.planned:
                if rule.broken(alike.now, scheme):
                    yield _Broken(rule, severity, "both")
                continue
            if rule.broken(alike.now, scheme):
                yield _Broken(rule, severity, "current")
            if rule.broken(alike.then, scheme):
                yield _Broken(rule, severity, "target")

    def _finding(self, broken: _Broken, element: Element) -> Finding:
        rule, severity, layer = broken
        parties: tuple[str, ...] = ()
        if rule.parties:
            parties = rule.parties(self.holders(element.id, "target" if layer == "target" else "current"))
        rank = SEVERITY_WEIGHT[severity] * (1 + self._pains.get(element.id, 0))
        return Finding(
            rule=rule.id,
            severity=severity,
            layer=layer,
            element=element.id,
            parties=parties,
            message=rule.message.format(element=element.name, parties=self._names(parties)),
            advice=rule.advice,
            rank=rank * (2 if element.visibility == "front" else 1),
            waived=self._waiver(rule.id, element.id, parties),
        )

    def _names(self, parties: tuple[str, ...]) -> str:
        named = [self._workspace.state.tables["parties"][party].name for party in parties]
        return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)

    def _waiver(self, rule: str, element: str, parties: tuple[str, ...]) -> str:
        if self._waivers is None:
            self._waivers = self._waivers_that_hold()
        if not self._waivers:
            return ""
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
