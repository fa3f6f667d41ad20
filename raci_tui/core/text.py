"""Cleaning of text that people typed, pasted or imported.

Every inbound string passes `clean`. What a terminal would obey (escape sequences, bidi overrides) becomes
a visible mark, so that nothing disappears silently and nothing acts.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from raci_tui.core.errors import TextError

NAME_LIMIT: Final = 32_767
"""Characters of a name: what an Excel cell holds."""
NOTE_LIMIT: Final = 100_000
"""Characters of a note."""
SUBSTITUTE: Final = "�"
"""What stands for a character that must not reach a terminal and has no picture of its own."""
ELLIPSIS: Final = "…"

_CONTROL_PICTURES: Final = 0x2400
_DELETE_PICTURE: Final = "␡"
# Bidi marks, embeddings, overrides and isolates; zero-width space, word joiner and friends; line and
# paragraph separators; interlinear and tag characters; the two noncharacters that end each plane. The
# zero-width joiners stay: emoji and Persian need them. Tags stay where they spell the flag of a region.
_HOSTILE: Final = re.compile(
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,}\U000e007f|"
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e007f"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_SPACES: Final = re.compile(r"\s+")
# Soft hyphen, joiners, Hangul fillers, variation selectors and their like: a name of these alone shows nothing.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef ]*"
)


def _substitute(match: re.Match[str]) -> str:
    found = match.group()
    if len(found) > 1:
        return found
    code = ord(found)
    if code == 0x7F:
        return _DELETE_PICTURE
    return chr(_CONTROL_PICTURES + code) if code < 0x20 else SUBSTITUTE


def clean(text: str) -> str:
    r"""Make a text safe for terminals and files, keeping its lines.

    Returns:
        The text in NFC with `\n` as line end; each control, escape, bidi control, noncharacter and lone
        surrogate is replaced by a visible mark. Cleaning twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _HOSTILE.sub(_substitute, text))


def clean_name(text: str, what: str = "name") -> str:
    """Clean a name: one line, no white space around it.

    Raises:
        TextError: Nothing is left, or it is longer than `NAME_LIMIT`.
    """
    name = _SPACES.sub(" ", clean(text)).strip()
    if _INVISIBLE.fullmatch(name):
        raise TextError(f"the {what} is empty", "type at least one character")
    if len(name) > NAME_LIMIT:
        raise TextError(f"the {what} has {len(name):,} characters", f"at most {NAME_LIMIT:,} fit")
    return name


def clean_line(text: str) -> str:
    """Clean an optional one-line text; may be empty.

    Raises:
        TextError: It is longer than `NAME_LIMIT`.
    """
    line = _SPACES.sub(" ", clean(text)).strip()
    if len(line) > NAME_LIMIT:
        raise TextError(f"the text has {len(line):,} characters", f"at most {NAME_LIMIT:,} fit")
    return line


def clean_note(text: str) -> str:
    """Clean a text of several lines.

    Raises:
        TextError: It is longer than `NOTE_LIMIT`.
    """
    note = clean(text).strip()
    if len(note) > NOTE_LIMIT:
        raise TextError(f"the note has {len(note):,} characters", f"at most {NOTE_LIMIT:,} fit")
    return note


def fold(text: str) -> str:
    """Fold a name for comparing: compatibility forms, case and white space do not count."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Folding case may take a text out of its normal form.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())
