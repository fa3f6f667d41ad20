"""`raci-tui import`: bring in a table, or a whole document, from another file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from raci_tui.cli.common import FILE, JSON, open_for_reading, open_for_writing, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from raci_tui.core.plan import ImportPlan
    from raci_tui.core.tables import Noted

_SHOWN = 20


@click.command("import")
@FILE
@click.argument("source")
@click.option(
    "--layer", type=click.Choice(["current", "target"]), help="Where the letters go; guessed by titles."
)
@click.option("--format", "format_id", metavar="ID", help="What the source is; its ending says so otherwise.")
@click.option(
    "--table", type=click.IntRange(1), metavar="N", help="The table to take, where there are several."
)
@click.option("--journey", default="", metavar="NAME", help="The journey of new elements.")
@click.option("--partners", default="", metavar="X,Y", help="The parties that are partners outside.")
@click.option(
    "--map",
    "mappings",
    multiple=True,
    metavar="X=Y",
    help="What a mark means (X=R), or a column (Phase=stage).",
)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option(
    "--debug-plugin", default="", metavar="ID", help="Run this importer in-process, with its traceback."
)
@JSON
@click.pass_obj
def import_command(
    author: str | None,
    file: Path,
    source: str,
    layer: str | None,
    format_id: str | None,
    table: int | None,
    journey: str,
    partners: str,
    mappings: tuple[str, ...],
    dry_run: bool,
    debug_plugin: str,
    as_json: bool,
) -> None:
    """Add and set what a table says, as one step that undo takes back.

    SOURCE is an Excel workbook, a CSV, Markdown, HTML or raci-tui JSON file; - is standard input.
    """
    from raci_tui.core.recognise import Hints, read_mappings
    from raci_tui.core.text import clean_line
    from raci_tui.services.importing import apply_import, load_source, plan_as_json, plan_import

    with open_for_reading(file) if dry_run else open_for_writing(file, author) as session:
        read = load_source(source, format_id or debug_plugin or None, in_process=bool(debug_plugin))
        marks, fields = read_mappings(mappings, session.workspace.scheme)
        hints = Hints(
            layer="target" if layer == "target" else "current" if layer else None,
            table=table,
            journey=clean_line(journey),
            partners=tuple(name.strip() for name in partners.split(",") if name.strip()),
            marks=marks,
            fields=fields,
        )
        plan = plan_import(session.workspace, read, hints)
        if not dry_run:
            apply_import(session.workspace, plan)
            session.save_now()
            session.writer.write_snapshot()
        if as_json:
            print_json(plan_as_json(plan, applied=not dry_run and not plan.is_empty))
        else:
            _report(plan, dry_run=dry_run)


def _report(plan: ImportPlan, *, dry_run: bool) -> None:
    """Say in sentences what was understood and what changed."""
    for table in plan.tables:
        title = f" “{table.title}”" if table.title else ""
        _say(
            f"table {table.number}{title}: {_count(table.elements, 'element')} by "
            f"{_count(table.parties, 'party')}, {table.layer}"
        )
    _list("skipped", _noted(plan.skipped))
    _list("not understood, kept as the cell's note", _noted(plan.unknown))
    _list("note", plan.remarks)
    _list("also changed", plan.updates)
    _list(
        "overwritten",
        [
            f"{c.address}: {c.element} × {c.party}, {c.layer}: {c.old} becomes {c.new or 'no plan'}"
            for c in plan.overwritten
        ],
    )
    _list("assumed", plan.questions)
    if plan.is_empty:
        _say("nothing changes: all of it is there already")
        return
    verb = "would add" if dry_run else "added"
    _say(
        f"{verb} {_count(len(plan.new_elements), 'element')}, {_count(len(plan.new_parties), 'party')} and "
        f"{_count(len(plan.new_stages), 'stage')}; "
        f"{'would set' if dry_run else 'set'} {_count(len(plan.cells), 'cell')}; "
        f"{_count(plan.matched_elements, 'element')} {'was' if plan.matched_elements == 1 else 'were'} there already"
    )


def _noted(noted: Iterable[Noted]) -> list[str]:
    return [
        f"{n.address}: {n.text[:80]!r}: {n.reason}" if n.text else f"{n.address}: {n.reason}" for n in noted
    ]


def _list(what: str, lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        _say(f"{what}: {line}")
    if len(lines) > _SHOWN:
        _say(f"{what}: and {len(lines) - _SHOWN} more (--json lists all)")


def _count(number: int, word: str) -> str:
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number} {word if number == 1 else plural}"


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
