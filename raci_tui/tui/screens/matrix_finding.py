"""Commands of the matrix screen that filter, find and go to something.

A filter hides what it does not ask for; finding hides nothing. Either way what was found is marked, and one
pair of keys goes from one to the next. What takes longer than a key may is done in slices.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from textual import events, on, work
from textual.timer import Timer

from raci_tui.core.arrange import Arrangement
from raci_tui.core.query import EVERYTHING, Query, parties_meant
from raci_tui.core.records import Element, Layer
from raci_tui.services.session import Session
from raci_tui.tui.compositing import paint_at_once
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.screens.matrix_base import MatrixBase
from raci_tui.tui.widgets.filter_bar import FilterBar, Purpose, QueryInput
from raci_tui.tui.widgets.matrix.found import NOTHING, Found

FIRST_SLICE_S: Final = 0.02
SLICE_S: Final = 0.006
PAUSE_S: Final = 0.008
QUERY_CELLS: Final = 30


class FindingCommands(MatrixBase):
    """Filter, find, go to, and again.

    Attributes:
        searched: The query that *again* repeats.
        again: What goes to the next (1) or previous (-1) of what was last looked for, or None.
    """

    def __init__(self, session: Session, keymap: Mapping[str, str]) -> None:
        super().__init__(session, keymap)
        self.searched: Query = EVERYTHING
        self.again: Callable[[int], None] | None = None
        self._finding = EVERYTHING
        self._find_from = ("", "")
        self._preparing: Timer | None = None
        self._slicing: Timer | None = None
        self._known_stops: tuple[Sequence[Element], Arrangement, dict[str, int]] | None = None
        self._then: Callable[[], None] = lambda: None
        self._filter_before: Query | None = None

    # Filtering

    def action_filter(self) -> None:
        """Open the box that filters."""
        self._open_box()
        self.query_one(FilterBar).open("filter")

    def action_find(self) -> None:
        """Open the box that finds without hiding anything."""
        self._open_box()
        if self.query_text.terms:
            self.say("Finding among the rows that the filter shows.")
        self._find_from = self.grid.element, self.grid.party
        bar = self.query_one(FilterBar)
        if bar.purpose == "filter" and bar.display and not self.query_text.terms:
            bar.close()
        bar.open("find")

    @on(events.DescendantFocus)
    def _box_entered(self, event: events.DescendantFocus) -> None:
        """Remember what the filter was before the box was typed in, however one got there."""
        if self._filter_before is None and isinstance(event.widget, QueryInput):
            self._filter_before = self.query_text

    @on(events.DescendantBlur)
    def _box_left(self, event: events.DescendantBlur) -> None:
        """Forget it; to look into another window meanwhile is not to leave the box."""
        if isinstance(event.widget, QueryInput) and self.app.app_focus:
            self._filter_before = None

    def on_mount(self) -> None:
        """Follow each letter of a query."""
        self.query_one(FilterBar).changed = self._follow_query

    def _follow_query(self, query: Query, purpose: Purpose) -> None:
        """Show, or go to, what a query asks for; the box and its answer are painted together."""
        if purpose == "find":
            self._finding = query
            self._answer(query, self._find_live)
        else:
            self.filter_by(query)
        paint_at_once(self)

    def on_filter_bar_done(self, event: FilterBar.Done) -> None:
        """Back to the matrix; an empty box is put away."""
        bar = self.query_one(FilterBar)
        if event.query.terms:
            self.searched, self.again = event.query, self.next_found
        if event.purpose == "find":
            self._finding = event.query
            self._put_box_away()
            self._mark()
            if event.query.terms:
                self._tell_found()
        elif event.query.terms:
            self.filter_by(event.query, kept=True)
        else:
            bar.close()
        self.grid.focus()

    def filter_by(self, query: Query, *, kept: bool = False) -> None:
        """Show what a query asks for, at once or as soon as it is known.

        Args:
            kept: It stands as it was typed: where it finds nothing, that is said.
        """
        self.query_text = query
        if query.terms:
            self._finding = EVERYTHING
        self._answer(query, self._filter_kept if kept else self._filtered)

    def clear_filter(self) -> None:
        """Show all rows again and empty the box."""
        self.query_one(FilterBar).close()
        if self.query_text.terms:
            self.filter_by(EVERYTHING)

    def show_layer(self, layer: Layer) -> None:
        """Show another layer; a filter is judged again by it."""
        if self.query_text.terms and self.shape.sorting != "gaps":
            self.shown_layer = layer
            self.grid.show_layer(layer)
            self.tell_title()
            self.filter_by(self.query_text)
            self.inspect()
        else:
            super().show_layer(layer)

    @property
    def in_box(self) -> bool:
        """Whether the box is what is typed in."""
        return self._filter_before is not None

    def leave_box(self) -> bool:
        """Take back what was being found or filtered by, else the filter, else the marks; False where there is none."""
        bar = self.query_one(FilterBar)
        if bar.display and bar.purpose == "find":
            self._finding = EVERYTHING
            self._put_box_away()
            self.grid.go_to(*self._find_from)
            self._mark()
        elif self._filter_before and self._filter_before.terms:
            self._go_back_to(self._filter_before)
        elif self.query_text.terms or bar.display:
            self.clear_filter()
        elif self._finding.terms:
            self._finding = EVERYTHING
            self._mark()
        else:
            return False
        return True

    def _go_back_to(self, before: Query) -> None:
        """Leave the box for filtering with what was in force before it was opened."""
        self.query_one(FilterBar).put(before.text)
        self.filter_by(before)
        self.say(f"Still filtered by “{_short(before)}”; Esc again shows everything.")

    def _open_box(self) -> None:
        """Fold the names in slices while the first letter is being thought of."""
        if self._preparing is None and not self.filtering.names.prepare(SLICE_S):
            self._preparing = self.set_interval(PAUSE_S, self._prepare)

    def _prepare(self) -> None:
        if self._preparing and self.filtering.names.prepare(SLICE_S):
            self._preparing.stop()
            self._preparing = None
            # They stay: looking through them for garbage would hold up a letter.
            gc.freeze()

    def _put_box_away(self) -> None:
        """Close the box for finding; a filter that is in force has it back."""
        bar = self.query_one(FilterBar)
        bar.close()
        bar.purposed("filter")
        if self.query_text.terms:
            bar.put(self.query_text.text)
            bar.display = True

    def _answer(self, query: Query, then: Callable[[], None]) -> None:
        """Have a query answered, at once or in slices, and go on."""
        self.filtering.ask(query, self.looking)
        self._then = then
        if self.filtering.advance(FIRST_SLICE_S):
            self._stop_slicing()
            then()
        elif self._slicing is None:
            self._slicing = self.set_interval(PAUSE_S, self._slice)
            self.tell_status()

    def _slice(self) -> None:
        if self.filtering.advance(SLICE_S):
            self._stop_slicing()
            self._then()

    def _stop_slicing(self) -> None:
        if self._slicing:
            self._slicing.stop()
            self._slicing = None

    def _filtered(self) -> None:
        """Show the rows that were found; where they are those shown already, only the marks."""
        found = self.filtering.answer(self.query_text, self.looking)
        if found != self.arranged:
            self.rearrange(rows_only=True)
            self.inspect()
        else:
            self.tell_status()
        self._mark()

    def _filter_kept(self) -> None:
        """Show what a query finds, and say so where that is nothing."""
        self._filtered()
        if self.arrangement.elements:
            return
        if self.arranged:
            self._tell_none(self.query_text, len(self.arranged))
        else:
            self.say(
                f"Nothing matches “{_short(self.query_text)}”, so no row is shown; Esc shows them again."
            )

    def _mark(self) -> None:
        query = self._finding if self._finding.terms else self.query_text
        found = Found(query.words, parties_meant(self.looking, query)) if query.terms else NOTHING
        self.grid.mark(found)

    # Again

    def action_again(self, step: int) -> None:
        """Go to the next of what was last looked for."""
        if self.again:
            self.again(step)
        else:
            self.say("Nothing was looked for yet: / filters, Ctrl+F finds, F8 goes to the next gap.")

    def next_found(self, step: int) -> None:
        """Go to the next element that the last query finds, among those shown."""
        if not self.searched.terms:
            return
        ids = self.filtering.ids(self.searched, self.looking)
        round_ = self.goes_round(lambda: self.grid.next_element(ids.__contains__, step), step)
        if round_ is None:
            self._tell_none(self.searched, len(ids))
        else:
            self._finding = self.searched if not self.query_text.terms else EVERYTHING
            self._mark()
            self._tell_found(round_)

    def goes_round(self, go: Callable[[], bool], step: int) -> str | None:
        """Go somewhere; a few words where that was past the end, None where there is nothing to go to."""
        before = self.grid.selection.line, self.grid.selection.column
        if not go():
            return None
        after = self.grid.selection.line, self.grid.selection.column
        if (after > before) if step > 0 else (after < before):
            return ""
        return "round again from the top" if step > 0 else "round again from the bottom"

    def _find_live(self) -> None:
        """Put the cursor on the first element found from where the search began."""
        ids = self.filtering.ids(self._finding, self.looking) if self._finding.terms else frozenset[str]()
        element, party = self._find_from
        self.grid.go_to(element, party)
        self._mark()
        if not self._finding.terms:
            self.tell_status()
        elif element in ids or self.grid.next_element(ids.__contains__, 1):
            self._tell_found(query=self._finding)
        else:
            self._tell_none(self._finding, len(ids))

    def _tell_found(self, more: str = "", query: Query | None = None) -> None:
        query = query or self.searched
        stops = self._stops(query)
        if not stops:
            self._tell_none(query, len(self.filtering.ids(query, self.looking)))
            return
        at = stops.get(self.grid.element)
        where = f"{at + 1:,} of {len(stops):,}" if at is not None else f"{len(stops):,} found"
        self.say(" · ".join(filter(None, (f"“{_short(query)}” {where}", more))))

    def _tell_none(self, query: Query, found: int) -> None:
        if found:
            rows = "1 element matches" if found == 1 else f"{found:,} elements match"
            self.say(f"{rows} “{_short(query)}”, but what is shown holds none of them.")
        else:
            self.say(f"Nothing matches “{_short(query)}”.")

    def _stops(self, query: Query) -> dict[str, int]:
        """Places among the elements found, in the order in which they are shown."""
        found = self.filtering.answer(query, self.looking)
        known = self._known_stops
        if known is None or known[0] is not found or known[1] is not self.arrangement:
            ids = self.filtering.ids(query, self.looking)
            shown = (element for element in self.arrangement.elements if element in ids)
            known = self._known_stops = found, self.arrangement, {each: at for at, each in enumerate(shown)}
        return known[2]

    # Going to

    @work
    async def action_go_to(self) -> None:
        """Ask for a name or code and go there."""
        from raci_tui.tui.screens.go_to import GoTo

        going = GoTo(self.workspace, self.findings, self.filtering.names, self.shown_layer)
        chosen = await self.app.push_screen_wait(going)
        if chosen:
            kind, key = chosen
            said = self.reveal(key, "") if kind == "elements" else self.reveal("", key)
            self.grid.focus()
            if said:
                self.say(said)

    def show_new(self, element: str) -> None:
        """Put the cursor on a new element; what would hide it is dropped."""
        said = self.reveal(element)
        if said:
            self.say(said)

    def reveal(self, element: str, party: str = "") -> str:
        """Put the cursor on an element or a party, and show again what was hidden; says what that took."""
        said, shape = [], self.shape
        if element and not self.uncover(element, party):
            record: Element | None = self.workspace.state.tables["elements"].get(element)
            if record and self.journey and record.journey != self.journey:
                self.journey = ""
                said.append("all journeys are shown again")
                self.rearrange()
            if self.query_text.terms and not self.uncover(element, party):
                said.append("the filter is cleared")
                self.clear_filter()
        self.uncover(element or self.grid.element, party)
        if self.shape != shape:
            said.append("what was folded or hidden is shown again")
        self.inspect()
        return f"To go there, {' and '.join(said)}." if said else ""


def _short(query: Query) -> str:
    return shorten(one_line(query.text.strip()), QUERY_CELLS)
