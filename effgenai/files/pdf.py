"""What the product needs of a PDF: that it opens, how many pages it has, and a copy without its history."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from effgenai.files.reviewer_copy import rewrite

# PDFium keeps global state and is not safe for two threads at once.
_ONE_AT_A_TIME = threading.Lock()
TAIL = 2048


class BadUpload(Exception):  # noqa: N818 - it is an answer to the person who uploaded, not a fault
    """The file cannot be taken; the text says why and what to do."""


def count_pages(content: bytes) -> int:
    """The number of pages of a readable PDF; raises BadUpload for anything else."""
    if not content:
        raise BadUpload("The file is empty (0 bytes). Choose the PDF again.")
    if b"%PDF-" not in content[:1024]:
        raise BadUpload("This is not a PDF. Export your paper as PDF and choose that file.")
    if b"%%EOF" not in content[-TAIL:]:
        raise BadUpload(
            "The end of this PDF is missing: the upload broke off, or the file is damaged. Try again."
        )
    with _ONE_AT_A_TIME:
        return _pages(content)


def _pages(content: bytes) -> int:
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
        document.close()
    except pypdfium2.PdfiumError as error:
        raise BadUpload(_reason(error)) from error
    if not pages:
        raise BadUpload("This PDF has no pages.")
    return pages


def _reason(error: pypdfium2.PdfiumError) -> str:
    if "password" in str(error).lower():
        return "This PDF is protected by a password. Reviewers could not open it: save it without one."
    return "This PDF is damaged and cannot be opened. Export it again, and look at it before you upload it."


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF to read from, while nobody else does; raises BadUpload if it cannot be read."""
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(content)
            try:
                yield document
            finally:
                document.close()
        except pypdfium2.PdfiumError as error:
            raise BadUpload(_reason(error)) from error


def copy_for_reviewers(content: bytes) -> bytes:
    """The same pages in a new PDF: no metadata, no notes, no attachments, no earlier versions. Links stay."""
    with _ONE_AT_A_TIME:
        try:
            return rewrite(content)
        except pypdfium2.PdfiumError as error:
            raise BadUpload(_reason(error)) from error
