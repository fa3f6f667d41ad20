"""Edits of rows and columns: rename, remove, and move among siblings, each as one commit."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from raci_tui.core.errors import EditError
from raci_tui.core.order import between, several_between, spread
from raci_tui.core.records import Element, Journey, Party, Stage, new_id
from raci_tui.core.text import clean_name
from raci_tui.core.transaction import Transaction, noun
from raci_tui.core.workspace import Workspace

FIRST_JOURNEY = "Journey"
"""Name of the journey that a workspace without any gets with its first element."""
Sibling = Element | Party | Stage | Journey


def rename(workspace: Workspace, table: str, key: str, name: str) -> None:
    """Give an element, party, stage or journey another name.

    Raises:
        TextError: The name is empty or too long.
        EditError: The record is gone.
    """
    name = clean_name(name)
    with workspace.edit(f"Rename {noun(table)} {_name(workspace, table, key)} to {name}") as edit:
        edit.update(table, key, name=name)


def hangs_on(workspace: Workspace, elements: Sequence[str]) -> str:
    """What goes with elements that are removed, counted in words; empty where nothing does."""
    tables = workspace.state.tables
    cells = [cell for element in elements for cell in workspace.state.rows.get(element, {}).values()]
    counts = (
        (sum(bool(cell.current or cell.target) for cell in cells), "filled cell"),
        (
            sum(map(bool, [*(cell.note for cell in cells), *(tables["elements"][e].note for e in elements)])),
            "note",
        ),
        (sum(len(workspace.pains(element)) for element in elements), "pain"),
        (sum(element in tables["moves"] for element in elements), "move"),
    )
    parts = [f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in counts if count]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def remove_elements(workspace: Workspace, elements: Sequence[str]) -> str:
    """Remove elements with all that hangs on them.

    Returns:
        The label of the commit.

    Raises:
        EditError: One of them is gone.
    """
    label = f"Remove {len(elements)} elements"
    if len(elements) == 1:
        label = f"Remove {_name(workspace, 'elements', elements[0])}"
    with workspace.edit(label, whole=True) as edit:
        for element in elements:
            edit.remove("elements", element)
    return label


def remove_party(workspace: Workspace, party: str) -> str:
    """Remove a party with its cells.

    Returns:
        The label of the commit.

    Raises:
        EditError: One of them is gone.
    """
    label = f"Remove {_name(workspace, 'parties', party)}"
    with workspace.edit(label, whole=True) as edit:
        edit.remove("parties", party)
    return label


def move_element(workspace: Workspace, element_id: str, step: int) -> None:
    """Move an element one place up (-1) or down (1); past the end of its stage it joins the next one.

    Raises:
        EditError: It is already first or last.
    """
    element: Element = workspace.state.tables["elements"][element_id]
    siblings = [e for e in workspace.elements() if (e.journey, e.stage) == (element.journey, element.stage)]
    place = siblings.index(element) + step
    with workspace.edit(f"Move {element.name} {'up' if step < 0 else 'down'}") as edit:
        if 0 <= place < len(siblings):
            _swap(edit, "elements", siblings, siblings.index(element), step)
            return
        stage = _neighbour_stage(workspace, element, step)
        joined = [e for e in workspace.elements() if (e.journey, e.stage) == (element.journey, stage)]
        order = between("", joined[0].order if joined else "")
        if step < 0:
            order = between(joined[-1].order if joined else "", "")
        edit.update("elements", element_id, stage=stage, order=order)


def move_party(
    workspace: Workspace, party_id: str, step: int, *, among: Collection[str] | None = None
) -> None:
    """Move a party one place to the left (-1) or right (1) among those of its kind.

    Args:
        among: Ids of the parties in sight: those between are passed over.

    Raises:
        EditError: It is already first or last of its kind.
    """
    party: Party = workspace.state.tables["parties"][party_id]
    siblings = [p for p in workspace.parties() if p.kind == party.kind]
    shown = [p for p in siblings if among is None or p.id in among or p.id == party_id]
    there = shown.index(party) + step
    if not 0 <= there < len(shown):
        raise EditError(f"{party.name} is already the {'first' if step < 0 else 'last'} {party.kind}")
    steps = siblings.index(shown[there]) - siblings.index(party)
    with workspace.edit(f"Move {party.name} to the {'left' if step < 0 else 'right'}") as edit:
        _swap(edit, "parties", siblings, siblings.index(party), steps)


def order_after(siblings: Sequence[Sibling], after: str | None) -> str:
    """An order that puts a new record right after one of its siblings, or last where it is not among them."""
    orders = [sibling.order for sibling in siblings]
    for place, sibling in enumerate(siblings):
        if sibling.id == after:
            return between(orders[place], orders[place + 1] if place + 1 < len(orders) else "")
    return between(orders[-1] if orders else "", "")


def add_elements(
    workspace: Workspace, names: Sequence[str], *, after: str = "", journey: str = ""
) -> list[str]:
    """Add elements with these names, in order, as one commit; gives their ids.

    Args:
        after: Element below which they go, in its stage; at the end of the journey where empty.
        journey: Id of the journey where there is no element to go below; the first one where empty.

    Raises:
        TextError: A name is empty or too long.
        EditError: The workspace is read-only.
    """
    names = [clean_name(name) for name in names]
    neighbour: Element | None = workspace.state.tables["elements"].get(after)
    what = names[0] if len(names) == 1 else f"{len(names)} elements"
    with workspace.edit(f"Add {what}") as edit:
        home, stage = (neighbour.journey, neighbour.stage) if neighbour else (journey, "")
        home = home or first_journey(workspace, edit)
        siblings = [e for e in workspace.elements() if (e.journey, e.stage) == (home, stage)]
        place = next((i for i, each in enumerate(siblings, 1) if each.id == after), len(siblings))
        low = siblings[place - 1].order if place else ""
        high = siblings[place].order if place < len(siblings) else ""
        made = [
            Element(id=new_id(), name=name, journey=home, stage=stage, order=order)
            for name, order in zip(names, several_between(low, high, len(names)), strict=True)
        ]
        for element in made:
            edit.add(element)
    return [element.id for element in made]


def first_journey(workspace: Workspace, edit: Transaction) -> str:
    """Id of the first journey, which is made where there is none."""
    journeys = workspace.journeys()
    if journeys:
        return journeys[0].id
    made = Journey(id=new_id(), name=FIRST_JOURNEY, order=between("", ""))
    edit.add(made)
    return made.id


def stage_id(workspace: Workspace, edit: Transaction, journey: str, name: str, *, after: str = "") -> str:
    """Id of a journey's stage with that name, made below another where there is none; empty for no name."""
    from raci_tui.core.validate import stage_named

    if not name:
        return ""
    stages = [stage for stage in workspace.stages() if stage.journey == journey]
    found = stage_named(stages, name)
    if found is not None:
        return found.id
    made = Stage(id=new_id(), journey=journey, name=name, order=order_after(stages, after))
    edit.add(made)
    return made.id


def order_in(workspace: Workspace, journey: str, stage: str, after: str | None = None) -> str:
    """Order in a stage right after an element, or at its end where that is not among its elements."""
    siblings = [e for e in workspace.elements() if (e.journey, e.stage) == (journey, stage)]
    return order_after(siblings, after)


def _swap(
    edit: Transaction, table: str, siblings: Sequence[Element] | Sequence[Party], here: int, step: int
) -> None:
    """Put `siblings[here]` so many places further."""
    orders = [sibling.order for sibling in siblings]
    if len(set(orders)) < len(orders):
        # Equal orders fall back on ids: each gets its own before one of them can move.
        keys = [sibling.id for sibling in siblings]
        keys.insert(here + step, keys.pop(here))
        for key, order in zip(keys, spread(len(keys)), strict=True):
            edit.update(table, key, order=order)
        return
    there = here + step
    low, high = (there - 1, there) if step < 0 else (there, there + 1)
    order = between(orders[low] if low >= 0 else "", orders[high] if high < len(orders) else "")
    edit.update(table, siblings[here].id, order=order)


def _neighbour_stage(workspace: Workspace, element: Element, step: int) -> str:
    """Id of the stage before or after an element's own; empty stands for *without a stage*, which comes first."""
    stages = ["", *(stage.id for stage in workspace.stages() if stage.journey == element.journey)]
    # Two people at once can leave an element in a stage of another journey: it then stands without one.
    place = (stages.index(element.stage) if element.stage in stages else 0) + step
    if not 0 <= place < len(stages) or (
        place == 0 and len(stages) > 1 and not _has_stageless(workspace, element)
    ):
        raise EditError(f"{element.name} is already the {'first' if step < 0 else 'last'} element")
    return stages[place]


def _name(workspace: Workspace, table: str, key: str) -> str:
    """Name of a record, or nothing where it is gone: the edit itself says that."""
    return getattr(workspace.state.tables[table].get(key), "name", "")


def _has_stageless(workspace: Workspace, element: Element) -> bool:
    return any(not e.stage for e in workspace.elements() if e.journey == element.journey)
