"""A disk that is really full: a small file system is filled, and nothing acknowledged is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from raci_tui.core.errors import NotSavedError
from raci_tui.core.records import Party
from raci_tui.services.session import Session, create_session, open_session

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a tmpfs")
NOTE = "x" * 2_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB; skipped where nobody may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("mounting a file system needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(session: Session) -> None:
    """Add parties, each saved before the next."""
    for number in range(100):
        with session.workspace.edit(f"Add {number}") as edit:
            edit.add(Party(id=f"p{number}", name=f"Party {number}", note=NOTE))
        session.save_now()


def test_a_full_disk_keeps_what_was_saved_and_saves_again_once_there_is_room(small_disk: Path) -> None:
    path = small_disk / "w.raci.json"
    ballast = small_disk / "ballast"
    with create_session(path, "Small disk", author="dana") as session:
        ballast.write_bytes(b"0" * 16_384)
        with pytest.raises(NotSavedError, match="disk is full"):
            fill(session)
        saved = session.workspace.head.position
        assert 0 < saved < 100
        with open_session(path, read_only=True) as reader:
            assert len(reader.workspace.parties()) == saved
        ballast.unlink()
        session.save_now()
    with open_session(path) as again:
        assert len(again.workspace.parties()) == saved + 1
    assert not [each.name for each in small_disk.iterdir() if ".tmp" in each.name]
