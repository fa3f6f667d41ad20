"""The matrix as sentences, for a screen reader: one fact a line, each understood without the lines around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from raci_tui.core.findings import FINDING_LAYER_WORDS, Findings
from raci_tui.core.labels import VISIBILITY_WORDS
from raci_tui.core.records import Cell, Element, Layer, Party
from raci_tui.core.scheme import NOT_INVOLVED, Scheme
from raci_tui.core.workspace import Workspace

_LAYERS: Final[dict[Layer, str]] = {
    "current": "what is happening today", "target": "what should be happening", "diff": "what has to change",
}  # fmt: skip
_TEXTS: Final = (
    ("code", "Number"), ("touchpoint", "Touchpoint"), ("activity", "Customer activity"), ("decision", "Decision"),
    ("process", "Process"), ("note", "Note"),
)  # fmt: skip


def spoken_lines(
    workspace: Workspace,
    findings: Findings,
    *,
    layer: Layer,
    elements: Iterable[Element],
    parties: Sequence[Party],
) -> Iterator[str]:
    """Say everything that the matrix shows of some rows and columns in a layer, in reading order."""
    yield f"{_sentence(workspace.info.name)} This is {_LAYERS[layer]}."
    for party in parties:
        state = "retired " if party.retired else "vacant " if party.vacant else ""
        yield f"Party {party.name}: {state}{party.kind}."
    for element in elements:
        head = f"Element {_sentence(element.name)}"
        for fact in _facts(workspace, element):
            yield f"{head} {fact}"
        cells = [workspace.cell(element.id, party.id) for party in parties]
        said = [line for cell in cells for line in _cell(workspace, cell, layer)]
        for line in said:
            yield f"{head} {line}"
        if not any(_words(cell, layer, workspace.scheme) for cell in cells):
            yield f"{head} {'Nothing changes' if layer == 'diff' else 'Nothing decided'}."
        for finding in findings.of(element.id):
            # What is only for information would be heard with nearly every row.
            if finding.severity != "info" and finding.shown_in(layer):
                waived = "waived, " if finding.waived else ""
                words = FINDING_LAYER_WORDS[finding.layer]
                yield f"{head} Finding, {waived}{finding.severity}, {words}: {_sentence(finding.message)}"
                if not finding.waived:
                    yield f"{head} Advice: {_sentence(finding.advice)}"


def _facts(workspace: Workspace, element: Element) -> Iterator[str]:
    tables = workspace.state.tables
    if len(tables["journeys"]) > 1 and element.journey in tables["journeys"]:
        yield f"Journey: {_sentence(tables['journeys'][element.journey].name)}"
    if element.stage in tables["stages"]:
        yield f"Stage: {_sentence(tables['stages'][element.stage].name)}"
    if element.visibility:
        yield f"Seen: {VISIBILITY_WORDS[element.visibility]}."
    for pain in workspace.pains(element.id):
        source = f", {pain.source}" if pain.source else ""
        yield _sentence(f"Pain {pain.severity} of 5{source}" + (f": {pain.text}" if pain.text else ""))
    for field, title in _TEXTS:
        if value := getattr(element, field):
            yield f"{title}: {_sentence(value)}"
    for title, value in element.extra.items():
        yield f"{title}: {_sentence(value)}"


def _cell(workspace: Workspace, cell: Cell, layer: Layer) -> Iterator[str]:
    party = workspace.state.tables["parties"][cell.party]
    words = _words(cell, layer, workspace.scheme)
    if words:
        yield f"Party {party.name}: {words}."
    if cell.note:
        yield f"Party {party.name}, note: {_sentence(cell.note)}"


def _words(cell: Cell, layer: Layer, scheme: Scheme) -> str:
    if layer == "diff":
        if not cell.differs:
            return ""
        before = _meaning(cell.current, scheme) or "undecided"
        return f"{before}, should be {_meaning(cell.planned, scheme)}"
    return _meaning(cell.current if layer == "current" else cell.planned, scheme)


def _meaning(letters: str, scheme: Scheme) -> str:
    if letters == NOT_INVOLVED:
        return "not involved"
    found = (scheme.letter(code) for code in letters)
    return " and ".join(letter.name if letter else code for code, letter in zip(letters, found, strict=True))


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."
