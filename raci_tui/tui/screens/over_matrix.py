"""What screens over the matrix have in common: a status and a key bar, words about what was done, undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar, Final

from textual.screen import Screen
from textual.timer import Timer

from raci_tui.core.errors import RaciError
from raci_tui.core.state import Touched
from raci_tui.services.session import Session
from raci_tui.tui.commands import Command
from raci_tui.tui.plain import one_line, sentence, shorten
from raci_tui.tui.screens.matrix_base import MatrixBase
from raci_tui.tui.widgets.bars import StatusBar

MESSAGE_S: Final = 6.0
_LABEL_CELLS: Final = 100


class OverMatrix(Screen[str]):
    """A screen of its own over the matrix. It follows the workspace and needs a `StatusBar` to speak in.

    Dismissed with a text for the screen below, which may be empty.

    Attributes:
        OWN_COMMANDS: Its commands, for the palette, the help and the key bar.
    """

    BLANK = True
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, session: Session, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self.session = session
        self.workspace = session.workspace
        self.keymap_shown = keymap
        self._message = ""
        self._unsaying: Timer | None = None
        self._below: StatusBar | None = None
        self._end: Callable[[], None] = lambda: None

    def on_mount(self) -> None:
        """Follow the workspace, and say what is saved as the matrix does."""
        self._end = self.workspace.subscribe(self.follow)
        self.query_one(StatusBar).author = self.workspace.author
        self._below = next(
            (
                screen.query_one(StatusBar)
                for screen in self.app.screen_stack
                if isinstance(screen, MatrixBase)
            ),
            None,
        )
        if self._below:
            for part in ("saved", "state"):
                self.watch(self._below, part, self._tell_saved)

    def on_unmount(self) -> None:
        """Stop following the workspace."""
        self._end()

    def follow(self, touched: Touched) -> None:
        """Show what a commit changed."""
        raise NotImplementedError

    def standing(self) -> str:
        """How things stand, for the status bar while nothing else is said there."""
        return ""

    def tell_status(self) -> None:
        """Say what was done last, or how things stand."""
        self.query_one(StatusBar).left = self._message or self.standing()

    def say(self, text: str) -> None:
        """Say what has just been done; it makes way after some seconds."""
        self._message = shorten(one_line(text), 2 * _LABEL_CELLS)
        if self._unsaying:
            self._unsaying.stop()
        self._unsaying = self.set_timer(MESSAGE_S, self._unsay)
        self.tell_status()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turn an error that is the user's to mend into a toast."""
        try:
            yield
        except RaciError as error:
            self.notify(sentence(error), severity="warning", markup=False)

    def action_close(self) -> None:
        """Back to what lies below."""
        self.dismiss("")

    def action_undo(self) -> None:
        """Take back the last edit of this app."""
        with self.telling():
            commit = self.workspace.undo()
            self.say(
                f"Taken back: {_undone(commit.label)}"
                if commit
                else "Nothing to undo since you opened this workspace."
            )

    def action_redo(self) -> None:
        """Make the undone edit again."""
        with self.telling():
            commit = self.workspace.redo()
            self.say(
                f"Made again: {_undone(commit.label)}"
                if commit
                else "Nothing to redo: nothing was undone since the last edit."
            )

    def action_say_saved(self) -> None:
        """Say what is saved and where."""
        writer = self.session.writer
        if writer.status == "unsaved":
            self.notify(
                f"Not saved yet: {writer.reason}. It is tried again and again; your edits are kept here.",
                severity="warning",
                markup=False,
            )
            writer.pump()
        else:
            self.say(f"Every edit is saved in {self.session.path} as it is made.")

    def _tell_saved(self) -> None:
        """Say what the matrix says of what is saved."""
        if self._below:
            own = self.query_one(StatusBar)
            own.saved, own.state = self._below.saved, self._below.state

    def _unsay(self) -> None:
        self._message = ""
        self.tell_status()


def _undone(label: str) -> str:
    return label.partition(": ")[2] or label
