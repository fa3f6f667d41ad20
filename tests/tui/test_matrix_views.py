"""Views are saved, opened by number, tab, palette and picker, and marked where they are no longer as saved."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from raci_tui.core.query import parse_query
from raci_tui.core.views import View, find_view, save_view, saved_views
from raci_tui.core.workspace import new_state
from raci_tui.services.session import create_session, open_session
from raci_tui.tui.app import RaciApp
from raci_tui.tui.screens.dialogs import AskText
from raci_tui.tui.screens.matrix import MatrixScreen
from raci_tui.tui.screens.view_picker import ViewPicker
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.filter_bar import FilterBar
from raci_tui.tui.widgets.view_tabs import SHORTEST_NAME_CELLS, ViewTabs
from tests.matrix_app import Opened, opened, small_state


def tabs(app: Opened) -> str:
    return app.screen.query_one(ViewTabs).text


def shown(app: Opened) -> list[str]:
    return [line.element for line in app.screen.grid.matrix.lines if line.element]


async def save(app: Opened, name: str) -> None:
    """Save what is shown through the picker and leave it on Esc."""
    await app.press("0", "plus")
    assert isinstance(app.app.screen, AskText)
    await app.press("ctrl+u", *name, "enter")
    await app.pilot.pause()
    await app.press("escape")


async def test_a_view_is_saved_changed_and_shown_again_by_its_number(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("2", "slash", *"met", "enter", "right", "ctrl+w")
        await save(app, "M")
        assert tabs(app) == "│ 4 M "
        assert find_view(app.workspace, "M").layer == "target"
        await app.press("1")
        assert tabs(app) == "│ 4 M* "
        await app.press("escape", "f12", *"na", "enter")
        await app.screen.run_action("everything")
        assert shown(app) == ["ask", "notebook", "pass", "fit"]
        assert len(app.screen.grid.matrix.parties) == 3
        assert tabs(app) == "│ 4 M "
        await app.press("4")
        assert shown(app) == ["ask", "fit"]
        assert app.screen.shown_layer == "target"
        assert [column.id for column in app.screen.grid.matrix.parties] == ["cs", "crew"]
        assert app.screen.query_one(FilterBar).text == "met"
        await app.press("escape")
        assert len(shown(app)) == 4
        assert tabs(app) == "│ 4 M* "
        await app.press("ctrl+z")
        assert not saved_views(app.workspace)
        assert tabs(app) == ""
        await app.press("4", "ctrl+y", "4")
        assert shown(app) == ["ask", "fit"]


async def test_the_same_name_asks_before_it_overwrites(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await save(app, "M")
        await app.press("3")
        await app.screen.run_action("save_view")
        await app.pilot.pause()
        await app.press("enter")
        assert "Overwrite the view" in app.text
        await app.press("escape")
        assert find_view(app.workspace, "M").layer == "current"
        await app.screen.run_action("save_view")
        await app.pilot.pause()
        await app.press("enter", "y")
        await app.pilot.pause()
        assert find_view(app.workspace, "M").layer == "diff"
        assert tabs(app) == "│ 4 M "


async def test_the_picker_renames_moves_and_removes(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        save_view(app.workspace, "One", View())
        await save(app, "Two")
        assert tabs(app) == "│ 4 One  5 Two "
        await app.press("0")
        assert isinstance(app.app.screen, ViewPicker)
        await app.press("alt+up", "f2", "ctrl+u", *"Du", "enter")
        await app.pilot.pause()
        await app.press("escape")
        assert tabs(app) == "│ 4 Du  5 One "
        await app.press("0", "home", "delete")
        assert "Choose one of the saved views first." in app.text
        await app.press("end", "delete", "escape")
        assert tabs(app) == "│ 4 Du "
        await app.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert tabs(app) == "│ 4 One  5 Two "


async def test_a_view_opens_by_a_click_and_by_the_palette(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("tab")
        await save(app, "Fo [R]")
        await app.screen.run_action("everything")
        assert len(shown(app)) == 4
        await app.pilot.click(ViewTabs, offset=(3, 0))
        assert shown(app) == ["pass", "fit"]
        await app.screen.run_action("everything")
        await app.press("ctrl+p", *"fo [R", "enter")
        await app.pilot.pause()
        assert shown(app) == ["pass", "fit"]
        assert "Fo [R]" in app.text


async def test_tabs_never_push_the_title_or_the_layers_out(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        for name in ("A rather long name of a view", "Second", "Third", "Fourth"):
            save_view(app.workspace, name, View())
        await app.press("7")
        assert "Small water" in app.lines[0]
        assert "3 Difference" in app.lines[0]
        assert "7 Fourth" in tabs(app)


async def test_without_a_view_a_number_says_so_and_an_empty_workspace_can_save_one(tmp_path: Path) -> None:
    async with opened(tmp_path, new_state("Empty"), size=(80, 24)) as app:
        await app.press("9")
        assert "There is no view 9" in app.screen.query_one(StatusBar).left
        await save(app, "N")
        await app.press("4")
        assert [view.name for view in saved_views(app.workspace)] == ["N"]


async def test_the_app_begins_with_the_view_it_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "small.raci.json"
    with create_session(path, "Small", state=small_state(), author="dana") as session:
        save_view(session.workspace, "M", View("diff", parse_query("meter")))
        session.save_now()
    again = RaciApp(lambda app: open_session(path, author="dana", post=app.post), view="m")
    async with again.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = next(each for each in again.screen_stack if isinstance(each, MatrixScreen))
        assert screen.shown_layer == "diff"
        assert screen.arrangement.elements == ("ask", "fit")
        assert screen.query_one(ViewTabs).text == "│ 4 M "
    assert again.close_session()


@given(
    st.lists(st.text("abcdefgh 日", min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=12),
    st.integers(0, 160),
    st.data(),
)
def test_no_view_vanishes_untold_and_names_are_shortened_first(
    names: list[str], room: int, data: st.DataObject
) -> None:
    shown = data.draw(st.sampled_from(["", *map(str, range(len(names)))]))
    tabs = ViewTabs()
    tabs.tell([(str(at), name) for at, name in enumerate(names)], shown, changed=False)
    parts = tabs.shown_in(room)
    assert cell_len("".join(text for _, text in parts)) <= room
    if room < tabs.counted:
        assert not parts
        return
    views = [key for key, _ in parts if key]
    missing = len(names) - len(views)
    assert (parts[-1][1] == f" +{missing} ") == (missing > 0)
    if room >= tabs.least:
        assert missing == max(0, len(names) - 6 - (shown in ("6", "7", "8", "9", "10", "11")))
    if room >= SHORTEST_NAME_CELLS + 20 and shown:
        assert shown in views


async def test_what_has_no_tab_is_counted_and_a_click_on_the_count_lists_all(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        for name in (
            "A rather long name of a view",
            "Second one too",
            "The third",
            "Fourth in line",
            "Fifth",
        ):
            save_view(app.workspace, name, View())
        await app.pilot.pause()
        head = tabs(app)
        assert head.startswith("│ 4 A rather… ")
        missing = 5 - sum(f" {number} " in head for number in range(4, 9))
        assert missing
        assert head.endswith(f" +{missing} ")
        assert head in app.lines[0]
        await app.pilot.click(ViewTabs, offset=(cell_len(head) - 2, 0))
        await app.pilot.pause()
        assert isinstance(app.app.screen, ViewPicker)
        await app.press("escape")
        # With room for all of them nothing is counted, and a name is shortened before the title is.
        await app.pilot.resize_terminal(170, 24)
        await app.pilot.pause()
        assert tabs(app).endswith(" 8 Fifth ")
        assert "Small water · Get a meter" in app.lines[0]


async def test_another_layer_says_that_the_view_still_hides_something(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        save_view(app.workspace, "Met", View("target", parse_query("meter")))
        save_view(app.workspace, "All", View())
        left = app.screen.query_one(StatusBar)
        await app.press("4", "1")
        assert left.left == "The view's filter stays; Esc ends it."
        assert "2 of 4 shown" in app.lines[-2]
        await app.press("escape", "5", "2")
        assert "stays" not in left.left
        await app.press("right", "ctrl+w", "1")
        assert left.left == "What the view hides stays hidden; 0 ends it."
        assert "2 of 3 columns shown" in app.lines[-2]
