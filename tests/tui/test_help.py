from textual.widgets import OptionList

from raci_tui.core.query import KEYS, parse_query
from raci_tui.core.scheme import RACI, Letter, Scheme
from raci_tui.rules.schemes import RAPID
from raci_tui.tui.commands import COMMANDS, Command
from raci_tui.tui.screens.help import HelpScreen, filtering
from tests.tui.dialog_stage import MARKUP, WIDE, Stagehand, showing, type_in

BELL = Command("ring", "ctrl+z", "Ring", "Ring the bell.", "ring(2)", "Odd")


def test_every_line_about_filtering_is_a_query_that_is_understood() -> None:
    for query, _ in filtering(RACI):
        assert parse_query(query).text == query
    told = " ".join(f"{query} {words}" for query, words in filtering(RACI))
    assert [key for key in KEYS if f"{key}:" not in told] == ["kind", "decision", "process", "code", "note"]


def test_lines_about_filtering_have_the_letters_of_the_scheme() -> None:
    assert {"letter:D", "party:crew letter:P"} <= {query for query, _ in filtering(RAPID)}


async def test_every_command_is_listed_with_the_keys_in_force() -> None:
    async with showing(HelpScreen(COMMANDS, keymap={"undo": "ctrl+u"}, scheme=RACI), WIDE) as (app, pilot):
        shown = [str(option.prompt) for option in app.screen.query_one(OptionList).options]
        for command in COMMANDS:
            assert any(f"{command.title}:" in line for line in shown), command.id
        assert any(line.startswith("Ctrl+U") for line in shown)
        assert any(line.startswith("F8 or ]") for line in shown)
        await type_in(pilot, "back edit")
        assert "Take back the last edit." in app.text
        assert "One element up." not in app.text


async def test_letters_and_marks_are_explained() -> None:
    async with showing(HelpScreen(COMMANDS, scheme=RACI), WIDE) as (app, pilot):
        await type_in(pilot, "answers")
        assert "Accountable: answers for it" in app.text
        await pilot.press("enter")
        assert "This line only explains" in app.text


async def test_a_command_is_done_where_help_was_opened() -> None:
    rung = []

    class Ringing(Stagehand):
        def action_ring(self, times: int) -> None:
            rung.append(times)

    app = Ringing(HelpScreen([BELL]))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
    assert app.answers == ["ring"]
    assert rung == [2]


async def test_a_command_that_fits_nowhere_says_so() -> None:
    async with showing(HelpScreen([BELL])) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert "Open a workspace first." in app.text


async def test_long_explanations_stay_beside_their_keys_in_a_narrow_window() -> None:
    async with showing(HelpScreen(COMMANDS, scheme=RACI)) as (app, pilot):
        await type_in(pilot, "hand over")
        [line] = [line for line in app.text.splitlines() if "that letter." in line]
        assert line.strip("│ ").startswith(("former", "that", "lose", "owners"))
        assert line.index("that letter.") > 22


async def test_names_of_letters_are_shown_as_they_are() -> None:
    names = [name for name in MARKUP if "\\" not in name]
    letters = tuple(Letter(code=chr(65 + place), name=name, kind="owner") for place, name in enumerate(names))
    scheme = Scheme(id="odd", name="[/]", letters=letters)
    async with showing(HelpScreen([], scheme=scheme), WIDE) as (app, _):
        assert "Letters of [/]" in app.text
        for name in names:
            assert f" {name}: answers for it" in app.text
