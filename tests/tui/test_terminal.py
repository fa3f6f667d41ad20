"""The real command in a real terminal: typed, killed, signalled, resized; what it leaves behind."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pexpect
import pyte
import pytest

from raci_tui.core.records import Cell
from raci_tui.services.session import create_session, open_session
from tests.matrix_app import small_state

RESTORED = ("\x1b[?1049l", "\x1b[?1000l", "\x1b[?1003l", "\x1b[?2004l", "\x1b[?25h")
NEEDS_POSIX = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="needs POSIX signals")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The small workspace on disk."""
    path = tmp_path / "w.raci.json"
    create_session(path, "Small water", state=small_state(), author="dana").close()
    return path


def start(path: Path, size: tuple[int, int] = (30, 100), **environment: str) -> pexpect.spawn[str]:
    """`raci-tui open` in a pseudo-terminal of so many lines and columns; without a variable where it is empty."""
    home = str(path.with_name("home"))
    wanted = {**os.environ, "TERM": "xterm-256color", "RACI_TUI_HOME": home, **environment}
    child = pexpect.spawn(
        sys.executable, ["-m", "raci_tui", "--author", "dana", "open", str(path)],
        env={name: value for name, value in wanted.items() if value}, dimensions=size, timeout=60, encoding="utf-8",
    )  # fmt: skip
    # pexpect would wait 50 ms before each piece, for passwords' sake.
    child.delaybeforesend = None
    return child


@pytest.fixture
def terminal(workspace: Path, tmp_path: Path) -> Iterator[pexpect.spawn[str]]:
    """`raci-tui open` in a pseudo-terminal of 100×30, once the matrix is painted."""
    child = start(workspace)
    child.expect("unowned: 2 today")
    yield child
    if not child.closed:
        child.close(force=True)


def cell(workspace: Path) -> Cell:
    """The first cell as a fresh reader finds it."""
    with open_session(workspace, read_only=True) as session:
        return session.workspace.cell("ask", "cs")


@NEEDS_POSIX
def test_what_was_typed_survives_a_kill(terminal: pexpect.spawn[str], workspace: Path) -> None:
    terminal.send("r")
    terminal.expect("A/R")
    terminal.send("c")
    terminal.expect(r"\[ARC\]|A/R/C")
    terminal.send("\x13")
    terminal.expect("Everything is saved")
    terminal.kill(signal.SIGKILL)
    terminal.wait()
    assert cell(workspace).current == "ARC"


@NEEDS_POSIX
def test_unfinished_text_survives_a_kill_and_is_offered_by_the_next_start(
    terminal: pexpect.spawn[str], workspace: Path, tmp_path: Path
) -> None:
    terminal.send("\x1bOQ")
    terminal.expect("Enter saves")
    terminal.send(" and gone")
    terminal.expect("gone")
    drafts = tmp_path / "home" / "state" / "drafts"
    until = time.monotonic() + 60
    while not any(b"and gone" in path.read_bytes() for path in drafts.rglob("*.json")):
        assert time.monotonic() < until
    terminal.kill(signal.SIGKILL)
    terminal.wait()
    again = start(workspace)
    again.expect("You had unfinished text")
    again.expect("Ask for a meter and gone")
    again.send("\r")
    again.expect("Enter saves")
    again.send("\r")
    again.expect("Rename element")
    again.send("\x11")
    again.expect(pexpect.EOF)
    again.close()
    with open_session(workspace, read_only=True) as session:
        assert session.workspace.elements()[0].name == "Ask for a meter and gone"
    assert not list(drafts.rglob("*.json"))


@NEEDS_POSIX
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (getattr(signal, "SIGHUP", 1), 129)])
def test_a_signal_leaves_the_terminal_as_it_was(
    terminal: pexpect.spawn[str], workspace: Path, number: int, code: int
) -> None:
    terminal.send("r")
    terminal.expect("A/R")
    terminal.kill(number)
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == code
    assert all(sequence in str(terminal.before) for sequence in RESTORED)
    assert cell(workspace).current == "AR"


@NEEDS_POSIX
def test_a_closed_window_loses_nothing(terminal: pexpect.spawn[str], workspace: Path) -> None:
    terminal.send("r")
    terminal.expect("A/R")
    process: Any = terminal
    process.ptyproc.fileobj.close()
    # Nothing may close that number again: by then it can be another file's.
    process.ptyproc.closed = process.closed = True
    process.child_fd = process.ptyproc.fd = -1
    os.waitpid(process.pid, 0)
    assert cell(workspace).current == "AR"


@NEEDS_POSIX
def test_quitting_writes_the_snapshot_and_ends_with_zero(
    terminal: pexpect.spawn[str], workspace: Path
) -> None:
    terminal.send("r")
    terminal.send("\x11")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0
    assert re.search(rb'"current": ?"AR"', workspace.read_bytes())


@NEEDS_POSIX
def test_a_tiny_window_says_so_and_still_quits(terminal: pexpect.spawn[str]) -> None:
    terminal.setwinsize(5, 20)
    terminal.expect("too small")
    terminal.setwinsize(30, 100)
    terminal.expect("Element")
    terminal.setwinsize(5, 20)
    terminal.send("\x11")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0


@NEEDS_POSIX
def test_pasted_spreadsheet_cells_arrive_by_the_terminals_own_paste(
    terminal: pexpect.spawn[str], workspace: Path
) -> None:
    terminal.send("\x1b[200~C\tI\r\nR\tQ\x1b[201~")
    terminal.expect("not pasted")
    terminal.send("\x11")
    terminal.expect(pexpect.EOF)
    with open_session(workspace, read_only=True) as session:
        found = [session.workspace.cell(e, p).current for e in ("ask", "notebook") for p in ("cs", "ops")]
    assert found == ["C", "I", "R", ""]


@NEEDS_POSIX
@pytest.mark.parametrize("steps", [1, 3], ids=["press and release alone", "with moves"])
def test_the_mouse_selects_a_block_and_marks_as_terminals_tell_it(
    terminal: pexpect.spawn[str], workspace: Path, steps: int
) -> None:
    # SGR mouse reports: button 0, +32 while it moves, +16 with ctrl; m is the release. Rows and columns from 1.
    moves = "".join(f"\x1b[<32;{column};{line}M" for column, line in ((40, 8), (48, 8))[: steps - 1])
    terminal.send(f"\x1b[<0;35;7M{moves}\x1b[<0;48;8m")
    terminal.expect("4 cells selected")
    terminal.send("i")
    terminal.expect("Set I for")
    terminal.send("\x1b[<16;60;11M\x1b[<16;60;11m")
    terminal.expect("5 cells selected")
    terminal.send("c")
    terminal.expect("Set C for 5")
    terminal.send("\x11")
    terminal.expect(pexpect.EOF)
    with open_session(workspace, read_only=True) as session:
        held = {(c.element, c.party): c.current for c in session.workspace.state.cells()}
    block = {(element, party) for element in ("ask", "notebook") for party in ("cs", "ops")}
    assert {place for place, letters in held.items() if "I" in letters} == block
    assert {place for place, letters in held.items() if "C" in letters} == block | {("fit", "crew")}


@NEEDS_POSIX
@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("COLORTERM", "")])
def test_few_colours_are_enough(workspace: Path, tmp_path: Path, variable: str, value: str) -> None:
    child = start(workspace, (24, 80), TERM="xterm", **{variable: value})
    child.expect("unowned: 2 today")
    child.send("\x11")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0


@NEEDS_POSIX
def test_escape_sequences_in_names_never_reach_the_terminal(tmp_path: Path) -> None:
    state = small_state()
    hostile = "x\x1b]0;T\x07y\x1b]52;c;ZXZpbA==\x07\x9b31m\u202ez\x1b[6n"
    for table in ("elements", "parties", "stages"):
        for key, record in state.tables[table].items():
            state.tables[table][key] = msgspec.structs.replace(record, name=hostile)
    path = tmp_path / "w.raci.json"
    create_session(path, "Hostile", state=state, author="dana").close()
    child = start(path, (30, 140))
    child.expect("unowned: ")
    seen = str(child.before)
    child.send("\x1bOS\x13\x11")
    child.expect(pexpect.EOF)
    seen += str(child.before)
    child.close(force=True)
    assert "␛]0;T" in seen
    assert not any(
        payload in seen for payload in ("\x1b]0;T", "\x1b]52;c;ZXZ", "\x9b31m", "\u202e", "\x1b[6n")
    )


def ticks(pid: int) -> int:
    """Processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc for whether it hangs")
def test_a_terminal_that_takes_nothing_any_more_and_then_closes_leaves_no_process(
    terminal: pexpect.spawn[str], workspace: Path
) -> None:
    terminal.send("r")
    terminal.expect("A/R")
    process: Any = terminal
    # Nobody reads: what is drawn fills the pseudo-terminal, then Textual's own queue, until it hangs.
    spent = -1
    while spent != (spent := ticks(process.pid)):
        for step in range(20):
            terminal.setwinsize(100 - step % 2, 400)
            time.sleep(0.02)
    process.ptyproc.fileobj.close()
    process.ptyproc.closed = process.closed = True
    process.child_fd = process.ptyproc.fd = -1
    os.waitpid(process.pid, 0)
    assert cell(workspace).current == "AR"


@NEEDS_POSIX
def test_two_hundred_resizes_leave_the_app_alive_and_of_the_right_size(
    terminal: pexpect.spawn[str], workspace: Path
) -> None:
    for step in range(200):
        terminal.setwinsize(3 + step * 7 % 57, 10 + step * 13 % 190)
    terminal.setwinsize(0, 0)
    terminal.setwinsize(1, 1)
    terminal.setwinsize(24, 90)
    terminal.send("r")
    screen = pyte.Screen(90, 24)
    stream = pyte.Stream(screen)
    # What was drawn for other sizes is strewn about until all of it has been drawn for this one.
    ends = {0: "3 Difference", -2: "dana", -1: "^Q Quit"}
    while not (
        "[A/R]" in "".join(screen.display)
        and all(screen.display[line].rstrip().endswith(end) for line, end in ends.items())
    ):
        terminal.expect(r".+")
        stream.feed(str(terminal.after))
    terminal.send("\x11")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0
    assert cell(workspace).current == "AR"


@NEEDS_POSIX
@pytest.mark.parametrize("term", ["linux", "screen", "xterm"])
def test_sixteen_colours_are_asked_for_by_their_plain_codes(
    workspace: Path, tmp_path: Path, term: str
) -> None:
    child = start(workspace, (24, 80), TERM=term, COLORTERM="")
    child.expect("unowned: 2 today")
    seen = str(child.before)
    child.send("\x11")
    child.expect(pexpect.EOF)
    child.wait()
    codes = {int(code) for found in re.findall(r"\x1b\[([\d;]+)m", seen) for code in found.split(";")}
    assert codes <= {0, 1, 3, 4, *range(30, 38), *range(40, 48), *range(90, 98), *range(100, 108)}
    # Yellow under the cursor, blue bars, rose for a gap.
    assert {103, 44, 91} <= codes
