"""The budgets of the design's section 9: what may take how long, judged over what was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks import data, inside
from benchmarks.amounts import NOTHING, amount
from benchmarks.programs import BARE, OURS, VISIDATA
from benchmarks.results import Results, high, median
from benchmarks.screen import FIRST_PAINT, MEMORY
from benchmarks.workspaces import Size

Middle = Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class Budget:
    """One line of the table.

    Attributes:
        label: What it is about, in words.
        what: Name of the values that are judged; ours, at the line's size.
        at_most: Limit for the median in its unit.
        high_at_most: Limit for 95 % of the values.
        beside: Program whose median ours is compared with, or of a size's own values.
        beside_size: Size of what it is compared with, where that is another.
        times_at_most: Limit for ours ÷ theirs.
        quicker_at_least: Limit for theirs ÷ ours.
        middle: How values become one where that is not the median.
        aim: It is wished for, no limit: the run says whether it was reached, and nothing is missed without it.
    """

    label: str
    what: str
    at_most: float = 0.0
    high_at_most: float = 0.0
    beside: str = ""
    beside_size: str = ""
    times_at_most: float = 0.0
    quicker_at_least: float = 0.0
    middle: Middle = median
    unit: str = "ms"
    aim: bool = False


@dataclass(frozen=True)
class Verdict:
    """A budget at a size, judged.

    Attributes:
        used: Share of the budget that was used: 1 is all of it; None where something was not measured.
        missing: What was not measured and why.
    """

    budget: Budget
    size: Size | None
    measured: str
    beside: str
    allowed: str
    used: float | None
    missing: str = ""

    @property
    def met(self) -> bool:
        """Whether the budget was kept."""
        return self.used is not None and self.used <= 1


def key_budgets() -> list[Budget]:
    """What holds for keys, whatever the size."""
    limits = {
        "move": (5, 12),
        "edit": (5, 12),
        "scroll down": (10, 20),
        "scroll right": (10, 20),
        "page": (15, 40),
        "layer": (15, 40),
        "filter letter": (15, 40),
    }
    return [
        Budget(f"key to paint: {group}", group, at_most=middle, high_at_most=most)
        for group, (middle, most) in limits.items()
    ]


def paint(times: float) -> Budget:
    """First paint beside a bare Textual app."""
    return Budget("first paint", FIRST_PAINT, beside=BARE, times_at_most=times)


PAINT_VISIDATA: Final = Budget(
    "first paint, no later than VisiData (aim)", FIRST_PAINT, beside=VISIDATA, times_at_most=1, aim=True
)
MOVE_VISIDATA: Final = Budget(
    "key to paint: move, no later than VisiData", "move", beside=VISIDATA, times_at_most=1
)
DURABLE: Final = Budget(
    "edit until durable, beside TinyDB's update", data.DURABLE, beside=data.TINYDB, quicker_at_least=50
)
STEADY: Final = Budget(
    "edit until durable, whatever the size", data.DURABLE, beside=OURS, beside_size="story", times_at_most=2
)
ONE_EDIT: Final = Budget("an edit and its rules, 95 %", data.ONE_EDIT, at_most=2, middle=high)
EXPORT: Final = Budget(
    "export to xlsx, beside bare values", data.EXPORT, beside=inside.OPENPYXL, times_at_most=2.5
)
VERSION: Final = Budget("raci-tui --version", data.VERSION, beside=data.CLICK, times_at_most=2)
MEMORY_OPEN: Final = Budget("memory, workspace open", MEMORY, at_most=150, unit="MB")
ALL_RULES: Final = Budget("all rules, whole matrix", data.ALL_RULES, at_most=250)
SIZED: Final[dict[str, list[Budget]]] = {
    "story": [paint(2), *key_budgets(), ONE_EDIT, EXPORT],
    "large": [
        paint(2), PAINT_VISIDATA, *key_budgets(), MOVE_VISIDATA, DURABLE, STEADY, MEMORY_OPEN, ALL_RULES,
        ONE_EDIT, EXPORT,
    ],
    "huge": [paint(3), *key_budgets(), MOVE_VISIDATA, DURABLE, STEADY, ONE_EDIT],
}  # fmt: skip


def judged(results: Results, sizes: Sequence[Size]) -> list[Verdict]:
    """Every budget whose values this run asked for, in the order of the table."""
    lines: list[tuple[Budget, Size | None]] = [(VERSION, None)]
    lines += [(budget, size) for size in sizes for budget in SIZED.get(size.id, [])]
    return [
        judge(budget, size, results)
        for budget, size in lines
        if results.asked(budget.what, OURS, size.id if size else "")
        and (not budget.beside or results.asked(budget.what, budget.beside, beside_size(budget, size)))
    ]


def beside_size(budget: Budget, size: Size | None) -> str:
    """Id of the size at which the rival's values were measured."""
    return budget.beside_size or (size.id if size else "")


def judge(budget: Budget, size: Size | None, results: Results) -> Verdict:
    """One budget at one size."""
    size_id = size.id if size else ""
    values = results.of(budget.what, OURS, size_id)
    if not values:
        reason = results.reason(budget.what, OURS, size_id)
        return Verdict(budget, size, NOTHING, NOTHING, allowed(budget), None, reason)
    value = budget.middle(values)
    measured = amount(value, budget.unit)
    if budget.high_at_most:
        used = max(value / budget.at_most, high(values) / budget.high_at_most)
        return Verdict(budget, size, f"{measured}, {amount(high(values))}", NOTHING, allowed(budget), used)
    if not budget.beside:
        return Verdict(budget, size, measured, NOTHING, allowed(budget), value / budget.at_most)
    other = median(results.of(budget.what, budget.beside, beside_size(budget, size)))
    if not other:
        reason = results.reason(budget.what, budget.beside, beside_size(budget, size))
        missing = f"{budget.beside}: {reason or 'no values'}"
        return Verdict(budget, size, measured, NOTHING, allowed(budget), None, missing)
    ratio = value / other
    name = f"at {budget.beside_size} size" if budget.beside_size else budget.beside
    if budget.quicker_at_least:
        beside = f"{name} {amount(other)} ({1 / ratio:,.0f}× quicker)"
        return Verdict(budget, size, measured, beside, allowed(budget), budget.quicker_at_least * ratio)
    beside = f"{name} {amount(other)} ({ratio:,.2f}×)"
    return Verdict(budget, size, measured, beside, allowed(budget), ratio / budget.times_at_most)


def allowed(budget: Budget) -> str:
    """The limit in words."""
    if budget.high_at_most:
        return f"≤ {budget.at_most:g} ms, 95 % ≤ {budget.high_at_most:g} ms"
    if budget.at_most:
        return f"≤ {budget.at_most:g} {budget.unit}"
    if budget.quicker_at_least:
        return f"≥ {budget.quicker_at_least:g}× quicker"
    return f"≤ {budget.times_at_most:g}×"
