"""The writer: durable in the background, in order, told when it fails, and never in the UI thread's way."""

import queue
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from raci_tui.core.errors import NotSavedError, RaciError
from raci_tui.core.ledger import Commit, Entry, Head
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace
from raci_tui.services import writer as writer_module
from raci_tui.services.writer import Writer
from raci_tui.store.base import Behind, MemoryStore
from tests.strategies import base_state


class Trouble(MemoryStore):
    """A store that waits or fails on demand."""

    def __init__(self) -> None:
        super().__init__(base_state())
        self.gate = threading.Event()
        self.gate.set()
        self.failing: list[Exception] = []
        self.asked = threading.Event()
        self.compacted: list[Head] = []
        self.threads: set[str] = set()

    def append(self, commit: Commit, expected: Head) -> Entry | Behind:
        self.threads.add(threading.current_thread().name)
        self.asked.set()
        assert self.gate.wait(20)
        if self.failing:
            raise self.failing.pop(0)
        return super().append(commit, expected)

    def compact(self, state: State, head: Head) -> None:
        super().compact(state, head)
        self.compacted.append(head)


class Screen:
    """A UI thread: the test's own, which runs what was posted."""

    def __init__(self) -> None:
        self.posted: queue.Queue[Callable[[], None]] = queue.Queue()

    def run_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not done():
            assert time.monotonic() < deadline
            try:
                self.posted.get(timeout=0.05)()
            except queue.Empty:
                continue


class Desk:
    """A workspace, its store and its writer."""

    def __init__(self, store: Trouble, *, idle_s: float = 20.0, threaded: bool = True) -> None:
        self.store = store
        self.screen = Screen()
        opened = store.load()
        self.workspace = Workspace(opened.state, opened.head, author="dana")
        post = self.screen.posted.put if threaded else None
        self.writer = Writer(self.workspace, store, post, poll_s=0.01, idle_s=idle_s)
        self.seen: list[str] = []
        self.notices: list[str] = []
        self.writer.on_status = lambda: self.seen.append(self.writer.status)
        self.writer.on_notice = self.notices.append

    def set(self, letters: str, element: str = "e4") -> None:
        with self.workspace.edit("set") as edit:
            edit.set(element, "p1", "current", letters)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk(Trouble())
    yield desk
    desk.store.gate.set()
    desk.writer.close(5)


def test_an_edit_is_saved_by_itself_on_another_thread(desk: Desk) -> None:
    desk.set("R")
    assert desk.writer.status == "saving"
    assert desk.writer.saving_since is not None
    desk.screen.run_until(lambda: desk.writer.status == "saved")
    assert desk.store.load().state == desk.workspace.state
    assert threading.current_thread().name not in desk.store.threads
    assert desk.seen == ["saving", "saved"]
    assert desk.writer.saving_since is None


def test_a_slow_store_does_not_keep_edits_waiting_and_their_order_holds(desk: Desk) -> None:
    desk.store.gate.clear()
    for letters in ("R", "A", "C", "I", "R"):
        desk.set(letters)
    assert desk.store.asked.wait(5)
    assert (len(desk.workspace.pending), desk.writer.status) == (5, "saving")
    assert not desk.writer.flush(0.05)
    desk.store.gate.set()
    assert desk.writer.flush(20)
    values = [entry.commit.changes[0].new for entry in desk.store.history()]
    assert values == ["R", "A", "C", "I", "R"]
    assert (desk.workspace.pending, desk.writer.status) == ([], "saved")


def test_what_cannot_be_saved_is_told_kept_and_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "RETRY_S", (0.01,))
    desk.store.failing = [NotSavedError("w was not saved: the disk is full", "free some space")] * 3
    desk.set("R")
    desk.screen.run_until(lambda: desk.writer.status == "unsaved")
    assert "the disk is full" in desk.writer.reason
    assert len(desk.workspace.pending) == 1
    desk.screen.run_until(lambda: desk.writer.status == "saved")
    assert desk.writer.reason == ""
    # The same failure again and again is one message.
    assert desk.seen == ["saving", "unsaved", "saved"]
    assert desk.store.load().state == desk.workspace.state


def test_the_next_edit_tries_at_once(desk: Desk) -> None:
    desk.store.failing = [NotSavedError("no")]
    desk.set("R")
    desk.screen.run_until(lambda: desk.writer.status == "unsaved")
    desk.set("A")
    desk.screen.run_until(lambda: desk.writer.status == "saved")
    assert len(tuple(desk.store.history())) == 2


def test_a_fault_in_the_store_does_not_end_the_writer(desk: Desk) -> None:
    desk.store.failing = [ZeroDivisionError("oops")]
    desk.set("R")
    desk.screen.run_until(lambda: desk.writer.status == "unsaved")
    assert "oops" in desk.writer.reason
    assert desk.writer.flush(10)


def test_closing_with_something_that_cannot_be_saved_says_so(desk: Desk) -> None:
    desk.store.failing = [NotSavedError("no")] * 9
    desk.set("R")
    assert desk.writer.close(10) is False
    assert len(desk.workspace.pending) == 1
    assert desk.store.compacted == []


def test_what_others_write_arrives_by_itself(desk: Desk) -> None:
    other = Desk(desk.store)
    other.set("R")
    assert other.writer.flush(10)
    desk.screen.run_until(lambda: desk.workspace.cell("e4", "p1").current == "R")
    other.writer.close(5)


def test_an_edit_in_flight_while_others_write_is_rebased_and_its_conflict_told(desk: Desk) -> None:
    other = Desk(desk.store, threaded=False)
    conflicts: list[str] = []
    desk.workspace.subscribe_conflicts(lambda told: conflicts.extend(each.by for each in told))
    other.workspace.author = "eli"
    desk.store.gate.clear()
    desk.set("R")
    desk.set("C", "e5")
    assert desk.store.asked.wait(5)
    # Eli is quicker: behind the gate, but without asking it.
    with other.workspace.edit("set") as edit:
        edit.set("e4", "p1", "current", "A")
    MemoryStore.append(desk.store, other.workspace.pending[0], other.workspace.head)
    desk.store.gate.set()
    assert desk.writer.flush(20)
    assert conflicts == ["eli"]
    assert (desk.workspace.cell("e4", "p1").current, desk.workspace.cell("e5", "p1").current) == ("A", "C")
    assert desk.store.load().state == desk.workspace.state


def test_the_snapshot_is_written_when_nobody_types(desk: Desk) -> None:
    idle = Desk(desk.store, idle_s=0.0)
    idle.set("R")
    idle.screen.run_until(lambda: bool(idle.store.compacted))
    assert idle.store.lag == 0
    idle.writer.close(5)


def test_closing_writes_the_snapshot_once_and_only_if_there_is_something_new(desk: Desk) -> None:
    desk.set("R")
    assert desk.writer.close(10)
    assert [head.position for head in desk.store.compacted] == [1]
    again = Desk(desk.store)
    assert again.writer.close(10)
    assert len(desk.store.compacted) == 1


def test_the_snapshot_holds_its_position_whatever_is_typed_meanwhile(desk: Desk) -> None:
    """Edits go on while the snapshot is encoded on the other thread."""
    started, go = threading.Event(), threading.Event()
    real = MemoryStore.compact
    written: list[tuple[State, Head]] = []

    def slow(state: State, head: Head) -> None:
        started.set()
        assert go.wait(20)
        written.append((state, head))
        real(desk.store, state, head)

    desk.store.compact = slow  # type: ignore[method-assign]
    desk.set("R")
    assert desk.writer.flush(10)
    desk.writer._compact()
    assert started.wait(5)
    desk.set("A")
    go.set()
    assert desk.writer.flush(10)
    ((state, head),) = written
    assert (head.position, state.cell("e4", "p1").current) == (1, "R")


def test_without_a_thread_flush_saves_and_tells_what_failed() -> None:
    desk = Desk(Trouble(), threaded=False)
    desk.store.failing = [NotSavedError("no")]
    desk.set("R")
    assert desk.writer.flush() is False
    assert isinstance(desk.writer.error, RaciError)
    assert desk.writer.flush() is True
    assert desk.store.threads == {threading.current_thread().name}
    # A single edit by a command does not rewrite the snapshot.
    assert desk.writer.close()
    assert desk.store.compacted == []


def test_what_came_before_the_front_end_ran_is_shown_once_it_runs() -> None:
    store, screen, running = Trouble(), Screen(), threading.Event()
    refused = threading.Event()

    def post(call: Callable[[], None]) -> None:
        if not running.is_set():
            refused.set()
            raise RuntimeError("not running")
        screen.posted.put(call)

    opened, other = store.load(), store.load()
    workspace = Workspace(opened.state, opened.head, author="dana")
    writer = Writer(workspace, store, post, poll_s=0.01)
    theirs = Workspace(other.state, other.head, author="ana")
    with theirs.edit("theirs") as edit:
        edit.set("e4", "p1", "current", "R")
    # The snapshot holds it at once, so that nothing else gives the writer a reason to speak.
    answer = store.append(theirs.pending[0], theirs.head)
    assert isinstance(answer, Entry)
    store.compact(theirs.state, answer.head)
    assert refused.wait(20)
    running.set()
    screen.run_until(lambda: workspace.cell("e4", "p1").current == "R")
    writer.close(5)
