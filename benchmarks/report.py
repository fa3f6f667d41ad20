"""The tables: what was measured, beside what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.programs import BARE, DATATABLE, OURS, VISIDATA
from benchmarks.results import Results, high, median
from benchmarks.screen import FIRST_PAINT, FIRST_SECOND, MEMORY, first_byte, late
from benchmarks.workspaces import Size

SCREENS = (OURS, BARE, VISIDATA, DATATABLE)
GROUPS = ("move", "edit", "scroll down", "scroll right", "page", "layer", "filter letter")
NOTHING = "–"

Rows = Sequence[Sequence[str]]


def amount(value: float, unit: str = "ms") -> str:
    """A value with its unit, so many digits as mean something."""
    if unit == "ms" and value >= 10_000:
        return f"{value / 1000:,.1f} s"
    places = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{places}f} {unit}"


def ratio(value: float, other: float) -> str:
    """How many times the other a value is."""
    return f"{value / other:,.2f}×" if value and other else NOTHING


def padded(rows: Rows) -> str:
    """Rows, headings first, as a Markdown table that also reads well in a terminal."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([line(rows[0]), line(["-" * width for width in widths]), *map(line, rows[1:])])


def plain(rows: Rows) -> str:
    """The same without padding, so that a changed value changes its own line only."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def start_table(results: Results, sizes: Sequence[Size]) -> Rows:
    """First paint and memory of each program at each size."""
    rows = [["at", "program", "first paint", "fastest", "slowest", "beside bare", "peak memory"]]
    for size, program in _asked(results, sizes, SCREENS, (FIRST_PAINT, MEMORY)):
        times, memory = results.of(FIRST_PAINT, program, size.id), results.of(MEMORY, program, size.id)
        bare = median(results.of(FIRST_PAINT, BARE, size.id))
        peak = amount(memory[0], "MB") if memory and memory[0] else NOTHING
        if not times:
            reason = results.reason(FIRST_PAINT, program, size.id)
            rows.append([size.title, program, _missing(reason), NOTHING, NOTHING, NOTHING, peak])
            continue
        rows.append(
            [size.title, program, amount(median(times)), amount(min(times)), amount(max(times)),
             ratio(median(times), bare), peak]
        )  # fmt: skip
    return rows


def key_table(results: Results, sizes: Sequence[Size]) -> Rows:
    """Key to paint of each program at each size."""
    rows = [["at", "key", "program", "keys", "first byte", "answer", "95 %", "slowest", "late"]]
    for size in sizes:
        for group in (*GROUPS, FIRST_SECOND):
            for _, program in _asked(results, [size], SCREENS, (group,)):
                times = results.of(group, program, size.id)
                head = [size.title, group, program]
                if not times:
                    reason = _missing(results.reason(group, program, size.id))
                    rows.append([*head, "0", NOTHING, reason, NOTHING, NOTHING, NOTHING])
                    continue
                parts = results.of(late(group), program, size.id)
                rows.append(
                    [*head, str(len(times)), amount(median(results.of(first_byte(group), program, size.id))),
                     amount(median(times)), amount(high(times)), amount(max(times)),
                     f"{sum(parts) / len(parts):.0%}"]
                )  # fmt: skip
        for _, program in _asked(results, [size], SCREENS, ("keys",)):
            reason = _missing(results.reason("keys", program, size.id))
            rows.append([size.title, "all", program, "0", NOTHING, reason, NOTHING, NOTHING, NOTHING])
    return rows


def _asked(
    results: Results, sizes: Iterable[Size], programs: Sequence[str], whats: Sequence[str]
) -> list[tuple[Size, str]]:
    return [
        (size, program)
        for size in sizes
        for program in programs
        if any(results.asked(what, program, size.id) for what in whats)
    ]


def _missing(reason: str) -> str:
    return f"not measured: {reason}" if reason else "not measured"
