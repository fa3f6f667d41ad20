"""The host with everything built in, made when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from raci_tui.plugin.host import Host

BUILT_INS: Final = ("raci_tui.formats.builtin", "raci_tui.rules.builtin")
"""Modules with hooks of our own; they come through the same door as other people's."""

_switch = {"enabled": True}
_hosts: dict[bool, Host] = {}


def switch_off_plugins() -> None:
    """Load no other people's plugins in this process (`--no-plugins`)."""
    _switch["enabled"] = False


def plugins_enabled() -> bool:
    """Whether other people's plugins are loaded in this process."""
    return _switch["enabled"]


def the_host() -> Host:
    """The host of this process."""
    from raci_tui.plugin.host import Host

    enabled = plugins_enabled()
    if enabled not in _hosts:
        _hosts[enabled] = Host(BUILT_INS, enabled=enabled)
    return _hosts[enabled]
