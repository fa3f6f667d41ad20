"""Filtering, finding and going to something, as a user at the keyboard or with the mouse does it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from textual import events
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList

from raci_tui.core.order import spread
from raci_tui.core.records import Cell, Element, Journey
from raci_tui.core.state import State
from raci_tui.core.workspace import new_state
from raci_tui.services.query_history import past_queries
from raci_tui.tui.screens.go_to import GoTo
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.completion_list import CompletionList
from raci_tui.tui.widgets.filter_bar import FilterBar
from raci_tui.tui.widgets.matrix.found import CHOSEN
from tests.matrix_app import Opened, opened, small_state, until


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACI_TUI_HOME", str(tmp_path / "home"))


def two_journeys() -> State:
    state = small_state()
    state.put(Journey(id="k", name="Leave", order="Z"), "journeys")
    state.put(Element(id="bye", name="Say goodbye", journey="k", order="B", code="L-7"), "elements")
    return state


def box(app: Opened) -> Input:
    return app.screen.query_one("#filter", Input)


def shown(app: Opened) -> tuple[str, ...]:
    return app.screen.arrangement.elements


def focused(app: Opened) -> Widget | None:
    return app.app.focused


def top(app: Opened) -> Screen[object]:
    return app.app.screen


def said(app: Opened) -> str:
    return app.screen.query_one(StatusBar).left


def underlined(app: Opened) -> set[str]:
    """What is underlined of the names of the rows."""
    matrix = app.screen.grid.matrix
    strips = [
        app.screen.grid.render_line(y) for y in range(matrix.header_height, app.screen.grid.size.height)
    ]
    return {
        segment.text
        for strip in strips
        for segment in strip.crop(0, matrix.left_width)
        if segment.style and segment.style.underline
    }


async def ask(app: Opened, query: str, key: str = "slash") -> None:
    """Open a box and type a query, all of it but the last letter at once."""
    await app.press(key)
    box(app).value = query[:-1]
    box(app).cursor_position = len(query) - 1
    await app.press(query[-1])


async def listed(app: Opened, *terms: str) -> None:
    """Wait until the list above the box holds these terms, and maybe more behind them."""

    def there() -> bool:
        lists = [each for each in app.screen.query(CompletionList) if each.display and each.region]
        return any([term.shown for term in each.offered][: len(terms)] == list(terms) for each in lists)

    await until(app, there)


async def test_tab_takes_what_is_offered_and_offers_what_may_follow(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await ask(app, "sta")
        await app.press("tab")
        assert box(app).value == "stage:"
        await listed(app, "stage:Request", "stage:Plan")
        await app.press(*"pl", "tab")
        assert box(app).value == "stage:Plan "
        assert shown(app) == ("pass", "fit")
        await app.press(*"party:cust", "tab")
        assert box(app).value == 'stage:Plan party:"Customer Service" '
        assert shown(app) == ("pass",)


async def test_arrows_and_enter_choose_from_the_list_and_escape_leaves_it(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await app.press("slash", *"party:")
        await listed(app, 'party:"Customer Service"', "party:Operations", 'party:"Fitting Crew"')
        await app.press("down", "down", "down", "up")
        assert "▸ party:Operations" in app.text
        await app.press("escape")
        assert "▸" not in app.text
        assert box(app).value == "party:"
        await app.press("o", "down", "enter")
        assert box(app).value == "party:Operations "
        assert focused(app) is box(app)
        await app.press("enter")
        assert focused(app) is app.screen.grid
        assert shown(app) == ("pass",)


async def test_a_click_takes_a_line_of_the_list(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await app.press("slash", *"is:")
        await listed(app, "is:unowned", "is:gap", "is:changed")
        await app.pilot.click(CompletionList, offset=(4, 2))
        await app.pilot.pause()
        assert box(app).value == "is:changed "
        assert focused(app) is box(app)
        assert shown(app) == ("notebook",)


async def test_what_is_only_begun_neither_hides_nor_scolds(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await app.press("slash", *"meter stage:")
        assert shown(app) == ("ask", "fit")
        assert "has no value" not in app.text
        await app.press(*'"pla')
        assert shown(app) == ("fit",)
        await app.press("enter")
        assert box(app).value == 'meter stage:"pla"'


async def test_a_filter_that_hides_everything_says_so_and_moves_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        before = app.screen.grid.region
        await ask(app, "zzz")
        assert "The filter hides every element; Esc shows them again." in app.text
        assert app.screen.query_one(StatusBar).shown == "0 of 4 shown"
        assert app.screen.grid.region.y == before.y
        await app.press("escape")
        assert "hides every element" not in app.text


async def test_enter_on_a_wrong_query_says_where_and_stays(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        await ask(app, "notebook")
        await app.press(*" is:", "enter")
        assert "is: at character 10 has no value" in app.text
        assert box(app).cursor_position == 9
        assert focused(app) is box(app)
        assert shown(app) == ("notebook",)


async def test_up_brings_earlier_queries_back_also_in_a_later_run(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        for query in ("is:gap", "meter", "is:gap"):
            await ask(app, query)
            await app.press("enter", "escape")
        await app.app.workers.wait_for_complete()
        assert past_queries() == ["is:gap", "meter"]
    (tmp_path / "again").mkdir()
    async with opened(tmp_path / "again") as app:
        await app.press("slash", "up")
        assert box(app).value == "is:gap"
        assert len(shown(app)) == 3
        await app.press("up", "up")
        assert box(app).value == "meter"
        await app.press("down", "down")
        assert box(app).value == ""
        assert len(shown(app)) == 4


async def test_what_matched_is_underlined_and_chosen_parties_are_marked(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await ask(app, "METER party:crew")
        assert underlined(app) == {"meter"}
        assert f"{CHOSEN}Crew" in app.text
        assert f"{CHOSEN}Operations" not in app.text
        await app.press("escape", "escape")
        assert not underlined(app)
        assert CHOSEN not in app.text


async def test_marks_of_folded_words_stand_on_the_letters_as_written(tmp_path: Path) -> None:
    state = small_state()
    ask = state.tables["elements"]["ask"]
    state.tables["elements"]["ask"] = msgspec.structs.replace(ask, name="Straße [R] ﬁnden")
    async with opened(tmp_path, state) as app:
        await app.press("slash", *"strasse", "space", "left_square_bracket", "r", "right_square_bracket")
        assert underlined(app) == {"Straße", "[R]"}


async def test_again_goes_from_one_found_to_the_next_with_all_rows_shown(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("full_stop")
        assert "Nothing was looked for yet" in said(app)
        await ask(app, "meter")
        await app.press("enter", "escape")
        assert len(shown(app)) == 4
        await app.press("full_stop")
        assert app.screen.grid.element == "fit"
        assert "“meter” 2 of 2" in said(app)
        await app.press("full_stop")
        assert app.screen.grid.element == "ask"
        assert "1 of 2 · round again from the top" in said(app)
        await app.press("comma")
        assert app.screen.grid.element == "fit"
        assert "round again from the bottom" in said(app)
        assert underlined(app) == {"meter"}
        await app.press("escape")
        assert not underlined(app)


async def test_again_repeats_gaps_and_differences_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f8", "full_stop", "full_stop")
        assert app.screen.grid.element == "fit"
        await app.press("full_stop")
        assert app.screen.grid.element == "notebook"
        assert "round again from the top" in said(app)
        await app.press("f7", "full_stop")
        assert (app.screen.grid.element, app.screen.grid.party) == ("notebook", "crew")
        await app.press("comma", "comma")
        assert "round again from the bottom" in said(app)


async def test_again_is_judged_as_the_workspace_is_by_then(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await ask(app, "is:unowned")
        await app.press("enter", "escape", "full_stop")
        assert app.screen.grid.element == "fit"
        await app.press("a", "full_stop")
        assert app.screen.grid.element == "notebook"
        assert "1 of 1" in said(app)
        await app.press("a", "full_stop")
        assert "Nothing matches “is:unowned”" in said(app)


async def test_find_moves_as_one_types_and_hides_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("down")
        await ask(app, "meter", "ctrl+f")
        assert app.screen.grid.element == "fit"
        assert len(shown(app)) == 4
        assert "“meter” 2 of 2" in said(app)
        await app.press(*"zz")
        assert "Nothing matches “meterzz”" in said(app)
        await app.press("escape")
        assert app.screen.grid.element == "notebook"
        assert not app.screen.query_one(FilterBar).display
        await ask(app, "party:ops", "ctrl+f")
        await app.press("enter", "full_stop")
        assert not app.screen.query_one(FilterBar).display
        assert app.screen.grid.element == "pass"
        assert len(shown(app)) == 4


async def test_find_within_a_filter_leaves_the_filter_as_it_is(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await ask(app, "is:gap")
        await app.press("enter")
        await ask(app, "meter", "ctrl+f")
        await app.press("enter")
        assert shown(app) == ("notebook", "pass", "fit")
        assert app.screen.grid.element == "fit"
        assert box(app).value == "is:gap"
        await ask(app, "ask", "ctrl+f")
        await app.press("enter")
        assert "but what is shown holds none" in said(app)
        await app.press("escape")
        assert len(shown(app)) == 4


async def test_go_to_an_element_by_letters_or_code_and_to_a_party(tmp_path: Path) -> None:
    async with opened(tmp_path, two_journeys(), size=(80, 24)) as app:
        await app.press("ctrl+g", *"notb")
        assert isinstance(top(app), GoTo)
        assert "Look up crew in notebook" in app.text
        assert "‼ Request" in app.text
        await app.press("enter")
        assert app.screen.grid.element == "notebook"
        await app.press("ctrl+g", *"l-7", "enter")
        assert app.screen.grid.element == "bye"
        await app.press("ctrl+g", *"fitting", "enter")
        assert (app.screen.grid.element, app.screen.grid.party) == ("bye", "crew")
        await app.press("ctrl+g", *"qqq", "enter")
        assert "nothing is chosen" in app.text.lower()
        await app.press("escape")
        assert top(app) is app.screen


async def test_a_click_on_a_line_goes_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+g", *"meter")
        await app.pilot.click(OptionList, offset=(4, 1))
        await app.pilot.pause()
        assert app.screen.grid.element == "fit"


async def test_going_to_what_is_hidden_shows_it_and_says_what_that_took(tmp_path: Path) -> None:
    async with opened(tmp_path, two_journeys()) as app:
        await ask(app, "notebook")
        await app.press("enter", "ctrl+g", *"pass it", "enter")
        assert app.screen.grid.element == "pass"
        assert "the filter is cleared" in said(app)
        assert not app.screen.query_one(FilterBar).display
        app.screen.journey = "j"
        app.screen.rearrange()
        await ask(app, "meter")
        await app.press("enter")
        assert app.screen.query_one(StatusBar).shown == "2 of 5 shown"
        await app.press("ctrl+g", *"goodbye", "enter")
        assert app.screen.grid.element == "bye"
        assert "all journeys are shown again and the filter is cleared" in said(app)


async def test_going_to_what_is_folded_or_hidden_shows_it_and_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        app.screen.reshape(app.screen.shape._replace(folded=("plan",), hidden=("crew",)))
        assert app.screen.query_one(StatusBar).shown == "2 of 4 rows, 2 of 3 columns shown"
        await app.press("ctrl+g", *"fit the", "enter")
        assert app.screen.grid.element == "fit"
        assert "what was folded or hidden is shown again" in said(app)
        await app.press("ctrl+g", *"fitting", "enter")
        assert (app.screen.grid.element, app.screen.grid.party) == ("fit", "crew")
        assert app.screen.query_one(StatusBar).shown == ""


async def test_an_empty_workspace_answers_every_way_of_finding_with_words(tmp_path: Path) -> None:
    async with opened(tmp_path, new_state("Empty"), size=(80, 24)) as app:
        await app.press("ctrl+g")
        assert "nothing to go to yet" in app.text
        await app.press("enter", "escape", "slash", *"is:", "tab", "enter", "full_stop", "escape")
        await ask(app, "meter", "ctrl+f")
        await app.press("enter", "comma")
        assert "Nothing matches “meter”" in said(app)
        assert app.app.return_code is None


async def test_what_is_hidden_and_saved_is_always_readable_at_80_columns(tmp_path: Path) -> None:
    async with opened(tmp_path, two_journeys(), size=(80, 24)) as app:
        await ask(app, "notebook")
        await app.press("enter")
        await until(app, lambda: app.workspace.head.position == 0 and "counting" not in said(app))
        status = app.lines[-2]
        assert "1 of 5 shown" in status
        assert "✓ saved" in status
        app.screen.say("A long sentence about what has just been done, which takes all the room there is.")
        await app.pilot.pause()
        assert "1 of 5 shown" in app.lines[-2]
        assert "✓ saved" in app.lines[-2]


def large_state() -> State:
    state = small_state()
    for number, order in enumerate(spread(3000)):
        state.put(
            Element(id=f"m{number}", name=f"Meter {number}", journey="j", order=order, code=f"M-{number}"),
            "elements",
        )
        state.put(Cell(element=f"m{number}", party="cs", current="A" if number % 3 else "R"), "cells")
    return state


async def test_a_filter_that_takes_long_is_answered_wholly_and_holds_up_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("raci_tui.tui.screens.matrix_finding.FIRST_SLICE_S", 0.0)
    monkeypatch.setattr("raci_tui.tui.screens.matrix_finding.SLICE_S", 0.0)
    async with opened(tmp_path, large_state()) as app:
        await ask(app, "is:unowned 7")
        await until(app, lambda: app.screen._slicing is None)
        wanted = {f"m{number}" for number in range(0, 3000, 3) if "7" in str(number)}
        assert set(shown(app)) == wanted
        # What is removed meanwhile is gone from what is shown, and what is asked is asked again.
        app.screen.filter_by(app.screen.query_text)
        await app.press("backspace", "backspace", *" 77")
        with app.workspace.edit("Remove") as edit:
            edit.remove("elements", "m777")
        await until(app, lambda: app.screen._slicing is None)
        assert set(shown(app)) == {each for each in wanted if "77" in each} - {"m777"}
        await app.press("enter", "2")
        await until(app, lambda: app.screen._slicing is None)
        assert app.screen.shown_layer == "target"


async def test_finding_works_from_the_palette_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("ctrl+p", *"find")
        await app.press("enter")
        await until(app, lambda: focused(app) is box(app))
        await app.press(*"fit", "enter")
        assert app.screen.grid.element == "fit"
        await app.press("home")
        await app.app.screen.run_action("again(1)")
        assert "round again" in said(app)


async def test_a_query_that_finds_nothing_says_what_is_shown(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("slash", *"zzzz", "enter")
        assert said(app) == "Nothing matches “zzzz”, so no row is shown; Esc shows them again."
        assert "0 of 4 shown" in app.text
        await app.press("escape")
        assert len(shown(app)) == 4


async def test_a_query_that_finds_only_what_another_journey_holds_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, two_journeys()) as app:
        app.screen.journey = "j"
        app.screen.rearrange()
        await app.press("slash", *"goodbye", "enter")
        assert "1 element matches “goodbye”, but what is shown holds none of them." in said(app)


async def test_escape_in_the_box_goes_back_to_the_filter_that_was_set(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("slash", *"meter", "enter", "slash", *" zz")
        assert shown(app) == ()
        await app.press("escape")
        assert (shown(app), box(app).value) == (("ask", "fit"), "meter")
        assert said(app) == "Still filtered by “meter”; Esc again shows everything."
        assert focused(app) is app.screen.grid
        await app.press("escape")
        assert len(shown(app)) == 4
        await app.press("slash", *"crew", "escape")
        assert len(shown(app)) == 4


async def test_a_box_entered_by_the_mouse_or_left_for_another_window_goes_back_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("slash", *"meter", "enter")
        await app.pilot.click("#filter")
        await app.press("end", *" zz")
        app.app.post_message(events.AppBlur())
        await app.pilot.pause()
        app.app.post_message(events.AppFocus())
        await app.pilot.pause()
        await app.press("escape")
        assert shown(app) == ("ask", "fit")
        await app.press("slash", "a")
        await app.pilot.click(app.screen.grid, offset=(60, 8))
        await app.press("escape")
        assert len(shown(app)) == 4


async def test_escape_in_the_box_leaves_what_is_selected(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+right", "slash", "escape")
        assert app.screen.count_selected() == 2
        assert focused(app) is app.screen.grid
