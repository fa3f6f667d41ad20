"""`party` says what one party has to do, as text, Markdown and JSON, and refuses names that mean nobody."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from raci_tui.cli import run
from raci_tui.services.session import create_session
from tests.matrix_app import small_state


@pytest.fixture
def path(tmp_path: Path) -> str:
    state = small_state()
    crew = state.tables["parties"]["crew"]
    state.put(msgspec.structs.replace(crew, aliases=("Fitters",), contact="crew@example.org"), "parties")
    path = tmp_path / "small.raci.json"
    create_session(path, "Small", state=state, author="dana").close()
    return str(path)


def test_a_sheet_is_printed_as_text(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["party", path, "Fitters"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Fitting Crew, partner",
        "It has a part in 2 of 4 elements, today and in the target.",
        "Also called: Fitters",
        "Contact: crew@example.org",
        "",
        "Does (Responsible): 2 today, 1 in the target; 1 to go",
        "  Request",
        "      Ask for a meter",
        "    − Look up crew in notebook (goes in the target; hurts 5 of 5)",
        "",
        "Is asked about (Consulted): 0 today, 1 in the target; 1 new",
        "  Request",
        "    + Look up crew in notebook (new in the target; hurts 5 of 5)",
    ]


def test_a_sheet_is_printed_as_markdown_and_json(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["party", path, "ops", "--markdown"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(
        "# Operations\n\nDepartment in Small water. It has a part in 1 of 4 elements today, in 2"
    )
    assert "## Answers for (Accountable)" in text
    assert run(["party", path, "ops", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["party"]["name"] == "Operations"
    assert [(duty["kind"], duty["current"], duty["target"]) for duty in answer["duties"]] == [
        ("owner", 1, 2), ("doer", 0, 1),
    ]  # fmt: skip
    assert answer["duties"][0]["elements"][0]["change"] == "comes"


def test_names_that_mean_nobody_and_two_formats_at_once_are_refused(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["party", path, "Plumbers"]) == 2
    assert "there is no party 'Plumbers'" in capsys.readouterr().err
    assert run(["party", path, "ops", "--json", "--markdown"]) == 2


def test_markdown_shows_names_literally(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = small_state()
    element = state.tables["elements"]["ask"]
    state.put(msgspec.structs.replace(element, name="# [x](http://evil) <b>*"), "elements")
    path = tmp_path / "small.raci.json"
    create_session(path, "Small", state=state, author="dana").close()
    assert run(["party", str(path), "cs", "--markdown"]) == 0
    assert r"- \# \[x\](http://evil) \<b\>\*" in capsys.readouterr().out
