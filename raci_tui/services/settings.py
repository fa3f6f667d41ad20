"""The user's settings and recent workspaces: where they lie, and reading them without ever failing.

Settings are a TOML file that people edit by hand, so writing one changes its line and leaves comments alone.
"""

from __future__ import annotations

import getpass
import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

from raci_tui.core.errors import NotSavedError, TextError
from raci_tui.core.text import clean_name
from raci_tui.store import files

HOME_VARIABLE: Final = "RACI_TUI_HOME"
"""Environment variable naming one folder for settings and state, for portable use."""
RECENT_LIMIT: Final = 20
_APP: Final = "raci-tui"


class Settings(NamedTuple):
    """What the user has set; empty means the default.

    Attributes:
        author: Name for commits made here.
        theme: Name of the colours.
        keymap: Keys by command id.
        warning: One sentence where the file could not be read wholly, or empty.
    """

    author: str = ""
    theme: str = ""
    keymap: dict[str, str] = {}  # noqa: RUF012 - never changed
    warning: str = ""


def config_folder() -> Path:
    """The folder of the settings."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home).expanduser()
    from platformdirs import user_config_path

    return user_config_path(_APP, appauthor=False)


def state_folder() -> Path:
    """The folder of recent workspaces, drafts and demo copies."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home).expanduser() / "state"
    from platformdirs import user_state_path

    return user_state_path(_APP, appauthor=False)


def settings_path() -> Path:
    """The settings file, `settings.toml`."""
    return config_folder() / "settings.toml"


def read_settings() -> Settings:
    """Read the settings; what cannot be read counts as not set and is told in `warning`."""
    path = settings_path()
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        return Settings(
            warning=f"the settings in {path} cannot be read: {(error.strerror or str(error)).lower()}"
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return Settings(warning=f"the settings in {path} are not used: {error}")
    wrong: list[str] = []
    author = _text(found, "author", wrong)
    theme = _text(found, "theme", wrong)
    keymap = _keymap(found.get("keymap", {}), wrong)
    warning = (
        f"in the settings, {path}, what is not understood is left out: {', '.join(wrong)}" if wrong else ""
    )
    return Settings(author, theme, keymap, warning)


def write_setting(name: str, value: str) -> None:
    """Set `author` or `theme`, leaving every other line of the file as it is.

    Raises:
        NotSavedError: It could not be written, or the file there is not understood.
    """
    path = settings_path()
    try:
        text = path.read_text("utf-8-sig")
        tomllib.loads(text)
    except FileNotFoundError:
        text = ""
    except (OSError, ValueError, RecursionError) as error:
        raise NotSavedError(f"{path} was not changed: it cannot be read", "mend it by hand first") from error
    line = f"{name} = {_toml(value)}"
    head, bracket, rest = _before_tables(text)
    pattern = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*=.*$", re.MULTILINE)
    head = pattern.sub(lambda _: line, head, count=1) if pattern.search(head) else f"{line}\n{head}"
    changed = head + bracket + rest
    try:
        understood = tomllib.loads(changed).get(name) == value
    except tomllib.TOMLDecodeError:
        understood = False
    if not understood:
        raise NotSavedError(
            f"{path} was not changed: {name} is written there in an unusual way", "change it by hand"
        )
    files.make_folder(path.parent)
    files.write_file(path, changed.encode())


def default_author() -> str:
    """The author set by the user, else the login name."""
    author = read_settings().author
    if author:
        return author
    try:
        return clean_name(getpass.getuser())
    except (OSError, KeyError, ImportError, TextError):
        return "somebody"


def recent_workspaces() -> list[Path]:
    """Workspaces opened before and still there, the last one first."""
    return [path for path in _recent() if path.exists()]


def remember_workspace(path: Path) -> None:
    """Put a workspace at the head of the recent ones; a list that cannot be written is not worth a word."""
    path = path.absolute()
    paths = [path, *(other for other in _recent() if other != path)]
    target = _recent_path()
    try:
        files.make_folder(target.parent)
        files.write_file(target, json.dumps([str(each) for each in paths[:RECENT_LIMIT]], indent=1).encode())
    except NotSavedError:
        return


def _recent_path() -> Path:
    return state_folder() / "recent.json"


def _recent() -> list[Path]:
    try:
        found = json.loads(_recent_path().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [Path(each) for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _text(found: dict[str, Any], name: str, wrong: list[str]) -> str:
    value = found.get(name, "")
    if value == "":
        return ""
    try:
        return clean_name(value) if isinstance(value, str) else _refuse(name, wrong)
    except TextError:
        return _refuse(name, wrong)


def _refuse(name: str, wrong: list[str]) -> str:
    wrong.append(name)
    return ""


def _keymap(found: object, wrong: list[str]) -> dict[str, str]:
    if not isinstance(found, dict):
        wrong.append("keymap")
        return {}
    keys: dict[str, str] = {}
    for command, key in found.items():
        if isinstance(key, str):
            keys[str(command)] = ",".join(map(_key_name, key.split(",")))
        else:
            wrong.append(f"keymap.{command}")
    return keys


def _key_name(key: str) -> str:
    """A key as it is bound; people write `Ctrl+Z` as the help does, while `N` is another key than `n`."""
    key = key.strip()
    return key.lower() if len(key) > 1 else key


def _before_tables(text: str) -> tuple[str, str, str]:
    """Split a TOML text before its first table header."""
    match = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    return (text[: match.start()], match.group(), text[match.end() :]) if match else (text, "", "")


def _toml(value: str) -> str:
    """Write a text as a TOML basic string; JSON's escapes are TOML's but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
