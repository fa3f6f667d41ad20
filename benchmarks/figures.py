"""What was measured, beside what, against which budget; as a table and as a file."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

VERSIONS_OF = ("raci-tui", "textual", "rich", "msgspec", "tinydb", "openpyxl", "click", "visidata")


@dataclass(frozen=True)
class Figure:
    """One measurement.

    Attributes:
        size: Which workspace it was measured with.
        beside: What the other value is of, measured in the same run; empty where there is none.
        at_most: Budget for the value itself, in its unit.
        ratio_at_most: Budget for value ÷ other.
        quicker_at_least: Budget for other ÷ value.
    """

    what: str
    size: str
    value: float
    unit: str = "ms"
    beside: str = ""
    other: float = 0.0
    at_most: float | None = None
    ratio_at_most: float | None = None
    quicker_at_least: float | None = None

    @property
    def budget(self) -> str:
        """The budget in words."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {self.unit}"
        if self.ratio_at_most is not None:
            return f"≤ {self.ratio_at_most:g}×"
        if self.quicker_at_least is not None:
            return f"≥ {self.quicker_at_least:g}× quicker"
        return ""

    @property
    def ratio(self) -> str:
        """The value against what was measured beside it."""
        if not (self.other and self.value):
            return ""
        if self.quicker_at_least is not None:
            return f"{self.other / self.value:,.1f}× quicker"
        return f"{self.value / self.other:,.2f}×"

    @property
    def met(self) -> str:
        """Whether the budget was kept; empty where there is none."""
        if self.at_most is not None:
            kept = self.value <= self.at_most
        elif self.ratio_at_most is not None:
            kept = self.value <= self.ratio_at_most * self.other
        elif self.quicker_at_least is not None:
            kept = self.other >= self.quicker_at_least * self.value
        else:
            return ""
        return "yes" if kept else "NO"

    def cells(self) -> list[str]:
        """The figure as a row of the table."""
        other = f"{self.beside}: {amount(self.other, self.unit)}" if self.beside else ""
        return [self.what, self.size, amount(self.value, self.unit), other, self.ratio, self.budget, self.met]


HEADINGS = ["what", "at", "measured", "beside", "ratio", "budget", "met"]


def amount(value: float, unit: str) -> str:
    """A value with its unit, three digits that count."""
    if unit == "ms" and value >= 10_000:
        return f"{value / 1000:,.1f} s"
    places = max(0, 2 - len(str(int(abs(value)))) + 1) if value < 100 else 0
    return f"{value:,.{places}f} {unit}"


def timed_ms(act: Callable[..., object], *arguments: object) -> float:
    """Milliseconds that a call takes."""
    start = time.perf_counter()
    act(*arguments)
    return (time.perf_counter() - start) * 1000


def median(values: Sequence[float]) -> float:
    """The middle value; 0 where there are none."""
    return statistics.median(values) if values else 0.0


def high(values: Sequence[float], share: float = 0.95) -> float:
    """The value that 95 % are no greater than; 0 where there are none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else 0.0


def table(figures: Sequence[Figure]) -> str:
    """Figures as a Markdown table that also reads well in a terminal."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([line(rows[0]), rule, *map(line, rows[1:])])


def surroundings() -> list[str]:
    """Versions, machine, and how busy it is now, a line each."""
    found = [f"Python {platform.python_version()} ({platform.python_implementation()})"]
    for name in VERSIONS_OF:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    lines = [", ".join(found), f"{platform.system()} {platform.machine()}, {_processor()}, {cores} cores"]
    if hasattr(os, "getloadavg"):
        lines.append(f"load average at the start: {os.getloadavg()[0]:.1f}")
    return lines


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def command_ms(command: Sequence[str], rounds: int) -> list[float]:
    """Milliseconds that a command takes, several times.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    return [timed_ms(_run, command) for _ in range(rounds)]


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


def raci_tui(*arguments: str) -> list[str]:
    """The command line that starts the program as installed, or from this checkout."""
    script = Path(sys.executable).with_name("raci-tui")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "raci_tui"]
    return [*start, *arguments]
