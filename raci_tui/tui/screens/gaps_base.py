"""What the gaps screen shows: findings, the row of one of them, counters; and how it follows edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from raci_tui.core.errors import RaciError
from raci_tui.core.filtering import Filtering
from raci_tui.core.findings import Finding
from raci_tui.core.gaps import SEVERITIES, Asked, GapGrouping, Gaps, Identity
from raci_tui.core.gaps_then import Past, before
from raci_tui.core.ledger import utc_now
from raci_tui.core.query import EVERYTHING, Looking, Query, parties_meant
from raci_tui.core.records import Layer
from raci_tui.core.state import Touched
from raci_tui.core.text import fold
from raci_tui.core.touched import touched_elements
from raci_tui.tui.commands import GAPS_COMMANDS, Command
from raci_tui.tui.compositing import LineCompositor
from raci_tui.tui.plain import one_line, sentence
from raci_tui.tui.screens.matrix_base import MESSAGE_S, NARROW, SMALLEST, Body
from raci_tui.tui.widgets.bars import StatusBar, TitleBar
from raci_tui.tui.widgets.filter_bar import FilterBar, Purpose
from raci_tui.tui.widgets.gap_detail import GapDetail
from raci_tui.tui.widgets.gap_list import GapList
from raci_tui.tui.widgets.gaps_bar import Counted, GapsBar
from raci_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from raci_tui.tui.screens.matrix_finding import FindingCommands

FIRST_SLICE_S: Final = 0.01
SLICE_S: Final = 0.006
PAUSE_S: Final = 0.008
LOOK_BACK_AFTER_S: Final = 0.2
"""The ledger is read once the list is to be seen, and nobody waits for it."""
_LAYER_WORDS: Final[dict[Layer, str]] = {"current": "today", "target": "target", "diff": "difference"}


class Kept(NamedTuple):
    """How the screen was left, for the next time it is opened."""

    grouping: GapGrouping
    load: bool
    query: Query
    folded: dict[GapGrouping, set[str]]
    here: Identity | None


class Left(NamedTuple):
    """What the screen is left with.

    Attributes:
        goal: The finding to go to in the matrix, or None.
        layer: The layer in which it was found.
    """

    kept: Kept
    goal: Finding | None
    layer: Layer


class GapsBase(Screen[Left]):
    """The screen without its commands: composes, gathers findings in slices, and follows the workspace.

    Args:
        matrix: The screen below, whose layer and journey are taken over.
        kept: How it was left the last time.
    """

    CSS_PATH = "../gaps.tcss"
    AUTO_FOCUS = "GapList"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = GAPS_COMMANDS
    BLANK = True

    class LookedBack(Message):
        """The ledger has been read."""

        def __init__(self, past: Past) -> None:
            super().__init__()
            self.past = past

    def __init__(
        self, matrix: FindingCommands, keymap: Mapping[str, str] | None = None, kept: Kept | None = None
    ) -> None:
        super().__init__()
        self._keymap = keymap or {}
        self._compositor = LineCompositor()
        self.matrix = matrix
        self.session = matrix.session
        self.workspace = matrix.workspace
        self.findings = matrix.findings
        self.gaps = Gaps(matrix.workspace, matrix.findings, self._titles)
        self.query_text: Query = kept.query if kept else EVERYTHING
        self.past: Past | None = None
        self.filtered_from: Identity | None = None
        self._kept = kept
        self._asked = Asked(
            matrix.shown_layer,
            kept.grouping if kept else "rule",
            matrix.journey,
            kept.load if kept else False,
        )
        self._filtering = Filtering(matrix.workspace)
        self._filter_first = False
        self._ids: set[str] = set()
        self._titles_of_rules: dict[str, str] = {}
        self._slicing: Timer | None = None
        self._looking_back = False
        self._message = ""
        self._message_timer: Timer | None = None
        self._ends: list[Callable[[], None]] = []

    def compose(self) -> ComposeResult:
        """Title, counters, list with the row beside or below it, filter, status, keys."""
        yield Static(Content("Window too small.\nMake it larger, or\ngo back with Esc."), id="too-small")
        yield TitleBar(classes="whole")
        yield GapsBar(classes="whole")
        with Body(id="both", classes="whole"):
            yield GapList(self.workspace, self.gaps)
            yield GapDetail(self.workspace, self.findings)
        yield FilterBar(self.workspace, classes="whole")
        yield StatusBar(classes="whole")
        yield KeyBar(self._keymap, commands=GAPS_COMMANDS, classes="whole")

    def on_mount(self) -> None:
        """Gather what there is at once, as far as a short while takes; the rest comes in slices."""
        self._ends = [self.workspace.subscribe(self._follow), self._filtering.close]
        self.listing.moved = self._inspect
        if self._kept:
            self.listing.folded = self._kept.folded
            self.listing.remember(self._kept.here)
        bar = self.query_one(FilterBar)
        bar.changed = self._follow_query
        if self.query_text.terms:
            bar.put(self.query_text.text)
            bar.display = True
        self.watch(self.matrix.query_one(StatusBar), "saved", self._tell_saved)
        self.ask(self._asked)
        self.tell()

    def on_unmount(self) -> None:
        """Stop following the workspace."""
        for end in self._ends:
            end()

    @property
    def listing(self) -> GapList:
        """The list."""
        return self.query_one(GapList)

    @property
    def layer(self) -> Layer:
        """The layer whose findings are listed."""
        return self._asked.layer

    @property
    def looking(self) -> Looking:
        """What queries are asked about."""
        return Looking(self.workspace, self.findings, self.layer, datetime.now(UTC).date(), self.matrix.tally)

    # Gathering

    def ask(self, asked: Asked) -> None:
        """List what is asked for, and what the filter leaves of it, at once or in slices."""
        self._asked = asked
        self._filter_first = bool(self.query_text.terms)
        if self._filter_first:
            self._filtering.ask(self.query_text, self.looking)
        else:
            self.gaps.ask(asked)
        self._go_on()

    def _go_on(self) -> None:
        if self._advance(FIRST_SLICE_S):
            self._gathered()
        elif self._slicing is None:
            self._slicing = self.set_interval(PAUSE_S, self._slice)

    def _slice(self) -> None:
        if self._advance(SLICE_S):
            self._gathered()

    def _advance(self, seconds: float) -> bool:
        """Answer the filter first, then gather; True once all is there."""
        if self._filter_first:
            if not self._filtering.advance(seconds):
                return False
            self._filter_first = False
            self._ids = set(self._filtering.ids(self.query_text, self.looking))
            self.gaps.ask(self._asked, self._wants)
        return self.gaps.advance(seconds)

    def _gathered(self) -> None:
        if self._slicing:
            self._slicing.stop()
            self._slicing = None
        if self.filtered_from:
            # What a letter more or less hides for a moment is not lost sight of.
            self.listing.remember(self.filtered_from)
        if not self._looking_back:
            self._looking_back = True
            self.set_timer(LOOK_BACK_AFTER_S, self._look_back)
        self._show()

    def _wants(self, finding: Finding) -> bool:
        """Whether the filter lets a finding through; one that is about no row, by its words and its party."""
        if finding.element:
            return finding.element in self._ids
        terms, message = self.query_text.terms, fold(finding.message)
        meant = parties_meant(self.looking, self.query_text)
        return all(
            (term.folded in message) != term.negated
            if not term.key
            else term.key == "party" and not term.negated and not meant.isdisjoint(finding.parties)
            for term in terms
        )

    def _follow(self, touched: Touched) -> None:
        """Take an edit in, whoever made it."""
        if not self.gaps.takes(touched):
            self.gaps.forget()
            self.ask(self._asked)
            return
        if self.query_text.terms:
            looking, elements = self.looking, self.workspace.state.tables["elements"]
            for key in touched_elements(self.workspace, touched):
                found = self.query_text.matches(elements[key], looking)
                (self._ids.add if found else self._ids.discard)(key)
        self.gaps.follow(touched)
        self._show()

    @work(thread=True, group="ages", exclusive=True, exit_on_error=False)
    def _look_back(self) -> None:
        """Read the ledger: since when, and how many at the last stand-up."""
        from raci_tui.services.looking_back import look_back_at

        standups = tuple(self.workspace.state.tables["standups"].values())
        compared = before(standups, self.workspace.during, utc_now().astimezone())
        self.post_message(self.LookedBack(look_back_at(self.session, compared, self._asked.journey)))

    def on_gaps_base_looked_back(self, event: LookedBack) -> None:
        """Tell ages and changes."""
        self.past = event.past
        self.listing.since = event.past.since
        self.listing.refresh()
        self._inspect()
        self.tell()

    # Telling

    def _show(self) -> None:
        self.listing.nothing = self._why_nothing()
        self.listing.show()
        self.tell()

    def _inspect(self) -> None:
        """Show the row of the finding under the cursor."""
        detail, listed = self.query_one(GapDetail), self.listing
        finding, group = listed.finding, listed.group
        if finding:
            detail.tell_finding(finding, listed.age(finding))
        elif group is not None:
            shown = self.gaps.groups[group]
            detail.tell_group(shown.title, len(shown), folded=listed.is_folded(group))
        elif self.gaps.complete:
            detail.tell_nothing("No findings", self._why_nothing())
        else:
            detail.tell_nothing("", "")

    def tell(self) -> None:
        """Say in title, counters and status how things stand."""
        journey = self.workspace.state.tables["journeys"].get(self._asked.journey)
        name = one_line(self.workspace.info.name)
        self.query_one(TitleBar).tell(f"Gaps · {name}", journey.name if journey else "", self.layer)
        self.query_one(GapsBar).tell(self._counted(), self._asked.grouping)
        status = self.query_one(StatusBar)
        status.left = self._message or self._standing()
        total = sum(self.gaps.counts.values())
        status.shown = f"{self.gaps.listed:,} of {total:,} shown" if self.gaps.listed < total else ""
        status.author = self.workspace.author

    def _counted(self) -> Counted | None:
        if not self.gaps.complete and not self.gaps.groups:
            return None
        counted = Counted(
            {each: self.gaps.counts[each] for each in SEVERITIES},
            accepted=self.gaps.accepted,
            load=0 if self._asked.load else self.gaps.load,
        )
        if self.past is None:
            return counted
        then = {each: self.past.then.get((self.layer, each), 0) for each in SEVERITIES}
        return counted._replace(then=then, since=self.past.words)

    def say(self, text: str) -> None:
        """Say in the status bar what has just been done; it makes way after some seconds."""
        self._message = text
        if self._message_timer:
            self._message_timer.stop()
        self._message_timer = self.set_timer(MESSAGE_S, self._unsay)
        self.tell()

    def warn(self, text: str) -> None:
        """Say in a toast what could not be done."""
        self.notify(text, severity="warning", markup=False)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turn an error that is the user's to mend into a toast."""
        try:
            yield
        except RaciError as error:
            self.warn(sentence(error))

    def on_resize(self, event: events.Resize) -> None:
        """Put the row below the list where there is no room beside it; leave out what does not fit."""
        width, height = event.size
        self.set_class(width < SMALLEST[0] or height < SMALLEST[1], "-too-small")
        self.set_class(width < NARROW, "-narrow")
        if self.focused is None and not self.has_class("-too-small"):
            self.call_after_refresh(self.listing.focus)
        self.call_after_refresh(self.tell)

    def _standing(self) -> str:
        parts = [_LAYER_WORDS[self.layer], f"by {self._asked.grouping}"]
        if not self.gaps.complete:
            parts.append("looking…")
        if self.query_text.text:
            parts.append(self.query_text.text)
        return " · ".join(parts)

    def _why_nothing(self) -> str:
        """What stands in place of a list."""
        if not self.gaps.complete:
            return "Looking for what is wrong…"
        if not self.workspace.state.tables["elements"]:
            return "There is nothing to judge yet. Esc goes back to the matrix, where + adds an element."
        if self.query_text.terms:
            return "The filter leaves no finding; Esc shows all of them again."
        if self.gaps.load and not self._asked.load:
            return "Nothing is wrong but the load that some carry; * shows it."
        where = {"current": "today", "target": "in the target", "diff": "today, nor in the target"}[
            self.layer
        ]
        return f"Nothing is left to mend {where}. Well done!"

    def _unsay(self) -> None:
        self._message = ""
        self.tell()

    def _tell_saved(self) -> None:
        """Say what the matrix says of what is saved."""
        below, status = self.matrix.query_one(StatusBar), self.query_one(StatusBar)
        status.saved, status.state = below.saved, below.state

    def _titles(self) -> dict[str, str]:
        if not self._titles_of_rules:
            self._titles_of_rules = {rule.id: rule.title for rule in self.session.host().rules}
        return self._titles_of_rules

    def _follow_query(self, query: Query, purpose: Purpose) -> None:
        """Follow each letter of a query."""
        del purpose
        self.query_text = query
        self.ask(self._asked)
