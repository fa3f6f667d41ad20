"""How long findings have stood open, from the ledger: derived, never kept as a second truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from raci_tui.core.findings import Finding, Findings, Rule
from raci_tui.core.history import timed
from raci_tui.core.ledger import Entry, Head
from raci_tui.core.scheme import Scheme
from raci_tui.core.state import State, Touched
from raci_tui.core.touched import touched_elements
from raci_tui.core.workspace import Workspace

Key = tuple[str, str, str]
"""Rule, element and party."""


def key_of(finding: Finding) -> Key:
    """What makes two findings the same one over time."""
    return finding.key


def open_since(
    base: State,
    begun: str,
    entries: Iterable[Entry],
    rules: Sequence[Rule],
    schemes: Mapping[str, Scheme] | None = None,
    only: Iterable[str] | None = None,
) -> dict[Key, str]:
    """When each finding that is open at the end came up, ISO 8601 in UTC.

    Args:
        base: The state at position 0; changed.
        begun: When the ledger was begun.
        only: Elements to follow; all where None.
    """
    workspace = Workspace(base, Head(0, ""), author="", schemes=schemes)
    findings = Findings(workspace, rules, lambda: "")
    wanted = None if only is None else set(only)
    since: dict[Key, str] = {}
    touched: Touched = {("elements", key) for key in base.tables["elements"]}
    _follow(workspace, findings, touched, begun, since, wanted)
    for at, entry in timed(entries):
        workspace.head = Head(entry.position - 1, "")
        workspace.receive((entry,))
        _follow(workspace, findings, {(c.table, c.key) for c in entry.commit.changes}, at, since, wanted)
    findings.close()
    return since


def age_days(since: str, now: datetime) -> int:
    """Whole days since a moment; 0 where nobody knows."""
    return max(0, (now - datetime.fromisoformat(since)).days) if since else 0


def _follow(
    workspace: Workspace,
    findings: Findings,
    touched: Touched,
    at: str,
    since: dict[Key, str],
    wanted: set[str] | None,
) -> None:
    if {table for table, _ in touched} & {"workspace", "schemes", "parties", "rules", "pains"}:
        touched = {("elements", key) for key in workspace.state.tables["elements"]}
    gone = {key for table, key in touched if table == "elements"} - workspace.state.tables["elements"].keys()
    rows = touched_elements(workspace, touched)
    if wanted is not None:
        rows &= wanted
    now = {key_of(finding) for element in rows for finding in findings.of(element)}
    for key in [key for key in since if (key[1] in rows or key[1] in gone) and key not in now]:
        del since[key]
    for key in now:
        since.setdefault(key, at)
