"""Unfinished text lies on disk, private and whole, and only what nobody is typing any more is offered."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec
import pytest

from raci_tui.core.errors import NotSavedError
from raci_tui.services.drafts import Draft, Drafts, may_have_left
from raci_tui.store import files

WORKSPACE = "abcDEF123456"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the drafts of the workspace lie."""
    monkeypatch.setenv("RACI_TUI_HOME", str(tmp_path))
    return tmp_path / "state" / "drafts" / WORKSPACE


def draft(text: str = "Half a sentence", *, at: str = "2026-01-02T09:00:00.000Z") -> Draft:
    return Draft(kind="element", name="Ask", key="ask", texts={"note": text}, at=at)


def left_by(app: str, *drafts: Draft) -> None:
    """Have an app keep drafts and come to its end."""
    one = Drafts(WORKSPACE, app)
    for place, each in enumerate(drafts):
        one.keep(str(place), each)
    assert one.flush()
    one.close()


def test_what_an_app_left_behind_is_found_by_the_next_one(folder: Path) -> None:
    assert not may_have_left(WORKSPACE)
    left_by("one", draft("a"), draft("b"))
    assert may_have_left(WORKSPACE)
    found = Drafts(WORKSPACE, "two").look()
    assert [each.drafts for each in found.left] == [(draft("a"), draft("b"))]
    assert not found.notices
    assert not Drafts("another", "three").look().left


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
def test_nobody_else_may_read_them(folder: Path) -> None:
    left_by("one", draft())
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, *folder.iterdir())]
    assert modes == [0o700, 0o700, *[0o600] * (len(modes) - 2)]


def test_the_drafts_of_a_running_app_are_its_own(folder: Path) -> None:
    running = Drafts(WORKSPACE, "one")
    running.keep("here", draft())
    assert running.flush()
    other = Drafts(WORKSPACE, "two")
    assert not other.look().left
    running.close()
    assert len(other.look().left) == 1


def test_only_one_of_two_apps_is_offered_what_was_left(folder: Path) -> None:
    left_by("one", draft())
    [left] = Drafts(WORKSPACE, "two").look().left
    third = Drafts(WORKSPACE, "three")
    assert not third.look().left
    left.let_go()
    assert len(third.look().left) == 1


def test_what_is_saved_or_thrown_away_leaves_nothing(folder: Path) -> None:
    one = Drafts(WORKSPACE, "one")
    one.keep("here", draft("a"))
    one.keep("there", draft("b"))
    one.keep("here", None)
    assert one.kept == {"there": draft("b")}
    one.keep("there", None)
    one.close()
    assert not list(folder.glob("*"))


def test_the_last_text_is_on_disk_once_it_is_closed(folder: Path) -> None:
    one = Drafts(WORKSPACE, "one")
    for length in range(1, 200):
        one.keep("here", draft("x" * length))
    one.close()
    [left] = Drafts(WORKSPACE, "two").look().left
    assert left.drafts == (draft("x" * 199),)


def test_drafts_left_behind_are_forgotten_one_by_one(folder: Path) -> None:
    left_by("one", draft("a"), draft("b"))
    two = Drafts(WORKSPACE, "two")
    [left] = two.look().left
    rest = two.forget(left, left.drafts[0])
    assert rest.drafts == (draft("b"),)
    two.release(rest)
    assert two.flush()
    [left] = two.look().left
    assert left.drafts == (draft("b"),)
    two.forget(left)
    assert two.flush()
    assert not list(folder.iterdir())


def test_one_taken_over_is_kept_before_it_is_forgotten(folder: Path) -> None:
    left_by("one", draft())
    two = Drafts(WORKSPACE, "two")
    [left] = two.look().left
    two.keep("taken", left.drafts[0])
    two.forget(left)
    two.close()
    assert [each.drafts for each in Drafts(WORKSPACE, "three").look().left] == [(draft(),)]


def good(**changes: object) -> bytes:
    plain = {"format": 1, "workspace": WORKSPACE, "drafts": [msgspec.to_builtins(draft())]}
    return msgspec.json.encode(plain | changes)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"null", b"\xff\xfe", b"[" * 100_000, good(workspace="other"), good(format=2), good(more=1),
     good(drafts=[{"kind": "rm -rf", "name": "", "texts": {}, "at": ""}])],
    ids=["empty", "torn", "null", "no text", "deep", "another's", "newer", "unknown field", "unknown kind"],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_is_set_aside_and_said(folder: Path, data: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / "1-evil.json").write_bytes(data)
    left_by("one", draft())
    found = Drafts(WORKSPACE, "two").look()
    assert [each.drafts for each in found.left] == [(draft(),)]
    assert len(found.notices) == 1
    [aside] = folder.glob("1-evil.json.damaged-*")
    assert aside.read_bytes() == data
    found.left[0].let_go()
    assert not Drafts(WORKSPACE, "three").look().notices


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX files")
def test_links_pipes_and_folders_are_never_opened(folder: Path, tmp_path: Path) -> None:
    folder.mkdir(parents=True)
    target = tmp_path / "precious.json"
    target.write_bytes(good())
    (folder / "1-link.json").symlink_to(target)
    os.mkfifo(folder / "2-pipe.json")
    (folder / "3-folder.json").mkdir()
    found = Drafts(WORKSPACE, "two").look()
    assert not found.left
    assert len(found.notices) == 3
    assert target.read_bytes() == good()


def test_hostile_text_is_cleaned_on_its_way_in(folder: Path) -> None:
    folder.mkdir(parents=True)
    evil = draft("a\x1b]0;T\x07\u202eb")
    (folder / "1-x.json").write_bytes(good(drafts=[msgspec.to_builtins(evil)]))
    [left] = Drafts(WORKSPACE, "two").look().left
    assert left.drafts[0].texts == {"note": "a␛]0;T␇�b"}


def test_a_workspace_id_never_leads_to_another_folder(tmp_path: Path) -> None:
    one = Drafts("../../../etc", "one")
    one.keep("here", draft())
    one.close()
    written = [path for path in tmp_path.rglob("*.json") if path.is_file()]
    assert len(written) == 1
    assert written[0].parent.parent == tmp_path / "state" / "drafts"


def test_a_disk_that_takes_nothing_is_told_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **more: object) -> None:
        raise NotSavedError("the disk is full")

    monkeypatch.setattr(files, "write_file", full)
    one = Drafts(WORKSPACE, "one")
    told: list[str] = []
    one.on_failure = told.append
    for text in ("a", "b"):
        one.keep("here", draft(text))
        assert one.flush()
    one.close()
    assert told == ["Unfinished text is not being kept: the disk is full"]
