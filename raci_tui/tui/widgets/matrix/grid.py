"""The matrix grid: shows an arrangement, paints only what changed, and hears keys and mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from rich.cells import cell_len
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
from raci_tui.core.editing import Place
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
from raci_tui.tui.widgets.matrix.layout import MARK_WIDTH, Control, field_at, lay_out
from raci_tui.tui.widgets.matrix.lines import Lines

CACHED_ROWS: Final = 400
NAME_SAMPLE: Final = 300
SELECTED_MARK: Final = "▏"


RowKey = tuple[int, str, tuple[int, int], Layer]
"""Line, element, columns and layer of a painted row."""


class MatrixGrid(HoverView, can_focus=True, inherit_bindings=False):
    """Shows an arrangement of a workspace in one layer.

    The owner calls `show` when rows or columns change and `repaint` when records do. Painted rows are kept
    without the cursor, so that moving it paints two rows and nothing else.
    """

    ALLOW_SELECT = False
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
        self._strips: dict[RowKey, tuple[Strip, Strip]] = {}
        self._whole: dict[tuple[RowKey, int, int], Strip] = {}
        self._styles: dict[str, Style] = {}
        self._base = Style()
        self._look: painter.Look | None = None
        self._width_in_sight = 0
        self.judged = False
        self.take_letter: Callable[[str], bool] = lambda _: False
        self._found = NOTHING
        # Painted in place of rows: a line of its own above the matrix would move everything at each letter.
        self.nothing = ""

    # What is shown

    def show(self, arrangement: Arrangement, layer: Layer, shape: Shape = PLAIN) -> None:
        """Show other rows or columns; the cursor stays on its element and party, or on what they are folded into."""
        here, block = self.standing, self.block_shown()
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
        self._forget_strips()
        self.refresh()

    def mark(self, found: Found) -> None:
        """Mark what was searched for, and nothing else."""
        if found != self._found:
            self._found = found
            self._forget_strips()
            self.refresh()

    def repaint(self, elements: Iterable[str]) -> None:
        """Paint some rows again, with the headings whose counts depend on them."""
        again = set(elements)
        self._gaps.again(again)
        for key in [key for key in self._strips if key[1] in again]:
            del self._strips[key]
        for whole in [whole for whole in self._whole if whole[0][1] in again]:
            del self._whole[whole]
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
        self._forget_strips()

    def said_at(self, at: Offset) -> Content | None:
        """Words for what is drawn at a place, or None."""
        width = self.scrollable_content_region.width
        spot = spot_at(self.matrix, at, self.scroll_offset, width)
        return words_for(self._paint_look, spot) if spot else None

    # Painting

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint the lines of a region; styles are looked up once for all of them."""
        if not self._styles:
            self._styles = {
                name: self.get_component_rich_style(f"matrix--{name}", partial=True)
                for name in painter.COMPONENTS
            }
            self._base = self.rich_style
            self._forget_strips()
        self._width_in_sight = self.scrollable_content_region.width
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Paint one line: what stays at the left, and the part of the columns that is scrolled to."""
        matrix, base = self._matrix, self._base
        left, room = self.scroll_offset.x, self._width_in_sight - matrix.left_width
        # A column cut at the right would show part of a cell's letters as if they were all.
        columns = matrix.columns_between(left, left + max(1, room - matrix.column_width + 1))
        line = y - matrix.header_height + self.scroll_offset.y
        if y < matrix.header_height:
            fixed, body = (
                painter.strip(part, base)
                for part in painter.paint_header(self._paint_look, y, columns, self.selection.column)
            )
        elif line >= len(matrix.lines):
            said = self.nothing if line == 0 else ""
            return Strip([Segment(fit(f" {said}", self.size.width), base)], self.size.width)
        elif not matrix.lines[line].element:
            return self._heading(line, base)
        elif line == self.selection.line or self.selection:
            fixed, body = self._row(line, columns, base)
        else:
            key = (self._row_key(line, columns), left, room)
            if key not in self._whole:
                self._whole[key] = self._joined(*self._row(line, columns, base), y, line, columns)
            return self._whole[key]
        return self._joined(fixed, body, y, line, columns)

    def _joined(self, fixed: Strip, body: Strip, y: int, line: int, columns: tuple[int, int]) -> Strip:
        """One strip of what stays at the left and the columns beside it, cut and filled to the width of the grid."""
        matrix, base = self._matrix, self._base
        left, room = self.scroll_offset.x, self._width_in_sight - matrix.left_width
        begin = matrix.begin(columns[0])
        lit = line == self.selection.line and y >= matrix.header_height
        beyond = base + self._styles["cursor-row"] if lit else base
        if left != begin or body.cell_length > room:
            body = body.crop_extend(left - begin, left - begin + max(0, room), beyond)
        pad = max(0, room - body.cell_length)
        rest = self.size.width - fixed.cell_length - body.cell_length - pad
        if rest < 0:
            return Strip.join([fixed, body]).crop_extend(0, self.size.width, base)
        # Making a strip is what costs: the line is put together at once.
        return Strip([*fixed, *body, Segment(" " * pad, beyond), Segment(" " * rest, base)], self.size.width)

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

    def _heading(self, line: int, base: Style) -> Strip:
        here = line == self.selection.line and self._matrix.lines[line].folded
        segments = painter.paint_group(self._paint_look, self._matrix.lines[line].group, here=here)
        style = base + self._styles["heading"]
        if here:
            style += self._styles["cursor-row"]
        return painter.strip(segments, style).extend_cell_length(self.size.width, style)

    def _row_key(self, line: int, columns: tuple[int, int]) -> RowKey:
        return line, self._matrix.lines[line].element, columns, self.shown_layer

    def _row(self, line: int, columns: tuple[int, int], base: Style) -> tuple[Strip, Strip]:
        element = self._matrix.lines[line].element
        key = self._row_key(line, columns)
        if key not in self._strips:
            if len(self._strips) > max(CACHED_ROWS, 4 * self.size.height):
                self._strips.clear()
                self._whole.clear()
            look = self._paint_look
            left = [*painter.paint_left(look, element), *painter.paint_pinned(look, element)]
            self._strips[key] = (
                painter.strip(left, base),
                painter.strip(painter.paint_cells(look, element, columns), base),
            )
        fixed, body = self._strips[key]
        if line == self.selection.line:
            fixed, body = self._lit(fixed), self._lit(body)
        matrix = self._matrix
        if matrix.pinned:
            fixed = self._overlay(fixed, -matrix.lead_width, line, element, (0, matrix.pinned), base)
        return fixed, self._overlay(body, matrix.begin(columns[0]), line, element, columns, base)

    def _lit(self, strip: Strip) -> Strip:
        # A mark or letter with a ground of its own keeps it: it is drawn in a colour meant for that ground.
        lit, plain_ground = self._styles["cursor-row"], self._base.bgcolor
        return Strip(
            [
                Segment(text, style + lit if style and style.bgcolor == plain_ground else style, control)
                for text, style, control in strip
            ],
            strip.cell_length,
        )

    def _overlay(
        self, strip: Strip, begin: int, line: int, element: str, columns: tuple[int, int], base: Style
    ) -> Strip:
        """Draw the cursor and the selected cells over a painted part of a row, which begins at `begin`."""
        for column in self._marked_columns(line, element, columns):
            start, width = self._matrix.starts[column] - begin, self._matrix.widths[column]
            strip = Strip.join(
                [
                    strip.crop(0, start),
                    self._cell_over(strip.crop(start, start + width), line, column, base),
                    strip.crop(start + width),
                ]
            )
        return strip

    def _marked_columns(self, line: int, element: str, columns: tuple[int, int]) -> list[int]:
        selection, parties = self.selection, self._matrix.parties
        if not selection and line != selection.line:
            return []
        return [
            column
            for column in range(*columns)
            if (line, column) == (selection.line, selection.column)
            or (
                selection
                and parties[column].id
                and selection.holds(line, column, Place(element, parties[column].id))
            )
        ]

    def _cell_over(self, cell: Strip, line: int, column: int, base: Style) -> Strip:
        # Brackets and bar say without colour what is under the cursor and what is selected.
        text, width = cell.text, self._matrix.widths[column]
        if (line, column) == (self.selection.line, self.selection.column):
            bracketed = f"[{text.strip()}]"
            if cell_len(bracketed) > width:
                bracketed = fit(f"[{text.strip()}", width)
            rest = Segment(" " * (width - cell_len(bracketed)), base + self._styles["cursor-row"])
            return Strip([Segment(bracketed, base + self._styles["cursor"]), rest], width)
        style = next((segment.style for segment in cell if segment.style), base)
        return Strip([Segment(SELECTED_MARK + text[1:], style + self._styles["selected"])], width)

    # Geometry

    def _lay_out(self) -> None:
        elements = self._workspace.state.tables["elements"]
        lines, groups = self._lines, self._arrangement.groups
        # Folded rows count too, so that the columns stay where they are when rows are folded.
        picked = groups[:: max(1, len(groups) // NAME_SAMPLE)]
        step = max(1, sum(len(group.elements) for group in picked) // NAME_SAMPLE)
        names = [elements[each].name for group in picked for each in group.elements[::step]]
        width = (self.size.width or 80) - self.styles.scrollbar_size_vertical
        self._matrix = lay_out(self._arrangement, names, width, self._shape, lines=lines)
        self._forget_strips()
        room = width - self._matrix.left_width
        wider = self._matrix.scroll_width if self._matrix.body_width > room else self._matrix.body_width
        self.virtual_size = Size(
            self._matrix.left_width + wider,
            self._matrix.header_height + len(lines),
        )
        self._scroll_update(self.virtual_size)
        self.refresh()

    def _forget_strips(self) -> None:
        self._strips.clear()
        self._whole.clear()
        self._look = None
