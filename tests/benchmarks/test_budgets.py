"""Budgets and tables of the benchmarks: met, not met, not measured, in lines that stay where they are."""

import pytest

from benchmarks import data, report
from benchmarks.amounts import compact, padded
from benchmarks.budgets import DURABLE, MEMORY_OPEN, PAINT_VISIDATA, STEADY, Budget, judge, judged, paint
from benchmarks.plans import PLANS
from benchmarks.programs import BARE, DATATABLE, OURS, VISIDATA
from benchmarks.results import Results, high, median
from benchmarks.run import kept, summary
from benchmarks.screen import FIRST_PAINT, MEMORY, first_byte, late
from benchmarks.workspaces import STORY_SIZE, made

LARGE = made("large", 10_000, 200)
MOVE = Budget("move", "move", at_most=5, high_at_most=12)


def measured(what: str, ours: list[float], rival: str = "", theirs: list[float] | None = None) -> Results:
    results = Results()
    results.add(what, OURS, "large", ours)
    if rival:
        results.add(what, rival, "large", theirs or [])
    return results


@pytest.mark.parametrize(
    ("budget", "results", "used"),
    [
        (MEMORY_OPEN, measured(MEMORY, [150]), 1.0),
        (MEMORY_OPEN, measured(MEMORY, [165]), 1.1),
        (paint(2), measured(FIRST_PAINT, [390, 400, 900], BARE, [200, 200, 100]), 1.0),
        (paint(2), measured(FIRST_PAINT, [500], BARE, [200]), 1.25),
        (DURABLE, measured(data.DURABLE, [2.0], data.TINYDB, [100.0]), 1.0),
        (DURABLE, measured(data.DURABLE, [4.0], data.TINYDB, [100.0]), 2.0),
        # The worse of both limits counts.
        (MOVE, measured("move", [4.0] * 100), 0.8),
        (MOVE, measured("move", [10.0] * 100), 2.0),
        (MOVE, measured("move", [4.0] * 90 + [24.0] * 10), 2.0),
    ],
)
def test_budget_says_how_much_of_it_was_used(budget: Budget, results: Results, used: float) -> None:
    verdict = judge(budget, LARGE, results)
    assert verdict.used == pytest.approx(used)
    assert verdict.met == (used <= 1)
    (row,) = report.budget_table([verdict], judging=True).rows[1:]
    assert row[-1] == ("met" if used <= 1 else "NOT MET")
    (row,) = report.budget_table([verdict], judging=False).rows[1:]
    assert row[-1] == "–"


def test_budget_without_a_rival_is_neither_met_nor_missed() -> None:
    results = measured(data.DURABLE, [2.0])
    results.miss(data.DURABLE, data.TINYDB, "large", "ImportError: no\nsuch module")
    verdict = judge(DURABLE, LARGE, results)
    assert (verdict.used, verdict.met) == (None, False)
    (row,) = report.budget_table([verdict], judging=True).rows[1:]
    assert row[-1] == "not measured: TinyDB: ImportError: no such module"
    assert summary([verdict]) == "0 budgets met, 0 not met, 1 not measured"
    assert not kept([verdict], results)


def test_size_is_judged_beside_the_story() -> None:
    results = measured(data.DURABLE, [3.0])
    results.add(data.DURABLE, OURS, "story", [1.0])
    verdict = judge(STEADY, LARGE, results)
    assert verdict.used == pytest.approx(1.5)
    assert verdict.beside == "at story size 1.00 ms (3.00×)"


def test_only_what_was_asked_for_is_judged() -> None:
    results = measured(FIRST_PAINT, [300], BARE, [200])
    sizes = [effort.size for effort in PLANS["full"].efforts]
    assert [verdict.budget.label for verdict in judged(results, sizes)] == ["first paint"]


def test_strict_run_is_kept_only_where_nothing_broke() -> None:
    results = measured(MEMORY, [100])
    verdicts = [judge(MEMORY_OPEN, LARGE, results)]
    assert kept(verdicts, results)
    results.problems.append("keys at story: OSError: out of terminals")
    assert not kept(verdicts, results)


def test_tables_list_what_was_not_measured_and_why() -> None:
    results = measured("move", [1.0, 2.0, 3.0])
    results.add(first_byte("move"), OURS, "large", [0.5, 0.5, 0.5])
    results.add(late("move"), OURS, "large", [0.0, 1.0, 0.0])
    results.miss("keys", DATATABLE, "large", "too many cells")
    results.miss(FIRST_PAINT, VISIDATA, "large", "it is not installed")
    keys = report.key_table(results, [STORY_SIZE, LARGE])[1:]
    assert [row[2:] for row in keys] == [
        [OURS, "3", "0.50 ms", "2.00 ms", "3.00 ms", "3.00 ms", "33%"],
        [DATATABLE, "0", "–", "not measured: too many cells", "–", "–", "–"],
    ]
    (start,) = report.start_table(results, [LARGE])[1:]
    assert start[:4] == [LARGE.title, VISIDATA, "0", "not measured: it is not installed"]


def test_growth_lines_the_sizes_up() -> None:
    results = measured("move", [4.0])
    results.add("move", OURS, "story", [3.0])
    results.add(data.LOAD, OURS, "large", [120.0])
    results.add(data.LOAD, OURS, "story", [2.0])
    rows = report.growth_table(results, [STORY_SIZE, LARGE], {"story": 400, "large": 60_000})
    assert rows == [
        ["at", "filled cells", "move", "load", "load per 1,000 cells", "memory"],
        ["story", "400", "3.00 ms", "2.00 ms", "5.00 ms", "–"],
        ["10,000 × 200", "60,000", "4.00 ms", "120 ms", "2.00 ms", "–"],
    ]


def test_one_changed_value_changes_one_line_of_the_page() -> None:
    rows = [["at", "time"], ["story", "9 ms"], ["large", "9 ms"]]
    slower = [rows[0], ["story", "12,345 ms"], rows[2]]
    before, after = compact(rows).splitlines(), compact(slower).splitlines()
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, True, False, True]
    assert len({len(line) for line in padded(slower).splitlines()}) == 1


def test_high_is_no_less_than_nearly_all() -> None:
    assert high([float(value) for value in range(1, 101)]) == 95.0
    assert high([3.0]) == 3.0
    assert (high([]), median([])) == (0.0, 0.0)


def test_an_aim_that_is_not_reached_is_said_and_misses_no_budget() -> None:
    results = measured(PAINT_VISIDATA.what, [620.0])
    results.add(PAINT_VISIDATA.what, PAINT_VISIDATA.beside, "large", [500.0])
    verdict = judge(PAINT_VISIDATA, LARGE, results)
    assert not verdict.met
    (row,) = report.budget_table([verdict], judging=True).rows[1:]
    assert row[-1] == "not reached"
    assert summary([verdict]) == "0 budgets met, 0 not met, 0 not measured, 1 aim not reached"
    assert kept([verdict], results)
