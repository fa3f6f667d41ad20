"""What state a workspace's files are in, and mending what can be mended; what gives way is set aside, never lost."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Final, Literal, NamedTuple

from raci_tui.core.errors import DamagedError, StoreError
from raci_tui.core.ledger import Entry, Head, stamp, utc_now
from raci_tui.core.records import FORMAT_NUMBER, new_id
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace
from raci_tui.store import codec, files
from raci_tui.store.adopt import adopt as adopt_state
from raci_tui.store.base import Behind
from raci_tui.store.codec import Meta
from raci_tui.store.ledger_file import LedgerFile, Origin, encode_base, entry_after, intact
from raci_tui.store.paths import ledger_path
from raci_tui.store.tiny import TinyStore

Health = Literal["fine", "missing", "empty", "damaged", "edited", "elsewhere"]
"""`edited`: whole, but changed by others; `elsewhere`: whole, but not on its ledger's history."""

_CONFLICT_COPY: Final = re.compile(
    r"\(.*conflicted copy|\.sync-conflict-|_CaseConflict|\.Conflict\b|(?-i:-[A-Z][A-Z0-9-]+$)", re.IGNORECASE
)


class Trouble(NamedTuple):
    """One thing that is not as it should be.

    Attributes:
        file: Name of the file.
        what: One sentence.
        remedy: What can be done, or empty where nothing has to be.
        serious: The workspace does not open because of it.
    """

    file: str
    what: str
    remedy: str = ""
    serious: bool = True


class Report(NamedTuple):
    """What `examine` saw.

    Attributes:
        snapshot, ledger, backup: State of each file.
        position: Last position of the ledger that can be trusted, or None.
    """

    snapshot: Health
    ledger: Health
    backup: Health
    position: int | None
    troubles: tuple[Trouble, ...]

    @property
    def opens(self) -> bool:
        """Whether raci-tui opens the workspace as it is."""
        return not any(trouble.serious for trouble in self.troubles)


class _Snapshot(NamedTuple):
    health: Health
    words: str = ""
    meta: Meta | None = None
    state: State | None = None


class _Ledger(NamedTuple):
    health: Health
    words: str = ""
    file: LedgerFile | None = None
    good: bytes = b""
    """Of a damaged ledger: its lines before the damage."""
    rest: tuple[bytes, ...] = ()
    """Of a damaged ledger: its complete lines from the damage on."""


class _Files:
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
        return os.path.dirname(self.snapshot_path)

    def snapshot_fits(self) -> str:
        """Why an intact snapshot does not fit its ledger, or nothing."""
        if self.snapshot.meta is None or self.ledger.file is None:
            return ""
        return _misfit(self.snapshot.meta, self.ledger.file)


def examine(path: str | os.PathLike[str]) -> Report:
    """Look at the files of a workspace without changing any.

    Raises:
        StoreError: There is nothing to look at.
        FormatNumberError: They are of another format.
    """
    found = _Files(Path(path))
    return _report(found)


def repair(
    path: str | os.PathLike[str], *, adopt: bool = False, from_ledger: bool = False, author: str = "doctor"
) -> tuple[str, ...]:
    """Mend what can be mended; gives a sentence for each thing done.

    Args:
        adopt: Make what others changed in the snapshot one commit.
        from_ledger: Make the snapshot again from the ledger, setting what others changed aside.
        author: Name for the commit that takes a change over.

    Raises:
        StoreError: There is nothing to mend it from, or one has to choose between the two ways first.
        NotSavedError: The mended file could not be written.
    """
    found = _Files(Path(path))
    report = _report(found)
    if found.snapshot.health == "edited" and not (adopt or from_ledger):
        raise _choose(found)
    done: list[str] = []
    removed = files.remove_leftovers(found.folder)
    if removed:
        done.append(f"removed temporary files that a crash had left behind: {removed}")
    if found.ledger.health in ("damaged", "empty"):
        done += _mend_ledger(found)
        found = _Files(found.path)
    elif found.ledger.file and found.ledger.file.torn:
        done += _cut_tail(found)
        found = _Files(found.path)
    whole = found.snapshot.health in ("edited", "elsewhere") or bool(found.snapshot_fits())
    if whole and not (adopt or from_ledger):
        raise _choose(found)
    if whole and adopt:
        done += _take_over(found, author)
    elif found.snapshot.health != "fine" or whole:
        done += _make_snapshot(found)
    if not done and report.troubles:
        done.append("nothing had to be changed")
    return tuple(done)


def _report(found: _Files) -> Report:
    if found.snapshot.health == found.ledger.health == found.backup.health == "missing":
        raise StoreError(f"there is no workspace {found.path}", "raci-tui new makes one")
    troubles = [*_snapshot_troubles(found), *_ledger_troubles(found), *_folder_troubles(found)]
    snapshot: Health = "elsewhere" if found.snapshot_fits() else found.snapshot.health
    position = found.ledger.file.head.position if found.ledger.file else None
    return Report(snapshot, found.ledger.health, found.backup.health, position, tuple(troubles))


def _snapshot_troubles(found: _Files) -> list[Trouble]:
    name, health = os.path.basename(found.snapshot_path), found.snapshot.health
    source = ""
    if found.ledger.file:
        source = "it can be made again from its ledger"
    elif found.backup.health == "fine":
        source = "the copy before it, .bak, can take its place"
    if health == "missing":
        return [Trouble(name, "it is missing", source, serious=not found.ledger.file)]
    if health in ("empty", "damaged"):
        return [Trouble(name, found.snapshot.words, source or "there is nothing to restore it from")]
    if health == "edited":
        return [
            Trouble(
                name,
                "it was changed by something else than raci-tui",
                "--adopt takes the change over, --from-ledger sets it aside",
            )
        ]
    misfit = found.snapshot_fits()
    if misfit:
        return [Trouble(name, misfit, "--adopt takes over what it says, --from-ledger sets it aside")]
    warning = files.hard_link_warning(found.snapshot_path)
    return [Trouble(name, warning, serious=False)] if warning else []


def _ledger_troubles(found: _Files) -> list[Trouble]:
    name, health = os.path.basename(found.ledger_path), found.ledger.health
    if health == "missing":
        return [Trouble(name, "it is missing", "a new one begins with the next edit", serious=False)]
    if health in ("empty", "damaged"):
        kept = found.ledger.good.count(b"\n") - 1
        remedy = f"what stands before the damage, {kept} commits, can be kept" if kept >= 0 else ""
        if found.snapshot.health == "fine":
            remedy = "a new one can begin from the snapshot"
        return [Trouble(name, found.ledger.words, remedy or "there is nothing to restore it from")]
    if found.ledger.file and found.ledger.file.torn:
        return [
            Trouble(
                name, "its last line was cut off by a crash", "the next save sets it aside", serious=False
            )
        ]
    return []


def _folder_troubles(found: _Files) -> list[Trouble]:
    troubles: list[Trouble] = []
    old = len(files.leftovers(found.folder))
    young = len(files.leftovers(found.folder, older_than_s=0)) - old
    if old or young:
        what = f"temporary files of unfinished saves lie here: {old + young}"
        troubles.append(Trouble(found.folder, what, f"old enough to be removed: {old}", serious=False))
    for name in conflict_copies(found.snapshot_path):
        what = "it looks like another copy of this workspace, made by a program that syncs folders"
        troubles.append(Trouble(name, what, "open it by itself to see what it holds", serious=False))
    return troubles


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


def _choose(found: _Files) -> StoreError:
    return StoreError(
        f"{found.path} was changed by something else than raci-tui",
        "--adopt takes the change over, --from-ledger sets it aside",
    )


# Reading


def _read_snapshot(path: str) -> _Snapshot:
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        return _Snapshot("missing", "it is missing")
    except OSError as error:
        return _Snapshot("damaged", f"it cannot be read: {error.strerror}")
    if not data:
        return _Snapshot("empty", "it is empty")
    try:
        meta, state = codec.decode_snapshot(data, os.path.basename(path))
    except DamagedError as error:
        with contextlib.suppress(DamagedError):
            meta, state = codec.decode_snapshot(data, os.path.basename(path), edited=True)
            return _Snapshot("edited", error.message, meta, state)
        return _Snapshot("damaged", error.message)
    return _Snapshot("fine", "", meta, state)


def _read_ledger(path: str) -> _Ledger:
    if not os.path.exists(path):
        return _Ledger("missing", "it is missing")
    try:
        return _Ledger("fine", file=LedgerFile(path))
    except DamagedError as error:
        with open(path, "rb") as stream:
            data = stream.read()
        good = data[: intact(data, path)]
        rest = tuple(line + b"\n" for line in data[len(good) :].split(b"\n")[:-1])
        return _Ledger("damaged" if data else "empty", error.message, None, good, rest)


def _misfit(meta: Meta, ledger: LedgerFile) -> str:
    origin = ledger.base.follows
    if origin and (meta.ledger, meta.position, meta.head) == (origin.ledger, origin.position, origin.head):
        return ""
    if meta.ledger != ledger.base.ledger:
        return "it belongs to another ledger than the one beside it"
    if meta.position > ledger.head.position:
        return f"it is at position {meta.position}, but its ledger ends at {ledger.head.position}"
    return "" if ledger.holds(Head(meta.position, meta.head)) else "it is not on the history its ledger tells"


# Mending


def _mend_ledger(found: _Files) -> list[str]:
    """Begin a new ledger from the snapshot where that is whole, else keep the lines before the damage."""
    intact = found.snapshot if found.snapshot.health == "fine" else found.backup
    ledger, meta = found.ledger, intact.meta
    kept = ledger.good.count(b"\n") - 1
    if intact.health != "fine" or intact.state is None or meta is None:
        if kept < 0:
            raise StoreError(
                f"{found.path} cannot be restored", "neither its snapshot nor its ledger can be read"
            )
        aside = files.move_aside(found.ledger_path, "damaged")
        files.write_file(found.ledger_path, ledger.good)
        return [f"kept the {kept} commits before the damage; the damaged ledger is {os.path.basename(aside)}"]
    if meta.position < kept:
        aside = files.move_aside(found.ledger_path, "damaged")
        files.write_file(found.ledger_path, ledger.good)
        return [f"kept the {kept} commits before the damage; the damaged ledger is {os.path.basename(aside)}"]
    aside = files.move_aside(found.ledger_path, "damaged")
    origin = Origin(meta.ledger, meta.position, meta.head)
    base = encode_base(new_id(), meta.workspace, intact.state, at=stamp(utc_now()), follows=origin)
    files.write_file(found.ledger_path, base)
    done = [f"began a new ledger from the snapshot; the damaged one is {os.path.basename(aside)}"]
    later = _entries_after(ledger.rest, Head(meta.position, meta.head), found.ledger_path)
    if later:
        fresh = LedgerFile(found.ledger_path)
        for entry in later:
            fresh.append(entry.commit, fresh.head)
        done.append(f"took over {len(later)} commits from behind the damage")
    return done


def _entries_after(lines: tuple[bytes, ...], head: Head, path: str) -> list[Entry]:
    """Entries among loose lines that follow a head without a gap."""
    found: list[Entry] = []
    for line in lines:
        entry = entry_after(line, head, path)
        if entry:
            found.append(entry)
            head = entry.head
    return found


def _cut_tail(found: _Files) -> list[str]:
    aside = LedgerFile(found.ledger_path).set_tail_aside()
    return (
        [f"took an unfinished line out of the ledger; it is kept in {os.path.basename(aside)}"]
        if aside
        else []
    )


def _make_snapshot(found: _Files) -> list[str]:
    done: list[str] = []
    if found.ledger.file is None and found.backup.health != "fine":
        raise StoreError(
            f"{found.path} cannot be restored", "there is neither a ledger nor a copy to make it from"
        )
    if found.snapshot.health != "missing":
        aside = files.move_aside(
            found.snapshot_path, "damaged" if found.snapshot.health != "edited" else "edited"
        )
        done.append(f"set the snapshot aside as {os.path.basename(aside)}")
    if found.ledger.file is None:
        with open(found.snapshot_path + files.BACKUP_SUFFIX, "rb") as stream:
            files.write_file(found.snapshot_path, stream.read())
        return [*done, "put the copy before it, .bak, in its place"]
    store = TinyStore(found.path)
    opened = store.load()
    if not os.path.exists(found.snapshot_path):
        raise StoreError(f"{found.path} could not be written", "; ".join(opened.notices))
    return [*done, f"made the snapshot again from its ledger, at position {opened.head.position}"]


def _take_over(found: _Files, author: str) -> list[str]:
    """Make one commit of what an edited snapshot says, placed where it stood on the ledger."""
    meta, edited = found.snapshot.meta, found.snapshot.state
    if meta is None or edited is None:
        raise StoreError(f"{found.path} cannot be read", "--from-ledger makes it again")
    if found.ledger.file is None:
        return _seal_anew(found, meta, edited)
    ledger = found.ledger.file
    on_it = not _misfit(meta, ledger)
    position = (
        meta.position if on_it and meta.ledger == ledger.base.ledger else 0 if on_it else ledger.head.position
    )
    state = ledger.state()
    state.fold(entry.commit for entry in ledger.entries(0, position))
    last = tuple(ledger.entries(position))
    workspace = Workspace(state, ledger.head_at(position), author=author)
    adopted = adopt_state(workspace, edited)
    dropped = [loss.reason for conflict in workspace.receive(last) for loss in conflict.losses]
    aside = files.move_aside(found.snapshot_path, "edited")
    store = TinyStore(found.path)
    opened = store.load()
    for commit in workspace.pending:
        answer = store.append(commit, opened.head)
        if isinstance(answer, Behind):
            raise StoreError(f"{found.path} is being edited", "close it everywhere and try again")
        opened.state.fold((commit,))
        store.compact(opened.state, answer.head)
    taken = adopted.changes - len(dropped)
    done = f"took over {taken} changes as one commit; the edited snapshot is {os.path.basename(aside)}"
    return [done, *(f"left out: {sentence}" for sentence in (*adopted.refused, *dropped))]


def _seal_anew(found: _Files, meta: Meta, edited: State) -> list[str]:
    aside = files.set_aside(found.snapshot_path, Path(found.snapshot_path).read_bytes(), "edited")
    tables = codec.encode_tables(edited)
    fresh = Meta(
        format=FORMAT_NUMBER, workspace=meta.workspace, ledger=new_id(), position=0, head="",
        checksum=codec.checksum_of(tables),
    )  # fmt: skip
    files.write_file(found.snapshot_path, codec.join_snapshot(fresh, tables))
    return [f"took the snapshot over as it is; a copy of it is {os.path.basename(aside)}"]
