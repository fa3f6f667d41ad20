"""Rules about the matrix as a whole: what is there twice, what is out of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from raci_tui.core.lookalikes import skeleton
from raci_tui.core.rule import Found, Rule
from raci_tui.core.text import fold
from raci_tui.core.workspace import Workspace


def _not_asked(*facts: object) -> bool:
    """The whole matrix is looked through, not judged by counts."""
    del facts
    return False


def same_rows(workspace: Workspace, today: str, limit: int) -> Iterator[Found]:
    """Elements of one journey and stage whose names would be taken for one another, each but the first."""
    del today, limit
    first: dict[tuple[str, str, str], str] = {}
    for element in workspace.elements():
        key = element.journey, element.stage, skeleton(element.name)
        if key in first:
            yield Found(element.id, (), (("other", first[key]),))
        else:
            first[key] = element.name


def same_parties(workspace: Workspace, today: str, limit: int) -> Iterator[Found]:
    """Parties whose names or aliases would be taken for one another, each but the first."""
    del today, limit
    first: dict[str, str] = {}
    for party in workspace.parties():
        names = {skeleton(name) for name in (party.name, *party.aliases)}
        other = next((first[name] for name in sorted(names) if name in first), "")
        if other and not party.retired:
            yield Found("", (party.id,), (("other", other),))
        for name in names:
            first.setdefault(name, party.name)


def people_as_parties(workspace: Workspace, today: str, limit: int) -> Iterator[Found]:
    """Parties that bear the name of a person of the workspace."""
    del today, limit
    people = {fold(person.name) for person in workspace.state.tables["people"].values()}
    for party in workspace.parties():
        if fold(party.name) in people:
            yield Found("", (party.id,))


def stale_rows(workspace: Workspace, today: str, limit: int) -> Iterator[Found]:
    """Elements whose ownership was confirmed so many days ago or longer; one that never was is not judged."""
    day = date.fromisoformat(today) if today else None
    if day is None:
        return
    last = (day - timedelta(days=limit)).isoformat()
    for element in workspace.elements():
        if element.confirmed_at and element.confirmed_at[:10] < last:
            yield Found(element.id, (), (("day", element.confirmed_at[:10]),))


def expired_waivers(workspace: Workspace, today: str, limit: int) -> Iterable[Found]:
    """Waivers whose day has passed."""
    del limit
    for waiver in workspace.state.tables["waivers"].values():
        if waiver.until and waiver.until < today:
            parties = (waiver.party,) if waiver.party else ()
            yield Found(waiver.element, parties, (("rule", waiver.rule), ("until", waiver.until)))


DUPLICATE_ROW: Final = Rule(
    id="duplicate-row",
    title="The same element twice",
    severity="warning",
    broken=_not_asked,
    message="“{element}” stands twice in its stage: also as “{other}”.",
    why="Two rows for one thing end with two owners for it.",
    advice="Remove one of them, or name them so that one can tell them apart.",
    on="matrix",
    found=same_rows,
    source="validators of CODEOWNERS files",
)
DUPLICATE_PARTY: Final = Rule(
    id="duplicate-party",
    title="The same party twice",
    severity="warning",
    broken=_not_asked,
    message="{parties} looks like “{other}”.",
    why="Two columns for one party halve what it seems to carry.",
    advice="Merge them, or rename one.",
    on="matrix",
    found=same_parties,
    source="validators of CODEOWNERS files",
)
PERSON_AS_PARTY: Final = Rule(
    id="person-as-party",
    title="A person as a column",
    severity="warning",
    broken=_not_asked,
    message="{parties} is a person; columns are departments and partners.",
    why="People change their jobs; what the job answers for stays.",
    advice="Name the column after the department or partner, and keep the person as its contact.",
    on="matrix",
    found=people_as_parties,
    source="Smith & Erwin, Role & Responsibility Charting (RACI)",
)
REVIEW_OVERDUE: Final = Rule(
    id="review-overdue",
    title="Not confirmed for long",
    severity="warning",
    broken=_not_asked,
    message="Who answers for “{element}” was last confirmed on {day}.",
    why="What was true half a year ago may be so no longer.",
    advice="Ask its owner whether it still holds.",
    on="matrix",
    limit=180,
    limit_words="days after which ownership is to be confirmed again",
    found=stale_rows,
    source="Smith & Erwin on drift; Cortex",
)
WAIVER_EXPIRED: Final = Rule(
    id="waiver-expired",
    title="A waiver has ended",
    severity="warning",
    broken=_not_asked,
    message="What was accepted until {until} ({rule}) is open again.",
    why="An exception that nobody ends becomes the rule.",
    advice="Mend it, or accept it again with a new date.",
    on="matrix",
    found=expired_waivers,
    source="ours",
)
MATRIX_RULES: Final = (DUPLICATE_ROW, DUPLICATE_PARTY, PERSON_AS_PARTY, REVIEW_OVERDUE, WAIVER_EXPIRED)
