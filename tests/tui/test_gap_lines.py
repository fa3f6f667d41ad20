"""Which line of the list holds which finding, folded or not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.findings import Finding
from raci_tui.core.gaps import GapGroup
from raci_tui.tui.widgets.gap_lines import HEADING, GapLines


def groups_of(sizes: list[int]) -> list[GapGroup]:
    groups = []
    for number, size in enumerate(sizes):
        group = GapGroup(str(number), f"Group {number}")
        group.entries = [
            (0, at, 0, Finding("rule", "error", "both", f"e{number}-{at}", (), "", "", 3))
            for at in range(size)
        ]
        groups.append(group)
    return groups


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=6))
def test_lines_are_headings_with_what_is_unfolded_under_them(drawn: list[tuple[int, bool]]) -> None:
    groups = groups_of([size for size, _ in drawn])
    lines = GapLines(groups, {str(number) for number, (_, folded) in enumerate(drawn) if folded})
    expected = [
        (number, at)
        for number, (size, folded) in enumerate(drawn)
        for at in ([HEADING] if folded else range(HEADING, size))
    ]
    assert [tuple(lines[line]) for line in range(len(lines))] == expected
    for line, (group, at) in enumerate(expected):
        assert lines.line_of(group, at) == line
        found = lines.finding(line)
        assert (found.element if found else None) == (None if at == HEADING else f"e{group}-{at}")
    assert lines.finding(len(lines)) is None


def test_steps_from_heading_to_heading() -> None:
    lines = GapLines(groups_of([2, 1, 1]), {"1"})
    # 0 heading, 1 2 findings, 3 folded, 4 heading, 5 finding
    assert [lines.heading_from(line, 1) for line in range(6)] == [3, 3, 3, 4, 5, 5]
    assert [lines.heading_from(line, -1) for line in range(6)] == [0, 0, 0, 0, 3, 4]
    assert GapLines().heading_from(0, 1) == 0
