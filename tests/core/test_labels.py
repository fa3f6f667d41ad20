"""Short forms of party names that can still be told apart."""

from __future__ import annotations

import pytest

from raci_tui.core.labels import short_name
from raci_tui.core.records import Party


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Customer Service", "CS"),
        ("Head of Operations and Metering", "HOM"),
        ("Operations", "Oper."),
        ("Sales (2)", "S2"),
        ("Ops [/x] [R]", "OXR"),
        ("Sales (—)", "Sale."),
    ],
)
def test_initials_are_letters_and_digits(name: str, short: str) -> None:
    assert short_name(Party(id="p", name=name)) == short


def test_an_own_short_code_wins() -> None:
    assert short_name(Party(id="p", name="Customer Service", short="Care")) == "Care"
