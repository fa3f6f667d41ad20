"""From the welcome screen to an open workspace."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from raci_tui.core.errors import RaciError
from raci_tui.services.examples import copy_example, example_names
from raci_tui.services.settings import recent_workspaces
from raci_tui.tui.screens.import_dialog import ImportScreen
from raci_tui.tui.screens.welcome import Chosen, WelcomeScreen

if TYPE_CHECKING:
    from raci_tui.tui.app import RaciApp


async def choose_workspace(app: RaciApp, message: str = "") -> None:
    """Show the welcome screen until a workspace is open or the user quits; must run in a worker of the app."""
    while True:
        welcome = WelcomeScreen(recent_workspaces(), example_names(), message=message)
        chosen = await app.push_screen_wait(welcome)
        if chosen.kind == "quit":
            if app.session is None:
                app.exit()
            return
        try:
            _open(app, chosen)
        except RaciError as error:
            message = str(error)
            continue
        if chosen.source and app.session:
            await app.push_screen_wait(ImportScreen(app.session, chosen.source))
        return


def _open(app: RaciApp, chosen: Chosen) -> None:
    """Open or make what was chosen.

    Raises:
        RaciError: It cannot be read or written.
    """
    if chosen.kind == "example":
        folder = Path(tempfile.mkdtemp(prefix="raci-tui-demo-"))
        app.open_workspace(copy_example(chosen.name, folder, datetime.now(UTC).date()), remember=False)
    elif chosen.path is None:
        raise RaciError("no file was chosen")
    elif chosen.kind == "open":
        app.open_workspace(chosen.path)
    else:
        app.new_workspace(chosen.path, chosen.name)
