import pytest

from raci_tui.core.lookalikes import taken_for
from raci_tui.core.workspace import Workspace
from raci_tui.tui.screens.fields import Line
from raci_tui.tui.screens.party_form import PartyForm
from tests.tui.dialog_stage import WIDE, WORST, labels, showing, type_in, workspace


def names(made: Workspace) -> list[str]:
    return [party.name for party in made.parties()]


async def test_a_new_party_goes_behind_its_neighbour_and_takes_its_kind() -> None:
    made = workspace()
    async with showing(PartyForm(made, None, after="p0")) as (app, pilot):
        await type_in(pilot, "Finance")
        await pilot.press("enter")
        [made_id] = app.answers
    assert names(made) == ["Service", "Finance", "Operations", "Crew"]
    assert made.state.tables["parties"][made_id].kind == "department"
    assert labels(made) == ["Add Finance"]


async def test_another_kind_goes_to_the_end_of_its_own() -> None:
    made = workspace()
    async with showing(PartyForm(made, None, after="p0")) as (_, pilot):
        await type_in(pilot, "Plumber")
        await pilot.press("tab", "tab", "enter", "down", "enter", "shift+tab", "enter")
    assert names(made) == ["Service", "Operations", "Crew", "Plumber"]


async def test_what_is_known_of_a_party_becomes_one_commit() -> None:
    made = workspace()
    async with showing(PartyForm(made, "p2")) as (app, pilot):
        await pilot.press("tab")
        await type_in(pilot, "FC")
        app.screen.query_one("#aliases", Line).value = "Fitters, the crew; Fitters"
        app.screen.query_one("#overlay").focus()
        await pilot.press("space", "tab", "space")
        await pilot.press("ctrl+s")
        assert app.answers == ["p2"]
    party = made.state.tables["parties"]["p2"]
    assert (party.short, party.aliases, party.overlay, party.vacant, party.retired) == (
        "FC", ("Fitters", "the crew"), True, True, False,
    )  # fmt: skip
    assert labels(made) == ["Edit Crew"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("operations", "There already is “Operations”."),
        ("0perations", "This looks like “Operations”"),
        ("Оperations", "This looks like “Operations”"),
        ("Fitters", "This looks like “Crew”"),
        ("Operations two", ""),
    ],
)
async def test_names_that_look_alike_are_warned_of_but_not_refused(typed: str, sentence: str) -> None:
    made = workspace()
    with made.edit("Alias") as edit:
        edit.update("parties", "p2", aliases=("fitters",))
    async with showing(PartyForm(made, None)) as (app, pilot):
        app.screen.query_one("#name", Line).value = typed
        await pilot.pause()
        assert ("This looks like" in app.text or "There already" in app.text) == bool(sentence)
        await pilot.press("enter")
        assert len(app.answers) == 1
    assert len(made.parties()) == 4


def test_accents_and_marks_do_not_make_another_name_but_other_letters_do() -> None:
    assert taken_for("Café Crew", ["cafe-crew"]) == "cafe-crew"
    assert taken_for("Bob�", ["Bob"]) == "Bob"
    assert not taken_for("Bobby", ["Bob"])
    assert not taken_for("北", ["南"])


async def test_the_short_name_that_will_head_the_column_is_told() -> None:
    async with showing(PartyForm(workspace(), None)) as (app, pilot):
        await type_in(pilot, "Customer Service Desk")
        assert "Empty: where its name does not fit it is CSD." in app.text
        await pilot.press("tab")
        await type_in(pilot, "far too long a name")
        assert "at most 12 characters" in app.text.replace("\n", " ")
        await pilot.press("enter")
        assert not app.answers


async def test_a_switch_shows_its_state_without_colour() -> None:
    async with showing(PartyForm(workspace(), "p0")) as (app, pilot):
        assert "✓" not in app.text
        app.screen.query_one("#retired").focus()
        await pilot.press("space")
        assert app.text.count("✓") == 1


async def test_names_are_shown_as_they_are() -> None:
    made = workspace(parties=((WORST, "partner"), ("Other", "partner")))
    with made.edit("Texts") as edit:
        edit.update("parties", "p0", short="[/]", contact=WORST, note=WORST, aliases=("x", WORST))
    async with showing(PartyForm(made, "p0"), WIDE) as (app, pilot):
        assert app.text.count(WORST) == 4
        app.switch_screen(PartyForm(made, "p1"))
        await pilot.pause()
        app.screen.query_one("#name", Line).value = WORST
        await pilot.pause()
        assert f"There already is “{WORST}”." in app.text
