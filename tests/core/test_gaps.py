"""Findings in groups: each open one once, worst first, and the same after any edit as if gathered anew."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.area import Place
from raci_tui.core.blocks import make
from raci_tui.core.errors import EditError
from raci_tui.core.findings import Finding, Findings, Rule
from raci_tui.core.gap_fixes import given as gives
from raci_tui.core.gap_fixes import likely
from raci_tui.core.gaps import (
    FAMILIES,
    GAP_GROUPINGS,
    NO_PARTY,
    Asked,
    GapGrouping,
    Gaps,
    identity,
)
from raci_tui.core.ledger import Head
from raci_tui.core.records import LAYERS, Layer, Waiver
from raci_tui.core.state import State, Touched
from raci_tui.core.workspace import Workspace
from raci_tui.rules.builtin import raci_rules
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.matrix_app import small_state
from tests.strategies import ids, open_workspace, perform, step

EVERY_RULE = raci_rules()
TITLES = {rule.id: rule.title for rule in EVERY_RULE}


def findings_of(workspace: Workspace, rules: Sequence[Rule] = OWNERSHIP_RULES) -> Findings:
    return Findings(workspace, rules, lambda: "2026-01-05")


def gather(workspace: Workspace, findings: Findings, asked: Asked) -> Gaps:
    gaps = Gaps(workspace, findings, lambda: TITLES)
    gaps.ask(asked)
    while not gaps.advance(0):
        pass
    return gaps


def listed(gaps: Gaps) -> dict[str, list[Finding]]:
    return {group.key: [group[at] for at in range(len(group))] for group in gaps.groups}


def small() -> Workspace:
    return Workspace(small_state(), Head(0, ""), author="dana")


def titles(gaps: Gaps) -> list[str]:
    return [group.title for group in gaps.groups]


@given(st.lists(step(), max_size=12), st.sampled_from(LAYERS), st.sampled_from(["", "j1", "j2"]))
def test_every_open_finding_is_listed_once_in_every_grouping_worst_first(
    drawn: list[list[int]], layer: Layer, journey: str
) -> None:
    workspace, new_ids = open_workspace(), ids()
    for numbers in drawn:
        perform(workspace, numbers, new_ids)
    findings = findings_of(workspace, EVERY_RULE)
    elements = workspace.state.tables["elements"]
    expected = [
        each
        for each in findings.ranked(layer)
        if not journey or (each.element and elements[each.element].journey == journey)
    ]
    for grouping in GAP_GROUPINGS:
        gaps = gather(workspace, findings, Asked(layer, grouping, journey, load=True))
        groups = listed(gaps)
        assert sorted(map(repr, expected)) == sorted(
            repr(each) for group in groups.values() for each in group
        )
        assert gaps.listed == len(expected) == sum(gaps.counts.values())
        for group in groups.values():
            # In rank order, those of equal rank in the order of the rows.
            assert group == [each for each in expected if each in group]
        order = [
            (FAMILIES.index(group[0].group) if grouping == "rule" else 0, -group[0].rank)
            for group in groups.values()
        ]
        assert order == sorted(order)
        for at, shown in enumerate(gaps.groups):
            for place in range(len(shown)):
                assert gaps.locate(identity(shown[place])) == (at, place)


@given(
    st.lists(st.tuples(step(), st.sampled_from(["", "", "undo", "redo"])), max_size=12),
    st.sampled_from(LAYERS),
    st.sampled_from(GAP_GROUPINGS),
)
def test_what_is_kept_up_by_edits_is_what_would_be_gathered_anew(
    drawn: list[tuple[list[int], str]], layer: Layer, grouping: GapGrouping
) -> None:
    workspace, new_ids = open_workspace(), ids()
    findings = findings_of(workspace, EVERY_RULE)
    asked = Asked(layer, grouping, load=True)
    gaps = gather(workspace, findings, asked)

    def follow(touched: Touched) -> None:
        if gaps.takes(touched):
            gaps.follow(touched)
        else:
            gaps.forget()
            gaps.ask(asked)
            gaps.advance()

    workspace.subscribe(follow)
    for numbers, way in drawn:
        try:
            if way:
                workspace.undo() if way == "undo" else workspace.redo()
            else:
                perform(workspace, numbers, new_ids)
        except EditError:
            continue
        anew = gather(workspace, findings, asked)
        assert listed(gaps) == listed(anew)
        assert +gaps.counts == +anew.counts
        assert gaps.accepted == anew.accepted


def test_groups_are_called_by_what_they_have_in_common() -> None:
    workspace = small()
    findings = findings_of(workspace)
    assert titles(gather(workspace, findings, Asked("current", "rule"))) == [
        "Unowned", "No responsible", "Several accountable",
    ]  # fmt: skip
    assert titles(gather(workspace, findings, Asked("current", "stage"))) == ["Request", "Plan"]
    assert titles(gather(workspace, findings, Asked("current", "party"))) == [NO_PARTY, "Customer Service"]


def test_accepted_findings_are_counted_apart() -> None:
    workspace = small()
    findings = findings_of(workspace)
    before = gather(workspace, findings, Asked())
    with workspace.edit("Accept") as edit:
        edit.add(Waiver(id="w", rule="no-owner", element="fit", reason="agreed"))
    after = gather(workspace, findings, Asked())
    assert (before.accepted, after.accepted) == (0, 1)
    assert after.listed == before.listed - 1


def test_a_mended_finding_leaves_and_the_other_groups_stay_where_they_are() -> None:
    workspace = small()
    gaps = gather(workspace, findings_of(workspace), Asked("current", "stage"))
    workspace.subscribe(gaps.follow)
    assert titles(gaps) == ["Request", "Plan"]
    with workspace.edit("Mend") as edit:
        edit.set("notebook", "ops", "current", "A")
    assert titles(gaps) == ["Plan"]
    workspace.undo()
    assert titles(gaps) == ["Request", "Plan"]


# Mending


def names(workspace: Workspace, element: str, layer: Layer, code: str, near: Sequence[str] = ()) -> list[str]:
    return [each.party.id for each in likely(workspace, element, layer, code, near)]


def test_who_has_a_part_in_the_row_is_most_likely_to_get_a_letter() -> None:
    workspace = small()
    # Ops has the A in the target, the crew does the work today.
    assert names(workspace, "notebook", "current", "A") == ["ops", "crew", "cs"]
    # Nobody has a part in it: who answers for the row beside it comes first.
    assert names(workspace, "fit", "current", "A", ["ask"]) == ["cs", "ops", "crew"]
    with workspace.edit("Turn round") as edit:
        edit.set("ask", "cs", "current", "")
        edit.set("ask", "ops", "current", "A")
    assert names(workspace, "fit", "current", "A", ["ask"]) == ["ops", "cs", "crew"]


def test_who_cannot_own_comes_last_or_not_at_all() -> None:
    workspace = small()
    with workspace.edit("Leave") as edit:
        edit.update("parties", "ops", vacant=True)
        edit.update("parties", "crew", retired=True)
    assert names(workspace, "notebook", "current", "A") == ["cs", "ops"]


def test_a_letter_that_another_has_is_handed_over_where_only_one_may_have_it() -> None:
    workspace = small()
    findings = findings_of(workspace)
    make(workspace, gives(workspace, findings, Place("pass", "ops"), "current", "A"))
    assert [workspace.cell("pass", each).current for each in ("cs", "ops")] == ["", "A"]
    make(workspace, gives(workspace, findings, Place("pass", "cs"), "current", "C"))
    assert workspace.cell("pass", "cs").current == "C"
    assert not findings.open_in("pass", "current")


def test_a_letter_that_is_there_is_not_taken_away() -> None:
    workspace = small()
    block = gives(workspace, findings_of(workspace), Place("ask", "crew"), "current", "R")
    assert not block.changes
    assert "has R already" in block.nothing


@pytest.mark.parametrize("layer", ["target", "diff"])
def test_letters_go_to_the_target_unless_today_is_shown(layer: Layer) -> None:
    workspace = small()
    make(workspace, gives(workspace, findings_of(workspace), Place("fit", "crew"), layer, "A"))
    cell = workspace.cell("fit", "crew")
    assert (cell.current, cell.target) == ("", "A")


def test_an_empty_workspace_has_no_groups() -> None:
    workspace = Workspace(State(), Head(0, ""), author="dana")
    assert not gather(workspace, findings_of(workspace), Asked()).groups
