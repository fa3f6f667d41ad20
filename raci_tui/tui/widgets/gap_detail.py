"""The row of the finding under the cursor in words and letters: what is wrong, why it matters, what one can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual import events

from raci_tui.core.findings import FINDING_LAYER_WORDS, Finding
from raci_tui.core.labels import VISIBILITY_WORDS, party_words
from raci_tui.core.notation import show
from raci_tui.core.records import Element, Party
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.tui.plain import fit, one_line, shorten
from raci_tui.tui.widgets.inspector import Inspector
from raci_tui.tui.wrapped import Paragraph, Span

LONGEST_TEXT: Final = 600
MOST_PARTIES: Final = 40
_LOW: Final = 14
"""Lines below which the row stands on one of them."""
_TODAY_CELLS: Final = 7
_TARGET_CELLS: Final = 9
_LEAST_NAME_CELLS: Final = 10
_WIDEST_NAME_CELLS: Final = 30
_BLANK_LINE: Final[Paragraph] = (Span(""),)
_DOTS: Final = {"front": "● ", "back": "○ "}


class GapDetail(Inspector, can_focus=False, inherit_bindings=False):
    """Tells of one finding; wraps and paints as the inspector does."""

    _told: tuple[Finding, str] | None = None

    def tell_finding(self, finding: Finding, age: str) -> None:
        """Describe a finding and its row of the matrix.

        Args:
            age: How long it has been open, or empty where nobody knows yet.
        """
        self._told = finding, age
        element: Element | None = self._workspace.state.tables["elements"].get(finding.element)
        if element and 0 < self.size.height < _LOW:
            self.put(tuple(self._in_short(finding, element, age)))
            return
        parts = [*self._about(finding, element), _BLANK_LINE, *self._said(finding, age)]
        parts += self._reasons(finding)
        if element:
            parts += [_BLANK_LINE, *self._row(element, finding)]
        self.put(tuple(parts))

    def tell_group(self, title: str, count: int, *, folded: bool) -> None:
        """Describe a heading."""
        self._told = None
        findings = "1 finding" if count == 1 else f"{count:,} findings"
        words = (
            f"{findings}, folded away.\nTab shows them." if folded else f"{findings}.\nTab folds them away."
        )
        self.tell(title, words)

    def tell_nothing(self, title: str, text: str) -> None:
        """Say why there is no finding."""
        self._told = None
        self.tell(title, text)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the table out for the new width."""
        del event
        if self._told:
            self.tell_finding(*self._told)

    def put(self, paragraphs: tuple[Paragraph, ...]) -> None:
        """Show texts from their first line on."""
        self._paragraphs = paragraphs
        self._show()
        if self.scroll_offset.y:
            self.scroll_to(y=0, animate=False, immediate=True)

    def _legend(self) -> Iterator[Paragraph]:
        # The letters of the row are told right below it.
        yield from ()

    def _about(self, finding: Finding, element: Element | None) -> Iterator[Paragraph]:
        tables = self._workspace.state.tables
        if element is None:
            for party in finding.parties[:1]:
                if party in tables["parties"]:
                    record: Party = tables["parties"][party]
                    yield (Span(_short(record.name), "title"), Span(f" {party_words(record)}", "dim"))
            return
        yield (Span(_short(element.name), "title"),)
        stage = tables["stages"].get(element.stage)
        where = [one_line(stage.name)] if stage else []
        if element.visibility:
            where.append(_DOTS[element.visibility] + VISIBILITY_WORDS[element.visibility])
        if where:
            yield (Span(" · ".join(where), "dim"),)

    def _in_short(self, finding: Finding, element: Element, age: str) -> Iterator[Paragraph]:
        """The same in few lines: the row on one, right below what is wrong with it."""
        (title,), *where = self._about(finding, element)
        yield (title, Span("  "), *(span for paragraph in where for span in paragraph))
        (message,), *details = self._said(finding, age)
        yield (message, Span(" "), *(span for paragraph in details for span in paragraph))
        shown = self._shown(element, finding)
        spans: list[Span] = []
        for party in shown[:MOST_PARTIES]:
            cell = self._workspace.cell(element.id, party.id)
            style = "gap" if party.id in finding.parties else ""
            spans += [Span(", " if spans else ""), Span(f"{_short(party.name)} ", style)]
            spans.append(Span(show(cell.current) or "·", "party"))
            if cell.target is not None:
                spans += [Span("›", "dim"), Span(show(cell.target), "plan" if cell.differs else "dim")]
        yield tuple(spans) or (Span("No party has any letter here.", "dim"),)
        yield from self._reasons(finding)

    def _said(self, finding: Finding, age: str) -> Iterator[Paragraph]:
        yield (Span(_short(finding.message), "gap"),)
        details = [FINDING_LAYER_WORDS[finding.layer]] if finding.element else []
        if age:
            details.append("open since today" if age == "today" else f"open for {age}")
        if details:
            yield (Span(f"({' · '.join(details)})", "dim"),)

    def _reasons(self, finding: Finding) -> Iterator[Paragraph]:
        for pain in self._workspace.pains(finding.element) if finding.element else ():
            source = f" ({pain.source})" if pain.source else ""
            yield (Span(f"pain {pain.severity}", "pain"), Span(f"{source} {_short(pain.text)}"))
        if finding.why:
            yield (Span("Why  ", "dim"), Span(_short(finding.why)))
        if finding.advice:
            yield (Span("Do   ", "dim"), Span(_short(finding.advice)))

    def _shown(self, element: Element, finding: Finding) -> list[Party]:
        row = self._workspace.state.rows.get(element.id, {})
        return [
            party
            for party in self._workspace.parties()
            if party.id in row or (party.id in finding.parties and not party.retired)
        ]

    def _row(self, element: Element, finding: Finding) -> Iterator[Paragraph]:
        """The filled cells of the row, and those that the finding is about, as a small table."""
        shown = self._shown(element, finding)
        if not shown:
            yield (Span("No party has any letter here.", "dim"),)
            return
        room = self.scrollable_content_region.width - _TODAY_CELLS - _TARGET_CELLS - 3
        longest = max(len(one_line(party.name)) for party in shown[:MOST_PARTIES])
        cells = max(_LEAST_NAME_CELLS, min(room, longest + 2, _WIDEST_NAME_CELLS))
        yield (Span(f"{'':{cells}}{'today':{_TODAY_CELLS}}target", "dim"),)
        used: set[str] = set()
        for party in shown[:MOST_PARTIES]:
            cell = self._workspace.cell(element.id, party.id)
            used |= set(cell.current + cell.planned)
            target = "" if cell.target is None else show(cell.target)
            state = "retired" if party.retired else "vacant" if party.vacant else ""
            yield (
                Span(
                    fit(one_line(party.name), cells - 1) + " ", "gap" if party.id in finding.parties else ""
                ),
                Span(fit(show(cell.current) or "·", _TODAY_CELLS), "party"),
                Span(target, "plan" if cell.differs else "dim"),
                Span(f"  {state}" if state else "", "dim"),
            )
        if len(shown) > MOST_PARTIES:
            yield (Span(f"and {len(shown) - MOST_PARTIES} more", "dim"),)
        words = [
            f"{letter.code} {letter.name}" for letter in self._workspace.scheme.letters if letter.code in used
        ]
        if NOT_INVOLVED in used:
            words.append("- not involved")
        yield (Span(one_line(" · ".join(words)), "dim"),)


def _short(text: str) -> str:
    return shorten(one_line(text), LONGEST_TEXT)
