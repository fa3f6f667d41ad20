"""From a workspace to rows and columns: filter, group and order what a screen, an export or a report shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

from raci_tui.core.filtering import find
from raci_tui.core.query import EVERYTHING, Looking, Query
from raci_tui.core.records import Element, Grouping, Party, PartyKind, Sorting
from raci_tui.core.text import fold

KIND_TITLES: Final[dict[PartyKind, str]] = {
    "department": "Departments",
    "partner": "Partners",
    "customer": "Customer",
}
GROUPING_TITLES: Final[dict[Grouping, str]] = {
    "stage": "Stage",
    "touchpoint": "Touchpoint",
    "activity": "Customer activity",
    "decision": "Decision",
    "process": "Process",
    "none": "Nothing",
}
SORTING_TITLES: Final[dict[Sorting, str]] = {
    "own": "Their own order",
    "name": "Name",
    "pain": "Pain, the worst first",
    "gaps": "Gaps, what hurts most first",
    "changes": "Changes, the most first",
}
_ID: Final = attrgetter("id")
_NUMBERS: Final = re.compile(r"(\d+)")


class Shape(NamedTuple):
    """How rows and columns are laid out, whatever the layer and the query.

    Attributes:
        folded: Keys of the groups whose rows are folded away under their heading.
        only: Ids of the parties that have a column, in this order; empty for all.
        hidden: Ids of parties without a column.
        pinned: Ids of parties that stand first and do not scroll, in this order.
        folded_kinds: Kinds of parties folded into one column each.
        width: Terminal cells of a party's column; 0 for what fits.
        downwards: Names of parties run downwards.
    """

    grouping: Grouping = "stage"
    sorting: Sorting = "own"
    folded: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    folded_kinds: tuple[PartyKind, ...] = ()
    width: int = 0
    downwards: bool = False


PLAIN: Final = Shape()


class Group(NamedTuple):
    """A heading and the ids of the elements under it.

    Attributes:
        key: What it is known by: the id of its stage or journey, or the text it is grouped by.
        folded: Only its heading is shown.
    """

    title: str
    elements: tuple[str, ...]
    key: str = ""
    folded: bool = False


class Column(NamedTuple):
    """What stands in a column: a party, or several of one kind folded into one.

    Attributes:
        id: The party's id; empty for a folded column, whose cells nobody can edit.
        members: Ids of the parties in it.
        pinned: It stands first and does not scroll.
    """

    id: str
    kind: PartyKind
    parties: tuple[Party, ...]
    members: frozenset[str]
    pinned: bool = False


class Arrangement(NamedTuple):
    """What is shown, in order.

    Attributes:
        groups: Headings with their elements; one group without a title where nothing is grouped.
        parties: Columns: pinned ones, then departments, partners, customers.
        hidden: Elements of the journey that the query leaves out.
        hidden_parties: Parties that the shape leaves out.
    """

    groups: tuple[Group, ...]
    parties: tuple[Column, ...]
    hidden: int
    hidden_parties: int = 0

    @property
    def elements(self) -> tuple[str, ...]:
        """Ids of all elements shown, in order, with those that are folded away."""
        return tuple(element for group in self.groups for element in group.elements)

    @property
    def unfolded(self) -> tuple[str, ...]:
        """Ids of all elements that are in sight, in order."""
        return tuple(element for group in self.groups if not group.folded for element in group.elements)

    @property
    def folded(self) -> int:
        """How many elements are folded away."""
        return sum(len(group.elements) for group in self.groups if group.folded)


def arrange(
    looking: Looking,
    query: Query = EVERYTHING,
    *,
    journey: str = "",
    shape: Shape = PLAIN,
    found: Sequence[Element] | None = None,
    columns_like: Arrangement | None = None,
    groups: tuple[Group, ...] | None = None,
) -> Arrangement:
    """Choose and order rows and columns.

    Args:
        looking: The workspace, and the layer by which query and sorting judge.
        journey: Id of the one journey to show, or empty for all.
        shape: Groups come in the order of their first element; rows are sorted within them.
        found: What the query finds, in order, where that is known already.
        columns_like: An arrangement of the same parties in the same shape, whose columns are taken over.
        groups: The groups that come out, where they are known from before.
    """
    everything = within(looking.workspace.elements(), journey)
    shown = everything
    if query.terms:
        shown = within(find(looking, query) if found is None else found, journey)
    # In their own order, journeys stand one behind the other.
    several = bool(everything) and everything[0].journey != everything[-1].journey
    if groups is None:
        groups = _groups(shown, looking, shape, several=several)
    hidden = len(everything) - len(shown)
    if columns_like:
        return columns_like._replace(groups=groups, hidden=hidden)
    parties = with_a_column(looking)
    columns = columns_of(parties, shape)
    return Arrangement(groups, columns, hidden, _without_column(parties, columns))


def within(elements: Sequence[Element], journey: str) -> Sequence[Element]:
    """The elements of one journey, in order, or all of them where none is named."""
    return [e for e in elements if e.journey == journey] if journey else elements


def refold(arrangement: Arrangement, looking: Looking, shape: Shape) -> Arrangement:
    """The same rows with other folds and other columns; grouping and sorting must be those of before."""
    folded = set(shape.folded)
    parties = with_a_column(looking)
    columns = columns_of(parties, shape)
    return arrangement._replace(
        groups=tuple(
            group._replace(folded=bool(group.title) and group.key in folded) for group in arrangement.groups
        ),
        parties=columns,
        hidden_parties=_without_column(parties, columns),
    )


def _without_column(parties: Sequence[Party], columns: Sequence[Column]) -> int:
    return len(parties) - sum(len(column.parties) for column in columns)


def with_a_column(looking: Looking) -> tuple[Party, ...]:
    """Parties that can have a column: a retired one only while it still holds something."""
    state = looking.workspace.state
    return tuple(p for p in looking.workspace.parties() if not p.retired or state.holds_any(p.id))


def shown_parties(parties: Iterable[Party], shape: Shape) -> tuple[Party, ...]:
    """The parties that a shape shows, folded or not, kind by kind."""
    hidden = set(shape.hidden)
    shown = [party for party in parties if party.id not in hidden]
    if not shape.only:
        return tuple(shown)
    place = {party: at for at, party in enumerate(shape.only)}
    chosen = sorted((party for party in shown if party.id in place), key=lambda party: place[party.id])
    return tuple(party for kind in KIND_TITLES for party in chosen if party.kind == kind)


def columns_of(parties: Iterable[Party], shape: Shape) -> tuple[Column, ...]:
    """Put parties into columns: pinned ones first, then kind by kind, a folded kind in one."""
    shown = shown_parties(parties, shape)
    by_id = {party.id: party for party in shown}
    pinned = [by_id[key] for key in dict.fromkeys(shape.pinned) if key in by_id]
    first = {party.id for party in pinned}
    columns = [_column((party,), pinned=True) for party in pinned]
    for kind in KIND_TITLES:
        rest = tuple(party for party in shown if party.kind == kind and party.id not in first)
        if kind in shape.folded_kinds and len(rest) > 1:
            columns.append(_column(rest))
        else:
            columns += [_column((party,)) for party in rest]
    return tuple(columns)


def _column(parties: tuple[Party, ...], *, pinned: bool = False) -> Column:
    own = parties[0].id if len(parties) == 1 else ""
    return Column(own, parties[0].kind, parties, frozenset(party.id for party in parties), pinned)


def _groups(
    elements: Sequence[Element], looking: Looking, shape: Shape, *, several: bool
) -> tuple[Group, ...]:
    found: dict[str, list[Element]] = {}
    for key, run in _runs(elements, looking, shape, several=several):
        if key in found:
            found[key].extend(run)
        else:
            found[key] = list(run)
    by_text = shape.grouping not in ("stage", "none")
    if by_text and "" in found:
        found[""] = found.pop("")
    folded = set(shape.folded)
    groups = []
    for key, members in found.items():
        title = _title(key, members[0], looking, shape, several=several)
        if by_text and not key and len(found) > 1:
            title = f"No {GROUPING_TITLES[shape.grouping].lower()}"
        ids = tuple(map(_ID, _sorted(members, looking, shape.sorting)))
        groups.append(Group(title, ids, key, folded=bool(title) and key in folded))
    return tuple(groups)


def _runs(
    elements: Sequence[Element], looking: Looking, shape: Shape, *, several: bool
) -> Iterator[tuple[str, Iterable[Element]]]:
    """Neighbours of the same group, with what tells groups apart.

    A sort over all knows no journeys: it would only sort within each.
    """
    if shape.grouping == "stage" and several:
        home = {stage.id: stage.journey for stage in looking.workspace.stages()}
        for (journey, stage), run in groupby(elements, attrgetter("journey", "stage")):
            # Two people at once can leave an element in a stage of another journey: it stands apart.
            yield (stage if home.get(stage) == journey else f"{journey}/{stage}"), run
    elif shape.grouping != "none":
        yield from groupby(elements, attrgetter(shape.grouping))
    elif several and shape.sorting == "own":
        yield from groupby(elements, attrgetter("journey"))
    elif elements:
        yield "", elements


def _title(key: str, element: Element, looking: Looking, shape: Shape, *, several: bool) -> str:
    tables = looking.workspace.state.tables
    if shape.grouping not in ("stage", "none"):
        return key
    own = tables["stages"].get(element.stage) if shape.grouping == "stage" else None
    journey = tables["journeys"].get(element.journey) if several and key else None
    return " · ".join(record.name for record in (journey, own) if record)


def _sorted(elements: Sequence[Element], looking: Looking, sorting: Sorting) -> Sequence[Element]:
    if sorting == "own":
        return elements
    keys: dict[Sorting, Callable[[Element], Any]] = {
        "name": lambda element: _natural(element.name),
        "pain": lambda element: -looking.workspace.pain(element.id),
        "gaps": lambda element: _worst(element, looking),
        "changes": lambda element: -_differing(element, looking),
    }
    return sorted(elements, key=keys[sorting])


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Names in the order in which people look for them: step 2 before step 10, Ä beside A."""
    bare = (
        each for each in unicodedata.normalize("NFD", fold(name[:200])) if not unicodedata.combining(each)
    )
    parts = _NUMBERS.split("".join(bare))
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _worst(element: Element, looking: Looking) -> tuple[int, int]:
    found = looking.findings.gaps_in(element.id, looking.layer)
    return -max((finding.rank for finding in found), default=0), -len(found)


def _differing(element: Element, looking: Looking) -> int:
    return sum(cell.differs for cell in looking.workspace.state.rows.get(element.id, {}).values())
