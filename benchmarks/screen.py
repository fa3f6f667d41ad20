"""First paint, key to paint and memory of the app, seen from outside."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bare import GREETING
from benchmarks.figures import Figure, high, median, raci_tui
from benchmarks.terminal import ROWS, Answer, Terminal

FIRST_PAINT_RATIO = 2.0
MEMORY_MB = 150.0


@dataclass(frozen=True)
class Group:
    """Keys whose answers are judged together.

    Attributes:
        before: Keys pressed first and not counted.
        keys: Keys that are timed; repeated as often as the run is thorough.
        median_ms, high_ms: Budgets for the middle answer and for 95 % of them.
    """

    what: str
    keys: tuple[str, ...]
    median_ms: float
    high_ms: float
    before: tuple[str, ...] = ()


# Edits come in pairs, a letter set and taken away again. The ends of the groups leave the cursor where the
# next one can start.
GROUPS = (
    Group("key to paint: moving", ("down", "right", "down", "left"), 5, 12, before=("ctrl+home",)),
    Group("key to paint: editing", ("r", "r", "a", "a", "i", "i"), 5, 12),
    Group("key to paint: scrolling down", ("down",), 10, 20, before=("down",) * ROWS),
    Group("key to paint: scrolling right", ("right",), 10, 20, before=("right",) * 12),
    Group("key to paint: page", ("pagedown", "pagedown", "pageup"), 15, 40, before=("ctrl+home",)),
    Group("key to paint: layer", ("2", "3", "1"), 15, 40),
    Group("key to paint: filter letter", tuple("the "), 15, 40, before=("/",)),
)


@dataclass(frozen=True)
class Subject:
    """A workspace to open, and what stands on the screen once its matrix does."""

    size: str
    path: Path
    shows: str


def measure(
    subjects: Sequence[Subject], env: Mapping[str, str], *, rounds: int, repeats: int
) -> list[Figure]:
    """Measure the app with each workspace, beside a bare Textual app.

    Args:
        env: Variables that keep it from the user's own settings.
        rounds: Starts of each program.
        repeats: How often the keys of a group are pressed.
    """
    bare: list[float] = []
    starts: dict[str, list[float]] = {subject.size: [] for subject in subjects}
    for _ in range(rounds):
        bare.append(first_paint([sys.executable, "-m", "benchmarks.bare"], GREETING, env))
        for subject in subjects:
            starts[subject.size].append(first_paint(raci_tui("open", str(subject.path)), subject.shows, env))
    figures = [
        Figure(
            "first paint of the matrix",
            subject.size,
            median(starts[subject.size]),
            beside="bare Textual app",
            other=median(bare),
            ratio_at_most=FIRST_PAINT_RATIO,
        )
        for subject in subjects
    ]
    for subject in subjects:
        figures += session(subject, env, repeats)
    return figures


def rival(
    subject: Subject, table: Path, env: Mapping[str, str], *, rounds: int, repeats: int
) -> list[Figure]:
    """First paint and moving beside VisiData with the same matrix as CSV, where that is installed."""
    vd = shutil.which("vd", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if vd is None:
        return []
    theirs, ours = [vd, str(table)], raci_tui("open", str(subject.path))
    starts = [
        (first_paint(ours, subject.shows, env), first_paint(theirs, subject.shows, env))
        for _ in range(rounds)
    ]
    our_start, their_start = (median(times) for times in zip(*starts, strict=True))
    our_move = moving(ours, subject.shows, GROUPS[0].keys * repeats, env)
    # Its arrow keys wait for the rest of an escape sequence; letters are the fair comparison.
    their_move = moving(theirs, subject.shows, ("j", "l", "j", "h") * repeats, env)
    beside = "VisiData"
    return [
        Figure("first paint of the matrix", subject.size, our_start, beside=beside, other=their_start),
        Figure("moving, whole answer", subject.size, our_move, beside=beside, other=their_move),
    ]


def first_paint(command: Sequence[str], shows: str, env: Mapping[str, str]) -> float:
    """Milliseconds from the start of a program until a text stands on the screen."""
    with Terminal(command, env) as terminal:
        return terminal.wait_for(shows)


def moving(command: Sequence[str], shows: str, keys: Sequence[str], env: Mapping[str, str]) -> float:
    """The middle of the times until a program's whole answer to a key."""
    with Terminal(command, env) as terminal:
        terminal.wait_for(shows)
        return median([answer.last_ms for answer in press(terminal, keys)])


def press(terminal: Terminal, keys: Sequence[str]) -> list[Answer]:
    """Press keys one after the other; those without an answer are left out."""
    return [answer for answer in map(terminal.press, keys) if answer]


def session(subject: Subject, env: Mapping[str, str], repeats: int) -> list[Figure]:
    """One run of the app through every group of keys."""
    figures = []
    with Terminal(raci_tui("open", str(subject.path)), env) as terminal:
        terminal.wait_for(subject.shows)
        opened_mb = terminal.peak_mb()
        for group in GROUPS:
            terminal.skip(group.before)
            keys = list(group.keys) * (1 if "filter" in group.what else repeats)
            answers = press(terminal, keys)
            if not answers:
                raise RuntimeError(f"{group.what}: no answer; the screen was:\n{terminal.text}")
            figures += answered(group, subject.size, answers)
        if opened_mb:
            figures.append(Figure("peak memory, opened", subject.size, opened_mb, "MB", at_most=MEMORY_MB))
            figures.append(Figure("peak memory, at the end", subject.size, terminal.peak_mb(), "MB"))
    return figures


def answered(group: Group, size: str, answers: Sequence[Answer]) -> list[Figure]:
    """The figures of one group: middle and 95 % until the first pause of 10 ms, middle of the whole answer."""
    times = [answer.first_ms for answer in answers]
    return [
        Figure(f"{group.what}, median of {len(times)}", size, median(times), at_most=group.median_ms),
        Figure(f"{group.what}, 95 %", size, high(times), at_most=group.high_ms),
        Figure(f"{group.what}, whole answer", size, median([answer.last_ms for answer in answers])),
    ]
