"""A party's sheet for others: as text to copy, as Markdown to send, and as plain values for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from raci_tui.core.errors import ExportError
from raci_tui.core.findings import FINDING_LAYER_WORDS, HOT_PAIN, FindingLayer
from raci_tui.core.labels import party_words
from raci_tui.core.party_sheet import Duty, Line, Mark, PartySheet
from raci_tui.formats.markdown_format import escape

MARKS: Final[dict[Mark, str]] = {"stays": "  ", "comes": "+ ", "goes": "− "}
MARK_WORDS: Final[dict[Mark, str]] = {"stays": "", "comes": "new in the target", "goes": "goes in the target"}
NOTHING: Final = "It has no part in any element yet, neither today nor in the target."


LineStyle = Literal["title", "text", "duty", "stage", "stays", "comes", "goes", "finding"]


class ReportLine(NamedTuple):
    """One line of the sheet as text, and what it is."""

    style: LineStyle
    text: str


def heading(sheet: PartySheet) -> str:
    """How much of the matrix the party has a part in."""
    elements = _number(sheet.elements, "element")
    if sheet.now == sheet.then:
        return f"It has a part in {sheet.now:,} of {elements}, today and in the target."
    return f"It has a part in {sheet.now:,} of {elements} today, in {sheet.then:,} in the target."


def facts(sheet: PartySheet) -> Iterator[tuple[str, str]]:
    """What is known of the party: a word, and what there is to say."""
    party = sheet.party
    people = ", ".join(f"{name} ({contact})" if contact else name for name, contact in sheet.people)
    for word, text in (
        ("Also called", ", ".join(party.aliases)),
        ("Part of", sheet.parent),
        ("Its parts", ", ".join(sheet.parts)),
        ("Contact", party.contact),
        ("People", people),
        ("Note", party.note),
    ):
        if text:
            yield word, text
    if party.overlay:
        yield "Overlay team", "what it answers for is meant to move out"


def duty_title(duty: Duty) -> str:
    """What the party has to do, and on how many elements."""
    return f"{duty.title} ({', '.join(duty.letters)}): {duty_counts(duty)}"


def duty_counts(duty: Duty) -> str:
    """On how many elements today and in the target, and what comes and goes."""
    changes = [f"{count:,} {word}" for count, word in ((duty.comes, "new"), (duty.goes, "to go")) if count]
    counts = f"{duty.now:,} today, {duty.then:,} in the target"
    return f"{counts}; {', '.join(changes)}" if changes else counts


def remark(line: Line) -> str:
    """What else is to be said of an element: what changes, whom it comes from or goes to, that it hurts, its note."""
    change = " ".join(filter(None, (MARK_WORDS[line.mark], line.others)))
    if line.others == "nobody does today":
        change = f"{MARK_WORDS[line.mark]}, {line.others}"
    hurts = f"hurts {line.pain} of 5" if line.pain >= HOT_PAIN else ""
    note = f"“{_one_line(line.note)}”" if line.note else ""
    return "; ".join(filter(None, (change, hurts, note)))


def report_lines(sheet: PartySheet) -> Iterator[ReportLine]:
    """The sheet line by line; names stand on one line each."""
    party = sheet.party
    words = party_words(party)
    yield ReportLine("title", f"{_one_line(party.name)}, {words}" if words else _one_line(party.name))
    yield ReportLine("text", heading(sheet))
    for word, text in facts(sheet):
        yield ReportLine("text", f"{word}: {_one_line(text)}")
    for duty in sheet.duties:
        yield ReportLine("text", "")
        yield ReportLine("duty", duty_title(duty))
        for section in duty.sections:
            yield ReportLine("stage", f"  {_one_line(section.title)}")
            for line in section.lines:
                said = remark(line)
                name = " ".join(filter(None, (_one_line(line.code), _one_line(line.name))))
                yield ReportLine(line.mark, f"    {MARKS[line.mark]}{name}" + (f" ({said})" if said else ""))
    if not sheet.duties:
        yield ReportLine("text", "")
        yield ReportLine("text", NOTHING)
    if sheet.findings:
        yield ReportLine("text", "")
        yield ReportLine("duty", "What the rules say")
        for found in sheet.findings:
            yield ReportLine("finding", f"  ! {_one_line(found.message)}{_layer(found.layer)}")


def as_text(sheet: PartySheet) -> str:
    """The sheet as plain text, for the terminal and the clipboard."""
    return "".join(f"{line.text}\n" for line in report_lines(sheet))


def as_markdown(sheet: PartySheet) -> str:
    """The sheet as Markdown, which shows every name literally."""
    party = sheet.party
    words = party_words(party)
    lines = [f"# {escape(_one_line(party.name), start=True)}", ""]
    place = f"{words} in {escape(_one_line(sheet.workspace))}".strip()
    lines += [f"{place[0].upper()}{place[1:]}. {heading(sheet)}", ""]
    known = [f"- {word}: {escape(_one_line(text))}" for word, text in facts(sheet)]
    lines += [*known, ""] if known else []
    for duty in sheet.duties:
        lines += [f"## {duty.title} ({escape(', '.join(duty.letters))})", "", f"{duty_counts(duty)}.", ""]
        for section in duty.sections:
            lines += [f"### {escape(_one_line(section.title), start=True)}", ""]
            lines += [f"- {_markdown_line(line)}" for line in section.lines]
            lines.append("")
    if not sheet.duties:
        lines += [NOTHING, ""]
    if sheet.findings:
        lines += ["## What the rules say", ""]
        lines += [
            f"- {escape(_one_line(found.message), start=True)}{_layer(found.layer)}"
            for found in sheet.findings
        ]
        lines.append("")
    return "\n".join(lines)


def as_plain(sheet: PartySheet) -> dict[str, Any]:
    """The sheet as plain values; what `party --json` prints."""
    party = sheet.party
    return {
        "name": sheet.workspace,
        "party": {
            "id": party.id, "name": party.name, "kind": party.kind, "retired": party.retired,
            "vacant": party.vacant, "aliases": list(party.aliases), "contact": party.contact, "note": party.note,
        },
        "elements": sheet.elements,
        "current": sheet.now,
        "target": sheet.then,
        "duties": [
            {
                "kind": duty.kind,
                "letters": list(duty.letters),
                "current": duty.now,
                "target": duty.then,
                "elements": [
                    {
                        "id": line.element, "code": line.code, "name": line.name, "stage": section.title,
                        "change": line.mark, "letters": line.letters, "pain": line.pain, "note": line.note,
                    }
                    for section in duty.sections
                    for line in section.lines
                ],
            }
            for duty in sheet.duties
        ],
        "findings": [
            {"rule": found.rule, "severity": found.severity, "layer": found.layer, "element": found.element,
             "message": found.message, "advice": found.advice}
            for found in sheet.findings
        ],
    }  # fmt: skip


def write_sheet(sheet: PartySheet, path: Path, workspace: Path | None) -> None:
    """Write the sheet as Markdown; the file that was there stays until the new one is whole.

    Raises:
        ExportError: The path is a folder, or the workspace itself.
        NotSavedError: It could not be written.
    """
    from raci_tui.services.exporting import refuse_own_file
    from raci_tui.store.files import atomic_writer

    if path.is_dir():
        raise ExportError(f"{path.name} is a folder", "name a file in it")
    refuse_own_file(path, workspace)
    with atomic_writer(path) as out:
        out.write(as_markdown(sheet).encode())


def file_name(sheet: PartySheet) -> str:
    """A name for the sheet's file that every system takes."""
    kept = "".join(c if c.isalnum() or c in " -_" else " " for c in sheet.party.name)
    return f"{' '.join(kept.split())[:60].strip() or 'party'}.md"


def _markdown_line(line: Line) -> str:
    name = escape(" ".join(filter(None, (_one_line(line.code), _one_line(line.name)))), start=True)
    shown = {"stays": name, "comes": f"**+** {name}", "goes": f"**−** {name}"}[line.mark]
    said = remark(line)
    return f"{shown} ({escape(said)})" if said else shown


def _layer(layer: FindingLayer) -> str:
    return "" if layer == "both" else f" ({FINDING_LAYER_WORDS[layer]})"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
