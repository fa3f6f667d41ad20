"""Where folded words stand in a text as it is shown, for marking what was found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from raci_tui.core.text import fold


class Span(NamedTuple):
    """Characters of a text, from start up to, not including, stop."""

    start: int
    stop: int


def spans(text: str, words: Iterable[str]) -> list[Span]:
    """Every place where one of the words stands, in order; what touches or overlaps is one span.

    Args:
        text: One line, its blanks single.
        words: Folded.
    """
    folded, places = _folded(text)
    found: list[Span] = []
    for word in filter(None, words):
        start = folded.find(word)
        while start >= 0:
            stop = start + len(word)
            found.append(Span(places[start], places[stop - 1] + 1) if places else Span(start, stop))
            start = folded.find(word, stop)
    return merged(_whole(text, span) for span in found) if places else merged(found)


def merged(found: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap joined."""
    joined: list[Span] = []
    for span in sorted(found):
        if joined and span.start <= joined[-1].stop:
            joined[-1] = Span(joined[-1].start, max(joined[-1].stop, span.stop))
        else:
            joined.append(span)
    return joined


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place it comes from; no places where those are the same."""
    if text.isascii():
        return text.lower(), []
    folded: list[str] = []
    places: list[int] = []
    start = 0
    for stop in range(1, len(text) + 1):
        # Marks that combine are folded with the letter before them.
        if stop < len(text) and unicodedata.combining(text[stop]):
            continue
        part = " " if text[start:stop].isspace() else fold(text[start:stop])
        folded.append(part)
        places.extend([start] * len(part))
        start = stop
    return "".join(folded), places


def _whole(text: str, span: Span) -> Span:
    """A span with the marks that combine with its last letter."""
    stop = span.stop
    while stop < len(text) and unicodedata.combining(text[stop]):
        stop += 1
    return Span(span.start, stop)
