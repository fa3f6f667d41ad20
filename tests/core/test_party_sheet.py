"""A party's sheet says what it has to do, today and in the target, and what changes, in the order of the journey."""

from __future__ import annotations

from raci_tui.core.findings import Findings
from raci_tui.core.party_edits import retire, what_goes
from raci_tui.core.party_sheet import PartySheet, party_sheet
from raci_tui.core.records import Action, Person, Waiver
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.matrix_app import small_state
from tests.strategies import open_workspace


def sheet_of(workspace: Workspace, party: str) -> PartySheet:
    sheet = party_sheet(workspace, Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-05"), party)
    assert sheet
    return sheet


def lines(sheet: PartySheet) -> list[tuple[str, str, str, str, str]]:
    return [
        (duty.title, section.title, line.name, line.mark, line.others)
        for duty in sheet.duties
        for section in duty.sections
        for line in section.lines
    ]


def test_duties_stand_by_stage_with_what_comes_and_goes() -> None:
    workspace = open_workspace(state=small_state())
    assert lines(sheet_of(workspace, "ops")) == [
        ("Answers for", "Request", "Look up crew in notebook", "comes", "nobody does today"),
        ("Answers for", "Plan", "Pass it on", "stays", ""),
        ("Does", "Request", "Look up crew in notebook", "comes", ""),
    ]
    crew = sheet_of(workspace, "crew")
    assert lines(crew) == [
        ("Does", "Request", "Ask for a meter", "stays", ""),
        ("Does", "Request", "Look up crew in notebook", "goes", ""),
        ("Is asked about", "Request", "Look up crew in notebook", "comes", ""),
    ]
    assert [(duty.now, duty.then, duty.comes, duty.goes) for duty in crew.duties] == [
        (2, 1, 0, 1),
        (0, 1, 1, 0),
    ]
    assert (crew.now, crew.then, crew.elements) == (2, 2, 4)


def test_who_hands_over_and_who_takes_over_is_named() -> None:
    workspace = open_workspace(state=small_state())
    with workspace.edit("hand over") as edit:
        edit.set("ask", "cs", "target", "I")
        edit.set("ask", "ops", "target", "A")
        edit.set("pass", "cs", "target", "-")
        edit.set("pass", "ops", "target", "-")
    gone = [line for line in lines(sheet_of(workspace, "cs")) if line[0] == "Answers for"]
    assert [(line[2], line[3], line[4]) for line in gone] == [
        ("Ask for a meter", "goes", "to Operations"), ("Pass it on", "goes", "to nobody"),
    ]  # fmt: skip
    assert lines(sheet_of(workspace, "ops"))[0][2:] == ("Ask for a meter", "comes", "from Customer Service")


def test_what_is_known_of_the_party_and_found_about_it_is_there() -> None:
    workspace = open_workspace(state=small_state())
    with workspace.edit("know") as edit:
        edit.update("parties", "cs", parent="ops", aliases=("Desk",))
        edit.add(Person(id="n1", name="Kim", party="cs", contact="kim@example.org"))
    sheet = sheet_of(workspace, "cs")
    assert sheet.parent == "Operations"
    assert sheet_of(workspace, "ops").parts == ("Customer Service",)
    assert sheet.people == (("Kim", "kim@example.org"),)
    assert [found.rule for found in sheet.findings] == ["many-owners"]
    with workspace.edit("accept") as edit:
        edit.add(Waiver(id="w", rule="many-owners", element="pass"))
    assert not sheet_of(workspace, "cs").findings


def test_a_party_that_is_gone_has_no_sheet_and_one_without_letters_an_empty_one() -> None:
    workspace = open_workspace(state=small_state())
    assert party_sheet(workspace, Findings(workspace, (), lambda: ""), "gone") is None
    with workspace.edit("clear") as edit:
        for element in ("ask", "notebook"):
            edit.set(element, "crew", "current", "-")
            edit.set(element, "crew", "target", None)
    sheet = sheet_of(workspace, "crew")
    assert (sheet.duties, sheet.now, sheet.then) == ((), 0, 0)


def test_retiring_keeps_the_letters_and_is_taken_back_by_name() -> None:
    workspace = open_workspace(state=small_state())
    assert retire(workspace, "cs") == "Retire Customer Service"
    assert workspace.state.tables["parties"]["cs"].retired
    assert workspace.cell("ask", "cs").current == "A"
    assert retire(workspace, "cs") == "Bring Customer Service back"
    assert not workspace.state.tables["parties"]["cs"].retired


def test_what_a_removal_takes_along_is_counted_before() -> None:
    workspace = open_workspace(state=small_state())
    assert what_goes(workspace, "ops") == "With it go 2 filled cells."
    with workspace.edit("more") as edit:
        edit.note("ask", "ops", "by phone")
        edit.add(Waiver(id="w", rule="idle-party", party="ops"))
        edit.add(Action(id="a", text="Call", party="ops"))
        edit.add(Person(id="n1", name="Kim", party="ops"))
        edit.add(Person(id="n2", name="Lee", party="ops"))
    assert what_goes(workspace, "ops") == (
        "With it go 2 filled cells, 1 note and 1 waiver. It is taken out of 2 people and 1 action."
    )
    with workspace.edit("remove") as edit:
        edit.remove("parties", "ops")
    assert not workspace.state.tables["waivers"]
    assert {person.party for person in workspace.state.tables["people"].values()} == {""}
