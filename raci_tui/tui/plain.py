"""The one way by which text that people typed becomes part of a widget.

Textual reads plain strings as markup: `[R]` would vanish, `[/x]` would end the app, `[@click=…]` would act.
Whatever comes from a workspace, a file or an error passes here and is shown as it is written.
"""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len, chop_cells
from textual.content import Content

from raci_tui.core.text import ELLIPSIS, SUBSTITUTE, clean

_SENTENCE_CELLS: Final = 300
_POINTS_PER_CELL: Final = 8
"""Code points that one terminal cell may hold, of those that are worth drawing."""
_NOT_ASCII: Final = re.compile(r"[^\x20-\x7e]")
_EMOJI: Final = "\u2190-\u2bff\U0001f000-\U0001faff"
# A skin tone, what a joiner joins on, joiners and variation selectors, the frame of a keycap, a region's tags.
_UNSTEADY: Final = re.compile(
    f"(?<=[{_EMOJI}\ufe0f])(?:[\U0001f3fb-\U0001f3ff]|\u200d[{_EMOJI}])|[\u200d\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f]"
)
_LONE_TONE: Final = re.compile("[\U0001f3fb-\U0001f3ff]")
_FLAG_LETTER: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
_FLAG_A: Final = 0x1F1E6


def plain(text: str, style: str = "") -> Content:
    """Show a text literally, in one style; hostile characters become visible marks."""
    return Content.styled(clean(text), style) if style else Content(clean(text))


def template(markup: str, **values: str) -> Content:
    """Fill our own markup with users' texts, which stay literal: `template("[b]$name[/b]", name=…)`."""
    return Content.from_markup(markup, **{name: Content(clean(value)) for name, value in values.items()})


def one_line(text: str) -> str:
    """Clean a text and fold it to one line."""
    return " ".join(clean(text).split())


def steady(text: str) -> str:
    """Take emoji sequences down to what every terminal draws equally wide: one picture, a flag's two letters.

    Terminals do not agree on joined families, skin tones, keycaps and flags, and each that is wider than it was
    measured moves the rest of its line away from the columns.
    """
    if text.isascii():
        return text
    text = _LONE_TONE.sub(SUBSTITUTE, _UNSTEADY.sub("", text))
    return _FLAG_LETTER.sub(lambda found: chr(ord("A") + ord(found.group()) - _FLAG_A), text)


def shorten(text: str, width_cells: int) -> str:
    """Cut a text to at most so many terminal cells, with a mark where something is missing."""
    if text.isascii() and len(text) <= width_cells:
        return text
    # What lies far behind can't be seen, and looking at it is slow.
    reach = width_cells * _POINTS_PER_CELL
    head = steady(text[:reach])
    if len(text) <= reach and cell_len(head) <= width_cells:
        return head
    if width_cells <= 1 or not head:
        return ELLIPSIS[:width_cells]
    return chop_cells(head, width_cells - 1)[0] + ELLIPSIS


def fit(text: str, width_cells: int) -> str:
    """Shorten or pad a text to exactly so many terminal cells."""
    short = shorten(text, width_cells)
    padded = short + " " * (width_cells - cell_len(short))
    if padded.isascii() or cell_len(padded) == width_cells:
        return padded
    # Some sequences change width with what follows them: such a text is shown without them.
    return fit(_NOT_ASCII.sub(SUBSTITUTE, text), width_cells)


def sentence(error: Exception | str) -> str:
    """Write an error as a sentence: cleaned, one line, with a full stop, and a capital unless it begins with a name."""
    text = shorten(one_line(str(error)), _SENTENCE_CELLS)
    if text.partition(" ")[0].isalpha():
        text = text[0].upper() + text[1:]
    return text + ("" if text.endswith((".", "!", "?", "…", ":")) else ".")
