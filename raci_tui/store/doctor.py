"""What state a workspace's files are in, in words, and what could be done about it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from raci_tui.core.errors import StoreError
from raci_tui.store import files
from raci_tui.store.evidence import Evidence, Health, conflict_copies


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


def examine(path: str | os.PathLike[str]) -> Report:
    """Look at the files of a workspace without changing any.

    Raises:
        StoreError: There is nothing to look at, or nothing of ours.
        FormatNumberError: They are of another format.
    """
    found = Evidence(Path(path))
    return report(found)


def report(found: Evidence) -> Report:
    """Say what the files amount to.

    Raises:
        StoreError: There are none, or they are none of ours.
    """
    if found.snapshot.health == found.ledger.health == found.backup.health == "missing":
        raise StoreError(f"there is no workspace {found.path}", "raci-tui new makes one")
    if os.path.isdir(found.snapshot_path):
        raise StoreError(f"{found.path} is a folder", "name a workspace file")
    if found.is_foreign:
        raise StoreError(
            f"{found.path} is not a workspace of raci-tui and was left as it is",
            "raci-tui import reads tables of other programs",
        )
    troubles = [*_snapshot_troubles(found), *_ledger_troubles(found), *_folder_troubles(found)]
    snapshot: Health = "elsewhere" if found.snapshot_fits() else found.snapshot.health
    position = found.ledger.file.head.position if found.ledger.file else None
    return Report(snapshot, found.ledger.health, found.backup.health, position, tuple(troubles))


def _snapshot_troubles(found: Evidence) -> list[Trouble]:
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


def _ledger_troubles(found: Evidence) -> list[Trouble]:
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


def _folder_troubles(found: Evidence) -> list[Trouble]:
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
