"""`raci-tui party`: one party's sheet as text, Markdown or JSON."""

from __future__ import annotations

from pathlib import Path

import click

from raci_tui.cli.common import FILE, JSON, find_party, open_for_reading, print_json
from raci_tui.core.party_sheet import party_sheet


@click.command("party")
@FILE
@click.argument("party")
@click.option("--markdown", is_flag=True, help="As Markdown, to send to the party.")
@JSON
def party_command(file: Path, party: str, *, markdown: bool, as_json: bool) -> None:
    """What one party owns, does, is asked and told, today and in the target."""
    from raci_tui.services.party_report import as_markdown, as_plain, as_text

    if markdown and as_json:
        raise click.UsageError("choose one of --markdown and --json")
    with open_for_reading(file) as session:
        found = find_party(session.workspace, party)
        sheet = party_sheet(session.workspace, session.findings, found.id)
        assert sheet is not None  # noqa: S101 - it was just found
        if as_json:
            print_json(as_plain(sheet))
        else:
            click.echo(as_markdown(sheet) if markdown else as_text(sheet), nl=False)
