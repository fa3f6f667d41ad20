"""Two parties that are one: the letters of both come together, and the name that goes stays as an alias.

Where only one of them holds letters, those stand. Where both do, and not the same, nobody but the user can say
what is meant: the letters are joined, or those of one stay. In the target, *no plan* counts as what current says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

import msgspec

from raci_tui.core.counting import Counting, lacks_owner
from raci_tui.core.errors import EditError
from raci_tui.core.notation import canonical
from raci_tui.core.records import Cell, EditLayer, Move, Party, SavedView
from raci_tui.core.scheme import NOT_INVOLVED, Scheme
from raci_tui.core.text import clean_note, fold
from raci_tui.core.transaction import Transaction
from raci_tui.core.workspace import Workspace

Joining = Literal["join", "stays", "goes"]
"""Whose letters stand where both parties hold some: those of both, of the party that stays, of the one that goes."""
_EMPTY: Final = ("", NOT_INVOLVED)
_TAKEN_OVER: Final = ("aliases", "contact", "note", "parent")
_REFERENCES: Final = (
    ("people", "party", "person", "people"),
    ("waivers", "party", "waiver", "waivers"),
    ("actions", "party", "action", "actions"),
    ("parties", "parent", "part of it", "parts of it"),
)
"""Tables that name a party, with the word for one and several of their records."""


class MergedCell(NamedTuple):
    """One element's two cells, and the one that comes of them.

    Attributes:
        clash: Both hold letters, and not the same, in one layer or both.
        after: None where they clash and nobody has said what is meant.
    """

    stays: Cell
    goes: Cell
    clash: bool
    after: Cell | None

    @property
    def element(self) -> str:
        """Id of the element."""
        return self.stays.element


class MergePlan(NamedTuple):
    """What a merge would do; nothing has been done yet.

    Attributes:
        stays, goes: The parties, as they are.
        after: The party that comes of them.
        cells: Elements in which the party that goes says anything, in the order of the matrix.
        taken_along: What else names the party that goes, counted in words.
    """

    stays: Party
    goes: Party
    after: Party
    cells: tuple[MergedCell, ...]
    taken_along: tuple[str, ...]

    @property
    def clashes(self) -> list[MergedCell]:
        """Cells in which both hold letters, and not the same."""
        return [cell for cell in self.cells if cell.clash]

    @property
    def undecided(self) -> int:
        """Clashes of which nobody has said what is meant."""
        return sum(cell.after is None for cell in self.cells)


def can_merge(workspace: Workspace, stays: str, goes: str) -> tuple[Party, Party]:
    """The two parties, where they can become one.

    Raises:
        EditError: It is one and the same party, or one of them is gone.
    """
    parties: Mapping[str, Party] = workspace.state.tables["parties"]
    if stays == goes:
        name = parties[stays].name if stays in parties else "a party"
        raise EditError(f"{name} cannot be merged with itself", "choose another party")
    for party in (stays, goes):
        if party not in parties:
            raise EditError("a party to merge is no longer there", "it may have been removed meanwhile")
    return parties[stays], parties[goes]


def plan_merge(
    workspace: Workspace,
    stays: str,
    goes: str,
    joining: Joining | None = None,
    each: Mapping[str, Joining] | None = None,
) -> MergePlan:
    """Say what merging one party into another would do.

    Args:
        stays, goes: Ids of the parties.
        joining: What to do wherever both hold letters; None where that is not said.
        each: What to do in single elements, by id; goes before `joining`.

    Raises:
        EditError: They cannot be merged, or the scheme lets no two letters share a cell that would be joined.
    """
    staying, going = can_merge(workspace, stays, goes)
    each = each or {}
    scheme = workspace.scheme
    cells = tuple(
        _merged(own, cell, each.get(own.element, joining), scheme)
        for own, cell in _pairs(workspace, stays, goes)
    )
    return MergePlan(staying, going, _one_party(staying, going), cells, tuple(_along(workspace, goes)))


def merge_parties(workspace: Workspace, plan: MergePlan) -> str:
    """Make what a plan says one commit.

    Returns:
        The label of the commit.

    Raises:
        EditError: Something is undecided, one of the parties is gone, or a cell has been changed meanwhile.
        TextError: Two notes are too long to be one.
    """
    stays, goes = plan.stays.id, plan.goes.id
    staying, going = can_merge(workspace, stays, goes)
    if plan.undecided:
        raise EditError(
            f"both hold letters in {_number(plan.undecided, 'element')}",
            "say whether to join them, or whose stay",
        )
    if [(cell.stays, cell.goes) for cell in plan.cells] != list(_pairs(workspace, stays, goes)):
        raise EditError("a cell of these parties has been changed meanwhile", "look at the merge again")
    label = f"Merge {going.name} into {staying.name}"
    if plan.cells:
        label += f": {_number(len(plan.cells), 'cell')}"
    after = _one_party(staying, going)
    with workspace.edit(label, whole=True) as edit:
        for cell in plan.cells:
            if cell.after:
                edit.add(cell.after)
        _take_along(workspace, edit, plan)
        edit.remove("parties", goes)
        edit.update("parties", stays, **{field: getattr(after, field) for field in _TAKEN_OVER})
    return label


def consequences(workspace: Workspace, plan: MergePlan) -> tuple[str, ...]:
    """What the merge brings about besides, in words: rows without an owner, letters dropped or not meant together."""
    counting = Counting(workspace.state, workspace.scheme)
    counted: Counter[str] = Counter()
    layers: tuple[EditLayer, ...] = ("current", "target")
    for cell in plan.cells:
        if cell.after is None:
            continue
        before = workspace.state.rows.get(cell.element, {})
        after = {key: each for key, each in before.items() if key != plan.goes.id}
        after[plan.stays.id] = cell.after
        for layer in layers:
            was, becomes = (
                lacks_owner(counting.counts(row, layer), workspace.scheme) for row in (before, after)
            )
            counted[f"unowned {layer}"] += becomes and not was
        counted["lost"] += cell.clash and _loses(cell)
        counted["conflict"] += _conflicts(cell, workspace.scheme)
    said = []
    for layer, words in (("current", "today"), ("target", "in the target")):
        if counted[f"unowned {layer}"]:
            said.append(f"leaves {_number(counted[f'unowned {layer}'], 'element')} without an owner {words}")
    if counted["lost"]:
        said.append(f"drops letters in {_number(counted['lost'], 'cell')}")
    if counted["conflict"]:
        said.append(
            f"puts letters together in {_number(counted['conflict'], 'cell')} that one party must not hold"
        )
    if (plan.goes.retired or plan.goes.vacant) and not (plan.stays.retired or plan.stays.vacant):
        said.append(f"makes letters of a {'retired' if plan.goes.retired else 'vacant'} party count again")
    if plan.stays.kind != plan.goes.kind:
        said.append(f"makes what the {plan.goes.kind} held a {plan.stays.kind}'s")
    return tuple(said)


def may_join(scheme: Scheme) -> bool:
    """Whether the scheme lets letters of two parties share one cell."""
    return scheme.share_cell


def _pairs(workspace: Workspace, stays: str, goes: str) -> Iterator[tuple[Cell, Cell]]:
    """The cells of both where the party that goes says anything, in the order of the matrix."""
    cells = workspace.state.column(goes)
    for element in workspace.elements():
        if element.id in cells:
            yield workspace.cell(element.id, stays), cells[element.id]


def _merged(stays: Cell, goes: Cell, joining: Joining | None, scheme: Scheme) -> MergedCell:
    clashes = _clash(stays.current, goes.current) or _clash(stays.planned, goes.planned)
    if clashes and joining is None:
        return MergedCell(stays, goes, clash=True, after=None)
    current = _one(stays.current, goes.current, joining, scheme)
    planned = _one(stays.planned, goes.planned, joining, scheme)
    kept = [cell for cell, choice in ((stays, "goes"), (goes, "stays")) if joining != choice or not clashes]
    unplanned = all(cell.target is None for cell in kept)
    after = Cell(
        element=stays.element,
        party=stays.party,
        current=current,
        target=None if unplanned and planned == current else planned or None,
        note=_notes(stays.note, goes.note),
    )
    return MergedCell(stays, goes, clash=clashes, after=after)


def _clash(one: str, other: str) -> bool:
    return one not in _EMPTY and other not in _EMPTY and set(one) != set(other)


def _one(stays: str, goes: str, joining: Joining | None, scheme: Scheme) -> str:
    """One layer's letters out of two; letters go before *not involved*, and that before *undecided*."""
    if not _clash(stays, goes):
        return stays if stays not in _EMPTY else goes if goes not in _EMPTY else stays or goes
    if joining == "stays":
        return stays
    if joining == "goes":
        return goes
    if not may_join(scheme):
        raise EditError(
            f"{scheme.name} lets no two letters share a cell",
            "choose whose letters stay where both hold some",
        )
    known = set(scheme.codes)
    strangers = "".join(dict.fromkeys(code for code in stays + goes if code not in known))
    return canonical((set(stays) | set(goes)) & known, scheme) + strangers


def _loses(cell: MergedCell) -> bool:
    """Whether a letter of either is in neither layer that it stood in."""
    after = cell.after
    return after is not None and any(
        not (set(each.current) - {NOT_INVOLVED} <= set(after.current))
        or not (set(each.planned) - {NOT_INVOLVED} <= set(after.planned))
        for each in (cell.stays, cell.goes)
    )


def _conflicts(cell: MergedCell, scheme: Scheme) -> bool:
    """Whether the merged cell holds two letters that one party must not, and neither of the two cells did."""

    def held(each: Cell | None, pair: tuple[str, str]) -> bool:
        return each is not None and any(set(pair) <= set(letters) for letters in (each.current, each.planned))

    return any(
        held(cell.after, pair) and not held(cell.stays, pair) and not held(cell.goes, pair)
        for pair in scheme.conflicts
    )


def _one_party(stays: Party, goes: Party) -> Party:
    """The party that stays, with the other's names as aliases and what it lacks itself."""
    own = {fold(stays.name), fold(stays.short)}
    names = {
        fold(name): name for name in (goes.name, goes.short, *goes.aliases) if name and fold(name) not in own
    }
    for alias in stays.aliases:
        names.pop(fold(alias), None)
    parent = stays.parent if stays.parent != goes.id else goes.parent
    return msgspec.structs.replace(
        stays,
        aliases=(*stays.aliases, *names.values()),
        contact=stays.contact or goes.contact,
        note=_notes(stays.note, goes.note),
        parent="" if parent == stays.id else parent,
    )


def _notes(stays: str, goes: str) -> str:
    if not goes or goes in stays:
        return stays
    return clean_note(f"{stays}\n{goes}") if stays else goes


def _along(workspace: Workspace, goes: str) -> Iterator[str]:
    tables = workspace.state.tables
    for table, field, one, several in _REFERENCES:
        count = sum(getattr(record, field) == goes for record in tables[table].values())
        if count:
            yield f"{count:,} {one if count == 1 else several}"
    for table, named in (("moves", _moves_of), ("views", _views_of)):
        count = len(named(workspace, goes))
        if count:
            yield _number(count, table.removesuffix("s") if table == "moves" else "saved view")


def _moves_of(workspace: Workspace, party: str) -> Sequence[Move]:
    return [move for move in workspace.state.tables["moves"].values() if party in move.agreed]


def _views_of(workspace: Workspace, party: str) -> Sequence[SavedView]:
    return [
        view
        for view in workspace.state.tables["views"].values()
        if party in (*view.columns, *view.hidden, *view.pinned)
    ]


def _take_along(workspace: Workspace, edit: Transaction, plan: MergePlan) -> None:
    """Have whatever names the party that goes name the one that stays."""
    stays, goes = plan.stays.id, plan.goes.id
    after = {cell.element: cell.after for cell in plan.cells}
    for table, field, _, _ in _REFERENCES:
        for record in tuple(workspace.state.tables[table].values()):
            # What the party that stays was itself part of is decided with the rest of it.
            if getattr(record, field) == goes and record.id != stays:
                edit.update(table, record.id, **{field: stays})
    for move in _moves_of(workspace, goes):
        agreed = {key: letters for key, letters in move.agreed.items() if key != goes}
        cell = after.get(move.element)
        # What was agreed for either is agreed for both: as the cell now says, else as it was said of the other.
        agreed[stays] = cell.target if cell else agreed.get(stays) or move.agreed[goes]
        edit.update("moves", move.id, agreed=agreed)
    for view in _views_of(workspace, goes):
        shown = goes in view.columns or goes in view.pinned
        hidden = tuple(key for key in view.hidden if key != goes and not (shown and key == stays))
        edit.update(
            "views",
            view.id,
            columns=_renamed(view.columns, goes, stays),
            pinned=_renamed(view.pinned, goes, stays),
            hidden=hidden,
        )


def _renamed(keys: tuple[str, ...], goes: str, stays: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stays if key == goes else key for key in keys))


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
