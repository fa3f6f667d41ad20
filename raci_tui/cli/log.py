"""`raci-tui log`: who changed what, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from raci_tui.cli.common import FILE, JSON, SINCE, find_element, open_for_reading, point_of, print_json
from raci_tui.core.history import Names, describe_change, position_at, timed
from raci_tui.core.ledger import Change, Commit
from raci_tui.core.state import State

_SENTENCES: Final = 8


@click.command("log")
@FILE
@SINCE
@click.option("--element", metavar="E", help="Only what touched this element.")
@JSON
def log_command(file: Path, since: str | None, element: str | None, as_json: bool) -> None:
    """Who changed what, and when; the last commit first."""
    with open_for_reading(file) as session:
        state = session.workspace.state
        start = position_at(point_of(since, session), session.store.history()) if since else 0
        key = find_element(session.workspace, element).id if element else ""
        commits: list[tuple[str, int, Commit, list[Change]]] = []
        for at, entry in timed(session.store.history()):
            changes = [change for change in entry.commit.changes if not key or _is_about(change, key)]
            if entry.position > start and changes:
                commits.append((at, entry.position, entry.commit, changes))
        commits.reverse()
        if as_json:
            print_json({"commits": [_as_json(*commit, state) for commit in commits]})
            return
        for at, position, commit, changes in commits:
            click.echo(f"#{position}  {at[:10]} {at[11:16]}  {commit.author}: {commit.label}")
            sentences = [describe_change(change, Names(state, commit)) for change in changes]
            for sentence in sentences[:_SENTENCES]:
                click.echo(f"    {sentence}")
            if len(sentences) > _SENTENCES:
                click.echo(f"    and {len(sentences) - _SENTENCES} more")


def _is_about(change: Change, element: str) -> bool:
    if change.table == "cells":
        return change.key.startswith(element + "/")
    record = change.new if isinstance(change.new, dict) else change.old
    named = isinstance(record, dict) and record.get("element") == element
    return named or (change.table in ("elements", "moves") and change.key == element)


def _as_json(
    at: str, position: int, commit: Commit, changes: list[Change], state: State
) -> dict[str, object]:
    names = Names(state, commit)
    return {
        "seq": position,
        "at": at,
        "by": commit.author,
        "label": commit.label,
        "via": commit.via,
        "changes": [
            {
                "table": change.table,
                "key": change.key,
                "field": change.field,
                "old": change.old,
                "new": change.new,
                "text": describe_change(change, names),
            }
            for change in changes
        ],
    }
