"""Edits made with one key, over cells and rows, say what the user meant and refuse in words."""

from __future__ import annotations

import pytest

from raci_tui.core import editing, structure
from raci_tui.core.blocks import make
from raci_tui.core.editing import Place
from raci_tui.core.errors import EditError
from raci_tui.core.ledger import Change, Commit, follow
from raci_tui.core.records import Pain
from raci_tui.core.workspace import Workspace
from tests.strategies import open_workspace


def workspace_with(current: str, target: str | None) -> Workspace:
    workspace = open_workspace()
    with workspace.edit("given") as edit:
        edit.set("e2", "p1", "current", current)
        edit.set("e2", "p1", "target", target)
    return workspace


PLACE = Place("e2", "p1")


@pytest.mark.parametrize(
    ("current", "target", "after"),
    [("", "A", None), ("A", None, "-"), ("A", "R", "-"), ("-", "A", "-"), ("", None, None)],
)
def test_delete_in_the_target_is_no_plan_only_where_current_is_empty(
    current: str, target: str | None, after: str | None
) -> None:
    workspace = workspace_with(current, target)
    make(workspace, editing.cleared(workspace, [PLACE], "target"))
    assert (workspace.cell(*PLACE).current, workspace.cell(*PLACE).target) == (current, after)


def test_letters_in_the_difference_edit_the_target_and_begin_from_current() -> None:
    workspace = workspace_with("R", None)
    make(workspace, editing.typed(workspace, [PLACE], "diff", "A"))
    assert (workspace.cell(*PLACE).current, workspace.cell(*PLACE).target) == ("R", "AR")


def test_removing_what_somebody_else_has_removed_is_refused_in_words() -> None:
    workspace = open_workspace()
    with workspace.edit("gone meanwhile") as edit:
        edit.remove("parties", "p1")
        edit.remove("elements", "e1")
    with pytest.raises(EditError, match="no longer there"):
        structure.remove_party(workspace, "p1")
    with pytest.raises(EditError, match="no longer there"):
        structure.remove_elements(workspace, ["e1"])


def test_an_element_left_in_a_stage_of_another_journey_can_still_be_moved() -> None:
    workspace = open_workspace()
    theirs = Commit(
        id="t", author="ana", at="", label="t", changes=(Change("elements", "e4", "journey", "j2", "j1"),)
    )
    workspace.receive([follow(workspace.head, theirs)])
    structure.move_element(workspace, "e4", 1)
    assert workspace.state.tables["elements"]["e4"].stage == "s1"


@pytest.mark.parametrize(
    ("table", "key", "field", "value"),
    [("elements", "e1", "order", "né"), ("parties", "p1", "order", "1-"), ("pains", "h1", "severity", 9)],
)
def test_a_value_that_nothing_can_be_made_of_is_refused(
    table: str, key: str, field: str, value: object
) -> None:
    workspace = open_workspace()
    before = workspace.state.tables[table][key]
    with pytest.raises(EditError, match="does not fit"), workspace.edit("wrong") as edit:
        edit.update(table, key, **{field: value})
    with pytest.raises(EditError, match="is not one"), workspace.edit("wrong") as edit:
        edit.add(Pain(id="new", element="e1", severity=0))
    assert workspace.state.tables[table][key] == before
