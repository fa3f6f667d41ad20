"""Loading, saving, judging, exporting and starting, beside what one would use otherwise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import inside
from benchmarks.programs import OURS, raci_tui
from benchmarks.results import Results, timed_ms
from benchmarks.terminal import UNWANTED
from benchmarks.workspaces import ROOT, Subject, Workspaces

LOAD, DURABLE, ALL_RULES, ONE_EDIT = "load", "edit until durable", "all rules", "rules after one edit"
EXPORT, COMMAND, VERSION = "export to xlsx", "export to xlsx, whole command", "raci-tui --version"
JSON, TINYDB, CLICK = "json.loads", "TinyDB", 'python -c "import click"'
LIMIT_S: Final = 180.0


class BrokenError(Exception):
    """A child process failed or took too long."""


@dataclass(frozen=True)
class Data:
    """What measuring data needs.

    Args:
        env: Variables that keep programs from the user's own settings.
    """

    workspaces: Workspaces
    results: Results
    env: Mapping[str, str]
    say: Callable[[str], None]

    def load(self, subject: Subject, rounds: int) -> None:
        """Load it, beside `json.loads`."""
        self.say(f"load: {subject.size.title}")
        self._keep(LOAD, subject, {OURS: inside.OURS, JSON: JSON}, ["load", subject.path, rounds])

    def durable(self, subject: Subject, edits: int, updates: int) -> None:
        """Make edits durable, beside SQLite and a stock TinyDB update."""
        self.say(f"edit until durable: {subject.size.title}")
        copy = self.workspaces.copy(subject)
        names = {
            OURS: inside.OURS,
            inside.SQLITE_JOURNAL: inside.SQLITE_JOURNAL,
            inside.SQLITE_WAL: inside.SQLITE_WAL,
        }
        self._keep(DURABLE, subject, names, ["durable", copy.path, copy.path.parent, edits])
        if updates:
            self._keep(
                DURABLE, subject, {TINYDB: TINYDB}, ["tinydb", self.workspaces.copy(subject).path, updates]
            )

    def rules(self, subject: Subject, edits: int, rounds: int) -> None:
        """Apply the rules to everything and after single edits."""
        self.say(f"rules: {subject.size.title}")
        copy = self.workspaces.copy(subject)
        for _ in range(rounds):
            try:
                times = self._inside(["rules", copy.path, edits])
            except BrokenError as error:
                for what in (ALL_RULES, ONE_EDIT):
                    self.results.miss(what, OURS, subject.size.id, str(error))
                return
            self.results.add(ALL_RULES, OURS, subject.size.id, times["all"])
            self.results.add(ONE_EDIT, OURS, subject.size.id, times["one edit"])

    def export(self, subject: Subject, rounds: int) -> None:
        """Export to xlsx in turns with others writing the bare values of the same sheets."""
        self.say(f"export: {subject.size.title}")
        folder = self.workspaces.copy(subject).path.parent
        book, kept, other = folder / "ours.xlsx", folder / "values.pickle", folder / "other.xlsx"
        size = subject.size.id
        command = raci_tui("export", str(subject.path), "-f", "xlsx", "-o", str(book))
        try:
            self.results.add(COMMAND, OURS, size, [self._command_ms(command) for _ in range(rounds)])
            self._inside(["values", book, kept])
        except BrokenError as error:
            self.results.miss(EXPORT, OURS, size, str(error))
            return
        for _ in range(rounds):
            self._keep(EXPORT, subject, {OURS: inside.OURS}, ["export", subject.path, book])
            self._keep(EXPORT, subject, {inside.OPENPYXL: inside.OPENPYXL}, ["openpyxl", kept, other])
            self._keep(EXPORT, subject, {inside.XLSXWRITER: inside.XLSXWRITER}, ["xlsxwriter", kept, other])

    def version(self, rounds: int) -> None:
        """Say the version in turns with importing click."""
        self.say("raci-tui --version")
        commands = {OURS: raci_tui("--version"), CLICK: [sys.executable, "-c", "import click"]}
        for turn in range(rounds + 1):
            for program, command in commands.items():
                try:
                    took = self._command_ms(command)
                except BrokenError as error:
                    self.results.miss(VERSION, program, "", str(error))
                    continue
                if turn:
                    self.results.add(VERSION, program, "", [took])

    def _keep(
        self, what: str, subject: Subject, names: Mapping[str, str], arguments: Sequence[object]
    ) -> None:
        """Keep what a function of `inside` measured, or why it could not.

        Args:
            names: The functions' names for times by the names of programs.
        """
        try:
            times = self._inside(arguments)
        except BrokenError as error:
            for program in names:
                self.results.miss(what, program, subject.size.id, str(error))
            return
        for program, name in names.items():
            self.results.add(what, program, subject.size.id, times[name])

    def _inside(self, arguments: Sequence[object]) -> inside.Times:
        done = self._run([sys.executable, "-m", "benchmarks.inside", *map(str, arguments)])
        times: inside.Times = json.loads(done.splitlines()[-1])
        return times

    def _command_ms(self, command: Sequence[str]) -> float:
        return timed_ms(self._run, command)

    def _run(self, command: Sequence[str]) -> str:
        """Run a program to its end.

        Returns:
            What it printed.

        Raises:
            BrokenError: It failed or took too long; it is gone.
        """
        variables = {key: value for key, value in os.environ.items() if key not in UNWANTED}
        try:
            done = subprocess.run(
                command, cwd=ROOT, env={**variables, **self.env}, check=True, capture_output=True,
                stdin=subprocess.DEVNULL, encoding="utf-8", timeout=LIMIT_S,
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            raise BrokenError(last_line(error.stderr) or f"it ended with {error.returncode}") from error
        except subprocess.TimeoutExpired as error:
            raise BrokenError(f"it took longer than {LIMIT_S:.0f} s") from error
        except OSError as error:
            raise BrokenError(f"{Path(command[0]).name}: {error.strerror}") from error
        return done.stdout


def last_line(text: str) -> str:
    """The last line that says something: what a traceback ends with."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
