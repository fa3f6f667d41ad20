"""What was measured with: versions of everything, and the machine."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib import metadata
from pathlib import Path
from typing import Final

VERSIONS_OF: Final = (
    "raci-tui", "textual", "rich", "msgspec", "tinydb", "click", "openpyxl", "XlsxWriter", "visidata",
)  # fmt: skip


def versions() -> list[str]:
    """Python and every package that takes part, a line each."""
    found = [f"Python {platform.python_version()} ({platform.python_implementation()})"]
    for name in VERSIONS_OF:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name}: not installed")
    return [*found, f"SQLite {sqlite3.sqlite_version}"]


def machine(folder: Path) -> list[str]:
    """Processor, kernel, and the file system of a folder, a line each."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return [
        f"{_processor()}, {cores} cores",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"files on {_file_system(folder)}",
    ]


def load_average() -> str:
    """How busy the machine is now; empty where the system does not tell."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def _file_system(folder: Path) -> str:
    """The type of the file system that a folder lies on: syncing costs nothing on one in memory."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "an unknown file system"
    place, best = folder.resolve(), ("", "an unknown file system")
    for line in lines:
        _, mount, kind, *_ = line.split()
        if place.is_relative_to(mount) and len(mount) >= len(best[0]):
            best = (mount, kind)
    return best[1]
