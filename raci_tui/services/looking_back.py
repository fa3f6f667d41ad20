"""What the ledger says about findings, read beside the writer: for a thread of its own."""

from __future__ import annotations

from raci_tui.core.gaps_then import Before, Past, look_back
from raci_tui.services.plugins import RulesOf, SchemesOf
from raci_tui.services.session import Session
from raci_tui.store.base import Store
from raci_tui.store.tiny import open_store


def look_back_at(session: Session, compared: Before, journey: str = "") -> Past:
    """Say since when findings have been open, and how many there were; may be called from any thread.

    Args:
        journey: Id of the one journey that is counted, or empty for all.

    Raises:
        StoreError: The ledger cannot be read.
    """
    # The session's own store belongs to the writer.
    store: Store = session.store
    if session.path:
        store = open_store(session.path, read_only=True)
        store.load()
    return look_back(
        store.base(),
        store.begun(),
        tuple(store.history()),
        RulesOf(session.host),
        SchemesOf(session.host),
        compared,
        journey,
    )
