"""What the benchmarks do inside a process: rivals do the same work as the app."""

import contextlib
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from openpyxl import load_workbook

from benchmarks import inside
from benchmarks.workspaces import STORY, STORY_SIZE, Workspaces
from raci_tui.services.session import open_session


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return Path(shutil.copy(STORY, tmp_path / "story.raci.json"))


def letters(book: Path) -> dict[str, list[list[object]]]:
    """The values of every sheet, empty ends of rows left out: not every writer keeps them."""
    found: dict[str, list[list[object]]] = {}
    workbook = load_workbook(book)
    for sheet in workbook.worksheets:
        rows: list[list[object]] = [list(row) for row in sheet.iter_rows(values_only=True)]
        for row in rows:
            while row and row[-1] is None:
                row.pop()
        while rows and not rows[-1]:
            rows.pop()
        found[sheet.title] = rows
    workbook.close()
    return found


def test_rivals_write_the_values_of_our_workbook(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It would keep everything that the test process holds from ever being collected.
    monkeypatch.setattr(inside, "_steady", lambda: None)
    ours, kept = tmp_path / "ours.xlsx", tmp_path / "values.pickle"
    assert list(inside.export(str(story), str(ours))) == [inside.OURS]
    inside.values(str(ours), str(kept))
    wanted = letters(ours)
    assert sum(map(len, wanted.values())) > 100
    for act, name in ((inside.openpyxl, inside.OPENPYXL), (inside.xlsxwriter, inside.XLSXWRITER)):
        theirs = tmp_path / f"{act.__name__}.xlsx"
        assert list(act(str(kept), str(theirs))) == [name]
        assert letters(theirs) == wanted


def test_databases_and_the_app_write_the_same_letter_into_the_same_cell(story: Path, tmp_path: Path) -> None:
    times = inside.durable(str(story), str(tmp_path), "6")
    assert {name: len(values) for name, values in times.items()} == {
        inside.OURS: 6,
        inside.SQLITE_JOURNAL: 6,
        inside.SQLITE_WAL: 6,
    }
    with open_session(story, author="Test", read_only=True) as session:
        workspace = session.workspace
        element, party = workspace.elements()[0].id, workspace.parties()[0].id
        written = "".join(workspace.state.rows[element][party].current or ())
        cells = sum(map(len, workspace.state.rows.values()))
    assert written == inside.LETTERS[5 % 4]
    for name, journal in (("journal.sqlite", "delete"), ("wal.sqlite", "wal")):
        with contextlib.closing(sqlite3.connect(tmp_path / name)) as database:
            assert database.execute("PRAGMA journal_mode").fetchone() == (journal,)
            assert database.execute("SELECT count(*) FROM cells").fetchone() == (cells,)
            query = "SELECT current FROM cells WHERE element = ? AND party = ?"
            assert database.execute(query, (element, party)).fetchone() == (written,)


def test_stock_tinydb_updates_one_cell(story: Path) -> None:
    before = json.loads(story.read_bytes())["cells"]
    assert len(inside.tinydb(str(story), "2")["TinyDB"]) == 2
    after = json.loads(story.read_bytes())["cells"]
    changed = [key for key in before if before[key] != after[key]]
    assert changed == [next(iter(before))]
    assert after[changed[0]]["current"] == inside.LETTERS[1]


def test_rules_and_loading_are_timed_as_often_as_asked(story: Path) -> None:
    assert {name: len(values) for name, values in inside.rules(str(story), "7").items()} == {
        "all": 1,
        "one edit": 7,
    }
    assert {name: len(values) for name, values in inside.load(str(story), "2").items()} == {
        inside.OURS: 2,
        "json.loads": 2,
    }


def test_what_is_written_to_is_a_copy(tmp_path: Path) -> None:
    workspaces = Workspaces(tmp_path)
    subject = workspaces[STORY_SIZE]
    before = subject.path.read_bytes()
    copy = workspaces.copy(subject)
    inside.tinydb(str(copy.path), "1")
    assert copy.path.read_bytes() != before
    assert subject.path.read_bytes() == before
    assert workspaces[STORY_SIZE] is subject
    assert workspaces.filled() == {"story": len(json.loads(before)["cells"])}
