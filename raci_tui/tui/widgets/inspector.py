"""The inspector beside the matrix: everything known of the element and the cell under the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from raci_tui.core.findings import Findings
from raci_tui.core.notation import show
from raci_tui.core.records import Cell, Element, Layer
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, plain, shorten, template

LONGEST_TEXT: Final = 600
_VISIBILITY: Final = {"front": "● in plain view of the customer", "back": "○ behind the scenes", "": ""}
_ORIENTATIONS: Final = (
    ("touchpoint", "Touchpoint"),
    ("activity", "Customer activity"),
    ("decision", "Decision"),
    ("process", "Process"),
    ("code", "Number"),
)
_LAYER_WORDS: Final = {"both": "no plan yet", "current": "the target mends it", "target": "in the target"}


class Inspector(ScrollView, can_focus=False):
    """Texts, findings in words with what to do, the cell in both layers.

    It wraps its text itself and paints lines: a widget of its own height would lay out the whole screen anew
    with every step of the cursor.
    """

    def __init__(self, workspace: Workspace, findings: Findings, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._workspace = workspace
        self._findings = findings
        self._content = Content("")
        self._wrapped: list[Strip] = []
        self._blank = Strip.blank(0)

    def inspect(self, element: str, party: str, layer: Layer) -> None:
        """Describe an element, and its cell with a party where one is named."""
        record = self._workspace.state.tables["elements"].get(element)
        if record is None:
            self._content = plain(
                "Nothing here yet.\n\nAdd an element with +\nand a party with Ctrl+N.", "dim"
            )
        else:
            parts = [*self._element(record), *self._found(element, layer)]
            if party:
                parts += self._cell(self._workspace.cell(element, party))
            self._content = Content("\n").join([*parts, *self._more(record)])
        self._wrap()
        if self.scroll_offset.y:
            self.scroll_to(y=0, animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap to the new width."""
        del event
        self._wrap()

    def notify_style_update(self) -> None:
        """Take the new theme's colours."""
        super().notify_style_update()
        self._wrapped = []
        self._wrap()

    def render_line(self, y: int) -> Strip:
        """Paint one wrapped line."""
        line = y + self.scroll_offset.y
        return self._wrapped[line] if line < len(self._wrapped) else self._blank

    @property
    def text(self) -> str:
        """What is shown, without styles."""
        return self._content.plain

    def _wrap(self) -> None:
        region = self.scrollable_content_region
        if not region.width:
            return
        before = self._wrapped
        strips = Visual.to_strips(self, self._content, region.width, None, self.visual_style)
        base = self.rich_style
        self._blank = Strip.blank(region.width, base)
        self._wrapped = [strip.crop_extend(0, region.width, base) for strip in strips]
        size = Size(region.width, max(len(strips), region.height))
        if size != self.virtual_size:
            self.virtual_size = size
            self.refresh()
            return
        # Only lines that read differently are painted: a step of the cursor changes few of them.
        top = self.scroll_offset.y
        pairs = enumerate(zip_longest(before, self._wrapped))
        changed = [Region(0, line - top, region.width, 1) for line, (old, new) in pairs if old != new]
        if changed:
            self.refresh(*changed)

    def _element(self, element: Element) -> Iterator[Content]:
        stage = self._workspace.state.tables["stages"].get(element.stage)
        yield plain(shorten(one_line(element.name), LONGEST_TEXT), "bold")
        if stage:
            yield plain(one_line(stage.name), "dim")
        if element.visibility:
            yield Content(_VISIBILITY[element.visibility])
        for pain in self._workspace.pains(element.id):
            source = f" ({pain.source})" if pain.source else ""
            yield template(
                f"[$text-warning]pain {pain.severity}[/]{source} $text",
                text=one_line(pain.text)[:LONGEST_TEXT],
            )

    def _found(self, element: str, layer: Layer) -> Iterator[Content]:
        for finding in self._findings.of(element):
            if finding.waived:
                yield plain(f"\n✓ waived: {one_line(finding.message)}", "dim")
            elif finding.shown_in(layer):
                yield template(
                    "\n[$text-error b]‼ $message[/]", message=one_line(finding.message)[:LONGEST_TEXT]
                )
                words = _LAYER_WORDS[finding.layer]
                yield template("[dim]$words[/] $advice", words=f"({words})", advice=finding.advice)

    def _cell(self, cell: Cell) -> Iterator[Content]:
        party = self._workspace.state.tables["parties"][cell.party]
        state = "retired " if party.retired else "vacant " if party.vacant else ""
        yield template("\n[b]$name[/] [dim]$kind[/]", name=one_line(party.name), kind=f"{state}{party.kind}")
        yield template("today   $said", said=self._said(cell.current, "undecided"))
        if cell.target is None:
            yield template("[dim]target  no plan[/]")
        else:
            sign = "[$text-accent b]" if cell.differs else "[dim]"
            yield template(f"{sign}target  $said[/]", said=self._said(cell.target, "undecided"))
        if cell.note:
            yield plain(f"“{cell.note[:LONGEST_TEXT]}”", "italic")

    def _more(self, element: Element) -> Iterator[Content]:
        for field, title in _ORIENTATIONS:
            value = getattr(element, field)
            if value:
                yield template("[dim]$title[/] $value", title=title, value=one_line(value)[:LONGEST_TEXT])
        for title, value in element.extra.items():
            yield template(
                "[dim]$title[/] $value", title=one_line(title)[:40], value=one_line(value)[:LONGEST_TEXT]
            )
        if element.note:
            yield plain(f"\n{element.note[:LONGEST_TEXT]}", "italic")

    def _said(self, letters: str, nothing: str) -> str:
        if not letters:
            return nothing
        if letters == NOT_INVOLVED:
            return "- not involved"
        names = [letter.name for code in letters if (letter := self._workspace.scheme.letter(code))]
        return f"{show(letters)}  {', '.join(names)}"
