"""A baseline: the findings that were there when it was written, so that only new ones count.

Findings are named by ids alone, so that renaming an element or a party makes none of them new.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

from raci_tui.core.ages import Key
from raci_tui.core.errors import BaselineError
from raci_tui.core.records import Layer
from raci_tui.core.rule import Finding

FORMAT: Final = "raci-tui-baseline/1"
_KIND: Final = FORMAT.partition("/")[0]


class Baseline(NamedTuple):
    """Findings that were there.

    Attributes:
        workspace: Id of the workspace, the same in all its copies.
        at: When it was written, ISO 8601 in UTC.
        keys: Those that were open; they are excused from then on.
        waived: Those that a waiver accepted; once it ends they are as new.
    """

    workspace: str
    layer: Layer
    at: str
    keys: frozenset[Key]
    waived: frozenset[Key] = frozenset()

    def holds(self, finding: Finding) -> bool:
        """Whether a finding is no news: it was open before, or is waived as it was."""
        return finding.key in self.keys or (bool(finding.waived) and finding.key in self.waived)


class _Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finding of the file; what it said stands there for people and is not read."""

    rule: str
    element: str
    party: str
    said: str = ""
    waived: bool = False


class _File(msgspec.Struct, frozen=True):
    format: str
    workspace: str
    layer: Layer
    at: str
    findings: tuple[_Entry, ...]


class _AnyFile(msgspec.Struct, frozen=True):
    format: str = ""


def encode(workspace: str, layer: Layer, at: str, found: Iterable[Finding]) -> bytes:
    """Write findings as a baseline: one a line, in the order of their ids, so that versions can be compared."""
    by_key: dict[Key, Finding] = {}
    for finding in found:
        known = by_key.setdefault(finding.key, finding)
        if known.waived and not finding.waived:
            by_key[finding.key] = finding
    entries = tuple(_Entry(*key, by_key[key].message, bool(by_key[key].waived)) for key in sorted(by_key))
    made = _File(format=FORMAT, workspace=workspace, layer=layer, at=at, findings=entries)
    head, _, _ = msgspec.json.encode(msgspec.structs.replace(made, findings=())).rpartition(b"]")
    lines = b",\n".join(map(msgspec.json.encode, entries))
    return head + (b"\n" + lines + b"\n" if lines else b"") + b"]}\n"


def decode(data: bytes, name: str) -> Baseline:
    """Read a baseline.

    Args:
        name: The file's, for the sentence about what is wrong with it.

    Raises:
        BaselineError: It is none, broken, or one of a newer format.
    """
    wrong = BaselineError(f"{name} is no baseline", "raci-tui check --write-baseline makes one")
    try:
        form = msgspec.json.decode(data, type=_AnyFile).format
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise wrong from error
    kind, _, number = form.partition("/")
    if kind != _KIND:
        raise wrong
    if form != FORMAT:
        raise BaselineError(
            f"{name} is a baseline of the format {number or '?'}, and this version reads {FORMAT.partition('/')[2]}",
            "use the version that wrote it, or write it anew",
        )
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BaselineError(f"{name} is a broken baseline", "restore it, or write it anew") from error
    open_ones, waived = (
        frozenset((each.rule, each.element, each.party) for each in file.findings if each.waived == was)
        for was in (False, True)
    )
    return Baseline(file.workspace, file.layer, file.at, open_ones, waived)


def check_fits(baseline: Baseline, name: str, *, workspace: str, layer: Layer) -> None:
    """Refuse a baseline that speaks of something else than what is checked.

    Raises:
        BaselineError: It is of another workspace or another layer.
    """
    if baseline.workspace != workspace:
        raise BaselineError(
            f"{name} is the baseline of another workspace", "write one for this with --write-baseline"
        )
    if baseline.layer != layer:
        raise BaselineError(
            f"{name} is a baseline of {baseline.layer}, and {layer} is checked",
            f"say --layer {baseline.layer}, or write another baseline for {layer}",
        )
