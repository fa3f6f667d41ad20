"""The benchmark harness: a terminal tells the truth about what stood on it and when."""

import sys

import pytest

from benchmarks import terminal as terminal_module
from benchmarks.results import high
from benchmarks.terminal import NothingShownError, Terminal

ECHO = """
import sys, termios, time, tty
tty.setcbreak(sys.stdin.fileno())
print("\\x1b[2J\\x1b[3;5Hrea\\x1b[1mdy", end="", flush=True)
while key := sys.stdin.read(1):
    print(f"\\x1b[10;1Hgot {key}", end="", flush=True)
    if key == "l":
        time.sleep(0.25)
        print(" later", end="", flush=True)
"""


def test_high_is_no_less_than_nearly_all() -> None:
    assert high([float(value) for value in range(1, 101)]) == 95.0
    assert high([3.0]) == 3.0
    assert high([]) == 0.0


def test_terminal_shows_what_the_program_paints_and_answers() -> None:
    with Terminal([sys.executable, "-c", ECHO]) as terminal:
        assert terminal.wait_for("ready") > 0
        assert terminal.text.splitlines()[2] == "    ready"
        answer = terminal.press("x")
        assert answer is not None
        assert 0 < answer.first_ms <= answer.last_ms
        assert not answer.late
        assert answer.sent == len("\x1b[10;1Hgot x")
        assert "got x" in terminal.text


def test_late_part_of_an_answer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_module, "QUIET_S", 1.0)
    with Terminal([sys.executable, "-c", ECHO]) as terminal:
        terminal.wait_for("ready")
        answer = terminal.press("l")
        assert answer is not None
        assert answer.late
        assert answer.last_ms - answer.first_ms >= 200
        assert "got l later" in terminal.text


def test_terminal_says_what_stood_there_instead() -> None:
    with (
        Terminal([sys.executable, "-c", "print('something else')"]) as terminal,
        pytest.raises(NothingShownError, match="something else"),
    ):
        terminal.wait_for("ready")
