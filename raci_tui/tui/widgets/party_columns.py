"""Which columns the table of parties has in how much room, and what stands in them: no widget, only text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from raci_tui.core.labels import party_words
from raci_tui.core.party_load import LayerLoad, Load
from raci_tui.core.records import Party
from raci_tui.tui.plain import fit, one_line, shorten

Sort = Literal["own", "name", "load", "findings"]
SORT_TITLES: Final[dict[Sort, str]] = {
    "own": "their own order", "name": "name", "load": "load today", "findings": "findings",
}  # fmt: skip
FULL, PART = "█", "░"
"""A bar's cells: elements that a party answers for or does, and those in which it is asked or told."""
_NAME: Final = 16
_WIDEST_NAME: Final = 40
_COUNT: Final = 5
_SHARE: Final = 5
_FINDINGS: Final = 4
_SLIM_BAR, _WIDE_BAR = 4, 8
_CONTACT: Final = 18
UNKNOWN: Final = "…"


class Counted(NamedTuple):
    """One party of the table; load and findings are None until they are counted."""

    party: Party
    load: Load | None
    findings: int | None


class PartyColumn(NamedTuple):
    """One column.

    Attributes:
        key: What stands in it: `name`, `now`, `then`, a letter's code, `change`, `findings`, `contact`, `aliases`.
        start, width: Terminal cells; the blank behind it is not counted.
        sort: What a click on its title sorts by.
    """

    key: str
    title: str
    start: int
    width: int
    sort: Sort


def columns_for(width_cells: int, codes: Sequence[str], rows: Iterable[Counted]) -> tuple[PartyColumn, ...]:
    """Put as many columns beside each other as fit: what matters most first, the letters all or none."""
    rows = list(rows)
    letters = [
        (code, max([3, len(code), *(len(letter_text(row.load, code)) for row in rows)])) for code in codes
    ]
    change = max([7, *(len(change_text(row.load)) for row in rows)])
    slim = _SLIM_BAR + _COUNT
    room = width_cells - (_NAME + 1) - 2 * (slim + 1)
    wanted: dict[str, int] = {}
    for keys, size in (
        (["findings"], _FINDINGS),
        (["change"], change),
        ([f"letter {code}" for code, _ in letters], sum(width + 1 for _, width in letters) - 1),
        (["wide"], 2 * (_WIDE_BAR - _SLIM_BAR + _SHARE) - 1),
        (["contact"], _CONTACT),
        (["aliases"], _CONTACT),
    ):
        if room < size + 1:
            break
        room -= size + 1
        wanted |= dict.fromkeys(keys, size)
    more = max(0, min(room, _WIDEST_NAME - _NAME))
    load = slim + (_WIDE_BAR - _SLIM_BAR + _SHARE if "wide" in wanted else 0)
    parts: list[tuple[str, str, int, Sort]] = [
        ("name", "Party", _NAME + more, "name"),
        ("now", "Today", load, "load"),
        ("then", "Target", load, "load"),
    ]
    parts += [
        (f"letter {code}", code, width, "load") for code, width in letters if f"letter {code}" in wanted
    ]
    right: tuple[tuple[str, str, int, Sort], ...] = (
        ("change", "Change", change, "load"),
        ("findings", "!", _FINDINGS, "findings"),
        ("contact", "Contact", _CONTACT, "name"),
        ("aliases", "Also called", _CONTACT, "name"),
    )
    parts += [each for each in right if each[0] in wanted]
    placed, x = [], 0
    for key, title, size, sort in parts:
        placed.append(PartyColumn(key, title, x, size, sort))
        x += size + 1
    return tuple(placed)


def letter_text(load: Load | None, code: str) -> str:
    """How many cells hold a letter: `3`, or `3›4` where the target differs; `·` for none."""
    if load is None:
        return ""
    now, then = load.now.letters.get(code, 0), load.then.letters.get(code, 0)
    if now == then:
        return str(now) if now else "·"
    return f"{now}›{then}"


def change_text(load: Load | None) -> str:
    """Letters that come and go: `+3 −1`."""
    if load is None:
        return ""
    parts = [f"{sign}{count}" for sign, count in (("+", load.gains), ("−", load.losses)) if count]
    return " ".join(parts) or "·"


def bar(load: LayerLoad, most: int, width_cells: int) -> str:
    """How much a party holds beside the busiest; whatever is not nothing has a cell.

    Args:
        most: In how many elements the busiest party has a part, in either layer.
    """
    if not load.involved or not most:
        return " " * width_cells
    filled = max(1, round(width_cells * load.involved / most))
    full = min(filled, max(1, round(width_cells * load.carried / most))) if load.carried else 0
    return f"{FULL * full}{PART * (filled - full)}".ljust(width_cells)


def cell_text(column: PartyColumn, row: Counted, most: int) -> str:
    """What stands in a column, exactly as wide as it is."""
    party, load, width = row.party, row.load, column.width
    if column.key == "name":
        state = party_words(party).removesuffix(party.kind).strip()
        name = one_line(party.name)
        if not state:
            return fit(name, width)
        return fit(f"{shorten(name, max(4, width - len(state) - 2))}, {state}", width)
    if column.key in ("now", "then"):
        if load is None:
            return fit(UNKNOWN, width)
        layer = load.now if column.key == "now" else load.then
        wide = width > _SLIM_BAR + _COUNT
        drawn = bar(layer, most, _WIDE_BAR if wide else _SLIM_BAR)
        share = f"{round(100 * layer.share):>4}%" if wide else ""
        return f"{drawn}{layer.involved:>{_COUNT}}{share}"[:width].ljust(width)
    if column.key.startswith("letter "):
        return letter_text(load, column.key[-1]).rjust(width)
    if column.key == "change":
        return change_text(load).rjust(width)
    if column.key == "findings":
        return ("" if row.findings is None else str(row.findings) if row.findings else "·").rjust(width)
    return fit(one_line(party.contact if column.key == "contact" else ", ".join(party.aliases)), width)


def title_text(column: PartyColumn, sort: Sort) -> str:
    """A column's title, as wide as it is; that which is sorted by has a mark."""
    marked = column.key == {"name": "name", "load": "now", "findings": "findings"}.get(sort)
    text = f"{column.title} ▾" if marked else column.title
    number = column.key.startswith("letter ") or column.key in ("change", "findings")
    return shorten(text, column.width).rjust(column.width) if number else fit(text, column.width)


def in_order(rows: Iterable[Counted], sort: Sort) -> list[Counted]:
    """Parties sorted within their kinds, which stay together; what is equal keeps its own order."""
    kinds: dict[str, list[Counted]] = {}
    for row in rows:
        kinds.setdefault(row.party.kind, []).append(row)
    return [row for group in kinds.values() for row in _sorted(group, sort)]


def _sorted(rows: list[Counted], sort: Sort) -> list[Counted]:
    if sort == "name":
        return sorted(rows, key=lambda row: row.party.name.casefold())
    if sort == "load":
        return sorted(rows, key=_busy)
    if sort == "findings":
        return sorted(rows, key=lambda row: -(row.findings or 0))
    return rows


def _busy(row: Counted) -> tuple[int, int]:
    return (-row.load.now.involved, -row.load.now.carried) if row.load else (0, 0)
