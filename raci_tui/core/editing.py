"""The edits that a lead makes with one key, each as one commit over the selected cells.

In the difference layer letters edit the target; the first edit of an unplanned target starts from current.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from raci_tui.core.errors import EditError
from raci_tui.core.notation import show, toggle
from raci_tui.core.records import Cell, EditLayer, Layer, Move
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.core.workspace import Workspace


class Place(NamedTuple):
    """One cell by the ids of its element and its party."""

    element: str
    party: str


def edited_layer(layer: Layer) -> EditLayer:
    """The layer that letters typed in a shown layer go to."""
    return "current" if layer == "current" else "target"


def type_letter(workspace: Workspace, places: Sequence[Place], layer: Layer, code: str) -> None:
    """Toggle a letter where all the cells agree about it; where they are mixed, set it.

    Raises:
        EditError: The workspace cannot be changed.
    """
    edited, scheme = edited_layer(layer), workspace.scheme
    before = [_shown(workspace.cell(*place), edited) for place in places]
    everywhere = all(code in value for value in before)

    def after(cell: Cell) -> str | None:
        value = _shown(cell, edited)
        if (code in value) == everywhere:
            value = toggle(value, code, scheme)
        return _storable(cell, edited, value)

    _change(workspace, places, edited, after, f"Take {code} from" if everywhere else f"Set {code} for")


def clear(workspace: Workspace, places: Sequence[Place], layer: Layer) -> None:
    """Make the shown layer's cells look empty.

    In the target that is *no plan* where current is empty, else `-`.
    """
    edited = edited_layer(layer)
    _change(workspace, places, edited, lambda cell: _storable(cell, edited, ""), "Clear")


def not_involved(workspace: Workspace, places: Sequence[Place], layer: Layer) -> None:
    """Say of cells that the party is not involved."""
    _change(workspace, places, edited_layer(layer), lambda _: NOT_INVOLVED, "Not involved:")


def no_plan(workspace: Workspace, places: Sequence[Place]) -> None:
    """Return target cells to *no plan*: they follow current again."""
    _change(workspace, places, "target", lambda _: None, "No plan for")


def set_letters(workspace: Workspace, place: Place, layer: EditLayer, letters: str | None) -> None:
    """Set one cell of one layer to canonical letters; None is *no plan*."""
    said = "no plan" if letters is None else show(letters) or "undecided"
    with workspace.edit(f"Set {said} for {_name(workspace, place)}") as edit:
        edit.set(place.element, place.party, layer, letters)


def take_over(workspace: Workspace, places: Sequence[Place]) -> int:
    """Copy plans that differ into current, and keep them, so that later drift shows.

    Returns:
        How many cells changed.
    """
    differing = [place for place in places if workspace.cell(*place).differs]
    _change(workspace, differing, "current", lambda cell: cell.planned, "Take over the target for")
    return len(differing)


def hand_over(workspace: Workspace, place: Place, layer: Layer) -> None:
    """Make a party the only owner of an element; former owners lose the owner's letter.

    Raises:
        EditError: It already is the only owner.
    """
    edited, scheme = edited_layer(layer), workspace.scheme
    owner_codes = scheme.of_kind("owner")
    element, party = place
    name = _name(workspace, place)
    with workspace.edit(f"Hand over to {name}", whole=True) as edit:
        for other, cell in tuple(workspace.state.rows.get(element, {}).items()):
            value = _shown(cell, edited)
            kept = "".join(code for code in value if code not in owner_codes)
            if other != party and kept != value:
                edit.set(element, other, edited, _storable(cell, edited, kept))
        cell = workspace.cell(element, party)
        value = _shown(cell, edited)
        if not any(code in value for code in owner_codes):
            edit.set(element, party, edited, toggle(value, owner_codes[0], scheme))
        changed = bool(edit.net_changes())
        if changed and edited == "target" and element not in workspace.state.tables["moves"]:
            edit.add(Move(element=element))
    if not changed:
        raise EditError(f"{name.partition(' on ')[0]} already is the only owner", "nothing to hand over")


def _shown(cell: Cell, layer: EditLayer) -> str:
    return cell.current if layer == "current" else cell.planned


def _storable(cell: Cell, layer: EditLayer, value: str) -> str | None:
    """The value to keep so that the layer shows it: an emptied target is `-`, or no plan over nothing."""
    if value or layer == "current":
        return value
    return NOT_INVOLVED if cell.current else None


def _change(
    workspace: Workspace,
    places: Sequence[Place],
    layer: EditLayer,
    after: Callable[[Cell], str | None],
    verb: str,
) -> None:
    if not places:
        return
    what = _name(workspace, places[0]) if len(places) == 1 else f"{len(places)} cells"
    with workspace.edit(f"{verb} {what}") as edit:
        for place in places:
            edit.set(*place, layer, after(workspace.cell(*place)))


def _name(workspace: Workspace, place: Place) -> str:
    tables = workspace.state.tables
    return f"{tables['parties'][place.party].name} on {tables['elements'][place.element].name}"
