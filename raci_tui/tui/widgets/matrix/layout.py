"""Where everything stands in the grid: pure arithmetic on terminal cells, no widget.

A line is a group heading or an element. Left of the separator stand mark, name, pain and gap, then the pinned
columns; right of it the other columns scroll, with a bar before each kind of party. Columns of parties are
equally wide, a folded kind is as wide as its title.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len

from raci_tui.core.arrange import KIND_TITLES, PLAIN, Arrangement, Column, Shape
from raci_tui.core.records import Layer, PartyKind
from raci_tui.tui.plain import fit
from raci_tui.tui.widgets.matrix.lines import Line, Lines
from raci_tui.tui.widgets.matrix.names import name_lines

__all__ = ["Column", "Layout", "Line", "Lines", "Run", "lay_out"]

NARROWEST_COLUMN: Final = 6
WIDEST_COLUMN: Final = 12
NARROWEST_ASKED: Final = 4
"""A column as narrow as this still holds two letters and the cursor's bracket before them."""
WIDEST_ASKED: Final = 30
NARROWEST_NAME: Final = 12
WIDEST_NAME: Final = 44
# " ● " before the name; " pain gap " and the bar after it.
MARK_WIDTH: Final = 3
AFTER_NAME_WIDTH: Final = 6
OWNER_WIDTH: Final = 7
"""Terminal cells for who answers: a code of five letters between blanks."""
OWNER_HEADINGS: Final[dict[Layer, str]] = {"current": "owner", "target": "target", "diff": "target"}
"""Above who answers: in the difference that is who will."""
SPARED: Final = 4
"""Cells that names give up where that saves the last party from being out of sight."""
PAIN_HEADING: Final = "pain"
PINNED: Final = "Pinned"
FOLDED, UNFOLDED = "▸", "▾"

Control = Literal["fold-group", "fold-kind", "sort-name", "sort-pain"]


class Run(NamedTuple):
    """Neighbouring columns of one kind, under one title.

    Attributes:
        first, last: Its columns, the last one past the end.
        start, width: In terminal cells, from where its first column begins.
        folds: It can be folded into one column, or unfolded from it.
    """

    first: int
    last: int
    start: int
    width: int
    title: str
    kind: PartyKind
    folds: bool


class Layout(NamedTuple):
    """Geometry of one arrangement at one width.

    Attributes:
        parties: What stands in each column; the first `pinned` of them do not scroll.
        name_width: Terminal cells for names.
        owner_width: Terminal cells for who answers, which is said where not all columns are in sight; else 0.
        column_width: Terminal cells of a column that holds one party.
        widths: Terminal cells of every column.
        starts: Where each column begins: a pinned one from the end of the names' part on, any other from
            the left edge of the body that scrolls.
        body_width: Terminal cells of all columns that scroll.
        header: Lines of party names above the body, each as one text per column.
        runs: Titles above the columns.
    """

    lines: Lines
    parties: tuple[Column, ...]
    pinned: int
    name_width: int
    owner_width: int
    column_width: int
    widths: tuple[int, ...]
    starts: tuple[int, ...]
    body_width: int
    header: tuple[tuple[str, ...], ...]
    runs: tuple[Run, ...]

    @property
    def lead_width(self) -> int:
        """Terminal cells of mark, name, owner, pain and gap, the bar included."""
        return MARK_WIDTH + self.name_width + self.owner_width + AFTER_NAME_WIDTH

    @property
    def pinned_width(self) -> int:
        """Terminal cells of the pinned columns, the bar behind them included."""
        return self.starts[self.pinned - 1] + self.widths[self.pinned - 1] + 1 if self.pinned else 0

    @property
    def left_width(self) -> int:
        """Terminal cells that do not scroll."""
        return self.lead_width + self.pinned_width

    @property
    def header_height(self) -> int:
        """Lines above the body: kinds of parties, their names, a rule."""
        return 2 + len(self.header)

    def bar_before(self, column: int) -> bool:
        """Whether a bar stands before a column because another kind of party begins."""
        return column > self.pinned and self.parties[column].kind != self.parties[column - 1].kind

    def begin(self, column: int) -> int:
        """Where a column begins; the bar before it is left out where the body is scrolled to it."""
        return self.starts[column] if column < len(self.starts) else 0

    def end(self, column: int) -> int:
        """Where a column ends; 0 where there is none."""
        return self.starts[column] + self.widths[column] if 0 <= column < len(self.starts) else 0

    def column_at(self, x: int) -> int | None:
        """The column at a body offset, or None outside."""
        column = bisect_right(self.starts, x, lo=self.pinned) - 1
        if column < self.pinned or x >= self.starts[column] + self.widths[column]:
            return None
        return column

    def column_under(self, x: int, scrolled: int) -> int | None:
        """The column at an offset of the whole grid that is scrolled so far, or None beside them."""
        if x >= self.left_width:
            return self.column_at(x - self.left_width + scrolled)
        column = bisect_right(self.starts, x - self.lead_width, hi=self.pinned) - 1
        return (
            column
            if column >= 0 and x - self.lead_width < self.starts[column] + self.widths[column]
            else None
        )

    @property
    def scroll_width(self) -> int:
        """Terminal cells to scroll over: so many that the last column can be reached with whole columns shown."""
        return self.body_width + (max(self.widths[self.pinned :], default=0))

    def snapped(self, x: int) -> int:
        """The first body offset from `x` on at which a column begins."""
        column = bisect_left(self.starts, x, lo=self.pinned)
        return self.begin(column) if column < len(self.starts) else x

    def columns_between(self, left: int, right: int) -> tuple[int, int]:
        """First and one past the last column that scrolls with any cell in [left, right)."""
        first = max(self.pinned, bisect_right(self.starts, left, lo=self.pinned) - 1)
        if first < len(self.starts) and self.starts[first] + self.widths[first] <= left:
            first += 1
        first = min(first, max(self.pinned, len(self.starts) - 1))
        return first, max(first, bisect_left(self.starts, right, lo=first))

    def control_at(self, x: int, y: int, scrolled: int) -> tuple[Control, str] | None:
        """What a click on the header means: a triangle folds a kind of party, names and pain sort by themselves."""
        if y == 0:
            column = self.column_under(x, scrolled)
            run = next(
                (run for run in self.runs if column is not None and run.first <= column < run.last), None
            )
            if run is None or not run.folds:
                return None
            # The triangle stands at the left end of what is in sight of the run.
            first = max(run.first, self.columns_between(scrolled, scrolled + 1)[0])
            at = x - self.left_width + scrolled
            return ("fold-kind", run.kind) if at == self.starts[first] else None
        if y != self.header_height - 2 or x >= self.lead_width:
            return None
        return ("sort-name", "") if x < MARK_WIDTH + self.name_width + self.owner_width else ("sort-pain", "")


def lay_out(
    arrangement: Arrangement,
    names: Sequence[str],
    width: int,
    shape: Shape = PLAIN,
    *,
    lines: Lines | None = None,
    like: Layout | None = None,
) -> Layout:
    """Fit an arrangement into so many terminal cells.

    Args:
        names: Names of the elements shown, for how wide their column has to be; a sample is enough.
        width: Terminal cells of the whole grid.
        shape: How wide columns are asked to be, and how their names run.
        lines: The arrangement's lines, where they are at hand.
        like: A layout at the same width and in the same shape: its columns are taken over where they are the same.
    """
    columns = arrangement.parties
    bars = sum(1 for i in range(1, len(columns)) if columns[i].kind != columns[i - 1].kind)
    name_width = _name_width(columns, names, width, bars, shape)
    lines = Lines(arrangement.groups) if lines is None else lines
    if like and like.parties is columns and like.name_width == name_width:
        return like._replace(lines=lines)
    room = width - MARK_WIDTH - name_width - AFTER_NAME_WIDTH
    column_width, widths = _widths(columns, room, shape)
    owner_width = OWNER_WIDTH if sum(widths) + bars > room > OWNER_WIDTH + 3 * column_width else 0
    if owner_width:
        # Who answers may stand in a column out of sight.
        room -= owner_width
        column_width, widths = _widths(columns, room, shape)
    pinned = _fitting(columns, widths, room)
    starts, x = [], 0
    for column, each in enumerate(columns):
        if column == pinned:
            x = 0
        elif column > pinned and each.kind != columns[column - 1].kind:
            x += 1
        starts.append(x)
        x += widths[column]
    return Layout(
        lines=lines,
        parties=columns,
        pinned=pinned,
        name_width=name_width,
        owner_width=owner_width,
        column_width=column_width,
        widths=widths,
        starts=tuple(starts),
        body_width=x if pinned < len(columns) else 0,
        header=tuple(
            tuple(fit(f" {text}", widths[column]) for column, text in enumerate(texts))
            for texts in name_lines(columns, widths, downwards=shape.downwards)
        ),
        runs=_runs(columns, widths, starts, pinned),
    )


def _name_width(columns: Sequence[Column], names: Sequence[str], width: int, bars: int, shape: Shape) -> int:
    """Terminal cells for names: what they need, but never so much that less than half the columns would fit."""
    longest = max((cell_len(name[:WIDEST_NAME]) for name in names), default=NARROWEST_NAME)
    ceiling = max(NARROWEST_NAME, min(WIDEST_NAME, int(width * 0.36)))
    name_width = max(NARROWEST_NAME, min(longest, ceiling))
    single = sum(1 for column in columns if column.id)
    missing = single * NARROWEST_COLUMN + bars + MARK_WIDTH + AFTER_NAME_WIDTH + name_width - width
    if 0 < missing <= SPARED and single == len(columns) and not shape.width:
        return max(NARROWEST_NAME, name_width - missing)
    return name_width


def field_at(layout: Layout, x: int) -> str:
    """Field of an element, its name or its pain, at so many terminal cells from the left."""
    return "name" if x < MARK_WIDTH + layout.name_width + layout.owner_width else "pain"


def _widths(columns: Sequence[Column], room: int, shape: Shape) -> tuple[int, tuple[int, ...]]:
    """Terminal cells of a column of one party, and of every column."""
    single = _column_width(columns, room, shape)
    return single, tuple(single if each.id else max(single, _folded_width(each)) for each in columns)


def _column_width(columns: Sequence[Column], room: int, shape: Shape) -> int:
    if shape.width:
        return max(NARROWEST_ASKED, min(WIDEST_ASKED, shape.width))
    bars = sum(1 for i in range(1, len(columns)) if columns[i].kind != columns[i - 1].kind)
    bars += any(column.pinned for column in columns)
    single = sum(1 for column in columns if column.id)
    if not single:
        return NARROWEST_COLUMN
    room -= bars + sum(_folded_width(column) for column in columns if not column.id)
    return max(NARROWEST_COLUMN, min(WIDEST_COLUMN, room // single))


def _folded_width(column: Column) -> int:
    return len(KIND_TITLES[column.kind]) + 4


def _fitting(columns: Sequence[Column], widths: Sequence[int], room: int) -> int:
    """How many pinned columns stay in place: so many that the widest of the others fits beside them."""
    pinned = sum(column.pinned for column in columns)
    while pinned and sum(widths[:pinned]) + 1 + max(widths[pinned:], default=0) > room:
        pinned -= 1
    return pinned


def _runs(
    columns: Sequence[Column], widths: Sequence[int], starts: Sequence[int], pinned: int
) -> tuple[Run, ...]:
    runs: list[Run] = []
    first = 0
    for column in range(1, len(columns) + 1):
        same_kind = column < len(columns) and columns[column].kind == columns[first].kind
        if column < pinned or (column < len(columns) and column != pinned and same_kind):
            continue
        kind, is_pinned = columns[first].kind, first < pinned
        runs.append(
            Run(
                first=first,
                last=column,
                start=starts[first],
                width=starts[column - 1] + widths[column - 1] - starts[first],
                title=PINNED if is_pinned else KIND_TITLES[kind],
                kind=kind,
                folds=not is_pinned and (column - first > 1 or not columns[first].id),
            )
        )
        first = column
    return tuple(runs)
