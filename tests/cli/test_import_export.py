"""`import` and `export` as typed in a shell: exit codes, what is said where, and JSON answers."""

import json
from pathlib import Path

import pytest

from raci_tui.cli import run

FIXTURES = Path(__file__).parents[2] / "fixtures"
SOUTHERN_WATER = str(FIXTURES / "southern-water.xlsx")


@pytest.fixture
def workspace(tmp_path: Path) -> str:
    path = str(tmp_path / "w.raci.json")
    assert run(["new", path]) == 0
    return path


def table(tmp_path: Path, text: str, name: str = "table.csv") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_workbook_needs_no_flags_and_the_second_time_changes_nothing(
    workspace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", workspace, SOUTHERN_WATER]) == 0
    first = capsys.readouterr()
    assert "added 68 elements, 20 parties and 9 stages; set 478 cells" in first.err
    assert not first.out
    assert run(["check", workspace]) == 1
    capsys.readouterr()
    assert run(["import", workspace, SOUTHERN_WATER]) == 0
    assert "nothing changes" in capsys.readouterr().err


def test_a_dry_run_changes_nothing(workspace: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(workspace).read_bytes()
    assert run(["import", workspace, SOUTHERN_WATER, "--dry-run"]) == 0
    assert "would add 68 elements" in capsys.readouterr().err
    assert Path(workspace).read_bytes() == before
    assert run(["import", workspace, SOUTHERN_WATER, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["elements"] == {"new": 68, "matched": 0}


def test_the_json_answer(workspace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = table(tmp_path, "A line above\n\nTask,Ops,Legal,IT\nPlan,A,,R\nBuild,,X,A\n")
    assert run(["import", workspace, source, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["applied"] is True
    assert answer["tables"][0]["layer"] == "current"
    assert (answer["elements"], answer["parties"]) == ({"new": 2, "matched": 0}, {"new": 3, "matched": 0})
    assert answer["cells"] == {"set": 3, "overwritten": 0}
    assert answer["skipped"][0] == {
        "address": "line 1, cell 1",
        "text": "A line above",
        "reason": "a line above the table",
    }
    assert [(mark["address"], mark["text"]) for mark in answer["unknown"]] == [("line 5, cell 3", "X")]
    again = table(tmp_path, "Task,Ops\nPlan,C\n")
    assert run(["import", workspace, again, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["overwritten"][0] | {"address": ""} == {
        "address": "", "element": "Plan", "party": "Ops", "layer": "current", "old": "A", "new": "C",
    }  # fmt: skip


def test_flags(workspace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = table(tmp_path, "Sprint,Task,Ops,Crew\nOne,Plan,X,A\n")
    flags = [
        "--map",
        "X=R",
        "--map",
        "Sprint=stage",
        "--partners",
        "Crew",
        "--journey",
        "Move in",
        "--layer",
        "target",
    ]
    assert run(["import", workspace, source, *flags]) == 0
    assert run(["export", workspace, "-f", "json", "-o", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [party["kind"] for party in document["parties"]] == ["department", "partner"]
    assert document["stages"][0]["name"] == "One"
    assert document["journeys"][0]["name"] == "Move in"
    assert [cell["target"] for cell in document["elements"][0]["cells"]] == ["R", "A"]


@pytest.mark.parametrize(
    ("text", "flags", "said"),
    [
        ("a,b\nc,d\n", [], "no table of letters was found"),
        ("Task,Ops\nPlan,A\n", ["--table", "4"], "there is no table 4"),
        ("Task,Ops\nPlan,A\n", ["--map", "X"], "has no ="),
        ("Task,Ops\nPlan,A\n", ["--partners", "Crew"], "no column is called"),
    ],
)
def test_what_is_undecided_ends_with_2_and_changes_nothing(
    workspace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, flags: list[str], said: str
) -> None:
    before = Path(workspace).read_bytes()
    assert run(["import", workspace, table(tmp_path, text), *flags]) == 2
    assert said in capsys.readouterr().err
    assert Path(workspace).read_bytes() == before


def test_two_equal_tables_name_the_flag(
    workspace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "## North\n\n| Task | Ops |\n|--|--|\n| Plan | A |\n\n## South\n\n| Task | Ops |\n|--|--|\n| Build | A |\n"
    source = table(tmp_path, page, "page.md")
    assert run(["import", workspace, source]) == 2
    assert "--table 1 (North); --table 2 (South)" in capsys.readouterr().err
    assert run(["import", workspace, source, "--table", "2"]) == 0


def test_exports_to_standard_output_and_files(
    workspace: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(["import", workspace, SOUTHERN_WATER])
    capsysbinary.readouterr()
    assert (
        run(
            [
                "export",
                workspace,
                "-f",
                "csv",
                "-o",
                "-",
                "--where",
                "is:unowned",
                "-O",
                "delimiter=semicolon",
            ]
        )
        == 0
    )
    shown = capsysbinary.readouterr()
    assert shown.out.count(b"\r\n") == 24
    assert shown.out.startswith(b'"ID";"Stage"')
    out = tmp_path / "out.xlsx"
    assert run(["export", workspace, "-f", "xlsx", "-o", str(out)]) == 0
    assert out.read_bytes().startswith(b"PK")


def test_an_export_of_an_earlier_time(
    workspace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["import", workspace, table(tmp_path, "Task,Ops\nPlan,A\n")])
    run(["import", workspace, table(tmp_path, "Task,Ops\nBuild,A\n")])
    capsys.readouterr()
    assert run(["export", workspace, "-f", "json", "-o", "-", "--at", "#1"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [element["name"] for element in document["elements"]] == ["Plan"]
    assert document["head"]["position"] == 1


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["-f", "docx"], "no format 'docx'"),
        (["-f", "csv", "-O", "bom"], "has no ="),
        (["-f", "csv", "-O", "colour=red"], "no option 'colour'"),
        (["-f", "csv", "--where", "is:wrong"], "wrong"),
        (["-f", "csv", "--view", "mine"], "no saved view"),
        (["-f", "csv", "--journey", "mine"], "no journey"),
    ],
)
def test_wrong_use_of_export_ends_with_2(
    workspace: str, capsys: pytest.CaptureFixture[str], flags: list[str], said: str
) -> None:
    assert run(["export", workspace, "-o", "-", *flags]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_is_not_there_ends_with_3(workspace: str, tmp_path: Path) -> None:
    assert run(["export", workspace, "-f", "csv", "-o", str(tmp_path / "nowhere" / "out.csv")]) == 3


@pytest.mark.parametrize("name", ["w.raci.json", "w.raci.ledger", "sub/../w.raci.json", "link.json"])
def test_an_export_never_overwrites_the_workspace(workspace: str, tmp_path: Path, name: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.json").symlink_to(workspace)
    before = [path.read_bytes() for path in sorted(tmp_path.glob("w.raci.*"))]
    assert run(["export", workspace, "-f", "json", "-o", str(tmp_path / name)]) == 2
    assert before == [path.read_bytes() for path in sorted(tmp_path.glob("w.raci.*"))]


def test_the_name_offered_for_an_export_is_not_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["new", "w.json"]) == 0
    assert run(["export", "w.json", "-f", "json"]) == 2
    assert "is the workspace itself: name another file" in capsys.readouterr().err
    assert run(["check", "w.json"]) == 0


def test_columns_whose_short_names_are_equal_show_whole_names(
    workspace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", workspace, table(tmp_path, "Step,Party 10,Party 11,Sales\nAsk,A,R,I\n")]) == 0
    capsys.readouterr()
    assert run(["show", workspace]) == 0
    shown = capsys.readouterr().out
    assert "element  Party 10  Party 11  Sales" in shown
    assert "Departments: Party 10, Party 11, Sales" in shown


def test_an_export_without_a_name_writes_over_no_file_unless_told_to(
    workspace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert run(["export", workspace, "-f", "csv"]) == 0
    assert "wrote w.csv" in capsys.readouterr().err
    (here / "w.csv").write_text("my own")
    assert run(["export", workspace, "-f", "csv"]) == 2
    assert "there already is a file w.csv here: name the export with -o" in capsys.readouterr().err
    assert (here / "w.csv").read_text() == "my own"
    assert run(["export", workspace, "-f", "csv", "--force"]) == 0
    assert (here / "w.csv").read_text() != "my own"
    (here / "mine.csv").write_text("my own")
    assert run(["export", workspace, "-f", "csv", "-o", "mine.csv"]) == 0
    assert (here / "mine.csv").read_text() != "my own"


def test_a_dot_in_the_name_of_a_workspace_stays_in_the_name_of_its_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["new", "plan 1.2.raci.json"]) == 0
    assert run(["export", "plan 1.2.raci.json", "-f", "csv"]) == 0
    assert (tmp_path / "plan 1.2.csv").exists()
