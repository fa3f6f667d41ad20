"""Reads the marks of a table's cells, and knows a legend when it sees one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from raci_tui.core.notation import Reading, canonical, read
from raci_tui.core.scheme import Scheme
from raci_tui.core.text import fold

_DEFINITION: Final = re.compile(r"^\s*[\[(]?(?P<code>\w)[\])]?\s*[=:–—-]\s*(?P<word>[^\W\d_][\w -]*)")


class Marks:
    """Reads cells: the scheme's notation, and what the user said of other marks. Remembers each text."""

    def __init__(self, scheme: Scheme, given: Mapping[str, str]) -> None:
        self.scheme = scheme
        self._given = given
        self._read: dict[str, Reading] = {}
        self._words = {
            word: letter.code for letter in scheme.letters for word in (fold(letter.name), *letter.words)
        }

    def read(self, text: str) -> Reading:
        """Read one cell."""
        reading = self._read.get(text)
        if reading is None:
            given = self._given.get(fold(text))
            reading = self._read[text] = Reading(given) if given is not None else read(text, self.scheme)
        return reading

    def defines(self, texts: list[str]) -> list[tuple[str, str]]:
        """Codes that a row of texts defines, each with the code whose word stands there; a legend row has some."""
        defined = [match for text in texts if (match := self._definition(text))]
        if not defined and 2 <= len(texts) <= 3:
            word = self._word(texts[1])
            code = canonical(texts[0].upper(), self.scheme) if texts[0].upper() in self.scheme.codes else ""
            if code and word:
                return [(code, word)]
        return defined

    def _definition(self, text: str) -> tuple[str, str] | None:
        match = _DEFINITION.match(text)
        if match is None or match["code"].upper() not in self.scheme.codes:
            return None
        word = self._word(match["word"])
        return (match["code"].upper(), word) if word else None

    def _word(self, text: str) -> str:
        folded = fold(text)
        whole = self._words.get(folded)
        return whole or next(
            (code for word, code in self._words.items() if folded.startswith(f"{word} ")), ""
        )
