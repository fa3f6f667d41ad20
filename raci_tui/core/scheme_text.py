"""Schemes as TOML: how people write their own, and how any scheme is written for them to start from.

```toml
[scheme.care]
name = "Care"
owners = { min = 1, max = 1 }
letters = [
  { code = "L", name = "Lead", kind = "owner", words = ["leads"] },
  { code = "W", name = "Works", kind = "doer" },
]
```
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any, Final, get_args

import msgspec

from raci_tui.core.errors import SchemeError
from raci_tui.core.scheme import Bounds, Kind, Letter, Scheme, checked
from raci_tui.core.text import clean, clean_name, fold

TEXT_LIMIT: Final = 100_000
"""Characters of a text with schemes."""
_KINDS: Final[tuple[str, ...]] = get_args(Kind)
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_SEPARATORS: Final = frozenset(" /,;&|+·•・\n-")
_FIELDS: Final = tuple(field for field in Scheme.__struct_fields__ if field != "id")
_EXPECTED: Final = re.compile(r"Expected `(?P<wanted>[^`]+)`.*? - at `\$\.?(?P<where>[^`]*)`")
_MISSING: Final = re.compile(r"missing required field `(?P<field>[^`]+)`")
_TYPES: Final = {"str": "a text", "int": "a whole number", "bool": "true or false", "array": "a list"}
_DARKEST: Final = 0.175
"""Luminance of a ground on which black text keeps a contrast of 4.5:1."""


def read_scheme(text: str) -> Scheme:
    """Read a TOML text that holds one scheme.

    Raises:
        SchemeError: It is not TOML, not one scheme, or a scheme that cannot be used.
    """
    found = read_schemes(text)
    if len(found) != 1:
        raise SchemeError(f"the text holds {len(found)} schemes", "keep one [scheme.…] table")
    return found[0]


def read_schemes(text: str) -> tuple[Scheme, ...]:
    """Read every scheme of a TOML text.

    Raises:
        SchemeError: It is not TOML, holds something else, or a scheme that cannot be used.
    """
    if len(text) > TEXT_LIMIT:
        raise SchemeError(f"the text has {len(text):,} characters", f"at most {TEXT_LIMIT:,} fit")
    try:
        plain = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SchemeError(
            f"this is no TOML: {error}", "see docs/schemes.md for a scheme to start from"
        ) from error
    _only(plain, ("scheme",), "the text")
    schemes = plain.get("scheme")
    if not isinstance(schemes, dict) or not schemes:
        raise SchemeError("the text holds no scheme", "begin with [scheme.NAME]")
    return tuple(_scheme(key, fields) for key, fields in schemes.items())


def write_scheme(scheme: Scheme) -> str:
    """Write a scheme as the TOML that `read_scheme` reads."""
    lines = [
        f"[scheme.{scheme.id if _ID.fullmatch(scheme.id) else _text(scheme.id)}]",
        f"name = {_text(scheme.name)}",
    ]
    lines += [f"owners = {_bounds(scheme.owners)}", f"doers = {_bounds(scheme.doers)}"]
    lines += [
        f"share_cell = {_text(scheme.share_cell)}",
        f"owner_implies_doer = {_text(scheme.owner_implies_doer)}",
    ]
    if scheme.conflicts:
        lines.append(f"conflicts = {_text([list(pair) for pair in scheme.conflicts])}")
    letters = (f"  {{ {', '.join(_letter_fields(letter))} }}," for letter in scheme.letters)
    return "\n".join([*lines, "letters = [", *letters, "]", ""])


def _scheme(key: str, plain: object) -> Scheme:
    if not _ID.fullmatch(key):
        raise SchemeError(
            f"{clean(key)[:40]!r} is no name for a scheme",
            "use small letters, digits and dashes: [scheme.care]",
        )
    what = f"the scheme {key}"
    fields = _table(plain, what)
    _only(fields, _FIELDS, what)
    for side in ("owners", "doers"):
        if side in fields:
            _only(_table(fields[side], f"{side} of {what}"), Bounds.__struct_fields__, f"{side} of {what}")
    for number, letter in enumerate(_list(fields.get("letters", []), f"letters of {what}"), 1):
        _check_letter(_table(letter, f"letter {number} of {what}"), f"letter {number} of {what}")
    try:
        made = msgspec.convert({"name": key, "letters": [], **fields, "id": key}, Scheme)
    except msgspec.ValidationError as error:
        raise SchemeError(
            f"{what} does not fit: {_reason(error)}", "compare it with docs/schemes.md"
        ) from error
    return _unambiguous(checked(_clean(made)))


def _check_letter(plain: dict[str, Any], what: str) -> None:
    _only(plain, Letter.__struct_fields__, what)
    kind, code = plain.get("kind"), plain.get("code")
    if isinstance(kind, str) and kind not in _KINDS:
        raise SchemeError(f"{what} has the kind {clean(kind)[:40]!r}", _instead(kind, _KINDS))
    if isinstance(code, str) and len(code) > 1 and not _SEPARATORS.isdisjoint(code):
        raise SchemeError(
            f"{what} has the code {clean(code)[:40]!r} with a separator in it",
            "a code is one upper-case letter",
        )


def _clean(scheme: Scheme) -> Scheme:
    """The scheme with clean texts; words folded, as they are compared."""
    letters = tuple(
        msgspec.structs.replace(
            letter,
            name=clean_name(letter.name, f"name of the letter {letter.code}"),
            words=tuple(fold(clean(word)) for word in letter.words),
            color=letter.color.lower(),
        )
        for letter in scheme.letters
    )
    return msgspec.structs.replace(
        scheme, name=clean_name(scheme.name, "name of the scheme"), letters=letters
    )


def _unambiguous(scheme: Scheme) -> Scheme:
    """Refuse a word that means two letters, and a colour on which black text cannot be read."""
    meant: dict[str, str] = {fold(letter.code): letter.code for letter in scheme.letters}
    for letter in scheme.letters:
        for word in (fold(letter.name), *letter.words):
            if meant.setdefault(word, letter.code) != letter.code:
                raise SchemeError(
                    f"the scheme {scheme.id} has “{word}” for {meant[word]} and for {letter.code}",
                    "a word can mean one letter only",
                )
        if letter.color and _luminance(letter.color) < _DARKEST:
            raise SchemeError(
                f"the colour {letter.color} of {letter.code} is too dark for black text",
                "choose a lighter one",
            )
    return scheme


def _luminance(color: str) -> float:
    """Relative luminance of `#rrggbb`, as WCAG 2 defines it."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _only(plain: dict[str, Any], known: Collection[str], what: str) -> None:
    unknown = next((key for key in plain if key not in known), None)
    if unknown is not None:
        raise SchemeError(f"{what} has the unknown key {clean(unknown)[:40]!r}", _instead(unknown, known))


def _instead(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, known, 1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"


def _table(plain: object, what: str) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise SchemeError(f"{what} is no table", "write { … = … }")
    return plain


def _list(plain: object, what: str) -> list[Any]:
    if not isinstance(plain, list):
        raise SchemeError(f"the {what} are no list", "write letters = [ { code = … }, … ]")
    return plain


def _reason(error: msgspec.ValidationError) -> str:
    """What msgspec found, in words for people who did not write the schema."""
    missing = _MISSING.search(str(error))
    if missing:
        return f"a letter has no {missing['field']}"
    found = _EXPECTED.search(str(error))
    if found is None:
        return str(error).replace("`", "")
    return f"{found['where']} should be {_TYPES.get(found['wanted'], found['wanted'])}"


def _letter_fields(letter: Letter) -> Iterator[str]:
    for field in ("code", "name", "kind", "words", "color"):
        value = getattr(letter, field)
        if value:
            yield f"{field} = {_text(list(value) if isinstance(value, tuple) else value)}"


def _bounds(bounds: Bounds) -> str:
    most = "" if bounds.max is None else f", max = {bounds.max}"
    return f"{{ min = {bounds.min}{most} }}"


def _text(value: object) -> str:
    """A value as TOML; what JSON writes of texts, lists and truth values is TOML too."""
    return json.dumps(value, ensure_ascii=False)
