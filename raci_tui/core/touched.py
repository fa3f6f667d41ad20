"""Which rows show something that a commit touched."""

from __future__ import annotations

from collections.abc import Iterable

from raci_tui.core.state import Touched
from raci_tui.core.workspace import Workspace


def touched_elements(workspace: Workspace, touched: Touched) -> set[str]:
    """Ids of elements whose row shows something that a commit touched."""
    found: set[str] = set()
    for table, key in touched:
        if table == "cells":
            found.add(key.partition("/")[0])
        elif table in ("elements", "moves"):
            found.add(key)
        elif table in ("pains", "waivers", "actions"):
            record = workspace.state.tables[table].get(key)
            found.update({record.element} if record else _rows_that_lost(workspace))
    return found & workspace.state.tables["elements"].keys()


def _rows_that_lost(workspace: Workspace) -> Iterable[str]:
    """Every row: a record that is gone no longer says which row it belonged to."""
    return workspace.state.tables["elements"].keys()
