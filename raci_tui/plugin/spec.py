"""The hooks. A plugin is a module (or object) of the entry-point group `raci_tui` that defines some of them.

```python
from raci_tui.plugin import Exporter, hookimpl

@hookimpl
def raci_exporters():
    return (Exporter(id="names", title="Names", suffix=".txt", write=write_names),)
```
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pluggy

from raci_tui.core.ledger import Commit
from raci_tui.core.rule import Rule
from raci_tui.core.scheme import Scheme
from raci_tui.plugin.types import Exporter, Importer

PROJECT: Final = "raci_tui"
GROUP: Final = "raci_tui"
API: Final = 1
"""Number of this interface; a plugin may say which one it was written for as `RACI_TUI_API = 1`."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Hooks:
    """What a plugin may define; each of them is optional."""

    @staticmethod
    @hookspec
    def raci_exporters() -> Iterable[Exporter]:  # type: ignore[empty-body]  # a specification
        """Exporters, listed in the export dialog and by `export -f`."""

    @staticmethod
    @hookspec
    def raci_importers() -> Iterable[Importer]:  # type: ignore[empty-body]  # a specification
        """Importers, chosen by suffix or by `import --format`."""

    @staticmethod
    @hookspec
    def raci_rules() -> Iterable[Rule]:  # type: ignore[empty-body]  # a specification
        """Rules, applied to every workspace unless it switches them off."""

    @staticmethod
    @hookspec
    def raci_schemes() -> Iterable[Scheme]:  # type: ignore[empty-body]  # a specification
        """Schemes that a workspace may name."""

    @staticmethod
    @hookspec
    def raci_committed(workspace: str, position: int, commit: Commit) -> None:
        """Be told that a commit is durable: the workspace's name, its ledger position, and the commit.

        Called on a thread of its own; a listener that falls far behind misses commits.
        """
