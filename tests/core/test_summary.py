"""What a folded column says of a row."""

from __future__ import annotations

import pytest

from raci_tui.core.arrange import Shape, columns_of
from raci_tui.core.records import Cell, Layer, Party
from raci_tui.core.scheme import RACI
from raci_tui.core.summary import summarise

NAMES = ("Customer Service", "Operations", "Finance", "Metering")
PARTIES = [Party(id=name[:2], name=name) for name in NAMES]
(COLUMN,) = columns_of(PARTIES, Shape(folded_kinds=("department",)))


def said(letters: str, layer: Layer = "current", room: int = 20) -> str:
    """What is said of cells written as `Cu=A Op=R>C`, the part behind > being the plan."""
    row = {}
    for cell in letters.split():
        party, _, value = cell.partition("=")
        current, sign, target = value.partition(">")
        row[party] = Cell(element="e", party=party, current=current, target=target if sign else None)
    return summarise(row, COLUMN, layer, RACI, room).text


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("", ""),
        ("Cu=- Op=-", ""),
        ("Op=A", "A Oper."),
        ("Fi=R Cu=A Me=R", "A CS·2R"),
        ("Cu=A Op=AR", "2A·R"),
        ("Me=I Fi=C Cu=C", "2C·I"),
        ("xx=A", ""),
    ],
)
def test_letters_are_counted_and_the_only_owner_is_named(letters: str, text: str) -> None:
    assert said(letters) == text


def test_the_owner_loses_the_name_where_it_does_not_fit() -> None:
    assert said("Cu=A Fi=R", room=6) == "A CS·R"
    assert said("Cu=A Fi=R", room=5) == "A·R"


def test_layers_show_the_plan_and_what_changes_in_the_order_of_the_columns() -> None:
    letters = "Me=>R Cu=A>- Op=C"
    assert said(letters) == "A CS·C"
    assert said(letters, "target") == "R·C"
    assert said(letters, "diff") == "−A +R"
    assert said("Op=C", "diff") == "C"
