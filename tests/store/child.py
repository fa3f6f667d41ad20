"""A child process of the store's tests: `python -m tests.store.child WHAT PATH ...`."""

import contextlib
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from raci_tui.core.errors import RaciError
from raci_tui.core.workspace import Workspace
from raci_tui.services.session import Session, open_session
from raci_tui.store.locks import locked
from raci_tui.store.paths import ledger_path
from raci_tui.store.tiny import open_store


def say(words: str) -> None:
    # A fault injected into this very write is none of the store's.
    with contextlib.suppress(OSError):
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


def save(session: Session) -> None:
    """Save, trying again while somebody else holds the lock."""
    deadline = time.monotonic() + 60
    while True:
        try:
            session.save_now()
        except RaciError:
            if time.monotonic() > deadline:
                raise
        else:
            return


def alternate(path: str) -> None:
    """Alternate a note between long and short, compacting now and then, and say each one that is durable."""
    store = open_store(path)
    opened = store.load()
    workspace = Workspace(opened.state, opened.head, author="child")
    last = workspace.cell("e1", "p1").note.split()
    for number in range(int(last[0]) + 1 if last else 1, 10_000):
        with workspace.edit("note") as edit:
            edit.note("e1", "p1", f"{number} " + ("x" * 99_000 if number % 2 else ""))
        answer = store.append(workspace.pending[0], workspace.head)
        workspace.confirm(answer)  # type: ignore[arg-type]  # alone, it is never behind
        say(f"ACK {number}")
        if number % 3 == 0:
            store.compact(workspace.state, workspace.head)


def add(path: str, name: str, count: str) -> None:
    """Add so many parties, each durable before the next."""
    with open_session(path, author=name) as session:
        for number in range(int(count)):
            with session.workspace.edit("add") as edit:
                party = next(iter(session.workspace.state.tables["parties"].values()))
                edit.add(type(party)(id=f"{name}{number}", name=f"{name} {number}"))
            save(session)
            if random.random() < 0.1:
                session.store.compact(session.workspace.state, session.workspace.head)


def hold(path: str) -> None:
    """Hold the lock, and open and close the data files meanwhile, until standard input ends."""
    ledger = str(ledger_path(path))
    with locked(ledger):
        for name in (ledger, path, ledger + ".lock"):
            Path(name).read_bytes()
        say("held")
        sys.stdin.read()


def once(path: str) -> None:
    """One edit and one snapshot; says what became durable and what failed."""
    try:
        store = open_store(path)
        opened = store.load()
        workspace = Workspace(opened.state, opened.head, author="child")
        with workspace.edit("note") as edit:
            edit.note("e1", "p1", "new")
        answer = store.append(workspace.pending[0], workspace.head)
        workspace.confirm(answer)  # type: ignore[arg-type]
        say("ACK")
        store.compact(workspace.state, workspace.head)
        say("SNAPSHOT")
    except RaciError as error:
        say(f"FAILED {error}")


WHAT: Final[dict[str, Callable[..., Any]]] = {"alternate": alternate, "add": add, "hold": hold, "once": once}

if __name__ == "__main__":
    WHAT[sys.argv[1]](*sys.argv[2:])
