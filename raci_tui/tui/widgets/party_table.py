"""The table of parties: one line each under their kinds, with a header that stays and sorts when clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from raci_tui.core.arrange import KIND_TITLES
from raci_tui.tui.plain import fit
from raci_tui.tui.widgets.kept_lines import KeptLines
from raci_tui.tui.widgets.party_columns import (
    Counted,
    PartyColumn,
    Sort,
    cell_text,
    columns_for,
    in_order,
    title_text,
)

STYLES: Final = ("header", "heading", "name", "idle", "bar", "number", "change", "finding", "more", "cursor")
_STYLE_OF: Final = {
    "name": "name", "now": "bar", "then": "bar", "change": "change", "findings": "finding", "contact": "more",
    "aliases": "more",
}  # fmt: skip
_MARGIN: Final = 1


class PartyTable(KeptLines, can_focus=True):
    """Lines of parties with a cursor. It is told what to show, and tells where the cursor is."""

    FILTERED = True
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"parties--{name}" for name in STYLES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,ctrl+home", "step(-1000000)", "First", show=False),
        Binding("end,ctrl+end", "step(1000000)", "Last", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another party, or the same has been shown anew."""

    class Opened(Message):
        """A party was double-clicked."""

    class SortAsked(Message):
        """A column's title was clicked."""

        def __init__(self, sort: Sort) -> None:
            super().__init__()
            self.sort: Sort = sort

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sort: Sort = "own"
        self.party = ""
        self._rows: list[Counted] = []
        self._codes: Sequence[str] = ()
        self._lines: list[Counted | str] = []
        self._columns: tuple[PartyColumn, ...] = ()
        self._most = 0
        self._line = 0
        self._styles: dict[str, Style] = {}

    def show(self, rows: Sequence[Counted], codes: Sequence[str]) -> None:
        """Show parties in their own order, with the letters of a scheme; the cursor stays on its party."""
        self._rows, self._codes = list(rows), codes
        loads = [row.load for row in rows if row.load]
        self._most = max((max(load.now.involved, load.then.involved) for load in loads), default=0)
        self._lay_out()

    def sort_by(self, sort: Sort) -> None:
        """Sort within the kinds."""
        self.sort = sort
        self._lay_out()
        self._see()

    def go_to(self, party: str) -> None:
        """Put the cursor on a party, where it is shown."""
        places = [place for place, line in enumerate(self._lines) if _id(line) == party]
        if places and party:
            self._put(places[0])

    @property
    def shown(self) -> list[str]:
        """Ids of the parties in the order in which they stand."""
        return [line.party.id for line in self._lines if isinstance(line, Counted)]

    def action_step(self, step: int) -> None:
        """Move the cursor so many parties; it stops at the ends."""
        places = [place for place, line in enumerate(self._lines) if isinstance(line, Counted)]
        if places:
            here = places.index(self._line) if self._line in places else 0
            self._put(places[min(len(places) - 1, max(0, here + step))])

    def action_page(self, direction: int) -> None:
        """Move the cursor by a screen."""
        self.action_step(direction * max(1, self.size.height - 2))

    def on_resize(self, event: events.Resize) -> None:
        """Choose columns for the new width."""
        del event
        self._lay_out()
        self._see()

    def notify_style_update(self) -> None:
        """Take the new theme's colours."""
        super().notify_style_update()
        self._styles.clear()
        if self.is_attached:
            self.call_after_refresh(self._recolour)

    def render_line(self, y: int) -> Strip:
        """The header, or one line below it."""
        if not self._styles:
            self._styles = {name: self.get_component_rich_style(f"parties--{name}") for name in STYLES}
        width = self.scrollable_content_region.width or self.size.width
        if y == 0:
            return self._header()
        place = y - 1 + self.scroll_offset.y
        if place >= len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        line = self._lines[place]
        if isinstance(line, str):
            return self._strip([Segment(fit(f" {line}", width), self._styles["heading"])], self.rich_style)
        return self._row(line, here=place == self._line)

    def on_click(self, event: events.Click) -> None:
        """Sort by the title that was clicked, or go to the party; a second click opens it."""
        event.stop()
        if event.y == 0:
            x = event.x - _MARGIN
            column = next(
                (each for each in self._columns if each.start <= x <= each.start + each.width), None
            )
            if column:
                self.post_message(self.SortAsked(column.sort))
            return
        place = event.y - 1 + self.scroll_offset.y
        if place < len(self._lines) and isinstance(self._lines[place], Counted):
            self._put(place)
            if event.chain > 1:
                self.post_message(self.Opened())

    def _lay_out(self) -> None:
        lines: list[Counted | str] = []
        for row in in_order(self._rows, self.sort):
            title = KIND_TITLES[row.party.kind]
            if title not in lines:
                lines.append(title)
            lines.append(row)
        self._lines = lines
        width = self.scrollable_content_region.width - _MARGIN
        self._columns = columns_for(width, self._codes, self._rows) if width > 0 else ()
        ids = [_id(line) for line in lines]
        first = next((place for place, key in enumerate(ids) if key), 0)
        if self.party in ids and self.party:
            self._line = ids.index(self.party)
        else:
            # Where the party is gone, the cursor stays about where it was.
            near = [place for place, key in enumerate(ids) if key and place <= self._line]
            self._line = near[-1] if near else first
            self.party = ids[self._line] if lines else ""
        self.virtual_size = Size(self.size.width, len(lines) + 1)
        self.refresh()
        self.post_message(self.Moved())

    def _put(self, place: int) -> None:
        if place != self._line or self.party != _id(self._lines[place]):
            self._line, self.party = place, _id(self._lines[place])
            self.refresh()
            self.post_message(self.Moved())
        self._see()

    def _see(self) -> None:
        """Scroll so far that the cursor's line is seen, with its heading where it is the first below one."""
        height = self.scrollable_content_region.height - 1
        top = self.scroll_offset.y
        above = self._line - 1 if self._line and isinstance(self._lines[self._line - 1], str) else self._line
        if above < top:
            self.scroll_to(y=above, animate=False, immediate=True)
        elif self._line >= top + height > 0:
            self.scroll_to(y=self._line - height + 1, animate=False, immediate=True)

    def _header(self) -> Strip:
        texts = " ".join(title_text(column, self.sort) for column in self._columns)
        return self._strip([Segment(f" {texts}", self._styles["header"])], self._styles["header"])

    def _row(self, row: Counted, *, here: bool) -> Strip:
        idle = row.party.retired or row.party.vacant
        styles = self._styles
        blank = styles["cursor"] if here else self.rich_style
        segments = [Segment(" ", blank)]
        for column in self._columns:
            style = styles["idle" if idle else _STYLE_OF.get(column.key, "number")]
            segments.append(Segment(f"{cell_text(column, row, self._most)} ", blank if here else style))
        return self._strip(segments, blank)

    def _strip(self, segments: list[Segment], blank: Style) -> Strip:
        return Strip(segments).crop_extend(0, self.size.width, blank)

    def _recolour(self) -> None:
        self._styles.clear()
        self.refresh()


def _id(line: Counted | str) -> str:
    return line.party.id if isinstance(line, Counted) else ""
