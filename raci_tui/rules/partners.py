"""Rules about partners and the overlay team: who answers and acts inside the house, and who outside."""

from __future__ import annotations

from typing import Final

from raci_tui.core.counting import RowCounts, owners_of
from raci_tui.core.rule import Rule
from raci_tui.core.scheme import Scheme


def is_answered_outside(counts: RowCounts, scheme: Scheme) -> bool:
    """Has owners, all of them partners."""
    del scheme
    return 0 < counts.owners == counts.outside_owners


def is_done_outside(counts: RowCounts, scheme: Scheme) -> bool:
    """Somebody acts, and all who do are partners, though somebody in the house answers or nobody does."""
    del scheme
    return 0 < counts.doing == counts.outside_doing


def is_with_overlay(counts: RowCounts, scheme: Scheme) -> bool:
    """A party of the overlay team answers."""
    del scheme
    return counts.overlay_owners > 0


OUTSIDE_OWNER: Final = Rule(
    id="outside-owner",
    title="Answered for outside the house",
    severity="warning",
    broken=is_answered_outside,
    message="Only a partner answers for “{element}”: {parties}.",
    why="The customer holds the house to account, whoever was hired for the work.",
    advice="Let a department answer, and the partner do the work.",
    parties=owners_of,
    group="partners",
    source="ours: accountability cannot be contracted out",
)
PARTNERS_ONLY: Final = Rule(
    id="partners-only",
    title="Only partners act",
    severity="info",
    broken=is_done_outside,
    message="All who act in “{element}” are partners.",
    why="What only partners see, the house learns of last.",
    advice="Name the department that hears how it went.",
    group="partners",
    source="ours: who works for us?",
)
OVERLAY_OWNER: Final = Rule(
    id="overlay-owner",
    title="The overlay team answers",
    severity="info",
    broken=is_with_overlay,
    message="The overlay team answers for “{element}”.",
    why="An overlay team is there to move accountability into the line, not to keep it.",
    advice="Agree when which department takes it over.",
    group="partners",
    source="ours: accountability with the overlay team is counted down",
)
PARTNER_RULES: Final = (OUTSIDE_OWNER, PARTNERS_ONLY, OVERLAY_OWNER)
