"""The queries that a user accepted before, kept across runs in the state folder; losing them is no failure."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock
from typing import Final

from raci_tui.core.errors import NotSavedError
from raci_tui.core.text import clean_line
from raci_tui.services.settings import state_folder
from raci_tui.store import files

LIMIT: Final = 100
LONGEST: Final = 500
"""Characters of a query that is worth keeping."""
LARGEST: Final = 1_000_000
"""Bytes of a file that is worth reading."""
_WRITING: Final = Lock()


def past_queries() -> list[str]:
    """Queries accepted before, the newest first, none twice; whatever is not one is left out."""
    path = _path()
    try:
        if path.stat().st_size > LARGEST:
            return []
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return _tidy(found) if isinstance(found, list) else []


def remember_query(text: str) -> None:
    """Put a query at the head of the past ones; may be called from any thread."""
    path = _path()
    with _WRITING:
        queries = _tidy([text, *past_queries()])
        try:
            files.make_folder(path.parent)
            files.write_file(path, json.dumps(queries, indent=1, ensure_ascii=False).encode())
        except NotSavedError:
            return


def _path() -> Path:
    return state_folder() / "queries.json"


def _tidy(found: list[object]) -> list[str]:
    """Clean one-line queries, each where it stands first."""
    lines = (clean_line(each[: LONGEST + 1]) for each in found if isinstance(each, str))
    return list(dict.fromkeys(line for line in lines if 0 < len(line) <= LONGEST))[:LIMIT]
