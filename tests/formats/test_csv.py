"""CSV: no field becomes a formula, dialects and encodings are understood, nothing is lost on the way back."""

import csv
import io

import pytest

from raci_tui.core.errors import ImportRefusedError
from raci_tui.formats.csv_format import CSV_EXPORTER, CSV_IMPORTER, guard, read_csv, unguard
from tests.formats_helpers import current_only, filled, matrix, read_back, shop, warnings_of, written

P_FORM = (
    "=1+1", '=HYPERLINK("http://evil","x")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1",
    "＠x", "#N/A", "'=1", "=", 'a","=1', "''=1",
)  # fmt: skip
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize("text", P_FORM)
def test_guarding_is_safe_and_comes_back(text: str) -> None:
    assert not guard(text).startswith(DANGEROUS)
    assert unguard(guard(text)) == text


def test_names_that_look_like_formulas_come_back_whole() -> None:
    names = [text for text in P_FORM if text == text.strip()]
    made = filled(
        names, [("=party", "department"), ("Ops", "department")], {(0, 0): ("A", None), (1, 1): ("-", None)}
    )
    data = written(CSV_EXPORTER, made)
    for row in csv.reader(io.StringIO(data.decode(), newline="")):
        assert all(not field.startswith(DANGEROUS) or field == "-" for field in row)
    back = read_back(CSV_IMPORTER, data)
    assert current_only(matrix(back)) == current_only(matrix(made))


def test_everything_is_quoted_and_the_exact_mode_warns() -> None:
    made = filled(["=1"], [("Ops", "department")], {(0, 0): ("A", None)})
    assert written(CSV_EXPORTER, made) == b'"Element","Ops"\r\n"\'=1","A"\r\n'
    assert written(CSV_EXPORTER, made, exact="yes") == b'"Element","Ops"\r\n"=1","A"\r\n'
    assert "spreadsheet" in warnings_of(CSV_EXPORTER, made, exact="yes")[0]
    assert not warnings_of(CSV_EXPORTER, made)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_dialects_and_encodings(delimiter: str, end: str, encoding: str) -> None:
    name = "Plan" if delimiter == "," else "Plan, at length"
    text = end.join(delimiter.join(row) for row in (["Task", "Büro", "IT"], [name, "A/R", "c"]))
    source = read_csv(text.encode(encoding), "table.csv")
    assert source.tables[0].rows[0] == ("Task", "Büro", "IT")
    assert source.tables[0].rows[1][1:] == ("A/R", "c")
    assert bool(source.remarks) == (encoding == "cp1252")


def test_lines_are_counted_as_an_editor_does() -> None:
    source = read_csv(b'Task,Ops\n"Plan\nin two lines",A\nBuild,R\n', "t.csv")
    assert source.tables[0].lines == (1, 2, 4)


def test_a_text_that_breaks_off_is_refused() -> None:
    with pytest.raises(ImportRefusedError):
        read_csv(b"\xff\xfeA\0\0", "t.csv")


def test_further_texts_on_demand() -> None:
    plain, whole = written(CSV_EXPORTER, shop()).decode(), written(CSV_EXPORTER, shop(), texts="yes").decode()
    assert "takes weeks" not in plain
    assert all(text in whole for text in ("takes weeks", "Counter", '"Output"', "a plan"))


def test_the_target_layer_comes_back_into_the_target() -> None:
    made = shop()
    back = read_back(CSV_IMPORTER, written(CSV_EXPORTER, made, "target"), "target")
    found = {name: cells for _, name, cells in matrix(back)}
    assert found["Ask the customer"] == {"Ops": ("", "A"), "Customer": ("", "I")}
