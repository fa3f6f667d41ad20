"""How much each party carries, today and in the target: counted in slices at first, kept up as edits come.

A row is counted by the texts of its cells, not by what they mean, so that a scheme or a kind of party that changes
costs no counting anew. Of each row the cells are remembered as they were counted: what an edit touched is taken out
and put in again, whatever it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from time import monotonic
from typing import Final, NamedTuple

from raci_tui.core.diff import cell_diff
from raci_tui.core.findings import Findings
from raci_tui.core.records import Cell, EditLayer
from raci_tui.core.scheme import Scheme
from raci_tui.core.state import Touched
from raci_tui.core.workspace import Workspace

Texts = tuple[str, str | None]
"""What a cell says in both layers."""
_JUDGED_BY: Final = {"workspace", "schemes", "parties", "waivers", "rules"}
"""Tables on which what is said of any row may depend."""
_NOTHING: Final[Counter[Texts]] = Counter()
_ROWS: Final = 16
"""Rows between two looks at the clock."""
_INDEXED: Final = 256


class LayerLoad(NamedTuple):
    """What a party holds in one layer.

    Attributes:
        letters: How many cells hold each letter, by code.
        carried: Elements that it answers for or does.
        involved: Elements in which it has any part.
        share: Part of all elements in which it has a part, 0 to 1.
    """

    letters: Mapping[str, int]
    carried: int
    involved: int
    share: float


class Load(NamedTuple):
    """What a party holds and what the target changes of it.

    Attributes:
        gains, losses: Letters that come and go, over all its cells.
    """

    now: LayerLoad
    then: LayerLoad
    gains: int
    losses: int

    def of(self, layer: EditLayer) -> LayerLoad:
        """What it holds in a layer."""
        return self.now if layer == "current" else self.then


class PartyLoads:
    """Counts by party over the whole matrix, and how many open findings are about each.

    Args:
        findings: Must be made before this, since it reads them.

    Attributes:
        known: Every row has been counted once; while some are counted again, the counts are those of before.
    """

    def __init__(self, workspace: Workspace, findings: Findings) -> None:
        self._workspace = workspace
        self._findings = findings
        self._texts: dict[str, Counter[Texts]] = {}
        self._loads: dict[str, Load] = {}
        self._counted: dict[str, tuple[Cell, ...]] = {}
        self._named: Counter[str] = Counter()
        self._names: dict[str, tuple[str, ...]] = {}
        self._columns: dict[str, int] = {}
        self._waiting: list[str] | None = None
        self._waiting_columns: dict[str, None] = {}
        self.known = False
        self._end = workspace.subscribe(self._touched)

    def close(self) -> None:
        """Stop following the workspace."""
        self._end()

    @property
    def ready(self) -> bool:
        """Whether nothing waits to be counted."""
        return self._waiting is not None and not self._waiting and not self._waiting_columns

    def advance(self, seconds: float) -> bool:
        """Count for about so long what was not yet counted: rows, then columns; True once nothing is left."""
        waiting = self._wait_for_all() if self._waiting is None else self._waiting
        end = monotonic() + seconds
        while waiting:
            for element in waiting[: -_ROWS - 1 : -1]:
                self._count(element)
            del waiting[-_ROWS:]
            if monotonic() > end:
                break
        while not waiting and self._waiting_columns:
            # Columns are looked up in an index that takes longer than a key may where it is made at once.
            if self._workspace.state.index_on(_INDEXED):
                self._judge(self._waiting_columns.popitem()[0])
            if monotonic() > end:
                break
        self.known = self.known or self.ready
        return self.ready

    def finish(self) -> None:
        """Count all that is left, for whoever needs the counts at once."""
        while not self.advance(1.0):
            pass

    def of(self, party: str) -> Load:
        """What a party holds, as far as it is counted."""
        known = self._loads.get(party)
        if known is None:
            known = self._loads[party] = self._load(party)
        return known

    def open_findings(self, party: str) -> int:
        """How many open findings are about a party: of its column, and of rows that name it."""
        return self._named[party] + self._columns.get(party, 0)

    def _load(self, party: str) -> Load:
        scheme = self._workspace.scheme
        total = len(self._workspace.state.tables["elements"])
        texts = self._texts.get(party, _NOTHING)
        gains = losses = 0
        for (current, target), count in texts.items():
            gained, lost = _changes(current, target)
            gains += count * gained
            losses += count * lost
        now = ((current, count) for (current, _), count in texts.items())
        then = ((current if target is None else target, count) for (current, target), count in texts.items())
        return Load(_layer(now, scheme, total), _layer(then, scheme, total), gains, losses)

    def _touched(self, touched: Touched) -> None:
        if self._waiting is None:
            return
        for element in {key.partition("/")[0] for table, key in touched if table in ("elements", "cells")}:
            self._count(element)
        tables = {table for table, _ in touched}
        if tables & {"workspace", "schemes", "elements"}:
            # Letters may mean something else, and a share is one of all elements.
            self._loads.clear()
        if tables & _JUDGED_BY:
            # What is said of any row may have changed, and with it whom it names; until then the old counts stand.
            self._wait_for_all()
        elif "elements" in tables:
            self._wait_for_columns(self._workspace.state.tables["parties"])
        else:
            self._wait_for_columns({key.partition("/")[2] for table, key in touched if table == "cells"})

    def _wait_for_all(self) -> list[str]:
        self._waiting = [element.id for element in reversed(self._workspace.elements())]
        self._wait_for_columns(self._workspace.state.tables["parties"])
        return self._waiting

    def _wait_for_columns(self, parties: Iterable[str]) -> None:
        self._waiting_columns.update(dict.fromkeys(parties))

    def _judge(self, party: str) -> None:
        """Count what the rules say of a party as a whole."""
        if party in self._workspace.state.tables["parties"]:
            found = self._findings.of_party(party)
            self._columns[party] = sum(not each.waived for each in found)
            self.of(party)
        else:
            self._columns.pop(party, None)

    def _count(self, element: str) -> None:
        self._forget(element)
        state = self._workspace.state
        if element not in state.tables["elements"]:
            return
        cells = tuple(state.rows.get(element, {}).values())
        if cells:
            self._counted[element] = cells
            for cell in cells:
                self._of(cell.party)[cell.current, cell.target] += 1
        found = self._findings.of(element)
        if found:
            names = tuple(party for each in found if not each.waived for party in each.parties)
            if names:
                self._names[element] = names
                self._named.update(names)

    def _forget(self, element: str) -> None:
        for cell in self._counted.pop(element, ()):
            texts = self._of(cell.party)
            texts[cell.current, cell.target] -= 1
            if not texts[cell.current, cell.target]:
                del texts[cell.current, cell.target]
        self._named.subtract(self._names.pop(element, ()))

    def _of(self, party: str) -> Counter[Texts]:
        """A party's texts, to be changed."""
        self._loads.pop(party, None)
        found = self._texts.get(party)
        if found is None:
            found = self._texts[party] = Counter()
        return found


@lru_cache(maxsize=4096)
def _changes(current: str, target: str | None) -> tuple[int, int]:
    """How many letters a cell gains and loses."""
    diff = cell_diff(Cell(element="", party="", current=current, target=target))
    return (len(diff.gained), len(diff.lost)) if diff else (0, 0)


def _layer(texts: Iterable[tuple[str, int]], scheme: Scheme, total: int) -> LayerLoad:
    carrying = {*scheme.of_kind("owner"), *scheme.of_kind("doer")}
    out = {*scheme.of_kind("out"), "-"}
    letters: Counter[str] = Counter()
    carried = involved = 0
    for text, count in texts:
        codes = set(text) - out
        letters.update(dict.fromkeys(set(text) - {"-"}, count))
        involved += count * bool(codes)
        carried += count * bool(codes & carrying)
    return LayerLoad(letters, carried, involved, involved / total if total else 0.0)
