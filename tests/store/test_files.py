"""Writing: whole or not at all, with links, modes and the reasons of failure in words."""

import ast
import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import raci_tui
from raci_tui.core.errors import NotSavedError
from raci_tui.store import files

PACKAGE = Path(raci_tui.__file__).parent
ROOT = PACKAGE.parent


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def temps(folder: Path) -> list[str]:
    return [name for name in names(folder) if name.endswith(files.TEMP_SUFFIX)]


def fail_half_way(path: Path) -> None:
    with files.atomic_writer(path) as stream:
        stream.write(b"half")
        stream.flush()
        raise ZeroDivisionError


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    with pytest.raises(ZeroDivisionError):
        fail_half_way(path)
    assert names(tmp_path) == []
    files.write_file(path, b"whole")
    with pytest.raises(ZeroDivisionError):
        fail_half_way(path)
    assert path.read_bytes() == b"whole"
    assert names(tmp_path) == ["out.xlsx"]


def test_the_file_before_is_kept_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    for text in (b"1", b"2", b"3"):
        files.write_file(path, text, backup=True)
    assert (path.read_bytes(), (tmp_path / "w.json.bak").read_bytes()) == (b"3", b"2")
    assert names(tmp_path) == ["w.json", "w.json.bak"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX here")
def test_a_link_stays_a_link_and_the_mode_is_kept(tmp_path: Path) -> None:
    target, link = tmp_path / "real" / "w.json", tmp_path / "link.json"
    target.parent.mkdir()
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    files.write_file(link, b"new", backup=True)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert stat.S_IMODE((target.parent / "w.json.bak").stat().st_mode) == 0o640


def test_a_hard_link_is_told(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    path.write_bytes(b"")
    assert files.hard_link_warning(str(path)) == ""
    os.link(path, tmp_path / "second.json")
    assert "2 names" in files.hard_link_warning(str(path))


class SharingViolationError(PermissionError):
    """What Windows raises while another program has the file open."""

    def __init__(self, winerror: int) -> None:
        super().__init__(errno.EACCES, "in use")
        self.winerror = winerror


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_on_windows_a_file_in_use_is_tried_again_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winerror: int
) -> None:
    path = tmp_path / "w.json"
    path.write_bytes(b"old")
    real, calls, waited = os.replace, [0], [0.0]
    fails = 3

    def replace(source: str, target: str) -> None:
        calls[0] += 1
        if calls[0] <= fails:
            raise SharingViolationError(winerror)
        real(source, target)

    def wait(seconds: float) -> None:
        waited[0] += seconds

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(time, "sleep", wait)
    files.write_file(path, b"new")
    assert (path.read_bytes(), calls[0]) == (b"new", 4)
    calls[0], fails, waited[0] = 0, 10_000, 0.0
    with pytest.raises(NotSavedError) as caught:
        files.write_file(path, b"third")
    assert path.read_bytes() == b"new"
    assert 2.0 <= waited[0] <= 3.0
    (left,) = temps(tmp_path)
    assert left in str(caught.value)
    assert (tmp_path / left).read_bytes() == b"third"


def test_a_missing_permission_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.json"
    path.write_bytes(b"old")
    calls: list[str] = []

    def replace(source: str, target: str) -> None:
        calls.append(source)
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(NotSavedError, match="no permission"):
        files.write_file(path, b"new")
    assert (len(calls), path.read_bytes(), temps(tmp_path)) == (1, b"old", [])


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "reports an error"),
        (errno.EACCES, "no permission"),
    ],
)
def test_a_failed_sync_leaves_the_old_file_and_names_file_and_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = tmp_path / "w.json"
    path.write_bytes(b"old")

    def fsync(fd: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(NotSavedError, match=words) as caught:
            files.write_file(path, b"new")
    assert str(path) in str(caught.value)
    assert (path.read_bytes(), names(tmp_path)) == (b"old", ["w.json"])
    files.write_file(path, b"new")
    assert path.read_bytes() == b"new"


QUOTA = """
import resource, sys
from raci_tui.core.errors import NotSavedError
from raci_tui.store import files
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    files.write_file(sys.argv[1], b"x" * 200_000)
except NotSavedError as error:
    print(error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE there")
def test_a_size_limit_is_an_error_not_a_death(tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", QUOTA, str(path)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "larger than the system allows" in done.stdout
    assert (path.read_bytes(), names(tmp_path)) == (b"old", ["w.json"])


def test_macos_syncs_the_disk_itself_and_falls_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    asked: list[int] = []

    def full_sync(fd: int, command: int) -> int:
        asked.append(command)
        raise OSError(errno.ENOTSUP, "not here")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", full_sync)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    files.sync(7)
    assert (asked, synced) == ([51], [7])


def test_only_old_temporary_files_of_ours_are_removed(tmp_path: Path) -> None:
    old, young, foreign = ".w.raci.json.0123456789ab.raci-tmp", ".w.raci.json.ba9876543210.raci-tmp", ".x.tmp"
    for name in (old, young, foreign):
        (tmp_path / name).write_bytes(b"")
    for name in (old, foreign):
        os.utime(tmp_path / name, (0, 0))
    assert files.remove_leftovers(str(tmp_path)) == 1
    assert set(names(tmp_path)) == {young, foreign}


WRITERS = {
    "write_text",
    "write_bytes",
    "replace",
    "rename",
    "unlink",
    "truncate",
    "mkdir",
    "touch",
    "copy",
    "copyfile",
}


def writes(path: Path) -> list[str]:
    """Calls in a source file that write to the disk."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return [f"{path.name}:{call.lineno} {ast.unparse(call.func)}" for call in calls if is_write(call)]


def is_write(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    room, _, method = name.rpartition(".")
    if room in ("os", "shutil"):
        return method in WRITERS
    if method in ("write_text", "write_bytes"):
        return True
    arguments = (*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode"))
    modes = [
        each.value for each in arguments if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    return (
        method == "open"
        and room != "self"
        and any(set(mode) <= set("rwxab+t") and set(mode) & set("wxa+") for mode in modes)
    )


def test_one_module_writes_files() -> None:
    found = [
        line
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in ("store/files.py", "store/ledger_file.py")
        for line in writes(path)
    ]
    assert found == []
    assert writes(PACKAGE / "store" / "files.py")
    # The ledger is opened for appending; what goes into it passes `files.append` and `files.cut`.
    (ledger,) = writes(PACKAGE / "store" / "ledger_file.py")
    assert ledger.endswith(" open")
