"""What was searched for, marked in what is painted: underlined, so that no colour is needed to see it."""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style

from raci_tui.core.matched import spans

CHOSEN: Final = "▸"
"""Stands before the name of a party that a query chose."""


class Found(NamedTuple):
    """What to mark.

    Attributes:
        words: Folded words, wherever an element's name holds them.
        parties: Ids of the parties that were chosen.
    """

    words: tuple[str, ...] = ()
    parties: frozenset[str] = frozenset()


NOTHING: Final = Found()


def name_segments(name: str, found: Found, style: Style, mark: Style) -> list[Segment]:
    """A name as it is painted, the words that were found in it under the mark's style."""
    marked = spans(name, found.words) if found.words else []
    segments, end = [], 0
    for span in marked:
        if span.start > end:
            segments.append(Segment(name[end : span.start], style))
        segments.append(Segment(name[span.start : span.stop], style + mark))
        end = span.stop
    return [*segments, Segment(name[end:], style)] if end < len(name) else segments


def heading(name: str, *, chosen: bool) -> str:
    """A line of a party's name as it heads its column, which begins with a blank; a chosen one with a mark."""
    return f"{CHOSEN}{name[1:]}" if chosen and name.strip() else name
