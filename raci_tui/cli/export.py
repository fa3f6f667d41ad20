"""`raci-tui export`: write the matrix in another format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from raci_tui.cli.common import FILE, LAYER, VIEW, now, open_for_reading, point_of, view_of
from raci_tui.core.errors import ExportError

if TYPE_CHECKING:
    from raci_tui.core.findings import Findings
    from raci_tui.core.records import Layer
    from raci_tui.core.workspace import Workspace
    from raci_tui.plugin.types import Exporter
    from raci_tui.services.session import Session


@click.command("export")
@FILE
@click.option(
    "-f", "--format", "format_id", metavar="FORMAT", required=True, help="xlsx, csv, markdown, json, ..."
)
@click.option(
    "-o",
    "--output",
    default="",
    metavar="OUT",
    help="The file to write, replacing what is there; - is standard output. Without it, a file named after the "
    "workspace, here.",
)
@click.option("--force", is_flag=True, help="Without -o: write over a file of that name.")
@LAYER
@click.option("--where", "query", default="", metavar="QUERY", help="Only elements that the query matches.")
@VIEW
@click.option("--journey", default="", metavar="NAME", help="Only one journey.")
@click.option("--at", metavar="WHEN", help="As it was then: a date, 3d, last-standup or #120.")
@click.option(
    "-O", "given", multiple=True, metavar="KEY=VALUE", help="An option of the format; -O help lists them."
)
@click.option("--debug-plugin", is_flag=True, help="Run the exporter in-process, with its traceback.")
def export_command(
    file: Path,
    format_id: str,
    output: str,
    force: bool,
    layer: Layer | None,
    query: str,
    view: str,
    journey: str,
    at: str | None,
    given: tuple[str, ...],
    debug_plugin: bool,
) -> None:
    """Write the matrix, whole or narrowed, in another format."""
    from raci_tui.services.exporting import choose_exporter, export, refuse_own_file, take_snapshot
    from raci_tui.services.plugins import the_host

    exporter = choose_exporter(the_host(), format_id)
    if "help" in given:
        _list_options(exporter)
        return
    options = _options(given)
    with open_for_reading(file) as session:
        workspace, findings = (session.workspace, session.findings) if at is None else _at(session, at)
        shown = view_of(workspace, view, layer, query, journey)
        snapshot = take_snapshot(
            workspace,
            findings,
            shown.layer,
            shown.query,
            shown.journey,
            shape=shown.shape,
            today=now().date(),
        )
        path = output or file.name.removesuffix(".json").removesuffix(".raci") + exporter.suffix
        if path != "-":
            refuse_own_file(path, session.path)
        if not output and not force:
            _refuse_other_file(path)
        for remark in export(snapshot, exporter.id, options, path, in_process=debug_plugin):
            click.echo(f"raci-tui: {remark}", err=True)
    covers = f" ({snapshot.covers})" if snapshot.covers else ""
    if path != "-":
        click.echo(f"wrote {path}: {len(snapshot.elements)} elements{covers}", err=True)


def _refuse_other_file(path: str) -> None:
    """Keep an export to which nobody gave a name off whatever has that name already.

    Raises:
        ExportError: There is such a file.
    """
    if os.path.lexists(path):
        raise ExportError(
            f"there already is a file {path} here", "name the export with -o, or write over it with --force"
        )


def _options(given: tuple[str, ...]) -> dict[str, str]:
    options = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign:
            raise ExportError(f"the option {pair!r} has no =", "write -O name=value")
        options[name.strip()] = value
    return options


def _list_options(exporter: Exporter) -> None:
    for option in exporter.options:
        choices = f" ({', '.join(option.choices)})" if option.choices else ""
        click.echo(f"{option.name}={option.default}{choices}: {option.help}")
    if not exporter.options:
        click.echo(f"{exporter.id} has no options", err=True)


def _at(session: Session, when: str) -> tuple[Workspace, Findings]:
    """The workspace as it was at a point of its history."""
    from raci_tui.core.findings import Findings
    from raci_tui.core.history import position_at, state_at
    from raci_tui.core.ledger import Head
    from raci_tui.core.workspace import Workspace
    from raci_tui.services.plugins import RulesOf, the_host

    history = list(session.store.history())
    position = position_at(point_of(when, session), history)
    past = next((entry for entry in history if entry.position == position), None)
    workspace = Workspace(
        state_at(session.store.base(), history, position),
        past.head if past else Head(0, ""),
        author="",
        schemes=the_host().schemes,
        last_at=past.commit.at if past else "",
    )
    return workspace, Findings(workspace, RulesOf(the_host), lambda: now().date().isoformat())
