"""Every error that reaches a user: one sentence, what to do, and the exit code of the command."""

from __future__ import annotations

WRONG_USE = 2
NOT_SAVED = 3


class RaciError(Exception):
    """Say in one sentence what happened, and in a second what to do.

    Attributes:
        message: What happened and where, without a full stop at its end.
        hint: What the user can do, or an empty string.
        exit_code: What a command ends with.
    """

    exit_code = WRONG_USE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Join message and hint as one line."""
        return f"{self.message}: {self.hint}" if self.hint else self.message


class TextError(RaciError):
    """A text that cannot be kept: too long, or empty where a name is needed."""


class NotationError(RaciError):
    """A cell text that is no set of letters of the scheme."""


class SchemeError(RaciError):
    """A scheme that contradicts itself, or one that nobody knows."""


class QueryError(RaciError):
    """A query that cannot be understood.

    Attributes:
        position: Where the wrong part starts, in characters from 0.
    """

    def __init__(self, message: str, position: int, hint: str = "") -> None:
        super().__init__(message, hint)
        self.position = position


class EditError(RaciError):
    """An edit that does not fit the workspace as it is now; nothing was changed."""


class WhenError(RaciError):
    """A point in time that cannot be understood."""


class ImportRefusedError(RaciError):
    """A source that cannot be imported as it is; nothing was changed."""


class ExportError(RaciError):
    """An export that could not be written; the file that was there is untouched."""


class BaselineError(RaciError):
    """A baseline that cannot be read, or that belongs to something else; nothing was checked or written."""


class PluginError(RaciError):
    """A plugin that failed; only what it offers is lost."""


class StoreError(RaciError):
    """A workspace that cannot be read, or not written."""


class DamagedError(StoreError):
    """A file that is not what was written: refused and left untouched."""


class FormatNumberError(StoreError):
    """A file of another or a newer format: refused and left untouched."""


class NotSavedError(StoreError):
    """An edit that could not be made durable; it is kept in memory and may be tried again."""

    exit_code = NOT_SAVED


class ReadOnlyError(NotSavedError):
    """A workspace that may be read but not written."""
