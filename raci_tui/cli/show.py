"""`raci-tui show`: the matrix as text, as one fact a line, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import click

from raci_tui.cli.common import (
    FILE,
    JSON,
    LAYER,
    VIEW,
    now,
    open_for_reading,
    print_json,
    print_table,
    view_of,
)
from raci_tui.cli.spoken import spoken_lines
from raci_tui.core.arrange import KIND_TITLES, shown_parties
from raci_tui.core.diff import show_diff
from raci_tui.core.labels import short_name
from raci_tui.core.notation import show
from raci_tui.core.query import Looking
from raci_tui.core.records import Cell, Element, Layer, Party
from raci_tui.core.views import View
from raci_tui.core.workspace import Workspace
from raci_tui.services.session import Session


@click.command("show")
@FILE
@LAYER
@VIEW
@click.option("--plain", is_flag=True, help="One fact a line, for a screen reader.")
@JSON
def show_command(file: Path, layer: Layer | None, view: str, plain: bool, as_json: bool) -> None:
    """The matrix as text."""
    with open_for_reading(file) as session:
        workspace = session.workspace
        shown = _shown(session, view_of(workspace, view, layer), sections=not view)
        if as_json:
            print_json(_as_json(workspace, shown))
        elif plain:
            for line in spoken_lines(workspace, session.findings, layer=shown.layer, elements=shown.elements,
                                     parties=shown.parties):  # fmt: skip
                click.echo(line)
        else:
            _print(workspace, shown)


class Shown(NamedTuple):
    """What is printed: a layer, rows under their headings, and columns."""

    layer: Layer
    groups: Sequence[tuple[str, Sequence[Element]]]
    parties: Sequence[Party]

    @property
    def elements(self) -> list[Element]:
        """The rows, in order."""
        return [element for _, group in self.groups for element in group]


def _shown(session: Session, view: View, *, sections: bool) -> Shown:
    """Rows and columns of a view; without one every row, in sections by the name of its stage."""
    workspace = session.workspace
    tables = workspace.state.tables
    if sections:
        stages = groupby(workspace.elements(), lambda element: element.stage)
        named = [
            (tables["stages"][key].name if key in tables["stages"] else "", list(rows))
            for key, rows in stages
        ]
        return Shown(view.layer, named, workspace.parties())
    arrangement = view.arranged(Looking(workspace, session.findings, view.layer, now().date()))
    groups = [
        (group.title, [tables["elements"][key] for key in group.elements]) for group in arrangement.groups
    ]
    return Shown(view.layer, groups, shown_parties(workspace.parties(), view.shape))


def _print(workspace: Workspace, shown: Shown) -> None:
    parties, layer = shown.parties, shown.layer
    titles = _titles(parties)
    rows: list[list[str]] = [["", "element", *titles]]
    for heading, elements in shown.groups:
        if heading:
            rows.append(["", f"— {heading}", *("" for _ in parties)])
        for element in elements:
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


def _as_json(workspace: Workspace, shown: Shown) -> dict[str, Any]:
    stages, journeys = workspace.state.tables["stages"], workspace.state.tables["journeys"]
    return {
        "name": workspace.info.name,
        "layer": shown.layer,
        "scheme": workspace.scheme.id,
        "parties": [{"id": party.id, "name": party.name, "kind": party.kind} for party in shown.parties],
        "elements": [
            {
                "id": element.id,
                "code": element.code,
                "name": element.name,
                "journey": journeys[element.journey].name if element.journey in journeys else "",
                "stage": stages[element.stage].name if element.stage in stages else "",
                "cells": [
                    {"party": party.id, "current": cell.current, "target": cell.target, "note": cell.note}
                    for party in shown.parties
                    if (cell := workspace.state.rows.get(element.id, {}).get(party.id))
                ],
            }
            for element in shown.elements
        ],
    }
