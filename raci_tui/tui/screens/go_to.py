"""Go to an element or a party by a few letters of its name or code."""

from __future__ import annotations

from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from raci_tui.core import fuzzy
from raci_tui.core.errors import RaciError
from raci_tui.core.filtering import FoldedNames
from raci_tui.core.findings import HOT_PAIN, Findings
from raci_tui.core.query import NAME_BREAK
from raci_tui.core.records import Element, Layer, Party
from raci_tui.core.text import fold
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import FilteredList

Goal = tuple[str, str]
"""`elements` or `parties`, and an id."""
LOW, TALL = 10, 22
TALL_LINES: Final = 36
PARTIES: Final = 4
"""Parties listed before elements that fit alike."""
NAME_CELLS: Final = 44
SLICE_S: Final = 0.008
_MARKS: Final = {"front": "● ", "back": "○ ", "": "  "}


class FoundList(FilteredList):
    """The best of what the letters typed may mean, as many as are seen at once."""

    def __init__(self, workspace: Workspace, findings: Findings, names: FoldedNames, layer: Layer) -> None:
        super().__init__((), placeholder="Letters of a name, or a code such as SW-24")
        self._workspace = workspace
        self._findings = findings
        self._names = names
        self._layer: Layer = layer
        self._preparing: Timer | None = None
        self.goals: list[Goal] = []

    def on_mount(self) -> None:
        """Fold what names are not folded yet in slices, and show what there is so far."""
        if not self._names.prepare(SLICE_S):
            self._preparing = self.set_interval(2 * SLICE_S, self._prepare)
        super().on_mount()

    def _prepare(self) -> None:
        if self._preparing and self._names.prepare(SLICE_S):
            self._preparing.stop()
            self._show(self._filter.value)

    def _show(self, typed: str) -> None:
        limit = TALL if self.app.size.height >= TALL_LINES else LOW
        # Others may have added or removed some since the last letter.
        self._names.prepare(SLICE_S)
        elements, parties = self._workspace.elements(), self._workspace.parties()
        texts, party_texts = self._names.up_to(0), list(map(_party_text, parties))
        found = [
            (hit.tier, 1, ("elements", elements[hit.place].id)) for hit in fuzzy.search(typed, texts, limit)
        ] + [
            (hit.tier, 0, ("parties", parties[hit.place].id))
            for hit in fuzzy.search(typed, party_texts, PARTIES)
        ]
        found.sort(key=lambda each: each[:2])
        self.goals = [goal for _, _, goal in found[:limit]]
        self._list.set_options(
            Option(self._line(goal, typed), id=f"g{place}") for place, goal in enumerate(self.goals)
        )
        self._list.highlighted = 0 if self.goals else None
        nothing = self.query_one("#nothing", Static)
        nothing.display = not self.goals
        if not elements and not parties:
            nothing.update(Content("There is nothing to go to yet."))

    def _line(self, goal: Goal, typed: str) -> Content:
        record = self._workspace.state.tables[goal[0]][goal[1]]
        return self._party(record, typed) if isinstance(record, Party) else self._element(record, typed)

    def _element(self, element: Element, typed: str) -> Content:
        stage = self._workspace.state.tables["stages"].get(element.stage)
        open_here = self._findings.gaps_in(element.id, self._layer)
        hot = self._workspace.pain(element.id) >= HOT_PAIN
        gap = ("‼ " if hot else "! ") if open_here else "  "
        details = [one_line(text) for text in (element.code, stage.name if stage else "") if text]
        return Content.assemble(
            _MARKS[element.visibility],
            _marked(element.name, typed),
            f"  {gap}",
            plain(" · ".join(details), "not bold"),
        )

    def _party(self, party: Party, typed: str) -> Content:
        return Content.assemble("▥ ", _marked(party.name, typed), plain(f"  {party.kind}", "not bold"))


class GoTo(Dialog[Goal]):
    """Type a few letters, choose, and be there; dismissed with what was chosen.

    Args:
        names: Folded names of the elements, as far as they are made.
        layer: The layer whose gaps are marked.
    """

    YES = "Go"
    KEYS = "Type a few letters · Enter goes there · Esc closes"

    def __init__(self, workspace: Workspace, findings: Findings, names: FoldedNames, layer: Layer) -> None:
        super().__init__("Go to an element or a party")
        self._found = FoundList(workspace, findings, names, layer)

    def fields(self) -> ComposeResult:
        yield self._found

    def answer(self) -> Goal:
        """What the highlighted line stands for."""
        highlighted = self._found.highlighted
        if highlighted is None:
            raise RaciError("nothing is chosen", "delete some letters, or press Escape")
        return self._found.goals[int(highlighted[1:])]

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_accept()


def _party_text(party: Party) -> str:
    names = NAME_BREAK.join(map(fold, (party.name, party.short, *party.aliases)))
    return f"{NAME_BREAK}{names}{NAME_BREAK}"


def _marked(name: str, typed: str) -> Content:
    """A name with what was typed of it underlined."""
    shown = shorten(one_line(name), NAME_CELLS)
    content = plain(shown)
    for span in fuzzy.letters_at(shown, typed):
        content = content.stylize("bold underline", span.start, span.stop)
    return content
