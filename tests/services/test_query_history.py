"""Past queries: the newest first, none twice, kept across runs; a file that is none is no harm."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from raci_tui.services.query_history import LIMIT, LONGEST, past_queries, remember_query


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACI_TUI_HOME", str(tmp_path))


def test_the_newest_comes_first_and_none_twice() -> None:
    assert past_queries() == []
    for text in ("is:unowned", 'stage:"Install"', "is:unowned", " ", "x" * (LONGEST + 1)):
        remember_query(text)
    assert past_queries() == ["is:unowned", 'stage:"Install"']


def test_only_so_many_are_kept() -> None:
    for number in range(LIMIT + 5):
        remember_query(f"pain:{number}")
    kept = past_queries()
    assert len(kept) == LIMIT
    assert kept[0] == f"pain:{LIMIT + 4}"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b'{"a": 1}', b"[[[1]]]", b"[" * 100_000, b"[1e999999, null, {}]", b'"text"', b"9" * 5000],
    ids=range(9),
)  # fmt: skip
def test_a_file_that_is_none_is_left_out_and_written_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state" / "queries.json"
    path.parent.mkdir()
    path.write_bytes(content)
    assert past_queries() == []
    remember_query("is:hot")
    assert past_queries() == ["is:hot"]


def test_hostile_and_huge_entries_reach_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "state" / "queries.json"
    path.parent.mkdir()
    path.write_text(json.dumps(["ok", "a\x1b]0;T\x07b", "\ud800", "two\nlines", 7, "x" * 10_000]), "utf-8")
    assert past_queries() == ["ok", "a␛]0;T␇b", "�", "two lines"]
    path.write_bytes(b"[" + b'"x",' * 1_000_000 + b'"x"]')
    assert past_queries() == []


def test_what_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in its place")
    remember_query("is:hot")
    assert past_queries() == []


def test_two_that_write_at_once_lose_nothing() -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(remember_query, [f"pain:{number}" for number in range(20)]))
    assert sorted(past_queries()) == sorted(f"pain:{number}" for number in range(20))
