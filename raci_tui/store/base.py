"""What a store is, and the one that forgets: in memory, for trying things and for tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from raci_tui.core.errors import StoreError
from raci_tui.core.ledger import Commit, Entry, Head, checksum, follow
from raci_tui.core.state import State


class Opened(NamedTuple):
    """A workspace as its store holds it.

    Attributes:
        state: The state at `head`; the caller's from here on.
        last_at: Time of the last commit, or empty where there is none.
        notices: Sentences that the user should read once.
        read_only_reason: Why nothing can be saved, or empty.
        workspace: Id of the workspace, the same in all its copies, or empty where it has none.
    """

    state: State
    head: Head
    last_at: str = ""
    notices: tuple[str, ...] = ()
    read_only_reason: str = ""
    workspace: str = ""


class Behind(NamedTuple):
    """The ledger has moved on; nothing was appended.

    Attributes:
        entries: What came after the expected head, oldest first; may hold the commit itself.
    """

    entries: tuple[Entry, ...]


class Store(Protocol):
    """Where a workspace is kept: its ledger, and a snapshot to start from. May be used from one thread at a time."""

    def load(self) -> Opened:
        """Read the workspace.

        Raises:
            StoreError: It cannot be read; nothing was changed.
        """

    def append(self, commit: Commit, expected: Head) -> Entry | Behind:
        """Append a commit to the ledger if that still ends at `expected`; durable once it returns an entry.

        Raises:
            NotSavedError: It could not be made durable; it may be tried again.
            StoreError: The ledger is not the one that was opened.
        """

    def since(self, head: Head) -> tuple[Entry, ...]:
        """Entries after a head, oldest first.

        Raises:
            StoreError: The head is not on this ledger, or it cannot be read.
        """

    def history(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Entries after position `start` up to and including position `stop` (the last where None)."""

    def base(self) -> State:
        """The state at position 0."""

    def begun(self) -> str:
        """When the ledger was begun, ISO 8601 in UTC, or empty where nobody knows."""

    def compact(self, state: State, head: Head) -> None:
        """Write the snapshot: the state at a head of this ledger.

        Raises:
            NotSavedError: It could not be written; the one before is untouched.
            StoreError: The snapshot there is not ours to replace.
        """

    @property
    def lag(self) -> int:
        """Commits in the ledger that the snapshot does not yet hold."""

    def take_notices(self) -> tuple[str, ...]:
        """Sentences that came up since the last call and that the user should read once."""

    def close(self) -> None:
        """Let go of files; may be called twice."""


class MemoryStore:
    """A ledger in memory. Several workspaces may share one, from several threads.

    Args:
        state: The state at position 0; copied.
        begun: When the ledger was begun.
    """

    def __init__(self, state: State, *, begun: str = "") -> None:
        self._base = state.copy()
        self._begun = begun
        self._start = Head(0, checksum(b"memory"))
        self._entries: list[Entry] = []
        self._snapshot = (state.copy(), self._start)
        self._lock = threading.Lock()

    def load(self) -> Opened:
        """Give the state at the end of the ledger."""
        with self._lock:
            state, head = self._snapshot[0].copy(), self._snapshot[1]
            state.fold(entry.commit for entry in self._entries[head.position :])
            last_at = self._entries[-1].commit.at if self._entries else ""
            return Opened(state, self._head, last_at)

    def append(self, commit: Commit, expected: Head) -> Entry | Behind:
        """Append a commit if the ledger still ends at `expected`."""
        with self._lock:
            newer = self._after(expected)
            if newer:
                return Behind(newer)
            entry = follow(self._head, commit)
            self._entries.append(entry)
            return entry

    def since(self, head: Head) -> tuple[Entry, ...]:
        """Entries after a head, oldest first."""
        with self._lock:
            return self._after(head)

    def history(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Entries after position `start` up to and including position `stop`."""
        yield from tuple(self._entries[start:stop])

    def base(self) -> State:
        """The state at position 0."""
        return self._base.copy()

    def begun(self) -> str:
        """When the ledger was begun."""
        return self._begun

    def compact(self, state: State, head: Head) -> None:
        """Keep a state to load from."""
        with self._lock:
            self._after(head)
            if head.position >= self._snapshot[1].position:
                self._snapshot = (state.copy(), head)

    @property
    def lag(self) -> int:
        """Commits that the kept state does not yet hold."""
        return len(self._entries) - self._snapshot[1].position

    def take_notices(self) -> tuple[str, ...]:
        """Nothing ever comes up."""
        return ()

    def close(self) -> None:
        """Nothing to let go of."""

    @property
    def _head(self) -> Head:
        return self._entries[-1].head if self._entries else self._start

    def _after(self, head: Head) -> tuple[Entry, ...]:
        place = head.position
        there = (
            self._start
            if place == 0
            else self._entries[place - 1].head
            if place <= len(self._entries)
            else None
        )
        if there != head:
            raise StoreError("the workspace has another history than what was opened", "open it again")
        return tuple(self._entries[place:])
