import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from textual.widgets import Select

from raci_tui.core.records import Element, Journey, Party
from raci_tui.plugin.host import Host, Offer
from raci_tui.plugin.types import Exporter, Option, Options, Progress, Snapshot
from raci_tui.services.plugins import the_host
from raci_tui.services.session import Session, create_session
from raci_tui.tui.screens.export_dialog import ExportDialog
from raci_tui.tui.screens.fields import Line
from tests.tui.dialog_stage import WIDE, Stagehand, showing, type_in

Offering = Callable[[Exporter], None]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with create_session(tmp_path / "Meters [R].raci.json", "Meters") as made:
        with made.workspace.edit("Begin") as edit:
            edit.add(Journey(id="j", name="J [/]", order="V"))
            edit.add(Element(id="e1", name="One", journey="j", order="F"))
            edit.add(Element(id="e2", name="Two", journey="j", order="V"))
            edit.add(Party(id="p", name="Service"))
            edit.set("e1", "p", "current", "A")
        made.save_now()
        yield made


@pytest.fixture
def offering(monkeypatch: pytest.MonkeyPatch) -> Offering:
    """Let the host offer one more exporter, first of all."""
    host: Host = the_host()

    def offer(exporter: Exporter) -> None:
        more = {exporter.id: Offer(exporter, "tests", built_in=True), **host._offers["exporter"]}
        monkeypatch.setitem(host._offers, "exporter", more)

    return offer


def left_over(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if "slow" in path.name]


async def done(app: Stagehand, pilot: Any) -> None:
    await app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def test_enter_exports_everything_beside_the_workspace(session: Session, tmp_path: Path) -> None:
    async with showing(ExportDialog(session, elements=["e1", "e2"])) as (app, pilot):
        assert "Only what is shown" not in app.text
        await pilot.press("enter")
        await done(app, pilot)
        assert "Written: " in app.text
        await pilot.press("enter")
        assert app.answers == [tmp_path / "Meters [R].xlsx"]
    assert (tmp_path / "Meters [R].xlsx").read_bytes().startswith(b"PK")


async def test_the_file_follows_the_format_until_it_is_typed(session: Session, tmp_path: Path) -> None:
    async with showing(ExportDialog(session, elements=["e1", "e2"])) as (app, pilot):
        formats = app.screen.query_one("#format", Select)
        formats.value = "csv"
        await pilot.pause()
        await pilot.pause()
        assert app.screen.query_one("#path", Line).value.endswith("Meters [R].csv")
        assert "Delimiter" in app.text
        app.screen.query_one("#path", Line).value = str(tmp_path / "mine.txt")
        formats.value = "json"
        await pilot.pause()
        assert app.screen.query_one("#path", Line).value == str(tmp_path / "mine.txt")
        await pilot.press("enter")
        await done(app, pilot)
    assert json.loads((tmp_path / "mine.txt").read_bytes())["format"] == "raci-tui/1"


async def test_only_what_is_shown_or_everything(session: Session, tmp_path: Path) -> None:
    target = tmp_path / "Meters [R].csv"
    for everything in (False, True):
        screen = ExportDialog(session, elements=["e2"], query="two", journey="j")
        async with showing(screen) as (app, pilot):
            assert "1 element: the journey J [/], filtered by two." in app.text.replace("│\n", "")
            app.screen.query_one("#format", Select).value = "csv"
            if everything:
                app.screen.query_one("#shown").focus()
                await pilot.press("space")
            await pilot.press("ctrl+s")
            await pilot.pause()
            if everything:
                assert "Overwrite Meters [R].csv?" in app.text
                await pilot.press("enter")
            await done(app, pilot)
        text = target.read_text("utf-8")
        assert "Two" in text
        assert ("One" in text) == everything


async def test_the_workspace_itself_is_never_overwritten(session: Session, tmp_path: Path) -> None:
    before = (tmp_path / "Meters [R].raci.json").read_bytes()
    async with showing(ExportDialog(session, elements=["e1", "e2"])) as (app, pilot):
        for wrong, said in (
            (session.path, "is the workspace itself"),
            (tmp_path, "is a folder"),
            (tmp_path / "no" / "x.csv", "there is no folder"),
            ("", "no file is named"),
        ):
            app.screen.query_one("#path", Line).value = str(wrong)
            await pilot.press("enter")
            assert said.lower() in " ".join(app.text.replace("│", " ").split()).lower()
        assert not app.answers
    assert (tmp_path / "Meters [R].raci.json").read_bytes() == before


async def test_an_exporters_options_become_fields_and_its_words_no_markup(
    session: Session, tmp_path: Path, offering: Offering
) -> None:
    given: list[Options] = []

    def write(snapshot: Snapshot, out: BinaryIO, options: Options, progress: Progress) -> list[str]:
        given.append(options)
        progress(0.5)
        out.write(b"x")
        return ["Mind [R] and [/]."]

    options = (
        Option("head[R]", "str", "a [/] b", help="Help [R]"),
        Option("rows", "int", 3),
        Option("wide", "bool", default=True, help="[/] wide"),
        Option("kind", "choice", "[R]", ("[R]", "[/]")),
    )
    offering(Exporter(id="odd", title="Odd [R] [/]", suffix=".odd", write=write, options=options))
    async with showing(ExportDialog(session, elements=["e1", "e2"]), WIDE) as (app, pilot):
        for words in ("Odd [R] [/]", "Head[r]", "a [/] b", "Help [R]", "[/] wide"):
            assert words in app.text
        app.screen.query_one("#option-1").focus()
        await type_in(pilot, "x1")
        assert "This is no whole number" in app.text
        await pilot.press("enter")
        assert not given
        app.screen.query_one("#option-1", Line).value = "12"
        app.screen.query_one("#option-3", Select).value = "[/]"
        await pilot.press("ctrl+s")
        await done(app, pilot)
        assert "Mind [R] and [/]." in app.text
    assert given == [{"head[R]": "a [/] b", "rows": 12, "wide": True, "kind": "[/]"}]
    assert (tmp_path / "Meters [R].odd").read_bytes() == b"x"


async def test_a_running_export_is_stopped_by_escape_and_leaves_nothing(
    session: Session, tmp_path: Path, offering: Offering
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def write(snapshot: Snapshot, out: BinaryIO, options: Options, progress: Progress) -> None:
        out.write(b"half")
        begun.set()
        go_on.wait(10)
        progress(0.5)

    offering(Exporter(id="slow", title="Slow", suffix=".slow", write=write))
    async with showing(ExportDialog(session, elements=["e1", "e2"])) as (app, pilot):
        await pilot.press("enter")
        while not begun.is_set():
            await pilot.pause()
        assert "Esc stops it" in app.text
        await pilot.press("escape")
        go_on.set()
        await done(app, pilot)
        assert "The export was cancelled" in app.text
        assert not app.answers
        await pilot.press("escape")
        assert app.answers == [None]
    assert not left_over(tmp_path)


async def test_an_exporter_that_fails_is_told_in_a_sentence(session: Session, offering: Offering) -> None:
    def write(snapshot: Snapshot, out: BinaryIO, options: Options, progress: Progress) -> None:
        raise RuntimeError("no [/] way")

    offering(Exporter(id="bad", title="Bad", suffix=".bad", write=write))
    async with showing(ExportDialog(session, elements=["e1", "e2"])) as (app, pilot):
        await pilot.press("enter")
        await done(app, pilot)
        assert "no [/] way" in app.text
        assert not app.answers
