"""The workbook: literal, whole, the same every time, readable by openpyxl, printable by LibreOffice."""

import io
import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from raci_tui.core.errors import ExportError
from raci_tui.core.records import PartyKind
from raci_tui.core.vocabulary import KEY_TITLE
from raci_tui.formats.xlsx_export import BOOK_SHEET, HEADER_ROW, TEXT_LIMIT, XLSX_EXPORTER
from raci_tui.formats.xlsx_import import XLSX_IMPORTER
from tests.formats_helpers import filled, matrix, read_back, shop, warnings_of, written

P_FORM = (
    "=1+1",
    '=HYPERLINK("http://evil","x")',
    "+1",
    "-1",
    "@SUM(1)",
    "＝1",
    "#N/A",
    "'=1",
    "=",
    'a","=1',
    "#DIV/0!",
)
P_TEXT = ("日本語", "👩‍👩‍👧", "e\u0301", "ไทย", "[bold]x", "R[/A]", "𝔘", "مرحبا")


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_sheet_a_layer_and_a_legend() -> None:
    book = opened(written(XLSX_EXPORTER, shop(), "diff"))
    assert book.sheetnames == ["Current", "Target", "Difference", "Legend", BOOK_SHEET]
    assert book.active is not None
    assert book.active.title == "Difference"
    sheet = book["Current"]
    header = [cell.value for cell in sheet[HEADER_ROW]]
    assert header == [
        "ID",
        "Stage",
        "Element",
        "Visible",
        "Pain",
        "Gap",
        "Ops",
        "IT",
        "Crew",
        "Customer",
        KEY_TITLE,
    ]
    first = [cell.value for cell in sheet[HEADER_ROW + 1]]
    assert first == ["S-1", None, "Plan the week", "front", None, None, "A/R", None, "C", None, "e0"]
    assert sheet.freeze_panes == f"G{HEADER_ROW + 1}"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["G3:H3"]
    assert [sheet["G3"].value, sheet["I3"].value, sheet["J3"].value] == [
        "Departments",
        "Partners",
        "Customer",
    ]
    assert book["Difference"][f"J{HEADER_ROW + 1}"].value == "−C"
    assert book[BOOK_SHEET].sheet_state == "hidden"


def test_it_prints_on_landscape_pages_with_the_header_repeated() -> None:
    sheet = opened(written(XLSX_EXPORTER, shop()))["Current"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${HEADER_ROW - 1}:${HEADER_ROW}"


def test_letters_are_coloured_by_conditional_formats() -> None:
    sheet = opened(written(XLSX_EXPORTER, shop()))["Current"]
    formulas = [rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules]
    corner = f"G{HEADER_ROW + 1}"
    assert f'ISNUMBER(SEARCH("A",{corner}))' in formulas
    assert any("COUNTIF" in formula for formula in formulas)
    assert sheet[corner].fill.fill_type is None


def test_texts_are_never_formulas() -> None:
    made = filled(
        list(P_FORM + P_TEXT), [(text, "department") for text in P_FORM], {(0, 0): ("A", None)}, title="=2+2"
    )
    data = written(XLSX_EXPORTER, made, texts="yes")
    with ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
    sheet = opened(data)["Current"]
    column = next(cell.column for cell in sheet[HEADER_ROW] if cell.value == "Element")
    shown = [sheet.cell(row, column) for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + len(P_FORM + P_TEXT))]
    assert {cell.data_type for cell in shown} == {"s"}
    assert {cell.value for cell in shown} == {element.name for element in made.elements()}


def test_too_long_texts_are_whole_on_a_sheet_of_their_own() -> None:
    made = shop()
    text = "x" * 40_000 + "end"
    with made.edit("Note") as edit:
        edit.update("elements", "e0", note=text)
    (warning,) = warnings_of(XLSX_EXPORTER, made, texts="yes")
    assert "Long texts" in warning
    assert "Current!" in warning
    book = opened(written(XLSX_EXPORTER, made, texts="yes"))
    rows = [
        row for row in book["Long texts"].iter_rows(values_only=True) if str(row[0]).startswith("Current!")
    ]
    assert "".join(str(row[1]) for row in rows) == text
    assert all(
        len(str(cell)) <= TEXT_LIMIT
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    )


def test_more_parties_than_a_sheet_has_columns_are_refused() -> None:
    parties: list[tuple[str, PartyKind]] = [(f"P{number}", "department") for number in range(16_384)]
    with pytest.raises(ExportError, match="more than a sheet holds"):
        written(XLSX_EXPORTER, filled(["Plan"], parties, {}))


def test_the_same_bytes_every_time() -> None:
    made = shop()
    assert written(XLSX_EXPORTER, made) == written(XLSX_EXPORTER, made)


def test_it_comes_back_with_both_layers_and_the_kinds_of_parties() -> None:
    made = shop()
    back = read_back(XLSX_IMPORTER, written(XLSX_EXPORTER, made))
    assert matrix(back) == matrix(made)
    assert [(p.name, p.kind) for p in back.parties()] == [(p.name, p.kind) for p in made.parties()]
    assert (back.elements()[0].code, back.elements()[0].visibility) == ("S-1", "front")


def test_no_parties_and_no_elements_are_no_trouble() -> None:
    assert opened(written(XLSX_EXPORTER, filled([], [], {})))["Current"]["A1"].value


def test_the_element_without_an_owner_is_said_in_words() -> None:
    sheet = opened(written(XLSX_EXPORTER, shop()))["Current"]
    gaps = {row[2].value: row[5].value for row in sheet.iter_rows(min_row=HEADER_ROW + 1)}
    assert gaps["Build it"] == "no owner"
    assert gaps["Plan the week"] is None


def test_libreoffice_prints_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: how the workbook prints was not looked at")
    book = tmp_path / "shop.xlsx"
    book.write_bytes(written(XLSX_EXPORTER, shop()))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    page = (tmp_path / "shop.pdf").read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page[^s]", page))
    assert pages == 4, "Current, Target, Difference and Legend, each fitted to one page"
