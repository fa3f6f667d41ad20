"""The command of the matrix screen that opens the parties; what they hold is counted once and kept up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raci_tui.tui.screens.matrix_base import MatrixBase

if TYPE_CHECKING:
    from raci_tui.core.party_load import PartyLoads


class PartiesCommand(MatrixBase):
    """Parties."""

    _loads: PartyLoads | None = None

    def action_parties(self) -> None:
        """Show each party with what it holds."""
        from raci_tui.core.party_load import PartyLoads
        from raci_tui.tui.screens.parties import PartiesScreen

        if self._loads is None:
            self._loads = PartyLoads(self.workspace, self.findings)
        self.app.push_screen(PartiesScreen(self.session, self._keymap_shown, self._loads, self.grid.party))

    def on_unmount(self) -> None:
        """Stop counting."""
        if self._loads:
            self._loads.close()
