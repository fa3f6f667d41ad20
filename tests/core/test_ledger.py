"""The ledger's chain: one head names one history, and a changed byte shows."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.ledger import (
    Change,
    Commit,
    Head,
    chain,
    checksum,
    decode_commit,
    encode_commit,
    follow,
    stamp,
)
from tests.strategies import BASE

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
CHANGES = st.builds(Change, st.text(max_size=6), st.text(max_size=6), st.text(max_size=6), VALUES, VALUES)
COMMITS = st.builds(
    Commit,
    id=st.text(max_size=12),
    author=st.text(max_size=6),
    app=st.text(max_size=4),
    at=st.text(max_size=4),
    label=st.text(max_size=8),
    via=st.sampled_from(["app", "command", "import", "merge", "plugin"]),
    during=st.text(max_size=4),
    undoes=st.text(max_size=4),
    whole=st.booleans(),
    changes=st.lists(CHANGES, max_size=3).map(tuple),
)


@given(COMMITS)
def test_a_commit_reads_back_from_one_line(commit: Commit) -> None:
    line = encode_commit(commit)
    assert b"\n" not in line
    assert decode_commit(line) == commit
    assert encode_commit(decode_commit(line)) == line


@given(COMMITS)
def test_the_inverse_of_the_inverse_is_the_commit(commit: Commit) -> None:
    back = msgspec.structs.replace(commit, changes=commit.inverse())
    assert back.inverse() == commit.changes
    assert [change.new for change in back.changes] == [change.old for change in reversed(commit.changes)]


@given(st.lists(COMMITS, min_size=1, max_size=4))
def test_positions_and_checksums_follow_each_other(commits: list[Commit]) -> None:
    head = BASE
    for place, commit in enumerate(commits, start=1):
        entry = follow(head, commit)
        assert entry.head == Head(place, chain(head.checksum, encode_commit(commit)))
        assert entry.commit is commit
        head = entry.head


@given(COMMITS, st.data())
def test_a_changed_byte_changes_every_checksum_from_there_on(commit: Commit, data: st.DataObject) -> None:
    line = bytearray(encode_commit(commit))
    at = data.draw(st.integers(0, len(line) - 1))
    line[at] ^= data.draw(st.integers(1, 255))
    wrong, right = chain(BASE.checksum, bytes(line)), chain(BASE.checksum, encode_commit(commit))
    assert wrong != right
    assert chain(wrong, b"next") != chain(right, b"next")


def test_a_checksum_is_the_same_on_every_machine_and_release() -> None:
    assert checksum(b"a", b"b") == checksum(b"ab") == "2048fd15436876b1b96211b1"
    assert chain("base", b"{}") == checksum(b"base\n{}")


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{}", b"[]", b'{"id":"1"', b'{"id":"1","author":"a","at":"","label":"","changes":[],"more":1}',
        b'{"id":"1","author":"a","at":"","label":"","changes":[["cells","k","current","A"]]}',
        b'{"id":"1","author":"a","at":"","label":"","changes":[["cells","k","current","A","R",1]]}',
        b'{"id":"1","author":"a","at":"","label":"","via":"pigeon","changes":[]}',
    ],
)  # fmt: skip
def test_what_is_no_commit_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_commit(line)


def test_a_stamp_is_utc_in_milliseconds() -> None:
    moment = datetime(2026, 3, 1, 0, 30, 5, 999_999, tzinfo=timezone(timedelta(hours=2)))
    assert stamp(moment) == "2026-02-28T22:30:05.999Z"


MOMENTS = st.integers(0, 4_000_000_000_000).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC))


@given(MOMENTS, MOMENTS)
def test_stamps_sort_as_their_moments(one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    assert stamp(first) <= stamp(second)
