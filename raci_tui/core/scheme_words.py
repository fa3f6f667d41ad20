"""A scheme in words: what its letters count as, and how many there must and may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from raci_tui.core.scheme import Bounds, Kind, Letter, Scheme

KIND_WORDS: Final[dict[Kind, str]] = {
    "owner": "answers for it",
    "doer": "does the work",
    "support": "helps to do it",
    "check": "checks it, and may stop it",
    "advise": "is asked before",
    "inform": "is told",
    "out": "has no part in it",
}
"""What a letter of each kind says of a party."""


def named(scheme: Scheme, code: str) -> str:
    """A letter with its name, or alone where the scheme does not have it: `A Accountable`."""
    letter = scheme.letter(code)
    return f"{code} {letter.name}" if letter else code


def in_words(letter: Letter) -> str:
    """A letter's meaning: `Accountable: answers for it`."""
    return f"{letter.name}: {KIND_WORDS[letter.kind]}"


def rules_in_words(scheme: Scheme) -> Iterator[str]:
    """What a scheme asks of each element, a sentence a rule."""
    owners, doers = " or ".join(scheme.of_kind("owner")), " or ".join(scheme.of_kind("doer"))
    yield f"{_count(scheme.owners)} for each element: {owners}, who answers for it."
    if not doers:
        return
    yield f"{_count(scheme.doers)} for each element: {doers}, who does the work."
    if scheme.owner_implies_doer:
        yield f"Where nobody has {doers}, who has {owners} does it."
    yield (
        f"{owners} and {doers} may stand in one cell."
        if scheme.share_cell
        else "A cell has one letter only: whoever answers does not do the work."
    )
    for one, other in scheme.conflicts:
        yield f"Nobody has {one} and {other} on one element."


def _count(bounds: Bounds) -> str:
    low, high = bounds.min, bounds.max
    if high is None:
        return f"At least {low}" if low else "Any number"
    if low == high:
        return f"Exactly {low}"
    return f"{low} to {high}" if low else f"At most {high}"
