"""Rows and columns: what is grouped, sorted, folded, hidden and pinned, in which order."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.arrange import Arrangement, Shape, arrange, columns_of
from raci_tui.core.findings import Findings
from raci_tui.core.ledger import Head, utc_now
from raci_tui.core.query import EVERYTHING, Looking, parse_query
from raci_tui.core.records import PARTY_KINDS, SORTINGS, Cell, Element, Journey, Layer, Party, Sorting, Stage
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.matrix_app import ELEMENTS, small_state


def looking(state: State, layer: Layer = "current") -> Looking:
    workspace = Workspace(state, Head(0, ""), author="dana")
    findings = Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-01")
    return Looking(workspace, findings, layer, utc_now().date())


def shown(arrangement: Arrangement) -> list[tuple[str, tuple[str, ...]]]:
    return [(group.title, group.elements) for group in arrangement.groups]


def renamed(**names: str) -> State:
    state = small_state()
    for key, name in names.items():
        record = state.tables["elements"][key]
        state.tables["elements"][key] = msgspec.structs.replace(record, name=name)
    return state


@pytest.mark.parametrize(
    ("sorting", "order"),
    [
        ("own", ("ask", "notebook", "pass", "fit")),
        ("pain", ("notebook", "ask", "pass", "fit")),
        ("gaps", ("notebook", "fit", "pass", "ask")),
        ("changes", ("notebook", "ask", "pass", "fit")),
    ],
)
def test_rows_are_sorted_by_what_matters_most_and_else_stay_as_they_are(
    sorting: Sorting, order: tuple[str, ...]
) -> None:
    found = arrange(looking(small_state()), shape=Shape(grouping="none", sorting=sorting))
    assert found.elements == order


def test_names_are_sorted_as_people_count() -> None:
    state = renamed(ask="step 10", notebook="Step 9b", fit="Ändern", **{"pass": "step 9"})
    found = arrange(looking(state), shape=Shape(grouping="none", sorting="name"))
    assert found.elements == ("fit", "pass", "notebook", "ask")


def test_a_sort_stays_within_its_group() -> None:
    found = arrange(looking(small_state()), shape=Shape(sorting="gaps"))
    assert shown(found) == [("Request", ("notebook", "ask")), ("Plan", ("fit", "pass"))]


def test_a_sort_over_all_knows_no_journeys_but_the_own_order_does() -> None:
    state = small_state()
    state.put(Journey(id="k", name="Leave", order="Z"), "journeys")
    state.put(Element(id="bye", name="Aaa", journey="k"), "elements")
    everything = looking(state)
    assert [group.title for group in arrange(everything, shape=Shape(grouping="none")).groups] == [
        "Get a meter",
        "Leave",
    ]
    (group,) = arrange(everything, shape=Shape(grouping="none", sorting="name")).groups
    assert group.title == ""
    assert group.elements[0] == "bye"
    assert [group.title for group in arrange(everything).groups] == [
        "Get a meter · Request",
        "Get a meter · Plan",
        "Leave",
    ]


def test_stages_of_one_name_stay_apart_and_fold_apart() -> None:
    state = small_state()
    state.put(Stage(id="late", journey="j", name="Request", order="Z"), "stages")
    state.put(Element(id="more", name="More", journey="j", stage="late"), "elements")
    found = arrange(looking(state), shape=Shape(folded=("late",)))
    assert [(group.title, group.folded) for group in found.groups] == [
        ("Request", False),
        ("Plan", False),
        ("Request", True),
    ]
    assert found.folded == 1


def test_what_has_no_touchpoint_comes_last_under_a_heading_that_says_so() -> None:
    state = small_state()
    for key in ("notebook", "fit"):
        record = state.tables["elements"][key]
        state.tables["elements"][key] = msgspec.structs.replace(record, touchpoint="Phone")
    found = arrange(looking(state), shape=Shape(grouping="touchpoint", folded=("",)))
    assert shown(found) == [("Phone", ("notebook", "fit")), ("No touchpoint", ("ask", "pass"))]
    assert found.groups[1].folded


def test_only_what_has_a_heading_can_be_folded() -> None:
    found = arrange(looking(small_state()), shape=Shape(grouping="none", folded=("",)))
    assert not found.folded
    assert found.elements == ELEMENTS


def test_sorting_by_gaps_looks_at_the_shown_layer() -> None:
    state = small_state()
    state.put(Cell(element="fit", party="ops", target="A"), "cells")
    assert (
        arrange(looking(state, "target"), shape=Shape(grouping="none", sorting="gaps")).elements[0] == "pass"
    )


@pytest.mark.parametrize("sorting", SORTINGS)
def test_filter_and_sort_go_together(sorting: Sorting) -> None:
    found = arrange(looking(small_state()), parse_query("meter"), shape=Shape(sorting=sorting))
    assert sorted(found.elements) == ["ask", "fit"]
    assert found.hidden == 2
    assert arrange(looking(small_state()), EVERYTHING, shape=Shape(sorting=sorting)).hidden == 0


PARTIES = st.lists(st.sampled_from(PARTY_KINDS), max_size=8).map(
    lambda kinds: [
        Party(id=f"p{at}", name=f"P{at}", kind=kind)
        for at, kind in enumerate(sorted(kinds, key=PARTY_KINDS.index))
    ]
)
IDS = st.lists(st.sampled_from([f"p{at}" for at in range(10)]), max_size=6).map(tuple)
SHAPES = st.builds(
    Shape,
    hidden=IDS,
    only=IDS,
    pinned=IDS,
    folded_kinds=st.lists(st.sampled_from(PARTY_KINDS), max_size=3).map(tuple),
    width=st.integers(0, 40),
    downwards=st.booleans(),
)


@given(PARTIES, SHAPES)
def test_every_party_stands_in_exactly_one_column_unless_it_is_hidden(
    parties: list[Party], shape: Shape
) -> None:
    columns = columns_of(parties, shape)
    standing = [party.id for column in columns for party in column.parties]
    wanted = {p.id for p in parties if p.id not in shape.hidden and (not shape.only or p.id in shape.only)}
    assert len(standing) == len(set(standing))
    assert set(standing) == wanted
    pins = [column.id for column in columns if column.pinned]
    assert pins == [key for key in dict.fromkeys(shape.pinned) if key in wanted]
    assert [column.pinned for column in columns] == sorted((c.pinned for c in columns), reverse=True)
    loose = [PARTY_KINDS.index(column.kind) for column in columns if not column.pinned]
    assert loose == sorted(loose)
    for column in columns:
        assert column.members == {party.id for party in column.parties}
        assert {party.kind for party in column.parties} == {column.kind}
        assert (column.id == "") == (len(column.parties) > 1)


def test_only_puts_parties_in_its_own_order() -> None:
    parties = small_state().tables["parties"].values()
    columns = columns_of(parties, Shape(only=("ops", "crew", "cs", "gone")))
    assert [column.id for column in columns] == ["ops", "cs", "crew"]
