"""Changing the scheme of a workspace: every letter goes where a map says, in every cell, as one commit.

Nothing is guessed by letter: A is Accountable, Agree or Approver. A letter in use that the map leaves out stops it,
as does one that would be lost without having been agreed to; letters that become one are told as a loss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from raci_tui.core.blocks import BlockEdit, CellChange
from raci_tui.core.consequences import Consequence, in_words
from raci_tui.core.counting import Counting, RowCounts, has_many_owners, lacks_doer, lacks_owner, unpacked
from raci_tui.core.errors import EditError
from raci_tui.core.ledger import Commit, Via
from raci_tui.core.notation import canonical
from raci_tui.core.records import Cell
from raci_tui.core.scheme import NOT_INVOLVED, RACI, Scheme, checked
from raci_tui.core.scheme_words import named
from raci_tui.core.workspace import Workspace

DROPPED: Final = NOT_INVOLVED
"""What a letter is mapped to that becomes none."""
_JUDGES: Final = (("many", has_many_owners), ("unowned", lacks_owner), ("undone", lacks_doer))


class Conversion(NamedTuple):
    """What changing the scheme would do.

    Attributes:
        letters: What becomes of each letter in use.
        block: Every cell it touches, in both layers, in the order of the matrix.
        agreed: What becomes of the letters that moves have agreed, by element.
        losses: What nobody can tell afterwards, a sentence each.
        remarks: What else is worth a look, a sentence each.
    """

    before: Scheme
    scheme: Scheme
    letters: dict[str, str]
    block: BlockEdit
    agreed: tuple[tuple[str, dict[str, str | None]], ...]
    losses: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the commit is called."""
        return self.block.title


def letters_in_use(workspace: Workspace) -> dict[str, int]:
    """How many cells hold each letter in either layer; the scheme's own letters first, strangers behind.

    Letters that stand only in what a move has agreed are counted there.
    """
    texts = Counter((cell.current, cell.target or "") for cell in workspace.state.cells())
    counted: Counter[str] = Counter()
    for (current, target), cells in texts.items():
        for code in set(current) | set(target):
            counted[code] += cells
    agreed: Counter[str] = Counter()
    for move in workspace.state.tables["moves"].values():
        agreed.update(code for letters in move.agreed.values() for code in letters or "")
    used = agreed | counted
    del used[NOT_INVOLVED]
    codes = workspace.scheme.codes
    ordered = [*(code for code in codes if code in used), *sorted(code for code in used if code not in codes)]
    return {code: counted[code] or agreed[code] for code in ordered}


def same_meaning(before: Scheme, scheme: Scheme) -> dict[str, str]:
    """Letters that have one code, name and kind in both schemes: to keep them so is no guess."""
    return {
        letter.code: letter.code
        for letter in before.letters
        if (other := scheme.letter(letter.code)) and (other.name, other.kind) == (letter.name, letter.kind)
    }


def read_map(texts: Iterable[str]) -> dict[str, str]:
    """Read a letter map as it is typed: `A=A,C=I`, or `-` for a letter that is dropped.

    Raises:
        EditError: A part has no `=`, is no single letter, or names a letter twice.
    """
    letters: dict[str, str] = {}
    for part in (part for text in texts for part in text.split(",") if part.strip()):
        left, equals, right = (each.strip().upper() for each in part.partition("="))
        if not equals or len(left) != 1 or len(right) != 1:
            raise EditError(f"{part.strip()!r} maps no letter", "write A=D, or A=- to drop it")
        if letters.setdefault(left, right) != right:
            raise EditError(f"the map says twice what becomes of {left}", "say it once")
    return letters


def conversion(
    workspace: Workspace, scheme: Scheme, letters: Mapping[str, str], *, drop: bool = False, title: str = ""
) -> Conversion:
    """Say what changing to another scheme would do.

    Args:
        letters: What becomes of each letter in use: a letter of the other scheme, or `DROPPED`.
        drop: Letters that are no longer anywhere are agreed to.
        title: The label, where it is not said to be a change of scheme.

    Raises:
        EditError: The map leaves out a letter in use, names one that nobody knows, drops one without consent, or
            the scheme is in force already.
        SchemeError: The scheme contradicts itself.
    """
    before = workspace.scheme
    checked(scheme)
    if scheme == before:
        raise EditError(f"{scheme.name} is the scheme in force", "choose another one")
    used = letters_in_use(workspace)
    _check_map(before, scheme, letters, used, drop=drop)
    wanted = {code: letters[code] for code in used}
    translated = _Translated(before, scheme, wanted)
    block = BlockEdit("", tuple(_changes(workspace, translated)), 0, "no cell has a letter", whole=True)
    count = "1 cell" if block.cells == 1 else f"{block.cells:,} cells"
    return Conversion(
        before,
        scheme,
        wanted,
        block._replace(title=title or f"Change the scheme from {before.name} to {scheme.name}, {count}"),
        tuple(_agreed(workspace, translated)),
        tuple(_losses(before, scheme, wanted, used)),
        tuple(_remarks(workspace, wanted)),
    )


def convert(workspace: Workspace, plan: Conversion, *, via: Via = "app") -> Commit | None:
    """Change the scheme as planned, as one commit.

    Raises:
        EditError: The workspace cannot be changed, or has changed meanwhile in a way that does not fit.
    """
    made = len(workspace.pending)
    tables = workspace.state.tables
    with workspace.edit(plan.label, via=via, whole=True) as edit:
        key, there = plan.scheme.id, tables["schemes"].get(plan.scheme.id)
        if there is not None:
            fields = {
                field: getattr(plan.scheme, field) for field in plan.scheme.__struct_fields__ if field != "id"
            }
            edit.update("schemes", key, **fields)
        elif plan.scheme != RACI:
            # Whoever gets the file may not have the plugin that brings the scheme.
            edit.add(plan.scheme)
        edit.update("workspace", "workspace", scheme=key)
        for element, party, layer, _, new in plan.block.changes:
            if layer != "note":
                edit.set(element, party, layer, new)
        for element, agreed in plan.agreed:
            edit.update("moves", element, agreed=agreed)
        if plan.before.id != key and tables["schemes"].get(plan.before.id) == workspace.offered.get(
            plan.before.id
        ):
            # A copy of what the app brings anyway: going back leaves everything as it was.
            edit.remove("schemes", plan.before.id)
    return workspace.pending[-1] if len(workspace.pending) > made else None


def gaps_of(workspace: Workspace, plan: Conversion) -> tuple[Consequence, ...]:
    """Say which elements gain and lose owners and doers when the new scheme counts the new letters."""
    counted: Counter[str] = Counter()
    translated = _Translated(plan.before, plan.scheme, plan.letters)
    then, now = Counting(workspace.state, plan.scheme), Counting(workspace.state, plan.before)
    together, crowded = Counter[str](), 0
    for element in workspace.state.tables["elements"]:
        row = workspace.state.rows.get(element, {})
        after = {party: translated.cell(cell) for party, cell in row.items()}
        for cell in after.values():
            together.update({text for text in (cell.current, cell.target or "") if text})
        was, becomes = _layers(now, row), _layers(then, after)
        for what, judge in _JUDGES:
            bad, worse = _any(judge, was, plan.before), _any(judge, becomes, plan.scheme)
            counted[what] += worse and not bad
            counted[f"no longer {what}"] += bad and not worse
        crowded += _any(_has_many_doers, becomes, plan.scheme) and not _any(_has_many_doers, was, plan.before)
    found = sorted(in_words(counted, plan.scheme), key=lambda each: not each.bad)
    if crowded:
        elements = "1 element" if crowded == 1 else f"{crowded:,} elements"
        found.insert(
            0,
            Consequence(f"leaves {elements} with more than {plan.scheme.doers.max} doing the work", bad=True),
        )
    owners, doers = set(plan.scheme.of_kind("owner")), set(plan.scheme.of_kind("doer"))
    shared = sum(count for text, count in together.items() if owners & set(text) and doers & set(text))
    if shared and not plan.scheme.share_cell:
        cells = "1 cell" if shared == 1 else f"{shared:,} cells"
        both = f"{'/'.join(sorted(owners))} and {'/'.join(sorted(doers))}"
        text = f"leaves {cells} with {both} together, against the scheme"
        found.insert(0, Consequence(text, bad=True))
    return tuple(found)


class _Translated(dict[str, str]):
    """Texts of cells by what they become; each is looked at once."""

    def __init__(self, before: Scheme, scheme: Scheme, letters: Mapping[str, str]) -> None:
        super().__init__({"": "", NOT_INVOLVED: NOT_INVOLVED})
        self._scheme = scheme
        self._letters = letters
        self._out = frozenset(before.of_kind("out"))

    def __missing__(self, text: str) -> str:
        kept = {self._letters[code] for code in text if code != NOT_INVOLVED} - {DROPPED}
        # Who was left out on purpose is not involved; of anybody else nothing is known any more.
        nothing = NOT_INVOLVED if self._out.issuperset(text) else ""
        self[text] = canonical(kept, self._scheme) if kept else nothing
        return self[text]

    def cell(self, cell: Cell) -> Cell:
        """A cell as it becomes."""
        current = self[cell.current]
        target = None if cell.target is None else self[cell.target] or (NOT_INVOLVED if current else None)
        return Cell(element=cell.element, party=cell.party, current=current, target=target)


def _changes(workspace: Workspace, translated: _Translated) -> Iterator[CellChange]:
    places = {party.id: place for place, party in enumerate(workspace.parties())}
    for element in workspace.elements():
        row = workspace.state.rows.get(element.id) or {}
        for party in sorted(row, key=places.__getitem__):
            cell = row[party]
            after = translated.cell(cell)
            if after.current != cell.current:
                yield CellChange(element.id, party, "current", cell.current, after.current)
            if after.target != cell.target:
                yield CellChange(element.id, party, "target", cell.target, after.target)


def _agreed(workspace: Workspace, translated: _Translated) -> Iterator[tuple[str, dict[str, str | None]]]:
    for move in workspace.state.tables["moves"].values():
        after = {
            party: None if letters is None else translated[letters] or None
            for party, letters in move.agreed.items()
        }
        if after != move.agreed:
            yield move.element, after


def _check_map(
    before: Scheme, scheme: Scheme, letters: Mapping[str, str], used: Mapping[str, int], *, drop: bool
) -> None:
    for code, becomes in letters.items():
        if code not in used and code not in before.codes:
            raise EditError(f"{code} is no letter of {before.name}", f"letters are {', '.join(before.codes)}")
        if becomes != DROPPED and becomes not in scheme.codes:
            raise EditError(
                f"{becomes} is no letter of {scheme.name}", f"use {', '.join(scheme.codes)}, or - to drop it"
            )
    missing = [code for code in used if code not in letters]
    if missing:
        code = missing[0]
        raise EditError(
            f"the letter map does not say what becomes of {named(before, code)}, which stands in {_cells(used[code])}",
            f"choose one of {', '.join(scheme.codes)}, or drop it",
        )
    dropped = [] if drop else [code for code in _dropped(before, letters) if code in used]
    if dropped:
        code = dropped[0]
        raise EditError(
            f"the letter map would drop {named(before, code)} from {_cells(used[code])}",
            "choose a letter for it, or confirm that it is dropped",
        )


def dropped_letters(workspace: Workspace, letters: Mapping[str, str]) -> list[str]:
    """Letters in use that a map drops; one that says *left out* and becomes *not involved* is not lost."""
    used = letters_in_use(workspace)
    return [code for code in _dropped(workspace.scheme, letters) if code in used]


def _dropped(before: Scheme, letters: Mapping[str, str]) -> Iterator[str]:
    out = before.of_kind("out")
    return (code for code, becomes in letters.items() if becomes == DROPPED and code not in out)


def _losses(
    before: Scheme, scheme: Scheme, letters: Mapping[str, str], used: Mapping[str, int]
) -> Iterator[str]:
    for code in _dropped(before, letters):
        yield f"{named(before, code)} is dropped from {_cells(used[code])}."
    for becomes in dict.fromkeys(letters.values()):
        merged = [code for code, other in letters.items() if other == becomes != DROPPED]
        if len(merged) > 1:
            names = [named(before, code) for code in merged]
            where = ", ".join(f"{code} in {_cells(used[code])}" for code in merged)
            yield (
                f"{', '.join(names[:-1])} and {names[-1]} {'both' if len(merged) == 2 else 'all'} become "
                f"{named(scheme, becomes)}: nobody can tell them apart any more ({where})."
            )


def _remarks(workspace: Workspace, letters: Mapping[str, str]) -> Iterator[str]:
    """Name saved views whose queries ask for a letter that changes; what they mean is for people to say."""
    changed = {code for code, becomes in letters.items() if code != becomes}
    for view in workspace.state.tables["views"].values():
        _, asks, rest = view.query.upper().partition("LETTER:")
        if asks and any(
            code in part.split()[0] for part in rest.split("LETTER:") if part.split() for code in changed
        ):
            yield f"The view “{view.name}” asks for letters that change: look at it again."


def _layers(counting: Counting, row: Mapping[str, Cell]) -> tuple[RowCounts, RowCounts]:
    now, then = counting.packed(row)
    return unpacked(now), unpacked(now if then is None else then)


def _any(
    judge: Callable[[RowCounts, Scheme], bool], layers: tuple[RowCounts, RowCounts], scheme: Scheme
) -> bool:
    return any(judge(counts, scheme) for counts in layers)


def _has_many_doers(counts: RowCounts, scheme: Scheme) -> bool:
    return scheme.doers.max is not None and counts.doers > scheme.doers.max


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"
