"""Asks what is accepted on purpose, why and until when; and for another reason or day later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Static

from raci_tui.core import waiving
from raci_tui.core.records import Waiver
from raci_tui.core.rule import Finding
from raci_tui.core.text import clean_name
from raci_tui.core.waiving import Offer, Titles, day_in_words, parse_until
from raci_tui.core.workspace import Workspace
from raci_tui.services.session import Session
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.dialog import NAME_CELLS
from raci_tui.tui.screens.fields import Baseline, Field, Line
from raci_tui.tui.screens.form import Form

NO_END: Final = "No end"
THE_LIST: Final = ""
_WORDS: Final = {"reason": "the reason", "until": "the last day"}
_AUTHOR_CELLS: Final = 40


class AcceptForm(Form[str]):
    """Reason and last day of something accepted; dismissed with the label of the commit.

    Args:
        today: ISO 8601.
        titles: What rules are called, by their ids.
    """

    YES = "Accept"
    KEYS = "Enter accepts · Tab next field · Esc cancels"

    def __init__(self, title: str, workspace: Workspace, today: str, titles: Titles) -> None:
        super().__init__(title, workspace)
        self._today = today
        self._titles = titles
        self._reason = self._until = ""

    def what(self) -> ComposeResult:
        """What is accepted."""
        yield from ()

    def fields(self) -> ComposeResult:
        yield from self.what()
        reason = Line(
            self._reason,
            check=lambda text: clean_name(text, "reason"),
            placeholder="Why it may stay so",
            id="reason",
        )
        yield Field("Because", reason)
        until = Line(
            self._until, check=self._day, placeholder="2026-12-31, 2w, 1m; empty for no end", id="until"
        )
        yield Field("Until", until, id="until-field")
        buttons = [Button(Content(words), id=f"term-{short}", compact=True) for words, short in waiving.TERMS]
        yield Field(
            "", Horizontal(*buttons, Button(Content(NO_END), id="term-", compact=True), classes="terms")
        )
        author = shorten(one_line(self._workspace.author), _AUTHOR_CELLS)
        yield Field("", Static(plain(f"It carries your name: {author}."), classes="after"))

    def on_mount(self) -> None:
        self.query_one("#reason").focus()
        self._tell_day()

    @on(Input.Changed, "#until")
    def _until_typed(self, event: Input.Changed) -> None:
        if event.validation_result is None or event.validation_result.is_valid:
            self._tell_day()

    @on(Button.Pressed, ".terms Button")
    def _term(self, event: Button.Pressed) -> None:
        event.stop()
        line = self.query_one("#until", Line)
        line.value = self._day((event.button.id or "").removeprefix("term-"))
        # Enter accepts next, and does not press this again.
        line.focus()

    def _tell_day(self) -> None:
        until = self._day(self.query_one("#until", Line).value)
        words = f"The last day is {day_in_words(until)}." if until else "Until further notice."
        self.query_one("#until-field", Field).say(words)

    def _day(self, text: str) -> str:
        # A day that passed while the waiver stood is no mistake as long as nobody touches it.
        return text if text and text == self._until else parse_until(text, self._today)

    def _filled(self) -> dict[str, str]:
        return {
            "reason": self.query_one("#reason", Line).value,
            "until": self._day(self.query_one("#until", Line).value),
        }


class AcceptDialog(AcceptForm):
    """Accept one of several things; dismissed with `THE_LIST` where one wants to see what is accepted instead.

    Args:
        offers: What can be accepted; at least one.
        before: How many findings of the place are accepted already.
    """

    def __init__(
        self, workspace: Workspace, offers: Sequence[Offer], today: str, titles: Titles, *, before: int = 0
    ) -> None:
        super().__init__("Accept on purpose", workspace, today, titles)
        self._offers = offers
        self._before = before

    def what(self) -> ComposeResult:
        yield Field(
            "Accept", Choice([(offer.words, offer) for offer in self._offers], self._offers[0], id="what")
        )
        if self._before:
            words = "1 finding is" if self._before == 1 else f"{self._before} findings are"
            yield Field("", Static(plain(f"{words} accepted here already.")))

    def buttons(self) -> ComposeResult:
        """One more where something is accepted already."""
        if self._before:
            yield Button(Content("See what is accepted"), id="accepted", compact=True)
        yield from super().buttons()

    @on(Button.Pressed, "#accepted")
    def _to_the_list(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(THE_LIST)

    def answer(self) -> str:
        """Accept it."""
        offer: Offer = self.query_one("#what", Choice).selection
        return waiving.accept(self._workspace, offer.scopes, titles=self._titles, **self._filled())


class ProlongDialog(AcceptForm):
    """Give something that is accepted another reason or last day."""

    YES = "Save"
    KEYS = "Enter saves · Tab next field · Esc cancels"

    def __init__(self, workspace: Workspace, waiver: Waiver, today: str, titles: Titles) -> None:
        super().__init__("Accepted on purpose", workspace, today, titles)
        self._waiver = waiver.id
        self._baseline = Baseline(workspace, "waivers", waiver.id, _WORDS)
        self._reason, self._until = waiver.reason, waiver.until
        self._what = waiving.in_words(workspace, waiving.scope_of(waiver), titles)

    def what(self) -> ComposeResult:
        yield Field("Accepted", Static(plain(shorten(one_line(self._what), NAME_CELLS))))

    def answer(self) -> str:
        """Save it."""
        changed = self._baseline.changed(self._filled())
        now = waiving.need(self._workspace, self._waiver)
        said = {"reason": now.reason, "until": now.until} | changed
        return waiving.change(self._workspace, self._waiver, titles=self._titles, **said)


class Answer(NamedTuple):
    """What came of asking.

    Attributes:
        said: What was done, or why nothing can be, in words; empty where one thought better of it.
        place: Ids of the element and the party to go to, where that was asked for in the list.
    """

    said: str = ""
    place: tuple[str, str] | None = None


async def ask_to_accept(app: App[Any], session: Session, found: Sequence[Finding], party: str = "") -> Answer:
    """Ask which of some findings is accepted, why and until when; where all are, list what is. For a worker.

    Args:
        found: In the order in which they are offered, those accepted already among them.
        party: Id of the party one looks at, or empty.
    """
    titles = titles_of(session)
    open_ones = [finding for finding in found if not finding.waived]
    offers = waiving.offers(session.workspace, open_ones, party, titles)
    label: str | None = THE_LIST
    if offers:
        before = len(found) - len(open_ones)
        form = AcceptDialog(session.workspace, offers, session.today(), titles, before=before)
        label = await app.push_screen_wait(form)
    elif not found:
        return Answer("Nothing is found here that could be accepted.")
    if label == THE_LIST:
        return Answer(place=await list_accepted(app, session, found))
    return Answer(f"{one_line(label)}; Ctrl+Z takes it back." if label else "")


async def list_accepted(
    app: App[Any], session: Session, found: Sequence[Finding] = ()
) -> tuple[str, str] | None:
    """List everything that is accepted, with what accepts these findings first; gives where to go. For a worker."""
    from raci_tui.tui.screens.waiver_list import WaiverList

    return await app.push_screen_wait(WaiverList(session, titles_of(session), waiving.accepted_by(found)))


def titles_of(session: Session) -> Titles:
    """What rules are called, by their ids."""
    return {rule.id: rule.title for rule in session.host().rules}
