"""The list of findings: paints the lines in sight, and keeps the cursor where somebody mends one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip

from raci_tui.core.ages import Key, age_days, key_of
from raci_tui.core.findings import HOT_PAIN, Finding
from raci_tui.core.gaps import LOAD, GapGrouping, Gaps, Identity, identity
from raci_tui.core.gaps_then import age_words
from raci_tui.core.ledger import utc_now
from raci_tui.core.records import Severity
from raci_tui.core.workspace import Workspace
from raci_tui.tui.commands import GAPS_COMMANDS, pressed_at_once
from raci_tui.tui.plain import fit, one_line
from raci_tui.tui.widgets.gap_lines import HEADING, GapLine, GapLines
from raci_tui.tui.widgets.kept_lines import KeptLines

STYLES: Final = ("heading", "name", "dim", "error", "hot", "warning", "info", "cursor")
"""Component classes, each `gaps--NAME` in the stylesheet."""
MARKS: Final[dict[Severity, str]] = {"error": "!", "warning": "?", "info": "i"}
SEVERITY_WORDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "hint"}
PAIN_BARS: Final = " ▁▂▄▆█"
DOTS: Final = {"front": "●", "back": "○"}
UNFOLDED, FOLDED = "▾", "▸"
POINTER: Final = "▸"
_AGE_CELLS: Final = 9
_BESIDE_CELLS: Final = 28
_ROOMY: Final = 60
"""Terminal cells from which on more is told of a finding than its name and age."""


class GapList(KeptLines, can_focus=True, inherit_bindings=False):
    """Findings in groups that fold away under their headings.

    The owner calls `show` whenever the findings have changed. What a frame costs depends on the lines in sight.

    Attributes:
        folded: Keys of the groups that are folded, by grouping.
        since: When findings came up, by their keys; None while nobody knows yet.
        moved: Called when the cursor stands on something else.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*pressed_at_once(GAPS_COMMANDS)]
    # Another number of lines moves no other widget.
    virtual_size = Reactive(Size(0, 0), layout=False)
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"gaps--{name}" for name in STYLES}

    class Typed(Message):
        """A letter was pressed."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    class Opened(Message):
        """A finding was double-clicked."""

    def __init__(self, workspace: Workspace, gaps: Gaps, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._workspace = workspace
        self._gaps = gaps
        self.folded: dict[GapGrouping, set[str]] = {}
        self.since: Mapping[Key, str] | None = None
        self.moved: Callable[[], None] = lambda: None
        self.line = 1
        self.nothing = ""
        self._lines = GapLines()
        self._here: Identity | None = None
        self._heading_here = ""
        self._styles: dict[str, Style] = {}

    # What is shown

    def show(self) -> None:
        """Show the findings as they are now; the cursor stays on its finding, else at its place."""
        grouping = self._gaps.asked.grouping
        if grouping not in self.folded and self._gaps.groups:
            self.folded[grouping] = self._folded_at_first()
        self._lay_out()
        if self._gaps.groups:
            self._stand(self._line_again())
        else:
            self.moved()
        self.refresh()

    def remember(self, known: Identity | None) -> None:
        """Put the cursor on a finding when it is shown next."""
        self._here = known

    @property
    def known(self) -> Identity | None:
        """What the finding under the cursor is known by."""
        return self._here

    def is_folded(self, group: int) -> bool:
        """Whether a group is folded."""
        return self._lines.folded[group]

    @property
    def finding(self) -> Finding | None:
        """The finding under the cursor."""
        return self._lines.finding(self.line)

    @property
    def group(self) -> int | None:
        """Index of the group under the cursor, or None where there is nothing."""
        return self._lines[self.line].group if self.line < len(self._lines) else None

    # Moving

    def move(self, lines: int) -> None:
        """Move the cursor."""
        self._stand(self.line + lines)

    def page(self, pages: int) -> None:
        """Move the cursor by screens."""
        self.move(pages * max(1, self._height - 1))

    def edge(self, where: str) -> None:
        """Move the cursor to the first or last line."""
        self._stand(0 if where == "top" else len(self._lines) - 1)

    def next_group(self, step: int) -> None:
        """Move the cursor to the next or previous heading."""
        self._stand(self._lines.heading_from(self.line, step))

    def go_to(self, known: Identity) -> bool:
        """Put the cursor on a finding, unfolding its group; False where it is not listed."""
        found = self._gaps.locate(known)
        if found is None:
            return False
        self.folded.get(self._gaps.asked.grouping, set()).discard(self._gaps.groups[found[0]].key)
        self._lay_out()
        self._stand(self._lines.line_of(*found))
        self.refresh()
        return True

    def go_to_any(self, findings: Iterable[Finding]) -> None:
        """Put the cursor on the first of some findings that is listed; it stays where none is."""
        any(self.go_to(identity(finding)) for finding in findings)

    # Folding

    def fold(self, *, folded: bool | None = None) -> bool:
        """Fold the group under the cursor, or show it again; False where there is none, or it is so already."""
        group = self.group
        if group is None or folded is self._lines.folded[group]:
            return False
        folds = self.folded.setdefault(self._gaps.asked.grouping, set())
        folds ^= {self._lines.groups[group].key}
        self._lay_out()
        self._stand(self._lines.line_of(group))
        self.refresh()
        return True

    def fold_all(self) -> None:
        """Fold every group, or show all where every one is folded."""
        group = self.group
        folds = self.folded.setdefault(self._gaps.asked.grouping, set())
        keys = {each.key for each in self._lines.groups}
        if keys <= folds:
            folds -= keys
        else:
            folds |= keys
        self._lay_out()
        if group is not None:
            self._stand(self._lines.line_of(group))
        self.refresh()

    # Events

    def on_key(self, event: events.Key) -> None:
        """Offer letters to the owner; every other key goes on to the bindings."""
        if event.character and event.character.isalpha():
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(event.character))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor where the mouse is; the triangle of a heading folds."""
        line = event.y + self.scroll_offset.y
        if event.button == 1 and line < len(self._lines):
            self._stand(line)
            if self._lines[line].at == HEADING and event.x <= 2:
                self.fold()

    def on_click(self, event: events.Click) -> None:
        """Go to what is clicked twice; a heading folds."""
        line = event.y + self.scroll_offset.y
        if event.chain == 2 and line < len(self._lines):
            if self._lines.finding(line):
                self.post_message(self.Opened())
            elif event.x > 2:
                self.fold()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight."""
        del event
        self._scroll_update(self.virtual_size)
        self._reveal()

    def on_focus(self) -> None:
        """Show that keys go here."""
        self.refresh()

    def notify_style_update(self) -> None:
        """Take the new theme's colours."""
        super().notify_style_update()
        self._styles.clear()

    # Painting

    def render_line(self, y: int) -> Strip:
        """Paint one line."""
        if not self._styles:
            self._styles = {name: self.get_component_rich_style(f"gaps--{name}") for name in STYLES}
        width = self.scrollable_content_region.width
        line = y + self.scroll_offset.y
        if line >= len(self._lines):
            said = f" {self.nothing}" if line == 0 else ""
            return Strip([Segment(fit(said, width), self.rich_style)], width)
        here = self._lines[line]
        parts = self._heading(here, width) if here.at == HEADING else self._finding(here, width)
        segments = list(parts)
        if line == self.line:
            cursor = self._styles["cursor"]
            segments = [Segment(segment.text, cursor) for segment in segments]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _heading(self, line: GapLine, width: int) -> Iterator[Segment]:
        group = self._lines.groups[line.group]
        mark = FOLDED if self._lines.folded[line.group] else UNFOLDED
        worst = min((group[0].severity, group[-1].severity), key=list(SEVERITY_WORDS).index)
        count = f"{len(group):,} "
        if self._gaps.asked.grouping == "rule":
            words = SEVERITY_WORDS[group[0].severity] + ("s" if len(group) > 1 else "")
            count = f"{len(group):,} {words} "
        style = self._styles["heading"]
        yield Segment(f" {mark} ", self._styles[worst])
        yield Segment(fit(one_line(group.title), max(0, width - 3 - cell_len(count))), style)
        yield Segment(count, style)

    def _finding(self, line: GapLine, width: int) -> Iterator[Segment]:
        finding, styles = self._lines.groups[line.group][line.at], self._styles
        tables = self._workspace.state.tables
        element = tables["elements"].get(finding.element)
        pain = self._workspace.pain(finding.element) if element else 0
        hot = pain >= HOT_PAIN and finding.severity == "error"
        pointer = POINTER if self._lines[self.line] == line and self.line < len(self._lines) else " "
        yield Segment(f" {pointer}", styles["name"])
        yield Segment("‼" if hot else MARKS[finding.severity], styles["hot" if hot else finding.severity])
        yield Segment(f" {DOTS.get(element.visibility, ' ') if element else ' '} ", styles["dim"])
        room = max(0, width - 6 - _AGE_CELLS)
        beside = min(_BESIDE_CELLS, room * 2 // 5) if width >= _ROOMY else 0
        name = one_line(element.name) if element else self._about(finding)
        yield Segment(fit(name, max(0, room - 3 - beside)), styles["name"])
        yield Segment(f" {PAIN_BARS[pain]} ", styles["hot" if pain >= HOT_PAIN else "dim"])
        if beside:
            yield Segment(fit(self._what(finding), beside), styles["dim"])
        yield Segment(f"{self.age(finding):>{_AGE_CELLS - 1}} ", styles["dim"])

    def _what(self, finding: Finding) -> str:
        """What the heading above a finding does not say of it."""
        tables, grouping = self._workspace.state.tables, self._gaps.asked.grouping
        element = tables["elements"].get(finding.element)
        parts = []
        if self._gaps.asked.layer == "diff" and finding.layer != "both":
            parts.append("today" if finding.layer == "current" else "target")
        if grouping != "rule":
            parts.append(self._gaps.title_of(finding.rule))
        if element and grouping != "stage" and element.stage in tables["stages"]:
            parts.append(tables["stages"][element.stage].name)
        return one_line(" · ".join(parts))

    def _about(self, finding: Finding) -> str:
        parties = self._workspace.state.tables["parties"]
        named = [parties[party].name for party in finding.parties[:1] if party in parties]
        return one_line(named[0] if named and not finding.element else finding.message)

    def age(self, finding: Finding) -> str:
        """How long a finding has been open; empty while nobody knows."""
        if self.since is None or finding.on in ("column", "matrix"):
            # The ledger is followed row by row only.
            return ""
        return age_words(age_days(self.since.get(key_of(finding), ""), utc_now()))

    # Geometry

    @property
    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _folded_at_first(self) -> set[str]:
        """By rule, all but the ownership errors are folded to a line each; otherwise nothing is."""
        if self._gaps.asked.grouping != "rule":
            return set()
        groups = self._gaps.groups
        folded = {
            group.key for group in groups if group[0].group != "ownership" or group[0].severity != "error"
        }
        return (
            folded if len(folded) < len(groups) else {group.key for group in groups if group[0].group == LOAD}
        )

    def _lay_out(self) -> None:
        folded = self.folded.get(self._gaps.asked.grouping, ())
        self._lines = GapLines(self._gaps.groups, folded)
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._lines))
        self._scroll_update(self.virtual_size)

    def _line_again(self) -> int:
        """Where the cursor stands after a change: on what it stood on, else at its place, in its group."""
        line, groups = self.line, self._gaps.groups
        found = self._gaps.locate(self._here) if self._here else None
        if found:
            return self._lines.line_of(*found)
        if self._here is None:
            same = (at for at, group in enumerate(groups) if group.key == self._heading_here)
            group = next(same, None) if self._heading_here else None
            return line if group is None else self._lines.line_of(group)
        if not 0 < line <= len(self._lines):
            return line
        beyond = line == len(self._lines) or self._lines[line].at == HEADING
        return line - 1 if beyond and self._lines[line - 1].at != HEADING else line

    def _stand(self, line: int) -> None:
        before = self.line
        self.line = max(0, min(line, len(self._lines) - 1))
        finding, group = self.finding, self.group
        self._here = identity(finding) if finding else None
        self._heading_here = "" if finding or group is None else self._lines.groups[group].key
        top = self.scroll_offset.y
        for each in {before, self.line}:
            region = Region(0, each - top, self.size.width, 1).intersection(self.size.region)
            if region:
                self.refresh(region)
        self._reveal()
        self.moved()

    def _reveal(self) -> None:
        """Scroll no more than needed to have the cursor, and a heading right above it, in sight."""
        if not self.size.height or not len(self._lines):
            return
        line, top = self.line, self.scroll_offset.y
        highest = line - 1 if line and self._lines[line].at == 0 else line
        y = min(top, highest) if highest < top else max(top, line - self._height + 1)
        if y != top:
            self.scroll_to(0, y, animate=False, immediate=True, force=True)
