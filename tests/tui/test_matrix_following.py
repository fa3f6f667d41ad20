"""The matrix while others edit the same file, and what must not grow with the matrix."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from raci_tui.core.arrange import PLAIN, Arrangement, Group, columns_of
from raci_tui.core.editing import Place
from raci_tui.core.ledger import Change, Commit, follow
from raci_tui.core.records import Waiver, to_plain
from raci_tui.services.session import create_session, open_session
from raci_tui.tui.app import RaciApp
from raci_tui.tui.screens.dialogs import Confirm
from raci_tui.tui.widgets.matrix.layout import lay_out
from raci_tui.tui.widgets.matrix.selection import Selection
from tests.matrix_app import Opened, opened, small_state, until


def arrives(app: Opened, *changes: Change) -> None:
    """Let somebody else's commit arrive."""
    workspace = app.workspace
    commit = Commit(id=f"t{workspace.head.position}", author="ana", at="", label="theirs", changes=changes)
    workspace.receive([follow(workspace.head, commit)])


async def test_a_waiver_that_arrives_is_counted_and_shown(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await until(app, lambda: "unowned: 2 today" in app.text)
        waiver = Waiver(id="w", rule="no-owner", element="fit", reason="seasonal")
        arrives(app, Change("waivers", "w", "*", None, to_plain(waiver)))
        await until(app, lambda: "unowned: 1 today" in app.text)
        assert "✓ saved" in app.text


async def test_a_party_that_somebody_removes_while_one_is_asked_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        app.screen.action_remove_party()
        await until(app, lambda: isinstance(app.app.screen, Confirm))
        held = list(app.workspace.state.columns["cs"].values())
        arrives(
            app,
            *(Change("cells", cell.id, "current", cell.current, "") for cell in held),
            Change("parties", "cs", "*", to_plain(app.workspace.state.tables["parties"]["cs"]), None),
        )
        await app.press("y")
        assert app.app.screen is app.screen
        assert "no longer there" in app.text


async def test_gaps_and_differences_are_visited_in_turn_and_round(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        grid = app.screen.grid
        seen = []
        for key in ("f8", "f8", "f8", "f8", "shift+f8"):
            await app.press(key)
            seen.append(grid.element)
        assert seen == ["notebook", "pass", "fit", "notebook", "fit"]
        spots = []
        for key in ("f7", "f7", "f7", "shift+f7", "shift+f7"):
            await app.press(key)
            spots.append((grid.element, grid.party))
        ops, crew = ("notebook", "ops"), ("notebook", "crew")
        assert spots == [ops, crew, ops, crew, ops]


def test_what_is_left_to_save_at_the_end_is_saved_and_a_conflict_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "small.raci.json"
    app = RaciApp(
        lambda app: create_session(path, "Small", state=small_state(), author="dana", post=app.post)
    )
    session = app.session
    assert session

    async def edit_and_leave() -> None:
        async with app.run_test() as pilot:
            await pilot.pause()
            # The disk is slow: the edit is still waiting when the app has gone.
            session.writer.pump = lambda *, later=False: None  # type: ignore[method-assign]  # noqa: ARG005 - as it is called
            with session.workspace.edit("Set C for 2 cells") as edit:
                edit.set("ask", "cs", "current", "C")
                edit.set("ask", "ops", "current", "C")
            with open_session(path, author="ana") as other:
                with other.workspace.edit("theirs") as edit:
                    edit.set("ask", "cs", "current", "I")
                other.save_now()
            app.exit()

    asyncio.run(edit_and_leave())
    del session.writer.pump
    assert app.close_session()
    assert "ana was quicker: your edit “Set C for 2 cells” was kept only in part." in capsys.readouterr().err
    with open_session(path) as again:
        assert [again.workspace.cell("ask", party).current for party in ("cs", "ops")] == ["I", "C"]


def test_selected_cells_are_counted_without_being_listed() -> None:
    state = small_state()
    parties = columns_of(state.tables["parties"].values(), PLAIN)
    layout = lay_out(Arrangement((Group("A", ("a", "b")), Group("B", ("c",))), parties, 0), (), 80)
    marks = {Place("a", "cs"), Place("c", "crew"), Place("hidden", "cs")}
    for anchor in (None, (0, 0), (1, 1), (4, 2)):
        for line, column in ((1, 0), (2, 2), (4, 0)):
            for marked in (set[Place](), marks):
                selection = Selection(line, column, anchor, marked)
                assert selection.count(layout) == len(selection.places(layout))
