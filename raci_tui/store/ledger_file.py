"""The ledger as a file: lines are only ever appended, never rewritten.

Each line ends in a checksum chained to the line before, so the last few bytes of a known stretch tell whether
it is still the same ledger. Reading changes nothing and ignores what stands behind the last line end.
"""

from __future__ import annotations

import contextlib
import os
from array import array
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from raci_tui.core.errors import DamagedError, NotSavedError, StoreError
from raci_tui.core.ledger import Commit, Entry, Head, chain, encode_commit
from raci_tui.core.state import State
from raci_tui.store import files, ledger_lines
from raci_tui.store.base import Behind
from raci_tui.store.codec import refuse_format
from raci_tui.store.ledger_lines import DOCTOR, checked, decode_entry, decode_state, encode_entry, read_base
from raci_tui.store.locks import LOCK_SUFFIX, BusyError, locked

_TAIL: Final = 64


class _Seen(NamedTuple):
    """What tells without reading that a file has not changed."""

    device: int
    inode: int
    size: int
    changed_ns: int


class LedgerFile:
    """A ledger that was read to its end and is followed from there.

    Attributes:
        path: Where it lies, links resolved.
        base: Its first line.
        head: Its last position.
        torn: Bytes behind the last line end, left there by a crash.
    """

    def __init__(self, path: str) -> None:
        """Read and check the whole ledger.

        Raises:
            StoreError: It cannot be read.
            DamagedError: A line is not what was written.
            FormatNumberError: It is of another format.
        """
        self.path = path
        self.torn = 0
        self._starts: array[int] = array("Q")
        self._unsure = b""
        with self._calm(), self._reading() as stream:
            self._read_all(stream)

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Entries after position `start` up to and including `stop`.

        Raises:
            StoreError: It cannot be read.
            DamagedError: A line is not what was written.
        """
        last = self.head.position if stop is None else min(stop, self.head.position)
        if start >= last:
            return
        before = self.head_at(start)
        with self._reading() as stream:
            stream.seek(self._starts[start + 1])
            for position in range(start + 1, last + 1):
                line = stream.read(self._end_of(position) - self._starts[position])
                entry = decode_entry(line, before, self.path)
                before = entry.head
                yield entry

    def head_at(self, position: int) -> Head:
        """The head at a position that exists.

        Raises:
            StoreError: It cannot be read, or has changed meanwhile.
        """
        if position == self.head.position:
            return self.head
        with self._reading() as stream:
            stream.seek(max(0, self._end_of(position) - _TAIL))
            tail = stream.read(min(_TAIL, self._end_of(position)))
        digits = tail.rstrip().removesuffix(b'"}').rpartition(b'"')[2]
        return Head(position, digits.decode("ascii", "replace"))

    def holds(self, head: Head) -> bool:
        """Whether a head is on this ledger's chain."""
        return 0 <= head.position <= self.head.position and self.head_at(head.position) == head

    def offset(self, position: int) -> int:
        """Bytes up to and including the line of a position."""
        return self._end_of(position)

    def state(self) -> State:
        """The state at position 0.

        Raises:
            DamagedError: It is no state.
        """
        with self._reading() as stream:
            return decode_state(stream.read(self._end_of(0)), self.path)

    def since(self, head: Head) -> tuple[Entry, ...]:
        """Read what is new and give the entries after a head.

        Raises:
            StoreError: The head is not on this ledger, or the ledger cannot be read.
        """
        try:
            unchanged = _seen(os.stat(self.path)) == self._last_seen
        except OSError as error:
            raise cannot_read(self.path, error) from error
        if not unchanged:
            self._refresh_quietly()
        return self._after(head)

    def catch_up(self) -> None:
        """Read what is new; for who holds the lock.

        Raises:
            StoreError: It cannot be read, is damaged or was replaced.
        """
        with self._reading() as stream:
            self._refresh(stream)

    def append(self, commit: Commit, expected: Head) -> tuple[Entry | Behind, str]:
        """Append a commit if the ledger still ends at `expected`.

        Returns:
            What came of it, and where an unterminated line was set aside, or empty.

        Raises:
            NotSavedError: It could not be made durable, and the ledger is as it was.
            StoreError: The ledger is not the one that was read, or is damaged.
        """
        aside = ""
        with locked(self.path), self._writing() as stream:
            self._cut_unsure(stream)
            self._refresh(stream)
            newer = self._after(expected)
            if newer:
                return Behind(newer), aside
            if self.torn:
                aside = self._cut_tail(stream)
            encoded = encode_commit(commit)
            entry = Entry(self.head.position + 1, chain(self.head.checksum, encoded), commit)
            line = encode_entry(entry)
            try:
                files.append(stream, self._end, line, self.path)
            except files.AppendError:
                self._unsure = line
                raise
            self._starts.append(self._end)
            self._advance(_seen(os.fstat(stream.fileno())), self._end + len(line), entry.head, line)
        return entry, aside

    def set_tail_aside(self) -> str:
        """Cut an unterminated line off and keep it in a file of its own; gives that file's path, or nothing.

        Raises:
            NotSavedError: It could not be done.
        """
        with locked(self.path), self._writing() as stream:
            self._refresh(stream)
            return self._cut_tail(stream) if self.torn else ""

    # Reading

    @contextlib.contextmanager
    def _reading(self) -> Iterator[BinaryIO]:
        try:
            with open(self.path, "rb") as stream:
                yield stream
        except OSError as error:
            raise cannot_read(self.path, error) from error

    @contextlib.contextmanager
    def _writing(self) -> Iterator[BinaryIO]:
        with files.saving(self.path):
            stream = open(self.path, "r+b", buffering=0)  # noqa: SIM115 - closed two lines below
        with stream:
            yield stream

    def _read_all(self, stream: BinaryIO) -> None:
        seen = _seen(os.fstat(stream.fileno()))
        stream.seek(0)
        skimmed = ledger_lines.skim_base(stream) if seen.size >= ledger_lines.LONG else None
        if skimmed:
            refuse_format(self.path, skimmed.base.format)
            self.base = skimmed.base
            self._starts = array("Q", [0])
            self._advance(seen, skimmed.length, Head(0, self.base.checksum), skimmed.seal)
            stream.seek(skimmed.length)
            self._read_lines(seen, stream.read(), 0)
            return
        stream.seek(0)
        data = stream.read()
        end = data.find(b"\n") + 1
        if not end:
            what = "is empty" if not data else "is damaged in its first line"
            raise DamagedError(f"{self.path} {what}", DOCTOR)
        line = data[:end]
        self.base = read_base(line, self.path)
        self._starts = array("Q", [0])
        self._advance(seen, end, Head(0, self.base.checksum), line)
        self._read_lines(seen, data, end)

    def _read_lines(self, seen: _Seen, data: bytes, start: int) -> None:
        """Check complete lines from `start` in data, which begins at byte 0 or at the known end."""
        shift = self._end - start
        head = self.head
        starts: array[int] = array("Q")
        while (stop := data.find(b"\n", start) + 1) > 0:
            found = checked(data[start:stop], head, self.path)
            head = Head(found.position, found.checksum)
            starts.append(start + shift)
            start = stop
        self._starts.extend(starts)
        self.torn = len(data) - start
        self._advance(seen, start + shift, head, data[max(0, start - _TAIL) : start] or self._tail)

    def _advance(self, seen: _Seen, end: int, head: Head, last: bytes) -> None:
        self._last_seen, self._end, self.head = seen, end, head
        self._tail = last[-_TAIL:]

    # Following

    def _refresh(self, stream: BinaryIO) -> None:
        """Read what was added; where the file is another one or was rewritten, read all of it."""
        seen = _seen(os.fstat(stream.fileno()))
        if seen == self._last_seen:
            return
        same_file = (seen.device, seen.inode) == (self._last_seen.device, self._last_seen.inode)
        if same_file and seen.size >= self._end and self._tail_is_there(stream):
            self._read_lines(seen, stream.read(), 0)
            return
        before = self.base.ledger
        self._read_all(stream)
        if self.base.ledger != before:
            raise StoreError(f"{self.path} was replaced by another ledger", "open the workspace again")

    def _tail_is_there(self, stream: BinaryIO) -> bool:
        stream.seek(self._end - len(self._tail))
        there = b""
        while len(there) < len(self._tail) and (more := stream.read(len(self._tail) - len(there))):
            there += more
        return there == self._tail

    def _refresh_quietly(self) -> None:
        with self._calm() as calm, self._reading() as stream:
            if calm:
                self._refresh(stream)

    @contextlib.contextmanager
    def _calm(self) -> Iterator[bool]:
        """Keep writers out while reading, so that no line is seen that may yet be cut back.

        Gives False where somebody is writing all the while; who may not lock reads as it is.
        """
        with contextlib.ExitStack() as stack:
            calm = True
            if os.path.exists(self.path + LOCK_SUFFIX):
                try:
                    stack.enter_context(locked(self.path, timeout_s=1.0))
                except BusyError:
                    calm = False
                except NotSavedError:
                    pass
            yield calm

    def _after(self, head: Head) -> tuple[Entry, ...]:
        if not self.holds(head):
            raise StoreError(
                f"{self.path} no longer holds what was opened", "save a copy, then open it again"
            )
        return tuple(self.entries(head.position))

    def _end_of(self, position: int) -> int:
        return self._starts[position + 1] if position + 1 < len(self._starts) else self._end

    def _cut_unsure(self, stream: BinaryIO) -> None:
        """Cut off what a failed append of ours left behind, unless somebody has built on it since."""
        if not self._unsure:
            return
        with files.saving(self.path):
            stream.seek(self._end)
            left = stream.read()
            if left and self._unsure.startswith(left):
                files.cut(stream, self._end)
        self._unsure = b""

    def _cut_tail(self, stream: BinaryIO) -> str:
        stream.seek(self._end)
        tail = b""
        while more := stream.read(1 << 20):
            tail += more
        aside = files.set_aside(self.path, tail, "tail") if tail else ""
        with files.saving(self.path):
            files.cut(stream, self._end)
        self.torn = 0
        return aside


def cannot_read(path: str, error: OSError) -> StoreError:
    """Put into words that a file cannot be read."""
    reason = "no permission" if isinstance(error, PermissionError) else (error.strerror or str(error)).lower()
    return StoreError(f"{path} cannot be read: {reason}")


def _seen(status: os.stat_result) -> _Seen:
    return _Seen(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
