"""Reads tables of HTML as texts; nothing in the page is loaded or run."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.tables import Merge, RawTable, Source
from raci_tui.plugin.types import Importer

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6", "caption")
_SILENT: Final = ("script", "style", "template")
_SPAN_LIMIT: Final = 1000


class _Tables(HTMLParser):
    """Collects the tables of a page with the heading before each."""

    def __init__(self, title: str, first_line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[RawTable] = []
        self._title = title
        self._first = first_line
        self._rows: list[list[str]] = []
        self._lines: list[int] = []
        self._merges: list[Merge] = []
        self._taken: set[tuple[int, int]] = set()
        self._depth = 0
        self._silent = 0
        self._text: list[str] | None = None
        self._heading: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _HEADINGS:
            self._heading = []
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._rows, self._lines, self._merges, self._taken = [], [], [], set()
        elif self._depth != 1:
            return
        elif tag == "tr":
            self._rows.append([])
            self._lines.append(self._first + self.getpos()[0] - 1)
        elif tag in ("td", "th") and self._rows:
            self._end_cell()
            self._start_cell(dict(attrs))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _HEADINGS and self._heading is not None:
            self._title = " ".join("".join(self._heading).split())
            self._heading = None
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()
        elif tag == "table" and self._depth:
            self._depth -= 1
            if self._depth == 0:
                self._end_cell()
                self._end_table()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._heading is not None:
            self._heading.append(data)
        elif self._text is not None:
            self._text.append(data)

    def _start_cell(self, attrs: dict[str, str | None]) -> None:
        row = len(self._rows) - 1
        while (row, len(self._rows[row])) in self._taken:
            self._rows[row].append("")
        width, height = _span(attrs.get("colspan")), _span(attrs.get("rowspan"))
        if width > 1 or height > 1:
            column = len(self._rows[row])
            self._merges.append(Merge(row, column, height, width))
            self._taken.update(
                (row + down, column + right)
                for down in range(height)
                for right in range(width)
                if down or right
            )
        self._text = []

    def _end_cell(self) -> None:
        if self._text is not None and self._rows:
            self._rows[-1].append(
                "\n".join(" ".join(line.split()) for line in "".join(self._text).split("\n")).strip()
            )
        self._text = None

    def _end_table(self) -> None:
        if any(self._rows):
            self.tables.append(
                RawTable(
                    title=self._title,
                    rows=tuple(map(tuple, self._rows)),
                    lines=tuple(self._lines),
                    merges=tuple(self._merges),
                )
            )


def read_html(text: str, title: str = "", first_line: int = 1) -> list[RawTable]:
    """Find the tables of a piece of HTML.

    Args:
        title: What a table without a heading of its own is called.
        first_line: Number of the piece's first line in its file.
    """
    parser = _Tables(title, first_line)
    parser.feed(text)
    parser.close()
    return parser.tables


def read_page(data: bytes, name: str) -> Source:
    """Read the tables of an HTML page.

    Raises:
        ImportRefusedError: It has none.
    """
    from raci_tui.formats.csv_format import decode

    text, remark = decode(data)
    tables = read_html(text)
    if not tables:
        raise ImportRefusedError("the page has no table", "choose another format with --format")
    return Source(name=name, format="html", tables=tuple(tables), remarks=(remark,) if remark else ())


def _span(value: str | None) -> int:
    return min(int(value), _SPAN_LIMIT) if value and value.isdecimal() and int(value) > 0 else 1


HTML_IMPORTER: Final = Importer(
    id="html", title="Table of an HTML page", suffixes=(".html", ".htm"), read=read_page
)
