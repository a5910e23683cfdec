"""The pictures that stand beside a shared link: words on paper, drawn in the typeface of the site.

The typeface knows Latin, Greek and Cyrillic. Words with letters that it lacks (Chinese, Arabic) are not
drawn at all, rather than in part or as boxes: a title gives way to what stands above it. Signs such as emoji
are left out.
"""

from __future__ import annotations

import bisect
import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from django.core.cache import cache
from PIL import Image, ImageDraw, ImageFont

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.wording import kicker as kicker_of
from effgenai.conferences.core.wording import where_and_when
from effgenai.ui.colour import accents
from effgenai.ui.text.titles import plain_title
from effgenai.ui.web.typefaces.drawing import REGULAR, serif

SIZE = (1200, 630)
PAPER, INK, MUTED, LINE = "#fbfaf7", "#17171a", "#5d5d66", "#cfcbc2"
LEFT, RIGHT, TOP, BOTTOM = 84, 1116, 84, 552
BAR = (LEFT, TOP, LEFT + 96, TOP + 7)
TITLE_SIZES = range(92, 39, -4)
LEADING = 1.12
SMALL = 32
SMALL_LEADING = 46
MAX_LINES = 3
MAX_CHARACTERS = 400
DAYS = 24 * 3600
DRAWN_LIKE = "2"  # changes with the design, so that no older picture is served from the cache


def share_picture(kicker: str, title: str, lines: Sequence[str], accent: str) -> bytes:
    """The same as `draw_share_picture`, drawn once a day for the same words."""
    facts = "\x1f".join([DRAWN_LIKE, accent, kicker, title, *lines])
    key = f"share:{hashlib.sha256(facts.encode()).hexdigest()}"
    picture = cache.get(key)
    if picture is None:
        picture = draw_share_picture(kicker, title, lines, accent)
        cache.set(key, picture, DAYS)
    return bytes(picture)


def conference_picture(conference: Conference) -> bytes:
    """What is shown where somebody shares a link to the conference."""
    when_and_where = where_and_when(conference)
    return share_picture(kicker_of(conference), conference.title, [when_and_where], conference.accent)


def draw_share_picture(kicker: str, title: str, lines: Sequence[str], accent: str) -> bytes:
    """A PNG of 1200 × 630: a line above, the title as large as it fits, up to three lines at the foot.

    Words too long for their place are cut with an ellipsis. $Formulas$ are written out in plain letters.
    """
    colour = accents(accent).light.colour.hex
    top, words = drawable(kicker), drawable(title)
    if not words:
        top, words = "", top
    foot = [line for line in map(drawable, lines) if line][:MAX_LINES]
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle(BAR, fill=colour)
    y = TOP + 40
    if top:
        font = serif(SMALL)
        pen.text((LEFT, y), _cut(top, font), font=font, fill=colour)
        y += SMALL_LEADING + 10
    foot_top = BOTTOM - SMALL_LEADING * len(foot)
    _write_title(pen, words, y, foot_top - 40)
    _write_foot(pen, foot, foot_top)
    return _png(image)


def _write_title(pen: ImageDraw.ImageDraw, words: str, top: int, bottom: int) -> None:
    size, rows = _fitted(words, bottom - top)
    font = serif(size)
    for number, row in enumerate(rows):
        pen.text((LEFT - size * 0.03, top + number * size * LEADING), row, font=font, fill=INK)


def _write_foot(pen: ImageDraw.ImageDraw, foot: Sequence[str], top: int) -> None:
    font = serif(SMALL, REGULAR)
    if foot:
        pen.line((LEFT, top - 4, RIGHT, top - 4), fill=LINE, width=2)
    for number, row in enumerate(foot):
        pen.text((LEFT, top + 12 + number * SMALL_LEADING), _cut(row, font), font=font, fill=MUTED)


def _fitted(words: str, height: int) -> tuple[int, list[str]]:
    """The largest size at which the words fit, and their rows; at the smallest what is left is cut."""
    for size in TITLE_SIZES:
        font, most = serif(size), int(height / (size * LEADING))
        rows = _wrapped(words, font)
        if len(rows) <= most:
            return size, rows
    return size, [*rows[: most - 1], _cut(" ".join(rows[most - 1 :]) + "…", font)]


def _wrapped(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """The words in rows; one that is longer than a row alone is broken."""
    rows = [""]
    for word in words.split():
        for piece in _pieces(word, font):
            row = f"{rows[-1]} {piece}".strip()
            if font.getlength(row) <= RIGHT - LEFT:
                rows[-1] = row
            else:
                rows.append(piece)
    return rows


def _pieces(word: str, font: ImageFont.FreeTypeFont) -> list[str]:
    pieces = []
    while (end := _that_fit(word, font)) < len(word):
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


def _cut(text: str, font: ImageFont.FreeTypeFont) -> str:
    if _that_fit(text, font) == len(text):
        return text
    return f"{text[: _that_fit(text, font, also='…')].rstrip()}…"


def _that_fit(text: str, font: ImageFont.FreeTypeFont, also: str = "") -> int:
    """How many characters of the text fit into a row, at least one."""
    ends = range(1, len(text) + 1)
    return max(1, bisect.bisect_right(ends, False, key=lambda end: _is_too_wide(text[:end] + also, font)))


def _is_too_wide(text: str, font: ImageFont.FreeTypeFont) -> bool:
    return font.getlength(text) > RIGHT - LEFT


def drawable(text: str) -> str:
    """The text as this typeface can set it, with formulas in plain letters; "" if it lacks a letter of it."""
    composed = unicodedata.normalize("NFC", plain_title(text[:MAX_CHARACTERS]))
    if any(character.isalpha() and not _is_known(character) for character in composed):
        return ""
    known = "".join(character if _is_known(character) else " " for character in composed)
    return re.sub(r"\s+([,.;:!?)])", r"\1", " ".join(known.split())).strip()


@lru_cache(maxsize=4096)
def _is_known(character: str) -> bool:
    if character.isspace() or unicodedata.category(character)[0] == "C":
        return False
    missing, font = "\U0010ffff", serif(SMALL)
    return bytes(font.getmask(character)) != bytes(font.getmask(missing))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        buffer, "PNG", optimize=True
    )
    return buffer.getvalue()
