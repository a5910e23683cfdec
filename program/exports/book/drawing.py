"""Draws the book of abstracts as PDF; for a limited process, which knows neither database nor settings."""

from __future__ import annotations

import io
import itertools
import json
import unicodedata
from functools import partial
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from effgenai.resilience.limited.answers import WorkResult

ROMAN, ITALIC, SANS = "Roman", "Italic", "Sans"
FILES = {
    ROMAN: ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
    ITALIC: ("fontpkg_source_serif_4", "SourceSerif4-Italic[opsz,wght].ttf"),
    # Takes over where the others lack a letter: polytonic Greek, signs of mathematics.
    SANS: ("fontpkg_inter", "Inter[opsz,wght].ttf"),
}
UNDRAWN = "□"
MARGIN = 22 * mm


# A heading never ends a page.
WITH_NEXT = {"keepWithNext": 1}


def _style(name: str, font: str, size: float, leading: float, **more: float) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, **more)


STYLES = {
    style.name: style
    for style in (
        _style("title", ROMAN, 28, 34, spaceAfter=8 * mm),
        _style("part", ROMAN, 22, 28, spaceAfter=6 * mm),
        _style("day", ROMAN, 16, 20, spaceBefore=14, spaceAfter=6, **WITH_NEXT),
        _style("session", ROMAN, 12, 15, spaceBefore=8, **WITH_NEXT),
        _style("facts", ITALIC, 9.5, 12, spaceAfter=2),
        _style("talk", ROMAN, 10, 13, leftIndent=12, spaceBefore=2),
        _style("heading", ROMAN, 13, 16, spaceBefore=16, **WITH_NEXT),
        _style("people", ITALIC, 10.5, 13, **WITH_NEXT),
        _style("text", ROMAN, 10.5, 14, spaceBefore=4),
    )
}


class _Setter:
    """Sets text in paragraphs, and notes the letters of each abstract that the typeface lacks."""

    def __init__(self) -> None:
        fonts = [
            TTFont(name, str(files(package) / "files" / file)) for name, (package, file) in FILES.items()
        ]
        for font in fonts:
            registerFont(font)
        self._known = {font.fontName: font.face.charToGlyph for font in fonts}
        self.undrawn: dict[str, str] = {}

    def paragraph(self, style: str, text: str, part: str) -> Paragraph:
        """The text as plain letters: nothing in it is markup."""
        usual = STYLES[style].fontName
        letters = unicodedata.normalize("NFC", text)
        fonts = [self._font(letter, usual) for letter in letters]
        missing = {letter for letter, font in zip(letters, fonts, strict=True) if not font}
        if missing:
            self.undrawn[part] = "".join(sorted(missing | set(self.undrawn.get(part, ""))))
        runs = itertools.groupby(zip(letters, fonts, strict=True), key=lambda pair: pair[1])
        drawn = (self._run(font, "".join(letter for letter, _ in pairs), usual) for font, pairs in runs)
        return Paragraph("".join(drawn), STYLES[style])

    def _font(self, letter: str, usual: str) -> str:
        """The typeface that has the letter, or nothing if none does."""
        if letter.isspace() or ord(letter) in self._known[usual]:
            return usual
        return SANS if ord(letter) in self._known[SANS] else ""

    def _run(self, font: str, letters: str, usual: str) -> str:
        if font == usual:
            return escape(letters)
        return f'<font name="{SANS}">{escape(letters) if font else UNDRAWN * len(letters)}</font>'


def draw_book(content: bytes) -> WorkResult:
    """The book as PDF from what `book_contents` says; `undrawn` has the letters that it lacks, by titles."""
    book = json.loads(content)
    setter = _Setter()
    story = [*_title_page(book, setter), *_programme(book, setter), *_abstracts(book, setter)]
    pages = io.BytesIO()
    document = BaseDocTemplate(
        pages, pagesize=A4, title=book["title"], author=book["title"], lang=book["language"], invariant=1
    )
    width, height = A4
    frame = Frame(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN, 0, 0, 0, 0)
    foot = partial(_draw_foot, book["address"])
    document.addPageTemplates(PageTemplate("page", [frame], onPage=foot))
    document.build(story)
    return WorkResult({"undrawn": setter.undrawn}, [pages.getvalue()])


def _draw_foot(address: str, canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(ROMAN, 8.5)
    canvas.drawString(MARGIN, 12 * mm, address)
    canvas.drawRightString(A4[0] - MARGIN, 12 * mm, str(document.page))


def _title_page(book: dict[str, Any], setter: _Setter) -> list[Flowable]:
    lines = [book["days"], book["place"], book["release"]]
    return [
        Spacer(0, 60 * mm),
        setter.paragraph("facts", "Book of abstracts", "The title page"),
        setter.paragraph("title", book["title"], "The title page"),
        *(setter.paragraph("text", line, "The title page") for line in lines if line),
        PageBreak(),
    ]


def _programme(book: dict[str, Any], setter: _Setter) -> list[Flowable]:
    part = "The programme"
    story: list[Flowable] = [setter.paragraph("part", "Programme", part)]
    for day in book["programme"]:
        story.append(setter.paragraph("day", day["name"], part))
        for session in day["sessions"]:
            name = f"{session['when']} {session['title']}"
            story.append(setter.paragraph("session", name, session["title"]))
            story.append(setter.paragraph("facts", session["facts"], session["title"]))
            story += [setter.paragraph("talk", talk, session["title"]) for talk in session["talks"]]
    return [*story, PageBreak()]


def _abstracts(book: dict[str, Any], setter: _Setter) -> list[Flowable]:
    story: list[Flowable] = [setter.paragraph("part", "Abstracts", "Abstracts")]
    for one in book["abstracts"]:
        title = one["title"]
        story += [setter.paragraph("heading", title, title), setter.paragraph("people", one["people"], title)]
        story.append(setter.paragraph("facts", one["place"], title))
        story += [setter.paragraph("text", text, title) for text in one["paragraphs"]]
    return story
