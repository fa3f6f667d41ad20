"""The form of one element: name, stage, what the customer sees, pains and texts, as one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from raci_tui.core.in_place import TWIN, brief
from raci_tui.core.known import Known
from raci_tui.core.ledger import stamp, utc_now
from raci_tui.core.records import Element, ElementKind, Stage, Visibility, new_id
from raci_tui.core.structure import first_journey, order_in, stage_id
from raci_tui.core.text import clean_line, clean_name, clean_note, fold
from raci_tui.core.validate import remark_on_stage
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, sentence
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.element_lines import InUse, NameLine, StageLine
from raci_tui.tui.screens.fields import Baseline, Field, Line, Note
from raci_tui.tui.screens.form import Form
from raci_tui.tui.screens.pains import PainList

if TYPE_CHECKING:
    from raci_tui.services.drafts import Draft

KNOWN_ROWS: Final = 200
KNOWN_EVERY_S: Final = 0.01
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
        self._known = Known(workspace)
        self._stage_seen = next((each.name for each in self._stages if each.id == self._shown.stage), "")

    def fields(self) -> ComposeResult:
        shown = self._shown
        pains = self._workspace.pains(self._id) if self._id else ()
        scheme = None if self._id else self._workspace.scheme
        yield Field("Name", NameLine(shown.name, scheme=scheme), id="name-field")
        names = [one_line(stage.name) for stage in self._stages]
        yield Field("Stage", StageLine(self._stage_seen, names), id="stage-field")
        yield Field("Seen by", Choice(VISIBLE, shown.visibility, id="visibility"))
        yield Field("Kind", Choice(KINDS, shown.kind, id="kind"))
        for field, (label, help_text) in TEXTS.items():
            line = Line(getattr(shown, field), placeholder=help_text, id=field)
            line.suggester = InUse(self._known, field)
            yield Field(label, line)
        yield Field("Pain", PainList(pains), above=True)
        yield Field("Note", Note(shown.note, id="note"))

    def on_mount(self) -> None:
        self._gathering = self.set_interval(KNOWN_EVERY_S, self._gather)

    def _gather(self) -> None:
        if self._known.advance(KNOWN_ROWS):
            self._gathering.stop()

    def subject(self) -> Draft:
        from raci_tui.services.drafts import Draft

        typed = one_line(self.query_one("#name", Line).value)
        return Draft(
            kind="element", name=brief(one_line(self._shown.name) or typed), key=self._id or "", texts={},
            after=self._neighbour.id if self._neighbour else "", journey=self._shown.journey, at=stamp(utc_now()),
        )  # fmt: skip

    def texts(self) -> dict[str, str]:
        chosen = {f: str(self._selected(f)) for f in _SELECTS if self._selected(f) != getattr(self._shown, f)}
        return super().texts() | chosen | self.query_one(PainList).texts()

    def fill(self, texts: dict[str, str]) -> None:
        super().fill(texts)
        for choice in self.query(Choice):
            if choice.id in _SELECTS and choice.id in texts:
                choice.choose(texts[choice.id])
        self.call_later(self.query_one(PainList).fill, texts)

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
        return self.query_one(f"#{field}", Choice).selection

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
            journey = self._shown.journey or first_journey(self._workspace, edit)
            stage_key = stage_id(self._workspace, edit, journey, stage, after=self._shown.stage)
            after = self._neighbour.id if self._neighbour else None
            order = order_in(self._workspace, journey, stage_key, after)
            edit.add(Element(id=made, journey=journey, stage=stage_key, order=order, **filled))
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
        pains = self.query_one(PainList)
        pains.tell_gone(self._workspace)
        with self._workspace.edit(label) as edit:
            if fold(stage) != fold(self._stage_seen):
                journey = self._shown.journey
                changed["stage"] = stage_id(self._workspace, edit, journey, stage, after=self._shown.stage)
                changed["order"] = order_in(self._workspace, journey, changed["stage"])
            if changed:
                edit.update("elements", element_id, **changed)
            pains.write(edit, element_id, self._workspace.state.tables["pains"].keys())
        return element_id

    @on(Input.Changed, "#stage")
    def _stage_typed(self, event: Input.Changed) -> None:
        remark = remark_on_stage(self._stages, one_line(event.value)[:500])
        self.query_one("#stage-field", Field).say(sentence(remark) if remark else "")

    @on(Input.Changed, "#name")
    def _name_typed(self, event: Input.Changed) -> None:
        """Warn of a name that is there already; it is not forbidden."""
        if event.validation_result is None or event.validation_result.is_valid:
            shown = self._shown
            twin = self._known.has_twin(event.value, shown.journey, shown.stage, besides=self._id or "")
            self.query_one("#name-field", Field).say(sentence(TWIN) if twin else "")

    @on(NameLine.Several)
    def _several_pasted(self, event: NameLine.Several) -> None:
        """Offer a pasted list of names as elements of their own."""
        event.stop()
        from raci_tui.tui.screens.add_several import AddSeveral

        after = self._neighbour.id if self._neighbour else ""
        several = AddSeveral(self._workspace, event.names, after=after, journey=self._shown.journey)
        self.app.push_screen(several, self._several_added)

    def _several_added(self, made: list[str] | None) -> None:
        if made:
            self.dismiss(made[0])
