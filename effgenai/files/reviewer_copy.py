"""The copy of a manuscript that others than its authors read: the same pages, and nothing that came along."""

from __future__ import annotations

import io
import re

import pypdfium2
from pypdfium2 import raw

from effgenai.limited.answers import Declined

# Inside pages and figures these tell of people, machines and folders, or run something.
PRIVATE = rb"Metadata|PieceInfo|LastModified|PTEX\.\w+|AA|Thumb|JS"
VALUE = re.compile(
    rb"\s*(?P<token><<|>>|\[|\]|\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|\d+\s+\d+\s+R\b|/?[^\s<>\[\]()/]+)",
    re.DOTALL,
)


def rewrite(content: bytes) -> bytes:
    """A new PDF of the same pages without metadata, notes, attachments, scripts and earlier versions.

    Links stay. The same content always gives the same copy. PDFium is not safe for two threads: the caller
    holds the lock. Raises Declined if a page cannot be read.
    """
    try:
        return _rewritten(content)
    except pypdfium2.PdfiumError as error:
        raise Declined("This PDF is damaged: a page of it cannot be read. Export it again.") from error


def _rewritten(content: bytes) -> bytes:
    without_notes = _pages_of(content, keep_notes=False)
    # What nothing points to any more is left behind when the pages are taken over once more.
    clean = _pages_of(_blanked(without_notes, PRIVATE), keep_notes=True)
    body, trailer, end = clean.rpartition(b"trailer")
    return _blanked(body, b"CreationDate") + trailer + _blanked(end, b"ID")


def _pages_of(content: bytes, *, keep_notes: bool) -> bytes:
    original, copy = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new()
    try:
        copy.import_pages(original)
        if not keep_notes:
            for number in range(len(copy)):
                _remove_notes(copy[number])
        out = io.BytesIO()
        copy.save(out)
        return out.getvalue()
    finally:
        original.close()
        copy.close()


def _remove_notes(page: pypdfium2.PdfPage) -> None:
    for index in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        note = raw.FPDFPage_GetAnnot(page, index)
        is_link = raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_LINK
        raw.FPDFPage_CloseAnnot(note)
        if not is_link:
            raw.FPDFPage_RemoveAnnot(page, index)


def _blanked(pdf: bytes, keys: bytes) -> bytes:
    """The bytes with these keys and their values overwritten by spaces, so that every offset stays right."""
    out, position = bytearray(pdf), 0
    wanted = re.compile(rb"(?P<stream>\bstream\r?\n)|/(?:" + keys + rb")(?![\w.#-])")
    while match := wanted.search(pdf, position):
        if match["stream"]:
            position = max(pdf.find(b"endstream", match.end()), match.end())
            continue
        position = _end_of_value(pdf, match.end())
        out[match.start() : position] = b" " * (position - match.start())
    return bytes(out)


def _end_of_value(pdf: bytes, start: int) -> int:
    """Where the object after a key ends: a word, a string, a reference, or a whole dictionary or list."""
    depth = 0
    while match := VALUE.match(pdf, start):
        start = match.end()
        depth += {b"<<": 1, b"[": 1, b">>": -1, b"]": -1}.get(match["token"], 0)
        if depth <= 0:
            break
    return start
