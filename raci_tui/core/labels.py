"""Short forms of names for places where little fits, and words for places that hold codes."""

from __future__ import annotations

from typing import Final

from raci_tui.core.notation import Letters, show
from raci_tui.core.records import Party, Visibility
from raci_tui.core.scheme import NOT_INVOLVED, Scheme

SHORT_LENGTH: Final = 5
VISIBILITY_WORDS: Final[dict[Visibility, str]] = {
    "front": "in plain view of the customer",
    "back": "behind the scenes",
    "": "",
}
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


def party_words(party: Party) -> str:
    """What a party is: its kind, unless the name says it, and why it can't own anything."""
    state = "retired" if party.retired else "vacant" if party.vacant else ""
    kind = "" if party.kind in party.name.casefold().split() else party.kind
    return " ".join(filter(None, (state, kind)))


def letter_words(letters: Letters, scheme: Scheme) -> str:
    """Letters with their names: `A/R  Accountable, Responsible`; the two kinds of empty in words."""
    if not letters:
        return "undecided"
    if letters == NOT_INVOLVED:
        return "- not involved"
    names = [letter.name for code in letters if (letter := scheme.letter(code))]
    return f"{show(letters)}  {', '.join(names)}"
