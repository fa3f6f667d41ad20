"""Worlds at the edge: every script in names, next to nothing or very much in the matrix, and windows of any size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from raci_tui.core.records import Element, Journey, Layer, Party, PartyKind
from raci_tui.core.state import State
from raci_tui.core.workspace import new_state
from raci_tui.tui.plain import fit, one_line, shorten, steady
from raci_tui.tui.screens.matrix_base import SMALLEST
from raci_tui.tui.widgets.matrix import painter
from tests.matrix_app import opened, small_state
from tests.tui.test_grid_painting import NAMES, look_at

PIECES = [*"👩👧❤🏽🇬🇧1漢eשاक A", "\ufe0f", "\u200d", "\u200c", "\u20e3", "\u0301", "\u094d", "\u0e4d"]
SEQUENCES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join)


@given(
    name=st.one_of(NAMES, SEQUENCES),
    layer=st.sampled_from(["current", "target", "diff"]),
    width=st.integers(40, 200),
)
def test_separators_stand_in_one_column_whatever_things_are_called(
    name: str, layer: Layer, width: int
) -> None:
    look, layout = look_at(name, layer, width)
    everything = (0, len(layout.parties))
    bars = [layout.starts[column] - 1 for column in range(len(layout.parties)) if layout.bar_before(column)]
    for line in layout.lines:
        left = (
            painter.paint_left(look, line.element) if line.element else painter.paint_group(look, line.group)
        )
        assert sum(segment.cell_length for segment in left[:-1]) == layout.left_width - 1
        assert left[-1].text == painter.BAR
        if not line.element:
            continue
        x, found = 0, []
        for segment in painter.paint_cells(look, line.element, everything):
            found += [x] if segment.text == painter.BAR else []
            x += segment.cell_length
        assert found == bars
    for row in range(1, layout.header_height - 1):
        x, found = 0, []
        for segment in painter.paint_header(look, row, everything, 0)[1]:
            found += [x] if segment.text == painter.BAR else []
            x += segment.cell_length
        assert found == bars


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("👩‍👩‍👧‍👦 family", "👩 family"),
        ("👍🏽 ok", "👍 ok"),
        ("🇬🇧 office", "GB office"),
        ("1️⃣ first", "1 first"),
        ("❤️ heart", "❤ heart"),
        ("👩🏽‍🚀 crew", "👩 crew"),
        ("🏽", "�"),
        ("漢字 e\u0301 שלום", "漢字 e\u0301 שלום"),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
def test_what_terminals_draw_in_different_widths_is_drawn_as_its_first_picture(name: str, drawn: str) -> None:
    assert steady(name) == drawn
    assert fit(name, 20).rstrip() == drawn


@given(st.one_of(NAMES, SEQUENCES), st.integers(0, 30))
def test_no_joiner_selector_or_flag_reaches_the_grid(name: str, width: int) -> None:
    drawn = fit(one_line(name), width)
    assert cell_len(drawn) == width
    assert not any(unsteady in drawn for unsteady in "\u200d\ufe0f\u20e3🏽🇬🇧")
    assert cell_len(shorten(one_line(name), width)) <= width


async def test_a_very_long_name_is_drawn_short_and_kept_whole(tmp_path: Path) -> None:
    state, long = small_state(), "Long name " * 1_000
    for table in ("elements", "parties", "stages"):
        for key, record in state.tables[table].items():
            state.tables[table][key] = msgspec.structs.replace(record, name=long.strip())
    async with opened(tmp_path, state) as app:
        assert "Long name Long" in app.text
        assert {len(line) for line in app.lines} == {120}
        await app.press("r")
    assert len((tmp_path / "small.raci.json").read_text("utf-8")) > 80_000


def only(kind: PartyKind) -> State:
    """The small workspace with parties of one kind."""
    state = small_state()
    for key, party in state.tables["parties"].items():
        state.tables["parties"][key] = msgspec.structs.replace(party, kind=kind)
    return state


def one_row_one_column() -> State:
    """One element, one party."""
    state = new_state("Tiny")
    state.put(Journey(id="j", name="Short", order="B"), "journeys")
    state.put(Element(id="e", name="Alone", journey="j", order="B"), "elements")
    state.put(Party(id="p", name="Everybody", order="B"), "parties")
    return state


def many_columns() -> State:
    """Three hundred parties."""
    state = small_state()
    for number in range(297):
        state.put(Party(id=f"p{number:03}", name=f"Party {number}", order=f"Z{number:03}"), "parties")
    return state


@pytest.mark.parametrize(
    ("make", "seen"),
    [
        (lambda: new_state("Empty"), "Nothing here yet"),
        (one_row_one_column, "Everybody"),
        (lambda: only("partner"), "Partners"),
        (lambda: only("customer"), "Customer"),
        (many_columns, "Departments"),
    ],
    ids=["empty", "one-by-one", "partners", "customer", "300-parties"],
)
async def test_odd_workspaces_can_be_seen_and_walked(
    tmp_path: Path, make: Callable[[], State], seen: str
) -> None:
    async with opened(tmp_path, make(), size=(80, 24)) as app:
        assert seen in app.text
        await app.press(
            "down", "end", "right", "shift+left", "ctrl+end", "a", "pagedown", "3", "f8", "f7", "ctrl+home"
        )
        assert {sum(map(cell_len, line)) for line in app.lines} == {80}
        assert "saved" in app.text


SIZES = [(20, 5), (1, 1), (0, 0), (300, 90), (40, 10), (39, 10), (40, 9), (2, 60), (60, 2), (80, 24)]


async def test_a_window_of_any_size_is_drawn_or_said_to_be_too_small(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        for width, height in SIZES:
            await app.pilot.resize_terminal(width, height)
            await app.pilot.pause()
            assert len(app.lines) == max(1, height)
            too_small = width < SMALLEST[0] or height < SMALLEST[1]
            assert app.screen.has_class("-too-small") == too_small, (width, height)
            if width >= 20 and height >= 5:
                assert ("too small" in app.text) == too_small
        assert "Look up crew" in app.text
        await app.press("r")
        assert app.current("ask", "cs") == "AR"
