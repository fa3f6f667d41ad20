"""The command palette: every command of the registry, found by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from raci_tui.core.views import saved_views
from raci_tui.tui.commands import APP_COMMANDS, MATRIX_COMMANDS, Command
from raci_tui.tui.keys import shown_keys
from raci_tui.tui.plain import one_line, plain, shorten
from raci_tui.tui.screens.matrix import MatrixScreen

NAME_CELLS = 60
_HIDDEN = {"palette"}


class CommandProvider(Provider):
    """Offers the app's commands, and the matrix's where the matrix is shown."""

    async def discover(self) -> Hits:
        """Every command, before anything is typed."""
        for title, view in self._views():
            yield DiscoveryHit(plain(title), view, text=title, help="Show this saved view.")
        for command, run in self._commands():
            yield DiscoveryHit(Content(command.title), run, text=command.title, help=_help(command))

    async def search(self, query: str) -> Hits:
        """Commands whose title or explanation matches, and saved views by their names."""
        matcher = self.matcher(query)
        for title, run in self._views():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, plain(title), run, text=title, help="Show this saved view.")
        for command, run in self._commands():
            score = max(matcher.match(command.title), 0.8 * matcher.match(command.tooltip))
            if score > 0:
                yield Hit(score, Content(command.title), run, text=command.title, help=_help(command))

    def _views(self) -> Iterator[tuple[str, Callable[[], object]]]:
        if isinstance(self.screen, MatrixScreen):
            for view in saved_views(self.screen.workspace):
                yield (
                    f"View: {shorten(one_line(view.name), NAME_CELLS)}",
                    partial(self.screen.action_open_view, view.id),
                )

    def _commands(self) -> Iterator[tuple[Command, Callable[[], object]]]:
        if isinstance(self.screen, MatrixScreen):
            for command in MATRIX_COMMANDS:
                yield command, partial(self.screen.run_action, command.action)
        else:
            for command in getattr(self.screen, "OWN_COMMANDS", ()):
                yield command, partial(self.screen.run_action, command.action)
        for command in APP_COMMANDS:
            if command.id not in _HIDDEN:
                yield command, partial(self.app.run_action, f"app.{command.action}")


def _help(command: Command) -> str:
    # Our own words, without brackets: the palette reads help as markup.
    keys = shown_keys(command.keys)
    return f"{command.tooltip}  {keys}" if keys else command.tooltip
