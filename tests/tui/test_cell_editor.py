from raci_tui.core.editing import Place
from raci_tui.core.records import Cell
from raci_tui.tui.screens.cell_editor import CellEditor, LetterSwitch
from raci_tui.tui.screens.fields import Line, Note
from tests.tui.dialog_stage import WORST, labels, showing, type_in, workspace

PLACE = Place("e0", "p0")


async def test_both_layers_and_the_note_become_one_commit() -> None:
    made = workspace()
    async with showing(CellEditor(made, PLACE)) as (app, pilot):
        await type_in(pilot, "consulted")
        await pilot.press("tab")
        await type_in(pilot, "r, a")
        await pilot.press("tab")
        await type_in(pilot, "See [R]")
        await pilot.press("ctrl+s")
        assert app.answers == [True]
    assert made.cell(*PLACE) == Cell(element="e0", party="p0", current="C", target="AR", note="See [R]")
    assert labels(made) == ["Edit Service on Ask for a meter"]


async def test_the_label_says_what_was_set() -> None:
    made = workspace()
    async with showing(CellEditor(made, PLACE)) as (_, pilot):
        await type_in(pilot, "-")
        await pilot.press("enter")
    assert made.cell(*PLACE).current == "-"
    assert labels(made) == ["Set - for Service on Ask for a meter"]


async def test_an_emptied_target_is_no_plan() -> None:
    made = workspace()
    with made.edit("Plan") as edit:
        edit.set(*PLACE, "target", "C")
    async with showing(CellEditor(made, PLACE)) as (app, pilot):
        await pilot.press("tab", "backspace")
        assert "No plan: it follows today." in app.text
        await pilot.press("enter")
    assert made.cell(*PLACE).target is None


async def test_what_is_no_letter_is_told_while_typing_and_never_saved() -> None:
    made = workspace()
    async with showing(CellEditor(made, PLACE)) as (app, pilot):
        await type_in(pilot, "xq")
        assert "'xq' is no set of letters of RACI" in app.text
        await pilot.press("enter")
        assert not app.answers
        assert not made.pending


async def test_letters_are_switched_by_the_mouse_and_the_first_target_starts_from_today() -> None:
    made = workspace()
    async with showing(CellEditor(made, PLACE)) as (app, pilot):
        informed = [each for each in app.screen.query(LetterSwitch) if each.letter.code == "I"]
        await pilot.click(informed[1])
        assert app.screen.query_one("#target", Line).value == "A/R/I"
        accountable = [each for each in app.screen.query(LetterSwitch) if each.letter.code == "A"]
        await pilot.click(accountable[0])
        assert app.screen.query_one("#current", Line).value == "R"
        await pilot.press("enter")
    assert (made.cell(*PLACE).current, made.cell(*PLACE).target) == ("R", "ARI")


async def test_saving_nothing_makes_no_commit() -> None:
    made = workspace()
    async with showing(CellEditor(made, PLACE)) as (app, pilot):
        await pilot.press("enter")
        assert app.answers == [False]
    assert not made.pending


async def test_escape_asks_before_a_note_is_lost() -> None:
    made = workspace()
    async with showing(CellEditor(made, PLACE)) as (app, pilot):
        app.screen.query_one(Note).focus()
        await type_in(pilot, "long")
        await pilot.press("escape")
        assert "Throw it away?" in app.text
        await pilot.press("escape", "escape", "enter")
        assert app.answers == [None]
    assert not made.pending


async def test_what_somebody_else_wrote_meanwhile_is_told_once_and_untouched_layers_are_left() -> None:
    made = workspace()
    async with showing(CellEditor(made, PLACE)) as (app, pilot):
        with made.edit("Other") as edit:
            edit.set(*PLACE, "current", "I")
            edit.set(*PLACE, "target", "R")
        await type_in(pilot, "C")
        await pilot.press("enter")
        assert "meanwhile changed today to “I”" in app.text
        assert not app.answers
        await pilot.press("enter")
        assert app.answers == [True]
    assert (made.cell(*PLACE).current, made.cell(*PLACE).target) == ("C", "R")


async def test_an_element_that_is_gone_is_told_and_what_was_typed_stays() -> None:
    made = workspace()
    async with showing(CellEditor(made, PLACE)) as (app, pilot):
        with made.edit("Remove") as edit:
            edit.remove("elements", "e0")
        await type_in(pilot, "C")
        await pilot.press("enter")
        assert "has meanwhile been removed" in app.text
        assert app.screen.query_one("#current", Line).value == "C"


async def test_a_read_only_workspace_says_why() -> None:
    made = workspace()
    made.read_only_reason = "the [/] file belongs to root"
    async with showing(CellEditor(made, PLACE)) as (app, pilot):
        assert "the [/] file belongs to root" in app.text
        await type_in(pilot, "C")
        await pilot.press("enter")
        assert not app.answers


async def test_buttons_can_be_reached_at_80_by_24() -> None:
    async with showing(CellEditor(workspace(), PLACE)) as (app, pilot):
        assert "Save" in app.text
        await pilot.click("#no")
        assert app.answers == [None]


async def test_names_are_shown_as_they_are() -> None:
    made = workspace(elements=(WORST,), parties=((WORST, "partner"),))
    with made.edit("Note") as edit:
        edit.note("e0", "p0", WORST)
    async with showing(CellEditor(made, PLACE)) as (app, _):
        assert app.text.count(WORST) == 3


async def test_tab_goes_from_layer_to_layer_to_the_note_to_save_and_typing_begins_in_the_layer_looked_at() -> (
    None
):
    for layer in ("current", "target"):
        async with showing(CellEditor(workspace(), PLACE, layer)) as (app, _):
            assert [each.id for each in app.screen.focus_chain] == ["current", "target", "note", "yes", "no"]
            assert app.screen.focused is app.screen.query_one(f"#{layer}")


async def test_letters_left_behind_are_brought_back_and_dropped_the_second_time() -> None:
    made = workspace()
    editor = CellEditor(made, PLACE)
    async with showing(editor) as (app, pilot):
        await type_in(pilot, "CI")
        await pilot.press("escape")
        assert app.answers == [None]
    assert editor.left == {"current": "CI"}
    again = CellEditor(made, PLACE)
    again.bring_back(editor.left)
    async with showing(again) as (app, pilot):
        assert app.screen.query_one("#current", Line).value == "CI"
        assert "typed and not saved yet" in app.text
        await pilot.press("escape")
        assert app.answers == [None]
    assert (again.left, made.pending) == ({}, [])
