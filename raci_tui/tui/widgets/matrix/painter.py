"""Painting lines of the grid as strips. Knows styles and the workspace; keeps no cursor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from raci_tui.core.diff import cell_diff, show_diff
from raci_tui.core.findings import HOT_PAIN, Findings
from raci_tui.core.records import Cell, Layer
from raci_tui.core.scheme import NOT_INVOLVED, Kind
from raci_tui.core.tally import Tally
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import fit, one_line, shorten
from raci_tui.tui.widgets.matrix.found import NOTHING, Found, heading, name_segments
from raci_tui.tui.widgets.matrix.layout import (
    AFTER_NAME_WIDTH,
    MARK_WIDTH,
    PAIN_HEADING,
    Layout,
    kind_headings,
)

UNDECIDED: Final = "·"
FRONT, BACK = "●", "○"
PAIN_BARS: Final = " ▁▂▄▆█"
BAR, CROSSING, RULE = "│", "┼", "─"
GAP_MARKS: Final = ("  ", " !", "‼ ")
"""Nothing open, an open finding, an open finding that is hot."""

COMPONENTS: Final = (
    "header", "header-here", "heading", "name", "name-gap", "front", "back", "gap", "gap-hot", "pain", "pain-hot",
    "bar", "undecided", "out", "owner", "doer", "support", "check", "advise", "inform",
    "gained", "lost", "changed", "same", "cursor", "cursor-row", "selected", "found",
)  # fmt: skip
"""Component classes, each `matrix--NAME` in the stylesheet."""

_STYLE_OF_KIND: Final[dict[Kind, str]] = {
    "owner": "owner",
    "doer": "doer",
    "support": "support",
    "check": "check",
    "advise": "advise",
    "inform": "inform",
    "out": "out",
}


class Look(NamedTuple):
    """What painting needs to know.

    Attributes:
        styles: A style per component name.
        kinds: Kind of letter by code.
        judged: Findings are shown.
    """

    workspace: Workspace
    findings: Findings
    tally: Tally
    layer: Layer
    layout: Layout
    styles: Mapping[str, Style]
    kinds: Mapping[str, Kind]
    judged: bool
    titles: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    found: Found = NOTHING


def paint_header(
    look: Look, line: int, columns: tuple[int, int], here: int
) -> tuple[list[Segment], list[Segment]]:
    """Paint one header line; `here` is the column under the cursor.

    Returns:
        Segments left of the party columns, and segments of the columns asked for.
    """
    layout, style = look.layout, look.styles["header"]
    if line == 0:
        return _left(layout, "", "", style, look), _kinds(look, columns)
    if line == layout.header_height - 1:
        rule = [Segment(RULE * (layout.left_width - 1) + CROSSING, look.styles["bar"])]
        return rule, _rule(look, columns)
    last = line == layout.header_height - 2
    left = _left(layout, "Element" if last else "", PAIN_HEADING if last else "", style, look)
    names = layout.header[line - 1]
    body: list[Segment] = []
    for column in range(*columns):
        if layout.bar_before(column):
            body.append(Segment(BAR, look.styles["bar"]))
        chosen = layout.parties[column].id in look.found.parties
        name_style = look.styles["header-here"] if column == here else style
        name = heading(names[column], chosen=chosen)
        body.append(Segment(name, name_style + look.styles["found"] if chosen else name_style))
    return left, body


def paint_group(look: Look, group: int) -> list[Segment]:
    """Paint a group's heading: its title and how many gaps it holds, once they are counted."""
    layout = look.layout
    gaps = look.tally.gaps_in(look.groups[group], look.layer)
    said = "" if gaps is None else ("no gap" if not gaps else "1 gap" if gaps == 1 else f"{gaps} gaps")
    title_width = layout.left_width - 3 - len(said) - 2
    heading, bar = look.styles["heading"], look.styles["bar"]
    return [
        Segment(" ▾ ", heading),
        Segment(fit(one_line(look.titles[group]), title_width), heading),
        Segment(f"{said} ", look.styles["gap"] if gaps else heading),
        Segment(BAR, bar),
    ]


def paint_left(look: Look, element_id: str) -> list[Segment]:
    """Paint an element's mark, name, pain and gap."""
    layout, styles = look.layout, look.styles
    element = look.workspace.state.tables["elements"][element_id]
    pain = look.workspace.pain(element_id)
    open_findings = look.judged and look.findings.open_in(element_id, look.layer)
    hot = pain >= HOT_PAIN
    gap = (2 if hot else 1) if open_findings else 0
    mark = {"front": FRONT, "back": BACK}.get(element.visibility, " ")
    return [
        Segment(f" {mark} ", styles["front" if element.visibility == "front" else "back"]),
        *name_segments(
            fit(one_line(element.name), layout.name_width),
            look.found,
            styles["name-gap" if gap else "name"],
            styles["found"],
        ),
        Segment(f" {PAIN_BARS[pain]} ", styles["pain-hot" if hot else "pain"]),
        Segment(GAP_MARKS[gap], styles["gap-hot" if gap > 1 else "gap"]),
        Segment(BAR, styles["bar"]),
    ]


def paint_cells(look: Look, element: str, columns: tuple[int, int]) -> list[Segment]:
    """Paint the cells of some columns of an element's row; neighbours that look alike are one segment."""
    layout = look.layout
    row = look.workspace.state.rows.get(element, {})
    width, bar = layout.column_width, look.styles["bar"]
    empty, empty_style = _padded(UNDECIDED, width), look.styles["undecided"]
    body: list[Segment] = []
    run = 0
    for column in range(*columns):
        cell = row.get(layout.parties[column].id)
        if layout.bar_before(column):
            _flush(body, empty, empty_style, run)
            run = 0
            body.append(Segment(BAR, bar))
        if cell is None:
            run += 1
            continue
        _flush(body, empty, empty_style, run)
        run = 0
        text, style = _cell(look, cell)
        # The ground of a letter ends right behind it: a full-width ground would make blocks of neighbours.
        body.append(Segment(f" {text} ", style))
        body.append(Segment(" " * (width - cell_len(text) - 2)))
    _flush(body, empty, empty_style, run)
    return body


def cell_text(cell: Cell, layer: Layer, width: int) -> str:
    """What a layer writes in a cell, with slashes where they fit."""
    if layer == "diff" and cell.differs:
        return show_diff(cell)
    value = cell.planned if layer == "target" else cell.current
    slashed = "/".join(value)
    return slashed if len(slashed) <= width - 2 else value


def _cell(look: Look, cell: Cell) -> tuple[str, Style]:
    text = (
        shorten(cell_text(cell, look.layer, look.layout.column_width), look.layout.column_width - 2)
        or UNDECIDED
    )
    return (text, look.styles[_component(look, cell, text)])


def _component(look: Look, cell: Cell, text: str) -> str:
    if look.layer == "diff":
        difference = cell_diff(cell)
        if difference:
            return difference.kind
        return "same" if text not in (UNDECIDED, NOT_INVOLVED) else "undecided"
    if text == UNDECIDED:
        return "undecided"
    if text == NOT_INVOLVED:
        return "out"
    value = cell.current if look.layer == "current" else cell.planned
    return _STYLE_OF_KIND[look.kinds.get(value[0], "inform")]


def _flush(body: list[Segment], empty: str, style: Style, run: int) -> None:
    if run:
        body.append(Segment(empty * run, style))


def _padded(text: str, width: int) -> str:
    """A cell's text from its second terminal cell on, where the name above it begins too."""
    return fit(f" {text}", width)


def _left(layout: Layout, name: str, pain: str, style: Style, look: Look) -> list[Segment]:
    return [
        Segment(" " * MARK_WIDTH + fit(name, layout.name_width), style),
        Segment(fit(pain, AFTER_NAME_WIDTH - 1), style),
        Segment(BAR, look.styles["bar"]),
    ]


def _kinds(look: Look, columns: tuple[int, int]) -> list[Segment]:
    """Titles over the runs of parties of one kind, shown at the left end of what is visible of each."""
    layout, bar = look.layout, look.styles["bar"]
    body: list[Segment] = []
    first, last = columns
    left = layout.starts[first] if last > first else 0
    right = layout.starts[last - 1] + layout.column_width if last > first else 0
    if last > first and layout.bar_before(first):
        body.append(Segment(BAR, bar))
    for start, width, title in kind_headings(layout):
        begin, end = max(start, left), min(start + width, right)
        if begin >= end:
            continue
        if begin > left:
            body.append(Segment(BAR, bar))
        body.append(Segment(fit(f" {title}", end - begin), look.styles["heading"]))
    return body


def _rule(look: Look, columns: tuple[int, int]) -> list[Segment]:
    layout = look.layout
    text = "".join(
        (CROSSING if layout.bar_before(column) else "") + RULE * layout.column_width
        for column in range(*columns)
    )
    return [Segment(text, look.styles["bar"])]


def strip(segments: list[Segment], base: Style) -> Strip:
    """Join segments over a base style."""
    return Strip(list(Segment.apply_style(segments, base)))
