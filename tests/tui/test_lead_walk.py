"""A lead new to the tool mends a whole workspace in the app, and takes all of it back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from raci_tui.services.examples import copy_example
from raci_tui.store.tiny import open_store
from raci_tui.tui.screens.accepting import AcceptDialog
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.gaps import GapsScreen
from raci_tui.tui.screens.merge_dialog import MergeDialog
from raci_tui.tui.screens.who_gets import WhoGets
from tests.matrix_app import Opened, opened, until
from tests.tui.dialog_stage import type_in


def unowned(app: Opened) -> list[str]:
    """Elements that nobody answers for in the target, and that nobody has accepted so."""
    findings = app.screen.findings
    return [each.id for each in app.workspace.elements() if findings.is_unowned(each.id, "target")]


async def give_everything_an_owner(app: Opened) -> None:
    """Take each unowned element from the list of gaps and give it to the likeliest party."""
    await app.press("2", "f3")
    gaps = app.app.screen
    assert isinstance(gaps, GapsScreen)
    await until(app, lambda: gaps.gaps.complete)
    for _ in range(len(unowned(app))):
        before = len(unowned(app))
        assert gaps.listing.finding
        assert gaps.listing.finding.rule == "no-owner"
        await app.press("ampersand")
        assert isinstance(app.app.screen, WhoGets)
        await app.press("enter")
        await until(app, lambda before=before: len(unowned(app)) == before - 1)  # type: ignore[misc]


async def accept_one(app: Opened) -> None:
    """Accept the finding that the cursor has come to, for a month."""
    await app.press("number_sign")
    assert isinstance(app.app.screen, AcceptDialog)
    await type_in(app.pilot, "the shop closes in spring")
    await app.press("tab")
    await type_in(app.pilot, "1m")
    await app.press("enter")
    await until(app, lambda: len(app.workspace.state.tables["waivers"]) == 1)


async def merge_two(app: Opened) -> None:
    """Make the first party part of the next, their letters joined."""
    await app.press("f5", "home", "ampersand", "enter")
    dialog = app.app.screen
    assert isinstance(dialog, MergeDialog)
    dialog.query_one("#joining", Choice).choose("join")
    await app.pilot.pause()
    await app.press("ctrl+s")
    assert not isinstance(app.app.screen, MergeDialog)
    await app.press("escape")


async def test_from_unowned_to_owned_a_waiver_a_merge_and_all_of_it_back(tmp_path: Path) -> None:
    state = open_store(copy_example("prepaid-mobile", tmp_path, date(2026, 1, 2))).load().state
    for cell in list(state.cells()):
        # As it was before anybody planned: in the target as little is owned as today.
        state.put(msgspec.structs.replace(cell, target=None), "cells")
    (tmp_path / "walk").mkdir()
    async with opened(tmp_path / "walk", state, size=(120, 40)) as app:
        before, parties = app.workspace.state.copy(), len(app.workspace.parties())
        assert len(unowned(app)) == 20
        await give_everything_an_owner(app)
        assert not unowned(app)
        await accept_one(app)
        await app.press("escape")
        assert app.app.screen is app.screen
        await merge_two(app)
        assert len(app.workspace.parties()) == parties - 1
        steps = 0
        while app.workspace.can_undo:
            await app.press("ctrl+z")
            steps += 1
            assert steps < 200
        assert app.workspace.state == before
        assert len(unowned(app)) <= steps - 2
