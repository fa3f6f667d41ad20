"""Keys in turn: none is handed on before the one before it has had its effect.

Textual gives a key to whatever has the focus when the key arrives. Keys that come in one burst (typed ahead
of a slow line, or faster than a dialog opens) would all go to the matrix: letters meant for a filter or a name
would become edits, and letters typed between two moves would all land in the first cell.

A key has had its effect once the queues on its way up are empty, screen and app have come to the end of what they
were doing, and the focus has not moved meanwhile. No clock has a say in that, so a slow machine changes nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

from textual import events
from textual.app import App
from textual.dom import DOMNode

ROUNDS: Final = 20
LOOKS: Final = 200
"""A key is followed no longer than this: something else may keep the queues busy for ever."""
TICK_S: Final = 0.1
TICKS: Final = 30
"""What hangs must not take the keyboard along. Ticks go through the app's own queue, so they count only while it
is alive and keys wait for something else."""


class _Round(NamedTuple):
    """One round behind a key.

    Attributes:
        turn: Number of the key.
        target: What had the focus when the round began.
        left: Rounds that may still follow.
    """

    turn: int
    target: DOMNode
    left: int


class KeysInTurn(App[None]):
    """An app whose keys and pastes wait for each other."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Event] = deque()
        self._turn = 0
        self._handing = False
        self._ticking = False

    async def on_event(self, event: events.Event) -> None:
        """Hand a key on at once where none is under way, else in its turn."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if not self._handing:
            await self._hand_on(self._turn)
        elif not self._ticking:
            await self._tick(self._turn, TICKS)

    def take(self, event: events.Key) -> bool:
        """Do at once what a key means, before bindings are looked at; False where that is nothing."""
        del event
        return False

    def paint(self) -> None:
        """Paint what a key that has just been done has changed; otherwise Textual does so a moment later."""

    @property
    def _key_target(self) -> DOMNode:
        # On the way out nothing may be shown any more.
        return self.focused or self.screen if self.screen_stack else self

    @property
    def _busy(self) -> bool:
        return any(node.message_queue_size for node in self._key_target.ancestors_with_self)

    async def _hand_on(self, turn: int) -> None:
        """Hand the next key on, unless that has been done after this turn."""
        if turn == self._turn:
            self._turn += 1
            self._handing = True
            event, target = self._typed.popleft(), self._key_target
            if not (isinstance(event, events.Key) and self.take(event)):
                await super().on_event(event)
            if event.is_forwarded or self._key_target is not target:
                self._go_round(ROUNDS)
            elif self._typed:
                await self._hand_on(self._turn)
            else:
                # It was taken, or bound with priority: all of it has been done.
                self._handing = False
                self.paint()

    def _go_round(self, left: int) -> None:
        self._soon(self._look, _Round(self._turn, self._key_target, left), LOOKS)

    def _look(self, at: _Round, looks: int) -> None:
        """Wait until nothing is queued; then queue up behind what the screen and the app are still doing."""
        if at.turn != self._turn or not self.is_running:
            return
        if looks and self._busy:
            self._soon(self._look, at, looks - 1)
            return
        through_app = partial(self.call_later, self._soon, self._settle, at)
        if not (self.screen_stack and self.screen.call_later(through_app)):
            through_app()

    def _settle(self, at: _Round) -> None:
        """End the turn, unless something has come of it in the last round."""
        if at.turn != self._turn or not self.is_running:
            return
        if at.left and (self._busy or self._key_target is not at.target):
            self._go_round(at.left - 1)
        elif self._typed:
            # Keys are handed on by the app's own task.
            self.call_later(self._hand_on, at.turn)
        else:
            self._handing = False

    async def _tick(self, turn: int, left: int) -> None:
        """Count while keys wait for the same one, and wait no longer for one that has no end."""
        self._ticking = bool(self._typed)
        if not self._ticking:
            return
        if turn != self._turn:
            turn, left = self._turn, TICKS
        elif not left:
            await self._hand_on(turn)
        asyncio.get_running_loop().call_later(TICK_S, self.call_later, self._tick, turn, left - 1)

    def _soon(self, call: Callable[..., None], *args: object) -> None:
        asyncio.get_running_loop().call_soon(call, *args)
