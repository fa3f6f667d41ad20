"""`raci-tui scheme`: which schemes there are, what their letters mean; adds one's own, and changes to another."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from raci_tui.cli.common import FILE, JSON, open_for_reading, open_for_writing, print_json, print_table
from raci_tui.core.errors import EditError, SchemeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raci_tui.core.conversion import Conversion
    from raci_tui.core.scheme import Scheme
    from raci_tui.core.workspace import Workspace

_LAYERS = {"current": "today", "target": "target", "note": "note"}


@click.command("scheme")
@FILE
@click.argument("scheme_id", metavar="[ID]", default="")
@click.option(
    "--add", "source", metavar="SOURCE", help="Keep the schemes of a TOML file; - is standard input."
)
@click.option("--use", is_flag=True, help="Change the workspace to the scheme ID.")
@click.option(
    "--map",
    "mappings",
    multiple=True,
    metavar="A=D,C=I",
    help="What becomes of each letter in use; C=- drops it.",
)
@click.option("--drop", is_flag=True, help="Letters that the map drops are meant to be lost.")
@click.option("--dry-run", is_flag=True, help="Only say what would change, cell by cell.")
@click.option("--toml", "as_toml", is_flag=True, help="Print the scheme as TOML, to make one's own of it.")
@JSON
@click.pass_obj
def scheme_command(
    author: str | None,
    file: Path,
    scheme_id: str,
    source: str | None,
    use: bool,
    mappings: tuple[str, ...],
    drop: bool,
    dry_run: bool,
    as_toml: bool,
    as_json: bool,
) -> int:
    """List the schemes, or say what the letters of one mean.

    With --add keep schemes of one's own in the workspace, with --use change the workspace to one.
    """
    if not use and (mappings or drop or dry_run):
        raise click.UsageError("--map, --drop and --dry-run go with --use")
    if (use or as_toml) and not scheme_id:
        raise click.UsageError("name the scheme: raci-tui scheme FILE ID --use")
    writes = source is not None or (use and not dry_run)
    conflicts: list[object] = []
    with open_for_writing(file, author) if writes else open_for_reading(file) as session:
        workspace = session.workspace
        workspace.subscribe_conflicts(conflicts.extend)
        if writes and workspace.read_only_reason:
            raise EditError(f"{file} cannot be changed", workspace.read_only_reason)
        if source is not None:
            _add(workspace, source)
        if use:
            _use(workspace, _scheme(workspace, scheme_id), mappings, drop=drop, dry_run=dry_run)
        if writes:
            session.save_now()
        if as_json:
            print_json(_as_json(workspace, scheme_id))
        elif as_toml:
            from raci_tui.core.scheme_text import write_scheme

            click.echo(write_scheme(_scheme(workspace, scheme_id)), nl=False)
        elif not writes and not use:
            _show(workspace, scheme_id)
    if conflicts:
        click.echo("raci-tui: nothing was changed: somebody else has just changed the same", err=True)
    return 1 if conflicts else 0


def _add(workspace: Workspace, source: str) -> None:
    from raci_tui.core.own_schemes import keep_scheme
    from raci_tui.core.scheme_text import read_schemes

    for scheme in read_schemes(_text_of(source)):
        label = keep_scheme(workspace, scheme, via="command")
        click.echo(label or f"the scheme {scheme.name} is kept already", err=True)


def _use(
    workspace: Workspace, scheme: Scheme, mappings: tuple[str, ...], *, drop: bool, dry_run: bool
) -> None:
    from raci_tui.core.conversion import conversion, convert, gaps_of, read_map

    plan = conversion(workspace, scheme, read_map(mappings), drop=drop)
    if dry_run:
        print_table(_cells(workspace, plan))
    for text in (*plan.losses, *plan.remarks):
        click.echo(text, err=True)
    for each in gaps_of(workspace, plan):
        click.echo(f"this {each.text}", err=True)
    if not dry_run:
        convert(workspace, plan, via="command")
    click.echo(f"{'would change: ' if dry_run else ''}{plan.label}", err=True)


def _cells(workspace: Workspace, plan: Conversion) -> list[list[str]]:
    from raci_tui.core.blocks import said

    elements, parties = workspace.state.tables["elements"], workspace.state.tables["parties"]
    return [
        [
            elements[each.element].name,
            parties[each.party].name,
            _LAYERS[each.field],
            said(each.field, each.old),
            "→",
            said(each.field, each.new),
        ]
        for each in plan.block.changes
    ]


def _scheme(workspace: Workspace, key: str) -> Scheme:
    schemes = workspace.schemes
    if key not in schemes:
        raise SchemeError(f"nobody knows the scheme {key!r}", f"known are {', '.join(schemes)}")
    return schemes[key]


def _show(workspace: Workspace, key: str) -> None:
    if key:
        from raci_tui.core.scheme_words import in_words, rules_in_words

        scheme = _scheme(workspace, key)
        click.echo(f"{scheme.name} ({scheme.id})")
        print_table([[letter.code, in_words(letter)] for letter in scheme.letters])
        for rule in rules_in_words(scheme):
            click.echo(rule)
        return
    print_table(
        [
            "●" if key == workspace.info.scheme else "",
            key,
            scheme.name,
            " ".join(letter.code for letter in scheme.letters),
            "of this workspace" if _is_own(workspace, scheme) else "",
        ]
        for key, scheme in workspace.schemes.items()
    )


def _as_json(workspace: Workspace, key: str) -> dict[str, Any]:
    schemes: Sequence[Scheme] = [_scheme(workspace, key)] if key else list(workspace.schemes.values())
    return {
        "in_force": workspace.info.scheme,
        "schemes": [
            {
                "id": scheme.id,
                "name": scheme.name,
                "own": _is_own(workspace, scheme),
                "letters": [
                    {"code": letter.code, "name": letter.name, "kind": letter.kind}
                    for letter in scheme.letters
                ],
            }
            for scheme in schemes
        ],
    }


def _is_own(workspace: Workspace, scheme: Scheme) -> bool:
    from raci_tui.core.own_schemes import is_own

    return is_own(workspace, scheme)


def _text_of(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise SchemeError(f"{source} cannot be read", (error.strerror or str(error)).lower()) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SchemeError(f"{source} is no UTF-8 text", "save it as UTF-8") from error
