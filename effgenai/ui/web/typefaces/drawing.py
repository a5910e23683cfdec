"""The typeface of pictures that are drawn, such as those beside a shared link."""

from __future__ import annotations

from functools import lru_cache

from PIL import ImageFont

from effgenai.ui.web.typefaces.faces import FACES

REGULAR, SEMIBOLD = 400, 600
DISPLAY = 32
SERIF = FACES[1]


@lru_cache(maxsize=64)
def serif(size: int, weight: int = SEMIBOLD) -> ImageFont.FreeTypeFont:
    """Source Serif 4 at this size in pixels, cut as for titles.

    Without shaping the answer is the same with every build of the library.
    """
    font = ImageFont.truetype(SERIF.path, size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight, DISPLAY])
    return font
