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
_NOT_ASCII: Final = re.compile(r"[^\x20-\x7e]")


def plain(text: str, style: str = "") -> Content:
    """Show a text literally, in one style; hostile characters become visible marks."""
    return Content.styled(clean(text), style) if style else Content(clean(text))


def template(markup: str, **values: str) -> Content:
    """Fill our own markup with users' texts, which stay literal: `template("[b]$name[/b]", name=…)`."""
    return Content.from_markup(markup, **{name: Content(clean(value)) for name, value in values.items()})


def one_line(text: str) -> str:
    """Clean a text and fold it to one line."""
    return " ".join(clean(text).split())


def shorten(text: str, width_cells: int) -> str:
    """Cut a text to at most so many terminal cells, with a mark where something is missing."""
    if text.isascii() and len(text) <= width_cells:
        return text
    if len(text) <= width_cells and cell_len(text) <= width_cells:
        return text
    if width_cells <= 1:
        return ELLIPSIS[:width_cells]
    # A cell holds at most a few code points: what lies far behind can't be seen, and measuring it is slow.
    head = text[: width_cells * 8]
    if len(head) == len(text) and cell_len(head) <= width_cells:
        return text
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
