"""Markdown: tables under headings, read with their titles, and written so that no text can act."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final

from raci_tui.core.tables import RawTable, Source
from raci_tui.formats.csv_format import decode
from raci_tui.formats.html_tables import read_html
from raci_tui.formats.layout import (
    KIND_TITLES,
    LAYER_TITLES,
    TEXTS_OPTION,
    lead_columns,
    legend,
    party_names,
    rows,
)
from raci_tui.plugin.types import Exporter, Importer, Layer, Option, Options, Progress, Snapshot

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ACTIVE: Final = re.compile(r"([\\`*_{}\[\]<>|~!&$^])")
_LEADING: Final = re.compile(r"^(\s*)([#+\-=:])")
_NUMBERED: Final = re.compile(r"^(\s*\d+)([.)])")
_SEPARATOR: Final = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_PIPE: Final = re.compile(r"(?<!\\)\|")
_FENCE: Final = re.compile(r"^\s{0,3}(```|~~~)")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)


def escape(text: str, *, start: bool = False) -> str:
    """Write a text so that Markdown shows it literally, on one line.

    Args:
        start: It begins a line, where `#`, `-` and `1.` would act.
    """
    text = _ACTIVE.sub(r"\\\1", text).replace("\n", "&#10;")
    return _NUMBERED.sub(r"\1\\\2", _LEADING.sub(r"\1\\\2", text)) if start else text


def write_markdown(snapshot: Snapshot, out: BinaryIO, options: Options, progress: Progress) -> None:
    """Write a table for the chosen layer, or for all, with a legend."""
    layers: tuple[Layer, ...] = (
        ("current", "target", "diff") if options["layers"] == "all" else (snapshot.layer,)
    )
    lines = [f"# {escape(snapshot.title, start=True)}", ""]
    if snapshot.info.description:
        lines += [escape(snapshot.info.description, start=True), ""]
    if snapshot.covers:
        lines += [f"Covers {escape(snapshot.covers)}.", ""]
    for layer in layers:
        lines += [f"## {LAYER_TITLES[layer]}", "", *_table(snapshot, layer, options, progress), ""]
    lines += ["## Legend", ""]
    lines += [f"- **{escape(code)}** {escape(meaning)}" for code, meaning in legend(snapshot)]
    for kind, title in KIND_TITLES.items():
        names = [escape(party.name) for party in snapshot.parties if party.kind == kind]
        lines += [f"- {title}: {', '.join(names)}"] if names else []
    out.write(("\n".join(lines) + "\n").encode())


def read_markdown(data: bytes, name: str) -> Source:
    """Read every table of a page, pipe tables and HTML ones, each with the headings above it."""
    from markdown_it import MarkdownIt

    text, remark = decode(data)
    lines, numbers = _with_separators(text.splitlines())
    parser = MarkdownIt("commonmark").enable("table")
    tables: list[RawTable] = []
    headings: dict[int, str] = {}
    tokens = parser.parse("\n".join(lines) + "\n")
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            level = int(token.tag[1:])
            headings = {at: title for at, title in headings.items() if at < level}
            headings[level] = _plain(tokens[place + 1])
        elif token.type == "table_open" and token.map:
            title = headings[max(headings)] if headings else ""
            tables.append(_raw_table(parser, lines, numbers, token.map, title))
        elif token.type == "html_block" and "<t" in token.content.lower():
            title = headings[max(headings)] if headings else ""
            first = numbers[token.map[0]] if token.map else 1
            tables.extend(read_html(token.content, title, first))
    return Source(name=name, format="markdown", tables=tuple(tables), remarks=(remark,) if remark else ())


def _table(snapshot: Snapshot, layer: Layer, options: Options, progress: Progress) -> Iterator[str]:
    leads = lead_columns(snapshot, texts=bool(options["texts"]))
    owners = snapshot.scheme.of_kind("owner")
    names = party_names(snapshot)
    yield _row([escape(text) for text in (*(lead.title for lead in leads), *names)])
    yield _row([*("---" for _ in leads), *(":-:" for _ in names)])
    for element, cells in rows(snapshot, layer, progress):
        shown = [_letters(cell, owners) for cell in cells] if layer != "diff" else [escape(c) for c in cells]
        yield _row([*(escape(str(lead.value(element))) for lead in leads), *shown])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _letters(cell: str, owners: Sequence[str]) -> str:
    return "/".join(f"**{part}**" if part in owners else escape(part) for part in cell.split("/"))


def _with_separators(lines: list[str]) -> tuple[list[str], list[int]]:
    """Put the separator row under the first line of a block of pipe rows that lacks it.

    Returns:
        The lines, and the number of each in the file, from 1.
    """
    out: list[str] = []
    numbers: list[int] = []
    fenced, inside = False, False
    for number, line in enumerate(lines, 1):
        fenced ^= bool(_FENCE.match(line))
        cells = _cells(line)
        is_row = not fenced and len(cells) > 1 and "|" in line
        following = lines[number] if number < len(lines) else ""
        out.append(line)
        numbers.append(number)
        starts = is_row and not inside and "|" in following and len(_cells(following)) > 1
        if starts and not _is_separator(following, len(cells)) and not _SEPARATOR.match(line):
            out.append(_row(["---"] * len(cells)))
            numbers.append(number)
        inside = is_row
    return out, numbers


def _is_separator(line: str, cells: int) -> bool:
    return bool(_SEPARATOR.match(line)) and len(_cells(line)) == cells


def _cells(line: str) -> list[str]:
    body = line.strip().removeprefix("|")
    parts = _PIPE.split(body)
    return parts[:-1] if len(parts) > 1 and not parts[-1].strip() else parts


def _raw_table(
    parser: MarkdownIt, lines: list[str], numbers: list[int], span: list[int], title: str
) -> RawTable:
    """Split the table's own lines: the parser would drop cells beyond the header's width."""
    found: list[tuple[str, ...]] = []
    at: list[int] = []
    for number in range(*span):
        if _SEPARATOR.match(lines[number]) and number > span[0]:
            continue
        line = lines[number].lstrip("> ") if lines[number].lstrip().startswith(">") else lines[number]
        found.append(tuple(_cell_text(parser, cell) for cell in _cells(line)))
        at.append(numbers[number])
    return RawTable(title=title, rows=tuple(found), lines=tuple(at))


def _cell_text(parser: MarkdownIt, cell: str) -> str:
    plain = cell.strip().replace("\\|", "|")
    if not plain or plain.isalnum():
        return plain
    tokens = parser.parseInline(plain)
    return _plain(tokens[0]) if tokens else plain


def _plain(token: Token) -> str:
    """The text of inline content, without its marks."""
    parts = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and _BREAK.match(child.content)
        ):
            parts.append("\n")
        elif child.type != "html_inline":
            parts.append(child.content)
    return "".join(parts).strip()


MARKDOWN_EXPORTER: Final = Exporter(
    id="markdown",
    title="Markdown page",
    suffix=".md",
    write=write_markdown,
    options=(
        Option(
            "layers", "choice", default="chosen", choices=("chosen", "all"), help="One table, or one a layer."
        ),
        TEXTS_OPTION,
    ),
)
MARKDOWN_IMPORTER: Final = Importer(
    id="markdown", title="Markdown or HTML page", suffixes=(".md", ".markdown"), read=read_markdown
)
