"""The host with everything built in, made when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from raci_tui.core.findings import RowCounts, Rule
    from raci_tui.core.scheme import Scheme
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


def guarded_rules(host: Host) -> tuple[Rule, ...]:
    """The host's rules; one of a plugin's that raises finds nothing, and the plugin is listed as failed."""
    return tuple(
        rule if host.is_built_in("rule", rule.id) else _guarded(host, rule, host.plugin_of("rule", rule.id))
        for rule in host.rules
    )


def _guarded(host: Host, rule: Rule, plugin: str) -> Rule:
    def broken(counts: RowCounts, scheme: Scheme) -> bool:
        try:
            return rule.broken(counts, scheme)
        except Exception as error:  # noqa: BLE001 - the plugin border
            host.fail(plugin, f"rule {rule.id}: {type(error).__name__}: {error}")
            return False

    return rule._replace(broken=broken)
