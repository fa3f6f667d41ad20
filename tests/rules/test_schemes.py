"""The schemes that ship can be used, are what the sources say, and work wherever letters are read and written."""

from itertools import chain, combinations

import pytest

from raci_tui.core.completion import Vocabulary
from raci_tui.core.findings import Findings
from raci_tui.core.ledger import Head
from raci_tui.core.notation import canonical, parse, read, show, toggle
from raci_tui.core.query import parse_query
from raci_tui.core.recognise import Hints
from raci_tui.core.records import Cell, Element, Journey, Party
from raci_tui.core.scheme import Scheme, checked
from raci_tui.core.scheme_text import read_scheme, write_scheme
from raci_tui.core.scheme_words import rules_in_words
from raci_tui.core.vocabulary import is_legend_title
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.rules.schemes import SCHEMES
from raci_tui.services.exporting import take_snapshot
from raci_tui.services.importing import apply_import, plan_import
from raci_tui.services.plugins import the_host
from tests.formats_helpers import written

BY_ID = {scheme.id: scheme for scheme in SCHEMES}
each_scheme = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)


def sets_of(scheme: Scheme) -> list[str]:
    """Every set of letters, as a cell holds it."""
    sizes = range(1, len(scheme.codes) + 1)
    return [
        canonical(codes, scheme)
        for codes in chain.from_iterable(combinations(scheme.codes, n) for n in sizes)
    ]


def small(scheme: Scheme, *, filled: bool = True) -> Workspace:
    """A row for every letter, one with the owner and the doer in one cell, and parties to hold them."""
    state = new_state("Small", scheme=scheme.id)
    state.put(scheme, "schemes")
    if filled:
        state.put(Journey(id="j", name="Get a meter", order="B"), "journeys")
        for place, name in enumerate(("Service", "Crew", "Billing")):
            state.put(Party(id=f"p{place}", name=name, order=f"{place}1"), "parties")
        together = canonical({scheme.of_kind("owner")[0], scheme.of_kind("doer")[0]}, scheme)
        for place, letters in enumerate((*scheme.codes, together, scheme.codes[0], scheme.codes[-1])):
            state.put(
                Element(id=f"e{place}", name=f"Do thing {place}", journey="j", order=f"{place}1"), "elements"
            )
            state.put(Cell(element=f"e{place}", party=f"p{place % 3}", current=letters), "cells")
            state.put(Cell(element=f"e{place}", party=f"p{(place + 1) % 3}", current="-"), "cells")
    return Workspace(state, Head(0, "base"), author="dana", schemes=BY_ID)


def test_all_of_them_are_offered_by_name() -> None:
    assert {
        "raci",
        "raci-strict",
        "rasci",
        "raci-vs",
        "cairo",
        "daci",
        "rapid",
        "pacsi",
        "drasci",
    } <= BY_ID.keys()
    bases = {key.removesuffix("-strict").removesuffix("-relaxed") for key in BY_ID}
    assert {f"{key}-strict" for key in bases} <= BY_ID.keys()
    assert list(the_host().schemes)[: len(SCHEMES)] == list(BY_ID)


@each_scheme
def test_each_can_be_used(scheme: Scheme) -> None:
    assert checked(scheme) is scheme
    assert all(letter.name and letter.color for letter in scheme.letters)
    assert list(rules_in_words(scheme))
    # As text it passes what one's own schemes pass: no word for two letters, colours under black text.
    assert read_scheme(write_scheme(scheme)) == scheme


@pytest.mark.parametrize(
    ("key", "owner", "doer", "owners", "doers"),
    [
        ("raci", "A", "R", (1, 1), (1, None)), ("raci-strict", "A", "R", (1, 1), (1, 1)),
        ("raci-relaxed", "A", "R", (1, None), (1, None)), ("rasci", "A", "R", (1, 1), (1, None)),
        ("raci-vs", "A", "R", (1, 1), (1, None)), ("cairo", "A", "R", (1, 1), (1, None)),
        ("daci", "A", "D", (1, 1), (1, 1)), ("daci-relaxed", "A", "D", (1, None), (1, None)),
        ("rapid", "D", "P", (1, 1), (1, None)), ("pacsi", "A", "P", (1, 1), (1, None)),
        ("drasci", "A", "R", (1, 1), (1, None)),
    ],
)  # fmt: skip
def test_who_answers_and_who_does(
    key: str, owner: str, doer: str, owners: tuple[int, int | None], doers: tuple[int, int | None]
) -> None:
    scheme = BY_ID[key]
    assert (scheme.of_kind("owner"), scheme.of_kind("doer")) == ((owner,), (doer,))
    assert (scheme.owners.min, scheme.owners.max) == owners
    assert (scheme.doers.min, scheme.doers.max) == doers


def test_strict_variants_never_let_one_party_answer_and_do() -> None:
    for scheme in SCHEMES:
        if scheme.id.endswith("-strict"):
            assert not scheme.share_cell or scheme.conflicts == (("A", "R"),), scheme.id
            assert not scheme.owner_implies_doer, scheme.id


@each_scheme
def test_every_set_of_letters_reads_back(scheme: Scheme) -> None:
    for letters in sets_of(scheme):
        assert (
            parse(letters, scheme)
            == parse(show(letters), scheme)
            == parse(letters.lower(), scheme)
            == letters
        )
    for letter in scheme.letters:
        for word in (letter.name, letter.name.upper(), *letter.words):
            assert read(word, scheme).letters == letter.code, word
        typed = toggle("", letter.code, scheme)
        assert typed == letter.code
        assert toggle(typed, letter.code, scheme) == ""


@each_scheme
def test_a_heading_over_a_legend_is_no_element(scheme: Scheme) -> None:
    name = scheme.name.partition(",")[0].casefold()
    assert is_legend_title(f"{name} key")
    assert is_legend_title(f"{name} legend")


def colour(text: str) -> tuple[float, float, float]:
    """Linear red, green and blue."""
    parts = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


# Machado, Oliveira & Fernandes (2009), the severest form of each.
SEEN_BY = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


def lab(text: str, eyes: str) -> tuple[float, float, float]:
    """CIELAB of a colour as some eyes see it."""
    seen = [
        max(0.0, min(1.0, sum(m * c for m, c in zip(row, colour(text), strict=True))))
        for row in SEEN_BY[eyes]
    ]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(m * c for m, c in zip(row, seen, strict=True)) for row in to_xyz]
    x, y, z = (
        (part / white) ** (1 / 3) if part / white > 0.008856 else 7.787 * part / white + 16 / 116
        for part, white in zip(xyz, (0.9505, 1.0, 1.089), strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eyes", SEEN_BY)
def test_colours_of_a_scheme_can_be_told_apart(eyes: str) -> None:
    for scheme in SCHEMES:
        for one, other in combinations(scheme.letters, 2):
            pairs = zip(lab(one.color, eyes), lab(other.color, eyes), strict=True)
            apart = sum((a - b) ** 2 for a, b in pairs) ** 0.5
            assert apart >= 8, (scheme.id, one.code, other.code, apart)


@each_scheme
def test_what_is_exported_comes_back(scheme: Scheme) -> None:
    made = small(scheme)
    formats = ("csv", "markdown", "xlsx") if scheme.id in ("rapid", "daci") else ("csv", "markdown")
    for name in formats:
        exporter = the_host().exporters[name]
        again = small(scheme, filled=False)
        source = the_host().importers[name].read(written(exporter, made), f"small{exporter.suffix}")
        plan = plan_import(again, source, Hints(table=1, layer="current"))
        assert not plan.unknown, (name, plan.unknown)
        apply_import(again, plan)
        assert letters_of(again) == letters_of(made), name


def letters_of(workspace: Workspace) -> set[tuple[str, str, str]]:
    tables = workspace.state.tables
    return {
        (tables["elements"][cell.element].name, tables["parties"][cell.party].name, cell.current)
        for cell in workspace.state.cells()
    }


@each_scheme
def test_the_filter_finds_and_completes_the_letters(scheme: Scheme) -> None:
    made = small(scheme)
    findings = Findings(made, (), lambda: "2026-03-04")
    for code in scheme.codes:
        taken = take_snapshot(made, findings, "current", parse_query(f"letter:{code}"))
        held = {cell.element for cell in made.state.cells() if code in cell.current}
        assert {element.id for element in taken.elements} == held
    assert list(Vocabulary(made).values("letter")) == [letter.code for letter in scheme.letters]
