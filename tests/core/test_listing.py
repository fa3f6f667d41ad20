from __future__ import annotations

import pytest

from raci_tui.core.ledger import Head
from raci_tui.core.listing import is_table, joined, listed, names_in, names_rows
from raci_tui.core.records import Element, Journey, Stage
from raci_tui.core.scheme import RACI
from raci_tui.core.structure import FIRST_JOURNEY, add_elements
from raci_tui.core.text import NAME_LIMIT
from raci_tui.core.workspace import Workspace, new_state


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ask for a meter\nFit it\n", ["Ask for a meter", "Fit it"]),
        ("Ask\r\n\r\n  Fit   it \r\n", ["Ask", "Fit it"]),
        ("- Ask\n- Fit it", ["Ask", "Fit it"]),
        ("1. Ask\n2) Fit it\n(3) Bill", ["Ask", "Fit it", "Bill"]),
        ("• Ask\nFit it", ["• Ask", "Fit it"]),
        ("申请\n安装", ["申请", "安装"]),
    ],
)
def test_a_column_of_names_is_a_list(text: str, names: list[str]) -> None:
    assert names_in(text, RACI) == names


@pytest.mark.parametrize(
    "text",
    [
        "Ask for a meter", "Ask\n\n", "", "A\nR\nC", "A/R\n\nC\n-", "Ask for a meter\nA\nFit it",
        "Responsible\nAccountable", "Ask\tA\nFit\tR", "Q\nX\nZ", "- A\n- R", "n/a\nAsk for it",
    ],
)  # fmt: skip
def test_letters_tables_and_single_lines_are_no_list(text: str) -> None:
    assert names_in(text, RACI) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ask for it\tA\tR\nFit it\tC\t", True),
        ("Step\tService\tCrew\nAsk for it\tA\tR\nFit it\tC\t-", True),
        ("\tService\tCrew\nAsk for it\tA\tR", True),
        ("A\tR\nC\tI", False),
        ("Ask\tFit\nBill\tPay", False),
        ("Ask for it\tA", False),
        ("Ask for it\t\nFit it\t", False),
    ],
)
def test_names_beside_letters_are_a_table(text: str, wanted: bool) -> None:
    assert is_table(text, RACI) is wanted


def test_a_table_of_rows_that_are_there_is_known_by_their_names() -> None:
    text = "Element\tService\nask for IT\tA\n"
    assert names_rows(text, ["Fit it", "Ask for it"])
    assert not names_rows(text, ["Fit it", ""])


def test_twins_and_what_is_too_long_are_marked() -> None:
    found = listed(["Ask", "Fit", "ASK", "x" * (NAME_LIMIT + 1)], ["fit"])
    assert [(each.twin, bool(each.problem)) for each in found] == [
        (False, False), (True, False), (True, False), (False, True),
    ]  # fmt: skip


def test_lines_are_joined_with_blanks() -> None:
    assert joined(" one\r\n\n two\nthree\n") == ("one two three", 3)


def water() -> Workspace:
    made = Workspace(new_state("Water"), Head(0, ""), author="dana")
    with made.edit("Begin") as edit:
        edit.add(Journey(id="j", name="J", order="V"))
        edit.add(Stage(id="s", journey="j", name="S", order="V"))
        for key, order in (("a", "B"), ("b", "C")):
            edit.add(Element(id=key, name=key, journey="j", stage="s", order=order))
    return made


def test_elements_are_added_in_order_below_one_in_its_stage_as_one_step() -> None:
    made = water()
    names = [f"n{place:03}" for place in range(300)]
    add_elements(made, names, after="a")
    assert [each.name for each in made.elements()] == ["a", *names, "b"]
    assert {each.stage for each in made.elements()} == {"s"}
    assert max(len(each.order) for each in made.elements()) < 8
    assert made.pending[-1].label == "Add 300 elements"
    made.undo()
    assert [each.name for each in made.elements()] == ["a", "b"]


def test_an_empty_workspace_gets_a_journey_with_them() -> None:
    made = Workspace(new_state("Empty"), Head(0, ""), author="dana")
    add_elements(made, ["One", "Two"])
    assert [each.name for each in made.journeys()] == [FIRST_JOURNEY]
    assert [each.name for each in made.elements()] == ["One", "Two"]
    assert len(made.pending) == 1
