"""Cell text: how a set of letters is written, and how people's ways of writing it are read.

The canonical text of a cell in one layer is `""` (undecided), `-` (not involved) or codes without
separators, owner letters first: `A`, `AR`, `CI`. In the target layer `None` means *no plan*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import msgspec

from raci_tui.core.errors import NotationError
from raci_tui.core.lookalikes import LATIN
from raci_tui.core.scheme import NOT_INVOLVED, Scheme
from raci_tui.core.text import clean, fold

Letters = str
"""Canonical text of one layer of a cell."""

_NOT_INVOLVED_WORDS: Final = frozenset(
    {"-", "–", "—", "−", "--", "n/a", "na", "n.a.", "/", "none", "n", "o", "not involved", "not applicable", "nil"}
)  # fmt: skip
_NARROW: Final = {ord("／"): "/", ord("，"): ","} | {0xFEE0 + code: chr(code) for code in range(65, 123)}
"""Full-width forms and what they stand for."""
_SEPARATOR: Final = re.compile(r"\s*(?:[/,;&|+·•・\n]|\band\b|\s)\s*")
_EMPHASIS: Final = re.compile(r"(?<!\w)(\*\*|__|`|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_BRACKETED: Final = re.compile(r"^[\[(<]\s*([^\]\[()<>]+?)\s*[\])>]$")
_TRAILING_NOTE: Final = re.compile(r"^(?P<letters>.*?)\s*[(\[](?P<note>[^()\[\]]*)[)\]]\s*$", re.DOTALL)
_FOOTNOTE: Final = re.compile(r"^(?P<letters>.*?)(?P<mark>[*†‡§¹²³]+|\[\d+\]|\[\^\w+\])$", re.DOTALL)


class Reading(msgspec.Struct, frozen=True):
    """What a cell text was read as.

    Attributes:
        letters: The canonical text, or None where nothing could be read for certain.
        note: What stood there beside the letters, to be kept as the cell's note.
        remark: One clause for the report: a look-alike mapped, a mark unknown; empty where all is plain.
    """

    letters: Letters | None
    note: str = ""
    remark: str = ""


def canonical(codes: Iterable[str], scheme: Scheme) -> Letters:
    """Write a set of codes in cell order.

    Raises:
        NotationError: A code is not the scheme's.
    """
    wanted = set(codes)
    known = "".join(code for code in scheme.codes if code in wanted)
    if len(known) != len(wanted):
        unknown = sorted(wanted - set(known))
        raise NotationError(
            f"{unknown[0]!r} is no letter of {scheme.name}", f"use {', '.join(scheme.codes)} or -"
        )
    return known


def parse(text: str, scheme: Scheme) -> Letters:
    """Read a cell text strictly: letters of the scheme in any notation, `-`, or nothing.

    Raises:
        NotationError: Something in it is neither.
    """
    reading = read(text, scheme)
    if reading.letters is None or reading.note:
        raise NotationError(
            f"{clean(text)!r} is no set of letters of {scheme.name}",
            f"use {', '.join(scheme.codes)} in any combination, - for not involved, or nothing",
        )
    return reading.letters


def read(text: str, scheme: Scheme) -> Reading:
    """Read a cell as people write it, losing nothing.

    Letters come from codes, words and separators in any order; emphasis and brackets are stripped; what
    stands in brackets behind the letters, and footnote marks, become the note. What is not understood is
    returned as the note with `letters` None.
    """
    original = clean(text).strip()
    if not original:
        return Reading("")
    plain = _plain(original)
    return (
        _nothing(plain, scheme)
        or _whole(plain, scheme)
        or _with_remark(original, scheme)
        or Reading(None, original, f"{original[:40]!r} is not in {scheme.name}")
    )


def show(letters: Letters | None) -> str:
    """Write one layer's letters for people: `A/R`, `-`, or nothing."""
    return "/".join(letters) if letters else ""


def toggle(letters: Letters, code: str, scheme: Scheme) -> Letters:
    """Set the code where it is missing, take it away where it stands.

    Where the scheme forbids sharing a cell, the code replaces what is there.
    """
    known = set(scheme.codes)
    present = set(letters) & known
    # Letters left over from another scheme stay behind the others: dropping one is not for a key press.
    strangers = "".join(letter for letter in letters if letter not in known and letter != NOT_INVOLVED)
    if code in present:
        return canonical(present - {code}, scheme) + strangers
    return canonical(present | {code}, scheme) + strangers if scheme.share_cell else canonical({code}, scheme)


@cache
def _not_involved(scheme: Scheme) -> frozenset[str]:
    """Words for *not involved*, less those that are codes or words of the scheme."""
    return _NOT_INVOLVED_WORDS - _vocabulary(scheme).keys()


@cache
def _vocabulary(scheme: Scheme) -> dict[str, str]:
    words = {letter.code.casefold(): letter.code for letter in scheme.letters}
    for letter in scheme.letters:
        words.setdefault(fold(letter.name), letter.code)
        for word in letter.words:
            words.setdefault(fold(word), letter.code)
    return words


def _plain(text: str) -> str:
    """Strip emphasis and one pair of brackets around the whole."""
    text = _unmarked(text)
    bracketed = _BRACKETED.match(text)
    return bracketed.group(1) if bracketed else text


def _unmarked(text: str) -> str:
    """Strip emphasis, however deep it is nested; stars and marks that stand alone stay."""
    before = None
    while before != text:
        before, text = text, _EMPHASIS.sub(r"\2", text)
    return text.strip()


def _nothing(text: str, scheme: Scheme) -> Reading | None:
    """Read a word for *not involved*; one that also spells letters gives way where `show` writes them so."""
    word = fold(text)
    if word not in _not_involved(scheme):
        return None
    codes = _codes(word, scheme)
    if codes is None:
        return Reading(NOT_INVOLVED)
    letters = canonical(codes, scheme)
    if word in (fold(letters), fold(show(letters))):
        return None
    return Reading(NOT_INVOLVED, "", f"{text!r} read as not involved, not as {show(letters)}")


def _whole(text: str, scheme: Scheme) -> Reading | None:
    """Read a text that is nothing but letters; look-alikes are mapped and reported."""
    codes = _codes(text, scheme)
    if codes is not None:
        wide = text != text.translate(_NARROW)
        return Reading(canonical(codes, scheme), "", _mapped(text, codes, scheme) if wide else "")
    codes = _codes(text.translate(LATIN), scheme)
    return None if codes is None else Reading(canonical(codes, scheme), "", _mapped(text, codes, scheme))


def _mapped(text: str, codes: set[str], scheme: Scheme) -> str:
    return f"{text!r} read as {show(canonical(codes, scheme))}"


def _with_remark(original: str, scheme: Scheme) -> Reading | None:
    """Read letters followed by a remark in brackets or a footnote mark."""
    unmarked = _unmarked(original)
    for pattern, group in ((_FOOTNOTE, "mark"), (_TRAILING_NOTE, "note")):
        match = pattern.match(unmarked)
        if match and match["letters"].strip():
            plain = _plain(match["letters"].strip())
            reading = _nothing(plain, scheme) or _whole(plain, scheme)
            if reading and _codes(match[group].strip("[]"), scheme):
                # `A (R)`: a remark, or a second letter? Keeping one of the two would be a guess.
                return None
            if reading:
                return Reading(reading.letters, match[group].strip(), reading.remark)
    return None


def _codes(text: str, scheme: Scheme) -> set[str] | None:
    """Codes of a text, or None if any part of it is neither a code, a word nor a run of codes."""
    words = _vocabulary(scheme)
    whole = fold(text)
    if whole in words:
        return {words[whole]}
    codes: set[str] = set()
    for part in filter(None, _SEPARATOR.split(whole)):
        if part in words:
            codes.add(words[part])
        elif all(character in words for character in part):
            codes.update(words[character] for character in part)
        else:
            return None
    return codes or None
