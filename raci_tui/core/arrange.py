"""From a workspace to rows and columns: filter, group and order what a screen, an export or a report shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple

from raci_tui.core.filtering import find
from raci_tui.core.query import EVERYTHING, Looking, Query
from raci_tui.core.records import Element, Party, PartyKind

Grouping = Literal["stage", "touchpoint", "activity", "decision", "process", "none"]
GROUPINGS: Final[tuple[Grouping, ...]] = ("stage", "touchpoint", "activity", "decision", "process", "none")
KIND_TITLES: Final[dict[PartyKind, str]] = {
    "department": "Departments",
    "partner": "Partners",
    "customer": "Customer",
}


class Group(NamedTuple):
    """A heading and the ids of the elements under it."""

    title: str
    elements: tuple[str, ...]


class Arrangement(NamedTuple):
    """What is shown, in order.

    Attributes:
        groups: Headings with their elements; one group without a title where nothing is grouped.
        parties: Columns, departments first.
        hidden: Elements of the journey that the query leaves out.
    """

    groups: tuple[Group, ...]
    parties: tuple[Party, ...]
    hidden: int

    @property
    def elements(self) -> tuple[str, ...]:
        """Ids of all elements shown, in order."""
        return tuple(element for group in self.groups for element in group.elements)


def arrange(
    looking: Looking,
    query: Query = EVERYTHING,
    *,
    journey: str = "",
    grouping: Grouping = "stage",
    found: Sequence[Element] | None = None,
) -> Arrangement:
    """Choose and order rows and columns.

    Args:
        looking: The workspace, and the layer by which the query judges.
        journey: Id of the one journey to show, or empty for all.
        grouping: What elements are grouped by; groups come in the order of their first element.
        found: What the query finds, in order, where that is known already.
    """
    everything = [e for e in looking.workspace.elements() if not journey or e.journey == journey]
    shown = everything
    if query.terms:
        shown = [
            e
            for e in (find(looking, query) if found is None else found)
            if not journey or e.journey == journey
        ]
    title = _title(looking, grouping, several=len({e.journey for e in everything}) > 1)
    groups: dict[str, list[str]] = {}
    for element in shown:
        groups.setdefault(title(element), []).append(element.id)
    return Arrangement(
        groups=tuple(Group(name, tuple(elements)) for name, elements in groups.items()),
        parties=shown_parties(looking),
        hidden=len(everything) - len(shown),
    )


def shown_parties(looking: Looking) -> tuple[Party, ...]:
    """Parties that have a column: a retired one only while it still holds something."""
    columns = looking.workspace.state.columns if any(p.retired for p in looking.workspace.parties()) else {}
    return tuple(p for p in looking.workspace.parties() if not p.retired or columns.get(p.id))


def _title(looking: Looking, grouping: Grouping, *, several: bool) -> Callable[[Element], str]:
    tables = looking.workspace.state.tables

    def name(element: Element) -> str:
        if grouping == "stage":
            stage = tables["stages"].get(element.stage)
            return stage.name if stage else ""
        return "" if grouping == "none" else str(getattr(element, grouping))

    def with_journey(element: Element) -> str:
        own = name(element)
        journey = tables["journeys"][element.journey].name
        return f"{journey} · {own}" if own else str(journey)

    return with_journey if several and grouping in ("stage", "none") else name
