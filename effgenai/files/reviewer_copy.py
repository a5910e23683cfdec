"""The copy of a manuscript that others than its authors read: the same pages, and nothing that came along.

From the command line: `python -m effgenai.files.reviewer_copy IN.pdf OUT.pdf` exits 0, or exits 1 with one
sentence.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from effgenai.files.copying.content import INVISIBLE_TEXT
from effgenai.files.copying.document import copied
from effgenai.files.copying.flatten import annotations_of, appearance, is_printed
from effgenai.files.copying.layers import Layers
from effgenai.files.copying.work import Work
from effgenai.resilience.limited.answers import Declined

PASSWORD = "This PDF is protected by a password. Reviewers could not open it: save it without one."  # noqa: S105
DAMAGED = (
    "A part of this PDF is damaged, so no copy for reviewers can be made. Export it again, or print it to a "
    "new PDF, and choose that file."
)
# What readers draw themselves if a document does not say how it looks.
DRAWN_BY_READERS = frozenset(
    f"/{name}"
    for name in ["Widget", "Square", "Circle", "Ink", "Highlight", "Underline", "Squiggly", "StrikeOut"]
)
LONGEST_NAME = 60
pikepdf.settings.set_flate_compression_level(3)  # a third of the time, and a few per cent more bytes


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewerCopy:
    """The copy, and sentences for the author about what was left out of it."""

    content: bytes
    findings: list[str]


def make_copy(content: bytes, *, pages: int) -> ReviewerCopy:
    """The copy of a PDF that has so many pages; raises Declined with a sentence for people.

    The same content always gives the same copy.
    """
    try:
        with _open(content, pages) as source:
            target, work = copied(source)
            out = io.BytesIO()
            target.save(
                out,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
                min_version="1.7",
            )
            _check(out.getvalue(), pages)
    except (Declined, MemoryError):
        raise
    except pikepdf.PasswordError as error:
        raise Declined(PASSWORD) from error
    except Exception as error:  # hostile files provoke whatever an object of the wrong kind can
        raise Declined(DAMAGED) from error
    return ReviewerCopy(out.getvalue(), _findings(work))


def _check(copy: bytes, pages: int) -> None:
    """A copy that does not open with all its pages is none."""
    document = pypdfium2.PdfDocument(copy)
    found = len(document)
    document.close()
    if found != pages:
        raise Declined(DAMAGED)


def _open(content: bytes, pages: int) -> pikepdf.Pdf:
    """The document as objects; where two readers of it disagree, as the one that shows it understands it."""
    with contextlib.suppress(pikepdf.PdfError):
        pdf = pikepdf.open(io.BytesIO(content))
        if len(pdf.pages) == pages:
            return pikepdf.open(io.BytesIO(_with_looks(content))) if _lacks_looks(pdf) else pdf
    return pikepdf.open(io.BytesIO(_saved_by_pdfium(content)))


def _lacks_looks(pdf: pikepdf.Pdf) -> bool:
    """Whether something prints of which the document does not say how it looks."""
    form: Any = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and form.get("/NeedAppearances", False):
        return True
    work = Work(pdf, pdf, Layers(pdf))
    return any(
        str(item.get("/Subtype")) in DRAWN_BY_READERS and is_printed(work, item) and appearance(item) is None
        for page in pdf.pages
        for item in annotations_of(page.obj)
    )


def _with_looks(content: bytes) -> bytes:
    """The document after a reader has drawn it once, and so has noted how everything looks."""
    document = pypdfium2.PdfDocument(content)
    try:
        document.init_forms()
        for page in document:
            page.render(scale=0.01, draw_annots=True)
        return _saved(document)
    finally:
        document.close()


def _saved_by_pdfium(content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(content)
    try:
        return _saved(document)
    finally:
        document.close()


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _findings(work: Work) -> list[str]:
    names = sorted({name[:LONGEST_NAME] for name in work.layers.met.values()})
    found = []
    if names:
        listed = ", ".join(f"“{name}”" for name in names)
        found.append(
            f"Layers that are switched off in your PDF are left out of what reviewers read: {listed}. "
            "Switch them on and export the PDF again if they belong to the paper."
        )
    if INVISIBLE_TEXT in work.notes:
        found.append("Text that is set to be invisible is left out of what reviewers read.")
    return found


def main(arguments: list[str]) -> int:
    """Make the copy of a file; 0, or 1 with one sentence."""
    from effgenai.files.pdf import (
        BadUpload,
        read_pdf,
    )  # the limited process needs no more than the above

    if len(arguments) != 2:
        print("Usage: python -m effgenai.files.reviewer_copy IN.pdf OUT.pdf", file=sys.stderr)  # noqa: T201
        return 1
    try:
        with Path(arguments[0]).open("rb") as file:
            read = read_pdf(file)
        Path(arguments[1]).write_bytes(read.copy)
    except BadUpload as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 1
    except OSError as error:
        print(f"{error.filename or arguments[1]}: {error.strerror}.", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
