"""Every line of the grid is exactly as wide as it must be, whatever people call things. No app needed."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from raci_tui.core.arrange import arrange
from raci_tui.core.findings import Findings
from raci_tui.core.ledger import Head, utc_now
from raci_tui.core.query import Looking
from raci_tui.core.records import Layer
from raci_tui.core.tally import Tally
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from raci_tui.tui.plain import fit, shorten
from raci_tui.tui.widgets.matrix import painter
from raci_tui.tui.widgets.matrix.layout import Layout, lay_out
from tests.matrix_app import small_state

NAMES = st.one_of(
    st.text(st.characters(), min_size=1, max_size=60),
    st.sampled_from(
        [
            "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", "👩‍👩‍👧‍👦 family", "e" + "\u0301" * 500,
            "🇬🇧🇫🇷", "สวัสดี", "नमस्ते",
            "مرحبا بالعالم", "1️⃣ keycap", "❤️ heart", "\u200d", "A" * 10_000, "\ud800", "[R] Ops [/x]", "\x1b[31m",
        ]
    ),
)  # fmt: skip


def look_at(name: str, layer: Layer, width: int) -> tuple[painter.Look, Layout]:
    """What the painter sees of the small workspace when everything in it has one name."""
    state = small_state()
    for table in ("elements", "parties", "stages", "journeys"):
        for key, record in state.tables[table].items():
            state.tables[table][key] = msgspec.structs.replace(record, name=name)
    workspace = Workspace(state, Head(0, ""), author="dana")
    findings = Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-01")
    tally = Tally(workspace, findings)
    tally.advance(100)
    arrangement = arrange(Looking(workspace, findings, layer, utc_now().date()))
    layout = lay_out(arrangement, [name], width)
    look = painter.Look(
        workspace=workspace,
        findings=findings,
        gaps=lambda group: sum(tally.has_gap(e, layer) for e in arrangement.groups[group].elements),
        layer=layer,
        layout=layout,
        styles=dict.fromkeys(painter.COMPONENTS, Style()),
        kinds={letter.code: letter.kind for letter in workspace.scheme.letters},
    )
    return look, layout


@given(name=NAMES, layer=st.sampled_from(["current", "target", "diff"]), width=st.integers(40, 220))
def test_every_part_of_every_line_is_as_wide_as_the_layout_says(name: str, layer: Layer, width: int) -> None:
    look, layout = look_at(name, layer, width)
    everything = (0, len(layout.parties))
    for row in range(layout.header_height):
        left, body = painter.paint_header(look, row, everything, 0)
        assert sum(segment.cell_length for segment in left) == layout.left_width
        assert sum(segment.cell_length for segment in body) == layout.body_width
    for line in layout.lines:
        if line.element:
            assert sum(s.cell_length for s in painter.paint_left(look, line.element)) == layout.left_width
            cells = painter.paint_cells(look, line.element, everything)
            assert sum(segment.cell_length for segment in cells) == layout.body_width
        else:
            assert sum(s.cell_length for s in painter.paint_group(look, line.group)) == layout.left_width


@given(st.text(max_size=40), st.integers(0, 30))
def test_fit_is_exact_and_shorten_never_longer(text: str, width: int) -> None:
    from raci_tui.tui.plain import one_line

    line = one_line(text)
    assert cell_len(shorten(line, width)) <= width
    assert cell_len(fit(line, width)) == width


@given(left=st.integers(0, 60), room=st.integers(0, 60))
def test_the_column_window_holds_exactly_the_columns_in_sight(left: int, room: int) -> None:
    _, layout = look_at("Name", "current", 80)
    first, last = layout.columns_between(left, left + room)
    for column, start in enumerate(layout.starts):
        in_sight = start < left + room and start + layout.column_width > left
        assert not in_sight or first <= column < last
