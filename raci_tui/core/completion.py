"""What may follow in a query that is being typed: keys, their values, and names of the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, get_args

from raci_tui.core.records import ElementKind
from raci_tui.core.terms import IS_VALUES, KEYS, quoted
from raci_tui.core.text import fold
from raci_tui.core.workspace import Workspace

OF_KEY: Final = {
    "is": "unowned, gap, changed, hot …", "stage": "a stage", "journey": "a journey", "party": "who has a part",
    "letter": "a letter that somebody holds", "pain": "how much it hurts, 1 to 5", "visible": "front, back or none",
    "kind": "step, decision, policy …", "touchpoint": "where the customer meets it",
    "activity": "what the customer does", "decision": "what is decided", "process": "the process it belongs to",
    "code": "the team's own number", "note": "words of its note",
}  # fmt: skip
OF_STATE: Final = {
    "unowned": "nobody answers for it", "gap": "a finding is open", "changed": "today and target differ",
    "hot": "it hurts, 4 or more", "partner-owned": "only partners answer for it", "waived": "accepted on purpose",
    "stale": "long not confirmed",
}  # fmt: skip
OF_VISIBLE: Final = {"front": "the customer sees it", "back": "behind the scenes", "none": "nobody said"}
PAINS: Final = {
    ">=4": "hot", ">=3": "3 and more", ">=1": "any pain", "5": "the worst", "0": "none said",
}  # fmt: skip
_FIXED: Final[dict[str, dict[str, str]]] = {
    "is": OF_STATE, "visible": OF_VISIBLE, "pain": PAINS, "kind": dict.fromkeys(get_args(ElementKind), ""),
}  # fmt: skip
_TEXTS: Final = ("touchpoint", "activity", "decision", "process", "code")
DISTINCT: Final = 2000
"""Different values of a field that are offered; nobody chooses among more."""


class Completion(NamedTuple):
    """One way to go on.

    Attributes:
        text: The whole query once it is taken; `cursor` is where typing goes on in it.
        shown: The term as it will stand there.
        detail: A few words on what it finds, or what kind of name it is.
    """

    text: str
    cursor: int
    shown: str
    detail: str


class Token(NamedTuple):
    """The term around the cursor.

    Attributes:
        start, end: Where it stands in the text.
        key: Lower case; None where no colon was typed.
        value: What stands behind the key up to the cursor, without quotes.
    """

    start: int
    end: int
    minus: str
    key: str | None
    value: str


class Vocabulary:
    """The names that a workspace offers, listed when first asked for and again once their table has changed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept: dict[str, tuple[int, dict[str, str]]] = {}

    def values(self, key: str) -> dict[str, str]:
        """What may stand behind a key, with a few words on each."""
        if key in _FIXED:
            return _FIXED[key]
        if key in _TEXTS:
            return self._texts(key)
        workspace = self._workspace
        match key:
            case "letter":
                return {letter.code: letter.name for letter in workspace.scheme.letters}
            case "stage":
                return {stage.name: "stage" for stage in workspace.stages()}
            case "journey":
                return {journey.name: "journey" for journey in workspace.journeys()}
            case "party":
                return {party.name: party.kind for party in workspace.parties()}
        return {}

    def _texts(self, key: str) -> dict[str, str]:
        version = self._workspace.state.versions["elements"]
        kept = self._kept.get(key)
        if kept is None or kept[0] != version:
            found: dict[str, str] = {}
            for element in self._workspace.elements():
                value = getattr(element, key)
                if value:
                    found[value] = key
                    if len(found) >= DISTINCT:
                        break
            kept = self._kept[key] = version, found
        return kept[1]


def token_at(text: str, cursor: int) -> Token:
    """The term that the cursor stands in or right behind; an empty one between blanks."""
    start, within = 0, False
    for place, character in enumerate(text[:cursor]):
        if character == '"':
            within = not within
        elif character.isspace() and not within:
            start = place + 1
    end = cursor
    while end < len(text) and (within or not text[end].isspace()):
        within ^= text[end] == '"'
        end += 1
    typed = text[start:cursor]
    minus = "-" if typed.startswith("-") else ""
    key, colon, value = typed[len(minus) :].partition(":")
    if not colon or not key.isalpha():
        return Token(start, end, minus, None, typed[len(minus) :].replace('"', ""))
    return Token(start, end, minus, key.lower(), value.replace('"', ""))


def complete(text: str, cursor: int, vocabulary: Vocabulary, limit: int) -> list[Completion]:
    """Ways to go on where the cursor stands, the likeliest first; none where nothing is begun."""
    token = token_at(text, cursor)
    if token.key is None:
        offered = iter(_begun(token, vocabulary, limit) if token.value else ())
    else:
        offered = _values(token.key, token.value, vocabulary)
    found: list[Completion] = []
    for term, detail in offered:
        if len(found) == limit:
            break
        if term.endswith('""'):
            # A name of quotes alone, which no query can write.
            continue
        found.append(_taken(text, token, term, detail))
    if len(found) == 1 and found[0].text.rstrip() == text.rstrip():
        return []
    return found


def _taken(text: str, token: Token, term: str, detail: str) -> Completion:
    before, behind = text[: token.start] + token.minus + term, text[token.end :]
    if not term.endswith(":") and not behind:
        before += " "
    return Completion(before + behind, len(before), token.minus + term, detail)


def _begun(token: Token, vocabulary: Vocabulary, limit: int) -> Iterator[tuple[str, str]]:
    """Keys and terms for a bare word: whatever begins with it."""
    wanted = fold(token.value)
    yield from ((f"{key}:", OF_KEY[key]) for key in KEYS if key.startswith(wanted))
    yield from ((f"is:{value}", OF_STATE[value]) for value in IS_VALUES if value.startswith(wanted))
    for key in ("party", "stage", "touchpoint", "journey"):
        values = vocabulary.values(key)
        names = [name for name in values if _rank(fold(name), wanted) < 2]
        yield from ((f"{key}:{quoted(name)}", values[name]) for name in names[:limit])


def _values(key: str, typed: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Values of a key: those that begin with what was typed, then those where a word does, then the rest."""
    wanted = fold(typed)
    values = vocabulary.values(key)
    ranked = [(_rank(fold(value), wanted), value) for value in values]
    for rank in range(3):
        yield from ((f"{key}:{quoted(value)}", values[value]) for at, value in ranked if at == rank)


def _rank(folded: str, wanted: str) -> int:
    """0 where a name begins with what is wanted, 1 where a word of it does, 2 where it holds it, else 3."""
    if folded.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in folded else 2 if wanted in folded else 3
