"""An Excel workbook to print and to correct: a sheet for today, one for the target, one for the difference.

Written row by row in openpyxl's write-only mode. Colours are conditional formats, so that they follow when
somebody corrects a letter, and cost nothing per cell. Every text is an inline string, never a formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from raci_tui.core.errors import ExportError
from raci_tui.core.text import clean
from raci_tui.core.vocabulary import KEY_TITLE
from raci_tui.formats.layout import KIND_TITLES, TEXTS_OPTION, Lead, lead_columns, legend, rows
from raci_tui.plugin.types import Element, Exporter, Layer, Options, Progress, Snapshot

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook

    from raci_tui.formats.xlsx_style import Sheet, Styles

TEXT_LIMIT: Final = 32_767
"""Characters that an Excel cell holds; openpyxl would cut what is longer without a word."""
COLUMN_LIMIT: Final = 16_384
ROW_LIMIT: Final = 1_048_576
SHEETS: Final[dict[Layer, str]] = {"current": "Current", "target": "Target", "diff": "Difference"}
BOOK_SHEET: Final = "raci-tui"
"""The hidden sheet that says which workspace and ledger position the workbook shows."""
BOOK_MARK: Final = "raci-tui workbook"
_LONG_SHEET: Final = "Long texts"
TITLE_ROWS: Final = 2
HEADER_ROW: Final = 4
_UPRIGHT_LIMIT: Final = 6


class _Texts:
    """Makes texts fit for Excel, and remembers what had to be moved or substituted."""

    def __init__(self) -> None:
        self.long: list[tuple[str, str]] = []
        self.substituted: list[str] = []

    def fit(self, text: str, address: str) -> str:
        safe = clean(text)
        if safe != text:
            self.substituted.append(address)
        if len(safe) <= TEXT_LIMIT:
            return safe
        self.long.append((address, safe))
        pointer = f"… (goes on in the sheet {_LONG_SHEET})"
        return safe[: TEXT_LIMIT - len(pointer)] + pointer

    def warnings(self) -> list[str]:
        said = []
        if self.long:
            places = ", ".join(address for address, _ in self.long)
            said.append(f"too long for a cell, whole in the sheet {_LONG_SHEET}: {places}")
        if self.substituted:
            said.append(f"characters that Excel forbids were substituted: {', '.join(self.substituted)}")
        return said


def write_xlsx(snapshot: Snapshot, out: BinaryIO, options: Options, progress: Progress) -> Sequence[str]:
    """Write the workbook: Current, Target, Difference, Legend.

    Raises:
        ExportError: There are more rows or columns than a sheet holds.
    """
    from openpyxl import Workbook

    from raci_tui.formats.xlsx_file import abandon, save_steadily
    from raci_tui.formats.xlsx_style import Styles

    leads = lead_columns(snapshot, texts=bool(options["texts"]))
    if (
        len(leads) + len(snapshot.parties) + 3 > COLUMN_LIMIT
        or len(snapshot.elements) + HEADER_ROW > ROW_LIMIT
    ):
        raise ExportError(
            f"{len(snapshot.elements):,} rows and {len(snapshot.parties):,} parties are more than a sheet holds",
            "narrow it with --where, or export as csv",
        )
    book = Workbook(write_only=True)
    texts = _Texts()
    try:
        for place, layer in enumerate(SHEETS):
            sheet = _Sheet(book, snapshot, layer, leads, texts, Styles(snapshot))
            sheet.write(lambda share, place=place: progress((place + share) / len(SHEETS)))  # type: ignore[misc]
        _write_legend(book, snapshot, Styles(snapshot))
        _write_long_texts(book, texts)
        _write_book_sheet(book, snapshot)
        book.active = list(SHEETS).index(snapshot.layer)
        save_steadily(book, snapshot, out)
    except BaseException:
        abandon(book)
        raise
    return texts.warnings()


class _Sheet:
    """One layer on one sheet."""

    def __init__(
        self,
        book: Workbook,
        snapshot: Snapshot,
        layer: Layer,
        leads: list[Lead],
        texts: _Texts,
        styles: Styles,
    ) -> None:
        from openpyxl.utils import get_column_letter

        self._sheet: Sheet = book.create_sheet(SHEETS[layer])
        self._snapshot = snapshot
        self._layer = layer
        self._leads = [*leads, *_gap_columns(snapshot, layer)]
        self._texts = texts
        self._styles = styles
        self._name = get_column_letter
        self._first = len(self._leads) + 1
        self._last = len(self._leads) + len(snapshot.parties)
        self._bottom = HEADER_ROW + len(snapshot.elements)

    def write(self, progress: Progress) -> None:
        self._lay_out()
        self._write_title()
        self._write_groups()
        self._write_header()
        place = {lead.title: at for at, lead in enumerate(self._leads)}
        for row, (element, cells) in enumerate(rows(self._snapshot, self._layer, progress), HEADER_ROW + 1):
            self._sheet.append(self._row(element, cells, row))
        self._styles.conditional(
            self._sheet,
            self._layer,
            place,
            first=self._first,
            last=self._last,
            top=HEADER_ROW + 1,
            bottom=self._bottom,
        )
        self._sheet.close()

    def _lay_out(self) -> None:
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet, name = self._sheet, self._name
        sheet.freeze_panes = f"{name(self._first)}{HEADER_ROW + 1}"
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.zoomScale = 100 if len(self._snapshot.parties) <= 30 else 85
        widths = {lead.title: self._styles.width(lead, self._snapshot) for lead in self._leads}
        for at, lead in enumerate(self._leads, 1):
            sheet.column_dimensions[name(at)].width = widths[lead.title]
        upright = self._is_upright()
        kinds = Counter(party.kind for party in self._snapshot.parties)
        for at, party in enumerate(self._snapshot.parties, self._first):
            sheet.column_dimensions[name(at)].width = max(6.0, len(party.name) * 1.1 + 2) if upright else 4.7
            if kinds[party.kind] == 1:
                sheet.column_dimensions[name(at)].width = len(KIND_TITLES[party.kind]) + 3
        sheet.column_dimensions[name(self._last + 1)].hidden = True
        height = 20.0 if upright else min(170.0, 16 + 6.4 * max(map(len, self._party_titles()), default=1))
        sheet.row_dimensions[1].height = 26
        sheet.row_dimensions[HEADER_ROW].height = height
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.8, 0.3
        sheet.print_title_rows = f"{HEADER_ROW - 1}:{HEADER_ROW}"
        sheet.oddFooter.left.text = _footer(self._snapshot.title)
        sheet.oddFooter.center.text = SHEETS[self._layer]
        sheet.oddFooter.right.text = "&P / &N"
        sheet.print_area = f"A1:{name(self._last)}{self._bottom}"
        if self._snapshot.elements:
            sheet.auto_filter.ref = f"A{HEADER_ROW}:{name(self._last)}{self._bottom}"

    def _write_title(self) -> None:
        titles = {
            "current": "what is happening today",
            "target": "what should be happening",
            "diff": "the difference: + gained, − lost, › changed",
        }
        self._sheet.append([self._text(f"{self._snapshot.title}: {titles[self._layer]}", "title", "A1")])
        self._sheet.append([self._text(self._summary(), "subtitle", "A2")])

    def _summary(self) -> str:
        snapshot = self._snapshot
        parts = [f"{len(snapshot.elements)} elements"]
        for layer, word in (("current", "today"), ("target", "in the target")):
            unowned = len(
                {f.element for f in snapshot.findings if _is_open(f, layer) and f.rule == "no-owner"}
            )
            if self._layer in (layer, "diff"):
                parts.append(f"{unowned} unowned {word}")
        if self._layer == "diff":
            parts.append(f"{len(snapshot.diffs)} cells differ")
        if snapshot.at:
            parts.append(f"as of {snapshot.at[:10]}")
        if snapshot.covers:
            parts.append(f"covers {snapshot.covers}")
        return " · ".join(parts)

    def _write_groups(self) -> None:
        cells: list[Any] = [None] * len(self._leads)
        previous, start = "", self._first
        for at, party in enumerate(self._snapshot.parties, self._first):
            if party.kind != previous:
                self._merge_group(start, at - 1)
                cells.append(self._styles.cell(self._sheet, KIND_TITLES[party.kind], "group"))
                previous, start = party.kind, at
            else:
                cells.append(self._styles.cell(self._sheet, None, "group"))
        self._merge_group(start, self._last)
        self._sheet.append(cells)

    def _merge_group(self, start: int, end: int) -> None:
        if end > start:
            row = HEADER_ROW - 1
            self._sheet.merged_cells.add(f"{self._name(start)}{row}:{self._name(end)}{row}")

    def _write_header(self) -> None:
        style = "header" if self._is_upright() else "header upright"
        cells = [self._text(lead.title, "header", f"{SHEETS[self._layer]}!{self._name(at)}{HEADER_ROW}")
                 for at, lead in enumerate(self._leads, 1)]  # fmt: skip
        cells += [
            self._text(title, style, f"{SHEETS[self._layer]}!{self._name(at)}{HEADER_ROW}")
            for at, title in enumerate(self._party_titles(), self._first)
        ]
        self._sheet.append([*cells, self._styles.cell(self._sheet, KEY_TITLE, "key")])

    def _row(self, element: Element, cells: list[str], row: int) -> Iterator[Any]:
        styles, sheet = self._styles, self._sheet
        for at, lead in enumerate(self._leads):
            value = lead.value(element)
            if value == "":
                yield None
            elif isinstance(value, int):
                yield styles.shared(sheet, value, "number")
            else:
                text = self._texts.fit(value, f"{SHEETS[self._layer]}!{self._name(at + 1)}{row}")
                yield styles.shared(sheet, text, lead.title)
        for letters in cells:
            yield styles.shared(sheet, letters, "letters") if letters else None
        yield styles.shared(sheet, element.id, "key")

    def _party_titles(self) -> list[str]:
        return [f"{party.name} (vacant)" if party.vacant else party.name for party in self._snapshot.parties]

    def _is_upright(self) -> bool:
        return len(self._snapshot.parties) <= _UPRIGHT_LIMIT

    def _text(self, text: str, style: str, address: str) -> Cell:
        return self._styles.cell(self._sheet, self._texts.fit(text, address), style)


def _gap_columns(snapshot: Snapshot, layer: Layer) -> list[Lead]:
    """Columns that say in words what the rules find in each row, or none where they find nothing."""
    found: dict[str, dict[str, list[str]]] = {"current": {}, "target": {}}
    for finding in snapshot.findings:
        for each, rows_of in found.items():
            if _is_open(finding, each):
                rows_of.setdefault(finding.element, []).append(finding.rule.replace("-", " "))
    wanted = {"current": (("Gap", "current"),), "target": (("Gap", "target"),)}.get(
        layer, (("Gap today", "current"), ("Gap in target", "target"))
    )
    return [
        Lead(title, lambda e, rows_of=found[each]: ", ".join(rows_of.get(e.id, ())))  # type: ignore[misc]
        for title, each in wanted
        if any(found.values())
    ]


def _is_open(finding: Any, layer: str) -> bool:  # noqa: ANN401 - a Finding; layers come as plain words here
    """Whether a finding is a gap of a layer: an error that nobody has accepted."""
    return finding.severity == "error" and not finding.waived and finding.layer in ("both", layer)


def _footer(text: str) -> str:
    """A text for the footer, where `&` begins a command and length is limited."""
    return clean(text)[:100].replace("&", "&&")


def _write_legend(book: Workbook, snapshot: Snapshot, styles: Styles) -> None:
    sheet = book.create_sheet("Legend")
    for column, width in (("A", 6), ("B", 46), ("C", 60)):
        sheet.column_dimensions[column].width = width
    sheet.sheet_view.showGridLines = False
    sheet.append([styles.cell(sheet, "What the letters mean", "title")])
    sheet.append([])
    for code, meaning in legend(snapshot):
        sheet.append([styles.letter(sheet, code), styles.cell(sheet, clean(meaning), "text")])
    sheet.append([])
    for sign, meaning in (
        ("+A", "gained: in the target, not today"),
        ("−A", "lost: today, not in the target"),
        (
            "R›C",
            "changed: from the left to the right; dark green where an owner comes, dark red where one goes",
        ),
    ):
        sheet.append([styles.difference(sheet, sign), styles.cell(sheet, meaning, "text")])
    sheet.append([])
    sheet.append([None, styles.cell(sheet, "An element on red has nobody who answers for it.", "text")])
    sheet.append([None, styles.cell(sheet, "In the target, a row without a plan repeats today.", "text")])
    if snapshot.info.description:
        sheet.append([])
        text = clean(snapshot.info.description)[:TEXT_LIMIT]
        sheet.append([None, styles.cell(sheet, text, "text")])
    sheet.close()


def _write_long_texts(book: Workbook, texts: _Texts) -> None:
    if not texts.long:
        return
    sheet = book.create_sheet(_LONG_SHEET)
    for address, text in texts.long:
        for start in range(0, len(text), TEXT_LIMIT - 1):
            sheet.append([_inline(sheet, address), _inline(sheet, text[start : start + TEXT_LIMIT - 1])])
    sheet.close()


def _write_book_sheet(book: Workbook, snapshot: Snapshot) -> None:
    """Say what the workbook was made from, for merging it back."""
    sheet = book.create_sheet(BOOK_SHEET)
    sheet.sheet_state = "hidden"
    for row in (
        (BOOK_MARK, "1"),
        ("workspace", snapshot.title[:TEXT_LIMIT]),
        ("head", str(snapshot.head.position), snapshot.head.checksum),
        ("at", snapshot.at),
        *(("party", party.id, party.name[:TEXT_LIMIT]) for party in snapshot.parties),
    ):
        sheet.append([_inline(sheet, clean(text)) for text in row])
    sheet.close()


def _inline(sheet: Sheet, text: str) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    cell: Cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


XLSX_EXPORTER: Final = Exporter(
    id="xlsx", title="Excel workbook", suffix=".xlsx", write=write_xlsx, options=(TEXTS_OPTION,)
)
