"""Accepting findings on purpose: waivers made, changed and ended, each as one commit.

A waiver accepts what one rule finds: at one element, of one party, of one party at one element, or everywhere. It
holds through its last day and then ends by itself; the record stays, so that everybody sees that it has ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from raci_tui.core.errors import EditError, WhenError
from raci_tui.core.records import Waiver, new_id
from raci_tui.core.rule import Finding
from raci_tui.core.text import clean_line, clean_name
from raci_tui.core.workspace import Workspace

TERMS: Final = (("1 week", "1w"), ("1 month", "1m"), ("1 quarter", "1q"))
"""Words and short forms of how long a waiver is usually meant to hold."""
_EVERYWHERE: Final = "everywhere"
_TERM: Final = re.compile(r"(\d{1,3}) ?(d|w|m|q|y|days?|weeks?|months?|quarters?|years?)", re.IGNORECASE)
_MONTHS: Final = {"m": 1, "q": 3, "y": 12}
_DAYS: Final = {"d": 1, "w": 7}
_HOW: Final = "write it as 2026-12-31, or 2w, 1m, 1q"

Titles = Mapping[str, str]
"""What rules are called, by their ids."""


class Scope(NamedTuple):
    """What is accepted: a rule's findings, or of them only those at an element, of a party, or both."""

    rule: str
    element: str = ""
    party: str = ""


class Offer(NamedTuple):
    """One thing that can be accepted, in words."""

    words: str
    scopes: tuple[Scope, ...]


def scope_of(waiver: Waiver) -> Scope:
    """What a waiver accepts."""
    return Scope(waiver.rule, waiver.element, waiver.party)


def accept(workspace: Workspace, scopes: Sequence[Scope], *, reason: str, until: str, titles: Titles) -> str:
    """Accept something as one commit, in the name of the workspace's author; gives the commit's label.

    What was accepted before, be it ended, gets the new reason and date instead of a second waiver.

    Args:
        until: The last day, ISO 8601, or empty for *until further notice*.

    Raises:
        TextError: The reason is empty or too long.
        EditError: An element or party is gone, or the workspace is read-only; nothing is accepted.
    """
    reason = clean_name(reason, "reason")
    for scope in scopes:
        _need_there(workspace, scope)
    what = in_words(workspace, scopes[0], titles)
    if len(scopes) > 1:
        what = f"{len(scopes)} findings, {what} among them"
    there = {scope_of(waiver): waiver.id for waiver in _table(workspace).values()}
    label = f"Accept {what} {until_in_words(until)}"
    with workspace.edit(label) as edit:
        for scope in dict.fromkeys(scopes):
            known = there.get(scope)
            said = {"reason": reason, "author": workspace.author, "until": until}
            if known:
                edit.update("waivers", known, **said)
            else:
                edit.add(Waiver(id=new_id(), **scope._asdict(), **said))
    return label


def change(workspace: Workspace, key: str, *, reason: str, until: str, titles: Titles) -> str:
    """Give a waiver another reason or last day, in the name of the workspace's author; gives the commit's label.

    Raises:
        TextError: The reason is empty or too long.
        EditError: It is gone, or the workspace is read-only.
    """
    reason = clean_name(reason, "reason")
    waiver = need(workspace, key)
    label = f"Accept {in_words(workspace, scope_of(waiver), titles)} {until_in_words(until)}"
    if (waiver.reason, waiver.until) != (reason, until):
        with workspace.edit(label) as edit:
            edit.update("waivers", key, reason=reason, until=until, author=workspace.author)
    return label


def end(workspace: Workspace, key: str, titles: Titles) -> str:
    """Take a waiver back, so that what it accepted is open again; gives the commit's label.

    Raises:
        EditError: It is gone, or the workspace is read-only.
    """
    label = f"No longer accept {in_words(workspace, scope_of(need(workspace, key)), titles)}"
    with workspace.edit(label) as edit:
        edit.remove("waivers", key)
    return label


def need(workspace: Workspace, key: str) -> Waiver:
    """The waiver of an id.

    Raises:
        EditError: It is gone.
    """
    waiver = _table(workspace).get(key)
    if waiver is None:
        raise EditError(
            "what was accepted is no longer there", "it was taken back, or its element was removed"
        )
    return waiver


def holds(waiver: Waiver, today: str) -> bool:
    """Whether a waiver has not ended on a day, ISO 8601."""
    return not waiver.until or waiver.until >= today


def turned(workspace: Workspace, one_day: str, other_day: str) -> set[str]:
    """Ids of the waivers that hold on one of two days only."""
    table = _table(workspace)
    return {key for key, waiver in table.items() if holds(waiver, one_day) != holds(waiver, other_day)}


def listed(workspace: Workspace, today: str) -> list[Waiver]:
    """Every waiver: those that have ended, then those that end next; those without an end last."""

    def place(waiver: Waiver) -> tuple[bool, bool, str, str]:
        return holds(waiver, today), not waiver.until, waiver.until, waiver.id

    return sorted(_table(workspace).values(), key=place)


# In words


def in_words(workspace: Workspace, scope: Scope, titles: Titles) -> str:
    """Say what is accepted: `“Unowned” at “Fit the meter”`."""
    tables = workspace.state.tables
    element, party = tables["elements"].get(scope.element), tables["parties"].get(scope.party)
    said = [f"“{titles.get(scope.rule, scope.rule)}”" if scope.rule else "everything"]
    if element:
        said.append(f"at “{element.name}”")
    if party:
        said.append(f"of {party.name}")
    return " ".join(said if element or party else [*said, _EVERYWHERE])


def until_in_words(until: str) -> str:
    """Say how long something is accepted."""
    return f"until {until}" if until else "until further notice"


def standing(waiver: Waiver) -> str:
    """Say until when, by whom and why something is accepted."""
    said = until_in_words(waiver.until) + (f", by {waiver.author}" if waiver.author else "")
    return f"{said}: {waiver.reason}" if waiver.reason else said


def day_in_words(until: str) -> str:
    """Say which day a last day is: `Tuesday 1 December 2026`; one that is none, such as another's, as it stands."""
    try:
        day = date.fromisoformat(until)
    except ValueError:
        return until
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def parse_until(text: str, today: str) -> str:
    """Understand a last day: a date, how long from today (`2w`, `1 month`, `1q`), or nothing.

    Returns:
        The day, ISO 8601, or empty for *until further notice*.

    Raises:
        WhenError: It is neither, or that day has passed.
    """
    text = clean_line(text)
    if not text:
        return ""
    term = _TERM.fullmatch(text)
    try:
        day = _later(date.fromisoformat(today), int(term[1]), term[2][0].lower()) if term else _date(text)
    except (ValueError, OverflowError) as error:
        raise WhenError(f"“{text}” is no day", _HOW) from error
    if day.isoformat() < today:
        raise WhenError(f"{day.isoformat()} has passed", "choose a day that is still to come")
    return day.isoformat()


# What can be accepted


def offers(workspace: Workspace, found: Sequence[Finding], party: str, titles: Titles) -> tuple[Offer, ...]:
    """What can be accepted of some findings: each by itself, all of the element's, and wherever a rule finds such.

    Args:
        found: Open findings of the place one looks at, in the order in which they are offered.
        party: Id of the party one looks at, or empty.
    """
    single: dict[Scope, str] = {}
    for finding in found:
        single.setdefault(Scope(*finding.key), finding.message)
    made = [Offer(message, (scope,)) for scope, message in single.items()]
    of_element = tuple(scope for scope in single if scope.element)
    if len(of_element) > 1:
        made.append(Offer(f"All {len(of_element)} findings of this element", of_element))
    of_party = tuple(scope for scope in single if not scope.element and scope.party == party)
    if party and len(of_party) > 1:
        name = workspace.state.tables["parties"][party].name
        made.append(Offer(f"All {len(of_party)} findings of {name} as a whole", of_party))
    for scope in _wider(found, party):
        if scope not in single:
            rule = in_words(workspace, scope, titles).removesuffix(f" {_EVERYWHERE}")
            made.append(Offer(f"{rule} wherever it is found", (scope,)))
    return tuple(made)


def accepted_by(found: Iterable[Finding]) -> list[str]:
    """Ids of the waivers behind findings, each once."""
    return list(dict.fromkeys(finding.waived for finding in found if finding.waived))


def _wider(found: Sequence[Finding], party: str) -> Iterator[Scope]:
    """Rules for the party looked at, for every party named, and everywhere."""
    rules = dict.fromkeys(finding.rule for finding in found)
    named = [
        (finding.rule, each)
        for finding in found
        for each in sorted(finding.parties, key=lambda each: each != party)
    ]
    for rule, each in dict.fromkeys(named):
        yield Scope(rule, "", each)
    for rule in rules:
        yield Scope(rule)


def _need_there(workspace: Workspace, scope: Scope) -> None:
    for table, key, what in (("elements", scope.element, "element"), ("parties", scope.party, "party")):
        if key and key not in workspace.state.tables[table]:
            raise EditError(
                f"the {what} is no longer there", "it was removed meanwhile, so nothing was accepted"
            )


def _table(workspace: Workspace) -> dict[str, Waiver]:
    found: dict[str, Waiver] = workspace.state.tables["waivers"]
    return found


def _date(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        raise ValueError(text)
    return date(*map(int, text.split("-")))


def _later(day: date, count: int, unit: str) -> date:
    """A day so many days, weeks, months, quarters or years later; the last of a month where it has no such day."""
    if unit in _DAYS:
        return day + timedelta(days=count * _DAYS[unit])
    import calendar

    months = day.year * 12 + day.month - 1 + count * _MONTHS[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
