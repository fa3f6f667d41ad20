"""The host with everything built in, made when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, overload

from raci_tui.core.counting import Holders
from raci_tui.core.rule import Found, Rule
from raci_tui.core.scheme import Scheme
from raci_tui.core.workspace import Workspace

if TYPE_CHECKING:
    from raci_tui.plugin.host import Host

BUILT_INS: Final = ("raci_tui.formats.builtin", "raci_tui.rules.builtin")
"""Modules with hooks of our own; they come through the same door as other people's."""

_switch = {"enabled": True}
_hosts: dict[bool, Host] = {}
_making = threading.Lock()


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
    with _making:
        if enabled not in _hosts:
            _hosts[enabled] = Host(BUILT_INS, enabled=enabled)
    return _hosts[enabled]


class SchemesOf(Mapping[str, Scheme]):
    """A host's schemes, for which it is made only when one of them is looked for."""

    def __init__(self, host: Callable[[], Host]) -> None:
        self._host = host

    def __getitem__(self, key: str) -> Scheme:
        """A scheme by its id."""
        return self._host().schemes[key]

    def __iter__(self) -> Iterator[str]:
        """Ids of all schemes."""
        return iter(self._host().schemes)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._host().schemes)


class RulesOf(Sequence[Rule]):
    """A host's rules, for which it is made only when a row is judged.

    A plugin's rule that raises finds nothing, and the plugin is listed as failed.
    """

    def __init__(self, host: Callable[[], Host]) -> None:
        self._host = host
        self._rules: tuple[Rule, ...] | None = None

    @overload
    def __getitem__(self, index: int) -> Rule: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Rule]: ...
    def __getitem__(self, index: int | slice) -> Rule | Sequence[Rule]:
        """A rule by its place."""
        return self._loaded()[index]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._loaded())

    def __iter__(self) -> Iterator[Rule]:
        """All of them, in the order in which a row lists what they find."""
        return iter(self._loaded())

    def _loaded(self) -> tuple[Rule, ...]:
        if self._rules is None:
            host = self._host()
            self._rules = tuple(
                rule
                if host.is_built_in("rule", rule.id)
                else _guarded(host, rule, host.plugin_of("rule", rule.id))
                for rule in host.rules
            )
        return self._rules


def _guarded(host: Host, rule: Rule, plugin: str) -> Rule:
    def failed(error: Exception) -> None:
        host.fail(plugin, f"rule {rule.id}: {type(error).__name__}: {error}")

    def broken(*facts: object) -> bool:
        try:
            return bool(rule.broken(*facts))
        except Exception as error:  # noqa: BLE001 - the plugin border
            failed(error)
            return False

    def parties(holders: Holders) -> tuple[str, ...]:
        held = {party for parties in holders for party in parties}
        try:
            return tuple(party for party in rule.parties(holders) if party in held) if rule.parties else ()
        except Exception as error:  # noqa: BLE001 - the plugin border
            failed(error)
            return ()

    def found(workspace: Workspace, today: str, limit: int) -> tuple[Found, ...]:
        try:
            return tuple(rule.found(workspace, today, limit)) if rule.found else ()
        except Exception as error:  # noqa: BLE001 - the plugin border
            failed(error)
            return ()

    return rule._replace(
        broken=broken, parties=parties if rule.parties else None, found=found if rule.found else None
    )
