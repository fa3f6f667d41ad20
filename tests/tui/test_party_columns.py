"""What the table of parties shows in how much room: whole columns that fit, and texts as wide as they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from raci_tui.core.party_load import LayerLoad, Load
from raci_tui.core.records import Party
from raci_tui.tui.widgets.party_columns import (
    Counted,
    bar,
    cell_text,
    change_text,
    columns_for,
    in_order,
    letter_text,
    title_text,
)

CODES = ("A", "R", "C", "I")
COUNTS = st.integers(0, 20_000)


def layer(carried: int, involved: int) -> LayerLoad:
    return LayerLoad({"A": carried}, carried, involved, 0.5)


LAYERS = st.tuples(COUNTS, COUNTS).map(lambda pair: layer(min(pair), max(pair)))
ROWS = st.builds(
    Counted,
    st.builds(
        Party,
        id=st.text("abc", min_size=1),
        name=st.text(min_size=1, max_size=30),
        contact=st.text(max_size=30),
        retired=st.booleans(),
        vacant=st.booleans(),
    ),
    st.none() | st.builds(Load, LAYERS, LAYERS, COUNTS, COUNTS),
    st.none() | st.integers(0, 999),
)


@given(st.integers(40, 250), st.lists(ROWS, max_size=5))
def test_columns_fit_and_every_text_is_as_wide_as_its_column(width: int, rows: list[Counted]) -> None:
    columns = columns_for(width, CODES, rows)
    assert [column.key for column in columns][:3] == ["name", "now", "then"]
    assert columns[-1].start + columns[-1].width <= width
    ends = [column.start + column.width for column in columns]
    assert all(end < after.start for end, after in zip(ends, columns[1:], strict=False))
    for column in columns:
        assert cell_len(title_text(column, "load")) == column.width
        assert all(cell_len(cell_text(column, row, 20_000)) == column.width for row in rows)


def test_eighty_columns_have_letters_changes_and_findings_and_more_room_has_contact_too() -> None:
    keys = [column.key for column in columns_for(79, CODES, ())]
    assert keys == ["name", "now", "then", *(f"letter {code}" for code in CODES), "change", "findings"]
    assert [column.key for column in columns_for(150, CODES, ())][-2:] == ["contact", "aliases"]


def test_a_bar_tells_what_is_carried_from_what_is_only_known_and_nothing_from_little() -> None:
    assert bar(layer(4, 8), 8, 8) == "████░░░░"
    assert bar(layer(0, 1), 1_000, 8) == "░       "
    assert bar(layer(0, 0), 8, 8) == bar(layer(0, 0), 0, 8) == " " * 8
    assert bar(layer(8, 8), 8, 4) == "████"


def test_counts_say_what_changes() -> None:
    load = Load(LayerLoad({"A": 3, "R": 2}, 3, 3, 0.1), LayerLoad({"A": 4, "R": 2}, 4, 4, 0.1), 1, 0)
    assert [letter_text(load, code) for code in ("A", "R", "C")] == ["3›4", "2", "·"]
    assert change_text(load) == "+1"
    assert change_text(load._replace(losses=2)) == "+1 −2"
    assert change_text(load._replace(gains=0)) == "·"


def test_parties_are_sorted_within_their_kinds() -> None:
    def row(name: str, kind: str, involved: int, findings: int) -> Counted:
        party = Party(id=name, name=name, kind=kind)  # type: ignore[arg-type]
        now = layer(0, involved)
        return Counted(party, Load(now, now, 0, 0), findings)

    rows = [row("b", "department", 1, 3), row("A", "department", 5, 0), row("c", "partner", 9, 9)]
    assert [each.party.id for each in in_order(rows, "own")] == ["b", "A", "c"]
    assert [each.party.id for each in in_order(rows, "name")] == ["A", "b", "c"]
    assert [each.party.id for each in in_order(rows, "load")] == ["A", "b", "c"]
    assert [each.party.id for each in in_order(rows, "findings")] == ["b", "A", "c"]
