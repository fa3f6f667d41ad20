"""Changing the scheme: an explicit map, every cell, one step; nothing is guessed, dropped or forgotten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.conversion import (
    conversion,
    convert,
    dropped_letters,
    gaps_of,
    letters_in_use,
    read_map,
    same_meaning,
)
from raci_tui.core.errors import EditError, SchemeError
from raci_tui.core.ledger import Head
from raci_tui.core.notation import canonical
from raci_tui.core.records import Move, SavedView
from raci_tui.core.scheme import RACI, Bounds, Scheme
from raci_tui.core.workspace import Workspace
from raci_tui.rules.schemes import CAIRO, DACI, DACI_RELAXED, DACI_STRICT, RAPID, RASCI, SCHEMES
from tests.strategies import base_state, examples

BY_ID = {scheme.id: scheme for scheme in SCHEMES}
TO_DACI = {"A": "A", "R": "D", "C": "C", "I": "I"}


def workspace(**cells: str) -> Workspace:
    """The base state, with other letters for today where named: `e1_p1="AR"`."""
    made = Workspace(base_state(), Head(0, "base"), author="dana", schemes=BY_ID)
    with made.edit("Begin") as edit:
        for place, letters in cells.items():
            edit.set(place[:2], place[3:], "current", letters)
    made.pending.clear()
    return made


def changed(made: Workspace, scheme: Scheme, letters: dict[str, str], *, drop: bool = False) -> None:
    convert(made, conversion(made, scheme, letters, drop=drop))


def test_every_cell_goes_where_the_map_says_in_both_layers_and_in_what_is_agreed() -> None:
    made = workspace(e4_p2="-")
    changed(made, DACI, TO_DACI)
    assert made.scheme == DACI
    assert [made.cell(*place).current for place in (("e1", "p1"), ("e1", "p3"), ("e3", "p1"))] == [
        "A",
        "D",
        "AD",
    ]
    assert (made.cell("e1", "p3").target, made.cell("e1", "p3").note) == ("C", "by phone")
    assert made.cell("e4", "p2").current == "-"
    assert made.state.tables["moves"]["e2"].agreed == {"p2": "A", "p3": None}
    with made.edit("Agree on R") as edit:
        edit.update("moves", "e2", agreed={"p2": "AD", "p3": None})
    changed(made, RAPID, {"A": "D", "D": "P", "C": "I"})
    assert made.state.tables["moves"]["e2"].agreed == {"p2": "DP", "p3": None}


def test_it_is_one_commit_that_says_what_and_how_many_and_one_undo() -> None:
    made = workspace()
    before = made.state.copy()
    plan = conversion(made, DACI, TO_DACI)
    assert plan.label == "Change the scheme from RACI to DACI, 2 cells"
    assert {change[:3] for change in plan.block.changes} == {("e1", "p3", "current"), ("e3", "p1", "current")}
    commit = convert(made, plan)
    assert commit
    assert commit.whole
    assert [each.label for each in made.pending] == [plan.label]
    after = made.state.copy()
    made.undo()
    assert made.state == before
    made.redo()
    assert made.state == after


LETTERS = st.sets(st.sampled_from("ARCI")).map(lambda codes: canonical(codes, RACI)) | st.just("-")


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(("e1", "e2", "e3", "e4")), st.sampled_from(("p1", "p2", "p3"))),
        st.tuples(LETTERS, st.none() | LETTERS),
        max_size=8,
    ),
    st.permutations("RAPID"),
    st.booleans(),
)
@examples(60)
def test_a_map_from_letter_to_letter_and_back_gives_the_start(
    cells: dict[tuple[str, str], tuple[str, str | None]], codes: list[str], undone: bool
) -> None:
    made = workspace()
    with made.edit("Fill") as edit:
        for (element, party), (current, target) in cells.items():
            edit.set(element, party, "current", current)
            edit.set(element, party, "target", target or None)
    before = made.state.copy()
    there = dict(zip("ARCI", codes, strict=False))
    changed(made, RAPID, there)
    assert all(set(cell.current + (cell.target or "")) <= {*RAPID.codes, "-"} for cell in made.state.cells())
    if undone:
        made.undo()
    else:
        changed(made, RACI, {new: old for old, new in there.items()})
    assert made.state == before


def test_a_letter_in_use_that_the_map_leaves_out_stops_it() -> None:
    made = workspace()
    before = made.state.copy()
    with pytest.raises(EditError, match="what becomes of C Consulted, which stands in 1 cell"):
        changed(made, DACI, {"A": "A", "R": "D"})
    assert made.state == before
    # The I that nobody holds needs no place.
    changed(made, DACI, {"A": "A", "R": "D", "C": "C"})


def test_a_map_that_would_drop_letters_is_refused_unless_that_is_meant() -> None:
    made = workspace(e4_p1="C", e4_p2="CI")
    letters = {**TO_DACI, "C": "-"}
    with pytest.raises(EditError, match="would drop C Consulted from 3 cells"):
        conversion(made, DACI, letters)
    assert dropped_letters(made, letters) == ["C"]
    plan = conversion(made, DACI, letters, drop=True)
    assert plan.losses == ("C Consulted is dropped from 3 cells.",)
    convert(made, plan)
    assert (made.cell("e4", "p1").current, made.cell("e4", "p2").current) == ("", "I")
    # The plan said only C over R: today there is a D, so the plan is that the party has no part.
    assert (made.cell("e1", "p3").current, made.cell("e1", "p3").target) == ("D", "-")


def test_who_was_left_out_on_purpose_becomes_not_involved_without_asking() -> None:
    made = workspace()
    changed(made, CAIRO, same_meaning(RACI, CAIRO))
    with made.edit("Leave out") as edit:
        edit.set("e4", "p1", "current", "O")
        edit.set("e4", "p2", "current", "CO")
    plan = conversion(made, RACI, {**same_meaning(RACI, RACI), "O": "-"})
    assert plan.losses == ()
    convert(made, plan)
    assert (made.cell("e4", "p1").current, made.cell("e4", "p2").current) == ("-", "C")


def test_letters_that_become_one_are_told_as_a_loss() -> None:
    made = workspace(e4_p1="CI", e4_p2="I")
    plan = conversion(made, DACI, {**TO_DACI, "I": "C"})
    (loss,) = plan.losses
    assert loss == (
        "C Consulted and I Informed both become C Contributor: nobody can tell them apart any more "
        "(C in 2 cells, I in 2 cells)."
    )
    convert(made, plan)
    assert made.cell("e4", "p1").current == "C"


@pytest.mark.parametrize(
    ("letters", "sentence"),
    [
        ({**TO_DACI, "R": "P"}, "P is no letter of DACI"),
        ({**TO_DACI, "X": "A"}, "X is no letter of RACI"),
    ],
)
def test_a_map_with_letters_that_nobody_knows_is_refused(letters: dict[str, str], sentence: str) -> None:
    with pytest.raises(EditError, match=sentence):
        conversion(workspace(), DACI, letters)


def test_the_scheme_in_force_and_one_that_contradicts_itself_are_refused() -> None:
    with pytest.raises(EditError, match="RACI is the scheme in force"):
        conversion(workspace(), RACI, {})
    with pytest.raises(SchemeError, match="has no owner letter"):
        conversion(workspace(), Scheme(id="own", name="Own", letters=RACI.letters[:1]), TO_DACI)


def test_letters_of_another_scheme_that_were_left_in_cells_need_a_place_too() -> None:
    made = workspace(e4_p1="AS")
    assert letters_in_use(made) == {"A": 5, "R": 2, "C": 1, "S": 1}
    with pytest.raises(EditError, match="what becomes of S, which"):
        conversion(made, RASCI, same_meaning(RACI, RASCI))
    changed(made, RASCI, {**same_meaning(RACI, RASCI), "S": "S"})
    assert made.cell("e4", "p1").current == "AS"


def test_only_letters_of_one_meaning_keep_their_place_by_themselves() -> None:
    assert same_meaning(RACI, RASCI) == {"R": "R", "A": "A", "C": "C", "I": "I"}
    assert same_meaning(RACI, DACI) == {"I": "I"}
    assert same_meaning(RACI, RAPID) == {}


def test_it_says_which_gaps_come_and_go() -> None:
    made = workspace(e1_p2="R", e4_p1="A", e4_p2="A", e4_p3="R", e5_p1="A")
    said = {each.text: each.bad for each in gaps_of(made, conversion(made, DACI_RELAXED, TO_DACI))}
    assert said["leaves 2 elements with no more owners than it may have"] is False
    strict = {each.text: each.bad for each in gaps_of(made, conversion(made, DACI_STRICT, TO_DACI))}
    # e3 has A/R in one cell, e1 two who do, and on e5 A alone did the work.
    assert strict["leaves 1 cell with A and D together, against the scheme"] is True
    assert strict["leaves 1 element with more than 1 doing the work"] is True
    assert strict["leaves 1 element with nobody who does the work"] is True


def test_a_view_that_asks_for_a_letter_that_changes_is_named_and_left() -> None:
    made = workspace()
    with made.edit("Views") as edit:
        edit.add(SavedView(id="v2", name="Doers", query="party:crew letter:R"))
        edit.add(SavedView(id="v3", name="Owners", query="letter:A"))
    plan = conversion(made, DACI, TO_DACI)
    assert plan.remarks == ("The view “Doers” asks for letters that change: look at it again.",)
    convert(made, plan)
    assert made.state.tables["views"]["v2"].query == "party:crew letter:R"


def test_an_empty_workspace_needs_no_map() -> None:
    made = workspace()
    with made.edit("Empty") as edit:
        for element in ("e1", "e2", "e3"):
            edit.remove("elements", element)
        edit.add(Move(element="e4"))
    changed(made, RAPID, {})
    assert made.scheme == RAPID
    made.undo()
    assert made.scheme == RACI


def test_a_map_is_read_as_it_is_typed() -> None:
    assert read_map(("A=d, r=P", "C=-")) == {"A": "D", "R": "P", "C": "-"}
    for wrong in ("A", "A=", "=A", "AR=D", "A=DP", "A=D,A=P"):
        with pytest.raises(EditError, match=r"maps no letter|says twice"):
            read_map((wrong,))


def test_a_scheme_of_ones_own_stays_when_another_is_in_force() -> None:
    made = workspace()
    own = Scheme(id="own", name="Own", letters=RACI.letters, owners=Bounds(0, 1))
    with made.edit("Own") as edit:
        edit.add(own)
    changed(made, own, same_meaning(RACI, own))
    changed(made, DACI, TO_DACI)
    assert made.state.tables["schemes"] == {"own": own, "daci": DACI}
