"""Large workspaces: what is decoded when it is asked for is what reading all of it at once gives."""

import codecs
import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.arrange import with_a_column
from raci_tui.core.errors import DamagedError, FormatNumberError
from raci_tui.core.findings import Findings
from raci_tui.core.ledger import Head
from raci_tui.core.query import Looking
from raci_tui.core.records import FORMAT_NUMBER, Cell, Element, Party, SavedView
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.store import codec, ledger_lines, pending_rows
from raci_tui.store.codec import Meta
from raci_tui.store.doctor import examine
from raci_tui.store.paths import ledger_path
from raci_tui.store.pending_rows import PendingRows
from raci_tui.store.repair import repair
from raci_tui.store.tiny import create_store, open_store
from tests.strategies import base_state

ODD = 'e"1'
"""An element's id that JSON has to escape, and that notes below quote."""
NOTE = ',\n"9":{"element":"e2","party":"p1","current":"A"},{"element":"e\\"1","party":"p2"'
"""Text that looks like the beginning of other cells."""


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_rows, "WORTH_IT", 1)
    monkeypatch.setattr(ledger_lines, "LONG", 300)
    monkeypatch.setattr(ledger_lines, "PIECE", 300)


def a_state(elements: int = 12, parties: int = 5) -> State:
    """Rows of different lengths, some without cells, in another order than their elements."""
    state = base_state()
    ids = [ODD, *(f"x{number}" for number in range(elements))]
    for number, element in enumerate(ids):
        state.put(Element(id=element, name=f"Step {number}", journey="j1", order=f"B{number}"), "elements")
    for number in range(parties):
        state.put(Party(id=f"y{number}", name=f"Party {number}", order=f"B{number}"), "parties")
    for number, element in enumerate(reversed(ids)):
        for place in range((number + 2) % 4):
            note = NOTE if place == 1 else ""
            state.put(Cell(element=element, party=f"y{place}", current="R", note=note), "cells")
    return state


def snapshot(state: State, number: int = FORMAT_NUMBER) -> bytes:
    tables = codec.encode_tables(state)
    meta = Meta(
        format=number, workspace="w", ledger="l", position=0, head="", checksum=codec.checksum_of(tables)
    )
    return codec.join_snapshot(meta, tables)


def read(data: bytes) -> tuple[State, bool]:
    """A state and whether its cells are still to be decoded."""
    state = codec.decode_snapshot(data, "w.raci.json")[1]
    return state, isinstance(state.rows, PendingRows)


DATA = snapshot(a_state())
ELEMENTS = [*a_state().tables["elements"], "nobody", "p1"]
PARTIES = [*a_state().tables["parties"], "nobody"]


def test_cells_are_decoded_when_they_are_asked_for() -> None:
    state, pending = read(DATA)
    assert pending
    assert state.cell(ODD, "y1") == a_state().cell(ODD, "y1")
    assert isinstance(state.rows, PendingRows)
    assert state == a_state()
    assert not isinstance(state.rows, PendingRows)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["get", "in", "row", "edit", "clear"]), st.sampled_from(ELEMENTS)),
            st.tuples(st.sampled_from(["holds", "holds any", "empty"]), st.sampled_from(PARTIES)),
            st.tuples(st.just("advance"), st.integers(1, 900)),
            st.tuples(st.sampled_from(["iterate", "len", "copy", "columns", "remove", "far"]), st.just("x3")),
        ),
        max_size=12,
    )
)
def test_whatever_is_asked_in_whatever_order_the_answer_is_that_of_reading_it_all(
    asked: list[tuple[str, Any]],
) -> None:
    lazy, plain = read(DATA)[0], a_state()
    for what, argument in asked:
        assert QUESTIONS[what](lazy, argument) == QUESTIONS[what](plain, argument)
    assert lazy == plain
    assert list(lazy.rows) == [element for element in plain.rows if element in lazy.rows]
    assert codec.decode_snapshot(snapshot(lazy), "w.raci.json")[1] == plain


def _clear(state: State, element: str) -> None:
    state.put(Cell(element=element, party="y0"), "cells")


def _empty(state: State, party: str) -> None:
    """Clear a party's cells one by one."""
    for element in ELEMENTS:
        state.put(Cell(element=element, party=party), "cells")


def _edit(state: State, element: str) -> None:
    state.put(Cell(element=element, party="y1", target="A"), "cells")


def _advance(state: State, size: int) -> None:
    if isinstance(state.rows, PendingRows):
        state.rows.advance(size)


def _search_far(state: State, _: str) -> None:
    if isinstance(state.rows, PendingRows) and state.rows._source:
        state.rows._source.searched = 1 << 40


QUESTIONS: dict[str, Callable[[State, Any], Any]] = {
    "get": lambda state, element: state.rows.get(element) or None,
    "in": lambda state, element: bool(state.rows.get(element)),
    "row": lambda state, element: {party: state.cell(element, party) for party in ("y0", "y1", "y4")},
    "edit": _edit,
    "clear": _clear,
    "advance": _advance,
    "holds": lambda state, party: state.rows.holds(party),
    "holds any": lambda state, party: state.holds_any(party),
    "empty": _empty,
    "iterate": lambda state, _: {key: row for key, row in state.rows.items() if row},
    "len": lambda state, _: len([row for row in state.rows.values() if row]),
    "copy": lambda state, _: state.copy(),
    "columns": lambda state, _: {party: column for party, column in state.columns.items() if column},
    "remove": lambda state, element: state.rows.pop(element, None) or None,
    "far": _search_far,
}


@pytest.mark.parametrize(
    "asked",
    [dict, list, len, copy.copy, copy.deepcopy, repr, lambda rows: rows | {}, lambda rows: {**rows}, bool,
     lambda rows: {} | rows, lambda rows: list(reversed(rows)), lambda rows: rows.copy(), lambda rows: rows != {}],
)  # fmt: skip
def test_every_way_to_look_at_all_rows_sees_them_all(asked: Callable[[Any], Any]) -> None:
    assert asked(read(DATA)[0].rows) == asked(a_state().rows)


def test_rows_handed_out_early_are_the_rows_of_the_whole() -> None:
    state = read(DATA)[0]
    rows = state.rows
    early = rows[ODD]
    state.put(Cell(element=ODD, party="y0", current="A"), "cells")
    assert len(rows) == len(a_state().rows)
    assert rows[ODD] is early
    assert state.rows is rows
    assert early["y0"].current == "A"


def test_slices_end_and_leave_plain_rows() -> None:
    state = read(DATA)[0]
    slices = 0
    while isinstance(state.rows, PendingRows):
        state.rows.advance(100)
        slices += 1
    assert slices > 3
    assert state == a_state()
    assert type(state.rows).get is dict.get


def test_wherever_a_slice_ends_no_row_is_given_by_half() -> None:
    plain = a_state()
    for size in range(1, 2500, 40):
        state = read(DATA)[0]
        assert isinstance(state.rows, PendingRows)
        state.rows.advance(size)
        assert all(state.rows.get(element) == plain.rows.get(element) for element in ELEMENTS)


def test_what_is_missing_is_searched_for_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_rows, "TIMES", 3)
    state = read(DATA)[0]
    for _ in range(1000):
        assert state.rows.get("nobody") is None
    assert isinstance(state.rows, PendingRows)
    for number in range(4):
        assert state.rows.get(f"nobody {number}") is None
    assert not isinstance(state.rows, PendingRows)


@pytest.mark.parametrize("ahead", [1, 90, 400, 1 << 20])
def test_rows_asked_for_from_the_beginning_on_are_read_ahead(
    monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    monkeypatch.setattr(pending_rows, "AHEAD", ahead)
    plain, state = a_state(), read(DATA)[0]
    source = state.rows._source  # type: ignore[attr-defined]
    for element in plain.rows:
        assert state.rows[element] == plain.rows[element]
    # None of them had to be looked for.
    assert source.searched == 0
    assert source.rows == plain.rows
    assert state == plain


def test_columns_of_retired_parties_are_known_without_reading_every_row() -> None:
    state = a_state()
    for number in range(4):
        party = state.tables["parties"][f"y{number}"]
        state.put(msgspec.structs.replace(party, retired=True), "parties")
    lazy, _ = read(snapshot(state))
    workspace = Workspace(lazy, Head(0, ""), author="dana")
    looking = Looking(workspace, Findings(workspace, (), str), "current", date(2026, 1, 5))
    # Rows have up to three cells, so the fourth party holds nothing.
    assert [party.id for party in with_a_column(looking) if party.retired] == ["y0", "y1", "y2"]
    assert isinstance(lazy.rows, PendingRows)
    for element in ELEMENTS:
        lazy.put(Cell(element=element, party="y2"), "cells")
    assert [party.id for party in with_a_column(looking) if party.retired] == ["y0", "y1"]


def test_a_workspace_whose_last_table_is_the_cells_or_which_has_none_is_read() -> None:
    state = new_state("w")
    assert read(snapshot(state)) == (state, False)
    state.put(Party(id="p", name="P"), "parties")
    for key in ("a", "b"):
        state.put(Element(id=key, name=key, journey="", order=""), "elements")
    state.put(Cell(element="b", party="p", current="R"), "cells")
    lazy, pending = read(snapshot(state))
    assert pending
    assert (lazy.rows.get("a"), lazy.rows["b"]) == (None, state.rows["b"])
    assert lazy == state


def _cells_first(data: bytes) -> bytes:
    found: dict[str, Any] = json.loads(data)
    return json.dumps({"cells": found.pop("cells"), **found}, indent=1).encode()


CHANGED: dict[str, Callable[[bytes], bytes]] = {
    "byte-order mark": lambda data: codecs.BOM_UTF8 + data,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "indented": lambda data: json.dumps(json.loads(data), indent=4).encode(),
    "one line": lambda data: json.dumps(json.loads(data), sort_keys=True, ensure_ascii=False).encode(),
    "space between tables": lambda data: data.replace(b'},\n"cells":{\n', b'},\n\n \n"cells":{\n'),
    "cells first": _cells_first,
}


@pytest.mark.parametrize("how", CHANGED)
def test_a_snapshot_that_was_only_formatted_anew_opens(how: str) -> None:
    assert read(CHANGED[how](DATA))[0] == a_state()


@pytest.mark.parametrize("old", [b'"current":"R"', b'"party":"y0"', b'"element":"x2"', b'"name":"Step 3'])
@pytest.mark.parametrize("new", [b'"current":"A"', b'"currant":"R"', b'"current":7', b'"current":R', b""])
def test_a_snapshot_with_a_wrong_checksum_is_refused_before_it_is_shown(old: bytes, new: bytes) -> None:
    assert old in DATA
    with pytest.raises((DamagedError, FormatNumberError)):
        read(DATA.replace(old, new, 1))


def test_of_two_tables_of_cells_the_last_one_counts() -> None:
    decoy = b'\n"cells":{\n"1":{"element":"x1","party":"y1","current":"A"}},\n"elements":{\n'
    twice = DATA.replace(b'\n"elements":{\n', decoy, 1)
    assert twice != DATA
    assert read(twice) == (a_state(), False)


def test_an_older_format_is_upgraded_in_the_tables_that_need_it() -> None:
    expected, old = a_state(), a_state()
    old.put(SavedView(id="v", name="View", grouping="colour"), "views")  # type: ignore[arg-type]
    expected.put(SavedView(id="v", name="View"), "views")
    state, pending = read(snapshot(old, number=1))
    assert pending
    assert state == expected


# Real files


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace of which the snapshot lacks the last commits."""
    path = tmp_path / "w.raci.json"
    store = create_store(path, a_state())
    loaded = store.load()
    workspace = Workspace(loaded.state, loaded.head, author="dana")
    for number, letters in enumerate("RACI"):
        with workspace.edit("set") as edit:
            edit.set("x2", "y3", "current", letters)
            edit.set(f"x{number}", "y0", "target", "C")
            if letters == "I":
                edit.remove("elements", "x5")
        store.append(workspace.pending[0], workspace.head)
        workspace.confirm(next(iter(store.since(workspace.head))))
        if letters == "A":
            store.compact(workspace.state, workspace.head)
    return path


def at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[State, Head]:
    with monkeypatch.context() as patch:
        patch.setattr(pending_rows, "WORTH_IT", 1 << 40)
        patch.setattr(ledger_lines, "LONG", 1 << 40)
        loaded = open_store(path).load()
        assert not isinstance(loaded.state.rows, PendingRows)
        return loaded.state, loaded.head


def test_commits_behind_the_snapshot_are_folded_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = open_store(path).load()
    assert loaded.state.cell("x2", "y3").current == "I"
    assert "x5" not in loaded.state.rows
    assert (loaded.state, loaded.head) == at_once(path, monkeypatch)


def test_an_edit_before_all_is_read_is_saved(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(path)
    loaded = store.load()
    store.compact(loaded.state, loaded.head)
    loaded = store.load()
    workspace = Workspace(loaded.state, loaded.head, author="dana")
    with workspace.edit("set") as edit:
        edit.set("x2", "y3", "current", "R")
        edit.set("x9", "y4", "target", "A")
    assert isinstance(workspace.state.rows, PendingRows)
    store.append(workspace.pending[0], workspace.head)
    assert workspace.state.cell("x9", "y4").target == "A"
    assert workspace.state == at_once(path, monkeypatch)[0]


def test_the_doctor_finds_nothing_wrong_and_mends_what_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = at_once(path, monkeypatch)
    assert examine(path).opens
    path.write_bytes(path.read_bytes().replace(b'"current":"R"', b'"current":"A"', 1))
    assert not examine(path).opens
    repair(path, from_ledger=True)
    assert open_store(path).load().state == before


@pytest.mark.parametrize("place", [5, 200, 2000, -40, -3])
def test_a_long_first_line_of_a_ledger_is_checked(path: Path, place: int) -> None:
    ledger = Path(ledger_path(path))
    first, rest = ledger.read_bytes().split(b"\n", 1)
    broken = bytearray(first)
    broken[place] ^= 1
    ledger.write_bytes(bytes(broken) + b"\n" + rest)
    with pytest.raises(DamagedError):
        open_store(path).load()


@pytest.mark.parametrize("size", [1, 40, 64, 300, 1000, 100_000])
def test_pieces_of_any_size_find_the_same_first_line(
    path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    expected = at_once(path, monkeypatch)
    monkeypatch.setattr(ledger_lines, "PIECE", size)
    loaded = open_store(path).load()
    assert (loaded.state, loaded.head) == expected
