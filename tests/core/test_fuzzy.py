"""A few letters find the name one means, and what was typed is marked where it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core import fuzzy
from raci_tui.core.matched import Span, spans
from raci_tui.core.query import NAME_BREAK, searched_text
from raci_tui.core.records import Element
from raci_tui.core.text import fold
from tests.strategies import examples

NAMES = (
    ("Look up crew in the notebook", "SW-24"),
    ("Crew", "SW-02"),
    ("Crew leader signs", "SW-03"),
    ("Book the crew", "SW-04"),
    ("Screw the lid on", "SW-05"),
    ("Überprüfung vor Ort", "SW-240"),
)
TEXTS = [
    searched_text(Element(id=str(place), name=name, code=code, journey="j"))
    for place, (name, code) in enumerate(NAMES)
]


def found(wanted: str, limit: int = 10) -> list[str]:
    return [NAMES[hit.place][0] for hit in fuzzy.search(wanted, TEXTS, limit)]


def test_the_whole_name_comes_before_its_beginning_a_word_and_a_part() -> None:
    assert found("crew") == [
        "Crew", "Crew leader signs", "Look up crew in the notebook", "Book the crew", "Screw the lid on",
    ]  # fmt: skip


def test_codes_words_in_any_order_initials_and_accents_are_found() -> None:
    assert found("sw-24") == ["Look up crew in the notebook", "Überprüfung vor Ort"]
    assert found("notebook crew") == ["Look up crew in the notebook"]
    assert found("lucn") == ["Look up crew in the notebook"]
    assert found("ÜBER") == ["Überprüfung vor Ort"]
    assert found("zzz") == []


def test_no_more_are_given_than_are_shown() -> None:
    assert len(found("", 3)) == len(found("e", 3)) == 3


names = st.lists(st.text(st.sampled_from("abc ÜßI"), max_size=8).map(fold), max_size=6)


@given(names, st.text(st.sampled_from("abc üssi"), max_size=5), st.integers(1, 6))
def test_everything_that_holds_the_words_is_found_once_and_nothing_else_before_it(
    given_names: list[str], wanted: str, limit: int
) -> None:
    texts = [f"{NAME_BREAK}{name}{NAME_BREAK}{NAME_BREAK}" for name in given_names]
    hits = fuzzy.search(wanted, texts, limit)
    words = fold(wanted).split()
    holding = {place for place, text in enumerate(texts) if all(word in text for word in words)}
    places = [hit.place for hit in hits]
    assert len(places) == len(set(places)) <= limit
    assert set(places[: len(holding)]) <= holding
    assert len(places) >= min(limit, len(holding))


def test_a_name_of_any_length_costs_no_more_than_it_shows() -> None:
    long = [f"{NAME_BREAK}{'a' * 30_000}{NAME_BREAK}{NAME_BREAK}"] * 20
    assert fuzzy.search("aaaaaaab", long, 5) == []


def test_what_was_typed_is_marked_where_it_stands() -> None:
    assert [("Fit the meter")[start:stop] for start, stop in fuzzy.letters_at("Fit the meter", "METER fi")] == [
        "Fi", "meter",
    ]  # fmt: skip
    assert fuzzy.letters_at("Fit the meter", "ftm") == [Span(0, 1), Span(2, 3), Span(8, 9)]
    assert fuzzy.letters_at("Fit", "xyz") == []


def test_folded_words_are_marked_in_the_text_as_it_is_written() -> None:
    text = "Die GROẞE Straße, cafe\u0301, ﬁt"
    assert [text[start:stop] for start, stop in spans(text, [fold("grosse")])] == ["GROẞE"]
    assert [text[start:stop] for start, stop in spans(text, [fold("STRASSE")])] == ["Straße"]
    assert [text[start:stop] for start, stop in spans(text, [fold("café")])] == ["cafe\u0301"]
    assert [text[start:stop] for start, stop in spans(text, [fold("fit")])] == ["ﬁt"]
    assert spans("a needle", ["need", "eedle", "zz", ""]) == [Span(2, 8)]


@examples(60)
@given(st.text(max_size=20), st.lists(st.text(max_size=3).map(fold), max_size=3))
def test_marks_lie_within_the_text_and_never_overlap(text: str, words: list[str]) -> None:
    end = 0
    for start, stop in spans(text, words):
        assert end <= start < stop <= len(text)
        end = stop + 1
