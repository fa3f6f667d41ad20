"""Commands of the matrix screen that add, rename, remove and move elements and parties, and choose what is shown.

Dialogs are imported when they are opened: the first screen should not wait for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import work

from raci_tui.core import structure
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.screens.matrix_finding import FindingCommands
from raci_tui.tui.screens.matrix_rows import RowCommands
from raci_tui.tui.widgets.bars import LayerTab
from raci_tui.tui.widgets.filter_bar import FilterBar
from raci_tui.tui.widgets.inspector import Inspector

_NAMED: Final = 3
"""Elements that are named where more are removed."""
_NAME_CELLS: Final = 40


class StructureCommands(RowCommands, FindingCommands):
    """Rows, columns, journeys and grouping."""

    @work
    async def action_add_element(self) -> None:
        """Ask for a new element below the one under the cursor."""
        from raci_tui.tui.screens.element_form import ElementForm

        form = ElementForm(self.workspace, None, after=self.grid.element or None, journey=self.journey)
        made = await self.app.push_screen_wait(form)
        if made:
            self.show_new(made)

    @work
    async def action_edit_element(self) -> None:
        """Open the element's details."""
        from raci_tui.tui.screens.element_form import ElementForm

        if self.grid.element:
            await self.app.push_screen_wait(
                ElementForm(self.workspace, self.grid.element, after=None, journey=self.journey)
            )
        else:
            with self.telling():
                self.refuse_folded()
                self.say("There is no element to edit; add one with +.")

    @work
    async def action_remove_elements(self) -> None:
        """Remove the elements of the selection, after asking where something hangs on them; undo brings them back."""
        elements = self.grid.places().elements
        if not elements and self.grid.element:
            elements = [self.grid.element]
        with self.telling():
            if not elements:
                self.refuse_folded()
                self.say("There is no element to remove.")
                return
            if not await self._agrees_to_remove(elements):
                return
            label = structure.remove_elements(self.workspace, elements)
            self.grid.drop_selection()
            self.say(f"{label}; Ctrl+Z brings it back.")

    async def _agrees_to_remove(self, elements: Sequence[str]) -> bool:
        """Say what goes with elements; nobody is asked about bare names."""
        lost = structure.hangs_on(self.workspace, elements)
        if not lost:
            return True
        from raci_tui.tui.screens.dialogs import Confirm

        names = [self.workspace.state.tables["elements"][element].name for element in elements[:_NAMED]]
        title = f"Remove {names[0]}?" if len(elements) == 1 else f"Remove {len(elements):,} elements?"
        text = f"This also removes {lost}. Ctrl+Z brings all of it back."
        if len(elements) > 1:
            more = f" and {len(elements) - _NAMED:,} more" if len(elements) > _NAMED else ""
            listed = ", ".join(f"“{shorten(one_line(name), _NAME_CELLS)}”" for name in names)
            text = f"{listed}{more}. {text}"
        question = Confirm(title, text, yes="Remove", danger=True)
        return await self.app.push_screen_wait(question)

    def action_move_element(self, step: int) -> None:
        """Move the element among its neighbours, into the next stage at an end."""
        element = self.grid.element
        if not element:
            with self.telling():
                self.refuse_folded()
                self.say("There is no element to move.")
        elif self._may_move():
            with self.telling():
                structure.move_element(self.workspace, element, step)
                self.uncover(element)

    @work
    async def action_add_party(self) -> None:
        """Ask for a new party right of the one under the cursor."""
        from raci_tui.tui.screens.party_form import PartyForm

        made = await self.app.push_screen_wait(PartyForm(self.workspace, None, after=self.grid.party or None))
        if made:
            self.uncover(self.grid.element, made)

    @work
    async def action_edit_party(self) -> None:
        """Open the party's details."""
        from raci_tui.tui.screens.party_form import PartyForm

        if self.grid.party:
            await self.app.push_screen_wait(PartyForm(self.workspace, self.grid.party, after=None))
        else:
            with self.telling():
                self.refuse_folded_column()
                self.say("There is no party here; add one with Ctrl+N.")

    @work
    async def action_remove_party(self) -> None:
        """Remove the party under the cursor after asking, since a column holds a lot."""
        from raci_tui.tui.screens.dialogs import Confirm

        party = self.workspace.state.tables["parties"].get(self.grid.party)
        if party is None:
            with self.telling():
                self.refuse_folded_column()
                self.say("There is no party to remove.")
            return
        cells = len(self.workspace.state.columns.get(party.id, {}))
        sure = await self.app.push_screen_wait(
            Confirm(f"Remove {party.name}?", f"Its {cells} cells go with it. Undo brings all of it back.", yes="Remove",
                    danger=True)
        )  # fmt: skip
        if sure:
            with self.telling():
                label = structure.remove_party(self.workspace, party.id)
                self.say(f"{label}; Ctrl+Z brings it back.")

    @work
    async def action_switch_journey(self) -> None:
        """Choose which journey is shown."""
        from raci_tui.tui.screens.journey_picker import JourneyPicker

        chosen = await self.app.push_screen_wait(JourneyPicker(self.workspace, self.journey))
        if chosen is not None:
            self.journey = chosen
        self.rearrange()

    @work
    async def action_scheme(self) -> None:
        """Choose another scheme, or edit one."""
        from raci_tui.tui.screens.scheme_flow import choose_scheme

        await choose_scheme(self)

    @work
    async def action_new_scheme(self) -> None:
        """Write a scheme of one's own."""
        from raci_tui.tui.screens.scheme_flow import new_scheme

        await new_scheme(self)

    def action_step_back(self) -> None:
        """Drop the selection, else clear the filter or what is marked as found."""
        if self.in_box or self.query_one(FilterBar).purpose == "find" or not self.grid.drop_selection():
            self.leave_box()
        self.grid.focus()

    def on_layer_tab_chosen(self, event: LayerTab.Chosen) -> None:
        """Show the layer whose tab was clicked."""
        self.show_layer(event.layer)
        self.grid.focus()

    def action_toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        self.toggle_class("-inspecting" if self.has_class("-narrow") else "-not-inspecting")
        self.call_after_refresh(self.query_one(Inspector).refresh)
        self.call_after_refresh(self.inspect)

    def _may_move(self) -> bool:
        if self.shape.grouping != "stage" or self.query_text.text:
            self.say("Elements move only while all are shown, grouped by stage.")
            return False
        if self.shape.sorting != "own":
            self.say("Elements move only in their own order, and they are sorted now; F12 changes that.")
            return False
        return True
