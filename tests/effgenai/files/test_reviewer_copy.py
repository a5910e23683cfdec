"""The copy that reviewers read: the same pages, links and structure, and no word of who wrote it."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from reportlab.lib.colors import Color, blue
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from demo.drawing.pdf import make_pdf
from effgenai.files.checking import count_pages
from effgenai.files.reviewer_copy import make_copy
from effgenai.resilience.limited.answers import Declined
from tests.effgenai.files.bombs import ALL
from tests.effgenai.files.reading import assert_looks_the_same, copy_of, holds, pictures
from tests.effgenai.files.telltale import REMARKS, Telltale, word_of

ROOT = Path(__file__).parents[3]
PRODUCERS = sorted((Path(__file__).parent / "producers").glob("*.pdf"))
# What the files of the producers call their authors, in metadata, keys of the bibliography and labels.
TELLING = (
    "IDENTITY",
    "identity2020",
    "identity-first",
    "identity-second",
    "identity-a",
    "identity-b",
    "identity-here",
)


@pytest.fixture(scope="module")
def copying():
    """The PDF that tells everything, what it tells, and its copy."""
    telltale = Telltale()
    content = telltale.made()
    return content, telltale.places, make_copy(content, pages=1)


def without(content, kinds):
    """The PDF without annotations of these kinds."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            page.obj.Annots = Array([item for item in page.obj.Annots if item.Subtype not in kinds])
        return saved(pdf)


def saved(pdf, **how):
    out = io.BytesIO()
    pdf.save(out, fix_metadata_version=False, static_id=True, **how)
    return out.getvalue()


def opened(content):
    return pikepdf.open(io.BytesIO(content))


def drawn_by_hand(drawing, **resources):
    """A page with this drawing, for more to be added."""
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(200, 200)).obj
    page.Contents = Stream(pdf, drawing)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=font), **resources)
    return pdf, page


# --- Files of many producers ------------------------------------------------------------------------------


def test_there_are_files_of_forty_producers():
    assert len(PRODUCERS) >= 40


@pytest.mark.parametrize("path", PRODUCERS, ids=lambda path: path.stem)
def test_whoever_made_it_the_copy_looks_the_same_and_tells_nothing(path):
    content = path.read_bytes()
    copy = copy_of(content)
    assert_looks_the_same(copy, content)
    assert [word for word in TELLING if holds(copy, word)] == []
    assert copy_of(content) == copy


# --- Every place where a name can hide --------------------------------------------------------------------


def test_no_word_survives_wherever_it_hides(copying):
    content, places, copy = copying
    assert len(set(places)) == len(places) >= 90
    assert [place for place in places if not holds(content, word_of(place))] == []
    assert [place for place in places if holds(copy.content, word_of(place))] == []


def test_and_the_page_looks_the_same(copying):
    content, _, copy = copying
    pictures(content)  # PDFium draws with its substitute for a missing font a little differently at first
    assert_looks_the_same(copy.content, without(content, REMARKS))


def test_links_bookmarks_tags_language_and_alternative_texts_stay(copying):
    with opened(copying[2].content) as pdf:
        page = pdf.pages[0].obj
        links = [item for item in page.Annots if item.Subtype == Name.Link]
        addresses = [str(item.A.URI) for item in links if "/A" in item]
        assert addresses == ["https://web.example/JS?/AA=/Thumb"]
        places = [item.Dest for item in links if "/Dest" in item]
        assert [(place[0].objgen, str(place[1])) for place in places] == [(page.objgen, "/XYZ")] * 2
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Part one", "Part two"]
            assert outline.root[0].destination[0].objgen == page.objgen
        figure, paragraph = pdf.Root.StructTreeRoot.K
        assert (figure.S, str(figure.Alt), figure.K, figure.Pg.objgen) == (
            Name.Figure,
            "A red square",
            0,
            page.objgen,
        )
        assert paragraph.S == Name.P
        assert [item.objgen for item in pdf.Root.StructTreeRoot.ParentTree.Nums[1]] == [
            figure.objgen,
            paragraph.objgen,
        ]
        assert (str(pdf.Root.Lang), pdf.Root.MarkInfo.Marked) == ("en-GB", True)
        assert dict(pdf.Root.PageLabels.Nums[1]) == {"/S": Name.r}


def test_text_can_still_be_copied_and_searched(copying):
    document = pypdfium2.PdfDocument(copying[2].content)
    assert "Words that everybody may read." in document[0].get_textpage().get_text_range()
    document.close()


def test_the_author_is_told_of_hidden_layers_and_invisible_text(copying):
    layers, text = copying[2].findings
    assert word_of("name of a hidden layer") in layers
    assert "invisible" in text


# --- Layers -----------------------------------------------------------------------------------------------


def layered(drawing, config, **usage):
    pdf, page = drawn_by_hand(drawing)
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Solutions"), **usage))
    members = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([layer]), P=Name.AllOff))
    page.Resources.Properties = Dictionary(L=layer, M=members)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(config(layer)))
    return saved(pdf)


SQUARE = b"/OC /%b BDC 1 0 0 rg 20 20 90 90 re f EMC 0 0 1 rg 150 150 20 20 re f"


@pytest.mark.parametrize(
    ("name", "config", "is_shown"),
    [
        (b"L", lambda _: {}, True),
        (b"L", lambda layer: {"/OFF": Array([layer])}, False),
        (b"L", lambda _: {"/BaseState": Name.OFF}, False),
        (b"L", lambda layer: {"/BaseState": Name.OFF, "/ON": Array([layer])}, True),
        (b"M", lambda _: {}, False),
        (b"M", lambda layer: {"/OFF": Array([layer])}, True),
    ],
)
def test_a_layer_is_shown_as_readers_show_it(name, config, is_shown):
    content = layered(SQUARE % name, config)
    copy = copy_of(content)
    assert_looks_the_same(copy, content)
    red_square = pictures(copy)[0][150, 50]
    assert (tuple(red_square[:3]) != (255, 255, 255)) == is_shown
    assert not holds(copy, "Solutions")
    assert not holds(copy, "OCProperties")


def test_what_a_hidden_layer_changes_for_what_follows_still_counts():
    drawing = (
        b"q /OC /L BDC 1 0 0 rg 2 0 0 2 10 10 cm 0 0 20 20 re W f BT /F1 9 Tf 5 5 Td (x) Tj (y) ' ET EMC "
        b"0 0 90 90 re f Q 5 w 9 9 m 150 150 l S"
    )
    content = layered(drawing, lambda layer: {"/OFF": Array([layer])})
    assert_looks_the_same(copy_of(content), content)


# --- Forms and remarks ------------------------------------------------------------------------------------


def a_turned_square(pdf):
    """How a field or remark looks: a green square, turned by a quarter."""
    return Stream(
        pdf,
        b"0 1 0 rg 0 0 10 10 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 10, 10]),
        Matrix=Array([0, 1, -1, 0, 0, 0]),
    )


def printed(pdf, kind, rect, **facts):
    """A remark or field of a page that stands on paper, too."""
    shown = {"Type": Name.Annot, "F": 4, "Subtype": kind, "Rect": rect}
    return pdf.make_indirect(Dictionary(**{**shown, **facts}))


def fields_and_remarks(pdf):
    """A ticked field, a text and a marked passage, each naming somebody; and a remark that is hidden."""
    look = a_turned_square(pdf)
    ticked = Dictionary(Yes=look, Off=Stream(pdf, b"", Subtype=Name.Form, BBox=Array([0, 0, 1, 1])))
    field = {"FT": Name.Btn, "T": String("WhoField"), "AS": Name.Yes, "AP": Dictionary(N=ticked)}
    text = {"AP": Dictionary(N=look), "Contents": String("WhoText")}
    passage = {"T": String("WhoAda"), "QuadPoints": [100, 40, 150, 40, 100, 20, 150, 20], "C": [1, 1, 0]}
    return Array(
        [
            printed(pdf, Name.Widget, [20, 20, 50, 40], **field),
            printed(pdf, Name.FreeText, [60, 20, 90, 40], **text),
            printed(pdf, Name.Highlight, [100, 20, 150, 40], **passage),
            printed(pdf, Name.Square, [60, 90, 90, 140], F=2 | 4, AP=Dictionary(N=look)),
        ]
    )


def test_what_is_filled_in_and_what_prints_becomes_part_of_the_page():
    pdf, page = drawn_by_hand(b"0 0 1 rg 9 9 5 5 re f Q Q q")
    page.Annots = fields_and_remarks(pdf)
    pdf.Root.AcroForm = Dictionary(Fields=Array([page.Annots[0]]))
    content = saved(pdf)
    copy = copy_of(content)
    assert_looks_the_same(copy, content)
    assert_looks_the_same(copy, copy, annotations=False)
    assert not holds(copy, "Who")
    with opened(copy) as pdf:
        assert "/Annots" not in pdf.pages[0]


def test_fields_without_a_look_get_the_one_that_readers_give_them():
    pdf, page = drawn_by_hand(b"")
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("WhoField"),
            V=String("typed in"),
            DA=String("/F1 12 Tf 0 g"),
            Rect=[20, 20, 150, 60],
            F=4,
        )
    )
    page.Annots = Array([field])
    fonts = Dictionary(Font=page.Resources.Font)
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]), NeedAppearances=True, DR=fonts, DA=String("/F1 12 Tf 0 g")
    )
    content = saved(pdf)
    copy = copy_of(content)
    assert_looks_the_same(copy, content)
    assert (pictures(copy)[0] < 128).any(), "what was typed in is there"
    assert not holds(copy, "WhoField")


# --- Documents of other kinds -----------------------------------------------------------------------------


def written(tell):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(200, 200), invariant=True)
    canvas.setAuthor("WhoAuthor")
    tell(canvas)
    canvas.save()
    return out.getvalue()


def gradients(canvas):
    canvas.linearGradient(0, 0, 200, 200, (Color(1, 0, 0), Color(0, 1, 0)))
    canvas.radialGradient(100, 100, 50, (blue, Color(1, 1, 0)))


def transparency(canvas):
    canvas.setFillColor(Color(1, 0, 0, alpha=0.4))
    canvas.rect(20, 20, 100, 100, fill=1)
    canvas.setDash([3, 1])
    canvas.bezier(0, 0, 100, 200, 20, 10, 190, 190)


def pages_and_links(canvas):
    canvas.bookmarkPage("WhoPlace")
    canvas.addOutlineEntry("First", "WhoPlace")
    canvas.showPage()
    canvas.setPageRotation(90)
    canvas.linkRect("WhoTitle", "WhoPlace", (10, 10, 60, 60), thickness=2)
    canvas.linkURL("https://web.example/", (70, 70, 90, 90))
    canvas.drawString(10, 10, "Second page")


def inks(canvas):
    canvas.setFillColorCMYK(0.1, 0.2, 0.9, 0)
    canvas.rect(20, 20, 100, 100, fill=1)


def picture(canvas):
    photograph = ROOT / "tests/effgenai/files/producers/imagemagick-jpeg.pdf"
    shown = pypdfium2.PdfDocument(photograph)[0].render(scale=1).to_pil()
    canvas.drawImage(ImageReader(shown), 20, 20, 100, 100)


def figures(canvas):
    canvas.beginForm("WhoForm")
    canvas.drawString(20, 20, "a figure")
    canvas.endForm()
    canvas.doForm("WhoForm")


@pytest.mark.parametrize("tell", [gradients, transparency, pages_and_links, inks, picture, figures])
def test_documents_of_reportlab(tell):
    content = written(tell)
    copy = copy_of(content)
    assert_looks_the_same(copy, content)
    assert not holds(copy, "Who")


@pytest.mark.parametrize(
    "how",
    [
        {"linearize": True},
        {"force_version": "2.0", "object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"encryption": pikepdf.Encryption(owner="owner", user="")},
        {"compress_streams": False, "qdf": True},
    ],
)
def test_the_same_document_in_other_forms_gives_the_same_pages(how):
    content = make_pdf("A paper", "Some words.", pages=2, author="Who")
    with opened(content) as pdf:
        out = io.BytesIO()
        pdf.save(out, **how)
    copy = copy_of(out.getvalue())
    assert_looks_the_same(copy, content)
    assert not holds(copy, "Who")
    assert not opened(copy).is_encrypted


def test_one_that_needs_a_password_is_refused_in_a_sentence():
    out = io.BytesIO()
    with opened(make_pdf("A paper", "Some words.")) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user="user"))
    with pytest.raises(Declined, match="protected by a password"):
        copy_of(out.getvalue())


def test_what_pages_inherit_and_figures_lack_is_found():
    pdf, page = drawn_by_hand(b"/Fig Do")
    figure = Stream(
        pdf, b"BT /F1 12 Tf 20 60 Td (borrowed) Tj ET", Subtype=Name.Form, BBox=Array([0, 0, 200, 200])
    )
    resources = page.Resources
    resources.XObject = Dictionary(Fig=figure)
    del page.Resources, page.MediaBox
    tree = pdf.Root.Pages
    tree.Resources, tree.MediaBox, tree.Rotate = resources, Array([0, 0, 200, 100]), 90
    content = saved(pdf)
    assert_looks_the_same(copy_of(content), content)


# --- From the command line, and what explodes -------------------------------------------------------------


def run(*arguments):
    command = [sys.executable, "-m", "effgenai.files.reviewer_copy", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_makes_the_copy(tmp_path):
    path = ROOT / "tests/effgenai/files/producers/pdftex-hyperref.pdf"
    done = run(path, tmp_path / "out.pdf")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert_looks_the_same((tmp_path / "out.pdf").read_bytes(), path.read_bytes())


def test_the_command_says_in_one_sentence_why_not(tmp_path):
    (tmp_path / "in.pdf").write_bytes(b"no PDF")
    for arguments in [
        (tmp_path / "in.pdf", tmp_path / "out.pdf"),
        (tmp_path / "none.pdf", tmp_path / "out.pdf"),
        (),
    ]:
        done = run(*arguments)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("name", [name for name in ALL if not name.startswith("swelling")])
def test_what_explodes_makes_a_copy_or_a_sentence(name):
    content = ALL[name]()
    with contextlib.suppress(Declined):
        assert count_pages(copy_of(content)) == count_pages(content)


def test_figures_within_figures_are_refused_before_anybody_draws_them():
    with pytest.raises(Declined, match="figures within figures"):
        copy_of(ALL["figures_in_figures"]())


def test_mutated_files_make_a_copy_or_a_sentence():
    """Fifty of the two thousand of `make fuzz-files`, in one process with the limits for a single one."""
    command = [sys.executable, "-m", "tests.effgenai.files.fuzz", "50", "1", "--together"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=160, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
