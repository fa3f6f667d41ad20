"""Open findings in groups, worst first: gathered in slices, then kept up row by row as edits come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from time import perf_counter
from typing import Final, Literal, NamedTuple

from raci_tui.core.findings import Finding, FindingLayer, Findings
from raci_tui.core.records import Layer, Severity
from raci_tui.core.state import Touched
from raci_tui.core.workspace import Workspace

GapGrouping = Literal["rule", "stage", "party"]
GAP_GROUPINGS: Final[tuple[GapGrouping, ...]] = ("rule", "stage", "party")
FAMILIES: Final = ("ownership", "partners", "hygiene", "load")
"""What rules are about, in the order in which their groups stand."""
LOAD: Final = "load"
"""How much a party or a row has to carry: shown when asked for, since there is mostly much of it."""
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
NO_PARTY, NO_STAGE, NO_ROW = "No party named", "Without a stage", "Not about a single row"
CHUNK: Final = 64
"""Rows between two looks at the clock."""
_JUDGES_ALL: Final = {
    "workspace", "schemes", "parties", "rules", "waivers", "journeys", "stages", "elements", "pains",
}  # fmt: skip
"""Tables on which any finding, or its place, may depend."""

Entry = tuple[int, int, int, Finding]
"""Minus its rank, the place of what it is about, its place among the findings about that, and the finding."""


class Identity(NamedTuple):
    """What makes a finding the same one after an edit: its own key, what it is listed under, and its layer."""

    key: tuple[str, str, str]
    subject: str
    layer: FindingLayer


class Asked(NamedTuple):
    """What is gathered, and how it is shown.

    Attributes:
        journey: Id of the one journey that is looked at, or empty for all.
        load: Findings about load are listed too.
    """

    layer: Layer = "current"
    grouping: GapGrouping = "rule"
    journey: str = ""
    load: bool = False


class GapGroup:
    """Findings that belong together, worst first.

    Attributes:
        key: Id of the rule, stage or party; empty where there is none.
    """

    __slots__ = ("entries", "key", "title")

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title
        self.entries: list[Entry] = []

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, at: int) -> Finding:
        return self.entries[at][3]

    def place(self, entry: Entry) -> int:
        """Where an entry stands, or would."""
        entries, low, high = self.entries, 0, len(self.entries)
        while low < high:
            middle = (low + high) // 2
            if entries[middle][:3] < entry[:3]:
                low = middle + 1
            else:
                high = middle
        return low


def identity(finding: Finding) -> Identity:
    """What a finding is known by."""
    subject = finding.element
    if finding.on in ("column", "matrix"):
        subject = f"/{finding.parties[0]}" if finding.on == "column" else ""
    return Identity(finding.key, subject, finding.layer)


def everything(_: Finding) -> bool:
    """The filter that leaves nothing out."""
    return True


class Gaps:
    """The open findings of one layer.

    Attributes:
        groups: What is listed, each group with at least one finding.
        counts: Open findings by severity, also those that are not listed.
        load: Open findings about load.
        complete: Everything has been gathered for what was asked last.
    """

    def __init__(
        self, workspace: Workspace, findings: Findings, titles: Callable[[], Mapping[str, str]]
    ) -> None:
        """Take the titles of rules by their ids."""
        self._workspace = workspace
        self._findings = findings
        self._titles = titles
        self.asked = Asked()
        self.wanted: Callable[[Finding], bool] = everything
        self.groups: list[GapGroup] = []
        self.counts: Counter[Severity] = Counter()
        self.load = 0
        self._accepted: Counter[str] = Counter()
        self._found: dict[str, tuple[Finding, ...]] = {}
        self._places: dict[str, int] = {}
        self._steps: Iterator[None] | None = None
        self._stale = True

    @property
    def complete(self) -> bool:
        """Whether all there is to list is listed."""
        return self._steps is None and not self._stale

    @property
    def accepted(self) -> int:
        """How many findings of the layer somebody has accepted."""
        return self._accepted.total()

    @property
    def listed(self) -> int:
        """How many findings are listed."""
        return sum(map(len, self.groups))

    def ask(self, asked: Asked, wanted: Callable[[Finding], bool] = everything) -> None:
        """Begin to gather what is asked for; what is listed stays until `advance` has all of it.

        Args:
            wanted: Whether the filter lets a finding through.
        """
        known = self.complete and (asked.layer, asked.journey) == (self.asked.layer, self.asked.journey)
        self.asked, self.wanted = asked, wanted
        self._steps = self._sort_in() if known else self._gather()
        self._stale = False

    def advance(self, seconds: float = float("inf")) -> bool:
        """Go on for so long, at least a little; True once all is there."""
        until = perf_counter() + seconds
        while self._steps:
            if next(self._steps, self) is self:
                self._steps = None
            elif perf_counter() >= until:
                return False
        return True

    def takes(self, touched: Touched) -> bool:
        """Whether an edit can be taken in row by row; otherwise all has to be gathered anew."""
        return self.complete and not _JUDGES_ALL & {table for table, _ in touched}

    def forget(self) -> None:
        """Have all gathered anew when it is asked for next."""
        self._stale = True

    def follow(self, touched: Touched) -> None:
        """Take an edit in: judge anew the rows and columns that have other letters.

        What is found of the whole does not depend on letters.
        """
        cells = [key.partition("/")[::2] for table, key in touched if table == "cells"]
        for subject in {element for element, _ in cells} | {f"/{party}" for _, party in cells}:
            self._again(subject)

    def locate(self, known: Identity) -> tuple[int, int] | None:
        """Group and place in it of a listed finding, or None."""
        for nth, finding in enumerate(self._found.get(known.subject, ())):
            if identity(finding) == known and self._lists(finding):
                entry = self._entry(known.subject, nth, finding)
                key = self._key(finding)
                group = next((at for at, each in enumerate(self.groups) if each.key == key), None)
                return None if group is None else (group, self.groups[group].place(entry))
        return None

    def open_of(self, element: str) -> Sequence[Finding]:
        """Open findings about an element, listed or not."""
        return self._found.get(element, ())

    def title_of(self, rule: str) -> str:
        """What a rule is called."""
        return self._titles().get(rule, rule)

    def near(self, element: str, reach: int) -> list[str]:
        """Ids of the elements around one, in the same stage."""
        elements = self._workspace.elements()
        here = self._places.get(element)
        if here is None or here >= len(elements):
            return []
        stage = elements[here].stage, elements[here].journey
        around = elements[max(0, here - reach) : here + reach + 1]
        return [each.id for each in around if (each.stage, each.journey) == stage and each.id != element]

    # Gathering

    def _gather(self) -> Iterator[None]:
        """Ask for the findings of every row, then of what is beyond rows; then list them."""
        found: dict[str, tuple[Finding, ...]] = {}
        places: dict[str, int] = {}
        counts: Counter[Severity] = Counter()
        accepted: Counter[str] = Counter()
        load = 0
        for subject, of in self._judged(places):
            if of:
                open_ones = self._open(of)
                if len(open_ones) < len(of):
                    accepted[subject] = self._count_accepted(of)
                if open_ones:
                    found[subject] = open_ones
                    counts.update(finding.severity for finding in open_ones)
                    load += sum(finding.group == LOAD for finding in open_ones)
            if not len(places) % CHUNK:
                yield
        self._found, self._places, self._accepted = found, places, accepted
        self.counts, self.load = counts, load
        yield from self._sort_in()

    def _judged(self, places: dict[str, int]) -> Iterator[tuple[str, Sequence[Finding]]]:
        """What findings are about, with them, in the order of the matrix; fills in the places."""
        journey, findings = self.asked.journey, self._findings
        for element in self._workspace.elements():
            places[element.id] = len(places)
            yield element.id, () if journey and element.journey != journey else findings.of(element.id)
        for party in () if journey else self._workspace.parties():
            places[f"/{party.id}"] = len(places)
            yield f"/{party.id}", findings.of_party(party.id)
        places[""] = len(places)
        yield "", self._of_matrix()

    def _of_matrix(self) -> Sequence[Finding]:
        """Findings about the whole; with one journey, those that name one of its rows."""
        found, journey = self._findings.of_matrix(), self.asked.journey
        if not journey:
            return found
        elements = self._workspace.state.tables["elements"]
        return [each for each in found if each.element and elements[each.element].journey == journey]

    def _open(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        layer = self.asked.layer
        return tuple(finding for finding in findings if not finding.waived and finding.shown_in(layer))

    def _count_accepted(self, findings: Iterable[Finding]) -> int:
        return sum(bool(finding.waived) and finding.shown_in(self.asked.layer) for finding in findings)

    def _sort_in(self) -> Iterator[None]:
        """Put what was found into groups, and those in order."""
        groups: dict[str, GapGroup] = {}
        for number, (subject, found) in enumerate(self._found.items(), 1):
            for nth, finding in enumerate(found):
                if self._lists(finding):
                    key = self._key(finding)
                    if key not in groups:
                        groups[key] = GapGroup(key, self._title(finding, key))
                    groups[key].entries.append(self._entry(subject, nth, finding))
            if not number % CHUNK:
                yield
        for group in groups.values():
            group.entries.sort()
            yield
        self.groups = sorted(groups.values(), key=self._order)

    def _again(self, subject: str) -> None:
        """Take the findings about something out, and put in what is found now."""
        if subject not in self._places:
            return
        for nth, finding in enumerate(self._found.pop(subject, ())):
            self.counts[finding.severity] -= 1
            self.load -= finding.group == LOAD
            # Whether or not the filter lets it through by now.
            self._take_out(self._entry(subject, nth, finding))
        of = self._judge(subject)
        self._accepted[subject] = self._count_accepted(of)
        found = self._open(of)
        if found:
            self._found[subject] = found
        for nth, finding in enumerate(found):
            self.counts[finding.severity] += 1
            self.load += finding.group == LOAD
            if self._lists(finding):
                self._put_in(self._entry(subject, nth, finding))

    def _judge(self, subject: str) -> Sequence[Finding]:
        return self._findings.of_party(subject[1:]) if subject.startswith("/") else self._findings.of(subject)

    def _take_out(self, entry: Entry) -> None:
        key = self._key(entry[3])
        for at, group in enumerate(self.groups):
            if group.key == key:
                place = group.place(entry)
                if place < len(group) and group.entries[place][:3] == entry[:3]:
                    del group.entries[place]
                if not group.entries:
                    del self.groups[at]
                return

    def _put_in(self, entry: Entry) -> None:
        """Put a finding in; the other groups stay where they are, so that nothing jumps while one edits."""
        key = self._key(entry[3])
        group = next((each for each in self.groups if each.key == key), None)
        if group:
            group.entries.insert(group.place(entry), entry)
            return
        group = GapGroup(key, self._title(entry[3], key))
        group.entries.append(entry)
        order = self._order(group)
        at = next((at for at, each in enumerate(self.groups) if self._order(each) > order), len(self.groups))
        self.groups.insert(at, group)

    # What belongs where

    def _lists(self, finding: Finding) -> bool:
        return (self.asked.load or finding.group != LOAD) and self.wanted(finding)

    def _entry(self, subject: str, nth: int, finding: Finding) -> Entry:
        return -finding.rank, self._places[subject], nth, finding

    def _order(self, group: GapGroup) -> tuple[int, int, int, int]:
        rank, place, nth, worst = group.entries[0]
        about = worst.group
        order = FAMILIES.index(about) if self.asked.grouping == "rule" and about in FAMILIES else 0
        return order, rank, place, nth

    def _key(self, finding: Finding) -> str:
        if self.asked.grouping == "rule":
            return finding.rule
        if self.asked.grouping == "party":
            return finding.parties[0] if finding.parties else ""
        element = self._workspace.state.tables["elements"].get(finding.element)
        if element is None:
            return "/"
        return element.stage or f"/{element.journey}"

    def _title(self, finding: Finding, key: str) -> str:
        tables = self._workspace.state.tables
        if self.asked.grouping == "rule":
            return self.title_of(key)
        if self.asked.grouping == "party":
            return tables["parties"][key].name if key in tables["parties"] else NO_PARTY
        element = tables["elements"].get(finding.element)
        if element is None:
            return NO_ROW
        stage = tables["stages"].get(element.stage)
        title = stage.name if stage else NO_STAGE
        journeys = tables["journeys"]
        return f"{journeys[element.journey].name} · {title}" if len(journeys) > 1 else title
