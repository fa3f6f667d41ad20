"""The workspace: the one mutable object, a state with its history of edits. It does no I/O.

An edit applies at once and waits as *pending* until a writer has made it durable. When the ledger has moved
on, `receive` takes the pending commits back, applies the others' and puts its own on top again; what no
longer fits is dropped and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec

from raci_tui.core.errors import EditError, SchemeError
from raci_tui.core.ledger import Change, Commit, Entry, Head, Via, stamp, utc_now
from raci_tui.core.ordered import Ordered
from raci_tui.core.rebase import Conflict, replay, who_is_behind
from raci_tui.core.recent import Recent
from raci_tui.core.records import Cell, Element, Info, Journey, Pain, Party, Stage, new_id
from raci_tui.core.scheme import RACI, Scheme
from raci_tui.core.state import State, Touched
from raci_tui.core.steps import REDO, UNDO, Steps, label_of_inverse
from raci_tui.core.transaction import Transaction

__all__ = ["Conflict", "ConflictSubscriber", "Subscriber", "Workspace", "new_state"]

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
        self._schemes = {} if schemes is None else schemes
        self._clock = clock
        self._last_at = last_at
        self._ordered = Ordered(state)
        self._steps = Steps()
        self._recent = Recent(self.app)
        self._subscribers: list[Subscriber] = []
        self._conflict_subscribers: list[ConflictSubscriber] = []
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
        scheme: Scheme | None = self.state.tables["schemes"].get(wanted)
        if scheme is None:
            # Only now may plugins have to be loaded.
            scheme = RACI if wanted == RACI.id else self._schemes.get(wanted)
        if scheme is None:
            raise SchemeError(f"nobody knows the scheme {wanted!r}", "install the plugin that brings it")
        return scheme

    @property
    def offered(self) -> Mapping[str, Scheme]:
        """Schemes by id that the app and plugins bring; to ask loads them."""
        return {RACI.id: RACI, **self._schemes}

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """Every scheme by id that can be put in force; one that the workspace holds comes before one of that id."""
        return {**self.offered, **self.state.tables["schemes"]}

    @property
    def last_at(self) -> str:
        """Time of the last commit it contains, ISO 8601 in UTC, or empty."""
        return self._last_at

    def cell(self, element: str, party: str) -> Cell:
        """The cell of an element and a party; an empty one where nothing is said."""
        return self.state.cell(element, party)

    def parties(self) -> list[Party]:
        """Parties in order: departments, partners, customers."""
        return self._ordered.parties()

    def journeys(self) -> list[Journey]:
        """Journeys in order."""
        return self._ordered.journeys()

    def stages(self) -> list[Stage]:
        """Stages in order, journey by journey."""
        return self._ordered.stages()

    def elements(self) -> list[Element]:
        """Elements in order: journey, stage (those without one first), then their own order."""
        return self._ordered.elements()

    def pains(self, element: str) -> Sequence[Pain]:
        """Pains of an element, in the order in which they were noted."""
        return self._ordered.pains().get(element, ())

    def pain(self, element: str) -> int:
        """Highest severity among an element's pains; 0 where none is said."""
        return self.highest_pains().get(element, 0)

    def highest_pains(self) -> Mapping[str, int]:
        """Highest severity by element, for elements that have a pain."""
        return self._ordered.highest_pains()

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
            self._steps.made(commit)
            self._tell(_touched(commit))

    def undo(self) -> Commit | None:
        """Take back the last commit of this running app; None where there is nothing to take back.

        Raises:
            EditError: Somebody has touched one of its fields since, or the workspace is read-only.
        """
        return self._step_back(forward=False)

    def redo(self) -> Commit | None:
        """Make the last undone commit again; None where there is none.

        Raises:
            EditError: Somebody has touched one of its fields since, or the workspace is read-only.
        """
        return self._step_back(forward=True)

    def undo_commit(self, commit: Commit) -> Commit | None:
        """Take back any commit as a new one; it can itself be undone.

        Raises:
            EditError: Somebody has touched one of its fields since, or the workspace is read-only.
        """
        undone = self._inverse(commit)
        if undone:
            self._steps.made(undone)
            self._tell(_touched(undone))
        return undone

    @property
    def can_undo(self) -> str:
        """Label of what `undo` would take back, or empty."""
        commit = self._steps.next(forward=False)
        return commit.label.removeprefix(REDO) if commit else ""

    @property
    def can_redo(self) -> str:
        """Label of what `redo` would make again, or empty."""
        commit = self._steps.next(forward=True)
        return label_of_inverse(commit.label).removeprefix(REDO) if commit else ""

    # Who is told

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Have the callback told which records each commit touched; returns what ends it."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def announce(self, touched: Touched) -> None:
        """Tell the subscribers of records that no commit has touched, but that mean something else by now.

        A day that begins does that to what ends with the day before.

        Raises:
            RuntimeError: An edit is being made.
        """
        self._between_edits()
        self._tell(touched)

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
        for commit in theirs:
            if commit.app == self.app:
                self._steps.came_back(commit, ours)
        altered: dict[str, str] = {}
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
            self._steps.forget(commit.id, stands=True)
        self.pending = []
        self._tell(touched)

    def who_touched(self, change: Change) -> str:
        """Author of the last commit seen here that touched the change's field or record, or empty."""
        return self._recent.who_touched(change, self.pending)

    def _replay(self, commit: Commit, theirs: Sequence[Commit], altered: dict[str, str]) -> Conflict | None:
        """Put one pending commit on top again.

        Args:
            theirs: The commits that got in between, to say whose they are.
            altered: Who is behind it, by id of pending commits that are no longer as they were made; this
                one is added.
        """
        kept, losses = replay(self.state, commit, altered)
        by = who_is_behind(commit, kept, losses, theirs) or altered.get(commit.undoes, "")
        if len(kept) < len(commit.changes):
            altered[commit.id] = by
        if kept:
            self._last_at = max(self._last_at, commit.at)
            again = msgspec.structs.replace(commit, at=self._last_at, changes=tuple(kept))
            self.pending.append(again)
            self._steps.altered(again)
        else:
            self._steps.forget(commit.id, stands=bool(losses))
        return Conflict(commit, tuple(losses), by) if losses else None

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
        return commit

    def _step_back(self, *, forward: bool) -> Commit | None:
        self._writable()
        commit = self._steps.next(forward=forward)
        if commit is None:
            return None
        undone = self._inverse(commit)
        self._steps.stepped(undone, forward=forward)
        if undone:
            self._tell(_touched(undone))
        return undone

    def _inverse(self, commit: Commit) -> Commit | None:
        self._writable()
        label = label_of_inverse(commit.label)
        transaction = Transaction(self.state, label, whole=True)
        durable = all(pending.id != commit.id for pending in self.pending)
        other = self._recent.of_others(commit) if durable else None
        try:
            transaction.apply(commit.inverse())
        except EditError as error:
            transaction.rollback()
            why = error.message
            if transaction.problem:
                own = self._steps.standing()
                why = self._recent.who_is_in_the_way(commit, transaction.problem, self.pending, own)
            raise _refused(label, why) from error
        if other:
            # The values fit, but they are by now another's decision.
            transaction.rollback()
            raise _refused(label, f"{other.author} has changed it since")
        return self._commit(transaction, "app", undoes=commit.id)

    def _writable(self) -> None:
        self._between_edits()
        if self.read_only_reason:
            raise EditError("this workspace cannot be changed", self.read_only_reason)

    def _between_edits(self) -> None:
        if self._editing:
            raise RuntimeError("an edit is being made")

    def _remember(self, commit: Commit) -> None:
        self._last_at = max(self._last_at, commit.at)
        self._recent.remember(commit)

    def _tell(self, touched: Touched) -> None:
        for callback in tuple(self._subscribers):
            callback(touched)


def new_state(name: str, *, scheme: str = RACI.id, description: str = "") -> State:
    """A state with nothing in it but the workspace's own record."""
    state = State()
    state.put(Info(name=name, scheme=scheme, description=description), "workspace")
    return state


def _touched(commit: Commit) -> Touched:
    return {(change.table, change.key) for change in commit.changes}


def _refused(label: str, why: str) -> EditError:
    word = "undone" if label.startswith(UNDO) else "redone"
    return EditError(f"“{label.removeprefix(UNDO).removeprefix(REDO)}” cannot be {word}", why)
