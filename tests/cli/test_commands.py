"""The commands: answers, exit codes, and one sentence for every mistake. Mostly in-process, a few for real."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

import raci_tui
from raci_tui.cli import COMMANDS, run
from raci_tui.core.records import Cell, StandUp, Waiver
from raci_tui.services.examples import FOLDER
from raci_tui.services.session import create_session, open_session
from raci_tui.store.tiny import create_store, open_store
from tests.matrix_app import small_state
from tests.strategies import base_state

ROOT = Path(raci_tui.__file__).parent.parent


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs commands in this process."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *args: str | Path) -> Answer:
        self._capture.readouterr()
        code = run([str(each) for each in args])
        out, err = self._capture.readouterr()
        assert "Traceback" not in err
        return Answer(code, out, err)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "w.raci.json"
    create_store(path, base_state(), at="2026-01-01T00:00:00.000Z")
    return path


def real(*args: str | Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "raci_tui", *map(str, args)],
        cwd=ROOT, env={**os.environ, **env}, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60,
    )  # fmt: skip


# new, set


def test_a_new_workspace_is_empty_and_named(shell: Shell, tmp_path: Path) -> None:
    assert shell("new", tmp_path / "Meter plan").code == 0
    made = open_store(tmp_path / "Meter plan.raci.json").load().state
    assert made.tables["workspace"]["workspace"].name == "Meter plan"
    again = shell("new", tmp_path / "Meter plan")
    assert (again.code, "already there" in again.err) == (2, True)
    assert shell("new", tmp_path / "b", "--scheme", "nonsense").code == 2
    assert not (tmp_path / "b.raci.json").exists()


def test_set_changes_one_cell_durably_in_the_name_of_its_author(shell: Shell, path: Path) -> None:
    assert shell("--author", "Eli", "set", path, "Bill", "p2", "r/a").code == 0
    with open_session(path) as session:
        assert session.workspace.cell("e5", "p2").current == "AR"
        (entry,) = session.store.history()
    assert (entry.commit.author, entry.commit.via) == ("Eli", "command")
    assert shell("set", path, "Bill", "p2", "-", "--layer", "target").err.startswith(
        "“Bill” × Operations: target no plan"
    )
    assert open_store(path).load().state.cell("e5", "p2").target == "-"
    assert shell("set", path, "Bill", "p2", "", "--layer", "target").code == 0
    assert open_store(path).load().state.cell("e5", "p2").target is None
    assert "already" in shell("set", path, "Bill", "p2", "AR").err
    assert open_store(path).load().head.position == 3


@pytest.mark.parametrize(
    ("element", "party", "found"),
    [
        ("e5", "p3", ("e5", "p3")),
        ("Bill", "Crew", ("e5", "p3")),
        ("bill", "field crew", ("e5", "p3")),
        ("BI", "inst", None),
        ("bi", "OPER", ("e5", "p2")),
        ("Call", "Customer", ("e4", "p4")),
    ],
)
def test_names_match_by_id_name_alias_and_beginning(
    shell: Shell, path: Path, element: str, party: str, found: tuple[str, str] | None
) -> None:
    answer = shell("set", path, element, party, "I")
    state = open_store(path).load().state
    if found is None:
        assert (answer.code, "there is no party 'inst'" in answer.err) == (2, True)
    else:
        assert answer.code == 0
        assert state.cell(*found).current == "I"


def test_an_ambiguous_name_lists_what_it_may_mean(shell: Shell, path: Path) -> None:
    answer = shell("set", path, "Ask", "c", "I")
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    for name in ("Customer service", "Crew", "Customer"):
        assert name in answer.err
    assert shell("set", path, "Ask", "Crew", "XQ").code == 2
    assert open_store(path).load().head.position == 0


# check, diff, log, show


def test_check_answers_in_words_and_with_its_exit_code(shell: Shell, path: Path) -> None:
    answer = shell("check", path)
    assert answer.code == 1
    assert "error: Nobody answers for “Look up”." in answer.out
    assert "waived: seasonal" in answer.out or "Nobody answers for “Bill”" in answer.out
    assert "findings in current over 5 elements" in answer.err
    numbered = shell("check", FOLDER / "southern-water.raci.json").out
    assert "error: SW-33: Nobody answers for “Move a date on request”." in numbered
    assert shell("check", path, "--fail-on", "never").code == 0
    for element in ("e2", "e4", "e5"):
        shell("set", path, element, "p1", "A")
    shell("set", path, "e3", "p3", "R")
    assert shell("check", path).code == 0
    shell("set", path, "e4", "p1", "")
    assert shell("check", path).code == 1
    with open_session(path, author="dana") as session:
        with session.workspace.edit("accept") as edit:
            for rule in ("no-owner", "no-doer"):
                edit.add(Waiver(id=rule, rule=rule, element="e4", reason="later"))
        session.save_now()
    accepted = shell("check", path)
    assert (accepted.code, "waived until further notice: later" in accepted.out) == (0, True)
    assert shell("check", path, "--layer", "target").code == 1


def test_check_as_json_is_the_contract(shell: Shell, path: Path) -> None:
    with open_session(path, author="dana") as session:
        with session.workspace.edit("accept") as edit:
            edit.add(
                Waiver(
                    id="w2", rule="no-owner", element="e4", reason="later", author="Dana", until="2999-01-01"
                )
            )
        session.save_now()
    found = shell("check", path, "--json").json["findings"]
    assert found == shell("check", path, "--format", "json").json["findings"]
    by_row = {(each["rule"], each["element"]["name"]): each for each in found}
    unowned = by_row["no-owner", "Look up"]
    assert set(unowned) >= {
        "rule", "severity", "layer", "element", "party", "message", "advice", "age_days", "waived",
    }  # fmt: skip
    assert unowned["element"] == {"id": "e2", "name": "Look up"}
    assert (unowned["party"], unowned["waived"]) == (None, None)
    assert unowned["age_days"] > 0
    assert by_row["no-owner", "Call back"]["waived"] == {
        "reason": "later",
        "author": "Dana",
        "until": "2999-01-01",
    }
    many = by_row["many-owners", "Install"]
    assert [party["name"] for party in many["parties"]] == ["Customer service", "Crew"]


def test_diff_compares_with_the_target_or_with_earlier(shell: Shell, path: Path) -> None:
    changes = shell("diff", path, "--json").json["changes"]
    assert {
        (each["element"]["id"], each["party"]["id"], each["current"], each["target"], each["kind"])
        for each in changes
    } == {
        ("e1", "p3", "R", "C", "changed"),
        ("e2", "p2", "", "A", "gained"),
    }
    shell("set", path, "e4", "p1", "A")
    shell("set", path, "e1", "p1", "")
    (one, two) = shell("diff", path, "--since", "#0", "--json").json["changes"]
    assert (one["element"]["id"], one["before"]["current"], one["current"], one["kind"]) == (
        "e1",
        "A",
        "",
        "lost",
    )
    assert (two["element"]["id"], two["before"]["current"], two["current"], two["kind"]) == (
        "e4",
        "",
        "A",
        "gained",
    )
    assert len(shell("diff", path, "--since", "#1", "--json").json["changes"]) == 1
    lines = shell("diff", path, "--since", "yesterday", "--markdown").out.splitlines()
    assert lines[0] == "| element | party | kind | was | is |"
    assert lines[2:] == [
        "| Ask | Customer service | lost | A | · |",
        "| Call back | Customer service | gained | · | A |",
    ]
    assert "Call back" in shell("diff", path, "--since", "1d").out


def test_since_the_last_stand_up(shell: Shell, path: Path) -> None:
    shell("set", path, "e4", "p1", "A")
    with open_session(path, author="dana") as session:
        with session.workspace.edit("meet") as edit:
            edit.add(
                StandUp(
                    id="u2",
                    started=session.workspace.pending[0].at if session.workspace.pending else "2998-01-01",
                )
            )
        session.save_now()
    assert shell("diff", path, "--since", "last-standup", "--json").json == {"changes": []}
    wrong = shell("diff", path, "--since", "soonish")
    assert (wrong.code, "no point in time" in wrong.err, wrong.out) == (2, True, "")
    assert shell("log", path, "--since", "#99").code == 2


def test_log_tells_who_changed_what(shell: Shell, path: Path) -> None:
    shell("--author", "Dana", "set", path, "e4", "p1", "A")
    shell("--author", "Eli", "set", path, "e5", "p1", "R")
    text = shell("log", path).out
    assert text.index("#2") < text.index("#1")
    assert "Eli: Set Bill × Customer service" in text
    assert "“Call back” × Customer service: current undecided → A" in text
    (only,) = shell("log", path, "--element", "Call", "--json").json["commits"]
    assert (only["seq"], only["by"], only["label"]) == (1, "Dana", "Set Call back × Customer service")
    assert only["changes"][0]["new"] == "A"
    assert [each["seq"] for each in shell("log", path, "--since", "#1", "--json").json["commits"]] == [2]


def test_show_prints_the_matrix_and_one_fact_a_line(shell: Shell, path: Path) -> None:
    (row,) = [line for line in shell("show", path).out.splitlines() if line.strip().startswith("Install")]
    assert row.split() == ["Install", "A/R", "·", "A", "·"]
    assert "R›C" in shell("show", path, "--layer", "diff").out
    answer = shell("show", path, "--json").json
    assert [element["name"] for element in answer["elements"]] == [
        "Ask",
        "Look up",
        "Install",
        "Bill",
        "Call back",
    ]


def test_the_matrix_is_said_one_fact_a_line(shell: Shell, path: Path) -> None:
    said = shell("show", path, "--plain").out.splitlines()
    assert said[0].endswith("This is what is happening today.")
    assert "Party Crew: partner." in said
    assert "Element Ask. Party Customer service: Accountable." in said
    assert "Element Install. Party Customer service: Accountable and Responsible." in said
    assert "Element Bill. Nothing decided." in said
    assert any(line.startswith("Element Look up. Finding, error, ") for line in said)
    assert any(line.startswith("Element Look up. Advice: ") for line in said)
    assert all(line.endswith((".", "!", "?")) for line in said)
    changes = shell("show", path, "--plain", "--layer", "diff").out.splitlines()
    assert changes[0].endswith("This is what has to change.")
    assert "Element Ask. Party Crew: Responsible, should be Consulted." in changes
    assert "Element Install. Nothing changes." in changes


def test_notes_pains_and_everything_else_of_an_element_is_said(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "small.raci.json"
    state = small_state()
    notebook, crew = state.tables["elements"]["notebook"], state.tables["parties"]["crew"]
    state.put(
        msgspec.structs.replace(
            notebook, code="N7", process="Booking", note="One\nbook", extra={"Owner": "Ann"}
        ),
        "elements",
    )
    state.put(msgspec.structs.replace(crew, vacant=True), "parties")
    state.put(Cell(element="notebook", party="crew", current="R", target="C", note="Knows it!"), "cells")
    create_session(path, "Small", state=state, author="dana").close()
    said = shell("show", path, "--plain", "--layer", "target").out.splitlines()
    head = "Element Look up crew in notebook. "
    facts = [line.removeprefix(head) for line in said if line.startswith(head)]
    assert facts == [
        "Stage: Request.",
        "Seen: behind the scenes.",
        "Pain 5 of 5, process: One book for all.",
        "Number: N7.",
        "Process: Booking.",
        "Note: One book.",
        "Owner: Ann.",
        "Party Operations: Accountable and Responsible.",
        "Party Fitting Crew: Consulted.",
        "Party Fitting Crew, note: Knows it!",
    ]
    assert "Party Fitting Crew: vacant partner." in said


def test_reading_commands_leave_no_trace(shell: Shell, path: Path) -> None:
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    for command in ("check", "diff", "log", "show", "doctor"):
        shell(command, path)
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before


# doctor


def test_doctor_says_and_mends(shell: Shell, path: Path) -> None:
    assert shell("doctor", path).code == 0
    path.write_bytes(b"")
    looked = shell("doctor", path, "--dry-run")
    assert (looked.code, "it is empty" in looked.out, path.read_bytes()) == (1, True, b"")
    mended = shell("doctor", path, "--json")
    assert (mended.code, mended.json["snapshot"], mended.json["opens"]) == (0, "empty", True)
    found: Any = json.loads(path.read_bytes())
    found["parties"]["1"]["name"] = "Front office"
    path.write_text(json.dumps(found))
    assert "--adopt" in shell("check", path).err
    asked = shell("doctor", path)
    assert (asked.code, "--adopt" in asked.err + asked.out) == (1, True)
    assert shell("--author", "Eli", "doctor", path, "--adopt").code == 0
    assert open_store(path).load().state.tables["parties"]["p1"].name == "Front office"
    assert shell("doctor", path, "--adopt", "--from-ledger").code == 2


# mistakes


@pytest.mark.parametrize("command", ["check", "diff", "log", "show", "doctor", "set"])
def test_a_file_that_is_not_there_or_no_workspace_is_one_sentence(
    shell: Shell, tmp_path: Path, command: str
) -> None:
    rest = ["a", "b", "A"] if command == "set" else []
    (tmp_path / "list.json").write_text("[]")
    for name in ("missing", "list.json", "."):
        answer = shell(command, tmp_path / name, *rest)
        assert answer.code in (1, 2)
        assert answer.code == 2 or command == "doctor"
        assert (answer.err + answer.out).strip()
    assert {each.name for each in tmp_path.iterdir()} <= {"list.json"}


def test_what_cannot_be_saved_ends_with_3(shell: Shell, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    answer = shell("set", path, "e4", "p1", "A")
    assert (answer.code, "the disk is full" in answer.err, answer.out) == (3, True, "")


def test_wrong_use_is_told(shell: Shell) -> None:
    assert shell("frobnicate").code == 2
    assert shell("check").code == 2
    assert shell("--help").code == 0
    assert set(COMMANDS) <= set(shell("--help").out.split())


# for real


def test_the_real_command_speaks_utf8_whatever_the_locale(path: Path) -> None:
    for env in ({"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "cp1252"}, {}):
        done = real("log", path, **env)
        assert done.returncode == 0
        done = real("show", path, "--layer", "diff", **env)
        assert (done.returncode, "R›C" in done.stdout.decode("utf-8")) == (0, True)


def test_the_app_needs_a_terminal_and_the_demo_does_not() -> None:
    for args in ((), ("open", "x")):
        done = real(*args)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
        assert b"needs a terminal" in done.stderr
    done = real("demo")
    assert (done.returncode, b"\x1b" in done.stdout) == (0, False)
    assert "Unowned today" in done.stdout.decode()
    assert real("demo", "nope").returncode == 2


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    example = FOLDER / "southern-water.raci.json"
    with subprocess.Popen(
        [sys.executable, "-m", "raci_tui", "log", str(example), "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 141


def test_the_version_needs_nothing_but_click() -> None:
    script = (
        "import sys; from raci_tui.cli import run; run(['--version']); "
        "print([name for name in sys.modules if name.startswith('raci_tui')], 'msgspec' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "['raci_tui', 'raci_tui.cli'] False"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full here")
@pytest.mark.parametrize("args", [("show",), ("export", "-f", "csv", "-o", "-")])
def test_an_output_that_cannot_be_written_is_one_sentence(path: Path, args: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "raci_tui", args[0], str(path), *args[1:]],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1)
    assert b"the output could not be written: no space left on device" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that somebody is in")
def test_a_folder_that_was_removed_is_one_sentence(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"import os, sys; os.rmdir({str(gone)!r}); from raci_tui.cli import main; main(['show', 'x'])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=gone, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_the_doctor_treats_no_folder_and_no_other_programs_file(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "thing"}')
    (tmp_path / "notes.txt").write_text("Ask Ann.")
    for name, words in (
        ("package.json", "not a workspace"),
        ("notes.txt", "not a workspace"),
        (".", "is a folder"),
    ):
        answer = shell("doctor", tmp_path / name)
        assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
        assert words in answer.err
        assert "restore" not in answer.err
    (tmp_path / "cut.raci.json").write_text('{"na')
    assert "restore" in shell("doctor", tmp_path / "cut.raci.json").out


@pytest.mark.parametrize("command", ["check", "show", "doctor", "diff", "log", "export", "new"])
def test_a_workspace_through_standard_input_is_refused_in_one_sentence(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = shell(command, "-", *(["-f", "csv"] if command == "export" else []))
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "cannot come through standard input: name its file" in answer.err
    assert not list(tmp_path.iterdir())
