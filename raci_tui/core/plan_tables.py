"""Plans the import of recognised tables: matches by id and name, never by place; adds and sets, never clears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from raci_tui.core.planning import Planning, orders_behind
from raci_tui.core.recognise import Hints, Recognised, SeenParty, SeenTable
from raci_tui.core.records import Element, ElementKind, Pain, Party, new_id
from raci_tui.core.rows import SeenRow
from raci_tui.core.scheme import NOT_INVOLVED
from raci_tui.core.tables import Noted
from raci_tui.core.text import fold
from raci_tui.core.transaction import Transaction

_TEXTS: Final = ("note", "touchpoint", "activity", "decision", "process")
_KINDS: Final[tuple[ElementKind, ...]] = ("step", "touchpoint", "decision", "process", "policy", "technology")


def take_tables(planning: Planning, edit: Transaction, recognised: Recognised, hints: Hints) -> None:
    """Edit the planning's state as the tables say."""
    for table in recognised.tables:
        orders = orders_behind(
            max((p.order for p in planning.scratch.parties()), default=""), len(table.parties)
        )
        parties = [_party(planning, edit, party, orders) for party in table.parties]
        _Elements(planning, edit, table, hints).take(parties)
    _ask(planning, recognised)


def _party(planning: Planning, edit: Transaction, seen: SeenParty, orders: Iterator[str]) -> str | None:
    """The id of a party, made where nobody has its name; None where several have."""
    wanted = {fold(name) for name in (seen.name, *seen.aliases)}
    parties = planning.scratch.parties()
    found = [p for p in parties if fold(p.name) == fold(seen.name)]
    found = found or [
        p for p in parties if wanted & {fold(name) for name in (p.name, p.short, *p.aliases)} - {""}
    ]
    if len(found) > 1:
        planning.skipped.append(
            Noted(seen.name, "", "several parties have this name; rename one of them first")
        )
        return None
    if found:
        planning.match("parties", found[0].id)
        if seen.sure and found[0].kind != seen.kind:
            planning.updates.append(f"{found[0].name} becomes a {seen.kind}")
            edit.update("parties", found[0].id, kind=seen.kind)
        return found[0].id
    party = Party(
        id=new_id(),
        name=seen.name,
        kind=seen.kind,
        order=next(orders),
        aliases=seen.aliases,
        vacant=seen.vacant,
    )
    edit.add(party)
    planning.added.add(party.id)
    planning.new_parties.append(party.name)
    return party.id


def _ask(planning: Planning, recognised: Recognised) -> None:
    taken = [
        party.name
        for table in recognised.tables
        for party in table.parties
        if not party.sure and party.name in planning.new_parties
    ]
    if taken:
        names = ", ".join(dict.fromkeys(taken))
        planning.questions.append(
            f"taken as departments: {names}; if some of them are partners outside, say --partners NAME,NAME"
        )


class _Elements:
    """Matches and takes the rows of one table."""

    def __init__(self, planning: Planning, edit: Transaction, table: SeenTable, hints: Hints) -> None:
        self._planning = planning
        self._edit = edit
        self._table = table
        self._hints = hints
        self._names = Counter(fold(row.name) for row in table.rows)
        self._used: set[str] = set()
        self._by_code: dict[str, list[Element]] = {}
        self._by_name: dict[str, list[Element]] = {}
        self._orders: dict[tuple[str, str], Iterator[str]] = {}
        self._pains: dict[str, list[Pain]] = {}
        for pain in planning.scratch.state.tables["pains"].values():
            self._pains.setdefault(pain.element, []).append(pain)
        for element in planning.scratch.elements():
            self._index(element)

    def take(self, parties: list[str | None]) -> None:
        for row in self._table.rows:
            element = self._element(row)
            if element is None:
                continue
            self._used.add(element.id)
            self._set_cells(row, element, parties)
        for name, count in self._names.items():
            if name and count > 1:
                shown = next(row.name for row in self._table.rows if fold(row.name) == name)
                self._planning.remarks.append(f"{shown!r} stands in {count} rows; they are kept apart")

    # Elements

    def _element(self, row: SeenRow) -> Element | None:
        journey = self._journey(row)
        found = self._match(row, journey)
        if found == "several":
            self._planning.skipped.append(
                Noted(row.address, row.name, "several elements have this name and no id says which is meant")
            )
            return None
        if isinstance(found, Element):
            self._planning.match("elements", found.id)
            return self._update(found, row)
        return self._create(row, journey)

    def _match(self, row: SeenRow, journey: str) -> Element | str | None:
        known = self._planning.scratch.state.tables["elements"].get(row.texts.get("key", ""))
        if known is not None and known.id not in self._used:
            found: Element = known
            return found
        code = row.texts.get("id", "")
        coded = [e for e in self._by_code.get(fold(code), []) if e.id not in self._used] if code else []
        if len(coded) == 1:
            return coded[0]
        named = [e for e in self._by_name.get(fold(row.name), []) if e.id not in self._used]
        if code:
            # Two different ids are two elements, whatever they are called.
            named = [e for e in named if not e.code or fold(e.code) == fold(code)]
        said = row.texts.get("journey") or self._hints.journey
        same = [e for e in named if e.journey == journey] or ([] if said else named)
        if row.stage and len(same) > 1:
            same = [e for e in same if fold(self._stage_name(e)) == fold(row.stage)] or same
        if len(same) > 1 and self._names[fold(row.name)] < 2:
            return "several"
        return same[0] if same else None

    def _create(self, row: SeenRow, journey: str) -> Element:
        stage = self._planning.stage(self._edit, journey, row.stage).id if row.stage else ""
        place = (journey, stage)
        if place not in self._orders:
            siblings = [e.order for e in self._planning.scratch.elements() if (e.journey, e.stage) == place]
            self._orders[place] = orders_behind(max(siblings, default=""), len(self._table.rows))
        kind = fold(row.texts.get("kind", ""))
        element = Element(
            id=new_id(),
            name=row.name,
            journey=journey,
            stage=stage,
            order=next(self._orders[place]),
            code=row.texts.get("id", ""),
            kind=next((known for known in _KINDS if known == kind), "step"),
            visibility=row.visibility,
            extra=dict(row.extra),
            **{field: row.texts.get(field, "") for field in _TEXTS},
        )
        self._edit.add(element)
        self._index(element)
        self._planning.added.add(element.id)
        self._planning.new_elements.append(element.name)
        self._set_pain(element, row)
        return element

    def _update(self, element: Element, row: SeenRow) -> Element:
        fields: dict[str, Any] = {field: row.texts[field] for field in _TEXTS if row.texts.get(field)}
        if row.texts.get("id"):
            fields["code"] = row.texts["id"]
        if row.visibility:
            fields["visibility"] = row.visibility
        if fold(element.name) != fold(row.name):
            fields["name"] = row.name
        if row.stage and fold(self._stage_name(element)) != fold(row.stage):
            fields["stage"] = self._planning.stage(self._edit, element.journey, row.stage).id
        if row.extra:
            fields["extra"] = {**element.extra, **row.extra}
        changed = [field for field, value in fields.items() if getattr(element, field) != value]
        if changed:
            self._planning.updates.append(f"{element.name}: {', '.join(changed)}")
            self._edit.update("elements", element.id, **fields)
        self._set_pain(element, row)
        return element

    def _set_pain(self, element: Element, row: SeenRow) -> None:
        pains = self._pains.get(element.id, [])
        if not row.pain:
            return
        if not pains:
            self._edit.add(
                Pain(
                    id=new_id(),
                    element=element.id,
                    severity=row.pain,
                    source=row.pain_source,
                    text=row.pain_text,
                )
            )
        elif len(pains) == 1:
            said = {"severity": row.pain, "source": row.pain_source, "text": row.pain_text}
            fields = {
                field: value for field, value in said.items() if value and getattr(pains[0], field) != value
            }
            if fields:
                self._planning.updates.append(f"{element.name}: pain")
                self._edit.update("pains", pains[0].id, **fields)
        elif max(pain.severity for pain in pains) != row.pain:
            self._planning.skipped.append(
                Noted(
                    row.address,
                    f"pain {row.pain}",
                    "the element has several pains; change the one that is meant",
                )
            )

    def _journey(self, row: SeenRow) -> str:
        name = row.texts.get("journey") or self._hints.journey
        if name:
            return self._planning.journey(self._edit, name).id
        journeys = self._planning.scratch.journeys()
        if journeys:
            return journeys[0].id
        return self._planning.journey(self._edit, self._planning.scratch.info.name).id

    def _stage_name(self, element: Element) -> str:
        stage = self._planning.scratch.state.tables["stages"].get(element.stage)
        return str(stage.name) if stage else ""

    def _index(self, element: Element) -> None:
        self._by_name.setdefault(fold(element.name), []).append(element)
        if element.code:
            self._by_code.setdefault(fold(element.code), []).append(element)

    # Cells

    def _set_cells(self, row: SeenRow, element: Element, parties: list[str | None]) -> None:
        filled = {parties[cell.party]: cell for cell in row.cells if parties[cell.party]}
        for party, cell in filled.items():
            if party is None:
                continue
            before = self._planning.scratch.state.cell(element.id, party)
            is_new = self._table.layer == "current" or cell.letters != before.planned
            if cell.letters is not None and is_new:
                self._set(element, party, cell.letters, cell.address)
            if cell.note and cell.note not in before.note:
                note = f"{before.note}\n{cell.note}" if before.note else cell.note
                self._edit.note(element.id, party, note)
        if self._table.layer == "target" and any(
            cell.letters not in (None, NOT_INVOLVED) for cell in row.cells
        ):
            self._clear_blanks(row, element, [party for party in parties if party and party not in filled])

    def _clear_blanks(self, row: SeenRow, element: Element, blank: list[str]) -> None:
        """In a target row that says anything, a blank says that the party is not involved."""
        for party in blank:
            cell = self._planning.scratch.state.cell(element.id, party)
            shown = cell.planned not in ("", NOT_INVOLVED)
            if shown:
                self._set(element, party, NOT_INVOLVED if cell.current else None, row.address)

    def _set(self, element: Element, party: str, letters: str | None, address: str) -> None:
        self._planning.set(self._edit, element.id, party, self._table.layer, letters, address)
