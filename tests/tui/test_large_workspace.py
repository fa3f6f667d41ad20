"""A large workspace in the app: seen and edited before all of it is read, and then read between keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from raci_tui.services.session import Session, open_session
from raci_tui.store import pending_rows
from raci_tui.store.pending_rows import PendingRows
from raci_tui.store.tiny import create_store
from raci_tui.tui.app import RaciApp
from raci_tui.tui.screens.matrix_base import MatrixBase
from tests.matrix_app import Opened, opened, small_state, until


async def test_it_is_edited_before_it_is_read_and_counted_once_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.raci.json"
    store = create_store(path, small_state())
    store.compact(small_state(), store.load().head)
    monkeypatch.setattr(pending_rows, "WORTH_IT", 1)
    read_on, held = PendingRows.advance, [True]
    monkeypatch.setattr(PendingRows, "advance", lambda rows: False if held else read_on(rows, 100))
    app = RaciApp(lambda app: open_session(path, author="dana", post=app.post))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        running = Opened(app, pilot)
        await running.press("end", "c")
        assert isinstance(running.workspace.state.rows, PendingRows)
        assert running.current("ask", "crew") == "RC"
        assert "counting" in running.text
        held.clear()
        await until(running, lambda: "unowned: 2 today" in running.text)
        assert not isinstance(running.workspace.state.rows, PendingRows)
        expected = small_state()
        expected.rows["ask"]["crew"] = running.workspace.cell("ask", "crew")
        assert running.workspace.state == expected
    assert app.close_session()
    assert open_session(path, read_only=True).workspace.cell("ask", "crew").current == "RC"


async def test_the_matrix_is_painted_and_moved_in_before_any_plugin_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    host = Session.host

    def noted(session: Session) -> object:
        asked.append("host")
        return host(session)

    monkeypatch.setattr(MatrixBase, "_load_rules", lambda screen: None)  # noqa: ARG005 - as it is called
    monkeypatch.setattr(Session, "host", noted)
    async with opened(tmp_path) as app:
        await app.press("down", "right")
        assert "Ask for a meter" in app.text
        assert "Operations" in app.text
        assert not asked
