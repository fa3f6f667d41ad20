"""The cell editor: both layers and the note of one cell, as one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import ItemGrid
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from raci_tui.core.editing import Place
from raci_tui.core.errors import EditError, NotationError
from raci_tui.core.in_place import brief
from raci_tui.core.ledger import stamp, utc_now
from raci_tui.core.notation import parse, show, toggle
from raci_tui.core.records import Cell, EditLayer
from raci_tui.core.scheme import NOT_INVOLVED, Letter, Scheme
from raci_tui.core.text import clean_note
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.dialog import NAME_CELLS
from raci_tui.tui.screens.fields import Baseline, Field, Line, Note
from raci_tui.tui.screens.form import Form

if TYPE_CHECKING:
    from raci_tui.services.drafts import Draft

_LAYERS: Final[tuple[EditLayer, ...]] = ("current", "target")
_LETTER_CELLS: Final = 17
_NOT_INVOLVED: Final = Letter(code=NOT_INVOLVED, name="Not involved", kind="out")


class LetterSwitch(Static):
    """One letter with its meaning, switched by the mouse; the keyboard has the field above it."""

    class Switched(Message):
        """The letter was clicked."""

        def __init__(self, switch: LetterSwitch) -> None:
            super().__init__()
            self.switch = switch

    def __init__(self, letter: Letter, layer: str) -> None:
        super().__init__()
        self.letter = letter
        self.edits = layer
        self.set_on(on=False)

    def set_on(self, *, on: bool) -> None:
        """Show whether the letter stands in the field."""
        self.set_class(on, "on")
        name = shorten(one_line(self.letter.name), _LETTER_CELLS - 4)
        self.update(Content.assemble("■ " if on else "□ ", plain(f"{self.letter.code} {name}")))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Switched(self))


class CellEditor(Form[bool]):
    """Edit one cell: what is, what should be, and the note. Dismissed with True where it changed.

    Args:
        layer: The layer whose field is typed in first.

    Attributes:
        left: Letters that were typed and not saved when it was closed, by layer.
    """

    KEYS = "Enter saves · Ctrl+S saves from the note · Esc cancels"

    def __init__(self, workspace: Workspace, place: Place, layer: EditLayer = "current") -> None:
        super().__init__("Edit cell", workspace)
        self._first = layer
        self.left: dict[str, str] = {}
        self._brought: dict[str, str] = {}
        self._place = place
        self._scheme: Scheme = workspace.scheme
        tables = workspace.state.tables
        # Read now: somebody else may remove them while the editor is open.
        self._element: str = tables["elements"][place.element].name
        self._party: str = tables["parties"][place.party].name
        words = {"current": "today", "target": "the target", "note": "the note"}
        self._baseline = Baseline(workspace, "cells", f"{place.element}/{place.party}", words)

    def fields(self) -> ComposeResult:
        cell = self._workspace.cell(*self._place)
        yield Static(_headline(self._element), classes="headline")
        yield Static(_headline(self._party), classes="headline")
        yield Field("Today", Line(show(cell.current), check=self._parse, id="current"), id="current-field")
        yield self._switches("current")
        yield Field("Target", Line(show(cell.target), check=self._parse, id="target"), id="target-field")
        yield self._switches("target")
        yield Field("Note", Note(cell.note, id="note"))

    def on_mount(self) -> None:
        for layer in _LAYERS:
            self._follow(layer)
        self.set_focus(self.query_one(f"#{self._first}", Line))
        if self._brought:
            self.fill(self._brought)
            self.say("These letters are typed and not saved yet. Enter saves them, Esc drops them.")

    def bring_back(self, letters: dict[str, str]) -> None:
        """Begin with letters that were left behind; called before the editor is shown."""
        self._brought = letters

    def action_cancel(self) -> None:
        """Close without saving; letters are left to be brought back, a note is asked about."""
        if not self.is_changed():
            typed = self.texts()
            # Who leaves them a second time does not want them.
            self.left = {} if typed == self._brought else typed
        super().action_cancel()

    def subject(self) -> Draft:
        from raci_tui.services.drafts import Draft

        name = brief(one_line(f"{self._party} on {self._element}"))
        return Draft(kind="cell", name=name, key="/".join(self._place), texts={}, at=stamp(utc_now()))

    def answer(self) -> bool:
        """Make the edit; False where nothing was changed.

        Raises:
            EditError: The letters have meanwhile got other meanings.
        """
        if self._workspace.scheme != self._scheme:
            raise EditError("the scheme has meanwhile been changed", "press Escape, and open the cell again")
        after = self._filled()
        changed = self._baseline.changed(
            {"current": after.current, "target": after.target, "note": after.note}
        )
        if not changed:
            return False
        with self._workspace.edit(self._label(after, set(changed))) as edit:
            if "current" in changed:
                edit.set(*self._place, "current", after.current)
            if "target" in changed:
                edit.set(*self._place, "target", after.target)
            if "note" in changed:
                edit.note(*self._place, after.note)
        return True

    def is_changed(self) -> bool:
        """Letters left behind can be brought back with one key; a note is worth a question."""
        return self.query_one("#note", Note).is_changed

    def _filled(self) -> Cell:
        note = self.query_one("#note", Note)
        return Cell(
            element=self._place.element,
            party=self._place.party,
            current=self.query_one("#current", Line).read(self._parse, self._baseline["current"]),
            target=self.query_one("#target", Line).read(self._parse, self._baseline["target"]) or None,
            note=clean_note(note.text) if note.is_changed else self._baseline["note"],
        )

    def _label(self, after: Cell, fields: set[str]) -> str:
        name = f"{self._party} on {self._element}"
        if fields == {"current"}:
            return f"Set {show(after.current) or 'undecided'} for {name}"
        if fields == {"target"}:
            return f"Plan {show(after.target)} for {name}" if after.target else f"No plan for {name}"
        return f"{'Note on' if fields == {'note'} else 'Edit'} {name}"

    def _parse(self, text: str) -> str:
        return parse(text, self._scheme)

    def _switches(self, layer: str) -> ItemGrid:
        letters = (*self._scheme.letters, _NOT_INVOLVED)
        return ItemGrid(
            *(LetterSwitch(letter, layer) for letter in letters),
            min_column_width=_LETTER_CELLS, max_column_width=_LETTER_CELLS, classes="switches",
        )  # fmt: skip

    @on(Input.Changed, "#current, #target")
    def _typed(self, event: Input.Changed) -> None:
        for layer in _LAYERS:
            self._follow(layer)

    def _follow(self, layer: str) -> None:
        """Let the switches and the sentence below say what the field was read as."""
        try:
            letters = self._parse(self.query_one(f"#{layer}", Line).value)
        except NotationError:
            return
        for switch in self.query(LetterSwitch):
            if switch.edits == layer:
                switch.set_on(on=switch.letter.code in letters)
        self.query_one(f"#{layer}-field", Field).say(self._in_words(layer, letters))

    def _in_words(self, layer: str, letters: str) -> str:
        if letters == NOT_INVOLVED:
            return "Not involved: this party has no part in it."
        if letters:
            return f"{', '.join(letter.name for code in letters if (letter := self._scheme.letter(code)))}."
        return (
            "Undecided. Type letters, or - for not involved."
            if layer == "current"
            else "No plan: it follows today."
        )

    @on(LetterSwitch.Switched)
    def _switched(self, event: LetterSwitch.Switched) -> None:
        layer, code = event.switch.edits, event.switch.letter.code
        field = self.query_one(f"#{layer}", Line)
        try:
            letters = self._parse(field.value)
            if layer == "target" and not letters:
                # The first edit of an unplanned target starts from what is.
                letters = self._parse(self.query_one("#current", Line).value)
        except NotationError:
            letters = ""
        if code == NOT_INVOLVED:
            field.value = "" if letters == code and field.value.strip() else code
        else:
            field.value = show(toggle(letters, code, self._scheme))
        field.cursor_position = len(field.value)


def _headline(name: str) -> Content:
    return plain(shorten(one_line(name), NAME_CELLS))
