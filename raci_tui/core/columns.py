"""What each column of a table holds: the element's name, a field, a party, or something beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from raci_tui.core.marks import Marks
from raci_tui.core.records import PartyKind
from raci_tui.core.tables import RawTable
from raci_tui.core.text import clean, fold
from raci_tui.core.vocabulary import (
    ELEMENT_WORDS,
    FIELD_OF,
    WEAK_ELEMENT_WORDS,
    Field,
    is_legend_title,
    unfilled,
)

_ID_LIKE: Final = re.compile(r"^[A-Za-z]{0,6}[-. ]?\d+([.-]\d+)*\.?$")
_EMPHASIS: Final = re.compile(r"^(\*\*|__|\*|_|`)(.+)\1$")


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """What one column holds.

    Attributes:
        role: `party`, `extra`, or a field.
        kind: What a group row says of a party, or None.
    """

    index: int
    title: str
    role: str
    kind: PartyKind | None = None
    vacant: bool = False
    aliases: tuple[str, ...] = ()


def columns_of(
    raw: RawTable, marks: Marks, fields: Mapping[str, Field], header: int, lettered: set[int]
) -> list[Column]:
    """Give each column of a table its role.

    Args:
        fields: What the user says that headers stand for, by folded header.
        header: Row of the header, from 0.
        lettered: Columns that hold letters.
    """
    titles = [title_of(raw, header, column) for column in range(raw.width)]
    lettered = {c for c in lettered if not _is_known_field(raw, marks, header, c)}
    roles = [_role(raw, fields, header, c, title, c in lettered) for c, title in enumerate(titles)]
    _settle_element(raw, header, titles, roles, fields)
    _settle_id(raw, header, roles)
    once: set[str] = set()
    columns = []
    for index, (title, role) in enumerate(zip(titles, roles, strict=True)):
        if role not in ("party", "extra", "skip", "") and role in once:
            role = "extra"
        once.add(role)
        if role == "extra" and not title:
            role = "skip" if not filled_below(raw, header, index) else "unnamed"
        if role == "":
            continue
        name, vacant = unfilled(title) if role == "party" else (title, False)
        columns.append(Column(index=index, title=name, role=role, vacant=vacant))
    return columns


def plain_title(text: str) -> str:
    """A header's text on one line, without emphasis."""
    title = " ".join(clean(text).split())
    match = _EMPHASIS.match(title)
    return match.group(2).strip() if match else title


def title_of(raw: RawTable, header: int, column: int) -> str:
    """A column's header; where the lower of two header rows is blank, the upper one's."""
    title = plain_title(raw.text(header, column))
    if title or header == 0:
        return title
    above = plain_title(raw.text(header - 1, column))
    reaches = any(
        m.row + m.height > header and m.row <= header - 1 and m.column == column for m in raw.merges
    )
    return above if reaches or is_known(above) else ""


def is_known(text: str) -> bool:
    """Whether a header names a field or the elements."""
    folded = fold(plain_title(text))
    return folded in FIELD_OF or folded in ELEMENT_WORDS


def filled_below(raw: RawTable, header: int, column: int) -> bool:
    """Whether anything stands in a column below the header."""
    return any(raw.text(row, column).strip() for row in range(header + 1, len(raw.rows)))


def _is_known_field(raw: RawTable, marks: Marks, header: int, column: int) -> bool:
    """Whether a header says *phase* or the like and letters are the exception below: a stage may be called Do."""
    if fold(title_of(raw, header, column)) not in FIELD_OF:
        return False
    texts = [t for row in range(header + 1, len(raw.rows)) if (t := raw.text(row, column).strip())]
    return 2 * sum(marks.read(text).letters is not None for text in texts) <= len(texts)


def _role(
    raw: RawTable,
    fields: Mapping[str, Field],
    header: int,
    column: int,
    title: str,
    lettered: bool,  # noqa: FBT001
) -> str:
    folded = fold(title)
    if folded in fields:
        return fields[folded]
    if not title:
        return "unnamed" if filled_below(raw, header, column) else ""
    if is_legend_title(title):
        return "legend"
    if lettered:
        return "party"
    if folded in FIELD_OF:
        return FIELD_OF[folded]
    if folded in ELEMENT_WORDS:
        return "element"
    return "extra" if filled_below(raw, header, column) else "party"


def _settle_element(
    raw: RawTable, header: int, titles: list[str], roles: list[str], fields: Mapping[str, Field]
) -> None:
    """Choose the element column: by its word, else the column with the most different texts."""
    said = [c for c, title in enumerate(titles) if fields.get(fold(title)) == "element"]
    strong = said or [c for c, role in enumerate(roles) if role == "element"]
    if not strong:
        strong = [
            c for c, title in enumerate(titles) if fold(title) in WEAK_ELEMENT_WORDS and roles[c] != "party"
        ]
    if not strong:
        texts = {
            c: len(
                {
                    t
                    for row in range(header + 1, len(raw.rows))
                    if (t := raw.text(row, c).strip()) and not _ID_LIKE.match(t)
                }
            )
            for c, role in enumerate(roles)
            if role in ("extra", "unnamed", "stage")
        }
        strong = [c for c, count in texts.items() if count and count == max(texts.values())]
    for column, role in enumerate(roles):
        if role == "element":
            roles[column] = "extra"
    if strong:
        roles[strong[0]] = "element"


def _settle_id(raw: RawTable, header: int, roles: list[str]) -> None:
    """Take an unnamed or unknown column of numbers left of the elements for their ids."""
    if "id" in roles or "element" not in roles:
        return
    for column in range(roles.index("element")):
        texts = [t for row in range(header + 1, len(raw.rows)) if (t := raw.text(row, column).strip())]
        alike = sum(bool(_ID_LIKE.match(text)) for text in texts)
        if (
            roles[column] in ("extra", "unnamed")
            and texts
            and alike * 5 >= len(texts) * 4
            and len(set(texts)) == len(texts)
        ):
            roles[column] = "id"
            return
