"""Blocks of cells as tab-separated text: what spreadsheets put on a clipboard and take from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from raci_tui.core.editing import Place, edited_layer
from raci_tui.core.notation import read, show
from raci_tui.core.query import value_in
from raci_tui.core.records import Layer
from raci_tui.core.transaction import Transaction
from raci_tui.core.workspace import Workspace


class Pasted(NamedTuple):
    """What became of a pasted block.

    Attributes:
        cells: Cells set.
        refused: One clause for each cell whose text is no set of letters; it was left as it was.
        outside: Cells of the block for which the matrix has no row or column.
    """

    cells: int
    refused: tuple[str, ...]
    outside: int


def copy_block(workspace: Workspace, places: Sequence[Place], layer: Layer) -> str:
    """Write cells as tab-separated lines: a line per element, a column per party, as they are shown."""
    elements = list(dict.fromkeys(place.element for place in places))
    parties = list(dict.fromkeys(place.party for place in places))
    wanted = set(places)
    return "\n".join(
        "\t".join(
            show(value_in(workspace.cell(element, party), layer)) if Place(element, party) in wanted else ""
            for party in parties
        )
        for element in elements
    )


def paste_block(
    workspace: Workspace, text: str, elements: Sequence[str], parties: Sequence[str], layer: Layer
) -> Pasted:
    """Set cells from tab-separated text, as one commit.

    Args:
        elements, parties: Ids of the rows and columns from the cursor on, in shown order.

    A blank sets a current cell undecided and a target cell to *no plan*; a text of nothing but line ends sets
    nothing. What stands in brackets behind the letters joins the cell's note.
    """
    edited = edited_layer(layer)
    if not text.strip("\r\n"):
        return Pasted(0, (), 0)
    refused: list[str] = []
    cells = outside = 0
    rows = [
        line.split("\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    ]
    with workspace.edit(f"Paste {sum(map(len, rows))} cells") as edit:
        for element, row in zip((*elements, *[""] * len(rows)), rows, strict=False):
            for party, raw in zip((*parties, *[""] * len(row)), row, strict=False):
                if not element or not party:
                    outside += 1
                    continue
                reading = read(raw, workspace.scheme)
                if reading.letters is None:
                    refused.append(reading.remark)
                    continue
                value = reading.letters or (None if edited == "target" else "")
                edit.set(element, party, edited, value)
                _keep_note(workspace, edit, Place(element, party), reading.note)
                cells += 1
        edit.label = f"Paste {cells} {'cell' if cells == 1 else 'cells'}"
    return Pasted(cells, tuple(refused), outside)


def _keep_note(workspace: Workspace, edit: Transaction, place: Place, note: str) -> None:
    before = workspace.cell(*place).note
    if note and note not in before:
        edit.note(*place, f"{before}\n{note}" if before else note)
