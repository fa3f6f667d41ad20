"""Reading and writing baselines of a workspace."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from raci_tui.core.baseline import Baseline, check_fits, decode, encode
from raci_tui.core.errors import BaselineError
from raci_tui.core.ledger import stamp, utc_now
from raci_tui.core.records import Layer
from raci_tui.core.rule import Finding
from raci_tui.services.session import Session
from raci_tui.store.files import write_file


def read_baseline(path: Path, session: Session, layer: Layer) -> Baseline:
    """Read a workspace's baseline of a layer.

    Raises:
        BaselineError: It cannot be read, is none, or is of something else.
    """
    baseline = decode(_read(path), str(path))
    check_fits(baseline, str(path), workspace=session.workspace_id, layer=layer)
    return baseline


def write_baseline(path: Path, session: Session, layer: Layer, found: Iterable[Finding]) -> int:
    """Write findings as a workspace's baseline of a layer; one of this workspace is written over.

    Returns:
        How many open findings it holds.

    Raises:
        BaselineError: Something else lies there, or the workspace has no id.
        NotSavedError: It could not be written; what was there is untouched.
    """
    if not session.workspace_id:
        raise BaselineError("this workspace has no id that a baseline could name", "save it to a file first")
    if path.exists():
        try:
            there = decode(_read(path), str(path))
        except BaselineError as error:
            raise BaselineError(
                f"{path} is already there and is no baseline", "choose another name"
            ) from error
        if there.workspace != session.workspace_id:
            raise BaselineError(f"{path} is the baseline of another workspace", "choose another name")
    data = encode(session.workspace_id, layer, stamp(utc_now()), found)
    write_file(path, data)
    return len(decode(data, str(path)).keys)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BaselineError(f"there is no baseline {path}", "--write-baseline makes one") from error
    except IsADirectoryError as error:
        raise BaselineError(f"{path} is a folder", "name a baseline") from error
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise BaselineError(f"the baseline {path} cannot be read: {why}") from error
