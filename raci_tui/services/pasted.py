"""Pasted text as a file for the readers of tables, which read files only."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from raci_tui.core.text import clean
from raci_tui.store import files


@contextmanager
def pasted_table(text: str) -> Iterator[Path]:
    """Lay a pasted table out as a file, and take it away again.

    Raises:
        NotSavedError: It could not be written.
    """
    folder = Path(tempfile.mkdtemp(prefix="raci-tui-pasted-"))
    try:
        path = folder / "pasted table.tsv"
        files.write_file(path, clean(text).encode(), private=True)
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)
