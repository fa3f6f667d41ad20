"""A pseudo-terminal with a screen one can read and a clock: what a user at a terminal would see, and when."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

import pyte

ROWS, COLUMNS = 50, 160
PAUSE_S: Final = 0.010
"""A pause this long ends an answer."""
CALM_S: Final = 0.080
"""A pause this long means that nothing more will come."""
ENDLESS_S: Final = 2.0
"""A program that never falls silent (a clock, an animation) is not waited for any longer."""
NAMED_KEYS: Final = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "enter": b"\r",
    "escape": b"\x1b",
    "space": b" ",
    "ctrl+home": b"\x1b[1;5H",
    "ctrl+end": b"\x1b[1;5F",
}
# Questions that programs ask a terminal, and the answers of a modern one: synchronized output is known,
# the cursor stands at the top, it is a VT220.
ANSWERS: Final = (
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[c", b"\x1b[?62;22c"),
)


class NothingShownError(Exception):
    """A program did not show what was waited for; holds its last screen."""


class Answer(NamedTuple):
    """How a screen answered one key.

    Attributes:
        first_ms: From the key to the last byte before the first pause of 10 ms.
        last_ms: From the key to the last byte of all.
        sent: Bytes sent to the terminal.
    """

    first_ms: float
    last_ms: float
    sent: int


class Terminal:
    """A program in a terminal of 160 × 50. Use as a context manager: the program is killed at its end."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Start a program.

        Args:
            env: Variables set besides the inherited ones.
        """
        ours, theirs = pty.openpty()
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        variables = {
            key: value for key, value in os.environ.items() if key not in ("LINES", "COLUMNS", "NO_COLOR")
        }
        variables.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})})
        self._fd = ours
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=variables, start_new_session=True
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._fd)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, text: str, timeout_s: float = 60.0) -> float:
        """Wait until a text stands on the screen, then until it is calm.

        Returns:
            Milliseconds from the start of the program to the byte that completed the picture.

        Raises:
            NothingShownError: It did not come.
        """
        until = time.perf_counter() + timeout_s
        shown = None
        while shown is None and time.perf_counter() < until and self._process.poll() is None:
            at, _ = self._burst(PAUSE_S, patience_s=0.5)
            if at is not None and text in self.text:
                shown = at
        if shown is None:
            raise NothingShownError(f"{text!r} was not shown; the screen was:\n{self.text}")
        self.calm()
        return (shown - self.started) * 1000

    def calm(self, seconds: float = 0.3) -> None:
        """Wait until nothing came for so long, or nothing will ever fall silent."""
        until = time.perf_counter() + ENDLESS_S
        while self._burst(seconds, patience_s=seconds)[1] and time.perf_counter() < until:
            pass

    def press(self, key: str) -> Answer | None:
        """Press a key and wait for the answer; None where the screen says nothing within a second."""
        start = time.perf_counter()
        self._write(key)
        first, sent = self._burst(PAUSE_S, patience_s=1.0)
        if first is None:
            return None
        last = first
        while True:
            at, more = self._burst(PAUSE_S, patience_s=CALM_S)
            if at is None:
                break
            last, sent = at, sent + more
            if last - start > ENDLESS_S:
                break
        return Answer((first - start) * 1000, (last - start) * 1000, sent)

    def skip(self, keys: Sequence[str]) -> None:
        """Press keys that nobody times, and wait until it is calm."""
        for key in keys:
            self._write(key)
        self.calm()

    def peak_mb(self) -> float:
        """The program's peak resident memory so far; 0 where the system does not tell."""
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def _write(self, key: str) -> None:
        os.write(self._fd, NAMED_KEYS.get(key, key.encode()))

    def _burst(self, pause_s: float, patience_s: float) -> tuple[float | None, int]:
        """Read what comes, until a pause after the first bytes or, where none come, until patience ends.

        The screen is drawn only afterwards, so that the time of drawing is not counted as the program's.

        Returns:
            When the last byte came, and how many came.
        """
        begun: float | None = None
        last: float | None = None
        chunks: list[bytes] = []
        while select.select([self._fd], [], [], patience_s if last is None else pause_s)[0]:
            try:
                data = os.read(self._fd, 1 << 16)
            except OSError:
                break
            last = time.perf_counter()
            begun = begun or last
            for question, answer in ANSWERS:
                if question in data:
                    os.write(self._fd, answer)
            chunks.append(data)
            if last - begun > ENDLESS_S:
                break
        everything = b"".join(chunks)
        self._stream.feed(everything)
        return last, len(everything)
