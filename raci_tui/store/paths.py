"""What the files of a workspace are called."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from raci_tui.core.errors import StoreError

SNAPSHOT_SUFFIX: Final = ".raci.json"
LEDGER_SUFFIX: Final = ".raci.ledger"
STANDARD_INPUT: Final = "-"


def workspace_path(name: str | os.PathLike[str]) -> Path:
    """Make a workspace's path from what somebody typed: a name without a suffix gets `.raci.json`.

    The name of a ledger means its workspace.

    Raises:
        StoreError: It is the sign for standard input.
    """
    if os.fspath(name) == STANDARD_INPUT:
        raise StoreError(
            "a workspace is a file with its ledger beside it and cannot come through standard input",
            "name its file",
        )
    path = Path(name).expanduser()
    if path.name.endswith(LEDGER_SUFFIX):
        return path.with_name(path.name.removesuffix(LEDGER_SUFFIX) + SNAPSHOT_SUFFIX)
    if path.suffix == ".raci":
        return path.with_name(path.name + ".json")
    if path.suffix or path.exists():
        return path
    return path.with_name(path.name + SNAPSHOT_SUFFIX)


def ledger_path(snapshot: str | os.PathLike[str]) -> Path:
    """The ledger beside a snapshot: `x.raci.ledger` for `x.raci.json`, `x.json.raci.ledger` for `x.json`."""
    path = Path(snapshot)
    return path.with_name(path.name.removesuffix(SNAPSHOT_SUFFIX) + LEDGER_SUFFIX)
