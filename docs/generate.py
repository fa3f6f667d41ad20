# ruff: noqa: INP001 (a script, no package)
"""Write what the docs show of the app itself: the key table, the table of schemes, and the pictures.

``python docs/generate.py`` rewrites ``docs/keys.md``, the table in ``docs/schemes.md`` and the SVG pictures;
``--check`` only says whether the tables are still what the code says.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["COLORTERM"] = "truecolor"
DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from raci_tui.core.rule import GROUP_TITLES  # noqa: E402 - only now can it be found
from raci_tui.core.scheme import Bounds  # noqa: E402
from raci_tui.rules.builtin import raci_rules  # noqa: E402
from raci_tui.rules.schemes import SCHEMES  # noqa: E402
from raci_tui.services.examples import copy_example  # noqa: E402
from raci_tui.services.session import open_session  # noqa: E402
from raci_tui.tui.app import RaciApp  # noqa: E402
from raci_tui.tui.commands import COMMANDS  # noqa: E402
from raci_tui.tui.keys import shown_keys  # noqa: E402

WHAT = {"row": "row", "column": "column", "cell": "cell", "matrix": "whole matrix"}
PICTURES = {
    "matrix": ((130, 36), ()),
    "difference": ((130, 36), ("3", "f8", "f8")),
    "help": ((100, 40), ("f1",)),
    "parties": ((120, 30), ("f5", "down", "down")),
}


def key_table() -> str:
    """Every command with its keys and the id by which the settings file can rebind it."""
    lines = [
        "# Keys",
        "",
        "Every command is also in the palette (Ctrl+P or Ctrl+K) and in the help (F1 or ?).",
        "The letters of the scheme in force (in RACI: R, A, C, I) set or take away that letter in every selected",
        "cell; `h j k l` move and `u` undoes where the scheme uses none of them.",
        "",
        "To rebind a command, name its id in `settings.toml` (see the README for where it lies):",
        "",
        "```toml",
        "[keymap]",
        'next-gap = "f8,n"',
        "```",
    ]
    for group, commands in itertools.groupby(COMMANDS, key=lambda command: command.group):
        lines += [
            "",
            f"## {group}",
            "",
            "| keys | command | what it does | id |",
            "| --- | --- | --- | --- |",
        ]
        for command in commands:
            keys = shown_keys(command.keys).replace("|", "\\|") or "palette only"
            lines.append(f"| {keys} | {command.title} | {command.tooltip} | `{command.id}` |")
    return "\n".join(lines) + "\n"


def rule_table() -> str:
    """Every built-in rule: what it finds, why, what one can do, and what a workspace can set of it."""
    lines = [
        "# Rules",
        "",
        "A rule judges rows, columns, cells or the whole matrix, each layer by itself. What it finds is an error (a",
        "gap, marked in the matrix), a warning or an information. *Rules* in the palette switches rules on and off",
        "for a workspace, and sets severity and limit. `raci-tui check` finds the same on the command line.",
    ]
    for group, title in GROUP_TITLES.items():
        lines += ["", f"## {title}"]
        for rule in (each for each in raci_rules() if each.group == group):
            off = "" if rule.enabled else ", off unless switched on"
            lines += [
                "",
                f"### {rule.title}",
                "",
                f"`{rule.id}` · judges a {WHAT[rule.on]} · {rule.severity}{off}",
                "",
            ]
            lines += [rule.message.replace("{", "*").replace("}", "*"), ""]
            lines += [f"{rule.why} {rule.advice}"]
            if rule.limit is not None:
                lines += ["", f"Limit: {rule.limit} {rule.limit_words}."]
            if rule.source:
                lines += ["", f"Source: {rule.source}."]
    return "\n".join(lines) + "\n"


def scheme_page() -> str:
    """The page about schemes with the table of those that ship."""
    page = (DOCS / "schemes.md").read_text("utf-8")
    before, begin, rest = page.partition("<!-- schemes: written by docs/generate.py -->\n")
    _, end, after = rest.partition("<!-- end of schemes -->")
    lines = [
        "| id | letters | does | answers | doers | owners | one cell | A does it |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for scheme in SCHEMES:
        cells = (
            f"`{scheme.id}`",
            ", ".join(f"{letter.code} {letter.name}" for letter in scheme.letters),
            " ".join(scheme.of_kind("doer")),
            " ".join(scheme.of_kind("owner")),
            _bounds(scheme.doers),
            _bounds(scheme.owners),
            "may share" if scheme.share_cell else "never",
            "yes" if scheme.owner_implies_doer else "no",
        )
        conflicts = "; never ".join(f"{one} and {other} of one party" for one, other in scheme.conflicts)
        lines.append(f"| {' | '.join(cells)}{f'; never {conflicts}' if conflicts else ''} |")
    return f"{before}{begin}\n{chr(10).join(lines)}\n\n{end}{after}"


def _bounds(bounds: Bounds) -> str:
    if bounds.max is None:
        return f"{bounds.min}+"
    return f"{bounds.min}" if bounds.min == bounds.max else f"{bounds.min} to {bounds.max}"


async def picture(name: str, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    """Draw one screen of the first example."""
    with tempfile.TemporaryDirectory() as folder:
        path = copy_example("southern-water", Path(folder), date(2026, 1, 2))
        app = RaciApp(lambda app: open_session(path, author="dana", post=app.post))
        async with app.run_test(size=size) as pilot:
            await pilot.pause(1)
            await pilot.press(*keys)
            await pilot.pause(1)
            (DOCS / f"{name}.svg").write_text(app.export_screenshot(title="raci-tui"), "utf-8")
        if app.session:
            app.session.close()


TABLES = {"keys.md": key_table, "rules.md": rule_table, "schemes.md": scheme_page}


def main() -> int:
    """Write everything, or check the key table."""
    if "--check" in sys.argv:
        stale = [name for name, text in TABLES.items() if (DOCS / name).read_text("utf-8") != text()]
        for name in stale:
            sys.stderr.write(f"docs/{name} is not what the code says: run docs/generate.py\n")
        return 1 if stale else 0
    for name, text in TABLES.items():
        (DOCS / name).write_text(text(), "utf-8")
    for name, (size, keys) in PICTURES.items():
        asyncio.run(picture(name, size, keys))
    return 0


if __name__ == "__main__":
    sys.exit(main())
