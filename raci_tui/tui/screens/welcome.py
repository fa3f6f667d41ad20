"""What is shown when no workspace is named: recent ones, a new one, a table to import, and examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from raci_tui.core.errors import RaciError, StoreError
from raci_tui.core.text import clean_name
from raci_tui.store.paths import LEDGER_SUFFIX, SNAPSHOT_SUFFIX, workspace_path
from raci_tui.tui.dropped import dropped_path, existing_file, shown_path
from raci_tui.tui.plain import one_line, plain, sentence, shorten
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import two_parts
from raci_tui.tui.screens.fields import Field, Line

Kind = Literal["open", "new", "import", "example", "quit"]
RECENT_SHOWN: Final = 6
_FRAME_LINES: Final = 11
WHAT: Final = (
    "Who owns each step of your customers' journey today, and who should: one matrix, kept by the team."
)
_UNFIT: Final = re.compile(r"[^\w.]+")


class Chosen(NamedTuple):
    """What somebody wants to begin with.

    Attributes:
        path: The workspace to open or to make; None for an example.
        name: Name of the new workspace or of the example.
        source: The table to import into the new workspace.
    """

    kind: Kind
    path: Path | None = None
    name: str = ""
    source: Path | None = None


class WelcomeScreen(Screen[Chosen]):
    """The first screen; dismissed with what was chosen.

    Args:
        recent: Workspaces opened before, the last one first; those that are gone are marked.
        examples: Names of the bundled examples.
        message: A sentence about what went wrong before, if anything did.
        folder: Where new workspaces are offered to lie.
    """

    CSS_PATH = "../dialogs.tcss"
    BINDINGS = [Binding("escape,q", "leave", "Quit", id="welcome-quit")]

    def __init__(
        self,
        recent: Sequence[Path],
        examples: Sequence[str],
        *,
        message: str = "",
        folder: Path | None = None,
    ) -> None:
        super().__init__()
        self._recent = list(recent)[:RECENT_SHOWN]
        self._examples = list(examples)
        self._message = message
        self._folder = folder or Path()
        self._choices: list[Kind | Chosen] = []
        self._list = OptionList(id="welcome")
        self._problem = Static(id="problem")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("raci-tui"), id="name")
            yield Static(Content(WHAT), id="what")
            yield self._list
            yield self._problem
            yield Static(
                Content("Enter begins · drop or paste a table or workspace here · Esc quits"), id="keys"
            )

    def on_mount(self) -> None:
        self._list.set_options(list(self._options()))
        self._list.highlighted = 1
        self._list.focus()
        self.say(self._message)

    def say(self, text: str) -> None:
        """Show one sentence below the list, or nothing."""
        self._problem.update(plain(text))
        self._problem.display = bool(text)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the keys and what is wrong on the screen."""
        self._list.styles.max_height = max(3, event.size.height - _FRAME_LINES)

    def action_leave(self) -> None:
        """Choose to quit."""
        self.dismiss(Chosen("quit"))

    def on_paste(self, event: events.Paste) -> None:
        """Take a dropped or pasted path for what to begin with."""
        event.stop()
        self._begin_with(event.text)

    def _options(self) -> Iterator[Option]:
        if self._recent:
            yield Option(plain("Go on with"), disabled=True)
        for path in self._recent:
            gone = "" if path.exists() else "not there any more: "
            name = path.name.removesuffix(SNAPSHOT_SUFFIX)
            yield self._option(Chosen("open", path), name, gone + shown_path(path.parent))
        yield Option(plain("Begin"), disabled=True)
        yield self._option("new", "New workspace", "an empty matrix to fill in")
        yield self._option("import", "Import a table", "from a spreadsheet, a CSV or a Markdown file")
        yield self._option("open", "Open a file", "a workspace that lies somewhere else")
        if self._examples:
            yield Option(plain("Look at an example"), disabled=True)
        for name in self._examples:
            yield self._option(
                Chosen("example", name=name), name.replace("-", " ").capitalize(), "a copy to play with"
            )
        yield self._option("quit", "Quit", "")

    def _option(self, choice: Kind | Chosen, label: str, detail: str) -> Option:
        self._choices.append(choice)
        return Option(two_parts(label, detail, mark="  "), id=f"w{len(self._choices) - 1}")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        choice = self._choices[int((event.option.id or "w0")[1:])]
        if isinstance(choice, Chosen):
            if choice.path and not choice.path.exists():
                self.say(
                    f"{choice.path.name} is not there any more; it was in {shown_path(choice.path.parent)}."
                )
            else:
                self.dismiss(choice)
        elif choice == "quit":
            self.action_leave()
        elif choice == "new":
            self._ask_new()
        else:
            self._ask_path("Import a table" if choice == "import" else "Open a file")

    @work
    async def _ask_new(self) -> None:
        chosen = await self.app.push_screen_wait(NewWorkspace(self._folder))
        if chosen:
            self.dismiss(chosen)

    @work
    async def _ask_path(self, title: str) -> None:
        text = await self.app.push_screen_wait(AskPath(title))
        if text:
            self._begin_with(text)

    def _begin_with(self, text: str) -> None:
        try:
            self.dismiss(begin_with(existing_file(text)))
        except RaciError as error:
            self.say(sentence(error))


class AskPath(Dialog[str]):
    """Ask for a file that is there; it may be dropped onto the window."""

    def fields(self) -> ComposeResult:
        yield Field(
            "File",
            Line(
                check=existing_file,
                placeholder="Type or paste its path, or drop the file here",
                id="path",
                late=True,
            ),
        )

    def answer(self) -> str:
        """The path as an existing file."""
        return str(existing_file(self.query_one("#path", Line).value))


class NewWorkspace(Dialog[Chosen]):
    """Ask for the name of a new workspace, and where its file shall lie.

    Args:
        folder: The folder offered.
    """

    YES = "Make it"

    def __init__(self, folder: Path) -> None:
        super().__init__("New workspace")
        self._folder = folder
        self._offered = ""

    def fields(self) -> ComposeResult:
        yield Field("Name", Line(check=clean_name, placeholder="Such as: Meter installation", id="name"))
        yield Field(
            "File",
            Line(check=_new_file, id="file", late=True),
            hint="A ledger with every change will lie beside it.",
        )

    def answer(self) -> Chosen:
        """The new workspace."""
        name = clean_name(self.query_one("#name", Line).value)
        return Chosen("new", _new_file(self.query_one("#file", Line).value), name)

    @on(Input.Changed, "#name")
    def _offer(self, event: Input.Changed) -> None:
        """Let the file follow the name until somebody types another."""
        file = self.query_one("#file", Line)
        if file.value in ("", self._offered):
            name = file_name(event.value)
            self._offered = shown_path(self._folder / f"{name}{SNAPSHOT_SUFFIX}") if name else ""
            file.value = self._offered


def begin_with(path: Path) -> Chosen:
    """Open a workspace, or import anything else into a new workspace beside it."""
    if path.name.endswith((SNAPSHOT_SUFFIX, LEDGER_SUFFIX)):
        return Chosen("open", workspace_path(path))
    return Chosen("import", workspace_beside(path), one_line(path.stem), path)


def workspace_beside(source: Path) -> Path:
    """A path beside a table for the workspace made from it: its name, with a number where that is taken."""
    made = source.with_name(f"{source.stem}{SNAPSHOT_SUFFIX}")
    number = 2
    while made.exists() or made.with_name(made.name.removesuffix(SNAPSHOT_SUFFIX) + LEDGER_SUFFIX).exists():
        made = source.with_name(f"{source.stem} {number}{SNAPSHOT_SUFFIX}")
        number += 1
    return made


def file_name(name: str) -> str:
    """A name as part of a file name: what file systems dislike becomes a hyphen."""
    return shorten(_UNFIT.sub("-", one_line(name)).strip(" .-_").lower(), 80)


def _new_file(text: str) -> Path:
    if not text.strip():
        raise StoreError("no file is named", "type where the workspace shall lie")
    path = workspace_path(dropped_path(text))
    if path.exists():
        raise StoreError(
            f"there already is a file {path.name}", "choose another name, or press Escape and open it"
        )
    if not path.absolute().parent.is_dir():
        raise StoreError(f"there is no folder {shown_path(path.parent)}", "name a folder that is there")
    return path
