"""From the format of older files to that of today, one number at a time; files themselves are never rewritten.

Fields that only came in addition need nothing here: what lacks them has their defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from raci_tui.core.ledger import WHOLE_RECORD, Change
from raci_tui.core.records import FORMAT_NUMBER, GROUPINGS

OLDEST_FORMAT: Final = 1
"""The lowest format number that can be read."""
Values = Mapping[tuple[str, str], Callable[[Any], Any]]


def _grouping_of_2(value: object) -> object:
    """Format 1 took any text; nobody could group by it."""
    return value if value in GROUPINGS else "stage"


_STEPS: Final[Mapping[int, Values]] = {1: {("views", "grouping"): _grouping_of_2}}
"""By format number, what a field's value becomes in the next format, by table and field."""


def rewritten_tables(number: int) -> frozenset[str]:
    """Tables whose records read otherwise in a file of this format than in one of today's."""
    return frozenset(table for old in range(number, FORMAT_NUMBER) for table, _ in _STEPS.get(old, ()))


def upgraded_record(table: str, plain: dict[str, Any], number: int) -> dict[str, Any]:
    """A record of a file of this format, as plain values, in today's format."""
    return {field: _upgraded(table, field, value, number) for field, value in plain.items()}


def upgraded_changes(changes: tuple[Change, ...], number: int) -> tuple[Change, ...]:
    """The changes of a commit written in this format, in today's format."""
    tables = rewritten_tables(number)
    return tuple(
        Change(
            change.table,
            change.key,
            change.field,
            _upgraded_side(change, change.old, number),
            _upgraded_side(change, change.new, number),
        )
        if change.table in tables
        else change
        for change in changes
    )


def _upgraded_side(change: Change, value: Any, number: int) -> Any:  # noqa: ANN401 - a plain JSON value
    if change.field != WHOLE_RECORD:
        return _upgraded(change.table, change.field, value, number)
    return upgraded_record(change.table, value, number) if isinstance(value, dict) else value


def _upgraded(table: str, field: str, value: Any, number: int) -> Any:  # noqa: ANN401 - a plain JSON value
    for old in range(number, FORMAT_NUMBER):
        become = _STEPS.get(old, {}).get((table, field))
        value = become(value) if become else value
    return value
