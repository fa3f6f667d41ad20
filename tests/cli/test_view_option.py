"""`--view` shows, exports and judges what the app would show under that name."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

from raci_tui.cli import run
from raci_tui.core.arrange import Shape
from raci_tui.core.query import parse_query
from raci_tui.core.views import View, find_view, save_view
from raci_tui.services.session import create_session, open_session
from tests.matrix_app import small_state

SHAPE = Shape(
    sorting="gaps", grouping="none", hidden=("ops",), pinned=("crew",), folded_kinds=("department",)
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    path = tmp_path / "small.raci.json"
    with create_session(path, "Small", state=small_state(), author="dana") as session:
        save_view(session.workspace, "Unowned", View("target", parse_query("-is:changed"), "j", SHAPE))
        save_view(session.workspace, "Folded", View(shape=Shape(folded=("req",))))
        session.save_now()
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == code
    return capsys.readouterr().out


def test_show_has_the_rows_columns_order_and_layer_of_the_view(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(capsys, "show", path, "--view", "unowned").splitlines()
    assert lines[0] == "Small water · target"
    assert lines[1].split() == ["element", "CS", "Crew"]
    assert [line.strip().split("  ")[0] for line in lines[2:5]] == [
        "Fit the meter",
        "Pass it on",
        "Ask for a meter",
    ]
    answer = json.loads(said(capsys, "show", path, "--view", "unowned", "--layer", "diff", "--json"))
    assert answer["layer"] == "diff"
    assert [party["id"] for party in answer["parties"]] == ["cs", "crew"]
    assert [element["id"] for element in answer["elements"]] == ["fit", "pass", "ask"]
    assert "Party Operations" not in said(capsys, "show", path, "--view", "unowned", "--plain")


def test_what_is_folded_is_shown_and_exported_all_the_same(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Look up crew in notebook" in said(capsys, "show", path, "--view", "Folded")
    out = said(capsys, "export", path, "-f", "csv", "-o", "-", "--view", "Folded")
    assert "Look up crew in notebook" in out


def test_an_export_has_the_view_and_says_what_it_leaves_out(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "export", path, "-f", "csv", "-o", "-", "--view", "Unowned")
    header, *rows = list(csv.reader(io.StringIO(out.lstrip("\ufeff"))))
    assert "Operations" not in header
    assert header.index("Customer Service") < header.index("Fitting Crew")
    name = header.index("Element")
    assert [row[name] for row in rows] == ["Fit the meter", "Pass it on", "Ask for a meter"]
    document = json.loads(said(capsys, "export", path, "-f", "json", "-o", "-", "--view", "Unowned"))
    assert document["covers"] == "the journey Get a meter, where -is:changed, 2 of 3 parties"
    narrower = json.loads(
        said(capsys, "export", path, "-f", "json", "-o", "-", "--view", "Unowned", "--where", "fit")
    )
    assert [element["id"] for element in narrower["elements"]] == ["fit"]


def test_check_judges_the_rows_and_the_layer_of_the_view(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    every = json.loads(said(capsys, "check", path, "--json", code=1))
    gaps = [found for found in every["findings"] if found["severity"] == "error"]
    assert {found["element"]["id"] for found in gaps} == {"notebook", "pass", "fit"}
    answer = json.loads(said(capsys, "check", path, "--json", "--view", "Unowned", code=1))
    assert answer["layer"] == "target"
    gaps = [found for found in answer["findings"] if found["severity"] == "error"]
    assert {found["element"]["id"] for found in gaps} == {"pass", "fit"}


@pytest.mark.parametrize("command", ["show", "check", "export"])
def test_an_unknown_view_is_one_sentence_that_names_the_known_ones(
    path: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["-f", "csv"] if command == "export" else []
    assert run([command, path, "--view", "Nobody", *more]) == 2
    assert (
        capsys.readouterr()
        .err.strip()
        .endswith("there is no saved view 'Nobody': known are “Unowned”, “Folded”")
    )


def test_a_view_that_is_imported_names_the_parties_that_are_there(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document, other = str(tmp_path / "small.json"), str(tmp_path / "other.raci.json")
    said(capsys, "export", path, "-f", "json", "-o", document)
    state = small_state()
    state.tables["parties"]["mine"] = msgspec.structs.replace(state.tables["parties"].pop("ops"), id="mine")
    state.rows.clear()
    with create_session(Path(other), "Small", state=state, author="dana") as session:
        session.save_now()
    said(capsys, "import", other, document)
    with open_session(Path(other), read_only=True) as session:
        assert find_view(session.workspace, "Unowned").hidden == ("mine",)
        assert find_view(session.workspace, "Unowned").pinned == ("crew",)
