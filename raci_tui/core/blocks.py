"""An edit of many cells as a value: looked at first, then made as one commit.

Whatever changes cells says what it would change; what is previewed is exactly what is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from raci_tui.core.area import Place
from raci_tui.core.errors import EditError
from raci_tui.core.ledger import Commit
from raci_tui.core.notation import show
from raci_tui.core.records import Cell, EditLayer, Move
from raci_tui.core.workspace import Workspace

MOST_CELLS: Final = 250_000
"""Cells that one edit may change: a commit is one line of the ledger, and everybody has to read it."""

CellField = Literal["current", "target", "note"]


class CellChange(NamedTuple):
    """One field of one cell, from `old` to `new`; as stored."""

    element: str
    party: str
    field: CellField
    old: str | None
    new: str | None


class BlockEdit(NamedTuple):
    """What an edit would change.

    Attributes:
        verb: Begins the label: `Set A for`, `Clear`.
        changes: Only what differs from what is, in the order of the selection.
        asked: Cells that were looked at.
        nothing: What to say where nothing changes.
        title: The whole label, where counting cells would not say it.
        moves: Elements for which a move begins with this edit.
        whole: In a conflict it is dropped as a whole.
    """

    verb: str
    changes: tuple[CellChange, ...]
    asked: int
    nothing: str
    title: str = ""
    moves: tuple[str, ...] = ()
    whole: bool = False

    @property
    def cells(self) -> int:
        """How many cells change."""
        return len({change[:2] for change in self.changes})

    @property
    def elements(self) -> int:
        """How many rows they are in."""
        return len({change.element for change in self.changes})

    def label(self, workspace: Workspace) -> str:
        """What the commit is called: what, and how many, or which one."""
        if self.title:
            return self.title
        cells, rows = self.cells, self.elements
        if cells == 1:
            what = name_of(workspace, Place(*self.changes[0][:2]))
        else:
            # A letter is set for cells, wherever they are; what is cleared or pasted is an area.
            in_rows = rows > 1 and not self.verb.endswith((" for", " from"))
            what = f"{cells:,} cells" + (f" in {rows:,} rows" if in_rows else "")
        return f"{self.verb} {what}"

    def outcome(self, workspace: Workspace) -> str:
        """What there is now, in words: of a single cell its letters, else the label."""
        letters = [change for change in self.changes if change.field != "note"]
        if self.title or self.cells != 1 or not letters:
            return self.label(workspace)
        element, party, layer, _, new = letters[0]
        tables = workspace.state.tables
        name = f"{tables['elements'][element].name}: {tables['parties'][party].name}"
        return f"{name} = {said(layer, new)}{' in the target' if layer == 'target' else ''}"


def block_edit(
    verb: str,
    changes: Iterable[CellChange],
    asked: int,
    nothing: str,
    *,
    title: str = "",
    moves: tuple[str, ...] = (),
    whole: bool = False,
) -> BlockEdit:
    """Keep the changes that change something.

    Raises:
        EditError: They are more than one commit takes.
    """
    kept: list[CellChange] = []
    for change in changes:
        if change.old != change.new:
            kept.append(change)
            if len(kept) > MOST_CELLS:
                raise EditError(
                    f"that would change more than {MOST_CELLS:,} cells at once",
                    "select fewer rows or columns, and do it in parts",
                )
    return BlockEdit(verb, tuple(kept), asked, nothing, title, moves, whole)


def make(workspace: Workspace, block: BlockEdit) -> Commit | None:
    """Make the changes as one commit; None where there are none.

    Raises:
        EditError: The workspace cannot be changed, or has changed meanwhile in a way that does not fit.
    """
    if not block.changes:
        return None
    before = len(workspace.pending)
    with workspace.edit(block.label(workspace), whole=block.whole) as edit:
        for element, party, field, _, new in block.changes:
            if field == "note":
                edit.note(element, party, new or "")
            else:
                edit.set(element, party, field, new)
        for element in block.moves:
            if element not in workspace.state.tables["moves"]:
                edit.add(Move(element=element))
    return workspace.pending[-1] if len(workspace.pending) > before else None


def change_letters(cell: Cell, layer: EditLayer, new: str | None) -> CellChange:
    """The change that sets one layer of a cell."""
    return CellChange(
        cell.element, cell.party, layer, cell.current if layer == "current" else cell.target, new
    )


def said(field: CellField, value: str | None) -> str:
    """A stored value in words."""
    if field == "note":
        return f"“{value}”" if value else "no note"
    return "no plan" if value is None else show(value) or "undecided"


def said_before(workspace: Workspace, change: CellChange) -> str:
    """What a change replaces, in words; where nothing is planned, with today's letters that are planned so far."""
    if change.field != "target" or change.old is not None:
        return said(change.field, change.old)
    today = workspace.cell(change.element, change.party).current
    return f"{show(today)}, no plan" if today else "no plan"


def name_of(workspace: Workspace, place: Place) -> str:
    """A cell in words: party on element."""
    tables = workspace.state.tables
    return f"{tables['parties'][place.party].name} on {tables['elements'][place.element].name}"
