"""The command of the matrix screen that lists what is wrong, and the way back from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raci_tui.tui.plain import one_line
from raci_tui.tui.screens.matrix_finding import FindingCommands

if TYPE_CHECKING:
    from raci_tui.tui.screens.gaps_base import Kept, Left


class GapCommands(FindingCommands):
    """The gaps screen."""

    _gaps_kept: Kept | None = None

    def action_gaps(self) -> None:
        """List what is wrong, worst first."""
        from raci_tui.tui.screens.gaps import GapsScreen

        self.app.push_screen(GapsScreen(self, self._keymap_shown, self._gaps_kept), self._back_from_gaps)

    def _back_from_gaps(self, left: Left | None) -> None:
        """Go to the finding that was chosen there; the next time the list is as it was left."""
        if left is None:
            return
        self._gaps_kept = left.kept
        if left.goal is None:
            return
        if left.layer != self.shown_layer:
            self.show_layer(left.layer)
        finding = left.goal
        party = finding.parties[0] if finding.parties else ""
        said = self.reveal(finding.element, party) if finding.element or party else ""
        self.grid.focus()
        self.say(said or f"F3 goes back to the list · {one_line(finding.message)}")
