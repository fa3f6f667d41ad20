from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.errors import TextError
from raci_tui.core.records import Stage
from raci_tui.core.text import clean_line
from raci_tui.core.validate import (
    PAIN_SOURCES,
    PainText,
    pain_in_words,
    read_pain,
    read_visibility,
    remark_on_stage,
    write_pain,
)


@given(
    st.builds(
        PainText,
        severity=st.integers(1, 5),
        source=st.sampled_from(("", *PAIN_SOURCES)),
        text=st.one_of(st.text().map(clean_line), st.sampled_from(("people wait", ": x", "4", "policy: no"))),
    )
)
def test_every_pain_reads_back_as_it_was_written(pain: PainText) -> None:
    assert read_pain(write_pain(pain)) == pain


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", PainText(0)),
        ("0", PainText(0)),
        ("4", PainText(4)),
        ("4 t", PainText(4, "technology")),
        ("5 pr One book", PainText(5, "process", "One book")),
        ("3 PEOPLE: wait", PainText(3, "people", "wait")),
        ("2 nobody answers", PainText(2, "", "nobody answers")),
        ("2: people wait", PainText(2, "", "people wait")),
    ],
)
def test_a_pain_is_read_as_it_is_meant(typed: str, meant: PainText) -> None:
    assert read_pain(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [("6", "0 (none) to 5"), ("bad", "0 (none) to 5"), ("4x", "0 (none) to 5"), ("0 hurts", "no pain"),
     ("4 p", "people, process or policy"), ("99999999999999999999", "0 (none) to 5")],
)  # fmt: skip
def test_what_is_no_pain_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(TextError) as refused:
        read_pain(typed)
    assert said in str(refused.value)


def test_a_pain_is_shown_in_words() -> None:
    assert pain_in_words(read_pain("4 pr: One book")) == "hurts badly, process, “One book”"
    assert pain_in_words(read_pain("0")) == "no pain"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("front", "front"), ("F", "front"), ("bac", "back"), ("○", "back"), ("none", ""), ("", ""), (" - ", "")],
)
def test_who_sees_it_is_front_back_or_none(typed: str, meant: str) -> None:
    assert read_visibility(typed) == meant


def test_anything_else_is_no_visibility() -> None:
    with pytest.raises(TextError, match="front, back or none"):
        read_visibility("sideways")


def test_a_new_stage_is_told_and_so_is_what_it_looks_like() -> None:
    stages = [Stage(id="s", journey="j", name="Install")]
    assert remark_on_stage(stages, "install") == ""
    assert remark_on_stage(stages, "") == ""
    assert remark_on_stage(stages, "After care") == "new stage: “After care”"
    assert remark_on_stage(stages, "Insta1l") == "new stage: “Insta1l”, which looks like “Install”"
