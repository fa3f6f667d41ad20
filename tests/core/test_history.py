"""Points in time, states at them, sentences about commits, and ages of findings."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from raci_tui.core.ages import age_days, open_since
from raci_tui.core.errors import WhenError
from raci_tui.core.history import Point, cell_changes, describe, parse_when, position_at, state_at, timed
from raci_tui.core.ledger import Commit, Entry, Head, follow
from raci_tui.core.records import Cell, StandUp
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.strategies import Clock, base_state, copy_of, open_workspace

NOW = datetime(2026, 3, 10, 15, 30, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("2026-03-01", Point("2026-02-28T22:00:00.000Z")),
        ("2026-03-01T12:00", Point("2026-03-01T10:00:00.000Z")),
        ("2026-03-01T12:00:00Z", Point("2026-03-01T12:00:00.000Z")),
        ("yesterday", Point("2026-03-08T22:00:00.000Z")),
        ("Today", Point("2026-03-09T22:00:00.000Z")),
        ("3d", Point("2026-03-07T13:30:00.000Z")),
        (" 2w ", Point("2026-02-24T13:30:00.000Z")),
        ("last-standup", Point("2026-03-03T09:20:00.000Z")),
        ("#120", Point(position=120)),
    ],
)
def test_points_in_time_are_understood(text: str, point: Point) -> None:
    standups = [
        StandUp(id="1", started="2026-03-02T09:00:00.000Z"),
        StandUp(id="2", started="2026-03-03T09:00:00.000Z", ended="2026-03-03T09:20:00.000Z"),
    ]
    assert parse_when(text, NOW, standups) == point


@pytest.mark.parametrize("text", ["", "soon", "#", "#x", "3", "99999w", "2026-13-01", "2026-02-30", "d3"])
def test_what_is_no_point_in_time_is_told(text: str) -> None:
    with pytest.raises(WhenError, match="no point in time"):
        parse_when(text, NOW)


def test_before_the_first_stand_up_one_cannot_ask_for_the_last() -> None:
    with pytest.raises(WhenError, match="no stand-up"):
        parse_when("last-standup", NOW)


def course() -> tuple[State, list[Entry], Workspace]:
    """Three commits, a day apart: e4 gets an owner, e1 loses its own, e5 is renamed and removed."""
    base = base_state()
    workspace = open_workspace(state=copy_of(base), clock=Clock(datetime(2026, 1, 5, tzinfo=UTC), 86_400))
    with workspace.edit("one") as edit:
        edit.set("e4", "p1", "current", "AR")
    with workspace.edit("two") as edit:
        edit.set("e1", "p1", "current", "")
        edit.set("e1", "p1", "target", "-")
    with workspace.edit("three") as edit:
        edit.remove("elements", "e5")
    head, entries = Head(0, "base"), []
    for commit in workspace.pending:
        entries.append(follow(head, commit))
        head = entries[-1].head
    return base, entries, workspace


def test_the_state_at_a_point_is_the_fold_up_to_it() -> None:
    base, entries, workspace = course()
    times = [entry.commit.at for entry in entries]
    assert [position_at(Point(at), entries) for at in ("2025-01-01", *times, "2027-01-01")] == [0, 1, 2, 3, 3]
    assert position_at(Point(position=2), entries) == 2
    assert position_at(Point(position=0), entries) == 0
    with pytest.raises(WhenError, match="#3"):
        position_at(Point(position=4), entries)
    assert state_at(copy_of(base), entries, 0) == base
    assert state_at(copy_of(base), entries, 3) == workspace.state
    (changed,) = cell_changes(state_at(copy_of(base), entries, 1), workspace.state)
    assert changed == (
        Cell(element="e1", party="p1", current="A"),
        Cell(element="e1", party="p1", target="-"),
    )


def test_a_clock_that_went_back_does_not_confuse_the_order() -> None:
    _, entries, _ = course()
    early = follow(
        entries[-1].head,
        Commit(id="x", author="eli", at="2020-01-01T00:00:00.000Z", label="late", changes=()),
    )
    assert [at for at, _ in timed([*entries, early])][2:] == [entries[2].commit.at] * 2
    assert position_at(Point(entries[1].commit.at), [*entries, early]) == 2
    assert position_at(Point(entries[2].commit.at), [*entries, early]) == 4


def test_commits_are_told_in_words() -> None:
    _, entries, workspace = course()
    sentences = [describe(entry.commit, workspace.state) for entry in entries]
    assert sentences[0] == ["“Call back” × Customer service: current undecided → A/R"]
    assert sentences[1] == [
        "“Ask” × Customer service: current A → undecided",
        "“Ask” × Customer service: target no plan → not involved",
    ]
    # What is gone is still called by its name.
    assert sentences[2] == ["waiver “no-owner” removed", "element “Bill” removed"]
    with workspace.edit("more") as edit:
        edit.update("elements", "e2", stage="s2", name="Look it up")
        edit.update("parties", "p3", retired=True, aliases=("Gang",))
        edit.note("e1", "p2", "[R]")
        edit.update("moves", "e2", lead="")
    assert describe(workspace.pending[-1], workspace.state) == [
        "element “Look it up”: stage “Request” → “Visit”",
        "element “Look it up”: name “Look up” → “Look it up”",
        "party “Crew”: retired no → yes",
        "party “Crew”: aliases Field crew, Installers → Gang",
        "“Ask” × Operations: note changed",
        "move “Look it up”: lead “Dana” → nothing",
    ]


def test_findings_are_as_old_as_what_they_are_about() -> None:
    base, entries, _ = course()
    since = open_since(base, "2026-01-01T00:00:00.000Z", entries, OWNERSHIP_RULES)
    assert since["no-owner", "e1", ""] == entries[1].commit.at
    assert since["no-owner", "e2", ""] == "2026-01-01T00:00:00.000Z"
    assert ("no-owner", "e4", "") not in since
    assert ("no-owner", "e5", "") not in since
    assert age_days(since["no-owner", "e2", ""], datetime(2026, 1, 11, 5, tzinfo=UTC)) == 10
    assert age_days("", NOW) == 0
