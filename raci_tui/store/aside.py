"""Work on a second core: hashing and reading large files let other threads run meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

WORTH_IT: Final = 1 << 20
"""Bytes below which a thread costs more than it saves."""


class Aside(Generic[T]):
    """A call that runs in a thread of its own, where there is enough to do.

    Args:
        size: Bytes that the call works on; below `WORTH_IT` it runs when its result is asked for.
    """

    def __init__(self, call: Callable[[], T], size: int) -> None:
        self._call = call
        self._value: list[T] = []
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None
        if size >= WORTH_IT:
            self._thread = threading.Thread(target=self._run, name="raci-tui aside", daemon=True)
            self._thread.start()

    def result(self) -> T:
        """What the call gave; raises what it raised."""
        if self._thread:
            self._thread.join()
        else:
            self._run()
        if self._error:
            raise self._error
        return self._value[0]

    def _run(self) -> None:
        try:
            self._value.append(self._call())
        except BaseException as error:  # noqa: BLE001 - raised again for who asks for the result
            self._error = error
