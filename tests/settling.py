"""Waiting for the app by looking whether anything is left to do, instead of at the clock."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import pytest
from textual._context import active_app
from textual.app import App
from textual.cache import LRUCache
from textual.command import CommandPalette
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from raci_tui.services.session import Session

SOON_S: Final = 0.04
"""Timers due within this time belong to what was just done; Textual's own pilot waits that long for every key."""
THREADS_S: Final = 0.25
"""What takes threads longer is waited for by name: `until` in `matrix_app.py`."""
LOOK_S: Final = 0.002


async def settled(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until nothing is queued, no timer is due soon, and no thread works for the app; nor its palette.

    It stands in for `wait_for_idle` of Textual's pilot, which sleeps in steps of 20 ms until the process takes less
    than 5 % of a processor: twice for every key at least, and not for long enough where the machine is busy.

    Args:
        min_sleep: Textual's; nothing asks for it here.
        max_sleep: Seconds after which what has no end is waited for no longer.
    """
    loop: Any = asyncio.get_running_loop()
    start = loop.time()
    while loop.time() < start + max_sleep:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        due = min(
            (timer.when() for timer in loop._scheduled if not timer.cancelled()), default=start + max_sleep
        )
        if due < start + SOON_S:
            await asyncio.sleep(due - loop.time())
        elif loop.time() < start + THREADS_S and _works(active_app.get(None)):
            await asyncio.sleep(LOOK_S)
        else:
            return


def _works(app: App[Any] | None) -> bool:
    """Whether a thread of the app has something to do that it will tell."""
    if app is None:
        return False
    palette = CommandPalette._GATHER_COMMANDS_GROUP
    if any((each._thread_worker or each.group == palette) and not each.is_finished for each in app.workers):
        return True
    session = getattr(app, "session", None)
    return isinstance(session, Session) and session.writer.status == "saving"


def quicken(patch: pytest.MonkeyPatch) -> None:
    """Have every app wait for what there is to do only, and parse a stylesheet once a process."""
    for module in ("app", "pilot"):
        patch.setattr(f"textual.{module}.wait_for_idle", settled)
    # Painting is put off until the next of 60 frames a second, and what settles waits for it.
    patch.setattr("textual.screen.UPDATE_PERIOD", 1 / 250)
    parsed: dict[frozenset[tuple[str, str]], LRUCache[tuple[Any, ...], list[RuleSet]]] = {}
    make, set_variables = Stylesheet.__init__, Stylesheet.set_variables

    def share(sheet: Stylesheet) -> None:
        sheet._parse_cache = parsed.setdefault(frozenset(sheet._variables.items()), LRUCache(1000))

    def made(sheet: Stylesheet, *, variables: dict[str, str] | None = None) -> None:
        make(sheet, variables=variables)
        share(sheet)

    def variables_set(sheet: Stylesheet, variables: dict[str, str]) -> None:
        # It clears the cache it has.
        sheet._parse_cache = LRUCache(1)
        set_variables(sheet, variables)
        share(sheet)

    patch.setattr(Stylesheet, "__init__", made)
    patch.setattr(Stylesheet, "set_variables", variables_set)
