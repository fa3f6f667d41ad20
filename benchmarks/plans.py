"""How thorough a run is, size by size."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from benchmarks.workspaces import STORY_SIZE, Size, made


@dataclass(frozen=True)
class Effort:
    """How often each thing is done with one workspace; what is done no times is left out.

    Attributes:
        starts: Starts of each program.
        keys, rival_keys: Keys pressed in our program and in others, by what they do.
        loads: Times that it is loaded.
        edits: Single edits made durable.
        updates: Updates with a stock TinyDB.
        judged: Edits after which the rules are applied.
        judgings: Times that all rules are applied to everything.
        exports: Exports to xlsx.
    """

    size: Size
    starts: int = 0
    keys: dict[str, int] = field(default_factory=dict)
    rival_keys: dict[str, int] = field(default_factory=dict)
    loads: int = 0
    edits: int = 0
    updates: int = 0
    judged: int = 0
    judgings: int = 1
    exports: int = 0


@dataclass(frozen=True)
class Plan:
    """A whole run.

    Attributes:
        versions: Times that the version is asked for.
        judging: It measures enough to judge the budgets by.
    """

    efforts: tuple[Effort, ...]
    versions: int
    judging: bool


KEYS: Final = {
    "move": 200, "edit": 100, "scroll down": 80, "scroll right": 40, "page": 40, "layer": 40,
    "filter letter": 40,
}  # fmt: skip
SOME_KEYS: Final = {
    "move": 100, "edit": 60, "scroll down": 40, "scroll right": 30, "page": 30, "layer": 30,
    "filter letter": 30,
}  # fmt: skip
RIVAL_KEYS: Final = {"move": 100, "scroll down": 40, "scroll right": 20, "page": 30}
SOME_RIVAL_KEYS: Final = {"move": 60, "scroll down": 20, "page": 20}
FEW_KEYS: Final = {"move": 3, "edit": 4, "page": 3, "layer": 3, "filter letter": 3}

PLANS: Final = {
    "full": Plan(
        (
            Effort(
                STORY_SIZE,
                starts=5,
                keys=SOME_KEYS,
                rival_keys=SOME_RIVAL_KEYS,
                loads=9,
                edits=200,
                updates=20,
                judged=100,
                judgings=3,
                exports=15,
            ),
            # As much as Textual's DataTable shows within seconds.
            Effort(
                made("medium", 1_000, 100),
                starts=5,
                keys={"move": 100, "edit": 60, "page": 30, "layer": 30},
                rival_keys=SOME_RIVAL_KEYS,
                loads=5,
                edits=200,
                updates=10,
                judged=100,
                judgings=3,
            ),
            Effort(
                made("large", 10_000, 200),
                starts=11,
                keys=KEYS,
                rival_keys=RIVAL_KEYS,
                loads=5,
                edits=200,
                updates=5,
                judged=100,
                judgings=3,
                exports=1,
            ),
            Effort(
                made("huge", 50_000, 300),
                starts=5,
                keys=KEYS,
                rival_keys=RIVAL_KEYS,
                loads=3,
                edits=200,
                updates=3,
                judged=100,
                judgings=3,
            ),
        ),
        versions=15,
        judging=True,
    ),
    "short": Plan(
        (
            Effort(STORY_SIZE, edits=5),
            Effort(
                made("large", 400, 30),
                starts=1,
                keys=FEW_KEYS,
                rival_keys=FEW_KEYS,
                loads=1,
                edits=5,
                updates=2,
                judged=5,
                exports=1,
            ),
        ),
        versions=1,
        judging=False,
    ),
}
