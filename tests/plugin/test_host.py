"""Plugins as their authors make them: packages found by entry points, loaded one at a time, failing alone."""

import json
import os
import subprocess
import sys
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

import pytest

from raci_tui.plugin.host import Host
from raci_tui.services.plugins import BUILT_INS

GOOD = """
from raci_tui.plugin import Exporter, hookimpl

def write(snapshot, out, options, progress):
    out.write(snapshot.title.encode())

@hookimpl
def raci_exporters():
    return (Exporter(id="{id}", title="Names", suffix=".txt", write=write),)
"""


def package(folder: Path, name: str, code: str) -> list[EntryPoint]:
    """Install a package of one module into a folder; give its entry points."""
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    info = folder / f"{name}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[raci_tui]\n{name} = {name}\n", encoding="utf-8")
    return [
        point
        for found in distributions(path=[str(folder)])
        if found.name == name
        for point in found.entry_points
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_built_ins_come_through_the_same_door() -> None:
    host = Host(BUILT_INS, found=())
    assert {"xlsx", "csv", "markdown", "json"} <= host.exporters.keys()
    assert {"xlsx", "csv", "markdown", "html", "json"} <= host.importers.keys()
    assert "no-owner" in {rule.id for rule in host.rules}
    assert "raci" in host.schemes
    assert all(info.state == "active" and not info.reason for info in host.plugins.values())


def test_listing_the_formats_loads_no_spreadsheet_library() -> None:
    script = (
        "import json, sys\nfrom raci_tui.plugin.host import Host\nfrom raci_tui.services.plugins import BUILT_INS\n"
        "host = Host(BUILT_INS, found=())\nassert 'xlsx' in host.exporters\nprint(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8")
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert not loaded & {"openpyxl", "markdown_it", "textual", "tinydb"}


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("no_import", "import no_such_module", "ModuleNotFoundError"),
        ("bad_syntax", "def f(:", "SyntaxError"),
        ("leaves", "raise SystemExit(3)", "SystemExit: 3"),
        ("interrupts", "raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raises_in_hook",
         "from raci_tui.plugin import hookimpl\n@hookimpl\ndef raci_rules(): 1 / 0", "ZeroDivisionError"),
        ("gives_rubbish",
         "from raci_tui.plugin import hookimpl\n@hookimpl\ndef raci_rules(): return [1]", "gives a int"),
        ("too_new", "RACI_TUI_API = 99", "interface 99"),
        ("too_old", "RACI_TUI_API = 0", "interface 0"),
    ],
)  # fmt: skip
def test_a_plugin_that_fails_costs_only_itself(folder: Path, name: str, code: str, reason: str) -> None:
    points = package(folder, name, code) + package(folder, "zz_good", GOOD.format(id="names"))
    host = Host(BUILT_INS, found=points)
    info = host.plugins[name]
    assert (info.state, info.package, info.version) == ("failed", name, "1.2")
    assert reason in info.reason
    assert "names" in host.exporters
    assert "csv" in host.exporters
    assert [failed.name for failed in host.failures()] == [name]


def test_one_wrong_signature_disables_the_plugin_as_a_whole(folder: Path) -> None:
    code = GOOD.format(id="half") + "\n@hookimpl\ndef raci_rules(workspace): return ()\n"
    host = Host((), found=package(folder, "half", code))
    assert host.plugins["half"].state == "failed"
    assert "workspace" in host.plugins["half"].reason
    assert "half" not in host.exporters


def test_a_taken_id_is_refused_with_the_owner(folder: Path) -> None:
    host = Host(BUILT_INS, found=package(folder, "copycat", GOOD.format(id="csv")))
    assert (
        host.plugins["copycat"].reason == "its exporter csv is refused: raci_tui.formats.builtin has that id"
    )
    assert host.is_built_in("exporter", "csv")


def test_a_misspelt_hook_is_told_with_a_suggestion(folder: Path) -> None:
    code = (
        GOOD.format(id="fine") + "\n@hookimpl\ndef raci_exprotes(): return ()\ndef raci_rules(): return ()\n"
    )
    host = Host((), found=package(folder, "typo", code))
    assert "fine" in host.exporters
    assert "there is no hook raci_exprotes, did you mean raci_exporters" in host.plugins["typo"].reason
    assert "raci_rules lacks @hookimpl" in host.plugins["typo"].reason


def test_the_switches_keep_a_plugin_from_being_imported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = folder / "imported"
    points = package(
        folder,
        "leaves_trace",
        f"import pathlib; pathlib.Path({str(trace)!r}).touch()\n" + GOOD.format(id="names"),
    )
    assert Host((), enabled=False, found=points).plugins["leaves_trace"].state == "off"
    assert Host((), only=("other",), found=points).plugins["leaves_trace"].state == "off"
    monkeypatch.setenv("RACI_TUI_PLUGINS", "a,b")
    assert Host((), found=points).plugins["leaves_trace"].state == "off"
    assert not trace.exists()
    monkeypatch.setenv("RACI_TUI_PLUGINS", "a, leaves_trace")
    assert Host((), found=points).plugins["leaves_trace"].state == "active"
    assert trace.exists()


def test_listeners_hear_of_commits_and_a_failing_one_is_dropped(folder: Path) -> None:
    heard = folder / "heard"
    good = (
        "from raci_tui.plugin import hookimpl\n@hookimpl\ndef raci_committed(position):\n"
        f"    with open({str(heard)!r}, 'a') as file: file.write(f'{{position}} ')\n"
    )
    bad = "from raci_tui.plugin import hookimpl\n@hookimpl\ndef raci_committed(commit): raise SystemExit\n"
    host = Host((), found=package(folder, "a_bad", bad) + package(folder, "b_good", good))
    assert host.listens
    for position in (1, 2):
        host.tell_committed(workspace="Shop", position=position, commit=None)
    assert heard.read_text() == "1 2 "
    assert host.plugins["a_bad"].state == "failed"


def test_an_installed_package_is_found_without_being_named(folder: Path) -> None:
    package(folder, "found_by_name", GOOD.format(id="names"))
    script = "from raci_tui.plugin.host import Host; print(Host(()).plugins['found_by_name'].provides)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, sys.path)])}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8", env=env
    )
    assert done.stdout.strip() == "('exporter names',)"
