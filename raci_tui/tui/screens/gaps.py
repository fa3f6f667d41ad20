"""The gaps screen: what is wrong, worst first, with the row of each finding, mended without leaving the list."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import work
from textual.binding import BindingType

from raci_tui.core.findings import Finding
from raci_tui.core.gaps import GAP_GROUPINGS
from raci_tui.core.query import EVERYTHING, Query
from raci_tui.core.records import Layer
from raci_tui.tui.commands import GAPS_COMMANDS, bindings
from raci_tui.tui.compositing import paint_at_once
from raci_tui.tui.plain import one_line
from raci_tui.tui.screens.gaps_base import GapsBase, Kept, Left
from raci_tui.tui.widgets.bars import LayerTab, StatusBar
from raci_tui.tui.widgets.filter_bar import FilterBar, QueryInput
from raci_tui.tui.widgets.gap_list import GapList
from raci_tui.tui.widgets.gaps_bar import GapsBar

NEAR: Final = 10
"""Rows on either side whose owners are likely to own a row too."""


class GapsScreen(GapsBase):
    """The screen with all its commands."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(GAPS_COMMANDS)]

    _filter_before: Query | None = None

    # Moving

    def action_gap_move(self, lines: int) -> None:
        """Move the cursor."""
        self.listing.move(lines)
        paint_at_once(self)

    def action_gap_page(self, pages: int) -> None:
        """Move the cursor by screens."""
        self.listing.page(pages)
        paint_at_once(self)

    def action_gap_edge(self, where: str) -> None:
        """Move the cursor to the first or last line."""
        self.listing.edge(where)
        paint_at_once(self)

    def action_gap_group(self, step: int) -> None:
        """Move the cursor to the next or previous heading."""
        self.listing.next_group(step)

    def action_gap_fold(self) -> None:
        """Fold the group under the cursor, or show it again."""
        self.listing.fold()

    def action_gap_fold_to(self, folded: bool) -> None:
        """Fold the group under the cursor, or show it; where it is so already, go on to the next one."""
        if not self.listing.fold(folded=folded) and not folded:
            self.listing.next_group(1)

    def action_gap_fold_all(self) -> None:
        """Fold every group, or show all."""
        self.listing.fold_all()

    # Looking

    def action_gap_layer(self, layer: Layer) -> None:
        """List the findings of another layer."""
        self.ask(self._asked._replace(layer=layer))
        self.tell()

    def action_gap_grouping(self, grouping: str = "") -> None:
        """Group by something else, the next where nothing is named."""
        following = GAP_GROUPINGS[(GAP_GROUPINGS.index(self._asked.grouping) + 1) % len(GAP_GROUPINGS)]
        wanted = next((each for each in GAP_GROUPINGS if each == grouping), following)
        self.ask(self._asked._replace(grouping=wanted))
        self.tell()

    def action_gap_load(self) -> None:
        """List findings about load too, or no more."""
        if not self.gaps.load:
            self.say("There is no finding about load.")
            return
        self.ask(self._asked._replace(load=not self._asked.load))
        self.say(
            "Findings about load are listed too." if self._asked.load else "Findings about load are left out."
        )

    def on_layer_tab_chosen(self, event: LayerTab.Chosen) -> None:
        """Show the layer that was clicked."""
        self.action_gap_layer(event.layer)

    def on_gaps_bar_chosen(self, event: GapsBar.Chosen) -> None:
        """Group by what was clicked."""
        self.action_gap_grouping(event.grouping)

    # Filtering

    def action_gap_filter(self) -> None:
        """Open the box that filters."""
        self._filter_before, self.filtered_from = self.query_text, self.listing.known
        self.query_one(FilterBar).open("filter")

    def on_filter_bar_done(self, event: FilterBar.Done) -> None:
        """Back to the list; an empty box is put away."""
        if event.query.terms:
            self._follow_query(event.query, event.purpose)
        else:
            self._clear_filter()
        self._filter_before = self.filtered_from = None
        self.listing.focus()

    def _clear_filter(self) -> None:
        self.query_one(FilterBar).close()
        self._filter_before = None
        if self.query_text.terms:
            self._follow_query(EVERYTHING, "filter")

    def action_gap_back(self) -> None:
        """Leave the box for filtering, else clear the filter, else go back to the matrix."""
        bar = self.query_one(FilterBar)
        if isinstance(self.focused, QueryInput) and self._filter_before and self._filter_before.terms:
            bar.put(self._filter_before.text)
            self._follow_query(self._filter_before, "filter")
            self._filter_before = None
        elif self.query_text.terms or bar.display:
            self._clear_filter()
        else:
            self.action_gap_close()
        self.filtered_from = None
        if self.is_current:
            self.listing.focus()

    # Going

    def action_gap_close(self) -> None:
        """Go back to the matrix."""
        self._leave(None)

    def action_gap_open(self) -> None:
        """Go to the cell of the finding under the cursor; a heading folds."""
        finding = self.listing.finding
        if finding is None:
            self.listing.fold()
        elif finding.element or finding.parties:
            self._leave(finding)
        else:
            self.say("This is about the matrix as a whole: there is no one cell to go to.")

    def on_gap_list_opened(self) -> None:
        """Go to what was clicked twice."""
        self.action_gap_open()

    def _leave(self, goal: Finding | None) -> None:
        kept = Kept(
            self._asked.grouping, self._asked.load, self.query_text, self.listing.folded, self.listing.known
        )
        self.dismiss(Left(kept, goal, self.layer))

    # Mending

    def on_gap_list_typed(self, event: GapList.Typed) -> None:
        """Ask who gets the letter that was typed."""
        code, scheme = event.character.upper(), self.workspace.scheme
        if scheme.letter(code):
            self._give(code)
        elif event.character in "jk":
            self.listing.move(1 if event.character == "j" else -1)
        elif event.character == "u":
            self.action_gap_undo()
        else:
            letters = ", ".join(f"{letter.code} {letter.name}" for letter in scheme.letters)
            self.say(f"{event.character} is no letter of {scheme.name}: {letters}.")

    def action_gap_mend(self) -> None:
        """Ask who gets the letter that is missing."""
        from raci_tui.core.gap_fixes import missing_letter

        finding = self.listing.finding
        self._give(missing_letter(self.workspace, finding) if finding else "")

    @work(group="who", exclusive=True)
    async def action_gap_accept(self) -> None:
        """Ask why the finding under the cursor is accepted, and until when."""
        finding = self.listing.finding
        if finding is None:
            self.say("One finding is accepted at a time: go to one with ↓; Tab unfolds a heading.")
            return
        from raci_tui.tui.screens.accepting import ask_to_accept

        party = finding.parties[0] if finding.parties else ""
        answer = await ask_to_accept(self.app, self.session, (finding,), party)
        if answer.said:
            self.say(answer.said)

    def _give(self, code: str) -> None:
        finding = self.listing.finding
        if finding is None:
            self.say("Letters are given on a finding: go to one with ↓; Tab unfolds a heading.")
        elif not finding.element:
            self.say("This is not about a single row; Enter goes to where it shows in the matrix.")
        else:
            self._ask_who(finding, code)

    @work(group="who", exclusive=True)
    async def _ask_who(self, finding: Finding, code: str) -> None:
        from raci_tui.core.gap_fixes import likely
        from raci_tui.tui.screens.who_gets import WhoGets

        near = self.gaps.near(finding.element, NEAR)
        candidates = likely(self.workspace, finding.element, self.layer, code, near)
        where = "today" if self.layer == "current" else "in the target"
        party = await self.app.push_screen_wait(
            WhoGets(f"Who gets {code} {where}?", finding.message, candidates)
        )
        if party:
            with self.telling():
                self._give_to(finding.element, party, code)

    def _give_to(self, element: str, party: str, code: str) -> None:
        from raci_tui.core.area import Place
        from raci_tui.core.blocks import make
        from raci_tui.core.errors import EditError
        from raci_tui.core.gap_fixes import given

        tables = self.workspace.state.tables
        if element not in tables["elements"] or party not in tables["parties"]:
            raise EditError("it is gone by now", "somebody has removed the row or the party")
        block = given(self.workspace, self.findings, Place(element, party), self.layer, code)
        if make(self.workspace, block):
            self.say(f"{one_line(block.outcome(self.workspace))}; Ctrl+Z takes it back.")
        else:
            self.say(f"Nothing changed: {block.nothing}.")

    def action_gap_undo(self) -> None:
        """Take back the last edit of this app."""
        self._step_back(forward=False)

    def action_gap_redo(self) -> None:
        """Make the undone edit again."""
        self._step_back(forward=True)

    def _step_back(self, *, forward: bool) -> None:
        with self.telling():
            commit = self.workspace.redo() if forward else self.workspace.undo()
            if commit is None:
                self.say(
                    "Nothing to redo." if forward else "Nothing to undo since you opened this workspace."
                )
                return
            label = commit.label.partition(": ")[2] or commit.label
            self.say(f"{'Made again' if forward else 'Taken back'}: {one_line(label)}")
            rows = (change.key.partition("/")[0] for change in commit.changes if change.table == "cells")
            self.listing.go_to_any(self.gaps.open_of(next(rows, "/")))

    def action_say_saved(self) -> None:
        """Say what is saved and where."""
        status, writer = self.query_one(StatusBar), self.session.writer
        if writer.status == "unsaved":
            self.warn(
                f"Not saved yet: {writer.reason}. It is tried again and again; your edits are kept here."
            )
            writer.pump()
        else:
            self.say(f"{status.saved}: every edit is, as it is made, in {self.session.path}.")
