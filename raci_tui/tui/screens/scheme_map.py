"""Asks what becomes of each letter in use when the scheme changes; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from raci_tui.core.conversion import DROPPED, letters_in_use, same_meaning
from raci_tui.core.errors import EditError
from raci_tui.core.scheme import Scheme
from raci_tui.core.scheme_words import in_words, named
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.fields import LABEL_CELLS, Field

_OPEN = ""
"""Nothing has been chosen yet."""


class SchemeMap(Dialog[dict[str, str]]):
    """A choice for each letter in use; dismissed with what becomes of each.

    A letter that means the same in both schemes keeps its place unless another is chosen.

    Args:
        chosen: What was chosen before, to go on with.
    """

    YES = "Look at it"
    KEYS = "↑ ↓ or a letter chooses · Tab next letter · Ctrl+S goes on · Esc back"

    def __init__(self, workspace: Workspace, scheme: Scheme, chosen: Mapping[str, str]) -> None:
        before = workspace.scheme
        super().__init__(f"From {before.name} to {scheme.name}")
        self._before = before
        self._scheme = scheme
        self._used = letters_in_use(workspace)
        self._chosen = {**same_meaning(before, scheme), **chosen}

    def fields(self) -> ComposeResult:
        yield Static(Content("What becomes of each letter that is in use?"), classes="headline")
        for code, cells in self._used.items():
            letter = self._before.letter(code)
            gone = (
                "- not involved" if letter and letter.kind == "out" else "- drop it: nobody holds it any more"
            )
            options = [
                ("choose…", _OPEN),
                *((f"{each.code}  {in_words(each)}", each.code) for each in self._scheme.letters),
                (gone, DROPPED),
            ]
            hint = "in 1 cell" if cells == 1 else f"in {cells:,} cells"
            value = self._chosen.get(code, _OPEN)
            yield Field(
                shorten(one_line(named(self._before, code)), LABEL_CELLS - 1),
                Choice(options, value, id=_field(code)),
                hint=hint,
            )

    def on_mount(self) -> None:
        for choice in self.query(Choice):
            if choice.selection == _OPEN:
                choice.focus()
                return

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen so far."""
        found = {code: str(self.query_one(f"#{_field(code)}", Choice).selection) for code in self._used}
        return {code: becomes for code, becomes in found.items() if becomes != _OPEN}

    def answer(self) -> dict[str, str]:
        """What becomes of each letter in use.

        Raises:
            EditError: One of them has no choice yet.
        """
        chosen = self.chosen
        for code in self._used:
            if code not in chosen:
                self.query_one(f"#{_field(code)}", Choice).focus()
                raise EditError(
                    f"say what becomes of {named(self._before, code)}", "nothing is guessed by its letter"
                )
        return chosen


def _field(code: str) -> str:
    return f"letter-{ord(code)}"
