"""Every built-in rule finds what it is for, in words that name it, and nothing where that is in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.findings import Finding, Findings
from raci_tui.core.ledger import Head
from raci_tui.core.order import spread
from raci_tui.core.records import Cell, Element, Journey, Pain, Party, Person, RuleSetting, Waiver
from raci_tui.core.rule import Rule
from raci_tui.core.scheme import RACI, Bounds, Letter, Scheme
from raci_tui.core.state import State
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.rules.builtin import raci_rules
from tests.strategies import ids, open_workspace, perform, step

TODAY = "2026-06-01"
ROWS = 12
STRICT = Scheme(id="strict", name="Strict", letters=RACI.letters, share_cell=False)
APART = Scheme(id="apart", name="Apart", letters=RACI.letters, conflicts=(("A", "C"),))
SIGNED = Scheme(
    id="signed",
    name="Signed",
    letters=(*RACI.letters, Letter(code="S", name="Signatory", kind="check")),
    owner_implies_doer=True,
)
ONE_DOER = Scheme(id="one", name="One", letters=RACI.letters, doers=Bounds(1, 1), owner_implies_doer=True)
SCHEMES = {scheme.id: scheme for scheme in (RACI, ONE_DOER, STRICT, APART, SIGNED)}
IN_ORDER = {"cs": "A", "ops": "R", "cx": "C", "crew": "I"}
"""A row that no rule about rows finds anything wrong with."""


def world(
    row: Mapping[str, str] | None = None,
    *,
    rest: Mapping[str, str] | None = None,
    scheme: Scheme = RACI,
    change: Callable[[State], None] = lambda _: None,
) -> Workspace:
    """Twelve elements: letters of the first by party, and of all others."""
    state = new_state("World", scheme=scheme.id)
    state.put(Journey(id="j", name="Journey"), "journeys")
    kinds = {"crew": "partner", "mail": "partner", "cust": "customer"}
    names = (
        "cs",
        "ops",
        "cx",
        "fin",
        "law",
        "it",
        "hr",
        "east",
        "west",
        "mid",
        "north",
        "crew",
        "mail",
        "cust",
    )
    for key, order in zip(names, spread(len(names)), strict=True):
        state.put(
            Party(id=key, name=key.title(), kind=kinds.get(key, "department"), order=order),  # type: ignore[arg-type]
            "parties",
        )
    for at, order in enumerate(spread(ROWS)):
        state.put(Element(id=f"e{at}", name=f"Step {at} of it", journey="j", order=order), "elements")
        letters = (IN_ORDER if row is None else row) if at == 0 else (IN_ORDER if rest is None else rest)
        for party, current in letters.items():
            state.put(Cell(element=f"e{at}", party=party, current=current), "cells")
    change(state)
    return Workspace(state, Head(0, ""), author="dana", schemes=SCHEMES)


def put(record: Person | Party | Waiver | Pain | Element, table: str) -> Callable[[State], None]:
    return lambda state: state.put(record, table)


def many(code: str, count: int) -> dict[str, str]:
    """One owner, and so many parties with a letter."""
    names = ("ops", "cx", "fin", "law", "it", "hr", "east", "west", "mid", "north", "crew", "mail")
    return {"cs": "A", **dict.fromkeys(names[:count], code)}


class Case(NamedTuple):
    """What breaks a rule, what keeps it, and what the sentence must say."""

    broken: Workspace
    kept: Workspace
    says: str


FULL = dict.fromkeys(("cs", "ops", "cx", "fin", "law", "it", "hr", "east", "west", "mid", "crew"), "C")
CASES: dict[str, Callable[[], Case]] = {
    "no-owner": lambda: Case(world({"ops": "R"}), world(), "Nobody answers for “Step 0 of it”."),
    "many-owners": lambda: Case(world({"cs": "A", "ops": "A"}), world(), "Cs and Ops each answer"),
    "no-doer": lambda: Case(world({"cs": "C"}), world({"cs": "A"}), "Nobody does “Step 0 of it”."),
    "empty-row": lambda: Case(world({"cs": "-"}), world({"cs": "I"}), "No party has any part"),
    "only-passive": lambda: Case(world({"cs": "C", "ops": "I"}), world({"cs": "R"}), "nobody acts"),
    "several-doers": lambda: Case(
        world(many("R", 2), scheme=ONE_DOER), world(many("R", 2)), "Ops and Cx each do “Step 0 of it”"
    ),
    "many-doers": lambda: Case(world(many("R", 6)), world(many("R", 5)), "More than 5 parties do"),
    "many-advisers": lambda: Case(world(many("C", 5)), world(many("C", 4)), "More than 4 parties are asked"),
    "many-informed": lambda: Case(world(many("I", 7)), world(many("I", 6)), "More than 6 parties are told"),
    "nobody-asked": lambda: Case(world({"cs": "A"}), world({"cs": "A", "ops": "I"}), "Nobody is asked about"),
    "crowded-row": lambda: Case(world(many("I", 10)), world(many("I", 9)), "More than 10 parties have a part"),
    "owner-alone": lambda: Case(world({"cs": "A"}), world({"cs": "AR"}), "has an owner, and nobody is written down"),
    "hot-unowned": lambda: Case(
        world({"ops": "R"}, change=put(Pain(id="p", element="e0", severity=4), "pains")),
        world({"ops": "R"}, change=put(Pain(id="p", element="e0", severity=3), "pains")),
        "hurts customers much",
    ),
    "unknown-letter": lambda: Case(world({"cs": "AX"}), world({"cs": "-"}), "Cs has A/X in"),
    "several-letters": lambda: Case(world({"cs": "AR"}), world({"cs": "A"}), "Cs has A/R in"),
    "shared-cell": lambda: Case(
        world({"cs": "AR"}, scheme=STRICT), world({"cs": "AR"}), "Cs both answers for and does"
    ),
    "duty-conflict": lambda: Case(
        world({"cs": "AC"}, scheme=APART), world({"cs": "AR"}, scheme=APART), "the scheme keeps apart"
    ),
    "signatory-not-owner": lambda: Case(
        world({"cs": "A", "ops": "S"}, scheme=SIGNED), world({"cs": "AS"}, scheme=SIGNED), "Ops signs"
    ),
    "outside-owner": lambda: Case(
        world({"crew": "A", "ops": "R"}), world({"crew": "A", "ops": "A"}), "Only a partner answers"
    ),
    "partners-only": lambda: Case(
        world({"crew": "AR", "ops": "C"}), world({"crew": "R", "ops": "A"}), "All who act in"
    ),
    "overlay-owner": lambda: Case(
        world(change=put(Party(id="cs", name="Cs", overlay=True), "parties")), world(), "The overlay team answers"
    ),
    "doer-overload": lambda: Case(
        world(), world(rest={"cs": "A", "fin": "R"}), "Ops does the work in 12 of 12 elements"
    ),
    "owner-overload": lambda: Case(world(), world(rest={"ops": "R"}), "Cs answers for 12 elements"),
    "double-overload": lambda: Case(
        world({"cs": "AR"}, rest={"cs": "AR"}), world(), "answers for 12 elements and does the work in 12"
    ),
    "no-blank-cell": lambda: Case(world(), world({"ops": "A"}, rest={"cs": "A"}), "Cs has a part in every element"),
    "passive-party": lambda: Case(
        world(), world({"cs": "A", "ops": "R"}, rest={"cs": "A", "ops": "R"}), "answers for nothing and does nothing"
    ),
    "idle-party": lambda: Case(world(), world(FULL | {"north": "I", "mail": "I"}), "has no part in any element"),
    "duplicate-row": lambda: Case(
        world(change=put(Element(id="twin", name="STEP  0 of it", journey="j", order="z"), "elements")),
        world(),
        "also as “Step 0 of it”",
    ),
    "duplicate-party": lambda: Case(
        world(change=put(Party(id="twin", name="C S", order="zz"), "parties")), world(), "C S looks like “Cs”"
    ),
    "person-as-party": lambda: Case(
        world(change=put(Person(id="x", name="Ops"), "people")),
        world(change=put(Person(id="x", name="Olga"), "people")),
        "Ops is a person",
    ),
    "review-overdue": lambda: Case(
        world(change=put(Element(id="old", name="Old", journey="j", confirmed_at="2025-11-01T08:00:00Z"), "elements")),
        world(change=put(Element(id="old", name="Old", journey="j", confirmed_at="2026-05-01T08:00:00Z"), "elements")),
        "last confirmed on 2025-11-01",
    ),
    "waiver-expired": lambda: Case(
        world(change=put(Waiver(id="w", rule="no-owner", element="e0", until="2026-05-31"), "waivers")),
        world(change=put(Waiver(id="w", rule="no-owner", element="e0", until=TODAY), "waivers")),
        "accepted until 2026-05-31",
    ),
}  # fmt: skip


def found_by(rule: Rule, workspace: Workspace) -> list[Finding]:
    """What one rule finds, switched on where it is not by itself."""
    workspace.state.put(RuleSetting(id=rule.id, enabled=True), "rules")
    return Findings(workspace, (rule,), lambda: TODAY).all()


def test_every_rule_has_a_case() -> None:
    assert [rule.id for rule in raci_rules()] == list(dict.fromkeys(rule.id for rule in raci_rules()))
    assert {rule.id for rule in raci_rules()} == CASES.keys()


@pytest.mark.parametrize("rule", raci_rules(), ids=lambda rule: rule.id)
def test_it_finds_what_it_is_for_and_nothing_where_that_is_in_order(rule: Rule) -> None:
    case = CASES[rule.id]()
    found = found_by(rule, case.broken)
    assert found, "it finds nothing"
    finding = next((each for each in found if case.says in each.message), None)
    assert finding, [each.message for each in found]
    assert "{" not in finding.message
    assert (finding.severity, finding.on, finding.group) == (rule.severity, rule.on, rule.group)
    assert finding.why == rule.why
    assert finding.advice == rule.advice
    kept = found_by(rule, case.kept)
    assert finding.key not in {each.key for each in kept}


@pytest.mark.parametrize(
    "rule", [rule for rule in raci_rules() if rule.limit is not None], ids=lambda rule: rule.id
)
def test_a_workspace_sets_the_limit(rule: Rule) -> None:
    assert rule.limit_words
    workspace = CASES[rule.id]().broken
    assert found_by(rule, workspace)
    lenient = {"hot-unowned": 5, "doer-overload": 100, "review-overdue": 9_999}.get(rule.id, 99)
    workspace.state.put(RuleSetting(id=rule.id, threshold=lenient), "rules")
    assert not Findings(workspace, (rule,), lambda: TODAY).all()


@pytest.mark.parametrize("rule", raci_rules(), ids=lambda rule: rule.id)
def test_a_waiver_accepts_what_it_finds(rule: Rule) -> None:
    if rule.id == "waiver-expired":
        pytest.skip("a waiver that ended is taken away, not waived")
    workspace = CASES[rule.id]().broken
    (first, *_) = found_by(rule, workspace)
    _, element, party = first.key
    workspace.state.put(Waiver(id="w", rule=rule.id, element=element, party=party), "waivers")
    again = Findings(workspace, (rule,), lambda: TODAY)
    assert [each.waived for each in again.all() if each.key == first.key] == ["w"]
    assert first.key not in {each.key for each in again.ranked("current")}


def test_a_finding_of_a_plan_is_one_of_the_layer_that_is_wrong() -> None:
    workspace = world()
    for element in workspace.elements():
        workspace.state.put(Cell(element=element.id, party="cs", current="A", target="C"), "cells")
    found = Findings(workspace, raci_rules(), lambda: TODAY)
    layers = {(each.rule, each.layer) for each in found.of_party("cs")}
    assert ("owner-overload", "current") in layers
    assert ("passive-party", "target") in layers
    assert not any(layer == "both" for _, layer in layers)


def test_after_an_edit_a_column_is_judged_again() -> None:
    workspace = world()
    found = Findings(workspace, raci_rules(), lambda: TODAY)
    assert "idle-party" in {each.rule for each in found.of_party("law")}
    with workspace.edit("a part") as edit:
        edit.set("e3", "law", "current", "I")
    assert {each.rule for each in found.of_party("law")} == {"passive-party"}
    workspace.undo()
    assert "idle-party" in {each.rule for each in found.of_party("law")}


@given(st.lists(st.tuples(step(), st.sampled_from(["edit", "edit", "undo"]), st.booleans()), max_size=10))
def test_whatever_is_edited_findings_of_every_kind_are_those_made_anew(
    drawn: list[tuple[list[int], str, bool]],
) -> None:
    workspace, new_ids = open_workspace(), ids()
    kept = Findings(workspace, raci_rules(), lambda: TODAY)
    kept.all()
    for numbers, what, look in drawn:
        if what == "edit":
            perform(workspace, numbers, new_ids)
        else:
            workspace.undo()
        if look:
            assert kept.all() == Findings(workspace, raci_rules(), lambda: TODAY).all()
    assert kept.all() == Findings(workspace, raci_rules(), lambda: TODAY).all()


def test_a_letter_counts_also_where_the_same_commit_accepts_something() -> None:
    workspace = world()
    found = Findings(workspace, raci_rules(), lambda: TODAY)
    assert "idle-party" in {each.rule for each in found.of_party("law")}
    with workspace.edit("a part and a waiver") as edit:
        edit.set("e3", "law", "current", "I")
        edit.add(Waiver(id="w", rule="no-owner", element="e3"))
    assert {each.rule for each in found.of_party("law")} == {"passive-party"}
