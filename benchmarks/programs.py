"""The programs that are measured on the screen, and the keys that do the same thing in each."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, NamedTuple

from benchmarks.bare import GREETING
from benchmarks.terminal import ROWS
from benchmarks.workspaces import Subject

HERE: Final = Path(__file__).resolve().parent
OURS: Final = "raci-tui"
BARE: Final = "bare Textual app"
DATATABLE: Final = "Textual DataTable"
VISIDATA: Final = "VisiData"


class Keys(NamedTuple):
    """Keys whose answers are judged together.

    Attributes:
        cycle: Keys that are timed, over and over.
        before, after: Keys pressed around them and not counted.
    """

    cycle: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Program:
    """A program that shows a matrix.

    Attributes:
        start: Its command line without the file.
        opens: Which file of a subject it opens: the workspace, the table of it, or none.
        keys: Its keys by what they do.
        wanting: Why it cannot be measured here; empty where it can.
        most_cells: Places in a matrix that it shows within seconds; 0 where there is no limit.
        shows: What it shows where that does not depend on the file.
    """

    name: str
    start: tuple[str, ...]
    opens: Literal["workspace", "table", "nothing"]
    keys: Mapping[str, Keys] = field(default_factory=dict)
    wanting: str = ""
    most_cells: int = 0
    shows: str = ""

    def command(self, subject: Subject) -> list[str]:
        """Its command line."""
        files = {"workspace": [str(subject.path)], "table": [str(subject.table)], "nothing": []}
        return [*self.start, *files[self.opens]]

    def marker(self, subject: Subject) -> str:
        """What stands on the screen once it shows the matrix."""
        return self.shows or subject.shows

    def refusal(self, subject: Subject) -> str:
        """Why it is not measured with a workspace; empty where it is."""
        if self.most_cells and subject.size.cells > self.most_cells:
            return f"{subject.size.cells:,} cells are more than it shows within seconds"
        return self.wanting


def programs() -> dict[str, Program]:
    """Every program by its name, ours first."""
    return {program.name: program for program in (_ours(), _bare(), _visidata(), _datatable())}


def raci_tui(*arguments: str) -> list[str]:
    """The command line that starts the program as installed, or from this checkout."""
    script = Path(sys.executable).with_name("raci-tui")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "raci_tui"]
    return [*start, *arguments]


def _ours() -> Program:
    top = ("ctrl+home", "home")
    return Program(
        OURS,
        (*raci_tui("open"),),
        "workspace",
        {
            "move": Keys(
                ("down", "right", "down", "left", "up", "right", "up", "left"), (*top, "down", "right")
            ),
            # A letter set and taken away again.
            "edit": Keys(("r", "r", "a", "a", "i", "i"), (*top, "down", "right")),
            "scroll down": Keys(("down",), (*top, *("down",) * ROWS), top),
            "scroll right": Keys(("right",), (*top, *("right",) * 30), top),
            "page": Keys(("pagedown", "pagedown", "pagedown", "pageup"), top, top),
            "layer": Keys(("2", "3", "1"), top, ("1",)),
            "filter letter": Keys((*"check", *("backspace",) * 5), (*top, "/"), ("escape", "escape")),
        },
    )


def _bare() -> Program:
    return Program(BARE, (sys.executable, str(HERE / "bare.py")), "nothing", shows=GREETING)


def _visidata() -> Program:
    vd = shutil.which("vd", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    # Its arrow keys wait for the rest of an escape sequence; letters are the fair comparison.
    top = ("g", "k", "g", "h")
    return Program(
        VISIDATA,
        # Without its message of the day, which it would fetch from the network.
        (vd or "vd", "--motd-url="),
        "table",
        {
            "move": Keys(("j", "l", "j", "h", "k", "l", "k", "h"), (*top, "j", "l")),
            "scroll down": Keys(("j",), (*top, *("j",) * ROWS), top),
            "scroll right": Keys(("l",), (*top, *("l",) * 30), top),
            "page": Keys(("ctrl+f", "ctrl+f", "ctrl+f", "ctrl+b"), top, top),
        },
        wanting="" if vd else "it is not installed",
    )


def _datatable() -> Program:
    top = ("ctrl+home", "home")
    return Program(
        DATATABLE,
        (sys.executable, str(HERE / "datatable.py")),
        "table",
        {
            "move": Keys(
                ("down", "right", "down", "left", "up", "right", "up", "left"), (*top, "down", "right")
            ),
            "scroll down": Keys(("down",), (*top, *("down",) * ROWS), top),
            "scroll right": Keys(("right",), (*top, *("right",) * 30), top),
            "page": Keys(("pagedown", "pagedown", "pagedown", "pageup"), top, top),
        },
        wanting="" if importlib.util.find_spec("textual") else "it is not installed",
        most_cells=200_000,
    )
