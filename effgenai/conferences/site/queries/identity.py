from __future__ import annotations

import dataclasses

from effgenai.ui.colour import DARK_GROUNDS, LIGHT_GROUNDS, Accent, Rgb, accents, contrast


@dataclasses.dataclass(frozen=True, slots=True)
class AccentSample:
    """The accent in one theme, with the contrast it has as text and under the text of a button."""

    theme: str
    colour: str
    as_text: str
    under_text: str
    corrected: bool


def accent_samples(chosen: str) -> list[AccentSample]:
    """How the chosen colour stands in the light and in the dark theme."""
    pair = accents(chosen)
    return [
        _sample("light", chosen, pair.light, LIGHT_GROUNDS[0]),
        _sample("dark", chosen, pair.dark, DARK_GROUNDS[0]),
    ]


def _sample(theme: str, chosen: str, accent: Accent, ground: Rgb) -> AccentSample:
    return AccentSample(
        theme=theme,
        colour=accent.colour.hex,
        as_text=f"{contrast(accent.colour, ground):.1f}",
        under_text=f"{contrast(accent.colour, accent.ink):.1f}",
        corrected=accent.colour.hex != chosen.lower(),
    )
