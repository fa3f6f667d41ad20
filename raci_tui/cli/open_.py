"""`raci-tui open`, `raci-tui demo`, and `raci-tui` alone: start the app."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

import click

from raci_tui.cli.common import FILE, VIEW, now
from raci_tui.core.errors import RaciError
from raci_tui.services.examples import DEFAULT, copy_example
from raci_tui.store.paths import workspace_path

PAINTS_A_SECOND: Final = 250


@click.command("open")
@FILE
@VIEW
@click.pass_obj
def open_command(author: str | None, file: Path, view: str) -> int:
    """Open a workspace in the app."""
    _need_terminal("raci-tui show FILE prints the matrix")
    return _run(workspace_path(file), author, view=view)


@click.command("demo")
@click.argument("name", default=DEFAULT)
@VIEW
@click.pass_obj
def demo_command(author: str | None, name: str, view: str) -> int:
    """Open a fresh copy of a bundled example; without a terminal, print its stand-up report.

    NAME is southern-water, prepaid-mobile or unbilled-water.
    """
    if is_terminal():
        folder = Path(tempfile.mkdtemp(prefix="raci-tui-demo-"))
        return _run(copy_example(name, folder, now().date()), author, example=True, view=view)
    from raci_tui.services.briefing import briefing
    from raci_tui.services.session import open_session

    with tempfile.TemporaryDirectory(prefix="raci-tui-demo-") as scratch:
        path = copy_example(name, Path(scratch), now().date())
        with open_session(path, read_only=True) as session:
            click.echo(briefing(session))
    return 0


def open_last(author: str | None) -> int:
    """Open the last workspace in the app, or its welcome screen."""
    _need_terminal("raci-tui --help lists what works without one")
    from raci_tui.services.settings import recent_workspaces

    recent = recent_workspaces()
    return _run(recent[0] if recent else None, author, fall_back=True)


def is_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _need_terminal(hint: str) -> None:
    if not is_terminal():
        raise RaciError("the app needs a terminal", hint)


def _run(
    path: Path | None, author: str | None, *, example: bool = False, fall_back: bool = False, view: str = ""
) -> int:
    # What is imported and read now stays: looking for garbage in it takes a fifth of the start. The app
    # switches collecting on again once it shows something.
    gc.disable()
    # Textual paints at most so often a second. At its 60 the second part of an answer waits for 16 ms.
    os.environ.setdefault("TEXTUAL_FPS", str(PAINTS_A_SECOND))
    from raci_tui.services.session import Loading

    # Begun before all that shows it is imported, which takes longer than to read it.
    loading = Loading(path) if path else None
    from raci_tui.tui.app import run

    return run(loading, author=author or "", example=example, fall_back=fall_back, view=view)
