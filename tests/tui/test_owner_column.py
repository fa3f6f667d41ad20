"""Who answers is to be seen beside the name where the owner's column may be out of sight."""

from __future__ import annotations

from pathlib import Path

from raci_tui.core.order import spread
from raci_tui.core.records import Cell, Element, Journey, Party
from raci_tui.core.state import State
from raci_tui.core.workspace import new_state
from raci_tui.tui.widgets.matrix.layout import AFTER_NAME_WIDTH, MARK_WIDTH
from tests.matrix_app import opened


def many_parties() -> State:
    state = new_state("Wide")
    state.put(Journey(id="j", name="A journey"), "journeys")
    for at, order in enumerate(spread(30)):
        state.put(Party(id=f"p{at}", name=f"Party {at}", short=f"P{at}", order=order), "parties")
    for key, order in zip(("one", "two", "none"), spread(3), strict=True):
        state.put(Element(id=key, name=f"Element {key}", journey="j", order=order), "elements")
    for element, party, now, plan in (
        ("one", "p29", "A", None), ("two", "p28", "A", None), ("two", "p27", "A", "C"), ("none", "p3", "R", "AR"),
    ):  # fmt: skip
        state.put(Cell(element=element, party=party, current=now, target=plan), "cells")
    return state


async def test_owners_are_named_in_the_layer_that_is_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, many_parties(), size=(100, 24)) as app:

        def owners() -> dict[str, str]:
            layout = app.screen.grid.matrix
            end = layout.lead_width - AFTER_NAME_WIDTH
            found = {}
            for line in app.lines:
                kind, _, key = line[MARK_WIDTH : MARK_WIDTH + layout.name_width].strip().partition(" ")
                if kind == "Element" and key:
                    found[key] = line[end - layout.owner_width : end].strip()
            return found

        assert owners() == {"one": "P29", "two": "P27+1", "none": ""}
        await app.press("2")
        assert owners() == {"one": "P29", "two": "P28", "none": "P3"}
        assert "target" in "".join(app.lines[1:6])
        await app.press("1", "down", "down", *("right",) * 3, "a")
        assert owners()["none"] == "P3"


async def test_where_every_column_is_in_sight_the_owner_needs_no_column(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        assert app.screen.grid.matrix.owner_width == 0
        assert "owner" not in app.lines[2]
