"""The ownership rules: who answers for a row, and who does the work.

Sources: Smith & Erwin, *Role & Responsibility Charting (RACI)* (one A per activity); the common reading of
RACI that an accountable party without a written R is taken to do the work itself.
"""

from __future__ import annotations

from typing import Final

from raci_tui.core.counting import has_many_owners, lacks_doer, lacks_owner, owners_of
from raci_tui.core.findings import UNOWNED
from raci_tui.core.rule import Rule

NO_OWNER: Final = Rule(
    id=UNOWNED,
    title="Unowned",
    severity="error",
    broken=lacks_owner,
    message="Nobody answers for “{element}”.",
    why="What nobody answers for stays broken unnoticed.",
    advice="Choose the one party that should answer for it, and give it the owner's letter.",
    group="ownership",
    source="agenraci R1; trackplus.com",
)
MANY_OWNERS: Final = Rule(
    id="many-owners",
    title="Several accountable",
    severity="error",
    broken=has_many_owners,
    message="{parties} each answer for “{element}”.",
    why="Where several answer, each waits for the other.",
    advice="Agree on one of them; hand over to that one with !.",
    parties=owners_of,
    group="ownership",
    source="Smith & Erwin, Role & Responsibility Charting (RACI)",
)
NO_DOER: Final = Rule(
    id="no-doer",
    title="No responsible",
    severity="error",
    broken=lacks_doer,
    message="Nobody does “{element}”.",
    why="Work that is nobody's is not done, or is done by chance.",
    advice="Give the party that does the work the doer's letter.",
    group="ownership",
    source="Wikipedia, Responsibility assignment matrix; a warning only in SSO-RACI",
)
OWNERSHIP_RULES: Final = (NO_OWNER, MANY_OWNERS, NO_DOER)
