"""`raci-tui check`: what the rules find."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from raci_tui.cli.check_output import (
    print_annotations,
    print_as_json,
    print_as_sarif,
    print_summary,
    print_text,
)
from raci_tui.cli.common import FILE, JSON, LAYER, VIEW, open_for_reading, view_of
from raci_tui.core.records import Layer
from raci_tui.services.checking import FailOn, check

Format = Literal["text", "json", "sarif", "github"]


@click.command("check")
@FILE
@LAYER
@VIEW
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info", "never"]), default="error", show_default=True,
    help="From which severity on the answer is no (exit code 1).",
)  # fmt: skip
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE",
    help="Only what is not in this baseline counts.",
)  # fmt: skip
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), metavar="FILE",
    help="Write what is found as a baseline, in place of one that is there.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text",
    show_default=True, help="Sentences, JSON, SARIF 2.1.0, or annotations for a GitHub workflow.",
)  # fmt: skip
@JSON
def check_command(
    file: Path,
    layer: Layer | None,
    view: str,
    fail_on: FailOn,
    baseline: Path | None,
    write_baseline: Path | None,
    form: Format,
    as_json: bool,
) -> int:
    """What the rules find: what nobody owns, what several own, what nobody does, and more."""
    if baseline and write_baseline:
        raise click.UsageError("--baseline and --write-baseline do not go together: say one of them.")
    with open_for_reading(file) as session:
        looked = view_of(session.workspace, view, layer)
        if write_baseline:
            from raci_tui.services.baselines import write_baseline as write

            found = check(session, looked)
            count = write(write_baseline, session, looked.layer, found.findings)
            click.echo(f"{count} finding{'' if count == 1 else 's'} written to {write_baseline}", err=True)
            return 0
        known = None
        if baseline:
            from raci_tui.services.baselines import read_baseline

            known = read_baseline(baseline, session, looked.layer)
        checked = check(session, looked, known)
        where = session.path or file
        if as_json or form == "json":
            print_as_json(session, checked)
        elif form == "sarif":
            print_as_sarif(session, checked, where)
        elif form == "github":
            print_annotations(session, checked, where)
        else:
            print_text(session, checked)
        if not as_json and form != "json":
            print_summary(checked)
        return int(checked.fails(fail_on))
