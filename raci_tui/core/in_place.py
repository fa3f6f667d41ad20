"""One field of one record, as it is edited in one line: its text, what is wrong with a text, and its commit.

A field of an element and the heading of a group are edited alike. Every save is one commit; what somebody
else has changed meanwhile is told before it is written over.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from raci_tui.core import structure
from raci_tui.core.errors import EditError
from raci_tui.core.known import TEXT_FIELDS, Known, first_that_goes_on
from raci_tui.core.ledger import WHOLE_RECORD, Change
from raci_tui.core.records import Element, Grouping, Pain, Stage, new_id
from raci_tui.core.text import ELLIPSIS, clean, clean_line, clean_name, clean_note, fold
from raci_tui.core.transaction import Transaction
from raci_tui.core.validate import (
    PAIN_SOURCES,
    VISIBILITY_WORDS,
    pain_in_words,
    read_pain,
    read_visibility,
    remark_on_stage,
    stage_named,
    write_pain,
)
from raci_tui.core.workspace import Workspace

LINE_MARK: Final = "⏎"
"""Stands for a line break where only one line is shown."""
FIELDS: Final = ("name", "stage", "note", "pain", "visibility", "touchpoint")
"""Fields of an element in the order in which they are walked through."""
TITLES: Final = {
    "name": "Name", "stage": "Stage", "note": "Note", "pain": "Pain", "visibility": "Seen by",
    "touchpoint": "Touchpoint", "activity": "Activity", "decision": "Decision", "process": "Process",
}  # fmt: skip
TWIN: Final = "there is another element of this name in the stage"
_LABEL_CHARACTERS: Final = 80


def fields_for(grouping: Grouping) -> tuple[str, ...]:
    """Fields edited in place while rows are grouped so."""
    return FIELDS if grouping in (*FIELDS, "none") else (*FIELDS, grouping)


class Slot(ABC):
    """Something that is edited in one line.

    Attributes:
        title: What it is called beside the box.
        table, key, field: Where it lies.
    """

    title: str
    table: str
    key: str
    field: str

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @property
    def name(self) -> str:
        """Name of the record it belongs to; empty where that is gone."""
        return getattr(self.workspace.state.get(self.table, self.key), "name", "")

    @property
    def is_there(self) -> bool:
        """Whether the record still exists."""
        return self.workspace.state.get(self.table, self.key) is not None

    @abstractmethod
    def text(self) -> str:
        """What stands there now, in one line; empty where the record is gone."""

    @abstractmethod
    def remark(self, text: str, known: Known) -> str:
        """What is worth knowing of a text while it is typed, or empty.

        Raises:
            RaciError: It cannot be saved; the sentence says why.
        """

    def completion(self, text: str, known: Known) -> str:
        """A known text that goes on from what is typed, or empty."""
        return known.completion(self.field, text)

    @abstractmethod
    def write(self, text: str) -> str:
        """Save a text as one commit; gives its label.

        Raises:
            RaciError: It cannot be saved, or the record is gone.
        """

    def save(self, text: str, seen: str) -> str:
        """Save a text unless somebody has changed the field since it read `seen`; gives the commit's label.

        Raises:
            EditError: The record is gone, or the field reads otherwise now.
            TextError: The text is nothing for this field.
        """
        if not self.is_there:
            raise EditError(
                f"meanwhile {self.who() or 'somebody'} has removed this", "copy your text, then press Esc"
            )
        now = self.text()
        if now != seen and now != clean(text):
            raise EditError(
                f"meanwhile {self.who() or 'somebody'} has changed it to “{brief(now) or 'nothing'}”",
                "Enter again writes yours over it",
            )
        return self.write(text)

    def who(self) -> str:
        """Who touched it last, as far as is known here."""
        field = self.field if self.is_there else WHOLE_RECORD
        return self.workspace.who_touched(Change(self.table, self.key, field, None, None))


class ElementField(Slot):
    """One field of an element.

    Args:
        field: One of `TITLES`.
    """

    table = "elements"

    def __init__(self, workspace: Workspace, element: str, field: str) -> None:
        super().__init__(workspace)
        self.key = element
        self.field = field
        self.title = TITLES[field]

    def text(self) -> str:
        element = self._element
        if element is None:
            return ""
        if self.field == "stage":
            return getattr(self.workspace.state.tables["stages"].get(element.stage), "name", "")
        if self.field == "pain":
            return write_pain(self._worst())
        if self.field == "visibility":
            return VISIBILITY_WORDS[element.visibility] if element.visibility else ""
        text: str = getattr(element, self.field)
        return text.replace("\n", LINE_MARK)

    def remark(self, text: str, known: Known) -> str:
        if self.field == "name":
            name, element = clean_name(text), self._element
            twin = element and known.has_twin(name, element.journey, element.stage, besides=self.key)
            return TWIN if twin else ""
        if self.field == "stage":
            return remark_on_stage(self._stages, text)
        if self.field == "pain":
            count = len(self.workspace.pains(self.key))
            more = f"; the worst of {count}, the others stay" if count > 1 else ""
            return f"{pain_in_words(read_pain(text))}{more}"
        if self.field == "visibility":
            return _SEEN[read_visibility(text)]
        if self.field == "note":
            clean_note(text)
            return f"{LINE_MARK} begins a new line" if LINE_MARK in text else ""
        clean_line(text)
        return ""

    def completion(self, text: str, known: Known) -> str:
        if self.field == "stage":
            return first_that_goes_on([stage.name for stage in self._stages], text)
        if self.field == "visibility":
            return first_that_goes_on(VISIBILITY_WORDS.values(), text)
        if self.field == "pain":
            severity, space, word = text.rpartition(" ")
            fitting = [each for each in PAIN_SOURCES if each.startswith(word.casefold())] if word else []
            source = fitting[0] if severity.strip().isdigit() and len(fitting) == 1 else ""
            if len(source) == len(word):
                return ""
            return f"{severity}{space}{word}{source[len(word) :]}" if source else ""
        return super().completion(text, known)

    def who(self) -> str:
        worst = self._worst() if self.field == "pain" else None
        if worst is None:
            return super().who()
        return self.workspace.who_touched(Change("pains", worst.id, WHOLE_RECORD, None, None))

    def write(self, text: str) -> str:
        element = self._element
        assert element is not None  # noqa: S101 - save has looked
        if self.field == "pain":
            return self._write_pain(element, text)
        if self.field == "stage":
            return self._write_stage(element, clean_line(text))
        if self.field == "name":
            value = clean_name(text)
            label = f"Rename element {brief(element.name)} to {brief(value)}"
        elif self.field == "note":
            value = clean_note(text.replace(LINE_MARK, "\n"))
            label = f"Note on {brief(element.name)}"
        elif self.field == "visibility":
            value = read_visibility(text)
            label = f"{brief(element.name)}: {_SEEN[value]}"
        else:
            value = clean_line(text)
            label = f"Set {self.field} of {brief(element.name)} to {brief(value) or 'nothing'}"
        with self.workspace.edit(label) as edit:
            edit.update("elements", self.key, **{self.field: value})
        return label

    @property
    def _element(self) -> Element | None:
        found: Element | None = self.workspace.state.tables["elements"].get(self.key)
        return found

    @property
    def _stages(self) -> list[Stage]:
        element = self._element
        return [each for each in self.workspace.stages() if element and each.journey == element.journey]

    def _worst(self) -> Pain | None:
        return max(self.workspace.pains(self.key), key=lambda pain: pain.severity, default=None)

    def _write_stage(self, element: Element, name: str) -> str:
        found = stage_named(self._stages, name)
        words = f"to {'' if found else 'the new stage '}{brief(name)}" if name else "out of its stage"
        label = f"Move {brief(element.name)} {words}"
        with self.workspace.edit(label) as edit:
            stage = structure.stage_id(self.workspace, edit, element.journey, name, after=element.stage)
            if stage != element.stage:
                order = structure.order_in(self.workspace, element.journey, stage)
                edit.update("elements", self.key, stage=stage, order=order)
        return label

    def _write_pain(self, element: Element, text: str) -> str:
        said, before = read_pain(text), self._worst()
        name = brief(element.name)
        label = f"Pain {said.severity} of {name}" if said.severity else f"No pain for {name}"
        with self.workspace.edit(label) as edit:
            _put_pain(edit, self.key, before, said._asdict())
        return label


class HeadingName(Slot):
    """The name of a stage or journey that stands as a heading."""

    def __init__(self, workspace: Workspace, table: str, key: str) -> None:
        super().__init__(workspace)
        self.table, self.key, self.field = table, key, "name"
        self.title = "Stage" if table == "stages" else "Journey"

    def text(self) -> str:
        return self.name

    def remark(self, text: str, known: Known) -> str:
        wanted = fold(clean_name(text))
        others = (each for each in self.workspace.state.tables[self.table].values() if each.id != self.key)
        mine = getattr(self.workspace.state.get(self.table, self.key), "journey", "")
        same = any(fold(each.name) == wanted and getattr(each, "journey", "") == mine for each in others)
        return f"there is another {self.title.lower()} of this name" if same else ""

    def completion(self, text: str, known: Known) -> str:
        return ""

    def write(self, text: str) -> str:
        label = f"Rename {self.title.lower()} {brief(self.name)} to {brief(clean_name(text))}"
        structure.rename(self.workspace, self.table, self.key, text)
        return label


class HeadingText(Slot):
    """A text that stands as a heading because all elements below it share it, such as a touchpoint.

    Args:
        field: One of `TEXT_FIELDS`.
        element: One element below the heading.
        journey: Id of the only journey shown, or empty.
    """

    table = "elements"

    def __init__(self, workspace: Workspace, field: str, element: str, journey: str = "") -> None:
        super().__init__(workspace)
        self.key, self.field, self.title = element, field, TITLES[field]
        self._journey = journey
        self._shared: str = getattr(workspace.state.tables["elements"][element], field)

    @property
    def name(self) -> str:
        """The text shared."""
        return self._shared

    def text(self) -> str:
        return getattr(self.workspace.state.tables["elements"].get(self.key), self.field, "")

    def remark(self, text: str, known: Known) -> str:
        name = clean_name(text, self.field)
        same = fold(name) != fold(self._shared) and known.uses(self.field, name)
        return f"joins the other elements with this {self.field}" if same else ""

    def write(self, text: str) -> str:
        value = clean_name(text, self.field)
        sharing = [
            each.id
            for each in self.workspace.state.tables["elements"].values()
            if getattr(each, self.field) == self._shared and self._journey in ("", each.journey)
        ]
        count = "1 element" if len(sharing) == 1 else f"{len(sharing)} elements"
        label = f"Rename {self.field} {brief(self._shared)} to {brief(value)} in {count}"
        with self.workspace.edit(label) as edit:
            for key in sharing:
                edit.update("elements", key, **{self.field: value})
        self._shared = value
        return label


def heading_slot(workspace: Workspace, element: str, grouping: Grouping, *, journey: str = "") -> Slot | None:
    """What the heading above an element is the name of; None where it has none."""
    record: Element | None = workspace.state.tables["elements"].get(element)
    if record is None:
        return None
    if grouping in TEXT_FIELDS:
        shared = getattr(record, grouping)
        return HeadingText(workspace, grouping, element, journey) if shared else None
    if grouping == "stage" and record.stage in workspace.state.tables["stages"]:
        return HeadingName(workspace, "stages", record.stage)
    return HeadingName(workspace, "journeys", record.journey)


def brief(text: str) -> str:
    """A text for a sentence or a label: its first words where it is long."""
    text = text.replace("\n", " ")
    return text if len(text) <= _LABEL_CHARACTERS else text[: _LABEL_CHARACTERS - 1] + ELLIPSIS


_SEEN: Final = {
    "front": "in plain view of the customer",
    "back": "behind the scenes",
    "": "not said who sees it",
}


def _put_pain(edit: Transaction, element: str, before: Pain | None, said: dict[str, object]) -> None:
    if not said["severity"]:
        if before:
            edit.remove("pains", before.id)
    elif before:
        edit.update("pains", before.id, **said)
    else:
        edit.add(Pain(id=new_id(), element=element, **said))  # type: ignore[arg-type]
