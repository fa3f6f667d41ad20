"""`raci-tui diff`: what differs between current and target, or between an earlier time and now."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import click

from raci_tui.cli.common import FILE, JSON, SINCE, named, open_for_reading, point_of, print_json, print_table
from raci_tui.core.diff import row_diffs
from raci_tui.core.history import cell_changes, position_at, state_at
from raci_tui.core.notation import show
from raci_tui.core.records import Cell
from raci_tui.core.workspace import Workspace
from raci_tui.services.session import Session


class _Row(NamedTuple):
    cell: Cell
    kind: str
    before: Cell | None = None


@click.command("diff")
@FILE
@SINCE
@JSON
@click.option("--markdown", is_flag=True, help="Answer as a Markdown table.")
def diff_command(file: Path, since: str | None, as_json: bool, markdown: bool) -> None:
    """What differs between current and target; with --since, between then and now."""
    with open_for_reading(file) as session:
        rows = _since(session, since) if since else _planned(session.workspace)
        if as_json:
            print_json({"changes": [_as_json(row, session.workspace) for row in rows]})
            return
        header = (
            ("element", "party", "kind", "was", "is")
            if since
            else ("element", "party", "kind", "current", "target")
        )
        table = [header, *(_as_text(row, session.workspace) for row in rows)]
        if markdown:
            _print_markdown(table)
        elif rows:
            print_table(table)
        click.echo(f"{len(rows)} cells differ", err=True)


def _planned(workspace: Workspace) -> list[_Row]:
    return [
        _Row(workspace.cell(diff.element, diff.party), diff.kind)
        for element in workspace.elements()
        for diff in row_diffs(workspace.state, element.id)
    ]


def _since(session: Session, when: str) -> list[_Row]:
    position = position_at(point_of(when, session), session.store.history())
    before = state_at(session.store.base(), session.store.history(), position)
    workspace = session.workspace
    order = {element.id: place for place, element in enumerate(workspace.elements())}
    found = sorted(cell_changes(before, workspace.state), key=lambda change: order[change.after.element])
    return [_Row(change.after, _kind(change.before, change.after), change.before) for change in found]


def _kind(before: Cell, after: Cell) -> str:
    """Whether letters only came, only went, or both, over both layers."""
    pairs = [(before.current, after.current), (before.target or "", after.target or "")]
    gained = any(set(new) - set(old) - {"-"} for old, new in pairs)
    lost = any(set(old) - set(new) - {"-"} for old, new in pairs)
    return "changed" if gained == lost else "gained" if gained else "lost"


def _as_json(row: _Row, workspace: Workspace) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "element": named("elements", row.cell.element, workspace),
        "party": named("parties", row.cell.party, workspace),
        "current": row.cell.current,
        "target": row.cell.target,
        "kind": row.kind,
    }
    if row.before:
        answer["before"] = {"current": row.before.current, "target": row.before.target}
    return answer


def _as_text(row: _Row, workspace: Workspace) -> tuple[str, ...]:
    names = (
        named("elements", row.cell.element, workspace)["name"],
        named("parties", row.cell.party, workspace)["name"],
    )
    if row.before:
        return (*names, row.kind, _both(row.before), _both(row.cell))
    return (*names, row.kind, show(row.cell.current) or "·", show(row.cell.target))


def _both(cell: Cell) -> str:
    """Current, and the target behind an arrow where there is one."""
    current = show(cell.current) or "·"
    return current if cell.target is None else f"{current} → {show(cell.target)}"


def _print_markdown(table: list[tuple[str, ...]]) -> None:
    for place, row in enumerate(table):
        cells = (cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in row)
        click.echo(f"| {' | '.join(cells)} |")
        if place == 0:
            click.echo("|" + " --- |" * len(row))
