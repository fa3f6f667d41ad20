"""An open workspace: its store, the writer that keeps them together, and what the rules say about it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from raci_tui.core.errors import NotSavedError, SchemeError
from raci_tui.core.findings import Findings
from raci_tui.core.ledger import utc_now
from raci_tui.core.scheme import RACI
from raci_tui.core.state import State
from raci_tui.core.text import clean_name
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.services.listening import Listeners
from raci_tui.services.plugins import RulesOf, SchemesOf, the_host
from raci_tui.services.settings import default_author
from raci_tui.services.writer import Post, Writer
from raci_tui.store.aside import Aside
from raci_tui.store.base import Opened, Store
from raci_tui.store.paths import workspace_path
from raci_tui.store.pending_rows import PendingRows
from raci_tui.store.tiny import create_store, open_store, write_copy

if TYPE_CHECKING:
    from raci_tui.plugin.host import Host
    from raci_tui.services.drafts import Drafts


class Loading:
    """A workspace that is read in a thread of its own where it is large, while others get ready to show it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = workspace_path(path)
        self.store = open_store(self.path)
        self._opened = Aside(self.store.load, _size_of(self.path))

    def result(self) -> Opened:
        """What was read.

        Raises:
            StoreError: It cannot be read; nothing was changed.
        """
        return self._opened.result()


class Session:
    """What a front end holds while a workspace is open; closing it saves.

    Attributes:
        path: The workspace's file, or None where it has none.
    """

    def __init__(
        self,
        store: Store,
        *,
        path: Path | None = None,
        author: str | None = None,
        post: Post | None = None,
        host: Host | None = None,
        clock: Callable[[], datetime] = utc_now,
        opened: Opened | None = None,
    ) -> None:
        opened = opened or store.load()
        self._host = host
        self._notices = opened.notices
        self.path = path
        self.store = store
        self.workspace = Workspace(
            opened.state,
            opened.head,
            author=author or default_author(),
            schemes=SchemesOf(self.host),
            clock=clock,
            last_at=opened.last_at,
        )
        self.workspace.scheme  # noqa: B018 - one that nobody knows is refused here, before anything is shown
        self.workspace.read_only_reason = opened.read_only_reason
        self._clock = clock
        self.findings = Findings(self.workspace, RulesOf(self.host), self.today)
        self.writer = Writer(self.workspace, store, post)
        self._workspace_id = opened.workspace
        self._drafts: Drafts | None = None
        self._listeners = Listeners(self.host, self.workspace.info.name)
        self.writer.on_durable = self._listeners.tell

    def host(self) -> Host:
        """Where rules, schemes and listeners come from; loaded when first asked for, which any thread may do."""
        if self._host is None:
            self._host = the_host()
        return self._host

    def today(self) -> str:
        """The day by which waivers hold, ISO 8601: that of the local time zone."""
        return self._clock().astimezone().date().isoformat()

    @property
    def workspace_id(self) -> str:
        """Id of the workspace, the same in all its copies; empty for one without, such as one in memory."""
        return self._workspace_id

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences that the user should read once, from opening it."""
        return (*self._notices, *(f"{info.name}: {info.reason}" for info in self.host().failures()))

    @property
    def drafts(self) -> Drafts | None:
        """Where unfinished text is kept; None for a workspace without an id, such as one in memory."""
        if self._drafts is None and self._workspace_id:
            from raci_tui.services.drafts import Drafts

            self._drafts = Drafts(self._workspace_id, self.workspace.app)
        return self._drafts

    def has_left_drafts(self) -> bool:
        """Whether some app may have left unfinished text behind; looks at a folder, so not for the UI thread."""
        from raci_tui.services.drafts import may_have_left

        return bool(self._workspace_id) and may_have_left(self._workspace_id)

    def read_on(self) -> bool:
        """Read the next little of a large workspace, some 1.5 ms; True once all of it is there.

        Nobody has to: what is asked for is read when it is asked for.
        """
        rows = self.workspace.state.rows
        return rows.advance() if isinstance(rows, PendingRows) else True

    def save_now(self, timeout_s: float = 30.0) -> None:
        """Make every pending commit durable before returning.

        Raises:
            NotSavedError: It could not be done; the edits are kept in memory.
            StoreError: The files are not those that were opened.
        """
        if not self.writer.flush(timeout_s):
            raise self.writer.error or NotSavedError("saving takes longer than expected", "try again")

    def save_copy(self, path: str | os.PathLike[str]) -> None:
        """Write all there is, saved or not, as one self-contained file.

        Raises:
            NotSavedError: It could not be written, or there is a file already: it may be this very workspace.
        """
        if os.path.lexists(path):
            raise NotSavedError(f"{os.fspath(path)} is already there", "choose another name")
        write_copy(path, self.workspace.state)

    def close(self, timeout_s: float = 10.0) -> bool:
        """Save and let go; False where something is left unsaved."""
        if self._drafts:
            self._drafts.close()
        saved = self.writer.close(timeout_s)
        self._listeners.close()
        self.findings.close()
        self.store.close()
        return saved

    def __enter__(self) -> Self:
        """Give the session itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def open_session(
    path: str | os.PathLike[str],
    *,
    author: str | None = None,
    post: Post | None = None,
    host: Host | None = None,
    read_only: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> Session:
    """Open a workspace.

    Args:
        post: Runs a callable on the UI thread; without it there is no writer thread, and `save_now` saves.
        host: Where rules, schemes and listeners come from; this process's own where None.

    Raises:
        StoreError: It cannot be read; nothing was changed.
        SchemeError: Nobody knows its scheme; nothing was changed.
    """
    found = workspace_path(path)
    store = open_store(found, read_only=read_only)
    return Session(store, path=found, author=author, post=post, host=host, clock=clock)


def open_loading(loading: Loading, *, author: str | None = None, post: Post | None = None) -> Session:
    """Open a workspace that is already being read.

    Raises:
        StoreError: It cannot be read; nothing was changed.
        SchemeError: Nobody knows its scheme; nothing was changed.
    """
    return Session(loading.store, path=loading.path, author=author, post=post, opened=loading.result())


def create_session(
    path: str | os.PathLike[str],
    name: str,
    scheme: str = RACI.id,
    *,
    state: State | None = None,
    author: str | None = None,
    post: Post | None = None,
    host: Host | None = None,
) -> Session:
    """Make a workspace and open it.

    Args:
        scheme: Id of the scheme in force.
        state: What it begins with; empty where None.

    Raises:
        NotSavedError: It could not be written.
        StoreError: There is one already.
        SchemeError: Nobody knows the scheme.
        TextError: The name is empty or too long.
    """
    if state is None:
        schemes = (host or the_host()).schemes
        if scheme not in schemes:
            known = ", ".join(sorted(schemes))
            raise SchemeError(f"nobody knows the scheme {scheme!r}", f"known are {known}")
        state = new_state(clean_name(name), scheme=scheme)
        if scheme != RACI.id:
            # Whoever gets the file may not have the plugin that brings the scheme.
            state.put(schemes[scheme], "schemes")
    found = workspace_path(path)
    store = create_store(found, state)
    return Session(store, path=found, author=author, post=post, host=host)


def _size_of(path: Path) -> int:
    """Bytes of a file; 0 where it cannot be looked at, which whoever reads it will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
