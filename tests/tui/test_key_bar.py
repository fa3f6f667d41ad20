"""The line of keys at the bottom shows whole keys only, and pressing one with the mouse is pressing it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from raci_tui.tui.commands import Command
from raci_tui.tui.widgets.key_bar import ALWAYS, KeyBar, place_items
from tests.matrix_app import Opened, opened, until

COMMANDS = st.lists(
    st.tuples(
        st.builds(
            Command,
            id=st.sampled_from((*ALWAYS, "undo", "filter", "export")),
            keys=st.just("f8"),
            title=st.text("ab 漢字", min_size=1, max_size=14),
            tooltip=st.just(""),
            action=st.just(""),
            group=st.just(""),
        ),
        st.text("^Z8漢", min_size=1, max_size=4),
    ),
    max_size=12,
)


@given(commands=COMMANDS, width=st.integers(0, 120))
def test_keys_fit_whole_in_their_order_and_the_way_to_the_others_stays_longest(
    commands: list[tuple[Command, str]], width: int
) -> None:
    items = place_items(commands, width)
    x = 0
    for item in items:
        assert item.start == x
        x = item.end
        assert x - item.start > cell_len(item.key + item.command.title)
    # The blank behind the last title may fall off.
    assert x <= width + 1
    shown = [id(item.command) for item in items]
    assert shown == [id(command) for command, _ in commands if id(command) in shown]
    if any(item.command.id not in ALWAYS for item in items):
        assert all(id(command) in shown for command, _ in commands if command.id in ALWAYS)


def last_line(app: Opened) -> str:
    """What the bar says."""
    return app.lines[-1].rstrip()


async def test_a_narrow_window_has_fewer_keys_but_none_cut(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        assert last_line(app).endswith("^Q Quit")
        assert "F8 Next gap" in last_line(app)
        await app.pilot.resize_terminal(44, 24)
        await app.pilot.pause()
        assert last_line(app).split("  ")[-3:] == ["F1 Help", "^P Commands", "^Q Quit"]
        await app.pilot.resize_terminal(120, 24)
        await app.pilot.pause()
        assert "^E Export" in last_line(app)


async def test_a_click_presses_the_key_and_resting_says_what_it_does(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        app.app.TOOLTIP_DELAY = 0.01
        x = app.lines[-1].index("Help")
        await app.pilot.hover(KeyBar, offset=(x, 0))
        await until(app, lambda: "List every key" in app.text)
        await app.pilot.click(KeyBar, offset=(x, 0))
        await app.pilot.pause()
        assert type(app.app.screen).__name__ == "HelpScreen"


async def test_a_toast_leaves_what_is_saved_and_the_keys_in_sight(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(80, 24)) as app:
        app.screen.warn(
            "Some words about what could not be done, long enough for two lines of a narrow toast."
        )
        await app.pilot.pause()
        assert "Some words about what" in app.text
        assert "✓ saved  dana" in app.lines[-2]
        assert last_line(app).endswith("^Q Quit")
