"""Lists everything that is accepted on purpose: until when, by whom and why; ends it, or gives it another day."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from raci_tui.core import waiving
from raci_tui.core.errors import RaciError
from raci_tui.core.records import Waiver
from raci_tui.core.state import Touched
from raci_tui.core.waiving import Titles
from raci_tui.services.session import Session
from raci_tui.tui.commands import WAIVER_COMMANDS, bindings
from raci_tui.tui.plain import one_line, plain, sentence, shorten
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import two_parts

EMPTY: Final = (
    "Nothing is accepted yet: # in the matrix accepts what is found at the element under the cursor."
)
HOLDS, ENDED = "✓ ", "✗ "
_ABOUT: Final = {"workspace", "schemes", "elements", "parties", "waivers"}
_LONGEST: Final = 1000


class WaiverList(Dialog[tuple[str, str]]):
    """Everything accepted on purpose; dismissed with ids of an element and a party to go to, either may be empty.

    Args:
        titles: What rules are called, by their ids.
        first: Ids of waivers of which the first one listed is highlighted.
    """

    YES = "Go to it"
    KEYS = "Enter goes to it · F2 changes · Del ends it · Ctrl+Z undoes · Esc closes"
    BINDINGS = [*bindings(WAIVER_COMMANDS)]
    OWN_COMMANDS = WAIVER_COMMANDS

    def __init__(self, session: Session, titles: Titles, first: Collection[str] = ()) -> None:
        super().__init__("Accepted findings")
        self._session = session
        self._workspace = session.workspace
        self._titles = titles
        self._first = first
        self._list_of = OptionList(id="waivers")
        self._detail = Static(id="detail")
        self._shown: list[Waiver] = []
        self._end_following: Callable[[], None] = lambda: None

    def fields(self) -> ComposeResult:
        yield self._list_of
        yield self._detail

    def buttons(self) -> ComposeResult:
        yield Button(Content("Change"), id="change", compact=True)
        yield Button(Content("End"), id="end", compact=True)
        yield from super().buttons()

    def on_mount(self) -> None:
        self._end_following = self._workspace.subscribe(self._follow)
        self._list()
        place = next((at for at, waiver in enumerate(self._shown) if waiver.id in self._first), 0)
        if self._shown:
            self._list_of.highlighted = place

    def on_unmount(self) -> None:
        """Stop following the workspace."""
        self._end_following()

    def answer(self) -> tuple[str, str]:
        """Ids of the element and the party that the highlighted line is about."""
        waiver = self._chosen()
        if waiver is None:
            raise RaciError("nothing is accepted yet", "press Escape")
        if not waiver.element and not waiver.party:
            raise RaciError("this is accepted at more than one element", "is:waived in the filter shows them")
        return waiver.element, waiver.party

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_accept()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._tell()

    @on(Button.Pressed, "#change")
    def action_waiver_change(self) -> None:
        """Ask for another reason or last day of the highlighted line."""
        self._change()

    @work
    async def _change(self) -> None:
        from raci_tui.tui.screens.accepting import ProlongDialog

        waiver = self._chosen()
        if waiver is None:
            self.say(EMPTY)
            return
        self.say("")
        form = ProlongDialog(self._workspace, waiver, self._session.today(), self._titles)
        await self.app.push_screen_wait(form)

    @on(Button.Pressed, "#end")
    def action_waiver_end(self) -> None:
        """Take the highlighted line back; undo brings it back."""
        waiver = self._chosen()
        if waiver is None:
            self.say(EMPTY)
        else:
            self._try(lambda: waiving.end(self._workspace, waiver.id, self._titles))

    def action_undo(self) -> None:
        """Take back the last edit."""
        self._step("undo")

    def action_redo(self) -> None:
        """Make the undone edit again."""
        self._step("redo")

    def _step(self, way: str) -> None:
        def step() -> str:
            commit = self._workspace.undo() if way == "undo" else self._workspace.redo()
            done = "Taken back" if way == "undo" else "Made again"
            return (
                f"{done}: {commit.label.partition(': ')[2] or commit.label}"
                if commit
                else f"Nothing to {way}"
            )

        self._try(step)

    def _try(self, edit: Callable[[], str]) -> None:
        """Make an edit, and say what it did or why it was refused."""
        try:
            self.say(sentence(edit()))
        except RaciError as error:
            self.say(sentence(error))

    def _follow(self, touched: Touched) -> None:
        if {table for table, _ in touched} & _ABOUT:
            self._list()

    def _list(self) -> None:
        """List what there is, with the line highlighted that was, or the one in its place."""
        place, chosen = self._list_of.highlighted or 0, self._chosen()
        today = self._session.today()
        self._shown = waiving.listed(self._workspace, today)
        self._list_of.set_options(Option(self._line(waiver, today)) for waiver in self._shown)
        keys = [waiver.id for waiver in self._shown]
        if chosen and chosen.id in keys:
            place = keys.index(chosen.id)
        self._list_of.highlighted = min(place, len(keys) - 1) if keys else None
        self._list_of.display = bool(keys)
        (self._list_of if keys else self.query_one("#yes")).focus()
        self._tell()

    def _line(self, waiver: Waiver, today: str) -> Content:
        holds = waiving.holds(waiver, today)
        what = waiving.in_words(self._workspace, waiving.scope_of(waiver), self._titles)
        until = waiving.until_in_words(waiver.until) if holds else f"ended after {waiver.until}"
        return two_parts(
            what, " · ".join(filter(None, (until, waiver.author))), mark=HOLDS if holds else ENDED
        )

    def _tell(self) -> None:
        waiver = self._chosen()
        if waiver is None:
            self._detail.update(plain(EMPTY))
            return
        what = waiving.in_words(self._workspace, waiving.scope_of(waiver), self._titles)
        said = f"{what}, {waiving.standing(waiver)}"
        if not waiving.holds(waiver, self._session.today()):
            said += "\nThis has ended: what it accepted is open again. F2 gives it another day."
        self._detail.update(plain("\n".join(map(one_line, shorten(said, _LONGEST).split("\n")))))

    def _chosen(self) -> Waiver | None:
        place = self._list_of.highlighted
        return self._shown[place] if place is not None and place < len(self._shown) else None
