"""The lines of the grid's body, found when they are asked for: a matrix of any size costs no list of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple, overload

from raci_tui.core.arrange import Group

LOOKED_FOR: Final = 6
"""Elements that are looked for one by one before an index of all of them is made."""


class Line(NamedTuple):
    """One line of the grid's body.

    Attributes:
        group: Index of its group.
        element: Id of the element, or empty for a heading.
        folded: It is the heading of a folded group; the cursor can stand on it, for its rows.
    """

    group: int
    element: str
    folded: bool = False

    @property
    def stands(self) -> bool:
        """Whether the cursor can stand on it."""
        return bool(self.element) or self.folded


class Lines(Sequence[Line]):
    """Headings and elements of groups, by line number.

    Args:
        like: Lines that may have the same elements, folded or not: what was found out of them is taken over.

    Attributes:
        groups: The groups, in order.
    """

    def __init__(self, groups: Sequence[Group] = (), *, like: Lines | None = None) -> None:
        self.groups = groups
        self._starts: list[int] = []
        self._firsts: list[int] = []
        line = first = 0
        for group in groups:
            self._starts.append(line)
            self._firsts.append(first)
            line += bool(group.title) + (0 if group.folded else len(group.elements))
            first += len(group.elements)
        self._length = line
        self._places: dict[str, int] | None = None
        self._looked = 0
        if like and len(like.groups) == len(groups):
            pairs = zip(like.groups, groups, strict=True)
            if all(one.elements is other.elements for one, other in pairs):
                self._places = like._places  # noqa: SLF001 - of its own class

    def __eq__(self, other: object) -> bool:
        """Lines are equal where their groups are."""
        return isinstance(other, Lines) and self.groups == other.groups

    __hash__ = None  # type: ignore[assignment]  # compared by what they hold

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Line, ...]: ...
    def __getitem__(self, at: int | slice) -> Line | tuple[Line, ...]:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._length)
            if step == 1:
                return tuple(self._between(start, stop))
            return tuple(self[line] for line in range(start, stop, step))
        if at < 0:
            at += self._length
        if not 0 <= at < self._length:
            raise IndexError(at)
        group = bisect_right(self._starts, at) - 1
        return self._line(group, at - self._starts[group])

    def __iter__(self) -> Iterator[Line]:
        return self._between(0, self._length)

    def heading(self, group: int) -> int:
        """The first line of a group: its heading, where it has one."""
        return self._starts[group]

    def line_of(self, element: str) -> int | None:
        """The line of an element, or None where it is not shown or folded away."""
        group = self.group_of(element)
        if group is None or self.groups[group].folded:
            return None
        at = self.groups[group].elements.index(element)
        return self._starts[group] + bool(self.groups[group].title) + at

    def group_of(self, element: str) -> int | None:
        """The group of an element, also where it is folded away; None where it is not shown."""
        if self._places is None and self._looked < LOOKED_FOR:
            # After each letter of a filter one element is looked for: an index would cost more than it spares.
            self._looked += 1
            return next((at for at, group in enumerate(self.groups) if element in group.elements), None)
        place = self._index.get(element)
        return None if place is None else bisect_right(self._firsts, place) - 1

    @property
    def _index(self) -> dict[str, int]:
        """Place of every element among all, made when first asked for."""
        if self._places is None:
            self._places = {}
            for first, group in zip(self._firsts, self.groups, strict=True):
                self._places |= dict(zip(group.elements, count(first), strict=False))
        return self._places

    def _line(self, group: int, at: int) -> Line:
        shown = self.groups[group]
        if shown.title:
            if at == 0:
                return Line(group, "", shown.folded)
            at -= 1
        return Line(group, shown.elements[at])

    def _between(self, start: int, stop: int) -> Iterator[Line]:
        group = bisect_right(self._starts, start) - 1
        while start < stop:
            end = self._starts[group + 1] if group + 1 < len(self._starts) else self._length
            for line in range(start, min(end, stop)):
                yield self._line(group, line - self._starts[group])
            start, group = end, group + 1
