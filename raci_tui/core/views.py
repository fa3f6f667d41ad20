"""Saved views: ways to look at the matrix that the workspace keeps by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from raci_tui.core.arrange import PLAIN, Arrangement, Shape, arrange
from raci_tui.core.errors import EditError, QueryError
from raci_tui.core.order import between, spread
from raci_tui.core.query import EVERYTHING, Looking, Query, parse_query
from raci_tui.core.records import Layer, SavedView, new_id
from raci_tui.core.text import clean_name, fold
from raci_tui.core.workspace import Workspace


class View(NamedTuple):
    """What is looked at: a layer, the rows of a query, of one journey or all, and their shape."""

    layer: Layer = "current"
    query: Query = EVERYTHING
    journey: str = ""
    shape: Shape = PLAIN

    def arranged(self, looking: Looking) -> Arrangement:
        """Choose and order rows and columns."""
        return arrange(looking, self.query, journey=self.journey, shape=self.shape)


def saved_views(workspace: Workspace) -> list[SavedView]:
    """Saved views in order."""
    views: Sequence[SavedView] = tuple(workspace.state.tables["views"].values())
    return sorted(views, key=lambda view: (view.order, view.id))


def find_view(workspace: Workspace, name: str) -> SavedView:
    """The saved view of a name.

    Raises:
        EditError: There is none.
    """
    views = saved_views(workspace)
    found = next((view for view in views if view.name == name), None) or _namesake(views, name)
    if found is None:
        known = ", ".join(f"“{view.name}”" for view in views)
        raise EditError(
            f"there is no saved view {name!r}", f"known are {known}" if known else "the app saves one with 0"
        )
    return found


def opened(workspace: Workspace, saved: SavedView) -> View:
    """What a saved view looks at.

    Raises:
        QueryError: Its query cannot be understood, such as one that another version wrote.
    """
    try:
        query = parse_query(saved.query) if saved.query.strip() else EVERYTHING
    except QueryError as error:
        raise QueryError(
            f"the filter of the view {saved.name} cannot be understood: {error.message}",
            error.position,
            error.hint,
        ) from error
    journey = saved.journey if saved.journey in workspace.state.tables["journeys"] else ""
    shape = Shape(
        grouping=saved.grouping,
        sorting=saved.sorting,
        folded=saved.folded,
        only=saved.columns,
        hidden=saved.hidden,
        pinned=saved.pinned,
        folded_kinds=saved.folded_kinds,
        width=saved.width,
        downwards=saved.downwards,
    )
    return View(saved.layer, query, journey, shape)


def is_as_saved(view: View, saved: SavedView) -> bool:
    """Whether a view is what was saved: whatever is kept as a set in any order."""
    return _compared(_record(view, "", "", "")) == _compared(saved)


def save_view(workspace: Workspace, name: str, view: View) -> str:
    """Keep a view by a name; one of that name is overwritten. Gives the id.

    Raises:
        TextError: The name is empty or too long.
        EditError: The workspace is read-only.
    """
    name = clean_name(name, "name of the view")
    views = saved_views(workspace)
    there = _namesake(views, name)
    if there is None:
        made = _record(view, new_id(), name, between(views[-1].order if views else "", ""))
        with workspace.edit(f"Save the view {name}") as edit:
            edit.add(made)
        return made.id
    fields = msgspec.structs.asdict(_record(view, there.id, name, there.order))
    del fields["id"]
    with workspace.edit(f"Save the view {name} again") as edit:
        edit.update("views", there.id, **fields)
    return there.id


def rename_view(workspace: Workspace, key: str, name: str) -> None:
    """Give a view another name.

    Raises:
        TextError: The name is empty or too long.
        EditError: Another view has it, or the view is gone.
    """
    name = clean_name(name, "name of the view")
    views = saved_views(workspace)
    there = _namesake(views, name)
    if there and there.id != key:
        raise EditError(f"there is already a view {there.name}", "choose another name")
    before = next((view.name for view in views if view.id == key), "")
    with workspace.edit(f"Rename the view {before} to {name}") as edit:
        edit.update("views", key, name=name)


def remove_view(workspace: Workspace, key: str) -> str:
    """Remove a view; gives the label of the commit.

    Raises:
        EditError: It is gone already.
    """
    label = f"Remove the view {getattr(workspace.state.tables['views'].get(key), 'name', '')}"
    with workspace.edit(label) as edit:
        edit.remove("views", key)
    return label


def move_view(workspace: Workspace, key: str, step: int) -> None:
    """Move a view one place to the front (-1) or back (1); at an end it stays.

    Raises:
        EditError: It is gone.
    """
    views = saved_views(workspace)
    place = next((at for at, view in enumerate(views) if view.id == key), None)
    if place is None:
        raise EditError("the view is no longer there")
    if not 0 <= place + step < len(views):
        return
    views.insert(place + step, views.pop(place))
    with workspace.edit(f"Move the view {views[place + step].name}") as edit:
        # There are few views: fresh orders are plainer than room between old ones.
        for view, order in zip(views, spread(len(views)), strict=True):
            edit.update("views", view.id, order=order)


def _namesake(views: Sequence[SavedView], name: str) -> SavedView | None:
    return next((view for view in views if fold(view.name) == fold(name)), None)


def _record(view: View, key: str, name: str, order: str) -> SavedView:
    shape = view.shape
    return SavedView(
        id=key, name=name, order=order,
        layer=view.layer, query=view.query.text, journey=view.journey,
        grouping=shape.grouping, sorting=shape.sorting, folded=shape.folded,
        columns=shape.only, hidden=shape.hidden, pinned=shape.pinned, folded_kinds=shape.folded_kinds,
        width=shape.width, downwards=shape.downwards,
    )  # fmt: skip


def _compared(saved: SavedView) -> SavedView:
    return msgspec.structs.replace(
        saved,
        id="",
        name="",
        order="",
        query=" ".join(saved.query.split()),
        folded=tuple(sorted(set(saved.folded))),
        hidden=tuple(sorted(set(saved.hidden))),
        folded_kinds=tuple(sorted(set(saved.folded_kinds))),
    )
