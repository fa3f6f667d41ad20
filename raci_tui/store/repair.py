"""Mends what can be mended of a workspace's files; what gives way is set aside, never lost."""

from __future__ import annotations

import os
from pathlib import Path

from raci_tui.core.errors import StoreError
from raci_tui.core.ledger import Entry, Head, stamp, utc_now
from raci_tui.core.records import FORMAT_NUMBER, new_id
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace
from raci_tui.store import codec, files
from raci_tui.store.adopt import adopt as adopt_state
from raci_tui.store.base import Behind
from raci_tui.store.codec import Meta
from raci_tui.store.doctor import report
from raci_tui.store.evidence import Evidence, misfit
from raci_tui.store.ledger_file import LedgerFile
from raci_tui.store.ledger_lines import Origin, encode_base, entry_after
from raci_tui.store.tiny import TinyStore


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
    found = Evidence(Path(path))
    troubles = report(found).troubles
    if found.snapshot.health == "edited" and not (adopt or from_ledger):
        raise _choose(found)
    done: list[str] = []
    removed = files.remove_leftovers(found.folder)
    if removed:
        done.append(f"removed temporary files that a crash had left behind: {removed}")
    if found.ledger.health in ("damaged", "empty"):
        done += _mend_ledger(found)
        found = Evidence(found.path)
    elif found.ledger.file and found.ledger.file.torn:
        done += _cut_tail(found)
        found = Evidence(found.path)
    whole = found.snapshot.health in ("edited", "elsewhere") or bool(found.snapshot_fits())
    if whole and not (adopt or from_ledger):
        raise _choose(found)
    if whole and adopt:
        done += _take_over(found, author)
    elif found.snapshot.health != "fine" or whole:
        done += _make_snapshot(found)
    if not done and troubles:
        done.append("nothing had to be changed")
    return tuple(done)


def _choose(found: Evidence) -> StoreError:
    return StoreError(
        f"{found.path} was changed by something else than raci-tui",
        "--adopt takes the change over, --from-ledger sets it aside",
    )


def _mend_ledger(found: Evidence) -> list[str]:
    """Begin a new ledger from the snapshot where that is whole, else keep the lines before the damage."""
    whole = found.snapshot if found.snapshot.health == "fine" else found.backup
    ledger, meta = found.ledger, whole.meta
    kept = ledger.good.count(b"\n") - 1
    if whole.health != "fine" or whole.state is None or meta is None:
        if kept < 0:
            raise StoreError(
                f"{found.path} cannot be restored", "neither its snapshot nor its ledger can be read"
            )
        return _keep_lines(found, kept)
    if meta.position < kept:
        return _keep_lines(found, kept)
    aside = files.move_aside(found.ledger_path, "damaged")
    origin = Origin(meta.ledger, meta.position, meta.head)
    base = encode_base(new_id(), meta.workspace, whole.state, at=stamp(utc_now()), follows=origin)
    files.write_file(found.ledger_path, base)
    done = [f"began a new ledger from the snapshot; the damaged one is {os.path.basename(aside)}"]
    later = _entries_after(ledger.rest, Head(meta.position, meta.head), found.ledger_path)
    if later:
        fresh = LedgerFile(found.ledger_path)
        for entry in later:
            fresh.append(entry.commit, fresh.head)
        done.append(f"took over {len(later)} commits from behind the damage")
    return done


def _keep_lines(found: Evidence, kept: int) -> list[str]:
    aside = files.move_aside(found.ledger_path, "damaged")
    files.write_file(found.ledger_path, found.ledger.good)
    lost = len(found.ledger.rest)
    behind = "1 line from the damage on is" if lost == 1 else f"{lost} lines from the damage on are"
    return [
        f"kept the {kept} commits before the damage; the damaged ledger is {os.path.basename(aside)}",
        f"{behind} not in the workspace any more, only in that file: look at them before you go on",
    ]


def _entries_after(lines: tuple[bytes, ...], head: Head, path: str) -> list[Entry]:
    """Entries among loose lines that follow a head without a gap."""
    found: list[Entry] = []
    for line in lines:
        entry = entry_after(line, head, path)
        if entry:
            found.append(entry)
            head = entry.head
    return found


def _cut_tail(found: Evidence) -> list[str]:
    aside = LedgerFile(found.ledger_path).set_tail_aside()
    return (
        [f"took an unfinished line out of the ledger; it is kept in {os.path.basename(aside)}"]
        if aside
        else []
    )


def _make_snapshot(found: Evidence) -> list[str]:
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


def _take_over(found: Evidence, author: str) -> list[str]:
    """Make one commit of what an edited snapshot says, placed where it stood on the ledger."""
    meta, edited = found.snapshot.meta, found.snapshot.state
    if meta is None or edited is None:
        raise StoreError(f"{found.path} cannot be read", "--from-ledger makes it again")
    if found.ledger.file is None:
        return _seal_anew(found, meta, edited)
    ledger = found.ledger.file
    on_it = not misfit(meta, ledger)
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


def _seal_anew(found: Evidence, meta: Meta, edited: State) -> list[str]:
    aside = files.set_aside(found.snapshot_path, Path(found.snapshot_path).read_bytes(), "edited")
    tables = codec.encode_tables(edited)
    fresh = Meta(
        format=FORMAT_NUMBER, workspace=meta.workspace, ledger=new_id(), position=0, head="",
        checksum=codec.checksum_of(tables),
    )  # fmt: skip
    files.write_file(found.snapshot_path, codec.join_snapshot(fresh, tables))
    return [f"took the snapshot over as it is; a copy of it is {os.path.basename(aside)}"]
