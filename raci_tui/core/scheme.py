"""Responsibility schemes: the letters, what they mean, and the bounds a row must keep."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, Literal

import msgspec

from raci_tui.core.errors import SchemeError
from raci_tui.core.text import fold

Kind = Literal["owner", "doer", "support", "check", "advise", "inform", "out"]
NOT_INVOLVED: Final = "-"
_KIND_ORDER: Final = ("owner", "doer", "check", "support", "advise", "inform", "out")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


class Letter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One letter of a scheme.

    Attributes:
        code: The letter itself, one upper-case character.
        name: Its meaning, such as Accountable.
        kind: What it counts as in rules.
        words: Other words that people write for it, lower case.
        color: A colour as `#rrggbb` for files; screens take theirs from the theme, by kind.
    """

    code: str
    name: str
    kind: Kind
    words: tuple[str, ...] = ()
    color: str = ""


class Bounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How many parties of one kind a row must and may have; `max` None means any number."""

    min: int = 1
    max: int | None = None


class Scheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A set of letters and its rules.

    Attributes:
        letters: In the scheme's own order, as a legend lists them.
        owners, doers: Bounds per row.
        share_cell: A cell may hold an owner and a doer letter at once.
        owner_implies_doer: An owner without a written doer counts as doing the work.
        conflicts: Pairs of codes that one party must not hold on the same row.
    """

    id: str
    name: str
    letters: tuple[Letter, ...]
    owners: Bounds = Bounds(1, 1)
    doers: Bounds = Bounds(1)
    share_cell: bool = True
    owner_implies_doer: bool = False
    conflicts: tuple[tuple[str, str], ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code in cell order: owners first, then the scheme's own order."""
        owners = self.of_kind("owner")
        return owners + tuple(letter.code for letter in self.letters if letter.code not in owners)

    def of_kind(self, kind: Kind) -> tuple[str, ...]:
        """Codes of one kind, in the scheme's own order."""
        return tuple(letter.code for letter in self.letters if letter.kind == kind)

    def letter(self, code: str) -> Letter | None:
        """The letter with this code, or None."""
        return next((letter for letter in self.letters if letter.code == code), None)


def checked(scheme: Scheme) -> Scheme:
    """Return the scheme if it can be used.

    Raises:
        SchemeError: It has no owner letter, a code twice or that is not one upper-case letter, a word that
            means something else in every scheme, a colour that is none, a conflict about letters it does not
            have, or a minimum above its maximum.
    """
    codes = [letter.code for letter in scheme.letters]
    twice = [code for code, count in Counter(fold(code).upper() for code in codes).items() if count > 1]
    wrong = [code for code in codes if not _is_code(code)]
    if not scheme.of_kind("owner"):
        raise SchemeError(f"the scheme {scheme.id} has no owner letter", "give one letter the kind owner")
    if twice:
        raise SchemeError(f"the scheme {scheme.id} has the letter {twice[0]} twice", "each letter once")
    if wrong:
        raise SchemeError(
            f"the scheme {scheme.id} has the code {wrong[0]!r}", "a code is one upper-case letter"
        )
    for word in (word for letter in scheme.letters for word in letter.words):
        if not word.strip() or word.strip() == NOT_INVOLVED or "/" in word:
            raise SchemeError(
                f"the scheme {scheme.id} has the word {word!r}", "leave it out; - and / have a meaning"
            )
    for letter in scheme.letters:
        if letter.color and not _COLOR.fullmatch(letter.color):
            raise SchemeError(
                f"the scheme {scheme.id} has the colour {letter.color!r}",
                "a colour is # and six digits: #f5c26b",
            )
    for pair in scheme.conflicts:
        if len(set(pair)) < 2 or not set(pair) <= set(codes):
            raise SchemeError(
                f"the scheme {scheme.id} has the conflict {'/'.join(pair)}",
                "name two different letters of it",
            )
    for what, bounds in (("owners", scheme.owners), ("doers", scheme.doers)):
        if bounds.min < 0 or (bounds.max is not None and bounds.min > bounds.max):
            raise SchemeError(
                f"the scheme {scheme.id} wants at least {bounds.min} and at most {bounds.max} {what}"
            )
    return scheme


def _is_code(code: str) -> bool:
    """One letter that is its own capital, and one character in the form in which it is compared."""
    folded = fold(code)
    return len(code) == len(folded) == 1 and code.isalpha() and code == code.upper() == folded.upper()


RACI: Final = Scheme(
    id="raci",
    name="RACI",
    letters=(
        Letter(
            code="R", name="Responsible", kind="doer", color="#b7d7f0",
            words=("responsible", "does", "do", "performs", "executes", "owner of the work"),
        ),
        Letter(
            code="A", name="Accountable", kind="owner", color="#f5c26b",
            words=("accountable", "answers", "owns", "owner", "approver", "sign-off", "sign off"),
        ),
        Letter(
            code="C", name="Consulted", kind="advise", color="#cfe8c6",
            words=("consulted", "consult", "advises", "asked", "helps"),
        ),
        Letter(
            code="I", name="Informed", kind="inform", color="#e3e3e3",
            words=("informed", "inform", "told", "notified"),
        ),
    ),
    owner_implies_doer=True,
)  # fmt: skip
