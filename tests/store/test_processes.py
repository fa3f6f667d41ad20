"""Real processes: killed while saving, writing at once, holding the lock, failing at every system call."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import raci_tui
from raci_tui.core.errors import NotSavedError
from raci_tui.core.records import Party
from raci_tui.core.workspace import Workspace
from raci_tui.store.doctor import examine
from raci_tui.store.locks import locked
from raci_tui.store.paths import ledger_path
from raci_tui.store.tiny import create_store, open_store
from tests.strategies import base_state

ROOT = Path(raci_tui.__file__).parent.parent
LONG = os.environ.get("RACI_TUI_TORTURE") == "long"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "tests.store.child", *map(str, args)]


@contextmanager
def child(*args: str | Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command(*args), cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "w.raci.json"
    state = base_state()
    for number in range(500):
        state.put(Party(id=f"q{number}", name=f"Party {number}"), "parties")
    create_store(path, state)
    return path


def kill_while_saving(path: Path, rounds: int, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(rounds):
        with child("alternate", path) as process:
            assert process.stdout
            acknowledged = int(process.stdout.readline().split()[1])
            time.sleep(dice.uniform(0.002, 0.06))
            process.send_signal(signal.SIGKILL)
            for line in process.stdout.read().splitlines():
                if line.startswith("ACK ") and line[4:].isdigit():
                    acknowledged = int(line[4:])
        opened = open_store(path).load()
        number = int(opened.state.cell("e1", "p1").note.split()[0])
        assert acknowledged <= number <= acknowledged + 1, f"seed {seed}"
        assert len(opened.state.tables["parties"]) == 504
        assert examine(path).opens


def test_killed_while_saving_it_always_opens_with_all_that_was_acknowledged(path: Path) -> None:
    kill_while_saving(path, 15, random.randrange(1 << 32))


@pytest.mark.torture
@pytest.mark.parametrize("part", range(50 if LONG else 5))
def test_killed_while_saving_many_times(path: Path, part: int) -> None:
    kill_while_saving(path, 40, random.randrange(1 << 32))


def test_two_processes_that_add_at_once_lose_nothing(path: Path) -> None:
    with child("add", path, "ana", "60") as one, child("add", path, "ben", "60") as two:
        assert (one.wait(60), two.wait(60)) == (0, 0)
    opened = open_store(path).load()
    assert opened.head.position == 120
    assert len(opened.state.tables["parties"]) == 504 + 120
    assert examine(path).troubles == ()


def test_the_lock_keeps_others_out_until_its_holder_is_gone(path: Path) -> None:
    ledger = str(ledger_path(path))
    with child("hold", path) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(NotSavedError, match="another program"), locked(ledger, timeout_s=0.2):
            pass
        # Reading goes on meanwhile.
        assert open_store(path).load().head.position == 0
        holder.kill()
        holder.wait()
        with locked(ledger, timeout_s=30):
            pass


# Faults injected at every system call, one at a time

STRACE = shutil.which("strace")
CALLS = "write,fsync,rename,chmod,ftruncate,unlink,openat"
needs_strace = pytest.mark.skipif(STRACE is None, reason="strace is not here")


def strace_works() -> bool:
    probe = subprocess.run([str(STRACE), "-qq", "-o", os.devnull, "true"], capture_output=True, check=False)
    return probe.returncode == 0


def inject(path: Path, call: str, what: str, number: int, scratch: Path) -> tuple[bool, str]:
    """Run one edit and one snapshot with a fault at the nth such call; says whether it was met, and the output."""
    trace = scratch / "trace"
    done = subprocess.run(
        [
            str(STRACE), "-f", "-qq", "-o", str(trace), "-e", f"trace={call}",
            "-e", f"inject={call}:{what}:when={number}", *command("once", path),
        ],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    text = trace.read_text(errors="replace")
    return "(INJECTED)" in text or "killed by SIGKILL" in text, done.stdout + done.stderr


@pytest.mark.torture
@needs_strace
@pytest.mark.parametrize("call", ["write", "fsync", "rename", "chmod", "ftruncate", "unlink"])
@pytest.mark.parametrize(
    "what", ["signal=KILL", "error=EIO", "error=ENOSPC", "error=EACCES", "error=EROFS", "error=EDQUOT"]
)
def test_a_fault_at_any_system_call_leaves_old_or_new(
    path: Path, tmp_path: Path, call: str, what: str
) -> None:
    if not strace_works():
        pytest.skip("strace may not trace here")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    # A torn tail makes cutting it off part of the course.
    with ledger_path(path).open("ab") as stream:
        stream.write(b'{"position":1,')
    kept = tmp_path / "kept"
    shutil.copytree(path.parent, kept, ignore=shutil.ignore_patterns("scratch", "kept"))
    for number in range(1, 60):
        for each in kept.iterdir():
            shutil.copy2(each, path.parent / each.name)
        met, output = inject(path, call, what, number, scratch)
        if not met:
            assert number > 1 or call in ("chmod", "unlink", "ftruncate", "rename"), f"{call} is never called"
            return
        assert "Traceback" not in output, output
        opened = open_store(path).load()
        note = opened.state.cell("e1", "p1").note
        assert note in ("", "new")
        if "ACK" in output:
            assert note == "new"
        if what != "signal=KILL" and "ACK" not in output and "FAILED" in output:
            assert str(path.parent) in output
        workspace = Workspace(opened.state, opened.head, author="after")
        store = open_store(path)
        store.load()
        with workspace.edit("after") as edit:
            edit.note("e1", "p1", f"after {number}")
        workspace.confirm(store.append(workspace.pending[0], workspace.head))  # type: ignore[arg-type]
        store.compact(workspace.state, workspace.head)
        assert open_store(path).load().state == workspace.state
