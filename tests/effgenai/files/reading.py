"""What a PDF really holds, whatever compresses or encodes it; and what its pages look like."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pikepdf
import pypdfium2

from effgenai.files.checking import count_pages
from effgenai.files.reviewer_copy import make_copy


def copy_of(content):
    """The copy for reviewers, made in this process."""
    return make_copy(content, pages=count_pages(content)).content


def pictures(pdf, *, annotations=True):
    """Every page as it is shown."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    shown = [page.render(draw_annots=annotations).to_numpy().copy() for page in document]
    document.close()
    return shown


def assert_looks_the_same(copy, original, *, annotations=True):
    """Pixel by pixel; but letters in fields of forms have softer edges there than on a page."""
    most = 90 if holds(original, "Widget") else 0
    found, wanted = pictures(copy, annotations=annotations), pictures(original, annotations=annotations)
    assert len(found) == len(wanted)
    for number, (one, other) in enumerate(zip(found, wanted, strict=True), 1):
        assert one.shape == other.shape, f"page {number} has another size"
        off = np.abs(one.astype(int) - other).max()
        assert off <= most, f"page {number} looks different"


def holds(pdf, marker):
    """Whether the marker stands in the file, a string, a name or a stream, in one encoding or another."""
    spellings = {marker.encode(code) for code in ("utf-8", "utf-16-be", "utf-16-le")}
    spellings.add(marker.encode().hex().encode())
    return any(spelling in piece for piece in pieces(pdf) for spelling in spellings)


def pieces(pdf):
    """The bytes of the file, and of every string, name and stream in it."""
    yield pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for thing in document.objects:
            yield from _within(thing, 0)
        yield from _within(document.trailer, 0)


def _within(thing, depth):
    if depth > 30 or (depth and getattr(thing, "is_indirect", False)):
        return
    if isinstance(thing, pikepdf.Stream):
        raw = thing.read_raw_bytes()
        yield raw
        try:
            yield thing.read_bytes()
        except pikepdf.PdfError:
            yield _inflated(raw)
        thing = thing.stream_dict
    if isinstance(thing, pikepdf.Dictionary):
        for key, value in thing.items():
            yield key.encode("utf-8", "surrogateescape")
            yield from _within(value, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from _within(value, depth + 1)
    elif isinstance(thing, pikepdf.String | pikepdf.Name):
        yield (
            bytes(thing)
            if isinstance(thing, pikepdf.String)
            else str(thing).encode("utf-8", "surrogateescape")
        )
        yield str(thing).encode("utf-8", "surrogateescape")


def _inflated(raw):
    try:
        return zlib.decompressobj().decompress(raw)
    except zlib.error:
        return b""
