"""Key names as people read them."""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "right_square_bracket": "]", "left_square_bracket": "[", "greater_than_sign": ">", "less_than_sign": "<",
    "equals_sign": "=", "exclamation_mark": "!", "slash": "/", "plus": "+", "minus": "-", "question_mark": "?",
    "full_stop": ".", "comma": ",", "semicolon": ";",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "Page Up", "pagedown": "Page Down",
    "delete": "Del", "backspace": "Backspace", "escape": "Esc", "space": "Space", "enter": "Enter", "home": "Home",
    "end": "End", "quotation_mark": '"', "ampersand": "&", "asterisk": "*", "underscore": "_", "vertical_line": "|",
    "tab": "Tab", "left_parenthesis": "(", "right_parenthesis": ")", "colon": ":", "apostrophe": "'",
    "percent_sign": "%", "number_sign": "#", "dollar_sign": "$",
}  # fmt: skip
_TERMINAL_ALIASES: Final = {"f14", "f17", "f19", "f20", "f21", "ctrl+@"}
"""What some terminals send for shift+F2, F5, F7, F8 and F9, and for ctrl+space: no news to a reader."""


def shown_key(key: str) -> str:
    """One Textual key as people read it: `ctrl+z` as Ctrl+Z, `shift+f8` as Shift+F8."""
    *modifiers, last = key.split("+") if key != "+" else [key]
    name = _NAMES.get(last) or (
        last.upper() if len(last) == 1 or (last[:1] == "f" and last[1:].isdigit()) else last
    )
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def shown_keys(keys: str) -> str:
    """Alternatives as people read them: `F8 or ]`."""
    return " or ".join(shown_key(key) for key in keys.split(",") if key and key not in _TERMINAL_ALIASES)
