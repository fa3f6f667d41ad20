"""Whatever people paste, nothing acts on a terminal, nothing vanishes silently, and every script survives."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.errors import TextError
from raci_tui.core.text import (
    NAME_LIMIT,
    NOTE_LIMIT,
    SUBSTITUTE,
    clean,
    clean_line,
    clean_name,
    clean_note,
    fold,
)

# Surrogates and noncharacters are drawn often: plain st.text() hardly meets them.
ANY_TEXT = st.text(
    st.characters()
    | st.characters(categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Mn"])
    | st.sampled_from("\r\n\t\ufffe")
)
ESCAPES = (
    "\x1b]0;T\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;http://evil\x1b\\", "\x1b[2J", "\x1b[31m", "\x1b[6n",
    "\x1bPq\x1b\\", "\x1b]", "\x9b31m", "\x9d", "\x07", "\x08", "\x00", "\x7f", "\u202e", "\u2066", "\u200b",
    "\ufeff", "\u2028", "\u2029", "\x85", "\ud83d", "\udfff", "\ufffe", "\ufdd0", "\U0010ffff", "\U0001fffe",
    "\U000e0001", "\U000e0041",
)  # fmt: skip
KEPT = (
    "顧客", "Ａｎ", "🇬🇧", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "👨‍👩‍👧‍👦", "👍🏽", "❤️",
    "1️⃣",
    "a\u200db", "می‌خواهم", "กำลังน้ำ", "क्षि", "العربية", "e\u0323" + "\u0301" * 500, "[/]", "R[/A]", "$name", "ends \\",
    "=1+1", "a|b", "<b>", "two\nlines", "tab\tstop", "a" * 10_000,
)  # fmt: skip


def acts(character: str) -> bool:
    """Whether a character could act on a terminal, break a file, or reorder the text around it."""
    code = ord(character)
    return (
        (unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") and character not in "\n\t")
        or unicodedata.bidirectional(character)
        in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        or character in "\u200e\u200f\u061c\ufeff\u200b"
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


@given(ANY_TEXT)
def test_clean_text_is_harmless_normal_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert not [character for character in cleaned if acts(character)]
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned
    cleaned.encode()


@given(ANY_TEXT)
def test_cleaning_marks_every_character_it_takes(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    marks = sum(character == SUBSTITUTE or 0x2400 <= ord(character) <= 0x2421 for character in clean(text))
    assert marks >= sum(map(acts, lines))


@pytest.mark.parametrize("payload", ESCAPES, ids=ascii)
def test_hostile_sequences_leave_a_visible_mark(payload: str) -> None:
    cleaned = clean(f"a{payload}b")
    assert payload not in cleaned
    assert any(mark in cleaned for mark in "�␛␇␈␀␡")
    assert cleaned.startswith("a")
    assert cleaned.endswith("b")


@pytest.mark.parametrize("text", KEPT, ids=lambda text: ascii(text)[:30])
def test_what_people_write_survives(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_line_ends_become_one_kind() -> None:
    assert clean("a\r\nb\rc\n") == "a\nb\nc\n"


def test_composed_and_decomposed_names_become_the_same() -> None:
    assert clean_name("Cafe\u0301") == clean_name("Caf\u00e9")


@given(ANY_TEXT)
def test_a_name_is_one_trimmed_line_or_refused(text: str) -> None:
    try:
        name = clean_name(text)
    except TextError:
        return
    assert name == name.strip()
    assert len(name.splitlines()) == 1
    assert "\t" not in name
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "nothing", ["", "   ", "\n\t ", "\u00a0", "\u200d", "\u200c \u200d", "\u00ad", "\ufe0f", "\u3164"]
)
def test_a_name_that_shows_nothing_is_refused(nothing: str) -> None:
    with pytest.raises(TextError, match="the party name is empty") as caught:
        clean_name(nothing, "party name")
    assert caught.value.hint
    assert caught.value.exit_code == 2


def test_a_name_is_as_long_as_a_spreadsheet_cell() -> None:
    assert len(clean_name("a" * NAME_LIMIT)) == NAME_LIMIT
    with pytest.raises(TextError, match="the name has 32,768 characters: at most 32,767 fit"):
        clean_name("a" * (NAME_LIMIT + 1))
    with pytest.raises(TextError, match="the text has 32,768 characters"):
        clean_line("a" * (NAME_LIMIT + 1))


def test_an_optional_line_may_be_empty_but_loses_nothing() -> None:
    assert clean_line(" \n ") == ""
    assert clean_line(" a \n b ") == "a b"
    assert clean_line("\x1c") == "␜"
    assert clean_line("\u200d") == "\u200d"


def test_a_note_keeps_its_lines_and_has_a_limit() -> None:
    assert clean_note("  one\r\ntwo  ") == "one\ntwo"
    assert len(clean_note("a" * NOTE_LIMIT)) == NOTE_LIMIT
    with pytest.raises(TextError, match="the note has 100,001 characters"):
        clean_note("a" * (NOTE_LIMIT + 1))


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Field  Crew ", "field crew"),
        ("STRASSE", "Straße"),
        ("Ｃrew", "crew"),
        ("Cafe\u0301", "CAFÉ"),
        ("a\u00a0b", "a b"),
        ("ﬁt", "FIT"),
    ],
)
def test_names_that_read_alike_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Bob", "Bob\u200b"), ("A", "А"), ("resume", "résumé")])
def test_names_that_differ_stay_different(one: str, other: str) -> None:
    assert fold(clean(one)) != fold(clean(other))
