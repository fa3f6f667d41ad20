"""Mending a finding in place: who is likely to get a letter, and the edit that gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from raci_tui.core.area import Place
from raci_tui.core.blocks import BlockEdit, block_edit, change_letters
from raci_tui.core.editing import edited_layer, handed_over, shown_in
from raci_tui.core.findings import Finding, Findings
from raci_tui.core.notation import show, toggle
from raci_tui.core.records import Layer, Party
from raci_tui.core.scheme import NOT_INVOLVED, Scheme
from raci_tui.core.workspace import Workspace

_OWNS_NEARBY: Final = 4
_NO_PART_YET: Final = 5
_LAST: Final = 7
"""Tiers of likelihood; the others are given by what a party has in the row."""


class Candidate(NamedTuple):
    """A party that may get a letter, and in a few words what speaks for or against it."""

    party: Party
    why: str


def likely(
    workspace: Workspace, element: str, layer: Layer, code: str, neighbours: Iterable[str] = ()
) -> list[Candidate]:
    """Parties that may get a letter on an element, those most likely to first; retired ones are left out.

    First who has it in the other layer, then who does the work, then who has any part in the row, then who
    answers for its neighbours; last who cannot own anything or was said to have no part.

    Args:
        neighbours: Ids of the elements around it.
    """
    edited, scheme = edited_layer(layer), workspace.scheme
    owners = set(scheme.of_kind("owner"))
    nearby = Counter(
        party
        for each in neighbours
        for party, cell in workspace.state.rows.get(each, {}).items()
        if not owners.isdisjoint(shown_in(cell, edited))
    )
    found: list[tuple[int, int, int, Candidate]] = []
    for place, party in enumerate(workspace.parties()):
        if party.retired:
            continue
        cell = workspace.cell(element, party.id)
        here = shown_in(cell, edited)
        other = cell.planned if edited == "current" else cell.current
        tier, why = _standing(here, other, code, scheme, in_target=edited == "current")
        count = nearby[party.id]
        if tier == _NO_PART_YET and count:
            tier, why = _OWNS_NEARBY, f"answers for {count} nearby"
        if party.vacant or (party.kind == "customer" and code in owners):
            tier, why = _LAST, "vacant" if party.vacant else why
        found.append((tier, -count, place, Candidate(party, why)))
    return [candidate for *_, candidate in sorted(found, key=lambda each: each[:3])]


def _standing(here: str, other: str, code: str, scheme: Scheme, *, in_target: bool) -> tuple[int, str]:
    """How near a party is to getting a letter, 0 the nearest, and why."""
    if code in here:
        return 0, f"has {show(here)} here"
    if code in other:
        return 1, f"has {code} {'in the target' if in_target else 'today'}"
    if here and here != NOT_INVOLVED:
        does = not set(scheme.of_kind("doer")).isdisjoint(here)
        return 2 if does else 3, f"has {show(here)} here"
    return (6, "not involved here") if here == NOT_INVOLVED else (_NO_PART_YET, "")


def given(workspace: Workspace, findings: Findings, place: Place, layer: Layer, code: str) -> BlockEdit:
    """Give a letter to a party; where only one may own and another does, it is handed over.

    Raises:
        EditError: It is the only owner already.
    """
    edited, scheme = edited_layer(layer), workspace.scheme
    if code in scheme.of_kind("owner") and scheme.owners.max == 1:
        others = set(findings.holders(place.element, edited).owners) - {place.party}
        if others:
            return handed_over(workspace, [place], layer)
    cell = workspace.cell(*place)
    value = shown_in(cell, edited)
    after = value if code in value else toggle(value, code, scheme)
    nothing = f"{workspace.state.tables['parties'][place.party].name} has {code} already"
    return block_edit(f"Set {code} for", [change_letters(cell, edited, after)], 1, nothing)


def missing_letter(workspace: Workspace, finding: Finding) -> str:
    """The letter whose holder a finding asks for: the doer's where nobody does it, else the owner's."""
    scheme = workspace.scheme
    doers = scheme.of_kind("doer")
    return doers[0] if finding.rule == "no-doer" and doers else scheme.of_kind("owner")[0]
