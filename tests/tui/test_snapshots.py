"""How the main screen looks: three sizes, the difference, and without colour. Update with --snapshot-update."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from raci_tui.services.session import create_session
from raci_tui.tui.app import RaciApp
from tests.matrix_app import Opened, small_state, until

pytestmark = pytest.mark.snapshot
Compare = Callable[..., bool]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[RaciApp]:
    """The app on the small workspace."""
    app = RaciApp(
        lambda app: create_session(
            tmp_path / "small.raci.json", "Small water", state=small_state(), author="dana", post=app.post
        )
    )
    yield app
    if app.session:
        app.session.close()


async def settled(pilot: Pilot[None]) -> None:
    """Wait until everything is counted."""
    app = Opened(pilot.app, pilot)  # type: ignore[arg-type]
    await until(app, lambda: app.screen._settled and app.screen._counting is None)
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_matrix(app: RaciApp, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(app, terminal_size=size, run_before=settled)


def test_difference(app: RaciApp, snap_compare: Compare) -> None:
    async def difference(pilot: Pilot[None]) -> None:
        await pilot.press("3", "f7", "shift+right")
        await settled(pilot)

    assert snap_compare(app, terminal_size=(120, 24), run_before=difference)


def test_without_colour(tmp_path: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = RaciApp(
        lambda app: create_session(
            tmp_path / "small.raci.json", "Small water", state=small_state(), author="dana", post=app.post
        )
    )
    assert snap_compare(app, terminal_size=(100, 24), run_before=settled)
    if app.session:
        app.session.close()


def test_gaps(app: RaciApp, snap_compare: Compare) -> None:
    async def gaps(pilot: Pilot[None]) -> None:
        from raci_tui.tui.screens.gaps import GapsScreen

        await settled(pilot)
        await pilot.press("f3")
        opened = Opened(pilot.app, pilot)  # type: ignore[arg-type]
        await until(
            opened, lambda: isinstance(opened.app.screen, GapsScreen) and opened.app.screen.past is not None
        )
        await pilot.pause()

    assert snap_compare(app, terminal_size=(120, 40), run_before=gaps)
