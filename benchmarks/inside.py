"""What is measured inside a process: loading, saving, judging and exporting, ours and others'.

Each call is a process of its own, so that none slows the next: ``python -m benchmarks.inside load PATH 5``
prints its answer as JSON, names to lists of milliseconds. The first argument names a function below.
"""

from __future__ import annotations

import gc
import json
import pickle
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.results import timed_ms
from benchmarks.workspaces import STORY

Times = dict[str, list[float]]
Sheets = Mapping[str, Sequence[Sequence[object]]]

ONE_CELL: Final[Sheets] = {"Warm": [["up"]]}
LETTERS: Final = ("R", "C", "I", "A")
SQLITE_JOURNAL: Final = "SQLite, journal"
SQLITE_WAL: Final = "SQLite, WAL"
OPENPYXL: Final = "openpyxl write-only"
XLSXWRITER: Final = "XlsxWriter"
OURS: Final = "ours"


def load(path: str, rounds: str) -> Times:
    """Load a workspace, beside reading its snapshot with the standard library's `json`."""
    from raci_tui.store.tiny import open_store

    # Once for its imports.
    open_store(path, read_only=True).load()
    times: Times = {OURS: [], "json.loads": []}
    for _ in range(int(rounds)):
        times[OURS].append(timed_ms(open_store(path, read_only=True).load))
        times["json.loads"].append(timed_ms(lambda: json.loads(Path(path).read_bytes())))
    return times


def durable(path: str, folder: str, edits: str) -> Times:
    """Make single edits durable as the app does, in turns with SQLite committing an update of the same cell.

    From the change until the writer's thread has it on disk and the workspace knows. SQLite syncs fully, in
    both of its ways to journal: the floor of a durable commit.
    """
    from raci_tui.services.session import open_session

    session = open_session(path, author="Bench", post=_drop)
    workspace = session.workspace
    element, party = workspace.elements()[0].id, workspace.parties()[0].id
    rows = [
        (cell.element, cell.party, "".join(cell.current or ()))
        for row in workspace.state.rows.values()
        for cell in row.values()
    ]
    rows = [row for row in rows if row[:2] != (element, party)] + [(element, party, "")]
    databases = {
        SQLITE_JOURNAL: _database(Path(folder) / "journal.sqlite", "DELETE", rows),
        SQLITE_WAL: _database(Path(folder) / "wal.sqlite", "WAL", rows),
    }
    del rows

    def edit(letter: str) -> None:
        with workspace.edit(f"Set {letter}") as transaction:
            transaction.set(element, party, "current", letter)
        if not session.writer.flush():
            raise RuntimeError(session.writer.reason)

    def update(database: sqlite3.Connection, letter: str) -> None:
        database.execute(
            "UPDATE cells SET current = ? WHERE element = ? AND party = ?", (letter, element, party)
        )

    edit("-")
    times: Times = {OURS: [], **{name: [] for name in databases}}
    for turn in range(int(edits)):
        letter = LETTERS[turn % len(LETTERS)]
        times[OURS].append(timed_ms(edit, letter))
        for name, database in databases.items():
            times[name].append(timed_ms(update, database, letter))
    for database in databases.values():
        database.close()
    session.close()
    return times


def _database(path: Path, journal: str, rows: Sequence[tuple[str, str, str]]) -> sqlite3.Connection:
    """The cells as a table, each statement a commit."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(f"PRAGMA journal_mode = {journal}")
    database.execute(
        "CREATE TABLE cells (element TEXT, party TEXT, current TEXT, PRIMARY KEY (element, party))"
    )
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN")
    database.executemany("INSERT INTO cells VALUES (?, ?, ?)", rows)
    database.execute("COMMIT")
    database.execute("PRAGMA synchronous = FULL")
    return database


def tinydb(path: str, updates: str) -> Times:
    """Update a cell with TinyDB as it comes, which does not even sync. Writes into the file it is given."""
    from tinydb import TinyDB

    with TinyDB(path) as database:
        cells = database.table("cells")
        document = next(iter(cells)).doc_id

        def update(letter: str) -> None:
            cells.update({"current": letter}, doc_ids=[document])

        return {"TinyDB": [timed_ms(update, LETTERS[turn % len(LETTERS)]) for turn in range(int(updates))]}


def rules(path: str, edits: str) -> Times:
    """Apply the rules to everything, then to what one edit touched, the edit included."""
    from raci_tui.services.session import open_session

    session = open_session(path, author="Bench")
    workspace, findings = session.workspace, session.findings
    everything = timed_ms(findings.all)
    elements, party = workspace.elements(), workspace.parties()[0].id

    def edit(element: str, letter: str) -> None:
        with workspace.edit(f"Set {letter}") as transaction:
            transaction.set(element, party, "current", letter)
        findings.of(element)

    times = []
    for turn in range(int(edits)):
        element, letter = elements[turn % len(elements)].id, LETTERS[turn // len(elements) % len(LETTERS)]
        times.append(timed_ms(edit, element, letter))
    return {"all": [everything], "one edit": times}


def export(path: str, out: str) -> Times:
    """Export an open workspace as a full workbook."""
    from raci_tui.services.exporting import export as write
    from raci_tui.services.exporting import take_snapshot
    from raci_tui.services.session import Session, open_session

    def act(session: Session) -> None:
        write(take_snapshot(session.workspace, session.findings), "xlsx", {}, out)

    # What is loaded once is loaded before, here as with the rivals.
    act(open_session(STORY, author="Bench", read_only=True))
    return {OURS: [timed_ms(act, open_session(path, author="Bench", read_only=True))]}


def values(book: str, out: str) -> Times:
    """Keep the values of every sheet of a workbook, row by row."""
    from openpyxl import load_workbook

    found = load_workbook(book, read_only=True)
    sheets = {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in found.worksheets
    }
    found.close()
    Path(out).write_bytes(pickle.dumps(sheets))
    return {}


def openpyxl(kept: str, out: str) -> Times:
    """Write values and nothing else, in openpyxl's write-only mode."""
    from openpyxl import Workbook

    def act(sheets: Sheets) -> None:
        book = Workbook(write_only=True)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(out)

    act(ONE_CELL)
    sheets: Sheets = pickle.loads(Path(kept).read_bytes())
    _steady()
    return {OPENPYXL: [timed_ms(act, sheets)]}


def xlsxwriter(kept: str, out: str) -> Times:
    """Write values and nothing else with XlsxWriter, row by row as it does that quickest."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # it ships no types, and nobody else does

    def act(sheets: Sheets) -> None:
        with Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for place, row in enumerate(rows):
                    for column, value in enumerate(row):
                        if value is not None:
                            sheet.write(place, column, value)

    act(ONE_CELL)
    sheets: Sheets = pickle.loads(Path(kept).read_bytes())
    _steady()
    return {XLSXWRITER: [timed_ms(act, sheets)]}


def _drop(call: Callable[[], None]) -> None:
    """Leave an answer in the writer's queue, where `flush` finds it: there is no UI thread here."""


def _steady() -> None:
    """Keep the collector off what was prepared; only rivals get that, since the app has to live with its own."""
    gc.collect()
    gc.freeze()


ACTS: Final[Mapping[str, Callable[..., Times]]] = {
    act.__name__: act for act in (load, durable, tinydb, rules, export, values, openpyxl, xlsxwriter)
}


if __name__ == "__main__":
    print(json.dumps(ACTS[sys.argv[1]](*sys.argv[2:])))
