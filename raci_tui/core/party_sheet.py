"""One party's sheet: what one would read out to that department or partner, today and in the target.

Whatever it answers for, does, supports, checks, is asked and is told, in the order of the journey; what the target
brings and takes away is marked, and for what it answers for, who hands it over and who takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from raci_tui.core.findings import Finding, Findings
from raci_tui.core.records import Cell, Element, Party
from raci_tui.core.scheme import Kind, Scheme
from raci_tui.core.workspace import Workspace

Mark = Literal["stays", "comes", "goes"]
"""Whether it is so today and in the target, in the target only, or today only."""
DUTIES: Final[dict[Kind, str]] = {
    "owner": "Answers for",
    "doer": "Does",
    "support": "Helps with",
    "check": "Checks",
    "advise": "Is asked about",
    "inform": "Is told about",
}
"""What a party has to do with an element by kind of letter, in the order of the sheet."""
NO_STAGE: Final = "Without a stage"
_NAMED: Final = 3
"""Other parties named beside an element; more are counted."""


class Line(NamedTuple):
    """One element of a duty.

    Attributes:
        letters: Letters of this duty's kind that the party holds, today or, where that comes, in the target.
        others: For what it answers for: who hands it over or takes it over, in words; or empty.
        pain: How badly it hurts, 0 to 5.
        note: Of the cell.
    """

    element: str
    code: str
    name: str
    mark: Mark
    letters: str
    others: str
    pain: int
    note: str


class Section(NamedTuple):
    """The elements of one stage, and of one journey where there are several."""

    title: str
    lines: tuple[Line, ...]


class Duty(NamedTuple):
    """One kind of part in the work.

    Attributes:
        title: In words, such as *Answers for*.
        letters: Names of the scheme's letters for it.
        now, then: On how many elements, today and in the target.
    """

    kind: Kind
    title: str
    letters: tuple[str, ...]
    now: int
    then: int
    sections: tuple[Section, ...]

    @property
    def comes(self) -> int:
        """Elements that the target brings."""
        return self._count("comes")

    @property
    def goes(self) -> int:
        """Elements that the target takes away."""
        return self._count("goes")

    def _count(self, mark: Mark) -> int:
        return sum(line.mark == mark for section in self.sections for line in section.lines)


class PartySheet(NamedTuple):
    """Everything about one party.

    Attributes:
        parent: Name of the party it belongs to, or empty.
        parts: Names of the parties that belong to it.
        people: Names with their contact.
        elements: How many elements there are in all.
        now, then: In how many it has any part.
        duties: Those of which there are any, today or in the target.
        findings: Open findings that are about it.
    """

    workspace: str
    party: Party
    parent: str
    parts: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    elements: int
    now: int
    then: int
    duties: tuple[Duty, ...]
    findings: tuple[Finding, ...]


def party_sheet(workspace: Workspace, findings: Findings, party_id: str) -> PartySheet | None:
    """Everything about one party; None where it is gone."""
    tables = workspace.state.tables
    party: Party | None = tables["parties"].get(party_id)
    if party is None:
        return None
    held = list(_held(workspace, party_id))
    scheme = workspace.scheme
    out = {*scheme.of_kind("out"), "-"}
    parent = tables["parties"].get(party.parent)
    return PartySheet(
        workspace=workspace.info.name,
        party=party,
        parent=parent.name if parent else "",
        parts=tuple(each.name for each in workspace.parties() if each.parent == party_id),
        people=tuple(
            sorted((each.name, each.contact) for each in tables["people"].values() if each.party == party_id)
        ),
        elements=len(tables["elements"]),
        now=sum(bool(set(cell.current) - out) for _, cell in held),
        then=sum(bool(set(cell.planned) - out) for _, cell in held),
        duties=tuple(duty for kind in DUTIES if (duty := _duty(workspace, scheme, kind, held))),
        findings=tuple(_findings(findings, party_id, held)),
    )


def _held(workspace: Workspace, party: str) -> Iterator[tuple[Element, Cell]]:
    """Elements in which a party says anything, in order."""
    cells = workspace.state.column(party)
    for element in workspace.elements():
        if element.id in cells:
            yield element, cells[element.id]


def _duty(
    workspace: Workspace, scheme: Scheme, kind: Kind, held: Iterable[tuple[Element, Cell]]
) -> Duty | None:
    codes = scheme.of_kind(kind)
    sections: list[tuple[str, list[Line]]] = []
    now = then = 0
    place: tuple[str, str] | None = None
    for element, cell in held:
        before = "".join(code for code in codes if code in cell.current)
        after = "".join(code for code in codes if code in cell.planned)
        if not before and not after:
            continue
        now, then = now + bool(before), then + bool(after)
        if place != (element.journey, element.stage):
            place = element.journey, element.stage
            sections.append((_title(workspace, element), []))
        mark: Mark = "stays" if before and after else "comes" if after else "goes"
        others = _others(workspace, cell, codes, mark) if kind == "owner" and mark != "stays" else ""
        sections[-1][1].append(
            Line(element.id, element.code, element.name, mark, before or after, others,
                 workspace.pain(element.id), cell.note)
        )  # fmt: skip
    if not sections:
        return None
    names = tuple(letter.name for letter in scheme.letters if letter.kind == kind)
    made = tuple(Section(title, tuple(lines)) for title, lines in sections)
    return Duty(kind, DUTIES[kind], names, now, then, made)


def _title(workspace: Workspace, element: Element) -> str:
    tables = workspace.state.tables
    stage = tables["stages"].get(element.stage)
    name: str = stage.name if stage else NO_STAGE
    journey = tables["journeys"].get(element.journey)
    return f"{journey.name} › {name}" if journey and len(tables["journeys"]) > 1 else name


def _others(workspace: Workspace, cell: Cell, codes: tuple[str, ...], mark: Mark) -> str:
    """Who answers for it today where it comes, and in the target where it goes."""
    row = workspace.state.rows.get(cell.element, {})
    named = [
        party.name
        for party in workspace.parties()
        if party.id != cell.party
        and (other := row.get(party.id))
        and set(codes) & set(other.current if mark == "comes" else other.planned)
    ]
    if not named:
        return "nobody does today" if mark == "comes" else "to nobody"
    more = len(named) - _NAMED
    listed = ", ".join(named[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"from {listed}" if mark == "comes" else f"to {listed}"


def _findings(findings: Findings, party: str, held: Iterable[tuple[Element, Cell]]) -> Iterator[Finding]:
    """Open findings about the party as a whole, then those of its rows that name it, the worst first."""
    yield from (found for found in findings.of_party(party) if not found.waived)
    rows = [
        found
        for element, _ in held
        for found in findings.of(element.id)
        if party in found.parties and not found.waived
    ]
    yield from sorted(rows, key=lambda found: -found.rank)
