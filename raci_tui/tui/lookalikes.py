"""Names that a reader would take for one another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from raci_tui.core.text import SUBSTITUTE, fold

# Cyrillic and Greek letters, after case folding, that look like Latin ones in most fonts; and l, I, 1, 0.
_LATIN: Final = str.maketrans("авсеніјкморѕтхуαβεηικμνορτυχγω1|0", "abcehijkmopstxyabenikmvoptuxywllo")


def skeleton(name: str) -> str:
    """What is left of a name when case, accents, spaces, marks and look-alike letters do not count."""
    folded = unicodedata.normalize("NFD", fold(name.replace(SUBSTITUTE, ""))).translate(_LATIN)
    return "".join(character for character in folded if character.isalnum()) or folded


def taken_for(name: str, others: Iterable[str]) -> str:
    """The first of other names that would be taken for this one, or empty."""
    wanted = skeleton(name)
    return next((other for other in others if wanted and skeleton(other) == wanted), "")
