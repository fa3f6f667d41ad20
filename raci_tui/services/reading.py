"""Runs readers of untrusted files, and other people's exporters, in a child process with limits.

What the child does to itself (hangs, dies, eats memory) costs only its job: the parent gets one sentence.
Where the system cannot limit memory, the time limit and the checks of the formats remain.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Final, Literal

import msgspec

from raci_tui.core.errors import ExportError, ImportRefusedError, RaciError
from raci_tui.core.tables import Source
from raci_tui.plugin.types import Snapshot

TIME_LIMIT_S: Final = 60.0
MEMORY_LIMIT: Final = 1 << 30
"""Bytes of address space that the child may take."""
ANSWER_LIMIT: Final = 1 << 29
"""Bytes that the child may answer with."""
_POLL_S: Final = 0.05
_MODULE: Final = "raci_tui.services.child"
Cancel = Callable[[], bool]


class Limits(msgspec.Struct, frozen=True):
    """How long a child may run and how much memory it may take."""

    seconds: float = TIME_LIMIT_S
    memory: int = MEMORY_LIMIT


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What a child is asked to do.

    Attributes:
        id: Id of the importer or exporter.
        plugin: Name of the plugin that offers it; the child loads no other, and none where it is empty.
        data: The file to import.
    """

    kind: Literal["import", "export"]
    id: str
    plugin: str = ""
    name: str = ""
    data: bytes = b""
    snapshot: Snapshot | None = None
    options: dict[str, str | int | bool] = {}
    memory: int = MEMORY_LIMIT


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a child answers: a source, bytes to write, or why not."""

    source: Source | None = None
    data: bytes = b""
    remarks: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""


def run_job(job: Job, limits: Limits | None = None, cancel: Cancel | None = None) -> Answer:
    """Run a job in a child process.

    Raises:
        ImportRefusedError, ExportError: It failed, was stopped at a limit or cancelled, or its process died.
    """
    limits = limits or Limits()
    job = msgspec.structs.replace(job, memory=limits.memory)
    with subprocess.Popen(
        [sys.executable, "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    ) as child:
        watch = _Watch(child, limits.seconds, cancel)
        data = _talk(child, msgspec.msgpack.encode(job), watch)
    if watch.reason:
        raise _error(job, watch.reason, watch.hint)
    if child.returncode != 0:
        raise _error(job, _death(child.returncode), "the workspace is unchanged")
    try:
        answer = msgspec.msgpack.decode(data, type=Answer)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise _error(job, "gave an answer that cannot be read", "the workspace is unchanged") from error
    if answer.error:
        raise _kind(job)(answer.error, answer.hint)
    return answer


class _Watch:
    """A thread that stops the child at its time limit or when the user cancels."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float, cancel: Cancel | None) -> None:
        self.reason = ""
        self.hint = ""
        self._child = child
        self._deadline = time.monotonic() + seconds
        self._seconds = seconds
        self._cancel = cancel
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self, reason: str, hint: str) -> None:
        self.reason, self.hint = reason, hint
        _kill(self._child)

    def end(self) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(_POLL_S):
            if self._cancel and self._cancel():
                self.stop("was cancelled", "nothing was changed")
                return
            if time.monotonic() > self._deadline:
                self.stop(f"took more than {self._seconds:g} seconds and was stopped", "try a smaller file")
                return


def _talk(child: subprocess.Popen[bytes], data: bytes, watch: _Watch) -> bytes:
    """Send the job and read the answer; both at once, since either pipe may fill up."""
    given, taken = child.stdin, child.stdout
    if given is None or taken is None:
        raise ImportRefusedError("the reader could not be started")
    sender = threading.Thread(target=_send, args=(given, data), daemon=True)
    sender.start()
    try:
        answer = taken.read(ANSWER_LIMIT + 1)
        if len(answer) > ANSWER_LIMIT:
            watch.stop("gave an answer that is too large", "try a smaller file")
        child.wait()
    finally:
        watch.end()
        _kill(child)
    sender.join()
    return answer


def _send(stream: object, data: bytes) -> None:
    # A child that dies early closes its end: its death is told elsewhere.
    with contextlib.suppress(OSError, ValueError):
        stream.write(data)  # type: ignore[attr-defined]  # a pipe
        stream.close()  # type: ignore[attr-defined]


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started."""
    group = getattr(os, "killpg", None)
    if group is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            group(child.pid, signal.SIGKILL)
    elif child.poll() is None:
        child.kill()


def _environment() -> dict[str, str]:
    """The child finds the same packages, and no others from the working folder."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _death(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"died of {signal.Signals(-code).name}"
    return f"ended with code {code}"


def _kind(job: Job) -> type[RaciError]:
    return ImportRefusedError if job.kind == "import" else ExportError


def _error(job: Job, what: str, hint: str) -> RaciError:
    subject = f"reading {job.name or 'the source'}" if job.kind == "import" else f"the exporter {job.id}"
    return _kind(job)(f"{subject} {what}", hint)
