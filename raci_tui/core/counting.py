"""How many parties hold what in a row: counted in one pass, and unpacked once for all rows with the same numbers.

What a cell's letters add is one number, worked out once per text, so that a row costs an addition a cell however many
kinds of letters and rules there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from raci_tui.core.records import PARTY_KINDS, Cell, EditLayer, Party
from raci_tui.core.scheme import NOT_INVOLVED, Kind, Scheme
from raci_tui.core.state import State

_BITS: Final = 20
"""Bits a count: enough for a million parties."""
_MASK: Final = (1 << _BITS) - 1
_KINDS: Final[tuple[Kind, ...]] = ("owner", "doer", "support", "check", "advise", "inform")
"""Kinds of letters in the order of their counts."""
_DOING: Final = len(_KINDS)
_LETTERS: Final = _DOING + 1


class RowCounts(NamedTuple):
    """How many parties hold what in one row and one layer; retired and vacant ones count only in `letters`.

    Attributes:
        owners, doers, supporters, checkers, advisers, informed: Parties with a letter of that kind.
        doing: Parties with an owner's or a doer's letter, or both.
        letters: Cells that hold any letter which is a part in the work.
    """

    owners: int = 0
    doers: int = 0
    supporters: int = 0
    checkers: int = 0
    advisers: int = 0
    informed: int = 0
    doing: int = 0
    letters: int = 0


_ALL: Final = len(RowCounts._fields)


class Holders(NamedTuple):
    """Ids of the parties behind a row's counts, in the order of the columns; retired and vacant ones left out."""

    owners: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()
    supporters: tuple[str, ...] = ()
    checkers: tuple[str, ...] = ()
    advisers: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()


Packed = tuple[int, int | None]
"""A row's counts, each layer's as one number: equal numbers, equal counts; None where nothing is planned."""


class _Places(dict[str, tuple[int, ...]]):
    """Which of its row's counts a cell adds to by its letters; each text is looked at once."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__({"": (), NOT_INVOLVED: ()})
        self._codes = [frozenset(scheme.of_kind(kind)) for kind in _KINDS]
        self._out = frozenset(scheme.of_kind("out"))

    def __missing__(self, letters: str) -> tuple[int, ...]:
        places = [place for place, codes in enumerate(self._codes) if not codes.isdisjoint(letters)]
        if places and _KINDS[places[0]] in ("owner", "doer"):
            places.append(_DOING)
        if not self._out.issuperset(letters):
            places.append(_LETTERS)
        self[letters] = tuple(places)
        return self[letters]


class _Weights(dict[str, int]):
    """The same as numbers to add up, of some of the counts."""

    def __init__(self, places: _Places, counted: Collection[int]) -> None:
        super().__init__()
        self._places = places
        self._counted = counted

    def __missing__(self, letters: str) -> int:
        self[letters] = sum(1 << _BITS * place for place in self._places[letters] if place in self._counted)
        return self[letters]


class Counting:
    """Counts rows under a scheme; made anew where the scheme or a party changes."""

    def __init__(self, state: State, scheme: Scheme) -> None:
        self._parties: Mapping[str, Party] = state.tables["parties"]
        self._places = _Places(scheme)
        self._weights = _Weights(self._places, range(_ALL))
        self._idle_weights = _Weights(self._places, (_LETTERS,))
        self._idle = frozenset(party.id for party in self._parties.values() if party.retired or party.vacant)

    def packed(self, row: Mapping[str, Cell]) -> Packed:
        """Count a row, cells by party, in both layers."""
        weights = self._weights
        now = change = 0
        planned = False
        for cell in row.values():
            weight = weights[cell.current]
            now += weight
            if cell.target is not None:
                planned = True
                change += weights[cell.target] - weight
        if self._idle and not self._idle.isdisjoint(row):
            now, change = self._without_idle(row, now, change)
        return now, now + change if planned else None

    def counts(self, row: Mapping[str, Cell], layer: EditLayer) -> RowCounts:
        """Count a row, cells by party, in one layer."""
        now, then = self.packed(row)
        return unpacked(now if layer == "current" or then is None else then)

    def holders(self, row: Mapping[str, Cell], layer: EditLayer) -> Holders:
        """Name the parties behind a row's counts in one layer."""
        held: list[list[str]] = [[] for _ in _KINDS]
        for party, cell in row.items():
            if party not in self._idle:
                for place in self._places[cell.current if layer == "current" else cell.planned]:
                    if place < _DOING:
                        held[place].append(party)
        return Holders(*map(self._in_order, held))

    def _without_idle(self, row: Mapping[str, Cell], now: int, change: int) -> tuple[int, int]:
        for party in self._idle & row.keys():
            cell = row[party]
            before = self._idle_weights[cell.current] - self._weights[cell.current]
            after = self._idle_weights[cell.planned] - self._weights[cell.planned]
            now += before
            change += after - before
        return now, change

    def _in_order(self, parties: list[str]) -> tuple[str, ...]:
        """A row lists its cells as they were filled; two replicas must still name its owners alike."""
        if len(parties) > 1:
            parties.sort(key=lambda key: _place(self._parties[key]))
        return tuple(parties)


def unpacked(number: int) -> RowCounts:
    """The counts that a number stands for."""
    return RowCounts(*(number >> _BITS * place & _MASK for place in range(_ALL)))


def lacks_owner(counts: RowCounts, scheme: Scheme) -> bool:
    """Fewer valid owners than the scheme's minimum: *unowned*."""
    return counts.owners < scheme.owners.min


def has_many_owners(counts: RowCounts, scheme: Scheme) -> bool:
    """More owners than the scheme's maximum."""
    return scheme.owners.max is not None and counts.owners > scheme.owners.max


def lacks_doer(counts: RowCounts, scheme: Scheme) -> bool:
    """Fewer doers than the scheme's minimum, implied ones counted; a scheme without doers lacks none."""
    doers = counts.doing if scheme.owner_implies_doer else counts.doers
    return doers < scheme.doers.min and bool(scheme.of_kind("doer"))


def _place(party: Party) -> tuple[int, str, str]:
    return PARTY_KINDS.index(party.kind), party.order, party.id
