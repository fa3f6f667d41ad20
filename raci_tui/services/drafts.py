"""Unfinished text on disk, so that a crash costs nobody what they typed.

Each running app has one file for each workspace, in a folder of the workspace below the state folder, and holds
its lock while it runs: a file whose lock can be had was left behind by an app that is no longer running. A
thread of its own writes, so that no key ever waits for a disk.
"""

from __future__ import annotations

import os
import re
import stat
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import msgspec

from raci_tui.core.errors import NotSavedError
from raci_tui.core.text import clean, clean_line
from raci_tui.services.settings import state_folder
from raci_tui.store import files, locks

SUFFIX: Final = ".json"
LARGEST: Final = 16_000_000
"""Bytes of a file of drafts beyond which it is none of ours."""
MOST_FILES: Final = 200
DAMAGED: Final = "damaged"
_FORMAT: Final = 1
_ID: Final = re.compile(r"[0-9A-Za-z]{1,40}")
_CLOSING_S: Final = 2.0

Kind = Literal["in place", "element", "party", "cell", "dialog"]


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was typed and neither saved nor thrown away.

    Attributes:
        kind: Where it was typed.
        name: What it was about: a name to show, also where the record is gone.
        texts: What was typed, by field.
        key: The record: an element, a party, a cell as `element/party`; empty for a new one.
        after, journey: Where a new element was to go.
        at: When it was last typed in, ISO 8601 in UTC.
    """

    kind: Kind
    name: str
    texts: dict[str, str]
    key: str = ""
    after: str = ""
    journey: str = ""
    at: str


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: int
    workspace: str
    drafts: list[Draft]


class Left(NamedTuple):
    """Drafts that an app left behind which is no longer running; nobody else is offered them meanwhile."""

    path: Path
    drafts: tuple[Draft, ...]
    let_go: Callable[[], None]


class Found(NamedTuple):
    """What was left behind for a workspace.

    Attributes:
        notices: Sentences about files that are none of ours and were set aside.
    """

    left: tuple[Left, ...]
    notices: tuple[str, ...]


class Drafts:
    """The drafts of this running app for one workspace.

    Args:
        workspace: Id of the workspace.
        app: Id of this running app.

    Attributes:
        on_failure: Told once why drafts cannot be kept; called on the writing thread.
    """

    def __init__(self, workspace: str, app: str) -> None:
        self._workspace = workspace
        self._name = f"{os.getpid()}-{app}{SUFFIX}"
        self._drafts: dict[str, Draft] = {}
        self._dirty = False
        self._jobs: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = self._busy = self._failed = False
        self._let_go: Callable[[], None] | None = None
        self.on_failure: Callable[[str], None] | None = None

    @property
    def kept(self) -> dict[str, Draft]:
        """What is kept now, by the place where it is typed."""
        return dict(self._drafts)

    def keep(self, place: str, draft: Draft | None) -> None:
        """Keep what is typed at one place in the app, or nothing any more; returns at once."""
        with self._changed:
            if self._drafts.get(place) == draft:
                return
            if draft is None:
                del self._drafts[place]
            else:
                self._drafts[place] = draft
            self._dirty = True
            self._wake()

    def forget(self, left: Left, draft: Draft | None = None) -> Left:
        """Remove one of the drafts left behind, or all; gives what remains. The file changes a little later."""
        rest = tuple(each for each in left.drafts if draft is not None and each is not draft)
        remaining = left._replace(drafts=rest)
        with self._changed:
            self._jobs.append(lambda: self._write_left(remaining))
            self._wake()
        return remaining

    def release(self, left: Left) -> None:
        """Leave drafts for another time."""
        with self._changed:
            self._jobs.append(left.let_go)
            self._wake()

    def flush(self, timeout_s: float = _CLOSING_S) -> bool:
        """Wait until all of it is on disk; False where that takes too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._dirty or self._jobs or self._busy), timeout_s)

    def close(self) -> None:
        """Write what is left to write, and end; drafts stay on disk."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread:
            self._thread.join(_CLOSING_S)

    def look(self) -> Found:
        """Drafts of apps that are no longer running, those typed last first; reads files, so not for the UI thread."""
        folder = _folder(self._workspace)
        left: list[Left] = []
        notices: list[str] = []
        with suppress(OSError), os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if e.name.endswith(SUFFIX) and e.name != self._name)
            for name in names[:MOST_FILES]:
                found = self._claim(folder / name, notices)
                if found:
                    left.append(found)
        left.sort(key=lambda each: max(draft.at for draft in each.drafts), reverse=True)
        return Found(tuple(left), tuple(notices))

    # On the thread

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="raci-tui drafts", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._dirty or self._jobs or self._closing)
                if not self._dirty and not self._jobs:
                    break
                # A draft taken over is written down here before it is removed there.
                drafts = list(self._drafts.values()) if self._dirty else None
                job = None if self._dirty else self._jobs.popleft()
                self._dirty, self._busy = False, True
            try:
                if job:
                    job()
                elif drafts is not None:
                    self._write(drafts)
            except NotSavedError as error:
                self._tell(str(error))
            except Exception as error:  # noqa: BLE001 - a thread that dies would keep nothing any more, unheard
                self._tell(str(error))
        if self._let_go:
            self._let_go()

    def _tell(self, why: str) -> None:
        if not self._failed and self.on_failure:
            self._failed = True
            self.on_failure(f"Unfinished text is not being kept: {why}")

    def _write(self, drafts: list[Draft]) -> None:
        path = _folder(self._workspace) / self._name
        if not drafts:
            files.remove_file(path)
            return
        files.make_folder(path.parent.parent, private=True)
        files.make_folder(path.parent, private=True)
        if self._let_go is None:
            self._let_go = locks.hold(str(path))
        files.write_file(path, self._encode(drafts), private=True)

    def _write_left(self, left: Left) -> None:
        if left.drafts:
            files.write_file(left.path, self._encode(list(left.drafts)), private=True)
        else:
            files.remove_file(left.path)
            left.let_go()

    def _encode(self, drafts: list[Draft]) -> bytes:
        return msgspec.json.encode(_File(format=_FORMAT, workspace=self._workspace, drafts=drafts))

    # Reading

    def _claim(self, path: Path, notices: list[str]) -> Left | None:
        """The drafts of a file, if its app is gone; a file that is none of ours is set aside and said."""
        let_go: Callable[[], None] | None = None
        try:
            if not _is_plausible(path):
                raise ValueError("no file of drafts")
            let_go = locks.hold(str(path))
            if let_go is None:
                return None
            found = msgspec.json.decode(path.read_bytes(), type=_File)
            if found.format != _FORMAT or found.workspace != self._workspace:
                raise ValueError("not of this workspace")
            drafts = tuple(_cleaned(draft) for draft in found.drafts if any(draft.texts.values()))
            if not drafts:
                files.remove_file(path)
                let_go()
                return None
            return Left(path, drafts, let_go)
        except FileNotFoundError:
            pass
        except (OSError, ValueError, RecursionError, msgspec.DecodeError):
            notices.append(_set_aside(path))
        except NotSavedError as error:
            notices.append(f"unfinished text may lie in {path.parent}: {error.message}")
        if let_go:
            let_go()
        return None


def may_have_left(workspace: str) -> bool:
    """Whether there is a file of drafts for a workspace, whoever's it is."""
    with suppress(OSError), os.scandir(_folder(workspace)) as entries:
        return any(entry.name.endswith(SUFFIX) for entry in entries)
    return False


def _folder(workspace: str) -> Path:
    # The id comes out of a file: it must not lead to another folder.
    name = workspace if _ID.fullmatch(workspace) else workspace.encode().hex()[:80]
    return state_folder() / "drafts" / name


def _is_plausible(path: Path) -> bool:
    """Whether it is a plain file of a size that we write: opening anything else may block or lead elsewhere.

    Raises:
        OSError: It cannot be looked at.
    """
    status = os.lstat(path)
    return stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST


def _set_aside(path: Path) -> str:
    try:
        aside = files.move_aside(str(path), DAMAGED, follow=False)
    except NotSavedError as error:
        return f"a file of unfinished text cannot be read: {error.message}"
    return f"a file of unfinished text cannot be read; it was set aside as {aside}"


def _cleaned(draft: Draft) -> Draft:
    plain: dict[str, Any] = {
        field: clean_line(value[:10_000]) for field in ("name", "key", "after", "journey", "at")
        if (value := getattr(draft, field))
    }  # fmt: skip
    texts = {clean(field)[:100]: clean(text) for field, text in draft.texts.items()}
    return msgspec.structs.replace(draft, **plain, texts=texts)
