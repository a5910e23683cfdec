"""The picture that other sites show beside a link to one of our pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from font_source_serif_pro import SourceSerifPro, SourceSerifProSemibold
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 80
PAPER, INK, MUTED = "#fbfaf7", "#17171a", "#5d5d66"


def draw_share_picture(kicker: str, title: str, lines: Sequence[str], accent: str) -> bytes:
    """A PNG of 1200 by 630: the accent on top, a small line, the title as large as it fits, lines below."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 14), fill=accent)
    small = ImageFont.truetype(SourceSerifPro, 34)
    pen.text((MARGIN, 70), kicker, font=small, fill=accent)
    font, rows = _fitted(pen, title)
    for place, row in enumerate(rows):
        pen.text((MARGIN, 140 + place * font.size * 1.2), row, font=font, fill=INK)
    for place, line in enumerate(reversed([line for line in lines if line])):
        shown = next(_wrapped(pen, line, small), "")
        pen.text((MARGIN, HEIGHT - 100 - place * 48), shown, font=small, fill=MUTED)
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _fitted(pen: ImageDraw.ImageDraw, title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    for size in range(88, 38, -6):
        font = ImageFont.truetype(SourceSerifProSemibold, size)
        rows = list(_wrapped(pen, title, font))
        if len(rows) * size * 1.2 < 320:
            break
    return font, rows[:6]


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    row = ""
    for word in text.split():
        longer = f"{row} {word}".strip()
        if row and pen.textlength(longer, font) > WIDTH - 2 * MARGIN:
            yield row
            longer = word
        row = longer
    if row:
        yield row
