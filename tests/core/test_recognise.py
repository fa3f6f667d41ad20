"""Tables in the wild: what is the matrix, and that nothing of them is dropped silently."""

import pytest

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.recognise import Hints, Recognised, SeenTable, read_mappings, recognise
from raci_tui.core.scheme import RACI
from raci_tui.core.tables import Merge, RawTable, Source, text_table


def table(text: str, *, title: str = "", **more: object) -> RawTable:
    """A table drawn with one line a row and `|` between cells."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    made = text_table(rows, title=title, style="sheet" if title else "text")
    return RawTable(
        title=made.title,
        rows=made.rows,
        lines=made.lines,
        style=made.style,
        **more,  # type: ignore[arg-type]
    )


def understood(*tables: RawTable, hints: Hints | None = None) -> Recognised:
    return recognise(Source(name="source", tables=tables), RACI, hints)


def only(*tables: RawTable, hints: Hints | None = None) -> SeenTable:
    (seen,) = understood(*tables, hints=hints).tables
    return seen


def cells(seen: SeenTable) -> dict[str, dict[str, str | None]]:
    names = [party.name for party in seen.parties]
    return {row.name: {names[cell.party]: cell.letters for cell in row.cells} for row in seen.rows}


def test_a_plain_matrix() -> None:
    seen = only(table("Task | Ops | IT\nPlan | A/R | c\nBuild | R & A | -"))
    assert cells(seen) == {"Plan": {"Ops": "AR", "IT": "C"}, "Build": {"Ops": "AR", "IT": "-"}}


def test_id_stage_and_further_columns() -> None:
    seen = only(
        table(
            "# | Phase | Activity | Front/Back | Pain | Ops | IT | Owner note | Notes\n"
            "1 | Start | Plan | front | 4 | A | R | see Dana | urgent\n"
            "2 | Start | Build | back | | C | A/R | | "
        )
    )
    first = seen.rows[0]
    assert (first.texts["id"], first.stage, first.visibility, first.pain) == ("1", "Start", "front", 4)
    assert (first.texts["note"], first.extra) == ("urgent", {"Owner note": "see Dana"})
    assert [party.name for party in seen.parties] == ["Ops", "IT"]


@pytest.mark.parametrize(
    ("header", "stage"),
    [("Aufgabe", "Phasen"), ("Tâche", "Phase"), ("タスク", "フェーズ"), ("任务", "阶段"), ("Tarea", "Etapa")],
)
def test_header_words_of_other_languages(header: str, stage: str) -> None:
    seen = only(table(f"Nr. | {stage} | {header} | Ops\n7 | S | Plan | A"))
    assert (seen.rows[0].name, seen.rows[0].stage, seen.rows[0].texts["id"]) == ("Plan", "S", "7")


def test_group_row_gives_kinds_by_merged_areas() -> None:
    seen = only(
        table(
            "Our chart\n| Departments | | Partners | Customer\n"
            "Element | Ops | IT | Crew | Customer\nPlan | A | R | C | I",
            title="Today",
            merges=(Merge(1, 1, 1, 2),),
        )
    )
    assert [(p.kind, p.sure) for p in seen.parties] == [
        ("department", True), ("department", True), ("partner", True), ("customer", True),
    ]  # fmt: skip


def test_group_row_without_merged_areas_carries_over_blanks() -> None:
    seen = only(table("| Internal | | Suppliers |\nElement | Ops | IT | Crew | Firm\nPlan | A | R | C | I"))
    assert [party.kind for party in seen.parties] == ["department", "department", "partner", "partner"]


def test_partners_by_flag_and_customer_by_name() -> None:
    seen = only(table("Task | Ops | Crew | Customer\nPlan | A | R | I"), hints=Hints(partners=("crew",)))
    assert [party.kind for party in seen.parties] == ["department", "partner", "customer"]
    with pytest.raises(ImportRefusedError, match="no column is called 'nobody'"):
        only(table("Task | Ops\nPlan | A"), hints=Hints(partners=("Nobody",)))


def test_second_header_row_gives_other_names() -> None:
    seen = only(table("| CS | OPS\nTask | Customer Service | Operations\nPlan | A | R"))
    assert [(party.name, party.aliases) for party in seen.parties] == [
        ("Customer Service", ("CS",)), ("Operations", ("OPS",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "merges"),
    [
        ("ID | Task | Ops | IT\n | First part | | \n1 | Plan | A | R\n | Second part | | \n2 | Build | A | ", ()),
        (("Task | Ops | IT\nFirst part | First part | First part\nPlan | A | R\n"
         "Second part | Second part | Second part\nBuild | A |"), ()),
        ("Task | Ops | IT\nFirst part | |\nPlan | A | R\nSecond part | |\nBuild | A |",
         (Merge(1, 0, 1, 3), Merge(3, 0, 1, 3))),
        ("Task | Ops | IT\nFirst part: | |\nPlan | A | R\nSecond part: | |\nBuild | A |", ()),
        ("Task | Ops | IT\nFirst part | |\nPlan | A | R\nSecond part | |\nBuild | A |", ()),
    ],
    ids=["without an id", "repeated", "merged", "colon", "lone lines"],
)  # fmt: skip
def test_section_rows_become_stages(text: str, merges: tuple[Merge, ...]) -> None:
    seen = only(table(text, merges=merges))
    assert [(row.name, row.stage) for row in seen.rows] == [("Plan", "First part"), ("Build", "Second part")]


def test_rows_without_letters_stay_elements_where_a_stage_column_says_so() -> None:
    seen = only(table("Stage | Task | Ops\nS | Nobody does this |\nS | Plan | A"))
    assert [row.name for row in seen.rows] == ["Nobody does this", "Plan"]


def test_undecided_elements_among_others_are_no_sections() -> None:
    seen = only(table("Task | Ops | IT\nPlan | A | R\nUndecided | |\nAlso undecided | |\nBuild | A |"))
    assert [(row.name, row.stage) for row in seen.rows] == [
        ("Plan", ""), ("Undecided", ""), ("Also undecided", ""), ("Build", ""),
    ]  # fmt: skip


def test_a_stage_column_with_blanks_below_carries_its_name_down() -> None:
    seen = only(table("Phase | Task | Ops\nStart | Plan | A\n | Build | A\nEnd | Close | A\n | File | A"))
    assert [row.stage for row in seen.rows] == ["Start", "Start", "End", "End"]


def test_legends_totals_and_titles_are_told_not_read() -> None:
    result = understood(
        table(
            "Responsibilities 2026\nR = Responsible\nA = Accountable\n\nTask | Ops | IT\nPlan | A | R\nBuild | A | \n"
            "Total | 2 | 1\nAverage | | \n\nLegend\nR | Responsible\nC | Consulted"
        )
    )
    assert [row.name for row in result.tables[0].rows] == ["Plan", "Build"]
    told = {noted.address: noted.reason for noted in result.skipped}
    assert told == {
        "line 1, cell 1": "a line above the table",
        "line 2, cell 1": "a legend",
        "line 3, cell 1": "a legend",
        "line 8, cell 1": "sums: numbers and no letters",
        "line 9, cell 1": "a totals row",
        "line 11, cell 1": "a legend",
        "line 12, cell 1": "a legend",
        "line 13, cell 1": "a legend",
    }


def test_a_legend_beside_is_no_party() -> None:
    result = understood(
        table("Task | Ops | | Legend |\nPlan | A | | R | Responsible\nBuild | A | | C | Consulted")
    )
    (seen,) = result.tables
    assert [party.name for party in seen.parties] == ["Ops"]
    assert {noted.text for noted in result.skipped} == {"R", "C", "Responsible", "Consulted"}


def test_a_legend_that_swaps_meanings_is_said() -> None:
    result = understood(table("Task | Ops\nPlan | A\nBuild | R\n\nR = Accountable\nA = Responsible"))
    assert any("--map R=A" in remark for remark in result.remarks)


@pytest.mark.parametrize(
    "mark", ["r/a", "A,R", "R A", " ar ", "**A** / R", "Ａ/R", "Accountable & Responsible"]
)
def test_odd_letters_are_mapped(mark: str) -> None:
    assert cells(only(table(f"Task | Ops | IT\nPlan | {mark} | I")))["Plan"]["Ops"] == "AR"


def test_look_alikes_are_mapped_and_told() -> None:
    result = understood(table("Task | Ops | IT\nPlan | А | I"))
    assert cells(result.tables[0])["Plan"]["Ops"] == "A"
    assert result.remarks == ("line 2, cell 2: 'А' read as A",)


@pytest.mark.parametrize("mark", ["X", "✓", "Yes", "S", "R1", "Dana Scully"])
def test_unknown_marks_go_to_the_note_and_the_report(mark: str) -> None:
    result = understood(table(f"Task | Ops | Legal | IT\nPlan | | {mark} | A\nBuild | A | |"))
    cell = result.tables[0].rows[0].cells[0]
    assert (cell.letters, cell.note) == (None, mark)
    assert [(noted.address, noted.text) for noted in result.unknown] == [("line 2, cell 3", mark)]


def test_a_column_of_marks_beside_the_parties_is_a_party_and_one_of_words_is_kept_by_name() -> None:
    result = understood(
        table("Task | Priority | Ops | IT | Output\nPlan | H | X | A | a plan\nBuild | L | X | A | a house")
    )
    (seen,) = result.tables
    assert [party.name for party in seen.parties] == ["Ops", "IT"]
    assert seen.rows[0].extra == {"Priority": "H", "Output": "a plan"}
    assert len(result.unknown) == 2


@pytest.mark.parametrize("mark", ["-", "–", "N/A", "O", "N", "none", "/"])
def test_marks_for_not_involved(mark: str) -> None:
    assert cells(only(table(f"Task | Ops | IT\nPlan | {mark} | A")))["Plan"]["Ops"] == "-"


def test_marks_and_columns_by_mapping() -> None:
    marks, fields = read_mappings(["X=R", "Crew=A/R", "Sprint=stage"], RACI)
    assert (marks, fields) == ({"x": "R", "crew": "AR"}, {"sprint": "stage"})
    seen = only(
        table("Sprint | Task | Ops | IT\nOne | Plan | X | A"), hints=Hints(marks=marks, fields=fields)
    )
    assert seen.rows[0].stage == "One"
    assert cells(seen)["Plan"] == {"Ops": "R", "IT": "A"}
    for wrong in ("X", "X=Q", "=R"):
        with pytest.raises(ImportRefusedError):
            read_mappings([wrong], RACI)


def test_footnotes_and_remarks_are_kept() -> None:
    seen = only(table("Task | Ops | IT\nPlan | C* | **A** (SEV1/2)\nBuild | A |\n* only when it rains | |"))
    assert [(cell.letters, cell.note) for cell in seen.rows[0].cells] == [
        ("C", "* only when it rains"), ("A", "SEV1/2"),
    ]  # fmt: skip
    assert len(seen.rows) == 2


def test_duplicate_elements_and_headers_are_kept_apart() -> None:
    result = understood(table("Task | Ops | Ops\nPlan | A | R\nPlan | | A"))
    (seen,) = result.tables
    assert [party.name for party in seen.parties] == ["Ops", "Ops (2)"]
    assert [row.name for row in seen.rows] == ["Plan", "Plan"]
    assert any("stands there twice" in remark for remark in result.remarks)


def test_unfilled_parties() -> None:
    seen = only(table("Task | Ops | TBD | Data owner (vacant)\nPlan | A | R | C"))
    assert [(party.name, party.vacant) for party in seen.parties] == [
        ("Ops", False), ("TBD", True), ("Data owner", True),
    ]  # fmt: skip


def test_a_party_not_involved_anywhere_beside_one_that_holds_nothing_yet() -> None:
    seen = only(table("Task | CS | Ops | Fin\nBook | - | | A"))
    assert [party.name for party in seen.parties] == ["CS", "Ops", "Fin"]
    assert cells(seen)["Book"]["CS"] == "-"


def test_letters_without_a_name_or_a_header_are_told() -> None:
    result = understood(table("Task | Ops | \nPlan | A | R\n | C | \nBuild | A |"))
    assert [(noted.address, noted.reason) for noted in result.skipped] == [
        ("line 3, cell 2", "no name stands in the element column"),
        ("line 2, cell 3", "the column has no header"),
    ]


def test_parties_in_rows() -> None:
    result = understood(table("Role | Plan | Build\nOps | A | C\nIT | R | A", title="Sheet"))
    assert cells(result.tables[0]) == {"Plan": {"Ops": "A", "IT": "R"}, "Build": {"Ops": "C", "IT": "A"}}
    assert result.tables[0].rows[0].cells[1].address == "Sheet!B3"


def test_names_under_letters() -> None:
    seen = only(table("Activity | R | A | C | I\nPlan | Ops, IT | Ops | Legal |\nBuild | IT | Head | | Ops"))
    assert cells(seen) == {
        "Plan": {"Ops": "AR", "IT": "R", "Legal": "C"},
        "Build": {"IT": "R", "Head": "A", "Ops": "I"},
    }


def test_two_layers_by_their_titles_are_taken_together() -> None:
    text = "Task | Ops\nPlan | A"
    result = understood(
        table(text, title="As is"), table(text, title="To-be"), table("R | Responsible", title="Key")
    )
    assert [(seen.title, seen.layer, seen.number) for seen in result.tables] == [
        ("As is", "current", 1), ("To-be", "target", 2),
    ]  # fmt: skip


def test_equal_candidates_are_refused_with_the_flags() -> None:
    text = "Task | Ops\nPlan | A"
    tables = (table(text, title="North"), table(text, title="South"))
    with pytest.raises(ImportRefusedError, match=r"--table 1 \(North\); --table 2 \(South\)"):
        understood(*tables)
    assert only(*tables, hints=Hints(table=2)).title == "South"
    assert only(*tables, hints=Hints(table=2, layer="target")).layer == "target"


def test_hidden_and_difference_sheets_are_listed_not_taken() -> None:
    text = "Task | Ops\nPlan | A"
    result = understood(
        table(text, title="Today"), table(text, title="Old", hidden=True), table(text, title="Difference")
    )
    assert [seen.title for seen in result.tables] == ["Today"]
    assert {noted.address for noted in result.skipped} == {"Old", "Difference"}
    assert (
        only(table(text, title="Today"), table(text, title="Old", hidden=True), hints=Hints(table=2)).title
        == "Old"
    )


@pytest.mark.parametrize("text", ["", "just | some\nwords | here", "Task\nPlan\nBuild", "1 | 2\n3 | 4"])
def test_no_matrix_is_refused(text: str) -> None:
    with pytest.raises(ImportRefusedError):
        understood(table(text))


def test_a_matrix_in_which_nothing_is_decided_yet() -> None:
    seen = only(table("Element | Ops | IT\nPlan | |\nBuild | |"))
    assert [row.name for row in seen.rows] == ["Plan", "Build"]
    assert [party.name for party in seen.parties] == ["Ops", "IT"]


def test_values_that_no_field_holds_are_kept_and_told() -> None:
    result = understood(table("Task | Visible | Pain | Ops\nPlan | sometimes | terrible | A"))
    row = result.tables[0].rows[0]
    assert (row.visibility, row.pain, row.extra) == ("", 0, {"Visible": "sometimes", "Pain": "terrible"})
    assert {noted.text for noted in result.unknown} == {"sometimes", "terrible"}


def test_a_known_header_wins_over_a_cell_that_happens_to_be_a_word_for_a_letter() -> None:
    seen = only(table("Phase|Activity|Ops|Crew\nPlan|Order|A|R\nDo|Fit|R|A\nCheck|Look|A|"))
    assert [party.name for party in seen.parties] == ["Ops", "Crew"]
    assert [row.stage for row in seen.rows] == ["Plan", "Do", "Check"]
