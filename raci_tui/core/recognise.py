"""Understands raw tables: which of them is the matrix, which way round it lies, and what its letters are.

Nothing is dropped silently: what is not taken is told with its address and the reason. Where a choice is
open and nobody can be asked, the import is refused with the flags that decide it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.marks import Marks
from raci_tui.core.matrix import Matrix, find_matrix
from raci_tui.core.notation import parse
from raci_tui.core.records import EditLayer, PartyKind
from raci_tui.core.rows import SeenRow, read_rows
from raci_tui.core.scheme import Scheme
from raci_tui.core.tables import Noted, RawTable, Source
from raci_tui.core.text import fold
from raci_tui.core.vocabulary import FIELD_NAMES, Field, kind_of, layer_of

_FIELDS: Final[dict[str, Field]] = {name: name for name in FIELD_NAMES}


class Hints(msgspec.Struct, frozen=True, kw_only=True):
    """What the user said about a source.

    Attributes:
        layer: The layer to import into; None guesses by titles, else current.
        table: The table to take, counted from 1; None decides by evidence.
        journey: Name of the journey for new elements.
        partners: Names of parties that are partners.
        marks: Letters for marks the scheme does not know, by folded mark.
        fields: What columns hold, by folded header.
    """

    layer: EditLayer | None = None
    table: int | None = None
    journey: str = ""
    partners: tuple[str, ...] = ()
    marks: dict[str, str] = {}
    fields: dict[str, Field] = {}


class SeenParty(msgspec.Struct, frozen=True):
    """A party column: its name, what it is called beside, its kind, and how the kind was known.

    Attributes:
        sure: The kind was said, not taken.
        vacant: The header says that nobody fills the place.
    """

    name: str
    kind: PartyKind
    sure: bool
    vacant: bool = False
    aliases: tuple[str, ...] = ()


class SeenTable(msgspec.Struct, frozen=True, kw_only=True):
    """One table as it was understood.

    Attributes:
        number: Its place among the source's tables, from 1, as `--table` counts.
        layer: The layer it goes to.
        columns: What each used column holds: header and role.
        rows: Elements in order, cells by place in `parties`.
    """

    number: int
    title: str
    layer: EditLayer
    columns: tuple[tuple[str, str], ...]
    parties: tuple[SeenParty, ...]
    rows: tuple[SeenRow, ...]


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """A source as it was understood.

    Attributes:
        unknown: Marks that the scheme does not know; they go to the cell's note.
        remarks: Sentences about what was guessed or mapped.
    """

    source: str
    tables: tuple[SeenTable, ...]
    skipped: tuple[Noted, ...] = ()
    unknown: tuple[Noted, ...] = ()
    remarks: tuple[str, ...] = ()


class _Candidate(msgspec.Struct, frozen=True):
    number: int
    raw: RawTable
    matrix: Matrix
    layer: str


def read_mappings(mappings: Sequence[str], scheme: Scheme) -> tuple[dict[str, str], dict[str, Field]]:
    """Read `X=R` (a mark and its letters) and `Phase=stage` (a header and its field).

    Returns:
        Marks and fields for `Hints`.

    Raises:
        ImportRefusedError: A mapping has no `=`, or names neither letters nor a field.
    """
    marks: dict[str, str] = {}
    fields: dict[str, Field] = {}
    for mapping in mappings:
        left, sign, right = mapping.rpartition("=")
        if not sign or not left.strip():
            raise ImportRefusedError(
                f"the mapping {mapping!r} has no =", "write --map X=R or --map Phase=stage"
            )
        field = _FIELDS.get(fold(right))
        if field:
            fields[fold(left)] = field
            continue
        try:
            marks[fold(left)] = parse(right, scheme)
        except Exception as error:
            raise ImportRefusedError(
                f"{right.strip()!r} is neither a letter of {scheme.name} nor a field",
                f"letters are {', '.join(scheme.codes)} and -, fields are {', '.join(FIELD_NAMES)}",
            ) from error
    return marks, fields


def recognise(source: Source, scheme: Scheme, hints: Hints | None = None) -> Recognised:
    """Understand a source's tables.

    Raises:
        ImportRefusedError: No table is a matrix, or several could be meant.
    """
    hints = hints or Hints()
    marks = Marks(scheme, hints.marks)
    skipped: list[Noted] = list(source.skipped)
    found = _candidates(source.tables, marks, hints, skipped)
    chosen = _choose(found, hints, skipped, len(source.tables))
    unknown: list[Noted] = []
    remarks: list[str] = list(source.remarks)
    tables = []
    for candidate in chosen:
        matrix = candidate.matrix
        skipped.extend(matrix.skipped)
        remarks.extend(matrix.remarks)
        body = read_rows(candidate.raw if matrix.table is None else matrix.table, matrix, marks)
        skipped.extend(body.skipped)
        unknown.extend(body.unknown)
        remarks.extend(body.remarks)
        tables.append(
            SeenTable(
                number=candidate.number,
                title=candidate.raw.title,
                layer=hints.layer or ("target" if candidate.layer == "target" else "current"),
                columns=tuple(
                    (column.title, column.role) for column in matrix.columns if column.role != "skip"
                ),
                parties=_parties(matrix, hints),
                rows=body.rows,
            )
        )
    if not any(table.rows for table in tables):
        raise ImportRefusedError(
            f"no elements were found in {source.name or 'the source'}",
            "a row needs a name in the element column",
        )
    return Recognised(
        source=source.name,
        tables=tuple(sorted(tables, key=lambda table: table.layer)),
        skipped=tuple(skipped),
        unknown=tuple(unknown),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _candidates(
    tables: Sequence[RawTable], marks: Marks, hints: Hints, skipped: list[Noted]
) -> list[_Candidate]:
    found = []
    for number, raw in enumerate(tables, 1):
        if hints.table not in (None, number):
            continue
        if raw.hidden and hints.table is None:
            skipped.append(Noted(raw.title, "", f"the sheet is hidden; --table {number} takes it"))
            continue
        matrix = find_matrix(raw, marks, hints.fields)
        if matrix is None:
            skipped.append(
                Noted(raw.title or raw.address(0, 0), "", "no matrix of letters was found in this table")
            )
            continue
        layer = layer_of(raw.title) or layer_of(" ".join(matrix.above))
        if layer == "diff" and hints.table is None:
            skipped.append(Noted(raw.title, "", "it shows differences, which follow from the other tables"))
            continue
        found.append(_Candidate(number, raw, matrix, layer))
    return found


def _choose(found: list[_Candidate], hints: Hints, skipped: list[Noted], count: int) -> list[_Candidate]:
    if not found:
        if hints.table is not None and hints.table > count:
            raise ImportRefusedError(f"there is no table {hints.table}", f"the source has {count}")
        raise ImportRefusedError(
            "no table of letters was found",
            "a matrix has its parties in a header row and letters below; --map X=R says what a mark means",
        )
    if len(found) > 1 and any(candidate.matrix.has_letters for candidate in found):
        skipped.extend(
            Noted(c.raw.title, "", "it holds no letters") for c in found if not c.matrix.has_letters
        )
        found = [candidate for candidate in found if candidate.matrix.has_letters]
    if len(found) == 1:
        return found
    if hints.layer is not None:
        meant = [candidate for candidate in found if candidate.layer == hints.layer]
        if len(meant) == 1:
            skipped.extend(
                Noted(
                    other.raw.title,
                    "",
                    f"only the {hints.layer} layer was asked for; --table {other.number} takes it",
                )
                for other in found
                if other is not meant[0]
            )
            return meant
    else:
        layers = [candidate.layer for candidate in found]
        if len(set(layers)) == len(layers) and "" not in layers:
            return found
    names = "; ".join(
        f"--table {candidate.number} ({candidate.raw.title or candidate.raw.address(candidate.matrix.header, 0)})"
        for candidate in found
    )
    raise ImportRefusedError(f"{len(found)} tables could be meant", f"choose one: {names}")


def _parties(matrix: Matrix, hints: Hints) -> tuple[SeenParty, ...]:
    partners = {fold(name) for name in hints.partners}
    seen = []
    for column in matrix.party_columns:
        kind: PartyKind | None = column.kind or kind_of(column.title)
        if kind != "customer" and fold(column.title) in partners:
            kind = "partner"
        elif partners and kind is None:
            kind = "department"
        seen.append(
            SeenParty(column.title, kind or "department", kind is not None, column.vacant, column.aliases)
        )
    unknown = partners - {fold(party.name) for party in seen}
    if unknown:
        raise ImportRefusedError(
            f"no column is called {min(unknown)!r}",
            f"the parties are {', '.join(party.name for party in seen)}",
        )
    return tuple(seen)
