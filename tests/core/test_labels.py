"""Short forms of party names that can still be told apart, and words for what is drawn as letters."""

from __future__ import annotations

import pytest

from raci_tui.core.labels import letter_words, party_words, short_name
from raci_tui.core.records import Party
from raci_tui.core.scheme import RACI


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


@pytest.mark.parametrize(
    ("party", "words"),
    [
        (Party(id="p", name="Ops"), "department"),
        (Party(id="p", name="Crew", kind="partner", vacant=True), "vacant partner"),
        (Party(id="p", name="Customer", kind="customer"), ""),
        (Party(id="p", name="Customer", kind="customer", retired=True), "retired"),
        (Party(id="p", name="Customer Service", kind="department"), "department"),
    ],
)
def test_what_a_party_is_is_said_once(party: Party, words: str) -> None:
    assert party_words(party) == words


@pytest.mark.parametrize(
    ("letters", "words"),
    [("AR", "A/R  Accountable, Responsible"), ("", "undecided"), ("-", "- not involved")],
)
def test_letters_are_said_with_their_names(letters: str, words: str) -> None:
    assert letter_words(letters, RACI) == words
