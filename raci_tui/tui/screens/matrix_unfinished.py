"""Commands of the matrix screen for text that is not an edit yet: pasted names, and text typed before a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import work

from raci_tui.core.editing import Place
from raci_tui.core.ledger import stamp, utc_now
from raci_tui.core.workspace import Conflict
from raci_tui.tui.plain import one_line
from raci_tui.tui.screens.matrix_finding import FindingCommands
from raci_tui.tui.screens.matrix_in_place import InPlaceCommands

if TYPE_CHECKING:
    from raci_tui.core.in_place import Slot
    from raci_tui.services.drafts import Draft, Drafts, Found, Kind
    from raci_tui.tui.screens.form import Form

LOOK_AFTER_S: Final = 0.5
"""After the first paint: looking at a folder must not hold that up."""


class UnfinishedCommands(InPlaceCommands, FindingCommands):
    """Offers what was left behind, and what was pasted."""

    _offering = False

    # Pasted names

    def offers_pasted(self, text: str) -> bool:
        """Offer a pasted list of names as elements, or a table of new rows for import; False for anything else."""
        from raci_tui.core.listing import is_table, names_in, names_rows

        names = names_in(text, self.workspace.scheme)
        if names is not None:
            self._add_several(names)
        elif is_table(text, self.workspace.scheme) and not names_rows(text, self._names()):
            self._import_pasted(text)
        else:
            return False
        return True

    def _names(self) -> Iterator[str]:
        return (element.name for element in self.workspace.state.tables["elements"].values())

    @work
    async def _add_several(self, names: list[str]) -> None:
        from raci_tui.tui.screens.add_several import AddSeveral

        asking = AddSeveral(self.workspace, names, after=self.grid.element, journey=self.journey)
        made = await self.app.push_screen_wait(asking)
        if made:
            self.show_new(made[0])
            count = "1 element" if len(made) == 1 else f"{len(made):,} elements"
            self.say(f"{count} added; Ctrl+Z takes all of it back.")

    @work
    async def _import_pasted(self, text: str) -> None:
        from raci_tui.services.pasted import pasted_table
        from raci_tui.tui.screens.dialogs import Confirm
        from raci_tui.tui.screens.import_dialog import ImportScreen

        rows = sum(1 for line in text.splitlines() if line.strip())
        question = (
            f"These {rows} lines look like a table: names first, then letters. Import them as elements?"
        )
        if await self.app.push_screen_wait(Confirm("Import what was pasted?", question, yes="Look at it")):
            with pasted_table(text) as path:
                await self.app.push_screen_wait(ImportScreen(self.session, path))

    # Unfinished text

    def on_matrix_base_ready(self) -> None:
        """Look for unfinished text once the matrix has been painted and its rows are judged."""
        self.set_timer(LOOK_AFTER_S, self.look_for_unfinished)
        self._ends.append(self.workspace.subscribe_conflicts(self._keep_lost))

    def action_unfinished(self) -> None:
        """Offer unfinished text again."""
        self.look_for_unfinished(asked=True)

    @work(group="unfinished")
    async def look_for_unfinished(self, *, asked: bool = False) -> None:
        """Offer what apps that are no longer running have left behind for this workspace."""
        if self._offering:
            return
        self._offering = True
        try:
            await self._look_and_offer(asked=asked)
        finally:
            self._offering = False

    async def _look_and_offer(self, *, asked: bool) -> None:
        found: Found | None = None
        if await asyncio.to_thread(self.session.has_left_drafts) and self.session.drafts:
            drafts = self.session.drafts
            drafts.on_failure = lambda why: self.notify(why, severity="warning", markup=False)
            found = await asyncio.to_thread(drafts.look)
            for notice in found.notices:
                self.notify(
                    notice[:1].upper() + notice[1:] + ".", severity="warning", markup=False, timeout=10
                )
            await self._offer(drafts, found)
        if asked and not (found and found.left):
            self.say("There is no unfinished text.")

    def _keep_lost(self, conflicts: tuple[Conflict, ...]) -> None:
        """Keep texts that were saved while somebody removed what they are about: nothing else holds them."""
        from raci_tui.core.in_place import TITLES, brief
        from raci_tui.services.drafts import Draft

        drafts = self.session.drafts
        lost: dict[tuple[str, str], dict[str, str]] = {}
        names: dict[tuple[str, str], str] = {}
        for conflict in conflicts:
            for change in (problem.change for problem in conflict.losses):
                place = (change.table, change.key)
                is_text = change.table == "elements" and change.field in TITLES and change.field != "stage"
                if not is_text and (change.table, change.field) != ("cells", "note"):
                    continue
                if isinstance(change.new, str) and change.new and self.workspace.state.get(*place) is None:
                    lost.setdefault(place, {})[change.field] = change.new
                    names[place] = brief(one_line(conflict.commit.label))
        if drafts is None:
            return
        for (table, key), texts in lost.items():
            kind: Kind = "cell" if table == "cells" else "in place"
            kept = Draft(kind=kind, name=names[table, key], key=key, texts=texts, at=stamp(utc_now()))
            drafts.keep(f"lost {table} {key}", kept)
            self.notify("Your text is kept, and offered when this workspace is opened again.", markup=False)

    async def _offer(self, drafts: Drafts, found: Found) -> None:
        from raci_tui.core.in_place import Slot
        from raci_tui.tui.screens.unfinished import UnfinishedScreen

        count = sum(len(left.drafts) for left in found.left)
        place, stop = 0, False
        for left in found.left:
            remaining = left
            for draft in left.drafts:
                if stop:
                    break
                place += 1
                again = self._opener(draft)
                asking = UnfinishedScreen(draft, gone=again is None, count=(place, count))
                answer = await self.app.push_screen_wait(asking)
                if answer == "discard":
                    remaining = drafts.forget(remaining, draft)
                elif answer == "continue" and again is not None:
                    # It is ours before it is nobody's any more.
                    closed = await self._continue(again, draft)
                    remaining = drafts.forget(remaining, draft)
                    stop = isinstance(again, Slot)
                    await closed()
                elif answer == "later":
                    stop = True
            if remaining.drafts:
                drafts.release(remaining)

    async def _continue(self, again: Slot | Form[Any], draft: Draft) -> Callable[[], Awaitable[None]]:
        """Go on where a draft was typed, which keeps it from here on; gives what waits for a form to be closed."""
        from raci_tui.core.in_place import Slot

        if isinstance(again, Slot):
            if not self.grid.go_to(again.key) and again.table == "elements":
                self.show_new(again.key)
            await self.edit_slot(again, next(iter(draft.texts.values())))
            return partial(asyncio.sleep, 0)
        again.take_over(draft)
        return partial(self._filled_in, again, draft)

    async def _filled_in(self, form: Form[Any], draft: Draft) -> None:
        made = await self.app.push_screen_wait(form)
        if draft.kind == "element" and made:
            self.show_new(str(made))

    def _opener(self, draft: Draft) -> Slot | Form[Any] | None:
        """What a draft goes on in, or None where that cannot be any more."""
        from raci_tui.core.in_place import TITLES, ElementField, HeadingName

        tables = self.workspace.state.tables
        if draft.kind == "in place":
            field = next(iter(draft.texts))
            if draft.key in tables["elements"] and field in TITLES:
                return ElementField(self.workspace, draft.key, field)
            table = next((each for each in ("stages", "journeys") if draft.key in tables[each]), "")
            return HeadingName(self.workspace, table, draft.key) if table else None
        if draft.kind == "element" and (not draft.key or draft.key in tables["elements"]):
            from raci_tui.tui.screens.element_form import ElementForm

            journey = draft.journey if draft.journey in tables["journeys"] else ""
            return ElementForm(self.workspace, draft.key or None, after=draft.after or None, journey=journey)
        if draft.kind == "party" and (not draft.key or draft.key in tables["parties"]):
            from raci_tui.tui.screens.party_form import PartyForm

            return PartyForm(self.workspace, draft.key or None, after=None)
        element, _, party = draft.key.partition("/")
        if draft.kind == "cell" and element in tables["elements"] and party in tables["parties"]:
            from raci_tui.tui.screens.cell_editor import CellEditor

            return CellEditor(self.workspace, Place(element, party))
        return None
