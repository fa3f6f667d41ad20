"""First paint, keys and memory of programs in a terminal, seen from outside."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.programs import Keys, Program
from benchmarks.results import Results
from benchmarks.terminal import Answer, NothingShownError, Terminal
from benchmarks.workspaces import Subject, Workspaces

FIRST_SECOND: Final = "key in the first second"
FIRST_PAINT: Final = "first paint"
KEYS: Final = "keys"
MEMORY: Final = "peak memory"
TRIES: Final = 3
"""Keys without an answer after which a group is given up: the matrix fits the window, say."""


def first_byte(group: str) -> str:
    """Name of the values from key to first byte."""
    return f"{group}, first byte"


def late(group: str) -> str:
    """Name of the values that are 1 where a part of the answer was late, else 0."""
    return f"{group}, late"


@dataclass(frozen=True)
class Screens:
    """What measuring on screens needs.

    Args:
        env: Variables that keep programs from the user's own settings.
        say: Tells what is being done.
    """

    workspaces: Workspaces
    results: Results
    env: Mapping[str, str]
    say: Callable[[str], None]

    def starts(self, programs: Sequence[Program], subject: Subject, rounds: int) -> None:
        """Start programs in turns, A B A B; with those that have keys, press some in the first second."""
        fit = [program for program in programs if self._fits(FIRST_PAINT, program, subject)]
        self.say(f"first paint: {', '.join(program.name for program in fit)}, {subject.size.title}")
        warm = 1 if rounds > 1 else 0
        for turn in range(warm + rounds):
            for program in list(fit):
                try:
                    self._start(program, subject, counts=turn >= warm)
                except (NothingShownError, OSError) as error:
                    self.results.miss(FIRST_PAINT, program.name, subject.size.id, reason_of(error))
                    fit.remove(program)

    def _start(self, program: Program, subject: Subject, *, counts: bool) -> None:
        """Start a program once; the very first start only warms the caches of files."""
        size = subject.size.id
        with Terminal(program.command(subject), self.env) as terminal:
            painted = terminal.wait_for(program.marker(subject))
            if not counts:
                return
            self.results.add(FIRST_PAINT, program.name, size, [painted])
            move = program.keys.get("move")
            if not move:
                if not self.results.of(MEMORY, program.name, size):
                    self._weigh(terminal, program, size)
                return
            until = time.perf_counter() + 1
            answers = []
            for key in itertools.cycle(move.cycle):
                if time.perf_counter() > until:
                    break
                answers.append(terminal.press(key))
            self._keep(FIRST_SECOND, program, size, [answer for answer in answers if answer])

    def keys(self, program: Program, subject: Subject, samples: Mapping[str, int]) -> None:
        """One run of a program through every group of keys it has, after its background work.

        Args:
            samples: How many keys to press, by what they do.
        """
        if not self._fits(KEYS, program, subject):
            return
        size = subject.size.id
        if "edit" in program.keys:
            subject = self.workspaces.copy(subject)
        self.say(f"keys: {program.name}, {subject.size.title}")
        try:
            with Terminal(program.command(subject), self.env) as terminal:
                terminal.wait_for(program.marker(subject))
                self._weigh(terminal, program, size)
                for group, keys in program.keys.items():
                    if group not in samples:
                        continue
                    answers = pressed(terminal, keys, samples[group])
                    if answers:
                        self._keep(group, program, size, answers)
                    else:
                        self.results.miss(group, program.name, size, "no answer: the matrix fits the window")
        except (NothingShownError, OSError) as error:
            self.results.miss(KEYS, program.name, size, reason_of(error))

    def _weigh(self, terminal: Terminal, program: Program, size: str) -> None:
        """Let the background work end, then look how much memory all that took."""
        terminal.settle()
        peak = terminal.peak_mb()
        self.results.add(MEMORY, program.name, size, [peak] if peak else [])

    def _fits(self, what: str, program: Program, subject: Subject) -> bool:
        reason = program.refusal(subject)
        if reason:
            self.results.miss(what, program.name, subject.size.id, reason)
        return not reason

    def _keep(self, group: str, program: Program, size: str, answers: Sequence[Answer]) -> None:
        add = self.results.add
        add(group, program.name, size, [answer.last_ms for answer in answers])
        add(first_byte(group), program.name, size, [answer.first_ms for answer in answers])
        add(late(group), program.name, size, [float(answer.late) for answer in answers])


def pressed(terminal: Terminal, keys: Keys, count: int) -> list[Answer]:
    """Press keys one after the other, each once the screen is quiet and at no fixed beat.

    Returns:
        Their answers; none where the program answers none of the first keys.
    """
    chance = random.Random(1)
    terminal.skip(keys.before)
    answers: list[Answer] = []
    for turn, key in enumerate(itertools.islice(itertools.cycle(keys.cycle), count)):
        terminal.rest(chance.random() * 0.02)
        answer = terminal.press(key)
        if answer:
            answers.append(answer)
        elif turn + 1 >= TRIES and len(answers) < (turn + 1) // 2:
            break
    terminal.skip(keys.after)
    return answers if len(answers) >= min(TRIES, count) else []


def reason_of(error: BaseException) -> str:
    """The first line of what an error says."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
