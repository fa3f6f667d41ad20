from pathlib import Path

from raci_tui.tui.screens.fields import Line
from raci_tui.tui.screens.welcome import Chosen, WelcomeScreen, begin_with, file_name
from tests.tui.dialog_stage import showing, type_in

EXAMPLES = ["southern-water", "prepaid-mobile"]


def test_a_workspace_is_opened_and_anything_else_is_imported_beside_itself(tmp_path: Path) -> None:
    table = tmp_path / "plan [R].csv"
    assert begin_with(tmp_path / "x.raci.json") == Chosen("open", tmp_path / "x.raci.json")
    assert begin_with(tmp_path / "x.raci.ledger") == Chosen("open", tmp_path / "x.raci.json")
    assert begin_with(table) == Chosen("import", tmp_path / "plan [R].raci.json", "plan [R]", table)
    (tmp_path / "plan [R].raci.json").touch()
    (tmp_path / "plan [R] 2.raci.ledger").touch()
    assert begin_with(table).path == tmp_path / "plan [R] 3.raci.json"


def test_a_name_becomes_a_file_name_that_every_system_takes() -> None:
    assert file_name("Meter [R]/now: 2") == "meter-r-now-2"
    assert file_name(" .hidden. ") == "hidden"


async def test_the_first_recent_workspace_is_one_key_away(tmp_path: Path) -> None:
    recent = tmp_path / "a [R].raci.json"
    recent.touch()
    async with showing(WelcomeScreen([recent], EXAMPLES)) as (app, pilot):
        assert "a [R]" in app.text
        await pilot.press("enter")
        assert app.answers == [Chosen("open", recent)]


async def test_a_recent_workspace_that_is_gone_is_marked_and_not_opened(tmp_path: Path) -> None:
    async with showing(WelcomeScreen([tmp_path / "gone.raci.json"], [])) as (app, pilot):
        assert "not there any more" in app.text
        await pilot.press("enter")
        assert not app.answers
        assert "gone.raci.json is not there any more" in app.text


async def test_an_example_is_chosen_and_escape_quits() -> None:
    async with showing(WelcomeScreen([], EXAMPLES, message="It failed [/].")) as (app, pilot):
        assert "It failed [/]." in app.text
        await pilot.press("down", "down", "down", "enter")
        assert app.answers == [Chosen("example", name="southern-water")]
    async with showing(WelcomeScreen([], EXAMPLES)) as (app, pilot):
        await pilot.press("escape")
        assert app.answers == [Chosen("quit")]


async def test_a_new_workspace_asks_for_a_name_and_offers_a_file(tmp_path: Path) -> None:
    async with showing(WelcomeScreen([], EXAMPLES, folder=tmp_path)) as (app, pilot):
        await pilot.press("enter")
        await type_in(pilot, "Meters [R]")
        assert app.screen.query_one("#file", Line).value.endswith("meters-r.raci.json")
        (tmp_path / "meters-r.raci.json").touch()
        await pilot.press("enter")
        assert "There already is a file meters-r.raci.json" in app.text
        app.screen.query_one("#file", Line).value = str(tmp_path / "other")
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == [Chosen("new", tmp_path / "other.raci.json", "Meters [R]")]


async def test_a_dropped_or_pasted_table_is_imported(tmp_path: Path) -> None:
    table = tmp_path / "a b.csv"
    table.touch()
    async with showing(WelcomeScreen([], EXAMPLES)) as (app, pilot):
        await app.paste(pilot, "/nowhere/[R].csv")
        assert "There is no file /nowhere/[R].csv" in app.text
        await app.paste(pilot, f"'{table}'\n")
        assert app.answers == [Chosen("import", tmp_path / "a b.raci.json", "a b", table)]


async def test_a_file_is_asked_for(tmp_path: Path) -> None:
    workspace = tmp_path / "x.raci.json"
    workspace.touch()
    async with showing(WelcomeScreen([], EXAMPLES)) as (app, pilot):
        await pilot.press("down", "down", "enter")
        await type_in(pilot, str(tmp_path))
        await pilot.press("enter")
        assert "is a folder" in app.text.replace("│\n", "")
        app.screen.query_one("#path", Line).value = workspace.as_uri()
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == [Chosen("open", workspace)]
