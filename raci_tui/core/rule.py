"""What a rule is, and what it finds: the words in which built-in and other people's rules are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple

import msgspec

from raci_tui.core.counting import Holders
from raci_tui.core.records import Layer, Severity
from raci_tui.core.workspace import Workspace

FindingLayer = Literal["both", "current", "target"]
On = Literal["row", "column", "cell", "matrix"]
Group = Literal["ownership", "partners", "load", "hygiene"]

SEVERITY_WEIGHT: Final[dict[Severity, int]] = {"error": 3, "warning": 2, "info": 1}
FINDING_LAYER_WORDS: Final[dict[FindingLayer, str]] = {
    "both": "no plan yet",
    "current": "the target mends it",
    "target": "in the target",
}
GROUP_TITLES: Final[dict[Group, str]] = {
    "ownership": "Who answers and who does it",
    "partners": "Partners and the overlay team",
    "load": "Load",
    "hygiene": "Tidiness",
}


class Found(NamedTuple):
    """What a rule about the whole matrix found.

    Attributes:
        element: Id of the element it is about, or empty.
        parties: Ids of the parties it is about.
        words: Further words for the rule's sentence, by name.
    """

    element: str = ""
    parties: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


class Rule(NamedTuple):
    """A rule about rows, columns, cells or the whole matrix.

    Attributes:
        severity: Where the workspace sets no other.
        broken: Judges by nothing but its arguments, and is asked once for all that are alike. On a row it gets
            `RowCounts` and the scheme, on a column `ColumnCounts` and the scheme, on a cell its letters and the
            scheme; where there is a limit, that comes third. Not asked of the matrix.
        message: One sentence with `{element}` for the row, `{parties}` for the parties it is about, `{limit}`,
            and the counts by their names.
        why: Why it matters, one sentence.
        advice: What one can do, one sentence.
        parties: Picks the parties that a row's sentence names; None where it names none.
        on: What it judges.
        limit: The default of what a workspace may set; None where there is nothing to set.
        limit_words: What the limit is, for people.
        enabled: It is asked where the workspace does not say.
        hot: The limit is a pain: only rows with so much or more are judged.
        found: Looks through a workspace, given today's date and the limit; for the matrix alone.
        source: Where the rule comes from.
    """

    id: str
    title: str
    severity: Severity
    broken: Callable[..., bool]
    message: str
    why: str
    advice: str
    parties: Callable[[Holders], tuple[str, ...]] | None = None
    on: On = "row"
    group: Group = "hygiene"
    limit: int | None = None
    limit_words: str = ""
    enabled: bool = True
    hot: bool = False
    found: Callable[[Workspace, str, int], Iterable[Found]] | None = None
    source: str = ""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """What a rule says about a row, a cell, a column or the whole matrix.

    There may be ten thousand of them, so the garbage collector is kept from looking through them.

    Attributes:
        layer: `both` where nothing is planned, `current` where a plan would mend it, `target` where the
            plan itself is wrong.
        element: Id of the row, or empty.
        parties: Ids of the parties named; the first is the one that a cell or a column belongs to.
        rank: severity (3, 2, 1) × (1 + pain) × (2 where the customer sees it).
        waived: Id of the waiver that accepts it, or empty.
    """

    rule: str
    severity: Severity
    layer: FindingLayer
    element: str
    parties: tuple[str, ...]
    message: str
    advice: str
    rank: int
    waived: str = ""
    why: str = ""
    group: Group = "hygiene"
    on: On = "row"

    @property
    def key(self) -> tuple[str, str, str]:
        """Rule, element and party: what makes it the same finding over time."""
        return self.rule, self.element, "" if self.on == "row" or not self.parties else self.parties[0]

    def shown_in(self, layer: Layer) -> bool:
        """Whether it belongs to a layer; in the difference, either."""
        return layer == "diff" or self.layer in ("both", layer)


def asked(rule: Rule, limit: int | None, *facts: object) -> bool:
    """Ask a rule whether something breaks it."""
    return rule.broken(*facts) if limit is None or rule.hot else rule.broken(*facts, limit)
