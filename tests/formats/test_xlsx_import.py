"""Workbooks from outside: messy ones are read, hostile ones refused before they cost anything."""

import io
import random
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.plan import make_plan
from raci_tui.formats.xlsx_import import as_text, read_xlsx
from tests.formats_helpers import empty


def book(fill: Callable[[Worksheet], None] | None = None, title: str = "Today") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in (["Task", "Ops", "IT"], ["Plan", "A", "R"], ["Build", "C", "A"]):
        sheet.append(row)
    if fill:
        fill(sheet)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(
    data: bytes, change: dict[str, Callable[[bytes], bytes]], add: dict[str, bytes] | None = None
) -> bytes:
    """The same archive with some members rewritten or added."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change[name](content) if name in change else content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_rows(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda content: re.sub(
        rb"<sheetData>.*</sheetData>", b"<sheetData>" + xml + b"</sheetData>", content, flags=re.DOTALL
    )


def inline(reference: str, text: str = "x") -> bytes:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def test_two_corner_cells_are_too_many() -> None:
    rows = b'<row r="1">' + inline("A1") + b'</row><row r="1048576">' + inline("XFD1048576") + b"</row>"
    with pytest.raises(ImportRefusedError, match="Too many cells"):
        read_xlsx(changed(book(), {SHEET: with_rows(rows)}), "t.xlsx")


def test_a_giant_merge_is_cut_to_what_is_there() -> None:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A5:XFD1048576"/></mergeCells>'
    data = changed(book(), {SHEET: lambda content: content.replace(b"</sheetData>", merge)})
    source = read_xlsx(data, "t.xlsx")
    assert source.tables[0].merges == ()
    assert len(make_plan(empty(), source).new_elements) == 2


def test_far_cells_are_read_or_refused() -> None:
    def far(sheet: Worksheet) -> None:
        for row in range(4, 304):
            sheet.cell(row, 16_384, "x")

    source = read_xlsx(book(far), "t.xlsx")
    assert source.tables[0].text(10, 16_383) == "x"


def test_a_lying_dimension_and_formatted_empty_rows_do_not_mislead() -> None:
    def format_rows(sheet: Worksheet) -> None:
        for row in range(4, 1004):
            sheet.cell(row, 1).font = openpyxl.styles.Font(bold=True)

    def lie(content: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content)

    data = changed(book(format_rows), {SHEET: lie})
    assert len(read_xlsx(data, "t.xlsx").tables[0].rows) == 3


def test_bombs_are_refused_from_the_directory() -> None:
    data = bytearray(book())
    # The directory lies behind the members; an entry's unpacked size stands 24 bytes into it.
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (310_000_000).to_bytes(4, "little")
    with pytest.raises(ImportRefusedError, match="would unpack to 310 MB"):
        read_xlsx(bytes(data), "t.xlsx")
    many = changed(book(), {}, {f"xl/media/{number}": b"" for number in range(6_000)})
    with pytest.raises(ImportRefusedError, match="parts"):
        read_xlsx(many, "t.xlsx")


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
REACHES_OUT = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "docProps/core.xml"]
)
@pytest.mark.parametrize("bomb", [LAUGHS, REACHES_OUT])
def test_entities_are_refused_in_every_part(part: str, bomb: bytes) -> None:
    def declare(content: bytes) -> bytes:
        return bomb + content.partition(b"?>")[2] if content.startswith(b"<?xml") else bomb + content

    with pytest.raises(ImportRefusedError, match="declares entities"):
        read_xlsx(changed(book(), {part: declare}), "t.xlsx")


def test_entities_cannot_hide_behind_another_encoding() -> None:
    def recode(content: bytes) -> bytes:
        return (LAUGHS.decode() + content.decode().partition("?>")[2]).encode("utf-16")

    with pytest.raises(ImportRefusedError, match="not written in UTF-8"):
        read_xlsx(changed(book(), {SHEET: recode}), "t.xlsx")


def test_without_defusedxml_nothing_is_read() -> None:
    script = (
        "import sys\nsys.modules['defusedxml'] = None\nsys.modules['defusedxml.ElementTree'] = None\n"
        "from raci_tui.formats.xlsx_import import read_xlsx\n"
        "try:\n    read_xlsx(sys.stdin.buffer.read(), 't.xlsx')\nexcept Exception as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], input=book(), capture_output=True, check=True)
    assert b"without defusedxml" in done.stdout


def test_macros_links_comments_and_hidden_parts_are_told() -> None:
    def comment(sheet: Worksheet) -> None:
        sheet["B2"].comment = Comment("why?", "dana")
        sheet.row_dimensions[3].hidden = True

    made = openpyxl.load_workbook(io.BytesIO(book(comment)))
    hidden = made.create_sheet("Old")
    hidden.append(["Task", "Ops"])
    hidden.append(["Secret", "A"])
    hidden.sheet_state = "veryHidden"
    data = changed(
        saved(made), {}, {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<a/>"}
    )
    source = read_xlsx(data, "t.xlsm")
    assert len(source.remarks) == 3
    plan = make_plan(empty(), source)
    assert plan.new_elements == ("Plan",)
    reasons = " ".join(noted.reason for noted in plan.skipped)
    assert "hidden rows" in reasons
    assert "the sheet is hidden; --table 2 takes it" in reasons


def test_formulas_are_never_evaluated() -> None:
    def formulas(sheet: Worksheet) -> None:
        sheet["B2"] = "=B3"
        sheet["C5"] = "=1/0"

    source = read_xlsx(book(formulas), "t.xlsx")
    assert source.tables[0].text(1, 1) == ""
    assert [noted.address for noted in source.skipped] == ["Today!B2, C5"]
    stored = changed(
        book(formulas),
        {SHEET: lambda content: re.sub(rb"<f>B3</f><v ?/?>(</v>)?", b"<f>B3</f><v>7</v>", content)},
    )
    assert read_xlsx(stored, "t.xlsx").tables[0].text(1, 1) == "7"


def test_numbers_and_dates_are_texts() -> None:
    def odd(sheet: Worksheet) -> None:
        sheet["B2"] = datetime(2026, 3, 4)  # noqa: DTZ001 - Excel knows no zones
        sheet["C2"] = 12.0
        sheet["B3"] = "007"
        sheet["C3"] = True

    table = read_xlsx(book(odd), "t.xlsx").tables[0]
    assert (table.rows[1][1:], table.rows[2][1:]) == (("2026-03-04", "12"), ("007", "TRUE"))
    plan = make_plan(empty(), read_xlsx(book(lambda sheet: sheet.__setitem__("B2", 5)), "t.xlsx"))
    assert [(noted.address, noted.text) for noted in plan.unknown] == [("Today!B2", "5")]
    assert as_text(1e20) == "1e+20"


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"not a zip", b"\xd0\xcf\x11\xe0 old", b""])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefusedError):
        read_xlsx(data, "t.xlsx")


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/_rels/workbook.xml.rels"])
def test_a_workbook_without_a_part_is_refused(part: str) -> None:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(book())) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    with pytest.raises(ImportRefusedError):
        make_plan(empty(), read_xlsx(out.getvalue(), "t.xlsx"))


@pytest.mark.parametrize("seed", range(60))
def test_damage_gives_import_errors_only(seed: int) -> None:
    choice = random.Random(seed)
    data = bytearray(book())
    for _ in range(choice.randint(1, 30)):
        data[choice.randrange(len(data))] = choice.randrange(256)
    with suppress(ImportRefusedError):
        make_plan(empty(), read_xlsx(bytes(data), "t.xlsx"))
