"""Looks at what merging one party into another means, asks whose letters stand, and does it."""

from __future__ import annotations

from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from raci_tui.core.errors import EditError, RaciError
from raci_tui.core.notation import show
from raci_tui.core.party_merge import (
    Joining,
    MergedCell,
    MergePlan,
    consequences,
    may_join,
    merge_parties,
    plan_merge,
)
from raci_tui.core.records import Cell
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain, sentence, shorten, template
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.fields import Field

LISTED: Final = 500
"""Elements that can be decided one by one; what lies beyond follows the choice for all."""
_NAME_CELLS: Final = 30
_ELEMENT_CELLS: Final = 40


class MergeDialog(Dialog[str]):
    """Preview of a merge; dismissed with the label of the commit.

    Args:
        stays, goes: Ids of the parties.
    """

    YES = "Merge"
    KEYS = "Space decides one element alone · Ctrl+S merges · Esc cancels"
    BINDINGS = [Binding("space", "cycle", "Decide", show=False)]

    def __init__(self, workspace: Workspace, stays: str, goes: str) -> None:
        super().__init__("Merge parties")
        self._workspace = workspace
        self._stays, self._goes = stays, goes
        self._each: dict[str, Joining] = {}
        self._plan = plan_merge(workspace, stays, goes)
        self._names = [shorten(one_line(party.name), _NAME_CELLS) for party in self._plan[:2]]
        self._clashes = OptionList(id="clashes")

    def fields(self) -> ComposeResult:
        yield Static(id="merge-head")
        if self._plan.clashes:
            stays, goes = self._names
            choices: list[tuple[str, Joining | None]] = [("Choose…", None)]
            if may_join(self._workspace.scheme):
                choices.append(("Join the letters of both", "join"))
            choices += [(f"Keep those of {stays}", "stays"), (f"Keep those of {goes}", "goes")]
            yield Field("If both hold", Choice(choices, None, id="joining"))
            head = template("Element: $goes and $stays → together", goes=goes, stays=stays)
            yield Static(head, id="clash-head")
            yield self._clashes
        yield Static(id="merge-what")

    def on_mount(self) -> None:
        self._tell()
        if self._plan.clashes:
            self.query_one("#joining").focus()
        else:
            self.query_one("#yes").focus()

    def answer(self) -> str:
        """Merge.

        Raises:
            EditError: Something is undecided, or the parties have been changed meanwhile.
        """
        try:
            return merge_parties(self._workspace, self._plan)
        except RaciError:
            # What has become of them meanwhile is shown, for the next try.
            self._look_again()
            raise

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Space decides an element only in their list."""
        del parameters
        return action != "cycle" or self.focused is self._clashes

    def action_cycle(self) -> None:
        """Decide the highlighted element otherwise than all: joined, one's letters, the other's, as all."""
        place = self._clashes.highlighted
        if place is None or place >= min(LISTED, len(self._plan.clashes)):
            return
        ways: list[Joining | None] = [None, "join", "stays", "goes"]
        if not may_join(self._workspace.scheme):
            ways.remove("join")
        element = self._plan.clashes[place].element
        way = ways[(ways.index(self._each.get(element)) + 1) % len(ways)]
        self._each.pop(element, None)
        if way:
            self._each[element] = way
        self._look_again()

    @on(Choice.Changed, "#joining")
    def _chosen(self) -> None:
        self._look_again()

    @on(OptionList.OptionSelected, "#clashes")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_cycle()

    @property
    def _joining(self) -> Joining | None:
        if not self.query("#joining"):
            return None
        chosen: Joining | None = self.query_one("#joining", Choice).selection
        return chosen

    def _look_again(self) -> None:
        try:
            self._plan = plan_merge(self._workspace, self._stays, self._goes, self._joining, self._each)
        except EditError as error:
            self.say(sentence(error))
            return
        self.say("")
        self._tell()

    def _tell(self) -> None:
        plan = self._plan
        stays, goes = self._names
        head = template(
            "[b]$goes[/b] becomes part of [b]$stays[/b]. Its name stays as another name of $stays, so that imports "
            "find it.",
            stays=stays, goes=goes,
        )  # fmt: skip
        self.query_one("#merge-head", Static).update(head)
        self.query_one("#merge-what", Static).update(plain("\n".join(self._sentences(plan))))
        if plan.clashes:
            place = self._clashes.highlighted
            self._clashes.set_options(self._options(plan))
            self._clashes.highlighted = 0 if place is None else place

    def _options(self, plan: MergePlan) -> list[Option]:
        clashes = plan.clashes
        options = [Option(self._line(cell)) for cell in clashes[:LISTED]]
        if len(clashes) > LISTED:
            more = f"{len(clashes) - LISTED:,} more, decided as all"
            options.append(Option(plain(more), disabled=True))
        return options

    def _line(self, cell: MergedCell) -> Content:
        element = self._workspace.state.tables["elements"].get(cell.element)
        name = shorten(one_line(element.name), _ELEMENT_CELLS) if element else ""
        after = "?" if cell.after is None else _said(cell.after)
        own = " (alone)" if cell.element in self._each else ""
        return template(
            "$name  $goes and $stays → [b]$after[/b]$own",
            name=name, goes=_said(cell.goes), stays=_said(cell.stays), after=after, own=own,
        )  # fmt: skip

    def _sentences(self, plan: MergePlan) -> list[str]:
        over, clashes = len(plan.cells) - len(plan.clashes), len(plan.clashes)
        cells = f"{_number(len(plan.cells), 'cell')} of {self._names[1]}"
        said = [f"{cells}: {over:,} as they are, {clashes:,} where {self._names[0]} holds other letters."]
        if not clashes:
            said = [f"{cells}, none where {self._names[0]} holds other letters."]
        if not plan.cells:
            said = [f"{self._names[1]} holds no letters."]
        if plan.undecided:
            said.append(f"{_number(plan.undecided, 'element')} still to decide.")
        if plan.taken_along:
            said.append(f"Taken along: {', '.join(plan.taken_along)}.")
        found = consequences(self._workspace, plan)
        said += [f"This {', '.join(found)}."] if found else []
        said.append("History stays as it is. Ctrl+Z takes all of it back in one step.")
        return said


def _said(cell: Cell) -> str:
    """Both layers of a cell: `R`, or `R›A` where the target differs."""
    now = show(cell.current) or "·"
    return f"{now}›{show(cell.target)}" if cell.differs else now


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
