"""Files of an older format open, are upgraded while they are read, and stay as they are until something is saved."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from raci_tui.core.ledger import Change
from raci_tui.core.records import FORMAT_NUMBER
from raci_tui.core.upgrade import OLDEST_FORMAT, upgraded_changes, upgraded_record
from raci_tui.services.session import open_session
from raci_tui.store.tiny import open_store

OLD = Path(__file__).with_name("format_1")
"""A workspace as the first format wrote it, with views grouped by what nobody can group by."""
NAME = "meter.raci.json"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    shutil.copytree(OLD, tmp_path, dirs_exist_ok=True)
    return tmp_path / NAME


def lines(path: Path) -> list[bytes]:
    return path.with_suffix("").with_suffix(".raci.ledger").read_bytes().splitlines(keepends=True)


def groupings(path: Path) -> dict[str, str]:
    state = open_store(path, read_only=True).load().state
    return {view.name: view.grouping for view in state.tables["views"].values()}


@pytest.mark.parametrize("without", ["", ".json", ".ledger"])
def test_an_old_workspace_opens_with_all_that_it_held(old: Path, without: str) -> None:
    if without:
        old.with_name(f"meter.raci{without}").unlink()
    opened = open_store(old, read_only=without != ".json").load()
    views = opened.state.tables["views"]
    if without != ".ledger":
        assert opened.head.position == 4
        assert opened.state.cell("ask", "cs").current == "A"
        assert (views["v1"].name, views["v1"].layer, views["v1"].query) == ("Gaps", "target", "is:unowned")
    assert views["v0"].columns == ("crew", "cs")
    assert {view.grouping for view in views.values()} == {"stage"}


def test_nothing_is_rewritten_and_new_lines_say_their_format(old: Path) -> None:
    before = lines(old)
    with open_session(old, author="ana") as session:
        with session.workspace.edit("Sort") as edit:
            edit.update("views", "v1", sorting="pain", grouping="process")
        session.save_now()
    after = lines(old)
    assert after[:-1] == before
    assert json.loads(after[-1])["format"] == FORMAT_NUMBER
    assert b'"format"' not in after[-2]
    assert groupings(old) == {"By mood": "stage", "Gaps": "process"}
    store = open_store(old)
    opened = store.load()
    store.compact(opened.state, opened.head)
    assert json.loads(old.read_bytes())["_meta"]["1"]["format"] == FORMAT_NUMBER
    assert groupings(old) == {"By mood": "stage", "Gaps": "process"}


def test_the_history_tells_the_old_commits_in_todays_words(old: Path) -> None:
    store = open_store(old, read_only=True)
    store.load()
    changes = [change for entry in store.history() for change in entry.commit.changes]
    assert changes[-2:] == [
        Change("views", "v1", "grouping", "stage", "touchpoint"),
        Change("views", "v1", "grouping", "touchpoint", "stage"),
    ]
    assert store.base().tables["views"]["v0"].grouping == "stage"


def test_an_old_commit_can_be_undone(old: Path) -> None:
    with open_session(old, author="bob") as session:
        commits = [entry.commit for entry in session.store.history()]
        session.workspace.undo_commit(commits[-1])
        session.save_now()
    assert groupings(old)["Gaps"] == "touchpoint"


def test_an_old_snapshot_that_was_only_formatted_anew_is_no_edit(old: Path) -> None:
    old.write_text(json.dumps(json.loads(old.read_text("utf-8")), indent=4), "utf-8")
    assert groupings(old) == {"By mood": "stage", "Gaps": "stage"}


def test_every_format_since_the_first_has_its_step_up() -> None:
    for number in range(OLDEST_FORMAT, FORMAT_NUMBER + 1):
        record = upgraded_record("views", {"id": "v", "name": "Gaps", "grouping": "process"}, number)
        assert record == {"id": "v", "name": "Gaps", "grouping": "process"}
    wrong = Change("views", "v", "*", None, {"id": "v", "name": "N", "grouping": "tide"})
    assert upgraded_changes((wrong,), 1)[0].new["grouping"] == "stage"
    assert upgraded_changes((wrong.inverse(),), 1)[0].old["grouping"] == "stage"
    assert upgraded_changes((wrong,), FORMAT_NUMBER) == (wrong,)
    other = Change("elements", "e", "grouping", "tide", "tide")
    assert upgraded_changes((other,), 1) == (other,)
