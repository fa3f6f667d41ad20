"""Leaving the terminal as it was when its window is closed or the system stops the app."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

STOP_S: Final = 5.0
"""Time after a signal in which the app may end by itself."""


class StopSignals:
    """Ends the app on SIGTERM and SIGHUP; Textual itself would die in the alternate screen.

    With its terminal gone Textual can wait for ever to write, and the event loop with it, so the handlers are
    Python's own and a watchdog ends the process where the main thread hangs.

    Args:
        stop: Ends the app with an exit code; called on the event loop.
        save: Makes durable what is pending; called by the watchdog's own thread, since the other one is stuck.
    """

    def __init__(self, stop: Callable[[int], None], save: Callable[[], None]) -> None:
        self._stop = stop
        self._save = save
        self._handlers: dict[int, Any] = {}
        self._watchdog: threading.Timer | None = None

    def catch(self) -> None:
        """Take over the signals that this system has; only the main thread may."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()

        def caught(number: int, frame: FrameType | None) -> None:
            del frame
            self._watchdog = threading.Timer(STOP_S, self._give_up, (128 + number,))
            self._watchdog.daemon = True
            self._watchdog.start()
            loop.call_soon_threadsafe(self._stop, 128 + number)

        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                self._handlers[number] = signal.signal(number, caught)

    def release(self) -> None:
        """Give the signals back to whoever had them."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()

    def calm(self) -> None:
        """Call the watchdog off: the app has ended by itself, and saving may take its time."""
        if self._watchdog:
            self._watchdog.cancel()

    def _give_up(self, code: int) -> None:
        self._save()
        os._exit(code)
