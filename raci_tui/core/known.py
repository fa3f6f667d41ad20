"""What the elements of a workspace already say, for completing what is typed and for telling twins.

Gathering walks over every element, so it is done some rows at a time while nobody waits.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Final

from raci_tui.core.records import Element
from raci_tui.core.text import fold
from raci_tui.core.workspace import Workspace

TEXT_FIELDS: Final = ("touchpoint", "activity", "decision", "process")
"""Texts of an element that many elements share."""
_LONGEST: Final = 200
"""Characters beyond which a text is nothing to complete."""


class Known:
    """Values in use and names by stage, as far as they are gathered.

    Edits made meanwhile may be missing: whoever asks for a twin gets one that is there now, or none.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        # Taken from the end, so that what comes first in the workspace is completed first.
        self._left: list[str] = [*workspace.state.tables["elements"]][::-1]
        self._values: dict[str, dict[str, str]] = {field: {} for field in TEXT_FIELDS}
        self._sorted: dict[str, list[str]] = {field: [] for field in TEXT_FIELDS}
        self._names: dict[tuple[str, str, str], list[str]] = {}

    @property
    def ready(self) -> bool:
        """Whether every element has been looked at."""
        return not self._left

    def advance(self, rows: int) -> bool:
        """Look at some more elements; True once all are done."""
        for key in reversed(self._left[-rows:]):
            self.look_at(key)
        del self._left[-rows:]
        return self.ready

    def look_at(self, key: str) -> None:
        """Take an element in, again where it has been edited."""
        element: Element | None = self._workspace.state.tables["elements"].get(key)
        if element is None:
            return
        names = self._names.setdefault(_place(element), [])
        if key not in names:
            names.append(key)
        for field, values in self._values.items():
            text = getattr(element, field)
            if text and len(text) <= _LONGEST and fold(text) not in values:
                values[fold(text)] = text
                insort(self._sorted[field], fold(text))

    def uses(self, field: str, text: str) -> bool:
        """Whether some element has this text in a field."""
        return fold(text) in self._values.get(field, {})

    def completion(self, field: str, typed: str) -> str:
        """The first known text by the alphabet that goes on from what is typed, or empty."""
        words, wanted = self._sorted.get(field, []), fold(typed)
        place = bisect_left(words, wanted) if wanted else len(words)
        return first_that_goes_on((self._values[field][word] for word in words[place : place + 2]), typed)

    def has_twin(self, name: str, journey: str, stage: str, *, besides: str = "") -> bool:
        """Whether an element of a stage has this name, besides one."""
        elements = self._workspace.state.tables["elements"]
        place = (journey, stage, fold(name))
        others = (elements.get(key) for key in self._names.get(place, ()) if key != besides)
        return any(other is not None and _place(other) == place for other in others)


def _place(element: Element) -> tuple[str, str, str]:
    return element.journey, element.stage, fold(element.name)


def first_that_goes_on(texts: Iterable[str], typed: str) -> str:
    """The first of some texts that goes on from what is typed, or empty."""
    wanted = typed.casefold()
    if not wanted.strip():
        return ""
    return next((t for t in texts if len(t) > len(wanted) and t.casefold().startswith(wanted)), "")
