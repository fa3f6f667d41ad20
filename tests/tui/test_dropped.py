import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.errors import StoreError
from raci_tui.tui.dropped import dropped_path, existing_file, shown_path


@pytest.mark.parametrize(
    "name", ["plan.csv", "my plan (1).csv", "o'brien [R].csv", "50% off.csv", "ends with space .csv"]
)
def test_a_dropped_file_is_found_however_the_terminal_writes_it(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.touch()
    ways = [str(file), f"  {file}\n", f'"{file}"', file.as_uri()]
    if os.sep == "/":
        escaped = "".join(c if c.isalnum() or c in "/._-" else f"\\{c}" for c in str(file))
        shell = "'" + str(file).replace("'", "'\\''") + "'"
        ways += [escaped, escaped + " ", shell]
    for way in ways:
        assert dropped_path(way) == file, way


def test_the_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "a b.csv").touch()
    assert existing_file("~/a b.csv") == tmp_path / "a b.csv"
    assert shown_path(tmp_path / "x") == str(Path("~") / "x")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no file"), (" \n ", "no file"), ("/nowhere/x.csv", "no file /nowhere"), (".", "folder")],
)
def test_what_is_no_file_is_said_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        existing_file(text)


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_any_text_is_a_path_or_is_refused(text: str) -> None:
    assert isinstance(dropped_path(text), Path)
    with contextlib.suppress(StoreError):
        assert existing_file(text).exists()
