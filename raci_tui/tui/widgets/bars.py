"""The bars around the matrix: title with layers, and status."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from raci_tui.core.records import LAYERS, Layer
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.widgets.view_tabs import ViewTabs

LEAST_LEFT: Final = 24
"""Terminal cells for what is said at the left, below which the author's name makes way."""
TITLE_CELLS: Final = 24
"""Terminal cells of the title that longer names of views do not take."""
LEAST_TITLE_CELLS: Final = 16
"""Terminal cells of the title that the tabs of views never take."""
LAYER_TITLES: Final[dict[Layer, str]] = {"current": "1 Today", "target": "2 Target", "diff": "3 Difference"}


class LayerTab(Static):
    """One layer's name in the title bar; a click shows that layer."""

    class Chosen(Message):
        """The tab was clicked."""

        def __init__(self, layer: Layer) -> None:
            super().__init__()
            self.layer: Layer = layer

    def __init__(self, layer: Layer) -> None:
        super().__init__(Content(f" {LAYER_TITLES[layer]} "), id=f"layer-{layer}")
        self.shows: Layer = layer

    def on_click(self) -> None:
        """Ask for this layer."""
        self.post_message(self.Chosen(self.shows))


class TitleBar(Horizontal):
    """Name of the workspace and of the journey shown; the three layers and the saved views at the right."""

    _title = ""
    _told: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """One text and three tabs."""
        yield Static(id="title")
        for layer in LAYERS:
            yield LayerTab(layer)
        yield ViewTabs()

    def tell(self, workspace: str, journey: str, layer: Layer) -> None:
        """Show names and light the layer's tab."""
        views = self.query_one(ViewTabs)
        told = (workspace, journey, layer, self.app.size.width, views.needed)
        if told == self._told:
            return
        self._told = told
        title = self.query_one("#title", Static)
        room = max(8, self.app.size.width - sum(len(LAYER_TITLES[each]) + 2 for each in LAYERS) - 2)
        text = f"{one_line(workspace)} · {one_line(journey)}" if journey else one_line(workspace)
        # Views take what the title leaves, and more where that is little: all are to be seen before it is.
        least = max(
            min(views.least, room - LEAST_TITLE_CELLS), views.counted if room > TITLE_CELLS // 2 else 0
        )
        comfortable = min(views.comfortable, room - TITLE_CELLS)
        taken = min(views.needed, max(room - cell_len(text), comfortable, least))
        views.styles.width = taken
        shown = shorten(text, room - taken).removesuffix(" · …")
        if shown != self._title:
            # An update lays the whole screen out anew.
            self._title = shown
            title.update(plain(shown, "bold"))
        for tab in self.query(LayerTab):
            tab.set_class(tab.shows == layer, "-shown")


class StatusBar(Widget):
    """One line: layer and counts at the left, how much is shown, what is saved and who edits at the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status--saved", "status--saving", "status--unsaved", "status--shown",
    }  # fmt: skip

    left: reactive[str] = reactive("")
    shown: reactive[str] = reactive("")
    saved: reactive[str] = reactive("✓ saved")
    state: reactive[str] = reactive("saved")
    author: reactive[str] = reactive("")

    def render(self) -> Content:
        """Shorten the left part first: what is saved and that something is hidden must always be readable."""
        width = self.size.width
        author = f"  {shorten(one_line(self.author), 20)} "
        shown = f"{self.shown}  " if self.shown else ""
        if width - cell_len(shown + self.saved + author) < LEAST_LEFT:
            author = " "
        right = cell_len(shown + self.saved + author)
        left = shorten(f" {self.left}", max(0, width - right - 1))
        gap = " " * max(1, width - cell_len(left) - right)
        return Content.assemble(
            plain(left),
            gap,
            (shown, self.get_visual_style("status--shown")),
            (self.saved, self.get_visual_style(f"status--{self.state}")),
            plain(author),
        )

    def on_click(self, event: events.Click) -> None:
        """Say what is saved."""
        event.stop()
        self.app.call_later(self.screen.run_action, "say_saved")
