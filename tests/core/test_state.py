"""A state is what its commits say, in any order of asking, and refuses what does not fit."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.ledger import WHOLE_RECORD, Change, Commit, decode_commit, encode_commit
from raci_tui.core.records import REFERENCES, TABLE_OF, TABLES, Cell, Element, Pain, Party, to_plain
from raci_tui.core.state import State
from tests.strategies import (
    base_state,
    copy_of,
    ids,
    index_is_right,
    open_workspace,
    perform,
    records_of,
    steps,
)


def commits_of(drawn: list[list[int]]) -> list[Commit]:
    workspace, new_ids = open_workspace(), ids()
    for numbers in drawn:
        perform(workspace, numbers, new_ids)
    return workspace.pending


@given(steps(12))
def test_the_fold_is_the_state_that_the_edits_made(drawn: list[list[int]]) -> None:
    workspace, new_ids = open_workspace(), ids()
    for numbers in drawn:
        perform(workspace, numbers, new_ids)
    at_once, one_by_one = base_state(), base_state()
    touched = at_once.fold(decode_commit(encode_commit(commit)) for commit in workspace.pending)
    for commit in workspace.pending:
        for change in commit.changes:
            assert one_by_one.problem(change) is None
            one_by_one.apply(change)
            assert one_by_one.holds(change, change.new)
    assert at_once == one_by_one == workspace.state
    assert touched == {
        (change.table, change.key) for commit in workspace.pending for change in commit.changes
    }


@given(steps(12))
def test_taking_every_change_back_ends_where_it_began(drawn: list[list[int]]) -> None:
    commits = commits_of(drawn)
    state = base_state()
    state.fold(commits)
    for commit in reversed(commits):
        for change in commit.inverse():
            assert state.problem(change) is None
            state.apply(change)
    assert state == base_state()
    assert index_is_right(state)


@given(steps(12), st.lists(st.integers(1, 3), max_size=8))
def test_the_index_by_party_is_right_when_it_is_made_little_by_little(
    drawn: list[list[int]], rows: list[int]
) -> None:
    workspace, new_ids = open_workspace(), ids()
    state = workspace.state
    for number, numbers in enumerate(drawn):
        perform(workspace, numbers, new_ids)
        if number < len(rows):
            state.index_on(rows[number])
    columns = {party.id: state.column(party.id) for party in workspace.parties()}
    assert index_is_right(state)
    assert columns == {party.id: state.column(party.id) for party in workspace.parties()}
    assert state.index_on(1)


@given(steps(12), st.integers(0, 12))
def test_the_index_by_party_is_right_whenever_it_is_first_asked_for(
    drawn: list[list[int]], asked: int
) -> None:
    state = base_state()
    for place, commit in enumerate(commits_of(drawn)):
        if place == asked:
            assert index_is_right(state)
        state.fold([commit])
    assert index_is_right(state)


@given(steps(12))
def test_nothing_names_what_does_not_exist(drawn: list[list[int]]) -> None:
    state = base_state()
    state.fold(commits_of(drawn))
    for reference in REFERENCES:
        for record in state.records(reference.table):
            named = getattr(record, reference.field)
            assert named == "" or named in state.tables[reference.target]


@given(st.data(), st.sampled_from(list(TABLES)))
def test_every_record_reads_back_from_json(data: st.DataObject, table: str) -> None:
    record = data.draw(records_of(table))
    read = msgspec.json.decode(msgspec.json.encode(record), type=TABLES[table])
    assert read == record
    assert msgspec.convert(to_plain(record), TABLES[table]) == record
    # What a change carries in memory and what it carries once read from a ledger is the same value.
    assert to_plain(record) == msgspec.json.decode(msgspec.json.encode(to_plain(record)))
    for field in record.__struct_fields__:
        plain = to_plain(getattr(record, field))
        assert plain == msgspec.json.decode(msgspec.json.encode(plain))


@given(st.data(), st.sampled_from([table for table in TABLES if table != "cells"]))
def test_a_record_stands_equal_to_its_json_however_it_is_spelled(data: st.DataObject, table: str) -> None:
    record = data.draw(records_of(table))
    state = State()
    state.put(record, table)
    key = record.id  # type: ignore[attr-defined]
    said_outright = {field: to_plain(getattr(record, field)) for field in record.__struct_fields__}
    assert state.holds(Change(table, key, WHOLE_RECORD, None, None), to_plain(record))
    assert state.holds(Change(table, key, WHOLE_RECORD, None, None), said_outright)
    for field, plain in said_outright.items():
        assert state.holds(Change(table, key, field, None, None), plain)


@pytest.mark.parametrize("table", TABLES)
def test_an_unknown_field_is_refused(table: str) -> None:
    record = next(iter(base_state().records(table)), None)
    plain: dict[str, Any] = to_plain(record) if record else {"id": "s", "name": "S", "letters": []}
    msgspec.convert(plain, TABLES[table])
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert({**plain, "more": ""}, TABLES[table])


@pytest.mark.parametrize(
    "wrong",
    [
        {"owners": {"least": 1}},
        {"doers": {"min": 1, "max": 2, "more": 3}},
        {"letters": [{"code": "A", "name": "A", "kind": "owner", "more": 1}]},
    ],
)
def test_a_letter_and_its_bounds_refuse_unknown_fields_too(wrong: dict[str, Any]) -> None:
    letters = [{"code": "A", "name": "A", "kind": "owner"}]
    scheme: dict[str, Any] = {"id": "s", "name": "S", "letters": letters}
    msgspec.convert(scheme, TABLES["schemes"])
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert({**scheme, **wrong}, TABLES["schemes"])


def test_every_record_type_has_one_table() -> None:
    assert {TABLES[table] for table in TABLE_OF.values()} == set(TABLES.values())


def test_a_cell_that_says_nothing_equals_a_missing_one() -> None:
    state = base_state()
    state.put(Cell(element="e2", party="p1", current="A"), "cells")
    assert state != base_state()
    state.put(Cell(element="e2", party="p1"), "cells")
    assert state == base_state()
    assert state.get("cells", "e2/p1") == Cell(element="e2", party="p1")
    assert state.get("cells", "e2/nobody") is None
    assert "e2/p1" not in {cell.id for cell in state.cells()}


def change(table: str, key: str, field: str, old: object, new: object) -> Change:
    return Change(table, key, field, old, new)


NEW_PAIN = {"id": "h2", "element": "e1", "severity": 3}
PROBLEMS = [
    (change("cells", "e1/p1", "current", "R", "C"), "A", "it has been changed", ("cells", "e1/p1")),
    (change("cells", "e9/p1", "current", "", "C"), None, "it is gone", ("elements", "e9")),
    (change("cells", "e1/p9", "current", "", "C"), None, "it is gone", ("parties", "p9")),
    (change("cells", "e1/p1", "target", None, ""), None, "an empty target means nothing", ("cells", "e1/p1")),
    (change("cells", "e1/p1", "current", "A", None), "A", "current does not fit", ("cells", "e1/p1")),
    (change("cells", "e1/p1", "party", "p1", "p2"), "p1", "what it is known by", ("cells", "e1/p1")),
    (change("cells", "e1/p1", "*", {"element": "e1", "party": "p1", "current": "A"}, {}), None, "field by field", None),
    (change("elements", "e1", "id", "e1", "e8"), "e1", "what it is known by", ("elements", "e1")),
    (change("moves", "e2", "element", "e2", "e1"), "e2", "what it is known by", ("moves", "e2")),
    (change("elements", "e9", "name", "a", "b"), None, "it is gone", ("elements", "e9")),
    (change("elements", "e1", "name", "Aks", "b"), "Ask", "it has been changed", ("elements", "e1")),
    (change("elements", "e1", "stage", "s1", "s9"), None, "what it names is gone from stages", ("stages", "s9")),
    (change("pains", "h1", "severity", 4, "much"), 4, "severity does not fit", ("pains", "h1")),
    (change("parties", "p3", "aliases", ["Field crew"], []), ["Field crew", "Installers"], "it has been changed", None),
    (change("pains", "h2", "*", None, {**NEW_PAIN, "element": "e9"}), None, "gone from elements", ("elements", "e9")),
    (change("pains", "h1", "*", None, {**NEW_PAIN, "id": "h1"}), None, "it is already there", ("pains", "h1")),
    (change("pains", "h3", "*", None, NEW_PAIN), None, "its id is not", ("pains", "h3")),
    (change("pains", "h2", "*", None, {"id": "h2"}), None, "it is not one", ("pains", "h2")),
    (change("pains", "h2", "*", NEW_PAIN, None), None, "it is gone", ("pains", "h2")),
    (change("parties", "a/b", "*", None, {"id": "a/b", "name": "Slash"}), None, "has a slash", ("parties", "a/b")),
    (change("parties", "", "*", None, {"id": "", "name": "Nobody"}), None, "its id is not", ("parties", "")),
    (change("elements", "e2", "*", to_plain(base_state().get("elements", "e2")), None), None, "hangs on it", None),
    (change("stages", "s1", "*", to_plain(base_state().get("stages", "s1")), None), None, "in elements hangs", None),
    (change("workspace", "workspace", "*", {"name": "Meter installation"}, None), None, "cannot be without", None),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "theirs", "reason", "where"), PROBLEMS)
def test_what_does_not_fit_says_why(
    wrong: Change, theirs: object, reason: str, where: tuple[str, str] | None
) -> None:
    problem = base_state().problem(wrong)
    assert problem is not None
    assert reason in problem.reason
    assert problem.change is wrong
    if where:
        assert problem.where == where
    if theirs is not None or "gone" in reason:
        assert problem.theirs == theirs


@pytest.mark.parametrize(
    "right",
    [
        change("cells", "e1/p1", "current", "A", "C"),
        change("cells", "e5/p1", "target", None, "-"),
        change("elements", "e1", "stage", "s1", ""),
        change("parties", "p3", "aliases", ["Field crew", "Installers"], []),
        change("pains", "h2", "*", None, NEW_PAIN),
        change("pains", "h1", "*", to_plain(base_state().get("pains", "h1")), None),
        change("parties", "p2", "parent", "", "p2"),
    ],
)
def test_what_fits_has_no_problem(right: Change) -> None:
    state = base_state()
    assert state.problem(right) is None
    state.apply(right)
    assert state.problem(right.inverse()) is None
    state.apply(right.inverse())
    assert state == base_state()


def test_the_scheme_in_force_stays() -> None:
    state = base_state()
    scheme = {"id": "own", "name": "Own", "letters": []}
    for each in (
        Change("schemes", "own", "*", None, scheme),
        Change("workspace", "workspace", "scheme", "raci", "own"),
    ):
        assert state.problem(each) is None
        state.apply(each)
    problem = state.problem(Change("schemes", "own", "*", scheme, None))
    assert problem
    assert problem.reason == "it is the scheme in force"


def test_versions_rise_with_each_change_to_a_table_and_only_there() -> None:
    state = base_state()
    before = dict(state.versions)
    state.apply(Change("elements", "e1", "name", "Ask", "Ask again"))
    raised = {table for table, version in state.versions.items() if version != before[table]}
    assert raised == {"elements"}


@given(steps(12))
def test_whether_a_party_holds_anything_is_right_at_any_time(drawn: list[list[int]]) -> None:
    state = base_state()
    commits = commits_of(drawn)
    for back in (False, True):
        for commit in reversed(commits) if back else commits:
            for change in commit.inverse() if back else commit.changes:
                state.apply(change)
                holding = {cell.party for cell in state.cells()}
                assert {party for party in state.tables["parties"] if state.holds_any(party)} == holding
    # The index knows it too, once it is there.
    assert {party for party in state.tables["parties"] if state.columns.get(party)} == holding_in(state)


def holding_in(state: State) -> set[str]:
    return {party for party in state.tables["parties"] if state.holds_any(party)}


def test_an_element_that_goes_takes_its_cells_from_both_indexes() -> None:
    state = base_state()
    assert "e1" in state.columns["p1"]
    state.apply(Change("elements", "e1", "*", to_plain(state.get("elements", "e1")), None))
    assert index_is_right(state)


def test_who_hangs_on_an_element() -> None:
    hanging = {
        (reference.table, record.id) for reference, record in base_state().dependents("elements", "e2")
    }
    assert hanging == {
        ("cells", "e2/p2"),
        ("pains", "h1"),
        ("moves", "e2"),
        ("actions", "a1"),
        ("links", "l1"),
    }


def test_states_with_different_records_differ() -> None:
    others = [
        Element(id="e9", name="New", journey="j1"),
        Party(id="p9", name="New"),
        Pain(id="h9", element="e1", severity=1),
    ]
    for record in others:
        state = copy_of(base_state())
        assert state == base_state()
        state.put(record, TABLE_OF[type(record)])
        assert state != base_state()
    assert base_state() != "a state"
