"""What a workspace sets of its rules: on or off, how grave, and from which number on."""

from __future__ import annotations

from typing import Final

import msgspec

from raci_tui.core.errors import EditError
from raci_tui.core.records import RuleSetting, Severity
from raci_tui.core.rule import Rule
from raci_tui.core.workspace import Workspace

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
HIGHEST_LIMIT: Final = 9_999


class Setting(msgspec.Struct, frozen=True):
    """How a rule is asked in a workspace.

    Attributes:
        limit: None where the rule has none.
        own: The workspace says something else than the rule does by itself.
    """

    enabled: bool
    severity: Severity
    limit: int | None
    own: bool


def setting_of(workspace: Workspace, rule: Rule) -> Setting:
    """How a rule is asked in a workspace."""
    record: RuleSetting | None = workspace.state.tables["rules"].get(rule.id)
    if record is None:
        return Setting(rule.enabled, rule.severity, rule.limit, own=False)
    limit = rule.limit if record.threshold is None else record.threshold
    return Setting(record.enabled, record.severity or rule.severity, limit, own=True)


def set_rule(workspace: Workspace, rule: Rule, setting: Setting) -> None:
    """Ask a rule in another way from now on, as one commit; nothing where that is as it is.

    What equals the rule's own is not kept, so that a better default reaches the workspace later.

    Raises:
        EditError: The limit is no number that can be reached, or the rule has none.
    """
    if setting.limit is not None and not 0 <= setting.limit <= HIGHEST_LIMIT:
        raise EditError(
            f"the limit {setting.limit} is out of reach", f"give one between 0 and {HIGHEST_LIMIT:,}"
        )
    if setting.limit is not None and rule.limit is None:
        raise EditError(f"the rule “{rule.title}” has no limit")
    before = setting_of(workspace, rule)
    wanted = RuleSetting(
        id=rule.id,
        enabled=setting.enabled,
        severity="" if setting.severity == rule.severity else setting.severity,
        threshold=None if setting.limit == rule.limit else setting.limit,
    )
    kept: RuleSetting | None = workspace.state.tables["rules"].get(rule.id)
    same = not wanted.severity and wanted.threshold is None and wanted.enabled == rule.enabled
    if kept == (None if same else wanted):
        return
    with workspace.edit(f"Rule “{rule.title}”: {_said(before, setting)}") as edit:
        if kept and same:
            edit.remove("rules", rule.id)
        elif kept:
            edit.update(
                "rules", rule.id, enabled=wanted.enabled, severity=wanted.severity, threshold=wanted.threshold
            )
        else:
            edit.add(wanted)


def _said(before: Setting, after: Setting) -> str:
    if before.enabled != after.enabled:
        return "on" if after.enabled else "off"
    if before.severity != after.severity:
        return f"{after.severity} in place of {before.severity}"
    return f"limit {after.limit} in place of {before.limit}"
