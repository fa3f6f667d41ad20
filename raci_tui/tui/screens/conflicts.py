"""Tells which of one's own edits did not fit any more, with both values, and lets one write them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from raci_tui.core.ledger import WHOLE_RECORD, Change
from raci_tui.core.notation import show
from raci_tui.core.transaction import Transaction, noun
from raci_tui.core.workspace import Conflict, Workspace
from raci_tui.tui.plain import one_line, plain, shorten, template
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.fields import Tick

_VALUE_CELLS: Final = 60
_LABEL_CELLS: Final = 100
SHOWN: Final = 200
"""Losses listed; what lies beyond is counted."""
_FIELDS: Final = {"current": "today", "target": "the target", "visibility": "who sees it"}


class _Again(NamedTuple):
    """One value of ours that can be written over theirs."""

    tick: Tick
    change: Change


class ConflictScreen(Dialog[int]):
    """Shows each loss in words; dismissed with how many of our values were written again.

    Args:
        conflicts: What the workspace dropped of our pending commits.
    """

    YES = "Done"
    KEYS = "Space marks what to write again · Enter goes on · Esc closes"

    def __init__(self, workspace: Workspace, conflicts: Sequence[Conflict]) -> None:
        super().__init__("Somebody was quicker")
        self._workspace = workspace
        self._conflicts = conflicts
        self._again: list[_Again] = []

    def fields(self) -> ComposeResult:
        yield Static(
            Content(
                "Others have changed the same places. What they wrote stands unless you write yours again."
            )
        )
        shown = 0
        for conflict in self._conflicts:
            yield Static(_what(conflict), classes="conflict")
            for problem in conflict.losses[: SHOWN - shown]:
                shown += 1
                yield Vertical(*self._loss(conflict, problem.change, problem.theirs), classes="loss")
        left = sum(len(conflict.losses) for conflict in self._conflicts) - shown
        if left:
            yield Static(plain(f"And {left:,} more."))

    def on_mount(self) -> None:
        if not self._again:
            self.query_one("#yes").focus()

    def answer(self) -> int:
        """Write the marked values again, as one commit."""
        marked = [again.change for again in self._again if again.tick.value]
        if marked:
            with self._workspace.edit(f"Write {_number(len(marked))} again") as edit:
                for change in marked:
                    _write(edit, change)
        return len(marked)

    def _loss(self, conflict: Conflict, change: Change, theirs: Any) -> Iterator[Static | Tick]:  # noqa: ANN401 - a field's value
        where = _where(self._workspace, change)
        who = one_line(conflict.by) or "An edit before it"
        if change.field == WHOLE_RECORD or self._workspace.state.get(change.table, change.key) is None:
            what = (
                "it has been removed"
                if theirs is None
                else "it has been changed, or something was added to it"
            )
            yield Static(plain(f"{where}: {what} ({who})."))
            return
        field = _FIELDS.get(change.field, f"the {change.field}")
        yield Static(
            template(
                "$where, $field: $who wrote [b]$theirs[/b]; you wrote [b]$ours[/b].",
                where=where,
                field=field,
                who=who,
                theirs=_value(change, theirs),
                ours=_value(change, change.new),
            )
        )
        tick = Tick(Content("Write mine again"))
        self._again.append(_Again(tick, change))
        yield tick


def _what(conflict: Conflict) -> Content:
    label = shorten(one_line(conflict.commit.label), _LABEL_CELLS)
    rest = "was kept only in part" if conflict.partly_kept else "was not kept"
    return template("Your edit [b]$label[/b] " + rest + ".", label=f"“{label}”")


def _name(workspace: Workspace, table: str, key: str) -> str:
    return getattr(workspace.state.tables[table].get(key), "name", "") or f"a removed {noun(table)}"


def _where(workspace: Workspace, change: Change) -> str:
    tables = workspace.state.tables
    if change.table == "cells":
        element, _, party = change.key.partition("/")
        text = f"{_name(workspace, 'parties', party)} on {_name(workspace, 'elements', element)}"
    elif change.table in ("moves", "pains"):
        record = tables[change.table].get(change.key)
        element = change.key if change.table == "moves" else getattr(record, "element", "")
        text = f"The {noun(change.table)} of {_name(workspace, 'elements', element)}"
    else:
        text = f"The {noun(change.table)} “{_name(workspace, change.table, change.key)}”"
    return shorten(one_line(text), _LABEL_CELLS)


def _value(change: Change, value: Any) -> str:  # noqa: ANN401 - a field's value
    if change.table == "cells" and change.field in ("current", "target"):
        return "no plan" if value is None else show(value) or "undecided"
    if value in (None, "", []):
        return "nothing"
    return f"“{shorten(one_line(', '.join(map(str, value)) if isinstance(value, list) else str(value)), _VALUE_CELLS)}”"


def _write(edit: Transaction, change: Change) -> None:
    if change.table != "cells":
        edit.update(change.table, change.key, **{change.field: change.new})
        return
    element, _, party = change.key.partition("/")
    if change.field == "note":
        edit.note(element, party, change.new)
    else:
        edit.set(element, party, "current" if change.field == "current" else "target", change.new)


def _number(count: int) -> str:
    return "my value" if count == 1 else f"{count} of my values"
