"""Edits a scheme of the workspace's own as TOML, and says while one types what was understood or what is wrong."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static, TextArea

from raci_tui.core.errors import RaciError
from raci_tui.core.own_schemes import is_own, keep_scheme, own_copy
from raci_tui.core.scheme import Scheme
from raci_tui.core.scheme_text import read_scheme, write_scheme
from raci_tui.core.scheme_words import in_words, rules_in_words
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain, sentence
from raci_tui.tui.screens.fields import Note
from raci_tui.tui.screens.form import Form


class SchemeEditor(Form[str]):
    """One scheme as text; dismissed with its id once it is saved.

    Args:
        scheme: What it begins with; a copy of it where it is new or comes with the app.
    """

    KEYS = "Ctrl+S saves · Tab leaves the text · Esc cancels"

    def __init__(self, workspace: Workspace, scheme: Scheme, *, new: bool) -> None:
        own = is_own(workspace, scheme) and not new
        super().__init__(f"Scheme {scheme.name}" if own else "A scheme of your own", workspace)
        self._text = write_scheme(scheme if own else own_copy(workspace, scheme))
        self._edited = scheme.id if own else ""

    def fields(self) -> ComposeResult:
        yield Note(self._text, id="toml")
        yield Static(id="understood")

    def on_mount(self) -> None:
        self.query_one("#toml", Note).focus()
        self._understand()

    def answer(self) -> str:
        """Save the scheme, and give its id."""
        scheme = read_scheme(self.query_one("#toml", Note).text)
        keep_scheme(self._workspace, scheme)
        return scheme.id

    @on(TextArea.Changed, "#toml")
    def _understand(self) -> None:
        understood = self.query_one("#understood", Static)
        try:
            scheme = read_scheme(self.query_one("#toml", Note).text)
        except RaciError as error:
            understood.update(plain(sentence(error)))
            understood.set_class(True, "wrong")
            return
        understood.set_class(False, "wrong")
        lines = [f"{letter.code}  {in_words(letter)}" for letter in scheme.letters]
        if self._edited and scheme.id != self._edited:
            lines.insert(0, f"Saved beside {self._edited}, as a scheme with another name.")
        understood.update(
            Content("\n").join([plain(one_line(line)) for line in (*lines, *rules_in_words(scheme))])
        )
