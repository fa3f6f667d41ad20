"""Markdown: what is written is shown literally, and tables of the wild are read whole."""

import pytest
from markdown_it import MarkdownIt

from raci_tui.core.plan import make_plan
from raci_tui.formats.html_tables import read_html
from raci_tui.formats.markdown_format import MARKDOWN_EXPORTER, MARKDOWN_IMPORTER, escape, read_markdown
from tests.formats_helpers import current_only, empty, filled, matrix, read_back, shop, written

HOSTILE = [
    "a|b", "back\\slash", "tick`s", "<img onerror=alert(1)>", "[x](javascript:1)", "# no heading", "![i](u)",
    "**bold**", "_it_", "a\\|b", "~~gone~~", "&lt;", "$x$", "http://evil", "[R]", "ends with \\", "1. one", "- dash",
    "<!-- c -->", "`", "| | |", "^1", "{x}", "a  b".replace("  ", " "),
]  # fmt: skip


def rendered(data: bytes) -> list[list[str]]:
    """Cells of every table row as a reader of the page sees them."""
    rows: list[list[str]] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(data.decode())
    for place, token in enumerate(tokens):
        assert "html" not in token.type
        for child in token.children or ():
            assert "html" not in child.type
            assert child.type not in ("link_open", "image")
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            rows[-1].append("".join(child.content for child in tokens[place + 1].children or ()))
    return rows


def test_hostile_names_are_shown_literally_in_the_right_number_of_cells() -> None:
    made = filled(
        HOSTILE, [("a|b", "department"), ("[x](y)", "partner")], {(0, 0): ("A", None)}, title="# <b>|`x`"
    )
    rows = rendered(written(MARKDOWN_EXPORTER, made))
    assert {len(row) for row in rows} == {4}
    assert {row[1] for row in rows[1:]} == set(HOSTILE)
    assert rows[0][2:] == ["a|b", "[x](y)"]


def test_a_line_feed_stays_in_its_cell() -> None:
    rows = rendered(f"| a |\n| --- |\n| {escape(chr(10).join('xy'))} |\n".encode())
    assert rows == [["a"], ["x\ny"]]


def test_hostile_names_come_back() -> None:
    made = filled(
        HOSTILE,
        [("a|b", "department"), ("[x](y)", "department")],
        {(0, 0): ("A", None), (3, 1): ("CI", None)},
    )
    back = read_back(MARKDOWN_IMPORTER, written(MARKDOWN_EXPORTER, made))
    assert current_only(matrix(back)) == current_only(matrix(made))


def test_every_layer_with_a_legend_and_the_owner_in_bold() -> None:
    page = written(MARKDOWN_EXPORTER, shop(), layers="all").decode()
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## Today", "## Should be", "## Difference", "## Legend",
    ]  # fmt: skip
    assert "**A**/R" in page
    assert "Partners: Crew" in page


def test_all_layers_come_back_from_one_page() -> None:
    made = shop()
    back = read_back(MARKDOWN_IMPORTER, written(MARKDOWN_EXPORTER, made, layers="all"))
    assert matrix(back) == matrix(made)


def test_headings_give_titles_and_addresses_are_lines() -> None:
    text = (
        "# Book\n\n## Today\n\n| Task | Ops |\n|---|:-:|\n| Plan | **A** |\n\n"
        "## Target\n\n| Task | Ops | IT |\n|--|--|--|\n| Plan | x | R |\n"
    )
    source = read_markdown(text.encode(), "page.md")
    assert [table.title for table in source.tables] == ["Today", "Target"]
    assert source.tables[0].rows == (("Task", "Ops"), ("Plan", "A"))
    plan = make_plan(empty(), source)
    assert [(noted.address, noted.text) for noted in plan.unknown] == [("line 13, cell 2", "x")]


@pytest.mark.parametrize(
    "text",
    [
        "| Task | Ops | IT |\n| Plan | A | R |\n| Build | R | A |",
        "Task | Ops | IT\nPlan | A | R\nBuild | R | A",
        "| Task | Ops | IT |\n|---|---|\n| Plan | A | R |\n| Build | R | A |",
    ],
    ids=["no separator", "no outer pipes", "a short separator"],
)
def test_tables_without_a_valid_separator(text: str) -> None:
    (table,) = read_markdown(f"Before.\n\n{text}\n\nAfter.".encode(), "page.md").tables
    assert [row for row in table.rows if "---" not in row] == [
        ("Task", "Ops", "IT"), ("Plan", "A", "R"), ("Build", "R", "A"),
    ]  # fmt: skip


def test_cells_beyond_the_header_are_not_dropped() -> None:
    (table,) = read_markdown(b"| Task | Ops |\n|---|---|\n| Plan | A | R |\n", "page.md").tables
    assert table.rows[1] == ("Plan", "A", "R")


def test_tables_in_code_are_no_tables() -> None:
    assert not read_markdown(b"```\n| Task | Ops |\n| Plan | A |\n```\n", "page.md").tables


def test_html_tables_within_a_page() -> None:
    text = (
        "## Today\n\n<table><tr><th colspan=2>x</th></tr><tr><td>Plan</td><td><b>A</b><br>R"
        "<script>evil()</script></td></tr></table>\n"
    )
    (table,) = read_markdown(text.encode(), "page.md").tables
    assert (table.title, table.rows[1]) == ("Today", ("Plan", "A\nR"))


def test_html_spans_keep_cells_in_their_columns() -> None:
    (table,) = read_html(
        "<table><tr><td rowspan=2>S</td><td>a</td><td>b</td></tr><tr><td>c<td>d</tr></table>"
    )
    assert table.rows == (("S", "a", "b"), ("", "c", "d"))
