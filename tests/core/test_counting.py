"""Counts of a row are those that one finds by looking at its cells one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.counting import Counting, Holders, RowCounts, odd_cells, unpacked_column
from raci_tui.core.records import PARTY_KINDS, Cell, EditLayer, Party
from raci_tui.core.scheme import Kind, Scheme
from raci_tui.core.state import State
from tests.strategies import SCHEMES

PARTIES = [
    Party(id="q1", name="Q1", order="2"),
    Party(id="q2", name="Q2", order="1", kind="partner"),
    Party(id="q3", name="Q3", order="1"),
    Party(id="q4", name="Q4", retired=True),
    Party(id="q5", name="Q5", vacant=True),
    Party(id="q6", name="Q6", order="1", kind="customer"),
    Party(id="q7", name="Q7", order="3", overlay=True),
    Party(id="q8", name="Q8", order="4", kind="partner", overlay=True),
]
KINDS: tuple[Kind, ...] = ("owner", "doer", "support", "check", "advise", "inform")
LETTERS = st.sampled_from(
    ["", "-", "A", "AR", "R", "RC", "C", "CI", "I", "S", "O", "AO", "N", "NA", "L", "IL", "О", "И"]
)
"""Letters of every scheme, so that some are unknown to the one in force."""
ROWS = st.dictionaries(
    st.sampled_from([party.id for party in PARTIES]), st.tuples(LETTERS, st.none() | LETTERS.filter(bool))
)


@given(ROWS, st.sampled_from(SCHEMES), st.sampled_from(["current", "target"]))
def test_counts_are_those_of_looking_at_every_cell(
    row: dict[str, tuple[str, str | None]], scheme: Scheme, layer: EditLayer
) -> None:
    state = State()
    for party in PARTIES:
        state.put(party, "parties")
    cells = {
        party: Cell(element="e", party=party, current=now, target=plan) for party, (now, plan) in row.items()
    }
    shown = {
        party: set(now if layer == "current" or plan is None else plan) for party, (now, plan) in row.items()
    }
    columns = sorted(PARTIES, key=lambda party: (PARTY_KINDS.index(party.kind), party.order, party.id))
    held = {
        kind: tuple(
            party.id
            for party in columns
            if not party.retired
            and not party.vacant
            and shown.get(party.id, set()) & set(scheme.of_kind(kind))
        )
        for kind in KINDS
    }
    counting = Counting(state, scheme)
    assert counting.holders(cells, layer) == Holders(*held.values())
    doing = len({*held["owner"], *held["doer"]})
    letters = sum(bool(letters - {"-", *scheme.of_kind("out")}) for letters in shown.values())
    outside, overlay = {"q2", "q8"}, {"q7", "q8"}
    assert counting.counts(cells, layer) == (
        *map(len, held.values()),
        doing,
        letters,
        len(outside & {*held["owner"]}),
        len(outside & {*held["owner"], *held["doer"]}),
        len(overlay & {*held["owner"]}),
    )


@given(ROWS, st.sampled_from(SCHEMES))
def test_a_column_counts_the_rows_in_which_a_party_holds_what(
    column: dict[str, tuple[str, str | None]], scheme: Scheme
) -> None:
    cells = {
        element: Cell(element=element, party="q1", current=now, target=plan)
        for element, (now, plan) in column.items()
    }
    state = State()
    state.put(PARTIES[0], "parties")
    packed = Counting(state, scheme).columns({"q1": cell} for cell in cells.values())
    now, then = packed.get("q1", (0, None))
    assert (then is not None) == any(cell.target is not None for cell in cells.values())
    for number, layer in ((now, "current"), (now if then is None else then, "target")):
        counts = unpacked_column(number, 20)
        shown = [set(cell.current if layer == "current" else cell.planned) for cell in cells.values()]
        held = [sum(bool(letters & set(scheme.of_kind(kind))) for letters in shown) for kind in KINDS]
        acting = {*scheme.of_kind("owner"), *scheme.of_kind("doer")}
        doing = sum(bool(letters & acting) for letters in shown)
        parts = sum(bool(letters - {"-", *scheme.of_kind("out")}) for letters in shown)
        assert counts == (*held, doing, parts, 20)


@given(ROWS, st.sampled_from(SCHEMES))
def test_cells_that_a_rule_forbids_are_counted(
    row: dict[str, tuple[str, str | None]], scheme: Scheme
) -> None:
    state = State()
    for party in PARTIES:
        state.put(party, "parties")
    cells = {
        party: Cell(element="e", party=party, current=now, target=plan) for party, (now, plan) in row.items()
    }
    now, then = Counting(state, scheme, lambda letters: "C" in letters).packed(cells)
    assert odd_cells(now) == sum("C" in cell.current for cell in cells.values())
    assert odd_cells(now if then is None else then) == sum("C" in cell.planned for cell in cells.values())


def test_many_parties_do_not_run_over_into_another_count() -> None:
    state = State()
    for number in range(3000):
        state.put(Party(id=f"q{number}", name=f"Q{number}"), "parties")
    row = {f"q{number}": Cell(element="e", party=f"q{number}", current="AR") for number in range(3000)}
    counts = Counting(state, SCHEMES[0]).counts(row, "target")
    assert counts == RowCounts(owners=3000, doers=3000, doing=3000, letters=3000)
