"""The difference between today and the plan, in the words of the design."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.diff import CellDiff, all_diffs, cell_diff, count, party_diffs, row_diffs, show_diff
from raci_tui.core.notation import canonical
from raci_tui.core.records import Cell
from raci_tui.core.scheme import RACI
from tests.strategies import ids, open_workspace, perform, steps


def cell(current: str, target: str | None) -> Cell:
    return Cell(element="e1", party="p1", current=current, target=target)


SHOWN = [
    # current, target, shown, kind
    ("", None, "", None),
    ("A", None, "A", None),
    ("-", None, "-", None),
    ("A", "A", "A", None),
    ("", "-", "", None),
    ("-", "-", "-", None),
    ("", "A", "+A", "gained"),
    ("-", "A", "+A", "gained"),
    ("R", "AR", "R+A", "gained"),
    ("C", "ARC", "C+AR", "gained"),
    ("A", "-", "−A", "lost"),
    ("AR", "-", "−AR", "lost"),
    ("AR", "R", "R−A", "lost"),
    ("R", "C", "R›C", "changed"),
    ("AR", "AC", "AR›AC", "changed"),
]


@pytest.mark.parametrize(("current", "target", "shown", "kind"), SHOWN)
def test_a_cell_shows_what_is_gained_lost_or_changed(
    current: str, target: str | None, shown: str, kind: str | None
) -> None:
    diff = cell_diff(cell(current, target))
    assert show_diff(cell(current, target)) == shown
    assert cell(current, target).differs is (kind is not None)
    assert (diff.kind if diff else None) == kind


def test_what_the_target_shows_where_nothing_is_planned() -> None:
    assert cell("A", None).planned == "A"
    assert cell("A", "-").planned == "-"
    assert cell("", None).planned == ""


def test_the_same_letters_in_another_order_do_not_differ() -> None:
    assert not cell("AR", "RA").differs


LETTERS = st.sets(st.sampled_from("ARCI")).map(lambda codes: canonical(codes, RACI)) | st.just("-")


@given(LETTERS, LETTERS.filter(bool) | st.none())
def test_a_difference_says_exactly_what_comes_and_goes(current: str, target: str | None) -> None:
    both = cell(current, target)
    diff = cell_diff(both)
    assert (diff is not None) == both.differs
    if diff is None:
        assert target is None or set(target) - {"-"} == set(current) - {"-"}
        return
    assert target is not None
    assert diff.gained or diff.lost
    assert (set(current) - {"-"} | set(diff.gained)) - set(diff.lost) == set(target) - {"-"}
    assert not set(diff.gained) & set(diff.lost)


def test_taking_the_plan_over_ends_the_difference_and_later_drift_shows() -> None:
    workspace = open_workspace()
    assert row_diffs(workspace.state, "e1") == [CellDiff("e1", "p3", "R", "C", "C", "R")]
    with workspace.edit("Take over") as edit:
        edit.set("e1", "p3", "current", "C")
    assert not row_diffs(workspace.state, "e1")
    with workspace.edit("Drift") as edit:
        edit.set("e1", "p3", "current", "AR")
    assert row_diffs(workspace.state, "e1")[0].kind == "changed"


@given(steps(10))
def test_rows_columns_and_the_whole_agree(drawn: list[list[int]]) -> None:
    workspace, new_ids = open_workspace(), ids()
    for numbers in drawn:
        perform(workspace, numbers, new_ids)
    state = workspace.state
    whole = sorted(all_diffs(state))
    assert whole == sorted(diff for element in state.tables["elements"] for diff in row_diffs(state, element))
    assert whole == sorted(diff for party in state.tables["parties"] for diff in party_diffs(state, party))
    assert sum(count(whole)) == len(whole) == sum(found.differs for found in state.cells())


def test_kinds_are_counted() -> None:
    cells = [cell(current, target) for current, target, _, _ in SHOWN]
    counts = count(diff for diff in map(cell_diff, cells) if diff)
    assert (counts.gained, counts.lost, counts.changed) == (4, 3, 2)
