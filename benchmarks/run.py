"""Measure everything there is a budget for: `python -m benchmarks.run`, or `make bench`.

``--only keys --size large --ours`` measures a part: for whoever makes something quicker.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import report
from benchmarks.programs import BARE, DATATABLE, OURS, VISIDATA, programs
from benchmarks.results import Results
from benchmarks.screen import Screens, say
from benchmarks.workspaces import STORY_SIZE, Size, Workspaces, made


@dataclass(frozen=True)
class Plan:
    """How thorough a run is.

    Attributes:
        starts: Starts of each program.
        samples: Keys by what they do.
    """

    sizes: tuple[Size, ...]
    starts: int
    samples: dict[str, int]


FULL: Final = Plan(
    sizes=(
        STORY_SIZE,
        made("medium", 1_000, 100),
        made("large", 10_000, 200),
        made("huge", 50_000, 300),
    ),
    starts=7,
    samples={"move": 200, "edit": 120, "scroll down": 100, "scroll right": 60, "page": 60, "layer": 60,
             "filter letter": 40},
)  # fmt: skip
SHORT: Final = Plan(
    sizes=(STORY_SIZE, made("medium", 60, 20), made("large", 400, 30), made("huge", 800, 40)),
    starts=1,
    samples=dict.fromkeys(FULL.samples, 6),
)


class Bench:
    """One run: what it measures with, and its parts."""

    def __init__(self, plan: Plan, folder: Path, *, ours_only: bool) -> None:
        self.plan = plan
        self.results = Results()
        self.workspaces = Workspaces(folder)
        self.env = secluded(folder)
        self.screens = Screens(self.workspaces, self.results, self.env, dict(plan.samples), say)
        self.programs = programs()
        self.ours_only = ours_only

    def paint(self, size: Size) -> None:
        """First paint, and keys in the second after it."""
        rivals = [BARE] if self.ours_only else [BARE, VISIDATA, DATATABLE]
        chosen = [self.programs[name] for name in (OURS, *rivals)]
        self.screens.starts(chosen, self.workspaces[size], self.plan.starts)

    def keys(self, size: Size) -> None:
        """Key to paint, and memory."""
        for name in [OURS] if self.ours_only else [OURS, VISIDATA, DATATABLE]:
            self.screens.keys(self.programs[name], self.workspaces[size])


PARTS: Final[dict[str, Callable[[Bench, Size], None]]] = {"paint": Bench.paint, "keys": Bench.keys}


def secluded(folder: Path) -> dict[str, str]:
    """Variables that keep programs from the user's own settings; the author is known, so nobody is asked."""
    home = folder / "home"
    home.mkdir()
    (home / "settings.toml").write_text('author = "Bench"\n', encoding="utf-8")
    return {name: str(home) for name in ("HOME", "RACI_TUI_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
                                         "XDG_CACHE_HOME", "XDG_DATA_HOME")}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the results of a full run."""
    plan = SHORT if os.environ.get("RACI_TUI_BENCH") == "short" else FULL
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run")
    parser.add_argument("--only", action="append", choices=list(PARTS), help="a part; may be repeated")
    parser.add_argument("--size", action="append", choices=[size.id for size in plan.sizes])
    parser.add_argument("--ours", action="store_true", help="leave the rivals out")
    parser.add_argument("--key", action="append", choices=list(plan.samples), help="a group of keys")
    options = parser.parse_args(arguments)
    sizes = [size for size in plan.sizes if not options.size or size.id in options.size]
    with tempfile.TemporaryDirectory(prefix="raci-tui-bench-") as folder:
        bench = Bench(plan, Path(folder), ours_only=options.ours)
        if options.key:
            bench.screens.samples.clear()
            bench.screens.samples.update({key: plan.samples[key] for key in options.key})
        for size in sizes:
            for part in options.only or PARTS:
                PARTS[part](bench, size)
    print(report.padded(report.start_table(bench.results, sizes)))
    print()
    print(report.padded(report.key_table(bench.results, sizes)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
