"""What the rules say about a workspace, kept up row by row as edits come.

A row's letters are counted once, in both layers; rules judge counts, and rows with the same counts share what was
said of the first of them. After an edit only the touched rows are counted again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from raci_tui.core.counting import (
    Counting,
    Holders,
    Packed,
    RowCounts,
    lacks_owner,
    odd_cells,
    owners_of,
    unpacked,
    unpacked_column,
)
from raci_tui.core.records import Cell, EditLayer, Element, Layer, RuleSetting, Severity, Waiver
from raci_tui.core.rule import (
    FINDING_LAYER_WORDS,
    SEVERITY_WEIGHT,
    Finding,
    FindingLayer,
    On,
    Rule,
    asked,
)
from raci_tui.core.scheme import Scheme
from raci_tui.core.state import Touched
from raci_tui.core.workspace import Workspace

__all__ = [
    "FINDING_LAYER_WORDS",
    "HOT_PAIN",
    "SEVERITY_WEIGHT",
    "UNOWNED",
    "Finding",
    "FindingLayer",
    "Findings",
    "Rule",
]

HOT_PAIN: Final = 4
UNOWNED: Final = "no-owner"
"""Id of the rule that nobody answers for a row."""


class _Ask(NamedTuple):
    """A rule as a workspace wants it asked."""

    rule: Rule
    severity: Severity
    limit: int | None


class _Alike:
    """What all rows with the same counts have in common.

    Attributes:
        unowned_now, unowned_then: Nobody answers, waivers left aside.
        odd: Some cell in either layer breaks a rule about cells.
        broken: Rules that they break, in the layers in which they do; None until rules were asked.
    """

    __slots__ = ("broken", "now", "odd", "planned", "then", "unowned_now", "unowned_then")

    def __init__(self, packed: Packed, scheme: Scheme) -> None:
        now, then = packed
        self.planned = then is not None
        self.now = unpacked(now)
        self.then = self.now if then is None else unpacked(then)
        self.odd = bool(odd_cells(now) or (then is not None and odd_cells(then)))
        self.unowned_now, self.unowned_then = lacks_owner(self.now, scheme), lacks_owner(self.then, scheme)
        self.broken: tuple[_Broken, ...] | None = None


class _Broken(NamedTuple):
    """A rule that something breaks in a layer."""

    ask: _Ask
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
        self._asks: dict[On, tuple[_Ask, ...]] | None = None
        self._counting: Counting | None = None
        self._same: dict[Packed, _Alike] = {}
        self._alike: dict[str, _Alike] = {}
        self._rows: dict[str, tuple[Finding, ...]] = {}
        self._odd: dict[str, tuple[_Ask, ...]] = {}
        self._columns: dict[str, tuple[Finding, ...]] = {}
        self._column_counts: dict[str, Packed] | None = None
        self._recounted: set[str] = set()
        self._matrix: tuple[tuple[object, ...], tuple[Finding, ...]] | None = None
        self._pains = workspace.highest_pains()
        self._waivers: dict[tuple[str, str], list[Waiver]] | None = None
        self._day = ""
        self._end = workspace.subscribe(self._touched)

    def close(self) -> None:
        """Stop following the workspace."""
        self._end()

    def of(self, element: str) -> tuple[Finding, ...]:
        """Findings of one element and its cells, waived ones included."""
        self._follow_the_day()
        return self._of(element)

    def of_party(self, party: str) -> tuple[Finding, ...]:
        """Findings of one party's column, waived ones included."""
        self._follow_the_day()
        found = self._columns.get(party)
        if found is None:
            found = self._columns[party] = tuple(self._of_column(party))
        return found

    def of_matrix(self) -> tuple[Finding, ...]:
        """Findings about the whole matrix, waived ones included."""
        self._follow_the_day()
        made_of = (*self._workspace.state.versions.values(), self._today())
        if self._matrix is None or self._matrix[0] != made_of:
            self._matrix = made_of, tuple(self._of_matrix())
        return self._matrix[1]

    def open_in(self, element: str, layer: Layer) -> list[Finding]:
        """Findings of one element in a layer that nobody has accepted."""
        return [finding for finding in self.of(element) if not finding.waived and finding.shown_in(layer)]

    def gaps_in(self, element: str, layer: Layer) -> list[Finding]:
        """Open findings of one element in a layer that are errors: its gaps."""
        return [finding for finding in self.open_in(element, layer) if finding.severity == "error"]

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
        """Every finding: of rows in their order, then of columns, then of the whole."""
        self._follow_the_day()
        found = [finding for element in self._workspace.elements() for finding in self._of(element.id)]
        for party in self._workspace.parties():
            found += self.of_party(party.id)
        return [*found, *self.of_matrix()]

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
            self._asks = self._counting = None
            self._same.clear()
            self._alike.clear()
            self._odd.clear()
            self._column_counts = None
            self._forget_found()
            return
        if "waivers" in tables:
            self._forget_found()
        if "elements" in tables:
            # Shares are of all rows, and cells may have gone with theirs.
            self._column_counts = None
            self._columns.clear()
        else:
            for column in {key.partition("/")[2] for table, key in touched if table == "cells"}:
                self._columns.pop(column, None)
                self._recounted.add(column)

    def _follow_the_day(self) -> None:
        """Look for waivers anew once a day has passed on which one may have ended."""
        if self._day and self._day != self._today():
            self._forget_found()

    def _forget_found(self) -> None:
        self._rows.clear()
        self._columns.clear()
        self._matrix = None
        self._waivers = None
        self._day = ""

    def _count(self) -> Counting:
        if self._counting is None:
            # Rules are asked only once a row is counted: who holds what is known before they are loaded.
            self._counting = Counting(self._workspace.state, self._workspace.scheme, self._is_forbidden)
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

    def _ask(self, on: On) -> tuple[_Ask, ...]:
        """The rules about one kind of thing that the workspace wants asked."""
        if self._asks is None:
            settings: dict[str, RuleSetting] = self._workspace.state.tables["rules"]
            asks: dict[On, list[_Ask]] = {"row": [], "column": [], "cell": [], "matrix": []}
            for rule in self._rules:
                setting = settings.get(rule.id)
                if setting.enabled if setting else rule.enabled:
                    limit = rule.limit if setting is None or setting.threshold is None else setting.threshold
                    severity = (setting.severity or rule.severity) if setting else rule.severity
                    asks[rule.on].append(_Ask(rule, severity, limit))
            self._asks = {on: tuple(found) for on, found in asks.items()}
        return self._asks[on]

    def _of(self, element: str) -> tuple[Finding, ...]:
        alike = self._alike.get(element) or self._look(element)
        if alike.broken is None:
            scheme = self._workspace.scheme
            then = alike.then if alike.planned else None
            alike.broken = tuple(_judge(self._ask("row"), alike.now, then, scheme))
        if not alike.broken and not alike.odd:
            return ()
        found = self._rows.get(element)
        if found is None:
            record = self._workspace.state.tables["elements"][element]
            found = self._rows[element] = tuple(self._of_row(record, alike))
        return found

    def _of_row(self, element: Element, alike: _Alike) -> Iterator[Finding]:
        pain = self._pains.get(element.id, 0)
        for broken in alike.broken or ():
            (rule, _, limit), layer = broken
            if rule.hot and pain < (limit or 0):
                continue
            parties: tuple[str, ...] = ()
            if rule.parties:
                counted: EditLayer = "target" if layer == "target" else "current"
                cells = self._workspace.state.rows.get(element.id, {})
                if rule.parties is owners_of:
                    parties = self._count().owners(cells, counted)
                else:
                    parties = rule.parties(self._count().holders(cells, counted))
            names = self._names(parties) if parties else ""
            said = rule.message.format(element=element.name, parties=names, limit=limit)
            yield self._finding(broken, element, parties, said)
        if alike.odd:
            row: Mapping[str, Cell] = self._workspace.state.rows.get(element.id, {})
            for party in self._workspace.parties():
                if party.id in row:
                    yield from self._of_cell(element, row[party.id])

    def _of_cell(self, element: Element, cell: Cell) -> Iterator[Finding]:
        now = set(self._forbidden(cell.current))
        then = now if cell.target is None else set(self._forbidden(cell.target))
        for ask in self._ask("cell"):
            layers: list[FindingLayer] = []
            if ask in now:
                layers.append("both" if cell.target is None else "current")
            if ask in then and cell.target is not None:
                layers.append("target")
            for layer in layers:
                letters = cell.planned if layer == "target" else cell.current
                said = ask.rule.message.format(
                    element=element.name, parties=self._names((cell.party,)), letters="/".join(letters)
                )
                yield self._finding(_Broken(ask, layer), element, (cell.party,), said)

    def _is_forbidden(self, letters: str) -> bool:
        return bool(self._forbidden(letters))

    def _forbidden(self, letters: str) -> tuple[_Ask, ...]:
        """Rules about cells that some letters break; each text is judged once."""
        found = self._odd.get(letters)
        if found is None:
            scheme = self._workspace.scheme
            found = () if not letters else tuple(
                ask for ask in self._ask("cell") if asked(ask.rule, ask.limit, letters, scheme)
            )  # fmt: skip
            self._odd[letters] = found
        return found

    def _of_column(self, party: str) -> Iterator[Finding]:
        record = self._workspace.state.tables["parties"].get(party)
        if record is None or record.retired or record.kind == "customer" or not self._ask("column"):
            return
        rows = len(self._workspace.state.tables["elements"])
        packed_now, packed_then = self._column(party)
        now = unpacked_column(packed_now, rows)
        then = None if packed_then is None else unpacked_column(packed_then, rows)
        for broken in _judge(self._ask("column"), now, then, self._workspace.scheme):
            counts = now if broken.layer != "target" or then is None else then
            said = broken.ask.rule.message.format(
                parties=self._names((party,)), limit=broken.ask.limit, **counts._asdict()
            )
            yield self._finding(broken, None, (party,), said)

    def _column(self, party: str) -> Packed:
        """A column's counts: all are counted in one pass at first, then each that was touched by itself."""
        state = self._workspace.state
        if self._column_counts is None:
            rows = (state.rows.get(element) or {} for element in state.tables["elements"])
            self._column_counts = self._count().columns(rows)
            self._recounted.clear()
        elif party in self._recounted:
            self._recounted.discard(party)
            cells = state.columns.get(party, {}).values()
            counted = self._count().columns({party: cell} for cell in cells)
            self._column_counts[party] = counted.get(party, (0, None))
        return self._column_counts.get(party, (0, None))

    def _of_matrix(self) -> Iterator[Finding]:
        elements = self._workspace.state.tables["elements"]
        for ask in self._ask("matrix"):
            looked = ask.rule.found(self._workspace, self._today(), ask.limit or 0) if ask.rule.found else ()
            for found in looked:
                element = elements.get(found.element)
                said = ask.rule.message.format(
                    element=element.name if element else "",
                    parties=self._names(found.parties),
                    limit=ask.limit,
                    **dict(found.words),
                )
                yield self._finding(_Broken(ask, "both"), element, found.parties, said)

    def _finding(
        self, broken: _Broken, element: Element | None, parties: tuple[str, ...], message: str
    ) -> Finding:
        (rule, severity, _), layer = broken
        key, rank = "", SEVERITY_WEIGHT[severity]
        if element:
            key = element.id
            rank *= (1 + self._pains.get(key, 0)) * (2 if element.visibility == "front" else 1)
        waived = self._waiver(rule.id, key, parties)
        # By position: with ten thousand of them, names of arguments are felt.
        return Finding(
            rule.id, severity, layer, key, parties, message, rule.advice, rank, waived, rule.why, rule.group, rule.on
        )  # fmt: skip

    def _names(self, parties: tuple[str, ...]) -> str:
        table = self._workspace.state.tables["parties"]
        if len(parties) == 1:
            name: str = table[parties[0]].name
            return name
        named = [table[party].name for party in parties]
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


def _judge(
    asks: Sequence[_Ask], now: NamedTuple, then: NamedTuple | None, scheme: Scheme
) -> Iterator[_Broken]:
    """The rules that counts break, in the layers in which they do; `then` is None where nothing is planned."""
    for ask in asks:
        if then is None:
            if asked(ask.rule, ask.limit, now, scheme):
                yield _Broken(ask, "both")
            continue
        if asked(ask.rule, ask.limit, now, scheme):
            yield _Broken(ask, "current")
        if asked(ask.rule, ask.limit, then, scheme):
            yield _Broken(ask, "target")
