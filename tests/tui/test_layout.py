"""Where lines and columns stand, whatever is folded, hidden or pinned. No app needed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from raci_tui.core.arrange import Arrangement, Group, Shape, columns_of
from raci_tui.core.findings import Findings
from raci_tui.core.ledger import Head
from raci_tui.core.records import SORTINGS, Layer, Party
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from raci_tui.tui.widgets.matrix import painter
from raci_tui.tui.widgets.matrix.layout import NARROWEST_ASKED, Layout, Line, Lines, lay_out
from raci_tui.tui.widgets.matrix.names import CODE_LINES, NAME_LINES, name_lines
from tests.core.test_arrange import PARTIES, SHAPES
from tests.matrix_app import small_state
from tests.strategies import examples

GROUPS = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(1, 5)), max_size=6).map(
    lambda drawn: [
        Group(
            "Title" if titled else "",
            tuple(f"e{group}-{at}" for at in range(size)),
            f"k{group}",
            titled and folded,
        )
        for group, (titled, folded, size) in enumerate(drawn)
    ]
)


def laid_out(parties: list[Party], shape: Shape, width: int) -> Layout:
    return lay_out(Arrangement((), columns_of(parties, shape), 0), ("Some name",), width, shape)


@given(GROUPS, st.integers(-3, 40), st.integers(-3, 40))
def test_lines_are_what_a_list_of_them_would_be(groups: list[Group], start: int, stop: int) -> None:
    expected = []
    for number, group in enumerate(groups):
        if group.title:
            expected.append(Line(number, "", group.folded))
        if not group.folded:
            expected += [Line(number, element) for element in group.elements]
    lines = Lines(groups)
    assert list(lines) == expected
    assert [lines[at] for at in range(len(lines))] == expected
    assert [lines[at - len(lines)] for at in range(len(lines))] == expected
    assert list(lines[start:stop]) == expected[start:stop]
    assert list(lines[start:stop:2]) == expected[start:stop:2]
    for number, group in enumerate(groups):
        assert lines[lines.heading(number)] in (
            Line(number, "", group.folded),
            Line(number, group.elements[0]),
        )
        for element in group.elements:
            assert lines.group_of(element) == number
            line = lines.line_of(element)
            assert line == (None if group.folded else expected.index(Line(number, element)))
    assert lines.line_of("gone") is None


@given(PARTIES, SHAPES, st.integers(40, 200), st.integers(0, 300))
def test_a_column_is_found_again_at_every_cell_of_it(
    parties: list[Party], shape: Shape, width: int, scrolled: int
) -> None:
    layout = laid_out(parties, shape, width)
    taken: dict[int, int] = {}
    for column in range(layout.pinned, len(layout.parties)):
        for x in range(layout.starts[column], layout.starts[column] + layout.widths[column]):
            taken[x] = column
    for x in range(-1, layout.body_width + 2):
        assert layout.column_at(x) == taken.get(x)
    for column in range(layout.pinned):
        left = layout.lead_width + layout.starts[column]
        assert layout.column_under(left, scrolled) == column
        assert layout.column_under(left + layout.widths[column] - 1, scrolled) == column
    assert layout.column_under(layout.lead_width - 1, scrolled) is None
    assert layout.column_under(layout.left_width + 3, scrolled) == taken.get(3 + scrolled)
    assert not layout.pinned or layout.column_under(layout.left_width - 1, scrolled) is None


@given(PARTIES, SHAPES, st.integers(40, 200), st.integers(0, 120), st.integers(0, 120))
def test_the_window_holds_the_columns_in_sight_and_no_others(
    parties: list[Party], shape: Shape, width: int, left: int, room: int
) -> None:
    layout = laid_out(parties, shape, width)
    first, last = layout.columns_between(left, left + room)
    sight = [
        column
        for column in range(layout.pinned, len(layout.parties))
        if layout.starts[column] < left + room and layout.starts[column] + layout.widths[column] > left
    ]
    assert set(sight) <= set(range(first, last))
    assert last - first <= len(sight) + 1
    begins = [layout.begin(column) for column in range(layout.pinned, len(layout.parties))]
    assert layout.snapped(left) == next((begin for begin in begins if begin >= left), left)


@given(PARTIES, SHAPES, st.integers(20, 200))
def test_pinned_columns_leave_room_for_the_widest_of_the_others(
    parties: list[Party], shape: Shape, width: int
) -> None:
    layout = laid_out(parties, shape, width)
    others = layout.widths[layout.pinned :]
    assert not layout.pinned or layout.left_width + max(others, default=0) <= width
    assert all(run.width >= NARROWEST_ASKED for run in layout.runs)
    assert [column for run in layout.runs for column in range(run.first, run.last)] == list(
        range(len(layout.parties))
    )


@examples(60)
@given(
    PARTIES,
    SHAPES,
    st.text(st.characters(categories=["L", "M", "So", "Zs"]), min_size=1, max_size=40),
    st.sampled_from(["current", "target", "diff"]),
    st.sampled_from(SORTINGS),
)
def test_every_painted_line_is_as_wide_as_the_header_whatever_is_folded_or_pinned(
    parties: list[Party], shape: Shape, name: str, layer: Layer, sorting: str
) -> None:
    state = small_state()
    for party in parties:
        state.put(Party(id=party.id, name=name, kind=party.kind), "parties")
    workspace = Workspace(state, Head(0, ""), author="dana")
    with workspace.edit("Fill") as edit:
        for party in parties:
            edit.set("ask", party.id, "current", "A")
            edit.set("ask", party.id, "target", "RCI")
            edit.set("pass", party.id, "target", "-")
    groups = (Group(name, ("ask", "pass"), "k"), Group(name, ("fit",), "f", folded=True))
    layout = lay_out(Arrangement(groups, columns_of(workspace.parties(), shape), 0), (name,), 90, shape)
    look = painter.Look(
        workspace=workspace,
        findings=Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-01"),
        gaps=lambda _: 3,
        layer=layer,
        layout=layout,
        styles=dict.fromkeys(painter.COMPONENTS, Style()),
        kinds={letter.code: letter.kind for letter in workspace.scheme.letters},
        sorting=sorting,  # type: ignore[arg-type]
    )
    everything = (layout.pinned, len(layout.parties))
    for row in range(layout.header_height):
        left, body = painter.paint_header(look, row, everything, 0)
        assert sum(segment.cell_length for segment in left) == layout.left_width
        assert sum(segment.cell_length for segment in body) == layout.body_width
    for line in layout.lines:
        if line.element:
            left = [*painter.paint_left(look, line.element), *painter.paint_pinned(look, line.element)]
            body = painter.paint_cells(look, line.element, everything)
            assert sum(segment.cell_length for segment in body) == layout.body_width
        else:
            left = painter.paint_group(look, line.group, here=line.folded)
        assert sum(segment.cell_length for segment in left) == layout.left_width


@given(PARTIES.filter(bool), st.text(min_size=1, max_size=50), st.integers(4, 14), st.booleans())
def test_names_fit_their_columns_and_take_few_lines(
    parties: list[Party], name: str, width: int, downwards: bool
) -> None:
    named = [Party(id=party.id, name=name, kind=party.kind) for party in parties]
    columns = columns_of(named, Shape())
    lines = name_lines(columns, [width] * len(columns), downwards=downwards)
    assert len(lines) <= max(NAME_LINES, CODE_LINES)
    assert all(len(line) == len(columns) for line in lines)
    assert all(cell_len(text) <= width - 1 for line in lines for text in line)


def test_names_are_words_then_codes_then_letters_and_never_pieces() -> None:
    parties = [Party(id="a", name="Customer Service"), Party(id="b", name="Operations", short="Oper")]
    columns = columns_of(parties, Shape())
    assert name_lines(columns, [12, 12], downwards=False) == [["Customer", ""], ["Service", "Operations"]]
    assert name_lines(columns, [6, 6], downwards=False) == [["CS", "Oper"]]
    letters = [["", "O"], ["", "p"], ["C", "e"], ["S", "r"]]
    assert name_lines(columns, [4, 4], downwards=False) == letters
    assert name_lines(columns, [4, 4], downwards=True) == letters
    assert name_lines(columns, [9, 9], downwards=True) == [["Customer", ""], ["Service", "Operati…"]]
    assert name_lines(columns, [6, 6], downwards=True) == [["Cust…", ""], ["Serv…", "Oper…"]]
    wide = columns_of([Party(id="a", name="日本 電気 会社 東京", short="日本電気会社東")], Shape())
    assert name_lines(wide, [4], downwards=False) == [["日"], ["本"], ["電"], ["気"], ["会"], ["…"]]
