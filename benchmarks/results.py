"""What was measured: values by what, of which program, at which size; or the reason why there are none."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Key(NamedTuple):
    """What was measured, of which program, with which workspace."""

    what: str
    program: str
    size: str


class Results:
    """Values and reasons, in the order in which they came.

    Attributes:
        problems: Whole parts that broke, a sentence each.
    """

    def __init__(self) -> None:
        self.values: dict[Key, list[float]] = {}
        self.reasons: dict[Key, str] = {}
        self.problems: list[str] = []

    def add(self, what: str, program: str, size: str, values: Sequence[float]) -> None:
        """Add measured values to those there are."""
        self.values.setdefault(Key(what, program, size), []).extend(values)

    def miss(self, what: str, program: str, size: str, reason: str) -> None:
        """Say why something was not measured."""
        self.reasons[Key(what, program, size)] = " ".join(reason.split())[:160]

    def of(self, what: str, program: str, size: str) -> list[float]:
        """The values; none where it was not measured."""
        return self.values.get(Key(what, program, size), [])

    def reason(self, what: str, program: str, size: str) -> str:
        """Why there are no values; empty where there are, or where it was not asked for."""
        return "" if self.of(what, program, size) else self.reasons.get(Key(what, program, size), "")

    def asked(self, what: str, program: str, size: str) -> bool:
        """Whether this run tried to measure it."""
        key = Key(what, program, size)
        return key in self.values or key in self.reasons


def median(values: Sequence[float]) -> float:
    """The middle value; 0 where there are none."""
    return statistics.median(values) if values else 0.0


def high(values: Sequence[float]) -> float:
    """The smallest value that at least 95 % do not exceed; 0 where there are none."""
    ranked = sorted(values)
    return ranked[-(-len(ranked) * 95 // 100) - 1] if ranked else 0.0


def timed_ms(act: Callable[..., object], *arguments: object) -> float:
    """Milliseconds that a call takes."""
    start = time.perf_counter()
    act(*arguments)
    return (time.perf_counter() - start) * 1000
