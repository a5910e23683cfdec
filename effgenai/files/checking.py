"""What is done with uploaded PDFs in a process with limits (`resilience.limited`), without Django."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from effgenai.files.opening import title_and_abstract
from effgenai.files.reviewer_copy import make_copy
from effgenai.resilience.limited.answers import Declined, WorkResult

TAIL = 2048


def read_pdf(content: bytes) -> WorkResult:
    """The number of pages of a PDF, and the copy for its reviewers; raises Declined for anything else."""
    pages = count_pages(content)
    copy = make_copy(content, pages=pages)
    return WorkResult({"pages": pages, "findings": copy.findings}, [copy.content])


def read_opening(content: bytes) -> WorkResult:
    """The title and the abstract that a PDF begins with."""
    with opened(content) as document:
        title, abstract = title_and_abstract(document)
    return WorkResult({"title": title, "abstract": abstract})


def count_pages(content: bytes) -> int:
    """The number of pages of a readable PDF; raises Declined for anything else."""
    if not content:
        raise Declined("The file is empty (0 bytes). Choose the PDF again.")
    if b"%PDF-" not in content[:1024]:
        raise Declined("This is not a PDF. Export your paper as PDF and choose that file.")
    if b"%%EOF" not in content[-TAIL:]:
        raise Declined(
            "The end of this PDF is missing: the upload broke off, or the file is damaged. Try again."
        )
    with opened(content) as document:
        pages = len(document)
    if not pages:
        raise Declined("This PDF has no pages.")
    return pages


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF to read from; raises Declined if it cannot be read."""
    try:
        document = pypdfium2.PdfDocument(content)
        try:
            yield document
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise Declined(_reason(error)) from error


def _reason(error: pypdfium2.PdfiumError) -> str:
    if "password" in str(error).lower():
        return "This PDF is protected by a password. Reviewers could not open it: save it without one."
    return "This PDF is damaged and cannot be opened. Export it again, and look at it before you upload it."
