"""Rules about rows besides ownership: who takes part, and whether it is too many or too few.

Limits follow the sources named; where none is, they are ours. All count parties that are neither retired nor vacant.
"""

from __future__ import annotations

from typing import Final

from raci_tui.core.counting import RowCounts, lacks_owner
from raci_tui.core.rule import Rule
from raci_tui.core.scheme import Scheme


def _has(scheme: Scheme, *kinds: str) -> bool:
    """Whether a scheme has any letter of some kinds; a rule about what it lacks is skipped."""
    return any(letter.kind in kinds for letter in scheme.letters)


def is_empty(counts: RowCounts, scheme: Scheme) -> bool:
    """No letter at all."""
    del scheme
    return counts.letters == 0


def is_only_passive(counts: RowCounts, scheme: Scheme) -> bool:
    """Only asked and told: nobody owns, does, supports or checks."""
    acting = counts.doing + counts.supporters + counts.checkers
    return bool(counts.letters) and not acting and _has(scheme, "advise", "inform")


def has_many_doers(counts: RowCounts, scheme: Scheme, limit: int) -> bool:
    """More doers than the limit."""
    del scheme
    return counts.doers > limit


def has_more_doers_than_allowed(counts: RowCounts, scheme: Scheme) -> bool:
    """More doers than the scheme's maximum."""
    return scheme.doers.max is not None and counts.doers > scheme.doers.max


def has_many_advisers(counts: RowCounts, scheme: Scheme, limit: int) -> bool:
    """More advisers than the limit."""
    del scheme
    return counts.advisers > limit


def has_many_informed(counts: RowCounts, scheme: Scheme, limit: int) -> bool:
    """More informed parties than the limit."""
    del scheme
    return counts.informed > limit


def asks_nobody(counts: RowCounts, scheme: Scheme) -> bool:
    """Somebody acts, and nobody is asked or told."""
    return counts.doing > 0 and not counts.advisers + counts.informed and _has(scheme, "advise", "inform")


def is_crowded(counts: RowCounts, scheme: Scheme, limit: int) -> bool:
    """More parties with any part than the limit."""
    del scheme
    return counts.letters > limit


def leaves_owner_alone(counts: RowCounts, scheme: Scheme) -> bool:
    """An owner and no written doer, in a scheme in which the owner may do it all the same."""
    return counts.owners > 0 and not counts.doers and scheme.owner_implies_doer and _has(scheme, "doer")


EMPTY_ROW: Final = Rule(
    id="empty-row",
    title="Nobody has any part",
    severity="error",
    broken=is_empty,
    message="No party has any part in “{element}”.",
    why="What nobody has a part in is nobody's work, or does not belong in the journey.",
    advice="Give it an owner, or remove it if it is no longer part of the journey.",
    group="ownership",
    enabled=False,  # such a row is unowned and undone as well: said three times it would drown the rest
    source="Gamestorming; tools that check CODEOWNERS files",
)
ONLY_PASSIVE: Final = Rule(
    id="only-passive",
    title="Only asked and told",
    severity="error",
    broken=is_only_passive,
    message="In “{element}” parties are only asked and told; nobody acts.",
    why="Advice and news are of no use where nobody does the work.",
    advice="Find out who does it, and write that down.",
    group="ownership",
    enabled=False,  # as above
    source="RASCI validator, rule 4",
)
SEVERAL_DOERS: Final = Rule(
    id="several-doers",
    title="More do it than the scheme allows",
    severity="error",
    broken=has_more_doers_than_allowed,
    message="{parties} each do “{element}”; the scheme allows fewer.",
    why="The scheme was chosen so that nobody has to ask who of them does it.",
    advice="Let one of them do it and the others support, or choose a scheme that allows several.",
    parties=lambda holders: holders.doers,
    group="ownership",
    source="Asana help and toolkitforthinking.com: exactly one",
)
MANY_DOERS: Final = Rule(
    id="many-doers",
    title="Many do it",
    severity="warning",
    broken=has_many_doers,
    message="More than {limit} parties do “{element}”: {parties}.",
    why="Where many do the same work, each leaves a part of it to the others.",
    advice="Split the element, or let one party do it and others support.",
    parties=lambda holders: holders.doers,
    limit=5,
    limit_words="parties that do the work",
    source="SSO-RACI; agilesriram sees trouble from 3 on",
)
MANY_ADVISERS: Final = Rule(
    id="many-advisers",
    title="Many are asked",
    severity="warning",
    broken=has_many_advisers,
    message="More than {limit} parties are asked about “{element}”.",
    why="Each question asked first makes the customer wait longer.",
    advice="Ask fewer before, and inform the others after.",
    limit=4,
    limit_words="parties that are asked",
    source="SSO-RACI; hefrock, PM charts",
)
MANY_INFORMED: Final = Rule(
    id="many-informed",
    title="Many are told",
    severity="info",
    broken=has_many_informed,
    message="More than {limit} parties are told of “{element}”.",
    why="Who is told everything reads nothing.",
    advice="Ask who needs to know each time, and who only when something goes wrong.",
    limit=6,
    limit_words="parties that are told",
    source="trackplus.com",
)
NOBODY_ASKED: Final = Rule(
    id="nobody-asked",
    title="Nobody is asked or told",
    severity="info",
    broken=asks_nobody,
    message="Nobody is asked about or told of “{element}”.",
    why="Hardly anything that a customer notices concerns one party alone.",
    advice="Ask those who work before and after it whether they need to know.",
    source="trackplus.com",
)
CROWDED_ROW: Final = Rule(
    id="crowded-row",
    title="Crowded",
    severity="info",
    broken=is_crowded,
    message="More than {limit} parties have a part in “{element}”.",
    why="An element that so many share is often several elements.",
    advice="Split it, or drop those who need no part.",
    limit=10,
    limit_words="parties with any part",
    source="SSO-RACI",
)
OWNER_ALONE: Final = Rule(
    id="owner-alone",
    title="Owner without a written doer",
    severity="info",
    broken=leaves_owner_alone,
    message="“{element}” has an owner, and nobody is written down as doing it.",
    why="Whether the owner does the work too is then a guess.",
    advice="Write the doer's letter too, or name who does it.",
    source="SSO-RACI",
)
HOT_UNOWNED: Final = Rule(
    id="hot-unowned",
    title="Hot and unowned",
    severity="error",
    broken=lacks_owner,
    message="“{element}” hurts customers much, and nobody answers for it.",
    why="Where it hurts most, nobody is there to mend it.",
    advice="Decide on its owner first of all.",
    group="ownership",
    limit=4,
    limit_words="pain from which on it is hot",
    # What nobody owns is found anyway, and pain already puts it first: twice the same would drown the rest.
    enabled=False,
    hot=True,
    source="ours: pain joined to gaps",
)
ROW_RULES: Final = (
    EMPTY_ROW, ONLY_PASSIVE, SEVERAL_DOERS, MANY_DOERS, MANY_ADVISERS, MANY_INFORMED, NOBODY_ASKED, CROWDED_ROW,
    OWNER_ALONE, HOT_UNOWNED,
)  # fmt: skip
