"""How much of a workspace is on the screen, whatever hides the rest: counted in this one place."""

from __future__ import annotations

from typing import NamedTuple

from raci_tui.core.arrange import Arrangement
from raci_tui.core.workspace import Workspace


class Shown(NamedTuple):
    """Elements and parties that are shown, of so many that could be."""

    elements: int
    all_elements: int
    parties: int
    all_parties: int

    def __str__(self) -> str:
        """In a few words what is not shown; empty where all of it is."""
        elements = f"{self.elements:,} of {self.all_elements:,}"
        parties = f"{self.parties:,} of {self.all_parties:,}"
        if self.parties < self.all_parties:
            return f"{elements} rows, {parties} columns shown"
        return f"{elements} shown" if self.elements < self.all_elements else ""


def count_shown(workspace: Workspace, arrangement: Arrangement) -> Shown:
    """Count what an arrangement shows: rows that are folded away are not shown, parties folded into one column are.

    Parties that are retired are not missed.
    """
    parties = workspace.parties()
    return Shown(
        elements=sum(len(group.elements) for group in arrangement.groups if not group.folded),
        all_elements=len(workspace.state.tables["elements"]),
        parties=sum(not party.retired for column in arrangement.parties for party in column.parties),
        all_parties=sum(not party.retired for party in parties),
    )
