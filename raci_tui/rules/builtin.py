"""The built-in rules and schemes, offered through the same hooks as anyone's."""

from __future__ import annotations

from raci_tui.core.rule import Rule
from raci_tui.core.scheme import Scheme
from raci_tui.plugin.spec import hookimpl
from raci_tui.rules.cells import CELL_RULES
from raci_tui.rules.load import LOAD_RULES
from raci_tui.rules.ownership import OWNERSHIP_RULES
from raci_tui.rules.partners import PARTNER_RULES
from raci_tui.rules.rows import ROW_RULES
from raci_tui.rules.schemes import SCHEMES
from raci_tui.rules.whole import MATRIX_RULES


@hookimpl
def raci_rules() -> tuple[Rule, ...]:
    """Every rule of ours, those about ownership first."""
    return (*OWNERSHIP_RULES, *ROW_RULES, *CELL_RULES, *PARTNER_RULES, *LOAD_RULES, *MATRIX_RULES)


@hookimpl
def raci_schemes() -> tuple[Scheme, ...]:
    """RACI, the default, and the other schemes that ship."""
    return SCHEMES
