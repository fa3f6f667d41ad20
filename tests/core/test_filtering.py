"""Filtering in slices, narrowed from letter to letter, finds what filtering from scratch finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.arrange import arrange
from raci_tui.core.errors import QueryError
from raci_tui.core.filtering import CHUNK, Filtering, find
from raci_tui.core.findings import Findings
from raci_tui.core.query import EVERYTHING, Looking, Query, parse_query
from raci_tui.core.records import LAYERS, Element, Layer
from raci_tui.core.shown import count_shown
from raci_tui.core.tally import Tally
from raci_tui.core.terms import closed
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.strategies import base_state, ids, open_workspace, perform, step

TODAY = date(2026, 1, 5)
PIECES = (
    "a", "l", "o", "k", "up", "in", "x", "Ü", " ", "-", '"', "is:unowned", "is:gap", "is:changed", "is:hot",
    "is:waived", "is:stale", "is:partner-owned", "party:", "crew", "letter:A", "letter:R", "R", "pain:>=", "pain:0",
    "4", "stage:", "Re", "journey:", "visible:front", "visible:none", "note:", "kind:s", "touchpoint:",
)  # fmt: skip


class Asked:
    """A workspace with everything that judges it, and a query that is being typed."""

    def __init__(self) -> None:
        self.workspace = open_workspace()
        findings = Findings(self.workspace, OWNERSHIP_RULES, TODAY.isoformat)
        self.tally = Tally(self.workspace, findings)
        self.filtering = Filtering(self.workspace)
        self.findings = findings
        self.layer: Layer = "current"
        self.text = ""
        self.query = EVERYTHING

    @property
    def looking(self) -> Looking:
        return Looking(self.workspace, self.findings, self.layer, TODAY, self.tally)

    def type(self, text: str) -> None:
        self.text = text
        try:
            self.query = parse_query(closed(text))
        except QueryError:
            return
        self.filtering.ask(self.query, self.looking)

    def from_scratch(self) -> list[str]:
        # With findings of its own and no counts made before.
        fresh = Looking(
            self.workspace, Findings(self.workspace, OWNERSHIP_RULES, TODAY.isoformat), self.layer, TODAY
        )
        return [each.id for each in self.workspace.elements() if self.query.matches(each, fresh)]


actions = st.one_of(
    st.tuples(st.just("type"), st.sampled_from(PIECES)),
    st.tuples(st.just("type"), st.sampled_from(PIECES)),
    st.tuples(st.just("delete"), st.integers(1, 4)),
    st.tuples(st.just("edit"), step()),
    st.tuples(st.just("layer"), st.sampled_from(LAYERS)),
    st.tuples(st.just("slice"), st.none()),
    st.tuples(st.just("count"), st.integers(1, 9)),
    st.tuples(st.just("answer"), st.none()),
)


@given(st.lists(actions, max_size=40))
def test_narrowing_finds_what_filtering_from_scratch_finds(done: list[tuple[str, object]]) -> None:
    asked, made = Asked(), ids()
    for what, how in [*done, ("answer", None)]:
        if what == "type":
            asked.type(asked.text + str(how))
        elif what == "delete" and isinstance(how, int):
            asked.type(asked.text[:-how])
        elif what == "edit" and isinstance(how, list):
            perform(asked.workspace, how, made)
        elif what == "layer":
            asked.layer = next(layer for layer in LAYERS if layer == how)
            asked.filtering.ask(asked.query, asked.looking)
        elif what == "slice":
            asked.filtering.advance(0)
        elif what == "count" and isinstance(how, int):
            asked.tally.advance(how)
        else:
            found = asked.filtering.answer(asked.query, asked.looking)
            assert [element.id for element in found] == asked.from_scratch()
            assert [element.id for element in find(asked.looking, asked.query)] == asked.from_scratch()


def many(count: int) -> Workspace:
    state = base_state()
    for number in range(count):
        state.put(
            Element(id=f"m{number:05}", name=f"Meter {number:05}", journey="j1", order=f"{number:05}"),
            "elements",
        )
    return open_workspace(state=state)


def test_a_large_workspace_is_looked_through_in_slices_and_wholly() -> None:
    workspace = many(2 * CHUNK)
    findings = Findings(workspace, OWNERSHIP_RULES, TODAY.isoformat)
    looking, filtering = Looking(workspace, findings, "current", TODAY), Filtering(workspace)
    query = parse_query("is:unowned meter 0")
    filtering.ask(query, looking)
    slices = 1
    while not filtering.advance(0):
        slices += 1
    assert slices > 2
    assert len(filtering.answer(query, looking)) == 2 * CHUNK
    assert filtering.ids(query, looking) == {
        element.id for element in workspace.elements() if element.id[0] == "m"
    }


def test_typing_on_judges_only_what_was_found_and_what_is_new() -> None:
    workspace = many(300)
    findings = Findings(workspace, OWNERSHIP_RULES, TODAY.isoformat)
    looking, filtering = Looking(workspace, findings, "current", TODAY), Filtering(workspace)
    judged: list[str] = []
    is_unowned = findings.is_unowned

    def counted(element: str, layer: Layer) -> bool:
        judged.append(element)
        return is_unowned(element, layer)

    findings.is_unowned = counted  # type: ignore[method-assign]
    filtering.answer(parse_query("is:unowned"), looking)
    first = len(set(judged))
    assert first == len(workspace.elements())
    judged.clear()
    for text in ("is:unowned m", "is:unowned me", "is:unowned meter 0029"):
        filtering.answer(parse_query(text), looking)
    assert not judged


def test_what_is_taken_back_is_known_already() -> None:
    workspace = many(10)
    findings = Findings(workspace, OWNERSHIP_RULES, TODAY.isoformat)
    looking, filtering = Looking(workspace, findings, "current", TODAY), Filtering(workspace)
    before = filtering.answer(parse_query("meter 0"), looking)
    filtering.answer(parse_query("meter 0000"), looking)
    assert filtering.answer(parse_query("meter 0"), looking) is before
    assert filtering.advance(0)


def narrower() -> Iterator[tuple[str, str, bool]]:
    yield "note", "no", True
    yield "no", "note", False
    yield "-no", "-note", True
    yield "-note", "-no", False
    yield "note x", "note", True
    yield "letter:AR", "letter:A", True
    yield "-letter:A", "-letter:AR", True
    yield "party:crews", "party:crew", True
    yield "pain:33", "pain:3", False
    yield "is:gap", "is:hot", False
    yield "note", "", True
    yield "", "note", False


def test_a_query_narrows_another_only_where_every_term_is_implied() -> None:
    for one, other, holds in narrower():
        assert parse_query(one).narrows(parse_query(other)) == holds, (one, other)


def test_what_is_shown_is_counted_whatever_hides_the_rest() -> None:
    asked = Asked()

    def shown(query: Query, journey: str = "") -> str:
        return str(count_shown(asked.workspace, arrange(asked.looking, query, journey=journey)))

    assert shown(EVERYTHING) == ""
    assert shown(EVERYTHING, "j2") == "2 of 5 shown"
    assert shown(parse_query("install")) == "1 of 5 shown"
    part = arrange(asked.looking)
    part = part._replace(parties=part.parties[:1])
    assert str(count_shown(asked.workspace, part)) == "5 of 5 rows, 1 of 4 columns shown"
