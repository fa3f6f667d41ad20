"""How many parties hold what in a row: counted in one pass, and unpacked once for all rows with the same numbers.

What a cell's letters add is one number, worked out once per text, so that a row costs an addition a cell however many
kinds of letters and rules there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
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
_LETTERS, _OUTSIDE_OWNERS, _OUTSIDE_DOING, _OVERLAY_OWNERS, _ODD = range(_DOING + 1, _DOING + 6)


class RowCounts(NamedTuple):
    """How many parties hold what in one row and one layer; retired and vacant ones count only in `letters`.

    Attributes:
        owners, doers, supporters, checkers, advisers, informed: Parties with a letter of that kind.
        doing: Parties with an owner's or a doer's letter, or both.
        letters: Cells that hold any letter which is a part in the work.
        outside_owners, outside_doing: Partners among the owners, and among those doing.
        overlay_owners: Parties of the overlay team among the owners.
    """

    owners: int = 0
    doers: int = 0
    supporters: int = 0
    checkers: int = 0
    advisers: int = 0
    informed: int = 0
    doing: int = 0
    letters: int = 0
    outside_owners: int = 0
    outside_doing: int = 0
    overlay_owners: int = 0


class ColumnCounts(NamedTuple):
    """In how many rows a party holds what, in one layer.

    Attributes:
        owners, doers, supporters, checkers, advisers, informed: Rows in which it has a letter of that kind.
        doing: Rows in which it has an owner's or a doer's letter, or both.
        letters: Rows in which it has any part.
        rows: All rows there are.
    """

    owners: int = 0
    doers: int = 0
    supporters: int = 0
    checkers: int = 0
    advisers: int = 0
    informed: int = 0
    doing: int = 0
    letters: int = 0
    rows: int = 0


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
    """The same as numbers to add up, for parties that are alike.

    Args:
        party: One of them; None for a department of the house, as most are.
        odd: Says of letters whether a rule about single cells forbids them.
    """

    def __init__(self, places: _Places, party: Party | None, odd: Callable[[str], bool]) -> None:
        super().__init__()
        self._places = places
        self._idle = party is not None and (party.retired or party.vacant)
        self._outside = party is not None and party.kind == "partner"
        self._overlay = party is not None and party.overlay
        self._odd = odd

    def __missing__(self, letters: str) -> int:
        held = self._places[letters]
        places = [place for place in held if place == _LETTERS or not self._idle]
        owner, doing = 0 in places, _DOING in places
        places += [_OUTSIDE_OWNERS] * (self._outside and owner) + [_OUTSIDE_DOING] * (self._outside and doing)
        places += [_OVERLAY_OWNERS] * (self._overlay and owner) + [_ODD] * bool(
            letters and self._odd(letters)
        )
        self[letters] = sum(1 << _BITS * place for place in places)
        return self[letters]


def _nothing_odd(letters: str) -> bool:
    del letters
    return False


class Counting:
    """Counts rows and columns under a scheme; made anew where the scheme or a party changes.

    Args:
        odd: Says of a cell's letters whether a rule about single cells forbids them: such cells are counted too.
    """

    def __init__(self, state: State, scheme: Scheme, odd: Callable[[str], bool] = _nothing_odd) -> None:
        self._parties: Mapping[str, Party] = state.tables["parties"]
        self._places = _Places(scheme)
        self._plain = _Weights(self._places, None, odd)
        alike: dict[tuple[bool, str, bool], _Weights] = {}
        self._special: dict[str, _Weights] = {}
        for party in self._parties.values():
            like = party.retired or party.vacant, party.kind, party.overlay
            if like != (False, "department", False):
                self._special[party.id] = alike.setdefault(like, _Weights(self._places, party, odd))
        columns = sorted(self._parties.values(), key=_place)
        self._columns = {party.id: column for column, party in enumerate(columns)}
        self._idle = frozenset(party.id for party in self._parties.values() if party.retired or party.vacant)

    def packed(self, row: Mapping[str, Cell]) -> Packed:
        """Count a row, cells by party, in both layers."""
        special, plain = self._special, self._plain
        now = change = 0
        planned = False
        for party, cell in row.items():
            weights = special.get(party, plain)
            weight = weights[cell.current]
            now += weight
            if cell.target is not None:
                planned = True
                change += weights[cell.target] - weight
        return now, now + change if planned else None

    def columns(self, rows: Iterable[Mapping[str, Cell]]) -> dict[str, Packed]:
        """Count every column in one pass over some rows, cells by party; parties without a cell are left out."""
        weights = self._plain
        now: dict[str, int] = defaultdict(int)
        change: dict[str, int] = {}
        for row in rows:
            for party, cell in row.items():
                weight = weights[cell.current]
                now[party] += weight
                if cell.target is not None:
                    change[party] = change.get(party, 0) + weights[cell.target] - weight
        return {
            party: (count, count + change[party] if party in change else None) for party, count in now.items()
        }

    def counts(self, row: Mapping[str, Cell], layer: EditLayer) -> RowCounts:
        """Count a row, cells by party, in one layer."""
        now, then = self.packed(row)
        return unpacked(now if layer == "current" or then is None else then)

    def holders(self, row: Mapping[str, Cell], layer: EditLayer) -> Holders:
        """Name the parties behind a row's counts in one layer."""
        return Holders(*(self._holding(place, row, layer) for place in range(_DOING)))

    def owners(self, row: Mapping[str, Cell], layer: EditLayer) -> tuple[str, ...]:
        """Name the owners alone: that is what most ask for."""
        return self._holding(0, row, layer)

    def _holding(self, place: int, row: Mapping[str, Cell], layer: EditLayer) -> tuple[str, ...]:
        places, idle = self._places, self._idle
        if layer == "current":
            held = [
                party for party, cell in row.items() if place in places[cell.current] and party not in idle
            ]
        else:
            held = [
                party for party, cell in row.items() if place in places[cell.planned] and party not in idle
            ]
        if len(held) > 1:
            # A row lists its cells as they were filled; two replicas must still name its owners alike.
            held.sort(key=self._columns.__getitem__)
        return tuple(held)


def owners_of(holders: Holders) -> tuple[str, ...]:
    """The owners: what a rule about them names."""
    return holders.owners


def unpacked(number: int) -> RowCounts:
    """The counts that a number stands for."""
    return RowCounts(*(number >> _BITS * place & _MASK for place in range(_ALL)))


def odd_cells(number: int) -> int:
    """Cells of a row whose letters a rule about single cells forbids."""
    return number >> _BITS * _ODD & _MASK


def unpacked_column(number: int, rows: int) -> ColumnCounts:
    """The counts of a column that a number stands for, out of so many rows."""
    counted = (number >> _BITS * place & _MASK for place in range(_LETTERS + 1))
    return ColumnCounts(*counted)._replace(rows=rows)


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
