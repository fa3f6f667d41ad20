"""What a party holds is counted once, and after any edit it is what counting anew would say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.errors import EditError
from raci_tui.core.findings import Findings
from raci_tui.core.party_load import Load, PartyLoads
from raci_tui.core.records import Element, Party
from raci_tui.core.workspace import Workspace
from raci_tui.rules.builtin import raci_rules
from tests.matrix_app import small_state
from tests.strategies import ids, open_workspace, perform, step


def loads_of(workspace: Workspace) -> PartyLoads:
    return PartyLoads(workspace, Findings(workspace, raci_rules(), lambda: "2026-01-05"))


def counted(workspace: Workspace, loads: PartyLoads) -> dict[str, tuple[Load, int]]:
    loads.finish()
    return {party.id: (loads.of(party.id), loads.open_findings(party.id)) for party in workspace.parties()}


def test_a_party_is_counted_in_both_layers_with_what_it_gains_and_loses() -> None:
    workspace = open_workspace(state=small_state())
    loads = loads_of(workspace)
    assert not loads.known
    found = counted(workspace, loads)
    assert loads.known
    ops, crew = found["ops"][0], found["crew"][0]
    assert (dict(ops.now.letters), ops.now.carried, ops.now.involved) == ({"A": 1}, 1, 1)
    assert (dict(ops.then.letters), ops.then.carried, ops.then.involved) == ({"A": 2, "R": 1}, 2, 2)
    assert (ops.gains, ops.losses) == (2, 0)
    assert (ops.now.share, ops.then.share) == (0.25, 0.5)
    assert (crew.now.carried, crew.then.carried, crew.then.involved) == (2, 1, 2)
    assert (crew.gains, crew.losses) == (1, 1)


def test_findings_about_the_party_and_rows_that_name_it_are_counted() -> None:
    workspace = open_workspace(state=small_state())
    with workspace.edit("add") as edit:
        edit.add(Party(id="idle", name="Nobody asked"))
    findings = Findings(workspace, raci_rules(), lambda: "2026-01-05")
    found = counted(workspace, PartyLoads(workspace, findings))
    everything = [each for each in findings.all() if each.on != "matrix"]
    assert {key: count for key, (_, count) in found.items()} == {
        key: sum(key in each.parties for each in everything) for key in found
    }
    assert {each.on for each in everything if {"ops", "idle"} & {*each.parties}} == {"row", "column"}


def test_a_new_element_is_counted_in_what_is_said_of_columns() -> None:
    workspace = open_workspace(state=small_state())
    with workspace.edit("everywhere") as edit:
        for number in range(6):
            edit.add(Element(id=f"new{number}", name=f"New {number}", journey="j"))
        for element in workspace.state.tables["elements"]:
            edit.set(element, "crew", "current", "C")
    loads = loads_of(workspace)
    before = counted(workspace, loads)
    with workspace.edit("add") as edit:
        edit.add(Element(id="one more", name="One more", journey="j"))
    after = counted(workspace, loads)
    assert after == counted(workspace, loads_of(workspace))
    assert after["crew"][1] < before["crew"][1]


def test_not_involved_is_no_part_in_anything() -> None:
    workspace = open_workspace(state=small_state())
    with workspace.edit("out") as edit:
        edit.set("fit", "crew", "current", "-")
        edit.set("pass", "crew", "target", "-")
    load = counted(workspace, loads_of(workspace))["crew"][0]
    assert (load.now.involved, load.then.involved, load.losses) == (2, 2, 1)
    assert "-" not in load.now.letters


@given(st.lists(st.tuples(step(), st.sampled_from(["", "undo", "redo"])), max_size=12), st.booleans())
def test_counts_after_edits_and_undo_are_those_counted_anew(
    drawn: list[tuple[list[int], str]], begun: bool
) -> None:
    workspace, new_ids = open_workspace(), ids()
    loads = loads_of(workspace)
    if begun:
        counted(workspace, loads)
    else:
        loads.advance(0)
    for numbers, way in drawn:
        try:
            if way:
                workspace.undo() if way == "undo" else workspace.redo()
            else:
                perform(workspace, numbers, new_ids)
        except EditError:
            continue
    assert counted(workspace, loads) == counted(workspace, loads_of(workspace))


def test_while_rows_are_judged_again_the_counts_of_before_stand() -> None:
    workspace = open_workspace(state=small_state())
    loads = loads_of(workspace)
    before = counted(workspace, loads)
    with workspace.edit("rename") as edit:
        edit.update("parties", "ops", name="Works")
    assert loads.known
    assert not loads.ready
    assert loads.of("ops") == before["ops"][0]
    with workspace.edit("retire") as edit:
        edit.update("parties", "ops", retired=True)
    assert counted(workspace, loads)["ops"][1] == 0 < before["ops"][1]
