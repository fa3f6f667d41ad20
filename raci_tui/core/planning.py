"""What a plan is made on: a copy of the state to edit, and the notes taken on the way."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from raci_tui.core.order import between, spread
from raci_tui.core.records import EditLayer, Journey, Stage, new_id
from raci_tui.core.tables import Noted
from raci_tui.core.text import fold
from raci_tui.core.transaction import Transaction
from raci_tui.core.workspace import Workspace

Scratch = Workspace
"""A workspace of its own on a copy of the state; whatever is done to it stays there."""


class CellSet(msgspec.Struct, frozen=True, kw_only=True):
    """One cell that an import sets.

    Attributes:
        element, party: Names.
        old, new: Canonical texts; None in the target means no plan.
        address: Where it stands in the source, or empty.
    """

    element: str
    party: str
    layer: EditLayer
    old: str | None
    new: str | None
    address: str = ""


class Planning:
    """A plan in the making."""

    def __init__(self, workspace: Workspace) -> None:
        self.basis = workspace.head
        self._before = workspace.state
        scheme = workspace.scheme
        self.scratch: Scratch = Workspace(
            workspace.state.copy(), workspace.head, author="", schemes={scheme.id: scheme}
        )
        self.added: set[str] = set()
        self.new_elements: list[str] = []
        self.new_parties: list[str] = []
        self.new_stages: list[str] = []
        self.new_journeys: list[str] = []
        self.matched: dict[str, set[str]] = {"elements": set(), "parties": set()}
        self.updates: list[str] = []
        self.skipped: list[Noted] = []
        self.remarks: list[str] = []
        self.questions: list[str] = []
        self._addresses: dict[tuple[str, str, EditLayer], str] = {}

    def set(
        self, edit: Transaction, element: str, party: str, layer: EditLayer, letters: str | None, address: str
    ) -> None:
        """Set a layer of a cell and remember where the letters came from."""
        edit.set(element, party, layer, letters)
        self._addresses[element, party, layer] = address

    def match(self, table: str, key: str) -> None:
        """Note that a record of the source is one that was there before."""
        if key not in self.added and table in self.matched:
            self.matched[table].add(key)

    def cell_sets(self) -> tuple[CellSet, ...]:
        """Every cell set so far whose letters differ from before, in the order of the source."""
        elements, parties = self.scratch.state.tables["elements"], self.scratch.state.tables["parties"]
        found = []
        for (element, party, layer), address in self._addresses.items():
            old = getattr(self._before.cell(element, party), layer)
            new = getattr(self.scratch.state.cell(element, party), layer)
            if old != new:
                found.append(
                    CellSet(
                        element=elements[element].name,
                        party=parties[party].name,
                        layer=layer,
                        old=old,
                        new=new,
                        address=address,
                    )
                )
        return tuple(found)

    def journey(self, edit: Transaction, name: str) -> Journey:
        """The journey with this name, made where there is none."""
        found = next((j for j in self.scratch.journeys() if fold(j.name) == fold(name)), None)
        if found is None:
            journeys = self.scratch.journeys()
            last = journeys[-1].order if journeys else ""
            found = Journey(id=new_id(), name=name, order=order_behind(last))
            edit.add(found)
            self.added.add(found.id)
            self.new_journeys.append(name)
        return found

    def stage(self, edit: Transaction, journey: str, name: str) -> Stage:
        """The stage with this name in a journey, made behind its last where there is none."""
        stages = [stage for stage in self.scratch.stages() if stage.journey == journey]
        found = next((stage for stage in stages if fold(stage.name) == fold(name)), None)
        if found is None:
            last = stages[-1].order if stages else ""
            found = Stage(id=new_id(), journey=journey, name=name, order=order_behind(last))
            edit.add(found)
            self.added.add(found.id)
            self.new_stages.append(name)
        return found


def order_behind(last: str) -> str:
    """An order behind the last sibling's."""
    return between(last, "")


def orders_behind(last: str, count: int) -> Iterator[str]:
    """So many rising orders behind the last sibling's, all of them short."""
    base = order_behind(last) if last else ""
    yield from (base + order for order in spread(count))
