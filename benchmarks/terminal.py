"""A program in a pseudo-terminal, and a clock: what a user at a terminal sees, and when.

While something is timed the program's output is read at once and only kept: it is searched for a text after a
pause, and drawn on a screen (pyte) only when somebody asks what stands there.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

import pyte

ROWS, COLUMNS = 50, 160
PAUSE_S: Final = 0.010
"""A pause this long ends a burst; what comes after it is a late part of the answer."""
QUIET_S: Final = 0.060
"""A pause this long means that the answer is whole."""
PATIENCE_S: Final = 1.0
"""A program that has said nothing for so long does not answer the key."""
IDLE_S: Final = 0.2
BUSY: Final = 0.15
"""A program that takes less than this share of a processor for `IDLE_S` does nothing but wait."""
ENDLESS_S: Final = 2.0
"""A program that never falls silent (a clock, an animation) is not waited for any longer."""
UNWANTED: Final = {"LINES", "COLUMNS", "NO_COLOR", "PYTHONDONTWRITEBYTECODE"}
"""Variables of ours that would change what is measured; the last would have each start compile its modules."""
NAMED_KEYS: Final = {
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D",
    "home": b"\x1b[H", "end": b"\x1b[F", "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~",
    "ctrl+home": b"\x1b[1;5H", "ctrl+end": b"\x1b[1;5F", "ctrl+f": b"\x06", "ctrl+b": b"\x02",
    "enter": b"\r", "escape": b"\x1b", "space": b" ", "backspace": b"\x7f",
}  # fmt: skip
# Questions that programs ask a terminal, and the answers of a modern one: synchronized output is known,
# the cursor stands at the top, it is a VT220.
ANSWERS: Final = (
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[c", b"\x1b[?62;22c"),
)
_LONGEST_QUESTION: Final = max(len(question) for question, _ in ANSWERS)
_ESCAPES: Final = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # control sequences
    rb"|\x1b[\]PX^_].*?(?:\x07|\x1b\\)"  # strings: titles, clipboards
    rb"|\x1b[ -/]*[0-Z\\^-~]"  # two-letter escapes, character sets
    rb"|[\x0e\x0f]",  # shifts between character sets
    re.DOTALL,
)


class NothingShownError(Exception):
    """A program did not show what was waited for; says what it showed last."""


class Answer(NamedTuple):
    """How a screen answered one key.

    Attributes:
        first_ms: From the key to the first byte.
        last_ms: From the key to the last byte of the whole answer, late parts included.
        late: Something came after a pause of 10 ms.
        sent: Bytes sent to the terminal.
    """

    first_ms: float
    last_ms: float
    late: bool
    sent: int


class Burst(NamedTuple):
    """Output without a pause; times are of `time.perf_counter`."""

    first: float
    last: float
    data: bytes


class Terminal:
    """A program in a terminal of 160 × 50. Use as a context manager: the program is killed at its end."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Start a program.

        Args:
            env: Variables set besides the inherited ones.
        """
        ours, theirs = pty.openpty()
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        variables = {key: value for key, value in os.environ.items() if key not in UNWANTED}
        variables.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})})
        self._fd = ours
        self._unseen: list[bytes] = []
        self._tail = b""
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self.started = time.perf_counter()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                env=variables,
                start_new_session=True,
                # Its controlling terminal, as at a user's: it hangs up with us, however we end.
                preexec_fn=partial(fcntl.ioctl, 0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - we have no threads
            )
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        os.close(self._fd)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        self._stream.feed(b"".join(self._unseen))
        self._unseen.clear()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, text: str, timeout_s: float = 60.0) -> float:
        """Wait until a text was written to the screen and a pause of 10 ms followed.

        Returns:
            Milliseconds from the start of the program to the last byte before that pause.

        Raises:
            NothingShownError: It did not come.
        """
        until = time.perf_counter() + timeout_s
        wanted, shown = text.encode(), b""
        while (left := until - time.perf_counter()) > 0:
            burst = self._burst(PAUSE_S, patience_s=min(left, 0.5))
            if burst is None:
                if self._process.poll() is not None:
                    break
                continue
            shown = shown[-4096:] + burst.data
            if wanted in _ESCAPES.sub(b"", shown):
                return (burst.last - self.started) * 1000
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        said = f"; the screen ends with “{lines[-1]}”" if lines else ", nor anything else"
        raise NothingShownError(f"“{text.strip()}” was not shown{said}")

    def calm(self, seconds: float = IDLE_S) -> None:
        """Wait until nothing came for so long, or it is plain that it never falls silent."""
        until = time.perf_counter() + max(ENDLESS_S, seconds)
        while self._burst(seconds, patience_s=seconds) and time.perf_counter() < until:
            pass

    def settle(self, seconds: float = 0.6, limit_s: float = 60.0) -> float:
        """Wait until the program has neither written nor computed for so long: its background work is done.

        Returns:
            Seconds waited.
        """
        started = idle_since = time.perf_counter()
        while (now := time.perf_counter()) - idle_since < seconds and now - started < limit_s:
            before = self.cpu_s()
            wrote = self._burst(IDLE_S, patience_s=IDLE_S)
            if wrote or self.cpu_s() - before > BUSY * (time.perf_counter() - now):
                idle_since = time.perf_counter()
        return time.perf_counter() - started

    def press(self, key: str) -> Answer | None:
        """Press a key and wait for the whole answer; None where the screen says nothing within a second."""
        start = time.perf_counter()
        self._write(key)
        burst = self._burst(PAUSE_S, patience_s=PATIENCE_S)
        if burst is None:
            return None
        first, last, sent, late = burst.first, burst.last, len(burst.data), False
        while last - start < ENDLESS_S:
            burst = self._burst(PAUSE_S, patience_s=QUIET_S - PAUSE_S)
            if burst is None:
                break
            last, sent, late = burst.last, sent + len(burst.data), True
        return Answer((first - start) * 1000, (last - start) * 1000, late, sent)

    def skip(self, keys: Sequence[str]) -> None:
        """Press keys that nobody times, and wait until it is calm."""
        for key in keys:
            self._write(key)
            if key == "escape":
                # What follows at once would be taken for the rest of an escape sequence.
                self.calm()
        self.settle(IDLE_S)

    def rest(self, seconds: float) -> None:
        """Let time pass, reading what comes."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._burst(0.0, patience_s=left)

    def peak_mb(self) -> float:
        """The program's peak resident memory so far; 0 where the system does not tell."""
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def cpu_s(self) -> float:
        """Processor time of the program so far; 0 where the system does not tell."""
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
            user, system = fields.split()[11:13]
            return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        return 0.0

    def _write(self, key: str) -> None:
        with contextlib.suppress(OSError):
            os.write(self._fd, NAMED_KEYS.get(key, key.encode()))

    def _burst(self, pause_s: float, patience_s: float) -> Burst | None:
        """Read what comes, until a pause after the first bytes; None where nothing comes within the patience."""
        first = last = 0.0
        chunks: list[bytes] = []
        while select.select([self._fd], [], [], pause_s if chunks else patience_s)[0]:
            try:
                data = os.read(self._fd, 1 << 16)
            except OSError:
                # The program has ended; without the pause the caller would turn in circles.
                time.sleep(pause_s)
                break
            last = time.perf_counter()
            first = first or last
            chunks.append(data)
            self._reply(data)
            if last - first > ENDLESS_S:
                break
        if not chunks:
            return None
        everything = b"".join(chunks)
        self._unseen.append(everything)
        return Burst(first, last, everything)

    def _reply(self, data: bytes) -> None:
        """Answer the questions that have come, those cut in two by reading included."""
        if b"\x1b" not in self._tail + data:
            self._tail = b""
            return
        for question, answer in ANSWERS:
            if question in self._tail[1 - len(question) :] + data:
                os.write(self._fd, answer)
        self._tail = (self._tail + data)[-_LONGEST_QUESTION:]
