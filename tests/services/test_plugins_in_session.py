"""A session takes rules, schemes and listeners from the host, and a bad one costs only itself."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from raci_tui.core.counting import Holders, RowCounts
from raci_tui.core.findings import Rule
from raci_tui.core.ledger import Commit
from raci_tui.core.records import Element, Journey, Party
from raci_tui.core.scheme import Letter, Scheme
from raci_tui.plugin.host import Host
from raci_tui.plugin.spec import hookimpl
from raci_tui.services.plugins import BUILT_INS
from raci_tui.services.session import Session, create_session, open_session

HEARD: list[tuple[str, int, str]] = []


def lonely(counts: RowCounts, scheme: Scheme) -> bool:
    """A rule of somebody else's: nobody at all."""
    del scheme
    return counts.letters == 0


def broken(counts: RowCounts, scheme: Scheme) -> bool:
    """A rule that fails whenever it is asked."""
    raise RuntimeError(f"{counts} {scheme.id}")


def nobody_we_know(holders: Holders) -> tuple[str, ...]:
    """Parties for a sentence, of which one is not there."""
    return (*holders.owners, "gone")


def no_parties(holders: Holders) -> tuple[str, ...]:
    """A rule that fails once it has found something."""
    raise RuntimeError(str(holders))


@pytest.fixture
def host() -> Host:
    """The built-ins and one more module with rules and a listener."""
    module = ModuleType("somebody_elses_plugin")

    def raci_rules() -> tuple[Rule, ...]:
        return (
            Rule("lonely", "Lonely", "warning", lonely, "“{element}” is lonely.", "why", "advice"),
            Rule("broken", "Broken", "warning", broken, "never said", "why", "advice"),
            Rule("named", "Named", "info", lonely, "Who: {parties}.", "why", "advice", nobody_we_know),
            Rule("nameless", "Nameless", "info", lonely, "Who: {parties}.", "why", "advice", no_parties),
        )

    def raci_committed(workspace: str, position: int, commit: Commit) -> None:
        HEARD.append((workspace, position, commit.label))

    for hook in (raci_rules, raci_committed):
        setattr(module, hook.__name__, hookimpl(hook))
    sys.modules[module.__name__] = module
    host = Host(BUILT_INS, found=())
    host._load("elses", "else", "1.0", lambda: module)
    HEARD.clear()
    return host


def add_element(session: Session) -> None:
    """One element without a letter, durable."""
    with session.workspace.edit("Add a step") as edit:
        edit.add(Journey(id="j", name="Journey"))
        edit.add(Element(id="e", name="Step", journey="j"))
    session.save_now()


def test_rules_of_plugins_find_things_and_a_raising_one_costs_only_itself(tmp_path: Path, host: Host) -> None:
    with create_session(tmp_path / "w.raci.json", "Shop", host=host) as session:
        add_element(session)
        found = {finding.rule: finding.message for finding in session.findings.all()}
        assert list(found) == ["no-owner", "no-doer", "lonely", "named", "nameless"]
        assert (found["named"], found["nameless"]) == ("Who: .", "Who: .")
    assert host.plugins["elses"].state == "failed"
    assert "rule nameless: RuntimeError" in host.plugins["elses"].reason


def test_a_rule_that_cannot_judge_finds_nothing(tmp_path: Path, host: Host) -> None:
    with create_session(tmp_path / "w.raci.json", "Shop", host=host) as session:
        with session.workspace.edit("Step") as edit:
            edit.add(Journey(id="j", name="Journey"))
            edit.add(Element(id="e", name="Step", journey="j"))
            edit.add(Party(id="p", name="Crew"))
            edit.set("e", "p", "current", "C")
        assert [finding.rule for finding in session.findings.all()] == [
            "no-owner",
            "no-doer",
            "passive-party",
        ]
    assert "rule broken: RuntimeError" in host.plugins["elses"].reason


def test_listeners_hear_of_what_has_become_durable(tmp_path: Path, host: Host) -> None:
    with create_session(tmp_path / "w.raci.json", "Shop", host=host) as session:
        with session.workspace.edit("Never saved") as edit:
            edit.add(Journey(id="k", name="Other"))
        assert not HEARD
        session.workspace.discard_pending()
        add_element(session)
    assert HEARD == [("Shop", 1, "Add a step")]


def test_a_workspace_carries_the_scheme_of_a_plugin_with_it(tmp_path: Path) -> None:
    module = ModuleType("somebody_elses_scheme")
    owning = Scheme(id="owning", name="Owning", letters=(Letter(code="O", name="Owns", kind="owner"),))

    def raci_schemes() -> tuple[Scheme, ...]:
        return (owning,)

    vars(module)["raci_schemes"] = hookimpl(raci_schemes)
    host = Host(BUILT_INS, found=())
    host._load("elses", "else", "1.0", lambda: module)
    create_session(tmp_path / "w", "Meters", "owning", host=host).close()
    with open_session(tmp_path / "w", host=Host(BUILT_INS, found=())) as elsewhere:
        assert elsewhere.workspace.scheme == owning
