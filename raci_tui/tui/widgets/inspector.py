"""The inspector beside the matrix: everything known of the element and the cell under the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip

from raci_tui.core.findings import FINDING_LAYER_WORDS, HOT_PAIN, SEVERITY_WEIGHT, Findings
from raci_tui.core.labels import VISIBILITY_WORDS, letter_words, party_words
from raci_tui.core.records import Cell, EditLayer, Element, Layer, Severity, Waiver
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.widgets.kept_lines import KeptLines
from raci_tui.tui.wrapped import Paragraph, Span, wrap

LONGEST_TEXT: Final = 600
KEPT_PARAGRAPHS: Final = 600
STYLES: Final = ("title", "dim", "pain", "gap", "plan", "note", "party", "rule")
"""Component classes, each `inspector--NAME` in the stylesheet."""
_EDGE: Final = 2
"""Terminal cells of the rule at the left and the blank behind it."""
_MARGIN: Final = 1
_VISIBILITY_MARKS: Final = {"front": "●", "back": "○"}
_LESSER_MARKS: Final[dict[Severity, str]] = {"warning": "△", "info": "i"}
_ORIENTATIONS: Final = (
    ("touchpoint", "Touchpoint"),
    ("activity", "Customer activity"),
    ("decision", "Decision"),
    ("process", "Process"),
    ("code", "Number"),
)
_BLANK_LINE: Final[Paragraph] = (Span(""),)


class Inspector(KeptLines, can_focus=False, inherit_bindings=False):
    """Texts, findings in words with what to do, the cell in both layers.

    It wraps and paints its lines itself, since it answers every step of the cursor: a widget of its own height
    would lay out the whole screen anew, and most paragraphs were there a step ago.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"inspector--{name}" for name in STYLES}

    def __init__(self, workspace: Workspace, findings: Findings, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._workspace = workspace
        self._findings = findings
        self._paragraphs: tuple[Paragraph, ...] = ()
        self._wrapped: list[Strip] = []
        self._painted: dict[Paragraph, list[Strip]] = {}
        self._painted_width = 0
        self._empty = Strip([])
        self._layer: Layer = "current"
        self._top = 0
        self._styles: dict[str, Style] = {}

    def inspect(self, element: str, party: str, layer: Layer, *, judged: bool = True) -> None:
        """Describe an element, and its cell with a party where one is named; findings only once rows are judged."""
        self._layer = layer
        record = self._workspace.state.tables["elements"].get(element)
        if record is None:
            words = "Nothing here yet.\n\nAdd an element with +\nand a party with Ctrl+N."
            self._paragraphs = ((Span(words, "dim"),),)
        else:
            # Rules may not be loaded before: nothing that counts rows is asked.
            judged_parts = (*self._answers(element), *self._found(element, layer)) if judged else ()
            parts = [*self._element(record), *judged_parts]
            if party:
                parts += self._cell(self._workspace.cell(element, party))
            self._paragraphs = (*parts, *self._more(record))
        self._show()
        if self.scroll_offset.y:
            self.scroll_to(y=0, animate=False, immediate=True)

    def tell(self, title: str, text: str) -> None:
        """Say something of what is under the cursor where that is no element."""
        lines = ((Span(line),) for line in text.split("\n"))
        self._paragraphs = ((Span(shorten(one_line(title), LONGEST_TEXT), "title"),), *lines)
        self._show()
        if self.scroll_offset.y:
            self.scroll_to(y=0, animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap to the new width."""
        del event
        self._show()

    def notify_style_update(self) -> None:
        """Take the new theme's colours."""
        super().notify_style_update()
        if self.is_attached:
            # The styles of components are still those of the old theme when this is called.
            self.call_after_refresh(self._recolour)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give out the lines of a region; where one has scrolled to is looked up once for all of them."""
        self._top = self.scroll_offset.y
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Give out one wrapped line behind the rule."""
        line = y + self._top
        return self._wrapped[line] if line < len(self._wrapped) else self._empty

    @property
    def text(self) -> str:
        """What is shown, without styles and not wrapped."""
        return "\n".join("".join(span.text for span in paragraph) for paragraph in self._paragraphs)

    def _recolour(self) -> None:
        self._styles.clear()
        self._painted_width = 0
        self._show()
        self.refresh()

    def _show(self) -> None:
        width = self.scrollable_content_region.width - _EDGE - _MARGIN
        if width <= 0:
            return
        whole_width = self.size.width
        if whole_width != self._painted_width or len(self._painted) > KEPT_PARAGRAPHS:
            self._painted.clear()
            self._painted_width = whole_width
            self._empty = self._line(())
        before = self._wrapped
        self._wrapped = [line for paragraph in self._paragraphs for line in self._paint(paragraph, width)]
        legend = [line for paragraph in self._legend() for line in self._paint(paragraph, width)]
        blank = self.size.height - len(self._wrapped) - len(legend)
        if blank > 0:
            # At the bottom, where it stays as it is while the cursor moves.
            self._wrapped += [*[self._empty] * blank, *legend]
        size = Size(self.scrollable_content_region.width, len(self._wrapped))
        if size != self.virtual_size and max(size.height, self.virtual_size.height) > self.size.height:
            self.virtual_size = size
            self.refresh()
            return
        # Only lines that read differently are painted: a step of the cursor changes few of them.
        top = self.scroll_offset.y
        pairs = enumerate(zip_longest(before, self._wrapped))
        changed = [
            Region(0, line - top, whole_width, 1)
            for line, (old, new) in pairs
            if old is not new and old != new
        ]
        if changed:
            self.refresh(*changed)

    def _paint(self, paragraph: Paragraph, width: int) -> list[Strip]:
        if paragraph not in self._painted:
            self._painted[paragraph] = [
                self._line([Segment(text, self._style(style)) for text, style in line])
                for line in wrap(paragraph, width)
            ]
        return self._painted[paragraph]

    def _line(self, segments: Sequence[Segment]) -> Strip:
        base = self._style("")
        strip = Strip([Segment("│", self._style("rule")), Segment(" ", base), *segments])
        return strip.crop_extend(0, self._painted_width, base)

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = (
                self.get_component_rich_style(f"inspector--{name}") if name else self.rich_style
            )
        return self._styles[name]

    def _element(self, element: Element) -> Iterator[Paragraph]:
        stage = self._workspace.state.tables["stages"].get(element.stage)
        yield (Span(shorten(one_line(element.name), LONGEST_TEXT), "title"),)
        if stage:
            yield (Span(one_line(stage.name), "dim"),)
        if element.visibility:
            words = VISIBILITY_WORDS[element.visibility]
            yield (Span(f"{_VISIBILITY_MARKS[element.visibility]} {words}"),)
        for pain in self._workspace.pains(element.id):
            source = f" ({pain.source})" if pain.source else ""
            yield (
                Span(f"pain {pain.severity}", "pain"),
                Span(f"{source} {one_line(pain.text)[:LONGEST_TEXT]}"),
            )

    def _answers(self, element: str) -> Iterator[Paragraph]:
        """Who answers for an element, today and, where that is planned, in the target."""
        layers: tuple[EditLayer, ...] = (
            ("current", "target") if self._findings.is_planned(element) else ("current",)
        )
        for layer in layers:
            owners = self._findings.holders(element, layer).owners
            parties = self._workspace.state.tables["parties"]
            names = ", ".join(one_line(parties[owner].name) for owner in owners)
            when = "today  " if layer == "current" else "planned"
            yield (Span(f"{when} ", "dim"), Span(f"{names or 'nobody'} answers", "" if names else "gap"))

    def _legend(self) -> Iterator[Paragraph]:
        for letter in self._workspace.scheme.letters:
            yield (Span(letter.code, "party"), Span(f" {one_line(letter.name)}", "dim"))
        yield (Span("· undecided   - not involved", "dim"),)
        yield (Span("● the customer sees it", "dim"),)
        yield (Span("○ behind the scenes", "dim"),)
        yield (Span("! gap: no owner, or several", "dim"),)
        yield (Span("‼ gap with pain 4 or 5", "dim"),)
        if self._layer != "current":
            yield (Span("Letters you type change the target.", "dim"),)
        if self._layer == "diff":
            yield (Span("+A gained   −A lost   C›A changed", "dim"),)

    def _found(self, element: str, layer: Layer) -> Iterator[Paragraph]:
        mark = "‼" if self._workspace.pain(element) >= HOT_PAIN else "!"
        for finding in sorted(self._findings.of(element), key=lambda each: -SEVERITY_WEIGHT[each.severity]):
            message = one_line(finding.message)[:LONGEST_TEXT]
            waiver: Waiver | None = self._workspace.state.tables["waivers"].get(finding.waived)
            if not finding.shown_in(layer):
                continue
            if waiver:
                yield from (_BLANK_LINE, (Span(f"✓ accepted: {message}", "dim"),))
                yield (
                    Span(f"{one_line(_standing(waiver))[:LONGEST_TEXT]} · # ends it or changes it", "dim"),
                )
            elif finding.severity != "error":
                yield (Span(f"{_LESSER_MARKS[finding.severity]} {message}", "dim"),)
            else:
                yield from (_BLANK_LINE, (Span(f"{mark} {message}", "gap"),))
                yield (Span(f"({FINDING_LAYER_WORDS[finding.layer]})", "dim"), Span(f" {finding.advice}"))

    def _cell(self, cell: Cell) -> Iterator[Paragraph]:
        party = self._workspace.state.tables["parties"][cell.party]
        scheme = self._workspace.scheme
        yield _BLANK_LINE
        yield (Span(one_line(party.name), "party"), Span(f" {party_words(party)}", "dim"))
        yield (Span(f"today   {letter_words(cell.current, scheme)}"),)
        if cell.target is None:
            yield (Span("target  no plan", "dim"),)
        else:
            yield (Span(f"target  {letter_words(cell.target, scheme)}", "plan" if cell.differs else "dim"),)
        if cell.note:
            yield (Span(f"“{cell.note[:LONGEST_TEXT]}”", "note"),)

    def _more(self, element: Element) -> Iterator[Paragraph]:
        yield _BLANK_LINE
        for field, title in _ORIENTATIONS:
            value = getattr(element, field)
            if value:
                yield (Span(f"{title:10}", "dim"), Span(f" {one_line(value)[:LONGEST_TEXT]}"))
        for title, value in element.extra.items():
            yield (Span(one_line(title)[:40], "dim"), Span(f" {one_line(value)[:LONGEST_TEXT]}"))
        if element.note:
            yield from (_BLANK_LINE, (Span(element.note[:LONGEST_TEXT], "note"),))


def _standing(waiver: Waiver) -> str:
    # Not needed before something accepted is shown: the first screen should not wait for it.
    from raci_tui.core.waiving import standing

    return standing(waiver)
