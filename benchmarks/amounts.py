"""Values and tables as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NOTHING: Final = "–"
Rows = Sequence[Sequence[str]]


def amount(value: float, unit: str = "ms") -> str:
    """A value with its unit, so many digits as mean something."""
    if unit == "ms" and value >= 10_000:
        return f"{value / 1000:,.1f} s"
    places = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{places}f} {unit}"


def ratio(value: float, other: float) -> str:
    """How many times the other a value is; where it is a small part, which."""
    if not (value and other):
        return NOTHING
    return f"{value / other:,.2f}×" if value * 10 > other else f"1/{other / value:,.0f}"


def not_measured(reason: str) -> str:
    """What stands in place of a value."""
    return f"not measured: {reason}" if reason else "not measured"


def padded(rows: Rows) -> str:
    """Rows, headings first, as a Markdown table that also reads well in a terminal."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([line(rows[0]), line(["-" * width for width in widths]), *map(line, rows[1:])])


def compact(rows: Rows) -> str:
    """The same without padding, so that a changed value changes its own line only."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
