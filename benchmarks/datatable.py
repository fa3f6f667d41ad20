"""Textual's own DataTable with a matrix from a CSV file: what a Textual app gets without a grid of its own."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Table(App[None]):
    """One DataTable, its first columns fixed.

    Args:
        path: A matrix as `fixtures/large.py --csv` writes it: code, stage and element, then a column a party.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def compose(self) -> ComposeResult:
        yield DataTable[Text](fixed_columns=3)

    def on_mount(self) -> None:
        table: DataTable[Text] = self.query_one(DataTable)
        with self.path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            table.add_columns(*(Text(name) for name in next(rows)))
            for row in rows:
                table.add_row(*map(Text, row))
        table.move_cursor(column=3)
        table.focus()


if __name__ == "__main__":
    Table(Path(sys.argv[1])).run()
