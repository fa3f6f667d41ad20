from raci_tui.tui.screens.journey_picker import JourneyPicker
from tests.tui.dialog_stage import MARKUP, WIDE, labels, showing, type_in, workspace


async def test_a_journey_or_all_of_them_are_chosen() -> None:
    async with showing(JourneyPicker(workspace(), "j0")) as (app, pilot):
        assert "● Metering  4 elements" in app.text
        await pilot.press("down", "enter")
        assert app.answers == ["j1"]
    async with showing(JourneyPicker(workspace(), "j0")) as (app, pilot):
        await pilot.press("up", "enter")
        assert app.answers == [""]
    async with showing(JourneyPicker(workspace(), "j0")) as (app, pilot):
        await pilot.press("escape")
        assert app.answers == [None]


async def test_a_journey_is_added_renamed_and_then_shown() -> None:
    made = workspace()
    async with showing(JourneyPicker(made, "")) as (app, pilot):
        await pilot.press("plus")
        await type_in(pilot, "Leaks")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("f2")
        await type_in(pilot, "Leaks and bursts")
        await pilot.press("enter")
        await pilot.pause()
        assert "Leaks and bursts" in app.text
        await pilot.press("enter")
        assert app.answers == [made.journeys()[-1].id]
    assert [journey.name for journey in made.journeys()] == ["Metering", "Billing", "Leaks and bursts"]
    assert labels(made) == ["Add journey Leaks", "Rename journey Leaks to Leaks and bursts"]


async def test_removing_says_what_goes_and_is_one_undo_step() -> None:
    made = workspace()
    async with showing(JourneyPicker(made, "j0")) as (app, pilot):
        await pilot.press("delete")
        assert "With it go 4 elements, 2 stages and 1 filled cell." in app.text.replace("│\n", "")
        await pilot.press("escape")
        assert len(made.journeys()) == 2
        await pilot.press("delete", "y")
        await pilot.pause()
        assert not made.elements()
        await pilot.press("escape")
    made.undo()
    assert len(made.elements()) == 4


async def test_all_journeys_cannot_be_renamed_or_removed_at_once() -> None:
    made = workspace()
    async with showing(JourneyPicker(made, "")) as (app, pilot):
        await pilot.press("delete", "f2")
        assert "Choose one journey first." in app.text
    assert not made.pending


async def test_a_read_only_workspace_says_why_a_journey_was_not_added() -> None:
    made = workspace()
    made.read_only_reason = "the disk is [/] full"
    async with showing(JourneyPicker(made, "")) as (app, pilot):
        await pilot.press("plus", "x", "enter")
        await pilot.pause()
        assert "the disk is [/] full" in app.text


async def test_names_are_shown_as_they_are() -> None:
    async with showing(JourneyPicker(workspace(journeys=MARKUP), ""), WIDE) as (app, _):
        for name in MARKUP[:13]:
            assert f"  {name}  " in app.text
