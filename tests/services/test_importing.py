"""Imports as a front end runs them: which reader, which refusal, and the stories of the fixtures."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.findings import Findings
from raci_tui.core.records import Layer, PartyKind
from raci_tui.formats.csv_format import CSV_EXPORTER, CSV_IMPORTER
from raci_tui.formats.markdown_format import MARKDOWN_EXPORTER, MARKDOWN_IMPORTER
from raci_tui.formats.xlsx_export import XLSX_EXPORTER
from raci_tui.formats.xlsx_import import XLSX_IMPORTER
from raci_tui.rules.ownership import OWNERSHIP_RULES
from raci_tui.services.importing import apply_import, load_source, plan_import
from tests.formats_helpers import current_only, empty, filled, matrix, read_back, written
from tests.strategies import examples

FIXTURES = Path(__file__).parents[2] / "fixtures"
EXPECTED = json.loads((FIXTURES / "stories" / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("story", ["southern-water", "prepaid-mobile", "unbilled-water"])
@pytest.mark.parametrize("suffix", [".xlsx", ".md"])
def test_the_stories_are_understood_without_a_word(story: str, suffix: str) -> None:
    made = empty()
    plan = plan_import(made, load_source(FIXTURES / f"{story}{suffix}"))
    apply_import(made, plan)
    told = EXPECTED[story]
    assert len(made.elements()) == told["elements"]
    assert [stage.name for stage in made.stages()] == told["stages"]
    assert not plan.unknown
    findings = Findings(made, OWNERSHIP_RULES, lambda: "2026-03-04")
    layers: tuple[Layer, ...] = ("current", "target")
    for layer in layers:
        assert [e.code for e in made.elements() if findings.is_unowned(e.id, layer)] == told[
            f"unowned_{layer}"
        ]
    assert sum(cell.differs for cell in made.state.cells()) == told["cells_different"]
    if suffix == ".xlsx":
        assert sum(party.kind == "partner" for party in made.parties()) == told["partners"]
    assert plan_import(made, load_source(FIXTURES / f"{story}{suffix}")).is_empty


@pytest.mark.parametrize("story", ["southern-water", "prepaid-mobile", "unbilled-water"])
def test_the_stories_as_plain_tables(story: str) -> None:
    made = empty()
    apply_import(made, plan_import(made, load_source(FIXTURES / f"{story}.csv")))
    told = EXPECTED[story]
    assert sum(cell.current not in ("", "-") for cell in made.state.cells()) == told["cells_filled_current"]
    assert sum(cell.current == "-" for cell in made.state.cells()) == told["cells_not_involved_current"]
    assert [element.code for element in made.elements() if made.pain(element.id) >= 4] == told["hot"]


def test_standard_input_is_recognised_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, wanted in (
        (b"Task,Ops\nPlan,A\n", "csv"),
        (b"| Task | Ops |\n|--|--|\n| Plan | A |\n", "markdown"),
        (b"<table><tr><td>Task</td></tr></table>", "html"),
        ((FIXTURES / "unbilled-water.xlsx").read_bytes(), "xlsx"),
    ):
        stdin = io.TextIOWrapper(io.BytesIO(data))
        monkeypatch.setattr("sys.stdin", stdin)
        assert load_source("-").format == wanted


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bomb.yaml", b"a: &a [*a]", "nobody reads .yaml files"),
        ("empty.csv", b" \n", "is empty"),
        ("bomb.json", b"[" * 100_000, "no JSON"),
        ("page.html", b"<p>none</p>", "no table"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ImportRefusedError, match=said):
        load_source(path)


def test_missing_files_and_unknown_formats(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="no such file"):
        load_source(tmp_path / "nowhere.csv")
    with pytest.raises(ImportRefusedError, match="cannot be read"):
        load_source(tmp_path)
    (tmp_path / "t.csv").write_text("Task,Ops\nPlan,A\n")
    with pytest.raises(ImportRefusedError, match="no importer 'pdf'"):
        load_source(tmp_path / "t.csv", "pdf")


NAMES = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=10
).map(lambda text: " ".join(text.split()))
KIND_NAMES: tuple[PartyKind, ...] = ("department", "partner")
KINDS = st.sampled_from(KIND_NAMES)


@st.composite
def matrices(
    draw: st.DrawFn,
) -> tuple[list[str], list[tuple[str, PartyKind]], dict[tuple[int, int], tuple[str, str | None]]]:
    """Names behind plain words, so that none of them is a header, a legend or a sum by chance."""
    names = [f"Step {n} {draw(NAMES)}".strip() for n in range(draw(st.integers(1, 5)))]
    parties: list[tuple[str, PartyKind]] = [
        (f"Team {n} {draw(NAMES)}".strip(), draw(KINDS)) for n in range(draw(st.integers(1, 4)))
    ]
    parties.sort(key=lambda party: party[1])
    letters = {
        (row, column): (
            draw(st.sampled_from(["", "-", "A", "AR", "CI", "R"])),
            draw(st.sampled_from([None, "A", "-", "RC"])),
        )
        for row in range(len(names))
        for column in range(len(parties))
    }
    return names, parties, letters


@examples(30)
@given(matrices())
def test_what_is_exported_comes_back(
    drawn: tuple[list[str], list[tuple[str, PartyKind]], dict[tuple[int, int], tuple[str, str | None]]],
) -> None:
    made = filled(*drawn)
    if not any(cell.current for cell in made.state.cells()):
        return
    told = matrix(made)
    assert current_only(matrix(read_back(CSV_IMPORTER, written(CSV_EXPORTER, made)))) == current_only(told)
    page = written(MARKDOWN_EXPORTER, made, layers="all")
    assert matrix(read_back(MARKDOWN_IMPORTER, page)) == told
    assert matrix(read_back(XLSX_IMPORTER, written(XLSX_EXPORTER, made))) == told
