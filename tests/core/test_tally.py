"""The counters say after any edit what counting anew would say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.errors import EditError
from raci_tui.core.findings import Findings
from raci_tui.core.records import LAYERS, RuleSetting
from raci_tui.core.tally import RowTally, Tally
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.strategies import ids, open_workspace, perform, step


def count(tally: Tally) -> dict[str, RowTally]:
    while not tally.advance(3):
        pass
    return {journey: tally.total(journey) for journey in ("", "j1", "j2")}


def tally_of(workspace: Workspace) -> Tally:
    return Tally(workspace, Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-05"))


@given(st.lists(st.tuples(step(), st.sampled_from(["", "undo", "redo"])), max_size=12))
def test_totals_after_edits_and_undo_are_those_counted_anew(drawn: list[tuple[list[int], str]]) -> None:
    workspace, new_ids = open_workspace(), ids()
    tally = tally_of(workspace)
    tally.advance(2)
    for numbers, way in drawn:
        try:
            if way:
                workspace.undo() if way == "undo" else workspace.redo()
            else:
                perform(workspace, numbers, new_ids)
        except EditError:
            continue
    assert count(tally) == count(tally_of(workspace))


def test_a_removed_element_that_comes_back_counts_again() -> None:
    workspace = open_workspace()
    tally = tally_of(workspace)
    before = count(tally)
    with workspace.edit("remove") as edit:
        edit.remove("elements", "e2")
    assert count(tally)[""].differing == before[""].differing - 1
    workspace.undo()
    assert count(tally) == before


@given(st.lists(step(), max_size=12))
def test_totals_are_those_of_asking_row_by_row(drawn: list[list[int]]) -> None:
    workspace, new_ids = open_workspace(), ids()
    tally, findings = tally_of(workspace), Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-05")
    for numbers in drawn:
        perform(workspace, numbers, new_ids)
    elements = [element.id for element in workspace.elements()]
    assert count(tally)[""] == RowTally(
        sum(findings.is_unowned(element, "current") for element in elements),
        sum(findings.is_unowned(element, "target") for element in elements),
        sum(bool(findings.gaps_in(element, "current")) for element in elements),
        sum(bool(findings.gaps_in(element, "target")) for element in elements),
        sum(cell.differs for cell in workspace.state.cells()),
        *(
            sum(
                any(each.waived and each.shown_in(layer) for each in findings.of(element))
                for element in elements
            )
            for layer in LAYERS
        ),
    )


def test_who_is_unowned_counts_though_the_rule_is_off() -> None:
    workspace = open_workspace()
    before = count(tally_of(workspace))[""]
    with workspace.edit("off") as edit:
        for rule in OWNERSHIP_RULES:
            if rule.id in workspace.state.tables["rules"]:
                edit.update("rules", rule.id, enabled=False)
            else:
                edit.add(RuleSetting(id=rule.id, enabled=False))
    after = count(tally_of(workspace))[""]
    # The fifth element's waiver was of a finding, and there is none any more.
    assert (after.unowned_now, after.unowned_then) == (before.unowned_now + 1, before.unowned_then + 1)
    assert (after.gaps_now, after.gaps_then) == (0, 0)
