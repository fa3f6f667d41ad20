"""CSV and TSV: tables of text with a guessed dialect; exports cannot become formulas.

A field that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection); our
import takes it off again. A cell that is just `-` is no formula and stays as it is.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from typing import BinaryIO, Final

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.tables import RawTable, Source
from raci_tui.formats.layout import TEXTS_OPTION, lead_columns, party_names, rows
from raci_tui.plugin.types import Exporter, Importer, Option, Options, Progress, Snapshot

_FIELD_LIMIT: Final = 1_000_000
_SAMPLE_LINES: Final = 30
_DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
_DANGEROUS: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet could take for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Take one apostrophe off where `guard` would have put it."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def decode(data: bytes) -> tuple[str, str]:
    """Decode text of unknown encoding.

    Returns:
        The text, and a remark where the encoding had to be guessed.

    Raises:
        ImportRefusedError: It is no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), ""
            except UnicodeDecodeError as error:
                raise ImportRefusedError(
                    "the file breaks off in the middle of a character", "save it again"
                ) from error
    if b"\0" in data[:4096]:
        half = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        try:
            return data.decode(half), f"read as {half.upper()}, since it says nothing about its encoding"
        except UnicodeDecodeError as error:
            raise ImportRefusedError("the file is no text", "choose its format with --format") from error
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return text, "read as Windows-1252, since it is not UTF-8; check accented letters"


def read_csv(data: bytes, name: str) -> Source:
    """Read a table of separated values.

    Raises:
        ImportRefusedError: It is no text, or no table.
    """
    text, remark = decode(data)
    delimiter = _delimiter(text)
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[tuple[str, ...]] = []
    lines: list[int] = []
    start = 1
    try:
        for row in reader:
            found.append(tuple(unguard(field) for field in row))
            lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefusedError(f"line {start} cannot be read: {error}", "check its quotes") from error
    table = RawTable(rows=tuple(found), lines=tuple(lines))
    return Source(name=name, format="csv", tables=(table,), remarks=(remark,) if remark else ())


def write_csv(snapshot: Snapshot, out: BinaryIO, options: Options, progress: Progress) -> Sequence[str]:
    """Write the chosen layer as a table, everything quoted."""
    exact = bool(options["exact"])
    stream = io.TextIOWrapper(
        out, encoding="utf-8-sig" if options["bom"] else "utf-8", newline="", write_through=True
    )
    try:
        writer = csv.writer(
            stream,
            delimiter=_DELIMITERS[str(options["delimiter"])],
            quoting=csv.QUOTE_ALL,
            lineterminator="\r\n",
        )
        text = str if exact else lambda value: guard(str(value))
        leads = lead_columns(snapshot, texts=bool(options["texts"]))
        writer.writerow([text(title) for title in (*(lead.title for lead in leads), *party_names(snapshot))])
        for element, cells in rows(snapshot, snapshot.layer, progress):
            shown = cells if exact or snapshot.layer != "diff" else [text(cell) for cell in cells]
            writer.writerow([*(text(lead.value(element)) for lead in leads), *shown])
        stream.flush()
    finally:
        # Or it would close the host's stream when it goes.
        stream.detach()
    return (
        [
            "texts are written exactly as they are: open the file in a spreadsheet only if you trust all of them"
        ]
        if exact
        else []
    )


def _delimiter(text: str) -> str:
    """The delimiter that splits the first lines into most cells, evenly."""
    best, best_score = ",", (0, 0)
    sample = text.splitlines()[:_SAMPLE_LINES]
    for delimiter in (",", ";", "\t", "|"):
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            continue
        widest = max(widths, default=1)
        score = (sum(width == widest for width in widths if widest > 1), widest)
        if score > best_score:
            best, best_score = delimiter, score
    return best


CSV_EXPORTER: Final = Exporter(
    id="csv",
    title="CSV table",
    suffix=".csv",
    write=write_csv,
    options=(
        Option(
            "delimiter",
            "choice",
            default="comma",
            choices=tuple(_DELIMITERS),
            help="What separates the cells.",
        ),
        Option(
            "bom", "bool", default=False, help="Mark the file as UTF-8, so that Excel shows accents rightly."
        ),
        Option(
            "exact",
            "bool",
            default=False,
            help="Write texts as they are, even where they look like formulas.",
        ),
        TEXTS_OPTION,
    ),
)
CSV_IMPORTER: Final = Importer(
    id="csv", title="CSV or tab-separated table", suffixes=(".csv", ".tsv", ".txt"), read=read_csv
)
