"""Changes, commits and the chain that makes a ledger trustworthy.

A ledger is a sequence of commits. Each entry carries its position and a checksum over the checksum before it
and its own commit, so that head = position + checksum names one state and one history.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple

import msgspec

Via = Literal["app", "command", "import", "merge", "plugin"]
WHOLE_RECORD: Final = "*"
"""The field name of a change that creates or removes a record."""
_CHECKSUM_BYTES: Final = 12


class Change(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The smallest edit: one field of one record, from `old` to `new`.

    With field `*` the whole record comes (`old` None) or goes (`new` None). Values are plain JSON values.
    """

    table: str
    key: str
    field: str
    old: Any
    new: Any

    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.table, self.key, self.field, self.new, self.old)


class Commit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The changes that belong together: one undo step.

    Attributes:
        id: Random; a commit whose id the ledger knows is never appended again.
        author: Name of a person; `app` is the id of the running app that made it.
        at: ISO 8601 in UTC; never before its predecessor's.
        during: Id of the stand-up it was made in, or empty.
        undoes: Id of the commit it takes back, or empty.
        whole: In a conflict it is dropped as a whole, not change by change.
    """

    id: str
    author: str
    app: str = ""
    at: str
    label: str
    via: Via = "app"
    during: str = ""
    undoes: str = ""
    whole: bool = False
    changes: tuple[Change, ...]

    def inverse(self) -> tuple[Change, ...]:
        """The changes that take this commit back, last one first."""
        return tuple(change.inverse() for change in reversed(self.changes))


class Head(NamedTuple):
    """A ledger position and the chained checksum there; position 0 is the base the ledger began with."""

    position: int
    checksum: str


class Entry(NamedTuple):
    """A commit at its place in the ledger."""

    position: int
    checksum: str
    commit: Commit

    @property
    def head(self) -> Head:
        """The head once this entry is the last."""
        return Head(self.position, self.checksum)


def checksum(*parts: bytes | memoryview) -> str:
    """Hash bytes for detecting damage: BLAKE2b, 96 bits, as hexadecimal digits."""
    digest = begin_checksum()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def begin_checksum() -> hashlib.blake2b:
    """Begin a checksum over bytes that come one after the other; its `hexdigest` is what `checksum` gives."""
    return hashlib.blake2b(digest_size=_CHECKSUM_BYTES)


def chain(before: str, commit_json: bytes) -> str:
    """Checksum of an entry: over the checksum before it and the bytes of its commit."""
    return checksum(before.encode(), b"\n", commit_json)


def encode_commit(commit: Commit) -> bytes:
    """Write a commit as one line of JSON, without the line end."""
    return _encoder.encode(commit)


def decode_commit(data: bytes) -> Commit:
    """Read a commit.

    Raises:
        msgspec.DecodeError, msgspec.ValidationError: It is not one.
    """
    return _decoder.decode(data)


def follow(head: Head, commit: Commit) -> Entry:
    """Place a commit after a head."""
    return Entry(head.position + 1, chain(head.checksum, encode_commit(commit)), commit)


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Write a moment the way commits carry it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Commit)
