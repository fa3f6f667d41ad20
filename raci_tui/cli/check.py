"""`raci-tui check`: what the rules find."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

import click

from raci_tui.cli.common import FILE, JSON, LAYER, VIEW, named, now, open_for_reading, print_json, view_of
from raci_tui.core.ages import age_days, key_of, open_since
from raci_tui.core.findings import FINDING_LAYER_WORDS, Finding
from raci_tui.core.query import Looking
from raci_tui.core.records import Layer, Severity
from raci_tui.core.views import View
from raci_tui.services.plugins import RulesOf, the_host
from raci_tui.services.session import Session

_GRADES: Final[dict[Severity, int]] = {"error": 3, "warning": 2, "info": 1}


@click.command("check")
@FILE
@LAYER
@VIEW
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info", "never"]), default="error", show_default=True,
    help="From which severity on the answer is no (exit code 1).",
)  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@JSON
def check_command(
    file: Path, layer: Layer | None, view: str, fail_on: Severity | Literal["never"], form: str, as_json: bool
) -> int:
    """What the rules find: rows that nobody owns, that several own, that nobody does."""
    with open_for_reading(file) as session:
        looked = view_of(session.workspace, view, layer)
        layer, rows = looked.layer, _rows(session, looked)
        found = [each for key in rows for each in session.findings.of(key) if each.shown_in(layer)]
        found.sort(key=lambda finding: -finding.rank)
        if as_json or form == "json":
            print_json({"layer": layer, "findings": _as_json(session, found)})
        else:
            _print(session, found, layer, len(rows))
        if fail_on == "never":
            return 0
        return int(any(not each.waived and _GRADES[each.severity] >= _GRADES[fail_on] for each in found))


def _rows(session: Session, view: View) -> tuple[str, ...]:
    """The elements to judge, in the order of the view."""
    return view.arranged(Looking(session.workspace, session.findings, view.layer, now().date())).elements


def _print(session: Session, found: list[Finding], layer: Layer, rows: int) -> None:
    for finding in found:
        element = session.workspace.state.tables["elements"][finding.element]
        code = f"{element.code}: " if element.code else ""
        marks = [FINDING_LAYER_WORDS[finding.layer]]
        if finding.waived:
            waiver = session.workspace.state.tables["waivers"][finding.waived]
            marks.append(f"waived: {waiver.reason}" if waiver.reason else "waived")
        click.echo(f"{finding.severity}: {code}{finding.message} ({', '.join(marks)})")
    waived = sum(1 for finding in found if finding.waived)
    tail = f", {waived} waived" if waived else ""
    click.echo(f"{len(found) - waived} findings in {layer} over {rows} elements{tail}", err=True)


def _as_json(session: Session, found: list[Finding]) -> list[dict[str, Any]]:
    workspace, store = session.workspace, session.store
    rules = RulesOf(the_host)
    since = open_since(
        store.base(), store.begun(), store.history(), rules, only={each.element for each in found}
    )
    today = now()
    answer: list[dict[str, Any]] = []
    for finding in found:
        waiver = workspace.state.tables["waivers"].get(finding.waived)
        parties = [named("parties", party, workspace) for party in finding.parties]
        answer.append(
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "layer": finding.layer,
                "element": named("elements", finding.element, workspace),
                "party": parties[0] if len(parties) == 1 else None,
                "parties": parties,
                "message": finding.message,
                "advice": finding.advice,
                "age_days": age_days(since.get(key_of(finding), ""), today),
                "waived": None
                if waiver is None
                else {"reason": waiver.reason, "author": waiver.author, "until": waiver.until},
            }
        )
    return answer
