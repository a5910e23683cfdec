"""How papers begin: what is taken for their title and abstract."""

import ctypes
import io

import pypdfium2
import pytest
from pypdfium2 import raw

from effgenai.files.checking import read_opening
from effgenai.files.pdf import BadUpload, Opening, opening_of

WORDS = "We compare papers by what they say, and find that words tell much of it."


def pdf_of(*lines, turned=""):
    """A page with these lines of (size, text), and one that stands upright at its edge."""
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(600, 800)
    for number, (size, text) in enumerate(lines):
        put(document, page, text, size, (1, 0, 0, 1, 50, 760 - 30 * number))
    if turned:
        put(document, page, turned, 30, (0, 1, -1, 0, 30, 200))
    page.gen_content()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def beginning(pdf):
    """How it begins, told in this process."""
    return Opening(**read_opening(pdf).facts)


def put(document, page, text, size, place):
    letters = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", size)
    codes = (text + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(letters, ctypes.cast(codes, ctypes.POINTER(ctypes.c_ushort)))
    raw.FPDFPageObj_Transform(letters, *place)
    raw.FPDFPage_InsertObject(page, letters)


def test_the_largest_letters_are_the_title_and_the_abstract_ends_where_the_text_begins():
    found = beginning(
        pdf_of(
            (8, "Published somewhere"),
            (17, "On words and what they tell:"),
            (17, "a study"),
            (10, "Ada Nwosu, Bo Li"),
            (12, "Abstract"),
            (10, WORDS),
            (12, "1 Introduction"),
            (10, "Since the beginning of time."),
            turned="arXiv:0000.00000 [cs.CL]",
        )
    )
    assert found.title == "On words and what they tell: a study"
    assert found.abstract == WORDS


@pytest.mark.parametrize("after", ["Keywords: words", "Index Terms", "CCS Concepts", "I. INTRODUCTION"])
def test_an_abstract_ends_before_what_usually_follows(after):
    assert beginning(pdf_of((17, "A title"), (10, f"ABSTRACT— {WORDS}"), (10, after))).abstract == WORDS


def test_without_an_abstract_the_text_after_the_title_counts():
    found = beginning(pdf_of((17, "A title"), (10, WORDS), (10, "Abstract algebra is not meant.")))
    assert found.abstract == f"{WORDS} Abstract algebra is not meant."


def test_words_parted_at_the_end_of_a_line_are_joined():
    lines = [(10, "Abstract"), (10, f"{WORDS} It is re-"), (10, "markable.")]
    assert beginning(pdf_of((17, "A title"), *lines)).abstract == f"{WORDS} It is remarkable."


def test_a_page_without_text_has_neither():
    found = beginning(pdf_of())
    assert (found.title, found.abstract) == ("", "")


def test_what_is_no_pdf_is_refused():
    with pytest.raises(BadUpload, match="damaged"):
        opening_of(b"no PDF")
