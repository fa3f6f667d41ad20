"""What every part of the matrix screen shares: the session, the view, and how it follows the workspace."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import ClassVar, Final

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from raci_tui.core.arrange import PLAIN, Arrangement, Shape, refold
from raci_tui.core.arranging import Arranging
from raci_tui.core.errors import RaciError
from raci_tui.core.filtering import Filtering
from raci_tui.core.query import EVERYTHING, Looking, Query
from raci_tui.core.records import Element, Layer
from raci_tui.core.shown import count_shown
from raci_tui.core.state import Touched
from raci_tui.core.tally import RowTally, Tally
from raci_tui.core.touched import touched_elements
from raci_tui.services.session import Session
from raci_tui.tui.compositing import LineCompositor
from raci_tui.tui.plain import plain, sentence
from raci_tui.tui.widgets.bars import StatusBar, TitleBar
from raci_tui.tui.widgets.filter_bar import FilterBar
from raci_tui.tui.widgets.inspector import Inspector
from raci_tui.tui.widgets.key_bar import KeyBar
from raci_tui.tui.widgets.matrix.grid import MatrixGrid

SMALLEST: Final = (40, 10)
"""Columns and lines below which the matrix says that the window is too small."""
NARROW: Final = 110
"""Columns below which the inspector is hidden unless asked for."""
SLICE_ROWS: Final = 8
SLICE_S: Final = 0.003
"""A slice of counting holds up the key that comes in it by no more than this."""
BETWEEN_SLICES_S: Final = 0.005
QUIET_S: Final = 0.15
"""Nothing is counted while one types."""
MESSAGE_S: Final = 6.0
READ_S: Final = 1.0
"""A key within this time is part of the same burst: what was said has not been read yet."""
FILTERED_AWAY: Final = "The filter hides every element; Esc shows them again."
_STRUCTURE: Final = {"elements", "parties", "stages", "journeys", "workspace", "schemes"}
_JUDGED_BY: Final = {"waivers", "rules"}
"""Tables on which what is said of any row may depend."""
_LAYER_WORDS: Final[dict[Layer, str]] = {"current": "today", "target": "target", "diff": "difference"}


class Body(Horizontal):
    """Grid and inspector side by side; nothing of its own is to be seen."""

    BLANK = True


class MatrixBase(Screen[None]):
    """The matrix screen without its commands: composes, shows, follows edits, says how things stand."""

    DEFAULT_CLASSES: ClassVar[str] = "-inspected"
    BLANK = True

    class Ready(Message):
        """The matrix is to be seen, plugins are loaded and rows are being judged."""

    def __init__(self, session: Session, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._compositor = LineCompositor()
        self.session = session
        self._keymap_shown = keymap
        self.workspace = session.workspace
        self.findings = session.findings
        self.tally = Tally(session.workspace, session.findings)
        self.filtering = Filtering(session.workspace)
        self.shown_layer: Layer = "current"
        self.query_text: Query = EVERYTHING
        self.journey = ""
        self.shape: Shape = PLAIN
        self.opened_view = ""
        self.arrangement = Arrangement((), (), 0)
        self.arranged: Sequence[Element] = ()
        self._arranging = Arranging(session.workspace)
        self._hint = ""
        self._message = ""
        self._counted = 0
        self._message_timer: Timer | None = None
        self._counting: Timer | None = None
        self._typed_at = self._said_at = 0.0
        self._settled = False
        self._ends: list[Callable[[], None]] = []

    def compose(self) -> ComposeResult:
        """Title, grid with inspector, filter, status, footer; a notice where all that does not fit."""
        yield Static(Content("Window too small.\nMake it larger, or\nquit with Ctrl+Q."), id="too-small")
        yield TitleBar(classes="whole")
        yield Static(id="banner", classes="whole")
        yield Static(id="hint", classes="whole")
        with Body(id="body", classes="whole"):
            yield MatrixGrid(self.workspace, self.findings, self.tally, id="grid")
            yield Inspector(self.workspace, self.findings, id="inspector")
        yield FilterBar(self.workspace, classes="whole")
        yield StatusBar(classes="whole")
        yield KeyBar(self._keymap_shown, lambda: self.workspace.scheme.codes, classes="whole")

    def on_mount(self) -> None:
        """Show the matrix and start following the workspace."""
        self._ends = [self.workspace.subscribe(self._follow)]
        # A message would come too late for the paint that shows the cursor's step.
        self.grid.moved = self.on_matrix_grid_moved
        self.rearrange()
        self.grid.focus()
        self.call_after_refresh(self._load_rules)

    def on_unmount(self) -> None:
        """Stop following the workspace."""
        for end in self._ends:
            end()
        self.tally.close()
        self.filtering.close()

    @property
    def grid(self) -> MatrixGrid:
        """The grid."""
        return self.query_one(MatrixGrid)

    @property
    def looking(self) -> Looking:
        """What queries are asked about."""
        return Looking(self.workspace, self.findings, self.shown_layer, datetime.now(UTC).date(), self.tally)

    def rearrange(self, *, rows_only: bool = False) -> None:
        """Choose rows and columns again and show them; rows alone where nothing but the filter has changed."""
        if self.journey and self.journey not in self.workspace.state.tables["journeys"]:
            self.journey = ""
        looking = self.looking
        self.arranged = self.filtering.answer(self.query_text, looking)
        self.arrangement = self._arranging.arrange(
            looking,
            self.query_text,
            self.arranged,
            journey=self.journey,
            shape=self.shape,
            columns_like=self.arrangement if rows_only else None,
        )
        self._show()

    def _show(self) -> None:
        self.grid.nothing = FILTERED_AWAY if self.query_text.text else ""
        self.grid.show(
            self.arrangement, self.shown_layer, self.shape, self._arranging.sampled_names(self.journey)
        )
        self._tell_empty()
        self.tell_title()
        self.tell_status()

    def show_layer(self, layer: Layer) -> None:
        """Show another layer; rows are chosen again only where that depends on the layer."""
        self.shown_layer = layer
        if self.query_text.text or self.shape.sorting == "gaps":
            self.rearrange()
        else:
            self.grid.show_layer(layer)
            self.tell_title()
            self.tell_status()
        self.inspect()

    def reshape(self, shape: Shape) -> None:
        """Lay rows and columns out in another way."""
        before, self.shape = self.shape, shape
        if (before.grouping, before.sorting) != (shape.grouping, shape.sorting):
            self.rearrange()
        elif before != shape:
            self.arrangement = refold(self.arrangement, self.looking, shape)
            self._show()
        self.inspect()

    def uncover(self, element: str, party: str = "") -> bool:
        """Put the cursor on an element, and on a party where one is named, unfolding or showing what hides them.

        Returns:
            Whether the element is shown.
        """
        shape, group = self.shape, self.grid.matrix.lines.group_of(element)
        if group is not None and self.arrangement.groups[group].folded:
            key = self.arrangement.groups[group].key
            shape = shape._replace(folded=tuple(each for each in shape.folded if each != key))
        column = next((each for each in self.arrangement.parties if party in each.members), None)
        if column and not column.id:
            kinds = tuple(kind for kind in shape.folded_kinds if kind != column.kind)
            shape = shape._replace(folded_kinds=kinds)
        elif party and not column:
            hidden = tuple(key for key in shape.hidden if key != party)
            shape = shape._replace(hidden=hidden, only=(*shape.only, party) if shape.only else ())
        self.reshape(shape)
        return self.grid.go_to(element, party)

    def tell_title(self) -> None:
        """Name workspace, journey and layer in the title bar."""
        journeys = self.workspace.journeys()
        shown = self.workspace.state.tables["journeys"].get(self.journey)
        name = shown.name if shown else journeys[0].name if len(journeys) == 1 else "all journeys"
        workspace = self.workspace.info.name
        journey = name if journeys and name != workspace else ""
        self.query_one(TitleBar).tell(workspace, journey, self.shown_layer)

    def tell_status(self) -> None:
        """Say layer, counts, filter and what is saved."""
        status = self.query_one(StatusBar)
        status.left = self._message or self._standing()
        status.shown = str(count_shown(self.workspace, self.arrangement))
        status.author = self.workspace.author

    def say(self, text: str) -> None:
        """Say in the status bar what has just been done; it makes way for the counts after some seconds."""
        self._message = text
        self._said_at = monotonic()
        if self._message_timer:
            self._message_timer.stop()
        self._message_timer = self.set_timer(MESSAGE_S, self._unsay)
        self.tell_status()

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

    def inspect(self) -> None:
        """Show in the inspector what is under the cursor."""
        inspector = self.query_one(Inspector)
        if not inspector.display or inspector.styles.display == "none":
            return
        group = self.grid.folded_group
        if group is not None:
            shown = self.arrangement.groups[group]
            count = "1 row is" if len(shown.elements) == 1 else f"{len(shown.elements)} rows are"
            inspector.tell(shown.title, f"{count} folded away.\nTab or Enter shows them.")
        else:
            inspector.inspect(self.grid.element, self.grid.party, self.shown_layer, judged=self.grid.judged)

    def on_matrix_grid_moved(self) -> None:
        """Follow the cursor."""
        self.inspect()
        count = self.count_selected()
        if count > 1 and count != self._counted:
            self._message = f"{count:,} cells selected"
            self.tell_status()
        elif count <= 1 and self._message.endswith("cells selected"):
            self._unsay()
        self._counted = count

    def count_selected(self) -> int:
        """How many cells are selected; 0 for the bare cursor."""
        return self.grid.selection.count(self.grid.matrix) if self.grid.selection else 0

    def typed(self) -> None:
        """A key has come: what can wait does, and what was said before makes way for the counts."""
        self._typed_at = monotonic()
        said = self._message and not self._message.endswith("cells selected")
        if said and self._typed_at - self._said_at > READ_S:
            self._unsay()

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what does not fit."""
        width, height = event.size
        self.set_class(width < SMALLEST[0] or height < SMALLEST[1], "-too-small")
        self.set_class(width < NARROW, "-narrow")
        if self.focused is None and not self.has_class("-too-small"):
            # What is hidden for want of room loses the keyboard, and nothing gives it back.
            self.call_after_refresh(self.grid.focus)
        self.call_after_refresh(self.tell_title)

    def banner(self, text: str) -> None:
        """Show a lasting line above the matrix, or none where the text is empty."""
        banner = self.query_one("#banner", Static)
        banner.update(plain(text))
        banner.set_class(bool(text), "-shown")

    def _standing(self) -> str:
        if not self.tally.ready:
            return f"{_LAYER_WORDS[self.shown_layer]} · counting…"
        total = self.tally.total(self.journey)
        parts = [
            _LAYER_WORDS[self.shown_layer],
            f"unowned: {total.unowned_now} today, {total.unowned_then} in target",
            *self._accepted(total),
            f"{total.differing} planned {'change' if total.differing == 1 else 'changes'}",
        ]
        if self.query_text.text:
            parts.append(self.query_text.text)
        if self.shape.sorting != "own":
            parts.append(f"by {self.shape.sorting} ▾")
        return " · ".join(parts)

    def _accepted(self, total: RowTally) -> Iterator[str]:
        """How many elements of the shown layer hold something accepted, where any does."""
        shown = {"current": total.accepted_now, "target": total.accepted_then, "diff": total.accepted}
        if shown[self.shown_layer]:
            yield f"{shown[self.shown_layer]} accepted"

    def _tell_empty(self) -> None:
        """Say above a matrix without rows or columns what puts some there."""
        hint = self.query_one("#hint", Static)
        text = self._why_empty()
        if text != self._hint:
            self._hint = text
            hint.update(plain(text))
            hint.set_class(bool(text), "-shown")

    def _why_empty(self) -> str:
        tables = self.workspace.state.tables
        if not tables["elements"] and not tables["parties"]:
            return (
                "Nothing here yet: + adds an element, Ctrl+N a department or partner, Ctrl+T imports a table."
            )
        if not tables["parties"]:
            return "No columns yet: Ctrl+N adds a department, a partner or the customer."
        if not tables["elements"]:
            return "No rows yet: + adds an element, Ctrl+T imports a table."
        if not self.arrangement.parties:
            return "Every party is hidden; Shift+F5 lists them."
        if not self.arrangement.groups and not self.query_text.text:
            return "This journey has no elements yet: + adds one, F9 shows another journey."
        return ""

    def _unsay(self) -> None:
        self._message = ""
        self.tell_status()

    @work(thread=True, group="rules", exit_on_error=True)
    def _load_rules(self) -> None:
        """Load plugins, the built-in ones too, once the matrix is to be seen; then judge its rows."""
        self.session.host()
        self.app.call_from_thread(self._judge)

    def _judge(self) -> None:
        self.grid.judge()
        self._start_counting()
        self.post_message(self.Ready())

    def _start_counting(self) -> None:
        self.inspect()
        if self._counting is None:
            self._counting = self.set_interval(BETWEEN_SLICES_S, self._count_slice)

    def _count_slice(self) -> None:
        """Read what is left of a large workspace, then count its rows: a little at a time, keys first."""
        now = monotonic()
        if now - self._typed_at < QUIET_S:
            return
        if not self.session.read_on():
            return
        while not (done := self.tally.advance(SLICE_ROWS)):
            if monotonic() - now > SLICE_S:
                break
        if done and self._counting:
            self._counting.stop()
            self._counting = None
            if not self._settled:
                # What was found of every row stays: looking through it for garbage would hold up a key. Only once,
                # since what is garbage by then stays as well.
                gc.collect(0)
                gc.freeze()
                self._settled = True
            self.grid.refresh()
            self.tell_status()

    def _follow(self, touched: Touched) -> None:
        """Repaint what a commit touched; rows stay where they are while letters change."""
        if {table for table, _ in touched} & (_STRUCTURE | _JUDGED_BY):
            self.grid.forget()
            self.rearrange()
            # Another scheme has other letters to set.
            self.query_one(KeyBar).refresh()
            if not self.tally.ready:
                self._start_counting()
        else:
            self.grid.repaint(touched_elements(self.workspace, touched))
            self.tell_status()
        self.inspect()
