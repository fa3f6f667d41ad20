"""Three themes, and the colours of the matrix in each; nothing is said by colour alone."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

LIGHT: Final = Theme(
    name="raci-light",
    primary="#1f5fa8", secondary="#4c566a", accent="#8a3ffc", warning="#9a5b00", error="#b3261e", success="#1b6e3c",
    foreground="#1c1f24", background="#fbfbf9", surface="#f0f0ec", panel="#e2e4e0", dark=False,
    variables={
        "owner": "#8a4b00", "owner-ground": "#ffe2b0", "doer": "#0d4f8b", "advise": "#1b6e3c", "inform": "#51565f",
        "gap": "#b3261e", "gap-ground": "#b3261e", "gained": "#1b6e3c", "lost": "#b3261e", "changed": "#6f2dbd",
        "cursor-ground": "#1f5fa8", "cursor-text": "#ffffff", "row-ground": "#e4ecf5", "chosen-ground": "#c9dbef",
        "faint": "#62666e", "rule": "#a9aca6",
    },
)  # fmt: skip
DARK: Final = Theme(
    name="raci-dark",
    primary="#7fb4f0", secondary="#8d99ae", accent="#c9a2ff", warning="#f2b84b", error="#ff8a80", success="#7bd88f",
    foreground="#e4e6ea", background="#14161a", surface="#1d2026", panel="#282c34", dark=True,
    variables={
        "owner": "#ffd27a", "owner-ground": "#4a3508", "doer": "#8fc4ff", "advise": "#93d9a3", "inform": "#b9bec8",
        "gap": "#ff8a80", "gap-ground": "#c62828", "gained": "#7be09a", "lost": "#ff9b93", "changed": "#d6b4ff",
        "cursor-ground": "#7fb4f0", "cursor-text": "#0d1015", "row-ground": "#232a35", "chosen-ground": "#2f4666",
        "faint": "#8b919c", "rule": "#4b515c",
    },
)  # fmt: skip
CONTRAST: Final = Theme(
    name="raci-contrast",
    primary="#ffff00", secondary="#ffffff", accent="#00ffff", warning="#ffd000", error="#ff6b6b", success="#00ff66",
    foreground="#ffffff", background="#000000", surface="#000000", panel="#1a1a1a", dark=True,
    variables={
        "owner": "#ffff00", "owner-ground": "#3a3a00", "doer": "#7fd4ff", "advise": "#7dff9b", "inform": "#ffffff",
        "gap": "#ff8080", "gap-ground": "#b00000", "gained": "#00ff66", "lost": "#ff8080", "changed": "#ff9dff",
        "cursor-ground": "#ffff00", "cursor-text": "#000000", "row-ground": "#303030", "chosen-ground": "#00408a",
        "faint": "#c8c8c8", "rule": "#9a9a9a",
    },
)  # fmt: skip
THEMES: Final = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
THEME_TITLES: Final = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}
VARIABLE_DEFAULTS: Final[dict[str, str]] = dict(DARK.variables)
"""The stylesheet names these variables, so every theme must define them or fall back to the dark ones."""
