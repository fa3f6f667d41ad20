"""Cell text: how a set of letters is written, and how people's ways of writing it are read.

The canonical text of a cell in one layer is `""` (undecided), `-` (not involved) or codes without
separators, owner letters first: `A`, `AR`, `CI`. In the target layer `None` means *no plan*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

import msgspec

from raci_tui.core.errors import NotationError
from raci_tui.core.scheme import NOT_INVOLVED, Scheme
from raci_tui.core.text import clean, fold

Letters = str
"""Canonical text of one layer of a cell."""

_NOT_INVOLVED_WORDS: Final = frozenset(
    {"-", "–", "—", "−", "--", "n/a", "na", "n.a.", "/", "none", "n", "o", "not involved", "not applicable", "nil"}
)
_LOOKALIKES: Final = str.maketrans("АВСЕНІКМОРТХЅРаерсіхѕοΟΑΒΕΗΙΚΜΝΡΤΧ", "ABCEHIKMOPTXSPaepcixsoOABEHIKMNPTX")
_SEPARATOR: Final = re.compile(r"\s*(?:[/,;&|+·•・\n]|\band\b|\s)\s*")
_STRONG: Final = re.compile(r"(\*\*|__|~~|`)(.+?)\1")
_BRACKETED: Final = re.compile(r"^[\[(<]\s*([^\]\[()<>]+?)\s*[\])>]$")
_TRAILING_NOTE: Final = re.compile(r"^(?P<letters>.*?)\s*[(\[](?P<note>[^()\[\]]*)[)\]]\s*$", re.DOTALL)
_FOOTNOTE: Final = re.compile(r"^(?P<letters>.*?)(?P<mark>[*†‡§¹²³]+|\[\^?\w+\])$", re.DOTALL)


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
        raise NotationError(f"{unknown[0]!r} is no letter of {scheme.name}", f"use {', '.join(scheme.codes)} or -")
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
    if fold(plain) in _not_involved(scheme):
        return Reading(NOT_INVOLVED)
    return (
        _whole(plain, scheme)
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
    present = set(letters) - {NOT_INVOLVED}
    if code in present:
        return canonical(present - {code}, scheme)
    return canonical(present | {code} if scheme.share_cell else {code}, scheme)


@cache
def _not_involved(scheme: Scheme) -> frozenset[str]:
    """Words for *not involved*, less those that are codes or words of the scheme."""
    own = {letter.code.casefold() for letter in scheme.letters} | {w for letter in scheme.letters for w in letter.words}
    return _NOT_INVOLVED_WORDS - own


@cache
def _vocabulary(scheme: Scheme) -> dict[str, str]:
    words = {letter.code.casefold(): letter.code for letter in scheme.letters}
    for letter in scheme.letters:
        words.setdefault(letter.name.casefold(), letter.code)
        words.update({word: letter.code for word in letter.words if word not in words})
    return words


def _plain(text: str) -> str:
    """Strip emphasis and one pair of brackets around the whole."""
    text = _STRONG.sub(r"\2", text).strip().strip("*_").strip() or text
    bracketed = _BRACKETED.match(text)
    return bracketed.group(1) if bracketed else text


def _whole(text: str, scheme: Scheme) -> Reading | None:
    """Read a text that is nothing but letters; look-alikes are mapped and reported."""
    latin = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    codes = _codes(latin, scheme)
    if codes is None:
        return None
    changed = latin != text
    return Reading(canonical(codes, scheme), "", f"{text!r} read as {'/'.join(latin)}" if changed else "")


def _with_remark(original: str, scheme: Scheme) -> Reading | None:
    """Read letters followed by a remark in brackets or a footnote mark."""
    unmarked = _STRONG.sub(r"\2", original).strip()
    for pattern, group in ((_TRAILING_NOTE, "note"), (_FOOTNOTE, "mark")):
        match = pattern.match(unmarked)
        if match and match["letters"].strip():
            reading = _whole(_plain(match["letters"].strip()), scheme)
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
