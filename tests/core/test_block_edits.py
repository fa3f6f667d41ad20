"""What is done to blocks of cells is undone in as many steps as it took, and redone in as many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core import blocks, editing
from raci_tui.core.area import Area, Place
from raci_tui.core.blocks import BlockEdit
from raci_tui.core.clipboard import Ground, copied, pasted
from raci_tui.core.errors import EditError
from raci_tui.core.ledger import decode_commit, encode_commit, follow
from raci_tui.core.records import Layer
from raci_tui.core.sheet_text import parse, write
from raci_tui.core.workspace import Workspace
from tests.strategies import SCHEMES, Picks, base_state, copy_of, index_is_right, open_workspace

LAYERS: Final[tuple[Layer, ...]] = ("current", "target", "diff")
PASTED: Final = (
    "A",
    "R\tC\nI",
    "-\t\t-\nnonsense\tAR (until May)",
    "\n",
    "A/R\tR (until May)\r\n\tA\tA\tA\tA\tA",
)

Block = Sequence[Place]
Edit = Callable[[Workspace, Block, Layer, Picks], object]


def _typed(workspace: Workspace, block: Block, layer: Layer, picks: Picks) -> None:
    blocks.make(workspace, editing.typed(workspace, block, layer, picks.of(workspace.scheme.letters).code))


def _set(workspace: Workspace, block: Block, layer: Layer, picks: Picks) -> None:
    values = ("A", "CI", "-", "") if layer == "current" else ("A", "CI", "-", None)
    editing.set_letters(workspace, block[0], editing.edited_layer(layer), picks.of(values))


def _paste(workspace: Workspace, block: Block, layer: Layer, picks: Picks) -> None:
    elements, parties = list(workspace.state.tables["elements"]), list(workspace.state.tables["parties"])
    area = Area.of(block)
    copy = write(copied(workspace, area, [party for party in parties if party in area.parties], layer))
    text = picks.of((*PASTED, copy))
    row, column = picks.number(5), picks.number(4)
    ground = Ground(elements[row:], parties[column:], (1, 1), Area(), (elements, parties))
    blocks.make(workspace, pasted(workspace, parse(text, 100, 100), ground, LAYERS[picks.number(3)]).edit)


def _planned(plan: Callable[[Workspace, Block, Layer], BlockEdit]) -> Edit:
    return lambda workspace, block, layer, _: blocks.make(workspace, plan(workspace, block, layer))


EDITS: Final[tuple[Edit, ...]] = (
    _typed,
    _set,
    _paste,
    _planned(editing.cleared),
    _planned(editing.not_involved),
    _planned(lambda workspace, block, _: editing.unplanned(workspace, block)),
    _planned(lambda workspace, block, _: editing.planned_as_is(workspace, block)),
    _planned(lambda workspace, block, _: editing.taken_over(workspace, block)),
    _planned(editing.handed_over),
)


def block_edits(max_size: int) -> st.SearchStrategy[list[list[int]]]:
    """Each edit a few numbers: whether the writer keeps pace, which edit, where, in which layer, and with what."""
    return st.lists(st.lists(st.integers(0, 59), min_size=6, max_size=9), max_size=max_size)


def _edit(workspace: Workspace, numbers: Sequence[int]) -> None:
    """Make one block edit, as the matrix does."""
    picks = Picks(numbers)
    if picks.number(3) == 2:
        _save(workspace)
    edit, layer = picks.of(EDITS), picks.of(LAYERS)
    elements, parties = list(workspace.state.tables["elements"]), list(workspace.state.tables["parties"])
    top, left = picks.number(len(elements)), picks.number(len(parties))
    bottom, right = top + 1 + picks.number(3), left + 1 + picks.number(3)
    block = [Place(element, party) for element in elements[top:bottom] for party in parties[left:right]]
    with suppress(EditError):
        edit(workspace, block, layer, picks)


def _save(workspace: Workspace) -> None:
    """Have everything pending confirmed, read back from JSON as a ledger gives it."""
    for commit in tuple(workspace.pending):
        workspace.confirm(follow(workspace.head, decode_commit(encode_commit(commit))))


def _back_and_forth(scheme: str, drawn: Sequence[Sequence[int]]) -> None:
    start = base_state()
    workspace = open_workspace(state=start)
    with workspace.edit("given") as given:
        given.update("workspace", "workspace", scheme=scheme)
    states = [copy_of(workspace.state)]
    for numbers in drawn:
        made = workspace.head.position + len(workspace.pending)
        _edit(workspace, numbers)
        now = workspace.head.position + len(workspace.pending)
        assert now - made in (0, 1)
        if now > made:
            states.append(copy_of(workspace.state))
        assert workspace.state == states[-1]
    for _ in range(2):
        for state in reversed(states[:-1]):
            assert workspace.undo()
            assert workspace.state == state
        for state in states[1:]:
            assert workspace.redo()
            assert workspace.state == state
        assert workspace.redo() is None
        _save(workspace)
    assert index_is_right(workspace.state)


schemes = st.sampled_from([scheme.id for scheme in SCHEMES])


@given(schemes, block_edits(8))
def test_block_edits_are_undone_to_the_start_and_redone_to_the_end(
    scheme: str, drawn: list[list[int]]
) -> None:
    _back_and_forth(scheme, drawn)


@pytest.mark.torture
@given(schemes, block_edits(60))
def test_long_rows_of_block_edits_are_undone_and_redone(scheme: str, drawn: list[list[int]]) -> None:
    _back_and_forth(scheme, drawn)


@given(schemes, block_edits(10), st.lists(st.booleans(), max_size=20))
def test_any_walk_of_undo_and_redo_stays_on_the_states_there_were(
    scheme: str, drawn: list[list[int]], walk: list[bool]
) -> None:
    workspace = open_workspace()
    with workspace.edit("given") as given:
        given.update("workspace", "workspace", scheme=scheme)
    states, place = [copy_of(workspace.state)], 0
    moves = iter(walk)
    for numbers in drawn:
        made = workspace.head.position + len(workspace.pending)
        _edit(workspace, numbers)
        if workspace.head.position + len(workspace.pending) > made:
            del states[place + 1 :]
            states.append(copy_of(workspace.state))
            place += 1
        for forward in (next(moves, None), next(moves, None)):
            if forward and workspace.can_redo:
                workspace.redo()
                place += 1
            elif forward is False and place:
                workspace.undo()
                place -= 1
        assert workspace.state == states[place]
        assert bool(workspace.can_redo) == (place < len(states) - 1)
