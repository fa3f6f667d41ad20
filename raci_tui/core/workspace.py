"""The workspace: the one mutable object, a state with its history of edits. It does no I/O.

An edit applies at once and waits as *pending* until a writer has made it durable. When the ledger has moved
on, `receive` takes the pending commits back, applies the others' and puts its own on top again; what no
longer fits is dropped and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, cast

import msgspec

from raci_tui.core.errors import EditError, SchemeError
from raci_tui.core.ledger import Change, Commit, Entry, Head, Via, stamp, utc_now
from raci_tui.core.rebase import Conflict, last_to_touch, replay
from raci_tui.core.records import PARTY_KINDS, Cell, Element, Info, Journey, Party, Stage, new_id
from raci_tui.core.scheme import RACI, Scheme
from raci_tui.core.state import State, Touched
from raci_tui.core.transaction import Transaction

__all__ = ["Conflict", "ConflictSubscriber", "Subscriber", "Workspace", "new_state"]

_RECENT: Final = 2000
"""Commits kept in memory to say who touched a field."""
_UNDO: Final = "Undo: "
_REDO: Final = "Redo: "
_ORDERED_BY: Final = {"stages": ("journeys", "stages"), "elements": ("journeys", "stages", "elements")}

Subscriber = Callable[[Touched], None]
ConflictSubscriber = Callable[[tuple[Conflict, ...]], None]


class Workspace:
    """Tables, edits, undo and redo, and who is told about them.

    Args:
        state: The state at `head`; owned by the workspace from here on.
        author: Name for the commits made here; `app` is the id of this running app.
        schemes: Schemes by id that the workspace may name besides its own.
        clock: Gives the time now.
    """

    def __init__(
        self,
        state: State,
        head: Head,
        *,
        author: str,
        app: str = "",
        schemes: Mapping[str, Scheme] | None = None,
        clock: Callable[[], datetime] = utc_now,
        last_at: str = "",
    ) -> None:
        self.state = state
        self.head = head
        self.author = author
        self.app = app or new_id()
        self.pending: list[Commit] = []
        self.read_only_reason = ""
        self.during = ""
        self._schemes = {RACI.id: RACI, **(schemes or {})}
        self._clock = clock
        self._last_at = last_at
        self._undo: list[str] = []
        self._redo: list[str] = []
        self._own: dict[str, Commit] = {}
        self._recent: list[Commit] = []
        self._subscribers: list[Subscriber] = []
        self._conflict_subscribers: list[ConflictSubscriber] = []
        self._ordered: dict[str, tuple[tuple[int, ...], Any]] = {}
        self._editing = False

    # What it holds

    @property
    def info(self) -> Info:
        """The workspace's own record."""
        found: Info = self.state.tables["workspace"]["workspace"]
        return found

    @property
    def scheme(self) -> Scheme:
        """The scheme in force.

        Raises:
            SchemeError: Neither the workspace nor a plugin knows it.
        """
        wanted = self.info.scheme
        scheme: Scheme | None = self.state.tables["schemes"].get(wanted) or self._schemes.get(wanted)
        if scheme is None:
            raise SchemeError(f"nobody knows the scheme {wanted!r}", "install the plugin that brings it")
        return scheme

    @property
    def last_at(self) -> str:
        """Time of the last commit it contains, ISO 8601 in UTC, or empty."""
        return self._last_at

    def cell(self, element: str, party: str) -> Cell:
        """The cell of an element and a party; an empty one where nothing is said."""
        return self.state.cell(element, party)

    def parties(self) -> list[Party]:
        """Parties in order: departments, partners, customers."""
        return self._in_order("parties", lambda party: (PARTY_KINDS.index(party.kind), party.order, party.id))

    def journeys(self) -> list[Journey]:
        """Journeys in order."""
        return self._in_order("journeys", lambda journey: (journey.order, journey.id))

    def stages(self) -> list[Stage]:
        """Stages in order, journey by journey."""
        journeys = self._rank("journeys")
        return self._in_order("stages", lambda stage: (journeys.get(stage.journey, 0), stage.order, stage.id))

    def elements(self) -> list[Element]:
        """Elements in order: journey, stage (those without one first), then their own order."""
        journeys, stages = self._rank("journeys"), self._rank("stages")
        return self._in_order(
            "elements",
            lambda element: (
                journeys.get(element.journey, 0),
                stages.get(element.stage, -1),
                element.order,
                element.id,
            ),
        )

    def pain(self, element: str) -> int:
        """Highest severity among an element's pains; 0 where none is said."""
        return self.highest_pains().get(element, 0)

    def highest_pains(self) -> Mapping[str, int]:
        """Highest severity by element, for elements that have a pain."""
        highest: Mapping[str, int] = self._kept("pains", self._highest_pains)
        return highest

    # Edits

    @contextmanager
    def edit(self, label: str, *, via: Via = "app", whole: bool = False) -> Iterator[Transaction]:
        """Make edits that become one pending commit; an exception takes all of them back.

        An edit that changes nothing makes no commit. What is imported or merged stands or falls as a whole.

        Raises:
            EditError: The workspace is read-only.
            RuntimeError: Another edit is being made; edits do not nest.
        """
        self._writable()
        transaction = Transaction(self.state, label, whole=whole or via in ("import", "merge"))
        self._editing = True
        try:
            yield transaction
            commit = self._commit(transaction, via)
        except BaseException:
            transaction.rollback()
            raise
        finally:
            self._editing = False
        if commit:
            self._undo.append(commit.id)
            self._redo.clear()
            self._tell(_touched(commit))

    def undo(self) -> Commit | None:
        """Take back the last commit of this running app; None where there is nothing to take back.

        Raises:
            EditError: Somebody has touched one of its fields since, or the workspace is read-only.
        """
        return self._step_back(self._undo, self._redo)

    def redo(self) -> Commit | None:
        """Make the last undone commit again; None where there is none.

        Raises:
            EditError: Somebody has touched one of its fields since, or the workspace is read-only.
        """
        return self._step_back(self._redo, self._undo)

    def undo_commit(self, commit: Commit) -> Commit | None:
        """Take back any commit as a new one; it can itself be undone.

        Raises:
            EditError: Somebody has touched one of its fields since, or the workspace is read-only.
        """
        undone = self._inverse(commit)
        if undone:
            self._undo.append(undone.id)
            self._redo.clear()
        return undone

    @property
    def can_undo(self) -> str:
        """Label of what `undo` would take back, or empty."""
        return self._own[self._undo[-1]].label.removeprefix(_REDO) if self._undo else ""

    @property
    def can_redo(self) -> str:
        """Label of what `redo` would make again, or empty."""
        return _label_of_inverse(self._own[self._redo[-1]].label).removeprefix(_REDO) if self._redo else ""

    # Who is told

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Have the callback told which records each commit touched; returns what ends it."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def subscribe_conflicts(self, callback: ConflictSubscriber) -> Callable[[], None]:
        """Have the callback told what of ours was dropped; returns what ends it."""
        self._conflict_subscribers.append(callback)
        return lambda: self._conflict_subscribers.remove(callback)

    # The ledger's answers

    def confirm(self, entry: Entry) -> None:
        """Note that the first pending commit has become durable as this entry."""
        if (
            self.pending
            and self.pending[0].id == entry.commit.id
            and entry.position == self.head.position + 1
        ):
            self.pending.pop(0)
            self.head = entry.head
            self._remember(entry.commit)
        else:
            self.receive((entry,))

    def receive(self, entries: Sequence[Entry]) -> tuple[Conflict, ...]:
        """Apply commits of the ledger beneath the pending ones.

        Entries up to the head are known and left out. A pending commit among them has become durable.

        Returns:
            What of the pending commits no longer fits and was dropped.

        Raises:
            RuntimeError: An edit is being made, or entries are missing between the head and these.
        """
        self._between_edits()
        fresh = [entry for entry in entries if entry.position > self.head.position]
        if not fresh:
            return ()
        if [entry.position - self.head.position for entry in fresh] != list(range(1, len(fresh) + 1)):
            raise RuntimeError(f"entries do not follow position {self.head.position} one by one")
        touched: Touched = set()
        mine = self.pending
        for commit in reversed(mine):
            touched |= _touched(commit)
            for change in commit.inverse():
                self.state.apply(change)
        durable = {entry.commit.id for entry in fresh}
        touched |= self.state.fold(entry.commit for entry in fresh)
        for entry in fresh:
            self._remember(entry.commit)
        self.head = fresh[-1].head
        self.pending = []
        ours = {commit.id for commit in mine}
        theirs = [entry.commit for entry in fresh if entry.commit.id not in ours]
        altered: set[str] = set()
        conflicts = [self._replay(commit, theirs, altered) for commit in mine if commit.id not in durable]
        told = tuple(conflict for conflict in conflicts if conflict)
        self._tell(touched)
        if told:
            for callback in tuple(self._conflict_subscribers):
                callback(told)
        return told

    def discard_pending(self) -> None:
        """Take back everything that is not durable; the user has chosen to lose it."""
        self._between_edits()
        touched: Touched = set()
        for commit in reversed(self.pending):
            touched |= _touched(commit)
            for change in commit.inverse():
                self.state.apply(change)
            self._forget(commit.id)
        self.pending = []
        self._tell(touched)

    def who_touched(self, change: Change) -> str:
        """Author of the last commit seen here that touched the change's field or record, or empty."""
        found = last_to_touch(change, (change.table, change.key), [*self._recent, *self.pending])
        return found.author if found else ""

    def _replay(self, commit: Commit, theirs: Sequence[Commit], altered: set[str]) -> Conflict | None:
        """Put one pending commit on top again.

        Args:
            theirs: The commits that got in between, to say whose they are.
            altered: Ids of pending commits that are no longer as they were made; this one's is added.
        """
        kept, losses = replay(self.state, commit, altered)
        if len(kept) < len(commit.changes):
            altered.add(commit.id)
        if kept:
            self._last_at = max(self._last_at, commit.at)
            again = msgspec.structs.replace(commit, at=self._last_at, changes=tuple(kept))
            self.pending.append(again)
            self._own[commit.id] = again
        else:
            self._forget(commit.id)
        if not losses:
            return None
        behind = (last_to_touch(problem.change, problem.where, theirs) for problem in losses)
        return Conflict(commit, tuple(losses), next((other.author for other in behind if other), ""))

    def _commit(self, transaction: Transaction, via: Via, undoes: str = "") -> Commit | None:
        changes = transaction.net_changes()
        if not changes:
            return None
        self._last_at = max(self._last_at, stamp(self._clock()))
        commit = Commit(
            id=new_id(), author=self.author, app=self.app, at=self._last_at, label=transaction.label, via=via,
            during=self.during, undoes=undoes, whole=transaction.whole, changes=changes,
        )  # fmt: skip
        self.pending.append(commit)
        self._own[commit.id] = commit
        return commit

    def _step_back(self, source: list[str], other: list[str]) -> Commit | None:
        self._writable()
        if not source:
            return None
        undone = self._inverse(self._own[source[-1]])
        source.pop()
        if undone:
            other.append(undone.id)
        return undone

    def _inverse(self, commit: Commit) -> Commit | None:
        self._writable()
        label = _label_of_inverse(commit.label)
        transaction = Transaction(self.state, label, whole=True)
        try:
            transaction.apply(commit.inverse())
        except EditError as error:
            transaction.rollback()
            word = "undone" if label.startswith(_UNDO) else "redone"
            what = label.removeprefix(_UNDO).removeprefix(_REDO)
            raise EditError(f"“{what}” cannot be {word}", self._why_not(transaction, error)) from error
        done = self._commit(transaction, "app", undoes=commit.id)
        if done:
            self._tell(_touched(done))
        return done

    def _why_not(self, transaction: Transaction, error: EditError) -> str:
        problem = transaction.problem
        if problem is None:
            return error.message
        found = last_to_touch(problem.change, problem.where, [*self._recent, *self.pending])
        if found is None:
            return "somebody has changed it since"
        return f"{'you have' if found.app == self.app else f'{found.author} has'} changed it since"

    def _writable(self) -> None:
        self._between_edits()
        if self.read_only_reason:
            raise EditError("this workspace cannot be changed", self.read_only_reason)

    def _between_edits(self) -> None:
        if self._editing:
            raise RuntimeError("an edit is being made")

    def _remember(self, commit: Commit) -> None:
        self._last_at = max(self._last_at, commit.at)
        self._recent.append(commit)
        if len(self._recent) > 2 * _RECENT:
            del self._recent[:_RECENT]

    def _forget(self, commit_id: str) -> None:
        for stack in (self._undo, self._redo):
            if commit_id in stack:
                stack.remove(commit_id)

    def _tell(self, touched: Touched) -> None:
        for callback in tuple(self._subscribers):
            callback(touched)

    def _highest_pains(self) -> dict[str, int]:
        highest: dict[str, int] = {}
        for record in self.state.tables["pains"].values():
            highest[record.element] = max(record.severity, highest.get(record.element, 0))
        return highest

    def _in_order(self, table: str, key: Callable[[Any], Any]) -> list[Any]:
        return cast(
            "list[Any]", self._kept(table, lambda: sorted(self.state.tables[table].values(), key=key))
        )

    def _kept(self, table: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever was made
        """What was made from a table and those its order depends on, made again once one of them changed."""
        versions = tuple(self.state.versions[name] for name in _ORDERED_BY.get(table, (table,)))
        kept = self._ordered.get(table)
        if kept is None or kept[0] != versions:
            kept = self._ordered[table] = (versions, make())
        return kept[1]

    def _rank(self, table: str) -> dict[str, int]:
        records: Sequence[Journey | Stage] = self.journeys() if table == "journeys" else self.stages()
        return {record.id: place for place, record in enumerate(records)}


def new_state(name: str, *, scheme: str = RACI.id, description: str = "") -> State:
    """A state with nothing in it but the workspace's own record."""
    state = State()
    state.put(Info(name=name, scheme=scheme, description=description), "workspace")
    return state


def _touched(commit: Commit) -> Touched:
    return {(change.table, change.key) for change in commit.changes}


def _label_of_inverse(label: str) -> str:
    if label.startswith(_UNDO):
        return _REDO + label.removeprefix(_UNDO)
    return _UNDO + label.removeprefix(_REDO)
