"""What `check` finds: a workspace judged in one layer, beside its waivers and a baseline."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple

from raci_tui.core.baseline import Baseline
from raci_tui.core.query import Looking
from raci_tui.core.records import Layer, Severity
from raci_tui.core.rule import Finding
from raci_tui.core.views import View
from raci_tui.services.session import Session

FailOn = Severity | Literal["never"]
BaselineState = Literal["new", "unchanged"]
_GRADES: Final[dict[Severity, int]] = {"error": 3, "warning": 2, "info": 1}


class Checked(NamedTuple):
    """What was found in a layer.

    Attributes:
        rows: How many elements were judged.
        findings: The most pressing first, waived ones included.
        baseline: What was accepted as it was, or None where everything counts.
    """

    layer: Layer
    rows: int
    findings: tuple[Finding, ...]
    baseline: Baseline | None = None

    def state(self, finding: Finding) -> BaselineState | None:
        """Whether a finding is news beside the baseline; None where there is no baseline."""
        if self.baseline is None:
            return None
        return "unchanged" if self.baseline.holds(finding) else "new"

    @property
    def waived(self) -> int:
        """How many are accepted by a waiver."""
        return sum(1 for finding in self.findings if finding.waived)

    @property
    def known(self) -> int:
        """How many are in the baseline, those accepted by a waiver left out."""
        return sum(1 for each in self.findings if not each.waived and self.state(each) == "unchanged")

    def counts(self, finding: Finding) -> bool:
        """Whether a finding is neither accepted by a waiver nor in the baseline."""
        return not finding.waived and self.state(finding) != "unchanged"

    def fails(self, fail_on: FailOn) -> bool:
        """Whether the answer is no: something that counts is as severe as this, or more."""
        return fail_on != "never" and any(
            _GRADES[each.severity] >= _GRADES[fail_on] for each in self.findings if self.counts(each)
        )


def check(session: Session, view: View, baseline: Baseline | None = None) -> Checked:
    """Judge the elements and parties of a view in its layer, and the whole, as they are today."""
    findings = session.findings
    shown = view.arranged(
        Looking(session.workspace, findings, view.layer, date.fromisoformat(session.today()))
    )
    rows = shown.elements
    found = [each for key in rows for each in findings.of(key)]
    found += [
        each for column in shown.parties for party in column.parties for each in findings.of_party(party.id)
    ]
    found += [each for each in findings.of_matrix() if not each.element or each.element in set(rows)]
    found = [each for each in found if each.shown_in(view.layer)]
    found.sort(key=lambda finding: -finding.rank)
    return Checked(view.layer, len(rows), tuple(found), baseline)
