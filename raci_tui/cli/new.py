"""`raci-tui new`: make an empty workspace."""

from __future__ import annotations

from pathlib import Path

import click

from raci_tui.cli.common import FILE
from raci_tui.services.session import create_session
from raci_tui.store.paths import SNAPSHOT_SUFFIX, workspace_path


@click.command("new")
@FILE
@click.option(
    "--scheme", default="raci", show_default=True, help="The set of letters; raci-tui scheme lists all."
)
@click.option("--name", metavar="TEXT", help="What it is called; the file's name otherwise.")
@click.pass_obj
def new_command(author: str | None, file: Path, scheme: str, name: str | None) -> None:
    """Make an empty workspace."""
    path = workspace_path(file)
    title = name if name is not None else path.name.removesuffix(SNAPSHOT_SUFFIX).removesuffix(".json")
    with create_session(path, title, scheme, author=author) as session:
        click.echo(f"made {session.path}", err=True)
