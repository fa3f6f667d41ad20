"""Shows every cell that a change of scheme touches, and what is lost by it, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.cells import cell_len
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

_NAME_CELLS = 12
_PARTY_CELLS = 16
_LAYER_CELLS = 6
_LAYERS = {"current": "today", "target": "target", "note": "note"}


class EveryCell(Widget):
    """A line a change; only those in sight are made, however many there are."""

    ALLOW_SELECT = False

    def __init__(self, workspace: Workspace, changes: tuple[CellChange, ...]) -> None:
        super().__init__()
        self._tables = workspace.state.tables
        self._changes = changes
        self._words = {
            each[2:]: f"{said(each.field, each.old)} → {said(each.field, each.new)}" for each in changes
        }
        self._rest_cells = (
            2 + _PARTY_CELLS + 2 + _LAYER_CELLS + 2 + max(map(cell_len, self._words.values()), default=0)
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each."""
        return len(self._changes)

    def render_line(self, y: int) -> Strip:
        """One change."""
        width = self.size.width
        text = fit(self._line(self._changes[y]), width) if y < len(self._changes) else " " * width
        return Strip([Segment(text, self.rich_style)], width)

    def _line(self, change: CellChange) -> str:
        row = self._tables["elements"].get(change.element)
        column = self._tables["parties"].get(change.party)
        parts = (
            fit(one_line(row.name if row else ""), max(_NAME_CELLS, self.size.width - self._rest_cells)),
            fit(one_line(column.name if column else ""), _PARTY_CELLS),
            fit(_LAYERS[change.field], _LAYER_CELLS),
            self._words[change[2:]],
        )
        return "  ".join(parts)


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
