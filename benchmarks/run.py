"""Measure everything there is a budget for: `python -m benchmarks.run`, or `make bench`.

RACI_TUI_BENCH=short takes little and only shows that the harness works; `full`, the default, measures at
10,000 elements × 200 parties and writes `benchmarks/RESULTS.md`. It never fails on a time: it says whether a
budget was met.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import data, screen
from benchmarks.figures import Figure, surroundings, table
from fixtures.large import FIRST_ELEMENT, large_state, write_csv, write_workspace

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = ROOT / "benchmarks" / "RESULTS.md"
STORY: Final = ROOT / "raci_tui" / "examples" / "southern-water.raci.json"
STORY_SHOWS: Final = "Choose the next streets"
NOTES: Final = """\
- *key to paint*: from writing the key to the last byte before the first pause of 10 ms, at 160 × 50; *whole
  answer*: to the last byte of all, the status line and whatever else follows included (median).
- *first paint*: from starting the process until the first element's name stands on the screen.
- *export*: the whole command, start and loading included, beside writing alone; the values are read before.
- Times depend on the machine; the ratios are of things measured in the same run."""


@dataclass(frozen=True)
class Plan:
    """How thorough a run is: size of the large workspace and how often each thing is done."""

    elements: int
    parties: int
    rounds: int
    repeats: int
    edits: int
    updates: int


PLANS: Final = {
    "full": Plan(elements=10_000, parties=200, rounds=5, repeats=12, edits=300, updates=5),
    "short": Plan(elements=400, parties=30, rounds=1, repeats=1, edits=20, updates=2),
}


def main() -> int:
    """Measure, print, and write the results of a full run."""
    mode = os.environ.get("RACI_TUI_BENCH", "full")
    if mode not in PLANS:
        sys.stderr.write(f"RACI_TUI_BENCH is {mode!r}: use full or short\n")
        return 2
    around, started = surroundings(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="raci-tui-bench-") as folder:
        figures = measured(PLANS[mode], Path(folder))
    print(table(figures))
    seconds = time.perf_counter() - started
    missed = sum(figure.met == "NO" for figure in figures)
    judgement = f"{missed} budgets missed" if mode == "full" else "too small and too few to judge by"
    print(f"\n{mode}: {judgement}, {seconds:.0f} s")
    if mode == "full":
        RESULTS.write_text(report(figures, around), encoding="utf-8")
        print(f"written to {RESULTS.relative_to(ROOT)}")
    return 0


def measured(plan: Plan, folder: Path) -> list[Figure]:
    """Every figure, in the order of the table."""
    size = f"{plan.elements:,} × {plan.parties}"
    large, csv = folder / "large.raci.json", folder / "large.csv"
    state = large_state(plan.elements, plan.parties)
    write_workspace(large, state)
    write_csv(csv, state)
    del state
    story_folder = folder / "story"
    story_folder.mkdir()
    story = data.copied(STORY, story_folder)
    subjects = [screen.Subject("story", story, STORY_SHOWS), screen.Subject(size, large, FIRST_ELEMENT)]
    scratch = folder / "scratch"
    scratch.mkdir()
    figures = data.starting(plan.rounds * 3)
    for subject in subjects:
        judged = subject.path == large
        figures += data.loading(subject.size, subject.path, plan.rounds)
        figures += data.saving(
            subject.size,
            subject.path,
            scratch,
            edits=plan.edits,
            updates=plan.updates,
            judged=judged,
        )
        figures += data.judging(subject.size, subject.path, plan.edits)
        figures += data.exporting(subject.size, subject.path, scratch, judged=judged)
    env = secluded(folder)
    figures += screen.measure(subjects, env, rounds=plan.rounds, repeats=plan.repeats)
    figures += screen.rival(subjects[-1], csv, env, rounds=plan.rounds, repeats=plan.repeats)
    return figures


def secluded(folder: Path) -> dict[str, str]:
    """Variables that keep programs from the user's own settings; the author is known, so nobody is asked."""
    home = folder / "home"
    home.mkdir()
    (home / "settings.toml").write_text('author = "Bench"\n', encoding="utf-8")
    return {"HOME": str(home), "RACI_TUI_HOME": str(home)}


def report(figures: Sequence[Figure], around: Sequence[str]) -> str:
    """The results as a page."""
    day = datetime.now(UTC).date().isoformat()
    lines = ["# Results", "", f"Measured on {day} by `make bench`.", ""]
    lines += [f"- {line}" for line in around]
    lines += ["", table(figures), "", NOTES, ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
