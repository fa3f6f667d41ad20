"""What is kept from arrangement to arrangement is what would be made anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.arrange import PLAIN, Shape, arrange
from raci_tui.core.arranging import Arranging
from raci_tui.core.filtering import Filtering
from raci_tui.core.findings import Findings
from raci_tui.core.ledger import Head, utc_now
from raci_tui.core.query import Looking, parse_query
from raci_tui.core.workspace import Workspace
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.matrix_app import small_state
from tests.strategies import examples

QUERIES = ("", "a", "as", "ask", "fit", "is:unowned", "stage:Plan", "zzz")
SHAPES = (
    PLAIN,
    PLAIN._replace(grouping="none"),
    PLAIN._replace(sorting="name"),
    PLAIN._replace(sorting="gaps"),
    PLAIN._replace(folded=("plan",)),
)
EDITS = ("", "", "rename", "letter", "stage")


@examples(60)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(EDITS), st.sampled_from(QUERIES), st.sampled_from(SHAPES)), max_size=12
    )
)
def test_an_arrangement_with_a_memory_is_the_one_without(steps: list[tuple[str, str, Shape]]) -> None:
    workspace = Workspace(small_state(), Head(0, ""), author="dana")
    findings = Findings(workspace, OWNERSHIP_RULES, lambda: "2026-01-01")
    filtering, arranging = Filtering(workspace), Arranging(workspace)
    looking = Looking(workspace, findings, "current", utc_now().date())
    for at, (edited, text, shape) in enumerate(steps):
        with workspace.edit("something") as edit:
            if edited == "rename":
                edit.update("elements", "fit", name=f"Ask {at}")
            elif edited == "letter":
                edit.set("fit", "ops", "current", "A" if at % 2 else "R")
            elif edited == "stage":
                edit.update("elements", "fit", stage="req" if at % 2 else "plan")
        query = parse_query(text)
        found = filtering.answer(query, looking)
        made = arranging.arrange(looking, query, found, journey="", shape=shape)
        assert made == arrange(looking, query, shape=shape, found=found)
