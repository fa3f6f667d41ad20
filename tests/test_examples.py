"""The example workspaces that ship: they open, and they say what the stories they are built on say."""

import csv
import json
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from raci_tui.cli import run
from raci_tui.core.diff import all_diffs
from raci_tui.core.findings import Findings
from raci_tui.core.ledger import Head
from raci_tui.core.query import Looking, parse_query
from raci_tui.core.records import Cell
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.rules.ownership import MANY_OWNERS, NO_DOER, OWNERSHIP_RULES
from raci_tui.services.importing import apply_import, load_source, plan_import
from raci_tui.store.tiny import TinyStore, open_store

ROOT = Path(__file__).resolve().parent.parent
STORIES = ROOT / "fixtures" / "stories"
EXPECTED: dict[str, dict[str, Any]] = json.loads((STORIES / "expected.json").read_text(encoding="utf-8"))
SLUGS = sorted(EXPECTED)
ORIENTATIONS = {
    "visible": "visibility",
    "touchpoint": "touchpoint",
    "customer activity": "activity",
    "decision": "decision",
    "process": "process",
    "note": "note",
}


class Example:
    """A copy of a shipped example, opened."""

    def __init__(self, slug: str, folder: Path) -> None:
        self.slug = slug
        for suffix in ("json", "ledger"):
            shutil.copy(ROOT / "raci_tui" / "examples" / f"{slug}.raci.{suffix}", folder)
        self.path = folder / f"{slug}.raci.json"
        self.store: TinyStore = open_store(self.path)
        self.opened = self.store.load()
        self.workspace = Workspace(self.opened.state, self.opened.head, author="reader")
        self.findings = Findings(self.workspace, OWNERSHIP_RULES, lambda: "2024-06-01")

    def codes(self, query: str, layer: str = "current") -> list[str]:
        """Codes of the elements a query finds, in order."""
        looking = Looking(self.workspace, self.findings, layer, datetime(2024, 6, 1).date())  # type: ignore[arg-type]  # noqa: DTZ001
        return [e.code for e in self.workspace.elements() if parse_query(query).matches(e, looking)]

    def broken(self, rule: str, layer: str) -> list[str]:
        """Codes of the elements where a rule finds something in a layer, in order."""
        code = {element.id: element.code for element in self.workspace.elements()}
        found = [f for f in self.findings.all() if f.rule == rule and f.shown_in(layer)]  # type: ignore[arg-type]
        return [code[finding.element] for finding in found]


@pytest.fixture(params=SLUGS)
def example(request: pytest.FixtureRequest, tmp_path: Path) -> Example:
    return Example(request.param, tmp_path)


def origin_rows(slug: str) -> list[dict[str, str]]:
    with (STORIES / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_figures_are_those_of_the_story(example: Example) -> None:
    workspace, expected = example.workspace, EXPECTED[example.slug]
    kinds = Counter(party.kind for party in workspace.parties())
    cells = list(workspace.state.cells())
    assert workspace.info.name == expected["name"]
    assert len(workspace.elements()) == expected["elements"]
    assert [stage.name for stage in workspace.stages()] == expected["stages"]
    assert [kinds[kind] for kind in ("department", "partner", "customer")] == [
        expected["departments"],
        expected["partners"],
        expected["customers"],
    ]
    assert example.codes("is:unowned") == expected["unowned_current"]
    assert example.codes("is:unowned", "target") == expected["unowned_target"]
    assert example.codes("is:hot") == expected["hot"]
    assert len(example.codes("visible:front")) == expected["front"]
    assert len(example.codes("visible:back")) == expected["back"]
    assert example.broken(MANY_OWNERS.id, "current") == expected["several_accountable_current"]
    assert example.broken(MANY_OWNERS.id, "target") == expected["several_accountable_target"]
    assert example.broken(NO_DOER.id, "current") == expected["no_responsible_current"]
    assert len(all_diffs(workspace.state)) == expected["cells_different"]
    assert sum(cell.target is not None for cell in cells) == expected["cells_planned"]
    assert sum(cell.current not in ("", "-") for cell in cells) == expected["cells_filled_current"]
    assert sum(cell.current == "-" for cell in cells) == expected["cells_not_involved_current"]


def test_every_text_and_letter_is_the_origins(example: Example) -> None:
    tables = example.workspace.state.tables
    parties = {party.name: party for party in example.workspace.parties()}
    pains = {pain.element: pain for pain in tables["pains"].values()}
    rows = origin_rows(example.slug)
    assert len(rows) == len(example.workspace.elements())
    for row, element in zip(rows, example.workspace.elements(), strict=True):
        assert (element.code, element.name) == (row["id"], row["element"])
        assert tables["journeys"][element.journey].name == row["journey"]
        assert tables["stages"][element.stage].name == row["stage"]
        assert {column: getattr(element, field) for column, field in ORIENTATIONS.items()} == {
            column: row[column] for column in ORIENTATIONS
        }
        pain = pains.get(element.id)
        said = (str(pain.severity), pain.source, pain.text) if pain else None
        written = (row["pain"], row["pain source"], row["pain text"]) if row["pain source"] else None
        assert said == written
        for name, party in parties.items():
            current, arrow, target = (part.strip().replace("/", "") for part in row[name].partition(">"))
            wanted = Cell(
                element=element.id, party=party.id, current=current, target=target if arrow else None
            )
            assert example.workspace.cell(element.id, party.id) == wanted, (row["id"], name)


def test_every_party_is_the_origins(example: Example) -> None:
    about = tomllib.loads((STORIES / f"{example.slug}.toml").read_text(encoding="utf-8"))
    tables = example.workspace.state.tables
    found = [
        {
            "name": party.name,
            "short": party.short,
            "kind": party.kind,
            "overlay": party.overlay,
            "aliases": list(party.aliases),
            "contact": party.contact,
            "parent": tables["parties"][party.parent].name if party.parent else "",
        }
        for party in example.workspace.parties()
    ]
    assert found == [{"parent": "", **party} for party in about["parties"]]
    (persona,) = tables["personas"].values()
    assert f"{persona.name}, {persona.description}" == about["persona"]


def test_description_says_that_it_is_illustrative(example: Example) -> None:
    description = example.workspace.info.description
    assert description.startswith("Illustrative, built on the published story")
    assert "Invented:" in description


def test_ledger_folds_to_the_snapshot(example: Example, tmp_path: Path) -> None:
    state = example.store.base()
    assert {name for name, table in state.tables.items() if table} == {"workspace"}
    assert not list(state.cells())
    state.fold(entry.commit for entry in example.store.history())
    (tmp_path / "alone").mkdir()
    alone = open_store(shutil.copy(example.path, tmp_path / "alone")).load()
    assert alone.state == state == example.opened.state
    assert example.store.lag == 0


def test_history_is_three_weeks_of_named_people(example: Example) -> None:
    commits = [entry.commit for entry in example.store.history()]
    times = [datetime.fromisoformat(commit.at) for commit in commits]
    people = {person.name for person in example.workspace.state.tables["people"].values()}
    assert times == sorted(times)
    assert datetime.fromisoformat(example.store.begun()) <= times[0]
    assert 19 <= (times[-1] - times[0]).days <= 23
    assert {commit.author for commit in commits} == people
    assert len({commit.id for commit in commits}) == len(commits)
    ids = {commit.id for commit in commits}
    assert [commit.undoes in ids for commit in commits if commit.undoes] == [True]
    assert commits[-1].label.startswith("Hand over to")
    assert [move.state for move in example.workspace.state.tables["moves"].values()] == ["proposed"]


def test_story_gaps_shrink_in_its_course(example: Example) -> None:
    """The unowned of the target come down from the unowned of today as the plan is drawn."""
    state = example.store.base()
    workspace = Workspace(state, example.opened.head, author="reader")
    unowned: list[int] = []
    for entry in example.store.history():
        state.fold((entry.commit,))
        findings = Findings(workspace, OWNERSHIP_RULES, lambda: "2024-06-01")
        unowned.append(sum(findings.is_unowned(element.id, "target") for element in workspace.elements()))
        findings.close()
    expected = EXPECTED[example.slug]
    assert max(unowned) >= len(expected["unowned_current"])
    assert unowned[-1] == len(expected["unowned_target"])


def test_rebuilding_gives_the_same_bytes() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "fixtures" / "workspaces.py"), "--check"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def letters(workspace: Workspace) -> dict[tuple[str, str], str]:
    """Today's letters by code and party."""
    return {place: cell.current for place, cell in cells_by_name(workspace).items() if cell.current}


def differences(workspace: Workspace) -> dict[tuple[str, str], tuple[str, str | None]]:
    """What is and what should be, where they differ, by code and party."""
    return {p: (cell.current, cell.target) for p, cell in cells_by_name(workspace).items() if cell.differs}


def cells_by_name(workspace: Workspace) -> dict[tuple[str, str], Cell]:
    tables = workspace.state.tables
    return {
        (tables["elements"][cell.element].code, tables["parties"][cell.party].name): cell
        for cell in workspace.state.cells()
    }


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "md"])
def test_importing_the_tables_gives_the_same_matrix(example: Example, suffix: str) -> None:
    workspace = Workspace(new_state("Imported"), Head(0, ""), author="reader")
    source = load_source(ROOT / "fixtures" / f"{example.slug}.{suffix}")
    apply_import(workspace, plan_import(workspace, source))
    names = [[(e.code, e.name) for e in each.elements()] for each in (workspace, example.workspace)]
    assert names[0] == names[1]
    assert [stage.name for stage in workspace.stages()] == [s.name for s in example.workspace.stages()]
    assert letters(workspace) == letters(example.workspace)
    assert differences(workspace) == ({} if suffix == "csv" else differences(example.workspace))


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "md"])
def test_importing_the_tables_into_the_example_changes_no_letter(example: Example, suffix: str) -> None:
    before = letters(example.workspace), differences(example.workspace)
    source = load_source(ROOT / "fixtures" / f"{example.slug}.{suffix}")
    plan = plan_import(example.workspace, source)
    apply_import(example.workspace, plan)
    assert (letters(example.workspace), differences(example.workspace)) == before
    assert (plan.new_elements, plan.new_parties, plan.new_stages) == ((), (), ())


WHY = {
    "no-owner": "the story's own gaps: nobody answers",
    "many-owners": "districts and departments that each believe it is theirs",
    "no-doer": "work that falls between two desks",
    "nobody-asked": "steps that one party does without a word to the others",
    "outside-owner": "what was handed to partners together with the answer for it",
    "partners-only": "the stories are about partners who do most of the work",
    "overlay-owner": "what the overlay team holds until a department takes it",
    "owner-overload": "the few departments to which the target gives what nobody owned",
    "passive-party": "parties that the target leaves with being asked and told",
    "many-advisers": "one step about which everybody wants to be asked",
}
"""Why a rule finds anything in the stories."""
FOUND: dict[str, dict[str, dict[str, int]]] = {
    "prepaid-mobile": {
        "current": {
            "no-owner": 20, "many-owners": 2, "no-doer": 4, "nobody-asked": 9, "outside-owner": 3,
            "overlay-owner": 2, "partners-only": 8,
        },
        "target": {
            "nobody-asked": 6, "outside-owner": 1, "owner-overload": 4, "partners-only": 1, "passive-party": 1,
        },
    },
    "southern-water": {
        "current": {
            "no-owner": 23, "many-owners": 3, "no-doer": 4, "nobody-asked": 13, "outside-owner": 16,
            "overlay-owner": 4, "owner-overload": 2, "partners-only": 35, "passive-party": 2,
        },
        "target": {
            "no-owner": 3, "no-doer": 1, "many-advisers": 1, "nobody-asked": 11, "outside-owner": 3,
            "owner-overload": 3, "partners-only": 5, "passive-party": 5,
        },
    },
    "unbilled-water": {
        "current": {
            "no-owner": 9, "many-owners": 1, "no-doer": 2, "nobody-asked": 4, "outside-owner": 1,
            "overlay-owner": 1, "partners-only": 5,
        },
        "target": {
            "no-owner": 1, "no-doer": 1, "nobody-asked": 4, "outside-owner": 1, "owner-overload": 2,
            "partners-only": 1, "passive-party": 1,
        },
    },
}  # fmt: skip
"""How often each rule finds something, by example and layer."""


@pytest.mark.parametrize("layer", ["current", "target"])
def test_check_finds_exactly_what_the_story_was_built_with(
    example: Example, layer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(example.path), "--layer", layer, "--json", "--fail-on", "never"]) == 0
    found = Counter(each["rule"] for each in json.loads(capsys.readouterr().out)["findings"])
    assert found == FOUND[example.slug][layer]
    assert found.keys() <= WHY.keys()
