"""Text typed before a sudden end is offered once, goes on where it was typed, and can always be copied."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from raci_tui.core.errors import NotSavedError
from raci_tui.services.drafts import Draft, Drafts
from raci_tui.services.session import open_session
from raci_tui.tui.app import RaciApp
from raci_tui.tui.screens.cell_editor import CellEditor
from raci_tui.tui.screens.element_form import ElementForm
from raci_tui.tui.screens.fields import Line, Note
from raci_tui.tui.screens.pains import PainRow
from raci_tui.tui.screens.party_form import PartyForm
from raci_tui.tui.screens.unfinished import UnfinishedScreen, age
from raci_tui.tui.widgets.in_place import Box, InPlace
from tests.matrix_app import Opened, opened, until


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own folder for drafts."""
    monkeypatch.setenv("RACI_TUI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def draft(**changes: object) -> Draft:
    plain: dict[str, object] = {"name": "Ask for a meter", "key": "ask", "at": datetime.now(UTC).isoformat()}
    return Draft(**{**plain, **changes})  # type: ignore[arg-type]


async def left_behind(app: Opened, *drafts: Draft) -> None:
    """Have another app leave drafts for the workspace, and look for them."""
    own = app.screen.session.drafts
    assert own is not None
    other = Drafts(own._workspace, "another")
    for place, each in enumerate(drafts):
        other.keep(str(place), each)
    await asyncio.to_thread(other.close)
    await app.screen.run_action("unfinished")


async def shows(app: Opened, text: str) -> None:
    """Wait until something stands on the screen: threads read and write drafts."""
    await until(app, lambda: text in " ".join(app.text.split()))


def on_disk(app: Opened) -> list[Draft]:
    """What an app that starts now would find if this one were killed."""
    own = app.screen.session.drafts
    assert own is not None
    assert own.flush()
    return list(own.kept.values())


async def test_an_edit_in_place_goes_on_over_its_row(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await left_behind(app, draft(kind="in place", key="pass", name="Pass it on", texts={"note": "Half"}))
        await shows(app, "You had unfinished text for “Pass it on” (note), just now.")
        assert "Half" in app.text
        await app.press("enter")
        await shows(app, "Note Half")
        box = app.screen.query_one(InPlace)
        assert (app.screen.grid.element, box.slot.field, box.value) == ("pass", "note", "Half")
        assert [each.texts for each in on_disk(app)] == [{"note": "Half"}]
        await app.press("enter")
        assert app.workspace.state.tables["elements"]["pass"].note == "Half"


async def test_forms_go_on_with_every_field(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(120, 60)) as app:
        texts = {"name": "Send a card", "stage": "Plan", "visibility": "front", "pain:0": "4\nprocess\nLate"}
        await left_behind(
            app,
            draft(kind="element", key="", after="pass", journey="j", name="Send a card", texts=texts),
            draft(kind="cell", key="ask/cs", name="CS on Ask", texts={"note": "By phone"}),
            draft(kind="party", key="ops", name="Operations", texts={"contact": "Ann", "vacant": "True"}),
        )
        await shows(app, "(1 of 3)")
        await app.press("enter")
        await app.pilot.pause()
        form = app.app.screen
        assert isinstance(form, ElementForm)
        assert [row.pain("").text for row in form.query(PainRow) if row.pain("")] == ["Late"]  # type: ignore[union-attr]
        await app.press("enter")
        await shows(app, "(2 of 3)")
        [made] = [each for each in app.workspace.elements() if each.name == "Send a card"]
        assert (made.stage, made.visibility, app.workspace.pain(made.id)) == ("plan", "front", 4)
        await app.press("enter")
        await app.pilot.pause()
        assert isinstance(app.app.screen, CellEditor)
        assert app.app.screen.query_one(Note).text == "By phone"
        await app.press("ctrl+s")
        await shows(app, "(3 of 3)")
        assert app.workspace.cell("ask", "cs").note == "By phone"
        await app.press("enter")
        await app.pilot.pause()
        assert isinstance(app.app.screen, PartyForm)
        await app.press("ctrl+s")
        party = app.workspace.state.tables["parties"]["ops"]
        assert (party.contact, party.vacant) == ("Ann", True)


async def test_what_is_discarded_or_put_off(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        one, two = (draft(kind="in place", texts={"note": text}) for text in ("One", "Two"))
        await left_behind(app, one, two)
        await shows(app, "One")
        await app.press("delete")
        await shows(app, "Two")
        await app.press("escape")
        assert not on_disk(app)
        await app.screen.run_action("unfinished")
        await shows(app, "Two")
        assert "of 2" not in app.text
        await app.press("delete")
        assert not on_disk(app)
        await app.screen.run_action("unfinished")
        await shows(app, "There is no unfinished text.")


async def test_where_the_element_is_gone_the_text_can_be_copied(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await left_behind(
            app, draft(kind="in place", key="nowhere", name="[R] Old", texts={"note": "Keep me"})
        )
        await shows(app, "That has been")
        assert "[R] Old" in app.text
        assert not app.app.screen.query("#continue")
        await app.press("enter")
        assert app.app.clipboard == "Keep me"
        await app.press("escape")


async def test_it_is_offered_by_itself_after_the_first_paint(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        own = app.screen.session.drafts
        assert own is not None
        workspace = own._workspace
    left = Drafts(workspace, "another")
    left.keep("x", draft(kind="in place", texts={"name": "Offered"}))
    left.close()
    (home,) = (tmp_path / "home" / "state" / "drafts").iterdir()
    (home / "1-x.json").write_bytes(b"not ours")
    app_again = RaciApp(lambda app: open_session(tmp_path / "small.raci.json", author="dana", post=app.post))
    async with app_again.run_test(size=(120, 40), notifications=True) as pilot:
        again = Opened(app_again, pilot)
        await until(again, lambda: isinstance(app_again.screen, UnfinishedScreen) and "Offered" in again.text)
        assert any("cannot be read; it was set aside" in note.message for note in app_again._notifications)
        await pilot.press("delete")
    app_again.close_session()


async def test_what_is_typed_is_kept_until_it_is_saved_or_thrown_away(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("f2")
        app.screen.query_one(Box).value = "Half a na"
        await until(app, lambda: bool(on_disk(app)))
        assert [(each.kind, each.key, each.texts) for each in on_disk(app)] == [
            ("in place", "ask", {"name": "Half a na"})
        ]
        await app.press("escape")
        assert not on_disk(app)
        await app.press("plus", "x")
        app.app.screen.query_one(Note).text = "A note of two lines\nand more"
        await until(app, lambda: any(each.texts.get("note") for each in on_disk(app)))
        [kept] = on_disk(app)
        assert (kept.kind, kept.key, kept.after) == ("element", "", "ask")
        assert kept.texts == {"name": "x", "note": "A note of two lines\nand more"}
        await app.press("ctrl+s")
        assert not on_disk(app)


async def test_what_is_typed_last_is_kept_when_the_app_is_told_to_end(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        own = app.screen.session.drafts
        assert own is not None
        await app.press("ctrl+o")
        app.app.screen.query_one("#touchpoint", Line).value = "The last word"
        await app.pilot.pause()
        app.app.exit()
    assert [each.texts for each in own.kept.values()] == [{"touchpoint": "The last word"}]
    assert [left.drafts[0].texts for left in Drafts(own._workspace, "next").look().left] == [
        {"touchpoint": "The last word"}
    ]


async def test_a_saved_text_whose_element_another_had_removed_is_kept(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        store = app.screen.session.store
        original, failing = store.append, [True]

        def append(*args: object) -> object:
            if failing:
                raise NotSavedError("the share is away", "wait")
            return original(*args)  # type: ignore[arg-type]

        store.append = append  # type: ignore[assignment,method-assign]
        await app.press("f2", *" now", "enter")
        with open_session(tmp_path / "small.raci.json", author="bob") as other:
            with other.workspace.edit("Bob's") as edit:
                edit.remove("elements", "ask")
            other.save_now()
        failing.clear()
        app.screen.session.writer.pump()
        await shows(app, "Your text is kept")
        assert [each.texts for each in on_disk(app)] == [{"name": "Ask for a meter now"}]


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (5, "just now"),
        (60, "1 minute ago"),
        (600, "10 minutes ago"),
        (7200, "2 hours ago"),
        (90_000, "1 day ago"),
    ],
)
def test_ages_are_told_in_words(back: int, words: str) -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    assert age((now - timedelta(seconds=back)).isoformat(), now) == words
    assert age("nonsense", now) == "some time ago"
    assert age("2026-01-01", now) == "some time ago"


async def test_a_note_for_many_cells_is_kept_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        await app.press("shift+down", "asterisk", *"ask Tom")
        keeper = app.app.screen.keeper  # type: ignore[attr-defined]
        keeper.keep()
        assert [(each.name, each.texts) for each in on_disk(app)] == [
            ("Note on 2 cells", {"note": "ask Tom"}),
        ]
