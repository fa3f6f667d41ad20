"""The schemes that ship, besides RACI: which letters there are, who answers and who does, and how strict they are.

Each comes as most sources have it, as a strict variant (one answers, one does, and never the same letter cell), and
where the literature differs about how many answer as a relaxed one. Colours stay readable under black text and can be
told apart by eyes that lack one kind of cone; the letters carry the meaning.

Where sources contradict each other, `RACI_STRICT` and the relaxed variants name them.
"""

from __future__ import annotations

from typing import Final

import msgspec

from raci_tui.core.scheme import RACI, Bounds, Kind, Letter, Scheme

_AMBER: Final = "#f5c26b"
_BLUE: Final = "#b7d7f0"
_VIOLET: Final = "#8f97e0"
_ROSE: Final = "#e08aae"
_PURPLE: Final = "#b79be6"
_GREEN: Final = "#cfe8c6"
_GREY: Final = "#e3e3e3"
_TAN: Final = "#bfae94"
_RESPONSIBLE, _ACCOUNTABLE, _CONSULTED, _INFORMED = RACI.letters


def _letter(code: str, name: str, kind: Kind, color: str, *words: str) -> Letter:
    return Letter(code=code, name=name, kind=kind, color=color, words=(name.casefold(), *words))


def _strict(scheme: Scheme, **other: object) -> Scheme:
    """One answers, one does, and nobody does both in one cell."""
    changes: dict[str, object] = {
        "owners": Bounds(1, 1), "doers": Bounds(1, 1), "share_cell": False, "owner_implies_doer": False, **other,
    }  # fmt: skip
    return _variant(scheme, "strict", **changes)


def _relaxed(scheme: Scheme) -> Scheme:
    """At least one answers, and at least one does."""
    return _variant(scheme, "relaxed", owners=Bounds(1), doers=Bounds(1))


def _variant(scheme: Scheme, word: str, **changes: object) -> Scheme:
    return msgspec.structs.replace(scheme, id=f"{scheme.id}-{word}", name=f"{scheme.name}, {word}", **changes)


RACI_STRICT: Final = _strict(RACI)
"""For houses that forbid A/R: exactly one R (Asana's help, toolkitforthinking.com) and one A; A and R in one cell are
forbidden (CISO Assistant) or suspect (ixcoach.com)."""

RACI_RELAXED: Final = _relaxed(RACI)
"""A committee may answer: at least one A, instead of exactly one as most have it."""

RASCI: Final = Scheme(
    id="rasci",
    name="RASCI",
    letters=(
        _RESPONSIBLE,
        _ACCOUNTABLE,
        _letter("S", "Support", "support", _VIOLET, "supports", "supportive", "assists"),
        _CONSULTED,
        _INFORMED,
    ),
    owner_implies_doer=True,
)
"""RACI with Support, also written RASIC: RACI's bounds, and somebody who helps the responsible one with the work."""

RASCI_STRICT: Final = _strict(RASCI)
"""RASCI with RACI's strict bounds."""

RASCI_RELAXED: Final = _relaxed(RASCI)
"""RASCI in which several may answer; RASCI validators take more than one A for a warning, not for an error."""

RACI_VS: Final = Scheme(
    id="raci-vs",
    name="RACI-VS",
    letters=(
        _RESPONSIBLE,
        msgspec.structs.replace(_ACCOUNTABLE, words=("accountable", "answers", "owns", "owner")),
        _CONSULTED,
        _INFORMED,
        _letter("V", "Verifier", "check", _ROSE, "verifies", "verify", "checks"),
        _letter("S", "Signatory", "check", _PURPLE, "signs", "signs off", "sign-off", "sign off"),
    ),
    owner_implies_doer=True,
)
"""RACI with Verifier, who checks the result against the agreed criteria, and Signatory, who approves it; the
signatory should hold the A too (iso27diy)."""

RACI_VS_STRICT: Final = _strict(RACI_VS, share_cell=True, conflicts=(("A", "R"),))
"""RACI-VS with one R and one A, never of one party; cells are shared all the same, since A and S belong together."""

RACI_VS_RELAXED: Final = _relaxed(RACI_VS)
"""RACI-VS in which several may answer, as in RACI's relaxed variant."""

CAIRO: Final = Scheme(
    id="cairo",
    name="CAIRO",
    letters=(
        _RESPONSIBLE,
        _ACCOUNTABLE,
        _CONSULTED,
        _INFORMED,
        _letter("O", "Omitted", "out", _TAN, "out of the loop", "out"),
    ),
    owner_implies_doer=True,
)
"""RACI with Omitted, also written RACIO: who is left out on purpose, which never counts as having a part. One source
swaps the meaning of R and A; this one is RACI's."""

CAIRO_STRICT: Final = _strict(CAIRO)
"""CAIRO with RACI's strict bounds."""

CAIRO_RELAXED: Final = _relaxed(CAIRO)
"""CAIRO in which several may answer, as in RACI's relaxed variant."""

DACI: Final = Scheme(
    id="daci",
    name="DACI",
    letters=(
        _letter("D", "Driver", "doer", _BLUE, "drives"),
        _letter("A", "Approver", "owner", _AMBER, "approves", "decides"),
        _letter("C", "Contributor", "advise", _GREEN, "contributes", "advises"),
        _INFORMED,
    ),
    doers=Bounds(1, 1),
)
"""For decisions: one Driver brings it about, one Approver decides. Sources have one approver, or one or more; how many
drivers there may be is not verified."""

DACI_STRICT: Final = _strict(DACI)
"""DACI in which who drives never approves in the same cell."""

DACI_RELAXED: Final = _relaxed(DACI)
"""DACI with one or more approvers, as some sources have it, and one or more drivers."""

RAPID: Final = Scheme(
    id="rapid",
    name="RAPID",
    letters=(
        _letter("R", "Recommend", "support", _VIOLET, "recommends", "recommender"),
        _letter("A", "Agree", "check", _ROSE, "agrees"),
        _letter("P", "Perform", "doer", _BLUE, "performs", "performer"),
        _letter("I", "Input", "advise", _GREEN, "gives input"),
        _letter("D", "Decide", "owner", _AMBER, "decides", "decider"),
    ),
)
"""For decisions, by Bain & Company: one Decides, Recommend prepares, Agree is a veto that few should have, Perform
does what was decided, Input is asked."""

RAPID_STRICT: Final = _strict(RAPID)
"""RAPID in which one performs, and never who decides."""

PACSI: Final = Scheme(
    id="pacsi",
    name="PACSI",
    letters=(
        _letter("P", "Perform", "doer", _BLUE, "performs", "performer"),
        _ACCOUNTABLE,
        _letter("C", "Control", "check", _ROSE, "controls", "reviews"),
        _letter("S", "Suggest", "advise", _GREEN, "suggests"),
        _INFORMED,
    ),
)
"""Perform does the work, Accountable answers, Control reviews and may stop it, Suggest advises without a veto."""

PACSI_STRICT: Final = _strict(PACSI)
"""PACSI in which one performs, and never who answers."""

DRASCI: Final = Scheme(
    id="drasci",
    name="DRASCI",
    letters=(_letter("D", "Driver", "support", _TAN, "drives"), *RASCI.letters),
    owner_implies_doer=True,
)
"""RASCI with a Driver; what it means beyond its name is not verified, so it counts as support."""

DRASCI_STRICT: Final = _strict(DRASCI)
"""DRASCI with RACI's strict bounds."""

DRASCI_RELAXED: Final = _relaxed(DRASCI)
"""DRASCI in which several may answer, as in RASCI's relaxed variant."""

SCHEMES: Final = (
    RACI, RACI_STRICT, RACI_RELAXED, RASCI, RASCI_STRICT, RASCI_RELAXED, RACI_VS, RACI_VS_STRICT, RACI_VS_RELAXED,
    CAIRO, CAIRO_STRICT, CAIRO_RELAXED, DACI, DACI_STRICT, DACI_RELAXED, RAPID, RAPID_STRICT, PACSI, PACSI_STRICT,
    DRASCI, DRASCI_STRICT, DRASCI_RELAXED,
)  # fmt: skip
"""All of them, in the order in which they are listed."""
