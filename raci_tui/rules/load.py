"""Rules about columns: who carries too much, and who carries nothing. The customer is never counted as a carrier."""

from __future__ import annotations

from typing import Final

from raci_tui.core.counting import ColumnCounts
from raci_tui.core.rule import Rule
from raci_tui.core.scheme import Scheme

OWNED: Final = 5
"""Rows that one party can answer for: SSO-RACI; paraster.com says 8."""
DONE_PERCENT: Final = 60
"""Share of all rows from which on a party is a bottleneck."""
FEWEST_ROWS: Final = 10
"""Rows below which shares say nothing."""


def does_much(counts: ColumnCounts, scheme: Scheme, limit: int) -> bool:
    """Does more than so many per cent of the rows."""
    del scheme
    return counts.rows >= FEWEST_ROWS and counts.doers * 100 > limit * counts.rows


def owns_much(counts: ColumnCounts, scheme: Scheme, limit: int) -> bool:
    """Answers for more rows than the limit."""
    del scheme
    return counts.owners > limit


def carries_both(counts: ColumnCounts, scheme: Scheme, limit: int) -> bool:
    """Answers for more rows than the limit, and does the work in more than it as well."""
    del scheme
    return counts.owners > limit and counts.doers > limit


def is_everywhere(counts: ColumnCounts, scheme: Scheme) -> bool:
    """Has a part in every row."""
    del scheme
    return counts.rows >= FEWEST_ROWS and counts.letters == counts.rows


def is_passive(counts: ColumnCounts, scheme: Scheme) -> bool:
    """Has parts, none of them to answer or to do."""
    del scheme
    return counts.letters > 0 and not counts.doing


def is_idle(counts: ColumnCounts, scheme: Scheme) -> bool:
    """Has no part in any row, though there are rows."""
    del scheme
    return counts.rows > 0 and not counts.letters


DOER_OVERLOAD: Final = Rule(
    id="doer-overload",
    title="Does very much",
    severity="warning",
    broken=does_much,
    message="{parties} does the work in {doers} of {rows} elements.",
    why="What hangs on one party waits when that party waits.",
    advice="Share the work out, or let others support.",
    on="column",
    group="load",
    limit=DONE_PERCENT,
    limit_words="per cent of all elements that one party does",
    source="trackplus.com",
)
OWNER_OVERLOAD: Final = Rule(
    id="owner-overload",
    title="Answers for very much",
    severity="warning",
    broken=owns_much,
    message="{parties} answers for {owners} elements.",
    why="Who answers for everything answers for nothing in time.",
    advice="Hand some over to the parties that do the work.",
    on="column",
    group="load",
    limit=OWNED,
    limit_words="elements that one party answers for",
    source="SSO-RACI; paraster.com says 8",
)
DOUBLE_OVERLOAD: Final = Rule(
    id="double-overload",
    title="Answers for and does very much",
    severity="warning",
    broken=carries_both,
    message="{parties} answers for {owners} elements and does the work in {doers}.",
    why="Nobody can both do so much and watch over it.",
    advice="Keep the answer where it is, and give work away; or the other way round.",
    on="column",
    group="load",
    limit=8,
    limit_words="elements that one party answers for, and that it does",
    source="libottayo.com",
)
NO_BLANK_CELL: Final = Rule(
    id="no-blank-cell",
    title="In everything",
    severity="warning",
    broken=is_everywhere,
    message="{parties} has a part in every element.",
    why="Who is in everything holds everything up.",
    advice="Ask of each part whether it would be missed.",
    on="column",
    group="load",
    source="trackplus.com",
)
PASSIVE_PARTY: Final = Rule(
    id="passive-party",
    title="Only asked and told",
    severity="info",
    broken=is_passive,
    message="{parties} answers for nothing and does nothing; it has a part in {letters} elements.",
    why="Perhaps it need not be in the matrix, or does more than is written.",
    advice="Ask it what it does for the customer.",
    on="column",
    group="load",
    source="trackplus.com",
)
IDLE_PARTY: Final = Rule(
    id="idle-party",
    title="No part at all",
    severity="info",
    broken=is_idle,
    message="{parties} has no part in any element.",
    why="A column without letters says that something is missing, or that the party is.",
    advice="Fill its column in, or retire it.",
    on="column",
    group="load",
    source="yarramate",
)
LOAD_RULES: Final = (DOER_OVERLOAD, OWNER_OVERLOAD, DOUBLE_OVERLOAD, NO_BLANK_CELL, PASSIVE_PARTY, IDLE_PARTY)
