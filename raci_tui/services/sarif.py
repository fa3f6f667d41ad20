"""Findings in the Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS, with errata 01).

Elements and parties are logical locations below their journey and stage; the physical one is the workspace's file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from raci_tui import __version__
from raci_tui.core.ages import Key
from raci_tui.core.records import Element, Severity, Waiver
from raci_tui.core.rule import FINDING_LAYER_WORDS, Finding, Rule
from raci_tui.core.waiving import until_in_words
from raci_tui.core.workspace import Workspace
from raci_tui.services.checking import Checked

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT: Final = "raciTuiFinding/v1"
LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
_MARKED: Final = str.maketrans({"{": "{{", "}": "}}"})
_SEPARATOR: Final = "\x1f"

Log = dict[str, Any]


def sarif_log(
    workspace: Workspace, checked: Checked, rules: Sequence[Rule], *, uri: str, workspace_id: str
) -> Log:
    """Make the log of one check.

    Args:
        rules: Every rule that was applied.
        uri: Where the workspace's file lies, as a URI or relative to where one stands.
    """
    places = _Places(workspace)
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    results = [_result(workspace, checked, finding, numbers, places, uri) for finding in checked.findings]
    run: Log = {
        "tool": {"driver": {"name": "raci-tui", "version": __version__, "rules": list(map(_rule, rules))}},
        "automationDetails": {"id": f"raci-tui/{checked.layer}/"},
        "artifacts": [{"location": {"uri": uri}, "mimeType": "application/json", "encoding": "UTF-8"}],
        "logicalLocations": places.made,
        "results": results,
        "columnKind": "unicodeCodePoints",
        "properties": {
            "workspace": workspace_id,
            "layer": checked.layer,
            "elements": checked.rows,
            "waived": checked.waived,
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def fingerprint(key: Key) -> str:
    """A text for what makes two findings the same; names have no part in it."""
    return hashlib.sha256(_SEPARATOR.join(key).encode()).hexdigest()


def _rule(rule: Rule) -> Log:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": _text(rule.title),
        "fullDescription": _text(rule.why),
        "help": _text(f"{rule.why} {rule.advice}"),
        "defaultConfiguration": {"level": LEVELS[rule.severity], "enabled": rule.enabled},
        "properties": {"tags": [rule.group], "on": rule.on},
    }


def _result(
    workspace: Workspace,
    checked: Checked,
    finding: Finding,
    numbers: dict[str, int],
    places: _Places,
    uri: str,
) -> Log:
    location: Log = {
        "physicalLocation": {"artifactLocation": {"uri": uri, "index": 0}, "region": {"startLine": 1}}
    }
    logical = places.of(finding)
    if logical:
        location["logicalLocations"] = logical
    made: Log = {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity],
        "message": _text(f"{finding.message} {finding.advice}"),
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: fingerprint(finding.key)},
        "suppressions": [],
        "properties": {
            "layer": finding.layer,
            "layerInWords": FINDING_LAYER_WORDS[finding.layer],
            "priority": finding.rank,
        },
    }
    if finding.rule in numbers:
        made["ruleIndex"] = numbers[finding.rule]
    state = checked.state(finding)
    if state:
        made["baselineState"] = state
    waiver: Waiver | None = workspace.state.tables["waivers"].get(finding.waived)
    if waiver:
        made["suppressions"].append(_suppression(waiver))
    return made


def _suppression(waiver: Waiver) -> Log:
    by = f"{waiver.author}, " if waiver.author else ""
    return {
        "kind": "external",
        "status": "accepted",
        "justification": f"{waiver.reason} ({by}{until_in_words(waiver.until)})".strip(),
        "properties": {"author": waiver.author, "until": waiver.until},
    }


def _text(text: str) -> Log:
    """A message: braces are doubled, since they mark what is filled in, and nothing reads as a link."""
    return {"text": text.translate(_MARKED).replace("](", "] (")}


class _Places:
    """The run's logical locations, each made once, parents first."""

    def __init__(self, workspace: Workspace) -> None:
        self._tables = workspace.state.tables
        self._known: dict[tuple[str, str], int] = {}
        self.made: list[Log] = []

    def of(self, finding: Finding) -> list[Log]:
        """Where a finding is: its element, and the parties it is about."""
        found = []
        element: Element | None = self._tables["elements"].get(finding.element)
        if element:
            found.append(self._element(element))
        found += [self._place("parties", party, None) for party in dict.fromkeys(finding.parties)]
        return [self._link(index) for index in found if index is not None]

    def _element(self, element: Element) -> int | None:
        journey = self._place("journeys", element.journey, None)
        stage = self._place("stages", element.stage, journey)
        return self._place("elements", element.id, journey if stage is None else stage)

    def _place(self, table: str, key: str, parent: int | None) -> int | None:
        """Number of a record's location; None where there is no such record."""
        record = self._tables[table].get(key)
        if record is None:
            return None
        if (table, key) not in self._known:
            above = "" if parent is None else f"{self.made[parent]['fullyQualifiedName']}/"
            made: Log = {
                "name": record.name,
                "fullyQualifiedName": above + record.name,
                "decoratedName": key,
                "kind": "party" if table == "parties" else table.removesuffix("s"),
            }
            if parent is not None:
                made["parentIndex"] = parent
            self._known[table, key] = len(self.made)
            self.made.append(made)
        return self._known[table, key]

    def _link(self, index: int) -> Log:
        cached = self.made[index]
        return {"index": index, "name": cached["name"], "fullyQualifiedName": cached["fullyQualifiedName"]}
