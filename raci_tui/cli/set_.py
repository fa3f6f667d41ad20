"""`raci-tui set`: set the letters of one cell."""

from __future__ import annotations

from pathlib import Path

import click

from raci_tui.cli.common import FILE, find_element, find_party, open_for_writing
from raci_tui.core.errors import EditError
from raci_tui.core.history import describe
from raci_tui.core.notation import parse
from raci_tui.core.records import EditLayer
from raci_tui.core.workspace import Conflict


@click.command("set")
@FILE
@click.argument("element")
@click.argument("party")
@click.argument("letters")
@click.option("--layer", type=click.Choice(["current", "target"]), default="current", show_default=True)
@click.pass_obj
def set_command(
    author: str | None, file: Path, element: str, party: str, letters: str, layer: EditLayer
) -> int:
    """Set the letters of one cell, such as A/R; - is not involved, "" is undecided or no plan.

    ELEMENT and PARTY are a code, a name, or how a name begins.
    """
    conflicts: list[Conflict] = []
    with open_for_writing(file, author) as session:
        workspace = session.workspace
        if workspace.read_only_reason:
            raise EditError(f"{file} cannot be changed", workspace.read_only_reason)
        row, column = find_element(workspace, element), find_party(workspace, party)
        value = parse(letters, workspace.scheme)
        workspace.subscribe_conflicts(conflicts.extend)
        with workspace.edit(f"Set {row.name} × {column.name}", via="command") as edit:
            edit.set(row.id, column.id, layer, value or None if layer == "target" else value)
        made = workspace.pending[-1] if workspace.pending else None
        session.save_now()
        if made is None:
            click.echo("it says so already", err=True)
        elif not conflicts:
            click.echo("; ".join(describe(made, workspace.state)), err=True)
    for conflict in conflicts:
        click.echo(f"raci-tui: not set: {conflict.by} has just changed the same cell", err=True)
    return 1 if conflicts else 0
