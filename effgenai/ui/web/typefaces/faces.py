"""Which typefaces there are, cut into which files, and what stands in until they have arrived."""

from __future__ import annotations

import dataclasses
from importlib import resources
from pathlib import Path

FOLDER = "fonts"

# The blocks of Unicode of each file. A browser loads one only for a page with letters of it.
LATIN = (
    "0000-00FF 0131 0152-0153 02BB-02BC 02C6 02DA 02DC 0304 0308 0329 2000-206F 20AC 2122 2190-2193 2212 "
    "2215 2713 2717 FEFF FFFD"
)
SCRIPTS = {
    "latin": LATIN,
    "latin-ext": (
        "0100-0130 0132-0151 0154-024F 0259 0300-0303 0305-0307 0309-0328 032A-036F 1E00-1EFF 20A0-20AB "
        "20AD-20C0 2113"
    ),
    "cyrillic": "0400-052F 2116",
    "greek": "0370-03FF",
}
WEIGHTS = (400, 700)


@dataclasses.dataclass(frozen=True, slots=True)
class Face:
    """One style of a typeface: the package and the variable font in it, drawn for one size of text."""

    family: str
    package: str
    source: str
    style: str
    stem: str
    optical_size: int

    @property
    def path(self) -> Path:
        """Where the package keeps the whole font."""
        return Path(str(resources.files(self.package))) / "files" / self.source

    def name_of(self, script: str) -> str:
        """The name of the file with the letters of one script, below the folder of static files."""
        return f"{FOLDER}/{self.stem}-{script}.woff2"


_SERIF = "Source Serif 4", "fontpkg_source_serif_4"
FACES = (
    Face("Inter", "fontpkg_inter", "Inter[opsz,wght].ttf", "normal", "inter", 14),
    Face(*_SERIF, "SourceSerif4[opsz,wght].ttf", "normal", "source-serif", 24),
    Face(*_SERIF, "SourceSerif4-Italic[opsz,wght].ttf", "italic", "source-serif-italic", 24),
)


@dataclasses.dataclass(frozen=True, slots=True)
class StandIn:
    """A typeface that many machines have, scaled to the size of ours: so nothing jumps when ours arrives.

    `size` is the mean width of our letters, weighted as in English text, by that of the stand-in; `ascent`
    and `descent` are those of our font by its size on the page and this scale. All are per cent.
    """

    family: str
    local: tuple[str, ...]
    size: float
    ascent: float
    descent: float
    weight: int = 400


STAND_INS = (
    StandIn("Inter stand-in", ("Arial", "Liberation Sans"), 107.89, 89.79, 22.36),
    StandIn("Source Serif stand-in", ("Times New Roman", "Liberation Serif"), 109.67, 94.46, 30.55),
    # What Linux has without the two; its bold is much wider, so that titles would take more lines.
    StandIn("Inter stand-in 2", ("DejaVu Sans",), 93.62, 103.48, 25.76),
    StandIn("Inter stand-in 2", ("DejaVu Sans Bold",), 85.45, 113.37, 28.23, weight=700),
    StandIn("Source Serif stand-in 2", ("DejaVu Serif",), 86.66, 119.55, 38.66),
    StandIn("Source Serif stand-in 2", ("DejaVu Serif Bold",), 81.13, 127.7, 41.29, weight=700),
)
