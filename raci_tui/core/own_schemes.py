"""Schemes of a workspace's own: added, edited, removed, each as one commit."""

from __future__ import annotations

from raci_tui.core.conversion import conversion, convert, letters_in_use, same_meaning
from raci_tui.core.errors import EditError
from raci_tui.core.ledger import Via
from raci_tui.core.scheme import Scheme, checked
from raci_tui.core.scheme_words import named
from raci_tui.core.workspace import Workspace


def is_own(workspace: Workspace, scheme: Scheme) -> bool:
    """Whether a scheme is the workspace's own, not one that the app or a plugin brings."""
    return scheme.id in workspace.state.tables["schemes"] and workspace.offered.get(scheme.id) != scheme


def keep_scheme(workspace: Workspace, scheme: Scheme, *, via: Via = "app") -> str:
    """Add a scheme to the workspace, or edit the one of its own with that id.

    Returns:
        What was done, as the history calls it; empty where it is so already.

    Raises:
        EditError: The app brings a scheme of that id, or the scheme is in force and a letter in use is not kept.
        SchemeError: The scheme contradicts itself.
    """
    checked(scheme)
    there: Scheme | None = workspace.state.tables["schemes"].get(scheme.id)
    if there == scheme:
        return ""
    if scheme.id in workspace.offered and (there is None or not is_own(workspace, there)):
        raise EditError(
            f"{scheme.id} is a scheme that comes with the app",
            f"give yours another name: [scheme.{scheme.id}-own]",
        )
    label = f"Edit the scheme {scheme.name}" if there else f"Add the scheme {scheme.name}"
    if there and workspace.info.scheme == scheme.id and _reorders_cells(workspace, there, scheme):
        letters = {code: code for code in letters_in_use(workspace)}
        convert(workspace, conversion(workspace, scheme, letters, title=label), via=via)
        return label
    with workspace.edit(label, via=via) as edit:
        if there is None:
            edit.add(scheme)
        else:
            fields = {field: getattr(scheme, field) for field in scheme.__struct_fields__ if field != "id"}
            edit.update("schemes", scheme.id, **fields)
    return label


def remove_scheme(workspace: Workspace, key: str) -> str:
    """Remove a scheme of the workspace's own.

    Returns:
        What was done, as the history calls it.

    Raises:
        EditError: It is in force, or not the workspace's own.
    """
    scheme: Scheme | None = workspace.state.tables["schemes"].get(key)
    if scheme is None or not is_own(workspace, scheme):
        raise EditError("this scheme comes with the app", "only schemes of your own can be removed")
    if workspace.info.scheme == key:
        raise EditError(f"{scheme.name} is the scheme in force", "change to another one first")
    label = f"Remove the scheme {scheme.name}"
    with workspace.edit(label) as edit:
        edit.remove("schemes", key)
    return label


def own_copy(workspace: Workspace, scheme: Scheme) -> Scheme:
    """A scheme to start an own one from: another id and name, the same letters."""
    from msgspec.structs import replace

    key, number = f"{scheme.id}-own", 1
    while key in workspace.schemes:
        number += 1
        key = f"{scheme.id}-own-{number}"
    return replace(scheme, id=key, name=f"{scheme.name}, our own")


def _reorders_cells(workspace: Workspace, there: Scheme, scheme: Scheme) -> bool:
    """Whether letters in use stand in another order in the edited scheme, and so in cells.

    Raises:
        EditError: A letter in use is not kept as it is.
    """
    used, kept = letters_in_use(workspace), same_meaning(there, scheme)
    lost = next((code for code in used if code in there.codes and code not in kept), "")
    if lost:
        raise EditError(
            f"{scheme.name} is in force, and {named(there, lost)} is in use",
            "keep its code, name and kind; or save this under another name, and change to that scheme",
        )
    return [code for code in there.codes if code in used] != [code for code in scheme.codes if code in used]
