"""Putting pending commits on top of what others have committed meanwhile.

A change requires that its record still exists and that `old` is what stands there; where `new` stands there
already it is done. What no longer fits is lost and told, never silently.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from raci_tui.core.ledger import WHOLE_RECORD, Change, Commit
from raci_tui.core.state import Problem, State


class Conflict(NamedTuple):
    """A pending commit of ours that did not fit any more, wholly or in part.

    Attributes:
        commit: As it was made here.
        losses: The changes dropped, each with what stands there instead.
        by: Author of the commit that got in between, or empty where one of our own dropped commits did.
    """

    commit: Commit
    losses: tuple[Problem, ...]
    by: str

    @property
    def partly_kept(self) -> bool:
        """Whether the changes that still fitted were kept."""
        whole = self.commit.whole or self.commit.undoes
        return len(self.commit.changes) > len(self.losses) and not whole


def replay(state: State, commit: Commit, altered: Container[str]) -> tuple[list[Change], list[Problem]]:
    """Make a pending commit's changes again, as far as they fit; a whole commit fits whole or not at all.

    Args:
        altered: Ids of pending commits that are no longer as they were made. What takes one of them back no
            longer fits: another's equal edit may stand there now.

    Returns:
        The changes made, and those lost.
    """
    kept: list[Change] = []
    losses: list[Problem] = []
    for change in commit.changes:
        if _is_so(state, change):
            continue
        problem = state.problem(change)
        if problem is None and commit.undoes in altered:
            where = (change.table, change.key)
            problem = Problem(change, state.value(change), "what it takes back did not stand", where)
        if problem:
            losses.append(problem)
        else:
            state.apply(change)
            kept.append(change)
    if losses and (commit.whole or commit.undoes):
        for change in reversed(kept):
            state.apply(change.inverse())
        kept.clear()
    return kept, losses


def who_is_behind(
    commit: Commit, kept: Sequence[Change], losses: Sequence[Problem], theirs: Sequence[Commit]
) -> str:
    """Author of the commit that took away, or made needless, one of a pending commit's changes; or empty."""
    places = [(problem.change, problem.where) for problem in losses]
    places += [(change, (change.table, change.key)) for change in commit.changes if change not in kept]
    found = (last_to_touch(change, where, theirs) for change, where in places)
    return next((other.author for other in found if other), "")


def last_to_touch(change: Change, where: tuple[str, str], commits: Sequence[Commit]) -> Commit | None:
    """The last commit that touched a record; in the change's own record, its field or the whole."""
    own = where == (change.table, change.key) and change.field != WHOLE_RECORD
    fields = {change.field, WHOLE_RECORD}
    for commit in reversed(commits):
        if any((c.table, c.key) == where and (not own or c.field in fields) for c in commit.changes):
            return commit
    return None


def touched_by_others(commit: Commit, commits: Sequence[Commit], app: str) -> Commit | None:
    """The last commit of another running app since `commit` that touched one of its fields, whatever stands there."""
    fields: dict[tuple[str, str], set[str]] = {}
    for change in commit.changes:
        fields.setdefault((change.table, change.key), {WHOLE_RECORD}).add(change.field)
    whole = {(change.table, change.key) for change in commit.changes if change.field == WHOLE_RECORD}
    for other in reversed(since(commit, commits)):
        places = () if other.app == app else other.changes
        if any((c.table, c.key) in whole or c.field in fields.get((c.table, c.key), ()) for c in places):
            return other
    return None


def since(commit: Commit, commits: Sequence[Commit]) -> list[Commit]:
    """The commits after one of them; all of them where it is so old that it is not among them any more."""
    after: list[Commit] = []
    for other in reversed(commits):
        if other.id == commit.id:
            break
        after.append(other)
    return after[::-1]


def _is_so(state: State, change: Change) -> bool:
    """Whether what the change wants is there already; a record that is gone says nothing in its fields."""
    if change.field != WHOLE_RECORD and state.get(change.table, change.key) is None:
        return not change.new
    return state.holds(change, change.new)
