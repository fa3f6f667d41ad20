"""Headings in a pasted block: the names of elements and parties that stand beside the letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from raci_tui.core.errors import EditError
from raci_tui.core.labels import short_name
from raci_tui.core.notation import read
from raci_tui.core.scheme import Scheme
from raci_tui.core.text import fold
from raci_tui.core.workspace import Workspace

CORNER: Final = "Element"
"""What stands over the names of the elements in a copy with headings."""
_CORNERS: Final = ("", fold(CORNER))
_SHORTEST_NAME: Final = 4
"""Characters; what is shorter may be a mark of somebody's own among letters, which is refused by itself."""
_NAME_SHOWN: Final = 40


class Headings(NamedTuple):
    """Where the rows and columns of a block belong by the names beside them.

    Attributes:
        elements, parties: Ids in the order of the block; empty for a name that is not shown, or shown several
            times. None where the block has no such names.
    """

    elements: tuple[str, ...] | None
    parties: tuple[str, ...] | None

    def strip(self, rows: Sequence[Sequence[str]]) -> list[list[str]]:
        """The block without its headings."""
        below = rows[1:] if self.parties is not None else rows
        first = 0 if self.elements is None else 1
        return [list(row[first:]) for row in below]


def headings(
    workspace: Workspace, rows: Sequence[Sequence[str]], elements: Sequence[str], parties: Sequence[str]
) -> Headings:
    """Recognise names that stand beside the letters of a block.

    Names of both kinds count where the first row names parties only and the first column any element; names
    of one kind where all of them are known and they are not letters. Beside letters only, one element that is
    known is enough.

    Args:
        elements, parties: Ids of what is shown, in order.

    Raises:
        EditError: Names stand beside letters, and none of them is known: the letters would go astray.
    """
    tables, scheme = workspace.state.tables, workspace.scheme
    known_rows = _known(tables["elements"], elements, lambda record: (record.name, record.code))
    known_columns = _known(
        tables["parties"],
        parties,
        lambda record: (record.name, record.short, short_name(record), *record.aliases),
    )

    def are_names(texts: Sequence[str], known: Mapping[str, list[str]]) -> bool:
        said = [text for text in texts if text.strip()]
        return bool(said) and all(fold(text) in known for text in said)

    def are_letters(texts: Sequence[str]) -> bool:
        return all(read(text, scheme).letters is not None for text in texts)

    top, side = rows[0], [row[0] if row else "" for row in rows]
    both = fold(top[0]) in _CORNERS and are_names(top[1:], known_columns)
    if both and any(fold(name) in known_rows for name in side[1:]):
        return Headings(_matched(side[1:], known_rows), _matched(top[1:], known_columns))
    if len(rows) > 1 and are_names(top, known_columns) and not are_letters(top):
        return Headings(None, _matched(top, known_columns))
    if max(map(len, rows)) > 1 and are_names(side, known_rows) and not are_letters(side):
        return Headings(_matched(side, known_rows), None)
    if _beside_letters(rows, scheme):
        if any(fold(name) in known_rows for name in side):
            return Headings(_matched(side, known_rows), None)
        names = [text.strip() for text in side if text.strip()]
        if min(map(len, names)) >= _SHORTEST_NAME:
            more = f" and {len(names) - 1} more are no elements" if len(names) > 1 else " is no element"
            raise EditError(
                f"nothing was pasted: “{names[0][:_NAME_SHOWN]}”{more} shown here",
                "copy the letters without the names, or show or add the element first",
            )
    return Headings(None, None)


def _beside_letters(rows: Sequence[Sequence[str]], scheme: Scheme) -> bool:
    """Whether the first column holds texts that are no letters, and everything beside it is letters."""
    first = [row[0] if row else "" for row in rows]
    others = {text for row in rows for text in row[1:]}
    return (
        any(text.strip() for text in first)
        and all(not text.strip() or read(text, scheme).letters is None for text in first)
        and any(text.strip() for text in others)
        and all(read(text, scheme).letters is not None for text in others)
    )


def _known(
    table: Mapping[str, object], ids: Sequence[str], names: Callable[..., tuple[str, ...]]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in ids:
        for name in dict.fromkeys(map(fold, names(table[key]))):
            if name:
                found.setdefault(name, []).append(key)
    return found


def _matched(names: Sequence[str], known: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The id for each name; of a name that is shown several times, one after the other if all are there."""
    folded = [fold(name) for name in names]
    counted = Counter(folded)
    seen: Counter[str] = Counter()
    matched = []
    for name in folded:
        ids = known.get(name, [])
        # Which of two that are called alike is meant can only be told where both are there.
        matched.append(ids[seen[name]] if len(ids) == counted[name] else "")
        seen[name] += 1
    return tuple(matched)
