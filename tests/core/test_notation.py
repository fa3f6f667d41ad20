"""Cell texts: every way of writing letters seen in the wild is read, and nothing is lost or guessed."""

from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from raci_tui.core.errors import NotationError, SchemeError
from raci_tui.core.notation import Reading, canonical, parse, read, show, toggle
from raci_tui.core.scheme import RACI, Bounds, Kind, Letter, Scheme, checked
from raci_tui.core.text import clean
from tests.strategies import CAIRO, CYRILLIC, NAMED, RASCI, SCHEMES, STRICT

SEEN = [
    ("R", "R"), ("r", "R"), (" a ", "A"), ("Responsible", "R"), ("ACCOUNTABLE", "A"), ("sign-off", "A"),
    ("Sign off", "A"), ("Owns", "A"), ("Helps", "C"), ("informed", "I"),
    ("A/R", "AR"), ("A / R", "AR"), ("A,R", "AR"), ("R, A", "AR"), ("C A", "AC"), ("R & A", "AR"), ("A·R", "AR"),
    ("A+R", "AR"), ("A;R", "AR"), ("A\nR", "AR"), ("A|R", "AR"), ("R and A", "AR"), ("Responsible / Accountable", "AR"),
    ("A A", "A"), ("i/c", "CI"),
    ("AR", "AR"), ("RA", "AR"), ("CI", "CI"), ("raci", "ARCI"),
    ("**A**", "A"), ("***A***", "A"), ("*A*", "A"), ("__R__", "R"), ("_R_", "R"), ("`C`", "C"), ("[A]", "A"),
    ("(R)", "R"), ("<I>", "I"), ("**A**/R", "AR"), ("[A/R]", "AR"), ("**[A]**", "A"),
    ("", ""), ("   ", ""), ("\n", ""),
    ("-", "-"), ("–", "-"), ("—", "-"), ("−", "-"), ("N/A", "-"), ("n/a", "-"), ("/", "-"), ("None", "-"), ("N", "-"),
    ("O", "-"), ("n.a.", "-"), ("Not involved", "-"), ("**-**", "-"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "letters"), SEEN, ids=ascii)
def test_plain_ways_of_writing_are_read_without_remark(text: str, letters: str) -> None:
    assert read(text, RACI) == Reading(letters)
    assert parse(text, RACI) == letters


@pytest.mark.parametrize(
    ("text", "letters", "note"),
    [
        ("**A** (SEV1/2)", "A", "SEV1/2"),
        ("A (from May)", "A", "from May"),
        ("A/R [see policy]", "AR", "see policy"),
        ("C*", "C", "*"),
        ("C **", "C", "**"),
        ("C†", "C", "†"),
        ("R²", "R", "²"),
        ("R[1]", "R", "[1]"),
        ("A[^note]", "A", "[^note]"),
        ("- (until May)", "-", "until May"),
        ("N/A*", "-", "*"),
        ("Responsible (night)", "R", "night"),
    ],
)
def test_remarks_and_footnote_marks_become_the_note(text: str, letters: str, note: str) -> None:
    assert read(text, RACI) == Reading(letters, note)


@pytest.mark.parametrize(
    "text",
    ["X", "Y", "Yes", "✓", "R1", "A1", "S", "V", "Q", "RX", "A/X", "A (R)", "[A] [R]", "A[C]", "~~A~~", "Dana",
     "PdM (R)", "PM, UX (C)", "C*/R*", "?", "A?", "TBD", "no-one", ",", "()", "owner of", "1", "A-R"],
)  # fmt: skip
def test_what_is_not_certain_is_kept_as_the_note_and_reported(text: str) -> None:
    reading = read(f" {text} ", RACI)
    assert reading.letters is None
    assert reading.note == text
    assert text[:40] in reading.remark
    with pytest.raises(NotationError, match="is no set of letters of RACI") as caught:
        parse(text, RACI)
    assert "A, R, C, I" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "letters"),
    [("А", "A"), ("С", "C"), ("Ａ", "A"), ("Ａ／Ｒ", "AR"), ("А/R", "AR"), ("ΑI", "AI"), ("аR", "AR")],
    ids=ascii,
)
def test_look_alikes_are_mapped_and_reported(text: str, letters: str) -> None:
    reading = read(text, RACI)
    assert reading.letters == letters
    assert reading.remark == f"{text!r} read as {show(letters)}"


def test_a_hard_space_is_no_look_alike() -> None:
    assert read("A\u00a0/\u00a0R", RACI) == Reading("AR")


def test_a_code_of_the_scheme_comes_before_not_involved() -> None:
    assert read("O", CAIRO) == Reading("O")
    assert read("N", NAMED) == Reading("N")
    assert read("None", NAMED) == Reading("-")
    assert read("O", RASCI) == Reading("-")


def test_a_word_of_the_scheme_comes_before_not_involved() -> None:
    letters = (*RACI.letters[:3], Letter(code="I", name="Informed", kind="inform", words=("none", "N.A.")))
    own = Scheme(id="own", name="Own", letters=letters)
    assert read("None", own) == read("n.a.", own) == Reading("I")
    assert read("nil", own) == Reading("-")


def test_na_where_both_are_codes_is_read_the_way_it_is_shown() -> None:
    owner_first = read("N/A", NAMED)
    assert owner_first.letters == "NA"
    other = Scheme(
        id="other",
        name="Other",
        letters=(
            Letter(code="N", name="Notified", kind="inform"),
            Letter(code="A", name="Approver", kind="owner"),
        ),
    )
    reading = read("N/A", other)
    assert reading == Reading("-", "", "'N/A' read as not involved, not as A/N")
    assert read("A/N", other) == Reading("AN")


def test_letters_beyond_latin_are_codes_of_their_own() -> None:
    assert read("О/К", CYRILLIC) == Reading("ОК")
    assert read("исполняет", CYRILLIC) == Reading("И")


def test_words_count_whatever_their_case() -> None:
    assert read("DOES IT", NAMED) == Reading("A")


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Any scheme that can be used."""
    codes = draw(st.lists(st.sampled_from("ABCDEIKLNOPRSTVÄÖОИКΩ責"), min_size=1, max_size=7, unique=True))
    kinds: list[Kind] = [draw(st.sampled_from(get_args(Kind))) for _ in codes]
    kinds[draw(st.integers(0, len(codes) - 1))] = "owner"
    letters = [
        Letter(
            code=code,
            name=f"Means {code}",
            kind=kind,
            words=tuple(
                draw(
                    st.lists(
                        st.text(max_size=3).filter(
                            lambda word: word.strip() not in ("", "-") and "/" not in word
                        ),
                        max_size=2,
                    )
                )
            ),
        )
        for code, kind in zip(codes, kinds, strict=True)
    ]
    return checked(Scheme(id="own", name="Own", letters=tuple(letters)))


@given(st.data(), st.sampled_from(SCHEMES) | schemes())
def test_what_is_shown_reads_back(data: st.DataObject, scheme: Scheme) -> None:
    letters = canonical(data.draw(st.sets(st.sampled_from(scheme.codes))), scheme)
    assert parse(show(letters), scheme) == letters
    assert parse(show("-"), scheme) == "-"


@given(st.data(), st.sampled_from(SCHEMES) | schemes())
def test_owner_letters_stand_first(data: st.DataObject, scheme: Scheme) -> None:
    letters = canonical(data.draw(st.sets(st.sampled_from(scheme.codes))), scheme)
    owners = [code in scheme.of_kind("owner") for code in letters]
    assert owners == sorted(owners, reverse=True)


@given(st.data(), st.sampled_from(SCHEMES))
def test_toggling_twice_changes_nothing_where_cells_are_shared(data: st.DataObject, scheme: Scheme) -> None:
    assume(scheme.share_cell)
    letters = canonical(data.draw(st.sets(st.sampled_from(scheme.codes))), scheme)
    code = data.draw(st.sampled_from(scheme.codes))
    once = toggle(letters, code, scheme)
    assert (code in once) != (code in letters)
    assert toggle(once, code, scheme) == letters


def test_toggling_where_sharing_is_forbidden_replaces() -> None:
    assert toggle("A", "R", STRICT) == "R"
    assert toggle("R", "R", STRICT) == ""


def test_toggling_ends_not_involved() -> None:
    assert toggle("-", "A", RACI) == "A"


def test_toggling_keeps_letters_of_another_scheme() -> None:
    assert toggle("AS", "R", RACI) == "ARS"
    assert toggle("AS", "A", RACI) == "S"


@given(st.text() | st.text("ARCIarci/,*_ ()[]-1²nNo\n"), st.sampled_from(SCHEMES))
def test_reading_never_loses_a_text(text: str, scheme: Scheme) -> None:
    reading = read(text, scheme)
    original = clean(text).strip()
    if reading.letters is None:
        assert reading.note == original
        assert reading.remark
    else:
        assert set(reading.letters) <= {*scheme.codes, "-"}
        assert reading.note in original
        assert (reading.letters == "") == (original == "")


@given(st.text("ARCIarci/, ", max_size=8))
def test_no_letter_is_dropped_or_added(text: str) -> None:
    letters = read(text, RACI).letters
    written = {character.upper() for character in text} & set("ARCI")
    assert letters is None or letters == "-" or set(letters) == written


def test_a_stranger_among_codes_is_named() -> None:
    with pytest.raises(NotationError, match="'Q' is no letter of RACI") as caught:
        canonical("AQ", RACI)
    assert caught.value.hint == "use A, R, C, I or -"


LETTER = Letter(code="A", name="Accountable", kind="owner")


@pytest.mark.parametrize(
    ("letters", "bounds", "sentence"),
    [
        ([Letter(code="R", name="Does", kind="doer")], Bounds(1), "has no owner letter"),
        ([LETTER, Letter(code="A", name="Asks", kind="advise")], Bounds(1), "has the letter A twice"),
        ([LETTER, Letter(code="a", name="Asks", kind="advise")], Bounds(1), "has the letter A twice"),
        *(
            ([LETTER, Letter(code=code, name="Wrong", kind="advise")], Bounds(1), "has the code")
            for code in ("", "AB", "/", "-", " ", "*", "(", "1", "r", "Ｂ", "ß", "\n", "İ")
        ),
        *(
            (
                [Letter(code="A", name="Answers", kind="owner", words=("owns", word))],
                Bounds(1),
                "has the word",
            )
            for word in ("-", "a/r", "", " ")
        ),
        ([LETTER], Bounds(2, 1), "wants at least 2 and at most 1 owners"),
        ([LETTER], Bounds(-1), "wants at least -1"),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused(
    letters: list[Letter], bounds: Bounds, sentence: str
) -> None:
    with pytest.raises(SchemeError, match=sentence):
        checked(Scheme(id="own", name="Own", letters=tuple(letters), owners=bounds))


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_known_schemes_are_fit_for_use(scheme: Scheme) -> None:
    assert checked(scheme) is scheme
