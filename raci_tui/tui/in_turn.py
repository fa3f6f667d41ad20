"""Keys in turn: none is handed on before the one before it has had its effect.

Textual gives a key to whatever has the focus when the key arrives. Keys that come in one burst (typed ahead
of a slow line, or faster than a dialog opens) would all go to the matrix: letters meant for a filter or a name
would become edits, and letters typed between two moves would all land in the first cell.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump

ROUNDS: Final = 2
"""A key's effect is a message of its own, which the first round may overtake."""
PATIENCE_S: Final = 0.3
"""A round is lost with the widget that was removed under it; the keyboard must not be."""


class Turn(Message):
    """Travels the way of a key, from the focused widget up to the app.

    Attributes:
        number: Of the round.
        left: Rounds still to go, while the focus stays where it is.
        target: Id of the object that has the focus.
    """

    def __init__(self, number: int, left: int, target: int) -> None:
        super().__init__()
        self.number = number
        self.left = left
        self.target = target


class KeysInTurn(App[None]):
    """An app whose keys and pastes wait for each other."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Event] = deque()
        self._round = 0
        self._handing = False
        self._patience: asyncio.TimerHandle | None = None

    async def on_event(self, event: events.Event) -> None:
        """Hand a key on at once where none is under way, else in its turn."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if not self._handing:
            await self._hand_on()

    async def on_turn(self, turn: Turn) -> None:
        """See whether the key has had its effect, and hand the next one on."""
        turn.stop()
        if turn.number != self._round:
            return
        if id(self._key_target) != turn.target:
            self._go_round(ROUNDS)
        elif turn.left:
            self._go_round(turn.left - 1)
        else:
            await self._hand_on()

    @property
    def _key_target(self) -> MessagePump:
        # On the way out a turn may arrive when the last screen is gone.
        return self.focused or self.screen if self.screen_stack else self

    async def _hand_on(self) -> None:
        self._handing = bool(self._typed)
        if self._patience:
            self._patience.cancel()
        if self._handing:
            event, target = self._typed.popleft(), self._key_target
            await super().on_event(event)
            if event.is_forwarded or self._key_target is not target:
                self._go_round(ROUNDS)
            else:
                # A binding with priority: all of it has been done.
                await self._hand_on()

    def _go_round(self, left: int) -> None:
        self._round += 1
        target = self._key_target
        turn = Turn(self._round, left, id(target))
        if not target.post_message(turn):
            self.post_message(turn)
        if self._patience:
            self._patience.cancel()
        again = Turn(self._round, 0, id(target))
        self._patience = asyncio.get_running_loop().call_later(PATIENCE_S, self.post_message, again)
