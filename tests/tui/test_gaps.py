"""The gaps screen: what is wrong, worst first; walked, folded, grouped, filtered, mended, taken back and gone to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from fixtures.large import large_state
from raci_tui.core.ledger import utc_now
from raci_tui.core.records import Element, Journey, RuleSetting, StandUp, Waiver
from raci_tui.core.state import State
from raci_tui.core.workspace import new_state
from raci_tui.rules.builtin import raci_rules
from raci_tui.rules.ownership import OWNERSHIP_RULES
from raci_tui.tui.screens.gaps import GapsScreen
from raci_tui.tui.screens.matrix import MatrixScreen
from raci_tui.tui.screens.who_gets import WhoGets
from raci_tui.tui.widgets.gap_detail import GapDetail
from raci_tui.tui.widgets.gap_list import GapList
from raci_tui.tui.widgets.gaps_bar import GapsBar
from raci_tui.tui.widgets.view_tabs import ViewTabs
from tests.matrix_app import Opened, opened, small_state, until


def ownership_alone() -> State:
    """The small workspace, judged by the three ownership rules alone."""
    state = small_state()
    for rule in raci_rules():
        if rule not in OWNERSHIP_RULES:
            state.put(RuleSetting(id=rule.id, enabled=False), "rules")
    return state


class Listed:
    """An app that shows the gaps screen, and shorthands for it."""

    def __init__(self, app: Opened) -> None:
        self.app = app

    @property
    def screen(self) -> GapsScreen:
        """The screen."""
        return next(each for each in self.app.app.screen_stack if isinstance(each, GapsScreen))

    @property
    def is_left(self) -> bool:
        """Whether the matrix is shown again."""
        return isinstance(self.app.app.screen, MatrixScreen)

    @property
    def grouping(self) -> str:
        """What the findings are grouped by."""
        return self.screen.gaps.asked.grouping

    @property
    def lines(self) -> list[str]:
        """The lines of the list that are filled."""
        listing = self.screen.listing
        texts = [listing.render_line(y).text.strip() for y in range(listing.size.height)]
        return [text for text in texts if text]

    @property
    def here(self) -> str:
        """Id of the element of the finding under the cursor, or empty."""
        finding = self.screen.listing.finding
        return finding.element if finding else ""

    @property
    def rule(self) -> str:
        """Rule of the finding under the cursor, or empty."""
        finding = self.screen.listing.finding
        return finding.rule if finding else ""

    @property
    def detail(self) -> str:
        """What is told of it."""
        return self.screen.query_one(GapDetail).text

    @property
    def bar(self) -> str:
        """The counters."""
        return self.screen.query_one(GapsBar).text

    @property
    def status(self) -> str:
        """The line above the keys."""
        return self.app.lines[-2]

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.app.press(*keys)


@asynccontextmanager
async def gaps_of(
    folder: Path, state: State | None = None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Listed]:
    """The gaps screen, opened with F3, once all is gathered; ownership alone where no other state is given."""
    async with opened(folder, state or ownership_alone(), size) as app:
        await app.press("f3")
        listed = Listed(app)
        await until(app, lambda: listed.screen.gaps.complete)
        await app.pilot.pause()
        yield listed


async def test_it_opens_on_the_worst_finding_and_tells_its_row(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        assert gaps.lines[0].startswith("▾ Unowned")
        assert (gaps.here, gaps.rule) == ("notebook", "no-owner")
        for said in (
            "Nobody answers for “Look up crew in notebook”.", "the target mends it",
            "pain 5 (process) One book for all", "stays broken unnoticed", "Choose the one party",
        ):  # fmt: skip
            assert said in gaps.detail
        rows = [line.split() for line in gaps.detail.splitlines()]
        assert ["Fitting", "Crew", "R", "C"] in rows
        assert ["Operations", "·", "A/R"] in rows
        assert not any(row[:1] == ["Customer"] for row in rows)
        await until(gaps.app, lambda: "open since today" in gaps.detail)
        assert "4 errors · 0 warnings" in gaps.bar
        assert "unchanged since this workspace was begun" in gaps.bar


async def test_other_rules_are_folded_to_a_line_each(tmp_path: Path) -> None:
    state = ownership_alone()
    state.put(RuleSetting(id="no-doer", severity="warning"), "rules")
    async with gaps_of(tmp_path, state) as gaps:
        (folded,) = [line for line in gaps.lines if line.startswith("▸ No")]
        assert "1 warning" in folded
        await gaps.press("end", "ctrl+up", "ctrl+up", "tab", "down")
        assert (gaps.here, gaps.rule) == ("fit", "no-doer")


async def test_walking_folding_and_groups(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        await gaps.press("down")
        assert gaps.here == "fit"
        await gaps.press("tab")
        assert gaps.lines[0].startswith("▸ Unowned")
        assert "2 findings, folded away" in gaps.detail
        await gaps.press("right", "down")
        assert gaps.here == "notebook"
        await gaps.press("shift+tab")
        assert len(gaps.lines) == 3
        await gaps.press("shift+tab", "end")
        assert (gaps.here, gaps.rule) == ("pass", "many-owners")
        await gaps.press("ctrl+up", "ctrl+up", "left")
        assert any(line.startswith("▸ No responsible") for line in gaps.lines)
        # Another grouping keeps the cursor on its finding.
        await gaps.press("home", "down", "down", "semicolon")
        assert gaps.here == "fit"
        assert gaps.lines[0].startswith("▾ Request")
        await gaps.press("semicolon")
        assert gaps.here == "fit"
        assert any("Customer Service" in line for line in gaps.lines)


async def test_the_mouse_groups_folds_and_goes_to(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        bar = gaps.screen.query_one(GapsBar)
        x = bar.text.splitlines()[1].index("stage")
        await gaps.app.pilot.click(GapsBar, offset=(x, 1))
        await gaps.app.pilot.pause()
        assert gaps.lines[0].startswith("▾ Request")
        await gaps.app.pilot.click(GapList, offset=(1, 0))
        assert gaps.lines[0].startswith("▸ Request")
        await gaps.app.pilot.click("#layer-target")
        await gaps.app.pilot.pause()
        assert gaps.screen.layer == "target"
        await gaps.press("home")
        await gaps.app.pilot.click(GapList, offset=(8, 1), times=2)
        await gaps.app.pilot.pause()
        assert gaps.is_left


async def test_a_letter_and_a_name_mend_a_finding_in_place(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        line = gaps.screen.listing.line
        await gaps.press("a")
        assert isinstance(gaps.app.app.screen, WhoGets)
        await gaps.press("enter")
        # Who has the letter in the target is the most likely; the next finding has come to the cursor.
        assert gaps.app.current("notebook", "ops") == "A"
        assert (gaps.here, gaps.screen.listing.line) == ("fit", line)
        assert "Look up crew in notebook: Operations = A; Ctrl+Z takes it back." in gaps.status
        assert "3 errors" in gaps.bar
        await gaps.press("a", *"crw", "enter")
        assert gaps.app.current("fit", "crew") == "A"
        assert gaps.app.workspace.can_undo == "Set A for Fitting Crew on Fit the meter"
        await gaps.press("ctrl+z")
        assert gaps.app.current("fit", "crew") == ""
        assert gaps.here == "fit"
        await gaps.press("ctrl+z")
        assert gaps.here == "notebook"
        await gaps.press("ctrl+y")
        assert gaps.app.current("notebook", "ops") == "A"


async def test_after_the_last_of_a_group_the_cursor_stays_in_the_group(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        await gaps.press("down")
        assert gaps.here == "fit"
        await gaps.press("a", "enter")
        assert (gaps.here, gaps.rule) == ("notebook", "no-owner")


async def test_what_is_about_the_whole_has_no_cell_to_go_to(tmp_path: Path) -> None:
    state = ownership_alone()
    state.put(RuleSetting(id="waiver-expired"), "rules")
    state.put(Waiver(id="w", rule="no-doer", until="2020-01-01"), "waivers")
    async with gaps_of(tmp_path, state) as gaps:
        await gaps.press("end", "tab", "down", "enter")
        assert not gaps.is_left
        assert "about the matrix as a whole" in gaps.status


async def test_the_missing_letter_is_asked_for_by_one_key_and_goes_to_the_shown_layer(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        await gaps.press("2")
        await until(gaps.app, lambda: gaps.screen.gaps.complete)
        assert gaps.here == "fit"
        await gaps.press("ampersand", *"fitting", "enter")
        assert (gaps.app.current("fit", "crew"), gaps.app.target("fit", "crew")) == ("", "A")


async def test_of_several_owners_the_chosen_one_stays(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        await gaps.press("end", "a", *"oper", "enter")
        assert [gaps.app.current("pass", each) for each in ("cs", "ops")] == ["", "A"]
        assert not gaps.screen.gaps.open_of("pass")


async def test_escape_gives_nothing(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        await gaps.press("a", "escape")
        assert not gaps.app.workspace.can_undo
        await gaps.press("x")
        assert "x is no letter of RACI" in gaps.status


async def test_filtering_as_in_the_matrix(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        await gaps.press("slash", *"is:hot", "enter")
        assert [line for line in gaps.lines if "notebook" in line]
        assert "1 of 4 shown" in gaps.status
        # What is mended leaves the list, filtered or not; what is not found is not put in.
        await gaps.press("a", "enter")
        assert "The filter leaves no finding" in gaps.lines[0]
        await gaps.press("ctrl+z")
        assert gaps.here == "notebook"
        await gaps.press("escape")
        assert len(gaps.lines) > 3
        await gaps.press("slash", *"stage:", "escape")
        assert not gaps.is_left
        await gaps.press("escape")
        assert gaps.is_left


async def test_enter_goes_to_the_cell_and_f3_comes_back_to_the_finding(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        await gaps.press("semicolon", "3", "end")
        here = gaps.here
        assert here == "pass"
        await gaps.press("enter")
        matrix = gaps.app.screen
        assert gaps.is_left
        assert (matrix.grid.element, matrix.grid.party, matrix.shown_layer) == ("pass", "cs", "diff")
        assert "F3 goes back to the list" in gaps.app.text
        await gaps.press("f3")
        assert gaps.here == here
        assert gaps.grouping == "stage"
        await gaps.press("f3")
        assert gaps.is_left


async def test_edits_of_others_are_followed_and_the_cursor_stays_on_its_finding(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        await gaps.press("down")
        with gaps.app.workspace.edit("Elsewhere") as edit:
            edit.set("notebook", "ops", "current", "A")
        await gaps.app.pilot.pause()
        assert gaps.here == "fit"
        assert not any("notebook" in line for line in gaps.lines)
        with gaps.app.workspace.edit("Remove") as edit:
            edit.remove("elements", "fit")
        await gaps.app.pilot.pause()
        assert gaps.here in ("pass", "")
        assert not any("Fit the meter" in line for line in gaps.lines)


async def test_counters_say_how_they_changed_since_the_last_stand_up(tmp_path: Path) -> None:
    async with opened(tmp_path, ownership_alone()) as app:
        started = datetime.isoformat(utc_now() + timedelta(hours=1), timespec="milliseconds")
        with app.workspace.edit("Meet") as edit:
            edit.add(StandUp(id="s", started=started.replace("+00:00", "Z")))
        await app.press("f3")
        gaps = Listed(app)
        await until(app, lambda: gaps.screen.past is not None)
        await gaps.press("a", "enter")
        assert "3 errors, 1 fewer" in gaps.bar
        assert "since the stand-up of" in gaps.bar


async def test_nothing_to_mend_is_said_kindly(tmp_path: Path) -> None:
    async with gaps_of(tmp_path, new_state("Empty"), (80, 24)) as gaps:
        assert "nothing to judge yet" in gaps.lines[0]
        await gaps.press(
            "a", "tab", "shift+tab", "down", "end", "enter", "semicolon", "asterisk", "ctrl+z", "2"
        )
        assert not gaps.is_left
        await gaps.press("escape")
        assert gaps.is_left
    state = ownership_alone()
    for element in ("notebook", "pass", "fit"):
        state.tables["elements"].pop(element)
    state.tables["pains"].clear()
    state.rows = type(state.rows)({"ask": state.rows["ask"]})
    more = tmp_path / "more"
    more.mkdir()
    async with gaps_of(more, state) as gaps:
        assert "Nothing is left to mend today. Well done!" in gaps.lines[0]


async def test_a_small_window_has_the_row_below_the_list(tmp_path: Path) -> None:
    async with gaps_of(tmp_path, size=(80, 24)) as gaps:
        listing, detail = gaps.screen.listing.region, gaps.screen.query_one(GapDetail).region
        assert detail.y >= listing.bottom
        assert listing.height >= 8
        assert "Nobody answers" in gaps.app.text
        assert "^Q Quit" in gaps.app.lines[-1]
        await gaps.app.pilot.resize_terminal(30, 8)
        await gaps.app.pilot.pause()
        assert "Window too small" in gaps.app.text


async def test_a_chosen_journey_is_the_one_that_is_listed(tmp_path: Path) -> None:
    state = ownership_alone()
    state.put(Journey(id="k", name="Move house", order="D"), "journeys")
    state.put(Element(id="tell", name="Tell the new address", journey="k", order="B"), "elements")
    async with opened(tmp_path, state) as app:
        app.screen.journey = "k"
        await app.press("f3")
        gaps = Listed(app)
        assert gaps.here == "tell"
        assert "2 errors" in gaps.bar
        assert "Move house" in app.lines[0]
        await until(app, lambda: gaps.screen.past is not None)
        assert "unchanged" in gaps.bar


async def test_help_and_palette_know_its_commands(tmp_path: Path) -> None:
    async with gaps_of(tmp_path) as gaps:
        await gaps.press("ctrl+p", *"Group by", "enter")
        await gaps.app.pilot.pause()
        assert gaps.grouping == "stage"
        await gaps.press("f1", *"group findings", "enter")
        await gaps.app.pilot.pause()
        assert gaps.grouping == "party"
        assert not gaps.screen.query_one(ViewTabs).display


async def test_findings_about_load_and_columns_are_listed_when_asked_for(tmp_path: Path) -> None:
    state = ownership_alone()
    state.put(RuleSetting(id="owner-overload", threshold=1), "rules")
    async with gaps_of(tmp_path, state) as gaps:
        assert "* shows 1 about load" in gaps.bar
        assert not any("Customer Service" in line for line in gaps.lines)
        await gaps.press("asterisk", "end")
        (finding,) = [gaps.screen.listing.finding]
        assert finding
        assert (finding.rule, finding.element) == ("owner-overload", "")
        assert "Customer Service" in gaps.detail
        await gaps.press("a")
        assert "not about a single row" in gaps.status
        await gaps.press("enter")
        assert gaps.is_left
        assert gaps.app.screen.grid.party == "cs"
        # A letter fewer, and the column is in order.
        await gaps.press("f3")
        with gaps.app.workspace.edit("Lighten") as edit:
            edit.set("ask", "cs", "current", "")
        await gaps.app.pilot.pause()
        assert "about load" not in gaps.bar
        await gaps.press("asterisk")
        assert "no finding about load" in gaps.status


async def test_names_are_shown_as_they_are_written(tmp_path: Path) -> None:
    state = small_state()
    state.put(msgspec.structs.replace(state.tables["elements"]["fit"], name="Fit [R] [/x]"), "elements")
    async with gaps_of(tmp_path, state) as gaps:
        await gaps.press("down")
        assert any("Fit [R] [/x]" in line for line in gaps.lines)
        assert "Fit [R] [/x]" in gaps.detail
        await gaps.press("a")
        assert "Fit [R] [/x]" in gaps.app.text


async def test_a_large_workspace_is_listed_in_slices_and_scrolled(tmp_path: Path) -> None:
    async with opened(tmp_path, large_state(1_200, 12)) as app:
        await app.press("f3")
        gaps = Listed(app)
        await until(app, lambda: gaps.screen.gaps.complete)
        total = gaps.screen.gaps.listed
        assert total > 200
        assert total == sum(each.group != "load" for each in app.screen.findings.ranked("current"))
        ranks: list[int] = []
        await gaps.press("home", "down")
        while gaps.screen.listing.finding and len(ranks) < 100:
            ranks.append(gaps.screen.listing.finding.rank)
            gaps.screen.listing.move(1)
        assert ranks == sorted(ranks, reverse=True)
        await gaps.press("end")
        assert gaps.screen.listing.line == len(gaps.screen.listing._lines) - 1
        assert gaps.lines[-1]
        before = gaps.screen.listing.line
        await gaps.press("pageup")
        assert gaps.screen.listing.line == before - gaps.screen.listing.size.height + 1
