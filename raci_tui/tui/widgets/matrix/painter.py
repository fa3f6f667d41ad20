"""Painting lines of the grid as strips. Knows styles and the workspace; keeps no cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from raci_tui.core.arrange import Column
from raci_tui.core.diff import cell_diff, show_diff
from raci_tui.core.findings import HOT_PAIN, UNOWNED, Finding, Findings
from raci_tui.core.labels import short_name
from raci_tui.core.records import Cell, Layer, Sorting
from raci_tui.core.scheme import NOT_INVOLVED, Kind
from raci_tui.core.summary import summarise
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import fit, one_line, shorten
from raci_tui.tui.widgets.matrix.found import NOTHING, Found, heading, name_segments
from raci_tui.tui.widgets.matrix.layout import (
    AFTER_NAME_WIDTH,
    FOLDED,
    MARK_WIDTH,
    OWNER_HEADINGS,
    PAIN_HEADING,
    UNFOLDED,
    Layout,
)
from raci_tui.tui.widgets.matrix.sight import in_sight, more_behind, title_in

UNDECIDED: Final = "·"
FRONT, BACK = "●", "○"
PAIN_BARS: Final = " ▁▂▄▆█"
BAR, CROSSING, RULE = "│", "┼", "─"
GAP_MARKS: Final = ("  ", "! ", "‼ ")
ACCEPTED_MARK: Final = "✓ "
"""Stands where a gap's mark would, for what is a gap on purpose."""
"""Nothing open, an open finding, an open finding that is hot."""
SORTED: Final = "▾"
UNDERLINED: Final = Style(underline=True)
_SORTED_BY: Final[dict[Sorting, str]] = {
    "own": "Element",
    "name": f"Element {SORTED}",
    "pain": "Element",
    "gaps": f"by gaps {SORTED}",
    "changes": f"by changes {SORTED}",
}
ROOMY: Final = 6
"""Terminal cells from which on a letter has a space on either side."""

COMPONENTS: Final = (
    "header", "header-here", "heading", "name", "name-gap", "front", "back", "gap", "gap-hot", "pain", "pain-hot",
    "bar", "undecided", "out", "owner", "doer", "support", "check", "advise", "inform",
    "gained", "lost", "changed", "same", "cursor", "cursor-row", "selected", "found", "unowned", "more",
)  # fmt: skip
"""Component classes, each `matrix--NAME` in the stylesheet."""
OVERLAYS: Final = ("cursor-row", "selected", "found")
"""Those that change only a part of the style of what they lie over."""

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
        gaps: Gaps in a group, by its index; None until they are counted.
        styles: A style per component name, whole but for overlays.
        kinds: Kind of letter by code.
        judged: Findings are shown.
    """

    workspace: Workspace
    findings: Findings
    gaps: Callable[[int], int | None]
    layer: Layer
    layout: Layout
    styles: Mapping[str, Style]
    kinds: Mapping[str, Kind]
    judged: bool = True
    sorting: Sorting = "own"
    found: Found = NOTHING


def paint_header(
    look: Look, line: int, columns: tuple[int, int], here: int
) -> tuple[list[Segment], list[Segment]]:
    """Paint one header line; `here` is the column under the cursor.

    Returns:
        Segments that do not scroll, and segments of the columns asked for.
    """
    layout = look.layout
    pinned = (0, layout.pinned)
    if line == 0:
        room = layout.lead_width - 1
        said = Segment(f"{in_sight(layout, columns, room - 1):>{room}}", look.styles["more"])
        left = [said, Segment(BAR, look.styles["bar"]), *_behind_pinned(look, _kinds(look, pinned))]
        return left, _kinds(look, columns)
    if line == layout.header_height - 1:
        rule = [Segment(RULE * (layout.lead_width - 1) + CROSSING, look.styles["bar"])]
        return [*rule, *_behind_pinned(look, _rule(look, pinned), CROSSING)], _rule(look, columns)
    element = pain = ""
    if line == layout.header_height - 2:
        element = _SORTED_BY[look.sorting]
        pain = PAIN_HEADING + (SORTED if look.sorting == "pain" else "")
    names = layout.header[line - 1]
    left = [*_left(look, element, pain), *_behind_pinned(look, _names(look, names, pinned, here))]
    return left, _names(look, names, columns, here)


def paint_group(look: Look, group: int, *, here: bool = False) -> list[Segment]:
    """Paint a group's heading: its title, its rows where they are folded away, and its gaps once they are counted."""
    layout, title_style = look.layout, look.styles["heading"]
    shown = layout.lines.groups[group]
    gaps = look.gaps(group)
    said = "" if gaps is None else ("no gap" if not gaps else "1 gap" if gaps == 1 else f"{gaps} gaps")
    title, room = one_line(shown.title), layout.lead_width - MARK_WIDTH - 2
    if shown.folded:
        rows = "1 row" if len(shown.elements) == 1 else f"{len(shown.elements)} rows"
        both = f"{rows} · {said}" if said else rows
        # Gaps are what one looks for: they stay where there is no room for both.
        said = both if not said or min(cell_len(title), room // 2) + 1 + len(both) <= room else said
    mark = FOLDED if shown.folded else UNFOLDED
    style = look.styles["cursor"] if here else title_style
    segments = [
        Segment(f"[{mark}]" if here else f" {mark} ", style),
        Segment(fit(title, room - len(said)), style),
        Segment(f"{said} ", look.styles["gap"] if gaps else title_style),
        Segment(BAR, look.styles["bar"]),
    ]
    return segments + _behind_pinned(look, [Segment(" " * (layout.pinned_width - 1), title_style)])


def paint_left(look: Look, element_id: str) -> list[Segment]:
    """Paint an element's mark, name, pain and gap; where nobody answers for it, on a ground that is seen first."""
    layout, styles = look.layout, look.styles
    element = look.workspace.state.tables["elements"][element_id]
    pain = look.workspace.pain(element_id)
    open_findings = look.findings.gaps_in(element_id, look.layer) if look.judged else ()
    hot = pain >= HOT_PAIN
    gap = (2 if hot else 1) if open_findings else 0
    band = styles["unowned"] if any(_stays_unowned(each, look.layer) for each in open_findings) else None
    mark = {"front": FRONT, "back": BACK}.get(element.visibility, " ")
    return [
        Segment(f" {mark} ", styles["front" if element.visibility == "front" else "back"]),
        *name_segments(
            fit(one_line(element.name), layout.name_width),
            look.found,
            band or styles["name-gap" if gap else "name"],
            UNDERLINED if band else styles["found"],
        ),
        *_owner(look, element_id, band),
        Segment(f" {PAIN_BARS[pain]} ", band or styles["pain-hot" if hot else "pain"]),
        Segment(ACCEPTED_MARK, styles["back"])
        if not gap and is_accepted(look, element_id)
        else Segment(GAP_MARKS[gap], styles["gap-hot"] if gap > 1 else band or styles["gap"]),
        Segment(BAR, styles["bar"]),
    ]


def is_accepted(look: Look, element: str) -> bool:
    """Whether what would be a gap of an element in the shown layer is accepted on purpose."""
    return bool(look.judged and look.workspace.state.tables["waivers"]) and any(
        finding.waived and finding.severity == "error" and finding.shown_in(look.layer)
        for finding in look.findings.of(element)
    )


def _stays_unowned(finding: Finding, layer: Layer) -> bool:
    """Whether nobody answers in a layer; in the difference, what the target mends is on its way."""
    return finding.rule == UNOWNED and not (layer == "diff" and finding.layer == "current")


def _owner(look: Look, element: str, band: Style | None) -> list[Segment]:
    """Who answers for an element in a layer, where the layout has room for it; in the difference, in the target."""
    room = look.layout.owner_width
    if not room:
        return []
    owners = look.findings.holders(element, "current" if look.layer == "current" else "target").owners
    more = f"+{len(owners) - 1}" if len(owners) > 1 else ""
    code = one_line(short_name(look.workspace.state.tables["parties"][owners[0]])) if owners else ""
    text = f" {shorten(code, room - 2 - len(more) + bool(more))}{more}"
    return [Segment(fit(text, room), band or look.styles["header"])]


def paint_pinned(look: Look, element: str) -> list[Segment]:
    """Paint the pinned cells of an element's row, with the bar behind them."""
    return _behind_pinned(look, paint_cells(look, element, (0, look.layout.pinned)))


def paint_cells(look: Look, element: str, columns: tuple[int, int]) -> list[Segment]:
    """Paint the cells of some columns of an element's row; neighbours that look alike are one segment."""
    layout = look.layout
    row = look.workspace.state.rows.get(element, {})
    bar, empty_style = look.styles["bar"], look.styles["undecided"]
    empty = _padded(UNDECIDED, layout.column_width)
    body: list[Segment] = []
    run = 0
    for column in range(*columns):
        shown = layout.parties[column]
        if column > columns[0] and layout.bar_before(column):
            _flush(body, empty, empty_style, run)
            run = 0
            body.append(Segment(BAR, bar))
        cell = row.get(shown.id)
        if cell is None and shown.id:
            run += 1
            continue
        _flush(body, empty, empty_style, run)
        run = 0
        width = layout.widths[column]
        room = width - 2 if width >= ROOMY else width - 1
        text, style = _cell(look, cell, room) if cell else _summary(look, row, shown, room)
        # The ground of a letter ends right behind it: a full-width ground would make blocks of neighbours.
        written = f" {text} "
        rest = width - cell_len(written)
        if rest < 0:
            written, rest = f" {text}", rest + 1
        body.append(Segment(written, style))
        body.append(Segment(" " * rest, empty_style))
    _flush(body, empty, empty_style, run)
    return body


def cell_text(cell: Cell, layer: Layer, width: int) -> str:
    """What a layer writes in a cell, with slashes where they fit."""
    if layer == "diff" and cell.differs:
        return show_diff(cell)
    value = cell.planned if layer == "target" else cell.current
    slashed = "/".join(value)
    return slashed if len(slashed) <= width - 2 else value


def _cell(look: Look, cell: Cell, room: int) -> tuple[str, Style]:
    text = shorten(cell_text(cell, look.layer, room + 2), room) or UNDECIDED
    return (text, look.styles[_component(look, cell, text)])


def _summary(look: Look, row: Mapping[str, Cell], column: Column, room: int) -> tuple[str, Style]:
    said = summarise(row, column, look.layer, look.workspace.scheme, room)
    text = shorten(one_line(said.text), room) or UNDECIDED
    if said.differs:
        return text, look.styles["changed"]
    if not said.leading:
        return text, look.styles["undecided"]
    same = look.layer == "diff"
    component = "same" if same else _STYLE_OF_KIND[look.kinds.get(said.leading, "inform")]
    return text, look.styles[component]


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


def _left(look: Look, name: str, pain: str) -> list[Segment]:
    style = look.styles["header"]
    return [
        Segment(" " * MARK_WIDTH + fit(name, look.layout.name_width), style),
        Segment(fit(f" {OWNER_HEADINGS[look.layer]}" if pain else "", look.layout.owner_width), style),
        Segment(fit(pain, AFTER_NAME_WIDTH - 1), style),
        Segment(BAR, look.styles["bar"]),
    ]


def _behind_pinned(look: Look, segments: list[Segment], bar: str = BAR) -> list[Segment]:
    """What stands in the pinned columns with the bar behind them; nothing where none is pinned."""
    return [*segments, Segment(bar, look.styles["bar"])] if look.layout.pinned else []


def _names(look: Look, names: tuple[str, ...], columns: tuple[int, int], here: int) -> list[Segment]:
    layout, styles = look.layout, look.styles
    body: list[Segment] = []
    for column in range(*columns):
        if column > columns[0] and layout.bar_before(column):
            body.append(Segment(BAR, styles["bar"]))
        chosen = not look.found.parties.isdisjoint(layout.parties[column].members)
        style = styles["header-here" if column == here else "header"]
        name = heading(names[column], chosen=chosen)
        body.append(Segment(name, style + styles["found"] if chosen else style))
    return body


def _kinds(look: Look, columns: tuple[int, int]) -> list[Segment]:
    """Titles over the runs of parties of one kind, shown at the left end of what is visible of each."""
    layout, styles = look.layout, look.styles
    body: list[Segment] = []
    first, last = columns
    for run in layout.runs:
        begin, end = max(run.first, first), min(run.last, last)
        if begin >= end:
            continue
        if begin > first and layout.bar_before(begin):
            body.append(Segment(BAR, styles["bar"]))
        width = layout.starts[end - 1] + layout.widths[end - 1] - layout.starts[begin]
        mark = f"{UNFOLDED if layout.parties[run.first].id else FOLDED} " if run.folds else " "
        if not run.folds and len(run.title) == width:
            mark = ""
        title = title_in(width, mark, run.title)
        more = more_behind(layout, last, width - len(title)) if end == last else ""
        body.append(Segment(fit(title, width - len(more)), styles["heading"]))
        body.append(Segment(more, styles["more"]))
    return body


def _rule(look: Look, columns: tuple[int, int]) -> list[Segment]:
    layout = look.layout
    text = "".join(
        (CROSSING if column > columns[0] and layout.bar_before(column) else "") + RULE * layout.widths[column]
        for column in range(*columns)
    )
    return [Segment(text, look.styles["bar"])]
