"""Commands of the matrix screen that edit a field in its row.

What only an open box needs is imported when one is opened: the first screen should not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events
from textual.timer import Timer

from raci_tui.core.errors import EditError, RaciError
from raci_tui.core.ledger import stamp, utc_now
from raci_tui.core.state import Touched
from raci_tui.tui.plain import one_line, sentence
from raci_tui.tui.screens.matrix_base import MatrixBase
from raci_tui.tui.widgets.matrix.grid import MatrixGrid
from raci_tui.tui.widgets.matrix.layout import MARK_WIDTH

if TYPE_CHECKING:
    from raci_tui.core.in_place import Slot
    from raci_tui.core.known import Known
    from raci_tui.services.drafts import Draft, Kind
    from raci_tui.tui.keeping import Keeper
    from raci_tui.tui.widgets.in_place import InPlace

KNOWN_ROWS: Final = 200
KNOWN_EVERY_S: Final = 0.01


class InPlaceCommands(MatrixBase):
    """One box over one row: opened, moved along with its row, saved field by field."""

    _box: InPlace | None = None
    keeper: Keeper | None = None
    _known: Known | None = None
    _gathering: Timer | None = None
    _saving = False
    _is_following = False
    _heading_of = ""
    """First element below the heading that the box lies over, or empty."""

    # Opening

    async def action_edit_in_place(self, field: str = "name") -> None:
        """Put a box over a field of the element under the cursor, or over the heading there."""
        from raci_tui.core.in_place import ElementField

        lines = self.grid.matrix.lines
        line = self.grid.selection.line
        if line < len(lines) and not lines[line].element:
            await self._edit_heading(line)
        elif self.grid.element:
            await self.edit_slot(ElementField(self.workspace, self.grid.element, field))
        else:
            self.say("There is no element to edit; add one with +.")

    async def on_matrix_grid_edit_asked(self, event: MatrixGrid.EditAsked) -> None:
        """Edit what was double-clicked."""
        from raci_tui.core.in_place import ElementField

        if event.field == "heading":
            await self._edit_heading(event.line)
        else:
            element = self.grid.matrix.lines[event.line].element
            await self.edit_slot(ElementField(self.workspace, element, event.field))

    async def edit_slot(self, slot: Slot, text: str | None = None, *, heading_of: str = "") -> None:
        """Put a box over its row.

        Args:
            text: What to begin with in place of what stands there.
            heading_of: First element below the heading that is edited, where it is one.
        """
        from raci_tui.core.known import Known
        from raci_tui.tui.keeping import Keeper
        from raci_tui.tui.widgets.in_place import InPlace

        if self.workspace.read_only_reason:
            self.warn(f"This workspace cannot be changed: {self.workspace.read_only_reason}.")
            return
        self._put_away()
        if self._known is None:
            self._known = Known(self.workspace)
        if self._gathering is None and not self._known.ready:
            self._gathering = self.set_interval(KNOWN_EVERY_S, self._gather)
        if not self._is_following:
            self._is_following = True
            self._ends.append(self.workspace.subscribe(self._follow_in_place))
            self.watch(self.grid, "scroll_y", self._place_box, init=False)
        self._box = InPlace(slot, self._known, text)
        self.keeper = Keeper(self._box, self._in_place_draft)
        self._heading_of = heading_of
        self._place_box()
        # Awaited, so that no key typed ahead goes to the matrix as an edit.
        await self.mount(self._box)
        if text is not None:
            self.keeper.typed()
            self.keeper.keep()

    async def _edit_heading(self, line: int) -> None:
        from raci_tui.core.in_place import heading_slot

        group = self.arrangement.groups[self.grid.matrix.lines[line].group]
        element = next(iter(group.elements), "")
        slot = heading_slot(self.workspace, element, self.shape.grouping, journey=self.journey)
        if slot is None:
            self.say("This heading has no name of its own to edit.")
        else:
            await self.edit_slot(slot, heading_of=element)

    # What the box asks for

    async def on_in_place_asked(self, event: InPlace.Asked) -> None:
        """Save, leave, or save and go on."""
        from raci_tui.core.in_place import ElementField, fields_for

        event.stop()
        box = self._box
        if box is None:
            return
        if event.what == "leave":
            self._put_away()
            self.grid.focus()
            return
        next_row = self._row_beside(event.step) if event.what == "row" else ""
        if not self._save_box(box):
            return
        field = box.slot.field
        if event.what == "save" or not isinstance(box.slot, ElementField):
            self._put_away()
            self.grid.focus()
        elif event.what == "field":
            fields = fields_for(self.shape.grouping)
            place = fields.index(field) if field in fields else 0
            await self._go_on(box.slot.key, fields[(place + event.step) % len(fields)])
        else:
            await self._go_on(next_row or box.slot.key, field)

    def on_in_place_typed(self) -> None:
        """Have it kept in a moment."""
        if self.keeper:
            self.keeper.typed()

    def on_descendant_blur(self) -> None:
        """A box that is left for something else on this screen saves what was typed."""
        if self._box is not None:
            self.call_later(self._left_box, self._box)

    def on_matrix_grid_moved(self) -> None:
        """Stay over the row; a cursor that has gone elsewhere ends the editing."""
        super().on_matrix_grid_moved()
        box = self._box
        if box is None:
            return
        if not self._heading_of and box.slot.is_there and self.grid.element != box.slot.key:
            self._leave_saving(box)
        else:
            self._place_box()

    def on_resize(self, event: events.Resize) -> None:
        """Stay over the row."""
        del event
        self.call_after_refresh(self._place_box)

    # Saving

    def _save_box(self, box: InPlace) -> bool:
        """Save what was typed; False where it cannot be, which the box then says."""
        if not box.is_changed:
            return True
        self._saving = True
        try:
            label = box.slot.save(box.value, box.seen)
        except EditError as error:
            # Told once: the next Enter writes over what is there now.
            box.seen = box.slot.text()
            box.say(str(error), wrong=True)
            return False
        except RaciError as error:
            box.say(str(error), wrong=True)
            return False
        finally:
            self._saving = False
        if self._known:
            self._known.look_at(box.slot.key)
        self.say(f"{sentence(one_line(label))} Ctrl+Z takes it back.")
        return True

    async def _go_on(self, element: str, field: str) -> None:
        from raci_tui.core.in_place import ElementField

        self._put_away()
        if self.grid.go_to(element):
            await self.edit_slot(ElementField(self.workspace, element, field))
        else:
            self.grid.focus()

    def _row_beside(self, step: int) -> str:
        """The element in the row above or below, as the rows stand before anything is saved; empty at the end."""
        lines = self.grid.matrix.lines
        line = self.grid.selection.line + step
        while 0 <= line < len(lines):
            if lines[line].element:
                return lines[line].element
            line += step
        return ""

    def _left_box(self, box: InPlace) -> None:
        if box is not self._box or not self.is_current or not self.app.app_focus:
            return
        if self.focused is None or box not in self.focused.ancestors_with_self:
            self._leave_saving(box)

    def _leave_saving(self, box: InPlace) -> None:
        """Save and close; what cannot be saved stays in the box, which takes the keyboard again."""
        if self._save_box(box):
            had_focus = self.focused is None or box in self.focused.ancestors_with_self
            self._put_away()
            if had_focus:
                self.grid.focus()
        else:
            box.focus_text()
            self._place_box()

    def _put_away(self) -> None:
        """Close the box; what was typed in it is saved or given up."""
        if self.keeper:
            self.keeper.done()
        if self._box is not None:
            box, self._box = self._box, None
            box.remove()
        self.keeper, self._heading_of = None, ""

    # Following

    def _follow_in_place(self, touched: Touched) -> None:
        """Let the box say what others did to its field; what is known is gathered anew for the next box."""
        box = self._box
        tables = {table for table, _ in touched}
        if box is None:
            self._known = None if "elements" in tables else self._known
        elif not self._saving and (tables & {"pains", "stages"} or (box.slot.table, box.slot.key) in touched):
            box.follow()

    def _gather(self) -> None:
        if (self._known is None or self._known.advance(KNOWN_ROWS)) and self._gathering:
            self._gathering.stop()
            self._gathering = None

    def _place_box(self) -> None:
        box = self._box
        if box is None:
            return
        from raci_tui.tui.widgets.in_place import NARROWEST

        grid = self.grid
        header, bottom = grid.matrix.header_height, grid.scrollable_content_region.height
        line = self._line_of_box() + header - grid.scroll_offset.y
        line = max(header, min(line, bottom - 1))
        indent = 0 if box.slot.field == "name" or self._heading_of else MARK_WIDTH + grid.matrix.name_width
        width = grid.scrollable_content_region.width
        indent = max(0, min(indent, width - NARROWEST - len(box.slot.title)))
        box.put(grid.region.x + indent, grid.region.y + line, width - indent, room=bottom - line - 1)

    def _line_of_box(self) -> int:
        if not self._heading_of:
            return self.grid.selection.line
        lines = self.grid.matrix.lines
        for number, group in enumerate(lines.groups):
            if group.title and group.elements[:1] == (self._heading_of,):
                return lines.heading(number)
        return self.grid.selection.line

    def _in_place_draft(self) -> Draft | None:
        from raci_tui.core.in_place import HeadingText, brief
        from raci_tui.services.drafts import Draft

        box = self._box
        if box is None or not box.is_changed:
            return None
        # A text that several elements share is nobody's own: it can be copied, not gone on with.
        kind: Kind = "dialog" if isinstance(box.slot, HeadingText) else "in place"
        return Draft(
            kind=kind, name=brief(one_line(box.slot.name)), key=box.slot.key,
            texts={box.slot.field: box.value}, at=stamp(utc_now()),
        )  # fmt: skip
