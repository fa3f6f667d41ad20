"""Commands of the matrix screen that say which parties have a column, where, and how wide."""

from __future__ import annotations

from textual import work

from raci_tui.core import structure
from raci_tui.core.arrange import KIND_TITLES, with_a_column
from raci_tui.core.errors import EditError
from raci_tui.core.records import PartyKind
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.screens.matrix_base import MatrixBase
from raci_tui.tui.widgets.matrix.layout import NARROWEST_ASKED, WIDEST_ASKED

_NAME_CELLS = 40


class ColumnCommands(MatrixBase):
    """Hiding, pinning, moving, folding and widening columns."""

    def action_hide_party(self) -> None:
        """Take the columns of the block, or the one under the cursor, out of sight."""
        selection, parties = self.grid.selection, self.arrangement.parties
        if not parties:
            self.say("There is no party to hide.")
            return
        _, columns = selection.block()
        chosen = parties[columns.start : columns.stop]
        members = [party for column in chosen for party in column.parties]
        gone = {party.id for party in members}
        self.grid.drop_selection()
        self.reshape(
            self.shape._replace(
                hidden=(*self.shape.hidden, *(party.id for party in members)),
                pinned=tuple(key for key in self.shape.pinned if key not in gone),
            )
        )
        what = _short(members[0].name) if len(members) == 1 else f"{len(members)} parties"
        self.say(f"{what} hidden, with nothing changed; Shift+F5 lists all.")

    @work
    async def action_choose_parties(self) -> None:
        """Tick the parties that have a column."""
        from raci_tui.tui.screens.check_list import CheckList, Tickable

        parties = with_a_column(self.looking)
        if not parties:
            self.say("There are no parties yet; add one with Ctrl+N.")
            return
        shown = {party.id for column in self.arrangement.parties for party in column.parties}
        options = [
            Tickable(
                party.id,
                party.name,
                f"{party.kind}, pinned" if party.id in self.shape.pinned else party.kind,
                party.id in shown,
            )
            for party in parties
        ]
        chosen = await self.app.push_screen_wait(CheckList("Parties with a column", options))
        if chosen is not None:
            self._show_only(chosen)

    def action_pin_party(self) -> None:
        """Keep the party's column in sight at the left, or let it scroll again."""
        party = self.workspace.state.tables["parties"].get(self.grid.party)
        if party is None:
            with self.telling():
                self.refuse_folded_column()
                self.say("There is no party to pin.")
            return
        pinned = self.shape.pinned
        if party.id in pinned:
            self.reshape(self.shape._replace(pinned=tuple(key for key in pinned if key != party.id)))
            self.say(f"{_short(party.name)} stands among its kind again.")
            return
        self.reshape(self.shape._replace(pinned=(*pinned, party.id)))
        if self.grid.matrix.pinned > len(pinned):
            self.say(f"{_short(party.name)} is pinned: it stays in sight while the others scroll.")
        else:
            self.say(f"{_short(party.name)} stands first, but there is no room to keep it there.")

    def action_move_party(self, step: int) -> None:
        """Move the party among those of its kind that are shown, or among the pinned ones."""
        party = self.grid.party
        if not party:
            with self.telling():
                self.refuse_folded_column()
                self.say("There is no party to move.")
            return
        pinned, only = self.shape.pinned, self.shape.only
        if party in pinned:
            self.reshape(self.shape._replace(pinned=self._moved(pinned, party, step)))
        elif party in only:
            self.reshape(self.shape._replace(only=self._moved(only, party, step)))
        else:
            shown = {each.id for each in self.arrangement.parties if each.id and not each.pinned}
            with self.telling():
                structure.move_party(self.workspace, party, step, among=shown)
        self.grid.go_to(self.grid.element, party)

    def action_fold_parties(self, kind: PartyKind | None = None) -> None:
        """Fold the parties of one kind, that of the party under the cursor, into one column; or show them again."""
        parties = self.arrangement.parties
        if kind is None and parties:
            kind = parties[self.grid.selection.column].kind
        loose = sum(len(each.parties) for each in parties if each.kind == kind and not each.pinned)
        if kind is None or loose < 2:
            self.say("There are no two parties of one kind here to fold into one column.")
            return
        folded = self.shape.folded_kinds
        others = tuple(each for each in folded if each != kind)
        self.reshape(self.shape._replace(folded_kinds=others if kind in folded else (*folded, kind)))
        if kind not in folded:
            self.say(f"{KIND_TITLES[kind]} are folded into one column; : shows them again.")

    def action_column_width(self, step: int) -> None:
        """Make every party's column wider or narrower; with 0 as wide as fits."""
        width = self.grid.matrix.column_width + step
        if step and not NARROWEST_ASKED <= width <= WIDEST_ASKED:
            self.say(f"Columns are between {NARROWEST_ASKED} and {WIDEST_ASKED} wide.")
            return
        self.reshape(self.shape._replace(width=width if step else 0))
        self.say(f"Columns are {width} wide." if step else "Columns are as wide as fits.")

    def action_names_downwards(self) -> None:
        """Let the names of parties run downwards in pieces, or stand in words or as codes again."""
        self.reshape(self.shape._replace(downwards=not self.shape.downwards))
        self.say("Names run downwards." if self.shape.downwards else "Names stand in words, or as codes.")

    def refuse_folded_column(self) -> None:
        """Refuse an edit in a column that stands for several parties.

        Raises:
            EditError: The cursor is in one.
        """
        column = self.grid.folded_column
        if column:
            raise EditError(
                f"{KIND_TITLES[column.kind]} are folded into one column, which cannot be edited",
                ": or Enter shows them one by one",
            )

    def _show_only(self, chosen: tuple[str, ...]) -> None:
        """Give these parties a column, and no others."""
        hidden = tuple(party.id for party in with_a_column(self.looking) if party.id not in chosen)
        only = tuple(dict.fromkeys([*self.shape.only, *chosen])) if self.shape.only else ()
        pinned = tuple(key for key in self.shape.pinned if key in chosen)
        self.reshape(self.shape._replace(hidden=hidden, only=only, pinned=pinned))

    def _moved(self, order: tuple[str, ...], party: str, step: int) -> tuple[str, ...]:
        """An order of the shape's own with one party moved past the next one that stands beside it."""
        first = {each.id for each in self.arrangement.parties if each.pinned}
        kinds = {
            each.id: each.kind for each in self.arrangement.parties if (each.id in first) == (party in first)
        }
        beside = [key for key in kinds if key in order]
        there = beside.index(party) + step
        same = 0 <= there < len(beside) and (party in first or kinds[beside[there]] == kinds[party])
        if not same:
            self.say("It is already the first." if step < 0 else "It is already the last.")
            return order
        rest = [key for key in order if key != party]
        at = rest.index(beside[there]) + (step > 0)
        return (*rest[:at], party, *rest[at:])


def _short(name: str) -> str:
    return shorten(one_line(name), _NAME_CELLS)
