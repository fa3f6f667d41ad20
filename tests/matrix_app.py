"""A small workspace and the real app around it, for tests of the matrix screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from textual.pilot import Pilot

from raci_tui.core.order import spread
from raci_tui.core.records import Cell, Element, Journey, Pain, Party, Stage
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.services.session import create_session
from raci_tui.tui.app import RaciApp
from raci_tui.tui.screens.matrix import MatrixScreen

PARTIES = ("cs", "ops", "crew")
ELEMENTS = ("ask", "notebook", "pass", "fit")
PATIENCE_S: Final = 60.0


def small_state() -> State:
    """Two departments and a partner against four elements: one in order, one unowned, one with two A, one blank.

    Today: ask A · R, notebook · · R, pass A A ·, fit · · ·. Target: notebook gives Ops the A and makes Crew C.
    """
    state = new_state("Small water")
    state.put(Journey(id="j", name="Get a meter"), "journeys")
    for key, name, order in (("req", "Request", "B"), ("plan", "Plan", "D")):
        state.put(Stage(id=key, journey="j", name=name, order=order), "stages")
    names = ("Customer Service", "Operations", "Fitting Crew")
    for key, name, short, order in zip(PARTIES, names, ("CS", "Ops", "Crew"), spread(3), strict=True):
        kind = "partner" if key == "crew" else "department"
        state.put(Party(id=key, name=name, short=short, kind=kind, order=order), "parties")  # type: ignore[arg-type]
    rows = (
        ("ask", "Ask for a meter", "req", "front"),
        ("notebook", "Look up crew in notebook", "req", "back"),
        ("pass", "Pass it on", "plan", "back"),
        ("fit", "Fit the meter", "plan", "front"),
    )
    for (key, name, stage, visible), order in zip(rows, spread(4), strict=True):
        state.put(
            Element(id=key, name=name, journey="j", stage=stage, order=order, visibility=visible),  # type: ignore[arg-type]
            "elements",
        )
    state.put(
        Pain(id="p1", element="notebook", severity=5, source="process", text="One book for all"), "pains"
    )
    for cell in (
        Cell(element="ask", party="cs", current="A"),
        Cell(element="ask", party="crew", current="R"),
        Cell(element="notebook", party="crew", current="R", target="C"),
        Cell(element="notebook", party="ops", target="AR"),
        Cell(element="pass", party="cs", current="A"),
        Cell(element="pass", party="ops", current="A"),
    ):
        state.put(cell, "cells")
    return state


class Opened:
    """A running app and shorthands for looking at it."""

    def __init__(self, app: RaciApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> MatrixScreen:
        """The matrix screen, wherever it stands in the stack."""
        return next(each for each in self.app.screen_stack if isinstance(each, MatrixScreen))

    @property
    def workspace(self) -> Workspace:
        """The workspace shown."""
        return self.screen.workspace

    @property
    def lines(self) -> list[str]:
        """The screen as text."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def current(self, element: str, party: str) -> str:
        """Today's letters of a cell."""
        return self.workspace.cell(element, party).current

    def target(self, element: str, party: str) -> str | None:
        """The plan of a cell."""
        return self.workspace.cell(element, party).target

    async def press(self, *keys: str) -> None:
        """Press keys and let the app settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()


async def until(app: Opened, holds: Callable[[], bool]) -> None:
    """Let the app go on until something holds that comes by itself: what threads, files and timers bring."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE_S
    while not holds():
        if loop.time() > end:
            pytest.fail(f"it never came to that:\n{app.text}")
        await asyncio.sleep(0.01)


@asynccontextmanager
async def opened(
    folder: Path, state: State | None = None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Opened]:
    """Run the app on a real file in a folder; the small workspace where no other state is given."""
    app = RaciApp(
        lambda app: create_session(
            folder / "small.raci.json",
            "Small water",
            state=state or small_state(),
            author="dana",
            post=app.post,
        )
    )
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        yield Opened(app, pilot)
    if app.session:
        app.session.close()
