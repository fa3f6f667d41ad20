"""From the list of schemes over the letter map and the preview to another scheme; Esc goes back one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raci_tui.core.conversion import Conversion, conversion, convert, dropped_letters, letters_in_use
from raci_tui.core.errors import RaciError
from raci_tui.core.scheme import Scheme
from raci_tui.core.scheme_words import named
from raci_tui.tui.plain import one_line, sentence
from raci_tui.tui.screens.dialogs import Confirm
from raci_tui.tui.screens.scheme_editor import SchemeEditor
from raci_tui.tui.screens.scheme_map import SchemeMap
from raci_tui.tui.screens.scheme_picker import SchemePicker
from raci_tui.tui.screens.scheme_preview import ConversionPreview

if TYPE_CHECKING:
    from raci_tui.tui.screens.matrix_base import MatrixBase


async def choose_scheme(matrix: MatrixBase) -> None:
    """Let the user choose a scheme and change the workspace to it. Must run in a worker."""
    workspace, key = matrix.workspace, ""
    while chosen := await matrix.app.push_screen_wait(SchemePicker(workspace, key)):
        key = chosen
        try:
            done = await _changes_to(matrix, workspace.schemes[key])
        except (RaciError, KeyError) as error:
            matrix.warn(
                sentence(error) if isinstance(error, RaciError) else "That scheme is no longer there."
            )
            return
        if done:
            letters = ", ".join(f"{letter.code} {letter.name}" for letter in workspace.scheme.letters)
            matrix.say(
                f"{one_line(workspace.scheme.name)} is in force: {one_line(letters)}; Ctrl+Z takes it back."
            )
            return


async def new_scheme(matrix: MatrixBase) -> None:
    """Let the user write a scheme, beginning with the one in force. Must run in a worker."""
    made = await matrix.app.push_screen_wait(
        SchemeEditor(matrix.workspace, matrix.workspace.scheme, new=True)
    )
    if made:
        name = one_line(matrix.workspace.schemes[made].name)
        matrix.say(f"The scheme {name} is kept in this workspace; Scheme… changes to it.")


async def _changes_to(matrix: MatrixBase, scheme: Scheme) -> bool:
    """Ask for the letter map and show what it does; False where the user went back."""
    workspace, chosen = matrix.workspace, dict[str, str]()
    while letters_in_use(workspace):
        asked = await matrix.app.push_screen_wait(SchemeMap(workspace, scheme, chosen))
        if asked is None:
            return False
        chosen = asked
        if not await _agrees_to_drop(matrix, chosen):
            continue

        def plan(letters: dict[str, str] = chosen) -> Conversion:
            return conversion(workspace, scheme, letters, drop=True)

        if await matrix.app.push_screen_wait(ConversionPreview(workspace, plan)):
            return True
    convert(workspace, conversion(workspace, scheme, {}))
    return True


async def _agrees_to_drop(matrix: MatrixBase, letters: dict[str, str]) -> bool:
    workspace = matrix.workspace
    used, dropped = letters_in_use(workspace), dropped_letters(workspace, letters)
    if not dropped:
        return True
    cells = {code: "1 cell" if used[code] == 1 else f"{used[code]:,} cells" for code in dropped}
    words = [f"{one_line(named(workspace.scheme, code))} is lost in {cells[code]}." for code in dropped]
    question = Confirm(
        f"Drop {' and '.join(dropped)}?",
        f"{' '.join(words)} A cell that held nothing else is undecided then.",
        "Drop",
        danger=True,
    )
    agreed: bool = await matrix.app.push_screen_wait(question)
    return agreed
