"""A bare app to show one dialog on, and a workspace small enough to know by heart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.app import App, ComposeResult
from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Label

from raci_tui.core.ledger import Head
from raci_tui.core.order import spread
from raci_tui.core.records import Element, Journey, Pain, Party, PartyKind, Stage
from raci_tui.core.workspace import Workspace, new_state

SMALL = (80, 24)
WIDE = (120, 60)

MARKUP = (
    "[/]", "[/foo]", "[", "[/", "[bold]x", "[red]x", "[link=http://evil]x[/link]", "[@click=app.quit]x[/]", "[0] a",
    "[type=x, v={'a[0]'}]", "R[/A]", "Ops [EMEA/APAC]", "$name", "ends with \\", "[R]", "[RACI]",
)  # fmt: skip
"""Names that are no markup, whatever a toolkit thinks."""
WORST = "[/] R[/A] [@click=app.quit]x[/]"
"""The worst of them in one name."""
ESCAPES = "\x1b]0;T\x07\x1b[2J\x9b31m\u202e\u2028\ufeff\x00\ud800"


class Stagehand(App[None]):
    """Shows a screen and keeps what it was dismissed with."""

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self.shown_first = screen
        self.answers: list[Any] = []

    def compose(self) -> ComposeResult:
        yield Label("below")

    def on_mount(self) -> None:
        self.push_screen(self.shown_first, self.answers.append)

    @property
    def text(self) -> str:
        """What is on the screen now."""
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    async def paste(self, pilot: Pilot[None], text: str) -> None:
        """Paste as the terminal does: the event goes to what has the focus."""
        await pilot.pause()
        focused = self.screen.focused or self.screen
        focused.post_message(Paste(text))
        await pilot.pause()
        await pilot.pause()


@asynccontextmanager
async def showing(
    screen: Screen[Any], size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Stagehand, Pilot[None]]]:
    """Show a screen in an app of its own."""
    app = Stagehand(screen)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        yield app, pilot


async def type_in(pilot: Pilot[None], text: str) -> None:
    """Press the first key, and paste the rest: a key press takes a test some 50 ms."""
    await pilot.pause()
    await pilot.press("space" if text[0] == " " else text[0])
    if text[1:] and pilot.app.screen.focused:
        pilot.app.screen.focused.post_message(Paste(text[1:]))
    await pilot.pause()
    await pilot.pause()


PARTIES: tuple[tuple[str, PartyKind], ...] = (
    ("Service", "department"),
    ("Operations", "department"),
    ("Crew", "partner"),
)


def workspace(
    elements: tuple[str, ...] = ("Ask for a meter", "Look up the crew", "Visit", "Install"),
    parties: tuple[tuple[str, PartyKind], ...] = PARTIES,
    journeys: tuple[str, ...] = ("Metering", "Billing"),
    stages: tuple[str, ...] = ("Request", "Visit stage"),
) -> Workspace:
    """Elements `e0`, `e1`, … in the first journey and stage, parties `p0`, …, journeys `j0`, …, stages `s0`, …."""
    made = Workspace(new_state("Test"), Head(0, ""), author="dana")
    with made.edit("Begin") as edit:
        for place, (name, order) in enumerate(zip(journeys, spread(len(journeys)), strict=True)):
            edit.add(Journey(id=f"j{place}", name=name, order=order))
        for place, (name, order) in enumerate(zip(stages, spread(len(stages)), strict=True)):
            edit.add(Stage(id=f"s{place}", journey="j0", name=name, order=order))
        for place, (name, order) in enumerate(zip(elements, spread(len(elements)), strict=True)):
            edit.add(Element(id=f"e{place}", name=name, journey="j0", stage="s0", order=order))
        for place, ((name, kind), order) in enumerate(zip(parties, spread(len(parties)), strict=True)):
            edit.add(Party(id=f"p{place}", name=name, kind=kind, order=order))
        if elements and parties:
            edit.set("e0", "p0", "current", "AR")
            edit.add(Pain(id="x0", element="e0", severity=4, source="process", text="Nobody calls back"))
    made.pending.clear()
    return made


def labels(made: Workspace) -> list[str]:
    """Labels of the commits that a dialog made."""
    return [commit.label for commit in made.pending]
