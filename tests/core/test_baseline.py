"""A baseline is read as it was written, or refused in one sentence; names have no part in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.baseline import FORMAT, check_fits, decode, encode
from raci_tui.core.errors import BaselineError
from raci_tui.core.findings import Finding, Findings
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.strategies import open_workspace

AT = "2026-01-05T09:00:00.000Z"
TEXTS = st.text(st.characters(codec="utf-8"))
FOUND = st.builds(
    lambda rule, element, said, waived: Finding(rule, "error", "both", element, (), said, "", 1, waived),
    st.sampled_from(["a", "b"]) | TEXTS, st.sampled_from(["e", "f"]) | TEXTS, TEXTS, st.sampled_from(["", "w"]),
)  # fmt: skip


def findings(workspace: Workspace) -> list[Finding]:
    return Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-05").all()


@given(st.lists(FOUND, max_size=5), st.sampled_from(["current", "target", "diff"]))
def test_what_was_written_is_read(found: list[Finding], layer: str) -> None:
    data = encode("w", layer, AT, found)  # type: ignore[arg-type]
    baseline = decode(data, "b.json")
    open_ones = {each.key for each in found if not each.waived}
    waived = {each.key for each in found} - open_ones
    assert tuple(baseline) == ("w", layer, AT, open_ones, waived)
    assert all(baseline.holds(each) for each in found if not each.waived or each.key in waived)
    assert json.loads(data)["format"] == FORMAT


def test_it_has_a_line_for_each_finding_whatever_order_they_come_in() -> None:
    found = findings(open_workspace())
    data = encode("w", "current", AT, found)
    assert data == encode("w", "current", AT, reversed(found))
    assert len(data.splitlines()) == len({each.key for each in found}) + 2


def test_renaming_makes_no_finding_new() -> None:
    workspace = open_workspace()
    known = decode(encode("w", "current", AT, findings(workspace)), "b").keys
    with workspace.edit("rename") as edit:
        for table in ("elements", "parties", "stages", "journeys"):
            for key in workspace.state.tables[table]:
                edit.update(table, key, name=f"Another {key}")
    assert {each.key for each in findings(workspace) if not each.waived} == known


def test_what_was_waived_is_excused_only_as_long_as_it_is() -> None:
    workspace = open_workspace()
    baseline = decode(encode("w", "current", AT, findings(workspace)), "b")
    assert all(map(baseline.holds, findings(workspace)))
    with workspace.edit("end") as edit:
        edit.remove("waivers", "w1")
    assert [each.element for each in findings(workspace) if not baseline.holds(each)] == ["e5"]


@given(
    st.binary(max_size=40) | st.integers(0, 400).map(lambda size: encode("w", "current", AT, _some())[:size])
)
def test_nothing_but_a_whole_baseline_is_read_as_one(data: bytes) -> None:
    if data.strip() == encode("w", "current", AT, _some()).strip():
        # Only the line end may be missing.
        assert decode(data, "b.json").workspace == "w"
    else:
        with pytest.raises(BaselineError, match=r"^b\.json is"):
            decode(data, "b.json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "b is no baseline"), ("[]", "b is no baseline"), ("{}", "b is no baseline"), ("null", "b is no baseline"),
        ('{"format": "raci-tui/1"}', "b is no baseline"), ('{"format": 1}', "b is no baseline"),
        ('{"format": "raci-tui-baseline/2"}', "format 2, and this version reads 1"),
        ('{"format": "raci-tui-baseline/1"}', "b is a broken baseline"),
        ('{"format": "raci-tui-baseline/1", "workspace": "w", "layer": "later", "at": "", "findings": []}', "broken"),
        ('{"format": "raci-tui-baseline/1", "workspace": "w", "layer": "diff", "at": "", "findings": [1]}', "broken"),
    ],
)  # fmt: skip
def test_other_files_are_refused(text: str, said: str) -> None:
    with pytest.raises(BaselineError, match=said):
        decode(text.encode(), "b")


def test_one_of_another_workspace_or_layer_is_refused() -> None:
    baseline = decode(encode("w", "current", AT, []), "b")
    check_fits(baseline, "b", workspace="w", layer="current")
    with pytest.raises(BaselineError, match="b is the baseline of another workspace"):
        check_fits(baseline, "b", workspace="v", layer="current")
    with pytest.raises(
        BaselineError, match="b is a baseline of current, and target is checked: say --layer current"
    ):
        check_fits(baseline, "b", workspace="w", layer="target")


def _some() -> list[Finding]:
    return [Finding("no-owner", "error", "both", "e1", (), "Nobody answers for “Ask”.", "", 1)]
