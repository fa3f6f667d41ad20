"""Shows every cell that a change of scheme touches, and what is lost by it, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from raci_tui.core.blocks import BlockEdit, CellChange, said
from raci_tui.core.consequences import kinds_of_change
from raci_tui.core.conversion import Conversion, convert, gaps_of
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import fit, one_line, plain, shorten, template
from raci_tui.tui.screens.block_preview import BlockPreview

_NAME_CELLS = 34
_PARTY_CELLS = 16
_LAYERS = {"current": "today", "target": "target", "note": "note"}


class EveryCell(Widget):
    """A line a change; only those in sight are made, however many there are."""

    ALLOW_SELECT = False

    def __init__(self, workspace: Workspace, changes: tuple[CellChange, ...]) -> None:
        super().__init__()
        self._tables = workspace.state.tables
        self._changes = changes

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each."""
        return len(self._changes)

    def render_line(self, y: int) -> Strip:
        """One change."""
        width = self.size.width
        text = fit(self._line(self._changes[y]), width) if y < len(self._changes) else " " * width
        return Strip([Segment(text, self.rich_style)], width)

    def _line(self, change: CellChange) -> str:
        element, party, layer, old, new = change
        row, column = self._tables["elements"].get(element), self._tables["parties"].get(party)
        names = (row.name if row else "", _NAME_CELLS), (column.name if column else "", _PARTY_CELLS)
        where = "  ".join(fit(one_line(name), cells) for name, cells in names)
        return f"{where}  {_LAYERS[layer]:<6}  {said(layer, old)} → {said(layer, new)}"


class ConversionPreview(BlockPreview):
    """What a change of scheme would do; makes it when confirmed.

    Args:
        plan: Makes the plan anew, to see whether it still is the one that was shown.
    """

    YES = "Change the scheme"
    KEYS = "Enter does it · arrows scroll · Esc back to the letters"

    def __init__(self, workspace: Workspace, plan: Callable[[], Conversion]) -> None:
        self._latest = plan()

        def block() -> BlockEdit:
            self._latest = plan()
            return self._latest.block

        super().__init__(workspace, block, self._latest.block)

    def answer(self) -> BlockEdit:
        """Change the scheme.

        Raises:
            EditError: Others have changed these cells meanwhile; the dialog shows what it would be now.
        """
        block = super().answer()
        convert(self._workspace, self._latest)
        return block

    def _lines(self) -> Iterator[Widget]:
        plan, workspace = self._latest, self._workspace
        block = plan.block
        yield Static(plain(shorten(one_line(plan.label), 200)), classes="headline")
        for text in plan.losses:
            yield Static(plain(f"✗ {one_line(text)}", "bold"))
        for text in plan.remarks:
            yield Static(plain(one_line(text)))
        found = gaps_of(workspace, plan)
        if found:
            yield Static(Content("This"), classes="after")
        for each in found:
            yield Static(plain(f"{'✗' if each.bad else ' '} {each.text}", "bold" if each.bad else ""))
        if not block.changes:
            yield Static(Content("No cell changes: every letter stays what it is."), classes="after")
            return
        yield Static(Content("Kinds of change"), classes="after")
        kinds = kinds_of_change(workspace, block)
        digits = max(len(f"{count:,}") for _, count in kinds)
        for text, count in kinds:
            yield Static(template("  $count × $text", count=f"{count:>{digits},}", text=one_line(text)))
        yield Static(Content("Every cell that changes"), classes="after")
        yield EveryCell(workspace, block.changes)
