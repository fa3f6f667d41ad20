import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from textual.widgets import OptionList

from raci_tui.core.text import clean, clean_name
from raci_tui.tui.plain import plain, sentence
from raci_tui.tui.screens.dialogs import AskText, Choose, Confirm
from raci_tui.tui.screens.fields import Line
from raci_tui.tui.screens.unsaved import UnsavedScreen
from tests.strategies import examples
from tests.tui.dialog_stage import ESCAPES, MARKUP, WIDE, showing, type_in

LAYERS = [
    ("current", "Today", "What happens"),
    ("target", "Target", "What should"),
    ("diff", "Difference", ""),
]


async def test_enter_answers_with_a_clean_name() -> None:
    async with showing(AskText("Rename")) as (app, pilot):
        await type_in(pilot, "  Crew   two ")
        await pilot.press("enter")
        assert app.answers == ["Crew two"]


async def test_the_value_there_is_selected_so_that_typing_replaces_it() -> None:
    async with showing(AskText("Rename", "Crew")) as (app, pilot):
        await type_in(pilot, "New")
        await pilot.press("enter")
        assert app.answers == ["New"]


async def test_an_empty_name_is_told_as_it_is_typed_and_keeps_the_dialog_open() -> None:
    async with showing(AskText("Rename", "C")) as (app, pilot):
        await pilot.press("backspace")
        assert "The name is empty: type at least one character." in app.text
        await pilot.press("enter")
        assert not app.answers
        await pilot.press("escape")
        assert app.answers == [None]


async def test_a_paste_of_several_lines_keeps_the_first_and_says_so() -> None:
    async with showing(AskText("Rename")) as (app, pilot):
        await app.paste(pilot, "\nOne\x1b[31m\tline\nTwo\nThree")
        assert app.screen.query_one(Line).value == "One␛[31m line"
        assert "3 lines were pasted; only the first one was used." in app.text


async def test_what_the_app_copied_before_is_pasted_as_one_line_too() -> None:
    async with showing(AskText("Rename")) as (app, pilot):
        app.copy_to_clipboard("One\nTwo\x07")
        await pilot.press("ctrl+v")
        assert app.screen.query_one(Line).value == "One"


async def test_confirm_is_answered_from_the_keyboard() -> None:
    async with showing(Confirm("First", "", "Yes")) as (app, pilot):
        await pilot.press("enter")
        for keys, answer in (
            (["y"], True),
            (["escape"], False),
            (["n"], False),
            (["tab", "enter"], False),
            (["right", "left", "enter"], True),
        ):
            app.push_screen(Confirm("Remove?", "It goes.", "Remove", danger=True), app.answers.append)
            await pilot.pause()
            await pilot.press(*keys)
            assert app.answers[-1] is answer, keys
        assert len(app.answers) == 6
        assert app.answers[0] is True


async def test_confirm_is_answered_by_the_mouse() -> None:
    async with showing(Confirm("Remove?", "It goes.")) as (app, pilot):
        await pilot.click("#no")
        assert app.answers == [False]


async def test_choose_starts_at_the_current_one_and_moves_with_the_arrows() -> None:
    async with showing(Choose("Layer", LAYERS, "target")) as (app, pilot):
        await pilot.press("down", "enter")
        assert app.answers == ["diff"]


async def test_choose_is_narrowed_by_words_of_label_and_detail() -> None:
    async with showing(Choose("Layer", LAYERS)) as (app, pilot):
        await type_in(pilot, "should tar")
        assert app.screen.query_one(OptionList).option_count == 1
        await pilot.press("enter")
        assert app.answers == ["target"]


async def test_choosing_nothing_says_so_and_stays() -> None:
    async with showing(Choose("Layer", LAYERS)) as (app, pilot):
        await type_in(pilot, "zzz")
        await pilot.press("enter")
        assert not app.answers
        assert "Nothing is chosen" in app.text


async def test_an_option_is_chosen_by_a_click() -> None:
    async with showing(Choose("Layer", LAYERS)) as (app, pilot):
        await pilot.click(OptionList, offset=(3, 1))
        assert app.answers == ["target"]


async def test_ids_of_options_may_be_anything() -> None:
    async with showing(Choose("Odd", [("a b/[c]", "One", ""), ("", "Two", "")], "")) as (app, pilot):
        await pilot.press("enter")
        assert app.answers == [""]


async def test_what_could_not_be_saved_is_never_dropped_unasked() -> None:
    async with showing(UnsavedScreen("the disk is [/] full")) as (app, pilot):
        assert "the disk is [/] full" in app.text
        await pilot.press("enter")
        for keys in (["tab", "enter"], ["right", "right", "enter"], ["escape"]):
            app.push_screen(UnsavedScreen("the disk is full"), app.answers.append)
            await pilot.pause()
            await pilot.press(*keys)
        assert app.answers == ["retry", "copy", "discard", None]


async def test_names_that_look_like_markup_are_shown_as_they_are() -> None:
    async with showing(Choose("All", [(name, name, name) for name in MARKUP]), WIDE) as (app, pilot):
        rows = app.text.splitlines()
        for name in MARKUP:
            assert any(row.count(name) >= 2 for row in rows), name
        for name in MARKUP[::3]:
            app.switch_screen(AskText(name, name, hint=name))
            await pilot.pause()
            assert app.text.count(name) == 3
            app.switch_screen(Confirm(name, name, name))
            await pilot.pause()
            assert app.text.count(name) >= 3


TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
ODD = [
    ESCAPES,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u200d",
    "e" + "\u0301" * 500,
    "葉" * 300,
    "a" * 10_000,
]


@given(TEXTS)
def test_plain_lets_nothing_through_that_a_terminal_obeys(text: str) -> None:
    shown = plain(text).plain
    assert shown == clean(text)
    assert not any(ord(character) < 32 and character not in "\t\n" for character in shown)


@examples(2, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=20, max_size=20))
async def test_any_text_can_be_shown_and_chosen(texts: list[str]) -> None:
    texts += ODD
    options = [(text, text, text) for text in texts]
    async with showing(Choose(texts[0], options, texts[-1]), WIDE) as (app, pilot):
        assert "\x1b" not in app.text
        await pilot.press("enter")
        assert app.answers == [texts[-1]]


@pytest.mark.parametrize("text", [*ODD[:2], "\n\t a", "葉" * 300])
async def test_any_text_can_be_asked_for(text: str) -> None:
    async with showing(AskText(text, text, hint=text)) as (app, pilot):
        assert "\x1b" not in app.text
        await pilot.press("enter")
        assert app.answers == [clean_name(text)]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("there is no element here: add one with +", "There is no element here: add one with +."),
        ("plan.raci.json is the workspace itself", "plan.raci.json is the workspace itself."),
        ("nothing to do.", "Nothing to do."),
        ("", "."),
    ],
)
def test_an_error_is_told_as_a_sentence_that_leaves_file_names_alone(error: str, told: str) -> None:
    assert sentence(error) == told
