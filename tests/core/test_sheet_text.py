"""The text of a clipboard: what spreadsheets write is read, and what is written they read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.sheet_text import parse, write

CELLS = st.text(st.sampled_from('aA"\t\n -é,'), max_size=6)
BLOCKS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5)
)


@given(BLOCKS)
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    assert parse(write(rows), 10, 10) == (rows, 0)


@given(BLOCKS, st.integers(0, 6), st.integers(0, 5))
def test_what_lies_beyond_is_counted_and_nothing_else_changes(
    rows: list[list[str]], most_rows: int, most_columns: int
) -> None:
    read = parse(write(rows), most_rows, most_columns)
    assert read.rows == [row[:most_columns] for row in rows[:most_rows]]
    assert read.outside + sum(map(len, read.rows)) == sum(map(len, rows))


@given(st.text(st.sampled_from('a"\t\n\r'), max_size=40))
def test_any_text_is_read(text: str) -> None:
    read = parse(text, 100, 100)
    assert read.rows
    assert read.outside == 0


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("A\tR\r\nC\tI\r\n", [["A", "R"], ["C", "I"]], id="Excel ends each row with CR LF"),
        pytest.param("A\r\n\r\n\r\n", [["A"], [""], [""]], id="blank rows at the end are rows"),
        pytest.param("A\tR\nC\tI", [["A", "R"], ["C", "I"]], id="Google ends no last row"),
        pytest.param("A\rR\r", [["A"], ["R"]], id="a terminal sends CR for each line end"),
        pytest.param('"A\r\n(until May)"\tR\r\n', [["A\n(until May)", "R"]], id="a line end within a cell"),
        pytest.param('"say ""yes"""\tR', [['say "yes"', "R"]], id="doubled quotes"),
        pytest.param('5" pipe\tR', [['5" pipe', "R"]], id="a quote in the middle is a quote"),
        pytest.param('"open\tR\nI', [['"open', "R"], ["I"]], id="a quote that nothing closes"),
        pytest.param('"a" b\tR', [['"a" b', "R"]], id="text behind the closing quote"),
        pytest.param("", [[""]], id="one blank cell"),
    ],
)
def test_what_spreadsheets_put_on_a_clipboard(text: str, rows: list[list[str]]) -> None:
    assert parse(text, 10, 10).rows == rows


@pytest.mark.parametrize(
    "text", ['"' * 1_000_001, '"x""\t' * 200_000, '"a\tb' * 250_000, '"\n' * 500_000], ids=range(4)
)
def test_a_megabyte_of_quotes_is_read_in_one_pass(text: str) -> None:
    assert parse(text, 3, 3).rows
