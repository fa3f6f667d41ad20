"""Loads plugins one at a time: whatever one of them does costs that plugin only.

Every plugin gets a pluggy manager of its own, so that a hook that raises cannot stop another plugin's.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final, Literal, NamedTuple, TypeVar

import msgspec
import pluggy

from raci_tui.core.errors import PluginError, RaciError
from raci_tui.core.rule import Rule
from raci_tui.core.scheme import Scheme, checked
from raci_tui.core.text import clean
from raci_tui.plugin.spec import API, GROUP, PROJECT, Hooks
from raci_tui.plugin.types import Exporter, Importer

State = Literal["active", "failed", "off"]
SWITCH: Final = "RACI_TUI_PLUGINS"
"""Environment variable: names of the plugins to load, separated by commas; empty means none."""
_HOOKS: Final = tuple(name for name in vars(Hooks) if name.startswith("raci_"))
_MARK: Final = f"{PROJECT}_impl"
_BUILT_IN: Final = "raci-tui"
_REASON_LIMIT: Final = 200
T = TypeVar("T", Exporter, Importer, Rule, Scheme)


class PluginInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One plugin, as `raci-tui plugins` lists it.

    Attributes:
        package: The distribution it comes from; `raci-tui` for what is built in.
        api: The number of the interface it was written for.
        provides: What it offers, as `exporter csv`.
        reason: Why it failed or is off, or what of it was refused.
    """

    name: str
    package: str
    version: str
    api: int = API
    provides: tuple[str, ...] = ()
    state: State = "active"
    reason: str = ""


class Offer(NamedTuple):
    """Something a plugin offers, and whose it is."""

    item: Any
    plugin: str
    built_in: bool


class _Loaded(NamedTuple):
    name: str
    manager: pluggy.PluginManager


class Host:
    """Everything that built-ins and plugins offer.

    Args:
        built_ins: Modules that are loaded through the same hooks, by name.
        enabled: False loads no other people's plugins (`--no-plugins`).
        only: Names of the plugins to load; None takes the environment's word, or all.
        found: The entry points; None looks them up.
    """

    def __init__(
        self,
        built_ins: Sequence[str],
        *,
        enabled: bool = True,
        only: Collection[str] | None = None,
        found: Iterable[EntryPoint] | None = None,
    ) -> None:
        self.plugins: dict[str, PluginInfo] = {}
        self._offers: dict[str, dict[str, Offer]] = {"exporter": {}, "importer": {}, "rule": {}, "scheme": {}}
        self._listeners: list[_Loaded] = []
        for name in built_ins:
            self._load(name, _BUILT_IN, "", lambda name=name: import_module(name))  # type: ignore[misc]
        chosen = _chosen(only)
        for point in sorted(
            entry_points(group=GROUP) if found is None else found, key=lambda point: point.name
        ):
            package, version = _origin(point)
            if not enabled or (chosen is not None and point.name not in chosen):
                why = f"not in {SWITCH}" if enabled else "plugins are switched off"
                self._note(point.name, package, version, state="off", reason=why)
            else:
                self._load(point.name, package, version, point.load)

    # What is offered

    @property
    def exporters(self) -> Mapping[str, Exporter]:
        """Exporters by id."""
        return {key: offer.item for key, offer in self._offers["exporter"].items()}

    @property
    def importers(self) -> Mapping[str, Importer]:
        """Importers by id."""
        return {key: offer.item for key, offer in self._offers["importer"].items()}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Rules in the order in which they were offered."""
        return tuple(offer.item for offer in self._offers["rule"].values())

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """Schemes by id."""
        return {key: offer.item for key, offer in self._offers["scheme"].items()}

    @property
    def listens(self) -> bool:
        """Whether any plugin wants to be told about commits."""
        return bool(self._listeners)

    def is_built_in(self, kind: Literal["exporter", "importer", "rule", "scheme"], key: str) -> bool:
        """Whether an offer is our own."""
        return self._offers[kind][key].built_in

    def plugin_of(self, kind: Literal["exporter", "importer", "rule", "scheme"], key: str) -> str:
        """Name of the plugin that offers something."""
        return self._offers[kind][key].plugin

    def failures(self) -> list[PluginInfo]:
        """Plugins that failed, or of which something was refused: to be said once."""
        return [info for info in self.plugins.values() if info.reason and info.state != "off"]

    def fail(self, name: str, reason: str) -> None:
        """Record that a plugin failed in use."""
        info = self.plugins[name]
        self.plugins[name] = msgspec.structs.replace(info, state="failed", reason=reason)

    def tell_committed(self, **told: object) -> None:
        """Tell every listener of a commit; one that raises is told nothing more."""
        for loaded in tuple(self._listeners):
            try:
                loaded.manager.hook.raci_committed(**told)
            except BaseException as error:  # noqa: BLE001 - the plugin border: even SystemExit costs only the plugin
                self._listeners.remove(loaded)
                self.fail(loaded.name, f"raci_committed: {reason_of(error)}")

    # Loading

    def _load(self, name: str, package: str, version: str, load: Callable[[], object]) -> None:
        if name in self.plugins:
            self._note(
                f"{name} ({package})",
                package,
                version,
                state="failed",
                reason=f"another plugin is called {name}",
            )
            return
        api = API
        try:
            plugin = load()
            api = getattr(plugin, "RACI_TUI_API", API)
            if api != API:
                raise PluginError(f"it was written for interface {api}, and this is {API}", "update it")
            manager = _register(plugin, name)
            offers = list(_offers(manager))
        except BaseException as error:  # noqa: BLE001 - the plugin border: even SystemExit costs only the plugin
            self._note(name, package, version, api=api, state="failed", reason=reason_of(error))
            return
        provides, refused = self._accept(name, offers, built_in=package == _BUILT_IN and not version)
        if manager.hook.raci_committed.get_hookimpls():
            self._listeners.append(_Loaded(name, manager))
            provides.append("listener")
        refused.extend(_misspelt(plugin))
        self._note(name, package, version, api=api, provides=tuple(provides), reason="; ".join(refused))

    def _accept(
        self, name: str, offers: list[tuple[str, str, object]], *, built_in: bool
    ) -> tuple[list[str], list[str]]:
        provides, refused = [], []
        for kind, key, item in offers:
            taken = self._offers[kind].get(key)
            if taken:
                refused.append(f"its {kind} {key} is refused: {taken.plugin} has that id")
            else:
                self._offers[kind][key] = Offer(item, name, built_in)
                provides.append(f"{kind} {key}")
        return provides, refused

    def _note(self, name: str, package: str, version: str, **fields: Any) -> None:  # noqa: ANN401 - fields of the record
        self.plugins[name] = PluginInfo(name=name, package=package, version=version, **fields)


def reason_of(error: BaseException) -> str:
    """One line that says what went wrong, for a list of plugins."""
    if isinstance(error, RaciError):
        return str(error)
    first = clean(str(error)).strip().partition("\n")[0][:_REASON_LIMIT]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _register(plugin: object, name: str) -> pluggy.PluginManager:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    try:
        manager.register(plugin, name)
    except pluggy.PluginValidationError as error:
        # pluggy's own sentence runs over several lines and names the module twice.
        raise PluginError(" ".join(str(error).split()), f"see the hooks in {PROJECT}.plugin.spec") from error
    return manager


def _offers(manager: pluggy.PluginManager) -> Iterator[tuple[str, str, object]]:
    hook = manager.hook
    for kind, wanted, answers in (
        ("exporter", Exporter, hook.raci_exporters),
        ("importer", Importer, hook.raci_importers),
        ("rule", Rule, hook.raci_rules),
        ("scheme", Scheme, hook.raci_schemes),
    ):
        for answer in answers():
            for item in answer:
                if not isinstance(item, wanted):
                    raise PluginError(
                        f"raci_{kind}s gives a {type(item).__name__}", f"give {wanted.__name__} records"
                    )
                yield kind, item.id, checked(item) if isinstance(item, Scheme) else item


def _misspelt(plugin: object) -> Iterator[str]:
    for name in dir(plugin):
        marked = hasattr(getattr(plugin, name, None), _MARK)
        if (
            name not in _HOOKS
            and (marked or name.startswith("raci_"))
            and callable(getattr(plugin, name, None))
        ):
            near = difflib.get_close_matches(name, _HOOKS, 1, 0.4)
            meant = f", did you mean {near[0]}" if near else ""
            yield f"there is no hook {name}{meant}"
        elif name in _HOOKS and not marked:
            yield f"{name} lacks @hookimpl and is not used"


def _chosen(only: Collection[str] | None) -> Collection[str] | None:
    if only is not None:
        return only
    named = os.environ.get(SWITCH)
    return None if named is None else {name.strip() for name in named.split(",")}


def _origin(point: EntryPoint) -> tuple[str, str]:
    distribution = point.dist
    return (distribution.name, distribution.version) if distribution else (point.value, "")
