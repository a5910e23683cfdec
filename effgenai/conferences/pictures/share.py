"""The pictures that stand beside a shared link: words on paper, drawn in the typeface of the site.

The typeface knows Latin, Greek and Cyrillic; two others know Arabic and Hebrew. Words with letters that all
of them lack (Chinese) are not drawn at all, rather than in part or as boxes: a title gives way to what stands
above it. Signs such as emoji are left out.
"""

from __future__ import annotations

import bisect
import dataclasses
import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence

from django.core.cache import cache
from PIL import Image, ImageDraw, ImageFont

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.wording import kicker as kicker_of
from effgenai.conferences.core.wording import where_and_when
from effgenai.ui.colour import accents
from effgenai.ui.text.titles import plain_title
from effgenai.ui.web.typefaces.drawing import (
    REGULAR,
    SEMIBOLD,
    SERIF,
    Drawn,
    runs_left,
    serif,
    typefaces,
)

SIZE = (1200, 630)
PAPER, INK, MUTED, LINE = "#fbfaf7", "#17171a", "#5d5d66", "#cfcbc2"
LEFT, RIGHT, TOP, BOTTOM = 84, 1116, 84, 552
BAR_WIDTH, BAR_HEIGHT = 96, 7
TITLE_SIZES = range(92, 39, -4)
LEADING = 1.12
SMALL = 32
SMALL_LEADING = 46
MAX_LINES = 3
MAX_CHARACTERS = 400
DAYS = 24 * 3600
DRAWN_LIKE = "3"  # changes with the design, so that no older picture is served from the cache


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


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """What can be drawn of a text, the typeface that has all its letters, and where its lines begin."""

    text: str
    face: Drawn = SERIF
    leftward: bool = False


def draw_share_picture(kicker: str, title: str, lines: Sequence[str], accent: str) -> bytes:
    """A PNG of 1200 × 630: a line above, the title as large as it fits, up to three lines at the foot.

    Words too long for their place are cut with an ellipsis. $Formulas$ are written out in plain letters.
    All of it begins at the right if the title does.
    """
    colour = accents(accent).light.colour.hex
    top, words = drawable(kicker), drawable(title)
    if not words.text:
        top, words = Words(""), top
    foot = [line for line in map(drawable, lines) if line.text][:MAX_LINES]
    image = Image.new("RGB", SIZE, PAPER)
    sheet = Sheet(ImageDraw.Draw(image), words.leftward)
    sheet.bar(colour)
    y: float = TOP + 40
    if top.text:
        sheet.row(top, y, RowLook(SMALL, SEMIBOLD, colour))
        y += SMALL_LEADING + 10
    foot_top = BOTTOM - SMALL_LEADING * len(foot)
    _write_title(sheet, words, y, foot_top - 40)
    _write_foot(sheet, foot, foot_top)
    return _png(image)


@dataclasses.dataclass(frozen=True, slots=True)
class RowLook:
    """Size in pixels, weight and colour of a row, and how far it stands from the margin."""

    size: int
    weight: int
    colour: str
    indent: float = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on, from the left or from the right margin."""

    pen: ImageDraw.ImageDraw
    leftward: bool

    def bar(self, colour: str) -> None:
        """The short bar above everything."""
        left = RIGHT - BAR_WIDTH if self.leftward else LEFT
        self.pen.rectangle((left, TOP, left + BAR_WIDTH, TOP + BAR_HEIGHT), fill=colour)

    def row(self, words: Words, y: float, look: RowLook) -> None:
        """Words in one row, cut with an ellipsis where they do not fit."""
        font = words.face.font(look.size, look.weight)
        text = _cut(words.text, font)
        # Letters of other typefaces hang below the top of the row by more than those of ours.
        base = y + serif(look.size, look.weight).getmetrics()[0]
        x, anchor = (RIGHT - look.indent, "rs") if self.leftward else (LEFT + look.indent, "ls")
        direction = ("rtl" if words.leftward else "ltr") if words.face.shaped else None
        self.pen.text((x, base), text, font=font, fill=look.colour, anchor=anchor, direction=direction)


def _write_title(sheet: Sheet, words: Words, top: float, bottom: float) -> None:
    size, rows = _fitted(words, bottom - top)
    look = RowLook(size, SEMIBOLD, INK, indent=-size * 0.03)
    for number, row in enumerate(rows):
        sheet.row(dataclasses.replace(words, text=row), top + number * size * LEADING, look)


def _write_foot(sheet: Sheet, foot: Sequence[Words], top: int) -> None:
    if foot:
        sheet.pen.line((LEFT, top - 4, RIGHT, top - 4), fill=LINE, width=2)
    for number, row in enumerate(foot):
        sheet.row(row, top + 12 + number * SMALL_LEADING, RowLook(SMALL, REGULAR, MUTED))


def _fitted(words: Words, height: float) -> tuple[int, list[str]]:
    """The largest size at which the words fit, and their rows; at the smallest what is left is cut."""
    for size in TITLE_SIZES:
        font, most = words.face.font(size), int(height / (size * LEADING))
        rows = _wrapped(words.text, font)
        if len(rows) <= most:
            return size, rows
    return size, [*rows[: most - 1], " ".join(rows[most - 1 :]) + "…"]


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


def drawable(text: str) -> Words:
    """The text as one of our typefaces can set it, with formulas in plain letters.

    Nothing is left of it if each lacks a letter.
    """
    composed = unicodedata.normalize("NFC", plain_title(text[:MAX_CHARACTERS]))
    needed = {character for character in composed if character.isalnum()}
    for face in typefaces():
        if all(map(face.knows, needed)):
            return Words(_known(composed, face), face, face.shaped and runs_left(composed))
    return Words("")


def _known(text: str, face: Drawn) -> str:
    known = "".join(character if face.knows(character) else " " for character in text)
    return re.sub(r"\s+([,.;:!?)])", r"\1", " ".join(known.split())).strip()


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        buffer, "PNG", optimize=True
    )
    return buffer.getvalue()
