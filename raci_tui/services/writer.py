"""The writer: makes pending commits durable outside the UI thread, one at a time, and brings in what others wrote.

All that touches the workspace runs on the UI thread: the writer's own thread only speaks with the store and
leaves its answers in a queue, which the UI thread empties when told through `post`, or while it waits in `flush`.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Final, Literal, NamedTuple

from raci_tui.core.errors import NotSavedError, RaciError
from raci_tui.core.ledger import Commit, Entry, Head
from raci_tui.core.state import State, Touched
from raci_tui.core.workspace import Workspace
from raci_tui.store.base import Behind, Store

Status = Literal["saved", "saving", "unsaved"]
Post = Callable[[Callable[[], None]], None]

POLL_S: Final = 0.5
IDLE_S: Final = 20.0
COMPACT_EVERY: Final = 300
"""Commits after which the snapshot is written even where nobody pauses."""
HANGING_S: Final = 5.0
CLOSE_HANGING_S: Final = 2.0
RETRY_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class _Append(NamedTuple):
    commit: Commit
    expected: Head


class _Compact(NamedTuple):
    state: State
    head: Head


class _Stop(NamedTuple):
    """The thread's last job."""


_Job = _Append | _Compact | _Stop


def _at_once(call: Callable[[], None]) -> None:
    call()


class Writer:
    """Keeps a workspace and its store together.

    Every method but the thread's own belongs to the UI thread. Without `post` there is no thread: `flush` then
    does the work itself, which is what commands want.

    Attributes:
        status: Whether every edit is durable, on its way, or could not be saved.
        reason: Why something could not be saved, or empty.
        saving_since: Monotonic time in seconds since which edits wait, or None.
        on_status: Called on the UI thread after `status` or `reason` has changed.
        on_notice: Called on the UI thread with a sentence for the user.
        on_durable: Called on the UI thread with each commit of ours that has become durable; must not wait.
        defer: Calls what it is given on the UI thread once an edit is to be seen, some milliseconds later: what
            saves it would compete with what paints it.
    """

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        post: Post | None = None,
        *,
        poll_s: float = POLL_S,
        idle_s: float = IDLE_S,
    ) -> None:
        self.status: Status = "saved"
        self.reason = ""
        self.error: RaciError | None = None
        self.saving_since: float | None = None
        self.on_status: Callable[[], None] = lambda: None
        self.on_notice: Callable[[str], None] = lambda sentence: None  # noqa: ARG005 - nobody listens yet
        self.on_durable: Callable[[Entry], None] = lambda entry: None  # noqa: ARG005 - as above
        self.defer: Callable[[Callable[[], None]], None] = _at_once
        self._workspace = workspace
        self._store = store
        self._post = post
        self._poll_s = poll_s
        self._idle_s = idle_s
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._seen = workspace.head
        self._in_flight = False
        self._deferred: _Append | None = None
        self._compacting = False
        self._compacted_at = -1
        self._failures = 0
        self._retry_at: float | None = None
        self._last_edit = time.monotonic()
        self._poll_problem = ""
        self._closed = False
        self._end = workspace.subscribe(self._edited)
        self._thread: threading.Thread | None = None
        if post:
            self._thread = threading.Thread(target=self._run, name="raci-tui writer", daemon=True)
            self._thread.start()

    @property
    def saving_for_s(self) -> float:
        """Seconds for which the same edit has been under way; 0 where none is."""
        return 0.0 if self.saving_since is None else time.monotonic() - self.saving_since

    @property
    def hangs(self) -> bool:
        """Whether saving has gone on for so long that it may never end."""
        return self.saving_for_s >= HANGING_S

    def pump(self, *, later: bool = False) -> None:
        """Send the first pending commit on its way, unless one is under way already; at once, or when it is time."""
        if self._in_flight or self._closed:
            return
        if not self._workspace.pending:
            self._set("saved")
            return
        if self.saving_since is None:
            self.saving_since = time.monotonic()
        if self._thread is None:
            self._set("saving")
            return
        self._in_flight = True
        self._retry_at = None
        if self.status == "saved":
            self._set("saving")
        self._deferred = _Append(self._workspace.pending[0], self._workspace.head)
        if later:
            self.defer(self._send)
        else:
            self._send()

    def flush(self, timeout_s: float = 10.0) -> bool:
        """Wait until every pending commit is durable; False where that failed or took too long."""
        if self._thread is None:
            return self._flush_here()
        deadline = time.monotonic() + timeout_s
        self.pump()
        tried_again = False
        while self._workspace.pending or self._in_flight:
            if self.status == "unsaved" and not self._in_flight:
                if tried_again:
                    return False
                tried_again = True
                self.pump()
            if not self._await_answer(deadline):
                return False
        return True

    def close(self, timeout_s: float = 10.0) -> bool:
        """Save what is pending, write the snapshot and stop; False where something is left unsaved.

        What hangs already is not waited for long: a front end cannot show anything meanwhile.
        """
        if self._closed:
            return not self._workspace.pending
        timeout_s = min(timeout_s, CLOSE_HANGING_S) if self.hangs else timeout_s
        deadline = time.monotonic() + timeout_s
        saved = self.flush(timeout_s)
        if self._thread and saved:
            self._compact()
            while self._compacting and self._await_answer(deadline):
                pass
        elif saved and self._store.lag >= COMPACT_EVERY:
            self.write_snapshot()
        self._closed = True
        self._end()
        if self._thread:
            self._jobs.put(_Stop())
            self._thread.join(max(0.0, deadline - time.monotonic()))
        return saved

    # On the UI thread

    def _edited(self, touched: Touched) -> None:
        self._last_edit = time.monotonic()
        self.pump(later=True)

    def _send(self) -> None:
        """Hand a commit that was deferred to the thread, where that has not been done yet."""
        job, self._deferred = self._deferred, None
        if job:
            self._jobs.put(job)

    def _set(self, status: Status, error: RaciError | None = None) -> None:
        reason = str(error) if error else ""
        changed = (status, reason) != (self.status, self.reason)
        self.status, self.reason, self.error = status, reason, error
        if status == "saved":
            self.saving_since = None
        if changed:
            self.on_status()

    def _await_answer(self, deadline: float) -> bool:
        """Handle the next answer of the thread; False where none came in time."""
        self._send()
        try:
            self._answers.get(timeout=max(0.0, deadline - time.monotonic()))()
        except queue.Empty:
            return False
        return True

    def _drain(self) -> None:
        """Handle every answer that is there."""
        while True:
            try:
                answer = self._answers.get_nowait()
            except queue.Empty:
                return
            answer()

    def _appended(self, answer: Entry | Behind, notices: tuple[str, ...]) -> None:
        self._in_flight = False
        self._failures = 0
        self._take(answer)
        if self._workspace.pending:
            # Each commit that waits has its own turn before *saving* is shown for long.
            self.saving_since = time.monotonic()
            self._set("saving")
        self.pump()
        self._say(notices)

    def _take(self, answer: Entry | Behind) -> None:
        if isinstance(answer, Behind):
            ours = {commit.id for commit in self._workspace.pending}
            self._workspace.receive(answer.entries)
            for entry in answer.entries:
                if entry.commit.id in ours:
                    self.on_durable(entry)
        else:
            self._workspace.confirm(answer)
            self.on_durable(answer)

    def _failed(self, error: RaciError) -> None:
        self._in_flight = False
        pause = RETRY_S[min(self._failures, len(RETRY_S) - 1)]
        self._failures += 1
        self._retry_at = time.monotonic() + pause
        self._set("unsaved", error)

    def _received(self, entries: tuple[Entry, ...]) -> None:
        self._workspace.receive(entries)
        self._last_edit = time.monotonic()

    def _tick(self) -> None:
        """Try again what failed, and write the snapshot where nobody is typing."""
        now = time.monotonic()
        if self._retry_at is not None and now >= self._retry_at:
            self.pump()
        lag = self._store.lag
        if lag and (now - self._last_edit >= self._idle_s or lag >= COMPACT_EVERY):
            self._compact()

    def _compact(self) -> None:
        quiet = not (self._workspace.pending or self._in_flight or self._compacting or self._closed)
        if not quiet or not self._store.lag or self._workspace.read_only_reason:
            return
        if self._compacted_at == self._workspace.head.position:
            return
        self._compacting = True
        self._compacted_at = self._workspace.head.position
        self._jobs.put(_Compact(self._workspace.state.copy(), self._workspace.head))

    def _compacted(self, problem: str) -> None:
        self._compacting = False
        if problem:
            self.on_notice(problem)

    def _say(self, sentences: tuple[str, ...]) -> None:
        for sentence in sentences:
            self.on_notice(sentence)

    # Without a thread

    def _flush_here(self) -> bool:
        while self._workspace.pending:
            try:
                answer = self._store.append(self._workspace.pending[0], self._workspace.head)
            except RaciError as error:
                self._set("unsaved", error)
                return False
            self._take(answer)
        self._set("saved")
        self._say(self._store.take_notices())
        return True

    def write_snapshot(self) -> None:
        """Write the snapshot here and now; a failure is only told, since the ledger holds everything."""
        try:
            self._store.compact(self._workspace.state, self._workspace.head)
        except RaciError as error:
            self.on_notice(str(error))

    # On the writer's own thread

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._poll_s)
            except queue.Empty:
                self._look()
                continue
            if isinstance(job, _Stop):
                return
            if isinstance(job, _Append):
                self._append(job)
            else:
                self._snapshot(job)

    def _answer(self, answer: Callable[[], None]) -> None:
        self._answers.put(answer)
        self._ring()

    def _ring(self) -> None:
        if self._post:
            try:
                self._post(self._drain)
            except RuntimeError:
                # The front end is not there yet, and is asked again; or whoever closes the writer handles it.
                return

    def _append(self, job: _Append) -> None:
        try:
            answer = self._store.append(job.commit, job.expected)
        except RaciError as error:
            self._answer(partial(self._failed, error))
        except Exception as error:  # noqa: BLE001 - a fault in a store must not end the thread that saves
            problem = NotSavedError(
                f"the last edit was not saved ({type(error).__name__}: {error})", "save a copy"
            )
            self._answer(lambda: self._failed(problem))
        else:
            self._seen = answer.head if isinstance(answer, Entry) else answer.entries[-1].head
            notices = self._store.take_notices()
            self._answer(lambda: self._appended(answer, notices))

    def _look(self) -> None:
        problem = ""
        try:
            entries = self._store.since(self._seen)
        except RaciError as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001 - as above
            problem = f"{type(error).__name__}: {error}"
        else:
            if entries:
                self._seen = entries[-1].head
                self._answer(lambda: self._received(entries))
        if problem and problem != self._poll_problem:
            self._answer(lambda: self.on_notice(problem))
        self._poll_problem = problem
        if self._retry_at is not None or self._store.lag:
            self._answer(self._tick)
        elif not self._answers.empty():
            self._ring()

    def _snapshot(self, job: _Compact) -> None:
        problem = ""
        try:
            self._store.compact(job.state, job.head)
        except RaciError as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001 - as above
            problem = f"the snapshot was not written ({type(error).__name__}: {error})"
        self._answer(lambda: self._compacted(problem))
