"""What several commands need: opening a file, finding what a name means, printing tables and JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import click
import msgspec

from raci_tui.core.errors import EditError, StoreError
from raci_tui.core.history import Point, parse_when
from raci_tui.core.ledger import utc_now
from raci_tui.core.records import LAYERS, Element, Layer, Party
from raci_tui.core.text import fold
from raci_tui.core.workspace import Workspace
from raci_tui.services.session import Session, open_session
from raci_tui.store.paths import workspace_path

if TYPE_CHECKING:
    from raci_tui.core.views import View

FILE: Final = click.argument("file", type=click.Path(path_type=Path))
JSON: Final = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
SINCE: Final = click.option(
    "--since", metavar="WHEN", help="A date, 3d, 2w, yesterday, last-standup or #120."
)
VIEW: Final = click.option("--view", default="", metavar="NAME", help="As a saved view shows it.")
LAYER: Final = click.option(
    "--layer", type=click.Choice(LAYERS), help="The layer to show; otherwise the view's, or current."
)
_CANDIDATES: Final = 5


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def open_for_reading(file: Path) -> Session:
    """Open a workspace that the command will not change, and say what there is to say."""
    return _opened(file, author="reader", read_only=True)


def open_for_writing(file: Path, author: str | None) -> Session:
    """Open a workspace that the command will change."""
    return _opened(file, author=author, read_only=False)


def now() -> datetime:
    """The time now, in the local time zone."""
    return utc_now().astimezone()


def point_of(text: str, session: Session) -> Point:
    """Understand a WHEN.

    Raises:
        WhenError: It cannot be understood.
    """
    return parse_when(text, now(), session.workspace.state.tables["standups"].values())


def view_of(
    workspace: Workspace, name: str, layer: Layer | None = None, query: str = "", journey: str = ""
) -> View:
    """The saved view of a name, or the plain one; layer and journey given win, a query narrows it further.

    Raises:
        EditError: There is no such view or journey.
        QueryError: The query cannot be understood.
    """
    from raci_tui.core.query import parse_query
    from raci_tui.core.views import View, find_view, opened

    view = opened(workspace, find_view(workspace, name)) if name else View()
    if query.strip():
        view = view._replace(query=parse_query(" ".join(filter(None, (view.query.text, query)))))
    if journey:
        view = view._replace(journey=_find_journey(workspace, journey))
    return view._replace(layer=layer or view.layer)


def _find_journey(workspace: Workspace, name: str) -> str:
    found = next((journey for journey in workspace.journeys() if fold(journey.name) == fold(name)), None)
    if found is None:
        known = ", ".join(journey.name for journey in workspace.journeys()) or "none"
        raise EditError(f"there is no journey {name!r}", f"known are {known}")
    return found.id


def find_element(workspace: Workspace, wanted: str) -> Element:
    """The element that a text means.

    Raises:
        EditError: None does, or several do.
    """
    elements = workspace.elements()
    return _find(elements, wanted, "element", {element.id: (element.code,) for element in elements})


def find_party(workspace: Workspace, wanted: str) -> Party:
    """The party that a text means.

    Raises:
        EditError: None does, or several do.
    """
    parties = workspace.parties()
    return _find(parties, wanted, "party", {party.id: (party.short, *party.aliases) for party in parties})


def _find(records: Sequence[N], wanted: str, what: str, others: dict[str, tuple[str, ...]]) -> N:
    """Match by id, code, name, other names, folded name, then by how the name begins."""
    folded = fold(wanted)
    ways = (
        lambda record: record.id == wanted,
        lambda record: others[record.id][0] == wanted != "",
        lambda record: record.name == wanted,
        lambda record: wanted in others[record.id],
        lambda record: folded in {fold(name) for name in (record.name, *others[record.id])} - {""},
        lambda record: bool(folded) and fold(record.name).startswith(folded),
    )
    for fits in ways:
        found = [record for record in records if fits(record)]
        if len(found) == 1:
            return found[0]
        if found:
            names = [f"{record.name} ({others[record.id][0] or record.id})" for record in found]
            more = f" and {len(names) - _CANDIDATES} more" if len(names) > _CANDIDATES else ""
            raise EditError(
                f"{wanted!r} may be more than one {what}",
                f"say which: {', '.join(names[:_CANDIDATES])}{more}",
            )
    raise EditError(f"there is no {what} {wanted!r}", "raci-tui show lists them")


def named(table: str, key: str, workspace: Workspace) -> dict[str, str]:
    """Id and name of a record, as JSON answers give them."""
    record = workspace.state.tables[table].get(key)
    return {"id": key, "name": record.name if record else ""}


def print_json(answer: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    """Print an answer as indented JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())


def print_table(rows: Iterable[Sequence[str]]) -> None:
    """Print rows as columns of even width."""
    table = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(*table, strict=True)] if table else []
    for row in table:
        cells = (cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def width_of(text: str) -> int:
    """Terminal cells that a text takes."""
    return sum(_width(character) for character in text) if not text.isascii() else len(text)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _opened(file: Path, *, author: str | None, read_only: bool) -> Session:
    path = _existing(file)
    session = open_session(path, author=author, read_only=read_only)
    for notice in session.notices:
        click.echo(f"raci-tui: {notice}", err=True)
    return session


def _existing(file: Path) -> Path:
    path = workspace_path(file)
    if path.is_dir():
        raise StoreError(f"{file} is a folder", "name a workspace file")
    return path
