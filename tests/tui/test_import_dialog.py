from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Select

from raci_tui.services.session import Session, create_session
from raci_tui.tui.screens.fields import Line
from raci_tui.tui.screens.import_dialog import ImportScreen, MarkLine, PartnerTick
from tests.tui.dialog_stage import MARKUP, WIDE, Stagehand, showing

TABLE = """Step,Service,Crew [R],Customer
Ask,A,X,I
Visit [/],C,R,
Pay,A,-,R
Total,2,1,2
"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with create_session(tmp_path / "meters.raci.json", "Meters") as made:
        yield made


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "my [R] table.csv"
    path.write_text(TABLE, "utf-8")
    return path


async def read(app: Stagehand, pilot: Any) -> None:
    await app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


def cells(session: Session) -> dict[tuple[str, str], tuple[str, str | None, str]]:
    tables = session.workspace.state.tables
    return {
        (tables["elements"][cell.element].name, tables["parties"][cell.party].name): (
            cell.current,
            cell.target,
            cell.note,
        )
        for cell in session.workspace.state.cells()
    }


async def test_nothing_changes_before_the_plan_is_confirmed_and_then_it_is_one_commit(
    session: Session, table: Path
) -> None:
    async with showing(ImportScreen(session, table), WIDE) as (app, pilot):
        await read(app, pilot)
        assert "3 elements and 3 columns of letters, for today." in app.text
        assert "line 5, cell 1 “Total" in app.text
        assert "'X' is not in RACI" in app.text
        assert not session.workspace.pending
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == [True]
    [commit] = session.workspace.pending
    assert (commit.label, commit.via) == ("Import 3 elements from my [R] table.csv", "import")
    assert cells(session)["Ask", "Crew [R]"] == ("", None, "X")
    assert cells(session)["Visit [/]", "Crew [R]"] == ("R", None, "")
    session.workspace.undo()
    assert not session.workspace.elements()


async def test_escape_imports_nothing(session: Session, table: Path) -> None:
    async with showing(ImportScreen(session, table)) as (app, pilot):
        await read(app, pilot)
        await pilot.press("escape")
        assert app.answers == [None]
    assert not session.workspace.pending


async def test_a_path_is_typed_or_dropped_and_a_wrong_one_told(session: Session, table: Path) -> None:
    async with showing(ImportScreen(session, None)) as (app, pilot):
        await app.paste(pilot, "/nowhere/[R].csv")
        await pilot.press("enter")
        assert "There is no file /nowhere/[R].csv" in app.text
        app.screen.query_one("#path", Line).value = ""
        await app.paste(pilot, f"'{table}' \n")
        await pilot.press("enter")
        await read(app, pilot)
        assert "3 elements" in app.text
        app.screen.query_one("#path", Line).value = "/nowhere/else.csv"
        await pilot.press("enter")
        assert not app.answers
    assert not session.workspace.pending


async def test_partners_layer_and_marks_are_said_by_the_user(session: Session, table: Path) -> None:
    async with showing(ImportScreen(session, table), WIDE) as (app, pilot):
        await read(app, pilot)
        ticks = {tick.party: tick for tick in app.screen.query(PartnerTick)}
        assert set(ticks) == {"Service", "Crew [R]"}
        ticks["Crew [R]"].focus()
        await pilot.press("space")
        app.screen.query_one("#layer", Select).value = "target"
        app.screen.query_one(MarkLine).value = "r/i"
        await pilot.pause()
        assert "for the target." in app.text
        assert "is not in RACI" not in app.text
        await pilot.press("ctrl+s")
        await pilot.pause()
    kinds = {party.name: party.kind for party in session.workspace.parties()}
    assert kinds == {"Service": "department", "Crew [R]": "partner", "Customer": "customer"}
    assert cells(session)["Ask", "Crew [R]"] == ("", "RI", "")


async def test_a_partner_that_is_known_is_ticked_and_can_be_unticked(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "groups.csv"
    path.write_text(",Departments,Partners\nStep,Service,Crew\nAsk,A,R\nVisit,C,R\n", "utf-8")
    async with showing(ImportScreen(session, path), WIDE) as (app, pilot):
        await read(app, pilot)
        ticks = {tick.party: tick for tick in app.screen.query(PartnerTick)}
        assert [tick.value for tick in ticks.values()] == [False, True]
        ticks["Crew"].value = False
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
    assert [party.kind for party in session.workspace.parties()] == ["department", "department"]


async def test_what_is_overwritten_is_told(session: Session, table: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.csv"
    again.write_text("Step,Service\nAsk,R\nPay,A\nVisit [/],\n", "utf-8")
    for path in (table, again):
        async with showing(ImportScreen(session, path), WIDE) as (app, pilot):
            await read(app, pilot)
            if path == again:
                assert "Overwritten (1)" in app.text
                assert "Service on Ask, today: A becomes R" in app.text
            await pilot.press("enter")
            await pilot.pause()
    assert cells(session)["Ask", "Service"][0] == "R"
    assert cells(session)["Visit [/]", "Service"][0] == "C"


async def test_several_tables_are_chosen_from(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "two.md"
    path.write_text(
        "# One\n\n| Step | S |\n| - | - |\n| Ask | A |\n| Pay | R |\n\n"
        "# Two [R]\n\n| Step | S |\n| - | - |\n| Go | R |\n| Stop | A |\n",
        "utf-8",
    )
    async with showing(ImportScreen(session, path), WIDE) as (app, pilot):
        await read(app, pilot)
        assert "2 tables could be meant: choose the table above." in app.text
        await pilot.press("enter")
        assert not app.answers
        app.screen.query_one("#table", Select).value = 2
        await pilot.pause()
        assert "2 Two [R]" in app.text
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == [True]
    assert [element.name for element in session.workspace.elements()] == ["Go", "Stop"]


@pytest.mark.parametrize(
    ("name", "data"), [("empty.csv", b""), ("x.pdf", b"%PDF"), ("bad.xlsx", b"PK no"), ("bad.json", b"{")]
)
async def test_what_cannot_be_read_is_told_in_a_sentence(
    session: Session, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    async with showing(ImportScreen(session, tmp_path / name)) as (app, pilot):
        await read(app, pilot)
        said = app.screen.query_one("#problem")
        assert said.display
        assert "Traceback" not in app.text
        await pilot.press("enter")
        await read(app, pilot)
        assert not app.answers
    assert not session.workspace.pending


async def test_names_are_shown_as_they_are(session: Session, tmp_path: Path) -> None:
    names = [name for name in MARKUP if "," not in name and len(name) < 16]
    path = tmp_path / "[R].csv"
    rows = [",".join(["Step", *names]), *(",".join([name, *("A" for _ in names)]) for name in names)]
    path.write_text("\n".join([*rows, ",".join(["Odd", *(f"?{name}" for name in names)])]), "utf-8")
    async with showing(ImportScreen(session, path), (120, 100)) as (app, pilot):
        await read(app, pilot)
        for name in names:
            assert name in app.text
        assert "?[R]" in app.text
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == [True]
