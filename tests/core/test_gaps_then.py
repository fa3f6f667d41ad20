"""Looking back: since when a finding is open, how many there were at the last stand-up, and which that was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from raci_tui.core.gaps_then import age_words, before, look_back
from raci_tui.core.ledger import Entry, Head, follow
from raci_tui.core.records import StandUp
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.matrix_app import small_state

NOW = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)


class Days:
    """A clock that somebody else moves."""

    def __init__(self) -> None:
        self.now = NOW - timedelta(days=12)

    def __call__(self) -> datetime:
        return self.now


def history() -> tuple[Entry, ...]:
    """Twelve days ago *ask* lost its owner; two days ago *pass* got the one it should have."""
    days = Days()
    workspace = Workspace(small_state(), Head(0, ""), author="dana", clock=days)
    with workspace.edit("Lose") as edit:
        edit.set("ask", "cs", "current", "")
    days.now = NOW - timedelta(days=2)
    with workspace.edit("Agree") as edit:
        edit.set("pass", "ops", "current", "")
    head, entries = Head(0, ""), []
    for commit in workspace.pending:
        entries.append(follow(head, commit))
        head = entries[-1].head
    return tuple(entries)


def test_ages_and_counts_are_those_of_the_ledger() -> None:
    standup = StandUp(id="s", started="2026-03-12T09:00:00.000Z")
    compared = before([standup], "", NOW)
    past = look_back(small_state(), "2026-01-01T00:00:00.000Z", history(), OWNERSHIP_RULES, {}, compared)
    # notebook and fit unowned, fit done by nobody, pass owned twice, and ask by then.
    assert past.then["current", "error"] == 5
    assert past.since["no-owner", "ask", ""].startswith("2026-03-03")
    assert past.since["no-owner", "fit", ""].startswith("2026-01-01")
    assert ("many-owners", "pass", "") not in past.since
    assert past.words == "the stand-up of 12 March"


def test_one_journey_is_counted_by_itself() -> None:
    compared = before([], "", NOW)
    past = look_back(small_state(), "", (), OWNERSHIP_RULES, {}, compared, "elsewhere")
    assert not past.then


def test_a_workspace_that_is_younger_is_compared_with_its_beginning() -> None:
    compared = before([], "", NOW)
    assert compared.words == "3 days ago"
    past = look_back(small_state(), "2026-03-15T08:00:00.000Z", (), OWNERSHIP_RULES, {}, compared)
    assert past.words == "this workspace was begun"


def test_the_stand_up_that_is_on_is_not_the_last_one() -> None:
    held = [
        StandUp(id="a", started="2025-12-29T09:00:00.000Z"),
        StandUp(id="b", started="2026-03-15T08:00:00.000Z"),
    ]
    assert before(held, "", NOW).words == "the stand-up of today"
    assert before(held, "b", NOW).words == "the stand-up of 29 December 2025"


def test_ages_are_told_in_days() -> None:
    assert [age_words(days) for days in (0, 1, 12)] == ["today", "1 day", "12 days"]
