"""What there is of a workspace's files, as far as it can be read; nothing is changed."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Final, Literal, NamedTuple

from raci_tui.core.errors import DamagedError
from raci_tui.core.ledger import Head
from raci_tui.core.state import State
from raci_tui.store import codec, files
from raci_tui.store.codec import Meta
from raci_tui.store.ledger_file import LedgerFile
from raci_tui.store.ledger_lines import intact
from raci_tui.store.paths import SNAPSHOT_SUFFIX, ledger_path

Health = Literal["fine", "missing", "empty", "damaged", "edited", "elsewhere"]
"""`edited`: whole, but changed by others; `elsewhere`: whole, but not on its ledger's history."""

_CONFLICT_COPY: Final = re.compile(
    r"\(.*conflicted copy|\.sync-conflict-|_CaseConflict|\.Conflict\b|(?-i:-[A-Z][A-Z0-9-]+$)", re.IGNORECASE
)


_META_NAMED: Final = f'"{codec.META}"'.encode()


class Snapshot(NamedTuple):
    """A snapshot and, in words, what is wrong with it.

    Attributes:
        strange: Nothing in it looks as if it had ever been one.
    """

    health: Health
    words: str = ""
    meta: Meta | None = None
    state: State | None = None
    strange: bool = False


class Ledger(NamedTuple):
    """A ledger and, in words, what is wrong with it.

    Attributes:
        good: Of a damaged ledger: its lines before the damage.
        rest: Of a damaged ledger: its complete lines from the damage on.
    """

    health: Health
    words: str = ""
    file: LedgerFile | None = None
    good: bytes = b""
    rest: tuple[bytes, ...] = ()


class Evidence:
    """The files of a workspace, as far as they can be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.snapshot_path = os.path.realpath(path)
        self.ledger_path = os.path.realpath(ledger_path(self.snapshot_path))
        self.snapshot = _read_snapshot(self.snapshot_path)
        self.backup = _read_snapshot(self.snapshot_path + files.BACKUP_SUFFIX)
        self.ledger = _read_ledger(self.ledger_path)

    @property
    def folder(self) -> str:
        """The folder they lie in."""
        return os.path.dirname(self.snapshot_path)

    @property
    def is_foreign(self) -> bool:
        """Whether it is another program's file: neither its text, nor its name, nor what lies beside it is ours."""
        return (
            self.snapshot.strange
            and not self.snapshot_path.endswith(SNAPSHOT_SUFFIX)
            and self.ledger.health == self.backup.health == "missing"
        )

    def snapshot_fits(self) -> str:
        """Why an intact snapshot does not fit its ledger, or nothing."""
        if self.snapshot.meta is None or self.ledger.file is None:
            return ""
        return misfit(self.snapshot.meta, self.ledger.file)


def misfit(meta: Meta, ledger: LedgerFile) -> str:
    """Why a snapshot does not fit a ledger, or nothing."""
    origin = ledger.base.follows
    if origin and (meta.ledger, meta.position, meta.head) == (origin.ledger, origin.position, origin.head):
        return ""
    if meta.ledger != ledger.base.ledger:
        return "it belongs to another ledger than the one beside it"
    if meta.position > ledger.head.position:
        return f"it is at position {meta.position}, but its ledger ends at {ledger.head.position}"
    return "" if ledger.holds(Head(meta.position, meta.head)) else "it is not on the history its ledger tells"


def conflict_copies(snapshot: str) -> list[str]:
    """Names beside a snapshot that look like copies a syncing program made of it."""
    folder, name = os.path.split(snapshot)
    stem = name.partition(".")[0]
    found: list[str] = []
    with contextlib.suppress(OSError):
        for other in sorted(os.listdir(folder or ".")):
            if other in (name, name + files.BACKUP_SUFFIX) or not other.startswith(stem):
                continue
            rest = other.removeprefix(stem).removesuffix(".json").removesuffix(".raci")
            if _CONFLICT_COPY.search(rest):
                found.append(other)
    return found


def _read_snapshot(path: str) -> Snapshot:
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        return Snapshot("missing", "it is missing")
    except OSError as error:
        return Snapshot("damaged", f"it cannot be read: {error.strerror}")
    if not data:
        return Snapshot("empty", "it is empty")
    try:
        meta, state = codec.decode_snapshot(data, os.path.basename(path))
    except DamagedError as error:
        with contextlib.suppress(DamagedError):
            meta, state = codec.decode_snapshot(data, os.path.basename(path), edited=True)
            return Snapshot("edited", error.message, meta, state)
        return Snapshot("damaged", error.message, strange=_META_NAMED not in data)
    return Snapshot("fine", "", meta, state)


def _read_ledger(path: str) -> Ledger:
    if not os.path.exists(path):
        return Ledger("missing", "it is missing")
    try:
        return Ledger("fine", file=LedgerFile(path))
    except DamagedError as error:
        with open(path, "rb") as stream:
            data = stream.read()
        good = data[: intact(data, path)]
        rest = tuple(line + b"\n" for line in data[len(good) :].split(b"\n")[:-1])
        return Ledger("damaged" if data else "empty", error.message, None, good, rest)
