"""How far colours stand apart, as people and terminals see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.filter import monochrome_style
from textual.screen import Screen

RGB = tuple[int, int, int]
Seen = Callable[[RGB], RGB]
READABLE: Final = 4.5
"""Contrast of text of ordinary size, WCAG 2.2, success criterion 1.4.3."""
DECORATION: Final = frozenset(" ─│┼╭╮╰╯▏▎▊▔▁▂▃▄▅▆▇█▌▐━╸╺┃▕▖▗▝▘▍▋▉▀")

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE
# TVCG 15 (6), 2009: the matrices for a cone that is missing altogether, for linear RGB.
_MISSING_CONE: Final = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}  # fmt: skip
# What the sixteen colours are in xterm (XTerm-col.ad) and on the Linux console (drivers/tty/vt/vt.c).
_XTERM: Final = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
)  # fmt: skip
_CONSOLE: Final = (
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170),
    (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
    (255, 255, 255),
)  # fmt: skip


def contrast(one: RGB, other: RGB) -> float:
    """Contrast ratio, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: RGB) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = map(_linear, color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def without_cone(kind: str) -> Seen:
    """See colours as somebody who lacks a kind of cone: `protan`, `deutan` or `tritan`."""

    def see(color: RGB) -> RGB:
        linear = [_linear(part) for part in color]
        red, green, blue = (
            _encoded(sum(factor * part for factor, part in zip(row, linear, strict=True)))
            for row in _MISSING_CONE[kind]
        )
        return red, green, blue

    return see


def of_256(color: RGB) -> RGB:
    """The colour that a terminal of 256 colours draws."""
    return rgb(Color.from_rgb(*color).downgrade(ColorSystem.EIGHT_BIT))


def grey(color: RGB) -> RGB:
    """The grey that Textual draws where `NO_COLOR` is set."""
    return rgb(monochrome_style(Style.from_color(Color.from_rgb(*color))).color)


def of_16(palette: tuple[RGB, ...]) -> Seen:
    """The colour that a terminal of sixteen colours draws."""

    def see(color: RGB) -> RGB:
        return palette[Color.from_rgb(*color).downgrade(ColorSystem.STANDARD).number or 0]

    return see


MANY_COLOURS: Final[dict[str, Seen]] = {
    "as they are": lambda color: color,
    "256 colours": of_256,
    "greys": grey,
    **{kind: without_cone(kind) for kind in _MISSING_CONE},
}
SIXTEEN_COLOURS: Final[dict[str, Seen]] = {"xterm": of_16(_XTERM), "console": of_16(_CONSOLE)}


def rgb(color: Color | None) -> RGB:
    """Red, green and blue of a colour that has been decided."""
    assert color is not None
    assert not color.is_default
    red, green, blue = color.get_truecolor()
    return red, green, blue


def texts_on(screen: Screen[Any]) -> list[Segment]:
    """What is written on a screen, box drawing and what shines through from behind a dialog left out."""
    regions = (
        [child.region for child in screen.children if child.display] if screen.is_modal else [screen.region]
    )
    found = []
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            if not DECORATION.issuperset(segment.text) and any(region.contains(x, y) for region in regions):
                found.append(segment)
            x += segment.cell_length
    return found


def hard_to_read(segments: list[Segment], seen: dict[str, Seen]) -> list[str]:
    """Say what can't be told from its ground; a text in the very colour of its ground is hidden on purpose."""
    said = set()
    for segment in segments:
        assert segment.style is not None
        text, ground = rgb(segment.style.color), rgb(segment.style.bgcolor)
        for name, see in seen.items():
            found = contrast(see(text), see(ground))
            if text != ground and found < READABLE:
                said.add(f"{segment.text.strip()!r}: {text} on {ground} is {found:.2f}:1 ({name})")
    return sorted(said)


def _linear(part: float) -> float:
    part /= 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _encoded(part: float) -> int:
    part = min(1.0, max(0.0, part))
    return round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))
