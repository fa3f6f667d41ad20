"""What the rules say: in the words of the design, and the same after any edit as if counted anew."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.counting import Holders, RowCounts
from raci_tui.core.errors import EditError
from raci_tui.core.findings import Finding, FindingLayer, Findings, Rule
from raci_tui.core.ledger import Change, follow
from raci_tui.core.records import Cell, Element, Pain, Party, RuleSetting, Severity, Waiver
from raci_tui.core.scheme import RACI, Bounds, Kind, Letter, Scheme
from raci_tui.core.touched import touched_elements
from raci_tui.core.workspace import Workspace, new_state
from raci_tui.rules.ownership import OWNERSHIP_RULES
from tests.strategies import BASE, base_state, ids, open_workspace, perform, step

TODAY = "2026-01-05"


class Day:
    """A calendar that a test turns."""

    def __init__(self) -> None:
        self.today = TODAY

    def __call__(self) -> str:
        return self.today


def one_row(*cells: tuple[str, str, str | None], scheme: Scheme = RACI) -> Workspace:
    """A workspace with the element `e` and a cell per party, given as party, current and target."""
    state = new_state("One row", scheme=scheme.id)
    workspace = Workspace(state, BASE, author="dana", schemes={scheme.id: scheme})
    base = base_state()
    state.put(base.get("journeys", "j2"), "journeys")
    state.put(Element(id="e", name="Ask", journey="j2"), "elements")
    for party in ("p1", "p2", "p3", "p4"):
        state.put(base.get("parties", party), "parties")
    for party, current, target in cells:
        state.put(Cell(element="e", party=party, current=current, target=target), "cells")
    return workspace


def judge(workspace: Workspace, day: Day | None = None) -> Findings:
    return Findings(workspace, OWNERSHIP_RULES, day or Day())


def said(workspace: Workspace) -> set[tuple[str, str]]:
    """Rule and layer of every finding about the row."""
    return {(finding.rule, finding.layer) for finding in judge(workspace).of("e")}


ROWS = [
    # cells, findings
    ([], {("no-owner", "both"), ("no-doer", "both")}),
    ([("p1", "A", None)], set()),
    ([("p1", "AR", None)], set()),
    ([("p1", "R", None)], {("no-owner", "both")}),
    ([("p1", "C", None)], {("no-owner", "both"), ("no-doer", "both")}),
    ([("p1", "-", None)], {("no-owner", "both"), ("no-doer", "both")}),
    ([("p1", "A", None), ("p2", "A", None)], {("many-owners", "both")}),
    ([("p1", "R", "A")], {("no-owner", "current")}),
    ([("p1", "", "A")], {("no-owner", "current"), ("no-doer", "current")}),
    ([("p1", "A", "-")], {("no-owner", "target"), ("no-doer", "target")}),
    ([("p1", "A", "R")], {("no-owner", "target")}),
    ([("p1", "A", "C"), ("p2", "", "R")], {("no-owner", "target")}),
    ([("p1", "A", None), ("p2", "", "A")], {("many-owners", "target")}),
    ([("p1", "A", "-"), ("p2", "A", None)], {("many-owners", "current")}),
    ([("p1", "R", "R")], {("no-owner", "current"), ("no-owner", "target")}),
    ([("p1", "R", "AR"), ("p2", "", "A")], {("no-owner", "current"), ("many-owners", "target")}),
]


@pytest.mark.parametrize(("cells", "expected"), ROWS)
def test_a_row_is_judged_in_both_layers(
    cells: list[tuple[str, str, str | None]], expected: set[tuple[str, str]]
) -> None:
    assert said(one_row(*cells)) == expected


@pytest.mark.parametrize("field", ["retired", "vacant"])
def test_an_owner_that_is_retired_or_vacant_does_not_count(field: str) -> None:
    workspace = one_row(("p1", "AR", None))
    findings = judge(workspace)
    assert not findings.of("e")
    with workspace.edit("step") as edit:
        edit.update("parties", "p1", **{field: True})
    assert {finding.rule for finding in findings.of("e")} == {"no-owner", "no-doer"}
    assert findings.is_unowned("e", "current")
    counts = findings.counts("e", "current")
    assert (counts.owners, counts.doers, counts.doing, counts.letters) == (0, 0, 0, 1)
    assert findings.holders("e", "current") == Holders()


def test_a_retired_second_owner_is_no_second_owner() -> None:
    workspace = one_row(("p1", "A", None), ("p2", "A", None))
    with workspace.edit("step") as edit:
        edit.update("parties", "p2", retired=True)
    assert said(workspace) == set()


def test_an_owner_implies_the_doer_only_where_the_scheme_says_so() -> None:
    strict = Scheme(id="strict", name="Strict", letters=RACI.letters, owner_implies_doer=False)
    assert said(one_row(("p1", "A", None), scheme=strict)) == {("no-doer", "both")}
    assert said(one_row(("p1", "AR", None), scheme=strict)) == set()


def test_the_bounds_are_the_schemes() -> None:
    council = Scheme(
        id="council",
        name="Council",
        letters=RACI.letters,
        owners=Bounds(2, 3),
        doers=Bounds(0),
        owner_implies_doer=True,
    )
    one, two = ("p1", "A", None), ("p2", "A", None)
    assert said(one_row(one, scheme=council)) == {("no-owner", "both")}
    assert said(one_row(one, two, scheme=council)) == set()
    crowd = [(party, "A", None) for party in ("p1", "p2", "p3", "p4")]
    assert said(one_row(*crowd, scheme=council)) == {("many-owners", "both")}


def test_a_scheme_without_doers_lacks_none() -> None:
    owners = Scheme(id="owners", name="Owners", letters=(Letter(code="A", name="Answers", kind="owner"),))
    assert said(one_row(scheme=owners)) == {("no-owner", "both")}


def test_a_letter_of_the_kind_out_is_no_part() -> None:
    cairo = Scheme(
        id="cairo", name="C", letters=(*RACI.letters, Letter(code="O", name="Omitted", kind="out"))
    )
    workspace = one_row(("p1", "O", None), ("p2", "-", None), ("p3", "C", None), scheme=cairo)
    assert judge(workspace).counts("e", "current") == RowCounts(advisers=1, letters=1)


def test_a_finding_names_the_parties_in_the_order_of_the_columns() -> None:
    workspace = one_row(("p4", "A", None), ("p3", "A", None), ("p1", "A", None))
    (finding,) = judge(workspace).of("e")
    assert finding.parties == ("p1", "p3", "p4")
    assert finding.message == "Customer service, Crew and Customer each answer for “Ask”."
    assert finding.advice


@pytest.mark.parametrize("name", ["{element}", "{0}", "100 %", "{", "[R]"])
def test_a_name_is_quoted_as_it_is(name: str) -> None:
    workspace = one_row()
    with workspace.edit("step") as edit:
        edit.update("elements", "e", name=name)
    assert judge(workspace).of("e")[0].message == f"Nobody answers for “{name}”."


@pytest.mark.parametrize(
    ("severity", "pain", "visibility", "rank"),
    [
        ("error", 0, "", 3), ("error", 0, "back", 3), ("error", 0, "front", 6), ("warning", 0, "", 2),
        ("info", 0, "", 1), ("error", 5, "front", 36), ("warning", 3, "front", 16), ("info", 1, "", 2),
    ],
)  # fmt: skip
def test_rank_is_severity_times_pain_times_visibility(
    severity: str, pain: int, visibility: str, rank: int
) -> None:
    workspace = one_row(("p1", "R", None))
    with workspace.edit("step") as edit:
        edit.add(RuleSetting(id="no-owner", severity=severity))  # type: ignore[arg-type]
        edit.update("elements", "e", visibility=visibility)
        if pain:
            edit.add(Pain(id="h1", element="e", severity=pain))
            edit.add(Pain(id="h2", element="e", severity=1))
    (finding,) = judge(workspace).of("e")
    assert (finding.rank, finding.severity) == (rank, severity)


def test_what_hurts_most_comes_first_then_row_order() -> None:
    workspace = open_workspace()
    with workspace.edit("step") as edit:
        edit.remove("waivers", "w1")
        edit.set("e2", "p2", "target", None)
    ranked = [(finding.element, finding.rule, finding.rank) for finding in judge(workspace).ranked("current")]
    assert ranked == [
        ("e2", "no-owner", 15),
        ("e2", "no-doer", 10),
        ("e3", "many-owners", 3),
        ("e5", "no-owner", 3),
        ("e4", "no-owner", 3),
        ("e5", "no-doer", 2),
        ("e4", "no-doer", 2),
    ]


def test_a_rule_can_be_switched_off_and_regraded() -> None:
    workspace = one_row()
    findings = judge(workspace)
    with workspace.edit("step") as edit:
        edit.add(RuleSetting(id="no-owner", enabled=False))
        edit.add(RuleSetting(id="no-doer", severity="info"))
    assert [(finding.rule, finding.severity) for finding in findings.of("e")] == [("no-doer", "info")]
    # Also where rows were judged before, as those with the same counts then are again.
    with workspace.edit("step") as edit:
        edit.update("rules", "no-owner", enabled=True)
        edit.update("rules", "no-doer", severity="warning")
    assert [(finding.rule, finding.severity) for finding in findings.of("e")] == [
        ("no-owner", "error"),
        ("no-doer", "warning"),
    ]


class TestAWaiver:
    @pytest.mark.parametrize(
        ("waiver", "accepted"),
        [
            (Waiver(id="w", rule="no-owner", element="e"), True),
            (Waiver(id="w", rule="no-owner"), True),
            (Waiver(id="w", rule="no-owner", element="e", until=TODAY), True),
            (Waiver(id="w", rule="no-owner", element="e", until="2026-01-04"), False),
            (Waiver(id="w", rule="no-doer", element="e"), False),
            (Waiver(id="w", rule="no-owner", element="other"), False),
            (Waiver(id="w", rule="no-owner", element="e", party="p1"), False),
        ],
    )
    def test_accepts_its_finding_until_its_day(self, waiver: Waiver, accepted: bool) -> None:
        workspace = one_row(("p1", "R", None))
        workspace.state.put(Element(id="other", name="Other", journey="j2"), "elements")
        with workspace.edit("step") as edit:
            edit.add(waiver)
        findings = judge(workspace)
        (finding,) = findings.of("e")
        assert finding.waived == ("w" if accepted else "")
        assert findings.open_in("e", "current") == ([] if accepted else [finding])
        assert findings.is_unowned("e", "current") is not accepted
        assert finding in findings.all()

    def test_for_a_party_accepts_what_names_it(self) -> None:
        workspace = one_row(("p1", "A", None), ("p2", "A", None))
        with workspace.edit("step") as edit:
            edit.add(Waiver(id="w", rule="many-owners", element="e", party="p2"))
        assert judge(workspace).of("e")[0].waived == "w"

    def test_ends_while_the_app_is_open(self) -> None:
        workspace, day = one_row(("p1", "R", None)), Day()
        with workspace.edit("step") as edit:
            edit.add(Waiver(id="w", rule="no-owner", element="e", until=TODAY))
        findings = judge(workspace, day)
        assert findings.of("e")[0].waived == "w"
        day.today = "2026-01-06"
        assert findings.of("e")[0].waived == ""
        assert findings.ranked("current")

    def test_taken_back_by_undo(self) -> None:
        workspace = one_row(("p1", "R", None))
        findings = judge(workspace)
        with workspace.edit("step") as edit:
            edit.add(Waiver(id="w", rule="no-owner", element="e"))
        assert findings.of("e")[0].waived
        workspace.undo()
        assert not findings.of("e")[0].waived


class TestUnowned:
    @pytest.mark.parametrize(
        ("current", "target", "layers"),
        [
            ("A", None, ""),
            ("R", None, "current target diff"),
            ("R", "A", "current diff"),
            ("A", "R", "target diff"),
            ("A", "A", ""),
        ],
    )
    def test_means_the_shown_layer_and_in_the_difference_either(
        self, current: str, target: str | None, layers: str
    ) -> None:
        findings = judge(one_row(("p1", current, target)))
        unowned = {layer for layer in ("current", "target", "diff") if findings.is_unowned("e", layer)}
        assert unowned == set(layers.split())

    def test_a_finding_shows_in_its_layer_and_in_the_difference(self) -> None:
        def layers(layer: str) -> set[str]:
            finding = Finding("r", "error", layer, "e", (), "", "", 3)  # type: ignore[arg-type]
            return {each for each in ("current", "target", "diff") if finding.shown_in(each)}

        assert layers("both") == {"current", "target", "diff"}
        assert layers("current") == {"current", "diff"}
        assert layers("target") == {"target", "diff"}


def by_the_book(workspace: Workspace) -> list[Finding]:
    """What the ownership rules say, read off every cell of every row for itself."""
    return [
        finding
        for element in workspace.elements()
        for rule in ("no-owner", "many-owners", "no-doer")
        for finding in _by_the_book(workspace, element, rule)
    ]


def _by_the_book(workspace: Workspace, element: Element, rule: str) -> Iterator[Finding]:
    tables, scheme = workspace.state.tables, workspace.scheme
    setting: RuleSetting = tables["rules"].get(rule, RuleSetting(id=rule))
    cells = {party: workspace.cell(element.id, party.id) for party in workspace.parties()}
    planned = any(cell.target is not None for cell in cells.values())
    severity: Severity = setting.severity or "error"
    layers: tuple[FindingLayer, ...] = ("current", "target") if planned else ("both",)
    for layer in layers:

        def held(kind: Kind, layer: str = layer) -> list[Party]:
            codes = set(scheme.of_kind(kind))
            return [
                party
                for party, cell in cells.items()
                if not party.retired
                and not party.vacant
                and codes & set(cell.planned if layer == "target" else cell.current)
            ]

        owners, doers = held("owner"), held("doer")
        doing = [
            party for party in cells if party in doers or (scheme.owner_implies_doer and party in owners)
        ]
        named = owners if rule == "many-owners" else []
        many = scheme.owners.max is not None and len(owners) > scheme.owners.max
        undone = len(doing) < scheme.doers.min and bool(scheme.of_kind("doer"))
        broken = {"no-owner": len(owners) < scheme.owners.min, "many-owners": many, "no-doer": undone}
        if not setting.enabled or not broken[rule]:
            continue
        waivers = [
            waiver.id
            for waiver in sorted(
                tables["waivers"].values(), key=lambda w: (w.element == "", w.until != "", w.id)
            )
            if waiver.rule == rule
            and waiver.element in ("", element.id)
            and (not waiver.party or waiver.party in [party.id for party in named])
            and (not waiver.until or waiver.until >= TODAY)
        ]
        names = ", ".join(party.name for party in named[:-1]) + "".join(
            f" and {party.name}" for party in named[-1:]
        )
        message = {
            "no-owner": f"Nobody answers for “{element.name}”.",
            "many-owners": f"{names} each answer for “{element.name}”.",
            "no-doer": f"Nobody does “{element.name}”.",
        }
        weights: dict[Severity, int] = {"error": 3, "warning": 2, "info": 1}
        rank = weights[severity] * (1 + workspace.pain(element.id))
        yield Finding(
            rule=rule,
            severity=severity,
            layer=layer,
            element=element.id,
            parties=tuple(party.id for party in named),
            message=message[rule],
            advice=next(each.advice for each in OWNERSHIP_RULES if each.id == rule),
            rank=rank * 2 if element.visibility == "front" else rank,
            waived=waivers[0] if waivers else "",
            why=next(each.why for each in OWNERSHIP_RULES if each.id == rule),
            group="ownership",
        )


@given(
    st.lists(
        st.tuples(step(), st.sampled_from(["edit", "edit", "edit", "undo", "redo"]), st.booleans()),
        max_size=12,
    )
)
def test_findings_kept_up_equal_findings_made_anew(
    drawn: list[tuple[list[int], str, bool]],
) -> None:
    workspace, new_ids = open_workspace(), ids()
    kept = judge(workspace)
    kept.all()
    for numbers, what, look in drawn:
        if what == "edit":
            perform(workspace, numbers, new_ids)
        elif what == "undo":
            workspace.undo()
        else:
            workspace.redo()
        if look:
            assert kept.all() == judge(workspace).all()
    assert kept.all() == judge(workspace).all() == by_the_book(workspace)
    # Somebody who read the same commits from the ledger sees the same, in the same words.
    other = open_workspace("ana")
    other.state.fold(workspace.pending)
    assert judge(other).all() == kept.all()


def test_a_rule_is_asked_once_for_all_rows_with_the_same_counts() -> None:
    asked: list[RowCounts] = []

    def broken(counts: RowCounts, scheme: Scheme) -> bool:
        asked.append(counts)
        return counts.owners != scheme.owners.min

    workspace = one_row()
    for number in range(50):
        workspace.state.put(Element(id=f"f{number}", name=f"{number}", journey="j2"), "elements")
    rule = Rule("other", "Other", "info", broken, "“{element}”", "why", "advice")
    findings = Findings(workspace, (rule,), Day())
    assert [finding.message for finding in findings.all()] == [f"“{e.name}”" for e in workspace.elements()]
    assert asked == [RowCounts()]
    with workspace.edit("step") as edit:
        edit.set("f7", "p1", "current", "A")
    assert (findings.of("f7"), len(findings.of("f8"))) == ((), 1)


def test_a_pain_that_moves_is_felt_in_both_rows() -> None:
    workspace = open_workspace()
    findings = judge(workspace)
    before = {finding.element: finding.rank for finding in findings.all() if finding.rule == "no-owner"}
    with workspace.edit("step") as edit:
        edit.update("pains", "h1", element="e4")
    after = {finding.element: finding.rank for finding in findings.all() if finding.rule == "no-owner"}
    assert (before["e2"], before["e4"]) == (15, 3)
    assert (after["e2"], after["e4"]) == (3, 15)


@pytest.mark.parametrize(("field", "value"), [("name", "Ask again"), ("visibility", "front")])
def test_an_element_that_changes_is_judged_again(field: str, value: str) -> None:
    workspace = one_row(("p1", "R", None))
    findings = judge(workspace)
    before = findings.of("e")
    with workspace.edit("step") as edit:
        edit.update("elements", "e", **{field: value})
    assert findings.of("e") == judge(workspace).of("e") != before


def test_findings_that_are_closed_no_longer_follow() -> None:
    workspace = one_row(("p1", "R", None))
    findings = judge(workspace)
    assert findings.of("e")
    findings.close()
    with workspace.edit("step") as edit:
        edit.set("e", "p1", "current", "A")
    assert findings.of("e")


@pytest.mark.parametrize(
    ("touched", "rows"),
    [
        ({("cells", "e1/p1"), ("cells", "e2/p1")}, {"e1", "e2"}),
        ({("elements", "e3"), ("moves", "e2")}, {"e2", "e3"}),
        ({("pains", "h1")}, {"e2"}),
        ({("pains", "gone")}, {"e1", "e2", "e3", "e4", "e5"}),
        ({("elements", "gone"), ("cells", "gone/p1"), ("people", "n1")}, set()),
    ],
)
def test_which_rows_show_what_was_touched(touched: set[tuple[str, str]], rows: set[str]) -> None:
    assert touched_elements(open_workspace(), touched) == rows


def test_an_edit_that_was_taken_back_leaves_no_finding_behind() -> None:
    workspace = one_row(("p1", "A", None))
    findings = judge(workspace)

    def empty_and_fail() -> None:
        with workspace.edit("step") as edit:
            edit.set("e", "p1", "current", "")
            edit.set("gone", "p1", "current", "A")

    with pytest.raises(EditError):
        empty_and_fail()
    assert not findings.of("e")
    assert findings.counts("e", "current").owners == 1
    assert findings.holders("e", "current").owners == ("p1",)


def test_a_commit_of_another_is_judged_at_once() -> None:
    workspace = one_row(("p1", "A", None))
    findings = judge(workspace)
    assert not findings.of("e")
    other = Workspace(one_row(("p1", "A", None)).state, BASE, author="ana", clock=workspace._clock)
    with other.edit("step") as edit:
        edit.add(Party(id="p9", name="Plumber"))
        edit.set("e", "p9", "current", "A")
    workspace.receive([follow(BASE, other.pending[0])])
    assert [finding.rule for finding in findings.of("e")] == ["many-owners"]
    assert Change("cells", "e/p9", "current", "", "A") in other.pending[0].changes
