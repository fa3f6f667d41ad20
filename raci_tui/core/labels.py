"""Short forms of names for places where little fits."""

from __future__ import annotations

from typing import Final

from raci_tui.core.records import Party

SHORT_LENGTH: Final = 5
_LITTLE_WORDS: Final = frozenset({"and", "of", "the", "for", "&", "und", "et", "de", "y", "e"})


def short_name(party: Party) -> str:
    """The party's own short code; else the initials of several words, or the beginning of one."""
    if party.short:
        return party.short
    words = [word for word in party.name.split() if word.casefold() not in _LITTLE_WORDS]
    if len(words) > 1:
        initials = "".join(next(filter(str.isalnum, word), "") for word in words)
        if len(initials) > 1:
            return initials[:SHORT_LENGTH].upper()
    name = party.name
    return name if len(name) <= SHORT_LENGTH else f"{name[: SHORT_LENGTH - 1]}."
