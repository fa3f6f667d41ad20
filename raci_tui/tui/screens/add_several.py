"""Asks before the lines of a pasted list become elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Checkbox, Static

from raci_tui.core.errors import EditError
from raci_tui.core.listing import Listed, listed
from raci_tui.core.records import Element
from raci_tui.core.structure import add_elements
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.fields import Tick

LISTED: Final = 300
"""Names shown; what lies beyond is counted."""
_NAME_CELLS: Final = 70
_BESIDE_CELLS: Final = 30


class AddSeveral(Dialog[list[str]]):
    """Shows the names in order; dismissed with the ids of the elements made, in one commit.

    Args:
        after: Element below which they go, in its stage; empty for the end of the journey.
        journey: Journey where there is no element to go below.
    """

    KEYS = "Enter adds them · Page keys scroll · Esc cancels"

    def __init__(
        self, workspace: Workspace, names: Sequence[str], *, after: str = "", journey: str = ""
    ) -> None:
        self._workspace = workspace
        self._after, self._journey = after, journey
        neighbour: Element | None = workspace.state.tables["elements"].get(after)
        there = (
            each.name
            for each in workspace.state.tables["elements"].values()
            if neighbour and (each.journey, each.stage) == (neighbour.journey, neighbour.stage)
        )
        self._names: list[Listed] = listed(names, there)
        beside = f" below “{shorten(one_line(neighbour.name), _BESIDE_CELLS)}”" if neighbour else ""
        # What is there already is hardly meant once more, unless it is all there is.
        self._leave_out = bool(self._wanted(without_twins=True))
        count = len(self._wanted(without_twins=self._leave_out))
        super().__init__(f"Add {_elements(count)}{beside}?")

    def fields(self) -> ComposeResult:
        lines = [_line(place, each) for place, each in enumerate(self._names[:LISTED], 1)]
        if len(self._names) > LISTED:
            lines.append(plain(f"… and {len(self._names) - LISTED:,} more", "dim"))
        yield Static(Content("\n").join(lines), id="names")
        twins = sum(each.twin and not each.problem for each in self._names)
        if twins:
            words = "the one that is" if twins == 1 else f"the {twins} that are"
            yield Tick(Content(f"Leave out {words} there already"), value=self._leave_out, id="without")

    def on_mount(self) -> None:
        self._count()

    def answer(self) -> list[str]:
        """Add them."""
        names = self._wanted(without_twins=self._without_twins)
        if not names:
            raise EditError("nothing is left to add", "press Escape")
        return add_elements(self._workspace, names, after=self._after, journey=self._journey)

    @property
    def _without_twins(self) -> bool:
        return any(tick.value for tick in self.query(Tick))

    def _wanted(self, *, without_twins: bool) -> list[str]:
        return [each.name for each in self._names if not each.problem and not (without_twins and each.twin)]

    @on(Checkbox.Changed)
    def _count(self) -> None:
        button = self.query_one("#yes", Button)
        button.label = Content(f"Add {len(self._wanted(without_twins=self._without_twins)):,}")
        if not self.query(Tick):
            button.focus()


def _line(place: int, each: Listed) -> Content:
    mark = f"{each.problem}: left out" if each.problem else "there already" if each.twin else ""
    name = shorten(each.name, _NAME_CELLS if not mark else _NAME_CELLS - 30)
    return Content.assemble(
        plain(f"{place:>4}  ", "dim"), plain(name), *([plain(f"  ✗ {mark}", "bold")] if mark else [])
    )


def _elements(count: int) -> str:
    return "1 element" if count == 1 else f"{count:,} elements"
