"""Findings are accepted, listed, ended and prolonged from the matrix; what ends with a day is open again by itself."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import OptionList, Static

from raci_tui.core.records import RuleSetting, Waiver
from raci_tui.core.workspace import new_state
from raci_tui.services.session import create_session, open_session
from raci_tui.tui.app import RaciApp
from raci_tui.tui.screens import matrix_waiving
from raci_tui.tui.screens.accepting import AcceptDialog, ProlongDialog
from raci_tui.tui.screens.choice import Choice
from raci_tui.tui.screens.fields import Line
from raci_tui.tui.screens.gaps import GapsScreen
from raci_tui.tui.screens.waiver_list import EMPTY, WaiverList
from raci_tui.tui.widgets.inspector import Inspector
from tests.matrix_app import Opened, opened, small_state, until
from tests.tui.dialog_stage import WORST, type_in

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until a test sets it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def opened_at(
    folder: Path, clock: Callable[[], datetime], *waivers: Waiver, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Opened]:
    """Run the app by a clock, with something accepted already."""
    state = small_state()
    for waiver in waivers:
        state.put(waiver, "waivers")
    path = folder / "small.raci.json"
    create_session(path, "Small water", state=state, author="dana").close()
    app = RaciApp(lambda app: open_session(path, author="dana", post=app.post, clock=clock))
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        made = Opened(app, pilot)
        await until(made, lambda: "counting" not in made.text and "unowned:" in made.text)
        yield made
    if app.session:
        app.session.close()


def seasonal(until: str = "2026-03-30", element: str = "fit", rule: str = "no-owner") -> Waiver:
    return Waiver(
        id=f"w-{rule}-{element}", rule=rule, element=element, reason="seasonal", author="ana", until=until
    )


def waivers(app: Opened) -> list[Waiver]:
    return list(app.workspace.state.tables["waivers"].values())


def row(app: Opened, name: str) -> str:
    return next(line[:40] for line in app.lines if name in line[:40])


def said(app: Opened) -> str:
    """The screen's words with what is wrapped put together again."""
    return " ".join(app.text.replace("│", " ").split())


async def ask(app: Opened, element: str = "fit", key: str = "number_sign") -> AcceptDialog:
    app.screen.grid.go_to(element, "cs")
    await app.press(key)
    dialog = app.app.screen
    assert isinstance(dialog, AcceptDialog)
    return dialog


@pytest.mark.parametrize("key", ["number_sign", "dollar_sign"])
async def test_a_finding_is_accepted_with_a_reason_and_a_last_day(tmp_path: Path, key: str) -> None:
    async with opened_at(tmp_path, Clock()) as app:
        assert "unowned: 2 today" in app.text
        assert "accepted" not in app.text
        await ask(app, key=key)
        await type_in(app.pilot, "seasonal work")
        await app.press("tab")
        await type_in(app.pilot, "1m")
        assert "The last day is Thursday 30 April 2026." in said(app)
        await app.press("enter")
        (made,) = waivers(app)
        assert (made.rule, made.element, made.party) == ("no-owner", "fit", "")
        assert (made.reason, made.author, made.until) == ("seasonal work", "dana", "2026-04-30")
        assert (
            "Accept “Unowned” at “Fit the meter” until 2026-04-30; Ctrl+Z takes it back."
            in app.screen._message
        )
        inspector = app.screen.query_one(Inspector).text
        assert "✓ accepted: Nobody answers for “Fit the meter”." in inspector
        assert "until 2026-04-30, by dana: seasonal work · # ends it or changes it" in inspector
        app.screen.say("")
        await until(app, lambda: "1 accepted" in app.text)
        assert "unowned: 1 today" in app.text
        await app.press("ctrl+z")
        assert not waivers(app)
        app.screen.say("")
        await until(app, lambda: "unowned: 2 today" in app.text and "accepted" not in app.text)


async def test_the_reason_is_asked_for_and_a_day_is_judged_as_it_is_typed(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock()) as app:
        dialog = await ask(app)
        await app.press("enter")
        assert "The reason is empty" in said(app)
        await type_in(app.pilot, "later")
        line = dialog.query_one("#until", Line)
        for typed, words in (
            ("2026-03-29", "2026-03-29 has passed: choose a day that is still to come."),
            ("soon", "“soon” is no day: write it as 2026-12-31, or 2w, 1m, 1q."),
            ("2026-03-30", "The last day is Monday 30 March 2026."),
            ("", "Until further notice."),
            ("2026-02-30", "“2026-02-30” is no day"),
        ):
            line.value = typed
            await app.pilot.pause()
            assert words in said(app)
        await app.press("enter")
        assert app.app.screen is dialog
        assert not waivers(app)


async def test_usual_days_are_one_click_away(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock(), size=(80, 24)) as app:
        dialog = await ask(app)
        for button, until_ in (("1w", "2026-04-06"), ("1m", "2026-04-30"), ("1q", "2026-06-30"), ("", "")):
            await app.pilot.click(f"#term-{button}")
            await app.pilot.pause()
            assert dialog.query_one("#until", Line).value == until_
        assert dialog.focused is dialog.query_one("#until", Line)
        assert "Cancel" in app.text
        assert "It carries your name: dana." in app.text


async def test_all_findings_and_whole_rules_can_be_chosen(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock()) as app:
        dialog = await ask(app)
        choice = dialog.query_one("#what", Choice)
        words = list(choice._words.values())
        assert words[0] == "Nobody answers for “Fit the meter”."
        assert "All 2 findings of this element" in words
        choice.focus()
        await app.press("down", "down")
        dialog.query_one("#reason", Line).value = "out of scope"
        await app.press("ctrl+s")
        assert {waiver.rule for waiver in waivers(app)} == {"no-owner", "no-doer"}
        assert not app.screen.findings.open_in("fit", "current")
        # Both went in one step.
        await app.press("ctrl+z")
        assert not waivers(app)
    (tmp_path / "second").mkdir()
    async with opened_at(tmp_path / "second", Clock()) as app:
        dialog = await ask(app)
        dialog.query_one("#what", Choice).value = next(
            offer for offer, said in dialog.query_one("#what", Choice)._words.items() if "wherever" in said
        )
        dialog.query_one("#reason", Line).value = "not yet"
        await app.press("ctrl+s")
        app.screen.say("")
        await until(app, lambda: "2 accepted" in app.text)
        assert "unowned: 0 today" in app.text


async def test_what_is_removed_meanwhile_is_refused_in_words(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock()) as app:
        dialog = await ask(app)
        await type_in(app.pilot, "later")
        with app.workspace.edit("Remove it") as edit:
            edit.remove("elements", "fit")
        await app.press("enter")
        assert app.app.screen is dialog
        assert "The element is no longer there" in said(app)
        assert not waivers(app)


async def test_where_everything_is_accepted_the_key_lists_it(tmp_path: Path) -> None:
    both = (seasonal(), seasonal(rule="no-doer"), seasonal(element="pass", rule="many-owners"))
    async with opened_at(tmp_path, Clock(), *both) as app:
        with app.workspace.edit("only that rule") as edit:
            for rule in app.screen.session.host().rules:
                if rule.id not in ("no-owner", "no-doer", "many-owners"):
                    edit.add(RuleSetting(id=rule.id, enabled=False))
        app.screen.grid.go_to("pass", "cs")
        await app.press("number_sign")
        assert isinstance(app.app.screen, WaiverList)
        assert "“Several accountable” at “Pass it on”, until 2026-03-30, by ana: seasonal" in said(app)
        await app.press("escape")
        app.screen.grid.go_to("ask", "cs")
        await app.press("number_sign")
        assert app.screen._message == "Nothing is found here that could be accepted."


async def test_beside_what_is_open_a_button_leads_to_what_is_accepted(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock(), seasonal(), size=(80, 24)) as app:
        await ask(app)
        assert "1 finding is accepted here already." in said(app)
        await app.pilot.click("#accepted")
        await until(app, lambda: isinstance(app.app.screen, WaiverList))
        await app.pilot.pause()
        assert "“Unowned” at “Fit the meter”, until 2026-03-30, by ana: seasonal" in said(app)
        await app.press("delete", "escape")
        await ask(app)
        assert not app.app.screen.query("#accepted")


async def test_the_list_ends_prolongs_and_goes_to_what_is_accepted(tmp_path: Path) -> None:
    clock = Clock()
    async with opened_at(tmp_path, clock, seasonal(), seasonal("2026-03-01", "notebook")) as app:
        app.screen.action_waivers()
        await until(app, lambda: isinstance(app.app.screen, WaiverList))
        await app.pilot.pause()
        shown = app.text
        assert "✗ “Unowned” at “Look up crew in notebook”  ended after 2026-03-01 · ana" in shown
        assert "✓ “Unowned” at “Fit the meter”  until 2026-03-30 · ana" in shown
        await app.press("home")
        assert "This has ended: what it accepted is open again. F2 gives it another day." in said(app)
        await app.press("f2")
        form = app.app.screen
        assert isinstance(form, ProlongDialog)
        assert form.query_one("#reason", Line).value == "seasonal"
        form.query_one("#until", Line).value = "2w"
        await app.press("enter")
        assert "✓ “Unowned” at “Look up crew in notebook”  until 2026-04-13 · dana" in app.text
        assert not app.screen.findings.gaps_in("notebook", "current")
        await app.press("delete")
        assert [waiver.element for waiver in waivers(app)] == ["fit"]
        assert "No longer accept “Unowned” at “Look up crew in notebook”." in said(app)
        await app.press("ctrl+z")
        assert len(waivers(app)) == 2
        assert "Taken back: No longer accept" in said(app)
        await app.press("ctrl+y")
        assert len(waivers(app)) == 1
        # What others do is followed.
        with app.workspace.edit("theirs") as edit:
            edit.update("elements", "fit", name="Fit it")
        await app.pilot.pause()
        assert "at “Fit it”" in app.text
        await app.press("enter")
        assert app.app.screen is app.screen
        assert app.screen.grid.element == "fit"
        # What is accepted of a party leads to its column, what is accepted everywhere to none.
        with app.workspace.edit("more") as edit:
            edit.add(Waiver(id="p", rule="many-owners", party="ops", reason="x", until="2026-05-01"))
            edit.add(Waiver(id="q", rule="no-doer", reason="x"))
        app.screen.action_waivers()
        await until(app, lambda: isinstance(app.app.screen, WaiverList))
        await app.press("end", "enter")
        assert "is:waived in the filter shows them" in said(app)
        await app.press("up", "enter")
        assert (app.screen.grid.element, app.screen.grid.party) == ("fit", "ops")


async def test_a_day_in_the_past_is_no_mistake_until_it_is_touched(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock(), seasonal("2026-03-01")) as app:
        app.screen.action_waivers()
        await until(app, lambda: isinstance(app.app.screen, WaiverList))
        await app.press("f2")
        app.app.screen.query_one("#reason", Line).value = "seasonal, as ever"
        await app.press("enter")
        assert [(each.reason, each.until) for each in waivers(app)] == [("seasonal, as ever", "2026-03-01")]


async def test_what_others_make_of_it_meanwhile_is_kept_or_told(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock(), seasonal()) as app:
        app.screen.action_waivers()
        await until(app, lambda: isinstance(app.app.screen, WaiverList))
        await app.press("f2")
        form = app.app.screen
        with app.workspace.edit("theirs") as edit:
            edit.update("waivers", "w-no-owner-fit", until="2026-05-01")
        form.query_one("#reason", Line).value = "as agreed"
        await app.press("enter")
        assert [(each.reason, each.until) for each in waivers(app)] == [("as agreed", "2026-05-01")]
        await app.press("f2")
        form = app.app.screen
        with app.workspace.edit("theirs") as edit:
            edit.update("waivers", "w-no-owner-fit", reason="as Ana says")
        form.query_one("#reason", Line).value = "as I say"
        await app.press("enter")
        assert "has meanwhile changed the reason to “as Ana says”" in said(app)
        await app.press("enter")
        assert [each.reason for each in waivers(app)] == ["as I say"]


async def test_an_empty_list_says_so_and_every_key_answers(tmp_path: Path) -> None:
    async with opened(tmp_path, new_state("Empty"), size=(80, 24)) as app:
        app.screen.action_waivers()
        await until(app, lambda: isinstance(app.app.screen, WaiverList))
        await app.pilot.pause()
        assert EMPTY in said(app)
        for key, words in (
            ("delete", "Nothing is accepted yet"), ("f2", "Nothing is accepted yet"), ("ctrl+z", "Nothing to undo."),
            ("ctrl+y", "Nothing to redo."), ("enter", "Nothing is accepted yet: press Escape."),
        ):  # fmt: skip
            await app.press(key)
            assert words in said(app)
        await app.press("escape")
        assert app.app.screen is app.screen


async def test_what_is_accepted_is_found_and_counted_apart(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock(), seasonal()) as app:
        assert "unowned: 1 today, 0 in target · 1 accepted" in app.text
        await app.press("slash")
        await type_in(app.pilot, "is:waived")
        await app.press("enter")
        assert app.screen.arrangement.elements == ("fit",)
        await app.press("escape", "2")
        # In the target it is as unowned as today, and accepted as well.
        assert "1 accepted" in app.text


async def test_what_ends_with_a_day_is_open_again_without_an_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_waiving, "LOOK_AT_DAY_S", 0.1)
    clock = Clock()
    last = (seasonal(), seasonal(rule="no-doer"))
    async with opened_at(tmp_path, clock, *last, seasonal("2026-04-30", "pass", "many-owners")) as app:
        assert "unowned: 1 today" in app.text
        assert ("!" in row(app, "Fit the meter"), "✓" in row(app, "Fit the meter")) == (False, True)
        app.screen.grid.go_to("fit", "cs")
        await app.pilot.pause()
        assert "✓ accepted" in app.screen.query_one(Inspector).text
        position = app.workspace.head.position
        clock.now = NOON + timedelta(days=1)
        await until(app, lambda: "2 things accepted have ended" in app.screen._message)
        app.screen.say("")
        await until(app, lambda: "unowned: 2 today" in app.text)
        assert "1 accepted" in app.text
        assert ("!" in row(app, "Fit the meter"), "✓" in row(app, "Fit the meter")) == (True, False)
        assert "✓ accepted" not in app.screen.query_one(Inspector).text
        assert (app.workspace.head.position, app.workspace.pending) == (position, [])
        assert not app.workspace.can_undo


async def test_a_day_on_which_nothing_ends_costs_nothing(tmp_path: Path) -> None:
    clock = Clock()
    told: list[set[tuple[str, str]]] = []
    async with opened_at(tmp_path, clock, seasonal("2026-04-30")) as app:
        app.workspace.subscribe(told.append)
        clock.now = NOON + timedelta(days=1)
        app.screen.look_at_the_day()
        assert not told
        clock.now = NOON + timedelta(days=40)
        app.screen.look_at_the_day()
        assert told == [{("waivers", "w-no-owner-fit")}]


async def test_what_is_accepted_leaves_the_gaps_and_comes_back_on_its_day(tmp_path: Path) -> None:
    clock = Clock()
    async with opened_at(tmp_path, clock) as app:
        await app.press("f3")
        gaps = app.app.screen
        assert isinstance(gaps, GapsScreen)
        await app.press("home", "number_sign")
        assert "One finding is accepted at a time" in said(app)
        while gaps.listing.finding is None:
            await app.press("down")
        finding = gaps.listing.finding
        await app.press("number_sign")
        assert isinstance(app.app.screen, AcceptDialog)
        await type_in(app.pilot, "agreed")
        await app.press("tab")
        await type_in(app.pilot, "1d")
        await app.press("enter")
        assert isinstance(app.app.screen, GapsScreen)
        assert "Accept “Unowned” at" in said(app)
        (made,) = waivers(app)
        assert (made.rule, made.element, made.party) == finding.key
        await until(app, lambda: gaps.gaps.complete and finding not in gaps.gaps.open_of(finding.element))
        assert gaps.gaps.accepted == 1
        clock.now = NOON + timedelta(days=2)
        app.screen.look_at_the_day()
        await until(app, lambda: gaps.gaps.complete and finding in gaps.gaps.open_of(finding.element))
        assert gaps.gaps.accepted == 0


async def test_names_and_reasons_are_shown_as_they_are(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock()) as app:
        with app.workspace.edit("hostile") as edit:
            edit.update("elements", "fit", name=WORST)
            edit.add(Waiver(id="w", rule="[/]", element="fit", reason=WORST, author=WORST, until="[/]"))
            edit.add(seasonal())
        app.screen.grid.go_to("fit", "cs")
        await app.pilot.pause()
        await ask(app)
        assert WORST in said(app)
        await app.press("escape")
        app.screen.action_waivers()
        await until(app, lambda: isinstance(app.app.screen, WaiverList))
        await app.press("end")
        assert f"“[/]” at “{WORST}”" in said(app)
        options = app.app.screen.query_one(OptionList)
        assert options.option_count == 2
        assert WORST in str(app.app.screen.query_one("#detail", Static).content)


async def test_a_workspace_that_cannot_be_changed_says_so(tmp_path: Path) -> None:
    async with opened_at(tmp_path, Clock(), seasonal()) as app:
        app.workspace.read_only_reason = "it is a copy"
        await ask(app)
        assert "This workspace cannot be changed: it is a copy." in said(app)
        await type_in(app.pilot, "later")
        await app.press("enter")
        assert len(waivers(app)) == 1
