"""Looking back at findings: since when each has been open, and how many there were at the last stand-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from raci_tui.core.ages import Key, open_since
from raci_tui.core.findings import Findings, Rule
from raci_tui.core.history import timed
from raci_tui.core.ledger import Entry, Head, stamp
from raci_tui.core.records import LAYERS, Layer, Severity, StandUp
from raci_tui.core.scheme import Scheme
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace

DAYS_WITHOUT: Final = 3
"""What is compared with where there was no stand-up: so many days ago."""

Counts = Mapping[tuple[Layer, Severity], int]
"""Open findings by layer and severity."""


class Before(NamedTuple):
    """What is compared with.

    Attributes:
        at: A moment, ISO 8601 in UTC.
        words: What comes behind *since*.
    """

    at: str
    words: str


class Past(NamedTuple):
    """What the ledger says about findings.

    Attributes:
        since: When each finding that is open now came up, ISO 8601 in UTC.
        then: How many were open at the moment that is compared with.
        words: Since when, in words.
    """

    since: Mapping[Key, str]
    then: Counts
    words: str


def before(standups: Iterable[StandUp], during: str, now: datetime) -> Before:
    """The last stand-up, leaving out the one that is on; some days ago where there was none.

    Args:
        during: Id of the stand-up that is on, or empty.
        now: In the time zone in which days are told.
    """
    held = [each.started for each in standups if each.id != during and each.started]
    if not held:
        return Before(stamp(now - timedelta(days=DAYS_WITHOUT)), f"{DAYS_WITHOUT} days ago")
    at = max(held)
    day = datetime.fromisoformat(at).astimezone(now.tzinfo)
    when = "today" if day.date() == now.date() else f"{day.day} {day:%B}"
    when += "" if day.year == now.year else f" {day.year}"
    return Before(at, f"the stand-up of {when}")


def look_back(
    base: State,
    begun: str,
    entries: Sequence[Entry],
    rules: Sequence[Rule],
    schemes: Mapping[str, Scheme],
    compared: Before,
    journey: str = "",
) -> Past:
    """Fold a ledger to the moment compared with, and once more to now.

    Args:
        base: The state at position 0; changed.
        begun: When the ledger was begun.
        journey: Id of the one journey that is counted, or empty for all.
    """
    words = compared.words
    if begun > compared.at:
        words = "this workspace was begun"
    earlier = base.copy()
    for at, entry in timed(entries):
        if at > compared.at:
            break
        earlier.fold((entry.commit,))
    then = count_open(earlier, rules, schemes, lambda: compared.at[:10], journey)
    return Past(open_since(base, begun, entries, rules, schemes), then, words)


def count_open(
    state: State,
    rules: Sequence[Rule],
    schemes: Mapping[str, Scheme],
    today: Callable[[], str],
    journey: str = "",
) -> Counts:
    """Count the open findings of a state by layer and severity.

    Args:
        journey: Id of the one journey that is counted; what is about no row is left out then.
    """
    workspace = Workspace(state, Head(0, ""), author="", schemes=schemes)
    findings = Findings(workspace, rules, today)
    elements = state.tables["elements"]
    counts: Counter[tuple[Layer, Severity]] = Counter()
    for finding in findings.all():
        element = elements.get(finding.element)
        if finding.waived or (journey and (element is None or element.journey != journey)):
            continue
        counts.update((layer, finding.severity) for layer in LAYERS if finding.shown_in(layer))
    findings.close()
    return counts


def age_words(days: int) -> str:
    """An age in words."""
    return "today" if days == 0 else "1 day" if days == 1 else f"{days} days"
