"""Exports: from a workspace to an immutable snapshot, and from a snapshot to a file, wholly or not at all."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import msgspec

from raci_tui.core.arrange import PLAIN, Shape, arrange, shown_parties
from raci_tui.core.diff import row_diffs
from raci_tui.core.errors import ExportError, RaciError
from raci_tui.core.findings import Findings
from raci_tui.core.query import EVERYTHING, Looking, Query
from raci_tui.core.records import TABLES, Element, Layer, Pain, Party, to_plain
from raci_tui.core.workspace import Workspace
from raci_tui.plugin.host import reason_of
from raci_tui.plugin.options import read_options
from raci_tui.plugin.types import Exporter, Progress, Snapshot
from raci_tui.services.plugins import the_host
from raci_tui.services.reading import Cancel, Job, Limits, run_job
from raci_tui.store.files import BACKUP_SUFFIX, atomic_writer
from raci_tui.store.paths import ledger_path

if TYPE_CHECKING:
    from raci_tui.plugin.host import Host

STANDARD_OUTPUT: Final = "-"
_OWN_PLACE: Final = frozenset({"workspace", "parties", "journeys", "stages", "elements", "cells", "pains"})


def take_snapshot(  # noqa: PLR0913 - what is shown of what, in which layer, on which day
    workspace: Workspace,
    findings: Findings,
    layer: Layer = "current",
    query: Query | None = None,
    journey: str = "",
    *,
    shape: Shape = PLAIN,
    elements: Sequence[str] | None = None,
    today: date | None = None,
) -> Snapshot:
    """Copy what a view shows, and beside it the whole where the view is narrower.

    Args:
        journey: Id of the one journey to show, or empty for all.
        shape: Which parties, and in which order rows stand. What is folded on a screen is written all the same.
        elements: Ids in view order, in place of what query and journey choose.
    """
    looking = Looking(workspace, findings, layer, today or date.today())  # noqa: DTZ011 - rules go by the local day
    everything = [element.id for element in workspace.elements()]
    if elements is None:
        elements = arrange(looking, query or EVERYTHING, journey=journey, shape=shape).elements
    shown, parties = list(elements), shown_parties(workspace.parties(), shape)
    whole = _snapshot(workspace, findings, layer, everything, "", workspace.parties())
    if shown == everything and list(parties) == workspace.parties():
        return whole
    covers = []
    if journey:
        covers.append(f"the journey {workspace.state.tables['journeys'][journey].name}")
    if query and query.text.strip():
        covers.append(f"where {query.text.strip()}")
    if not covers and len(shown) < len(everything):
        covers.append(f"{len(shown)} of {len(everything)} elements")
    if len(parties) < len(workspace.parties()):
        covers.append(f"{len(parties)} of {len(workspace.parties())} parties")
    narrowed = _snapshot(workspace, findings, layer, shown, ", ".join(covers), parties)
    return msgspec.structs.replace(narrowed, whole=whole) if covers else narrowed


def export(  # noqa: PLR0913 - what to write, where, and how it may be stopped
    snapshot: Snapshot,
    exporter_id: str,
    options: Mapping[str, str | int | bool],
    path: str | Path,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    *,
    host: Host | None = None,
    limits: Limits | None = None,
    in_process: bool = False,
) -> tuple[str, ...]:
    """Write a snapshot; the file that was there stays until the new one is whole.

    Args:
        path: `-` writes to standard output.
        in_process: Run it here even where it should run in a child, for debugging a plugin.

    Returns:
        What the user should be told, as sentences.

    Raises:
        ExportError: The exporter is unknown, an option is wrong, it failed or was cancelled.
        NotSavedError: The file could not be written.
    """
    host = host or the_host()
    exporter = choose_exporter(host, exporter_id)
    values = read_options(exporter.options, options)
    outside = not host.is_built_in("exporter", exporter.id) and not in_process
    plugin = host.plugin_of("exporter", exporter.id) if outside else ""

    def write(out: BinaryIO) -> tuple[str, ...]:
        if outside:
            return _write_in_child(exporter, plugin, snapshot, out, values, limits, cancel)
        return _write_here(exporter, snapshot, out, values, _stoppable(progress, cancel), debug=in_process)

    if str(path) != STANDARD_OUTPUT:
        with atomic_writer(path) as out:
            return write(out)
    buffer = io.BytesIO()
    remarks = write(buffer)
    sys.stdout.buffer.write(buffer.getvalue())
    sys.stdout.buffer.flush()
    return remarks


def refuse_own_file(path: str | Path, workspace: Path | None) -> None:
    """Keep an export off the files of the workspace it is made from, whatever name leads to them.

    Raises:
        ExportError: It is the snapshot, its copy or the ledger.
    """
    if workspace is None:
        return
    own = (workspace, Path(f"{workspace}{BACKUP_SUFFIX}"), ledger_path(workspace))
    target = os.path.realpath(path)
    if any(os.path.realpath(each) == target or _is_same(each, target) for each in own):
        raise ExportError(f"{Path(path).name} is the workspace itself", "name another file")


def _is_same(one: Path, other: str) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def choose_exporter(host: Host, exporter_id: str) -> Exporter:
    """The exporter with this id, or the one whose suffix it is.

    Raises:
        ExportError: There is none.
    """
    exporters = host.exporters
    found = exporters.get(exporter_id) or next(
        (e for e in exporters.values() if e.suffix == f".{exporter_id}"), None
    )
    if found is None:
        raise ExportError(f"there is no format {exporter_id!r}", f"choose {', '.join(exporters)}")
    return found


def _write_here(
    exporter: Exporter,
    snapshot: Snapshot,
    out: BinaryIO,
    options: Mapping[str, object],
    progress: Progress,
    *,
    debug: bool,
) -> tuple[str, ...]:
    try:
        return tuple(exporter.write(snapshot, out, options, progress) or ())
    except (RaciError, OSError):
        raise
    except Exception as error:
        if debug:
            raise
        raise ExportError(
            f"the exporter {exporter.id} failed: {reason_of(error)}", "nothing was written"
        ) from error


def _write_in_child(
    exporter: Exporter,
    plugin: str,
    snapshot: Snapshot,
    out: BinaryIO,
    options: Mapping[str, object],
    limits: Limits | None,
    cancel: Cancel | None,
) -> tuple[str, ...]:
    plain = cast("dict[str, str | int | bool]", dict(options))
    job = Job(kind="export", id=exporter.id, plugin=plugin, snapshot=snapshot, options=plain)
    answer = run_job(job, limits, cancel)
    out.write(answer.data)
    return answer.remarks


def _stoppable(progress: Progress | None, cancel: Cancel | None) -> Progress:
    def tell(share: float) -> None:
        if cancel and cancel():
            raise ExportError("the export was cancelled", "nothing was written")
        if progress:
            progress(share)

    return tell


def _snapshot(
    workspace: Workspace,
    findings: Findings,
    layer: Layer,
    ids: Sequence[str],
    covers: str,
    parties: Sequence[Party],
) -> Snapshot:
    tables = workspace.state.tables
    elements = tuple(_own_copy(tables["elements"][key]) for key in ids)
    journeys, stages = {e.journey for e in elements}, {e.stage for e in elements}
    shown = set(ids)
    columns = {party.id for party in parties}
    pains: dict[str, list[Pain]] = {}
    for pain in tables["pains"].values():
        if pain.element in shown:
            pains.setdefault(pain.element, []).append(pain)
    return Snapshot(
        info=workspace.info,
        scheme=workspace.scheme,
        layer=layer,
        title=workspace.info.name,
        covers=covers,
        elements=elements,
        parties=tuple(parties),
        journeys=tuple(j for j in workspace.journeys() if j.id in journeys or not covers),
        stages=tuple(s for s in workspace.stages() if s.id in stages or not covers),
        cells={key: dict(row) for key in ids if (row := workspace.state.rows.get(key))},
        diffs=tuple(diff for key in ids for diff in row_diffs(workspace.state, key) if diff.party in columns),
        findings=tuple(finding for key in ids for finding in findings.of(key)),
        pains={key: tuple(sorted(found, key=lambda pain: pain.id)) for key, found in pains.items()},
        tables={
            name: tuple(
                _plain(record) for record in sorted(tables[name].values(), key=lambda record: record.id)
            )
            for name in TABLES
            if name not in _OWN_PLACE
        },
        head=workspace.head,
        at=workspace.last_at,
    )


def _own_copy(element: Element) -> Element:
    """The element with a dictionary of its own, since whoever gets it might write into it."""
    return msgspec.structs.replace(element, extra=dict(element.extra)) if element.extra else element


def _plain(record: Any) -> dict[str, object]:  # noqa: ANN401 - a record of any table
    """Every field as plain values, defaults too."""
    return {"id": record.id} | {field: to_plain(getattr(record, field)) for field in record.__struct_fields__}
