"""Imports a table: names a file, shows what was understood and what it would change, then makes one commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from textual import on, work
from textual.app import ComposeResult
from textual.containers import ItemGrid, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Checkbox, Input, Select, Static
from textual.worker import get_current_worker

from raci_tui.core.errors import ImportRefusedError, RaciError
from raci_tui.core.notation import parse, show
from raci_tui.core.plan import CellSet, ImportPlan, apply_plan, make_plan
from raci_tui.core.recognise import Hints, Recognised, SeenParty, recognise
from raci_tui.core.records import EditLayer
from raci_tui.core.tables import Noted, Source
from raci_tui.core.text import clean_line, fold
from raci_tui.services.session import Session
from raci_tui.tui.dropped import existing_file, shown_path
from raci_tui.tui.plain import one_line, plain, sentence, shorten
from raci_tui.tui.screens.dialog import NAME_CELLS, Dialog
from raci_tui.tui.screens.fields import Field, Line, Tick, choice

LISTED: Final = 50
"""Lines shown of each list; what lies beyond is counted."""
MARKS_ASKED: Final = 8
_TEXT_CELLS: Final = 60
_TICK_CELLS: Final = 22
_LAYERS: Final[tuple[tuple[str, EditLayer | None], ...]] = (
    ("As the table says, else today", None),
    ("Today: what is happening", "current"),
    ("Target: what should be happening", "target"),
)


class ImportScreen(Dialog[bool]):
    """Import a file into the open workspace; dismissed with True once something was imported.

    Nothing changes before the plan was shown and confirmed.

    Args:
        path: The file to begin with, or None to ask for it.
    """

    YES = "Read it"
    KEYS = "Enter goes on · Tab next field · Esc cancels"

    class Read(Message):
        """A file was read, or could not be."""

        def __init__(self, request: int, source: Source | None, error: RaciError | None) -> None:
            super().__init__()
            self.request = request
            self.source = source
            self.error = error

    def __init__(self, session: Session, path: Path | None) -> None:
        super().__init__("Import a table")
        self._session = session
        self._path = path
        self._request = 0
        self._read_from = ""
        self._source: Source | None = None
        self._recognised: Recognised | None = None
        self._plan: ImportPlan | None = None
        self._partners: dict[str, bool] = {}

    def fields(self) -> ComposeResult:
        path = shown_path(self._path) if self._path else ""
        placeholder = "Type or paste its path, or drop the file here"
        yield Field("File", Line(path, check=self._file, placeholder=placeholder, id="path", late=True))
        yield Vertical(id="understood")

    def on_mount(self) -> None:
        if self._path:
            self._begin()

    def action_accept(self) -> None:
        """Read the file; once it is read, import it."""
        if self.query_one("#path", Line).value != self._read_from:
            self._begin()
        elif self._plan is not None:
            self._import(self._plan)

    # Reading

    def _begin(self) -> None:
        field = self.query(Field).first()
        wrong = field.wrong()
        if wrong:
            field.say(wrong, wrong=True)
            return
        self._request += 1
        self._read_from = self.query_one("#path", Line).value
        self._plan = self._recognised = self._source = None
        self._partners.clear()
        self.query_one("#understood").remove_children()
        self.say("Reading…")
        self._read(self._request, self._file(self._read_from))

    def _file(self, text: str) -> Path:
        """The file that the field names: as given, where its name could not be shown as it is."""
        given = self._path is not None and not self.query_one("#path", Line).is_changed
        return self._path if given and self._path else existing_file(text)

    @work(thread=True, exclusive=True, group="import", exit_on_error=False)
    def _read(self, request: int, path: Path) -> None:
        from raci_tui.services.importing import load_source

        worker = get_current_worker()
        try:
            source = load_source(path, cancel=lambda: worker.is_cancelled)
        except RaciError as error:
            self.post_message(self.Read(request, None, error))
        except Exception as error:  # noqa: BLE001 - the worker gateway: the dialog must hear of every end
            self.post_message(
                self.Read(request, None, ImportRefusedError(f"reading {path.name} failed: {error}"))
            )
        else:
            self.post_message(self.Read(request, source, None))

    @on(Read)
    async def _was_read(self, event: Read) -> None:
        if event.request != self._request:
            return
        self._source = event.source
        if event.source is None or event.error is not None:
            self._read_from = ""
            self.say(sentence(event.error or "the file could not be read"))
            return
        await self._show_questions(event.source)
        self._understand()

    # What is asked

    async def _show_questions(self, source: Source) -> None:
        """Mount the questions that this source leaves open."""
        place = self.query_one("#understood", Vertical)
        if source.document is None:
            if len(source.tables) > 1:
                tables = [
                    (shorten(one_line(f"{number} {table.title}"), _TEXT_CELLS), number)
                    for number, table in enumerate(source.tables, 1)
                ]
                await place.mount(
                    Field("Table", choice([("The one that looks like a matrix", 0), *tables], 0, id="table"))
                )
            await place.mount(Field("Into", choice(_LAYERS, None, id="layer")))
            workspace = self._session.workspace
            journey = next((each.name for each in workspace.journeys()), workspace.info.name)
            await place.mount(Field("Journey", Line(placeholder=one_line(journey), id="journey")))
        await place.mount(
            Static(id="summary"), Vertical(id="partners"), Vertical(id="marks"), Static(id="report")
        )

    def _hints(self) -> Hints:
        workspace = self._session.workspace
        table = self.query("#table").first(Select).selection if self.query("#table") else 0
        layer = self.query("#layer").first(Select).selection if self.query("#layer") else None
        journey = self.query("#journey").first(Line).value if self.query("#journey") else ""
        marks = {}
        for asked in self.query(MarkLine):
            if asked.value.strip():
                marks[fold(asked.mark)] = parse(asked.value, workspace.scheme)
        return Hints(layer=layer, table=table or None, journey=clean_line(journey), marks=marks)

    def _understand(self) -> None:
        """Recognise the source as the answers say, and plan it."""
        source = self._source
        if source is None:
            return
        workspace = self._session.workspace
        self._plan = None
        try:
            hints = self._hints()
            if source.document is None:
                self._recognised = self._with_partners(recognise(source, workspace.scheme, hints))
                self._plan = make_plan(workspace, self._recognised, hints)
            else:
                self._plan = make_plan(workspace, source, hints)
        except RaciError as error:
            several = isinstance(error, ImportRefusedError) and len(source.tables) > 1
            self.say(sentence(f"{error.message}: choose the table above" if several else error))
            self._report([], [])
        else:
            self.say("")
            self._report(summary(self._plan), details(self._plan))
            self.call_after_refresh(self._ask_partners_and_marks)
        self._button().label = Content("Import" if self._plan else "Read it")

    def _report(self, above: list[Content], below: list[Content]) -> None:
        for place, lines in (("#summary", above), ("#report", below)):
            shown = self.query_one(place, Static)
            shown.update(Content("\n").join(lines))
            shown.display = bool(lines)

    async def _ask_partners_and_marks(self) -> None:
        parties, marks = self.query_one("#partners", Vertical), self.query_one("#marks", Vertical)
        seen = [party for party in self._seen_parties() if party.kind != "customer"]
        if seen and not self.query(PartnerTick):
            await parties.mount(Static(Content("Which of these columns are partners?"), classes="question"))
            ticks = [PartnerTick(party.name, on=self._is_partner(party)) for party in seen]
            await parties.mount(ItemGrid(*ticks, min_column_width=_TICK_CELLS, max_column_width=_TICK_CELLS))
        asked = {fold(line.mark) for line in self.query(MarkLine)}
        unknown = {fold(each.text): each.text for each in (self._plan.unknown if self._plan else ())}
        new = [text for key, text in unknown.items() if key not in asked][: MARKS_ASKED - len(asked)]
        if new and not asked:
            await marks.mount(
                Static(
                    Content("What do these marks mean? Left empty, they are kept as notes."),
                    classes="question",
                )
            )
        for text in new:
            await marks.mount(Field(shorten(one_line(text), 12), MarkLine(text, self._letters)))

    def _letters(self, text: str) -> str:
        return parse(text, self._session.workspace.scheme)

    def _seen_parties(self) -> list[SeenParty]:
        tables = self._recognised.tables if self._recognised else ()
        return list({fold(party.name): party for table in tables for party in table.parties}.values())

    def _is_partner(self, seen: SeenParty) -> bool:
        if seen.sure:
            return seen.kind == "partner"
        return any(
            p.kind == "partner" and fold(p.name) == fold(seen.name) for p in self._session.workspace.parties()
        )

    def _with_partners(self, recognised: Recognised) -> Recognised:
        """Let the user's ticks decide which parties are partners."""

        def decided(party: SeenParty) -> SeenParty:
            said = self._partners.get(fold(party.name))
            if said is None:
                return party
            return msgspec.structs.replace(party, kind="partner" if said else "department", sure=True)

        tables = tuple(
            msgspec.structs.replace(table, parties=tuple(decided(party) for party in table.parties))
            for table in recognised.tables
        )
        return msgspec.structs.replace(recognised, tables=tables)

    @on(Checkbox.Changed)
    def _partner_said(self, event: Checkbox.Changed) -> None:
        if isinstance(event.checkbox, PartnerTick):
            self._partners[fold(event.checkbox.party)] = event.value
            self._understand()

    @on(Select.Changed, "#table, #layer")
    def _answered(self) -> None:
        self._understand()

    @on(Input.Changed, "#journey, .mark")
    def _typed(self, event: Input.Changed) -> None:
        if event.validation_result is None or event.validation_result.is_valid:
            self._understand()

    @on(Input.Changed, "#path")
    def _other_file(self) -> None:
        self._button().label = Content("Import" if self._is_read() else "Read it")

    def _is_read(self) -> bool:
        return self._plan is not None and self.query_one("#path", Line).value == self._read_from

    def _button(self) -> Button:
        return self.query_one("#yes", Button)

    # Doing it

    def _import(self, plan: ImportPlan) -> None:
        if self.points_at_wrong():
            return
        if plan.is_empty:
            self.say("Nothing in it is new: there is nothing to import.")
            return
        try:
            apply_plan(self._session.workspace, plan)
        except RaciError as error:
            self._understand()
            self.say(sentence(error))
            return
        self.app.notify(f"{one_line(plan.label)}: done. Undo takes it back as a whole.", markup=False)
        self.dismiss(True)


class PartnerTick(Tick):
    """Says of one column whether it is a partner."""

    def __init__(self, party: str, *, on: bool) -> None:
        super().__init__(plain(shorten(one_line(party), _TICK_CELLS - 5)), on)
        if len(party) > _TICK_CELLS - 5:
            self.tooltip = plain(one_line(party))
        self.party = party


class MarkLine(Line):
    """The letters that an unknown mark stands for."""

    def __init__(self, mark: str, check: object) -> None:
        super().__init__(check=check, placeholder="Letters, or - for not involved")  # type: ignore[arg-type]
        self.add_class("mark")
        self.mark = mark


def summary(plan: ImportPlan) -> list[Content]:
    """What comes, in a few lines."""
    return [plain(line) for line in _summary(plan)]


def details(plan: ImportPlan) -> list[Content]:
    """What is overwritten, what is not understood, and what is left out."""
    lines = _list("Overwritten", [_cell(cell) for cell in plan.overwritten])
    lines += _list("Also changed", list(plan.updates))
    lines += _list("Not understood, kept as notes", [_noted(each) for each in plan.unknown])
    lines += _list("Left out", [_noted(each) for each in plan.skipped])
    lines += _list("Good to know", list(plan.remarks))
    return lines[1:]


def _summary(plan: ImportPlan) -> Iterator[str]:
    for table in plan.tables:
        layer = "today" if table.layer == "current" else "the target"
        title = f"“{shorten(one_line(table.title), 40)}”: " if table.title else ""
        columns = _number(table.parties, "column")
        yield f"{title}{_number(table.elements, 'element')} and {columns} of letters, for {layer}."
        roles = [(title, role) for title, role in table.columns if title and role not in ("party", "element")]
        others = ", ".join(title if fold(title) == role else f"{title} as {role}" for title, role in roles)
        if others:
            yield shorten(one_line(f"Also read: {others}."), NAME_CELLS)
    elements, parties = _number(len(plan.new_elements), "element"), len(plan.new_parties)
    yield (
        f"New: {elements}, {parties:,} part{'y' if parties == 1 else 'ies'}; {_number(len(plan.cells), 'cell')} set. "
        f"Already here: {_number(plan.matched_elements, 'element')}, {plan.matched_parties:,} of the parties."
    )
    for word, names in (("stages", plan.new_stages), ("journeys", plan.new_journeys)):
        if names:
            shown = ", ".join(shorten(one_line(name), 30) for name in names[:8])
            yield f"New {word}: {shown}{' …' if len(names) > 8 else '.'}"


def _list(title: str, lines: list[str]) -> list[Content]:
    if not lines:
        return []
    shown = [plain(f"  {shorten(one_line(line), 160)}") for line in lines[:LISTED]]
    more = [plain(f"  and {len(lines) - LISTED:,} more")] if len(lines) > LISTED else []
    return [Content(""), plain(f"{title} ({len(lines):,})", "bold"), *shown, *more]


def _cell(cell: CellSet) -> str:
    layer = "today" if cell.layer == "current" else "target"
    new = "no plan" if cell.new is None else show(cell.new) or "undecided"
    return (
        f"{shorten(cell.party, 30)} on {shorten(cell.element, 50)}, {layer}: {show(cell.old)} becomes {new}"
    )


def _noted(each: Noted) -> str:
    text = f" “{shorten(one_line(each.text), 40)}”" if each.text else ""
    return f"{each.address}{text}: {each.reason}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
