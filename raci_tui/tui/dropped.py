"""Paths as people type, paste and drop them into a terminal."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from raci_tui.core.errors import StoreError

_QUOTES = "\"'“”‘’"


def dropped_path(text: str) -> Path:
    """Read a path: quoted, escaped with backslashes, as `file://` address, or from the home folder `~`.

    Of the ways in which it can be read, the first that names something that is there is taken.
    """
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    ways = [path for way in _readings(first) if (path := _expanded(way))]
    return next((path for path in ways if _exists(path)), ways[-1] if ways else Path())


def existing_file(text: str) -> Path:
    """Read a path that must name a file.

    Raises:
        StoreError: There is no such file, or it is a folder.
    """
    path = dropped_path(text)
    if not text.strip():
        raise StoreError("no file is named", "type a path, or drop the file onto this window")
    if not _exists(path):
        raise StoreError(f"there is no file {path}", "type its path, or drop the file onto this window")
    if path.is_dir():
        raise StoreError(f"{path} is a folder", "name a file in it")
    return path


def shown_path(path: Path) -> str:
    """A path with the home folder as `~`."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def _readings(text: str) -> Iterator[str]:
    yield text
    if text.lower().startswith("file:"):
        parts = urlsplit(text)
        yield url2pathname(parts.path) if os.sep == "\\" else unquote(parts.path)
        return
    yield text.strip(_QUOTES)
    if os.sep == "/":
        try:
            words = shlex.split(text)
        except ValueError:
            return
        if words:
            yield words[0] if len(words) == 1 or "\\" in text or text[0] in "'\"" else text


def _expanded(text: str) -> Path | None:
    if not text or "\0" in text:
        return None
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
