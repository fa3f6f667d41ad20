"""Rules about single cells: what one party may hold at once."""

from __future__ import annotations

from typing import Final

from raci_tui.core.rule import Rule
from raci_tui.core.scheme import NOT_INVOLVED, Scheme


def is_unknown(letters: str, scheme: Scheme) -> bool:
    """Holds a letter that the scheme does not have."""
    return letters != NOT_INVOLVED and not set(scheme.codes).issuperset(letters)


def holds_several(letters: str, scheme: Scheme) -> bool:
    """Holds more than one letter."""
    del scheme
    return len(letters) > 1


def shares(letters: str, scheme: Scheme) -> bool:
    """Holds an owner's and a doer's letter in a scheme that forbids it."""
    kinds = {letter.kind for code in letters if (letter := scheme.letter(code))}
    return not scheme.share_cell and {"owner", "doer"} <= kinds


def conflicts(letters: str, scheme: Scheme) -> bool:
    """Holds two letters that the scheme keeps apart."""
    return any(one in letters and other in letters for one, other in scheme.conflicts)


def signs_only(letters: str, scheme: Scheme) -> bool:
    """Signs without answering, in a scheme that has a signatory."""
    signs = [
        letter.code for letter in scheme.letters if letter.kind == "check" and letter.name == "Signatory"
    ]
    return any(code in letters for code in signs) and set(scheme.of_kind("owner")).isdisjoint(letters)


UNKNOWN_LETTER: Final = Rule(
    id="unknown-letter",
    title="Letter beyond the scheme",
    severity="error",
    broken=is_unknown,
    message="{parties} has {letters} in “{element}”, which the scheme does not know.",
    why="A letter without a meaning is read by everybody in another way.",
    advice="Replace it by a letter of the scheme, or change the scheme.",
    on="cell",
    source="RASCI validator, rule 3",
)
SEVERAL_LETTERS: Final = Rule(
    id="several-letters",
    title="Several letters in a cell",
    severity="info",
    broken=holds_several,
    message="{parties} has {letters} in “{element}” at once.",
    why="Some houses want one letter for each party.",
    advice="Keep the letter that says most.",
    on="cell",
    enabled=False,
    source="Wikipedia, Responsibility assignment matrix",
)
SHARED_CELL: Final = Rule(
    id="shared-cell",
    title="Answers and does at once",
    severity="error",
    broken=shares,
    message="{parties} both answers for and does “{element}” ({letters}), which the scheme forbids.",
    why="Who does the work should not be the one who judges it.",
    advice="Give the work, or the answer for it, to another party.",
    on="cell",
    group="ownership",
    source="CISO Assistant; suspect to ixcoach.com",
)
DUTY_CONFLICT: Final = Rule(
    id="duty-conflict",
    title="Duties that exclude each other",
    severity="error",
    broken=conflicts,
    message="{parties} has {letters} in “{element}”, which the scheme keeps apart.",
    why="Whoever holds both checks nobody but themselves.",
    advice="Give one of the two to another party.",
    on="cell",
    source="segregation of duties: NIST SP 800-53, AC-5",
)
SIGNATORY: Final = Rule(
    id="signatory-not-owner",
    title="Signs without answering",
    severity="warning",
    broken=signs_only,
    message="{parties} signs “{element}” off without answering for it.",
    why="A signature that answers for nothing only costs time.",
    advice="Let the owner sign, or make the signatory the owner.",
    on="cell",
    source="iso27diy",
)
CELL_RULES: Final = (UNKNOWN_LETTER, SEVERAL_LETTERS, SHARED_CELL, DUTY_CONFLICT, SIGNATORY)
