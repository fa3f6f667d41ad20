"""What a stand-up wants to know in one page of plain text: what changed last, what is unowned, what is planned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from raci_tui.core.counting import lacks_owner
from raci_tui.core.diff import all_diffs, count
from raci_tui.core.history import describe, timed
from raci_tui.core.ledger import Entry
from raci_tui.services.session import Session

_COMMITS: Final = 5
_SENTENCES: Final = 6
_GAPS: Final = 10


def briefing(session: Session) -> str:
    """The page, ready to print."""
    return "\n".join((*_title(session), *_changes(session), *_gaps(session), *_plans(session)))


def _title(session: Session) -> Iterator[str]:
    workspace = session.workspace
    yield workspace.info.name
    counts = (f"{len(workspace.elements())} elements", f"{len(workspace.parties())} parties")
    yield ", ".join((*counts, f"scheme {workspace.scheme.name}"))
    yield ""


def _changes(session: Session) -> Iterator[str]:
    last: list[tuple[str, Entry]] = list(timed(session.store.history()))
    yield "What changed last"
    if not last:
        yield "  nothing yet"
    day = last[-1][0][:10] if last else ""
    shown = [(at, entry) for at, entry in last if at.startswith(day)][-_COMMITS:]
    for at, entry in shown:
        yield f"  {at[:10]} {at[11:16]}  {entry.commit.author}: {entry.commit.label}"
        sentences = describe(entry.commit, session.workspace.state)
        for sentence in sentences[:_SENTENCES]:
            yield f"      {sentence}"
        if len(sentences) > _SENTENCES:
            yield f"      and {len(sentences) - _SENTENCES} more"
    yield ""


def _gaps(session: Session) -> Iterator[str]:
    workspace, findings = session.workspace, session.findings
    ranked = [found for found in findings.ranked("current") if found.rule == "no-owner"]
    scheme = workspace.scheme
    planned = sum(1 for found in ranked if not lacks_owner(findings.counts(found.element, "target"), scheme))
    yield f"Unowned today: {len(ranked)}, of which {planned} have an owner in the target"
    for found in ranked[:_GAPS]:
        element = workspace.state.tables["elements"][found.element]
        pain = workspace.pain(element.id)
        remarks = [
            f"pain {pain}" if pain else "",
            "the customer sees it" if element.visibility == "front" else "",
        ]
        remark = ", ".join(filter(None, remarks))
        yield f"  {element.code + ' ' if element.code else ''}{element.name}" + (
            f"  ({remark})" if remark else ""
        )
    if len(ranked) > _GAPS:
        yield f"  and {len(ranked) - _GAPS} more"
    yield ""


def _plans(session: Session) -> Iterator[str]:
    state = session.workspace.state
    diffs = all_diffs(state)
    counts = count(diffs)
    yield (
        f"Differences: {len(diffs)} cells on {len({diff.element for diff in diffs})} elements: "
        f"{counts.gained} gain letters, {counts.lost} lose them, {counts.changed} change them"
    )
    moves = [move.state for move in state.tables["moves"].values()]
    if moves:
        words = (f"{moves.count(state)} {state}" for state in dict.fromkeys(moves))
        yield f"Moves: {', '.join(words)}"
