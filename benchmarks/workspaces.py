"""The workspaces that are measured: the bundled story, and larger ones made for the run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from fixtures.large import FIRST_ELEMENT
from raci_tui.store.paths import ledger_path

FILLED: Final = 6
"""Cells a row that say something."""
ROOT: Final = Path(__file__).resolve().parent.parent
STORY: Final = ROOT / "raci_tui" / "examples" / "southern-water.raci.json"
STORY_TABLE: Final = ROOT / "fixtures" / "southern-water.csv"
STORY_SHOWS: Final = "Choose the next"
"""How its first element begins; VisiData shows twenty characters of it."""


@dataclass(frozen=True)
class Size:
    """How large a workspace is.

    Attributes:
        id: Its name on the command line.
        title: Its name in the tables.
        elements, parties: Rows and columns; 0 for the story, which is as it is.
    """

    id: str
    title: str
    elements: int = 0
    parties: int = 0

    @property
    def cells(self) -> int:
        """Places in the matrix, empty ones included."""
        return self.elements * self.parties


def made(size_id: str, elements: int, parties: int) -> Size:
    """A size with its title."""
    return Size(size_id, f"{elements:,} × {parties}", elements, parties)


STORY_SIZE: Final = Size("story", "story")


@dataclass(frozen=True)
class Subject:
    """A workspace to open.

    Attributes:
        path: The workspace; nobody writes there, those who edit take a copy.
        table: Today's matrix of it as CSV.
        shows: What stands on the screen once its matrix does.
        filled: Cells that say something.
    """

    size: Size
    path: Path
    table: Path
    shows: str
    filled: int


class Workspaces:
    """Makes each workspace when it is first asked for, once a run.

    Args:
        folder: Where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, Subject] = {}
        self._copies = 0

    def __getitem__(self, size: Size) -> Subject:
        if size.id not in self._made:
            self._made[size.id] = self._make(size)
        return self._made[size.id]

    def copy(self, subject: Subject) -> Subject:
        """The same with a copy of the workspace, ledger and all, that may be written to."""
        self._copies += 1
        folder = self.folder / f"copy-{self._copies}"
        folder.mkdir()
        return replace(subject, path=copied(subject.path, folder))

    def filled(self) -> dict[str, int]:
        """Cells that say something, by the size of the workspaces made so far."""
        return {size: subject.filled for size, subject in self._made.items()}

    def _make(self, size: Size) -> Subject:
        folder = self.folder / size.id
        folder.mkdir()
        if not size.elements:
            filled = len(json.loads(STORY.read_bytes())["cells"])
            return Subject(size, copied(STORY, folder), STORY_TABLE, STORY_SHOWS, filled)
        path, table = folder / "large.raci.json", folder / "large.csv"
        numbers = ["--elements", str(size.elements), "--parties", str(size.parties), "--filled", str(FILLED)]
        # In a process of its own: what a large state leaves behind would slow our own clock.
        subprocess.run(
            [sys.executable, str(ROOT / "fixtures" / "large.py"), str(path), "--csv", str(table), *numbers],
            check=True,
        )
        return Subject(size, path, table, FIRST_ELEMENT, size.elements * min(FILLED, size.parties))


def copied(path: Path, folder: Path) -> Path:
    """Copy a workspace into a folder, with its ledger where it has one."""
    for part in (path, ledger_path(path)):
        if part.exists():
            shutil.copy(part, folder)
    return folder / path.name
