"""The difference between what is and what should be: per cell, per row, per party."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from raci_tui.core.records import Cell
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.core.state import State

DiffKind = Literal["gained", "lost", "changed"]
GAINED, LOST, CHANGED = "+", "−", "›"


class CellDiff(NamedTuple):
    """How one cell's plan differs from what is.

    Attributes:
        current, target: Canonical texts; an empty current stands for undecided.
        gained, lost: Codes that come and go, in cell order.
    """

    element: str
    party: str
    current: str
    target: str
    gained: str
    lost: str

    @property
    def kind(self) -> DiffKind:
        """Whether the party only gains letters, only loses them, or both."""
        if self.lost and self.gained:
            return "changed"
        return "lost" if self.lost else "gained"


class DiffCounts(NamedTuple):
    """Cells that differ, by kind."""

    gained: int
    lost: int
    changed: int


def cell_diff(cell: Cell) -> CellDiff | None:
    """Compare a cell's plan with what is; None where there is no plan or it says the same."""
    if not cell.differs or cell.target is None:
        return None
    before = "" if cell.current == NOT_INVOLVED else cell.current
    after = "" if cell.target == NOT_INVOLVED else cell.target
    gained = "".join(code for code in after if code not in before)
    lost = "".join(code for code in before if code not in after)
    return CellDiff(cell.element, cell.party, cell.current, cell.target, gained, lost)


def row_diffs(state: State, element: str) -> list[CellDiff]:
    """Every difference of an element."""
    return _of(state.rows.get(element, {}).values())


def party_diffs(state: State, party: str) -> list[CellDiff]:
    """Every difference of a party."""
    return _of(state.columns.get(party, {}).values())


def all_diffs(state: State) -> list[CellDiff]:
    """Every difference of the workspace, in no particular order."""
    return _of(state.cells())


def count(diffs: Iterable[CellDiff]) -> DiffCounts:
    """Count differences by kind."""
    kinds = [diff.kind for diff in diffs]
    return DiffCounts(kinds.count("gained"), kinds.count("lost"), kinds.count("changed"))


def show_diff(cell: Cell) -> str:
    """Write a cell of the difference layer: `+A` gained, `−A` lost, `R›C` changed, else what is."""
    diff = cell_diff(cell)
    if diff is None:
        return cell.current
    if diff.kind == "changed":
        return f"{diff.current}{CHANGED}{diff.target}"
    kept = "".join(code for code in diff.current if code in diff.target)
    sign, codes = (GAINED, diff.gained) if diff.kind == "gained" else (LOST, diff.lost)
    return f"{kept}{sign}{codes}"


def _of(cells: Iterable[Cell]) -> list[CellDiff]:
    return [diff for diff in map(cell_diff, cells) if diff]
