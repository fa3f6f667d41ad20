"""Filtering in slices: which elements a query finds, quick enough to follow each letter that is typed.

Names are folded once. A query that only narrows one that was answered before looks at that answer alone, and
judges only by what is new in it. What takes longer, such as judging rows for the first time, is done slice by
slice, so that no key has to wait.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, repeat
from operator import contains, not_
from time import perf_counter
from typing import Final

from raci_tui.core.query import EVERYTHING, Condition, Looking, Query, searched_text
from raci_tui.core.records import Element, Layer
from raci_tui.core.state import Touched
from raci_tui.core.terms import Term
from raci_tui.core.workspace import Workspace

CHUNK: Final = 4000
"""Rows between two looks at the clock, at most; the first few show how dear they are."""
FIRST_CHUNK: Final = 128
CHUNK_S: Final = 0.001
KEPT: Final = 12
"""Answers kept, for what is typed on or taken back."""


class FoldedNames:
    """What words are looked for in, for every element in order; made as far as asked for, and kept by record."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept: dict[str, tuple[Element, str]] = {}
        self._texts: list[str] = []
        self._versions: tuple[int, ...] = ()

    def of(self, element: Element) -> str:
        """The text of one element."""
        found = self._kept.get(element.id)
        if found is None or found[0] is not element:
            found = self._kept[element.id] = (element, searched_text(element))
        return found[1]

    def up_to(self, stop: int) -> list[str]:
        """Texts of the first elements in order; so many or more of them."""
        elements = self._workspace.elements()
        versions = self._workspace.state.versions
        now = (versions["elements"], versions["stages"], versions["journeys"])
        if now != self._versions:
            self._versions, self._texts = now, []
            if len(self._kept) > 2 * len(elements) + CHUNK:
                self._kept.clear()
        self._texts.extend(map(self.of, elements[len(self._texts) : stop]))
        return self._texts

    def prepare(self, seconds: float) -> bool:
        """Make texts for so long; True once all are made."""
        until = perf_counter() + seconds
        count = len(self._workspace.elements())
        made = len(self.up_to(0))
        while made < count and perf_counter() < until:
            made = len(self.up_to(made + FIRST_CHUNK))
        return made >= count


@dataclass(slots=True)
class _Asked:
    """A question on its way to its answer.

    Attributes:
        candidates: Elements to look through, in order; `texts` belong to them, where they are known.
        words, conditions: What is not already known to hold for all candidates.
        meanings: Everything that holds for what is found.
        found_texts: Texts of what is found; None where nobody asked for words yet.
    """

    query: Query
    layer: Layer
    today: date
    candidates: Sequence[Element]
    texts: list[str] | None
    words: list[Term]
    conditions: list[Condition]
    meanings: frozenset[Hashable]
    place: int = 0
    size: int = FIRST_CHUNK
    found: Sequence[Element] = ()
    found_texts: list[str] | None = None
    parts: list[tuple[Sequence[Element], Sequence[str]]] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return self.place >= len(self.candidates)

    def gather(self) -> None:
        """Put the parts together; where nothing was left out the candidates themselves are the answer."""
        if sum(len(part) for part, _ in self.parts) == len(self.candidates):
            self.found, self.found_texts = self.candidates, self.texts
        else:
            self.found = [element for part, _ in self.parts for element in part]
            known = self.texts is not None or self.words
            self.found_texts = [text for _, texts in self.parts for text in texts] if known else None
        self.parts.clear()


class Filtering:
    """Answers queries over a workspace, one at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.names = FoldedNames(workspace)
        self._asked: _Asked | None = None
        self._answers: list[_Asked] = []
        self._looking: Looking | None = None
        self._ids: tuple[Sequence[Element], frozenset[str]] = ((), frozenset())
        self._end = workspace.subscribe(self._touched)

    def close(self) -> None:
        """Stop following the workspace."""
        self._end()

    def ask(self, query: Query, looking: Looking) -> None:
        """Begin with a query in place of the one before; an answer that is known is taken from there."""
        self._looking = looking
        asked, day = self._asked, looking.today
        if not query.terms:
            self._asked = None
            return
        if asked and (asked.query.terms, asked.layer, asked.today) == (query.terms, looking.layer, day):
            return
        alike = [each for each in self._answers if (each.layer, each.today) == (looking.layer, day)]
        same = next((each for each in alike if each.query.terms == query.terms), None)
        self._asked = same or self._new(query, looking, alike)
        if self._asked.complete and not same:
            self._keep(self._asked)

    def advance(self, seconds: float) -> bool:
        """Look through rows for so long, at least at some; True once the answer is complete."""
        before = perf_counter()
        until = before + seconds
        while not self._step():
            now = perf_counter()
            if now >= until:
                return False
            if self._asked:
                size = self._asked.size
                self._asked.size = (
                    min(CHUNK, 2 * size) if now - before < CHUNK_S else max(FIRST_CHUNK, size // 2)
                )
            before = now
        return True

    def answer(self, query: Query, looking: Looking) -> Sequence[Element]:
        """The elements that a query finds, in order, however long that takes."""
        self.ask(query, looking)
        while not self._step():
            pass
        return self._asked.found if self._asked else self._workspace.elements()

    def ids(self, query: Query, looking: Looking) -> frozenset[str]:
        """Ids of the elements that a query finds, for asking whether one is among them."""
        found = self.answer(query, looking)
        if self._ids[0] is not found:
            self._ids = found, frozenset(element.id for element in found)
        return self._ids[1]

    def _new(self, query: Query, looking: Looking, alike: Sequence[_Asked]) -> _Asked:
        """A question over the shortest answer that holds everything the query can find."""
        words = [term for term in query.terms if not term.key]
        conditions = query.conditions(looking)
        wider = min(
            (each for each in alike if query.narrows(each.query)),
            key=lambda each: len(each.found),
            default=None,
        )
        known = wider.meanings if wider else frozenset()
        return _Asked(
            query=query, layer=looking.layer, today=looking.today,
            candidates=wider.found if wider else self._workspace.elements(),
            texts=wider.found_texts if wider else None,
            words=[word for word in words if (word.folded, word.negated) not in known],
            conditions=[condition for condition in conditions if condition.meaning not in known],
            meanings=frozenset((word.folded, word.negated) for word in words)
            | {condition.meaning for condition in conditions},
        )  # fmt: skip

    def _step(self) -> bool:
        """Look through one chunk; True once nothing is left."""
        asked = self._asked
        if asked is None or asked.complete:
            return True
        start, stop = asked.place, asked.place + asked.size
        part: Sequence[Element] = asked.candidates[start:stop]
        texts: Sequence[str] = ()
        if asked.texts is not None:
            texts = asked.texts[start:stop]
        elif asked.words:
            texts = self._texts_of(asked, start, stop)
        for word in asked.words:
            holds = list(map(contains, texts, repeat(word.folded)))
            if word.negated:
                holds = list(map(not_, holds))
            part, texts = list(compress(part, holds)), list(compress(texts, holds))
        for condition in asked.conditions:
            holds = list(map(condition.judge, part))
            part, texts = list(compress(part, holds)), list(compress(texts, holds))
        asked.place = stop
        asked.parts.append((part, texts))
        if asked.complete:
            asked.gather()
            self._keep(asked)
        return asked.complete

    def _texts_of(self, asked: _Asked, start: int, stop: int) -> Sequence[str]:
        if asked.candidates is self._workspace.elements():
            return self.names.up_to(stop)[start:stop]
        return list(map(self.names.of, asked.candidates[start:stop]))

    def _keep(self, asked: _Asked) -> None:
        self._answers = [*self._answers[1 - KEPT :], asked]

    def _touched(self, touched: Touched) -> None:
        """Forget what may no longer be so, and begin again with what is asked."""
        del touched
        self._answers.clear()
        asked, self._asked = self._asked, None
        if asked and not asked.complete and self._looking:
            self.ask(asked.query, self._looking)


def find(looking: Looking, query: Query = EVERYTHING) -> list[Element]:
    """The elements that a query finds, in order, without anything being kept."""
    found = looking.workspace.elements()
    for word in (term for term in query.terms if not term.key):
        found = [element for element in found if (word.folded in searched_text(element)) != word.negated]
    for condition in query.conditions(looking):
        found = list(filter(condition.judge, found))
    return found
