"""The form of one element: name, stage, what the customer sees, pains and texts, as one commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.suggester import SuggestFromList
from textual.widgets import Input, Select

from raci_tui.core.order import between
from raci_tui.core.records import Element, ElementKind, Journey, Stage, Visibility, new_id
from raci_tui.core.structure import order_after
from raci_tui.core.text import clean_line, clean_name, clean_note, fold
from raci_tui.core.transaction import Transaction
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.screens.fields import Baseline, Field, Line, Note, choice
from raci_tui.tui.screens.form import Form
from raci_tui.tui.screens.pains import PainList

FIRST_JOURNEY: Final = "Journey"
"""Name of the journey that a workspace without any gets with its first element."""
VISIBLE: Final[tuple[tuple[str, Visibility], ...]] = (
    ("Not said", ""),
    ("● In plain view of the customer", "front"),
    ("○ Behind the scenes", "back"),
)
KINDS: Final[tuple[tuple[str, ElementKind], ...]] = (
    ("Step", "step"),
    ("Touchpoint", "touchpoint"),
    ("Decision", "decision"),
    ("Process", "process"),
    ("Policy", "policy"),
    ("Technology", "technology"),
)
TEXTS: Final = {
    "code": ("Code", "The team's own number for it, such as SW-01"),
    "touchpoint": ("Touchpoint", "Where the customer meets it"),
    "activity": ("Activity", "What the customer does here"),
    "decision": ("Decision", "What is decided here"),
    "process": ("Process", "The process it belongs to"),
}
_SELECTS: Final = ("visibility", "kind")
_WORDS: Final = {
    "name": "the name", "visibility": "who sees it", "kind": "the kind", "note": "the note",
    **{field: f"the {field}" for field in TEXTS},
}  # fmt: skip


class StageLine(Line):
    """The name of a stage; up and down walk through those there are."""

    BINDINGS = [
        Binding("down", "walk(1)", "Next stage", show=False),
        Binding("up", "walk(-1)", "Previous stage", show=False),
    ]

    def __init__(self, value: str, names: Sequence[str]) -> None:
        super().__init__(value, placeholder="None", id="stage")
        self._names = list(names)
        self.suggester = SuggestFromList(names, case_sensitive=False)

    def action_walk(self, step: int) -> None:
        """Fill in the next or previous stage, *none* being one of them."""
        names = ["", *self._names]
        here = next((place for place, name in enumerate(names) if fold(name) == fold(self.value)), 0)
        self.value = names[(here + step) % len(names)]
        self.cursor_position = len(self.value)


class ElementForm(Form[str]):
    """Edit an element, or add one below `after`. Dismissed with its id.

    Args:
        element_id: None adds one.
        after: Element below which a new one goes; at the end of its journey where None.
        journey: Journey of a new element that stands alone; empty means the first one.
    """

    def __init__(
        self, workspace: Workspace, element_id: str | None, *, after: str | None = None, journey: str = ""
    ) -> None:
        super().__init__("Element" if element_id else "New element", workspace)
        elements = workspace.state.tables["elements"]
        self._id = element_id
        self._neighbour: Element | None = elements.get(after) if after else None
        journeys = workspace.journeys()
        first = journeys[0].id if journeys else ""
        beside = self._neighbour.journey if self._neighbour else journey or first
        self._shown: Element = (
            elements[element_id]
            if element_id
            else Element(
                id="", name="", journey=beside, stage=self._neighbour.stage if self._neighbour else ""
            )
        )
        self._baseline = Baseline(workspace, "elements", element_id, _WORDS) if element_id else None
        self._stages: list[Stage] = [
            each for each in workspace.stages() if each.journey == self._shown.journey
        ]
        self._stage_seen = next((each.name for each in self._stages if each.id == self._shown.stage), "")

    def fields(self) -> ComposeResult:
        shown = self._shown
        pains = [
            p for p in self._workspace.state.tables["pains"].values() if self._id and p.element == self._id
        ]
        yield Field("Name", Line(shown.name, check=clean_name, id="name"))
        names = [one_line(stage.name) for stage in self._stages]
        yield Field("Stage", StageLine(self._stage_seen, names), id="stage-field")
        yield Field("Seen by", choice(VISIBLE, shown.visibility, id="visibility"))
        yield Field("Kind", choice(KINDS, shown.kind, id="kind"))
        for field, (label, help_text) in TEXTS.items():
            yield Field(label, Line(getattr(shown, field), placeholder=help_text, id=field))
        yield Field("Pain", PainList(pains), above=True)
        yield Field("Note", Note(shown.note, id="note"))

    def answer(self) -> str:
        """Save the element."""
        filled = self._filled()
        stage = clean_line(self.query_one("#stage", Line).value)
        if self._id is None:
            return self._add(filled, stage)
        return self._change(self._id, filled, stage)

    def is_changed(self) -> bool:
        selects = any(self._selected(field) != getattr(self._shown, field) for field in _SELECTS)
        return super().is_changed() or selects or self.query_one(PainList).is_changed()

    def _selected(self, field: str) -> Any:  # noqa: ANN401 - the value of any field
        return self.query_one(f"#{field}", Select).selection

    def _filled(self) -> dict[str, Any]:
        shown = self._shown
        line = {field: self.query_one(f"#{field}", Line) for field in ("name", *TEXTS)}
        filled: dict[str, Any] = {
            field: line[field].read(clean_line, getattr(shown, field)) for field in TEXTS
        }
        note = self.query_one("#note", Note)
        filled["name"] = line["name"].read(clean_name, shown.name)
        filled["note"] = clean_note(note.text) if note.is_changed else shown.note
        return filled | {field: self._selected(field) for field in _SELECTS}

    def _add(self, filled: dict[str, Any], stage: str) -> str:
        made = new_id()
        with self._workspace.edit(f"Add {filled['name']}") as edit:
            journey = self._shown.journey or self._first_journey(edit)
            stage_id = self._stage_id(edit, journey, stage)
            order = self._place(journey, stage_id)
            edit.add(Element(id=made, journey=journey, stage=stage_id, order=order, **filled))
            self.query_one(PainList).write(edit, made)
        return made

    def _change(self, element_id: str, filled: dict[str, Any], stage: str) -> str:
        assert self._baseline is not None  # noqa: S101 - made with the id
        changed = self._baseline.changed(filled)
        label = (
            f"Rename {self._shown.name} to {filled['name']}"
            if changed.keys() == {"name"}
            else f"Edit {filled['name']}"
        )
        with self._workspace.edit(label) as edit:
            if fold(stage) != fold(self._stage_seen):
                journey = self._shown.journey
                changed["stage"] = self._stage_id(edit, journey, stage)
                changed["order"] = self._place(journey, changed["stage"])
            if changed:
                edit.update("elements", element_id, **changed)
            self.query_one(PainList).write(edit, element_id)
        return element_id

    def _first_journey(self, edit: Transaction) -> str:
        journey = Journey(id=new_id(), name=FIRST_JOURNEY, order=between("", ""))
        edit.add(journey)
        return journey.id

    def _stage_id(self, edit: Transaction, journey: str, name: str) -> str:
        """Id of the stage with that name, made below the present one where there is none."""
        if not name:
            return ""
        stages = [stage for stage in self._workspace.stages() if stage.journey == journey]
        found = next((stage for stage in stages if fold(stage.name) == fold(name)), None)
        if found is not None:
            return found.id
        made = Stage(id=new_id(), journey=journey, name=name, order=order_after(stages, self._shown.stage))
        edit.add(made)
        return made.id

    def _place(self, journey: str, stage: str) -> str:
        """Order below the neighbour if it is a sibling, else at the end."""
        siblings = [e for e in self._workspace.elements() if (e.journey, e.stage) == (journey, stage)]
        return order_after(siblings, self._neighbour.id if self._neighbour else None)

    @on(Input.Changed, "#stage")
    def _stage_typed(self, event: Input.Changed) -> None:
        name = one_line(event.value)
        known = not name or any(fold(stage.name) == fold(name) for stage in self._stages)
        hint = "" if known else f"“{shorten(name, 40)}” will be added as a new stage."
        self.query_one("#stage-field", Field).say(hint)
