"""The bundled examples, copied with their dates moved so that the last thing happened yesterday."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from raci_tui.core.errors import StoreError
from raci_tui.core.ledger import WHOLE_RECORD, Change, Commit, stamp
from raci_tui.core.records import TABLES
from raci_tui.core.state import State
from raci_tui.store.paths import SNAPSHOT_SUFFIX
from raci_tui.store.tiny import TinyStore, create_store

FOLDER: Final = Path(__file__).parent.parent / "examples"
DEFAULT: Final = "southern-water"
_DATE_FIELDS: Final = frozenset(("confirmed_at", "until", "due", "started", "ended", "done_at"))
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T.+)?")


def example_names() -> list[str]:
    """Names of the bundled examples."""
    return sorted(path.name.removesuffix(SNAPSHOT_SUFFIX) for path in FOLDER.glob(f"*{SNAPSHOT_SUFFIX}"))


def copy_example(name: str, folder: Path, today: date) -> Path:
    """Copy an example into a folder, all dates moved by the same number of days; gives its path.

    Raises:
        StoreError: There is no such example, or a file of its name is in the folder.
        NotSavedError: It could not be written.
    """
    if name not in example_names():
        raise StoreError(f"there is no example {name[:40]!r}", f"there are {', '.join(example_names())}")
    source = TinyStore(FOLDER / f"{name}{SNAPSHOT_SUFFIX}", read_only=True)
    opened = source.load()
    yesterday = today - timedelta(days=1)
    last = opened.last_at or source.begun()
    days = (yesterday - datetime.fromisoformat(last).date()).days if last else 0
    target = folder / f"{name}{SNAPSHOT_SUFFIX}"
    commits = [_moved_commit(entry.commit, days) for entry in source.history()]
    begun = _moved(source.begun(), days) if source.begun() else ""
    create_store(target, _moved_state(source.base(), days), at=begun, commits=commits)
    return target


def _moved(text: str, days: int) -> str:
    """Move a date or a time; what is neither stays as it is."""
    if not _ISO.fullmatch(text):
        return text
    try:
        if len(text) == len("2026-01-01"):
            return (date.fromisoformat(text) + timedelta(days=days)).isoformat()
        return stamp(datetime.fromisoformat(text) + timedelta(days=days))
    except (ValueError, OverflowError):
        return text


def _moved_fields(fields: Mapping[str, Any], days: int) -> dict[str, Any]:
    return {
        field: _moved(value, days) if field in _DATE_FIELDS and isinstance(value, str) else value
        for field, value in fields.items()
    }


def _moved_state(state: State, days: int) -> State:
    for table in TABLES:
        for record in tuple(state.records(table)):
            dated = [field for field in record.__struct_fields__ if field in _DATE_FIELDS]
            if dated:
                moved = {field: _moved(getattr(record, field), days) for field in dated}
                state.put(msgspec.structs.replace(record, **moved), table)
    return state


def _moved_commit(commit: Commit, days: int) -> Commit:
    changes = tuple(_moved_change(change, days) for change in commit.changes)
    return msgspec.structs.replace(commit, at=_moved(commit.at, days), changes=changes)


def _moved_change(change: Change, days: int) -> Change:
    if change.field == WHOLE_RECORD:
        old, new = (value and _moved_fields(value, days) for value in (change.old, change.new))
    elif change.field in _DATE_FIELDS:
        old, new = (
            _moved(value, days) if isinstance(value, str) else value for value in (change.old, change.new)
        )
    else:
        return change
    return Change(change.table, change.key, change.field, old, new)
