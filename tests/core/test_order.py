"""Rows can be moved between any two others, for ever, and the numbers stay short."""

import itertools

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from raci_tui.core.ledger import Change
from raci_tui.core.order import DIGITS, between, several_between, spread
from raci_tui.core.records import TABLES
from tests.strategies import base_state

ORDERS = st.text(DIGITS, min_size=1, max_size=6).filter(lambda order: not order.endswith("0"))


@given(st.sets(ORDERS, min_size=2, max_size=2))
def test_there_is_always_room_between_two(pair: set[str]) -> None:
    low, high = sorted(pair)
    made = between(low, high)
    assert low < made < high
    assert not made.endswith("0")


@given(ORDERS)
def test_there_is_always_room_at_both_ends(order: str) -> None:
    assert between("", order) < order < between(order, "")
    assert not between("", order).endswith("0")
    assert not between(order, "").endswith("0")


@given(ORDERS, ORDERS)
def test_the_wrong_way_round_still_gives_a_place_above(one: str, other: str) -> None:
    low, high = max(one, other), min(one, other)
    assert between(low, high) > low


@given(st.lists(st.integers(0, 40), max_size=60))
def test_any_sequence_of_insertions_keeps_the_order(places: list[int]) -> None:
    orders: list[str] = []
    for place in places:
        at = place % (len(orders) + 1)
        low = orders[at - 1] if at else ""
        high = orders[at] if at < len(orders) else ""
        orders.insert(at, between(low, high))
    assert orders == sorted(set(orders))


def test_appending_and_prepending_ten_thousand_times_stays_short() -> None:
    last = first = between("", "")
    longest = 0
    for _ in range(10_000):
        last, first = between(last, ""), between("", first)
        longest = max(longest, len(last), len(first))
    assert longest <= 8


@given(st.integers(0, 5_000))
@example(0)
@example(30)
@example(31)
@example(61)
@example(1921)
def test_spread_rises_evenly_and_leaves_room(count: int) -> None:
    orders = spread(count)
    assert len(orders) == count
    assert orders == sorted(set(orders))
    assert not [order for order in orders if not order or order.endswith("0")]
    assert max(map(len, orders), default=1) <= 3
    for low, high in zip(["", *orders], [*orders, ""], strict=True):
        made = between(low, high)
        assert made > low
        assert not high or made < high


@given(
    st.integers(0, 400),
    st.sampled_from([("", ""), ("V", ""), ("", "V"), ("B", "C"), ("B", "B1"), ("Vz", "W")]),
)
def test_many_fit_between_any_two_and_stay_short(count: int, ends: tuple[str, str]) -> None:
    low, high = ends
    orders = several_between(low, high, count)
    assert len(orders) == count
    assert all(a < b for a, b in itertools.pairwise([low, *orders, *([high] if high else [])]))
    assert all(len(order) < 12 for order in orders)


@pytest.mark.parametrize("order", ["é", "a b", "a\n", "²", "٣", "A-", "/"])
@pytest.mark.parametrize("table", ["parties", "journeys", "stages", "elements", "views"])
def test_an_order_that_is_none_is_refused_however_it_comes(table: str, order: str) -> None:
    fields = {"id": "x", "name": "X", "order": order} | (
        {"journey": "j"} if table in ("stages", "elements") else {}
    )
    with pytest.raises(msgspec.ValidationError, match="matching regex"):
        msgspec.json.decode(msgspec.json.encode(fields), type=TABLES[table])
    with pytest.raises(msgspec.ValidationError, match="matching regex"):
        msgspec.convert(fields, TABLES[table])
    state = base_state()
    whole = state.problem(Change(table, "x", "*", None, fields))
    assert whole
    assert "matching regex" in whole.reason
    key = next(iter(state.tables[table]))
    one = state.problem(Change(table, key, "order", state.tables[table][key].order, order))
    assert one
    assert "matching regex" in one.reason
