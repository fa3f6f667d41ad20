"""Three themes, and the colours of the matrix in each; nothing is said by colour alone.

Every text stands out from every ground it is drawn on by at least 4.5:1, also in 256 colours, in the greys of
`NO_COLOR` and to eyes that lack one kind of cone. Only bars, rules and scrollbars are fainter: they are decoration.
The dot of an undecided cell is not: it says that nobody has decided, where a blank would say nothing.

Where a terminal has sixteen colours, Textual would pick the nearest for each of ours and put grey on grey. There the
themes are made of those sixteen, in pairs that can be read in the palettes of xterm and of the Linux console.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

THEME_TITLES: Final = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}

_LIGHT: Final = {
    "background": "#fbfbf9", "surface": "#f0f0ec", "panel": "#e2e4e0", "foreground": "#1c1f24", "faint": "#565a62",
    "rule": "#a9aca6", "primary": "#1f5fa8", "key": "#6528b0",
    "warning": "#6e4300", "error": "#a8211a", "success": "#17643a",
    "owner": "#1c1f24", "owner-ground": "#e6e4dd", "doer": "#0d4f8b", "advise": "#17643a", "inform": "#4c5159",
    "undecided": "#565a62", "gap": "#b3261e", "gap-text": "#ffffff", "gap-ground": "#b3261e",
    "unowned": "#6b0f0a", "unowned-ground": "#ffb9b0",
    "gained": "#17643a", "lost": "#a8211a", "changed": "#6528b0",
    "cursor-ground": "#174b8a", "cursor-text": "#ffffff", "row-ground": "#e4ecf5", "chosen-ground": "#d3e2f2",
}  # fmt: skip
_DARK: Final = {
    "background": "#14161a", "surface": "#1d2026", "panel": "#282c34", "foreground": "#e4e6ea", "faint": "#9ca2ad",
    "rule": "#4b515c", "primary": "#7fb4f0", "key": "#c9a2ff",
    "warning": "#f2b84b", "error": "#ff9b93", "success": "#7bd88f",
    "owner": "#f4ead2", "owner-ground": "#2d323c", "doer": "#8fc4ff", "advise": "#93d9a3", "inform": "#c0c5cf",
    "undecided": "#979da8", "gap": "#ff8a80", "gap-text": "#ffffff", "gap-ground": "#c62828",
    "unowned": "#fff1ef", "unowned-ground": "#8c2a24",
    "gained": "#7be09a", "lost": "#ff9b93", "changed": "#d6b4ff",
    "cursor-ground": "#8abcf5", "cursor-text": "#05070a", "row-ground": "#232a35", "chosen-ground": "#202e5c",
}  # fmt: skip
_CONTRAST: Final = {
    "background": "#000000", "surface": "#000000", "panel": "#1a1a1a", "foreground": "#ffffff", "faint": "#d0d0d0",
    "rule": "#9a9a9a", "primary": "#ffff00", "key": "#00ffff",
    "warning": "#ffd000", "error": "#ff9a9a", "success": "#33ff85",
    "owner": "#ffffff", "owner-ground": "#2b2b2b", "doer": "#7fd4ff", "advise": "#7dff9b", "inform": "#ffffff",
    "undecided": "#c0c0c0", "gap": "#ff9a9a", "gap-text": "#ffffff", "gap-ground": "#b00000",
    "unowned": "#ffffff", "unowned-ground": "#c42020",
    "gained": "#33ff85", "lost": "#ff9a9a", "changed": "#ffa8ff",
    "cursor-ground": "#ffff00", "cursor-text": "#000000", "row-ground": "#303030", "chosen-ground": "#002d86",
}  # fmt: skip
_PALETTES: Final = {"dark": _DARK, "light": _LIGHT, "contrast": _CONTRAST}

# The sixteen as Rich knows them: these very values become the plain codes 30 to 37 and 90 to 97.
_BLACK, _RED, _BLUE, _GREY, _DIM = "#000000", "#aa0000", "#0000aa", "#aaaaaa", "#555555"
_ROSE, _LIME, _YELLOW, _CYAN, _WHITE = "#ff5555", "#55ff55", "#ffff55", "#55ffff", "#ffffff"

_LIGHT_16: Final = {
    **dict.fromkeys(_LIGHT, _BLACK),
    "background": _WHITE, "surface": _WHITE, "panel": _GREY, "rule": _DIM, "primary": _BLUE, "key": _BLUE,
    "owner-ground": _GREY, "doer": _BLUE, "gap": _RED, "gap-text": _WHITE, "gap-ground": _RED,
    "unowned-ground": _ROSE,
    "gained": _BLUE, "lost": _RED,
    "cursor-ground": _BLUE, "cursor-text": _WHITE, "row-ground": _WHITE, "chosen-ground": _CYAN,
}  # fmt: skip
_DARK_16: Final = {
    **dict.fromkeys(_DARK, _WHITE),
    "background": _BLACK, "surface": _BLACK, "panel": _BLUE, "faint": _GREY, "rule": _DIM, "primary": _CYAN,
    "key": _YELLOW, "owner-ground": _BLACK, "doer": _CYAN, "advise": _LIME, "inform": _GREY,
    "undecided": _GREY, "gap": _ROSE, "gap-ground": _RED, "unowned-ground": _RED,
    "gained": _LIME, "lost": _YELLOW, "changed": _CYAN,
    "cursor-ground": _YELLOW, "cursor-text": _BLACK, "row-ground": _BLACK, "chosen-ground": _BLUE,
}  # fmt: skip
_SIXTEEN: Final = {"dark": _DARK_16, "light": _LIGHT_16, "contrast": _DARK_16}


def _two(text: str, ground: str) -> dict[str, str]:
    """Text, ground, and the two changed places under the cursor and on unowned rows: sixteen colours without colour."""
    grounds = ("background", "surface", "panel", "owner-ground", "gap-ground", "row-ground", "chosen-ground")
    return {
        **dict.fromkeys(_DARK, text), **dict.fromkeys(grounds, ground),
        "cursor-ground": text, "cursor-text": ground, "unowned-ground": text, "unowned": ground, "rule": _DIM,
    }  # fmt: skip


_TWO: Final = {
    "dark": _two(_WHITE, _BLACK),
    "light": _two(_BLACK, _WHITE),
    "contrast": _two(_WHITE, _BLACK),
}


def themes(color_system: str | None = None, *, no_color: bool = False) -> list[Theme]:
    """Make the three themes for a terminal.

    Args:
        color_system: Rich's name of what the terminal can do: `standard` and `windows` are sixteen colours.
        no_color: Textual turns every colour into a grey.
    """
    few = _TWO if no_color else _SIXTEEN
    palettes = few if color_system in ("standard", "windows") else _PALETTES
    return [_theme(name, palettes[name], dark=name != "light") for name in THEME_TITLES]


def _theme(name: str, colors: Mapping[str, str], *, dark: bool) -> Theme:
    text, faint, primary = colors["foreground"], colors["faint"], colors["primary"]
    return Theme(
        name=f"raci-{name}",
        primary=primary, secondary=faint, accent=colors["key"], foreground=text,
        warning=colors["warning"], error=colors["error"], success=colors["success"],
        background=colors["background"], surface=colors["surface"], panel=colors["panel"], dark=dark,
        # Textual would mix these from the others, some of them too near to their ground.
        variables={
            **colors,
            "text": text, "text-muted": faint, "text-disabled": faint, "text-primary": primary,
            "text-accent": colors["key"], "text-warning": colors["warning"], "text-error": colors["error"],
            "text-success": colors["success"], "foreground-muted": faint, "foreground-disabled": faint,
            "block-cursor-foreground": colors["cursor-text"], "block-cursor-background": colors["cursor-ground"],
            "block-cursor-blurred-foreground": text, "block-cursor-blurred-background": colors["chosen-ground"],
            "block-cursor-blurred-text-style": "bold", "block-hover-background": colors["chosen-ground"],
            "input-selection-background": colors["cursor-ground"],
            "input-selection-foreground": colors["cursor-text"],
            "border-blurred": colors["rule"], "button-color-foreground": colors["cursor-text"],
        },
    )  # fmt: skip


VARIABLE_DEFAULTS: Final[dict[str, str]] = dict(_DARK)
"""The stylesheet names these variables, so every theme must define them or fall back to the dark ones."""
