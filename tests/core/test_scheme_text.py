"""Schemes of one's own: TOML is read as it is meant, or refused in one sentence with nothing changed."""

import pytest

from raci_tui.core.errors import EditError, SchemeError
from raci_tui.core.history import describe
from raci_tui.core.ledger import Head
from raci_tui.core.own_schemes import is_own, keep_scheme, own_copy, remove_scheme
from raci_tui.core.scheme import RACI, Bounds, Scheme
from raci_tui.core.scheme_text import read_scheme, read_schemes, write_scheme
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.rules.schemes import SCHEMES
from tests.strategies import CYRILLIC, base_state

CARE = """
[scheme.care]
owners = { min = 1, max = 1 }
doers = { min = 1 }            # no max: shared work allowed
share_cell = true
owner_implies_doer = false
conflicts = [["V", "L"]]       # never one party on the same row
letters = [
  { code = "L", name = "Lead", kind = "owner", words = ["lead", "Leads"] },
  { code = "W", name = "Works", kind = "doer" },
  { code = "V", name = "Verifies", kind = "check" },
]
"""


def test_a_scheme_is_read_as_it_is_written_down() -> None:
    care = read_scheme(CARE)
    assert (care.id, care.name, care.codes) == ("care", "care", ("L", "W", "V"))
    assert (care.owners, care.doers, care.conflicts) == (Bounds(1, 1), Bounds(1), (("V", "L"),))
    assert care.letters[0].words == ("lead", "leads")


@pytest.mark.parametrize("scheme", [*SCHEMES, CYRILLIC], ids=lambda scheme: scheme.id)
def test_what_is_written_reads_back(scheme: Scheme) -> None:
    assert read_schemes(write_scheme(scheme)) == (scheme,)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("share_cell", "share_cells", "the scheme care has the unknown key 'share_cells': did you mean share_cell?"),
        ("[scheme.care]", "[schemes.care]", "the text has the unknown key 'schemes': did you mean scheme?"),
        ("max = 1", "most = 1", "owners of the scheme care has the unknown key 'most': known are min, max"),
        ("words", "wrods", "letter 1 of the scheme care has the unknown key 'wrods': did you mean words?"),
        ('"check"', '"checks"', "letter 3 of the scheme care has the kind 'checks': did you mean check?"),
        ('code = "W"', 'code = "L"', "the scheme care has the letter L twice: each letter once"),
        ('kind = "owner"', 'kind = "doer"', "the scheme care has no owner letter: give one letter the kind owner"),
        ('"W"', '"W/L"', "letter 2 of the scheme care has the code 'W/L' with a separator in it"),
        ('"W"', '"-"', "the scheme care has the code '-': a code is one upper-case letter"),
        ('"W"', '"w"', "the scheme care has the code 'w': a code is one upper-case letter"),
        ("min = 1, max = 1", "min = 2, max = 1", "the scheme care wants at least 2 and at most 1 owners"),
        ('["V", "L"]', '["V", "X"]', "the scheme care has the conflict V/X: name two different letters of it"),
        ('"Works"', '"Lead"', "the scheme care has “lead” for L and for W: a word can mean one letter only"),
        ('name = "Works", ', "", "the scheme care does not fit: a letter has no name"),
        ("min = 1 }", 'min = "one" }', "the scheme care does not fit: doers.min should be a whole number"),
        ("true", '"yes"', "the scheme care does not fit: share_cell should be true or false"),
        ('kind = "check" }', 'kind = "check", color = "red" }', "has the colour 'red'"),
        ('kind = "check" }', 'kind = "check", color = "#220000" }', "#220000 of V is too dark for black text"),
        ("[scheme.care]", "[scheme.'Our Care']", "'Our Care' is no name for a scheme"),
        ("[scheme.care]", "[scheme.care", "this is no TOML: "),
        ('code = "W"', "code = 5", "should be a text"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(old: str, new: str, sentence: str) -> None:
    text = CARE.replace(old, new, 1)
    assert text != CARE
    with pytest.raises(SchemeError) as caught:
        read_scheme(text)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "scheme = 3", "[scheme]", "[scheme]\ncare = 3", CARE + CARE.replace("care", "b")]
)
def test_what_is_not_one_scheme_is_refused(text: str) -> None:
    with pytest.raises(SchemeError, match=r"no scheme|is no table|holds 2 schemes"):
        read_scheme(text)


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(SchemeError, match="characters"):
        read_scheme("#" * 200_000)


# In the workspace


def workspace(*, filled: bool = False) -> Workspace:
    state = base_state() if filled else new_state("Own")
    return Workspace(state, Head(0, "base"), author="dana", schemes={each.id: each for each in SCHEMES})


def in_force(text: str) -> Workspace:
    """A workspace with some letters in a scheme of its own."""
    made = workspace(filled=True)
    scheme = read_scheme(text)
    with made.edit("Begin") as edit:
        edit.add(scheme)
        edit.update("workspace", "workspace", scheme=scheme.id)
        for cell in tuple(made.state.cells()):
            edit.remove("cells", cell.id)
        edit.update("moves", "e2", agreed={})
        edit.set("e1", "p1", "current", "LW")
    made.pending.clear()
    return made


def test_it_is_kept_in_the_workspace_and_every_step_can_be_taken_back() -> None:
    made = workspace()
    care = read_scheme(CARE)
    assert keep_scheme(made, care) == "Add the scheme care"
    assert keep_scheme(made, care) == ""
    assert list(made.schemes)[-1] == "care"
    assert is_own(made, care)
    renamed = read_scheme(CARE.replace("[scheme.care]", '[scheme.care]\nname = "Care"'))
    assert keep_scheme(made, renamed) == "Edit the scheme Care"
    assert remove_scheme(made, "care") == "Remove the scheme Care"
    assert "care" not in made.schemes
    for name in ("Care", "care"):
        made.undo()
        assert made.schemes["care"].name == name
    made.undo()
    assert not made.state.tables["schemes"]


def test_the_history_names_letters_as_people_do() -> None:
    made = workspace()
    keep_scheme(made, read_scheme(CARE))
    keep_scheme(made, read_scheme(CARE.replace('"Works"', '"Toils"')))
    assert describe(made.pending[-1], made.state) == [
        "scheme “care”: letters L Lead, W Works, V Verifies → L Lead, W Toils, V Verifies"
    ]


def test_schemes_that_come_with_the_app_are_neither_replaced_nor_removed() -> None:
    made = workspace()
    mine = read_scheme(CARE.replace("scheme.care", "scheme.rasci"))
    with pytest.raises(EditError, match=r"comes with the app: give yours another name: \[scheme.rasci-own\]"):
        keep_scheme(made, mine)
    with pytest.raises(EditError, match="comes with the app"):
        remove_scheme(made, "rasci")
    assert not made.pending
    copy = own_copy(made, RACI)
    assert (copy.id, copy.name) == ("raci-own", "RACI, our own")
    keep_scheme(made, copy)
    assert own_copy(made, RACI).id == "raci-own-2"


def test_in_force_it_is_edited_as_long_as_letters_in_use_keep_their_meaning() -> None:
    made = in_force(CARE)
    keep_scheme(made, read_scheme(CARE.replace('"Verifies"', '"Checks"')))
    assert made.scheme.letters[2].name == "Checks"
    for old, new in (
        ('"Works"', '"Toils"'),
        ('code = "W"', 'code = "T"'),
        ('kind = "doer"', 'kind = "support"'),
    ):
        with pytest.raises(EditError, match="care is in force, and W Works is in use"):
            keep_scheme(made, read_scheme(CARE.replace(old, new)))
    with pytest.raises(EditError, match="is the scheme in force"):
        remove_scheme(made, "care")
    assert len(made.pending) == 1


def test_letters_in_another_order_are_written_so_in_every_cell() -> None:
    two = (
        '  { code = "L", name = "Lead", kind = "owner" },\n',
        '  { code = "A", name = "Aide", kind = "owner" },\n',
    )
    begin, rest = CARE.partition("letters = [\n")[::2]
    rest = rest.partition("\n")[2]
    made = in_force(f"{begin}letters = [\n{two[0]}{two[1]}{rest}")
    with made.edit("Both") as edit:
        edit.set("e1", "p1", "current", "LA")
    keep_scheme(made, read_scheme(f"{begin}letters = [\n{two[1]}{two[0]}{rest}"))
    assert made.cell("e1", "p1").current == "AL"
    made.undo()
    assert (made.cell("e1", "p1").current, made.scheme.codes[0]) == ("LA", "L")
