"""The typefaces of pictures that are drawn, such as those beside a shared link."""

from __future__ import annotations

import dataclasses
import unicodedata
from functools import lru_cache
from importlib import resources
from pathlib import Path

from PIL import ImageFont, features

from effgenai.ui.web.typefaces.faces import FACES

REGULAR, SEMIBOLD = 400, 600
DISPLAY = 32
FULL_WIDTH = 100
JOINERS = "\u200c\u200d"


@dataclasses.dataclass(frozen=True, slots=True)
class Drawn:
    """A variable font to draw with: its axes after the weight, and whether its letters are shaped."""

    path: Path
    axes: tuple[int, ...] = ()
    shaped: bool = False

    def font(self, size: int, weight: int = SEMIBOLD) -> ImageFont.FreeTypeFont:
        """The font at this size in pixels."""
        return _font(self, size, weight)

    def knows(self, character: str) -> bool:
        """Whether it has a letter or sign for the character. Control characters count as unknown."""
        return _knows(self, character)


def _packaged(package: str, source: str) -> Path:
    return Path(str(resources.files(package))) / "files" / source


SERIF = Drawn(FACES[1].path, (DISPLAY,))
# Each has Latin letters too, so that one font draws a whole line.
RIGHT_TO_LEFT = (
    Drawn(_packaged("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"), (FULL_WIDTH,), shaped=True),
    Drawn(_packaged("fontpkg_frank_ruhl_libre", "FrankRuhlLibre[wght].ttf"), shaped=True),
)


def serif(size: int, weight: int = SEMIBOLD) -> ImageFont.FreeTypeFont:
    """Source Serif 4 at this size in pixels, cut as for titles."""
    return SERIF.font(size, weight)


def typefaces() -> tuple[Drawn, ...]:
    """What can be drawn with here, the typeface of the site first.

    Letters that run from right to left are joined and turned by Raqm, which needs the library FriBiDi of the
    machine. Without it they would stand apart and backwards, so their typefaces are not offered.
    """
    return (SERIF, *RIGHT_TO_LEFT) if features.check_feature("raqm") else (SERIF,)


def runs_left(text: str) -> bool:
    """Whether a line of this text begins at the right: its first letter decides."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind in {"R", "AL"} for kind in kinds if kind in {"L", "R", "AL"}), False)


@lru_cache(maxsize=128)
def _font(face: Drawn, size: int, weight: int) -> ImageFont.FreeTypeFont:
    # Without shaping the answer is the same with every build of the library.
    layout = ImageFont.Layout.RAQM if face.shaped else ImageFont.Layout.BASIC
    font = ImageFont.truetype(face.path, size, layout_engine=layout)
    font.set_variation_by_axes([weight, *face.axes])
    return font


@lru_cache(maxsize=8192)
def _knows(face: Drawn, character: str) -> bool:
    if character in JOINERS:
        return face.shaped
    if character.isspace() or unicodedata.category(character)[0] == "C":
        return False
    missing, font = "\U0010ffff", face.font(DISPLAY)
    return bytes(font.getmask(character)) != bytes(font.getmask(missing))
