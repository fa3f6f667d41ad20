"""The bars around the matrix: title with layers, filter, and status."""

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
from textual.widgets import Input, Static

from raci_tui.core.errors import QueryError
from raci_tui.core.query import EVERYTHING, Query, parse_query
from raci_tui.core.records import LAYERS, Layer
from raci_tui.tui.plain import one_line, plain, shorten

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
    """Name of the workspace and of the journey shown; the three layers at the right."""

    def compose(self) -> ComposeResult:
        """One text and three tabs."""
        yield Static(id="title")
        for layer in LAYERS:
            yield LayerTab(layer)

    def tell(self, workspace: str, journey: str, layer: Layer) -> None:
        """Show names and light the layer's tab."""
        title = self.query_one("#title", Static)
        room = max(8, self.app.size.width - sum(len(LAYER_TITLES[each]) + 2 for each in LAYERS) - 2)
        text = f"{one_line(workspace)} · {one_line(journey)}" if journey else one_line(workspace)
        title.update(plain(shorten(text, room), "bold"))
        for tab in self.query(LayerTab):
            tab.set_class(tab.shows == layer, "-shown")


class FilterBar(Horizontal):
    """The filter box; says what is wrong with a query while it is being typed."""

    class Changed(Message):
        """A query that can be understood was typed."""

        def __init__(self, query: Query) -> None:
            super().__init__()
            self.query = query

        def can_replace(self, message: Message) -> bool:
            """Only the last of several is worth filtering by."""
            return isinstance(message, FilterBar.Changed)

    class Done(Message):
        """Enter was pressed: back to the matrix with the filter kept."""

    def compose(self) -> ComposeResult:
        """The box and what is wrong with it."""
        yield Static(Content(" /"), id="filter-sign")
        yield Input(
            id="filter", placeholder="words, is:unowned, stage:…, party:…, letter:A, pain:>=3", compact=True
        )
        yield Static(id="filter-problem")

    def open(self) -> None:
        """Show the box and put the cursor into it."""
        self.display = True
        self.query_one(Input).focus()

    def close(self) -> None:
        """Empty and hide the box."""
        self.query_one(Input).value = ""
        self.display = False

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.query_one(Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Parse what was typed so far."""
        event.stop()
        problem = self.query_one("#filter-problem", Static)
        try:
            query = parse_query(event.value) if event.value.strip() else EVERYTHING
        except QueryError as error:
            problem.update(plain(f" {error}"))
            return
        problem.update("")
        self.post_message(self.Changed(query))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and go back."""
        event.stop()
        self.post_message(self.Done())


class StatusBar(Widget):
    """One line: layer and counts at the left, what is saved and who edits at the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status--saved", "status--saving", "status--unsaved"}

    left: reactive[str] = reactive("")
    saved: reactive[str] = reactive("✓ saved")
    state: reactive[str] = reactive("saved")
    author: reactive[str] = reactive("")

    def render(self) -> Content:
        """Shorten the left part first: whether the work is saved must always be readable."""
        right = f"{self.saved}  {shorten(one_line(self.author), 20)} "
        room = max(0, self.size.width - cell_len(right) - 1)
        left = shorten(f" {self.left}", room)
        gap = " " * max(1, self.size.width - cell_len(left) - cell_len(right))
        style = self.get_visual_style(f"status--{self.state}")
        return Content.assemble(plain(left), gap, (self.saved, style), plain(right.removeprefix(self.saved)))

    def on_click(self, event: events.Click) -> None:
        """Say what is saved."""
        event.stop()
        self.app.call_later(self.screen.run_action, "say_saved")
