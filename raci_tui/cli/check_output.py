"""What `check` prints: sentences, JSON, SARIF, or annotations for GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import click

from raci_tui.cli.common import named, now, print_json
from raci_tui.core.ages import age_days, open_since
from raci_tui.core.records import Severity, Waiver
from raci_tui.core.rule import FINDING_LAYER_WORDS, Finding
from raci_tui.core.text import clean
from raci_tui.core.waiving import standing
from raci_tui.services.checking import Checked
from raci_tui.services.plugins import RulesOf, the_host
from raci_tui.services.session import Session

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}
_OF_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_OF_PROPERTIES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def print_text(session: Session, checked: Checked) -> None:
    """Print a sentence for every finding that is not in the baseline, waived ones marked."""
    for finding in checked.findings:
        if finding.waived or checked.counts(finding):
            click.echo(_line(session, finding))


def print_summary(checked: Checked) -> None:
    """Say on standard error how many there are of each kind."""
    new = sum(map(checked.counts, checked.findings))
    what = "finding" if checked.baseline is None else "new finding"
    parts = [f"{new} {what}{'' if new == 1 else 's'} in {checked.layer} over {checked.rows} elements"]
    if checked.baseline is not None:
        parts.append(f"{checked.known} in the baseline")
    if checked.waived:
        parts.append(f"{checked.waived} waived")
    click.echo(", ".join(parts), err=True)


def print_as_json(session: Session, checked: Checked) -> None:
    """Print the documented answer."""
    counts = {
        "open": len(checked.findings) - checked.waived,
        "new": sum(map(checked.counts, checked.findings)),
        "waived": checked.waived,
    }
    print_json(
        {"layer": checked.layer, "counts": counts, "findings": list(_as_json(session, checked))},
    )


def print_as_sarif(session: Session, checked: Checked, file: Path) -> None:
    """Print a SARIF log."""
    from raci_tui.services.sarif import sarif_log

    log = sarif_log(
        session.workspace,
        checked,
        tuple(RulesOf(session.host)),
        uri=uri_of(file),
        workspace_id=session.workspace_id,
    )
    print_json(log)


def print_annotations(session: Session, checked: Checked, file: Path) -> None:
    """Print a workflow command of GitHub for every finding that counts."""
    titles = {rule.id: rule.title for rule in RulesOf(session.host)}
    for finding in checked.findings:
        if checked.counts(finding):
            title = titles.get(finding.rule, finding.rule)
            text = f"{finding.message} ({FINDING_LAYER_WORDS[finding.layer]}) {finding.advice}"
            click.echo(annotation(finding.severity, file.as_posix(), title, text))


def annotation(severity: Severity, file: str, title: str, message: str) -> str:
    """One workflow command: whatever the texts hold, it stays one line, and one command."""
    properties = ",".join(
        f"{name}={clean(text).translate(_OF_PROPERTIES)}" for name, text in (("file", file), ("title", title))
    )
    return f"::{_COMMANDS[severity]} {properties}::{clean(message).translate(_OF_DATA)}"


def uri_of(file: Path) -> str:
    """A file as a URI: relative where it was named so, since then it is relative to a repository too."""
    return file.as_uri() if file.is_absolute() else quote(file.as_posix())


def _line(session: Session, finding: Finding) -> str:
    element = session.workspace.state.tables["elements"].get(finding.element)
    code = f"{element.code}: " if element and element.code else ""
    marks = [FINDING_LAYER_WORDS[finding.layer]]
    waiver = _waiver(session, finding)
    if waiver:
        marks.append(f"waived {standing(waiver)}")
    return f"{finding.severity}: {code}{finding.message} ({', '.join(marks)})"


def _waiver(session: Session, finding: Finding) -> Waiver | None:
    found: Waiver | None = session.workspace.state.tables["waivers"].get(finding.waived)
    return found


def _as_json(session: Session, checked: Checked) -> Iterator[dict[str, Any]]:
    workspace, store = session.workspace, session.store
    rules = RulesOf(the_host)
    elements = {each.element for each in checked.findings}
    since = open_since(store.base(), store.begun(), store.history(), rules, only=elements)
    today = now()
    for finding in checked.findings:
        waiver = _waiver(session, finding)
        parties = [named("parties", party, workspace) for party in finding.parties]
        yield {
            "rule": finding.rule,
            "severity": finding.severity,
            "layer": finding.layer,
            "on": finding.on,
            "group": finding.group,
            "element": named("elements", finding.element, workspace),
            "party": parties[0] if len(parties) == 1 else None,
            "parties": parties,
            "message": finding.message,
            "why": finding.why,
            "advice": finding.advice,
            "age_days": age_days(since.get(finding.key, ""), today),
            "baseline": checked.state(finding),
            "waived": None
            if waiver is None
            else {"reason": waiver.reason, "author": waiver.author, "until": waiver.until},
        }
