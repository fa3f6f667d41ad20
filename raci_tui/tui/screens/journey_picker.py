"""Chooses which journey is shown, and adds, renames and removes journeys."""

from __future__ import annotations

from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from raci_tui.core.errors import RaciError
from raci_tui.core.order import between
from raci_tui.core.records import Journey, new_id
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, sentence, shorten
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import AskText, Confirm, two_parts

_ALL: Final = "all"


class JourneyPicker(Dialog[str]):
    """Choose a journey; dismissed with its id, or an empty text for all of them.

    Args:
        shown: Id of the journey shown now, or empty.
    """

    YES = "Show"
    KEYS = "Enter shows it · + adds · F2 renames · Del removes · Esc closes"
    BINDINGS = [
        Binding("plus,ctrl+n,insert", "add", "Add", id="journey-add"),
        Binding("f2", "rename", "Rename", id="journey-rename"),
        Binding("delete,ctrl+d", "remove", "Remove", id="journey-remove"),
    ]

    def __init__(self, workspace: Workspace, shown: str) -> None:
        super().__init__("Journeys")
        self._workspace = workspace
        self._list_of = OptionList(id="journeys")
        self._current = shown

    def fields(self) -> ComposeResult:
        yield self._list_of

    def buttons(self) -> ComposeResult:
        yield Button(Content("Add"), id="add", compact=True)
        yield Button(Content("Rename"), id="rename", compact=True)
        yield Button(Content("Remove"), id="remove", compact=True)
        yield from super().buttons()

    def on_mount(self) -> None:
        self._list(self._current)

    def answer(self) -> str:
        """Id of the highlighted journey; empty for all."""
        chosen = self._chosen()
        return chosen.id if chosen else ""

    def _list(self, highlighted: str) -> None:
        counts: dict[str, int] = {}
        for element in self._workspace.state.tables["elements"].values():
            counts[element.journey] = counts.get(element.journey, 0) + 1
        rows = [(_ALL, "All journeys", sum(counts.values()))]
        rows += [
            (journey.id, journey.name, counts.get(journey.id, 0)) for journey in self._workspace.journeys()
        ]
        self._list_of.set_options(
            Option(
                two_parts(
                    name,
                    _number(count, "element"),
                    mark="● " if (key == _ALL and not self._current) or key == self._current else "  ",
                ),
                id=f"j-{key}",
            )
            for key, name, count in rows
        )
        keys = [key for key, _, _ in rows]
        self._list_of.highlighted = keys.index(highlighted) if highlighted in keys else 0

    def _chosen(self) -> Journey | None:
        option = self._list_of.highlighted_option
        key = option.id.removeprefix("j-") if option and option.id else _ALL
        found: Journey | None = self._workspace.state.tables["journeys"].get(key)
        return found

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_accept()

    @on(Button.Pressed, "#add")
    def action_add(self) -> None:
        """Ask for a name and add a journey at the end."""
        self._add()

    @on(Button.Pressed, "#rename")
    def action_rename(self) -> None:
        """Ask for another name of the highlighted journey."""
        self._rename()

    @on(Button.Pressed, "#remove")
    def action_remove(self) -> None:
        """Remove the highlighted journey, after saying what goes with it."""
        self._remove()

    @work
    async def _add(self) -> None:
        name = await self.app.push_screen_wait(AskText("New journey"))
        if not name:
            return
        journeys = self._workspace.journeys()
        made = Journey(id=new_id(), name=name, order=between(journeys[-1].order if journeys else "", ""))
        try:
            with self._workspace.edit(f"Add journey {name}") as edit:
                edit.add(made)
        except RaciError as error:
            self.say(sentence(error))
            return
        self._list(made.id)

    @work
    async def _rename(self) -> None:
        chosen = self._need_one()
        if not chosen:
            return
        name = await self.app.push_screen_wait(AskText("Rename journey", chosen.name))
        if not name:
            return
        try:
            with self._workspace.edit(f"Rename journey {chosen.name} to {name}") as edit:
                edit.update("journeys", chosen.id, name=name)
        except RaciError as error:
            self.say(sentence(error))
            return
        self._list(chosen.id)

    @work
    async def _remove(self) -> None:
        chosen = self._need_one()
        if not chosen:
            return
        question = Confirm(
            f"Remove “{shorten(one_line(chosen.name), 40)}”?",
            f"{self._what_goes(chosen.id)} Undo brings all of it back.",
            "Remove",
            danger=True,
        )
        if not await self.app.push_screen_wait(question):
            return
        try:
            with self._workspace.edit(f"Remove journey {chosen.name}") as edit:
                edit.remove("journeys", chosen.id)
        except RaciError as error:
            self.say(sentence(error))
            return
        if self._current == chosen.id:
            self._current = ""
        self._list(_ALL)

    def _need_one(self) -> Journey | None:
        chosen = self._chosen()
        self.say("" if chosen else "Choose one journey first.")
        return chosen

    def _what_goes(self, journey: str) -> str:
        tables = self._workspace.state.tables
        elements = [element.id for element in tables["elements"].values() if element.journey == journey]
        stages = sum(stage.journey == journey for stage in tables["stages"].values())
        cells = sum(len(self._workspace.state.rows.get(element, {})) for element in elements)
        gone = [_number(len(elements), "element"), _number(stages, "stage"), _number(cells, "filled cell")]
        return f"With it go {gone[0]}, {gone[1]} and {gone[2]}."


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
