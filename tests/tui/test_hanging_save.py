"""A save that never ends keeps nobody in the app, and loses nothing unasked."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from raci_tui.core.ledger import Commit, Head
from raci_tui.services import writer
from raci_tui.services.session import open_session
from raci_tui.tui import leaving
from raci_tui.tui.screens.unsaved import UnsavedScreen
from tests.matrix_app import Opened, opened, until


class Disk:
    """A disk that answers once it is let go."""

    def __init__(self) -> None:
        self.answers = threading.Event()

    def hang(self, app: Opened) -> None:
        """Have every append from now on wait until the disk answers."""
        store = app.screen.session.store
        append = store.append

        def wait(commit: Commit, expected: Head) -> object:
            self.answers.wait()
            return append(commit, expected)

        store.append = wait  # type: ignore[assignment,method-assign]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    monkeypatch.setattr(writer, "HANGING_S", 0.1)
    monkeypatch.setattr(writer, "CLOSE_HANGING_S", 0.1)
    monkeypatch.setattr(leaving, "ASK_AGAIN_S", 0.1)
    disk = Disk()
    yield disk
    disk.answers.set()


async def asked(app: Opened) -> None:
    """Wait until the app asks what to do."""
    await until(app, lambda: isinstance(app.app.screen, UnsavedScreen) and "saving for" in app.text)


async def test_quitting_asks_says_how_long_and_goes_on_by_itself_once_saved(
    tmp_path: Path, disk: Disk
) -> None:
    async with opened(tmp_path) as app:
        disk.hang(app)
        await app.press("c", "ctrl+q")
        await asked(app)
        first = app.app.screen
        assert re.search(r"Your last edits are not saved yet: it has been saving for \d+ s\.", app.text)
        await app.press("enter")
        await asked(app)
        assert app.app.screen is not first
        await app.press("escape")
        assert app.current("ask", "cs") == "AC"
        await app.press("ctrl+q")
        await asked(app)
        disk.answers.set()
        await until(app, lambda: not app.app.is_running)
    with open_session(tmp_path / "small.raci.json") as again:
        assert again.workspace.cell("ask", "cs").current == "AC"


async def test_a_copy_holds_what_hangs_and_the_app_ends(tmp_path: Path, disk: Disk) -> None:
    async with opened(tmp_path) as app:
        disk.hang(app)
        await app.press("c", "ctrl+q")
        await asked(app)
        await app.press("right", "enter")
        await app.press("enter")
        await until(app, lambda: not app.app.is_running)
        assert not app.app.close_session()
        app.app.session = None
    with open_session(tmp_path / "copy of small.raci.json") as copy:
        assert copy.workspace.cell("ask", "cs").current == "AC"


async def test_what_is_discarded_and_saved_after_all_is_shown_again(tmp_path: Path, disk: Disk) -> None:
    async with opened(tmp_path) as app:
        disk.hang(app)
        await app.press("r")
        app.app.welcome()
        await asked(app)
        await app.press("right", "right", "enter")
        assert app.current("ask", "cs") == "A"
        disk.answers.set()
        await until(app, lambda: app.current("ask", "cs") == "AR")
        assert app.workspace.can_undo
