"""Retiring a party, bringing it back, and saying what its removal would take along."""

from __future__ import annotations

from raci_tui.core.errors import EditError
from raci_tui.core.records import REFERENCES, Party
from raci_tui.core.transaction import noun
from raci_tui.core.workspace import Workspace


def retire(workspace: Workspace, party_id: str) -> str:
    """Retire a party, or bring a retired one back; its letters stay as they are.

    Returns:
        The label of the commit.

    Raises:
        EditError: The party is gone.
    """
    party: Party | None = workspace.state.tables["parties"].get(party_id)
    if party is None:
        raise EditError("the party is no longer there", "it may have been removed meanwhile")
    label = f"Bring {party.name} back" if party.retired else f"Retire {party.name}"
    with workspace.edit(label) as edit:
        edit.update("parties", party_id, retired=not party.retired)
    return label


def what_goes(workspace: Workspace, party: str) -> str:
    """What goes with a party that is removed, and what is left without one; sentences, or empty."""
    state = workspace.state
    cells = state.column(party).values()
    filled = sum(bool(cell.current or cell.target) for cell in cells)
    notes = sum(bool(cell.note) for cell in cells)
    gone = [(filled, "filled cell"), (notes, "note")]
    left = []
    for reference in REFERENCES:
        if reference.target == "parties" and reference.table != "cells":
            count = sum(
                getattr(each, reference.field) == party for each in state.tables[reference.table].values()
            )
            if reference.owned:
                gone.append((count, noun(reference.table)))
            else:
                left.append((count, noun(reference.table)))
    said = []
    if any(count for count, _ in gone):
        said.append(f"With it go {_listed(gone)}.")
    if any(count for count, _ in left):
        said.append(f"It is taken out of {_listed(left)}.")
    return " ".join(said)


def _listed(counts: list[tuple[int, str]]) -> str:
    parts = [f"{count:,} {what if count == 1 else _several(what)}" for count, what in counts if count]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _several(what: str) -> str:
    return {"party": "parties", "person": "people"}.get(what, f"{what}s")
