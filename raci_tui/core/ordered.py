"""Records in the order in which people see them, and pains by element: kept until a table they come from changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

from raci_tui.core.records import PARTY_KINDS, Element, Journey, Pain, Party, Stage
from raci_tui.core.state import State

_ORDERED_BY: Final = {"stages": ("journeys", "stages"), "elements": ("journeys", "stages", "elements")}


class Ordered:
    """Sorted copies of a state's tables, made when first asked for and again once a table has changed."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._made: dict[str, tuple[tuple[int, ...], Any]] = {}

    def parties(self) -> list[Party]:
        """Parties in order: departments, partners, customers."""
        return self._sorted("parties", lambda party: (PARTY_KINDS.index(party.kind), party.order, party.id))

    def journeys(self) -> list[Journey]:
        """Journeys in order."""
        return self._sorted("journeys", lambda journey: (journey.order, journey.id))

    def stages(self) -> list[Stage]:
        """Stages in order, journey by journey."""
        journeys = _places(self.journeys())
        return self._sorted("stages", lambda stage: (journeys.get(stage.journey, 0), stage.order, stage.id))

    def elements(self) -> list[Element]:
        """Elements in order: journey, stage (those without one first), then their own order."""
        elements: list[Element] = self._kept("elements", "elements", self._elements_in_order)
        return elements

    def _elements_in_order(self) -> list[Element]:
        elements: list[Element] = list(self._state.tables["elements"].values())
        journeys, stages = _places(self.journeys()), _places(self.stages())
        # Most workspaces hold them in order, and to see that costs less than to sort them.
        if not _in_order(elements, journeys, stages):
            elements.sort(
                key=lambda element: (*_place_of(element, journeys, stages), element.order, element.id)
            )
        return elements

    def pains(self) -> Mapping[str, Sequence[Pain]]:
        """Pains by element, for elements that have one, in the order in which they were noted."""
        return self._pains()[0]

    def highest_pains(self) -> Mapping[str, int]:
        """Highest severity by element, for elements that have a pain."""
        return self._pains()[1]

    def _pains(self) -> tuple[Mapping[str, Sequence[Pain]], Mapping[str, int]]:
        found: tuple[dict[str, list[Pain]], dict[str, int]] = self._kept(
            "pains", "pains", self._look_at_pains
        )
        return found

    def _look_at_pains(self) -> tuple[dict[str, list[Pain]], dict[str, int]]:
        pains: dict[str, list[Pain]] = {}
        highest: dict[str, int] = {}
        table: dict[str, Pain] = self._state.tables["pains"]
        for pain in table.values():
            element = pain.element
            if element not in pains:
                pains[element], highest[element] = [pain], pain.severity
                continue
            pains[element].append(pain)
            highest[element] = max(highest[element], pain.severity)
        return pains, highest

    def _sorted(self, table: str, key: Callable[[Any], Any]) -> list[Any]:
        return cast(
            "list[Any]", self._kept(table, table, lambda: sorted(self._state.tables[table].values(), key=key))
        )

    def _kept(self, table: str, name: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever was made
        versions = tuple(self._state.versions[each] for each in _ORDERED_BY.get(table, (table,)))
        kept = self._made.get(name)
        if kept is None or kept[0] != versions:
            kept = self._made[name] = (versions, make())
        return kept[1]


def _in_order(elements: Sequence[Element], journeys: Mapping[str, int], stages: Mapping[str, int]) -> bool:
    journey = stage = order = before = ""
    place = (-1, -1)
    for element in elements:
        if element.stage != stage or element.journey != journey:
            journey, stage = element.journey, element.stage
            here = _place_of(element, journeys, stages)
            if here < place:
                return False
            if here > place:
                order = before = ""
            place = here
        if element.order <= order and (element.order < order or element.id < before):
            return False
        order, before = element.order, element.id
    return True


def _place_of(element: Element, journeys: Mapping[str, int], stages: Mapping[str, int]) -> tuple[int, int]:
    return journeys.get(element.journey, 0), stages.get(element.stage, -1)


def _places(records: Sequence[Journey | Stage]) -> dict[str, int]:
    return {record.id: place for place, record in enumerate(records)}
