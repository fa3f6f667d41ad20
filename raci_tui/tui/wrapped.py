"""Texts in several styles, wrapped to a width: what a line-API view paints, without a widget for each text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells

from raci_tui.core.text import clean

_WORDS: Final = re.compile(r" *[^ ]+| +")


class Span(NamedTuple):
    """A text and the name of the style it is shown in."""

    text: str
    style: str = ""


Paragraph = tuple[Span, ...]


def wrap(paragraph: Paragraph, width_cells: int) -> list[list[Span]]:
    """Break a paragraph into lines of at most so many terminal cells, at blanks where there are any.

    Texts are cleaned and shown literally; line ends in them are kept.
    """
    lines: list[list[Span]] = [[]]
    used = 0
    for text, style in paragraph:
        for number, part in enumerate(clean(text).split("\n")):
            if number:
                lines.append([])
                used = 0
            for piece in _pieces(part, width_cells):
                size = cell_len(piece)
                if used and used + size > width_cells:
                    lines.append([])
                    used = 0
                    piece = piece.lstrip(" ")
                    size = cell_len(piece)
                lines[-1].append(Span(piece, style))
                used += size
    return lines


def _pieces(text: str, width_cells: int) -> Iterable[str]:
    """Words with the blanks before them, none wider than a line."""
    for word in _WORDS.findall(text):
        if len(word) * 2 > width_cells and cell_len(word) > width_cells:
            yield from chop_cells(word, width_cells)
        else:
            yield word
