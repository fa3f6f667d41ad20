"""The one place that writes files: each write is whole and durable, or has not happened.

A file is replaced through a temporary one in its folder; a ledger line is appended in place and cut back when it
cannot be made durable. Errors of the system become `NotSavedError` with the file and the reason in plain words.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from raci_tui.core.errors import NotSavedError

TEMP_SUFFIX: Final = ".raci-tmp"
"""What every temporary file of ours ends with."""
BACKUP_SUFFIX: Final = ".bak"
STALE_AFTER_S: Final = 3600.0
"""A temporary file older than this belongs to no save that is still going on."""

_TEMP_NAME: Final = re.compile(r"\..+\.[0-9a-f]{12}" + re.escape(TEMP_SUFFIX))
_SHARING_VIOLATIONS: Final = (5, 32, 33)
_REPLACE_PATIENCE_S: Final = 2.5
_REASONS: Final = {
    errno.ENOSPC: ("the disk is full", "free some space; it is tried again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space; it is tried again"),
    errno.EFBIG: ("it would be larger than the system allows", "raise the limit or save elsewhere"),
    errno.EACCES: ("no permission", "change the permissions or save a copy elsewhere"),
    errno.EPERM: ("no permission", "change the permissions or save a copy elsewhere"),
    errno.EROFS: ("the disk is read-only", "save a copy elsewhere"),
    errno.EIO: ("the disk reports an error", "save a copy on another disk"),
    errno.ENOENT: ("its folder is not there", "put the folder back or save elsewhere"),
    errno.ENOTDIR: ("its folder is no folder", "choose another name"),
    errno.EISDIR: ("it is a folder", "choose another name"),
    errno.ESTALE: ("the network drive does not answer", "it is tried again"),
    errno.ENOTCONN: ("the network drive does not answer", "it is tried again"),
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter name"),
}


def not_saved(path: str | os.PathLike[str], error: OSError) -> NotSavedError:
    """Put an error of the system into words."""
    reason, hint = _REASONS.get(error.errno or 0, (error.strerror or str(error) or type(error).__name__, ""))
    return NotSavedError(f"{os.fspath(path)} was not saved: {reason}", hint)


@contextlib.contextmanager
def saving(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn errors of the system inside the block into `NotSavedError` naming the file.

    Raises:
        NotSavedError: The block raised an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise not_saved(path, error) from error


@contextlib.contextmanager
def atomic_writer(
    path: str | os.PathLike[str], *, backup: bool = False, private: bool = False
) -> Iterator[BinaryIO]:
    """Open a stream whose content takes the file's place when the block ends well.

    A link stays a link: what it points to is replaced. The mode of the file that was there is kept.

    Args:
        backup: Keep the file that was there, with `.bak` behind its name.
        private: A new file is for its owner's eyes only.

    Raises:
        NotSavedError: It could not be written; the file that was there is untouched.
    """
    target = os.path.realpath(path)
    temp = _temp_beside(target)
    done = False
    try:
        with saving(path):
            # Closed below, before the rename.
            stream = open(temp, "xb", opener=_private_opener if private else None)  # noqa: SIM115
        with stream:
            try:
                yield stream
            except OSError as error:
                if error.filename is None:
                    raise not_saved(path, error) from error
                raise
            with saving(path):
                stream.flush()
                sync(stream.fileno())
        with saving(path):
            _copy_mode(target, temp)
            if backup and os.path.exists(target):
                _copy(target, target + BACKUP_SUFFIX)
        try:
            _replace(temp, target)
        except OSError as error:
            if getattr(error, "winerror", None) in _SHARING_VIOLATIONS:
                done = True
                raise NotSavedError(
                    f"{os.fspath(path)} was not saved: another program has it open",
                    f"what it should hold lies in {temp}",
                ) from error
            raise not_saved(path, error) from error
        done = True
        sync_folder(os.path.dirname(target))
    finally:
        if not done:
            with contextlib.suppress(OSError):
                os.unlink(temp)


def write_file(
    path: str | os.PathLike[str], data: bytes, *, backup: bool = False, private: bool = False
) -> None:
    """Replace a file with these bytes, wholly or not at all.

    Raises:
        NotSavedError: It could not be written; the file that was there is untouched.
    """
    with atomic_writer(path, backup=backup, private=private) as stream:
        stream.write(data)


def set_aside(path: str, data: bytes, kind: str) -> str:
    """Keep bytes that are about to go, in a new file beside `path`; gives its path.

    Raises:
        NotSavedError: It could not be written.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    aside = f"{os.path.realpath(path)}.{kind}-{stamp}-{secrets.token_hex(2)}"
    write_file(aside, data)
    return aside


class AppendError(NotSavedError):
    """Bytes that could be neither made durable nor cut back: before anything is appended, that has to be done."""


def append(stream: BinaryIO, offset: int, data: bytes, path: str) -> None:
    """Write bytes at the end of an open file and make them durable; on failure cut the file back.

    Args:
        stream: Opened unbuffered for reading and writing.
        offset: Where the file ends.

    Raises:
        NotSavedError: It failed, and the file is as it was.
        AppendError: It failed, and the file could not be cut back.
    """
    try:
        stream.seek(offset)
        view = memoryview(data)
        while view:
            view = view[stream.write(view) :]
        sync(stream.fileno())
    except OSError as error:
        problem = not_saved(path, error)
        try:
            cut(stream, offset)
        except OSError as second:
            raise AppendError(problem.message, problem.hint) from second
        raise problem from error


def cut(stream: BinaryIO, length: int) -> None:
    """Shorten an open file.

    What is cut off was never acknowledged: should a power failure bring it back, it is either an unfinished
    line or a commit that may as well have been saved. So a sync that fails here is no failure.

    Raises:
        OSError: It could not be done.
    """
    os.ftruncate(stream.fileno(), length)
    with contextlib.suppress(OSError):
        sync(stream.fileno())


def sync(fd: int) -> None:
    """Have the disk itself hold what was written; on macOS plain fsync stops at the drive's cache.

    Raises:
        OSError: The system could not.
    """
    if sys.platform == "darwin":
        try:
            import fcntl

            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
        except (ImportError, AttributeError, OSError):
            pass  # network drives do not know it
        else:
            return
    os.fsync(fd)


def sync_folder(folder: str) -> None:
    """Make a rename durable, where the system lets a folder be synced at all."""
    with contextlib.suppress(OSError):
        fd = os.open(folder or ".", os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make a folder with those above it.

    Args:
        private: The folder itself is for its owner's eyes only.

    Raises:
        NotSavedError: It could not be made.
    """
    with saving(path):
        path.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)


def remove_file(path: str | os.PathLike[str]) -> None:
    """Remove a file; one that is gone already is no failure.

    Raises:
        NotSavedError: It could not be removed.
    """
    with saving(path), contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def move_aside(path: str, kind: str, *, follow: bool = True) -> str:
    """Give a file another name beside its own; gives the new path.

    Args:
        follow: Of a link, what it points to is moved; otherwise the link itself.

    Raises:
        NotSavedError: It could not be renamed.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    target = os.path.realpath(path) if follow else os.path.abspath(path)
    aside = f"{target}.{kind}-{stamp}-{secrets.token_hex(2)}"
    with saving(path):
        _replace(target, aside)
    sync_folder(os.path.dirname(target))
    return aside


def leftovers(folder: str, *, older_than_s: float = STALE_AFTER_S) -> list[str]:
    """Temporary files of ours that no save is using any more."""
    found: list[str] = []
    now = time.time()
    with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            if _TEMP_NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                age = now - entry.stat(follow_symlinks=False).st_mtime
                if age >= older_than_s:
                    found.append(entry.path)
    return sorted(found)


def remove_leftovers(folder: str) -> int:
    """Remove temporary files that a crash left behind; gives how many."""
    removed = 0
    for path in leftovers(folder):
        with contextlib.suppress(OSError):
            os.unlink(path)
            removed += 1
    return removed


def hard_link_warning(path: str) -> str:
    """One sentence where a file has a second name, which would keep the old content; else empty."""
    with contextlib.suppress(OSError):
        names = os.stat(path).st_nlink
        if names > 1:
            return f"{os.path.basename(path)} has {names} names on this disk (hard links); only this one follows a save"
    return ""


def _private_opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _temp_beside(target: str) -> str:
    folder, name = os.path.split(target)
    return os.path.join(folder, f".{name[:100]}.{secrets.token_hex(6)}{TEMP_SUFFIX}")


def _copy_mode(target: str, temp: str) -> None:
    try:
        there = os.stat(target)
    except FileNotFoundError:
        return
    os.chmod(temp, stat.S_IMODE(there.st_mode))
    if hasattr(os, "chown") and (there.st_uid, there.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(OSError):
            os.chown(temp, there.st_uid, there.st_gid)


def _copy(source: str, target: str) -> None:
    temp = _temp_beside(target)
    try:
        with open(source, "rb") as old, open(temp, "xb") as new:
            while block := old.read(1 << 20):
                new.write(block)
            new.flush()
            sync(new.fileno())
        _copy_mode(source, temp)
        _replace(temp, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temp)
        raise


def _replace(source: str, target: str) -> None:
    """Rename over the target; on Windows a virus scanner or indexer may hold it for a moment."""
    waited, pause = 0.0, 0.01
    while True:
        try:
            os.replace(source, target)
        except OSError as error:
            if getattr(error, "winerror", None) not in _SHARING_VIOLATIONS or waited >= _REPLACE_PATIENCE_S:
                raise
            time.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, 0.25)
        else:
            return
