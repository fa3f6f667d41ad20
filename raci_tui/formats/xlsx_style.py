"""How our workbooks look: a few shared styles, and conditional formats for everything that follows letters."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from openpyxl.cell import Cell

    from raci_tui.formats.layout import Lead
    from raci_tui.plugin.types import Layer, Snapshot

Sheet = Any
"""A write-only sheet: the stubs know only half of what it has."""
_INK: Final = "1F2933"
_MUTED: Final = "9AA5B1"
_HEAD: Final = "243B53"
_GROUP: Final = "D9E2EC"
_LINE: Final = "CBD2D9"
_RED, _DARK_RED = "FBD5D5", "9B1C1C"
_GREEN, _DARK_GREEN = "D3F0DC", "0B6B3A"
_AMBER: Final = "FDE9B8"
_FALLBACK: Final = {
    "owner": "#f5c26b", "doer": "#b7d7f0", "support": "#d8d2f0", "check": "#f2c9de", "advise": "#cfe8c6",
    "inform": "#e3e3e3", "out": "#f5f5f5",
}  # fmt: skip
_WIDTHS: Final = {
    "ID": (7, 14), "Journey": (12, 24), "Stage": (10, 22), "Element": (24, 46), "Visible": (8.5, 8.5),
    "Pain": (6.5, 6.5), "Gap": (12, 24), "Gap today": (12, 24), "Gap in target": (13, 24),
}  # fmt: skip
_CENTRE: Final = Alignment(horizontal="center", vertical="center")
_WRAP: Final = Alignment(vertical="center", wrap_text=True)
_PLAIN: Final = Alignment(vertical="center")


class Styles:
    """Cells in our styles. Those from `shared` are one object a style, valid until the next is asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._scheme = snapshot.scheme
        self._cells: dict[str, Cell] = {}
        self._owners = snapshot.scheme.of_kind("owner")

    def cell(self, sheet: Sheet, value: str | None, style: str) -> Cell:
        """A cell of its own, always text."""
        cell: Cell = WriteOnlyCell(sheet, value)
        font, fill, alignment, border = _look(style)
        cell.font, cell.alignment = font, alignment
        if fill:
            cell.fill = fill
        if border:
            cell.border = border
        if value is not None:
            cell.data_type = "s"
        return cell

    def shared(self, sheet: Sheet, value: str | int, style: str) -> Cell:
        """The one cell of a style with a new value, to be written at once: making cells is what costs."""
        cell = self._cells.get(style)
        if cell is None:
            cell = self._cells[style] = self.cell(sheet, "", style)
        cell.value = value
        cell.data_type = "n" if isinstance(value, int) else "s"
        return cell

    def letter(self, sheet: Sheet, code: str) -> Cell:
        """A letter of the legend in its colour."""
        cell = self.cell(sheet, code, "letters")
        letter = self._scheme.letter(code)
        if letter:
            cell.fill = _filled(_color(letter.color, letter.kind))
            cell.font = _font(color=_INK, bold=letter.kind == "owner")
        return cell

    def difference(self, sheet: Sheet, sign: str) -> Cell:
        """A sign of the difference in its colour."""
        cell = self.cell(sheet, sign, "letters")
        cell.fill = _filled(_GREEN if "+" in sign else _RED if "−" in sign else _AMBER)
        return cell

    def width(self, lead: Lead, snapshot: Snapshot) -> float:
        """Width of a column before the parties: what its longest text needs, within bounds."""
        low, high = _WIDTHS.get(lead.title, (12, 40))
        longest = max((len(str(lead.value(element))) for element in snapshot.elements), default=0)
        return float(min(high, max(low, longest * 1.05 + 2, len(lead.title) * 1.2 + 2)))

    def conditional(
        self,
        sheet: Sheet,
        layer: Layer,
        place: dict[str, int],
        *,
        first: int,
        last: int,
        top: int,
        bottom: int,
    ) -> None:
        """Add the conditional formats of a sheet.

        Args:
            place: Columns before the parties by title, from 0.
            first, last: The party columns, from 1; `top` and `bottom` the rows of elements.
        """
        if bottom < top:
            return
        matrix = f"{get_column_letter(first)}{top}:{get_column_letter(last)}{bottom}" if last >= first else ""
        whole = f"A{top}:{get_column_letter(max(last, first - 1))}{bottom}"
        corner = f"{get_column_letter(first)}{top}"
        if matrix:
            for rule in self._difference_rules(corner) if layer == "diff" else self._letter_rules(corner):
                sheet.conditional_formatting.add(matrix, rule)
            if layer != "diff":
                row = f"${get_column_letter(first)}{top}:${get_column_letter(last)}{top}"
                self._mark_unowned(sheet, row, place, top, bottom)
        for title in ("Gap", "Gap today", "Gap in target"):
            if title in place:
                column = get_column_letter(place[title] + 1)
                shown = _dxf(font=Font(color=_DARK_RED, bold=title != "Gap today"))
                _add(sheet, f"{column}{top}:{column}{bottom}", f"LEN({column}{top})>0", shown)
        if "Pain" in place:
            column = get_column_letter(place["Pain"] + 1)
            hot = _dxf(font=Font(color=_DARK_RED, bold=True), fill=_RED)
            _add(sheet, f"{column}{top}:{column}{bottom}", f"N({column}{top})>=4", hot)
        if "Stage" in place:
            self._mark_stages(sheet, get_column_letter(place["Stage"] + 1), whole, top, bottom)
        _add(sheet, whole, "TRUE", DifferentialStyle(border=_hairlines()))

    def _letter_rules(self, corner: str) -> list[Rule]:
        rules = [_rule(f'TRIM({corner})="-"', _dxf(font=Font(color=_MUTED)))]
        ordered = [self._scheme.letter(code) for code in self._scheme.codes]
        for letter in filter(None, ordered):
            owner = letter.kind == "owner"
            font = Font(color=_INK, bold=owner)
            rules.append(
                _rule(_has(letter.code, corner), _dxf(font=font, fill=_color(letter.color, letter.kind)))
            )
        return rules

    def _difference_rules(self, corner: str) -> list[Rule]:
        owns = f"OR({','.join(_has(code, corner) for code in self._owners)})"
        at = f'IFERROR(FIND("›",{corner}),0)'
        taken = f"OR({','.join(_has(code, f'MID({corner},{at}+1,20)') for code in self._owners)})"
        plus, minus, turns = (f'ISNUMBER(FIND("{sign}",{corner}))' for sign in "+−›")
        white = Font(color="FFFFFF", bold=True)
        return [
            _rule(f"AND({turns},{taken})", _dxf(font=white, fill=_DARK_GREEN)),
            _rule(f"AND({turns},{owns})", _dxf(font=white, fill=_DARK_RED)),
            _rule(f"AND({plus},{owns})", _dxf(font=white, fill=_DARK_GREEN)),
            _rule(f"AND({minus},{owns})", _dxf(font=white, fill=_DARK_RED)),
            _rule(turns, _dxf(font=Font(color=_INK, bold=True), fill=_AMBER)),
            _rule(plus, _dxf(font=Font(color=_DARK_GREEN, bold=True), fill=_GREEN)),
            _rule(minus, _dxf(font=Font(color=_DARK_RED, bold=True), fill=_RED)),
            _rule(f"LEN({corner})>0", _dxf(font=Font(color=_MUTED))),
        ]

    def _mark_unowned(self, sheet: Sheet, row: str, place: dict[str, int], top: int, bottom: int) -> None:
        owners = "+".join(f'COUNTIF({row},"*{_wild(code)}*")' for code in self._owners)
        column = get_column_letter(place["Element"] + 1)
        unowned = _dxf(font=Font(color=_DARK_RED, bold=True), fill=_RED)
        _add(sheet, f"{column}{top}:{column}{bottom}", f"({owners})<{self._scheme.owners.min}", unowned)

    def _mark_stages(self, sheet: Sheet, column: str, whole: str, top: int, bottom: int) -> None:
        """Grey a stage that repeats the one above, and rule a line where a new one begins."""
        same = f"AND(ROW()>{top},${column}{top}=${column}{top - 1})"
        _add(sheet, f"{column}{top}:{column}{bottom}", same, _dxf(font=Font(color=_LINE)))
        line = Border(top=Side("thin", color=_HEAD))
        _add(sheet, whole, f"${column}{top}<>${column}{top - 1}", DifferentialStyle(border=line))


def _look(style: str) -> tuple[Font, PatternFill | None, Alignment, Border | None]:
    return _looks().get(style) or _looks()["text"]


@cache
def _looks() -> dict[str, tuple[Font, PatternFill | None, Alignment, Border | None]]:
    ink, head = _font(color=_INK), _font(color="FFFFFF", bold=True)
    side = Side("thin", color="FFFFFF")
    between = Border(left=side, right=side)
    return {
        "title": (_font(color=_HEAD, bold=True, size=16), None, _PLAIN, None),
        "subtitle": (_font(color="627D98", italic=True), None, _PLAIN, None),
        "group": (_font(color=_HEAD, bold=True), _filled(_GROUP), _CENTRE, between),
        "header": (head, _filled(_HEAD), Alignment(vertical="bottom", wrap_text=True), None),
        "header upright": (
            head, _filled(_HEAD), Alignment(horizontal="center", vertical="bottom", text_rotation=90), None,
        ),
        "letters": (ink, None, _CENTRE, _hairlines()),
        "number": (ink, None, _CENTRE, None),
        "Visible": (ink, None, _CENTRE, None),
        "ID": (_font(color="627D98"), None, _PLAIN, None),
        "Stage": (ink, None, _PLAIN, None),
        "key": (_font(color="FFFFFF"), None, Alignment(horizontal="left"), None),
        "text": (ink, None, _WRAP, None),
    }  # fmt: skip


def _font(**look: Any) -> Font:  # noqa: ANN401 - whatever a font takes
    """A font of the one family we use; without a name each program takes another."""
    return Font(name="Calibri", **{"size": 11, **look})


def _filled(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=color, bgColor=color)


def _color(color: str, kind: str) -> str:
    return (color or _FALLBACK[kind]).removeprefix("#").upper()


def _dxf(*, font: Font, fill: str = "") -> DifferentialStyle:
    # In a differential style Excel takes the background for the colour of a solid fill.
    # LibreOffice takes the first format that fits, so each carries the hairlines.
    pattern = PatternFill(bgColor=fill, fill_type="solid") if fill else None
    return DifferentialStyle(font=font, fill=pattern, border=_hairlines())


def _hairlines() -> Border:
    side = Side("thin", color="E4E7EB")
    return Border(left=side, right=side, top=side, bottom=side)


def _rule(formula: str, dxf: DifferentialStyle) -> Rule:
    # Not stopIfTrue: the hairlines, which come last, belong to every cell.
    return Rule(type="expression", formula=[formula], dxf=dxf)


def _add(sheet: Sheet, area: str, formula: str, dxf: DifferentialStyle) -> None:
    sheet.conditional_formatting.add(area, _rule(formula, dxf))


def _wild(code: str) -> str:
    return f"~{code}" if code in "*?~" else code.replace('"', '""')


def _has(code: str, corner: str) -> str:
    return f'ISNUMBER(SEARCH("{_wild(code)}",{corner}))'
