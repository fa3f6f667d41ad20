import msgspec

from raci_tui.core.ledger import Head
from raci_tui.core.records import Pain
from raci_tui.core.structure import FIRST_JOURNEY
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.tui.screens.element_form import ElementForm
from raci_tui.tui.screens.fields import Line, Note
from raci_tui.tui.screens.pains import PainRow
from tests.tui.dialog_stage import ESCAPES, WIDE, WORST, labels, showing, type_in, workspace


def names(made: Workspace) -> list[str]:
    return [element.name for element in made.elements()]


async def test_a_new_element_goes_below_its_neighbour_in_the_same_stage() -> None:
    made = workspace()
    async with showing(ElementForm(made, None, after="e1")) as (app, pilot):
        await type_in(pilot, "Phone")
        await pilot.press("enter")
        [made_id] = app.answers
    assert names(made) == ["Ask for a meter", "Look up the crew", "Phone", "Visit", "Install"]
    element = made.state.tables["elements"][made_id]
    assert (element.journey, element.stage, element.visibility) == ("j0", "s0", "")
    assert labels(made) == ["Add Phone"]


async def test_it_goes_to_the_end_without_a_neighbour() -> None:
    made = workspace()
    async with showing(ElementForm(made, None, journey="j1")) as (_, pilot):
        await type_in(pilot, "Bill")
        await pilot.press("enter")
    assert names(made)[-1] == "Bill"
    assert made.elements()[-1].journey == "j1"


async def test_an_empty_workspace_gets_a_journey_in_the_same_commit() -> None:
    made = Workspace(new_state("Empty"), Head(0, ""), author="dana")
    async with showing(ElementForm(made, None)) as (_, pilot):
        await type_in(pilot, "First")
        await pilot.press("enter")
    assert [journey.name for journey in made.journeys()] == [FIRST_JOURNEY]
    assert len(made.pending) == 1
    made.undo()
    assert not made.journeys()


async def test_a_stage_is_taken_by_name_or_made() -> None:
    made = workspace()
    async with showing(ElementForm(made, "e0")) as (app, pilot):
        await pilot.press("tab")
        await type_in(pilot, "VISIT stage")
        assert "New stage" not in app.text
        await pilot.press("enter")
    assert made.state.tables["elements"]["e0"].stage == "s1"
    async with showing(ElementForm(made, "e1")) as (app, pilot):
        await pilot.press("tab")
        await type_in(pilot, "After")
        assert "New stage: “After”." in app.text
        await pilot.press("enter")
    assert [stage.name for stage in made.stages()] == ["Request", "After", "Visit stage"]
    assert len(made.pending) == 2


async def test_the_arrows_walk_through_the_stages() -> None:
    async with showing(ElementForm(workspace(), "e0")) as (app, pilot):
        await pilot.press("tab", "down")
        assert app.screen.query_one("#stage", Line).value == "Visit stage"
        await pilot.press("down")
        assert app.screen.query_one("#stage", Line).value == ""


async def test_pains_are_added_changed_and_removed_with_the_element() -> None:
    made = workspace()
    with made.edit("Pain") as edit:
        edit.add(Pain(id="x1", element="e0", severity=2, text="Gone soon"))
    made.pending.clear()
    async with showing(ElementForm(made, "e0"), WIDE) as (app, pilot):
        rows = list(app.screen.query(PainRow))
        rows[0].query_one(Line).value = "Nobody answers"
        await pilot.click(rows[1].query_one("#drop"))
        await pilot.click("#add-pain")
        await pilot.press("enter", "down", "down", "down", "down", "down", "enter", "tab", "tab")
        await type_in(pilot, "New")
        await pilot.press("enter")
        assert app.answers == ["e0"]
    pains = sorted((p.severity, p.source, p.text) for p in made.state.tables["pains"].values())
    assert pains == [(4, "process", "Nobody answers"), (5, "", "New")]
    assert labels(made) == ["Edit Ask for a meter"]


async def test_a_pain_must_say_how_bad_it_is() -> None:
    made = workspace()
    async with showing(ElementForm(made, "e1"), WIDE) as (app, pilot):
        await pilot.click("#add-pain")
        await pilot.press("tab", "tab")
        await type_in(pilot, "Hurts")
        await pilot.press("enter")
        assert "does not say how bad it is" in app.text
        assert app.screen.focused is not None
        assert app.screen.focused.id == "severity"
    assert not made.pending


async def test_only_what_was_changed_is_written() -> None:
    made = workspace()
    async with showing(ElementForm(made, "e0")) as (app, pilot):
        with made.edit("Other") as edit:
            edit.update("elements", "e0", process="Theirs")
        await type_in(pilot, "Mine")
        await pilot.press("enter")
        assert app.answers == ["e0"]
    element = made.state.tables["elements"]["e0"]
    assert (element.name, element.process) == ("Mine", "Theirs")
    assert labels(made)[-1] == "Rename Ask for a meter to Mine"


async def test_saving_without_a_change_makes_no_commit() -> None:
    made = workspace()
    async with showing(ElementForm(made, "e0")) as (app, pilot):
        await pilot.press("enter")
        assert app.answers == ["e0"]
    assert not made.pending


async def test_escape_asks_only_where_something_was_typed() -> None:
    async with showing(ElementForm(workspace(), "e0")) as (app, pilot):
        await pilot.press("escape")
        assert app.answers == [None]
    async with showing(ElementForm(workspace(), None)) as (app, pilot):
        await type_in(pilot, "Typed")
        await pilot.press("escape")
        assert "Throw it away?" in app.text
        await pilot.press("tab", "enter")
        assert not app.answers
        assert app.screen.query_one("#name", Line).value == "Typed"


async def test_a_note_of_several_lines_is_kept_and_cleaned() -> None:
    made = workspace()
    async with showing(ElementForm(made, "e0")) as (app, pilot):
        app.screen.query_one(Note).focus()
        await app.paste(pilot, "One\nTwo" + ESCAPES)
        assert "\x1b" not in app.text
        await pilot.press("ctrl+s")
    note = made.state.tables["elements"]["e0"].note
    assert note.startswith("One\nTwo␛]0;T␇")


async def test_every_field_is_reached_by_tab_at_80_by_24() -> None:
    async with showing(ElementForm(workspace(), "e0")) as (app, pilot):
        seen = []
        for _ in range(17):
            focused = app.screen.focused
            assert focused is not None
            seen.append(focused.id)
            assert app.screen.query_one(".dialog").region.contains_region(focused.region)
            await pilot.press("tab")
        assert seen[0] == "name"
        assert {
            "stage",
            "visibility",
            "kind",
            "code",
            "severity",
            "source",
            "pain",
            "drop",
            "note",
            "yes",
            "no",
        } <= set(seen)


async def test_names_are_shown_as_they_are() -> None:
    made = workspace(elements=(WORST,), stages=(WORST, "x"))
    with made.edit("Texts") as edit:
        fields = ("code", "touchpoint", "activity", "decision", "process", "note")
        edit.update("elements", "e0", **dict.fromkeys(fields, WORST))
        edit.update("pains", "x0", text=WORST)
    async with showing(ElementForm(made, "e0"), WIDE) as (app, pilot):
        assert app.text.count(WORST) == 9
        await pilot.press("enter")
        assert app.answers == ["e0"]
    assert len(made.pending) == 1


async def test_what_is_not_touched_stays_as_it_is() -> None:
    made = workspace()
    odd = "  two  spaces \x1b and a\ttab "
    record = made.state.tables["elements"]["e0"]
    made.state.put(msgspec.structs.replace(record, name=odd, note=odd, code=odd), "elements")
    async with showing(ElementForm(made, "e0")) as (app, pilot):
        assert "\x1b" not in app.text
        app.screen.query_one("#process", Line).value = "P"
        await pilot.press("enter")
        assert app.answers == ["e0"]
    after = made.state.tables["elements"]["e0"]
    assert after == msgspec.structs.replace(record, name=odd, note=odd, code=odd, process="P")


async def test_a_pain_that_another_removed_is_told_and_the_rest_is_kept() -> None:
    made = workspace()
    async with showing(ElementForm(made, "e0"), WIDE) as (app, pilot):
        app.screen.query_one(PainRow).query_one(Line).value = "Mine"
        app.screen.query_one("#process", Line).value = "P"
        made.author = "bob"
        with made.edit("Bob's") as edit:
            edit.remove("pains", "x0")
        made.author = "dana"
        await pilot.press("enter")
        assert "bob has meanwhile removed the pain “Nobody calls back”" in " ".join(
            app.text.split()
        ).lower().replace("nobody", "Nobody")
        assert not app.answers
        await pilot.press("enter")
        assert app.answers == ["e0"]
    assert [(p.severity, p.text) for p in made.pains("e0")] == [(4, "Mine")]
    assert made.state.tables["elements"]["e0"].process == "P"


async def test_a_pain_that_another_removed_and_nobody_edited_here_stays_removed() -> None:
    made = workspace()
    async with showing(ElementForm(made, "e0"), WIDE) as (app, pilot):
        app.screen.query_one("#process", Line).value = "P"
        with made.edit("Bob's") as edit:
            edit.remove("pains", "x0")
        await pilot.press("enter")
        assert app.answers == ["e0"]
    assert not made.pains("e0")
    assert made.state.tables["elements"]["e0"].process == "P"


async def test_it_warns_of_a_twin_while_typing() -> None:
    made = workspace()
    async with showing(ElementForm(made, None, after="e0")) as (app, pilot):
        await pilot.pause()
        await type_in(pilot, "visit")
        assert "There is another element of this name in the stage." in app.text
