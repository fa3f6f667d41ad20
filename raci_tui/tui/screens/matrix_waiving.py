"""Commands of the matrix screen that accept findings on purpose, and what a day that begins does to them.

Dialogs are imported when they are opened: the first screen should not wait for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual import work

from raci_tui.core.rule import SEVERITY_WEIGHT, Finding
from raci_tui.services.session import Session
from raci_tui.tui.screens.matrix_finding import FindingCommands
from raci_tui.tui.screens.matrix_rows import RowCommands

LOOK_AT_DAY_S: Final = 60.0
"""What ends with a day is open again so soon after midnight; a laptop that slept looks when it wakes."""

WHOLE_UP_TO: Final = 2_000
"""Elements; looking through more of them for what concerns the whole would hold up the key that asks."""


class WaivingCommands(RowCommands, FindingCommands):
    """Accepting, listing what is accepted, and letting it end by itself."""

    def __init__(self, session: Session, keymap: Mapping[str, str]) -> None:
        super().__init__(session, keymap)
        self._today = ""

    @work
    async def action_accept_finding(self) -> None:
        """Ask which finding at the cursor is accepted, why and until when."""
        if not self.grid.element:
            with self.telling():
                self.refuse_folded()
                self.say("There is no element here, so nothing is found that could be accepted.")
            return
        from raci_tui.tui.screens.accepting import ask_to_accept

        answer = await ask_to_accept(self.app, self.session, self._found_here(), self.grid.party)
        self.say(answer.said) if answer.said else self._go_to(answer.place)

    @work
    async def action_waivers(self) -> None:
        """List everything that is accepted."""
        from raci_tui.tui.screens.accepting import list_accepted

        self._go_to(await list_accepted(self.app, self.session, self._found_here()))

    def look_at_the_day(self) -> None:
        """Where a day has begun, open what was accepted until the one before; what follows the workspace follows."""
        before, self._today = self._today, self.session.today()
        if before in ("", self._today):
            return
        from raci_tui.core.waiving import turned as turned_between

        turned = turned_between(self.workspace, before, self._today)
        if turned:
            self.workspace.announce({("waivers", key) for key in turned})
            what = "What was accepted has" if len(turned) == 1 else f"{len(turned)} things accepted have"
            self.say(f"{what} ended with the day before; “Accepted findings” lists all.")

    def _go_to(self, place: tuple[str, str] | None) -> None:
        if place:
            said = self.reveal(*place)
            self.grid.focus()
            if said:
                self.say(said)

    def _found_here(self) -> list[Finding]:
        """What the shown layer holds of the element and the party under the cursor, and of the whole, in this order."""
        element, party = self.grid.element, self.grid.party
        found = [
            *(self.findings.of(element) if element else ()),
            *(self.findings.of_party(party) if party else ()),
        ]
        if len(self.workspace.state.tables["elements"]) <= WHOLE_UP_TO:
            found += (each for each in self.findings.of_matrix() if each.element in ("", element))
        shown = (each for each in found if each.shown_in(self.shown_layer))
        return sorted(shown, key=lambda each: (not each.element, -SEVERITY_WEIGHT[each.severity]))

    def _judge(self) -> None:
        super()._judge()
        self.look_at_the_day()
        self.set_interval(LOOK_AT_DAY_S, self.look_at_the_day)
