"""The accent of a conference: any colour goes in, a readable pair for light and dark pages comes out."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

READABLE = 4.5
STEP = 0.005

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


class Rgb(NamedTuple):
    """A colour of sRGB, each channel 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def hex(self) -> str:
        """Return the colour as #rrggbb."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


WHITE = Rgb(255, 255, 255)
NIGHT = Rgb(16, 16, 18)
# The backgrounds on which an accent stands as text; tokens.css holds the same values.
LIGHT_GROUNDS = (Rgb(0xFB, 0xFA, 0xF7), Rgb(0xF3, 0xF1, 0xEC), Rgb(0xEE, 0xF0, 0xEA))
DARK_GROUNDS = (Rgb(0x15, 0x15, 0x16), Rgb(0x1C, 0x1C, 0x1E), Rgb(0x26, 0x26, 0x29))


@dataclass(frozen=True)
class Accent:
    """A colour for one theme, and the ink that is readable on top of it."""

    colour: Rgb
    ink: Rgb


@dataclass(frozen=True)
class Accents:
    """The corrected accent of a conference in the light and in the dark theme."""

    light: Accent
    dark: Accent
    corrected: bool


def parse_hex(text: str) -> Rgb:
    """Read #rgb or #rrggbb, with or without the sign; ValueError says what is wrong in words for the form."""
    match = _HEX.fullmatch(text.strip())
    if not match:
        raise ValueError("Write the colour as # and six digits, for example #0b5d4e.")
    digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
    return Rgb(int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))


def luminance(colour: Rgb) -> float:
    """Return the relative luminance as WCAG 2.2 defines it."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the WCAG contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(colour: Rgb, grounds: Sequence[Rgb], *, darker: bool) -> Rgb:
    """Move the lightness of `colour`, and nothing else, until it is readable on all `grounds`."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in colour))
    candidate = colour
    while min(contrast(candidate, ground) for ground in grounds) < READABLE:
        lightness = max(0.0, lightness - STEP) if darker else min(1.0, lightness + STEP)
        candidate = _from_hls(hue, lightness, saturation)
    return candidate


def _from_hls(hue: float, lightness: float, saturation: float) -> Rgb:
    return Rgb(*(round(255 * channel) for channel in colorsys.hls_to_rgb(hue, lightness, saturation)))


def accents(text: str) -> Accents:
    """Return the pair of accents for the chosen colour, readable as text and under a button's text."""
    chosen = parse_hex(text)
    light = readable_on(chosen, LIGHT_GROUNDS, darker=True)
    dark = readable_on(chosen, DARK_GROUNDS, darker=False)
    return Accents(Accent(light, WHITE), Accent(dark, NIGHT), corrected=light != chosen)


def theme_css(text: str) -> str:
    """Return the style sheet of a conference: four custom properties, nothing else."""
    pair = accents(text)
    return (
        ":root{"
        f"--accent-light:{pair.light.colour.hex};--accent-ink-light:{pair.light.ink.hex};"
        f"--accent-dark:{pair.dark.colour.hex};--accent-ink-dark:{pair.dark.ink.hex}"
        "}\n"
    )
