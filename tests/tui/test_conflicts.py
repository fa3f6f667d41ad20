from raci_tui.core.ledger import Change, Commit, Entry
from raci_tui.core.workspace import Conflict, Workspace
from raci_tui.tui.screens.conflicts import ConflictScreen
from raci_tui.tui.screens.fields import Tick
from tests.tui.dialog_stage import labels, showing, workspace


def beaten(name: str = "Bob", text: str = "Theirs") -> tuple[Workspace, tuple[Conflict, ...]]:
    """A workspace in which somebody was quicker in three places."""
    made = workspace()
    told: list[tuple[Conflict, ...]] = []
    made.subscribe_conflicts(told.append)
    with made.edit("Set C for Service") as edit:
        edit.set("e0", "p0", "current", "C")
        edit.set("e1", "p1", "current", "C")
    with made.edit("Rename") as edit:
        edit.update("elements", "e2", name="Mine")
    with made.edit("Remove Install") as edit:
        edit.remove("elements", "e3")
    theirs = Commit(
        id="theirs", author=name, at="2026-01-01T00:00:00Z", label="x",
        changes=(
            Change("cells", "e0/p0", "current", "AR", ""),
            Change("elements", "e2", "name", "Visit", text),
            Change("cells", "e3/p0", "current", "", "R"),
        ),
    )  # fmt: skip
    made.receive((Entry(1, "1", theirs),))
    return made, told[0]


def unwrapped(text: str) -> str:
    """The text of a dialog without its frame, as one line."""
    return " ".join(text.replace("│", " ").split())


async def test_both_values_and_the_others_name_are_told() -> None:
    made, conflicts = beaten("Bob [R]", "Their [/] name")
    async with showing(ConflictScreen(made, conflicts)) as (app, pilot):
        text = unwrapped(app.text)
        assert "Your edit “Set C for Service” was kept only in part." in text
        assert "Service on Ask for a meter, today: Bob [R] wrote undecided; you wrote C." in text
        assert "the name: Bob [R] wrote “Their [/] name”; you wrote “Mine”." in text
        assert "Your edit “Remove Install” was not kept." in text
        await pilot.press("escape")
        assert app.answers == [None]
    assert made.cell("e0", "p0").current == ""
    assert made.cell("e1", "p1").current == "C"


async def test_ones_own_value_can_be_written_again_as_one_commit() -> None:
    made, conflicts = beaten()
    before = len(made.pending)
    async with showing(ConflictScreen(made, conflicts)) as (app, pilot):
        assert len(app.screen.query(Tick)) == 2
        await pilot.press("space", "tab", "space", "ctrl+s")
        assert app.answers == [2]
    assert made.cell("e0", "p0").current == "C"
    assert made.state.tables["elements"]["e2"].name == "Mine"
    assert labels(made)[before:] == ["Write 2 of my values again"]


async def test_nothing_marked_writes_nothing() -> None:
    made, conflicts = beaten()
    before = len(made.pending)
    async with showing(ConflictScreen(made, conflicts)) as (app, pilot):
        await pilot.press("ctrl+s")
        assert app.answers == [0]
    assert len(made.pending) == before
