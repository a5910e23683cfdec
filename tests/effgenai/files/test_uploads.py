"""Uploaded manuscripts: what is taken, what is refused in words, and what the copy for reviewers lacks."""

from __future__ import annotations

import concurrent.futures
import contextlib
import hashlib
import random
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array

from demo.drawing.pdf import make_pdf
from effgenai.files.checking import count_pages
from effgenai.files.models import StoredFile
from effgenai.files.pdf import BadUpload, read_pdf
from effgenai.files.services import store_upload
from effgenai.resilience.limited.answers import Declined
from effgenai.resilience.limited.running import LimitMet
from tests.effgenai.files.reading import copy_of, holds
from tests.effgenai.files.test_reviewer_copy import SQUARE, layered
from tests.support.factories import NOW, make_conference, make_user

PLAIN = make_pdf("A paper", "Some words.", pages=3, author="Ada Nwosu")


def hand_made(*objects: bytes) -> bytes:
    """A PDF of these objects, the first being the catalogue; readers find them without a table."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.5\n" + body + b"trailer << /Root 1 0 R /Info 9 0 R /Size 20 >>\n%%EOF\n"


def stream(content: bytes, words: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (words, len(content), content)


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
TELLTALE = hand_made(
    b"<< /Type /Catalog /Pages 2 0 R /Metadata 8 0 R "
    b"/Names << /EmbeddedFiles << /Names [(a.txt) 10 0 R] >> >> >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Metadata 8 0 R "
    b"/Resources << /XObject << /Fm1 5 0 R >> >> /Annots [6 0 R 12 0 R] /LastModified (D:2020 SECRET) "
    b"/PieceInfo << /App << /Private (SECRET >> \\) [) /More [1 2 << /A (SECRET) >>] >> >> >>",
    stream(b"0.5 g 20 20 100 100 re f /Fm1 Do"),
    stream(
        b"0 g 0 0 9 9 re f",
        b"/Type /XObject /Subtype /Form /BBox [0 0 10 10] /PTEX.FileName (/home/SECRET/fig.pdf) "
        b"/PTEX.InfoDict 7 0 R",
    ),
    b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (SECRET) /Contents (SECRET) >>",
    b"<< /Author (SECRET) >>",
    stream(b"<x>SECRET</x>", b"/Type /Metadata /Subtype /XML"),
    b"<< /Author (SECRET) /Title (SECRET) >>",
    b"<< /Type /Filespec /F (a.txt) /EF << /F 11 0 R >> >>",
    stream(b"SECRET"),
    b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://link.example) >> >>",
)


def content_of(file: StoredFile) -> bytes:
    with default_storage.open(file.path) as content:
        return content.read()


def picture(pdf: bytes, page: int = 0) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    shown = document[page].render(draw_annots=False).to_numpy().tobytes()
    document.close()
    return shown


def test_the_copy_of_looks_the_same_and_tells_nothing_else() -> None:
    copy = copy_of(TELLTALE)
    assert TELLTALE.count(b"SECRET") == 11
    assert not holds(copy, "SECRET")
    assert not holds(copy, "Metadata")
    assert holds(copy, "http://link.example")
    assert picture(copy) == picture(TELLTALE)


def test_the_copy_has_every_page_and_no_author() -> None:
    copy = copy_of(PLAIN)
    assert not holds(copy, "Ada Nwosu")
    assert count_pages(copy) == 3
    assert [picture(copy, page) for page in range(3)] == [picture(PLAIN, page) for page in range(3)]


def test_the_same_manuscript_gives_the_same_copy() -> None:
    assert copy_of(PLAIN) == copy_of(PLAIN)
    assert copy_of(copy_of(PLAIN)) == copy_of(PLAIN)


def test_bytes_of_a_picture_that_look_like_a_key_stay_as_they_are() -> None:
    odd = hand_made(
        CATALOGUE,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 50 50] /Contents 4 0 R "
        b"/Resources << /XObject << /Im 5 0 R >> >> >>",
        stream(b"50 0 0 50 0 0 cm /Im Do"),
        stream(
            b"/Metadata 8 0 R>" + b"ab" * 8 + b">",
            b"/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        ),
    )
    assert picture(copy_of(odd)) == picture(odd)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty (0 bytes). Choose the PDF again."),
        (b"PK\x03\x04 a word processor's file %%EOF", "This is not a PDF."),
        (PLAIN[:-300], "The end of this PDF is missing"),
        (PLAIN[:200] + b"%%EOF", "This PDF is damaged and cannot be opened."),
        (
            hand_made(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"),
            "This PDF",
        ),
    ],
)
def test_what_is_no_readable_pdf_is_refused_in_words(content, sentence) -> None:
    with pytest.raises(Declined) as refusal:
        count_pages(content)
    assert str(refusal.value).startswith(sentence)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([PLAIN, TELLTALE]), st.randoms(use_true_random=False), st.booleans())
def test_no_damage_whatsoever_makes_more_than_a_sentence(content, draw: random.Random, cut) -> None:
    damaged = bytearray(content)
    for _ in range(draw.choice([1, 3, 30, 200])):
        damaged[draw.randrange(len(damaged))] = draw.randrange(256)
    if cut:
        damaged = damaged[: draw.randrange(len(damaged))] + b"%%EOF"
    with contextlib.suppress(Declined):
        assert count_pages(bytes(damaged)) > 0
        assert count_pages(copy_of(bytes(damaged))) > 0


def test_pdfs_are_read_by_several_threads_without_harm() -> None:
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        found = list(threads.map(read_pdf, [PLAIN] * 3))
    assert [read.copy for read in found] == [copy_of(PLAIN)] * 3


@pytest.mark.django_db
def test_an_upload_is_kept_under_its_hash_with_the_copy_beside_it() -> None:
    conference, author = make_conference(), make_user()
    upload = SimpleUploadedFile("../Ada's paper.pdf", PLAIN, "text/html")
    stored = store_upload(upload=upload, conference=conference, by=author, at=NOW)
    digest = hashlib.sha256(PLAIN).hexdigest()
    assert (stored.sha256, stored.size, stored.pages) == (digest, len(PLAIN), 3)
    assert (stored.content_type, stored.path) == ("application/pdf", f"{digest[:2]}/{digest}.pdf")
    assert (stored.stored_by, stored.stored_at) == (author, NOW)
    assert content_of(stored) == PLAIN
    copy = stored.reviewer_copy
    assert copy is not None
    assert copy.name == "reviewer-copy.pdf"
    assert hashlib.sha256(content_of(copy)).hexdigest() == copy.sha256


@pytest.mark.django_db
def test_the_same_content_is_kept_once_however_often_it_arrives(tmp_path) -> None:
    conference = make_conference()
    for name in ("one.pdf", "two.pdf"):
        store_upload(upload=SimpleUploadedFile(name, PLAIN), conference=conference, by=None, at=NOW)
    assert len([path for path in Path(tmp_path).rglob("*.pdf") if path.is_file()]) == 2
    assert StoredFile.objects.count() == 4


@pytest.mark.django_db
def test_what_meets_a_limit_is_kept_for_its_author_and_told_in_a_sentence(monkeypatch) -> None:
    def too_much(*args: object, **options: object) -> None:
        raise LimitMet

    monkeypatch.setattr("effgenai.files.pdf.run_limited", too_much)
    conference, author = make_conference(), make_user()
    digest = hashlib.sha256(PLAIN).hexdigest()
    with pytest.raises(BadUpload, match=f"too much work to open.* is kept as it came .SHA-256 {digest[:12]}"):
        store_upload(upload=SimpleUploadedFile("a.pdf", PLAIN), conference=conference, by=author, at=NOW)
    stored = StoredFile.objects.get()
    assert (stored.sha256, stored.pages, stored.reviewer_copy, stored.stored_by) == (
        digest,
        None,
        None,
        author,
    )
    assert content_of(stored) == PLAIN


@pytest.mark.django_db
def test_what_is_left_out_of_the_copy_is_noted_with_the_upload() -> None:
    content = layered(SQUARE % b"L", lambda layer: {"/OFF": Array([layer])})
    stored = store_upload(
        upload=SimpleUploadedFile("a.pdf", content), conference=make_conference(), by=None, at=NOW
    )
    assert "“Solutions”" in stored.findings[0]
    assert stored.reviewer_copy is not None
    assert stored.reviewer_copy.findings == []


class Unreadable(UploadedFile):  # type: ignore[type-arg]  # Django's own takes none at run time
    """A file so large that nobody should read it."""

    def read(self, *args: object) -> bytes:
        raise AssertionError("it was read")


@pytest.mark.django_db
def test_a_hundred_megabytes_are_refused_before_they_are_read(tmp_path) -> None:
    upload = Unreadable(name="big.pdf", size=100 * 1024**2)
    with pytest.raises(BadUpload, match="The file has 100 MB; at most 50 MB are taken"):
        store_upload(upload=upload, conference=make_conference(), by=None, at=NOW)
    assert not StoredFile.objects.exists()
    assert not list(tmp_path.rglob("*.pdf"))


@pytest.mark.django_db
def test_a_refused_upload_leaves_nothing_behind(tmp_path) -> None:
    upload = SimpleUploadedFile("x.pdf", PLAIN[:-300])
    with pytest.raises(BadUpload):
        store_upload(upload=upload, conference=make_conference(), by=None, at=NOW)
    assert not StoredFile.objects.exists()
    assert not list(tmp_path.rglob("*.pdf"))
