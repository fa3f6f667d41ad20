"""The benchmark harness: a figure says the truth about its budget, a terminal about its screen."""

import sys

import pytest

from benchmarks.figures import Figure, high, table
from benchmarks.terminal import NothingShownError, Terminal

ECHO = """
import sys, termios, tty
tty.setcbreak(sys.stdin.fileno())
print("\\x1b[2J\\x1b[3;5Hready", end="", flush=True)
while key := sys.stdin.read(1):
    print(f"\\x1b[10;1Hgot {key}", end="", flush=True)
"""


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("x", "s", 5.0, at_most=5), "yes"),
        (Figure("x", "s", 5.1, at_most=5), "NO"),
        (Figure("x", "s", 20.0, other=10.0, ratio_at_most=2), "yes"),
        (Figure("x", "s", 21.0, other=10.0, ratio_at_most=2), "NO"),
        (Figure("x", "s", 2.0, other=100.0, quicker_at_least=50), "yes"),
        (Figure("x", "s", 2.1, other=100.0, quicker_at_least=50), "NO"),
        (Figure("x", "s", 2.1, other=100.0), ""),
    ],
)
def test_figure_says_whether_its_budget_is_met(figure: Figure, met: str) -> None:
    assert figure.met == met
    assert table([figure]).splitlines()[2].split("|")[-2].strip() == met


def test_high_is_no_less_than_nearly_all() -> None:
    assert high([float(value) for value in range(1, 101)]) == 96.0
    assert high([3.0]) == 3.0
    assert high([]) == 0.0


def test_terminal_shows_what_the_program_paints_and_answers() -> None:
    with Terminal([sys.executable, "-c", ECHO]) as terminal:
        assert terminal.wait_for("ready") > 0
        assert terminal.text.splitlines()[2] == "    ready"
        answer = terminal.press("x")
        assert answer is not None
        assert 0 < answer.first_ms <= answer.last_ms
        assert answer.sent == len("\x1b[10;1Hgot x")
        assert "got x" in terminal.text


def test_terminal_says_what_stood_there_instead() -> None:
    with (
        Terminal([sys.executable, "-c", "print('something else')"]) as terminal,
        pytest.raises(NothingShownError, match="something else"),
    ):
        terminal.wait_for("ready")
