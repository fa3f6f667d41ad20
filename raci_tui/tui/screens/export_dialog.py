"""Exports the workspace: format, layer, what of it, and where to; written by a thread, wholly or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, ProgressBar, Select, Static
from textual.worker import get_current_worker

from raci_tui.core.arrange import PLAIN, Shape
from raci_tui.core.errors import ExportError, RaciError
from raci_tui.core.query import parse_query
from raci_tui.core.records import Layer
from raci_tui.core.text import clean_line
from raci_tui.plugin.types import Exporter, Option, Snapshot
from raci_tui.services.session import Session
from raci_tui.store.paths import SNAPSHOT_SUFFIX
from raci_tui.tui.dropped import dropped_path, shown_path
from raci_tui.tui.plain import one_line, plain, sentence, shorten
from raci_tui.tui.screens.dialog import NAME_CELLS, Dialog
from raci_tui.tui.screens.dialogs import Confirm
from raci_tui.tui.screens.fields import Field, Line, Tick, choice

LAYERS: Final[tuple[tuple[str, Layer], ...]] = (
    ("Today: what is happening", "current"),
    ("Target: what should be happening", "target"),
    ("Difference: what has to change", "diff"),
)
_QUERY_CELLS: Final = 30
Given = dict[str, str | int | bool]


class ExportDialog(Dialog[Path]):
    """Export to a file; dismissed with its path once it is written.

    Args:
        layer: The layer offered.
        elements: Ids of the elements shown, in the order of the screen.
        query: The filter by which they are shown; `journey` the id of the journey.
        shape: Which parties are shown.
    """

    YES = "Export"
    KEYS = "Enter exports · Tab and Shift+Tab other fields · Esc cancels"
    AUTO_FOCUS = "#path"

    class Progressed(Message):
        """The share that is written, from 0 to 1."""

        def __init__(self, share: float) -> None:
            super().__init__()
            self.share = share

        def can_replace(self, message: Message) -> bool:
            """Only the last share matters."""
            return isinstance(message, ExportDialog.Progressed)

    class Ended(Message):
        """The export is done, or was not."""

        def __init__(self, path: Path, remarks: Sequence[str], error: RaciError | None) -> None:
            super().__init__()
            self.path = path
            self.remarks = remarks
            self.error = error

    def __init__(
        self,
        session: Session,
        *,
        layer: Layer = "current",
        elements: Sequence[str] = (),
        query: str = "",
        journey: str = "",
        shape: Shape = PLAIN,
    ) -> None:
        super().__init__("Export")
        from raci_tui.services.plugins import the_host

        self._session = session
        self._layer: Layer = layer
        self._elements = elements
        self._shape = shape
        self._query = query
        self._journey = journey
        self._exporters: dict[str, Exporter] = dict(the_host().exporters)
        self._offered = ""
        self._stop: threading.Event | None = None
        self._written: Path | None = None

    # What is asked

    def fields(self) -> ComposeResult:
        formats = [(shorten(one_line(each.title), NAME_CELLS), key) for key, each in self._exporters.items()]
        yield Field("Format", choice(formats, next(iter(self._exporters)), id="format"))
        yield Field("Layer", choice(LAYERS, self._layer, id="layer"))
        if self._is_narrowed():
            tick = Tick(Content("Only what is shown now"), value=True, id="shown")
            yield Field("", tick, hint=self._what_is_shown())
        yield Vertical(id="options")
        yield Field("File", Line(check=self._checked_path, id="path", late=True))
        yield ProgressBar(total=1.0, show_eta=False, id="progress")
        yield Static(id="report")

    def on_mount(self) -> None:
        self.query_one("#progress").display = False
        self._end_report("", Content(self.YES))

    @property
    def _exporter(self) -> Exporter:
        return self._exporters[str(self.query_one("#format", Select).selection)]

    @on(Select.Changed, "#format")
    async def _format_chosen(self) -> None:
        exporter = self._exporter
        options = self.query_one("#options", Vertical)
        await options.remove_children()
        await options.mount(*(_option_field(place, option) for place, option in enumerate(exporter.options)))
        line = self.query_one("#path", Line)
        if line.value in ("", self._offered):
            self._offered = line.value = shown_path(self._default_path(exporter.suffix))

    @on(Input.Changed)
    @on(Select.Changed)
    def _other_wish(self) -> None:
        if self._written:
            self._written = None
            self._end_report("", Content(self.YES))

    def _is_narrowed(self) -> bool:
        if self._shape.hidden or self._shape.only:
            return True
        return list(self._elements) != [element.id for element in self._session.workspace.elements()]

    def _what_is_shown(self) -> str:
        why = []
        journey = self._session.workspace.state.tables["journeys"].get(self._journey)
        if journey:
            why.append(f"the journey {shorten(one_line(journey.name), _QUERY_CELLS)}")
        if self._query.strip():
            why.append(f"filtered by {shorten(one_line(self._query), _QUERY_CELLS)}")
        count = len(self._elements)
        said = f"{count:,} element{'' if count == 1 else 's'}"
        return f"{said}: {', '.join(why)}." if why else f"{said}."

    def _default_path(self, suffix: str) -> Path:
        source = self._session.path or Path("workspace")
        return source.with_name(source.name.removesuffix(SNAPSHOT_SUFFIX) + suffix)

    def _checked_path(self, text: str) -> Path:
        from raci_tui.services.exporting import refuse_own_file

        path = dropped_path(text)
        if not text.strip():
            raise ExportError("no file is named", "type where the export shall lie")
        if path.is_dir():
            raise ExportError(f"{shown_path(path)} is a folder", "name a file in it")
        if not path.absolute().parent.is_dir():
            raise ExportError(f"there is no folder {shown_path(path.parent)}", "name a folder that is there")
        refuse_own_file(path, self._session.path)
        return path

    def _options(self) -> Given:
        given: Given = {}
        for place, option in enumerate(self._exporter.options):
            widget = self.query_one(f"#option-{place}")
            if isinstance(widget, Tick):
                given[option.name] = widget.value
            elif isinstance(widget, Select):
                given[option.name] = str(widget.selection)
            elif isinstance(widget, Line):
                given[option.name] = widget.value
        return given

    # Doing it

    def action_cancel(self) -> None:
        """Stop an export that runs; else close."""
        if self._stop is not None:
            self._stop.set()
            self.say("Stopping…")
        else:
            self.dismiss(self._written)

    def action_accept(self) -> None:
        """Export; once that is done, close."""
        if self._stop is not None:
            return
        if self._written:
            self.dismiss(self._written)
            return
        self.say("")
        if self.points_at_wrong():
            return
        path = self._checked_path(self.query_one("#path", Line).value)
        if not path.exists():
            self._start(path)
            return
        question = Confirm(
            f"Overwrite {shorten(one_line(path.name), 40)}?",
            "There already is a file of this name. It stays as it is until the new one is complete.",
            "Overwrite",
            danger=True,
        )
        self.app.push_screen(question, lambda sure: self._start(path) if sure else None)

    def _start(self, path: Path) -> None:
        from raci_tui.services.exporting import take_snapshot

        shown = self.query("#shown").first(Tick).value if self.query("#shown") else False
        layer = self.query_one("#layer", Select).selection or self._layer
        try:
            snapshot = take_snapshot(
                self._session.workspace,
                self._session.findings,
                layer,
                parse_query(self._query) if shown else None,
                self._journey if shown else "",
                shape=self._shape if shown else PLAIN,
                elements=list(self._elements) if shown else None,
            )
        except RaciError as error:
            self.say(sentence(error))
            return
        self._stop = threading.Event()
        bar = self.query_one("#progress", ProgressBar)
        bar.display = True
        bar.update(progress=0)
        self.say("Writing… Esc stops it.")
        self._write(snapshot, self._exporter.id, self._options(), path, self._stop.is_set)

    @work(thread=True, exclusive=True, group="export", exit_on_error=False)
    def _write(
        self, snapshot: Snapshot, exporter: str, options: Given, path: Path, stopped: Callable[[], bool]
    ) -> None:
        from raci_tui.services.exporting import export

        worker = get_current_worker()
        try:
            remarks = export(
                snapshot,
                exporter,
                options,
                path,
                lambda share: None if worker.is_cancelled else self._tell(share),
                lambda: stopped() or worker.is_cancelled,
            )
        except RaciError as error:
            self.post_message(self.Ended(path, (), error))
        except Exception as error:  # noqa: BLE001 - the worker gateway: the dialog must hear of every end
            self.post_message(
                self.Ended(path, (), ExportError(f"the export failed: {error}", "nothing was written"))
            )
        else:
            self.post_message(self.Ended(path, remarks, None))

    def _tell(self, share: float) -> None:
        self.post_message(self.Progressed(share))

    @on(Progressed)
    def _progressed(self, event: Progressed) -> None:
        self.query_one("#progress", ProgressBar).update(progress=min(1.0, max(0.0, event.share)))

    @on(Ended)
    def _ended(self, event: Ended) -> None:
        self._stop = None
        self.query_one("#progress").display = False
        if event.error:
            self.say(sentence(event.error))
            return
        self.say("")
        self._written = event.path
        remarks = "".join(f"\n{clean_line(one_line(remark))}" for remark in event.remarks)
        self._end_report(f"Written: {shown_path(event.path)}{remarks}", Content("Close"))
        self.query_one("#yes").focus()

    def _end_report(self, text: str, button: Content) -> None:
        report = self.query_one("#report", Static)
        report.update(plain(text))
        report.display = bool(text)
        self.query_one("#yes", Button).label = button


def _option_field(place: int, option: Option) -> Field:
    """A field for an exporter's option; its texts come from a plugin."""
    label = shorten(one_line(option.name.replace("_", " ").capitalize()), 14)
    help_text = one_line(option.help)
    key = f"option-{place}"
    if option.kind == "bool":
        return Field("", Tick(plain(label), bool(option.default), id=key), hint=help_text)
    if option.kind == "choice":
        choices = [(each, each) for each in option.choices]
        return Field(label, choice(choices, str(option.default), id=key), hint=help_text)
    check = _whole_number if option.kind == "int" else clean_line
    return Field(label, Line(str(option.default), check=check, id=key), hint=help_text)


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ExportError("this is no whole number", "type digits only") from error
