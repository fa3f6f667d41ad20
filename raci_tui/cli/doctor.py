"""`raci-tui doctor`: what state the files are in, and repair what can be repaired."""

from __future__ import annotations

from pathlib import Path

import click

from raci_tui.cli.common import FILE, JSON, print_json
from raci_tui.core.errors import NotSavedError, StoreError
from raci_tui.services.settings import default_author
from raci_tui.store.doctor import Report, examine
from raci_tui.store.paths import workspace_path
from raci_tui.store.repair import repair


@click.command("doctor")
@FILE
@click.option("--adopt", is_flag=True, help="Make what others changed in the file one commit.")
@click.option(
    "--from-ledger",
    is_flag=True,
    help="Make the file again from its ledger; what others changed is set aside.",
)
@click.option("--dry-run", is_flag=True, help="Only say what is wrong.")
@JSON
@click.pass_obj
def doctor_command(
    author: str | None, file: Path, adopt: bool, from_ledger: bool, dry_run: bool, as_json: bool
) -> int:
    """What state the files are in, and repair what can be repaired; what gives way is set aside."""
    if adopt and from_ledger:
        raise click.UsageError("--adopt and --from-ledger exclude each other")
    path = workspace_path(file)
    before = examine(path)
    done: tuple[str, ...] = ()
    problem = ""
    if before.troubles and not dry_run:
        try:
            done = repair(path, adopt=adopt, from_ledger=from_ledger, author=author or default_author())
        except NotSavedError:
            raise
        except StoreError as error:
            problem = str(error)
    after = examine(path)
    if as_json:
        print_json(_as_json(before, after, done, problem))
    else:
        _print(before, after, done, problem)
    return 0 if after.opens else 1


def _print(before: Report, after: Report, done: tuple[str, ...], problem: str) -> None:
    for trouble in before.troubles:
        click.echo(f"{trouble.file}: {trouble.what}" + (f" ({trouble.remedy})" if trouble.remedy else ""))
    for sentence in done:
        click.echo(sentence)
    if problem:
        click.echo(f"raci-tui: {problem}", err=True)
    if after.opens:
        position = f"at position {after.position}" if after.position is not None else "without a ledger"
        click.echo(f"the workspace is fine, {position}")
    else:
        click.echo("the workspace does not open as it is; nothing was lost by looking", err=True)


def _as_json(before: Report, after: Report, done: tuple[str, ...], problem: str) -> dict[str, object]:
    return {
        "snapshot": before.snapshot,
        "ledger": before.ledger,
        "backup": before.backup,
        "position": after.position,
        "troubles": [trouble._asdict() for trouble in before.troubles],
        "done": list(done),
        "problem": problem,
        "opens": after.opens,
    }
