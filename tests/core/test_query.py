"""Queries mean the shown layer; in the difference, either. No text that one can type or import breaks them."""

from __future__ import annotations

from datetime import date

import pytest

from raci_tui.core.errors import QueryError
from raci_tui.core.findings import Findings
from raci_tui.core.query import Looking, parse_query
from raci_tui.core.records import Layer, Waiver
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.strategies import open_workspace

TODAY = date(2026, 1, 5)


def found(workspace: Workspace, query: str, layer: Layer = "current") -> set[str]:
    looking = Looking(workspace, Findings(workspace, OWNERSHIP_RULES, TODAY.isoformat), layer, TODAY)
    parsed = parse_query(query)
    return {element.id for element in workspace.elements() if parsed.matches(element, looking)}


def test_what_a_partner_owns_today_or_by_plan_shows_in_the_difference() -> None:
    workspace = open_workspace()
    with workspace.edit("given") as edit:
        edit.set("e2", "p3", "current", "A")
        edit.set("e2", "p3", "target", "R")
        edit.set("e4", "p3", "target", "A")
    assert found(workspace, "is:partner-owned", "current") == {"e2"}
    assert found(workspace, "is:partner-owned", "target") == {"e4"}
    assert found(workspace, "is:partner-owned", "diff") == {"e2", "e4"}


def test_waived_means_waived_in_the_shown_layer() -> None:
    workspace = open_workspace()
    with workspace.edit("given") as edit:
        edit.remove("waivers", "w1")
        edit.add(Waiver(id="w2", rule="no-owner", element="e2", reason="until it is planned"))
    assert [found(workspace, "is:waived", layer) for layer in ("current", "target", "diff")] == [
        {"e2"}, set(), {"e2"},
    ]  # fmt: skip


def test_a_confirmation_in_words_counts_as_none() -> None:
    workspace = open_workspace()
    with workspace.edit("given") as edit:
        edit.update("elements", "e1", confirmed_at="last spring")
        edit.update("elements", "e2", confirmed_at="2026-01-02T09:00:00.000Z")
    assert "e1" in found(workspace, "is:stale")
    assert "e2" not in found(workspace, "is:stale")


def test_a_pain_of_many_digits_is_told_not_counted() -> None:
    with pytest.raises(QueryError, match="is no comparison"):
        parse_query("pain:>=" + "9" * 5000)
