"""Saved views: what is kept by a name is what is shown again, and each change of them is one undo step."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.arrange import Shape
from raci_tui.core.errors import EditError, QueryError, TextError
from raci_tui.core.ledger import Head
from raci_tui.core.query import EVERYTHING, parse_query
from raci_tui.core.records import GROUPINGS, LAYERS, SORTINGS, SavedView
from raci_tui.core.views import (
    View,
    find_view,
    is_as_saved,
    move_view,
    opened,
    remove_view,
    rename_view,
    save_view,
    saved_views,
)
from raci_tui.core.workspace import Workspace
from tests.core.test_arrange import SHAPES
from tests.matrix_app import small_state

QUERIES = st.sampled_from(["", "is:unowned", 'stage:"Request" meter']).map(
    lambda text: parse_query(text) if text else EVERYTHING
)
VIEWS = st.builds(
    View,
    layer=st.sampled_from(LAYERS),
    query=QUERIES,
    journey=st.sampled_from(["", "j"]),
    shape=st.tuples(SHAPES, st.sampled_from(GROUPINGS), st.sampled_from(SORTINGS), st.booleans()).map(
        lambda drawn: drawn[0]._replace(
            grouping=drawn[1], sorting=drawn[2], folded=("req",) if drawn[3] else ()
        )
    ),
)


def small() -> Workspace:
    return Workspace(small_state(), Head(0, ""), author="dana")


def names(workspace: Workspace) -> list[str]:
    return [view.name for view in saved_views(workspace)]


@given(VIEWS)
def test_a_view_is_opened_as_it_was_saved(view: View) -> None:
    workspace = small()
    key = save_view(workspace, "  Mine ", view)
    saved = find_view(workspace, "mine")
    again = opened(workspace, saved)
    assert saved.id == key
    assert again._replace(query=EVERYTHING) == view._replace(query=EVERYTHING)
    assert again.query.text == view.query.text
    assert is_as_saved(view, saved)
    assert not is_as_saved(
        view._replace(shape=view.shape._replace(downwards=not view.shape.downwards)), saved
    )
    workspace.undo()
    assert not saved_views(workspace)


def test_what_is_kept_as_a_set_may_stand_in_any_order_but_pins_may_not() -> None:
    workspace = small()
    save_view(workspace, "Mine", View(shape=Shape(hidden=("a", "b"), pinned=("c", "d"))))
    (saved,) = saved_views(workspace)
    assert is_as_saved(View(shape=Shape(hidden=("b", "a"), pinned=("c", "d"))), saved)
    assert not is_as_saved(View(shape=Shape(hidden=("a", "b"), pinned=("d", "c"))), saved)


def test_the_same_name_overwrites_in_one_step_and_keeps_its_place() -> None:
    workspace = small()
    first = save_view(workspace, "Gaps", View(layer="target"))
    save_view(workspace, "Other", View())
    assert save_view(workspace, "GAPS", View(layer="diff", query=parse_query("is:gap"))) == first
    assert names(workspace) == ["GAPS", "Other"]
    assert find_view(workspace, "gaps").query == "is:gap"
    workspace.undo()
    assert find_view(workspace, "gaps") == msgspec.structs.replace(
        find_view(workspace, "Gaps"), layer="target"
    )
    assert names(workspace) == ["Gaps", "Other"]


def test_views_are_renamed_moved_and_removed() -> None:
    workspace = small()
    keys = [save_view(workspace, name, View()) for name in ("One", "Two", "Three")]
    move_view(workspace, keys[2], -1)
    assert names(workspace) == ["One", "Three", "Two"]
    move_view(workspace, keys[0], -1)
    assert names(workspace) == ["One", "Three", "Two"]
    rename_view(workspace, keys[0], "First")
    rename_view(workspace, keys[0], "first")
    with pytest.raises(EditError, match="already a view Two"):
        rename_view(workspace, keys[0], "two")
    with pytest.raises(TextError):
        rename_view(workspace, keys[0], " ")
    remove_view(workspace, keys[2])
    assert names(workspace) == ["first", "Two"]
    with pytest.raises(EditError):
        remove_view(workspace, keys[2])
    with pytest.raises(EditError):
        move_view(workspace, keys[2], 1)
    for _ in range(4):
        workspace.undo()
    assert names(workspace) == ["One", "Two", "Three"]


def test_an_unknown_name_lists_the_known_ones() -> None:
    workspace = small()
    with pytest.raises(EditError, match="no saved view 'x'"):
        find_view(workspace, "x")
    save_view(workspace, "Gaps", View())
    with pytest.raises(EditError, match="known are “Gaps”"):
        find_view(workspace, "x")


def test_a_query_of_another_version_is_told_with_the_name_of_the_view() -> None:
    with pytest.raises(QueryError, match="the view Odd cannot be understood"):
        opened(small(), SavedView(id="v", name="Odd", query="is:sunny"))


def test_a_journey_that_is_removed_leaves_its_views_with_all_journeys() -> None:
    workspace = small()
    save_view(workspace, "Mine", View(journey="j"))
    with workspace.edit("Remove") as edit:
        edit.remove("journeys", "j")
    assert find_view(workspace, "Mine").journey == ""
    workspace.undo()
    assert find_view(workspace, "Mine").journey == "j"
