"""Plans of imports: what is matched, added and set; that a preview is a promise; that undo takes it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.errors import EditError, ImportRefusedError
from raci_tui.core.ledger import Head
from raci_tui.core.plan import ImportPlan, apply_plan, make_plan
from raci_tui.core.recognise import Hints
from raci_tui.core.records import Element, Journey, Party, new_id
from raci_tui.core.state import State
from raci_tui.core.tables import RawTable, Source, text_table
from raci_tui.core.workspace import Workspace, new_state


def workspace() -> Workspace:
    return Workspace(new_state("Shop"), Head(0, ""), author="dana")


def source(*tables: str, titles: tuple[str, ...] = ()) -> Source:
    made: list[RawTable] = []
    for place, text in enumerate(tables):
        rows = [[cell.strip() for cell in line.split("|")] for line in text.split("\n")]
        made.append(text_table(rows, title=titles[place] if titles else ""))
    return Source(name="table.csv", tables=tuple(made))


def bring(
    into: Workspace, *tables: str, hints: Hints | None = None, titles: tuple[str, ...] = ()
) -> ImportPlan:
    plan = make_plan(into, source(*tables, titles=titles), hints)
    apply_plan(into, plan)
    return plan


def letters(of: Workspace) -> dict[tuple[str, str], tuple[str, str | None]]:
    tables = of.state.tables
    return {
        (tables["elements"][cell.element].name, tables["parties"][cell.party].name): (
            cell.current,
            cell.target,
        )
        for cell in of.state.cells()
    }


BASE = "ID | Stage | Element | Pain | Ops | Crew\nE1 | Start | Plan | 3 | A | R\nE2 | Start | Build | | | A"


def test_a_new_workspace_gets_everything_as_one_commit_that_undo_takes_back() -> None:
    fresh = workspace()
    plan = make_plan(fresh, source(BASE))
    assert fresh.state == new_state("Shop"), "planning changes nothing"
    commit = apply_plan(fresh, plan)
    assert commit is not None
    assert (commit.via, commit.whole, commit.label) == ("import", True, "Import 2 elements from table.csv")
    assert [(e.code, e.name) for e in fresh.elements()] == [("E1", "Plan"), ("E2", "Build")]
    assert letters(fresh) == {
        ("Plan", "Ops"): ("A", None),
        ("Plan", "Crew"): ("R", None),
        ("Build", "Crew"): ("A", None),
    }
    assert fresh.pain(fresh.elements()[0].id) == 3
    assert [journey.name for journey in fresh.journeys()] == ["Shop"]
    fresh.undo()
    assert fresh.state == new_state("Shop")


def test_the_same_file_again_changes_nothing() -> None:
    there = workspace()
    bring(there, BASE)
    count = len(there.pending)
    again = bring(there, BASE)
    assert again.is_empty
    assert (again.matched_elements, again.matched_parties, again.new_elements) == (2, 2, ())
    assert len(there.pending) == count


def test_rows_are_matched_by_id_then_by_name_never_by_place() -> None:
    there = workspace()
    bring(there, BASE)
    ids = {element.code: element.id for element in there.elements()}
    plan = bring(there, "ID | Element | Ops\nE2 | Build it well | C\n | plan | I\nE3 | Sell | A")
    assert plan.new_elements == ("Sell",)
    names = {element.code: (element.id, element.name) for element in there.elements()}
    assert names["E2"] == (ids["E2"], "Build it well")
    assert names["E1"] == (ids["E1"], "Plan")
    assert letters(there)["Plan", "Ops"] == ("I", None)


def test_parties_are_matched_by_name_code_and_alias() -> None:
    there = workspace()
    with there.edit("Make") as edit:
        edit.add(Party(id=new_id(), name="Operations", short="OPS", order="5", aliases=("Betrieb",)))
    plan = bring(there, "Task | ops | Crew\nPlan | A | R")
    assert plan.new_parties == ("Crew",)
    assert bring(there, "Task | BETRIEB\nPlan | C").new_parties == ()


def test_in_current_blanks_never_clear_and_overwritten_letters_are_listed() -> None:
    there = workspace()
    bring(there, BASE)
    plan = bring(there, "ID | Element | Ops | Crew\nE1 | Plan | C | \nE2 | Build | |")
    assert [(c.element, c.party, c.old, c.new, c.address) for c in plan.overwritten] == [
        ("Plan", "Ops", "A", "C", "line 2, cell 3")
    ]
    assert letters(there)["Plan", "Crew"] == ("R", None)
    assert letters(there)["Build", "Crew"] == ("A", None)


def test_a_target_table() -> None:
    there = workspace()
    bring(there, "Task | Ops | Crew | IT\nPlan | A | R | \nBuild | A | C | \nSell | A | | -")
    bring(
        there,
        "Task | Ops | Crew | IT\nPlan | A | | C\nBuild | | | \nSell | | R | ",
        hints=Hints(layer="target"),
    )
    found = letters(there)
    assert found["Plan", "Ops"] == ("A", None), "what repeats today is no plan"
    assert found["Plan", "Crew"] == ("R", "-"), "a blank in a row that holds a letter"
    assert found["Plan", "IT"] == ("", "C")
    assert found["Build", "Ops"] == ("A", None), "a blank row is no plan"
    assert found["Sell", "Ops"] == ("A", "-")
    assert found["Sell", "IT"] == ("-", None)


def test_both_layers_of_one_source() -> None:
    there = workspace()
    plan = bring(
        there, "Task | Ops | IT\nPlan | A | ", "Task | Ops | IT\nPlan | C | A", titles=("Today", "Target")
    )
    assert letters(there) == {("Plan", "Ops"): ("A", "C"), ("Plan", "IT"): ("", "A")}
    assert plan.new_elements == ("Plan",)
    assert len(there.pending) == 1


def test_unknown_marks_go_to_the_note_once() -> None:
    there = workspace()
    bring(there, "Task | Ops | IT\nPlan | X | A")
    element, party = there.elements()[0].id, there.parties()[0].id
    assert (there.cell(element, party).current, there.cell(element, party).note) == ("", "X")
    assert bring(there, "Task | Ops | IT\nPlan | X | A").is_empty


def test_duplicate_names_stay_apart_also_the_second_time() -> None:
    there = workspace()
    table = "Task | Ops | IT\nCall | A | \nCall | | A\nWrite | C | A"
    plan = bring(there, table)
    assert len(there.elements()) == 3
    assert any("'Call' stands in 2 rows" in remark for remark in plan.remarks)
    assert bring(there, table).is_empty
    ambiguous = bring(there, "Task | Ops\nCall | R")
    assert [noted.text for noted in ambiguous.skipped] == ["Call"]
    assert len(there.elements()) == 3


def test_a_journey_by_flag_and_stages_within_it() -> None:
    there = workspace()
    bring(there, BASE, hints=Hints(journey="Moving in"))
    bring(there, "Stage | Element | Ops\nStart | Plan | A", hints=Hints(journey="Moving out"))
    assert [journey.name for journey in there.journeys()] == ["Moving in", "Moving out"]
    assert [stage.name for stage in there.stages()] == ["Start", "Start"]
    assert len(there.elements()) == 3


def test_what_was_assumed_is_asked() -> None:
    plan = make_plan(workspace(), source("Task | Ops | Crew\nPlan | A | R"))
    assert plan.questions == (
        "taken as departments: Ops, Crew; if some of them are partners outside, say --partners NAME,NAME",
    )
    assert not make_plan(
        workspace(), source("Task | Ops | Crew\nPlan | A | R"), Hints(partners=("Crew",))
    ).questions


def test_a_workspace_that_changed_since_the_preview_is_left_alone() -> None:
    there = workspace()
    bring(there, BASE)
    plan = make_plan(there, source("Task | Ops\nPlan | I\nNew one | A"))
    with there.edit("Meanwhile") as edit:
        edit.set(there.elements()[0].id, there.parties()[0].id, "current", "R")
    before = letters(there)
    with pytest.raises(EditError, match="changed since the preview"):
        apply_plan(there, plan)
    assert letters(there) == before
    assert len(there.elements()) == 2


def test_a_read_only_workspace_is_refused() -> None:
    there = workspace()
    plan = make_plan(there, source(BASE))
    there.read_only_reason = "no ledger"
    with pytest.raises(EditError, match="cannot be changed"):
        apply_plan(there, plan)


def test_many_elements_keep_short_orders() -> None:
    there = workspace()
    rows = "\n".join(f"Task {number} | A" for number in range(3000))
    bring(there, f"Task | Ops\n{rows}")
    bring(there, "Task | Ops\n" + "\n".join(f"More {number} | A" for number in range(3000)))
    assert max(len(element.order) for element in there.elements()) < 10
    assert [element.name for element in there.elements()][2999:3001] == ["Task 2999", "More 0"]


def test_nothing_is_made_of_a_source_without_a_matrix() -> None:
    with pytest.raises(ImportRefusedError):
        make_plan(workspace(), source("a | b\nc | d"))


MARKS = st.sampled_from(["", "", "A", "R", "A/R", "c", "-", "I, C", "X", "**A**", "N/A", "Р"])


@given(
    rows=st.lists(st.lists(MARKS, min_size=3, max_size=3), min_size=1, max_size=6),
    again=st.lists(st.lists(MARKS, min_size=3, max_size=3), min_size=1, max_size=6),
    target=st.booleans(),
)
def test_the_preview_is_a_promise(rows: list[list[str]], again: list[list[str]], target: bool) -> None:
    def text(of: list[list[str]]) -> str:
        return "\n".join(
            ["Element | Ops | IT | Crew", *(f"Step {n} | " + " | ".join(r) for n, r in enumerate(of))]
        )

    there = workspace()
    hints = Hints(layer="target" if target else "current", fields={"element": "element"})
    try:
        bring(there, text(rows))
        plan = make_plan(there, source(text(again)), hints)
    except ImportRefusedError:
        return
    before, known = letters(there), len(there.elements())
    apply_plan(there, plan)
    after = letters(there)
    layer = 1 if target else 0
    empty: tuple[str, str | None] = ("", None)
    told = {(cell.element, cell.party): (cell.old, cell.new) for cell in plan.cells}
    real = {
        key: (before.get(key, empty)[layer], after.get(key, empty)[layer])
        for key in before.keys() | after.keys()
        if before.get(key, empty)[layer] != after.get(key, empty)[layer]
    }
    assert told == real
    assert len(there.elements()) == known + len(plan.new_elements)
    assert make_plan(there, source(text(again)), hints).is_empty


def test_an_import_beside_other_records_leaves_them_alone() -> None:
    state: State = new_state("Shop")
    state.put(Journey(id="j", name="Main"), "journeys")
    state.put(Element(id="e", name="Untouched", journey="j"), "elements")
    there = Workspace(state, Head(0, ""), author="dana")
    bring(there, BASE)
    assert there.elements()[0].name == "Untouched"
    assert [journey.name for journey in there.journeys()] == ["Main"]
