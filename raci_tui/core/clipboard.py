"""Blocks of cells to and from a clipboard, as spreadsheets copy and paste them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from raci_tui.core.area import Area, Place
from raci_tui.core.blocks import BlockEdit, CellChange, block_edit, change_letters
from raci_tui.core.diff import CHANGED, LOST, show_diff
from raci_tui.core.editing import appended, edited_layer
from raci_tui.core.errors import EditError
from raci_tui.core.headings import CORNER, Headings, headings
from raci_tui.core.notation import Reading, read, show
from raci_tui.core.records import Cell, Layer
from raci_tui.core.scheme import NOT_INVOLVED, Scheme
from raci_tui.core.sheet_text import SheetText
from raci_tui.core.workspace import Workspace

MOST_COPIED: Final = 1_000_000
"""Cells that are copied at once; what no clipboard holds need not be tried."""
LONGEST_LETTERS: Final = 2_000
"""Characters of a cell that is read; whatever is longer is no set of letters."""
_REFUSED_AT_MOST: Final = 2_000
_SHOWN_CELLS: Final = 40
_CHANGED: Final = re.compile(rf"\w+{CHANGED}(?P<after>\w+)")
_LOST: Final = re.compile(rf"(?P<kept>\w*){LOST}\w+")
# What is gained, `R+A`, is read like any other way of writing letters.

Rows = Sequence[Sequence[str]]


class Refusal(NamedTuple):
    """A text that was not pasted, or a name that stands for nothing shown.

    Attributes:
        element, party: Names; empty where the text belongs to a whole row or column.
        text: As it was pasted.
    """

    element: str
    party: str
    text: str
    reason: str


class Pasting(NamedTuple):
    """What pasting a block would do.

    Attributes:
        refused: Texts that are no letters, cell by cell; those cells are left as they are.
        outside: Cells for which the matrix has no row or column.
        placed: The area written to, one party after the other in each row.
        by_headings: Rows or columns were placed by the names beside them.
    """

    edit: BlockEdit
    refused: tuple[Refusal, ...]
    outside: int
    placed: Area
    by_headings: bool


class Ground(NamedTuple):
    """Where a block is pasted.

    Attributes:
        elements, parties: Ids of all that is shown from the first selected cell on, in order.
        selected: Rows and columns of the selected block, 1 × 1 for the bare cursor.
        marks: Cells marked one by one, if those are what is selected.
        shown: Ids of all elements and of all parties shown, for headings.
    """

    elements: Sequence[str]
    parties: Sequence[str]
    selected: tuple[int, int]
    marks: Area
    shown: tuple[Sequence[str], Sequence[str]]


def copied(workspace: Workspace, area: Area, parties: Sequence[str], layer: Layer) -> list[list[str]]:
    """Cells as texts: a row an element, a column a party, as they are shown; what is not selected is blank.

    Args:
        parties: Ids of the area's parties in the order of the columns.

    Raises:
        EditError: They are more than a clipboard holds.
    """
    if len(area.parts) * len(parties) > MOST_COPIED:
        raise EditError(
            f"{len(area.parts) * len(parties):,} cells are more than a clipboard holds",
            "select fewer rows or columns",
        )
    rows = []
    for element, selected in area.parts:
        wanted = frozenset(selected)
        rows.append(
            [
                shown_text(workspace.cell(element, party), layer) if party in wanted else ""
                for party in parties
            ]
        )
    return rows


def with_headings(workspace: Workspace, rows: Rows, area: Area, parties: Sequence[str]) -> list[list[str]]:
    """Copied rows with the names of their elements and parties beside them."""
    tables = workspace.state.tables
    top = [CORNER, *(tables["parties"][party].name for party in parties)]
    return [top, *([tables["elements"][e].name, *row] for e, row in zip(area.elements, rows, strict=True))]


def shown_text(cell: Cell, layer: Layer) -> str:
    """What a layer shows of a cell, as it is copied."""
    if layer == "diff" and cell.differs:
        return show_diff(cell)
    return show(cell.planned if layer == "target" else cell.current)


def holds_letters(workspace: Workspace, rows: Rows) -> bool:
    """Whether a block says anything about who does what: letters, *not involved*, or nothing but blanks.

    Where the first few thousand different texts are none, the others are not looked at.
    """
    known: set[str] = set()
    for raw in (raw for row in rows for raw in row):
        if raw not in known:
            known.add(raw)
            if _read(raw, workspace.scheme).letters:
                return True
            if len(known) > _REFUSED_AT_MOST:
                return False
    return not any(map(str.strip, known))


def pasted(workspace: Workspace, block: SheetText, ground: Ground, layer: Layer) -> Pasting:
    """Set cells from a block, as spreadsheets do.

    One cell fills all that is selected. A block fills a selection that is a whole multiple of it, else it is
    pasted once, from the first selected cell on. Names of elements and parties beside the letters place them.
    A blank sets a current cell undecided and a target cell to *no plan*; what a cell shows already leaves it
    as it is stored. What stands in brackets behind the letters joins the cell's note.

    Raises:
        EditError: Hardly anything of it is letters, or a block meets scattered marks.
    """
    found = headings(workspace, block.rows, *ground.shown)
    by_headings = found.elements is not None or found.parties is not None
    rows = found.strip(block.rows)
    size = len(rows), max(map(len, rows), default=0)
    if ground.marks and not by_headings:
        if size != (1, 1):
            raise EditError(
                "a block cannot be pasted into scattered marks",
                "drop them with Esc, and go to where it begins",
            )
        _check_size(len(ground.marks))
        return _pasting(workspace, layer, [(place, rows[0][0]) for place in ground.marks], [], block.outside)
    width = size[1]
    if by_headings:
        elements = ground.elements[: size[0]] if found.elements is None else found.elements
        parties = ground.parties[: size[1]] if found.parties is None else found.parties
        width = max(width, len(parties))
    else:
        rows_filled, columns_filled = _tiled(ground.selected, size)
        elements, parties = ground.elements[:rows_filled], ground.parties[:columns_filled]
    _check_size(len(elements) * len(parties))
    inside = sum(len(row[: len(parties)]) for row in rows[: len(elements)])
    outside = block.outside + sum(map(len, rows)) - inside
    pairs = list(_pairs(rows, width, elements, parties))
    return _pasting(workspace, layer, pairs, _unknown(block.rows, found), outside)._replace(
        by_headings=by_headings
    )


def _check_size(cells: int) -> None:
    if cells > MOST_COPIED:
        raise EditError(f"{cells:,} cells are too many to paste into", "select fewer rows or columns")


def _pasting(
    workspace: Workspace,
    layer: Layer,
    pairs: Sequence[tuple[Place, str]],
    refused: list[Refusal],
    outside: int,
) -> Pasting:
    changes = _changes(workspace, layer, pairs, refused)
    edit = block_edit("Paste", changes, len(pairs), "these cells say so already")
    if refused and not edit.changes:
        edit = edit._replace(nothing=f"the other texts are no letters of {workspace.scheme.name}")
    return Pasting(edit, tuple(refused), outside, Area.of(place for place, _ in pairs), by_headings=False)


def _tiled(selected: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns to paste into: the whole selection where the block fits it several times, else the block's."""
    height, width = (
        there if there > here and here and there % here == 0 else here
        for there, here in zip(selected, size, strict=True)
    )
    if all(there <= needed for there, needed in zip(selected, (height, width), strict=True)):
        return height, width
    return size


def _pairs(
    rows: Rows, width: int, elements: Sequence[str], parties: Sequence[str]
) -> Iterator[tuple[Place, str]]:
    """Each cell with its text; the block is repeated where there are more rows or columns than it has."""
    for place, element in enumerate(elements):
        row = rows[place % len(rows)]
        for column, party in enumerate(parties):
            if element and party and column % width < len(row):
                yield Place(element, party), row[column % width]


def _changes(
    workspace: Workspace, layer: Layer, pairs: Iterable[tuple[Place, str]], refused: list[Refusal]
) -> Iterator[CellChange]:
    """What the texts change; those that are no letters are noted as refused."""
    edited = edited_layer(layer)
    readings: dict[str, Reading] = {}
    tables = workspace.state.tables
    for count, (place, raw) in enumerate(pairs):
        cell = workspace.cell(*place)
        if raw.strip() == shown_text(cell, layer):
            continue
        reading = readings.get(raw)
        if reading is None:
            reading = readings[raw] = _read(raw, workspace.scheme)
        if reading.letters is None:
            names = tables["elements"][place.element].name, tables["parties"][place.party].name
            refused.append(Refusal(*names, raw[:_SHOWN_CELLS], reading.remark))
            if len(refused) > _REFUSED_AT_MOST and 2 * len(refused) > count:
                raise EditError(
                    f"most of this is no letters of {workspace.scheme.name}",
                    "copy the cells that hold letters",
                )
            continue
        yield change_letters(cell, edited, reading.letters or (None if edited == "target" else ""))
        yield CellChange(*place, "note", cell.note, appended(cell.note, reading.note))


def _read(raw: str, scheme: Scheme) -> Reading:
    """Read a cell as people write it, or as the difference layer shows it."""
    if len(raw) > LONGEST_LETTERS:
        return Reading(None, "", f"a text of {len(raw):,} characters is no set of letters")
    text = raw.strip()
    changed = _CHANGED.fullmatch(text)
    if changed:
        return read(changed["after"], scheme)
    lost = _LOST.fullmatch(text)
    if lost:
        return read(lost["kept"] or NOT_INVOLVED, scheme)
    return read(text, scheme)


def _unknown(rows: Rows, found: Headings) -> list[Refusal]:
    """Names of rows and columns that are not shown, or that several are called."""
    reason = "nothing shown is called so, or several are"
    corner = found.elements is not None
    refused = []
    for place, element in enumerate(found.elements or ()):
        row = rows[place + (found.parties is not None)]
        if not element and any(text.strip() for text in row):
            refused.append(Refusal(row[0], "", "", reason))
    for place, party in enumerate(found.parties or ()):
        column = place + corner
        if not party and any(row[column].strip() for row in rows if column < len(row)):
            refused.append(Refusal("", rows[0][column], "", reason))
    return refused
