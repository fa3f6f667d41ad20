"""Imports: from a file to a source, from a source to a plan, from a plan to one commit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.ledger import Commit
from raci_tui.core.plan import CellSet, ImportPlan, apply_plan, make_plan
from raci_tui.core.recognise import Hints
from raci_tui.core.tables import Noted, Source
from raci_tui.core.text import clean
from raci_tui.core.workspace import Workspace
from raci_tui.plugin.types import Importer
from raci_tui.services.plugins import the_host
from raci_tui.services.reading import Cancel, Job, Limits, run_job

if TYPE_CHECKING:
    from raci_tui.plugin.host import Host

SIZE_LIMIT: Final = 100_000_000
"""Bytes of a source."""
STANDARD_INPUT: Final = "-"


def load_source(
    path: str | Path,
    format: str | None = None,
    host: Host | None = None,
    *,
    limits: Limits | None = None,
    cancel: Cancel | None = None,
    in_process: bool = False,
) -> Source:
    """Read a file into raw tables or a whole document.

    Args:
        path: `-` reads standard input.
        format: Id of the importer; None goes by the name's ending, then by the content.
        in_process: Run it here even where it should run in a child, for debugging a plugin.

    Raises:
        ImportRefusedError: It cannot be read, is of no known format, or its reader failed or was stopped.
    """
    host = host or the_host()
    data = _bytes(path)
    name = "standard input" if str(path) == STANDARD_INPUT else clean(Path(path).name)
    importer = choose_importer(host, name, data, format)
    plugin = "" if host.is_built_in("importer", importer.id) else host.plugin_of("importer", importer.id)
    if in_process or not (plugin or importer.untrusted_binary):
        return importer.read(data, name)
    job = Job(kind="import", id=importer.id, plugin=plugin, name=name, data=data)
    source = run_job(job, limits, cancel).source
    if source is None:
        raise ImportRefusedError(f"the importer {importer.id} gave nothing back")
    return source


def choose_importer(host: Host, name: str, data: bytes, format: str | None = None) -> Importer:
    """The importer for a file: the one named, else by the name's ending, else by how the content begins.

    Raises:
        ImportRefusedError: There is none.
    """
    importers = host.importers
    if format is not None:
        if format not in importers:
            raise ImportRefusedError(f"there is no importer {format!r}", f"choose {', '.join(importers)}")
        return importers[format]
    suffix = Path(name).suffix.lower()
    for importer in importers.values():
        if suffix and suffix in importer.suffixes:
            return importer
    guessed = "" if suffix else _guess(data)
    if guessed in importers:
        return importers[guessed]
    known = ", ".join(suffix for importer in importers.values() for suffix in importer.suffixes)
    raise ImportRefusedError(
        f"nobody reads {suffix or 'this'} files", f"known are {known}; --format names one"
    )


def plan_import(workspace: Workspace, source: Source, hints: Hints | None = None) -> ImportPlan:
    """Plan an import; the workspace is not changed.

    Raises:
        ImportRefusedError: The source cannot be understood, or something in it is undecided.
    """
    return make_plan(workspace, source, hints)


def apply_import(workspace: Workspace, plan: ImportPlan) -> Commit | None:
    """Apply a plan as one commit; None where nothing changes.

    Raises:
        EditError: The workspace has changed since in a way that does not fit; nothing was changed.
    """
    return apply_plan(workspace, plan)


def plan_as_json(plan: ImportPlan, *, applied: bool) -> dict[str, Any]:
    """The answer of `import --json`."""
    return {
        "source": plan.source,
        "applied": applied,
        "label": plan.label,
        "tables": [
            {
                "number": table.number,
                "title": table.title,
                "layer": table.layer,
                "elements": table.elements,
                "parties": table.parties,
                "columns": [{"title": title, "role": role} for title, role in table.columns],
            }
            for table in plan.tables
        ],
        "elements": {"new": len(plan.new_elements), "matched": plan.matched_elements},
        "parties": {"new": len(plan.new_parties), "matched": plan.matched_parties},
        "stages": {"new": len(plan.new_stages)},
        "cells": {"set": len(plan.cells), "overwritten": len(plan.overwritten)},
        "overwritten": [_cell(cell) for cell in plan.overwritten],
        "updates": list(plan.updates),
        "skipped": [_noted(noted) for noted in plan.skipped],
        "unknown": [_noted(noted) for noted in plan.unknown],
        "remarks": list(plan.remarks),
        "questions": list(plan.questions),
    }


def _cell(cell: CellSet) -> dict[str, str | None]:
    return {
        "address": cell.address,
        "element": cell.element,
        "party": cell.party,
        "layer": cell.layer,
        "old": cell.old,
        "new": cell.new,
    }


def _noted(noted: Noted) -> dict[str, str]:
    return {"address": noted.address, "text": noted.text, "reason": noted.reason}


def _bytes(path: str | Path) -> bytes:
    try:
        if str(path) == STANDARD_INPUT:
            data = sys.stdin.buffer.read(SIZE_LIMIT + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ImportRefusedError(
            f"{path} cannot be read: {reason}", "check its name and permissions"
        ) from error
    if len(data) > SIZE_LIMIT:
        raise ImportRefusedError(
            f"{path} is larger than {SIZE_LIMIT // 1_000_000} MB", "import the matrix alone"
        )
    if not data.strip():
        raise ImportRefusedError(f"{path} is empty", "nothing was changed")
    return data


def _guess(data: bytes) -> str:
    head = data[:2000].lstrip()
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(b"{"):
        return "json"
    if head.startswith(b"<"):
        return "html"
    return "markdown" if head.startswith((b"|", b"#")) else "csv"
