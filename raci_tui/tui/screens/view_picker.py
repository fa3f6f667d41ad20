"""Chooses a saved view, and saves, renames, orders and removes views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from raci_tui.core import views
from raci_tui.core.arrange import GROUPING_TITLES
from raci_tui.core.errors import RaciError
from raci_tui.core.records import SavedView
from raci_tui.core.text import fold
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, sentence, shorten
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import AskText, Confirm, two_parts
from raci_tui.tui.widgets.view_tabs import FIRST_KEY, LAST_KEY

EVERYTHING: Final = "everything"
"""What is answered for the view that hides nothing."""
_GROUPED: Final = {"stage": "", "none": "not grouped"}
_LAYERS: Final = {"current": "today", "target": "target", "diff": "difference"}


class ViewPicker(Dialog[str]):
    """Choose a view; dismissed with its id, or `everything`.

    Args:
        shown: What is looked at now, as it would be saved.
        current: Id of the view that was opened last, or empty.

    Attributes:
        current: Id of the view that was saved or opened last, or empty.
    """

    YES = "Show"
    KEYS = "Enter shows · + saves · F2 renames · Alt+↑ Alt+↓ move · Del removes"
    BINDINGS = [
        Binding("plus,ctrl+n,insert", "save", "Save", id="view-save"),
        Binding("f2", "rename", "Rename", id="view-rename"),
        Binding("alt+up", "move(-1)", "Earlier", id="view-earlier"),
        Binding("alt+down", "move(1)", "Later", id="view-later"),
        Binding("delete,ctrl+d", "remove", "Remove", id="view-remove"),
    ]

    def __init__(self, workspace: Workspace, shown: views.View, current: str) -> None:
        super().__init__("Views")
        self._workspace = workspace
        self._shown = shown
        self.current = current
        self._list_of = OptionList(id="views")

    def fields(self) -> ComposeResult:
        yield self._list_of

    def buttons(self) -> ComposeResult:
        yield Button(Content("Save"), id="save", compact=True)
        yield Button(Content("Rename"), id="rename", compact=True)
        yield Button(Content("↑"), id="earlier", compact=True)
        yield Button(Content("↓"), id="later", compact=True)
        yield Button(Content("Remove"), id="remove", compact=True)
        yield from super().buttons()

    def on_mount(self) -> None:
        self._list(self.current)

    def answer(self) -> str:
        """Id of the highlighted view, or `everything`."""
        chosen = self._chosen()
        return chosen.id if chosen else EVERYTHING

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_accept()

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Keep what is shown by a name."""
        self._save()

    @on(Button.Pressed, "#rename")
    def action_rename(self) -> None:
        """Ask for another name of the highlighted view."""
        self._rename()

    @on(Button.Pressed, "#earlier")
    def _earlier(self) -> None:
        self.action_move(-1)

    @on(Button.Pressed, "#later")
    def _later(self) -> None:
        self.action_move(1)

    def action_move(self, step: int) -> None:
        """Move the highlighted view, and so the number by which it is shown."""
        chosen = self._need_one()
        if chosen:
            self._try(lambda: views.move_view(self._workspace, chosen.id, step))
            self._list(chosen.id)

    @on(Button.Pressed, "#remove")
    def action_remove(self) -> None:
        """Remove the highlighted view; undo brings it back."""
        chosen = self._need_one()
        if chosen:
            self._try(lambda: views.remove_view(self._workspace, chosen.id))
            self._list("")

    @work
    async def _save(self) -> None:
        self.say("")
        try:
            made = await save_asking(self.app, self._workspace, self._shown, self.current)
        except RaciError as error:
            self.say(sentence(error))
            return
        if made:
            self.current = made.id
            self._list(made.id)

    @work
    async def _rename(self) -> None:
        chosen = self._need_one()
        name = await self.app.push_screen_wait(AskText("Rename view", chosen.name)) if chosen else None
        if chosen and name:
            self._try(lambda: views.rename_view(self._workspace, chosen.id, name))
            self._list(chosen.id)

    def _try(self, edit: Callable[[], object]) -> None:
        self.say("")
        try:
            edit()
        except RaciError as error:
            self.say(sentence(error))

    def _list(self, highlighted: str) -> None:
        saved = views.saved_views(self._workspace)
        options = [
            Option(two_parts("Everything", "no filter, no sort, every party", mark="    "), id=EVERYTHING)
        ]
        for place, view in enumerate(saved, FIRST_KEY):
            number = str(place) if place <= LAST_KEY else " "
            mark = "● " if view.id == self.current else "  "
            options.append(
                Option(two_parts(view.name, _detail(view), mark=f"{mark}{number} "), id=f"v-{view.id}")
            )
        self._list_of.set_options(options)
        keys = [EVERYTHING, *(view.id for view in saved)]
        self._list_of.highlighted = keys.index(highlighted) if highlighted in keys else 0

    def _chosen(self) -> SavedView | None:
        option = self._list_of.highlighted_option
        key = option.id.removeprefix("v-") if option and option.id else ""
        found: SavedView | None = self._workspace.state.tables["views"].get(key)
        return found

    def _need_one(self) -> SavedView | None:
        chosen = self._chosen()
        self.say("" if chosen else "Choose one of the saved views first.")
        return chosen


async def save_asking(
    app: App[None], workspace: Workspace, shown: views.View, current: str
) -> SavedView | None:
    """Ask for a name and keep a view by it, asking again before another one is overwritten.

    Must run in a worker.

    Returns:
        What was saved, or None.

    Raises:
        RaciError: It could not be saved.
    """
    here: SavedView | None = workspace.state.tables["views"].get(current)
    asking = AskText(
        "Save what is shown as a view",
        here.name if here else "",
        hint="Layer, filter, groups, order and columns. The same name overwrites it.",
    )
    name = await app.push_screen_wait(asking)
    if not name:
        return None
    there = next((view for view in views.saved_views(workspace) if fold(view.name) == fold(name)), None)
    if there:
        question = Confirm(
            f"Overwrite the view “{shorten(one_line(there.name), 40)}”?",
            "Undo brings it back as it was.",
            "Overwrite",
        )
        if not await app.push_screen_wait(question):
            return None
    saved: SavedView = workspace.state.tables["views"][views.save_view(workspace, name, shown)]
    return saved


def _detail(view: SavedView) -> str:
    parts = [
        _LAYERS[view.layer],
        view.query,
        _GROUPED.get(view.grouping, f"by {GROUPING_TITLES[view.grouping].lower()}"),
        "" if view.sorting == "own" else f"sorted by {view.sorting}",
    ]
    return " · ".join(filter(None, parts))
