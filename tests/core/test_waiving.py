"""Accepting findings: one commit each, what is gone is refused, and what ends is open again by itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core import waiving
from raci_tui.core.errors import EditError, TextError, WhenError
from raci_tui.core.findings import Finding, Findings
from raci_tui.core.records import Waiver
from raci_tui.core.waiving import Scope, parse_until
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.strategies import open_workspace

TODAY = "2026-01-31"
TITLES = {rule.id: rule.title for rule in OWNERSHIP_RULES}


class Day:
    """A calendar that a test turns."""

    def __init__(self) -> None:
        self.today = TODAY

    def __call__(self) -> str:
        return self.today


def accept(workspace: Workspace, *scopes: Scope, until: str = "", reason: str = "agreed") -> str:
    return waiving.accept(workspace, scopes, reason=reason, until=until, titles=TITLES)


def waivers(workspace: Workspace) -> dict[str, Waiver]:
    found: dict[str, Waiver] = workspace.state.tables["waivers"]
    return found


def open_ones(workspace: Workspace, day: Day | None = None) -> set[tuple[str, str]]:
    found = Findings(workspace, OWNERSHIP_RULES, day or Day())
    return {(each.rule, each.element) for each in found.all() if not each.waived}


@pytest.mark.parametrize(
    ("scope", "label", "gone"),
    [
        (Scope("no-owner", "e4"), "“Unowned” at “Call back”", {("no-owner", "e4")}),
        (Scope("no-owner"), "“Unowned” everywhere", {("no-owner", "e2"), ("no-owner", "e4")}),
        (Scope("many-owners", "", "p3"), "“Several accountable” of Crew", {("many-owners", "e3")}),
        (
            Scope("many-owners", "e3", "p3"),
            "“Several accountable” at “Install” of Crew",
            {("many-owners", "e3")},
        ),
    ],
)
def test_each_kind_of_waiver_is_one_step_that_says_what_it_accepts(
    scope: Scope, label: str, gone: set[tuple[str, str]]
) -> None:
    workspace = open_workspace()
    before, there = open_ones(workspace), set(waivers(workspace))
    assert accept(workspace, scope, until="2026-03-01") == f"Accept {label} until 2026-03-01"
    (commit,) = workspace.pending
    assert commit.label == f"Accept {label} until 2026-03-01"
    assert before - open_ones(workspace) == gone
    (made,) = waivers(workspace).keys() - there
    assert waivers(workspace)[made] == Waiver(
        id=made, **scope._asdict(), reason="agreed", author="dana", until="2026-03-01"
    )
    assert waiving.scope_of(waivers(workspace)[made]) == scope
    workspace.undo()
    assert open_ones(workspace) == before


def test_several_findings_are_accepted_in_one_step() -> None:
    workspace = open_workspace()
    label = accept(workspace, Scope("no-owner", "e4"), Scope("no-doer", "e4"))
    assert label == "Accept 2 findings, “Unowned” at “Call back” among them until further notice"
    assert not {each for each in open_ones(workspace) if each[1] == "e4"}
    workspace.undo()
    assert set(waivers(workspace)) == {"w1"}


def test_what_was_accepted_before_is_renewed_by_whoever_accepts_it_now() -> None:
    workspace, day = open_workspace(author="eli"), Day()
    day.today = "2026-03-02"
    assert ("no-owner", "e5") in open_ones(workspace, day)
    accept(workspace, Scope("no-owner", "e5"), until="2026-04-01", reason="still seasonal")
    assert waivers(workspace) == {
        "w1": Waiver(
            id="w1", rule="no-owner", element="e5", reason="still seasonal", author="eli", until="2026-04-01"
        )
    }
    assert ("no-owner", "e5") not in open_ones(workspace, day)


@pytest.mark.parametrize(
    ("scope", "what"), [(Scope("no-owner", "gone"), "element"), (Scope("no-owner", "e4", "gone"), "party")]
)
def test_what_is_gone_cannot_be_accepted(scope: Scope, what: str) -> None:
    workspace = open_workspace()
    with pytest.raises(EditError, match=f"the {what} is no longer there: .*nothing was accepted"):
        accept(workspace, Scope("no-owner", "e4"), scope)
    assert (set(waivers(workspace)), workspace.pending) == ({"w1"}, [])


def test_a_waiver_goes_with_its_element_and_comes_back_with_it() -> None:
    workspace = open_workspace()
    with workspace.edit("Remove Bill") as edit:
        edit.remove("elements", "e5")
    assert not waivers(workspace)
    with pytest.raises(EditError, match="no longer there"):
        waiving.end(workspace, "w1", TITLES)
    with pytest.raises(EditError, match="no longer there"):
        waiving.change(workspace, "w1", reason="x", until="", titles=TITLES)
    workspace.undo()
    assert set(waivers(workspace)) == {"w1"}


@pytest.mark.parametrize("reason", ["", "   ", "\u200d"])
def test_a_reason_is_asked_for(reason: str) -> None:
    workspace = open_workspace()
    with pytest.raises(TextError, match="the reason is empty"):
        accept(workspace, Scope("no-owner", "e4"), reason=reason)
    with pytest.raises(TextError, match="the reason is empty"):
        waiving.change(workspace, "w1", reason=reason, until="", titles=TITLES)
    assert not workspace.pending


def test_another_day_and_the_end_are_one_step_each() -> None:
    workspace = open_workspace(author="eli")
    label = waiving.change(workspace, "w1", reason="seasonal", until="", titles=TITLES)
    assert label == "Accept “Unowned” at “Bill” until further notice"
    assert (waivers(workspace)["w1"].until, waivers(workspace)["w1"].author) == ("", "eli")
    waiving.change(workspace, "w1", reason="seasonal", until="", titles=TITLES)
    assert len(workspace.pending) == 1
    assert waiving.end(workspace, "w1", TITLES) == "No longer accept “Unowned” at “Bill”"
    assert ("no-owner", "e5") in open_ones(workspace)
    workspace.undo()
    workspace.undo()
    assert waivers(workspace)["w1"].until == "2026-03-01"


def test_what_ends_with_a_day_is_told_from_what_goes_on() -> None:
    workspace = open_workspace()
    accept(workspace, Scope("no-owner", "e4"))
    assert waiving.turned(workspace, "2026-02-28", "2026-03-01") == set()
    assert waiving.turned(workspace, "2026-03-01", "2026-03-02") == {"w1"}
    # A clock that is put back brings it back.
    assert waiving.turned(workspace, "2026-03-02", "2026-03-01") == {"w1"}


def test_what_has_ended_is_listed_first_and_what_never_ends_last() -> None:
    workspace = open_workspace()
    for scope, until in (
        (Scope("no-doer"), ""),
        (Scope("no-owner"), "2026-09-01"),
        (Scope("many-owners"), "2026-08-01"),
    ):
        accept(workspace, scope, until=until)
    found = [(waiver.rule, waiver.until) for waiver in waiving.listed(workspace, "2026-05-01")]
    assert found == [
        ("no-owner", "2026-03-01"), ("many-owners", "2026-08-01"), ("no-owner", "2026-09-01"), ("no-doer", ""),
    ]  # fmt: skip


def test_everything_that_can_be_accepted_at_a_place_is_offered() -> None:
    workspace = open_workspace()
    findings = Findings(workspace, OWNERSHIP_RULES, Day())
    offers = waiving.offers(workspace, findings.open_in("e4", "current"), "p1", TITLES)
    assert [offer.words for offer in offers] == [
        "Nobody answers for “Call back”.",
        "Nobody does “Call back”.",
        "All 2 findings of this element",
        "“Unowned” wherever it is found",
        "“No responsible” wherever it is found",
    ]
    many = waiving.offers(workspace, findings.open_in("e3", "current"), "p3", TITLES)
    # The party under the cursor comes before the other one.
    assert [scope for offer in many for scope in offer.scopes] == [
        Scope("many-owners", "e3"), Scope("many-owners", "", "p3"), Scope("many-owners", "", "p1"),
        Scope("many-owners"),
    ]  # fmt: skip
    assert waiving.offers(workspace, [], "p1", TITLES) == ()


def test_what_concerns_a_whole_party_can_be_accepted_together() -> None:
    workspace = open_workspace()
    made = [
        Finding(rule, "warning", "both", "", ("p2",), f"{rule}!", "", 2, on="column")
        for rule in ("doer-overload", "owner-overload")
    ]
    offers = waiving.offers(workspace, made, "p2", TITLES)
    assert [(offer.words, len(offer.scopes)) for offer in offers[:3]] == [
        ("doer-overload!", 1), ("owner-overload!", 1), ("All 2 findings of Operations as a whole", 2),
    ]  # fmt: skip
    assert set(offers[2].scopes) == {Scope("doer-overload", "", "p2"), Scope("owner-overload", "", "p2")}


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("", ""), ("  ", ""), ("2026-01-31", TODAY), ("2026-2-1", "2026-02-01"), ("1d", "2026-02-01"),
        ("2w", "2026-02-14"), ("1 week", "2026-02-07"), ("1M", "2026-02-28"), ("1q", "2026-04-30"),
        ("1 quarter", "2026-04-30"), ("13 months", "2027-02-28"), ("1y", "2027-01-31"), ("0d", TODAY),
    ],
)  # fmt: skip
def test_a_last_day_is_a_date_or_how_long_from_today(typed: str, until: str) -> None:
    assert parse_until(typed, TODAY) == until


@pytest.mark.parametrize(
    "typed", ["soon", "31.12.2026", "2026-02-30", "12/31/2026", "-1w", "2026", "1w 2d", "20261231"]
)
def test_what_is_no_day_is_refused_with_how_to_write_one(typed: str) -> None:
    with pytest.raises(WhenError, match="is no day: write it as 2026-12-31"):
        parse_until(typed, TODAY)


def test_a_day_that_has_passed_is_refused() -> None:
    with pytest.raises(WhenError, match="2026-01-30 has passed"):
        parse_until("2026-01-30", TODAY)


@given(st.text() | st.from_regex(r"[0-9]{1,4}[ -][0-9a-z-]{0,8}", fullmatch=True), st.dates())
def test_any_text_is_a_day_to_come_or_refused_in_words(text: str, today: date) -> None:
    try:
        until = parse_until(text, today.isoformat())
    except (WhenError, TextError):
        return
    assert until == "" or date.fromisoformat(until) >= today


@given(st.dates(max_value=date(2900, 1, 1)), st.integers(0, 999))
def test_so_many_months_later_is_that_month_and_never_a_day_that_does_not_exist(
    day: date, months: int
) -> None:
    until = date.fromisoformat(parse_until(f"{months}m", day.isoformat()))
    assert until.year * 12 + until.month == day.year * 12 + day.month + months
    assert until.day == day.day or (until.day < day.day and (until + timedelta(days=1)).day == 1)
