"""What hooks return and get: frozen records, so that plugin code runs only when one of them is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

import msgspec

from raci_tui.core.diff import CellDiff
from raci_tui.core.ledger import Commit, Head
from raci_tui.core.records import Cell, Element, Info, Journey, Layer, Pain, Party, Stage
from raci_tui.core.rule import Finding, Found, Rule
from raci_tui.core.scheme import Scheme
from raci_tui.core.tables import Document, Merge, Noted, RawTable, Source

__all__ = [
    "Cell", "CellDiff", "Commit", "Document", "Element", "Exporter", "Finding", "Found", "Head", "Importer", "Info",
    "Journey", "Layer", "Merge", "Noted", "Option", "OptionKind", "Options", "Pain", "Party", "Progress",
    "RawTable", "Rule", "Scheme", "Snapshot", "Source", "Stage",
]  # fmt: skip

OptionKind = Literal["str", "int", "bool", "choice"]
Options = Mapping[str, object]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Option:
    """A setting of an exporter, declared once: `-O name=value` and a field of the export dialog.

    Attributes:
        default: Also says what the value is where nothing is given.
        choices: Allowed values of a `choice`.
    """

    name: str
    kind: OptionKind = "str"
    default: str | int | bool = ""
    choices: tuple[str, ...] = ()
    help: str = ""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A workspace at one point in time, as one journey, query and view show it.

    It is a copy: nothing done to it reaches the workspace.

    Attributes:
        title: Name of the workspace, for headings.
        covers: Which journey and query it is narrowed to, in words; empty where it holds everything.
        layer: The chosen layer; cells keep both.
        elements: In view order; `parties` in column order.
        journeys, stages: In order, those of the shown elements only.
        cells: By element id, then party id; cells that say nothing are left out.
        diffs: Cells that differ, in view order.
        findings: What the rules say about the shown elements, waived ones included.
        pains: By element id.
        tables: Every other table, by name, whole.
        head: The ledger position it shows.
        at: Time of the last commit it contains, ISO 8601 in UTC, or empty.
        whole: The unfiltered snapshot where this one is filtered.
    """

    info: Info
    scheme: Scheme
    layer: Layer
    title: str
    covers: str = ""
    elements: tuple[Element, ...]
    parties: tuple[Party, ...]
    journeys: tuple[Journey, ...] = ()
    stages: tuple[Stage, ...] = ()
    cells: dict[str, dict[str, Cell]]
    diffs: tuple[CellDiff, ...] = ()
    findings: tuple[Finding, ...] = ()
    pains: dict[str, tuple[Pain, ...]] = {}
    tables: dict[str, tuple[dict[str, object], ...]] = {}
    head: Head
    at: str = ""
    whole: Snapshot | None = None

    @property
    def everything(self) -> Snapshot:
        """The unfiltered whole; itself where nothing was filtered."""
        return self.whole or self

    def cell(self, element: str, party: str) -> Cell:
        """The cell of an element and a party; an empty one where nothing is said."""
        found = self.cells.get(element, {}).get(party)
        return found or Cell(element=element, party=party)

    def pain(self, element: str) -> int:
        """Highest severity among an element's pains; 0 where none is said."""
        return max((pain.severity for pain in self.pains.get(element, ())), default=0)

    def stage_name(self, element: Element) -> str:
        """Name of an element's stage, or empty."""
        return next((stage.name for stage in self.stages if stage.id == element.stage), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """Writes a snapshot to a stream that the host opened.

    Attributes:
        suffix: With its dot, such as `.csv`.
        write: Gets snapshot, stream, options and a callback for progress from 0 to 1. It may return
            sentences that the user should read, such as what had to be substituted.
    """

    id: str
    title: str
    suffix: str
    write: Callable[[Snapshot, BinaryIO, Options, Progress], Sequence[str] | None]
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Reads a file into raw tables or a whole document.

    Attributes:
        suffixes: With their dots, lower case.
        read: Gets the whole file and its name. Errors for the user are `ImportRefusedError`.
        untrusted_binary: Runs in a child process with limits; other people's importers always do.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], Source]
    untrusted_binary: bool = False
