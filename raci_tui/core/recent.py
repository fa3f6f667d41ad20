"""The commits that lately became durable: whose they are, and who is in the way of taking one's own back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from raci_tui.core.ledger import Change, Commit
from raci_tui.core.rebase import last_to_touch, since, touched_by_others
from raci_tui.core.state import Problem

_KEPT: Final = 2000
"""Commits that are kept at least; never more than twice as many."""


class Recent:
    """The last commits of the ledger as one running app has seen them.

    Args:
        app: The id of the running app, to tell its own commits from those of others.
    """

    def __init__(self, app: str) -> None:
        self._app = app
        self._commits: list[Commit] = []

    def remember(self, commit: Commit) -> None:
        """Note a commit that has become durable."""
        self._commits.append(commit)
        if len(self._commits) > 2 * _KEPT:
            del self._commits[:_KEPT]

    def of_others(self, commit: Commit) -> Commit | None:
        """The last commit of others that touched a field of this one after it, or None."""
        return touched_by_others(commit, self._commits, self._app)

    def who_touched(self, change: Change, pending: Sequence[Commit]) -> str:
        """Author of the last commit, durable or pending, that touched the change's field or record, or empty."""
        found = last_to_touch(change, (change.table, change.key), [*self._commits, *pending])
        return found.author if found else ""

    def who_is_in_the_way(
        self, commit: Commit, problem: Problem, pending: Sequence[Commit], own: Collection[str]
    ) -> str:
        """Say why a commit cannot be taken back.

        Args:
            problem: The first of its inverse changes that does not fit.
            pending: Commits that are not durable yet.
            own: Ids of the app's own commits that stand: one that was taken back again is not in the way.
        """
        after = since(commit, [*self._commits, *pending])
        standing = [each for each in after if each.app != self._app or each.id in own]
        found = last_to_touch(problem.change, problem.where, standing)
        if found is None:
            return "somebody has changed it since"
        return f"{'you have' if found.app == self._app else f'{found.author} has'} changed it since"
