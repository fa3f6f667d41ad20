"""What a running app has done and can take back: the two stacks behind undo and redo."""

from __future__ import annotations

from typing import Final

from raci_tui.core.ledger import Commit

UNDO: Final = "Undo: "
REDO: Final = "Redo: "


class Steps:
    """One's own commits, in the order in which they were made, and which of them undo and redo reach."""

    def __init__(self) -> None:
        self._own: dict[str, Commit] = {}
        self._undo: list[str] = []
        self._redo: list[str] = []

    def made(self, commit: Commit) -> None:
        """Note a new edit; what was undone before it can no longer be redone."""
        self._own[commit.id] = commit
        self._undo.append(commit.id)
        self._redo.clear()

    def next(self, *, forward: bool) -> Commit | None:
        """What redo (`forward`) or undo would take back, or None."""
        stack = self._redo if forward else self._undo
        return self._own[stack[-1]] if stack else None

    def stepped(self, undone: Commit | None, *, forward: bool) -> None:
        """Note that the next one was taken back by `undone`, or that there was nothing left of it."""
        source, other = (self._redo, self._undo) if forward else (self._undo, self._redo)
        source.pop()
        if undone:
            self._own[undone.id] = undone
            other.append(undone.id)

    def altered(self, commit: Commit) -> None:
        """Note what is left of a commit whose changes no longer fitted all."""
        self._own[commit.id] = commit

    def forget(self, commit_id: str, *, stands: bool) -> None:
        """Leave out a commit that no longer is; with `stands`, what it took back stands again and can be undone."""
        gone = self._own.pop(commit_id, None)
        for stack in (self._undo, self._redo):
            if commit_id in stack:
                stack.remove(commit_id)
        if gone is None or not stands:
            return
        before = self._own.get(gone.undoes)
        if before is None or before.id in self._undo or before.id in self._redo:
            return
        stack = self._redo if before.label.startswith(UNDO) else self._undo
        stack.append(before.id)
        places = {each: place for place, each in enumerate(self._own)}
        stack.sort(key=places.__getitem__)


def label_of_inverse(label: str) -> str:
    """Name what takes a commit back: undoing an undo is a redo."""
    if label.startswith(UNDO):
        return REDO + label.removeprefix(UNDO)
    return UNDO + label.removeprefix(REDO)
