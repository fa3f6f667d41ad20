"""Reads the rows of a matrix: elements and their cells, section rows, and what is neither."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

import msgspec

from raci_tui.core.errors import TextError
from raci_tui.core.marks import Marks
from raci_tui.core.matrix import Matrix, is_legend_row, row_texts
from raci_tui.core.records import PainSource, Visibility
from raci_tui.core.tables import Noted, RawTable
from raci_tui.core.text import clean_line, clean_name, clean_note, fold
from raci_tui.core.vocabulary import is_legend_title, is_totals_label, looks_like_section

_NUMBER: Final = re.compile(r"^[-+]?\d+([.,]\d+)?\s*%?$")
_PAIN: Final = re.compile(r"^(?P<level>\d+)(?:[.,]0+)?(?:\s*[-–—:.)]\s*(?P<text>.+))?$", re.DOTALL)
_FOOTNOTE: Final = re.compile(r"^(?P<mark>[*†‡§¹²³]+|\[\^?\w+\](?=[:\s])):?\s*(?P<text>\S.*)$", re.DOTALL)
_VISIBLE: Final[dict[str, Visibility]] = {
    **dict.fromkeys(
        ("front", "frontstage", "front stage", "visible", "yes", "y", "x", "●", "✓", "in plain view", "true"), "front"
    ),
    **dict.fromkeys(("back", "backstage", "back stage", "hidden", "no", "○", "behind the scenes", "false"), "back"),
}  # fmt: skip
_SOURCES: Final[tuple[PainSource, ...]] = ("people", "process", "policy", "technology")
_HIGHEST_PAIN: Final = 5
_ROW_FIELDS: Final = (
    "id",
    "key",
    "journey",
    "pain text",
    "note",
    "touchpoint",
    "activity",
    "decision",
    "process",
    "kind",
)


class SeenCell(msgspec.Struct, frozen=True):
    """One filled cell.

    Attributes:
        party: Place among the table's parties, from 0.
        letters: Canonical text, or None where the mark is unknown; then `note` holds it.
    """

    party: int
    letters: str | None
    note: str
    address: str
    text: str


class SeenRow(msgspec.Struct, frozen=True, kw_only=True):
    """One element as a table tells it; empty texts say nothing.

    Attributes:
        pain: Highest severity, 0 where none is said.
        texts: Fields as text: id, key, journey, note, orientation texts.
    """

    name: str
    address: str
    stage: str = ""
    visibility: Visibility = ""
    pain: int = 0
    pain_source: PainSource = ""
    pain_text: str = ""
    texts: dict[str, str] = {}
    extra: dict[str, str] = {}
    cells: tuple[SeenCell, ...] = ()


class Body(msgspec.Struct, frozen=True):
    """What the rows of a table held."""

    rows: tuple[SeenRow, ...]
    skipped: tuple[Noted, ...]
    unknown: tuple[Noted, ...]
    remarks: tuple[str, ...]


def read_rows(raw: RawTable, matrix: Matrix, marks: Marks) -> Body:
    """Read everything below the header."""
    return _Reader(raw, matrix, marks).read()


class _Reader:
    """One pass over the rows, carrying the section it is in."""

    def __init__(self, raw: RawTable, matrix: Matrix, marks: Marks) -> None:
        self._raw = raw
        self._matrix = matrix
        self._marks = marks
        self._parties = [column.index for column in matrix.party_columns]
        self._element = _index(matrix, "element")
        self._id = _index(matrix, "id")
        self._stage = _index(matrix, "stage")
        self._header = [raw.text(matrix.header, index).strip() for index in self._parties]
        body = range(matrix.header + 1, len(raw.rows))
        self._last_lettered = max((row for row in body if self._party_texts(row)), default=matrix.header)
        self._stages = self._stage_texts()
        self._footnotes = self._find_footnotes()
        self._sections_follow = self._look_like_sections()
        self._section: tuple[str, int] = ("", -1)
        self._section_used = True
        self._in_legend = False
        self._rows: list[SeenRow] = []
        self._skipped: list[Noted] = []
        self._unknown: list[Noted] = []
        self._remarks: list[str] = []

    def read(self) -> Body:
        for row in range(self._matrix.header + 1, len(self._raw.rows)):
            texts = row_texts(self._raw, row)
            if texts:
                self._read_row(row, texts)
            else:
                self._in_legend = False
        self._end_section()
        self._note_columns()
        return Body(tuple(self._rows), tuple(self._skipped), tuple(self._unknown), tuple(self._remarks))

    # Which sort of row

    def _read_row(self, row: int, texts: list[str]) -> None:
        reason = self._why_not(row, texts)
        if reason:
            self._skip(row, texts, reason)
            return
        section = self._section_title(row, texts)
        if section:
            self._end_section()
            self._section, self._section_used = (section, row), False
            return
        self._take(row, texts)

    def _why_not(self, row: int, texts: list[str]) -> str:
        """The reason for which a row is no element and no section, or empty."""
        if is_legend_title(texts[0]) and len(texts) <= 2:
            self._in_legend = True
            return "a legend"
        if is_legend_row(texts, self._marks):
            self._check_meaning(texts)
            return "a legend"
        if self._in_legend:
            return "part of a legend"
        parties = self._party_texts(row)
        if parties and parties == [text for text in self._header if text] and len(parties) > 1:
            return "the header again"
        numbers = sum(bool(_NUMBER.match(text)) for text in parties)
        if numbers and numbers == len(parties) and (numbers > 1 or is_totals_label(texts[0])):
            return "sums: numbers and no letters"
        if is_totals_label(texts[0]) and not any(self._marks.read(text).letters for text in parties):
            return "a totals row"
        if len(texts) == 1 and row > self._last_lettered and _FOOTNOTE.match(texts[0]):
            return "a footnote"
        return ""

    def _section_title(self, row: int, texts: list[str]) -> str:
        """The title of a section row, or empty where it is an element."""
        if len(texts) > 2 and len(set(texts)) == 1:
            return texts[0]
        wide = max((m.width for m in self._raw.merges if m.row == row), default=1)
        if len(texts) == 1 and wide >= max(3, self._raw.width // 2):
            return texts[0]
        if self._party_texts(row) or len(texts) != 1:
            return ""
        if not self._text(row, self._element):
            at = next(c for c in range(self._raw.width) if self._raw.text(row, c).strip())
            return texts[0] if at < self._parties[0] and at != self._stage else ""
        return texts[0] if self._is_section_by_evidence(row) else ""

    def _is_section_by_evidence(self, row: int) -> bool:
        """Whether a lone name in the element column heads a section and is no element without letters."""
        if self._stage >= 0:
            return False
        if self._id >= 0:
            return self._share_filled(self._id)
        return looks_like_section(self._text(row, self._element)) or self._sections_follow

    def _share_filled(self, column: int) -> bool:
        """Whether nearly every row that holds letters fills a column."""
        lettered = [r for r in range(self._matrix.header + 1, len(self._raw.rows)) if self._party_texts(r)]
        filled = sum(bool(self._text(row, column)) for row in lettered)
        return bool(lettered) and filled * 5 >= len(lettered) * 4

    def _look_like_sections(self) -> bool:
        """Lone names where the first row is one, the last is none, and no two follow each other."""
        lone = [
            len(texts) == 1 and bool(self._text(row, self._element))
            for row in range(self._matrix.header + 1, len(self._raw.rows))
            if (texts := row_texts(self._raw, row)) and not is_legend_row(texts, self._marks)
        ]
        touching = any(a and b for a, b in pairwise(lone))
        return len(lone) > 2 and lone[0] and not lone[-1] and not touching and 2 * sum(lone) <= len(lone)

    def _check_meaning(self, texts: list[str]) -> None:
        for code, word in self._marks.defines(texts):
            if code != word:
                self._remarks.append(
                    f"the legend calls {code} what {self._marks.scheme.name} calls {word}; "
                    f"if the letters mean something else here, import again with --map {code}={word}"
                )

    # Elements

    def _take(self, row: int, texts: list[str]) -> None:
        raw_name = self._text(row, self._element)
        if not raw_name:
            self._skip(row, texts, "no name stands in the element column")
            return
        try:
            name = clean_name(raw_name)
            fields = {
                role: clean_line(text)
                for role in _ROW_FIELDS
                if (text := self._text(row, _index(self._matrix, role)))
            }
            extra = {
                column.title: clean_note(text)
                for column in self._matrix.columns
                if column.role == "extra" and (text := self._text(row, column.index))
            }
        except TextError as error:
            self._skip(row, [texts[0][:80]], error.message)
            return
        extra.update(self._odd_values(row))
        stage = clean_line(self._stages.get(row, "") or self._section[0].rstrip(":"))
        self._section_used = self._section_used or bool(self._section[0])
        pain, pain_text = self._pain(row)
        self._rows.append(
            SeenRow(
                name=name,
                address=self._raw.address(row, self._element),
                stage=stage,
                visibility=_VISIBLE.get(fold(self._text(row, _index(self._matrix, "visible"))), ""),
                pain=pain,
                pain_source=self._pain_source(row),
                pain_text=fields.pop("pain text", "") or pain_text,
                texts=fields,
                extra=extra,
                cells=tuple(self._cells(row)),
            )
        )

    def _cells(self, row: int) -> list[SeenCell]:
        cells = []
        for place, column in enumerate(self._parties):
            text = self._raw.text(row, column)
            if not text or not text.strip():
                continue
            reading, address = self._marks.read(text), self._raw.address(row, column)
            note = self._footnotes.get(reading.note, reading.note)
            if reading.letters is None:
                self._unknown.append(Noted(address, text.strip(), reading.remark))
            elif reading.remark:
                self._remarks.append(f"{address}: {reading.remark}")
            try:
                cells.append(SeenCell(place, reading.letters, clean_note(note), address, text.strip()))
            except TextError as error:
                self._skipped.append(Noted(address, text[:80], error.message))
        return cells

    def _pain(self, row: int) -> tuple[int, str]:
        text = self._text(row, _index(self._matrix, "pain"))
        match = _PAIN.match(text)
        if match and int(match["level"]) <= _HIGHEST_PAIN:
            return int(match["level"]), clean_line(match["text"] or "")
        return 0, ""

    def _pain_source(self, row: int) -> PainSource:
        said = fold(self._text(row, _index(self._matrix, "pain source")))
        return next((source for source in _SOURCES if source == said), "")

    def _odd_values(self, row: int) -> dict[str, str]:
        """Values that their field cannot hold, kept under their column's name and told."""
        checks: dict[str, Callable[[str], bool]] = {
            "visible": lambda text: fold(text) in _VISIBLE,
            "pain": lambda text: bool((m := _PAIN.match(text)) and int(m["level"]) <= _HIGHEST_PAIN),
            "pain source": lambda text: fold(text) in _SOURCES,
        }
        odd = {}
        for role, fits in checks.items():
            column = self._matrix.column_of(role)
            text = self._text(row, column.index) if column else ""
            if column and text and not fits(text):
                odd[column.title] = clean_line(text)
                self._unknown.append(
                    Noted(
                        self._raw.address(row, column.index),
                        text,
                        f"not a value for {role}; kept under its column's name",
                    )
                )
        return odd

    # Helpers

    def _stage_texts(self) -> dict[int, str]:
        """The stage column row by row: merged areas and sparse columns carry a name down."""
        if self._stage < 0:
            return {}
        rows = range(self._matrix.header + 1, len(self._raw.rows))
        said = {row: text for row in rows if (text := self._text(row, self._stage))}
        filled = dict(said)
        merged = [m for m in self._raw.merges if m.column == self._stage and m.height > 1]
        for merge in merged:
            filled.update(dict.fromkeys(range(merge.row, merge.row + merge.height), said.get(merge.row, "")))
        repeats = any(said.get(row) and said.get(row) == said.get(row + 1) for row in rows)
        if merged or repeats or len(set(map(fold, said.values()))) < len(said):
            return filled
        current = ""
        for row in rows:
            current = said.get(row, current)
            filled[row] = current
        return filled

    def _find_footnotes(self) -> dict[str, str]:
        notes = {}
        for row in range(self._last_lettered + 1, len(self._raw.rows)):
            texts = row_texts(self._raw, row)
            match = _FOOTNOTE.match(texts[0]) if len(texts) == 1 else None
            if match:
                notes[match["mark"].rstrip(":")] = texts[0]
        return notes

    def _note_columns(self) -> None:
        """Tell what stands in columns beside the matrix that nothing says what they are."""
        for column in self._matrix.columns:
            if column.role not in ("unnamed", "legend"):
                continue
            reason = "a legend beside the table" if column.role == "legend" else "the column has no header"
            for row in range(self._matrix.header + 1, len(self._raw.rows)):
                text = self._text(row, column.index)
                if text:
                    self._skipped.append(Noted(self._raw.address(row, column.index), text, reason))

    def _end_section(self) -> None:
        title, row = self._section
        if title and not self._section_used:
            self._skip(row, [title], "a line without letters and without elements below it")

    def _party_texts(self, row: int) -> list[str]:
        return [text for column in self._parties if (text := self._raw.text(row, column).strip())]

    def _text(self, row: int, column: int) -> str:
        return self._raw.text(row, column).strip() if column >= 0 else ""

    def _skip(self, row: int, texts: list[str], reason: str) -> None:
        column = next((c for c in range(self._raw.width) if self._raw.text(row, c).strip()), 0)
        self._skipped.append(Noted(self._raw.address(row, column), " · ".join(texts), reason))


def _index(matrix: Matrix, role: str) -> int:
    column = matrix.column_of(role)
    return column.index if column else -1
