"""Exports: what a snapshot covers, and that a file appears whole or not at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from raci_tui.core.errors import ExportError, NotSavedError
from raci_tui.core.findings import Findings
from raci_tui.core.query import parse_query
from raci_tui.core.workspace import Workspace
from raci_tui.plugin.types import Snapshot
from raci_tui.rules.ownership import OWNERSHIP_RULES
from raci_tui.services.exporting import export, take_snapshot
from tests.formats_helpers import shop, snapshot


def narrowed(of: Workspace, query: str) -> Snapshot:
    return take_snapshot(
        of, Findings(of, OWNERSHIP_RULES, lambda: "2026-03-04"), "target", parse_query(query)
    )


def test_a_snapshot_says_what_it_covers_and_keeps_the_whole() -> None:
    taken = narrowed(shop(), "is:hot")
    assert [element.id for element in taken.elements] == ["e3"]
    assert (taken.layer, taken.covers) == ("target", "where is:hot")
    assert taken.pains.keys() == {"e3"}
    assert len(taken.everything.elements) == 4
    assert taken.everything.covers == ""
    assert snapshot(shop()).everything.whole is None


def test_a_snapshot_does_not_follow_later_edits() -> None:
    made = shop()
    taken = snapshot(made)
    with made.edit("Later") as edit:
        edit.set("e0", "p0", "current", "I")
        edit.remove("elements", "e1")
    assert taken.cell("e0", "p0").current == "AR"
    assert len(taken.elements) == 4


def test_a_narrowed_json_holds_only_what_hangs_on_it(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    export(narrowed(shop(), "Plan"), "json", {}, out)
    assert b"takes weeks" not in out.read_bytes()
    assert b"Plan the week" in out.read_bytes()


@pytest.mark.parametrize("name", ["xlsx", "csv", "markdown", "json"])
def test_every_exporter_can_be_cancelled_and_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    with pytest.raises(ExportError, match="cancelled"):
        export(snapshot(shop()), name, {}, out, cancel=lambda: True)
    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["xlsx", "csv", "markdown", "json"])
def test_every_exporter_tells_its_progress(tmp_path: Path, name: str) -> None:
    told: list[float] = []
    export(snapshot(shop()), name, {}, tmp_path / "out", progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_by_suffix_and_unknown_formats(tmp_path: Path) -> None:
    export(snapshot(shop()), "md", {}, tmp_path / "out.md")
    with pytest.raises(ExportError, match="no format 'docx'"):
        export(snapshot(shop()), "docx", {}, tmp_path / "out")
    with pytest.raises(NotSavedError):
        export(snapshot(shop()), "csv", {}, tmp_path / "nowhere" / "out.csv")


KILLED = """
import os, signal, sys
from tests.formats_helpers import shop, snapshot
from raci_tui.services.exporting import export

def die(share):
    if share >= float(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

export(snapshot(shop()), sys.argv[3], {}, sys.argv[1], progress=die)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("share", ["0", "0.4", "1"])
def test_an_export_that_is_killed_leaves_the_old_file(tmp_path: Path, share: str) -> None:
    out = tmp_path / "out.xlsx"
    out.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(out), share, "xlsx"], check=False, capture_output=True
    )
    assert done.returncode == -9, done.stderr
    assert out.read_text() == "old"


@pytest.mark.parametrize("name", ["xlsx", "csv", "markdown", "json"])
def test_the_same_bytes_under_any_hash_seed(tmp_path: Path, name: str) -> None:
    script = (
        "import sys; from tests.formats_helpers import shop, snapshot; from raci_tui.services.exporting import export\n"
        "export(snapshot(shop()), sys.argv[2], {}, sys.argv[1])"
    )
    written = set()
    for seed in ("0", "7"):
        out = tmp_path / seed
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, [".", *sys.path])), "LC_ALL": "C"}
        subprocess.run([sys.executable, "-c", script, str(out), name], check=True, env=env)
        written.add(out.read_bytes())
    assert len(written) == 1
