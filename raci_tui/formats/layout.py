"""The matrix as a table: which columns an export has beside the parties, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from raci_tui.core.diff import show_diff
from raci_tui.core.notation import show
from raci_tui.plugin.types import Cell, Element, Layer, Option, Progress, Snapshot

LAYER_TITLES: Final[dict[Layer, str]] = {"current": "Today", "target": "Should be", "diff": "Difference"}
KIND_TITLES: Final = {"department": "Departments", "partner": "Partners", "customer": "Customer"}
TEXTS_OPTION: Final = Option(
    "texts", "bool", default=False, help="Also write notes, pain texts, touchpoints and other columns."
)
_REPORT_EVERY: Final = 200


class Lead(NamedTuple):
    """A column before the parties: its header, and an element's value in it."""

    title: str
    value: Callable[[Element], str | int]


def lead_columns(snapshot: Snapshot, *, texts: bool = False) -> list[Lead]:
    """The columns before the parties; those that would be empty are left out, but for the element."""
    journeys = {journey.id: journey.name for journey in snapshot.everything.journeys}
    stages = {stage.id: stage.name for stage in snapshot.stages}
    every = [
        (Lead("ID", lambda e: e.code), any(e.code for e in snapshot.elements)),
        (Lead("Journey", lambda e: journeys.get(e.journey, "")), len(journeys) > 1),
        (Lead("Stage", lambda e: stages.get(e.stage, "")), any(e.stage for e in snapshot.elements)),
        (Lead("Element", lambda e: e.name), True),
        (Lead("Visible", lambda e: e.visibility), any(e.visibility for e in snapshot.elements)),
        (Lead("Pain", lambda e: snapshot.pain(e.id) or ""), bool(snapshot.pains)),
    ]
    found = [lead for lead, wanted in every if wanted]
    return [*found, *_text_columns(snapshot)] if texts else found


def letters(cell: Cell, layer: Layer) -> str:
    """What one layer shows in a cell, written for people: `A/R`, `-`, `+A`."""
    if layer == "diff":
        return _shown_difference(cell)
    return show(cell.current if layer == "current" else cell.planned)


def rows(snapshot: Snapshot, layer: Layer, progress: Progress) -> Iterator[tuple[Element, list[str]]]:
    """Every element with its cells in column order; tells the progress as it goes."""
    count = len(snapshot.elements)
    parties = [party.id for party in snapshot.parties]
    for place, element in enumerate(snapshot.elements):
        if place % _REPORT_EVERY == 0:
            progress(place / count)
        row = snapshot.cells.get(element.id, {})
        yield element, [letters(row[party], layer) if party in row else "" for party in parties]
    progress(1.0)


def legend(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Codes of the scheme with their names, in its own order, and what a dash means."""
    return [(letter.code, letter.name) for letter in snapshot.scheme.letters] + [
        ("-", "Not involved, on purpose; an empty cell is not decided")
    ]


def party_names(snapshot: Snapshot) -> Sequence[str]:
    """Headers of the party columns."""
    return [party.name for party in snapshot.parties]


def _shown_difference(cell: Cell) -> str:
    if not cell.differs:
        return show(cell.current)
    shown = show_diff(cell)
    return "›".join(show(part) for part in shown.split("›")) if "›" in shown else shown


def _text_columns(snapshot: Snapshot) -> Iterator[Lead]:
    pains = snapshot.pains

    def worst(element: Element) -> tuple[str, str]:
        first = max(pains.get(element.id, ()), key=lambda pain: pain.severity, default=None)
        return (first.source, first.text) if first else ("", "")

    every = [
        Lead("Pain source", lambda e: worst(e)[0]),
        Lead("Pain text", lambda e: worst(e)[1]),
        Lead("Touchpoint", lambda e: e.touchpoint),
        Lead("Customer activity", lambda e: e.activity),
        Lead("Customer decision", lambda e: e.decision),
        Lead("Internal process", lambda e: e.process),
        Lead("Note", lambda e: e.note),
    ]
    yield from (lead for lead in every if any(lead.value(element) for element in snapshot.elements))
    names = dict.fromkeys(name for element in snapshot.elements for name in element.extra)
    for name in names:
        yield Lead(name, lambda e, name=name: e.extra.get(name, ""))  # type: ignore[misc]  # bound per column
