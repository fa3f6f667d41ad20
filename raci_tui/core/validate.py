"""What may stand in the fields of an element: read while it is typed, wherever it is typed.

A reader gives the value that a typed text means, or raises the sentence that says why it means none. Forms,
the editor in place and whatever comes later ask these, so that all of them say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from raci_tui.core.errors import TextError
from raci_tui.core.lookalikes import taken_for
from raci_tui.core.records import Pain, PainSource, Stage, Visibility
from raci_tui.core.text import clean_line, fold

WORST_PAIN: Final = 5
SEVERITY_WORDS: Final = ("none", "barely", "a little", "clearly", "badly", "worst")
"""What a severity from 0 to 5 means."""
PAIN_SOURCES: Final[tuple[PainSource, ...]] = ("people", "process", "policy", "technology")
VISIBILITY_WORDS: Final[dict[Visibility, str]] = {"front": "front", "back": "back", "": "none"}
_VISIBILITIES: Final[dict[str, Visibility]] = {
    "front": "front", "f": "front", "●": "front", "in plain view": "front", "visible": "front",
    "back": "back", "b": "back", "○": "back", "behind the scenes": "back", "hidden": "back",
    "": "", "none": "", "n": "", "-": "", "not said": "",
}  # fmt: skip
_PAIN: Final = re.compile(r"(?P<severity>[0-9]+)(?P<gap>\s*:\s*|\s+|$)(?P<rest>.*)")
_SOURCE: Final = re.compile(r"(?P<word>\w+)(?:\s*:\s*|\s+|$)(?P<text>.*)")


class PainText(NamedTuple):
    """A pain as it is typed: `4 process: One book for all`; severity 0 means that there is none."""

    severity: int
    source: PainSource = ""
    text: str = ""


def read_pain(text: str) -> PainText:
    """Read a pain: how bad from 0 to 5, then perhaps its source, whole or its first letters, then what hurts.

    A colon ends the source, so that a text may begin with such a word: `4: people wait`.

    Raises:
        TextError: It does not begin with 0 to 5, or its source may be several.
    """
    line = clean_line(text)
    if not line:
        return PainText(0)
    found = _PAIN.fullmatch(line)
    if found is None or int(found["severity"][:9]) > WORST_PAIN:
        raise TextError("pain is 0 (none) to 5 (worst)", "then perhaps a space and what hurts")
    severity, rest = int(found["severity"]), found["rest"]
    if not severity and rest:
        raise TextError("0 means that there is no pain", "type 1 to 5, or nothing behind the 0")
    if ":" in found["gap"]:
        return PainText(severity, text=rest)
    return PainText(severity, *_source(rest))


def write_pain(pain: Pain | PainText | None) -> str:
    """A pain as `read_pain` reads it; empty where there is none."""
    if pain is None or not pain.severity:
        return ""
    if not pain.text:
        return f"{pain.severity} {pain.source}".strip()
    return f"{pain.severity} {pain.source}: {pain.text}" if pain.source else f"{pain.severity}: {pain.text}"


def pain_in_words(pain: PainText) -> str:
    """A pain in words, to show how it was understood."""
    if not pain.severity:
        return "no pain"
    parts = [f"hurts {SEVERITY_WORDS[pain.severity]}", pain.source, f"“{pain.text}”" if pain.text else ""]
    return ", ".join(filter(None, parts))


def read_visibility(text: str) -> Visibility:
    """Read who sees an element: front, back or none, or how one of them begins.

    Raises:
        TextError: It is none of them.
    """
    word = fold(text)
    found = _VISIBILITIES.get(word)
    if found is None:
        found = next((value for value, known in VISIBILITY_WORDS.items() if known.startswith(word)), None)
    if found is None:
        raise TextError("visibility is front, back or none", "front is in plain view of the customer")
    return found


def stage_named(stages: Iterable[Stage], name: str) -> Stage | None:
    """The stage that a typed name means, or None where it would be a new one."""
    wanted = fold(name)
    return next((stage for stage in stages if fold(stage.name) == wanted), None)


def remark_on_stage(stages: Sequence[Stage], name: str) -> str:
    """What is worth knowing of a typed stage: that it would be new, and what it looks like."""
    name = clean_line(name)
    if not name or stage_named(stages, name):
        return ""
    other = taken_for(name, [stage.name for stage in stages])
    return f"new stage: “{name}”" + (f", which looks like “{other}”" if other else "")


def _source(text: str) -> tuple[PainSource, str]:
    """Split what stands behind the number into source and text.

    Raises:
        TextError: The letter of the source fits several.
    """
    found = _SOURCE.fullmatch(text)
    if found is None:
        return "", text
    fitting = [source for source in PAIN_SOURCES if source.startswith(fold(found["word"]))]
    if len(fitting) > 1:
        *most, last = fitting
        raise TextError(f"“{found['word']}” may be {', '.join(most)} or {last}", "type one more letter")
    return (fitting[0], found["text"]) if fitting else ("", text)
