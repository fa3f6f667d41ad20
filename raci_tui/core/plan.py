"""The plan of an import: what it would change, to be looked at first, and applied as one commit.

A plan is made by editing a copy of the state, so that its changes are exactly those that will be made:
the preview is a promise.
"""

from __future__ import annotations

import msgspec

from raci_tui.core.errors import EditError
from raci_tui.core.ledger import Change, Commit, Head
from raci_tui.core.plan_document import take_document
from raci_tui.core.plan_tables import take_tables
from raci_tui.core.planning import CellSet, Planning
from raci_tui.core.recognise import Hints, Recognised, recognise
from raci_tui.core.tables import Noted, Source
from raci_tui.core.workspace import Workspace

__all__ = ["CellSet", "ImportPlan", "TableSeen", "apply_plan", "make_plan"]


class TableSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One table of the source, as it was understood.

    Attributes:
        columns: Header and role of each used column.
    """

    number: int
    title: str
    layer: str
    elements: int
    parties: int
    columns: tuple[tuple[str, str], ...] = ()


class ImportPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What an import understood and what it would change.

    Attributes:
        new_elements, new_parties, new_stages, new_journeys: Names.
        matched_elements, matched_parties: How many were there already.
        cells: Every cell whose letters change.
        updates: Other fields that change, in words.
        skipped: What is left out, with the reason.
        unknown: Marks that the scheme does not know; they go to the cell's note.
        questions: What was assumed and can be said with a flag.
        changes: What is done, in order.
        basis: The ledger position it was made for.
    """

    label: str
    source: str
    tables: tuple[TableSeen, ...] = ()
    new_elements: tuple[str, ...] = ()
    matched_elements: int = 0
    new_parties: tuple[str, ...] = ()
    matched_parties: int = 0
    new_stages: tuple[str, ...] = ()
    new_journeys: tuple[str, ...] = ()
    cells: tuple[CellSet, ...] = ()
    updates: tuple[str, ...] = ()
    skipped: tuple[Noted, ...] = ()
    unknown: tuple[Noted, ...] = ()
    remarks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    basis: Head = Head(0, "")

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes

    @property
    def overwritten(self) -> tuple[CellSet, ...]:
        """Cells whose letters are replaced by others."""
        return tuple(cell for cell in self.cells if cell.old)


def make_plan(workspace: Workspace, source: Source | Recognised, hints: Hints | None = None) -> ImportPlan:
    """Plan the import of a source; the workspace is not changed.

    Raises:
        ImportRefusedError: The source cannot be understood, or something is undecided that nobody can be
            asked; the message names the flags.
    """
    hints = hints or Hints()
    planning = Planning(workspace)
    if isinstance(source, Source) and source.document is not None:
        with planning.scratch.edit("Import", whole=True) as edit:
            take_document(planning, edit, source.document)
            changes = edit.net_changes()
        return _plan(planning, source, (), changes)
    recognised = source if isinstance(source, Recognised) else recognise(source, workspace.scheme, hints)
    with planning.scratch.edit("Import", whole=True) as edit:
        take_tables(planning, edit, recognised, hints)
        changes = edit.net_changes()
    tables = tuple(
        TableSeen(
            number=table.number,
            title=table.title,
            layer=table.layer,
            elements=len(table.rows),
            parties=len(table.parties),
            columns=table.columns,
        )
        for table in recognised.tables
    )
    return _plan(planning, recognised, tables, changes)


def apply_plan(workspace: Workspace, plan: ImportPlan) -> Commit | None:
    """Make the plan's changes as one commit; None where it has none.

    Raises:
        EditError: The workspace has changed since in a way that does not fit, or is read-only; nothing was
            changed.
    """
    if plan.is_empty:
        return None
    before = len(workspace.pending)
    try:
        with workspace.edit(plan.label, via="import", whole=True) as edit:
            edit.apply(plan.changes)
    except EditError as error:
        if workspace.read_only_reason:
            raise
        raise EditError("the workspace has changed since the preview", "look at the import again") from error
    return workspace.pending[-1] if len(workspace.pending) > before else None


def _plan(
    planning: Planning,
    source: Source | Recognised,
    tables: tuple[TableSeen, ...],
    changes: tuple[Change, ...],
) -> ImportPlan:
    name = source.name if isinstance(source, Source) else source.source
    unknown = source.unknown if isinstance(source, Recognised) else ()
    matched = {table: len(ids) for table, ids in planning.matched.items()}
    count = matched["elements"] + len(planning.new_elements)
    return ImportPlan(
        label=f"Import {count} element{'' if count == 1 else 's'}" + (f" from {name}" if name else ""),
        source=name,
        tables=tables,
        new_elements=tuple(planning.new_elements),
        matched_elements=matched["elements"],
        new_parties=tuple(planning.new_parties),
        matched_parties=matched["parties"],
        new_stages=tuple(planning.new_stages),
        new_journeys=tuple(planning.new_journeys),
        cells=planning.cell_sets(),
        updates=tuple(planning.updates),
        skipped=(*source.skipped, *planning.skipped),
        unknown=unknown,
        remarks=(*source.remarks, *planning.remarks),
        questions=tuple(planning.questions),
        changes=changes,
        basis=planning.basis,
    )
