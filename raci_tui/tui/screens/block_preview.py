"""Shows what an edit of many cells would change before it is made, and what of a paste was left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from raci_tui.core.area import Place
from raci_tui.core.blocks import BlockEdit, name_of, said, said_before
from raci_tui.core.clipboard import Refusal
from raci_tui.core.consequences import consequences, kinds_of_change
from raci_tui.core.errors import EditError
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain, shorten, template
from raci_tui.tui.screens.dialog import Dialog

EXAMPLES: Final = 4
LISTED: Final = 500
"""Refused texts that are listed; what lies beyond is counted."""
_NAME_CELLS: Final = 50
_VALUE_CELLS: Final = 40
_ARROWS: Final[list[BindingType]] = [
    Binding("up", "scroll(-1)", "Up", show=False),
    Binding("down", "scroll(1)", "Down", show=False),
]


class _Shown(Dialog[BlockEdit]):
    """A dialog to read, scrolled by arrows."""

    BINDINGS = _ARROWS

    def action_scroll(self, direction: int) -> None:
        """Scroll what does not fit on the screen."""
        self.query_one(".body").scroll_relative(y=direction, animate=False)


class BlockPreview(_Shown):
    """What an edit would change; dismissed with the edit to make.

    Args:
        plan: Makes the edit anew, to see whether it still is the one that was shown.
        remark: What else there is to say.
    """

    YES = "Do it"
    KEYS = "Enter does it · Esc leaves everything as it is"

    def __init__(
        self, workspace: Workspace, plan: Callable[[], BlockEdit], block: BlockEdit, remark: str = ""
    ) -> None:
        super().__init__("Look before it is done")
        self._workspace = workspace
        self._plan = plan
        self._block = block
        self._remark = remark

    def fields(self) -> ComposeResult:
        yield Vertical(*self._lines(), id="preview")

    def on_mount(self) -> None:
        self.query_one("#yes").focus()

    def answer(self) -> BlockEdit:
        """The edit that was shown.

        Raises:
            EditError: Others have changed these cells meanwhile; the dialog shows what it would be now.
        """
        again = self._plan()
        if again != self._block:
            self._block = again
            preview = self.query_one("#preview", Vertical)
            preview.remove_children()
            preview.mount(*self._lines())
            raise EditError(
                "these cells have meanwhile been changed by somebody else", "look again, then confirm"
            )
        return self._block

    def _lines(self) -> Iterator[Widget]:
        block, workspace = self._block, self._workspace
        yield Static(plain(shorten(one_line(block.label(workspace)), 200)), classes="headline")
        yield Static(plain(_how_many(block)))
        if self._remark:
            yield Static(plain(self._remark))
        kinds = kinds_of_change(workspace, block)
        digits = max((len(f"{count:,}") for _, count in kinds), default=0)
        for text, count in kinds:
            yield Static(template("  $count × $text", count=f"{count:>{digits},}", text=one_line(text)))
        found = consequences(workspace, block)
        if found:
            yield Static(Content("This"), classes="after")
        for each in found:
            yield Static(plain(f"{'✗' if each.bad else ' '} {each.text}", "bold" if each.bad else ""))
        yield Static(Content("For example"), classes="after")
        for change in block.changes[:EXAMPLES]:
            name = shorten(one_line(name_of(workspace, Place(*change[:2]))), _NAME_CELLS)
            old, new = _value(said_before(workspace, change)), _value(said(change.field, change.new))
            yield Static(template("  $name: $old → [b]$new[/b]", name=name, old=old, new=new))


class RefusedList(_Shown):
    """Every text of a paste that was left out, with the cell it was meant for and the reason.

    Args:
        pasted: Cells that were set.
    """

    KEYS = "Arrows scroll · Enter or Esc closes"

    def __init__(self, refused: Sequence[Refusal], pasted: int) -> None:
        super().__init__(f"{len(refused):,} texts were not pasted")
        self._refused = refused
        self._pasted = pasted

    def fields(self) -> ComposeResult:
        done = "1 cell was set" if self._pasted == 1 else f"{self._pasted:,} cells were set"
        yield Static(plain(f"{done}; these were left as they are:"))
        for each in self._refused[:LISTED]:
            yield Static(plain(_refusal(each)))
        if len(self._refused) > LISTED:
            yield Static(plain(f"And {len(self._refused) - LISTED:,} more."))

    def buttons(self) -> ComposeResult:
        """Nothing is asked: one button."""
        yield Button(Content("Close"), id="no", variant="primary", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    def action_accept(self) -> None:
        """Close."""
        self.dismiss(None)


def _how_many(block: BlockEdit) -> str:
    rows = "1 element" if block.elements == 1 else f"{block.elements:,} elements"
    same = block.asked - block.cells
    rest = f" The other {same:,} of {block.asked:,} stay as they are." if same > 0 else ""
    cells = "1 cell changes" if block.cells == 1 else f"{block.cells:,} cells change"
    return f"{cells}, on {rows}.{rest}"


def _refusal(each: Refusal) -> str:
    names = [shorten(one_line(name), _NAME_CELLS) for name in (each.element, each.party) if name]
    quoted = f"“{shorten(one_line(each.text), _VALUE_CELLS)}”: "
    text = quoted if each.text and repr(each.text) not in each.reason else ""
    return f"{' × '.join(names)}: {text}{one_line(each.reason)}"


def _value(text: str) -> str:
    return shorten(one_line(text), _VALUE_CELLS)
