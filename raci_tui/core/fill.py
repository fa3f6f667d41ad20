"""Filling a block with what stands at its edge, as spreadsheets do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from raci_tui.core.blocks import BlockEdit, CellChange, block_edit, change_letters
from raci_tui.core.editing import edited_layer, shown_in, storable
from raci_tui.core.records import EditLayer, Layer
from raci_tui.core.workspace import Workspace

_NOTHING = "it is so already"


def filled_down(
    workspace: Workspace, source: str, elements: Sequence[str], parties: Sequence[str], layer: Layer
) -> BlockEdit:
    """Copy the letters of one element's row into the rows of others, column by column; notes stay.

    Args:
        source: Id of the element whose row is copied.
    """
    edited = edited_layer(layer)

    def changes() -> Iterator[CellChange]:
        values = [shown_in(workspace.cell(source, party), edited) for party in parties]
        for element in elements:
            for party, value in zip(parties, values, strict=True):
                yield _set(workspace, element, party, edited, value)

    return block_edit("Fill down", changes(), len(elements) * len(parties), _NOTHING)


def filled_right(
    workspace: Workspace, source: str, elements: Sequence[str], parties: Sequence[str], layer: Layer
) -> BlockEdit:
    """Copy the letters of one party's column into the columns of others, row by row; notes stay.

    Args:
        source: Id of the party whose column is copied.
    """
    edited = edited_layer(layer)

    def changes() -> Iterator[CellChange]:
        for element in elements:
            value = shown_in(workspace.cell(element, source), edited)
            for party in parties:
                yield _set(workspace, element, party, edited, value)

    return block_edit("Fill right", changes(), len(elements) * len(parties), _NOTHING)


def _set(workspace: Workspace, element: str, party: str, layer: EditLayer, value: str) -> CellChange:
    """Let a layer of a cell show a value; a cell that shows it already keeps what it stores."""
    cell = workspace.cell(element, party)
    stored = cell.current if layer == "current" else cell.target
    same = shown_in(cell, layer) == value
    return change_letters(cell, layer, stored if same else storable(cell, layer, value))
