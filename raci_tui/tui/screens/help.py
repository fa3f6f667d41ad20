"""Help: every command with its keys, the letters of the scheme, and how to filter; type to narrow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Final

from textual import events, on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList

from raci_tui.core.scheme import RACI, Scheme
from raci_tui.core.scheme_words import KIND_WORDS
from raci_tui.core.text import fold
from raci_tui.tui.commands import Command
from raci_tui.tui.keys import shown_keys
from raci_tui.tui.plain import fit, one_line, plain
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import FilteredList

_KEY_CELLS: Final = 22
_DIALOG_CELLS: Final = 96
_SHARE: Final = 0.96
"""Part of the window that a dialog may take, as the stylesheet says."""
_FRAME_CELLS: Final = 9
MARKS: Final = (
    ("!  ‼", "A gap in the row, and one that hurts: its pain is 4 or more"),
    ("✓", "What would be a gap is accepted on purpose, until a day; # says why"),
    ("a name on a ground", "Nobody answers for it; gaps of another kind leave the name bold"),
    ("-", "Not involved: decided that the party has no part"),
    ("·", "Undecided: nobody has said yet"),
    ("● ○", "In plain view of the customer, or behind the scenes"),
    ("+A  −A  R›C", "In the difference: gained, lost, changed"),
)


def filtering(scheme: Scheme) -> tuple[tuple[str, str], ...]:
    """The query language in ten lines, with the letters of a scheme: what one writes, and what it finds."""
    owner = scheme.of_kind("owner")[0]
    doer = next(iter(scheme.of_kind("doer")), owner)
    return (
        ("meter visit", "elements whose name or code holds both words"),
        ("is:unowned", "nobody answers for it; also is:gap is:changed is:hot is:waived"),
        ("is:partner-owned", "only partners answer for it; also is:stale"),
        ('stage:"Install"', "elements of a stage; also journey: touchpoint: activity:"),
        ("party:crew", "the crew has a part in it; also by a party's other names"),
        (f"letter:{owner}", f"somebody holds the letter {owner}"),
        (f"party:crew letter:{doer}", f"the crew itself holds the {doer}"),
        ("pain:>=3", "it hurts that much or more, from 1 to 5"),
        ("visible:front", "the customer sees it; also visible:back and visible:none"),
        ("-is:waived", "a minus in front turns any of these round"),
    )


class HelpScreen(Dialog[str]):
    """Everything one can do; doing a command closes it. Dismissed with the command's id, or None.

    Args:
        keymap: Keys by command id that the user has set.
        scheme: The scheme whose letters are explained, if a workspace is open.
    """

    YES = "Do it"
    KEYS = "Type to narrow · Enter does it · Esc closes"

    def __init__(
        self,
        commands: Sequence[Command],
        *,
        keymap: Mapping[str, str] | None = None,
        scheme: Scheme | None = None,
    ) -> None:
        super().__init__("Help")
        self._commands = commands
        self._keymap = keymap or {}
        self._scheme = scheme
        self._room = _DIALOG_CELLS - _FRAME_CELLS - _KEY_CELLS

    def fields(self) -> ComposeResult:
        yield FilteredList(list(self._lines()), placeholder="Type what you want to do")

    def on_resize(self, event: events.Resize) -> None:
        """Wrap the lines anew, so that explanations stay beside their keys."""
        self._room = max(20, min(int(event.size.width * _SHARE), _DIALOG_CELLS) - _FRAME_CELLS - _KEY_CELLS)
        self.query_one(FilteredList).set_options(list(self._lines()))

    def answer(self) -> str:
        """Id of the highlighted command; empty on a line that only explains."""
        highlighted = self.query_one(FilteredList).highlighted or ""
        return highlighted if highlighted in {command.id for command in self._commands} else ""

    def action_accept(self) -> None:
        """Close, and do what the highlighted line says on the screen that lies below."""
        chosen = next((command for command in self._commands if command.id == self.answer()), None)
        if chosen is None:
            self.say("This line only explains; choose one that is a command.")
            return
        below, app = self.app.screen_stack[-2], self.app
        self.dismiss(chosen.id)
        app.call_later(_run, app, below, chosen.action)

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_accept()

    def _lines(self) -> Iterator[tuple[str, Content, str]]:
        groups = dict.fromkeys(command.group for command in self._commands)
        for group in groups:
            yield "", plain(group), ""
            for command in self._commands:
                if command.group == group:
                    keys = shown_keys(self._keymap.get(command.id, command.keys))
                    yield command.id, *self._line(keys, command.title, command.tooltip)
        yield from self._letters()
        yield "", plain("Filtering"), ""
        for place, (typed, found) in enumerate(filtering(self._scheme or RACI)):
            yield f"filtering-{place}", *self._line(typed, "", found)

    def _line(self, left: str, title: str, text: str) -> tuple[Content, str]:
        """A line of the list, and the folded text by which it is found."""
        lines = wrap(f"{title}: {text}" if title else text, self._room) or [""]
        said = ("\n" + " " * _KEY_CELLS).join(lines)
        return Content.assemble(plain(fit(left, _KEY_CELLS), "bold"), plain(said)), fold(
            f"{left} {title} {text}"
        )

    def _letters(self) -> Iterator[tuple[str, Content, str]]:
        if self._scheme is None:
            return
        yield "", plain(f"Letters of {one_line(self._scheme.name)}, and marks"), ""
        for letter in self._scheme.letters:
            yield (
                f"letter-{ord(letter.code)}",
                *self._line(letter.code, one_line(letter.name), KIND_WORDS[letter.kind]),
            )
        for place, (mark, meaning) in enumerate(MARKS):
            yield f"mark-{place}", *self._line(mark, "", meaning)


async def _run(app: App[object], below: Screen[object], action: str) -> None:
    name = action.partition("(")[0]
    if hasattr(below, f"action_{name}"):
        await below.run_action(action)
    elif hasattr(app, f"action_{name}"):
        await app.run_action(action)
    else:
        opened = hasattr(below, "session")
        app.notify("That works only in its own list." if opened else "Open a workspace first.", markup=False)
