"""Cells of a large snapshot, decoded when they are asked for.

A screen shows some fifty rows of fifty thousand, so the others need not be read before it can be seen. The rows are
right at any time: what one row does not answer first reads all of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import Any, Final, TypeVar, overload

import msgspec

from raci_tui.core.records import Cell
from raci_tui.core.state import CellRows

WORTH_IT: Final = 2 << 20
"""Bytes of cells below which reading them all at once takes no time that anyone notices."""
SLICE: Final = 128 << 10
"""Bytes to decode at a time between two keys: some 1.5 ms."""
AHEAD: Final = 16 << 10
"""Bytes to decode at once where rows are asked for one after the other from the beginning: two screens of them."""
TIMES: Final = 16
"""How often all cells may be searched for what is asked for; beyond, reading everything is the shorter way."""

T = TypeVar("T")
_Row = dict[str, Cell]
_encode: Final = msgspec.json.Encoder().encode
_cells: Final = msgspec.json.Decoder(dict[int, Cell])


class Rows(CellRows):
    """Cells by element, then party; all of them are there."""

    __slots__ = ("_source",)

    _source: _Source | None


class PendingRows(Rows):
    """Cells by element, then party, of which only some are decoded; once all are, it turns into plain `Rows`.

    Args:
        data: A snapshot as `codec` writes it, whose checksum is right: one cell a line, numbered, those of an element
            one after the other.
        start, stop: The first byte of the first line of cells, and one past the last byte of the last.
    """

    __slots__ = ()

    # Any call may make plain rows of them, and `super()` would then no longer know them for its own.

    def __init__(self, data: bytes, start: int, stop: int) -> None:
        super().__init__()
        self._source = _Source(data, start, stop)

    def advance(self, size: int = SLICE) -> bool:
        """Decode the next so many bytes; True once everything is there."""
        source = self._source
        if source is None:
            return True
        with source.lock:
            if self._source and source.advance(size):
                self._complete(source)
        return self._source is None

    @overload
    def get(self, element: str, default: None = None, /) -> _Row | None: ...
    @overload
    def get(self, element: str, default: _Row, /) -> _Row: ...
    @overload
    def get(self, element: str, default: T, /) -> _Row | T: ...
    def get(self, element: str, default: Any = None, /) -> Any:
        """The cells of an element by party, decoded now if they were not yet."""
        row = dict.get(self, element)
        if row is None:
            row = self._find(element)
        return default if row is None else row

    def setdefault(self, element: str, default: _Row, /) -> _Row:
        """The cells of an element by party; those given where it has none."""
        row = self.get(element)
        if row is None:
            row = default
            dict.__setitem__(self, element, row)
        return row

    def __getitem__(self, element: str) -> _Row:
        """The cells of an element by party."""
        row = self.get(element)
        if row is None:
            raise KeyError(element)
        return row

    def __contains__(self, element: object) -> bool:
        """Whether an element has cells."""
        return isinstance(element, str) and self.get(element) is not None

    def holds(self, party: str) -> bool:
        """Whether a party has cells, decoded or not."""
        source = self._source
        if source is not None:
            with source.lock:
                if self._source and not source.searched_enough:
                    decoded = any(party in row for row in dict.values(self))
                    return decoded or source.holds(party, dict.keys(self))
                PendingRows.advance(self, source.stop)
        return CellRows.holds(self, party)

    def _find(self, element: str) -> _Row | None:
        source = self._source
        if source is not None:
            with source.lock:
                if self._source and not source.searched_enough:
                    row = source.find(element)
                    if row is not None:
                        dict.__setitem__(self, element, row)
                    return row
                PendingRows.advance(self, source.stop)
        return dict.get(self, element)

    def _complete(self, source: _Source) -> None:
        """Put everything in the order of the file; rows that were handed out may have been edited since."""
        rows = source.rows
        rows.update(dict.items(self))
        dict.clear(self)
        dict.update(self, rows)
        self._source = None
        self.__class__ = Rows  # type: ignore[assignment]  # whoever holds it holds the complete rows


class _Source:
    """The lines of cells and how far they are decoded.

    Attributes:
        rows: What is decoded from the beginning on, in the order of the file.
        unfinished: The element whose cells may go on behind what is decoded.
        searched: Bytes looked through for single rows and columns.
    """

    __slots__ = (
        "_absent",
        "_at",
        "_data",
        "_near",
        "_start",
        "lock",
        "rows",
        "searched",
        "stop",
        "unfinished",
    )

    def __init__(self, data: bytes, start: int, stop: int) -> None:
        self.lock = threading.RLock()
        self.rows: dict[str, _Row] = {}
        self.unfinished = ""
        self.searched = 0
        self.stop = stop
        self._absent: set[str] = set()
        self._data = data
        self._start = self._at = self._near = start

    @property
    def searched_enough(self) -> bool:
        """Whether it is time to read everything."""
        return self.searched >= TIMES * (self.stop - self._start)

    def advance(self, size: int) -> bool:
        """Decode the next so many bytes, up to the end of a line; True once there are no more."""
        end = self._end_of_line(self._at + size)
        self._gather(self._decode(self._at, end))
        self._at = end + 2
        return end == self.stop

    def find(self, element: str) -> _Row | None:
        """The cells of one element, or None where it has none."""
        if element in self._absent:
            return None
        if element in self.rows and element != self.unfinished:
            return self.rows[element]
        # Inside a text every quote has a backslash before it, so only a record can begin like this.
        beginning = b'{"element":%s,"party":' % _encode(element)
        if element == self.unfinished or self._is_next(beginning):
            while not self.advance(AHEAD) and element == self.unfinished:
                pass
            return self.rows[element]
        at = self._search(beginning)
        if at < 0:
            self._absent.add(element)
            return None
        end = self._end_of_line(at)
        while end < self.stop and self._data.startswith(beginning, self._data.find(b":", end) + 1):
            end = self._end_of_line(end + 2)
        self._near = end
        first = self._data.rfind(b"\n", 0, at) + 1
        return {cell.party: cell for cell in self._decode(first, end)}

    def holds(self, party: str, but: Collection[str]) -> bool:
        """Whether a party has a cell in a row other than these."""
        # As above: no text can hold this.
        named = b'"party":%s' % _encode(party)
        begin = self._start
        while (at := self._data.find(named, begin, self.stop)) >= 0:
            first, end = self._data.rfind(b"\n", 0, at) + 1, self._end_of_line(at)
            self.searched += end - begin
            if self._decode(first, end)[0].element not in but:
                return True
            begin = end
        self.searched += self.stop - begin
        return False

    def _is_next(self, beginning: bytes) -> bool:
        return self._data.startswith(beginning, self._data.find(b":", self._at, self.stop) + 1)

    def _search(self, beginning: bytes) -> int:
        """Where it stands: rows asked for one after the other mostly stand one after the other."""
        at = self._data.find(beginning, self._near, self.stop)
        self.searched += (at if at >= 0 else self.stop) - self._near
        if at < 0:
            at = self._data.find(beginning, self._start, self._near)
            self.searched += (at if at >= 0 else self._near) - self._start
        return at

    def _gather(self, cells: list[Cell]) -> None:
        rows = self.rows
        last, row = "", None
        for cell in cells:
            if row is None or cell.element != last:
                last = cell.element
                row = rows.get(last)
                if row is None:
                    row = rows[last] = {}
            row[cell.party] = cell
        self.unfinished = last

    def _decode(self, start: int, end: int) -> list[Cell]:
        return list(_cells.decode(b"{%s}" % self._data[start:end]).values())

    def _end_of_line(self, at: int) -> int:
        """Where the line with a byte ends, without the comma behind it."""
        end = self._data.find(b"\n", at, self.stop)
        return self.stop if end < 0 else end - 1


def _completing(name: str) -> Callable[..., Any]:
    answer = getattr(dict, name)

    def complete_first(self: PendingRows, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever a dict's takes
        # Another thread may have made plain rows of them by now.
        while not PendingRows.advance(self, 1 << 30):
            pass
        return answer(self, *args, **named)

    return complete_first


for _name in (
    *("__iter__", "__reversed__", "__len__", "__eq__", "__ne__", "__repr__", "__or__", "__ror__", "__ior__"),
    *("__setitem__", "__delitem__", "keys", "values", "items", "copy", "pop", "popitem", "clear", "update"),
    "__reduce_ex__",
):
    setattr(PendingRows, _name, _completing(_name))
