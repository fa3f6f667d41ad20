"""Workspaces and random edits for property tests.

An edit is drawn as a few small numbers and read against the workspace it meets, so that a failing sequence
shrinks well and means the same on every replica. Ids, times and texts are all drawn or counted, never random.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from hypothesis import settings
from hypothesis import strategies as st

from raci_tui.core.errors import EditError
from raci_tui.core.ledger import Head
from raci_tui.core.records import (
    TABLES,
    Action,
    Cell,
    Element,
    Journey,
    Link,
    Move,
    Pain,
    Party,
    Person,
    Persona,
    RuleSetting,
    SavedView,
    Stage,
    StandUp,
    Waiver,
)
from raci_tui.core.scheme import RACI, Bounds, Letter, Scheme
from raci_tui.core.state import State
from raci_tui.core.transaction import Transaction
from raci_tui.core.workspace import Workspace, new_state

T = TypeVar("T")

ORDERS: Final = r"^[0-9A-Za-z]*\Z"


def examples(count: int, **others: Any) -> settings:
    """So many examples where a test takes 100 as a rule, and as many times more where others do."""
    return settings(max_examples=count * settings().max_examples // 100, **others)


BASE: Final = Head(0, "base")
START: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

RASCI: Final = Scheme(
    id="rasci",
    name="RASCI",
    letters=(*RACI.letters[:2], Letter(code="S", name="Support", kind="support"), *RACI.letters[2:]),
    owner_implies_doer=True,
)
CAIRO: Final = Scheme(
    id="cairo", name="CAIRO", letters=(*RACI.letters, Letter(code="O", name="Omitted", kind="out"))
)
STRICT: Final = Scheme(
    id="raci-strict", name="RACI, strict", letters=RACI.letters, doers=Bounds(1, 1), share_cell=False
)
NAMED: Final = Scheme(
    id="named",
    name="Named",
    letters=(
        Letter(code="N", name="Names", kind="owner"),
        Letter(code="A", name="Acts", kind="doer", words=("acts", "Does it")),
        Letter(code="I", name="Informed", kind="inform"),
        Letter(code="L", name="Listens", kind="inform"),
    ),
)
CYRILLIC: Final = Scheme(
    id="cyrillic",
    name="Ответственность",
    letters=(
        Letter(code="О", name="Отвечает", kind="owner"),
        Letter(code="И", name="Исполняет", kind="doer"),
        Letter(code="К", name="Консультирует", kind="advise"),
    ),
)
SCHEMES: Final = (RACI, RASCI, CAIRO, STRICT, NAMED, CYRILLIC)


class Clock:
    """A clock that a test sets; it moves on by a second with each look."""

    def __init__(self, now: datetime = START, step_s: float = 1) -> None:
        self.now = now
        self.step = timedelta(seconds=step_s)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


def base_state() -> State:
    """Two journeys, four parties, five elements and a record or two of every other table."""
    state = new_state("Meter installation")
    for record in (
        Party(id="p1", name="Customer service", order="1"),
        Party(id="p2", name="Operations", order="2", overlay=True),
        Party(
            id="p3", name="Crew", order="3", kind="partner", parent="p2", aliases=("Field crew", "Installers")
        ),
        Party(id="p4", name="Customer", order="4", kind="customer"),
        Person(id="n1", name="Dana", party="p1"),
        Persona(id="c1", name="First-time buyer"),
        Journey(id="j1", name="Install", order="1", persona="c1"),
        Journey(id="j2", name="Repair", order="2"),
        Stage(id="s1", journey="j1", name="Request", order="1"),
        Stage(id="s2", journey="j1", name="Visit", order="2"),
        Stage(id="s3", journey="j2", name="Call", order="1"),
        Element(id="e1", name="Ask", journey="j1", stage="s1", order="1", visibility="front"),
        Element(id="e2", name="Look up", journey="j1", stage="s1", order="2", visibility="back"),
        Element(id="e3", name="Install", journey="j1", stage="s2", order="1", extra={"Phase": "2"}),
        Element(id="e4", name="Call back", journey="j2", stage="s3", order="1"),
        Element(id="e5", name="Bill", journey="j2", order="1"),
        Cell(element="e1", party="p1", current="A"),
        Cell(element="e1", party="p3", current="R", target="C", note="by phone"),
        Cell(element="e2", party="p2", target="A"),
        Cell(element="e3", party="p1", current="AR"),
        Cell(element="e3", party="p3", current="A"),
        Pain(id="h1", element="e2", severity=4, source="process", text="Notebook"),
        Waiver(id="w1", rule="no-owner", element="e5", reason="seasonal", author="Dana", until="2026-03-01"),
        Move(element="e2", state="agreed", lead="n1", agreed={"p2": "A", "p3": None}),
        StandUp(id="u1", started="2026-01-05T09:00:00.000Z", attendees=("n1",)),
        Action(id="a1", text="Ask the crew", element="e2", person="n1", party="p1", standup="u1"),
        SavedView(id="v1", name="Gaps", query="is:unowned", columns=("p1", "p2")),
        Link(id="l1", source="e1", target="e2"),
        RuleSetting(id="no-doer", severity="warning"),
    ):
        state.put(record, next(table for table, kind in TABLES.items() if kind is type(record)))
    return state


def open_workspace(
    author: str = "dana", app: str = "app-1", *, state: State | None = None, clock: Clock | None = None
) -> Workspace:
    """A workspace over the base state, with a clock of its own."""
    known = {scheme.id: scheme for scheme in SCHEMES}
    return Workspace(
        state or base_state(), BASE, author=author, app=app, schemes=known, clock=clock or Clock()
    )


def ids() -> Iterator[str]:
    """Ids by counting."""
    return (f"x{number}" for number in range(1, 1_000_000))


class Picks:
    """Drawn numbers, used up as choices; when they run out, the first choice."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = iter(numbers)

    def number(self, below: int) -> int:
        return next(self._numbers, 0) % below

    def of(self, choices: Sequence[T]) -> T:
        return choices[self.number(len(choices))]


def steps(max_size: int = 30) -> st.SearchStrategy[list[list[int]]]:
    """A sequence of random edits, for `perform`."""
    return st.lists(step(), max_size=max_size)


def step() -> st.SearchStrategy[list[int]]:
    """One random edit, for `perform`."""
    return st.lists(st.integers(0, 59), min_size=4, max_size=16)


_TEXTS: Final = ("", "x", "Señor €", "two\nlines", "[R]")
_NAMES: Final = ("Ana", "Back office", "Überprüfung", "[A] {0} %s")
_CURRENT: Final = ("A", "", "R", "AR", "C", "-", "CI")
_TARGET: Final = ("A", None, "R", "AR", "-", "I")


def perform(workspace: Workspace, numbers: Sequence[int], new_ids: Iterator[str]) -> bool:
    """Make one random edit of any table as one commit; False where it was refused and taken back."""
    picks = Picks(numbers)
    whole = picks.number(4) == 3
    try:
        with workspace.edit("step", whole=whole) as edit:
            for _ in range(1 + picks.number(3)):
                _one_edit(edit, workspace.state, picks, new_ids)
    except EditError:
        return False
    return True


def _one_edit(edit: Transaction, state: State, picks: Picks, new_ids: Iterator[str]) -> None:
    action = picks.of(("letters", "plan", "update", "note", "letters", "add", "remove"))
    if action in ("letters", "plan", "note"):
        elements, parties = list(state.tables["elements"]), list(state.tables["parties"])
        if not (elements and parties):
            return
        element, party = picks.of(elements), picks.of(parties)
        if action == "letters":
            edit.set(element, party, "current", picks.of(_CURRENT))
        elif action == "plan":
            edit.set(element, party, "target", picks.of(_TARGET))
        else:
            edit.note(element, party, picks.of(_TEXTS))
        return
    # Rows and columns come more often: most of what can go wrong hangs on them.
    table = picks.of(
        [*(table for table in TABLES if table != "cells"), *("elements", "parties", "pains") * 3]
    )
    keys = list(state.tables[table])
    if action == "add" and table != "workspace":
        values = _values(state, table, picks)
        key = picks.of([element for element in state.tables["elements"] if element not in keys] or [""])
        if values is not None and (table != "moves" or key):
            known_by = {"element": key} if table == "moves" else {"id": next(new_ids)}
            edit.add(TABLES[table](**known_by, **values))
    elif action == "update" and keys:
        values = _values(state, table, picks)
        if values:
            field = picks.of(list(values))
            edit.update(table, picks.of(keys), **{field: values[field]})
    elif action == "remove" and keys and table != "workspace":
        edit.remove(table, picks.of(keys))


def _values(state: State, table: str, picks: Picks) -> dict[str, Any] | None:
    """Random fields of a record; None where it needs a record that does not exist."""

    def any_of(named: str) -> str:
        return picks.of(["", *state.tables[named]])

    def one_of(named: str) -> str:
        return picks.of(list(state.tables[named]) or [""])

    if table in ("elements", "stages") and not state.tables["journeys"]:
        return None
    if table in ("pains", "links") and not state.tables["elements"]:
        return None
    name, text, order = picks.of(_NAMES), picks.of(_TEXTS), picks.of(("1", "2", "V", "Vz"))
    values: dict[str, dict[str, Any]] = {
        "workspace": {"name": name, "scheme": picks.of(["raci", "rasci", *state.tables["schemes"]])},
        "schemes": {"name": name, "letters": RACI.letters, "doers": picks.of((Bounds(1, 1), Bounds(1)))},
        "parties": {
            "name": name,
            "kind": picks.of(("department", "partner", "customer")),
            "order": order,
            "retired": picks.number(3) == 1,
            "vacant": picks.number(3) == 1,
            "parent": any_of("parties"),
            "aliases": picks.of(((), ("x",), ("x", "y"))),
        },
        "people": {"name": name, "party": any_of("parties")},
        "personas": {"name": name, "description": text},
        "journeys": {"name": name, "order": order, "persona": any_of("personas")},
        "stages": {"name": name, "order": order, "journey": one_of("journeys")},
        "elements": {
            "name": name,
            "visibility": picks.of(("front", "back", "")),
            "stage": any_of("stages"),
            "journey": one_of("journeys"),
            "order": order,
            "extra": picks.of(({}, {"Phase": "2"})),
        },
        "pains": {"severity": 1 + picks.number(5), "element": one_of("elements"), "text": text},
        "waivers": {
            "rule": picks.of(("no-owner", "many-owners", "no-doer")),
            "element": any_of("elements"),
            "party": any_of("parties"),
            "until": picks.of(("", "2026-01-04", "2026-01-05", "2026-09-01")),
        },
        "moves": {
            "state": picks.of(("proposed", "agreed", "in progress", "done")),
            "lead": any_of("people"),
            "agreed": picks.of(({}, {"p1": "A"}, {"p1": None})),
        },
        "standups": {
            "started": "2026-01-06T09:00:00.000Z",
            "notes": text,
            "attendees": picks.of(((), ("n1",))),
        },
        "actions": {
            "text": name,
            "element": any_of("elements"),
            "person": any_of("people"),
            "party": any_of("parties"),
            "standup": any_of("standups"),
        },
        "views": {
            "name": name,
            "layer": picks.of(("current", "target", "diff")),
            "columns": picks.of(((), ("p1",))),
        },
        "links": {"source": one_of("elements"), "target": one_of("elements"), "text": text},
        "rules": {
            "enabled": picks.number(3) != 1,
            "severity": picks.of(("", "info", "error")),
            "threshold": None,
        },
    }
    return values[table]


def copy_of(state: State) -> State:
    """A state of its own with the same records."""
    copy = State()
    for table in TABLES:
        for record in state.records(table):
            copy.put(record, table)
    return copy


def index_is_right(state: State) -> bool:
    """Whether the index by party holds exactly the cells of the rows."""
    by_row = {(cell.element, cell.party): cell for row in state.rows.values() for cell in row.values()}
    by_column = {
        (element, party): cell for party, column in state.columns.items() for element, cell in column.items()
    }
    return by_row == by_column


@cache
def records_of(table: str) -> st.SearchStrategy[msgspec.Struct]:
    """Any record of a table, every field drawn from its type."""
    return _any(TABLES[table])


def _any(kind: Any) -> st.SearchStrategy[Any]:
    fields = {
        field.name: st.from_regex(ORDERS) if field.name == "order" else _any_value(field.type)
        for field in msgspec.inspect.type_info(kind).fields  # type: ignore[attr-defined]
    }
    return st.builds(kind, **fields)


def _any_value(kind: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    found: st.SearchStrategy[Any]
    match kind:
        case msgspec.inspect.StrType():
            found = st.text(max_size=8)
        case msgspec.inspect.BoolType():
            found = st.booleans()
        case msgspec.inspect.IntType(ge=low, le=high):
            found = st.integers(-(2**53) if low is None else low, 2**53 if high is None else high)
        case msgspec.inspect.NoneType():
            found = st.none()
        case msgspec.inspect.LiteralType(values=values):
            # Equal to the default, yet another object: what counts as a default must not depend on that.
            found = st.sampled_from([str(value.encode(), "utf-8") for value in map(str, values)])
        case msgspec.inspect.UnionType(types=types):
            found = st.one_of(*map(_any_value, types))
        case msgspec.inspect.VarTupleType(item_type=item):
            found = st.lists(_any_value(item), max_size=3).map(tuple)
        case msgspec.inspect.TupleType(item_types=items):
            found = st.tuples(*map(_any_value, items))
        case msgspec.inspect.DictType(value_type=value):
            found = st.dictionaries(st.text(max_size=4), _any_value(value), max_size=3)
        case msgspec.inspect.StructType(cls=inner):
            found = _any(inner)
        case _:
            raise NotImplementedError(kind)
    return found
