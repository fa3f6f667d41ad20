"""Rules are switched, graded and given limits in the app, each by an edit that undo takes back."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import OptionList

from raci_tui.tui.screens.rule_list import RuleList
from tests.matrix_app import Opened, opened


async def listed(app: Opened, rule: str) -> RuleList:
    """The list of rules with one of them highlighted."""
    await app.app.run_action("rules", app.screen)
    await app.pilot.pause()
    screen = app.app.screen
    assert isinstance(screen, RuleList)
    rules = screen.query_one(OptionList)
    rules.highlighted = rules.get_option_index(rule)
    await app.pilot.pause()
    return screen


async def test_a_rule_that_is_switched_off_finds_nothing_until_undo(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        assert app.screen.findings.gaps_in("notebook", "current")
        await listed(app, "no-owner")
        await app.press("space")
        assert not app.screen.findings.gaps_in("notebook", "current")
        assert "set here" in app.text
        await app.press("ctrl+z")
        assert app.screen.findings.gaps_in("notebook", "current")
        assert "set here" not in app.text
        await app.press("escape", "ctrl+y")
        assert not app.screen.findings.gaps_in("notebook", "current")


async def test_severity_and_limit_are_set_and_put_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await listed(app, "many-advisers")
        await app.press("s", "plus", "plus", "minus")
        record = app.workspace.state.tables["rules"]["many-advisers"]
        assert (record.severity, record.threshold, record.enabled) == ("info", 5, True)
        await app.press("delete")
        assert not app.workspace.state.tables["rules"]


async def test_a_rule_without_a_limit_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await listed(app, "no-owner")
        await app.press("plus")
        assert "has no limit to set" in app.text
        assert not app.workspace.state.tables["rules"]


async def test_what_a_rule_is_for_is_said_below_the_list(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await listed(app, "many-advisers")
        assert "Each question asked first" in app.text
        assert "4" in app.text
