"""What a running app has done and can take back: undo and redo, a fold over its own commits.

An edit goes on top of what undo reaches and ends what redo reaches; an undo moves what it takes back over to
redo, a redo back again. Where a commit is dropped in a conflict the fold is made anew without it, so that both
are as if it had never been made.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from raci_tui.core.ledger import Commit

UNDO: Final = "Undo: "
REDO: Final = "Redo: "


class Steps:
    """One's own commits, in the order in which they were made, and which of them undo and redo reach.

    What undo or redo takes back next is as it was left but for what others have done: no commit of one's own
    after it still stands.
    """

    def __init__(self) -> None:
        self._own: dict[str, Commit] = {}
        self._forward: dict[str, bool] = {}
        self._void: set[str] = set()
        self._undo: list[str] = []
        self._redo: list[str] = []
        self._stale = False

    def made(self, commit: Commit) -> None:
        """Note a new edit; what was undone before it can no longer be redone."""
        self._note(commit)

    def next(self, *, forward: bool) -> Commit | None:
        """What redo (`forward`) or undo would take back, or None."""
        self._refold()
        stack = self._redo if forward else self._undo
        return self._own[stack[-1]] if stack else None

    def standing(self) -> set[str]:
        """Ids of one's own commits that have not been taken back."""
        self._refold()
        return set(self._undo)

    def stepped(self, undone: Commit | None, *, forward: bool) -> None:
        """Note that the next one was taken back by `undone`, or that there was nothing left of it."""
        if undone:
            self._forward[undone.id] = forward
            self._note(undone)
        else:
            self._void.add((self._redo if forward else self._undo).pop())

    def altered(self, commit: Commit) -> None:
        """Note what is left of a commit whose changes no longer fitted all."""
        self._own[commit.id] = commit

    def forget(self, commit_id: str, *, stands: bool) -> None:
        """Leave out a commit that no longer is; without `stands` another's has taken back what it took back."""
        gone = self._own.pop(commit_id, None)
        if gone and not stands:
            self._void.add(gone.undoes)
        self._stale = True

    def came_back(self, commit: Commit, pending: Collection[str]) -> None:
        """Note a commit that was discarded and has become durable all the same, beneath what is pending."""
        later = {key: each for key, each in self._own.items() if key in pending}
        earlier = {key: each for key, each in self._own.items() if key not in pending}
        self._own = {**earlier, commit.id: commit, **later}
        self._stale = True

    def _note(self, commit: Commit) -> None:
        self._refold()
        self._own[commit.id] = commit
        self._fold(commit)

    def _refold(self) -> None:
        if not self._stale:
            return
        self._stale = False
        self._undo.clear()
        self._redo.clear()
        for commit in self._own.values():
            self._fold(commit)

    def _fold(self, commit: Commit) -> None:
        forward = self._forward.get(commit.id)
        to = self._redo if forward is False else self._undo
        if forward is None:
            self._redo.clear()
        elif forward:
            # What was undone after it cannot be redone before it any more.
            place = self._redo.index(commit.undoes) if commit.undoes in self._redo else 0
            del self._redo[place:]
        elif commit.undoes in self._undo:
            self._undo.remove(commit.undoes)
        if commit.id not in self._void:
            to.append(commit.id)


def label_of_inverse(label: str) -> str:
    """Name what takes a commit back: undoing an undo is a redo."""
    if label.startswith(UNDO):
        return REDO + label.removeprefix(UNDO)
    return UNDO + label.removeprefix(REDO)
