"""Counters of what is unowned and what differs, kept up as edits come and counted in slices at first."""

from __future__ import annotations

from typing import Final, NamedTuple

from raci_tui.core.findings import Findings
from raci_tui.core.records import Layer
from raci_tui.core.state import Touched
from raci_tui.core.workspace import Workspace


class RowTally(NamedTuple):
    """What one row adds to the counters.

    Attributes:
        unowned_now, unowned_then: 1 where nobody answers, today and in the target; waived ones are not counted.
        gaps_now, gaps_then: 1 where any finding that is an error is open.
        differing: Cells whose plan differs from current.
        accepted_now, accepted_then, accepted: 1 where a finding is waived today, in the target, in either.
    """

    unowned_now: int
    unowned_then: int
    gaps_now: int
    gaps_then: int
    differing: int
    accepted_now: int = 0
    accepted_then: int = 0
    accepted: int = 0


_NOTHING: Final = RowTally(0, 0, 0, 0, 0)


class Tally:
    """Counts per row, with totals per journey. Must be made after the findings it reads."""

    def __init__(self, workspace: Workspace, findings: Findings) -> None:
        self._workspace = workspace
        self._findings = findings
        self._rows: dict[str, RowTally] = {}
        self._journey: dict[str, str] = {}
        self._totals: dict[str, list[int]] = {}
        self._waiting: list[str] | None = None
        self._start_again()
        self._end = workspace.subscribe(self._touched)

    @property
    def ready(self) -> bool:
        """Whether every row has been counted."""
        return not (self._workspace.state.tables["elements"] if self._waiting is None else self._waiting)

    def close(self) -> None:
        """Stop following the workspace."""
        self._end()

    def advance(self, rows: int) -> bool:
        """Count up to so many rows that were not yet counted; True once none is left."""
        if self._waiting is None:
            self._waiting = [element.id for element in reversed(self._workspace.elements())]
        for _ in range(min(rows, len(self._waiting))):
            self._count(self._waiting.pop())
        return self.ready

    def total(self, journey: str = "") -> RowTally:
        """Sums over one journey, or over all of them where it is empty."""
        if journey:
            return RowTally(*self._totals.get(journey, [0] * len(RowTally._fields)))
        sums = [sum(column) for column in zip(*self._totals.values(), strict=True)]
        return RowTally(*(sums or [0] * len(RowTally._fields)))

    def row(self, element: str) -> RowTally | None:
        """What one row adds; None where it is not counted yet."""
        return self._rows.get(element)

    def has_gap(self, element: str, layer: Layer) -> bool:
        """Whether an element that has been counted has a gap in a layer: an error that is open."""
        row = self._rows.get(element)
        if row is None:
            return False
        if layer == "diff":
            return bool(row.gaps_now or row.gaps_then)
        return bool(row.gaps_now if layer == "current" else row.gaps_then)

    def _start_again(self) -> None:
        self._rows.clear()
        self._journey.clear()
        self._totals.clear()
        self._waiting = None

    def _touched(self, touched: Touched) -> None:
        tables = {table for table, _ in touched}
        if tables & {"workspace", "schemes", "parties", "waivers", "rules", "journeys"}:
            self._start_again()
            return
        for table, key in touched:
            if table == "elements" and key not in self._workspace.state.tables["elements"]:
                self._forget(key)
        # What else hangs on a row, such as a pain, counts nowhere here.
        for element in {key.partition("/")[0] for table, key in touched if table in ("elements", "cells")}:
            self._count(element)

    def _forget(self, element: str) -> None:
        row = self._rows.pop(element, None)
        if row:
            totals = self._totals[self._journey.pop(element)]
            for place, value in enumerate(row):
                totals[place] -= value

    def _count(self, element: str) -> None:
        self._forget(element)
        record = self._workspace.state.tables["elements"].get(element)
        if record is None:
            return
        row = self._rows[element] = self._look(element)
        self._journey[element] = record.journey
        totals = self._totals.setdefault(record.journey, [0] * len(row))
        if row is not _NOTHING:
            for place, value in enumerate(row):
                totals[place] += value

    def _look(self, element: str) -> RowTally:
        findings = self._findings
        found, unowned = findings.of(element), findings.is_unowned(element, "current")
        if not found and not unowned and not findings.is_planned(element):
            return _NOTHING
        cells = self._workspace.state.rows.get(element, {})
        open_ones = [finding for finding in found if finding.severity == "error" and not finding.waived]
        waived = [finding for finding in found if finding.waived]
        return RowTally(
            unowned_now=int(unowned),
            unowned_then=int(findings.is_unowned(element, "target")),
            gaps_now=int(any(finding.shown_in("current") for finding in open_ones)),
            gaps_then=int(any(finding.shown_in("target") for finding in open_ones)),
            differing=sum(cell.differs for cell in cells.values()),
            accepted_now=int(any(finding.shown_in("current") for finding in waived)),
            accepted_then=int(any(finding.shown_in("target") for finding in waived)),
            accepted=int(bool(waived)),
        )
