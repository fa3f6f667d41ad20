"""The matrix grid: shows an arrangement, paints only what changed, and hears keys and mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip

from raci_tui.core.arrange import PLAIN, Arrangement, Shape
from raci_tui.core.findings import Findings
from raci_tui.core.records import Layer
from raci_tui.core.tally import Tally
from raci_tui.core.workspace import Workspace
from raci_tui.tui.commands import MATRIX_COMMANDS, pressed_at_once
from raci_tui.tui.plain import fit
from raci_tui.tui.widgets.matrix import painter
from raci_tui.tui.widgets.matrix.found import NOTHING, Found
from raci_tui.tui.widgets.matrix.gap_counts import GapCounts
from raci_tui.tui.widgets.matrix.hover import HoverView, spot_at, words_for
from raci_tui.tui.widgets.matrix.kept_rows import Columns, KeptRow, KeptRows, cut, painted_with
from raci_tui.tui.widgets.matrix.layout import MARK_WIDTH, Control, field_at, lay_out
from raci_tui.tui.widgets.matrix.lines import Lines
from raci_tui.tui.widgets.matrix.marks import Marks


class MatrixGrid(HoverView, can_focus=True, inherit_bindings=False):
    """Shows an arrangement of a workspace in one layer.

    The owner calls `show` when rows or columns change and `repaint` when records do. Painted rows are kept
    without the cursor, so that moving it paints two rows and nothing else.
    """

    ALLOW_SELECT = False
    FILTERED = False  # its styles are
    # Another number of rows moves no other widget: laying out the whole screen for it would be felt.
    virtual_size = Reactive(Size(0, 0), layout=False)
    BINDINGS: ClassVar[list[BindingType]] = [*pressed_at_once(MATRIX_COMMANDS)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"matrix--{name}" for name in painter.COMPONENTS}

    class Opened(Message):
        """A cell was double-clicked."""

    class EditAsked(Message):
        """A heading, or something left of the cells, was double-clicked: it is to be edited in place.

        Attributes:
            line: Line of the body.
            field: Field of its element; `heading` where the line is a heading.
        """

        def __init__(self, line: int, field: str) -> None:
            super().__init__()
            self.line = line
            self.field = field

    class Asked(Message):
        """A heading was clicked.

        Attributes:
            wanted: To fold rows or columns, or to sort.
            value: Key of the group, or the kind of party.
        """

        def __init__(self, wanted: Control, value: str) -> None:
            super().__init__()
            self.wanted: Control = wanted
            self.value = value

    class Typed(Message):
        """A letter was pressed that `take_letter` did not take.

        Attributes:
            character: As typed.
        """

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(
        self, workspace: Workspace, findings: Findings, tally: Tally, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.shown_layer: Layer = "current"
        self._workspace = workspace
        self._findings = findings
        self._arrangement = Arrangement((), (), 0)
        self._shape = PLAIN
        self._lines = Lines()
        self._gaps = GapCounts(tally)
        self._rows = KeptRows()
        self._styles: dict[str, Style] = {}
        self._base = Style()
        self._look: painter.Look | None = None
        self._width_in_sight = 0
        self._window = self._painted = (0, 0)
        self._scrolled = Offset()
        self._laid_for = (0, 0, False)
        self._names: Sequence[str] = ()
        self.judged = False
        self.take_letter: Callable[[str], bool] = lambda _: False
        self._found = NOTHING
        # Painted in place of rows: a line of its own above the matrix would move everything at each letter.
        self.nothing = ""

    # What is shown

    def show(
        self, arrangement: Arrangement, layer: Layer, shape: Shape = PLAIN, names: Sequence[str] = ()
    ) -> None:
        """Show other rows or columns; the cursor stays on its element and party, or on what they are folded into.

        Args:
            names: Names that shall fit, also of elements that a filter hides: columns stay where they are.
        """
        here, block = self.standing, self.block_shown()
        self._names = names
        self._arrangement, self._shape, self.shown_layer = arrangement, shape, layer
        self._lines = Lines(arrangement.groups, like=self._lines)
        self._gaps.show(self._lines)
        self._lay_out()
        self.selection.drop_block()
        self.stand(here)
        self.keep_block(block)

    def show_layer(self, layer: Layer) -> None:
        """Show the same rows and columns in another layer."""
        if layer != self.shown_layer:
            # Rows painted in the other layers are kept: one goes to and fro between them.
            self.shown_layer = layer
            self._look = None
            self.refresh()

    def judge(self) -> None:
        """Show findings from now on; before, rules may not be loaded yet."""
        self.judged = True
        self._forget_rows()
        self.refresh()

    def mark(self, found: Found) -> None:
        """Mark what was searched for, and nothing else."""
        if found != self._found:
            if found.parties != self._found.parties:
                self._rows.clear()
            self._rows.drop_left()
            self._found, self._look = found, None
            self.refresh()

    def forget(self) -> None:
        """Keep nothing painted: `show` follows, with records that may all have changed."""
        self._forget_rows()

    def repaint(self, elements: Iterable[str]) -> None:
        """Paint some rows again, with the headings whose counts depend on them."""
        again = set(elements)
        self._gaps.again(again)
        self._rows.drop(again)
        lines = self._matrix.lines
        top = self.scroll_offset.y
        shown = list(enumerate(lines[top : top + self.size.height], top))
        groups = {lines.group_of(element) for element in again}
        changed = [
            line for line, each in shown if (each.element in again if each.element else each.group in groups)
        ]
        if changed:
            self.refresh(*(self._row_region(line) for line in changed))

    # Events

    def on_resize(self, event: events.Resize) -> None:
        """Fit the columns to the new width and keep the cursor in sight."""
        del event
        self._rows.clear()
        self._lay_out()
        self._reveal()

    def on_key(self, event: events.Key) -> None:
        """Offer letters to the owner; every other key goes on to the bindings."""
        if event.character and event.character.isalpha():
            event.stop()
            event.prevent_default()
            if not self.take_letter(event.character):
                self.post_message(self.Typed(event.character))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Do what a triangle or a heading of the header offers; all else selects."""
        if event.button == 1 and self._ask_for(event.offset):
            event.prevent_default()

    def _ask_for(self, offset: Offset) -> bool:
        """Ask for what a heading under the mouse offers; False where there is none."""
        line = offset.y - self._matrix.header_height + self.scroll_offset.y
        lines = self._matrix.lines
        found: tuple[Control, str] | None = None
        if offset.y < self._matrix.header_height:
            found = self._matrix.control_at(offset.x, offset.y, self.scroll_offset.x)
        elif 0 <= line < len(lines) and not lines[line].element and offset.x < MARK_WIDTH:
            found = ("fold-group", lines.groups[lines[line].group].key)
        elif 0 <= line < len(lines) and lines[line].folded:
            self._put_cursor(line, self.selection.column)
            return True
        if found:
            self.post_message(self.Asked(*found))
        return found is not None

    def on_click(self, event: events.Click) -> None:
        """Open what is clicked twice: a cell; a name, a pain or a heading in place."""
        zone = self._zone_at(event.offset)
        if event.chain != 2 or (zone.kind == "heading" and event.offset.x < MARK_WIDTH):
            # A triangle that is clicked twice was folded and unfolded.
            return
        if zone.kind == "cell":
            self.post_message(self.Opened())
        elif zone.kind in ("name", "heading"):
            field = field_at(self._matrix, event.offset.x) if zone.kind == "name" else "heading"
            self.post_message(self.EditAsked(zone.line, field))

    def notify_style_update(self) -> None:
        """Paint everything with the new theme."""
        super().notify_style_update()
        self._styles.clear()
        self._forget_rows()

    def said_at(self, at: Offset) -> Content | None:
        """Words for what is drawn at a place, or None."""
        width = self.scrollable_content_region.width
        spot = spot_at(self.matrix, at, self.scroll_offset, width)
        return words_for(self._paint_look, spot) if spot else None

    # Painting

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint the lines of a region; what is the same for all of them is looked up once."""
        if not self._styles:
            self._take_styles()
        matrix, self._scrolled = self._matrix, self.scroll_offset
        left, self._width_in_sight = self._scrolled.x, self.scrollable_content_region.width
        room = self._width_in_sight - matrix.left_width
        # A column cut at the right would show part of a cell's letters as if they were all.
        self._window = matrix.columns_between(left, left + max(1, room - matrix.column_width + 1))
        self._painted = painted_with(self._window, matrix.pinned, len(matrix.parties))
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Paint one line: what stays at the left, and the part of the columns that is scrolled to."""
        matrix, base = self._matrix, self._base
        if y < matrix.header_height:
            parts = painter.paint_header(self._paint_look, y, self._window, self.selection.column)
            return self._joined(*parts, self._window, base)
        line = y - matrix.header_height + self._scrolled.y
        if line >= len(matrix.lines):
            said = self.nothing if line == 0 else ""
            return Strip([Segment(fit(f" {said}", self._width_in_sight), base)], self._width_in_sight)
        element = matrix.lines[line].element
        if not element:
            return self._heading(line)
        row = self._rows.of(element)
        if line == self.selection.line:
            lit = base + self._styles["cursor-row"]
            return self._joined(*self._marked(row, line, element), self._painted, lit)
        if self.selection:
            return self._joined(*self._marked(row, line, element), self._painted, base)
        key = self.shown_layer, self._scrolled.x, self._width_in_sight
        if key not in row.whole:
            row.whole[key] = self._joined(*self._row(row, element), self._painted, base)
        return row.whole[key]

    def _take_styles(self) -> None:
        """Look styles up as they come to the terminal: each line that is made of them is ready to be sent."""
        filters, background = self.get_line_filters(), self.background_colors[1]

        def finished(style: Style) -> Style:
            for each in filters:
                style = each.apply([Segment(" ", style)], background)[0].style or style
            return style

        self._base = finished(self.rich_style)
        self._styles = {}
        for name in painter.COMPONENTS:
            style = self.get_component_rich_style(f"matrix--{name}", partial=True)
            self._styles[name] = finished(style if name in painter.OVERLAYS else self.rich_style + style)
        self._forget_rows()

    def _joined(self, fixed: list[Segment], body: list[Segment], columns: Columns, beyond: Style) -> Strip:
        """One strip of what stays at the left and the columns beside it, cut and filled to the width in sight.

        Args:
            columns: What the body holds; only those in sight are shown of it.
            beyond: Style to the right of the last column.
        """
        matrix = self._matrix
        left, room = self._scrolled.x, max(0, self._width_in_sight - matrix.left_width)
        begin, (first, last) = matrix.begin(columns[0]), self._window
        end = min(left + room, matrix.end(last - 1)) if first < last else left
        if left != begin or matrix.end(columns[1] - 1) > end:
            body = cut(body, left - begin, max(left, end) - begin)
        pad = room - max(0, end - left)
        width = matrix.left_width + room
        # Making a strip is what costs: the line is put together at once.
        line = Strip([*fixed, *body, Segment(" " * pad, beyond)] if pad else [*fixed, *body], width)
        return line if width <= self._width_in_sight else line.crop(0, self._width_in_sight)

    @property
    def _paint_look(self) -> painter.Look:
        if self._look is None:
            layer = self.shown_layer
            self._look = painter.Look(
                workspace=self._workspace, findings=self._findings, layer=layer, layout=self._matrix,
                gaps=lambda group: self._gaps.of(group, layer), styles=self._styles,
                kinds={letter.code: letter.kind for letter in self._workspace.scheme.letters},
                judged=self.judged, sorting=self._shape.sorting, found=self._found,
            )  # fmt: skip
        return self._look

    def _heading(self, line: int) -> Strip:
        here = line == self.selection.line and self._matrix.lines[line].folded
        segments = painter.paint_group(self._paint_look, self._matrix.lines[line].group, here=here)
        rest = self._width_in_sight - self._matrix.left_width
        segments.append(Segment(" " * rest, self._styles["heading"]))
        strip = Strip(self._marks.lit(segments) if here else segments, self._matrix.left_width + max(0, rest))
        return strip if rest >= 0 else strip.crop(0, self._width_in_sight)

    def _row(self, row: KeptRow, element: str) -> tuple[list[Segment], list[Segment]]:
        """What stays at the left of an element's row, and its painted columns."""
        layer, columns = self.shown_layer, self._painted
        if layer not in row.left:
            look = self._paint_look
            row.left[layer] = [*painter.paint_left(look, element), *painter.paint_pinned(look, element)]
        if (layer, columns) not in row.cells:
            row.cells[layer, columns] = painter.paint_cells(self._paint_look, element, columns)
        return row.left[layer], row.cells[layer, columns]

    def _marked(self, row: KeptRow, line: int, element: str) -> tuple[list[Segment], list[Segment]]:
        """A row with the cursor and the selected cells drawn over it."""
        fixed, body = self._row(row, element)
        matrix, columns, marks = self._matrix, self._painted, self._marks
        if line == self.selection.line:
            fixed, body = marks.lit(fixed), marks.lit(body)
        if matrix.pinned:
            fixed = marks.over(fixed, -matrix.lead_width, line, element, (0, matrix.pinned))
        return fixed, marks.over(body, matrix.begin(columns[0]), line, element, columns)

    @property
    def _marks(self) -> Marks:
        return Marks(self.selection, self._matrix, self._styles, self._base)

    # Geometry

    def _lay_out(self) -> None:
        lines = self._lines
        width = (self.size.width or 80) - self.styles.scrollbar_size_vertical
        laid_for, before = (width, self._shape.width, self._shape.downwards), self._matrix
        like = before if laid_for == self._laid_for else None
        self._matrix = lay_out(self._arrangement, self._names, width, self._shape, lines=lines, like=like)
        self._laid_for, self._look = laid_for, None
        if self._matrix.starts is not before.starts:
            # Other rows of the same columns, as after each letter of a filter, look as they did before.
            self._rows.clear()
        room = width - self._matrix.left_width
        wider = self._matrix.scroll_width if self._matrix.body_width > room else self._matrix.body_width
        self.virtual_size = Size(
            self._matrix.left_width + wider,
            self._matrix.header_height + len(lines),
        )
        self._scroll_update(self.virtual_size)
        self.refresh()

    def _forget_rows(self) -> None:
        self._rows.clear()
        self._look = None
