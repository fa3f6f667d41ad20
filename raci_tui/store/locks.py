"""The sidecar lock of a ledger, held by whoever writes to it."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from typing import Final

from raci_tui.core.errors import NotSavedError
from raci_tui.store import files

LOCK_SUFFIX: Final = ".lock"
LOCK_TIMEOUT_S: Final = 5.0


class BusyError(NotSavedError):
    """Somebody else is writing to the ledger and has not come to an end."""


@contextlib.contextmanager
def locked(path: str, timeout_s: float = LOCK_TIMEOUT_S) -> Iterator[None]:
    """Hold the sidecar lock of a ledger; the lock file itself is never replaced.

    Raises:
        NotSavedError: Somebody else holds it, or it cannot be made.
    """
    from filelock import FileLock, Timeout

    if not os.path.isdir(os.path.dirname(path)):
        # filelock would make the folder again, and the lock would be alone in it.
        raise files.not_saved(path, FileNotFoundError(errno.ENOENT, "No such folder"))
    mode = 0o666
    with contextlib.suppress(OSError):
        mode = os.stat(path).st_mode & 0o666
    lock = FileLock(
        path + LOCK_SUFFIX, timeout=timeout_s, mode=mode | 0o600, thread_local=False, poll_interval=0.01
    )
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError(
            f"{path} was not saved: another program is saving to it", "it is tried again"
        ) from error
    except OSError as error:
        raise files.not_saved(path + LOCK_SUFFIX, error) from error
    except NotImplementedError as error:
        raise NotSavedError(
            f"{path} was not saved: this drive cannot lock files", "save a copy elsewhere"
        ) from error
    try:
        yield
    finally:
        lock.release()


def hold(path: str) -> Callable[[], None] | None:
    """Take the sidecar lock of a file until this process ends, at the latest; None where another process has it.

    Whoever gets it knows that no process that took it before is running any more.

    Returns:
        What lets go and takes the lock file away.

    Raises:
        NotSavedError: The lock cannot be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path + LOCK_SUFFIX, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    except OSError as error:
        raise files.not_saved(path + LOCK_SUFFIX, error) from error
    except NotImplementedError as error:
        raise NotSavedError(f"{path} was not saved: this drive cannot lock files") from error

    def let_go() -> None:
        if os.name == "posix":
            # Where an open file cannot be removed it is the other way round, and may stay.
            with contextlib.suppress(NotSavedError):
                files.remove_file(path + LOCK_SUFFIX)
        lock.release()
        with contextlib.suppress(NotSavedError):
            if os.name != "posix":
                files.remove_file(path + LOCK_SUFFIX)

    return let_go
