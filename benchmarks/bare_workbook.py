"""Write the bare values of a workbook again in openpyxl's write-only mode: what an export is compared with.

``python -m benchmarks.bare_workbook IN.xlsx OUT.xlsx`` prints the milliseconds that writing took.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from openpyxl import Workbook, load_workbook

from benchmarks.figures import timed_ms

Sheets = Mapping[str, Sequence[Sequence[object]]]


def values_of(path: str) -> Sheets:
    """The values of every sheet, row by row."""
    book = load_workbook(path, read_only=True)
    sheets = {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets
    }
    book.close()
    return sheets


def write(sheets: Sheets, path: str) -> None:
    """Write values and nothing else."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


if __name__ == "__main__":
    values = values_of(sys.argv[1])
    print(timed_ms(lambda: write(values, sys.argv[2])))
