"""Reads what a user set of an exporter's options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from raci_tui.core.errors import ExportError
from raci_tui.plugin.types import Option

_YES: Final = {
    "yes": True,
    "true": True,
    "on": True,
    "1": True,
    "no": False,
    "false": False,
    "off": False,
    "0": False,
}


def defaults(options: Sequence[Option]) -> dict[str, object]:
    """Every option at its default."""
    return {option.name: option.default for option in options}


def read_options(options: Sequence[Option], given: Mapping[str, str | int | bool]) -> dict[str, object]:
    """Check what was given and fill up with defaults.

    Raises:
        ExportError: A name is not declared, or a value is not what its option takes.
    """
    declared = {option.name: option for option in options}
    for name in given:
        if name not in declared:
            known = ", ".join(declared) or "none at all"
            raise ExportError(f"there is no option {name!r} here", f"this format takes {known}")
    return {
        name: _value(option, given[name]) if name in given else option.default
        for name, option in declared.items()
    }


def _value(option: Option, given: str | int | bool) -> str | int | bool:  # noqa: FBT001 - the value of an option
    text = str(given).strip()
    if option.kind == "bool":
        if text.lower() not in _YES:
            raise ExportError(f"{option.name} is yes or no, not {text!r}")
        return _YES[text.lower()]
    if option.kind == "int":
        try:
            return int(text)
        except ValueError as error:
            raise ExportError(f"{option.name} is a whole number, not {text!r}") from error
    if option.kind == "choice" and text not in option.choices:
        raise ExportError(f"{option.name} is not {text!r}", f"choose {', '.join(option.choices)}")
    return str(given)
