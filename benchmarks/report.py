"""The tables: what was measured, beside what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from benchmarks import data, inside
from benchmarks.amounts import NOTHING, Rows, amount, not_measured, ratio
from benchmarks.budgets import Verdict
from benchmarks.programs import BARE, DATATABLE, OURS, VISIDATA
from benchmarks.results import Results, high, median
from benchmarks.screen import FIRST_PAINT, FIRST_SECOND, KEYS, MEMORY, first_byte, late
from benchmarks.workspaces import Size

SCREENS = (OURS, BARE, VISIDATA, DATATABLE)
GROUPS = ("move", "edit", "scroll down", "scroll right", "page", "layer", "filter letter", FIRST_SECOND)
BESIDE = {
    data.LOAD: (OURS, data.JSON),
    data.DURABLE: (OURS, inside.SQLITE_JOURNAL, inside.SQLITE_WAL, data.TINYDB),
    data.ALL_RULES: (OURS,),
    data.ONE_EDIT: (OURS,),
    data.EXPORT: (OURS, inside.OPENPYXL, inside.XLSXWRITER),
    data.COMMAND: (OURS,),
}


class Table(NamedTuple):
    """A table with its heading; the first row holds the names of the columns."""

    title: str
    rows: Rows


def tables(results: Results, sizes: Sequence[Size], filled: Mapping[str, int]) -> list[Table]:
    """Every table that has something to tell.

    Args:
        filled: Cells that say something, by size.
    """
    found = [
        Table("First paint and memory", start_table(results, sizes)),
        Table("From key to the end of its answer", key_table(results, sizes)),
        Table("Data", data_table(results, sizes)),
        Table("Growth", growth_table(results, sizes, filled)),
    ]
    return [table for table in found if len(table.rows) > 1]


def budget_table(verdicts: Sequence[Verdict], *, judging: bool) -> Table:
    """Every budget, what was measured, and whether it was met.

    Args:
        judging: Short runs measure too little to judge by.
    """
    rows = [["budget", "at", "measured", "beside", "allowed", "used", "met"]]
    for verdict in verdicts:
        at = verdict.size.title if verdict.size else NOTHING
        used = f"{verdict.used:,.2f}" if verdict.used is not None else NOTHING
        if verdict.used is None:
            met = not_measured(verdict.missing)
        else:
            met = said_of(verdict) if judging else NOTHING
        rows.append([verdict.budget.label, at, verdict.measured, verdict.beside, verdict.allowed, used, met])
    return Table("Budgets", rows)


def start_table(results: Results, sizes: Sequence[Size]) -> Rows:
    """First paint and memory of each program at each size."""
    rows = [["at", "program", "starts", "first paint", "fastest", "slowest", "beside bare", "peak memory"]]
    for size, program in _asked(results, sizes, SCREENS, (FIRST_PAINT, MEMORY)):
        times, memory = results.of(FIRST_PAINT, program, size.id), results.of(MEMORY, program, size.id)
        bare = median(results.of(FIRST_PAINT, BARE, size.id))
        peak = amount(memory[0], "MB") if memory and memory[0] else NOTHING
        head = [size.title, program, str(len(times))]
        if not times:
            reason = results.reason(FIRST_PAINT, program, size.id)
            rows.append([*head, not_measured(reason) if reason else NOTHING, *[NOTHING] * 3, peak])
            continue
        beside = ratio(median(times), bare)
        rows.append([*head, amount(median(times)), amount(min(times)), amount(max(times)), beside, peak])
    return rows


def key_table(results: Results, sizes: Sequence[Size]) -> Rows:
    """Key to paint of each program at each size."""
    rows = [["at", "key", "program", "keys", "first byte", "answer", "95 %", "slowest", "late"]]
    for size in sizes:
        for group in GROUPS:
            for _, program in _asked(results, [size], SCREENS, (group,)):
                times = results.of(group, program, size.id)
                head = [size.title, group, program, str(len(times))]
                if not times:
                    reason = not_measured(results.reason(group, program, size.id))
                    rows.append([*head, NOTHING, reason, NOTHING, NOTHING, NOTHING])
                    continue
                first = median(results.of(first_byte(group), program, size.id))
                parts = results.of(late(group), program, size.id)
                rows.append(
                    [*head, amount(first), amount(median(times)), amount(high(times)), amount(max(times)),
                     f"{sum(parts) / len(parts):.0%}"]
                )  # fmt: skip
        for _, program in _asked(results, [size], SCREENS, (KEYS,)):
            reason = not_measured(results.reason(KEYS, program, size.id))
            rows.append([size.title, "all", program, "0", NOTHING, reason, NOTHING, NOTHING, NOTHING])
    return rows


def data_table(results: Results, sizes: Sequence[Size]) -> Rows:
    """What is measured inside a process."""
    rows = [["what", "at", "program", "times", "median", "95 %", "slowest", "raci-tui beside it"]]
    lines = [
        (what, size.title, size.id, program) for what in BESIDE for size in sizes for program in BESIDE[what]
    ]
    lines += [(data.VERSION, NOTHING, "", program) for program in (OURS, data.CLICK)]
    for what, title, size_id, program in lines:
        if not results.asked(what, program, size_id):
            continue
        times = results.of(what, program, size_id)
        head = [what, title, program, str(len(times))]
        if not times:
            reason = not_measured(results.reason(what, program, size_id))
            rows.append([*head, reason, NOTHING, NOTHING, NOTHING])
            continue
        beside = NOTHING if program == OURS else ratio(median(results.of(what, OURS, size_id)), median(times))
        rows.append([*head, amount(median(times)), amount(high(times)), amount(max(times)), beside])
    return rows


def growth_table(results: Results, sizes: Sequence[Size], filled: Mapping[str, int]) -> Rows:
    """What raci-tui costs against size: keys and edits should be flat, loading straight."""
    whats = {
        "first paint": FIRST_PAINT, "move": "move", "edit": "edit", "page": "page", "layer": "layer",
        "durable": data.DURABLE, "load": data.LOAD, "all rules": data.ALL_RULES,
    }  # fmt: skip
    shown = [
        name
        for name, what in whats.items()
        if sum(bool(results.of(what, OURS, size.id)) for size in sizes) > 1
    ]
    rows = [["at", "filled cells", *shown, "load per 1,000 cells", "memory"]]
    if not shown:
        return rows
    for size in sizes:
        cells = filled.get(size.id, 0)
        load = median(results.of(data.LOAD, OURS, size.id))
        memory = median(results.of(MEMORY, OURS, size.id))
        values = [median(results.of(whats[name], OURS, size.id)) for name in shown]
        rows.append(
            [size.title, f"{cells:,}", *(amount(value) if value else NOTHING for value in values),
             amount(load / cells * 1000) if load and cells else NOTHING,
             amount(memory, "MB") if memory else NOTHING]
        )  # fmt: skip
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


def said_of(verdict: Verdict) -> str:
    """Whether a budget was met, or an aim reached."""
    if verdict.budget.aim:
        return "reached" if verdict.met else "not reached"
    return "met" if verdict.met else "NOT MET"
