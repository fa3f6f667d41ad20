"""What an edit of many cells would bring about, in words, before it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from raci_tui.core.blocks import BlockEdit, CellChange, said, said_before
from raci_tui.core.counting import Counting, RowCounts, has_many_owners, lacks_doer, lacks_owner
from raci_tui.core.editing import shown_in
from raci_tui.core.records import Cell, EditLayer
from raci_tui.core.scheme import NOT_INVOLVED, Scheme
from raci_tui.core.workspace import Workspace

KINDS_SHOWN: Final = 6
"""Kinds of change that are listed; what lies beyond is counted together."""


class Consequence(NamedTuple):
    """One thing that an edit brings about.

    Attributes:
        bad: It makes a gap, or loses something.
    """

    text: str
    bad: bool


def consequences(workspace: Workspace, block: BlockEdit) -> tuple[Consequence, ...]:
    """Say which elements gain and lose owners and doers, and what is overwritten; what is bad comes first."""
    counted: Counter[str] = Counter()
    counting = Counting(workspace.state, workspace.scheme)
    for layer, rows in _touched(block).items():
        for element, changes in rows.items():
            _count_row(workspace, counting, layer, element, changes, counted)
    counted["notes"] = sum(
        1
        for change in block.changes
        if change.field == "note" and change.old and change.old not in (change.new or "")
    )
    return tuple(sorted(in_words(counted, workspace.scheme), key=lambda each: not each.bad))


def kinds_of_change(workspace: Workspace, block: BlockEdit) -> list[tuple[str, int]]:
    """From what to what, with how many cells each, the most frequent first."""
    counted = Counter(
        "a note"
        if change.field == "note"
        else f"{said_before(workspace, change)} → {said(change.field, change.new)}"
        for change in block.changes
    )
    kinds = counted.most_common(KINDS_SHOWN)
    others = sum(counted.values()) - sum(count for _, count in kinds)
    return [*kinds, ("other letters", others)] if others else kinds


def _touched(block: BlockEdit) -> dict[EditLayer, dict[str, list[CellChange]]]:
    touched: dict[EditLayer, dict[str, list[CellChange]]] = {}
    for change in block.changes:
        if change.field != "note":
            touched.setdefault(change.field, {}).setdefault(change.element, []).append(change)
    return touched


def _count_row(
    workspace: Workspace,
    counting: Counting,
    layer: EditLayer,
    element: str,
    changes: list[CellChange],
    counted: Counter[str],
) -> None:
    scheme = workspace.scheme
    before = workspace.state.rows.get(element, {})
    after = dict(before)
    for change in changes:
        cell = before.get(change.party) or Cell(element=element, party=change.party)
        after[change.party] = msgspec.structs.replace(cell, **{layer: change.new})
        counted["overwritten"] += _loses(shown_in(cell, layer), shown_in(after[change.party], layer))
    was, becomes = (counting.counts(row, layer) for row in (before, after))
    for what, judge in (("many", has_many_owners), ("unowned", lacks_owner), ("undone", lacks_doer)):
        counted[what] += judge(becomes, scheme) and not judge(was, scheme)
        counted[f"no longer {what}"] += judge(was, scheme) and not judge(becomes, scheme)
    counted["second"] += _gains_second(was, becomes, scheme)


def _gains_second(was: RowCounts, becomes: RowCounts, scheme: Scheme) -> bool:
    return scheme.owners.max != 1 and was.owners == 1 and becomes.owners > 1


def _loses(before: str, after: str) -> bool:
    """Whether letters that stood there are gone."""
    return not set(before) - {NOT_INVOLVED} <= set(after)


def in_words(counted: Counter[str], scheme: Scheme) -> Iterator[Consequence]:
    """Counts of elements by what becomes of them, in words."""
    limit = scheme.owners.max
    more = "a second owner" if limit == 1 else f"more than {limit} owners"
    fewer = (
        f"more than {limit} owner{'' if limit == 1 else 's'}"
        if limit is not None
        else "more owners than it may have"
    )
    for what, bad, text in (
        ("unowned", True, "leaves {} without an owner"),
        ("many", True, f"gives {{}} {more}"),
        ("undone", True, "leaves {} with nobody who does the work"),
        ("second", False, "gives {} a second owner"),
        ("no longer unowned", False, "gives {} an owner"),
        ("no longer many", False, f"leaves {{}} with no {fewer}"),
        ("no longer undone", False, "gives {} somebody who does the work"),
    ):
        if counted[what]:
            count = counted[what]
            yield Consequence(text.format("1 element" if count == 1 else f"{count:,} elements"), bad)
    for what, words in (("overwritten", "takes letters from {}"), ("notes", "replaces the note of {}")):
        if counted[what]:
            count = counted[what]
            yield Consequence(words.format("1 cell" if count == 1 else f"{count:,} cells"), bad=False)
