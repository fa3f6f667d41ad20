"""Keeps unfinished text on disk a moment after the last key, for whoever is being typed in."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from textual.app import App
from textual.message_pump import MessagePump
from textual.timer import Timer

if TYPE_CHECKING:
    from raci_tui.services.drafts import Draft, Drafts

QUIET_S: Final = 0.3
"""Text is kept once no key has come for so long,"""
LONGEST_S: Final = 2.0
"""or once so much time has gone by since it was last kept."""
EARLY_S: Final = 0.01


def drafts_of(app: App[Any]) -> Drafts | None:
    """The drafts of the workspace that an app shows, or None where it shows none that can have any."""
    session = getattr(app, "session", None)
    return session.drafts if session else None


class Keeper:
    """Keeps what is typed at one place, from the first key until it is saved or thrown away.

    Args:
        node: What is typed in; its timer keeps the text.
        read: Gives what there is to keep, or None where nothing was typed.
    """

    def __init__(self, node: MessagePump, read: Callable[[], Draft | None]) -> None:
        self._node = node
        self._read = read
        self._place = str(id(self))
        self._timer: Timer | None = None
        self._first = self._last = 0.0
        self._done = False

    def typed(self) -> None:
        """Note that a key has come: costs next to nothing."""
        self._last = monotonic()
        if self._timer is None and not self._done:
            self._first = self._last
            self._timer = self._node.set_timer(QUIET_S, self._due)

    def keep(self) -> None:
        """Hand over what is typed now."""
        self._timer = None
        drafts = None if self._done else drafts_of(self._node.app)
        if drafts:
            drafts.keep(self._place, self._read())

    def take(self, draft: Draft) -> None:
        """Keep at once what was typed before a crash and goes on here."""
        drafts = drafts_of(self._node.app)
        if drafts:
            self._first = monotonic()
            drafts.keep(self._place, draft)

    def hurry(self) -> None:
        """Keep what was typed last without waiting: the app is ending."""
        if self._timer is not None and not self._done:
            self._timer.stop()
            self.keep()

    def done(self) -> None:
        """Forget it: it was saved or thrown away."""
        self._done = True
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        # Where nothing was ever typed, nothing is loaded to forget it.
        drafts = drafts_of(self._node.app) if self._first else None
        if drafts:
            drafts.keep(self._place, None)

    def _due(self) -> None:
        now = monotonic()
        left = min(self._last + QUIET_S, self._first + LONGEST_S) - now
        # A timer comes a little early now and then.
        if left > EARLY_S:
            self._timer = self._node.set_timer(left, self._due)
        else:
            self.keep()


def keep_all(app: App[Any]) -> None:
    """Keep what was typed last on every screen: their fields will be gone before the screens hear of the end."""
    for screen in app.screen_stack:
        keeper = getattr(screen, "keeper", None)
        if isinstance(keeper, Keeper):
            keeper.hurry()
