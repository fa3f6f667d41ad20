"""Where everything stands in the grid: pure arithmetic on terminal cells, no widget.

A line is a group heading or an element. Left of the separator stand mark, name, pain and gap; right of it
the party columns, all equally wide, with a bar before each kind of party.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len

from raci_tui.core.arrange import KIND_TITLES, Arrangement
from raci_tui.core.labels import short_name
from raci_tui.core.records import Party
from raci_tui.tui.plain import fit, one_line, shorten

NARROWEST_COLUMN: Final = 6
WIDEST_COLUMN: Final = 12
NARROWEST_NAME: Final = 12
WIDEST_NAME: Final = 44
# " ● " before the name; " pain gap " and the bar after it.
MARK_WIDTH: Final = 3
AFTER_NAME_WIDTH: Final = 6
SPARED: Final = 4
"""Cells that names give up where that saves the last party from being out of sight."""
NAME_LINES: Final = 3
NAMES_SHARE: Final = 0.75
"""Share of the names that must fit: a heading of names and codes in turn is harder to read than codes."""
PAIN_HEADING: Final = "pain"


class Line(NamedTuple):
    """One line of the grid's body.

    Attributes:
        group: Index of its group.
        element: Id of the element, or empty for a heading.
    """

    group: int
    element: str


class Layout(NamedTuple):
    """Geometry of one arrangement at one width.

    Attributes:
        name_width: Terminal cells for names.
        column_width: Terminal cells of every party column.
        starts: Where each column begins, from the left edge of the body.
        body_width: Terminal cells of all columns together.
        header: Lines of party names above the body, each as one text per column.
    """

    lines: tuple[Line, ...]
    parties: tuple[Party, ...]
    name_width: int
    column_width: int
    starts: tuple[int, ...]
    body_width: int
    header: tuple[tuple[str, ...], ...]

    @property
    def left_width(self) -> int:
        """Terminal cells left of the party columns, the bar included."""
        return MARK_WIDTH + self.name_width + AFTER_NAME_WIDTH

    @property
    def header_height(self) -> int:
        """Lines above the body: kinds of parties, their names, a rule."""
        return 2 + len(self.header)

    def bar_before(self, column: int) -> bool:
        """Whether a bar stands before a column because another kind of party begins."""
        return column > 0 and self.parties[column].kind != self.parties[column - 1].kind

    def column_at(self, x: int) -> int | None:
        """The column at a body offset, or None outside."""
        for column, start in enumerate(self.starts):
            if start <= x < start + self.column_width:
                return column
        return None

    @property
    def scroll_width(self) -> int:
        """Terminal cells to scroll over: so many that the last column can be reached with whole columns shown."""
        return self.body_width + (self.column_width if self.starts else 0)

    def snapped(self, x: int) -> int:
        """The first body offset from `x` on at which a column, or the bar before it, begins."""
        for column, start in enumerate(self.starts):
            if start - int(self.bar_before(column)) >= x:
                return start - int(self.bar_before(column))
        return x

    def columns_between(self, left: int, right: int) -> tuple[int, int]:
        """First and one past the last column with any cell in [left, right)."""
        if not self.starts:
            return 0, 0
        step = self.column_width
        first = max(0, min(len(self.starts) - 1, left // (step + 1)))
        while first < len(self.starts) - 1 and self.starts[first] + step <= left:
            first += 1
        last = first
        while last < len(self.starts) and self.starts[last] < right:
            last += 1
        return first, last


def lay_out(arrangement: Arrangement, names: Sequence[str], width: int) -> Layout:
    """Fit an arrangement into so many terminal cells.

    Args:
        names: Names of the elements shown, for how wide their column has to be; a sample is enough.
        width: Terminal cells of the whole grid.
    """
    parties = arrangement.parties
    bars = sum(1 for i in range(1, len(parties)) if parties[i].kind != parties[i - 1].kind)
    longest = max((cell_len(name[:WIDEST_NAME]) for name in names), default=NARROWEST_NAME)
    # Names get what they need, but never so much that less than half the columns would fit beside them.
    ceiling = max(NARROWEST_NAME, min(WIDEST_NAME, int(width * 0.36)))
    name_width = max(NARROWEST_NAME, min(longest, ceiling))
    missing = len(parties) * NARROWEST_COLUMN + bars + MARK_WIDTH + AFTER_NAME_WIDTH + name_width - width
    if 0 < missing <= SPARED:
        name_width = max(NARROWEST_NAME, name_width - missing)
    room = width - MARK_WIDTH - name_width - AFTER_NAME_WIDTH - bars
    column_width = (
        max(NARROWEST_COLUMN, min(WIDEST_COLUMN, room // len(parties))) if parties else NARROWEST_COLUMN
    )
    starts, x = [], 0
    for column in range(len(parties)):
        if column and parties[column].kind != parties[column - 1].kind:
            x += 1
        starts.append(x)
        x += column_width
    return Layout(
        lines=_lines(arrangement),
        parties=parties,
        name_width=name_width,
        column_width=column_width,
        starts=tuple(starts),
        body_width=x,
        header=_header(parties, column_width),
    )


def field_at(layout: Layout, x: int) -> str:
    """Field of an element, its name or its pain, at so many terminal cells from the left."""
    return "name" if x < MARK_WIDTH + layout.name_width else "pain"


def kind_headings(layout: Layout) -> list[tuple[int, int, str]]:
    """Start, width and title of each run of parties of one kind."""
    runs: list[tuple[int, int, str]] = []
    for column, party in enumerate(layout.parties):
        if column and not layout.bar_before(column):
            start, _, title = runs[-1]
            runs[-1] = (start, layout.starts[column] + layout.column_width - start, title)
        else:
            runs.append((layout.starts[column], layout.column_width, KIND_TITLES[party.kind]))
    return runs


def _lines(arrangement: Arrangement) -> tuple[Line, ...]:
    lines: list[Line] = []
    for index, group in enumerate(arrangement.groups):
        if group.title:
            lines.append(Line(index, ""))
        lines.extend(Line(index, element) for element in group.elements)
    return tuple(lines)


def _header(parties: Sequence[Party], width: int) -> tuple[tuple[str, ...], ...]:
    """Party names in as few lines as hold them; short codes for those that do not fit, or for all if most do not."""
    if not parties:
        return ()
    wrapped = [_wrap(one_line(party.name), width - 1) for party in parties]
    codes = [[shorten(one_line(short_name(party)), width - 1)] for party in parties]
    few_fit = sum(map(bool, wrapped)) < NAMES_SHARE * len(parties)
    wrapped = codes if few_fit else [whole or code for whole, code in zip(wrapped, codes, strict=True)]
    height = max(map(len, wrapped))
    columns = [[""] * (height - len(lines)) + lines for lines in wrapped]
    return tuple(tuple(fit(f" {column[line]}", width) for column in columns) for line in range(height))


def _wrap(name: str, width: int) -> list[str]:
    """Words of a name in at most `NAME_LINES` lines; nothing where they do not fit."""
    lines: list[str] = []
    for word in name.split(" "):
        if cell_len(word) > width:
            return []
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if len(lines) <= NAME_LINES else []
