"""The wheel and what the mouse rests on: whole columns are scrolled, and shortened or coded things are said in words.

Nothing is done while the mouse moves. Textual asks a widget for its tooltip once the mouse has rested, and only then
is the place under it looked up. All that is said here the inspector says too, for those who use no mouse.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final, Literal, NamedTuple

from textual import events
from textual.content import Content
from textual.css.query import NoMatches
from textual.geometry import Offset, clamp
from textual.visual import VisualType
from textual.widgets import Tooltip

from raci_tui.core.findings import FINDING_LAYER_WORDS
from raci_tui.core.labels import VISIBILITY_WORDS, letter_words, party_words
from raci_tui.core.query import value_in
from raci_tui.core.records import EditLayer, Element, Party
from raci_tui.tui.plain import one_line, plain, shorten, template
from raci_tui.tui.widgets.matrix.layout import MARK_WIDTH, Layout
from raci_tui.tui.widgets.matrix.painter import Look, is_accepted
from raci_tui.tui.widgets.matrix.pointer import PointerView
from raci_tui.tui.widgets.matrix.zones import zone_at

LONGEST: Final = 400
"""Cells of one text in a tooltip: it must fit on the screen."""
PAIN_WIDTH: Final = 3
HEADING_REST: Final = 13
"""Cells of a heading's line beside its title: the sign before it, and a count such as `12 gaps` behind it."""
Part = Literal["mark", "name", "owner", "pain", "gap", "heading", "party", "cell"]


class Spot(NamedTuple):
    """What lies at a place of the grid.

    Attributes:
        line, column: Indexes of the layout; -1 where the part has none.
    """

    part: Part
    line: int = -1
    column: int = -1


def spot_at(layout: Layout, at: Offset, scrolled: Offset, width: int) -> Spot | None:
    """Find what is drawn at a place.

    Args:
        at: Terminal cells from the grid's upper left corner.
        scrolled: How far the body is scrolled.
        width: Terminal cells of the grid without its scrollbar.
    """
    zone = zone_at(layout, at, scrolled)
    if zone.kind in ("cell", "column"):
        end = layout.starts[zone.column] + layout.column_width - scrolled.x + layout.left_width
        ruled = zone.kind == "column" and at.y == layout.header_height - 1
        if end > width or ruled:
            return None  # what would be cut is not drawn
        return Spot("party" if zone.kind == "column" else "cell", zone.line, zone.column)
    if zone.kind not in ("row", "name", "heading") or at.x >= layout.left_width:
        return None
    after_name = at.x - MARK_WIDTH - layout.name_width
    if zone.kind == "name" and after_name >= 0:
        after_owner = after_name - layout.owner_width
        return Spot("owner" if after_owner < 0 else "pain" if after_owner < PAIN_WIDTH else "gap", zone.line)
    return Spot("mark" if zone.kind == "row" else zone.kind, zone.line)


def words_for(look: Look, spot: Spot) -> Content | None:
    """Say in words what a spot shows; None where it says all there is to say."""
    parts = list(_WORDS[spot.part](look, spot))
    return Content("\n").join(parts) if parts else None


def column_begins(layout: Layout) -> list[int]:
    """Body offsets at which a column that scrolls begins."""
    return list(layout.starts[layout.pinned :])


def _element(look: Look, spot: Spot) -> Element:
    element: Element = look.workspace.state.tables["elements"][look.layout.lines[spot.line].element]
    return element


def _party(party: Party) -> Content:
    return template("[b]$name[/] $words", name=_text(party.name), words=party_words(party))


def _text(text: str) -> str:
    return shorten(one_line(text), LONGEST)


def _of_mark(look: Look, spot: Spot) -> Iterator[Content]:
    words = VISIBILITY_WORDS[_element(look, spot).visibility]
    if words:
        yield plain(words)


def _of_name(look: Look, spot: Spot) -> Iterator[Content]:
    name = one_line(_element(look, spot).name)
    if shorten(name, look.layout.name_width) != name:
        yield plain(_text(name), "bold")


def _of_owner(look: Look, spot: Spot) -> Iterator[Content]:
    layer: EditLayer = "current" if look.layer == "current" else "target"
    for owner in look.findings.holders(_element(look, spot).id, layer).owners:
        party = look.workspace.state.tables["parties"][owner]
        yield template("[b]$name[/] answers for it", name=_text(party.name))


def _of_pain(look: Look, spot: Spot) -> Iterator[Content]:
    for pain in look.workspace.pains(_element(look, spot).id):
        source = f"({pain.source}) " if pain.source else ""
        yield template("[b]pain $n[/] $said", n=str(pain.severity), said=source + _text(pain.text))


def _of_gap(look: Look, spot: Spot) -> Iterator[Content]:
    for finding in look.findings.gaps_in(_element(look, spot).id, look.layer) if look.judged else ():
        yield template(
            "[b]$found[/] ($layer)\n$advice",
            found=_text(finding.message), layer=FINDING_LAYER_WORDS[finding.layer], advice=_text(finding.advice),
        )  # fmt: skip
    if is_accepted(look, _element(look, spot).id):
        yield from _of_accepted(look, _element(look, spot).id)


def _of_accepted(look: Look, element: str) -> Iterator[Content]:
    from raci_tui.core.waiving import standing

    for finding in look.findings.of(element):
        waiver = look.workspace.state.tables["waivers"].get(finding.waived)
        if waiver and finding.shown_in(look.layer):
            yield template(
                "[b]$found[/]\naccepted $said", found=_text(finding.message), said=_text(standing(waiver))
            )


def _of_heading(look: Look, spot: Spot) -> Iterator[Content]:
    title = one_line(look.layout.lines.groups[look.layout.lines[spot.line].group].title)
    if shorten(title, look.layout.left_width - HEADING_REST) != title:
        yield plain(_text(title), "bold")


def _of_party(look: Look, spot: Spot) -> Iterator[Content]:
    yield from map(_party, look.layout.parties[spot.column].parties)


def _of_cell(look: Look, spot: Spot) -> Iterator[Content]:
    element, column = _element(look, spot), look.layout.parties[spot.column]
    scheme = look.workspace.scheme
    if not column.id:
        for party in column.parties:
            if value := value_in(look.workspace.cell(element.id, party.id), look.layer):
                yield template("[b]$name[/] $said", name=_text(party.name), said=letter_words(value, scheme))
        return
    cell = look.workspace.cell(element.id, column.id)
    yield from map(_party, column.parties)
    yield plain(_text(element.name))
    yield template("today   $said", said=letter_words(cell.current, scheme))
    if cell.target is not None:
        yield template("target  $said", said=letter_words(cell.target, scheme))
    if cell.note:
        yield plain(f"“{_text(cell.note)}”", "italic")


_WORDS: Final[dict[Part, Callable[[Look, Spot], Iterator[Content]]]] = {
    "mark": _of_mark, "name": _of_name, "owner": _of_owner, "pain": _of_pain, "gap": _of_gap,
    "heading": _of_heading,
    "party": _of_party, "cell": _of_cell,
}  # fmt: skip


class HoverView(PointerView, can_focus=True, inherit_bindings=False):
    """A view that scrolls by whole columns and says what the mouse rests on."""

    _begins: tuple[Layout | None, list[int]] = (None, [])

    def said_at(self, at: Offset) -> Content | None:
        """Words for a place, or None; the grid knows what is drawn there."""
        del at
        return None

    @property
    def tooltip(self) -> VisualType | None:
        """Words for what is under the mouse, made when they are asked for."""
        if self.app.mouse_captured is not None:
            return None
        return self.said_at(self.app.mouse_position - self.content_region.offset)

    @tooltip.setter
    def tooltip(self, tooltip: VisualType | None) -> None:
        del tooltip

    def validate_scroll_x(self, value: float) -> float:
        """Begin with a whole column, however one scrolls: by wheel, by the scrollbar or by the cursor."""
        x = clamp(value, 0, self.max_scroll_x)
        begins = self._column_begins
        return begins[max(0, bisect_right(begins, x) - 1)] if begins else x

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down, or with Shift to the right."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up, or with Shift to the left."""
        self._wheel(event, -1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Scroll one party to the right."""
        self._wheel_columns(event, 1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Scroll one party to the left."""
        self._wheel_columns(event, -1)

    def _wheel(self, event: events.MouseEvent, step: int) -> None:
        if event.shift or event.ctrl:
            self._wheel_columns(event, step)
        else:
            # The rest Textual does, but its tooltip would go on telling of what was there before.
            self._hide_tooltip()

    def _wheel_columns(self, event: events.MouseEvent, step: int) -> None:
        event.prevent_default()
        begins = self._column_begins
        if not begins or not self.allow_horizontal_scroll:
            return
        event.stop()
        column = max(0, bisect_right(begins, self.scroll_offset.x) - 1)
        x = begins[int(clamp(column + step, 0, len(begins) - 1))]
        self.scroll_to(x=x, animate=False)
        self._hide_tooltip()

    def _hide_tooltip(self) -> None:
        with suppress(NoMatches):
            self.screen.get_child_by_type(Tooltip).display = False

    @property
    def _column_begins(self) -> list[int]:
        if self._begins[0] is not self.matrix:
            self._begins = (self.matrix, column_begins(self.matrix))
        return self._begins[1]
