"""Reads Excel workbooks in two passes: the streamed XML first, which sets limits, then the values within them.

Nothing is evaluated: a formula gives the value that Excel stored, or its address is told.
"""

from __future__ import annotations

import io
import warnings
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

from raci_tui.core.errors import ImportRefusedError, RaciError
from raci_tui.core.tables import Noted, RawTable, Source
from raci_tui.core.text import clean
from raci_tui.formats.xlsx_export import BOOK_MARK, BOOK_SHEET
from raci_tui.formats.xlsx_parts import Extent, Part, extent, open_parts, refuse_declarations, sheets
from raci_tui.plugin.types import Importer

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_SHOWN: Final = 20
"""Addresses listed in one sentence."""


def read_xlsx(data: bytes, name: str) -> Source:
    """Read every sheet of a workbook as texts.

    Raises:
        ImportRefusedError: It is no workbook, is hostile, or larger than any matrix.
    """
    _require_defusedxml()
    archive = open_parts(data)
    with archive:
        try:
            refuse_declarations(archive)
            return _read(archive, data, name)
        except RaciError:
            raise
        except Exception as error:
            reason = clean(str(error)).strip().partition("\n")[0][:200] or type(error).__name__
            raise ImportRefusedError(
                f"the workbook cannot be read: {reason}", "save it again in Excel"
            ) from error


def _read(archive: ZipFile, data: bytes, name: str) -> Source:
    from openpyxl import load_workbook

    parts = sheets(archive)
    extents = {part.name: extent(archive, part) for part in parts}
    with warnings.catch_warnings():
        # What openpyxl leaves out is told below, in our words.
        warnings.simplefilter("ignore")
        book = load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False, keep_vba=False
        )
        tables = []
        skipped: list[Noted] = []
        for part in parts:
            table = _table(book, part, extents[part.name])
            if part.hidden and part.name == BOOK_SHEET and table.rows and table.text(0, 0) == BOOK_MARK:
                continue
            tables.append(table)
            skipped.extend(_untold(part, extents[part.name]))
        book.close()
    return Source(
        name=name,
        format="xlsx",
        tables=tuple(tables),
        skipped=tuple(skipped),
        remarks=tuple(_remarks(archive)),
    )


def _table(book: Workbook, part: Part, reach: Extent) -> RawTable:
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    if reach.rows and reach.columns:
        sheet = book[part.name]
        # The dimension a file states may lie; ours was counted.
        sheet.reset_dimensions()
        hidden = set(reach.hidden_rows)
        for number, row in enumerate(
            sheet.iter_rows(max_row=reach.rows, max_col=reach.columns, values_only=True), 1
        ):
            rows.append(() if number in hidden else tuple(map(as_text, row)))
            lines.append(number)
    return RawTable(
        title=part.name,
        rows=tuple(rows),
        lines=tuple(lines),
        style="sheet",
        hidden=part.hidden,
        merges=reach.merges,
    )


def as_text(value: object) -> str:
    """A cell's value as a person would type it; dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _untold(part: Part, reach: Extent) -> list[Noted]:
    noted = []
    if reach.formulas:
        shown = ", ".join(reach.formulas[:_SHOWN]) + (" ..." if len(reach.formulas) > _SHOWN else "")
        noted.append(
            Noted(
                f"{part.name}!{shown}", "", "formulas without a stored value; open and save the file in Excel"
            )
        )
    if reach.hidden_rows:
        shown = ", ".join(map(str, reach.hidden_rows[:_SHOWN])) + (
            " ..." if len(reach.hidden_rows) > _SHOWN else ""
        )
        noted.append(Noted(f"{part.name}, rows {shown}", "", "hidden rows; show them to import them"))
    return noted


def _remarks(archive: ZipFile) -> list[str]:
    names = [name.lower() for name in archive.namelist()]
    remarks = []
    if any("vbaproject" in name for name in names):
        remarks.append("the workbook has macros; they were ignored")
    if any("externallink" in name for name in names):
        remarks.append("the workbook links to other workbooks; the links were ignored")
    if any(name.startswith("xl/comments") for name in names):
        remarks.append("the workbook has comments on cells; they were not read")
    return remarks


def _require_defusedxml() -> None:
    try:
        import defusedxml.ElementTree  # noqa: F401 - only whether it is there
        from openpyxl import DEFUSEDXML
    except ImportError as error:
        raise ImportRefusedError(
            "workbooks are not read without defusedxml", "pip install defusedxml"
        ) from error
    if not DEFUSEDXML:
        raise ImportRefusedError("openpyxl does not use defusedxml", "unset OPENPYXL_DEFUSEDXML")


XLSX_IMPORTER: Final = Importer(
    id="xlsx", title="Excel workbook", suffixes=(".xlsx", ".xlsm"), read=read_xlsx, untrusted_binary=True
)
