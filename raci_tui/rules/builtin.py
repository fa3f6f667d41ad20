"""The built-in rules and schemes, offered through the same hooks as anyone's."""

from __future__ import annotations

from raci_tui.core.findings import Rule
from raci_tui.core.scheme import RACI, Scheme
from raci_tui.plugin.spec import hookimpl
from raci_tui.rules.ownership import OWNERSHIP_RULES


@hookimpl
def raci_rules() -> tuple[Rule, ...]:
    """The ownership rules."""
    return OWNERSHIP_RULES


@hookimpl
def raci_schemes() -> tuple[Scheme, ...]:
    """RACI, the default."""
    return (RACI,)
