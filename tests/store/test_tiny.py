"""The two files of a workspace: what opens, what is refused and left untouched, what is rebuilt."""

import codecs
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where

import raci_tui
from raci_tui.core.errors import (
    DamagedError,
    FormatNumberError,
    NotSavedError,
    RaciError,
    ReadOnlyError,
    StoreError,
)
from raci_tui.core.ledger import Entry
from raci_tui.core.records import FORMAT_NUMBER, Cell, Element
from raci_tui.core.workspace import Workspace
from raci_tui.store import files
from raci_tui.store.paths import ledger_path, workspace_path
from raci_tui.store.tiny import TinyStore, create_store, open_store, write_copy
from tests.strategies import base_state

ROOT = Path(raci_tui.__file__).parent.parent


def edit(store: TinyStore, workspace: Workspace, letters: str = "R", element: str = "e4") -> Entry:
    with workspace.edit("set") as change:
        change.set(element, "p1", "current", letters)
    answer = store.append(workspace.pending[0], workspace.head)
    assert isinstance(answer, Entry)
    workspace.confirm(answer)
    return answer


def opened(path: Path) -> tuple[TinyStore, Workspace]:
    store = open_store(path)
    loaded = store.load()
    return store, Workspace(loaded.state, loaded.head, author="dana", last_at=loaded.last_at)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with three commits, of which the snapshot holds two."""
    path = tmp_path / "here" / "w.raci.json"
    path.parent.mkdir()
    create_store(path, base_state())
    store, workspace = opened(path)
    edit(store, workspace, "R")
    edit(store, workspace, "A")
    store.compact(workspace.state, workspace.head)
    edit(store, workspace, "C")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if not each.name.endswith(".lock")}


def refuses(path: Path, kind: type[RaciError], *words: str) -> None:
    """Opening fails with one sentence that says this, and changes no file."""
    before = contents(path.parent)
    with pytest.raises(kind) as caught:
        open_store(path).load()
    for word in words:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)
    assert contents(path.parent) == before


# What it is


def test_plain_tinydb_reads_the_snapshot(path: Path) -> None:
    store, workspace = opened(path)
    store.compact(workspace.state, workspace.head)
    with TinyDB(path, access_mode="r") as database:
        cells = database.table("cells").search((where("element") == "e4") & (where("party") == "p1"))
        assert [dict(cell) for cell in cells] == [{"element": "e4", "party": "p1", "current": "C"}]
        parties = database.table("parties")
        assert next((each.doc_id, each["name"]) for each in parties) == (1, "Customer service")
        (meta,) = database.table("_meta").all()
        assert (meta["format"], meta["position"]) == (FORMAT_NUMBER, 3)


def test_an_edit_writes_one_line_and_leaves_the_snapshot_alone(path: Path) -> None:
    ledger = ledger_path(path)
    before, lines = path.read_bytes(), ledger.read_bytes()
    store, workspace = opened(path)
    edit(store, workspace, "I")
    assert path.read_bytes() == before
    assert ledger.read_bytes().startswith(lines)
    assert ledger.read_bytes().count(b"\n") == lines.count(b"\n") + 1


def test_reading_changes_nothing(path: Path) -> None:
    before = contents(path.parent)
    store, workspace = opened(path)
    store.since(workspace.head)
    tuple(store.history())
    store.base()
    assert contents(path.parent) == before


def test_compaction_keeps_one_copy_of_the_snapshot_before(path: Path) -> None:
    store, workspace = opened(path)
    before = b""
    for number in range(4):
        before = path.read_bytes()
        edit(store, workspace, "RI"[number % 2])
        store.compact(workspace.state, workspace.head)
    assert path.with_name("w.raci.json.bak").read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {
        "w.raci.json", "w.raci.json.bak", "w.raci.ledger", "w.raci.ledger.lock",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "snapshot", "ledger"),
    [
        ("w", "w.raci.json", "w.raci.ledger"),
        ("w.raci.json", "w.raci.json", "w.raci.ledger"),
        ("w.raci", "w.raci.json", "w.raci.ledger"),
        ("w.raci.ledger", "w.raci.json", "w.raci.ledger"),
        ("v1.2 plan.json", "v1.2 plan.json", "v1.2 plan.json.raci.ledger"),
    ],
)
def test_files_are_named_as_one_expects(typed: str, snapshot: str, ledger: str) -> None:
    path = workspace_path(typed)
    assert (path.name, ledger_path(path).name) == (snapshot, ledger)


def test_a_workspace_is_never_made_over_another(path: Path) -> None:
    before = contents(path.parent)
    with pytest.raises(StoreError, match="already there"):
        create_store(path, base_state())
    assert contents(path.parent) == before


# What is accepted


REFORMATTED: dict[str, Callable[[bytes], bytes]] = {
    "byte-order mark": lambda data: codecs.BOM_UTF8 + data,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "indented": lambda data: json.dumps(json.loads(data), indent=4).encode(),
    "sorted": lambda data: json.dumps(json.loads(data), sort_keys=True, ensure_ascii=False).encode(),
}


@pytest.mark.parametrize("how", REFORMATTED)
def test_a_snapshot_that_was_only_reformatted_opens(path: Path, how: str) -> None:
    before = open_store(path).load()
    path.write_bytes(REFORMATTED[how](path.read_bytes()))
    again = open_store(path).load()
    assert (again.state, again.head) == (before.state, before.head)


def test_a_ledger_without_its_snapshot_rebuilds_it(path: Path) -> None:
    before = open_store(path).load()
    path.unlink()
    again = open_store(path).load()
    assert (again.state, again.head) == (before.state, before.head)
    assert "made again" in " ".join(again.notices)
    assert open_store(path).load() == before


def test_a_snapshot_without_its_ledger_opens_and_starts_a_new_one(path: Path) -> None:
    store, workspace = opened(path)
    store.compact(workspace.state, workspace.head)
    ledger_path(path).unlink()
    store, again = opened(path)
    assert again.state == workspace.state
    assert "history begins anew" in " ".join(open_store(path).load().notices)
    assert not ledger_path(path).exists()
    # Two processes that both found no ledger end up with one.
    other_store, other = opened(path)
    edit(store, again, "I")
    assert [entry.position for entry in other_store.since(other.head)] == [1]
    other.receive(other_store.since(other.head))
    edit(other_store, other, "R")
    assert open_store(path).load().state == other.state
    assert open_store(path).load().notices == ()


def test_a_copy_to_send_is_one_file(path: Path, tmp_path: Path) -> None:
    state = open_store(path).load().state
    (tmp_path / "sent").mkdir()
    copy = tmp_path / "sent" / "copy.raci.json"
    write_copy(copy, state)
    assert open_store(copy).load().state == state


def test_a_line_cut_off_by_a_crash_is_left_out_then_set_aside(path: Path) -> None:
    whole = open_store(path).load()
    ledger = ledger_path(path)
    lines = ledger.read_bytes()
    ledger.write_bytes(lines + b'{"position":4,"com')
    store = open_store(path)
    again = store.load()
    assert (again.state, again.head) == (whole.state, whole.head)
    assert "cut off by a crash" in " ".join(again.notices)
    assert ledger.read_bytes().endswith(b'"com')
    workspace = Workspace(again.state, again.head, author="dana")
    edit(store, workspace, "I")
    assert ledger.read_bytes().startswith(lines)
    assert ledger.read_bytes().endswith(b"}\n")
    (aside,) = (each for each in path.parent.iterdir() if ".tail-" in each.name)
    assert aside.read_bytes() == b'{"position":4,"com'
    (said,) = store.take_notices()
    assert aside.name in said
    assert open_store(path).load().state == workspace.state


# What is refused


def edited(data: bytes) -> bytes:
    found: Any = json.loads(data)
    found["parties"]["1"]["name"] = "Somebody else"
    return json.dumps(found).encode()


def with_meta(**fields: Any) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        found: Any = json.loads(data)
        found["_meta"]["1"].update(fields)
        return json.dumps(found).encode()

    return change


def with_unknown_field(data: bytes) -> bytes:
    return data.replace(b'"name":"Operations"', b'"name":"Operations","mood":"good"')


def with_unknown_table(data: bytes) -> bytes:
    return b'{"moods":{"1":{"id":"x"}},' + data[1:]


SNAPSHOTS: dict[str, tuple[Callable[[bytes], bytes], type[RaciError], tuple[str, ...]]] = {
    "empty": (lambda _: b"", DamagedError, ("is empty", "doctor")),
    "zeros": (lambda data: bytes(len(data)), DamagedError, ("holds no text",)),
    "a list": (lambda _: b"[]", DamagedError, ("not a workspace",)),
    "an object": (lambda _: b"{}", DamagedError, ("not a workspace", "_meta")),
    "null": (lambda _: b"null", DamagedError, ("not a workspace",)),
    "a text": (lambda _: b'"x"', DamagedError, ("not a workspace",)),
    "deep": (lambda _: b"[" * 100_000, DamagedError, ("not a workspace",)),
    "deep inside": (lambda _: b'{"_meta":' + b"[" * 100_000, DamagedError, ("not a workspace",)),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), DamagedError, ("not a workspace",)),
    "half": (lambda data: data[: len(data) // 2], DamagedError, ("not a workspace",)),
    "bad meta": (lambda _: b'{"_meta":{"1":{"format":1}}}', DamagedError, ("_meta",)),
    "no meta": (lambda _: b'{"_meta":{}}', DamagedError, ("_meta",)),
    "newer": (with_meta(format=99), FormatNumberError, ("format 99", f"up to {FORMAT_NUMBER}")),
    "unknown field": (with_unknown_field, FormatNumberError, (f"format {FORMAT_NUMBER}", "mood")),
    "unknown table": (with_unknown_table, FormatNumberError, (f"format {FORMAT_NUMBER}", "moods")),
    "edited": (edited, DamagedError, ("changed by something else", "--adopt")),
    "a byte": (lambda data: data.replace(b"Operations", b"0perations", 1), DamagedError, ("changed by something",)),
    "ahead": (with_meta(position=9), DamagedError, ("position 9", "ends at 3")),
    "off its chain": (with_meta(head="0" * 24), DamagedError, ("history",)),
    "of another ledger": (with_meta(ledger="x" * 12), StoreError, ("do not belong together",)),
}  # fmt: skip


@pytest.mark.parametrize("what", SNAPSHOTS)
def test_a_snapshot_that_is_not_what_was_written_is_refused_and_left(path: Path, what: str) -> None:
    change, kind, words = SNAPSHOTS[what]
    path.write_bytes(change(path.read_bytes()))
    refuses(path, kind, *words)


def in_line(number: int, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        assert old in lines[number]
        lines[number] = lines[number].replace(old, new, 1)
        return b"".join(lines)

    return change


def without_line(number: int) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        del lines[number]
        return b"".join(lines)

    return change


LEDGERS: dict[str, tuple[Callable[[bytes], bytes], type[RaciError], tuple[str, ...]]] = {
    "empty": (lambda _: b"", DamagedError, ("is empty",)),
    "no base": (without_line(0), DamagedError, ("first line",)),
    "base changed": (in_line(0, b"Operations", b"0perations"), DamagedError, ("first line",)),
    "base of a newer format": (in_line(0, b'"format":', b'"format":9'), FormatNumberError, ("format 9",)),
    "a byte in the middle": (in_line(2, b'"dana"', b'"dena"'), DamagedError, ("position 2",)),
    "a byte at the end": (in_line(3, b'"dana"', b'"dena"'), DamagedError, ("position 3",)),
    "a missing line": (without_line(2), DamagedError, ("position 2",)),
    "a line twice": (lambda data: data + data.splitlines(keepends=True)[-1], DamagedError, ("position 4",)),
    "rubbish with an end": (lambda data: data + b"\0\0\n", DamagedError, ("position 4",)),
    "a newer line": (lambda data: data + b'{"position":4,"format":99,"x":1}\n', FormatNumberError, ("format 99",)),
    "shortened": (lambda data: b"".join(data.splitlines(keepends=True)[:2]), DamagedError, ("position 2", "ends at 1")),
}  # fmt: skip


@pytest.mark.parametrize("what", LEDGERS)
def test_a_ledger_that_is_not_what_was_written_is_refused_and_left(path: Path, what: str) -> None:
    change, kind, words = LEDGERS[what]
    ledger = ledger_path(path)
    ledger.write_bytes(change(ledger.read_bytes()))
    refuses(path, kind, *words)


def test_nothing_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no workspace"):
        open_store(tmp_path / "w.raci.json").load()
    assert list(tmp_path.iterdir()) == []


# While it is open


def test_a_ledger_put_in_its_place_is_noticed_and_not_written_to(path: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    create_store(tmp_path / "other" / "w.raci.json", base_state())
    store, workspace = opened(path)
    (tmp_path / "other" / "w.raci.ledger").replace(ledger_path(path))
    before = contents(path.parent)
    with pytest.raises(StoreError, match="replaced by another ledger"):
        store.since(workspace.head)
    with pytest.raises(StoreError):
        edit(store, workspace)
    assert contents(path.parent) == before


def test_a_ledger_rewritten_in_place_with_less_is_noticed(path: Path) -> None:
    store, workspace = opened(path)
    ledger = ledger_path(path)
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:3]))
    with pytest.raises(StoreError, match="no longer holds"):
        store.since(workspace.head)
    with pytest.raises(StoreError, match="no longer holds"):
        edit(store, workspace)
    assert ledger.read_bytes().count(b"\n") == 3


def test_a_longer_history_copied_over_it_in_place_is_noticed(path: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin" / "w.raci.json"
    twin.parent.mkdir()
    for each in (path, ledger_path(path)):
        (twin.parent / each.name).write_bytes(each.read_bytes())
    store, workspace = opened(path)
    edit(store, workspace, "I")
    other_store, other = opened(twin)
    edit(other_store, other, "I")
    edit(other_store, other, "R")
    ledger_path(path).write_bytes(ledger_path(twin).read_bytes())
    before = ledger_path(path).read_bytes()
    with pytest.raises(StoreError, match="no longer holds"):
        edit(store, workspace, "A")
    assert ledger_path(path).read_bytes() == before


def test_a_ledger_that_a_sync_program_renamed_into_place_is_followed(path: Path) -> None:
    store, workspace = opened(path)
    ledger = ledger_path(path)
    copy = ledger.with_name("synced")
    copy.write_bytes(ledger.read_bytes())
    copy.replace(ledger)
    edit(store, workspace, "I")
    assert open_store(path).load().state == workspace.state


def test_a_snapshot_edited_meanwhile_is_not_overwritten(path: Path) -> None:
    store, workspace = opened(path)
    edit(store, workspace, "I")
    path.write_bytes(edited(path.read_bytes()))
    before = path.read_bytes()
    with pytest.raises(DamagedError, match="changed by something else"):
        store.compact(workspace.state, workspace.head)
    assert path.read_bytes() == before


def test_a_newer_snapshot_is_not_overwritten_by_an_older_one(path: Path) -> None:
    slow_store, slow = opened(path)
    store, workspace = opened(path)
    edit(store, workspace, "I")
    store.compact(workspace.state, workspace.head)
    before = path.read_bytes()
    slow_store.compact(slow.state, slow.head)
    assert path.read_bytes() == before


def test_a_folder_that_vanishes_is_an_error_and_the_edit_can_be_saved_elsewhere(
    path: Path, tmp_path: Path
) -> None:
    home = path.parent
    store, workspace = opened(path)
    home.rename(tmp_path / "away")
    with pytest.raises(StoreError):
        edit(store, workspace, "I")
    assert len(workspace.pending) == 1
    write_copy(tmp_path / "copy.raci.json", workspace.state)
    assert open_store(tmp_path / "copy.raci.json").load().state == workspace.state
    (tmp_path / "away").rename(home)
    answer = store.append(workspace.pending[0], workspace.head)
    assert isinstance(answer, Entry)


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_failed_append_leaves_no_trace_and_the_next_one_succeeds(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    store, workspace = opened(path)
    before = ledger_path(path).read_bytes()
    fails_once = [True]
    real = os.fsync

    def fsync(fd: int) -> None:
        if fails_once.pop() if fails_once else False:
            raise OSError(28, "No space left on device")
        real(fd)

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(NotSavedError, match="the disk is full"):
            edit(store, workspace, "I")
        assert ledger_path(path).read_bytes() == before
    else:
        limited(path)
        assert ledger_path(path).read_bytes() == before
    if not workspace.pending:
        edit(store, workspace, "I")
    else:
        answer = store.append(workspace.pending[0], workspace.head)
        assert isinstance(answer, Entry)
        workspace.confirm(answer)
    assert open_store(path).load().state == workspace.state


LIMITED = """
import resource, sys, os
from raci_tui.core.errors import NotSavedError
from raci_tui.core.workspace import Workspace
from raci_tui.store.tiny import open_store
store = open_store(sys.argv[1])
opened = store.load()
workspace = Workspace(opened.state, opened.head, author="dana")
with workspace.edit("note") as edit:
    edit.note("e1", "p1", "x" * 90_000)
size = os.path.getsize(sys.argv[2]) + 40_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    store.append(workspace.pending[0], workspace.head)
except NotSavedError as error:
    print(error.message)
"""


def limited(path: Path) -> None:
    """Append in a process whose files may not grow that far: half of the line gets written."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path), str(ledger_path(path))],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert "was not saved: it would be larger" in done.stdout


def test_a_line_that_could_not_even_be_cut_back_is_cut_back_before_the_next_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, workspace = opened(path)
    lines = ledger_path(path).read_bytes()

    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        patch.setattr(os, "ftruncate", fails)
        with pytest.raises(files.AppendError, match="reports an error"):
            edit(store, workspace, "I")
        assert ledger_path(path).read_bytes() != lines
        with pytest.raises(NotSavedError):
            store.append(workspace.pending[0], workspace.head)
    # The disk is back: what was typed since is saved, and nothing twice.
    workspace.discard_pending()
    edit(store, workspace, "R")
    edit(store, workspace, "I")
    assert ledger_path(path).read_bytes().startswith(lines)
    assert [entry.position for entry in store.history(3)] == [4, 5]
    assert open_store(path).load().state == workspace.state


@pytest.mark.parametrize("what", ["file", "folder"])
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_what_may_not_be_written_opens_for_reading(
    path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(path.parent)
    locked = path if what == "file" else path.parent
    real = os.access
    # A superuser may write everywhere, so the answer of the system is played.
    monkeypatch.setattr(os, "access", lambda name, mode: Path(name) != locked and real(name, mode))
    store = open_store(path)
    loaded = store.load()
    assert "may be read but not written" in loaded.read_only_reason
    workspace = Workspace(loaded.state, loaded.head, author="eli")
    with pytest.raises(ReadOnlyError):
        edit(store, workspace, "I")
    with pytest.raises(ReadOnlyError):
        store.compact(workspace.state, workspace.head)
    assert contents(path.parent) == before


# Values that JSON or a disk cannot hold


def test_odd_texts_survive_and_lone_surrogates_are_refused_before_anything_is_written(path: Path) -> None:
    store, workspace = opened(path)
    with workspace.edit("odd") as change:
        change.update("elements", "e1", name='Ünï "quoted" \\ \U0001f600', note="line\nline\ttab")
    answer = store.append(workspace.pending[0], workspace.head)
    assert isinstance(answer, Entry)
    workspace.confirm(answer)
    store.compact(workspace.state, workspace.head)
    assert open_store(path).load().state == workspace.state
    before = contents(path.parent)
    for value in ("\ud800",):
        broken = Element(id="bad", name=value, journey="j1")
        state = open_store(path).load().state
        state.put(broken, "elements")
        with pytest.raises((UnicodeEncodeError, NotSavedError)):
            store.compact(state, workspace.head)
        assert contents(path.parent) == before
    state = open_store(path).load().state
    state.put(Cell(element="e1", party="p2", note="fine"), "cells")
    store.compact(state, workspace.head)


FALLBACK = """
import sys
for name in ("fcntl", "resource"):
    sys.modules[name] = None
from raci_tui.core.workspace import Workspace
from raci_tui.store.tiny import open_store
store = open_store(sys.argv[1])
opened = store.load()
workspace = Workspace(opened.state, opened.head, author="dana")
for letters in ("R", "I", "A"):
    with workspace.edit("set") as edit:
        edit.set("e4", "p1", "current", letters)
    workspace.confirm(store.append(workspace.pending[0], workspace.head))
store.compact(workspace.state, workspace.head)
print(workspace.head.position)
"""


def test_it_works_without_fcntl_and_resource(tmp_path: Path) -> None:
    path = tmp_path / "w.raci.json"
    create_store(path, base_state())
    (tmp_path / "w.raci.ledger.lock").unlink()
    done = subprocess.run(
        [sys.executable, "-c", FALLBACK, str(path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "3"), done.stderr
    assert open_store(path).load().state.cell("e4", "p1").current == "A"
