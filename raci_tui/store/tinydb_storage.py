"""TinyDB's side of the snapshot: a storage that replaces the file as a whole."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from tinydb.storages import Storage

from raci_tui.store import files


class AtomicStorage(Storage):
    """A TinyDB storage whose every write is whole and durable; the one before is kept as `.bak`.

    Whoever edits a workspace through it leaves the snapshot's checksum as it was: raci-tui then refuses the
    file until `raci-tui doctor --adopt` has made the edit a commit.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Read every table; None where there is no file."""
        try:
            with open(self._path, "rb") as stream:
                data = stream.read()
        except FileNotFoundError:
            return None
        found: dict[str, dict[str, Any]] = json.loads(data.decode("utf-8-sig"))
        return found

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Write every table.

        Raises:
            NotSavedError: It could not be written; the file that was there is untouched.
        """
        self.write_encoded(
            msgspec.json.encode({name: {str(key): row for key, row in data[name].items()} for name in data})
        )

    def write_encoded(self, data: bytes) -> None:
        """Write tables that are already encoded, with the same care.

        Raises:
            NotSavedError: It could not be written; the file that was there is untouched.
        """
        files.write_file(self._path, data, backup=True)
