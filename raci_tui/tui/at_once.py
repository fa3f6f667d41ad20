"""An app whose letters go straight into the matrix, and whose keys are painted as soon as they are done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from textual import events

from raci_tui.tui.compositing import paint_at_once
from raci_tui.tui.in_turn import KeysInTurn
from raci_tui.tui.screens.matrix import MatrixScreen
from raci_tui.tui.widgets.matrix.grid import MatrixGrid

PAINTED_BY_S: Final = 0.02
"""An edit that no key made is painted by then."""


class AtOnce(KeysInTurn):
    """Types letters, paints and then saves, without a message in between.

    Attributes:
        other_use: Keys that the user's keymap gives a use of their own, letters among them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.other_use: set[str] = set()
        self._painted: Callable[[], None] | None = None

    def take(self, event: events.Key) -> bool:
        """Type letters of the scheme straight into the matrix, unless the user's keymap has another use for them."""
        grid, letter = self.focused, event.character
        if not (letter and letter.isalpha() and isinstance(grid, MatrixGrid)) or event.key in self.other_use:
            return False
        return grid.take_letter(letter)

    def paint(self) -> None:
        """Paint the matrix, then save what was edited in it."""
        if self.screen_stack and isinstance(self.screen, MatrixScreen):
            paint_at_once(self.screen)
        if self._painted:
            asyncio.get_running_loop().call_soon(self._call_painted)

    def when_painted(self, call: Callable[[], None]) -> None:
        """Call something once what has been changed is painted, or soon where nothing is."""
        self._painted = call
        asyncio.get_running_loop().call_later(PAINTED_BY_S, self._call_painted)

    def _call_painted(self) -> None:
        call, self._painted = self._painted, None
        if call:
            call()
