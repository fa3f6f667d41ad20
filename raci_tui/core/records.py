"""The records of a workspace and how they hang together.

Every record is a small frozen value in a table, keyed by a random id; a cell is keyed `element/party` and a
move by its element. Texts are clean (`core.text`), letters canonical (`core.notation`), times are ISO 8601
in UTC, dates ISO 8601.
"""

from __future__ import annotations

import secrets
import string
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeVar

import msgspec

from raci_tui.core.scheme import RACI, Scheme

FORMAT_NUMBER: Final = 2
"""Raised with every new table or field; `core.upgrade` says how older records become today's."""

Layer = Literal["current", "target", "diff"]
LAYERS: Final[tuple[Layer, ...]] = ("current", "target", "diff")
EditLayer = Literal["current", "target"]
"""The layers that hold letters of their own."""
PartyKind = Literal["department", "partner", "customer"]
PARTY_KINDS: Final[tuple[PartyKind, ...]] = ("department", "partner", "customer")
"""In the order in which columns stand."""
Visibility = Literal["front", "back", ""]
PainSource = Literal["people", "process", "policy", "technology", ""]
Severity = Literal["error", "warning", "info"]
ElementKind = Literal["step", "touchpoint", "decision", "process", "policy", "technology"]
MoveState = Literal["proposed", "agreed", "in progress", "done"]
Grouping = Literal["stage", "touchpoint", "activity", "decision", "process", "none"]
GROUPINGS: Final[tuple[Grouping, ...]] = ("stage", "touchpoint", "activity", "decision", "process", "none")
Sorting = Literal["own", "name", "pain", "gaps", "changes"]
SORTINGS: Final[tuple[Sorting, ...]] = ("own", "name", "pain", "gaps", "changes")

_ID_ALPHABET: Final = string.ascii_letters + string.digits
ID_LENGTH: Final = 12


def new_id() -> str:
    """Make a random id: 12 letters and digits, 71 bits."""
    return "".join(secrets.choice(_ID_ALPHABET) for _ in range(ID_LENGTH))


_IN_BASE_62: Final = r"^[0-9A-Za-z]*\Z"
Order = Annotated[str, msgspec.Meta(pattern=_IN_BASE_62)]
"""A place among siblings, as `core.order` makes it; the type of a value that is read by itself."""


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every record has in common: unknown fields are refused, defaults are not written."""


class Placed(Record, frozen=True, kw_only=True):
    """A record with an order among its siblings: a base-62 fraction, which every record of its kind is asked for.

    As part of the field's type that question takes longer than all the rest of reading a large table.
    """

    def __post_init__(self) -> None:
        """Refuse an order that is none."""
        order: str = self.order  # type: ignore[attr-defined]  # a field here would come first in every file
        if order and not (order.isalnum() and order.isascii()):
            raise ValueError(f"Expected `str` matching regex {_IN_BASE_62!r} as order")


class Info(Record, frozen=True, kw_only=True):
    """The workspace itself; the only record of its table, with the id `workspace`.

    Attributes:
        scheme: Id of the scheme in force.
        description: For people; an example says here what is invented.
    """

    id: str = "workspace"
    name: str
    description: str = ""
    scheme: str = RACI.id


class Party(Placed, frozen=True, kw_only=True):
    """A column: a department, a partner, or the customer.

    Attributes:
        short: A code for narrow columns; derived from the name where empty.
        order: Place among the parties, a base-62 fraction.
        parent: Id of the party it belongs to, such as a company or district, or empty.
        aliases: Other names that imports may use for it.
        overlay: It belongs to the overlay team, whose accountability is meant to move out.
        retired, vacant: It does not count as an owner.
    """

    id: str
    name: str
    short: str = ""
    kind: PartyKind = "department"
    order: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    overlay: bool = False
    retired: bool = False
    vacant: bool = False
    contact: str = ""
    note: str = ""


class Person(Record, frozen=True, kw_only=True):
    """Somebody named; never a column."""

    id: str
    name: str
    party: str = ""
    contact: str = ""


class Persona(Record, frozen=True, kw_only=True):
    """A kind of customer whose journey is looked at."""

    id: str
    name: str
    description: str = ""


class Journey(Placed, frozen=True, kw_only=True):
    """What one persona goes through."""

    id: str
    name: str
    order: str = ""
    persona: str = ""
    description: str = ""


class Stage(Placed, frozen=True, kw_only=True):
    """A section of a journey."""

    id: str
    journey: str
    name: str
    order: str = ""


class Element(Placed, frozen=True, kw_only=True):
    """A row: whatever shapes the customer's experience.

    Attributes:
        stage: Id of its stage, or empty.
        order: Place within its stage, a base-62 fraction.
        code: The team's own number for it, such as SW-01.
        visibility: `front` in plain view of the customer, `back` behind the scenes, empty where not said.
        touchpoint, activity, decision, process: The management orientations one can group by.
        extra: Other columns of an imported table, by their names.
        confirmed_at, confirmed_by: When and by whom its ownership was last confirmed true.
    """

    id: str
    name: str
    journey: str
    stage: str = ""
    order: str = ""
    code: str = ""
    kind: ElementKind = "step"
    visibility: Visibility = ""
    touchpoint: str = ""
    activity: str = ""
    decision: str = ""
    process: str = ""
    note: str = ""
    extra: dict[str, str] = {}
    confirmed_at: str = ""
    confirmed_by: str = ""


class Cell(Record, frozen=True, kw_only=True, gc=False):
    """One element × one party.

    Attributes:
        current: Letters, empty (undecided) or `-` (not involved).
        target: None (no plan), letters, or `-`; never empty.
    """

    element: str
    party: str
    current: str = ""
    target: str | None = None
    note: str = ""

    @property
    def id(self) -> str:
        """The key `element/party`."""
        return f"{self.element}/{self.party}"

    @property
    def planned(self) -> str:
        """The letters the target layer shows: the plan, or what current says where there is none."""
        return self.current if self.target is None else self.target

    @property
    def differs(self) -> bool:
        """There is a plan and it is not what current says; `-` over an empty current does not differ."""
        if self.target is None or self.target == (self.current or "-"):
            return False
        return set(self.target) != set(self.current or "-")


class Pain(Record, frozen=True, kw_only=True):
    """One pain of an element: its source, a severity from 1 to 5, and what hurts."""

    id: str
    element: str
    severity: Annotated[int, msgspec.Meta(ge=1, le=5)]
    source: PainSource = ""
    text: str = ""


class Waiver(Record, frozen=True, kw_only=True):
    """A finding accepted on purpose until a date; `element` and `party` empty mean any."""

    id: str
    rule: str
    element: str = ""
    party: str = ""
    reason: str = ""
    author: str = ""
    until: str = ""


class Move(Record, frozen=True, kw_only=True):
    """One element's way from current to target.

    Attributes:
        agreed: The target letters agreed, by party id.
    """

    element: str
    state: MoveState = "proposed"
    lead: str = ""
    due: str = ""
    note: str = ""
    agreed: dict[str, str | None] = {}

    @property
    def id(self) -> str:
        """The key: its element's id."""
        return self.element


class StandUp(Record, frozen=True, kw_only=True):
    """One meeting: when, who, and what was noted."""

    id: str
    started: str
    ended: str = ""
    attendees: tuple[str, ...] = ()
    notes: str = ""


class Action(Record, frozen=True, kw_only=True):
    """Something somebody does until a date."""

    id: str
    text: str
    element: str = ""
    person: str = ""
    party: str = ""
    due: str = ""
    done_at: str = ""
    standup: str = ""


class SavedView(Placed, frozen=True, kw_only=True):
    """A way to look at the matrix, kept by name.

    Attributes:
        journey: Id of the one journey it shows, or empty for all.
        sorting: What rows are sorted by within their groups.
        folded: Groups whose rows are folded away: ids of stages or journeys, or the texts grouped by.
        columns: Ids of the parties that have a column, in this order; empty for all.
        hidden: Ids of parties without a column.
        pinned: Ids of parties that stand first and do not scroll.
        folded_kinds: Kinds of parties folded into one column each.
        width: Terminal cells of a party's column; 0 for what fits.
        downwards: Names of parties run downwards.
        order: Place among the views, a base-62 fraction.
    """

    id: str
    name: str
    layer: Layer = "current"
    query: str = ""
    journey: str = ""
    grouping: Grouping = "stage"
    sorting: Sorting = "own"
    folded: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    folded_kinds: tuple[PartyKind, ...] = ()
    width: Annotated[int, msgspec.Meta(ge=0, le=99)] = 0
    downwards: bool = False
    order: str = ""


class Link(Record, frozen=True, kw_only=True):
    """A tie from one element to another, such as a handoff."""

    id: str
    source: str
    target: str
    kind: str = "hands over to"
    text: str = ""


class RuleSetting(Record, frozen=True, kw_only=True):
    """What a workspace sets of a rule; the id is the rule's."""

    id: str
    enabled: bool = True
    severity: Severity | Literal[""] = ""
    threshold: int | None = None


TABLES: Final[dict[str, type[msgspec.Struct]]] = {
    "workspace": Info,
    "schemes": Scheme,
    "parties": Party,
    "people": Person,
    "personas": Persona,
    "journeys": Journey,
    "stages": Stage,
    "elements": Element,
    "cells": Cell,
    "pains": Pain,
    "waivers": Waiver,
    "moves": Move,
    "standups": StandUp,
    "actions": Action,
    "views": SavedView,
    "links": Link,
    "rules": RuleSetting,
}
"""Record type of every table, in the order in which a snapshot lists them: referred-to tables first."""

TABLE_OF: Final[dict[type[msgspec.Struct], str]] = {record: table for table, record in TABLES.items()}

R = TypeVar("R", bound=msgspec.Struct)


class Reference(NamedTuple):
    """A field that names a record of another table.

    Attributes:
        owned: The record goes with the one it names; otherwise only the field is emptied.
    """

    table: str
    field: str
    target: str
    owned: bool


REFERENCES: Final = (
    Reference("parties", "parent", "parties", owned=False),
    Reference("people", "party", "parties", owned=False),
    Reference("journeys", "persona", "personas", owned=False),
    Reference("stages", "journey", "journeys", owned=True),
    Reference("elements", "journey", "journeys", owned=True),
    Reference("elements", "stage", "stages", owned=False),
    Reference("cells", "element", "elements", owned=True),
    Reference("cells", "party", "parties", owned=True),
    Reference("pains", "element", "elements", owned=True),
    Reference("waivers", "element", "elements", owned=True),
    Reference("waivers", "party", "parties", owned=True),
    Reference("moves", "element", "elements", owned=True),
    Reference("moves", "lead", "people", owned=False),
    Reference("actions", "element", "elements", owned=False),
    Reference("actions", "person", "people", owned=False),
    Reference("actions", "party", "parties", owned=False),
    Reference("actions", "standup", "standups", owned=False),
    Reference("views", "journey", "journeys", owned=False),
    Reference("links", "source", "elements", owned=True),
    Reference("links", "target", "elements", owned=True),
)


def to_plain(value: object) -> Any:  # noqa: ANN401 - the border to JSON, where anything may stand
    """Turn a record or field value into what reading it back from JSON gives: lists, never tuples."""
    if value is None or isinstance(value, (str, int)):
        return value
    return msgspec.json.decode(msgspec.json.encode(value))
