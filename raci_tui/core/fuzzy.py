"""Finding one of many names by a few letters of it, the best first, without looking at any name twice.

Names come in tiers: the whole name or code, its beginning, beginnings of words, anywhere; and where no name
holds what was typed, those that hold its letters in this order. A tier is looked at only while there is room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from raci_tui.core.matched import Span, merged, spans
from raci_tui.core.query import NAME_BREAK
from raci_tui.core.text import fold

LONGEST: Final = 200
"""Characters of a text within which scattered letters are looked for."""
ENOUGH: Final = 500
"""Texts with scattered letters that are compared with one another."""


class Found(NamedTuple):
    """One text that was found.

    Attributes:
        place: Of the text among those searched.
        tier: How well it fits, 0 the best.
    """

    tier: int
    place: int


def search(wanted: str, texts: Sequence[str], limit: int) -> list[Found]:
    """The best texts for what was typed, in their own order where they fit alike.

    Args:
        wanted: As typed.
        texts: Folded names, each between line breaks, as `core.query.searched_text` makes them.
    """
    words = fold(wanted).split()
    if not words:
        return [Found(0, place) for place in range(min(limit, len(texts)))]
    found: dict[int, Found] = {}
    for tier, places in enumerate(_tiers(words, texts)):
        for place in places:
            if len(found) >= limit:
                return list(found.values())
            found.setdefault(place, Found(tier, place))
    return list(found.values())


def letters_at(shown: str, wanted: str) -> list[Span]:
    """What of a text as it is shown was typed: the words where they stand in it, else the letters in turn."""
    words = fold(wanted).split()
    where = [spans(shown, [word]) for word in words]
    if all(where):
        return merged(span for found in where for span in found)
    low, at, found = shown.lower(), -1, []
    for letter in "".join(words):
        at = low.find(letter, at + 1)
        if at < 0 or at >= len(shown):
            return []
        found.append(Span(at, at + 1))
    return merged(found)


def _tiers(words: Sequence[str], texts: Sequence[str]) -> Iterator[Sequence[int]]:
    phrase, longest = " ".join(words), max(words, key=len)
    holding: Sequence[int] = [place for place, text in enumerate(texts) if longest in text]
    for word in words:
        holding = [place for place in holding if word in texts[place]] if word != longest else holding
    for mark in (f"{NAME_BREAK}{phrase}{NAME_BREAK}", f"{NAME_BREAK}{phrase}", f" {phrase}"):
        yield [place for place in holding if mark in texts[place]]
    yield [place for place in holding if all(_begins_a_word(word, texts[place]) for word in words)]
    yield holding
    if not holding:
        yield _scattered("".join(words), texts)


def _begins_a_word(word: str, text: str) -> bool:
    return f" {word}" in text or f"{NAME_BREAK}{word}" in text


def _scattered(letters: str, texts: Sequence[str]) -> list[int]:
    """Texts that hold the letters in order: first those where they begin words, then the closest together."""
    if len(letters) < 2:
        return []
    scored: list[tuple[int, int, int]] = []
    for place, text in enumerate(texts):
        at = -1
        for letter in letters:
            at = text.find(letter, at + 1, LONGEST)
            if at < 0:
                break
        else:
            gaps = _gaps(letters, text)
            if gaps <= len(letters) // 2:
                scored.append((gaps, at, place))
            if len(scored) >= ENOUGH:
                break
    return [place for _, _, place in sorted(scored)]


def _gaps(letters: str, text: str) -> int:
    """How often the letters break off, taking the beginning of a word where one fits; not at word beginnings."""
    at, gaps = -1, 0
    for letter in letters:
        following = at + 1
        if text.startswith(letter, following):
            at = following
            continue
        begun = min(
            (
                place
                for mark in (f" {letter}", f"{NAME_BREAK}{letter}")
                if (place := text.find(mark, following)) >= 0
            ),
            default=-1,
        )
        plain = text.find(letter, following, LONGEST)
        if begun >= 0:
            at = begun + 1
        elif plain >= 0:
            at, gaps = plain, gaps + 1
        else:
            return gaps + len(letters)
    return gaps
