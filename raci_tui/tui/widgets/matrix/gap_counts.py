"""How many gaps each group of rows holds, counted when its heading is first painted and kept up from then on."""

from __future__ import annotations

from raci_tui.core.records import Layer
from raci_tui.core.tally import Tally
from raci_tui.tui.widgets.matrix.lines import Lines


class GapCounts:
    """Elements with an open finding, by layer and group; an edit costs no more than the rows it touched."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._lines = Lines()
        self._open: dict[tuple[Layer, int], set[str]] = {}

    def show(self, lines: Lines) -> None:
        """Count other groups from now on."""
        self._lines = lines
        self._open.clear()

    def of(self, group: int, layer: Layer) -> int | None:
        """Gaps of a group in a layer; None until the tally has counted every row."""
        if not self._tally.ready:
            self._open.clear()
            return None
        found = self._open.get((layer, group))
        if found is None:
            elements = self._lines.groups[group].elements
            found = self._open[layer, group] = {e for e in elements if self._tally.has_gap(e, layer)}
        return len(found)

    def again(self, elements: set[str]) -> None:
        """Look again at elements that were touched."""
        for element in elements if self._open else ():
            group = self._lines.group_of(element)
            for layer, counted in self._open if group is not None else ():
                if counted != group:
                    continue
                if self._tally.ready and self._tally.has_gap(element, layer):
                    self._open[layer, counted].add(element)
                else:
                    self._open[layer, counted].discard(element)
