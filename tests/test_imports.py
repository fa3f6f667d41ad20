"""What gets loaded, looked at in a fresh process: the static contracts cannot see deferred imports."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

UI = frozenset({"textual", "rich"})
HEAVY = UI | {"tinydb", "openpyxl", "pluggy", "click"}

IMPORT_ALL = """
import importlib, json, pkgutil, sys
for name in sys.argv[1:]:
    room = importlib.import_module(name)
    for module in pkgutil.walk_packages(getattr(room, "__path__", ()), name + "."):
        importlib.import_module(module.name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""

RUN_COMMAND = """
import json, sys
from raci_tui.cli import main
sys.argv[0] = "raci-tui"
code = 0
try:
    code = main()
except SystemExit as end:
    code = end.code
print()
print(json.dumps([code or 0, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def run(script: str, *args: str) -> str:
    """Run a script in a fresh interpreter and return the last line it printed."""
    # A safe path keeps the working folder out, so that only installed packages are found.
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, *args],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def loaded_by_importing(*packages: str) -> set[str]:
    """Import packages with all their modules; return the top-level names then in `sys.modules`."""
    return set(json.loads(run(IMPORT_ALL, *packages)))


def loaded_by_command(*args: str) -> tuple[int, set[str]]:
    """Run `raci-tui` with arguments; return its exit code and the top-level names loaded."""
    code, names = json.loads(run(RUN_COMMAND, *args))
    return code, set(names)


def test_package_root_loads_nothing_outside_the_standard_library() -> None:
    script = """
import json, sys
import raci_tui
print(json.dumps([name for name in sys.modules if name.startswith("raci_tui")]))
"""
    assert json.loads(run(script)) == ["raci_tui"]


def test_core_loads_nothing_heavy() -> None:
    assert not loaded_by_importing("raci_tui.core") & HEAVY


@pytest.mark.parametrize("room", ["plugin", "store", "formats", "rules", "services"])
def test_only_the_tui_loads_textual(room: str) -> None:
    assert not loaded_by_importing(f"raci_tui.{room}") & UI


def test_version_is_quick_to_say() -> None:
    code, names = loaded_by_command("--version")
    assert code == 0
    assert not names & {*UI, "openpyxl", "tinydb"}


def test_check_needs_neither_textual_nor_openpyxl(tmp_path: Path) -> None:
    workspace = str(tmp_path / "empty.raci.json")
    code, _ = loaded_by_command("new", workspace)
    assert code == 0
    code, names = loaded_by_command("check", workspace)
    assert code in {0, 1}  # whether there are findings is not the question here
    assert not names & {*UI, "openpyxl"}
