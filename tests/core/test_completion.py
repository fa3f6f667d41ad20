"""What is offered while a query is typed can be taken as it stands, and finds what it names."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.completion import Vocabulary, complete, token_at
from raci_tui.core.query import KEYS, parse_query
from raci_tui.core.terms import IS_VALUES, quoted
from raci_tui.core.text import clean_name, fold
from tests.strategies import base_state, open_workspace


def offered(text: str, cursor: int | None = None, limit: int = 50) -> list[str]:
    vocabulary = Vocabulary(open_workspace())
    return [each.shown for each in complete(text, len(text) if cursor is None else cursor, vocabulary, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("st", "stage:"),
        ("un", "is:unowned"),
        ("-is:w", "-is:waived"),
        ("is:", "is:unowned"),
        ("stage:v", "stage:Visit"),
        ("stage:", "stage:Request"),
        ("journey:rep", "journey:Repair"),
        ("party:ser", 'party:"Customer service"'),
        ('party:"customer s', 'party:"Customer service"'),
        ("crew", "party:Crew"),
        ("meter -par", "-party:"),
        ("letter:", "letter:R"),
        ("visible:b", "visible:back"),
        ("pain:", "pain:>=4"),
        ("kind:dec", "kind:decision"),
        ("PARTY:CREW ", None),
        ("", None),
        ("nothing like it", None),
        ("nokey:x", None),
        ("stage:Visit", None),
    ],
)
def test_the_likeliest_way_to_go_on_comes_first(typed: str, first: str | None) -> None:
    assert next(iter(offered(typed)), None) == first


def test_what_is_taken_stands_where_the_cursor_was_and_leaves_the_rest() -> None:
    taken = complete("sta:x party:cu pain:3", 14, Vocabulary(open_workspace()), 1)[0]
    assert taken.text == 'sta:x party:"Customer service" pain:3'
    assert taken.text[: taken.cursor] == 'sta:x party:"Customer service"'
    assert complete("is:unow", 7, Vocabulary(open_workspace()), 1)[0].text == "is:unowned "


def test_names_follow_the_workspace() -> None:
    workspace = open_workspace()
    vocabulary = Vocabulary(workspace)
    assert not complete("touchpoint:", 11, vocabulary, 5)
    with workspace.edit("given") as edit:
        edit.update("elements", "e1", touchpoint="Home visit")
        edit.update("parties", "p3", name="Fitters [R]")
    assert complete("touchpoint:", 11, vocabulary, 5)[0].shown == 'touchpoint:"Home visit"'
    assert complete("fit", 3, vocabulary, 5)[0].shown == 'party:"Fitters [R]"'


def test_every_key_says_what_it_is_for() -> None:
    vocabulary = Vocabulary(open_workspace())
    for key in KEYS:
        assert any(each.shown == f"{key}:" and each.detail for each in complete(key[:2], 2, vocabulary, 50))
    assert list(vocabulary.values("is")) == list(IS_VALUES)


names = st.text(st.sampled_from('ab "-:\\[R]Ü€'), min_size=1, max_size=12).filter(
    lambda text: text.strip(' "')
)


@given(names, st.integers(0, 4), st.sampled_from(("stage:", "party:", "touchpoint:", "-party:")))
def test_any_name_that_is_offered_is_understood_and_finds_its_own(name: str, typed: int, key: str) -> None:
    name = clean_name(name)
    state = base_state()
    for table, record in (("stages", "s1"), ("parties", "p1")):
        state.tables[table][record] = msgspec.structs.replace(state.tables[table][record], name=name)
    element = state.tables["elements"]["e1"]
    state.tables["elements"]["e1"] = msgspec.structs.replace(element, touchpoint=name)
    begun = key + quoted(name)[:typed]
    for each in complete(begun, len(begun), Vocabulary(open_workspace(state=state)), 50):
        (term,) = parse_query(each.text).terms if not each.text.endswith(":") else [None]
        if term and term.folded == fold(quoted(name).strip('"')):
            assert term.folded in fold(name)
    shown = [each.shown for each in complete(key, len(key), Vocabulary(open_workspace(state=state)), 50)]
    assert key + quoted(name) in shown


@given(st.text(st.sampled_from('ab "-:é\t'), max_size=20), st.integers(0, 20))
def test_the_term_at_the_cursor_is_a_part_of_the_text(text: str, at: int) -> None:
    cursor = min(at, len(text))
    token = token_at(text, cursor)
    assert token.start <= cursor <= token.end <= len(text)
    for each in complete(text, cursor, Vocabulary(open_workspace()), 9):
        assert each.text.startswith(text[: token.start])
        assert each.text.rstrip().endswith(text[token.end :].rstrip())
        assert 0 <= each.cursor <= len(each.text)
