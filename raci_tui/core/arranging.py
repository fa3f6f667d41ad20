"""Arranging for a screen, again and again: what is as it was in an earlier arrangement is not made anew."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from raci_tui.core.arrange import Arrangement, Group, Shape, arrange, within
from raci_tui.core.query import Looking, Query
from raci_tui.core.records import Element
from raci_tui.core.workspace import Workspace

KEPT: Final = 12
"""Answers to queries whose groups are kept, for what is typed on or taken back."""
SAMPLE: Final = 300
"""Names by which the width for all of them is chosen."""


class Arranging:
    """Arranges a workspace's rows and columns, and remembers the groups of its last answers."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._made_of: tuple[object, ...] = ()
        self._groups: deque[tuple[Sequence[Element], tuple[Group, ...]]] = deque(maxlen=KEPT)
        self._sampled: tuple[tuple[int, str], Sequence[str]] = ((-1, ""), ())

    def arrange(
        self,
        looking: Looking,
        query: Query,
        found: Sequence[Element],
        *,
        journey: str,
        shape: Shape,
        columns_like: Arrangement | None = None,
    ) -> Arrangement:
        """Choose and order rows and columns; the arguments are those of `core.arrange.arrange`."""
        versions = self._workspace.state.versions
        tables = tuple(versions[table] for table in ("journeys", "stages", "elements"))
        made_of = (*tables, journey, shape.grouping, shape.folded)
        if made_of != self._made_of:
            self._made_of = made_of
            self._groups.clear()
        # Other orders depend on letters too, which change while the same rows are found.
        own = shape.sorting == "own"
        known = next((groups for answer, groups in self._groups if answer is found), None) if own else None
        made = arrange(
            looking,
            query,
            journey=journey,
            shape=shape,
            found=found,
            columns_like=columns_like,
            groups=known,
        )
        if own and known is None:
            self._groups.append((found, made.groups))
        return made

    def sampled_names(self, journey: str) -> Sequence[str]:
        """Names of a journey's elements, evenly chosen where there are many; a filter has no say in them."""
        now = (self._workspace.state.versions["elements"], journey)
        if self._sampled[0] != now:
            elements = within(self._workspace.elements(), journey)
            chosen = elements[:: max(1, len(elements) // SAMPLE)]
            self._sampled = now, [element.name for element in chosen]
        return self._sampled[1]
