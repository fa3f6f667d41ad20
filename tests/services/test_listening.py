"""Listeners hear of durable commits in order, and a slow one holds nobody up."""

import sys
import threading
from collections.abc import Callable
from types import ModuleType

from raci_tui.core.ledger import Commit, Entry
from raci_tui.plugin.host import Host
from raci_tui.plugin.spec import hookimpl
from raci_tui.services.listening import WAITING_LIMIT, Listeners


def entry(position: int) -> Entry:
    return Entry(position, "", Commit(id=f"c{position}", author="dana", at="", label="Edit", changes=()))


def host_with(listener: Callable[..., None], name: str) -> Host:
    module = ModuleType(name)
    module.raci_committed = hookimpl(listener)  # type: ignore[attr-defined]
    sys.modules[name] = module
    return Host((name,), found=())


def test_commits_are_told_in_order_and_closing_waits_for_them() -> None:
    heard: list[tuple[str, int, str]] = []

    def raci_committed(workspace: str, position: int, commit: Commit) -> None:
        heard.append((workspace, position, commit.id))

    host = host_with(raci_committed, "listener_in_order")
    listeners = Listeners(lambda: host, "Shop")
    for position in range(1, 50):
        listeners.tell(entry(position))
    listeners.close()
    assert heard == [("Shop", position, f"c{position}") for position in range(1, 50)]


def test_a_hanging_listener_holds_nobody_up() -> None:
    release = threading.Event()

    def raci_committed() -> None:
        release.wait(30)

    host = host_with(raci_committed, "listener_that_hangs")
    listeners = Listeners(lambda: host, "Shop")
    for position in range(WAITING_LIMIT + 100):
        listeners.tell(entry(position))
    assert listeners.missed >= 90
    listeners.close(timeout_s=0.05)
    release.set()
