"""Choose the party that gets a letter: those likely to first, any other by a few letters of its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from raci_tui.core import fuzzy
from raci_tui.core.errors import RaciError
from raci_tui.core.gap_fixes import Candidate
from raci_tui.core.query import NAME_BREAK
from raci_tui.core.text import fold
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import FilteredList

LISTED: Final = 60
"""Parties that are listed at once; typing finds the others."""
NAME_CELLS: Final = 44


class CandidateList(FilteredList):
    """Parties, narrowed by letters of their names in any order of likelihood."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        super().__init__((), placeholder="Letters of a name")
        self._candidates = candidates
        self._texts = [_searched(candidate) for candidate in candidates]

    def _show(self, typed: str) -> None:
        found = fuzzy.search(typed, self._texts, LISTED)
        self._list.set_options(
            Option(self._line(self._candidates[hit.place], typed), id=f"c{hit.place}") for hit in found
        )
        self._list.highlighted = 0 if found else None
        nothing = self.query_one("#nothing", Static)
        nothing.display = not found
        if not self._candidates:
            nothing.update(Content("There is no department or partner yet: Ctrl+N in the matrix adds one."))

    def _line(self, candidate: Candidate, typed: str) -> Content:
        shown = shorten(one_line(candidate.party.name), NAME_CELLS)
        name = plain(shown, "bold")
        for span in fuzzy.letters_at(shown, typed):
            name = name.stylize("underline", span.start, span.stop)
        words = " · ".join(filter(None, (candidate.party.kind, one_line(candidate.why))))
        return Content.assemble(name, plain(f"  {words}", "not bold"))


class WhoGets(Dialog[str]):
    """Dismissed with the id of a party.

    Args:
        title: The question.
        about: What it is about, in one line.
        candidates: Those most likely first.
    """

    YES = "Give it"
    KEYS = "Type a few letters · Enter gives it · Esc cancels"

    def __init__(self, title: str, about: str, candidates: Sequence[Candidate]) -> None:
        super().__init__(title)
        self._about = about
        self._candidates = candidates

    def fields(self) -> ComposeResult:
        yield Static(plain(shorten(one_line(self._about), 3 * NAME_CELLS)), classes="about")
        yield CandidateList(self._candidates)

    def answer(self) -> str:
        """Id of the highlighted party."""
        highlighted = self.query_one(CandidateList).highlighted
        if highlighted is None:
            raise RaciError("nobody is chosen", "delete some letters, or press Escape")
        return self._candidates[int(highlighted[1:])].party.id

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_accept()


def _searched(candidate: Candidate) -> str:
    party = candidate.party
    return f"{NAME_BREAK}{NAME_BREAK.join(map(fold, (party.name, party.short, *party.aliases)))}{NAME_BREAK}"
