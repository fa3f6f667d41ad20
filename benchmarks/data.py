"""Loading, saving, judging and exporting, beside what one would use otherwise."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Figure, command_ms, high, median, raci_tui, timed_ms
from raci_tui.core.findings import Findings
from raci_tui.core.ledger import Entry
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from raci_tui.store.paths import ledger_path
from raci_tui.store.tiny import open_store

DURABLE_QUICKER = 50.0
ALL_RULES_MS, ONE_EDIT_MS = 250.0, 2.0
XLSX_RATIO = 2.5
VERSION_RATIO = 2.0
LETTERS = ("R", "C", "I", "A")


def loading(size: str, path: Path, rounds: int) -> list[Figure]:
    """Load a workspace, beside reading its snapshot with the standard library's `json`."""
    ours = [timed_ms(open_store(path, read_only=True).load) for _ in range(rounds)]
    plain = [timed_ms(json.loads, path.read_bytes()) for _ in range(rounds)]
    return [Figure("load", size, median(ours), beside="json.loads", other=median(plain))]


def saving(size: str, path: Path, folder: Path, *, edits: int, updates: int, judged: bool) -> list[Figure]:
    """Make single edits durable, beside a stock TinyDB update of the same data.

    Args:
        judged: The budget is for the large workspace.
    """
    ours = durable_edits(copied(path, folder), edits)
    stock = stock_updates(path, folder, updates)
    budget = DURABLE_QUICKER if judged else None
    return [
        Figure(
            f"edit until durable, median of {edits}",
            size,
            median(ours),
            beside="TinyDB update, no fsync",
            other=median(stock),
            quicker_at_least=budget,
        ),
        Figure("edit until durable, 95 %", size, high(ours)),
    ]


def durable_edits(path: Path, count: int) -> list[float]:
    """Milliseconds of single edits, from the change until the store has it on disk."""
    store = open_store(path)
    opened = store.load()
    workspace = Workspace(opened.state, opened.head, author="bench", last_at=opened.last_at)
    element, party = workspace.elements()[0].id, workspace.parties()[0].id

    def edit(letter: str) -> None:
        with workspace.edit(f"Set {letter}") as transaction:
            transaction.set(element, party, "current", letter)
        entry = store.append(workspace.pending[0], workspace.head)
        if not isinstance(entry, Entry):
            raise RuntimeError("somebody else writes there")
        workspace.confirm(entry)

    edit("-")
    times = [timed_ms(edit, LETTERS[turn % len(LETTERS)]) for turn in range(count)]
    store.close()
    return times


def stock_updates(path: Path, folder: Path, count: int) -> list[float]:
    """Milliseconds of single updates with TinyDB as it comes, on a copy of the snapshot."""
    from tinydb import TinyDB

    copy = folder / "stock.json"
    shutil.copy(path, copy)
    with TinyDB(copy) as database:
        cells = database.table("cells")

        def update(letter: str) -> None:
            cells.update({"current": letter}, doc_ids=[1])

        return [timed_ms(update, LETTERS[turn % len(LETTERS)]) for turn in range(count)]


def judging(size: str, path: Path, edits: int) -> list[Figure]:
    """Apply the rules to everything, then to what one edit touched."""
    opened = open_store(path, read_only=True).load()
    workspace = Workspace(opened.state, opened.head, author="bench")
    findings = Findings(workspace, OWNERSHIP_RULES, lambda: datetime.now(UTC).date().isoformat())
    everything = timed_ms(findings.all)
    elements, party = workspace.elements(), workspace.parties()[0].id
    times = []
    for turn in range(edits):
        element = elements[turn % len(elements)].id
        with workspace.edit("Set") as transaction:
            transaction.set(element, party, "current", LETTERS[turn // len(elements) % len(LETTERS)])
        times.append(timed_ms(findings.of, element))
    return [
        Figure("all rules over everything", size, everything, at_most=ALL_RULES_MS),
        Figure("rules after one edit, 95 %", size, high(times), at_most=ONE_EDIT_MS),
    ]


def exporting(size: str, path: Path, folder: Path, *, judged: bool) -> list[Figure]:
    """Export the full workbook: the whole command, beside write-only openpyxl writing the same values.

    Args:
        judged: The budget is for the large workspace; a small one is mostly the start of the command.
    """
    ours, bare = folder / "ours.xlsx", folder / "bare.xlsx"
    command = raci_tui("export", str(path), "-f", "xlsx", "-o", str(ours))
    (taken,) = command_ms(command, 1)
    again = [sys.executable, "-m", "benchmarks.bare_workbook", str(ours), str(bare)]
    done = subprocess.run(again, check=True, capture_output=True, encoding="utf-8")
    return [
        Figure(
            "export to xlsx, whole command",
            size,
            taken,
            beside="openpyxl write-only, writing alone",
            other=float(done.stdout),
            ratio_at_most=XLSX_RATIO if judged else None,
        )
    ]


def starting(rounds: int) -> list[Figure]:
    """Say the version, beside importing click."""
    ours, click = [], []
    for _ in range(rounds):
        ours += command_ms(raci_tui("--version"), 1)
        click += command_ms([sys.executable, "-c", "import click"], 1)
    beside = 'python -c "import click"'
    return [
        Figure(
            "raci-tui --version",
            "–",
            median(ours),
            beside=beside,
            other=median(click),
            ratio_at_most=VERSION_RATIO,
        )
    ]


def copied(path: Path, folder: Path) -> Path:
    """A copy of a workspace, ledger and all, in another folder."""
    for part in (path, ledger_path(path)):
        shutil.copy(part, folder)
    return folder / path.name
