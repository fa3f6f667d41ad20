"""The parties: what each carries today and in the target, and everything one does with a party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from raci_tui.core import structure
from raci_tui.core.errors import EditError
from raci_tui.core.party_edits import retire, what_goes
from raci_tui.core.party_load import PartyLoads
from raci_tui.core.records import Party
from raci_tui.core.state import Touched
from raci_tui.services.session import Session
from raci_tui.tui.commands import PARTIES_COMMANDS, bindings
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.over_matrix import OverMatrix
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.key_bar import KeyBar
from raci_tui.tui.widgets.party_columns import SORT_TITLES, Counted, Sort
from raci_tui.tui.widgets.party_table import PartyTable

SLICE_S: Final = 0.004
BETWEEN_SLICES_S: Final = 0.012
EMPTY: Final = (
    "No parties yet: + adds a department, a partner or the customer; Ctrl+T in the matrix imports a table."
)
_NAME_CELLS: Final = 40
_DETAIL_CELLS: Final = 300
_SORTS: Final = tuple(SORT_TITLES)


class PartiesScreen(OverMatrix):
    """A table of all parties.

    Args:
        loads: Counts what each party holds; goes on counting here where that is not done.
        party: Id of the party that the cursor begins on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PARTIES_COMMANDS)]
    OWN_COMMANDS = PARTIES_COMMANDS

    def __init__(
        self, session: Session, keymap: Mapping[str, str], loads: PartyLoads, party: str = ""
    ) -> None:
        super().__init__(session, keymap)
        self._loads = loads
        self._first = party
        self._counting: Timer | None = None
        self._then_open = False

    def compose(self) -> ComposeResult:
        """Title, table, what is known of the party under the cursor, status, keys."""
        yield Static(id="parties-title")
        yield Static(plain(EMPTY), id="parties-empty")
        yield PartyTable(id="parties")
        yield Static(id="parties-detail")
        yield StatusBar()
        yield KeyBar(self.keymap_shown, commands=PARTIES_COMMANDS)

    def on_mount(self) -> None:
        """Show what is known, and count the rest."""
        name = shorten(one_line(self.workspace.info.name), _NAME_CELLS)
        self.query_one("#parties-title", Static).update(plain(f"Parties of {name}", "bold"))
        self.table.party = self._first
        self._show()
        self.table.focus()
        self._count_on()

    @property
    def table(self) -> PartyTable:
        """The table."""
        return self.query_one(PartyTable)

    @property
    def party(self) -> Party | None:
        """The party under the cursor."""
        found: Party | None = self.workspace.state.tables["parties"].get(self.table.party)
        return found

    def follow(self, touched: Touched) -> None:
        """Show what a commit changed, and count what it made doubtful."""
        del touched
        self._show()
        self._count_on()

    def standing(self) -> str:
        """How many parties there are, how many of them are retired, and what they are sorted by."""
        parties = self.workspace.parties()
        retired = sum(party.retired for party in parties)
        said = ["1 party" if len(parties) == 1 else f"{len(parties):,} parties"]
        said += [f"{retired:,} retired"] if retired else []
        said += [f"by {SORT_TITLES[self.table.sort]}"] if self.table.sort != "own" else []
        said += ["counting…"] if not self._loads.known else []
        return " · ".join(said)

    def on_party_table_moved(self) -> None:
        """Say everything about the party under the cursor."""
        detail = self.query_one("#parties-detail", Static)
        party = self.party
        if party is None:
            detail.update(Content(""))
            return
        parts = [f"{one_line(party.name)}, {party.kind}"]
        parent = self.workspace.state.tables["parties"].get(party.parent)
        parts += [f"part of {one_line(parent.name)}"] if parent else []
        parts += [f"also called {one_line(', '.join(party.aliases))}"] if party.aliases else []
        parts += [f"contact: {one_line(party.contact)}"] if party.contact else []
        parts += [one_line(party.note)] if party.note else []
        if self._loads.known:
            load = self._loads.of(party.id)
            brought = "1 letter" if load.gains == 1 else f"{load.gains:,} letters"
            changes = f"the target brings {brought} and takes {load.losses:,}"
            parts.append(changes if load.gains or load.losses else "the target changes nothing")
            found = self._loads.open_findings(party.id)
            parts += [f"{found:,} {'finding' if found == 1 else 'findings'}"] if found else []
        detail.update(plain(shorten(" · ".join(parts), _DETAIL_CELLS)))

    def on_party_table_opened(self) -> None:
        """Open the sheet of the party that was double-clicked."""
        self.action_open_sheet()

    def on_party_table_sort_asked(self, event: PartyTable.SortAsked) -> None:
        """Sort by the title that was clicked; once more goes back to the parties' own order."""
        self._sort("own" if event.sort == self.table.sort else event.sort)

    # Commands

    def action_open_sheet(self) -> None:
        """Open the sheet of the party under the cursor."""
        from raci_tui.tui.screens.party_sheet import PartySheetScreen

        with self.telling():
            party = self._need_party()
            if not self._read_all():
                self._then_open = True
                self.say("Still reading the workspace; the sheet opens in a moment.")
                return
            self.app.push_screen(
                PartySheetScreen(self.session, self.keymap_shown, party.id, self.table.shown), self._came_back
            )

    @work
    async def action_add(self) -> None:
        """Ask for a new party behind the one under the cursor."""
        from raci_tui.tui.screens.party_form import PartyForm

        made = await self.app.push_screen_wait(
            PartyForm(self.workspace, None, after=self.table.party or None)
        )
        if made:
            self.table.go_to(made)

    @work
    async def action_rename(self) -> None:
        """Ask for another name of the party under the cursor."""
        from raci_tui.tui.screens.dialogs import AskText

        with self.telling():
            party = self._need_party()
            name = await self.app.push_screen_wait(AskText("Rename party", party.name))
            if name and name != party.name:
                structure.rename(self.workspace, "parties", party.id, name)
                self.say(f"{party.name} is called {name} now; Ctrl+Z takes it back.")

    @work
    async def action_details(self) -> None:
        """Open the party's details."""
        from raci_tui.tui.screens.party_form import PartyForm

        with self.telling():
            await self.app.push_screen_wait(PartyForm(self.workspace, self._need_party().id))

    @work
    async def action_merge(self) -> None:
        """Choose the party that this one becomes part of, look at what that means, and do it."""
        from raci_tui.tui.screens.dialogs import Choose
        from raci_tui.tui.screens.merge_dialog import MergeDialog

        with self.telling():
            party = self._need_party()
            others = [each for each in self.workspace.parties() if each.id != party.id]
            if not others:
                raise EditError("there is no other party to merge it with", "+ adds one")
            name = shorten(one_line(party.name), _NAME_CELLS)
            options = [(each.id, each.name, each.kind) for each in others]
            chosen = await self.app.push_screen_wait(Choose(f"Merge {name} into", options))
            if chosen is None:
                return
            done = await self.app.push_screen_wait(MergeDialog(self.workspace, chosen, party.id))
            if done:
                self.table.go_to(chosen)
                self.say(f"{done}; Ctrl+Z takes it back.")

    def action_retire(self) -> None:
        """Retire the party under the cursor, or bring it back."""
        with self.telling():
            party = self._need_party()
            label = retire(self.workspace, party.id)
            owned = self._loads.of(party.id).now.carried if self._loads.known else 0
            if not party.retired and owned:
                label += f": what it answers for or does ({owned:,}) counts as nobody's"
            self.say(f"{label}; Ctrl+Z takes it back.")

    @work
    async def action_remove(self) -> None:
        """Remove the party under the cursor, after saying what goes with it."""
        from raci_tui.tui.screens.dialogs import Confirm

        with self.telling():
            party = self._need_party()
            text = what_goes(self.workspace, party.id) or "Nothing hangs on it."
            name = shorten(one_line(party.name), _NAME_CELLS)
            question = Confirm(
                f"Remove {name}?", f"{text} Ctrl+Z brings all of it back.", "Remove", danger=True
            )
            if await self.app.push_screen_wait(question):
                self.say(f"{structure.remove_party(self.workspace, party.id)}; Ctrl+Z brings it back.")

    @work
    async def action_find(self) -> None:
        """Choose a party by a few letters, and go to it."""
        from raci_tui.tui.screens.dialogs import Choose

        with self.telling():
            self._need_party()
            parties = self.workspace.state.tables["parties"]
            options = [(key, parties[key].name, ", ".join(parties[key].aliases)) for key in self.table.shown]
            chosen = await self.app.push_screen_wait(Choose("Find party", options))
            self.table.go_to(chosen or "")

    def action_sort(self) -> None:
        """Sort by the next of name, load and findings, then in their own order again."""
        self._sort(_SORTS[(_SORTS.index(self.table.sort) + 1) % len(_SORTS)])

    # Counting

    def _count_on(self) -> None:
        if not self._loads.ready and self._counting is None:
            self._counting = self.set_interval(BETWEEN_SLICES_S, self._count_slice)

    def _count_slice(self) -> None:
        """Read what is left of a large workspace, then count it: a little at a time."""
        if not self._read_all() or not self._loads.advance(SLICE_S):
            return
        if self._counting:
            self._counting.stop()
            self._counting = None
        self._show()
        if self._then_open:
            self._then_open = False
            self.action_open_sheet()

    def _read_all(self) -> bool:
        return self.session.read_on()

    def _show(self) -> None:
        parties, known = self.workspace.parties(), self._loads.known
        rows = [
            Counted(
                party,
                self._loads.of(party.id) if known else None,
                self._loads.open_findings(party.id) if known else None,
            )
            for party in parties
        ]
        self.table.show(rows, self.workspace.scheme.codes)
        self.query_one("#parties-empty").display = not parties
        self.tell_status()

    def _sort(self, sort: Sort) -> None:
        self.table.sort_by(sort)
        self.say(f"Sorted by {SORT_TITLES[sort]}." if sort != "own" else "In their own order.")

    def _need_party(self) -> Party:
        party = self.party
        if party is None:
            raise EditError("there is no party here", "+ adds one")
        return party

    def _came_back(self, party: str | None) -> None:
        """Go to the party whose sheet was read last."""
        self.table.go_to(party or "")
