# ruff: noqa: INP001 (a script, no package)
"""Write what the docs show of the app itself: the key table and the pictures.

``python docs/generate.py`` rewrites ``docs/keys.md`` and the SVG pictures; ``--check`` only says whether the
key table is still what the code says.
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

from raci_tui.services.examples import copy_example  # noqa: E402 - only now can it be found
from raci_tui.services.session import open_session  # noqa: E402
from raci_tui.tui.app import RaciApp  # noqa: E402
from raci_tui.tui.commands import COMMANDS  # noqa: E402
from raci_tui.tui.keys import shown_keys  # noqa: E402

PICTURES = {
    "matrix": ((130, 36), ()),
    "difference": ((130, 36), ("3", "f8", "f8")),
    "help": ((100, 40), ("f1",)),
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


def main() -> int:
    """Write everything, or check the key table."""
    table = DOCS / "keys.md"
    if "--check" in sys.argv:
        same = table.read_text("utf-8") == key_table()
        sys.stderr.write("" if same else "docs/keys.md is not what the code says: run docs/generate.py\n")
        return 0 if same else 1
    table.write_text(key_table(), "utf-8")
    for name, (size, keys) in PICTURES.items():
        asyncio.run(picture(name, size, keys))
    return 0


if __name__ == "__main__":
    sys.exit(main())
