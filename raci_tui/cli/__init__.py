"""The commands. A command's module is imported only when that command is used, so that the others stay quick."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn

import click

from raci_tui import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED: Final = 130
_BROKEN_PIPE: Final = 141

COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "open": ("raci_tui.cli.open_", "open_command", "Open a workspace in the app."),
    "demo": ("raci_tui.cli.open_", "demo_command", "Open a fresh copy of an example."),
    "new": ("raci_tui.cli.new", "new_command", "Make an empty workspace."),
    "import": ("raci_tui.cli.import_", "import_command", "Bring in a table from another file."),
    "export": ("raci_tui.cli.export", "export_command", "Write the matrix in another format."),
    "set": ("raci_tui.cli.set_", "set_command", "Set the letters of one cell."),
    "diff": ("raci_tui.cli.diff", "diff_command", "What differs from the target, or from earlier."),
    "check": ("raci_tui.cli.check", "check_command", "What the rules find."),
    "log": ("raci_tui.cli.log", "log_command", "Who changed what, and when."),
    "show": ("raci_tui.cli.show", "show_command", "The matrix as text."),
    "party": ("raci_tui.cli.party", "party_command", "What one party owns, does, is asked and told."),
    "scheme": ("raci_tui.cli.scheme", "scheme_command", "Which letters there are; changes to others."),
    "doctor": ("raci_tui.cli.doctor", "doctor_command", "What state the files are in; mends them."),
}
"""Module, attribute and one line of help of every command."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="raci-tui", message="%(prog)s %(version)s")
@click.option("--author", metavar="NAME", help="Who makes the edits; the login name otherwise.")
@click.option("--no-plugins", is_flag=True, help="Load no other people's plugins.")
@click.pass_context
def cli(ctx: click.Context, author: str | None, *, no_plugins: bool) -> int | None:
    """Chart who is responsible for what in a customer's journey.

    Without a command, the last workspace is opened in the app.
    """
    ctx.obj = author
    if no_plugins:
        from raci_tui.services.plugins import switch_off_plugins

        switch_off_plugins()
    if ctx.invoked_subcommand is not None:
        return None
    from raci_tui.cli.open_ import open_last

    return open_last(author)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    _speak_utf8()
    sys.exit(run(args))


def run(args: Sequence[str] | None = None) -> int:
    """Run a command; gives its exit code, having told what went wrong on standard error."""
    try:
        code = cli.main(args=args, prog_name="raci-tui", standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        return _INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except SystemExit:
        # Click's own way out when the reader has gone before the end.
        return _BROKEN_PIPE
    except BrokenPipeError:
        # The reader has gone: whatever Python still wants to flush at its end must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return _BROKEN_PIPE
    except OSError as error:
        # What is read or written by name tells its own story; what is left is the folder we stand in, and
        # standard output.
        if error.filename is not None:
            raise
        return _without_name(error)
    except Exception as error:
        from raci_tui.core.errors import RaciError

        if not isinstance(error, RaciError):
            raise
        click.echo(f"raci-tui: {error}", err=True)
        return error.exit_code
    return code if isinstance(code, int) else 0


def _without_name(error: OSError) -> int:
    from raci_tui.core.errors import NOT_SAVED, WRONG_USE

    if error.errno == errno.ENOENT:
        click.echo("raci-tui: the folder you are in is gone: go to another one", err=True)
        return WRONG_USE
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    reason = (error.strerror or str(error)).lower()
    click.echo(f"raci-tui: the output could not be written: {reason}", err=True)
    return NOT_SAVED


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
