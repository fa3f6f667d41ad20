"""What several cells of one row say together, in as few letters as an eye can take in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from raci_tui.core.arrange import Column
from raci_tui.core.diff import show_diff
from raci_tui.core.labels import short_name
from raci_tui.core.query import value_in
from raci_tui.core.records import Cell, Layer
from raci_tui.core.scheme import NOT_INVOLVED, Scheme

SEPARATOR: Final = "·"


class Summary(NamedTuple):
    """What a folded column shows of a row.

    Attributes:
        text: Letters with how often each is held, the only owner by name: `A Ops·2R`; empty where none is held.
        leading: The first letter in it, or empty.
        differs: It tells what changes, as the difference layer does.
    """

    text: str
    leading: str = ""
    differs: bool = False


def summarise(row: Mapping[str, Cell], column: Column, layer: Layer, scheme: Scheme, room: int) -> Summary:
    """Put the cells of a folded column into one text.

    Args:
        row: The element's cells by party.
        room: Terminal cells; an owner's name that does not fit is left out.
    """
    # A row holds few cells and a column many parties, so the cells are gone through.
    cells = [cell for party, cell in row.items() if party in column.members]
    if layer == "diff" and any(cell.differs for cell in cells):
        return Summary(_differences(cells, column), differs=True)
    held: dict[str, list[str]] = {}
    for cell in cells:
        for code in value_in(cell, layer):
            if code != NOT_INVOLVED:
                held.setdefault(code, []).append(cell.party)
    codes = sorted(held, key=lambda code: (_place(scheme, code), code))
    if not codes:
        return Summary("")
    counted = [f"{len(held[code])}{code}" if len(held[code]) > 1 else code for code in codes]
    first, holders = codes[0], held[codes[0]]
    if first in scheme.of_kind("owner") and len(holders) == 1:
        owner = next(party for party in column.parties if party.id == holders[0])
        named = SEPARATOR.join([f"{first} {short_name(owner)}", *counted[1:]])
        if len(named) <= room:
            return Summary(named, first)
    return Summary(SEPARATOR.join(counted), first)


def _differences(cells: Sequence[Cell], column: Column) -> str:
    place = {party.id: at for at, party in enumerate(column.parties)}
    differing = sorted((cell for cell in cells if cell.differs), key=lambda cell: place[cell.party])
    return " ".join(show_diff(cell) for cell in differing)


def _place(scheme: Scheme, code: str) -> int:
    return scheme.codes.index(code) if code in scheme.codes else len(scheme.codes)
