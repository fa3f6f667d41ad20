"""Looking back: points in time, the state at one of them, and what a commit did in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from raci_tui.core.errors import WhenError
from raci_tui.core.ledger import WHOLE_RECORD, Change, Commit, Entry, stamp
from raci_tui.core.notation import show
from raci_tui.core.records import REFERENCES, Cell, StandUp
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.core.state import State
from raci_tui.core.transaction import noun

WHEN_HINT: Final = "use a date, an ISO time, yesterday, 3d, 2w, last-standup, or a position such as #120"
_AGO: Final = re.compile(r"(\d{1,4})\s*([dwh])", re.IGNORECASE)
_POSITION: Final = re.compile(r"#(\d{1,12})")
_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_REFERENCE_OF: Final = {(each.table, each.field): each.target for each in REFERENCES}


class Point(NamedTuple):
    """A point in a workspace's history.

    Attributes:
        at: A moment, ISO 8601 in UTC, or empty where a position is meant.
        position: A ledger position, or None where a moment is meant.
    """

    at: str = ""
    position: int | None = None


class CellChange(NamedTuple):
    """How one cell differs between two states."""

    before: Cell
    after: Cell


def parse_when(text: str, now: datetime, standups: Iterable[StandUp] = ()) -> Point:
    """Understand a point in time; days begin at midnight in the time zone of `now`.

    Raises:
        WhenError: It cannot be understood, or there was no stand-up.
    """
    wanted = text.strip()
    word = wanted.casefold()
    position = _POSITION.fullmatch(wanted)
    if position:
        return Point(position=int(position[1]))
    if word == "last-standup":
        return Point(at=_last_standup(standups))
    if word in ("today", "yesterday"):
        return Point(at=_midnight(now.date() - timedelta(days=word == "yesterday"), now))
    ago = _AGO.fullmatch(word)
    try:
        if ago:
            return Point(at=stamp(now - int(ago[1]) * _UNITS[ago[2]]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", wanted):
            return Point(at=_midnight(date.fromisoformat(wanted), now))
        moment = datetime.fromisoformat(wanted)
        return Point(at=stamp(moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)))
    except (ValueError, OverflowError) as error:
        raise WhenError(f"{text[:40]!r} is no point in time", WHEN_HINT) from error


def timed(entries: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
    """Give each entry with its effective time, which is never before its predecessor's."""
    latest = ""
    for entry in entries:
        latest = max(latest, entry.commit.at)
        yield latest, entry


def position_at(point: Point, entries: Iterable[Entry]) -> int:
    """The last position that is not after a point.

    Raises:
        WhenError: The history is shorter than the position asked for.
    """
    last = 0
    for at, entry in timed(entries):
        if point.position is not None and entry.position > point.position:
            return point.position
        if point.at and at > point.at:
            return last
        last = entry.position
    if point.position is not None and point.position > last:
        raise WhenError(f"there is no position #{point.position}", f"the last one is #{last}")
    return last if point.position is None else point.position


def state_at(base: State, entries: Iterable[Entry], position: int) -> State:
    """Fold a base, which is changed, up to a position."""
    for entry in entries:
        if entry.position > position:
            break
        base.fold((entry.commit,))
    return base


def cell_changes(before: State, after: State) -> Iterator[CellChange]:
    """Cells of elements and parties that exist now and whose letters differ from before."""
    places = dict.fromkeys((cell.element, cell.party) for state in (after, before) for cell in state.cells())
    for element, party in places:
        if element not in after.tables["elements"] or party not in after.tables["parties"]:
            continue
        old, new = before.cell(element, party), after.cell(element, party)
        if (old.current, old.target) != (new.current, new.target):
            yield CellChange(old, new)


def describe(commit: Commit, state: State) -> list[str]:
    """Say in words what a commit did, one sentence a change.

    Args:
        state: Where the names are looked up: before or after the commit, or now.
    """
    names = Names(state, commit)
    return [describe_change(change, names) for change in commit.changes]


def describe_change(change: Change, names: Names) -> str:
    """Say in words what one change did."""
    if change.table == "cells":
        return _describe_cell(change, names)
    thing = f"{noun(change.table)} “{names.of(change.table, change.key)}”"
    if change.field == WHOLE_RECORD:
        return f"{thing} {'added' if change.old is None else 'removed'}"
    old, new = (_show(value, change, names) for value in (change.old, change.new))
    return f"{thing}: {change.field.replace('_', ' ')} {old} → {new}"


class Names:
    """Names by table and key: from a state, or from the commit itself where the state has none."""

    def __init__(self, state: State, commit: Commit) -> None:
        self._state = state
        self._own = {
            (change.table, change.key): change.new or change.old
            for change in commit.changes
            if change.field == WHOLE_RECORD
        }

    def of(self, table: str, key: str) -> str:
        record = self._state.tables[table].get(key) if table in self._state.tables else None
        fields: dict[str, Any] = self._own.get((table, key)) or {}
        for field in ("name", "text", "rule", "started", "element"):
            value = getattr(record, field, None) or fields.get(field)
            if value:
                return self.of("elements", value) if field == "element" else str(value)
        return key


def _describe_cell(change: Change, names: Names) -> str:
    element, _, party = change.key.partition("/")
    place = f"“{names.of('elements', element)}” × {names.of('parties', party)}"
    if change.field == "note":
        return f"{place}: note changed" if change.new else f"{place}: note removed"
    old, new = _letters(change.old, change.field), _letters(change.new, change.field)
    return f"{place}: {change.field} {old} → {new}"


def _letters(value: object, field: str) -> str:
    if value is None:
        return "no plan"
    if value == NOT_INVOLVED:
        return "not involved"
    return show(str(value)) or ("undecided" if field == "current" else "no plan")


def _show(value: object, change: Change, names: Names) -> str:
    target = _REFERENCE_OF.get((change.table, change.field))
    if target and isinstance(value, str) and value:
        return f"“{names.of(target, value)}”"
    if value in ("", None, [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_item(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    return f"“{value}”" if isinstance(value, str) else str(value)


def _item(value: object) -> str:
    """One of several, such as a letter of a scheme, by what people know it by."""
    if isinstance(value, dict):
        return " ".join(str(value[key]) for key in ("code", "name") if key in value)
    return str(value)


def _midnight(day: date, now: datetime) -> str:
    return stamp(datetime(day.year, day.month, day.day, tzinfo=now.tzinfo))


def _last_standup(standups: Iterable[StandUp]) -> str:
    times = [each.ended or each.started for each in standups]
    if not times:
        raise WhenError("there has been no stand-up yet", "use a date instead")
    return max(times)
