"""The edits that a lead makes with one key, over any number of cells.

In the difference layer letters edit the target; the first edit of an unplanned target starts from current.
Each function says what would change; `blocks.make` makes it one commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from raci_tui.core.area import Area, Place
from raci_tui.core.blocks import BlockEdit, CellChange, block_edit, change_letters, name_of, said
from raci_tui.core.errors import EditError
from raci_tui.core.findings import Findings
from raci_tui.core.notation import toggle
from raci_tui.core.records import Cell, EditLayer, Layer
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.core.text import NOTE_LIMIT, clean_note
from raci_tui.core.workspace import Workspace

__all__ = ["Area", "Place"]

NoteMode = Literal["append", "replace"]


def edited_layer(layer: Layer) -> EditLayer:
    """The layer that letters typed in a shown layer go to."""
    return "current" if layer == "current" else "target"


def typed(workspace: Workspace, places: Sequence[Place], layer: Layer, code: str) -> BlockEdit:
    """Toggle a letter where all the cells agree about it; where they are mixed, set it."""
    edited, scheme = edited_layer(layer), workspace.scheme
    everywhere = all(code in shown_in(workspace.cell(*place), edited) for place in places)

    def after(cell: Cell) -> str | None:
        value = shown_in(cell, edited)
        if (code in value) == everywhere:
            value = toggle(value, code, scheme)
        return storable(cell, edited, value)

    return _letters(
        workspace, places, edited, after, f"Take {code} from" if everywhere else f"Set {code} for"
    )


def cleared(workspace: Workspace, places: Sequence[Place], layer: Layer, verb: str = "Clear") -> BlockEdit:
    """Make the shown layer's cells look empty.

    In the target that is *no plan* where current is empty, else `-`.
    """
    edited = edited_layer(layer)
    return _letters(
        workspace,
        _filled(workspace, places),
        edited,
        lambda cell: storable(cell, edited, ""),
        verb,
        "nothing stands there",
        asked=len(places),
    )


def not_involved(workspace: Workspace, places: Sequence[Place], layer: Layer) -> BlockEdit:
    """Say of cells that the party is not involved."""
    return _letters(
        workspace, places, edited_layer(layer), lambda _: NOT_INVOLVED, "Not involved:",
        "it is said already",
    )  # fmt: skip


def unplanned(workspace: Workspace, places: Sequence[Place]) -> BlockEdit:
    """Return target cells to *no plan*: they follow current again."""
    return _letters(
        workspace, _filled(workspace, places), "target", lambda _: None, "No plan for",
        "nothing is planned there", asked=len(places),
    )  # fmt: skip


def planned_as_is(workspace: Workspace, places: Sequence[Place]) -> BlockEdit:
    """Plan what is: the target says what current says, so that later drift shows; the undecided get no plan."""
    return _letters(
        workspace, _filled(workspace, places), "target", lambda cell: cell.current or None, "Plan today's letters for",
        "the target says so already", asked=len(places),
    )  # fmt: skip


def taken_over(workspace: Workspace, places: Sequence[Place]) -> BlockEdit:
    """Copy plans that differ into current, and keep them, so that later drift shows."""
    differing = [Place(cell.element, cell.party) for cell in _cells(workspace, places) if cell.differs]
    return _letters(
        workspace, differing, "current", lambda cell: cell.planned, "Take over the target for",
        "nothing differs here", asked=len(places),
    )  # fmt: skip


def set_letters(workspace: Workspace, place: Place, layer: EditLayer, letters: str | None) -> None:
    """Set one cell of one layer to canonical letters; None is *no plan*."""
    with workspace.edit(f"Set {said(layer, letters)} for {name_of(workspace, place)}") as edit:
        edit.set(place.element, place.party, layer, letters)


def handed_over(workspace: Workspace, places: Sequence[Place], layer: Layer) -> BlockEdit:
    """Make parties the only owners of their elements; former owners lose the owner's letter.

    Raises:
        EditError: Two parties are named for one element, or all of them already are the only owners.
    """
    edited = edited_layer(layer)
    if len({place.element for place in places}) < len(places):
        raise EditError("only one party can become the only owner", "select cells of one column")
    changes = [
        change
        for place in places
        for change in _handing_over(workspace, place, edited)
        if change.old != change.new
    ]
    parties = workspace.state.tables["parties"]
    if not changes:
        raise EditError(f"{parties[places[0].party].name} already is the only owner", "nothing to hand over")
    rows = {change.element for change in changes}
    handed = [place for place in places if place.element in rows]
    names = {parties[place.party].name for place in handed}
    title = f"Hand over {len(handed):,} elements" + (f" to {names.pop()}" if len(names) == 1 else "")
    if len(handed) == 1:
        title = f"Hand over to {name_of(workspace, handed[0])}"
    moves = tuple(place.element for place in handed) if edited == "target" else ()
    return block_edit("Hand over", changes, len(places), "", title=title, moves=moves, whole=True)


def owned_by(workspace: Workspace, findings: Findings, elements: Iterable[str], party: str) -> BlockEdit:
    """Plan a party as the owner of every element that would have none in the target.

    Waived elements are left alone, since nobody has to own them.
    """
    code = workspace.scheme.of_kind("owner")[0]
    unowned = [Place(each, party) for each in elements if findings.is_unowned(each, "target")]

    def after(cell: Cell) -> str:
        return cell.planned if code in cell.planned else toggle(cell.planned, code, workspace.scheme)

    block = _letters(
        workspace, unowned, "target", after, "Plan", "every element shown has an owner in the target"
    )
    name = workspace.state.tables["parties"][party].name
    return block._replace(title=f"Plan {code} of {name} for {_elements(block.elements)} without an owner")


def noted(workspace: Workspace, places: Sequence[Place], text: str, mode: NoteMode) -> BlockEdit:
    """Write one note to cells, behind or in place of the notes they have.

    Raises:
        TextError: The note is too long.
        EditError: A cell's notes together would be too long.
    """
    note = clean_note(text)

    def change(place: Place) -> CellChange:
        before = workspace.cell(*place).note
        after = note if mode == "replace" or not before else appended(before, note)
        if len(after) > NOTE_LIMIT:
            raise EditError(
                f"the note of {name_of(workspace, place)} would be too long", "replace it instead"
            )
        return CellChange(*place, "note", before, after)

    if mode == "replace" and not note:
        places = _filled(workspace, places)
    verb = "Note on" if note else "Remove the note of"
    return block_edit(
        verb, map(change, places), len(places), "the notes say so already" if note else "there is no note"
    )


def appended(before: str, note: str) -> str:
    """A note with another behind it, unless it says so already."""
    return before if not note or note in before else f"{before}\n{note}" if before else note


def shown_in(cell: Cell, layer: EditLayer) -> str:
    """The letters that a layer shows of a cell."""
    return cell.current if layer == "current" else cell.planned


def storable(cell: Cell, layer: EditLayer, value: str) -> str | None:
    """The value to keep so that the layer shows it: an emptied target is `-`, or no plan over nothing."""
    if value or layer == "current":
        return value
    return NOT_INVOLVED if cell.current else None


def _letters(
    workspace: Workspace,
    places: Sequence[Place],
    layer: EditLayer,
    after: Callable[[Cell], str | None],
    verb: str,
    nothing: str = "it is so already",
    *,
    asked: int | None = None,
) -> BlockEdit:
    cells = (workspace.cell(*place) for place in places)
    changes = (change_letters(cell, layer, after(cell)) for cell in cells)
    return block_edit(verb, changes, len(places) if asked is None else asked, nothing)


def _cells(workspace: Workspace, places: Sequence[Place]) -> Iterator[Cell]:
    """The cells that say anything: where most are empty, looking at each would take long."""
    if isinstance(places, Area):
        yield from places.filled(workspace.state)
    else:
        yield from (workspace.cell(*place) for place in places)


def _filled(workspace: Workspace, places: Sequence[Place]) -> list[Place]:
    return [Place(cell.element, cell.party) for cell in _cells(workspace, places)]


def _handing_over(workspace: Workspace, place: Place, layer: EditLayer) -> Iterator[CellChange]:
    scheme = workspace.scheme
    owner_codes = scheme.of_kind("owner")
    for party, cell in workspace.state.rows.get(place.element, {}).items():
        value = shown_in(cell, layer)
        kept = "".join(code for code in value if code not in owner_codes)
        if party != place.party and kept != value:
            yield change_letters(cell, layer, storable(cell, layer, kept))
    cell = workspace.cell(*place)
    value = shown_in(cell, layer)
    if not any(code in value for code in owner_codes):
        yield change_letters(cell, layer, toggle(value, owner_codes[0], scheme))


def _elements(count: int) -> str:
    return "1 element" if count == 1 else f"{count:,} elements"
