"""Tells plugins about commits that have become durable, on a thread of its own so that nobody waits for them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from raci_tui.core.ledger import Entry

if TYPE_CHECKING:
    from raci_tui.plugin.host import Host

WAITING_LIMIT: Final = 1_000
"""Commits that may wait to be told; a listener slower than that misses some."""


class Listeners:
    """The queue between the writer and the plugins that listen.

    Attributes:
        missed: Commits that nobody was told of, since the queue was full.
    """

    def __init__(self, host: Callable[[], Host], workspace: str) -> None:
        self.missed = 0
        self._host = host
        self._workspace = workspace
        self._waiting: queue.Queue[Entry | None] = queue.Queue(WAITING_LIMIT)
        self._thread: threading.Thread | None = None

    def tell(self, entry: Entry) -> None:
        """Have everybody told of a durable commit; returns at once."""
        if not self._host().listens:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="raci-tui listeners", daemon=True)
            self._thread.start()
        try:
            self._waiting.put_nowait(entry)
        except queue.Full:
            self.missed += 1

    def close(self, timeout_s: float = 2.0) -> None:
        """Tell what is still waiting, but not for longer than this; a hanging listener is left behind."""
        if self._thread is None:
            return
        try:
            self._waiting.put(None, timeout=timeout_s)
        except queue.Full:
            return
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while (entry := self._waiting.get()) is not None:
            self._host().tell_committed(
                workspace=self._workspace, position=entry.position, commit=entry.commit
            )
