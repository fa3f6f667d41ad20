"""The app: opens a workspace, shows its screens, and never quits with something unsaved unasked."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import events, work
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from raci_tui.core.errors import NOT_SAVED, RaciError
from raci_tui.core.views import find_view
from raci_tui.core.workspace import Conflict
from raci_tui.services.session import Loading, Session, create_session, open_loading, open_session
from raci_tui.services.settings import default_author, read_settings, remember_workspace, write_setting
from raci_tui.tui.at_once import AtOnce
from raci_tui.tui.commands import APP_COMMANDS, COMMANDS, MATRIX_COMMANDS, bindings
from raci_tui.tui.palette import CommandProvider
from raci_tui.tui.plain import one_line
from raci_tui.tui.screens.matrix import MatrixScreen
from raci_tui.tui.signals import StopSignals
from raci_tui.tui.themes import THEME_TITLES, VARIABLE_DEFAULTS, themes
from raci_tui.tui.widgets.bars import StatusBar

SAVING_SHOWN_AFTER_S: Final = 0.3
"""A save that is quicker is not announced: nobody could read it."""
FLUSH_S: Final = 2.0


class Run(Message):
    """Have the app call something on its own thread.

    Attributes:
        call: What to call.
    """

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__()
        self.call = call


class RaciApp(AtOnce):
    """raci-tui in the terminal.

    Args:
        open_first: Opens the workspace to show first; None for the welcome screen.
        ask_author: Ask for the author's name where no settings hold it.
        remember: List the first workspace among the recent ones.
        message: A sentence for the welcome screen.
        view: Name of the saved view that the first workspace is shown in.
    """

    TITLE = "raci-tui"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[Any] = {CommandProvider}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(APP_COMMANDS)]
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        open_first: Callable[[RaciApp], Session] | None = None,
        *,
        ask_author: bool = False,
        remember: bool = True,
        message: str = "",
        view: str = "",
    ) -> None:
        super().__init__()
        self.settings = read_settings()
        for theme in themes(self.console.color_system, no_color=self.no_color):
            self.register_theme(theme)
        self.theme = f"raci-{self.settings.theme if self.settings.theme in THEME_TITLES else 'dark'}"
        self.session: Session | None = open_first(self) if open_first else None
        self._ask_author = ask_author
        self._remember = remember
        self._message = message
        self._view = find_view(self.session.workspace, view).id if view and self.session else ""
        self._end_conflicts: Callable[[], None] | None = None
        self._saving: Timer | None = None
        self.other_use = {key.strip() for keys in self.settings.keymap.values() for key in keys.split(",")}
        self.signals = StopSignals(self._stop, self._save_pending)
        self.set_keymap(self.settings.keymap)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Values for the variables that themes of others do not define."""
        return VARIABLE_DEFAULTS

    def post(self, call: Callable[[], None]) -> None:
        """Run something on the app's thread; may be called from any thread.

        Raises:
            RuntimeError: The app is not running.
        """
        if not self.is_running:
            raise RuntimeError("the app is not running")
        self.post_message(Run(call))

    def on_run(self, message: Run) -> None:
        """Call what a thread asked for."""
        message.call()

    async def on_event(self, event: events.Event) -> None:
        """Tell the matrix first that a key has come."""
        if isinstance(event, events.Key) and self.screen_stack and isinstance(self.screen, MatrixScreen):
            self.screen.typed()
        await super().on_event(event)

    def on_open_other(self) -> None:
        """Go to the welcome screen."""
        self.welcome()

    async def on_mount(self) -> None:
        """Show the first screen."""
        self.signals.catch()
        unknown = sorted(self.settings.keymap.keys() - {binding.id for binding in bindings(COMMANDS)})
        if self.settings.warning:
            self.notify(self.settings.warning, severity="warning", markup=False, timeout=10)
        if self.settings.theme not in ("", *THEME_TITLES):
            known = ", ".join(THEME_TITLES)
            self.notify(
                f"No theme is called {one_line(self.settings.theme)}; there are {known}.",
                severity="warning",
                markup=False,
                timeout=10,
            )
        if unknown:
            names = one_line(", ".join(unknown))
            self.notify(
                f"No command is called {names}; see the keymap in the settings.",
                severity="warning",
                markup=False,
                timeout=10,
            )
        if self.session:
            self._follow(self.session, remember=self._remember)
        else:
            self.welcome()
        self.call_after_refresh(_collect_again)
        if self._ask_author and not self.settings.author:
            self.action_change_author()

    # Opening

    def open_workspace(self, path: Path, *, remember: bool = True) -> None:
        """Open a workspace in place of the one shown.

        Raises:
            StoreError: It cannot be read.
        """
        self._show(open_session(path, post=self.post), remember=remember)

    def new_workspace(self, path: Path, name: str) -> None:
        """Make a workspace and show it in place of the one shown.

        Raises:
            RaciError: It cannot be written, or there is one already.
        """
        self._show(create_session(path, name, post=self.post), remember=True)

    def get_default_screen(self) -> Screen[Any]:
        """The matrix itself: another screen below it would be made, laid out and painted for nobody."""
        if not self.session:
            return super().get_default_screen()
        screen = MatrixScreen(self.session, self.settings.keymap)
        screen.opened_view = self._view
        return screen

    def _show(self, session: Session, *, remember: bool) -> None:
        if self.session:
            self.session.close()
        self.session = session
        screen = MatrixScreen(session, self.settings.keymap)
        if isinstance(self.screen, MatrixScreen):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)
        self._follow(session, remember=remember)

    def _follow(self, session: Session, *, remember: bool) -> None:
        session.writer.on_status = self._tell_saved
        session.writer.defer = self.when_painted
        session.writer.on_notice = lambda sentence: self.notify(sentence, markup=False, timeout=10)
        if self._end_conflicts:
            self._end_conflicts()
        self._end_conflicts = session.workspace.subscribe_conflicts(self._tell_conflicts)
        self._remember = remember

    def on_matrix_base_ready(self) -> None:
        """Do what the first paint need not wait for: remember the workspace, and tell what came up."""
        session = self.session
        if session is None:
            return
        if session.path and self._remember:
            remember_workspace(session.path)
        for notice in session.notices:
            self.notify(notice, markup=False, timeout=10)
        reason = session.workspace.read_only_reason
        if reason and isinstance(self.screen, MatrixScreen):
            self.screen.banner(f"Read only: {reason}.")
        session.writer.pump()

    @work(group="welcome", exclusive=True)
    async def welcome(self) -> None:
        """Let the user choose a workspace; the one that is open is saved first."""
        from raci_tui.tui.opening import choose_workspace

        if await self.settle():
            await choose_workspace(self, self._message)

    def close_session(self) -> bool:
        """Save and let go once nothing is shown any more; False where something is left unsaved.

        What that brings up is said on standard error, since there is no screen to say it on.
        """
        if self.session is None:
            return True
        if self._end_conflicts:
            self._end_conflicts()
        self.session.workspace.subscribe_conflicts(_print_conflicts)
        self.session.writer.on_status = lambda: None
        self.session.writer.defer = lambda call: call()
        self.session.writer.on_notice = _print
        return self.session.close()

    # What is saved

    def _tell_saved(self) -> None:
        """Show what the writer says; *saving* only once it takes long enough to be read."""
        writer = self.session.writer if self.session else None
        if not writer or writer.status != "saving":
            self._show_saved()
        elif self._saving is None:
            self._saving = self.set_timer(SAVING_SHOWN_AFTER_S, self._show_saved)

    def _show_saved(self) -> None:
        if self._saving:
            self._saving.stop()
            self._saving = None
        screen = next((each for each in self.screen_stack if isinstance(each, MatrixScreen)), None)
        if screen is None or self.session is None or not screen.is_mounted:
            return
        writer = self.session.writer
        words = {"saved": "✓ saved", "saving": "… saving", "unsaved": f"✗ unsaved: {writer.reason}"}
        status = screen.query_one(StatusBar)
        status.saved, status.state = words[writer.status], writer.status

    def _tell_conflicts(self, conflicts: tuple[Conflict, ...]) -> None:
        from raci_tui.tui.screens.conflicts import ConflictScreen

        if self.session:
            self.push_screen(ConflictScreen(self.session.workspace, conflicts))

    # Commands

    async def action_quit(self) -> None:
        """Quit once the last edit is on disk."""
        self._quit()

    @work(group="quit", exclusive=True)
    async def _quit(self) -> None:
        if self.session is None or await self.settle():
            self.exit()

    async def settle(self) -> bool:
        """Wait until everything is saved, asking where it cannot be; False where the user wants to stay."""
        from raci_tui.tui.leaving import settle

        return await settle(self)

    def action_help(self) -> None:
        """List every key."""
        from raci_tui.tui.screens.help import HelpScreen

        scheme = self.session.workspace.scheme if self.session else None
        own = getattr(self.screen, "OWN_COMMANDS", MATRIX_COMMANDS)
        self.push_screen(HelpScreen((*own, *APP_COMMANDS), keymap=self.settings.keymap, scheme=scheme))

    def action_command_palette(self) -> None:
        """Open the palette, unless it is open."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(id="--command-palette", placeholder="Find a command…"))

    @work(group="theme", exclusive=True)
    async def action_choose_theme(self) -> None:
        """Choose a theme and keep it."""
        from raci_tui.tui.screens.dialogs import Choose

        options = [(each, THEME_TITLES[each], "") for each in THEME_TITLES]
        chosen = await self.push_screen_wait(Choose("Theme", options, self.theme.removeprefix("raci-")))
        if chosen:
            self.theme = f"raci-{chosen}"
            self._keep("theme", chosen)

    @work(group="author", exclusive=True)
    async def action_change_author(self) -> None:
        """Ask for the name that edits carry, and keep it."""
        from raci_tui.tui.screens.dialogs import AskText

        before = self.session.workspace.author if self.session else default_author()
        name = await self.push_screen_wait(
            AskText(
                "Your name", before, what="name", hint="Your edits carry it, so that others know whom to ask."
            )
        )
        if name:
            self._keep("author", name)
            if self.session:
                self.session.workspace.author = name
                for status in self.screen.query(StatusBar):
                    status.author = name

    def _keep(self, setting: str, value: str) -> None:
        try:
            write_setting(setting, value)
        except RaciError as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.settings = read_settings()

    def exit(self, result: None = None, return_code: int = 0, message: Any = None) -> None:  # noqa: ANN401 - Textual's own
        """End the app; what was being typed is kept for the next start."""
        from raci_tui.tui.keeping import keep_all

        keep_all(self)
        super().exit(result, return_code, message)

    # Signals

    def on_unmount(self) -> None:
        """Give the signals back to whoever had them."""
        self.signals.release()

    def _stop(self, code: int) -> None:
        self._save_pending()
        self.exit(return_code=code)

    def _save_pending(self) -> None:
        if self.session:
            self.session.writer.flush(FLUSH_S)


def _collect_again() -> None:
    """What was there for the first paint is there for good: only what comes later can be garbage."""
    gc.freeze()
    gc.enable()


def _print(sentence: str) -> None:
    sys.stderr.write(f"{one_line(sentence)}\n")


def _print_conflicts(conflicts: tuple[Conflict, ...]) -> None:
    for conflict in conflicts:
        kept = "was kept only in part" if conflict.partly_kept else "was not kept"
        who = conflict.by or "An edit before it"
        _print(f"{who} was quicker: your edit “{conflict.commit.label}” {kept}.")


def run(
    loading: Loading | None,
    *,
    author: str = "",
    example: bool = False,
    fall_back: bool = False,
    view: str = "",
) -> int:
    """Run the app on a workspace, or on the welcome screen.

    Args:
        author: Name for this run's commits; empty for the one in the settings.
        example: The workspace is a copy to play with: no name is asked, and it is not remembered.
        fall_back: Show the welcome screen, with the reason, where the workspace cannot be read.
        view: Name of the saved view to begin with.

    Returns:
        The exit code.

    Raises:
        StoreError: The workspace cannot be read.
        EditError: It has no view of that name.
    """
    ask = not author and not example
    for variable in ("COLUMNS", "LINES"):
        # Textual believes them before the terminal, so a shell that exports its size would freeze ours.
        os.environ.pop(variable, None)
    try:
        opening = (
            (lambda app: open_loading(loading, author=author or None, post=app.post)) if loading else None
        )
        app = RaciApp(opening, ask_author=ask, remember=not example, view=view)
    except RaciError as error:
        if not fall_back:
            raise
        app = RaciApp(None, ask_author=ask, message=str(error))
    try:
        app.run()
    finally:
        app.signals.calm()
        saved = app.close_session()
    return (app.return_code or 0) if saved else NOT_SAVED
