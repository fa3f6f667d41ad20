"""The lines of a ledger: a first one with the state it began with, then one a commit.

Each ends in a checksum: the first over itself, the others chained to the line before.
"""

from __future__ import annotations

import contextlib
from typing import BinaryIO, Final, NamedTuple

import msgspec

from raci_tui.core.errors import DamagedError
from raci_tui.core.ledger import Entry, Head, begin_checksum, chain, checksum, decode_commit, encode_commit
from raci_tui.core.records import FORMAT_NUMBER
from raci_tui.core.state import State
from raci_tui.core.upgrade import OLDEST_FORMAT, upgraded_changes
from raci_tui.store import codec

_SEAL: Final = b',"checksum":'
_FIRST_FIELDS: Final = 4096
_STATE: Final = b',"state":'
LONG: Final = 1 << 20
"""Bytes from which on a first line is hashed piece by piece while it is read, and not kept."""
PIECE: Final = 8 << 20
"""Few pieces: between two of them the thread waits until whoever decodes something else lets it go on."""
DOCTOR: Final = "raci-tui doctor says what can be repaired"


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The snapshot that a ledger was begun from: where it stood in the ledger before."""

    ledger: str
    position: int
    head: str


class Base(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The first line.

    Attributes:
        ledger: Random id of this ledger.
        format: The format number.
        workspace: Id of the workspace.
        at: When it was begun, ISO 8601 in UTC.
        follows: The snapshot it was begun from, where there was one.
        state: The state at position 0.
        checksum: Over everything before it in the line.
    """

    ledger: str
    format: int
    workspace: str
    at: str = ""
    follows: Origin | None = None
    state: msgspec.Raw
    checksum: str


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A commit at its place; the commit itself is not read yet.

    Attributes:
        format: The format number; lines of the first format do not write it.
    """

    position: int
    format: int = OLDEST_FORMAT
    commit: msgspec.Raw
    checksum: str


class Skimmed(NamedTuple):
    """A first line that was read without keeping it.

    Attributes:
        base: What it says, but for the state.
        length: Its bytes, line end included.
        seal: What it ends in.
    """

    base: Base
    length: int
    seal: bytes


class _AnyFormat(msgspec.Struct):
    format: int = OLDEST_FORMAT


_base: Final = msgspec.json.Decoder(Base)
_line: Final = msgspec.json.Decoder(Line)
_any_format: Final = msgspec.json.Decoder(_AnyFormat)
_encoder: Final = msgspec.json.Encoder()


def encode_base(
    ledger: str, workspace: str, state: State, *, at: str, follows: Origin | None = None
) -> bytes:
    """Write the first line of a new ledger."""
    fields: dict[str, object] = {"ledger": ledger, "format": FORMAT_NUMBER, "workspace": workspace, "at": at}
    if follows:
        fields["follows"] = follows
    fields["state"] = msgspec.Raw(codec.encode_state(state))
    return _sealed(_encoder.encode(fields)[:-1])


def encode_entry(entry: Entry) -> bytes:
    """Write an entry as its line."""
    return b'{"position":%d,"format":%d,"commit":%s,"checksum":"%s"}\n' % (
        entry.position,
        FORMAT_NUMBER,
        encode_commit(entry.commit),
        entry.checksum.encode(),
    )


def read_base(line: bytes, path: str) -> Base:
    """Read and check a first line.

    Raises:
        DamagedError: It is not what was written.
        FormatNumberError: It is of another format.
    """
    try:
        base = _base.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        with contextlib.suppress(msgspec.DecodeError, RecursionError):
            codec.refuse_format(path, _any_format.decode(line).format)
        raise DamagedError(f"{path} is damaged in its first line ({error})", DOCTOR) from error
    codec.refuse_format(path, base.format)
    # The line may be all of a large workspace: it is neither copied nor looked through once more.
    sealed = line.rfind(_SEAL)
    if line[sealed:].rstrip() != _seal(memoryview(line)[:sealed]).rstrip():
        raise DamagedError(f"{path} is damaged in its first line", DOCTOR)
    return base


def skim_base(stream: BinaryIO) -> Skimmed | None:
    """Check a first line and read what stands around its state; None where it needs a closer look."""
    size = len(_seal(b""))
    buffer = bytearray(PIECE + size)
    view = memoryview(buffer)
    digest, beginning = begin_checksum(), b""
    hashed = kept = 0
    while True:
        # What may be the seal waits in front of what is read next.
        filled = kept + stream.readinto(view[kept:])  # type: ignore[attr-defined]  # every binary file has it
        if filled == kept:
            return None
        beginning = beginning or bytes(view[:_FIRST_FIELDS])
        end = buffer.find(b"\n", kept, filled) + 1
        content = max(0, (end or filled) - size)
        digest.update(view[:content])
        hashed += content
        if end:
            break
        kept = filled - content
        buffer[:kept] = buffer[content:filled]
    seal = bytes(view[content:end])
    before, state, _ = beginning.partition(_STATE)
    if not state or seal != _seal_of(digest.hexdigest()):
        return None
    try:
        return Skimmed(_base.decode(b"%s%snull%s" % (before, _STATE, seal)), hashed + len(seal), seal)
    except (msgspec.DecodeError, RecursionError):
        return None


def decode_state(line: bytes, path: str) -> State:
    """The state that a first line holds.

    Raises:
        DamagedError: It is no state.
    """
    base = _base.decode(line)
    return codec.decode_state(bytes(base.state), path, base.format)


def checked(line: bytes, before: Head, path: str) -> Line:
    """Check the line that follows a head, without reading its commit.

    Raises:
        DamagedError: It is not what was written, or follows another one.
        FormatNumberError: It is of another format.
    """
    try:
        found = _line.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        with contextlib.suppress(msgspec.DecodeError, RecursionError):
            codec.refuse_format(path, _any_format.decode(line).format)
        raise damaged(before, path) from error
    codec.refuse_format(path, found.format)
    expected = chain(before.checksum, bytes(found.commit))
    if found.position != before.position + 1 or found.checksum != expected:
        raise damaged(before, path)
    return found


def decode_entry(line: bytes, before: Head, path: str) -> Entry:
    """Read the line that follows a head.

    Raises:
        DamagedError: It is not what was written, or follows another one.
    """
    found = checked(line, before, path)
    try:
        commit = decode_commit(bytes(found.commit))
    except msgspec.DecodeError as error:
        raise damaged(before, path) from error
    if found.format < FORMAT_NUMBER:
        commit = msgspec.structs.replace(commit, changes=upgraded_changes(commit.changes, found.format))
    return Entry(found.position, found.checksum, commit)


def intact(data: bytes, path: str) -> int:
    """Length of the part of a damaged ledger, in whole lines from its beginning, that can be trusted."""
    trusted, end = 0, data.find(b"\n") + 1
    with contextlib.suppress(DamagedError):
        head = Head(0, read_base(data[:end], path).checksum)
        trusted = end
        while (end := data.find(b"\n", trusted) + 1) > 0:
            head = Head(head.position + 1, checked(data[trusted:end], head, path).checksum)
            trusted = end
    return trusted


def entry_after(line: bytes, head: Head, path: str) -> Entry | None:
    """The entry a loose line holds, where it follows a head without a gap."""
    try:
        return decode_entry(line, head, path)
    except DamagedError:
        return None


def damaged(before: Head, path: str) -> DamagedError:
    """Put into words that the line after a head is not what was written."""
    return DamagedError(f"{path} is damaged at position {before.position + 1}", DOCTOR)


def _sealed(content: bytes) -> bytes:
    return content + _seal(content)


def _seal(content: bytes | memoryview) -> bytes:
    return _seal_of(checksum(content))


def _seal_of(digits: str) -> bytes:
    return _SEAL + b'"%s"}\n' % digits.encode()
