"""Measure everything there is a budget for: `python -m benchmarks.run`, or `make bench`.

RACI_TUI_BENCH=short takes little and only shows that it works; `full`, the default, judges the budgets and
writes `benchmarks/RESULTS.md`. It ends with 0 whatever it measured, unless ``--strict`` or
RACI_TUI_BENCH_STRICT asks for 1 where a budget was not met or not measured.

``--only keys --size large --ours`` measures a part: for whoever makes something quicker.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

from benchmarks import machine, report
from benchmarks.amounts import compact, padded
from benchmarks.budgets import Verdict, judged
from benchmarks.data import Data
from benchmarks.plans import PLANS, Effort, Plan
from benchmarks.programs import BARE, DATATABLE, OURS, VISIDATA, programs
from benchmarks.results import Results
from benchmarks.screen import Screens
from benchmarks.workspaces import ROOT, Workspaces

RESULTS: Final = ROOT / "benchmarks" / "RESULTS.md"
STRICT: Final = "RACI_TUI_BENCH_STRICT"
VERSION: Final = "version"


class Bench:
    """One run: what it measures with, and its parts.

    Args:
        folder: An empty folder for everything that is written.
        ours_only: Leave the rivals out, but for the bare Textual app.
    """

    def __init__(self, folder: Path, *, ours_only: bool = False) -> None:
        env = secluded(folder)
        self.results = Results()
        self.workspaces = Workspaces(folder)
        self.screens = Screens(self.workspaces, self.results, env, self.say)
        self.data = Data(self.workspaces, self.results, env, self.say)
        self.programs = programs()
        self.ours_only = ours_only
        self.begun = time.perf_counter()

    def run(self, plan: Plan, parts: Sequence[str]) -> None:
        """Measure; a part that breaks is told, and the next one has its turn."""
        if VERSION in parts:
            self.guarded("version", lambda: self.data.version(plan.versions))
        for effort in plan.efforts:
            for name, part in PARTS.items():
                if name in parts:
                    self.guarded(f"{name} at {effort.size.title}", lambda: part(self, effort))  # noqa: B023 - called at once

    def guarded(self, name: str, part: Callable[[], None]) -> None:
        """Run a part; whatever breaks in it costs that part only."""
        try:
            part()
        except Exception as error:
            problem = f"{name}: {type(error).__name__}: {error}".partition("\n")[0]
            self.results.problems.append(problem)
            self.say(f"not measured: {problem}")

    def say(self, sentence: str) -> None:
        """Tell on standard error what is being done, and since how many seconds this runs."""
        sys.stderr.write(f"{time.perf_counter() - self.begun:5.0f} s  {sentence}\n")
        sys.stderr.flush()

    def paint(self, effort: Effort) -> None:
        """First paint, and keys in the second after it."""
        if effort.starts:
            names = (OURS, BARE) if self.ours_only else (OURS, BARE, VISIDATA, DATATABLE)
            chosen = [self.programs[name] for name in names]
            self.screens.starts(chosen, self.workspaces[effort.size], effort.starts)

    def keys(self, effort: Effort) -> None:
        """Key to paint, and memory."""
        if effort.keys:
            for name in (OURS,) if self.ours_only else (OURS, VISIDATA, DATATABLE):
                counts = effort.keys if name == OURS else effort.rival_keys
                self.screens.keys(self.programs[name], self.workspaces[effort.size], counts)

    def load(self, effort: Effort) -> None:
        """Loading."""
        if effort.loads:
            self.data.load(self.workspaces[effort.size], effort.loads)

    def durable(self, effort: Effort) -> None:
        """An edit until it is durable."""
        if effort.edits:
            updates = 0 if self.ours_only else effort.updates
            self.data.durable(self.workspaces[effort.size], effort.edits, updates)

    def rules(self, effort: Effort) -> None:
        """All rules, and the rules after one edit."""
        if effort.judged:
            self.data.rules(self.workspaces[effort.size], effort.judged, effort.judgings)

    def export(self, effort: Effort) -> None:
        """Export to xlsx."""
        if effort.exports:
            self.data.export(self.workspaces[effort.size], effort.exports)


PARTS: Final[Mapping[str, Callable[[Bench, Effort], None]]] = {
    "paint": Bench.paint,
    "keys": Bench.keys,
    "load": Bench.load,
    "durable": Bench.durable,
    "rules": Bench.rules,
    "export": Bench.export,
}


def secluded(folder: Path) -> dict[str, str]:
    """Variables that keep programs from the user's own settings; the author is known, so nobody is asked."""
    home = folder / "home"
    home.mkdir()
    (home / "settings.toml").write_text('author = "Bench"\n', encoding="utf-8")
    names = ("HOME", "RACI_TUI_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    return {name: str(home) for name in names}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the results of a full run."""
    mode = os.environ.get("RACI_TUI_BENCH", "full")
    if mode not in PLANS:
        sys.stderr.write(f"RACI_TUI_BENCH is {mode!r}: use full or short\n")
        return 2
    options = parser_of(PLANS[mode]).parse_args(arguments)
    plan, parts = _chosen(PLANS[mode], options), options.only or [VERSION, *PARTS]
    signal.signal(signal.SIGTERM, _stop)
    busy_before, sizes = machine.load_average(), [effort.size for effort in plan.efforts]
    with tempfile.TemporaryDirectory(prefix="raci-tui-bench-", ignore_cleanup_errors=True) as folder:
        around = [*machine.versions(), *machine.machine(Path(folder))]
        bench = Bench(Path(folder), ours_only=options.ours)
        bench.run(plan, parts)
        filled = bench.workspaces.filled()
    found = report.tables(bench.results, sizes, filled)
    verdicts = judged(bench.results, sizes)
    budgets = report.budget_table(verdicts, judging=plan.judging)
    for table in (*found, *([budgets] if verdicts else [])):
        print(f"{table.title}\n\n{padded(table.rows)}\n")
    for problem in bench.results.problems:
        print(f"not measured: {problem}")
    seconds = time.perf_counter() - bench.begun
    print(f"{mode}, {seconds:.0f} s, {summary(verdicts) if plan.judging else 'too little to judge by'}")
    if plan.judging and not (options.only or options.size or options.key or options.ours):
        around.append(f"load average before and after: {busy_before}, {machine.load_average()}")
        RESULTS.write_text(page(around, [budgets, *found], bench.results.problems), encoding="utf-8")
        print(f"written to {RESULTS.relative_to(ROOT)}")
    strict = options.strict or os.environ.get(STRICT, "0") not in ("", "0")
    return 1 if strict and plan.judging and not kept(verdicts, bench.results) else 0


def kept(verdicts: Sequence[Verdict], results: Results) -> bool:
    """Whether every budget was measured and met, and no part broke."""
    return not results.problems and all(verdict.met or verdict.budget.aim for verdict in verdicts)


def summary(verdicts: Sequence[Verdict]) -> str:
    """How many budgets were met."""
    aims = [verdict for verdict in verdicts if verdict.budget.aim and verdict.used is not None]
    judged_ones = [verdict for verdict in verdicts if verdict not in aims]
    met = sum(verdict.met for verdict in judged_ones)
    unknown = sum(verdict.used is None for verdict in judged_ones)
    missed = sum(not verdict.met for verdict in aims)
    said = f"{met} budgets met, {len(judged_ones) - met - unknown} not met, {unknown} not measured"
    return f"{said}, {missed} aim not reached" if missed else said


def page(around: Sequence[str], tables: Sequence[report.Table], problems: Sequence[str]) -> str:
    """The results as a page whose lines stay where they are from one run to the next."""
    lines = [
        "# Results",
        "",
        f"Measured on {datetime.now(UTC).date().isoformat()} by `make bench`.",
        "[What is measured and how](../docs/benchmarks.md).",
        "",
        *(f"- {line}" for line in around),
        *(f"- not measured: {problem}" for problem in problems),
    ]
    for table in tables:
        lines += ["", f"## {table.title}", "", compact(table.rows)]
    return "\n".join([*lines, ""])


def parser_of(plan: Plan) -> argparse.ArgumentParser:
    """What the command line understands when there is this to measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description="Measure the budgets.")
    only = [VERSION, *PARTS]
    sizes = [effort.size.id for effort in plan.efforts]
    keys = sorted({key for effort in plan.efforts for key in effort.keys})
    parser.add_argument("--only", action="append", choices=only, help="a part; may be repeated")
    parser.add_argument("--size", action="append", choices=sizes, help="a workspace; may be repeated")
    parser.add_argument("--key", action="append", choices=keys, help="a group of keys; may be repeated")
    parser.add_argument("--ours", action="store_true", help="leave the rivals out")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a budget is not met")
    return parser


def _chosen(plan: Plan, options: argparse.Namespace) -> Plan:
    efforts = [effort for effort in plan.efforts if not options.size or effort.size.id in options.size]
    if options.key:
        efforts = [
            replace(
                effort, keys=_of(effort.keys, options.key), rival_keys=_of(effort.rival_keys, options.key)
            )
            for effort in efforts
        ]
    return replace(plan, efforts=tuple(efforts))


def _of(counts: Mapping[str, int], keys: Sequence[str]) -> dict[str, int]:
    return {key: count for key, count in counts.items() if key in keys}


def _stop(number: int, frame: object) -> NoReturn:
    """End as at ctrl+c, so that every child is killed and every file removed on the way out."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
