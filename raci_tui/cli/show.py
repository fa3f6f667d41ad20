"""`raci-tui show`: the matrix as text, as one fact a line, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from raci_tui.cli.common import FILE, JSON, open_for_reading, print_json, print_table
from raci_tui.cli.spoken import spoken_lines
from raci_tui.core.arrange import KIND_TITLES
from raci_tui.core.diff import show_diff
from raci_tui.core.labels import short_name
from raci_tui.core.notation import show
from raci_tui.core.records import LAYERS, Cell, Layer, Party
from raci_tui.core.workspace import Workspace


@click.command("show")
@FILE
@click.option("--layer", type=click.Choice(LAYERS), default="current", show_default=True)
@click.option("--plain", is_flag=True, help="One fact a line, for a screen reader.")
@JSON
def show_command(file: Path, layer: Layer, plain: bool, as_json: bool) -> None:
    """The matrix as text."""
    with open_for_reading(file) as session:
        workspace = session.workspace
        if as_json:
            print_json(_as_json(workspace, layer))
        elif plain:
            for line in spoken_lines(workspace, session.findings, layer):
                click.echo(line)
        else:
            _print(workspace, layer)


def _print(workspace: Workspace, layer: Layer) -> None:
    parties = workspace.parties()
    titles = _titles(parties)
    stages = workspace.state.tables["stages"]
    rows: list[list[str]] = [["", "element", *titles]]
    before = ""
    for element in workspace.elements():
        if element.stage != before and element.stage in stages:
            rows.append(["", f"— {stages[element.stage].name}", *("" for _ in parties)])
        before = element.stage
        cells = [_text(workspace.cell(element.id, party.id), layer) for party in parties]
        rows.append([element.code, element.name, *cells])
    click.echo(f"{workspace.info.name} · {layer}")
    print_table(rows)
    click.echo()
    for kind, title in KIND_TITLES.items():
        named = [
            f"{head} {party.name}" if head != party.name else head
            for head, party in zip(titles, parties, strict=True)
            if party.kind == kind
        ]
        if named:
            click.echo(f"{title}: {', '.join(named)}")


def _titles(parties: Sequence[Party]) -> list[str]:
    """Short names; where two would be the same, the whole names."""
    short = [short_name(party) for party in parties]
    return [party.name if short.count(head) > 1 else head for head, party in zip(short, parties, strict=True)]


def _text(cell: Cell, layer: Layer) -> str:
    if layer == "diff":
        return (show_diff(cell) if cell.differs else show(cell.current)) or "·"
    return show(cell.current if layer == "current" else cell.planned) or "·"


def _as_json(workspace: Workspace, layer: Layer) -> dict[str, Any]:
    stages, journeys = workspace.state.tables["stages"], workspace.state.tables["journeys"]
    return {
        "name": workspace.info.name,
        "layer": layer,
        "scheme": workspace.scheme.id,
        "parties": [
            {"id": party.id, "name": party.name, "kind": party.kind} for party in workspace.parties()
        ],
        "elements": [
            {
                "id": element.id,
                "code": element.code,
                "name": element.name,
                "journey": journeys[element.journey].name if element.journey in journeys else "",
                "stage": stages[element.stage].name if element.stage in stages else "",
                "cells": [
                    {"party": party.id, "current": cell.current, "target": cell.target, "note": cell.note}
                    for party in workspace.parties()
                    if (cell := workspace.state.rows.get(element.id, {}).get(party.id))
                ],
            }
            for element in workspace.elements()
        ],
    }
