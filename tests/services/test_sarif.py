"""SARIF that the published schema accepts, with identities that outlive renaming."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from raci_tui.core.baseline import decode, encode
from raci_tui.core.findings import Findings
from raci_tui.core.records import Waiver
from raci_tui.core.views import View
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from raci_tui.services.checking import Checked, check
from raci_tui.services.examples import copy_example
from raci_tui.services.sarif import FINGERPRINT, sarif_log
from raci_tui.services.session import open_session
from tests.strategies import open_workspace

SCHEMA = Path(__file__).parent.parent / "sarif-2.1.0-rtm.5.json"
Log = dict[str, Any]


@cache
def validator() -> Any:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    kind = jsonschema.Draft4Validator
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def checked(workspace: Workspace, baseline: bytes = b"") -> Checked:
    found = Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-05").all()
    return Checked("diff", 5, tuple(found), decode(baseline, "b") if baseline else None)


def log_of(workspace: Workspace, baseline: bytes = b"") -> Log:
    made = sarif_log(
        workspace, checked(workspace, baseline), OWNERSHIP_RULES, uri="w.raci.json", workspace_id="w"
    )
    read: Log = json.loads(msgspec.json.encode(made))
    validator().validate(read)
    return read


def results(log: Log) -> list[Log]:
    found: list[Log] = log["runs"][0]["results"]
    return found


def test_the_schema_is_that_of_the_format_and_refuses_what_is_wrong() -> None:
    assert (
        validator().schema["title"]
        == "Static Analysis Results Format (SARIF) Version 2.1.0-rtm.5 JSON Schema"
    )
    log = log_of(open_workspace())
    results(log)[0]["level"] = "info"
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(log)


def nothing(workspace: Workspace) -> None:
    with workspace.edit("nothing") as edit:
        for element in list(workspace.state.tables["elements"]):
            edit.remove("elements", element)


def hostile(workspace: Workspace) -> None:
    with workspace.edit("hostile") as edit:
        edit.update("elements", "e2", name="{0} }{ [x](javascript:1) \\ \N{PILE OF POO}\n<b>")
        edit.update("parties", "p1", name="")
        edit.update("elements", "e4", stage="")


@pytest.mark.parametrize("make", [None, nothing, hostile])
def test_every_log_is_valid(make: Callable[[Workspace], None] | None) -> None:
    workspace = open_workspace()
    if make:
        make(workspace)
    log_of(workspace)
    log_of(workspace, encode("w", "diff", "", checked(workspace).findings))


def test_what_every_rule_finds_in_a_whole_workspace_is_valid(tmp_path: Path) -> None:
    path = copy_example("southern-water", tmp_path, date(2026, 1, 2))
    with open_session(path, author="dana") as session:
        found = check(session, View("diff"))
        rules = tuple(session.host().rules)
        made = sarif_log(
            session.workspace, found, rules, uri="s.raci.json", workspace_id=session.workspace_id
        )
        read: Log = json.loads(msgspec.json.encode(made))
        validator().validate(read)
    assert {finding.on for finding in found.findings} >= {"row", "column"}
    parties = {place["name"] for place in read["runs"][0]["logicalLocations"] if place["kind"] == "party"}
    assert "Customer Service" in parties


def test_rules_say_what_they_are_about_and_how_bad_it_is() -> None:
    rules = log_of(open_workspace())["runs"][0]["tool"]["driver"]["rules"]
    unowned = next(rule for rule in rules if rule["id"] == "no-owner")
    assert unowned == {
        "id": "no-owner",
        "name": "NoOwner",
        "shortDescription": {"text": "Unowned"},
        "fullDescription": {"text": "What nobody answers for stays broken unnoticed."},
        "help": {
            "text": "What nobody answers for stays broken unnoticed. Choose the one party that should answer for "
            "it, and give it the owner's letter."
        },
        "defaultConfiguration": {"level": "error", "enabled": True},
        "properties": {"tags": ["ownership"], "on": "row"},
    }
    for result in results(log_of(open_workspace())):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    # A workspace may grade a rule otherwise; the result says how it counts there.
    levels = {result["ruleId"]: result["level"] for result in results(log_of(open_workspace()))}
    assert levels == {"no-owner": "error", "many-owners": "error", "no-doer": "warning"}


def test_a_finding_stands_below_its_journey_and_stage_with_its_parties() -> None:
    run = log_of(open_workspace())["runs"][0]
    places = run["logicalLocations"]
    many = next(result for result in run["results"] if result["ruleId"] == "many-owners")
    (location,) = many["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "w.raci.json", "index": 0}
    element, *parties = [places[each["index"]] for each in location["logicalLocations"]]
    assert (element["fullyQualifiedName"], element["kind"], element["decoratedName"]) == (
        "Install/Visit/Install", "element", "e3",
    )  # fmt: skip
    stage = places[element["parentIndex"]]
    assert (stage["kind"], places[stage["parentIndex"]]["kind"]) == ("stage", "journey")
    assert [(party["name"], party["kind"]) for party in parties] == [
        ("Customer service", "party"), ("Crew", "party"),
    ]  # fmt: skip
    assert len({(place["kind"], place["decoratedName"]) for place in places}) == len(places)


def test_fingerprints_do_not_depend_on_names_and_tell_findings_apart() -> None:
    workspace = open_workspace()
    before = [each["partialFingerprints"][FINGERPRINT] for each in results(log_of(workspace))]
    with workspace.edit("rename") as edit:
        for table in ("elements", "parties", "stages", "journeys"):
            for key in workspace.state.tables[table]:
                edit.update(table, key, name=f"Another {key}")
    assert [each["partialFingerprints"][FINGERPRINT] for each in results(log_of(workspace))] == before
    assert len(set(before)) == len({(each["ruleId"], _element(each)) for each in results(log_of(workspace))})


def test_what_is_waived_is_suppressed_with_its_reason() -> None:
    workspace = open_workspace()
    with workspace.edit("accept") as edit:
        edit.add(Waiver(id="w2", rule="no-doer", element="e5", reason="{later}", author="Eli"))
    suppressions = {
        each["ruleId"]: each["suppressions"] for each in results(log_of(workspace)) if each["suppressions"]
    }
    assert suppressions == {
        "no-owner": [
            {
                "kind": "external", "status": "accepted", "justification": "seasonal (Dana, until 2026-03-01)",
                "properties": {"author": "Dana", "until": "2026-03-01"},
            }
        ],
        "no-doer": [
            {
                "kind": "external", "status": "accepted", "justification": "{later} (Eli, until further notice)",
                "properties": {"author": "Eli", "until": ""},
            }
        ],
    }  # fmt: skip


def test_only_a_baseline_tells_what_is_new() -> None:
    workspace = open_workspace()
    assert not any("baselineState" in result for result in results(log_of(workspace)))
    known = encode("w", "diff", "", checked(workspace).findings)
    with workspace.edit("clear") as edit:
        edit.set("e1", "p1", "current", "")
    states = {
        (each["ruleId"], _element(each)): each["baselineState"] for each in results(log_of(workspace, known))
    }
    new = {key for key, state in states.items() if state == "new"}
    assert (("no-owner", "Ask") in new, {name for _, name in new}) == (True, {"Ask"})


def test_messages_are_literal() -> None:
    workspace = open_workspace()
    hostile(workspace)
    texts = [each["message"]["text"] for each in results(log_of(workspace))]
    (odd,) = {text for text in texts if "{{0}}" in text and "answers" in text}
    assert "}}{{ [x] (javascript:1)" in odd


def _element(result: Log) -> str:
    name: str = result["locations"][0]["logicalLocations"][0]["name"]
    return name
