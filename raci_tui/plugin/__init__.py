"""The door for other people's code: hooks, what they return, and the host that loads them.

Names here are the public interface for plugin authors; they are resolved when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from raci_tui.core.errors import ExportError, ImportRefusedError
    from raci_tui.core.rule import Found, Rule
    from raci_tui.core.scheme import Scheme
    from raci_tui.core.tables import Document, Merge, Noted, RawTable, Source
    from raci_tui.plugin.spec import API, hookimpl
    from raci_tui.plugin.types import Exporter, Importer, Option, Snapshot

__all__ = [
    "API", "Document", "ExportError", "Exporter", "Found", "ImportRefusedError", "Importer", "Merge", "Noted", "Option",
    "RawTable", "Rule", "Scheme", "Snapshot", "Source", "hookimpl",
]  # fmt: skip

_HOMES = {
    "API": "raci_tui.plugin.spec",
    "hookimpl": "raci_tui.plugin.spec",
    "ExportError": "raci_tui.core.errors",
    "ImportRefusedError": "raci_tui.core.errors",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "raci_tui.plugin.types")), name)
