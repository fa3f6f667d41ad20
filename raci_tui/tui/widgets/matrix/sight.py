"""What the header says of columns that are out of sight: how many are shown, and what lies beyond the edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from raci_tui.core.arrange import KIND_TITLES
from raci_tui.tui.widgets.matrix.layout import PINNED, Layout

BEFORE, BEHIND = "‹", "›"
SHORT_TITLES: Final = {
    KIND_TITLES["department"]: "Dep.",
    KIND_TITLES["partner"]: "Part.",
    KIND_TITLES["customer"]: "Cust.",
    PINNED: "Pin.",
}


def in_sight(layout: Layout, columns: tuple[int, int], room: int) -> str:
    """How many columns are shown, with an arrow at each side where more lie; empty where all are shown.

    Args:
        columns: The columns in sight that scroll: first, and one past the last.
        room: Terminal cells for it.
    """
    first, last = columns
    total = len(layout.parties)
    before, behind = first > layout.pinned, last < total
    if not before and not behind:
        return ""
    shown = layout.pinned + last - first
    left, right = f"{BEFORE} " if before else "", f" {BEHIND}" if behind else ""
    said = (f"{left}{shown} of {total:,}{words}{right}" for words in (" columns", ""))
    return next(
        (text for text in said if len(text) <= room), f"{left}{right}".replace("  ", " ").strip()[:room]
    )


def more_behind(layout: Layout, last: int, room: int) -> str:
    """Which kinds of party lie wholly beyond the right edge, with an arrow, as far as there is room.

    Args:
        last: One past the last column in sight.
        room: Terminal cells for it, the blank before it included.
    """
    if last >= len(layout.parties):
        return ""
    kinds = [run.title for run in layout.runs if run.first >= last]
    said = [f" {', '.join(kinds[:count])} {BEHIND}" for count in range(len(kinds), 0, -1)]
    return _longest((*said, f" {BEHIND}"), room)


def title_in(width: int, mark: str, title: str) -> str:
    """The title of a kind behind its mark, shortened by a full stop or left out where it does not fit."""
    return _longest((mark + title, mark + SHORT_TITLES[title], mark), width)


def _longest(texts: Sequence[str], room: int) -> str:
    return next((text for text in texts if len(text) <= room), "")
