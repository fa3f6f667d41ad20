"""The lines of the list of findings: headings and what is unfolded under them, found when they are asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Sequence
from typing import NamedTuple

from raci_tui.core.findings import Finding
from raci_tui.core.gaps import GapGroup

HEADING = -1


class GapLine(NamedTuple):
    """One line.

    Attributes:
        group: Index of its group.
        at: Place of the finding in the group, or `HEADING`.
    """

    group: int
    at: int


class GapLines:
    """Lines of groups; the findings of folded ones have none.

    Args:
        folded: Keys of the groups that are folded away under their heading.
    """

    def __init__(self, groups: Sequence[GapGroup] = (), folded: Container[str] = ()) -> None:
        self.groups = groups
        self.folded = [group.key in folded for group in groups]
        self._starts: list[int] = []
        line = 0
        for group, hidden in zip(groups, self.folded, strict=True):
            self._starts.append(line)
            line += 1 if hidden else 1 + len(group)
        self._length = line

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, line: int) -> GapLine:
        if not 0 <= line < self._length:
            raise IndexError(line)
        group = bisect_right(self._starts, line) - 1
        return GapLine(group, line - self._starts[group] - 1)

    def finding(self, line: int) -> Finding | None:
        """The finding of a line; None for headings and beyond the end."""
        if not 0 <= line < self._length:
            return None
        group, at = self[line]
        return None if at == HEADING else self.groups[group][at]

    def line_of(self, group: int, at: int = HEADING) -> int:
        """The line of a finding, or of the heading it is folded under."""
        return self._starts[group] + (0 if self.folded[group] else at + 1)

    def heading_from(self, line: int, step: int) -> int:
        """The next heading below a line, or above it; the last line where there is none below."""
        if not self._length:
            return 0
        group = self[min(line, self._length - 1)].group
        if step < 0:
            above = self._starts[group]
            return above if above < line else self._starts[max(0, group - 1)]
        return self._starts[group + 1] if group + 1 < len(self._starts) else self._length - 1
