"""One field at a time: what it reads as, what is refused, one commit a save, and what others did meanwhile."""

from __future__ import annotations

import pytest

from raci_tui.core.errors import EditError, RaciError
from raci_tui.core.in_place import (
    LINE_MARK,
    ElementField,
    HeadingName,
    Slot,
    fields_for,
    heading_slot,
)
from raci_tui.core.known import Known
from raci_tui.core.ledger import Head
from raci_tui.core.records import Element, Pain
from raci_tui.core.workspace import Workspace
from tests.matrix_app import small_state


@pytest.fixture
def made() -> Workspace:
    """The small workspace."""
    return Workspace(small_state(), Head(0, ""), author="dana")


def known(workspace: Workspace) -> Known:
    """What it says already, all of it."""
    found = Known(workspace)
    while not found.advance(2):
        pass
    return found


def element(workspace: Workspace, key: str = "notebook") -> Element:
    found: Element = workspace.state.tables["elements"][key]
    return found


@pytest.mark.parametrize(
    ("field", "typed", "reads"),
    [
        ("name", "Ring the crew", "Ring the crew"),
        ("name", "長い" * 5000, "長い" * 5000),
        ("stage", "plan", "Plan"),
        ("stage", "After care", "After care"),
        ("stage", "", ""),
        ("note", f"One{LINE_MARK}  two", f"One{LINE_MARK}  two"),
        ("pain", "2 tech slow", "2 technology: slow"),
        ("pain", "0", ""),
        ("visibility", "f", "front"),
        ("visibility", "none", ""),
        ("touchpoint", "Phone", "Phone"),
        ("decision", "Which crew?", "Which crew?"),
    ],
)
def test_a_save_is_one_commit_and_one_undo(made: Workspace, field: str, typed: str, reads: str) -> None:
    slot = ElementField(made, "notebook", field)
    before, state = slot.text(), made.state.copy()
    slot.save(typed, before)
    assert slot.text() == reads
    assert len(made.pending) == 1
    assert "notebook" in made.pending[0].label or "Ring the crew" in made.pending[0].label
    assert len(made.pending[0].label) < 250
    made.undo()
    assert slot.text() == before
    assert made.state.tables == state.tables


def test_a_note_keeps_its_lines(made: Workspace) -> None:
    slot = ElementField(made, "ask", "note")
    slot.save(f"One{LINE_MARK}{LINE_MARK}two", "")
    assert element(made, "ask").note == "One\n\ntwo"
    assert slot.text() == f"One{LINE_MARK}{LINE_MARK}two"


def test_the_worst_pain_is_edited_and_the_others_stay(made: Workspace) -> None:
    with made.edit("More") as edit:
        edit.add(Pain(id="p2", element="notebook", severity=2, text="Slow"))
    slot = ElementField(made, "notebook", "pain")
    assert slot.text() == "5 process: One book for all"
    assert "the worst of 2" in slot.remark("4", known(made))
    slot.save("1 people: One book", slot.text())
    assert {(p.severity, p.text) for p in made.pains("notebook")} == {(1, "One book"), (2, "Slow")}


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [("name", "  ", "empty"), ("pain", "9", "0 (none) to 5"), ("visibility", "up", "front, back or none")],
)
def test_what_does_not_fit_is_said_while_typing_and_refused(
    made: Workspace, field: str, typed: str, why: str
) -> None:
    slot = ElementField(made, "notebook", field)
    with pytest.raises(RaciError) as said:
        slot.remark(typed, known(made))
    with pytest.raises(RaciError) as refused:
        slot.save(typed, slot.text())
    assert why in str(said.value)
    assert why in str(refused.value)
    assert not made.pending


def test_a_twin_in_the_stage_is_only_warned_of(made: Workspace) -> None:
    slot = ElementField(made, "notebook", "name")
    assert "another element" in slot.remark("ask FOR a meter", known(made))
    assert slot.remark("Pass it on", known(made)) == ""
    assert slot.remark("Look up crew in notebook", known(made)) == ""


@pytest.mark.parametrize(
    ("field", "typed", "completion"),
    [("stage", "pl", "Plan"), ("stage", "Plan", ""), ("visibility", "b", "back"), ("pain", "4 pr", "4 process"),
     ("pain", "4", ""), ("pain", "4 p", ""),
     ("pain", "4 policy", ""), ("touchpoint", "ph", "Phone"), ("touchpoint", "phx", ""), ("name", "Ask", "")],
)  # fmt: skip
def test_known_texts_go_on_from_what_is_typed(
    made: Workspace, field: str, typed: str, completion: str
) -> None:
    ElementField(made, "ask", "touchpoint").save("Phone", "")
    assert ElementField(made, "notebook", field).completion(typed, known(made)) == completion


def test_what_another_has_changed_is_told_before_it_is_written_over(made: Workspace) -> None:
    slot = ElementField(made, "notebook", "touchpoint")
    seen = slot.text()
    made.author = "bob"
    with made.edit("Bob's") as edit:
        edit.update("elements", "notebook", touchpoint="Counter")
    with pytest.raises(EditError, match="meanwhile bob has changed it to “Counter”"):
        slot.save("Phone", seen)
    assert slot.text() == "Counter"
    slot.save("Phone", "Counter")
    assert slot.text() == "Phone"


def test_what_another_has_removed_is_told(made: Workspace) -> None:
    slot = ElementField(made, "notebook", "name")
    seen = slot.text()
    with made.edit("Gone") as edit:
        edit.remove("elements", "notebook")
    with pytest.raises(EditError, match="meanwhile dana has removed this"):
        slot.save("Mine", seen)


def test_the_fields_walked_through_follow_the_grouping() -> None:
    assert fields_for("stage")[-1] == "touchpoint"
    assert fields_for("decision")[-1] == "decision"


def heading(workspace: Workspace, key: str, grouping: str) -> Slot:
    found = heading_slot(workspace, key, grouping)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_heading_renames_its_stage_as_one_commit(made: Workspace) -> None:
    slot = heading(made, "ask", "stage")
    assert "another stage" in slot.remark("plan", known(made))
    slot.save("Application", slot.text())
    assert [stage.name for stage in made.stages()] == ["Application", "Plan"]
    assert [commit.label for commit in made.pending] == ["Rename stage Request to Application"]


def test_a_heading_renames_a_text_in_every_element_that_shares_it(made: Workspace) -> None:
    with made.edit("Texts") as edit:
        for key in ("ask", "pass", "fit"):
            edit.update("elements", key, touchpoint="Phone" if key != "fit" else "Door")
    slot = heading(made, "ask", "touchpoint")
    assert "joins" in slot.remark("door", known(made))
    slot.save("Hotline", slot.text())
    assert [element(made, key).touchpoint for key in ("ask", "notebook", "pass", "fit")] == [
        "Hotline", "", "Hotline", "Door",
    ]  # fmt: skip
    assert made.pending[-1].label == "Rename touchpoint Phone to Hotline in 2 elements"
    assert heading_slot(made, "notebook", "touchpoint") is None


def test_without_a_stage_a_heading_is_the_journeys(made: Workspace) -> None:
    with made.edit("Out") as edit:
        edit.update("elements", "ask", stage="")
    slot = heading(made, "ask", "none")
    assert isinstance(slot, HeadingName)
    slot.save("Metering", slot.text())
    assert made.journeys()[0].name == "Metering"
