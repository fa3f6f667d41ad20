"""The embedded store: a TinyDB snapshot that anyone can read, and the ledger beside it that is the truth."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from raci_tui.core.errors import DamagedError, NotSavedError, ReadOnlyError, StoreError
from raci_tui.core.ledger import Commit, Entry, Head, follow, stamp, utc_now
from raci_tui.core.records import FORMAT_NUMBER, new_id
from raci_tui.core.state import State
from raci_tui.store import codec, files
from raci_tui.store.aside import Aside
from raci_tui.store.base import Behind, Opened
from raci_tui.store.codec import Meta
from raci_tui.store.ledger_file import LedgerFile, cannot_read
from raci_tui.store.ledger_lines import Origin, encode_base, encode_entry
from raci_tui.store.locks import locked
from raci_tui.store.paths import ledger_path

_DOCTOR = "raci-tui doctor says what can be done; nothing was changed"


class _Mark(NamedTuple):
    """What tells that the snapshot file is still the one we know."""

    inode: int
    size: int
    changed_ns: int


class TinyStore:
    """A workspace in two files, `name.raci.json` and `name.raci.ledger`.

    Made by `open_store` and `create_store`. A ledger that is missing is begun with the first commit.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._snapshot = os.path.realpath(path)
        self._ledger_path = os.path.realpath(ledger_path(self._snapshot))
        self._ledger: LedgerFile | None = None
        self._alone: bytes = b""
        self._aliases: dict[Head, Head] = {}
        self._meta: Meta | None = None
        self._mark: _Mark | None = None
        self._read_only = read_only
        self._read_only_reason = ""
        self._notices: list[str] = []

    def load(self) -> Opened:
        """Read snapshot and ledger.

        Raises:
            DamagedError, FormatNumberError: One of the files is not what was written.
            StoreError: There is no workspace, or it cannot be read, or the two do not belong together.
        """
        self._ledger = None
        self._aliases.clear()
        self._read_only_reason = self._why_read_only()
        has_snapshot, has_ledger = os.path.exists(self._snapshot), os.path.exists(self._ledger_path)
        if not has_snapshot and not has_ledger:
            raise StoreError(f"there is no workspace {self.path}", "raci-tui new makes one")
        if not self._read_only_reason:
            files.remove_leftovers(os.path.dirname(self._snapshot))
        if not has_ledger:
            return self._load_alone()
        if not has_snapshot:
            return self._rebuild()
        reading = Aside(lambda: LedgerFile(self._ledger_path), os.path.getsize(self._ledger_path))
        meta, state = self._read_snapshot()
        ledger = self._ledger = reading.result()
        position = self._place(meta, ledger)
        entries = tuple(ledger.entries(position))
        self._fold(state, entries)
        last_at = entries[-1].commit.at if entries else self._time_at(position)
        return self._opened(state, ledger.head, last_at)

    def append(self, commit: Commit, expected: Head) -> Entry | Behind:
        """Append a commit to the ledger if that still ends at `expected`."""
        if self._read_only_reason:
            raise ReadOnlyError(
                f"{self.path} was not saved: {self._read_only_reason}", "save a copy elsewhere"
            )
        ledger = self._ledger or self._begin_ledger()
        answer, aside = ledger.append(commit, self._aliases.get(expected, expected))
        if aside:
            self._notices.append(
                f"an edit that a crash had cut off was taken out of the ledger and kept in {os.path.basename(aside)}"
            )
        return answer

    def since(self, head: Head) -> tuple[Entry, ...]:
        """Entries after a head, oldest first."""
        if self._ledger is None and os.path.exists(self._ledger_path):
            self._join_ledger()
        return self._ledger.since(self._aliases.get(head, head)) if self._ledger else ()

    def history(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Entries after position `start` up to and including position `stop`."""
        return self._ledger.entries(start, stop) if self._ledger else iter(())

    def base(self) -> State:
        """The state at position 0."""
        if self._ledger:
            return self._ledger.state()
        return self._read_snapshot()[1]

    def begun(self) -> str:
        """When the ledger was begun."""
        return self._ledger.base.at if self._ledger else ""

    def compact(self, state: State, head: Head) -> None:
        """Write the snapshot, keeping the one before as `.bak`."""
        if self._read_only_reason:
            raise ReadOnlyError(
                f"{self.path} was not saved: {self._read_only_reason}", "save a copy elsewhere"
            )
        ledger = self._ledger
        if ledger is None:
            return
        head = self._aliases.get(head, head)
        with locked(self._ledger_path):
            ledger.catch_up()
            if not ledger.holds(head):
                raise StoreError(
                    f"{self._ledger_path} no longer holds what was opened", "save a copy, then open it again"
                )
            if self._may_replace(head):
                self._write_snapshot(state, head, ledger)

    @property
    def lag(self) -> int:
        """Commits in the ledger that the snapshot does not yet hold."""
        if self._ledger is None:
            return 0
        return self._ledger.head.position - (self._snapshot_position if self._meta else 0)

    def take_notices(self) -> tuple[str, ...]:
        """Sentences that came up since the last call and that the user should read once."""
        notices, self._notices = tuple(self._notices), []
        return notices

    def close(self) -> None:
        """Nothing is held open between calls."""

    # Opening

    def _load_alone(self) -> Opened:
        meta, state = self._read_snapshot()
        origin = Origin(meta.ledger, meta.position, meta.head)
        self._alone = encode_base(new_id(), meta.workspace, state, at=stamp(utc_now()), follows=origin)
        head = Head(0, _digits(self._alone))
        self._notices.append(
            f"{self.path.name} came without its ledger: its history begins anew with the next edit"
        )
        return self._opened(state, head, "")

    def _rebuild(self) -> Opened:
        ledger = self._ledger = LedgerFile(self._ledger_path)
        state = ledger.state()
        last_at = ""
        for entry in ledger.entries():
            self._fold(state, (entry,))
            last_at = entry.commit.at
        self._meta = None
        self._notices.append(f"{self.path.name} was missing and was made again from its ledger")
        if not self._read_only_reason:
            try:
                with locked(self._ledger_path):
                    self._write_snapshot(state, ledger.head, ledger)
            except NotSavedError as error:
                self._notices.append(str(error))
        return self._opened(state, ledger.head, last_at)

    def _opened(self, state: State, head: Head, last_at: str) -> Opened:
        if self._ledger and self._ledger.torn:
            self._notices.append(
                f"the last line of {os.path.basename(self._ledger_path)} was cut off by a crash and is left out"
            )
        warning = files.hard_link_warning(self._snapshot)
        if warning:
            self._notices.append(warning)
        known = self._ledger.base if self._ledger else self._meta
        return Opened(
            state,
            head,
            last_at,
            self.take_notices(),
            self._read_only_reason,
            known.workspace if known else "",
        )

    def _place(self, meta: Meta, ledger: LedgerFile) -> int:
        """The position of a snapshot on its ledger."""
        origin = ledger.base.follows
        if origin and (meta.ledger, meta.position, meta.head) == (
            origin.ledger,
            origin.position,
            origin.head,
        ):
            return 0
        if meta.ledger != ledger.base.ledger:
            raise StoreError(f"{self.path} and {ledger.path} do not belong together", _DOCTOR)
        if meta.position > ledger.head.position:
            raise DamagedError(
                f"{self.path} is at position {meta.position}, but its ledger ends at {ledger.head.position}",
                _DOCTOR,
            )
        if not ledger.holds(Head(meta.position, meta.head)):
            raise DamagedError(f"{self.path} is not on the history that its ledger tells", _DOCTOR)
        return meta.position

    def _fold(self, state: State, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            try:
                state.fold((entry.commit,))
            except (KeyError, ValueError, TypeError) as error:
                raise DamagedError(
                    f"{self._ledger_path} has a commit at position {entry.position} that does not fit",
                    _DOCTOR,
                ) from error

    def _time_at(self, position: int) -> str:
        if self._ledger is None or position == 0:
            return ""
        return next(self._ledger.entries(position - 1, position)).commit.at

    def _why_read_only(self) -> str:
        if self._read_only:
            return "it was opened for reading only"
        folder = os.path.dirname(self._snapshot)
        for path in (self._snapshot, self._ledger_path):
            if os.path.exists(path) and not os.access(path, os.W_OK):
                return f"{os.path.basename(path)} may be read but not written"
        if not os.access(folder, os.W_OK):
            return f"the folder {folder} may be read but not written"
        return ""

    # The ledger

    def _begin_ledger(self) -> LedgerFile:
        """Write the first line of the new ledger, unless another process has just done it."""
        with locked(self._ledger_path):
            if not os.path.exists(self._ledger_path):
                files.write_file(self._ledger_path, self._alone)
        return self._join_ledger()

    def _join_ledger(self) -> LedgerFile:
        ledger = LedgerFile(self._ledger_path)
        assumed = Head(0, _digits(self._alone))
        begun = Head(0, ledger.base.checksum)
        if begun != assumed:
            if self._meta is None or self._place(self._meta, ledger) != 0:
                raise StoreError(
                    f"{self._ledger_path} is another ledger than expected", "open the workspace again"
                )
            self._aliases[assumed] = begun
        self._ledger, self._alone = ledger, b""
        return ledger

    # The snapshot

    @property
    def _snapshot_position(self) -> int:
        if self._meta is None or self._ledger is None or self._meta.ledger != self._ledger.base.ledger:
            return 0
        return self._meta.position

    def _read_snapshot(self) -> tuple[Meta, State]:
        try:
            mark = _mark(self._snapshot)
            with open(self._snapshot, "rb") as stream:
                data = stream.read()
        except OSError as error:
            raise cannot_read(str(self.path), error) from error
        meta, state = codec.decode_snapshot(data, str(self.path))
        self._meta, self._mark = meta, mark
        return meta, state

    def _may_replace(self, head: Head) -> bool:
        """Whether the snapshot on disk is ours and older; refuses where it is anything else."""
        with contextlib.suppress(FileNotFoundError):
            if self._mark != _mark(self._snapshot):
                meta, _ = self._read_snapshot()
                if self._ledger:
                    self._place(meta, self._ledger)
        return self._meta is None or self._snapshot_position <= head.position

    def _write_snapshot(self, state: State, head: Head, ledger: LedgerFile) -> None:
        from raci_tui.store.tinydb_storage import AtomicStorage

        tables = codec.encode_tables(state)
        meta = Meta(
            format=FORMAT_NUMBER,
            workspace=ledger.base.workspace,
            ledger=ledger.base.ledger,
            position=head.position,
            head=head.checksum,
            offset=ledger.offset(head.position),
            checksum=codec.checksum_of(tables),
        )
        AtomicStorage(self._snapshot).write_encoded(codec.join_snapshot(meta, tables))
        self._meta, self._mark = meta, _mark(self._snapshot)


def open_store(path: str | os.PathLike[str], *, read_only: bool = False) -> TinyStore:
    """The store for a workspace's path; nothing is read before `load`."""
    return TinyStore(Path(path), read_only=read_only)


def create_store(
    path: str | os.PathLike[str], state: State, *, at: str = "", commits: Iterable[Commit] = ()
) -> TinyStore:
    """Make a workspace's files from a state and open them; `load` has to follow.

    Args:
        state: What its ledger begins with.
        at: When its ledger begins, ISO 8601 in UTC; now where empty.
        commits: What follows at once.

    Raises:
        NotSavedError: They could not be written.
        StoreError: One of them is already there.
    """
    snapshot = os.path.realpath(path)
    ledger = os.path.realpath(ledger_path(snapshot))
    for there in (snapshot, ledger):
        if os.path.lexists(there):
            raise StoreError(f"{there} is already there", "choose another name")
    if not os.path.isdir(os.path.dirname(ledger)):
        raise NotSavedError(
            f"{os.fspath(path)} was not saved: its folder is not there", "make the folder first"
        )
    lines = [encode_base(new_id(), new_id(), state, at=at or stamp(utc_now()))]
    head = Head(0, _digits(lines[0]))
    for commit in commits:
        entry = follow(head, commit)
        lines.append(encode_entry(entry))
        head = entry.head
    with locked(ledger):
        files.write_file(ledger, b"".join(lines))
    store = TinyStore(Path(path))
    store.load()
    store.take_notices()
    return store


def write_copy(path: str | os.PathLike[str], state: State) -> None:
    """Write a state as one self-contained file without a ledger, to send or to keep.

    Raises:
        NotSavedError: It could not be written.
    """
    tables = codec.encode_tables(state)
    meta = Meta(
        format=FORMAT_NUMBER, workspace=new_id(), ledger=new_id(), position=0, head="",
        checksum=codec.checksum_of(tables),
    )  # fmt: skip
    files.write_file(path, codec.join_snapshot(meta, tables))


def _mark(path: str) -> _Mark:
    status = os.stat(path)
    return _Mark(status.st_ino, status.st_size, status.st_mtime_ns)


def _digits(base_line: bytes) -> str:
    return base_line.rstrip().removesuffix(b'"}').rpartition(b'"')[2].decode()
