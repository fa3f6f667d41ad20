"""The doctor: says what is wrong, mends what can be mended, and destroys nothing."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from raci_tui.core.errors import StoreError
from raci_tui.core.ledger import Entry
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace
from raci_tui.store.doctor import examine
from raci_tui.store.evidence import conflict_copies
from raci_tui.store.paths import ledger_path
from raci_tui.store.repair import repair
from raci_tui.store.tiny import create_store, open_store
from tests.strategies import base_state

LETTERS = ("R", "A", "C", "I", "R")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Five commits; the snapshot holds four, its backup two."""
    path = tmp_path / "w.raci.json"
    create_store(path, base_state())
    store = open_store(path)
    loaded = store.load()
    workspace = Workspace(loaded.state, loaded.head, author="dana")
    for number, letters in enumerate(LETTERS):
        with workspace.edit("set") as edit:
            edit.set("e4", "p1", "current", letters)
        answer = store.append(workspace.pending[0], workspace.head)
        assert isinstance(answer, Entry)
        workspace.confirm(answer)
        if number in (1, 3):
            store.compact(workspace.state, workspace.head)
    return path


def load(path: Path) -> State:
    return open_store(path).load().state


def letters(path: Path) -> str:
    return load(path).cell("e4", "p1").current


def everything(folder: Path) -> set[bytes]:
    return {each.read_bytes() for each in folder.iterdir() if not each.name.endswith((".lock", ".bak"))}


def edited(data: bytes) -> bytes:
    found: Any = json.loads(data)
    found["parties"]["1"]["name"] = "Front office"
    cells: Any = found["cells"]
    cells["900"] = {"element": "e5", "party": "p1", "current": "ra"}
    cells["901"] = {"element": "gone", "party": "p1", "current": "A"}
    del found["pains"]
    return json.dumps(found).encode()


def flip(data: bytes, line: int) -> bytes:
    lines = data.splitlines(keepends=True)
    lines[line] = lines[line].replace(b'"dana"', b'"dena"') if line else lines[line].replace(b"Crew", b"crew")
    return b"".join(lines)


def test_nothing_is_wrong_with_sound_files(path: Path) -> None:
    report = examine(path)
    assert (report.troubles, report.opens, report.position) == ((), True, 5)
    before = everything(path.parent)
    assert repair(path) == ()
    assert everything(path.parent) == before


BROKEN_SNAPSHOTS: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda _: None,
    "empty": lambda _: b"",
    "half": lambda data: data[: len(data) // 2],
    "rubbish": lambda data: os.urandom(len(data)),
}


@pytest.mark.parametrize("what", BROKEN_SNAPSHOTS)
def test_a_broken_snapshot_is_made_again_from_the_ledger(path: Path, what: str) -> None:
    before = load(path)
    broken = BROKEN_SNAPSHOTS[what](path.read_bytes())
    path.unlink() if broken is None else path.write_bytes(broken)
    assert examine(path).snapshot == {"missing": "missing", "empty": "empty"}.get(what, "damaged")
    assert examine(path).opens == (what == "missing")
    repair(path)
    assert examine(path).troubles == ()
    assert load(path) == before
    if broken is not None:
        assert broken in everything(path.parent)


def test_without_a_ledger_the_copy_before_takes_its_place(path: Path) -> None:
    ledger_path(path).unlink()
    path.write_bytes(b"rubbish")
    repair(path)
    assert letters(path) == LETTERS[1]
    assert b"rubbish" in everything(path.parent)


@pytest.mark.parametrize("line", range(6))
def test_a_ledger_damaged_anywhere_loses_no_more_than_the_damaged_commit(path: Path, line: int) -> None:
    damaged = flip(ledger_path(path).read_bytes(), line)
    ledger_path(path).write_bytes(damaged)
    assert not examine(path).opens
    repair(path)
    assert examine(path).opens
    # Only the last commit is nowhere else than in the damaged line.
    assert letters(path) == (LETTERS[3] if line == 5 else LETTERS[4])
    assert damaged in everything(path.parent)


def test_snapshot_and_ledger_damaged_the_backup_and_later_lines_come_back(path: Path) -> None:
    path.write_bytes(b"")
    ledger_path(path).write_bytes(flip(ledger_path(path).read_bytes(), 1))
    repair(path)
    assert letters(path) == LETTERS[4]
    assert examine(path).opens


def test_what_stands_before_the_damage_is_kept_where_there_is_no_snapshot(path: Path) -> None:
    path.unlink()
    path.with_name("w.raci.json.bak").unlink()
    ledger_path(path).write_bytes(flip(ledger_path(path).read_bytes(), 4))
    said = " ".join(repair(path))
    assert letters(path) == LETTERS[2]
    assert "kept the 3 commits" in said
    assert "2 lines from the damage on are not in the workspace any more" in said


def test_where_nothing_can_be_read_nothing_is_touched(path: Path) -> None:
    path.with_name("w.raci.json.bak").unlink()
    path.write_bytes(b"")
    ledger_path(path).write_bytes(b"")
    before = {each.name for each in path.parent.iterdir()}
    with pytest.raises(StoreError, match="cannot be restored"):
        repair(path)
    assert {each.name for each in path.parent.iterdir()} == before


def test_an_edit_by_others_waits_for_a_choice(path: Path) -> None:
    path.write_bytes(edited(path.read_bytes()))
    assert examine(path).snapshot == "edited"
    before = everything(path.parent)
    with pytest.raises(StoreError, match="--adopt"):
        repair(path)
    assert everything(path.parent) == before


def test_an_edit_by_others_is_adopted_as_one_commit_beneath_what_came_later(path: Path) -> None:
    path.write_bytes(edited(path.read_bytes()))
    done = repair(path, adopt=True, author="eli")
    store = open_store(path)
    state = store.load().state
    last = tuple(store.history())[-1]
    assert (last.position, last.commit.author) == (6, "eli")
    assert state.tables["parties"]["p1"].name == "Front office"
    assert state.cell("e5", "p1").current == "AR"
    assert state.tables["pains"] == {}
    # The fifth commit, which the edited snapshot did not know, still stands.
    assert state.cell("e4", "p1").current == LETTERS[4]
    assert any("gone" in sentence for sentence in done)
    assert examine(path).troubles == ()


def test_an_edit_by_others_can_be_set_aside(path: Path) -> None:
    before = load(path)
    change = edited(path.read_bytes())
    path.write_bytes(change)
    repair(path, from_ledger=True)
    assert load(path) == before
    assert change in everything(path.parent)


def test_an_edited_snapshot_without_a_ledger_can_be_adopted(path: Path) -> None:
    ledger_path(path).unlink()
    path.write_bytes(edited(path.read_bytes()))
    repair(path, adopt=True)
    assert load(path).tables["parties"]["p1"].name == "Front office"


def test_a_snapshot_ahead_of_its_ledger_is_adopted_or_set_aside(path: Path) -> None:
    lines = ledger_path(path).read_bytes().splitlines(keepends=True)
    ledger_path(path).write_bytes(b"".join(lines[:3]))
    assert examine(path).snapshot == "elsewhere"
    with pytest.raises(StoreError, match="--adopt"):
        repair(path)
    repair(path, adopt=True)
    assert letters(path) == LETTERS[3]
    assert examine(path).troubles == ()


def test_an_unfinished_line_is_kept_in_a_file_of_its_own(path: Path) -> None:
    with ledger_path(path).open("ab") as stream:
        stream.write(b'{"pos')
    assert examine(path).opens
    repair(path)
    assert b'{"pos' in everything(path.parent)
    assert examine(path).troubles == ()


def test_left_over_temporary_files_are_counted_and_the_old_ones_removed(path: Path) -> None:
    left = path.with_name(".w.raci.json.0123456789ab.raci-tmp")
    left.write_bytes(b"half")
    assert "lie here: 1" in " ".join(trouble.what for trouble in examine(path).troubles)
    repair(path)
    assert left.exists()
    os.utime(left, (0, 0))
    repair(path)
    assert not left.exists()


def test_copies_made_by_syncing_programs_are_listed(path: Path) -> None:
    copies = [
        "w (conflicted copy 2026-01-05 101010).raci.json",
        "w (Bob's conflicted copy 2026-01-05).raci.json",
        "w.raci-BOBS-PC.json",
        "w.raci.sync-conflict-20260105-101010-ABCDEFG.json",
        "w.raci_CaseConflict_1.json",
        "w.raci.json.Conflict",
    ]
    for name in (*copies, "w-old.raci.json", "web.raci.json"):
        path.with_name(name).write_bytes(b"")
    assert conflict_copies(str(path)) == sorted(copies)
    told = [trouble.file for trouble in examine(path).troubles]
    assert told == sorted(copies)
    assert examine(path).opens
