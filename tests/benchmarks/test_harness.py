"""The benchmark harness: a terminal tells the truth, and a program that is missing or breaks costs only itself."""

import os
import sys
import time
from pathlib import Path

import pytest

from benchmarks import terminal as terminal_module
from benchmarks.plans import Effort
from benchmarks.programs import BARE, DATATABLE, OURS, VISIDATA, Keys, Program, programs
from benchmarks.run import Bench, main
from benchmarks.screen import FIRST_PAINT, pressed
from benchmarks.terminal import NothingShownError, Terminal
from benchmarks.workspaces import STORY_SIZE, made

ECHO = """
import sys, termios, time, tty
tty.setcbreak(sys.stdin.fileno())
print("\\x1b[2J\\x1b[3;5Hrea\\x1b[1mdy", end="", flush=True)
while key := sys.stdin.read(1):
    if key == "s":
        continue
    print(f"\\x1b[10;1Hgot {key}", end="", flush=True)
    if key == "l":
        time.sleep(0.25)
        print(" later", end="", flush=True)
"""
SHOWS = "import time; print('ready', flush=True); time.sleep(60)"


def program(name: str, code: str) -> Program:
    return Program(name, (sys.executable, "-c", code), "nothing", shows="ready")


def test_terminal_shows_what_the_program_paints_and_answers() -> None:
    with Terminal([sys.executable, "-c", ECHO]) as terminal:
        assert terminal.wait_for("ready") > 0
        assert terminal.text.splitlines()[2] == "    ready"
        answer = terminal.press("x")
        assert answer is not None
        assert 0 < answer.first_ms <= answer.last_ms
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


def test_terminal_answers_what_programs_ask_a_terminal() -> None:
    asks = """
import sys, termios, time, tty
tty.setcbreak(sys.stdin.fileno())
sys.stdout.write("\\x1b[?20"); sys.stdout.flush(); time.sleep(0.05); sys.stdout.write("26$p"); sys.stdout.flush()
print("told " + ascii(sys.stdin.read(11)), flush=True)
time.sleep(60)
"""
    with Terminal([sys.executable, "-c", asks]) as terminal:
        terminal.wait_for(r"told '\x1b[?2026;2$y'")


def test_terminal_says_what_stood_there_instead() -> None:
    with (
        Terminal([sys.executable, "-c", "print('something else')"]) as terminal,
        pytest.raises(NothingShownError, match=r"ready.* was not shown; .*something else"),
    ):
        terminal.wait_for("ready")


def test_program_and_its_children_are_gone_with_the_terminal() -> None:
    forks = """
import os, signal, time
signal.signal(signal.SIGHUP, signal.SIG_IGN)
child = os.fork()
if child:
    print(f"ready {os.getpid()} {child}.", flush=True)
time.sleep(60)
"""
    with Terminal([sys.executable, "-c", forks]) as terminal:
        terminal.wait_for(".")
        pids = [int(word.strip(".")) for word in terminal.text.split()[1:3]]
    until = time.monotonic() + 60
    while any(map(is_running, pids)) and time.monotonic() < until:
        os.sched_yield()
    assert [pid for pid in pids if is_running(pid)] == []


def is_running(pid: int) -> bool:
    """Whether a process runs; a dead one that nobody has asked after does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_group_of_keys_without_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_module, "PATIENCE_S", 0.1)
    with Terminal([sys.executable, "-c", ECHO]) as terminal:
        terminal.wait_for("ready")
        assert pressed(terminal, Keys(("s",)), 50) == []
        assert len(pressed(terminal, Keys(("x", "y"), before=("s",)), 5)) == 5


def test_program_that_breaks_is_listed_and_the_others_are_measured(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    missing = Program("missing", ("/nowhere/to/be/found",), "nothing", shows="ready")
    every = [program("good", SHOWS), program("broken", "raise SystemExit('no terminal likes me')"), missing]
    bench.screens.starts(every, bench.workspaces[STORY_SIZE], 1)
    assert len(bench.results.of(FIRST_PAINT, "good", "story")) == 1
    assert "no terminal likes me" in bench.results.reason(FIRST_PAINT, "broken", "story")
    assert "No such file" in bench.results.reason(FIRST_PAINT, "missing", "story")


def test_part_that_breaks_costs_that_part_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path, ours_only=True)
    monkeypatch.setattr("benchmarks.workspaces.STORY", tmp_path / "nowhere.raci.json")
    effort = Effort(STORY_SIZE, starts=1)
    bench.guarded("first paint", lambda: bench.paint(effort))
    (problem,) = bench.results.problems
    assert problem.startswith("first paint: FileNotFoundError")


def test_rivals_that_cannot_be_measured_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    every = programs()
    assert list(every) == [OURS, BARE, VISIDATA, DATATABLE]
    story = Bench(tmp_path).workspaces[STORY_SIZE]
    assert every[VISIDATA].refusal(story) == "it is not installed"
    assert every[OURS].refusal(story) == every[DATATABLE].refusal(story) == ""
    large = type(story)(made("large", 10_000, 200), story.path, story.table, "", 0)
    assert "2,000,000 cells" in every[DATATABLE].refusal(large)


def test_user_settings_are_out_of_reach(tmp_path: Path) -> None:
    shows = "import os; print('ready', os.environ['HOME'], os.environ['RACI_TUI_HOME'], flush=True)"
    bench = Bench(tmp_path)
    with Terminal([sys.executable, "-c", shows], bench.screens.env) as terminal:
        terminal.wait_for("ready")
        terminal.settle()
        assert terminal.text.replace("\n", "").split()[1:] == [str(tmp_path / "home")] * 2


def test_wrong_mode_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("RACI_TUI_BENCH", "longest")
    assert main([]) == 2
    assert capsys.readouterr().err == "RACI_TUI_BENCH is 'longest': use full or short\n"
