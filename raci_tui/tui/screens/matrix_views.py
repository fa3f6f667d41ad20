"""Commands of the matrix screen that save what is looked at and show it again."""

from __future__ import annotations

from textual import work

from raci_tui.core import views
from raci_tui.core.errors import RaciError
from raci_tui.core.records import Layer, SavedView
from raci_tui.core.state import Touched
from raci_tui.tui.plain import one_line, sentence, shorten
from raci_tui.tui.screens.matrix_finding import FindingCommands
from raci_tui.tui.widgets.bars import StatusBar
from raci_tui.tui.widgets.filter_bar import FilterBar
from raci_tui.tui.widgets.view_tabs import FIRST_KEY, ViewTabs

_NAME_CELLS = 40


class ViewCommands(FindingCommands):
    """Saved views."""

    def on_mount(self) -> None:
        """Begin with the view that was asked for on the command line."""
        saved: SavedView | None = self.workspace.state.tables["views"].get(self.opened_view)
        self.opened_view = ""
        if saved:
            with self.telling():
                self._take(views.opened(self.workspace, saved), saved.id)

    @property
    def view(self) -> views.View:
        """What is looked at now."""
        return views.View(self.shown_layer, self.query_text, self.journey, self.shape)

    @work
    async def action_views(self) -> None:
        """Choose a saved view, or save, rename, order and remove views."""
        from raci_tui.tui.screens import view_picker

        picker = view_picker.ViewPicker(self.workspace, self.view, self.opened_view)
        chosen = await self.app.push_screen_wait(picker)
        self.opened_view = picker.current
        self.tell_title()
        if chosen == view_picker.EVERYTHING:
            self.action_everything()
        elif chosen:
            self.action_open_view(chosen)

    @work
    async def action_save_view(self) -> None:
        """Keep what is shown by a name."""
        from raci_tui.tui.screens.view_picker import save_asking

        try:
            saved = await save_asking(self.app, self.workspace, self.view, self.opened_view)
        except RaciError as error:
            self.warn(sentence(error))
            return
        if saved:
            self.opened_view = saved.id
            self.tell_title()
            self.say(f"Saved as the view {shorten(one_line(saved.name), _NAME_CELLS)}; 0 lists all.")

    def action_view_number(self, number: int) -> None:
        """Show the view that stands under a number key."""
        saved = views.saved_views(self.workspace)
        place = number - FIRST_KEY
        if place < len(saved):
            self.action_open_view(saved[place].id)
        else:
            self.say(f"There is no view {number}; 0 saves what is shown as one.")

    def action_open_view(self, key: str) -> None:
        """Show a saved view."""
        saved: SavedView | None = self.workspace.state.tables["views"].get(key)
        if saved is None:
            self.warn("That view is no longer there.")
            return
        with self.telling():
            self._look_at(views.opened(self.workspace, saved), saved.id)
            self.say(f"View {shorten(one_line(saved.name), _NAME_CELLS)}.")

    def action_everything(self) -> None:
        """Hide, sort and filter nothing; the layer and the journey stay."""
        self._look_at(views.View(self.shown_layer, journey=self.journey), "")

    def on_view_tabs_chosen(self, event: ViewTabs.Chosen) -> None:
        """Show the view whose tab was clicked, or list all."""
        if event.view:
            self.action_open_view(event.view)
        else:
            self.action_views()
        self.grid.focus()

    def show_layer(self, layer: Layer) -> None:
        """Show another layer; an opened view stays, which is said where it hides something."""
        super().show_layer(layer)
        if self.opened_view in self.workspace.state.tables["views"] and self.query_one(StatusBar).shown:
            self.say(
                "The view's filter stays; Esc ends it."
                if self.query_text.terms
                else "What the view hides stays hidden; 0 ends it."
            )

    def tell_title(self) -> None:
        """Name workspace, journey, layer and views in the title bar."""
        opened: SavedView | None = self.workspace.state.tables["views"].get(self.opened_view)
        changed = opened is not None and not views.is_as_saved(self.view, opened)
        tabs = [(view.id, view.name) for view in views.saved_views(self.workspace)]
        self.query_one(ViewTabs).tell(tabs, self.opened_view, changed=changed)
        super().tell_title()

    def _follow(self, touched: Touched) -> None:
        super()._follow(touched)
        if any(table == "views" for table, _ in touched):
            self.tell_title()

    def _look_at(self, view: views.View, key: str) -> None:
        self._take(view, key)
        self.rearrange()
        self.inspect()
        # The palette gives the keyboard back to a box in which one was typing: arrows would open its list.
        self.grid.focus()

    def _take(self, view: views.View, key: str) -> None:
        self.opened_view = key
        self.shown_layer, self.query_text, self.journey, self.shape = view
        bar = self.query_one(FilterBar)
        bar.close()
        if view.query.terms:
            bar.purposed("filter")
            bar.put(view.query.text)
            bar.display = True
        self._mark()
