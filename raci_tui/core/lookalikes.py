"""Letters and names that a reader would take for one another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from raci_tui.core.text import SUBSTITUTE, fold

LATIN: Final = str.maketrans(
    "АВСЕНІЈКМОРЅТХУавсеніјкморѕтхуΑΒΕΗΙΚΜΝΟΡΤΥΧαβεηικμνορτυχγω",
    "ABCEHIJKMOPSTXYabcehijkmopstxyABEHIKMNOPTYXabenikmvoptuxyw",
)  # fmt: skip
"""Cyrillic and Greek letters and the Latin ones that they look like in most fonts, case by case."""
_DIGITS: Final = str.maketrans("1|0", "llo")
_PLAIN: Final = {code: None for code in range(128) if not chr(code).isalnum() and chr(code) != "|"} | _DIGITS
"""The same for names of plain letters, in one step."""


def skeleton(name: str) -> str:
    """What is left of a name when case, accents, spaces, marks and look-alike letters do not count."""
    if name.isascii() and (plain := name.lower().translate(_PLAIN)):
        # Most names are so, and ten thousand of them are looked at in one go.
        return plain
    latin = unicodedata.normalize("NFD", name.replace(SUBSTITUTE, "")).translate(LATIN)
    folded = unicodedata.normalize("NFD", fold(latin)).translate(_DIGITS)
    return "".join(character for character in folded if character.isalnum()) or folded


def taken_for(name: str, others: Iterable[str]) -> str:
    """The first of other names that would be taken for this one, or empty."""
    wanted, same = skeleton(name), fold(name)
    return next((each for each in others if wanted and (skeleton(each) == wanted or fold(each) == same)), "")
