"""The form of one party: names, kind and what else is known of it, as one commit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from raci_tui.core.errors import TextError
from raci_tui.core.in_place import brief
from raci_tui.core.labels import SHORT_LENGTH, short_name
from raci_tui.core.ledger import stamp, utc_now
from raci_tui.core.lookalikes import taken_for
from raci_tui.core.records import Party, PartyKind, new_id
from raci_tui.core.structure import order_after
from raci_tui.core.text import clean_line, clean_name, clean_note, fold
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.fields import Baseline, Field, Line, Note, Tick
from raci_tui.tui.screens.form import Form

if TYPE_CHECKING:
    from raci_tui.services.drafts import Draft

KINDS: Final[tuple[tuple[str, PartyKind], ...]] = (
    ("Department: part of your own house", "department"),
    ("Partner: somebody outside", "partner"),
    ("Customer", "customer"),
)
FLAGS: Final = {
    "overlay": "Overlay team: its accountability is to move out",
    "vacant": "Vacant: nobody fills the place, so it owns nothing",
    "retired": "Retired: no longer used, so it owns nothing",
}
_WORDS: Final = {
    "name": "the name", "short": "the short name", "kind": "the kind", "aliases": "the other names",
    "contact": "the contact", "note": "the note", **{flag: f"the mark “{flag}”" for flag in FLAGS},
}  # fmt: skip
_COMMA: Final = re.compile(r"[,;]")
_SHORT_LIMIT: Final = 12


class PartyForm(Form[str]):
    """Edit a party, or add one behind `after`. Dismissed with its id.

    Args:
        party_id: None adds one.
        after: Party behind which a new one goes, where it is of the same kind; else at the end of its kind.
    """

    def __init__(self, workspace: Workspace, party_id: str | None, *, after: str | None = None) -> None:
        super().__init__("Party" if party_id else "New party", workspace)
        parties = workspace.state.tables["parties"]
        self._id = party_id
        self._neighbour: Party | None = parties.get(after) if after else None
        kind: PartyKind = self._neighbour.kind if self._neighbour else "department"
        self._shown: Party = parties[party_id] if party_id else Party(id="", name="", kind=kind)
        self._baseline = Baseline(workspace, "parties", party_id, _WORDS) if party_id else None

    def fields(self) -> ComposeResult:
        shown = self._shown
        yield Field("Name", Line(shown.name, check=clean_name, id="name"), id="name-field")
        yield Field("Short", Line(shown.short, check=_short, id="short"), id="short-field")
        yield Field("Kind", Choice(KINDS, shown.kind, id="kind"))
        yield Field(
            "Also called",
            Line(
                ", ".join(shown.aliases),
                placeholder="Other names in your tables, with commas between",
                id="aliases",
            ),
            id="aliases-field",
        )
        yield Field("Contact", Line(shown.contact, placeholder="Whom to ask, and how", id="contact"))
        ticks = Vertical(
            *(Tick(Content(words), getattr(shown, flag), id=flag) for flag, words in FLAGS.items()),
            classes="ticks",
        )
        yield Field("", ticks)
        yield Field("Note", Note(shown.note, id="note"))

    def on_mount(self) -> None:
        self._tell_short()

    def subject(self) -> Draft:
        from raci_tui.services.drafts import Draft

        name = one_line(self._shown.name) or one_line(self.query_one("#name", Line).value)
        return Draft(kind="party", name=brief(name), key=self._id or "", texts={}, at=stamp(utc_now()))

    def texts(self) -> dict[str, str]:
        filled = {"kind": self._kind(), **{flag: str(value) for flag, value in self._flags().items()}}
        changed = {
            field: value for field, value in filled.items() if value != str(getattr(self._shown, field))
        }
        return super().texts() | changed

    def fill(self, texts: dict[str, str]) -> None:
        super().fill(texts)
        self.query_one("#kind", Choice).choose(texts.get("kind", ""))
        for flag in FLAGS.keys() & texts.keys():
            self.query_one(f"#{flag}", Tick).value = texts[flag] == "True"

    def answer(self) -> str:
        """Save the party."""
        filled = self._filled()
        if self._id is None:
            made = new_id()
            with self._workspace.edit(f"Add {filled['name']}") as edit:
                edit.add(Party(id=made, order=self._order(filled["kind"]), **filled))
            return made
        assert self._baseline is not None  # noqa: S101 - made with the id
        changed = self._baseline.changed(filled)
        if changed:
            renamed = changed.keys() == {"name"}
            label = f"Rename {self._shown.name} to {filled['name']}" if renamed else f"Edit {filled['name']}"
            with self._workspace.edit(label) as edit:
                if "kind" in changed:
                    changed["order"] = self._order(filled["kind"])
                edit.update("parties", self._id, **changed)
        return self._id

    def is_changed(self) -> bool:
        filled = {"kind": self._kind(), **self._flags()}
        return super().is_changed() or any(
            getattr(self._shown, field) != value for field, value in filled.items()
        )

    def _kind(self) -> PartyKind:
        kind: PartyKind = self.query_one("#kind", Choice).selection
        return kind

    def _flags(self) -> dict[str, bool]:
        return {flag: self.query_one(f"#{flag}", Tick).value for flag in FLAGS}

    def _filled(self) -> dict[str, Any]:
        shown = self._shown
        line = {field: self.query_one(f"#{field}", Line) for field in ("name", "short", "contact", "aliases")}
        note = self.query_one("#note", Note)
        return {
            "name": line["name"].read(clean_name, shown.name),
            "short": line["short"].read(_short, shown.short),
            "kind": self._kind(),
            "aliases": line["aliases"].read(_names, shown.aliases),
            "contact": line["contact"].read(clean_line, shown.contact),
            "note": clean_note(note.text) if note.is_changed else shown.note,
            **self._flags(),
        }

    def _order(self, kind: PartyKind) -> str:
        siblings = [
            party for party in self._workspace.parties() if party.kind == kind and party.id != self._id
        ]
        return order_after(siblings, self._neighbour.id if self._neighbour else None)

    @on(Input.Changed, "#name, #aliases")
    def _names_typed(self, event: Input.Changed) -> None:
        """Warn of names that would be taken for another party's; it is not forbidden."""
        field = self.query_one(f"#{event.input.id}-field", Field)
        if event.validation_result is None or event.validation_result.is_valid:
            names = (event.value,) if event.input.id == "name" else _names(event.value)
            field.say(next(filter(None, map(self._warning, names)), ""))
        self._tell_short()

    @on(Input.Changed, "#short")
    def _short_typed(self, event: Input.Changed) -> None:
        if event.validation_result is None or event.validation_result.is_valid:
            self._tell_short()

    def _tell_short(self) -> None:
        name = one_line(self.query_one("#name", Line).value)
        typed = self.query_one("#short", Line).value.strip()
        derived = short_name(Party(id="", name=name)) if name and not typed else ""
        self.query_one("#short-field", Field).say(
            f"Empty: where its name does not fit it is {derived}." if derived else ""
        )

    def _warning(self, name: str) -> str:
        for party in self._workspace.parties():
            if party.id == self._id:
                continue
            other = taken_for(name, (party.name, *party.aliases))
            if other:
                same = fold(other) == fold(one_line(name))
                shown = shorten(one_line(party.name), 50)
                return (
                    f"There already is “{shown}”."
                    if same
                    else f"This looks like “{shown}”, which is another party."
                )
        return ""


def _names(text: str) -> tuple[str, ...]:
    """Split names at commas; the same name twice counts once."""
    names = {fold(name): clean_line(name) for name in _COMMA.split(text) if name.strip()}
    return tuple(names.values())


def _short(text: str) -> str:
    short = clean_line(text)
    if len(short) > _SHORT_LIMIT:
        raise TextError(
            f"a short name has at most {_SHORT_LIMIT} characters", f"up to {SHORT_LENGTH} are best"
        )
    return short
