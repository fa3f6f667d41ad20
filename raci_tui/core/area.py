"""Which cells an edit is about: rows of an area share their columns, so that millions of cells cost little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from raci_tui.core.records import Cell
from raci_tui.core.state import State


class Place(NamedTuple):
    """One cell by the ids of its element and its party."""

    element: str
    party: str


class Part(NamedTuple):
    """The cells of one element that belong to an area.

    Attributes:
        parties: Ids in the order of the columns; one tuple serves many elements.
    """

    element: str
    parties: tuple[str, ...]


class Area(Sequence[Place]):
    """Cells, element by element, each once.

    Args:
        parts: In the order of the rows, each element once.
    """

    def __init__(self, parts: Sequence[Part] = ()) -> None:
        self.parts = parts

    @classmethod
    def of(cls, places: Iterable[Place]) -> Area:
        """The area of some places; what is named twice counts once."""
        rows: dict[str, dict[str, None]] = {}
        for element, party in places:
            rows.setdefault(element, {})[party] = None
        return cls([Part(element, tuple(parties)) for element, parties in rows.items()])

    @classmethod
    def block(cls, elements: Sequence[str], parties: Sequence[str]) -> Area:
        """Every cell of some elements and parties."""
        columns = tuple(parties)
        return cls([Part(element, columns) for element in elements] if columns else [])

    @property
    def elements(self) -> list[str]:
        """Ids of the elements, in order."""
        return [part.element for part in self.parts]

    @property
    def parties(self) -> list[str]:
        """Ids of all parties that any element has in it."""
        found: dict[str, None] = {}
        last: tuple[str, ...] = ()
        for part in self.parts:
            if part.parties is not last:
                found.update(dict.fromkeys(part.parties))
                last = part.parties
        return list(found)

    def __len__(self) -> int:
        return sum(len(part.parties) for part in self.parts)

    def __bool__(self) -> bool:
        return any(part.parties for part in self.parts)

    def __iter__(self) -> Iterator[Place]:
        for element, parties in self.parts:
            for party in parties:
                yield Place(element, party)

    def __getitem__(self, index: int) -> Place:  # type: ignore[override]  # nobody asks for a slice
        for element, parties in self.parts:
            if index < len(parties):
                return Place(element, parties[index])
            index -= len(parties)
        raise IndexError(index)

    def filled(self, state: State) -> Iterator[Cell]:
        """The cells that say anything: costs by what is filled, not by what is selected."""
        columns: frozenset[str] = frozenset()
        last: tuple[str, ...] = ()
        for element, parties in self.parts:
            row = state.rows.get(element)
            if not row:
                continue
            if parties is not last:
                last, columns = parties, frozenset(parties)
            yield from [cell for party, cell in row.items() if party in columns]
