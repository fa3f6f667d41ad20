"""From an open workspace to none: nothing is left unsaved unasked, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from raci_tui.core.errors import RaciError
from raci_tui.services.session import Session
from raci_tui.tui.screens.dialogs import AskText
from raci_tui.tui.screens.unsaved import UnsavedScreen

if TYPE_CHECKING:
    from raci_tui.tui.app import RaciApp

LOOK_S: Final = 0.05
ASK_AGAIN_S: Final = 5.0


async def settle(app: RaciApp) -> bool:
    """Wait until everything is saved, asking where it cannot be; False where the user wants to stay."""
    session = app.session
    if session is None:
        return True
    workspace, writer = session.workspace, session.writer
    ask_at = 0.0
    while workspace.pending:
        unsaved = writer.status == "unsaved"
        if not unsaved and (not writer.hangs or time.monotonic() < ask_at):
            await asyncio.sleep(LOOK_S)
            continue
        reason = writer.reason if unsaved else f"it has been saving for {writer.saving_for_s:.0f} s"
        choice = await app.push_screen_wait(
            UnsavedScreen(reason, under_way=not unsaved, saved=lambda: not workspace.pending)
        )
        ask_at = time.monotonic() + ASK_AGAIN_S
        if choice == "retry":
            writer.pump()
            await asyncio.sleep(LOOK_S)
        elif (choice == "copy" and await _save_copy(app, session)) or choice == "discard":
            workspace.discard_pending()
        elif choice is None:
            return False
    return True


async def _save_copy(app: RaciApp, session: Session) -> bool:
    beside = (
        session.path.with_name(f"copy of {session.path.name}") if session.path else Path("copy.raci.json")
    )
    asked = await app.push_screen_wait(AskText("Save a copy as", str(beside), what="path"))
    return _copied(app, session, asked) if asked else False


def _copied(app: RaciApp, session: Session, path: str) -> bool:
    try:
        session.save_copy(Path(path).expanduser())
    except RaciError as error:
        app.notify(str(error), severity="error", markup=False, timeout=10)
        return False
    return True
