"""Workspaces and snapshots for the tests of formats and services."""

import io
from datetime import UTC, datetime

from raci_tui.core.findings import Findings
from raci_tui.core.ledger import Head
from raci_tui.core.plan import apply_plan, make_plan
from raci_tui.core.recognise import Hints
from raci_tui.core.records import Element, Journey, Layer, Pain, Party, PartyKind, Stage
from raci_tui.core.tables import Source
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.plugin.options import read_options
from raci_tui.plugin.types import Exporter, Importer, Snapshot
from raci_tui.rules.ownership import OWNERSHIP_RULES
from raci_tui.services.exporting import take_snapshot

MOMENT = datetime(2026, 3, 4, 12, tzinfo=UTC)


def _no_progress(share: float) -> None:
    """Nobody looks."""


def empty(name: str = "Shop") -> Workspace:
    return Workspace(new_state(name), Head(0, ""), author="dana", clock=lambda: MOMENT)


def filled(
    names: list[str],
    parties: list[tuple[str, PartyKind]],
    letters: dict[tuple[int, int], tuple[str, str | None]],
    *,
    title: str = "Shop",
) -> Workspace:
    """A workspace with elements and parties by place, and letters by their places."""
    made = empty(title)
    with made.edit("Make") as edit:
        edit.add(Journey(id="j", name="Main"))
        edit.add(Stage(id="s", journey="j", name="Start"))
        for place, name in enumerate(names):
            stage = "s" if place % 2 else ""
            edit.add(Element(id=f"e{place}", name=name, journey="j", stage=stage, order=f"{place:03d}1"))
        for place, (name, kind) in enumerate(parties):
            edit.add(Party(id=f"p{place}", name=name, kind=kind, order=f"{place:03d}1"))
        for (element, party), (current, target) in letters.items():
            edit.set(f"e{element}", f"p{party}", "current", current)
            if target is not None:
                edit.set(f"e{element}", f"p{party}", "target", target)
    return made


def shop() -> Workspace:
    made = filled(
        ["Plan the week", "Ask the customer", "Build it", "Nobody's step"],
        [("Ops", "department"), ("IT", "department"), ("Crew", "partner"), ("Customer", "customer")],
        {
            (0, 0): ("AR", None), (0, 2): ("C", "-"), (1, 0): ("", "A"), (1, 3): ("I", None), (2, 1): ("R", "AR"),
            (2, 2): ("-", None),
        },
    )  # fmt: skip
    with made.edit("Pain") as edit:
        edit.add(Pain(id="pain1", element="e3", severity=5, source="process", text="takes weeks"))
        edit.update(
            "elements", "e0", code="S-1", visibility="front", touchpoint="Counter", extra={"Output": "a plan"}
        )
    return made


def snapshot(of: Workspace, layer: Layer = "current") -> Snapshot:
    return take_snapshot(of, Findings(of, OWNERSHIP_RULES, lambda: "2026-03-04"), layer)


def written(exporter: Exporter, of: Workspace, layer: Layer = "current", **options: str) -> bytes:
    out = io.BytesIO()
    exporter.write(snapshot(of, layer), out, read_options(exporter.options, options), _no_progress)
    return out.getvalue()


def warnings_of(exporter: Exporter, of: Workspace, **options: str) -> tuple[str, ...]:
    said = exporter.write(snapshot(of), io.BytesIO(), read_options(exporter.options, options), _no_progress)
    return tuple(said or ())


def read_back(importer: Importer, data: bytes, layer: Layer | None = None) -> Workspace:
    """Import into a new workspace."""
    made = empty()
    source: Source = importer.read(data, "back")
    hints = Hints(layer="target" if layer == "target" else None)
    apply_plan(made, make_plan(made, source, hints))
    return made


def matrix(of: Workspace) -> list[tuple[str, str, dict[str, tuple[str, str]]]]:
    """What a workspace says, without ids: stage and name of each element, letters of both layers by party."""
    names = {party.id: party.name for party in of.parties()}
    stages = {stage.id: stage.name for stage in of.stages()}
    return [
        (
            stages.get(element.stage, ""),
            element.name,
            {
                names[party]: (cell.current, cell.planned)
                for party, cell in sorted(of.state.rows.get(element.id, {}).items())
                if cell.current or cell.planned
            },
        )
        for element in of.elements()
    ]


def current_only(
    rows: list[tuple[str, str, dict[str, tuple[str, str]]]],
) -> list[tuple[str, str, dict[str, str]]]:
    return [(stage, name, {p: now for p, (now, _) in cells.items() if now}) for stage, name, cells in rows]
