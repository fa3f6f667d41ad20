"""`check` with a baseline and for machines: exit codes, what is refused, and formats that others read."""

import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.cli import run
from raci_tui.cli.check_output import annotation, uri_of
from raci_tui.core.records import Waiver
from raci_tui.core.text import clean
from raci_tui.services.session import open_session
from raci_tui.store.tiny import create_store
from tests.cli.test_commands import Answer, Shell
from tests.strategies import base_state


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in the folder one stands in, with an owner's gap in e2, e4 and e5, two owners in e3."""
    monkeypatch.chdir(tmp_path)
    create_store(tmp_path / "w.raci.json", base_state(), at="2026-01-01T00:00:00.000Z")
    with open_session("w.raci.json", author="dana") as session:
        with session.workspace.edit("accept") as edit:
            edit.update("waivers", "w1", until="2999-01-01")
        session.save_now()
    return Path("w.raci.json")


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


# Baselines


def test_a_baseline_accepts_what_was_there_and_fails_on_anything_new(shell: Shell, path: Path) -> None:
    assert shell("check", path).code == 1
    there = shell("check", path, "--json").json["counts"]["open"]
    written = shell("check", path, "--write-baseline", "b.json")
    assert (written.code, written.out, written.err) == (0, "", f"{there} findings written to b.json\n")
    known = shell("check", path, "--baseline", "b.json", "--fail-on", "info")
    assert (known.code, "Look up" in known.out) == (0, False)
    assert known.err == f"0 new findings in current over 5 elements, {there} in the baseline, 1 waived\n"
    shell("set", path, "e1", "p1", "")
    new = shell("check", path, "--baseline", "b.json")
    assert new.code == 1
    assert re.match(r"[12] new findings? in current over 5 elements, ", new.err)
    assert "Nobody answers for “Ask”." in new.out
    assert shell("check", path, "--baseline", "b.json", "--fail-on", "never").code == 0
    answer = shell("check", path, "--baseline", "b.json", "--json").json
    fresh = [each for each in answer["findings"] if each["baseline"] == "new"]
    assert answer["counts"] == {"open": there + len(fresh), "new": len(fresh), "waived": 1}
    assert "no-owner" in {each["rule"] for each in fresh if each["element"]["name"] == "Ask"}
    # What has been mended is no longer excused.
    shell("set", path, "e1", "p1", "A")
    for party in ("p1", "p2"):
        shell("set", path, "e4", party, "A" if party == "p1" else "")
    assert shell("check", path, "--write-baseline", "b.json").code == 0
    shell("set", path, "e4", "p1", "")
    assert shell("check", path, "--baseline", "b.json").code == 1


def test_renaming_is_nothing_new(shell: Shell, path: Path) -> None:
    shell("check", path, "--write-baseline", "b.json")
    with open_session(path, author="dana") as session:
        with session.workspace.edit("rename") as edit:
            edit.update("elements", "e2", name="Look it up")
            edit.update("parties", "p1", name="Service")
        session.save_now()
    assert shell("check", path, "--baseline", "b.json").code == 0


def test_a_waiver_that_ends_is_not_excused_by_a_baseline(shell: Shell, path: Path) -> None:
    shell("check", path, "--write-baseline", "b.json")
    with open_session(path, author="dana") as session:
        with session.workspace.edit("end") as edit:
            edit.update("waivers", "w1", until="2026-01-01")
        session.save_now()
    ended = shell("check", path, "--baseline", "b.json")
    assert (ended.code, "Nobody answers for “Bill”." in ended.out) == (1, True)


def another() -> None:
    create_store("v.raci.json", base_state(), at="2026-01-01T00:00:00.000Z")
    run(["check", "v.raci.json", "--write-baseline", "b.json"])


REFUSED = [
    (lambda: None, "there is no baseline b.json: --write-baseline makes one"),
    (lambda: Path("b.json").mkdir(), "b.json is a folder: name a baseline"),
    (lambda: Path("b.json").write_bytes(b""), "b.json is no baseline: raci-tui check --write-baseline makes one"),
    (lambda: Path("b.json").write_bytes(b"\xff{"), "b.json is no baseline"),
    (lambda: shutil.copy("w.raci.json", "b.json"), "b.json is no baseline"),
    (another, "b.json is the baseline of another workspace: write one for this with --write-baseline"),
    (
        lambda: run(["check", "w.raci.json", "--layer", "target", "--write-baseline", "b.json"]),
        "b.json is a baseline of target, and current is checked: say --layer target",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("make", "said"), REFUSED)
def test_a_baseline_that_is_none_of_ours_is_one_sentence(
    shell: Shell, path: Path, make: Any, said: str
) -> None:
    make()
    before = files(Path())
    answer = shell("check", path, "--baseline", "b.json")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert said in answer.err
    assert files(Path()) == before


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Path("b.json").write_text("{}"), "b.json is already there and is no baseline"),
        (lambda: shutil.copy("w.raci.json", "b.json"), "b.json is already there and is no baseline"),
        (lambda: Path("b.json").mkdir(), "b.json is already there"),
        (another, "b.json is the baseline of another workspace: choose another name"),
    ],
)
def test_only_a_baseline_of_this_workspace_is_written_over(
    shell: Shell, path: Path, make: Any, said: str
) -> None:
    make()
    before = files(Path())
    answer = shell("check", path, "--write-baseline", "b.json")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert said in answer.err
    assert files(Path()) == before


def test_a_baseline_that_cannot_be_written_ends_with_3(shell: Shell, path: Path) -> None:
    answer = shell("check", path, "--write-baseline", "nowhere/b.json")
    assert (answer.code, "its folder is not there" in answer.err) == (3, True)
    assert shell("check", path, "--write-baseline", "b.json", "--baseline", "b.json").code == 2


# Waivers


def test_waived_findings_say_until_when_by_whom_and_why(shell: Shell, path: Path) -> None:
    answer = shell("check", path)
    there = answer.out.count("\n") - 1
    assert (
        "Nobody answers for “Bill”. (no plan yet, waived until 2999-01-01, by Dana: seasonal)" in answer.out
    )
    assert answer.err == f"{there} findings in current over 5 elements, 1 waived\n"
    assert shell("check", path, "--json").json["counts"] == {"open": there, "new": there, "waived": 1}


# GitHub


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it."""
    found = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert found
    properties = dict(each.split("=", 1) for each in found[2].split(","))
    return found[1], {key: unquote(value) for key, value in properties.items()}, unquote(found[3])


def test_annotations_are_made_for_what_counts(shell: Shell, path: Path) -> None:
    answer = shell("check", path, "--format", "github")
    assert answer.code == 1
    commands = [read_command(line) for line in answer.out.splitlines()]
    there = shell("check", path, "--json").json["counts"]["open"]
    assert len(commands) == there
    assert {command for command, _, _ in commands} == {"error", "warning", "notice"}
    assert ("error", {"file": "w.raci.json", "title": "Unowned"}) in [each[:2] for each in commands]
    assert not any("Bill”. (no plan yet) Choose" in message for _, _, message in commands)
    assert answer.err == f"{there} findings in current over 5 elements, 1 waived\n"
    shell("check", path, "--write-baseline", "b.json")
    assert shell("check", path, "--format", "github", "--baseline", "b.json").out == ""


TEXTS = st.text(st.sampled_from("%,:=\n\r 25A") | st.characters(codec="utf-8"))


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_ends_an_annotation_or_begins_another(title: str, message: str, file: str) -> None:
    line = annotation("info", file, title, message)
    assert len(f"{line}.".splitlines()) == 1
    properties = {"file": clean(file), "title": clean(title)}
    assert read_command(line) == ("notice", properties, clean(message))


def test_a_file_is_named_as_a_uri(tmp_path: Path) -> None:
    assert uri_of(Path("a folder/ä #1.raci.json")) == "a%20folder/%C3%A4%20%231.raci.json"
    assert uri_of(tmp_path / "w.raci.json").startswith("file:///")


# SARIF


def test_sarif_is_one_document_with_what_counts_and_what_does_not(shell: Shell, path: Path) -> None:
    there = shell("check", path, "--json").json["counts"]["open"]
    shell("check", path, "--write-baseline", "b.json")
    shell("set", path, "e1", "p1", "")
    answer: Answer = shell("check", path, "--format", "sarif", "--baseline", "b.json")
    (run_,) = json.loads(answer.out)["runs"]
    states = [each["baselineState"] for each in run_["results"] if not each["suppressions"]]
    assert (answer.code, states.count("unchanged"), len(states) > there) == (1, there, True)
    assert run_["artifacts"][0]["location"]["uri"] == "w.raci.json"
    assert run_["properties"]["waived"] == 1


def test_a_waiver_of_nothing_any_more_says_nothing(shell: Shell, path: Path) -> None:
    with open_session(path, author="dana") as session:
        with session.workspace.edit("more") as edit:
            edit.add(Waiver(id="w2", rule="no-owner", element="e1", reason="never was"))
        session.save_now()
    assert "never was" not in shell("check", path).out
