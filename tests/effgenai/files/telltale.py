"""One PDF that tells who wrote it in as many places as PDFs have, each in words of its own."""

from __future__ import annotations

import io
import re

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, Stream, String
from PIL import Image, ImageCms

TEXT = b"BT /F1 12 Tf 20 150 Td (Words that everybody may read.) Tj ET\n"

# Remarks to each other that are no part of the page, and so are not shown in the copy.
REMARKS = {Name.Text, Name.Popup, Name.FileAttachment}


def word_of(place):
    """The word that stands in that place and nowhere else."""
    return f"Who{place.title().replace(' ', '')}Who"


class Telltale:
    """Builds the PDF and remembers the words it hid."""

    def __init__(self):
        self.places = []
        self.pdf = Pdf.new()

    def word(self, place):
        """A word for this place, found nowhere else."""
        self.places.append(place)
        return word_of(place)

    def text(self, place):
        return String(self.word(place))

    def stream(self, data=b"", **facts):
        return Stream(self.pdf, data, {f"/{key}": value for key, value in facts.items()})

    def metadata(self, place):
        return self.stream(
            f"<x:xmpmeta>{self.word(place)}</x:xmpmeta>".encode(), Type=Name.Metadata, Subtype=Name.XML
        )

    def dictionary(self, **facts):
        return self.pdf.make_indirect(Dictionary({f"/{key}": value for key, value in facts.items()}))

    def named(self, place):
        return Name(f"/{self.word(place)}")

    # --- Pictures ---------------------------------------------------------------------------------------

    def photograph(self):
        """A JPEG as a camera and a program leave it."""
        out = io.BytesIO()
        exif = Image.Exif()
        exif[0x13B] = self.word("exif artist")
        exif[0x8298] = self.word("exif copyright")
        picture = Image.linear_gradient("L").resize((24, 24)).convert("RGB")
        picture.save(out, "JPEG", exif=exif, comment=self.word("jpeg comment").encode())
        plain = out.getvalue()
        extra = self._segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + self.word("jpeg xmp").encode())
        extra += self._segment(0xED, b"Photoshop 3.0\0" + self.word("iptc").encode())
        data = plain[:2] + extra + plain[2:] + self.word("behind the jpeg").encode()
        return self.stream(
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=24,
            Height=24,
            BitsPerComponent=8,
            ColorSpace=Array([Name.ICCBased, self.profile()]),
            Filter=Name.DCTDecode,
            Metadata=self.metadata("xmp of a picture"),
            Name=self.named("name of a picture"),
        )

    def _segment(self, marker, body):
        return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body

    def profile(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        word = self.word("profile").encode("utf-16-be")
        place = profile.find("No copyright, use freely".encode("utf-16-be"))
        assert place > 0
        return self.stream(profile[:place] + word[: len(word)] + profile[place + len(word) :], N=3)

    def painting(self):
        data = bytes(range(64)) + self.word("behind the points").encode()
        return self.stream(
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=8,
            Height=8,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
            OPI=self.dictionary(F=self.text("opi")),
            Alternates=Array([self.dictionary(Image=self.stream(self.word("alternate picture").encode()))]),
        )

    def engraving(self):
        """A JPEG 2000 with a box of words and a comment."""
        out = io.BytesIO()
        Image.linear_gradient("L").resize((16, 16)).save(
            out, "JPEG2000", comment=self.word("comment of a jpeg 2000")
        )
        body = self.word("box of a jpeg 2000").encode()
        data = out.getvalue() + (len(body) + 8).to_bytes(4, "big") + b"xml " + body
        return self.stream(
            data, Type=Name.XObject, Subtype=Name.Image, Width=16, Height=16, Filter=Name.JPXDecode
        )

    # --- Figures and fonts ------------------------------------------------------------------------------

    def figure(self):
        return self.stream(
            b"0 0 1 rg 0 0 20 20 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 20, 20]),
            Metadata=self.metadata("xmp of a figure"),
            PieceInfo=self.dictionary(App=self.dictionary(Private=self.text("piece of a figure"))),
            LastModified=self.text("date of a figure"),
            **{
                "PTEX.FileName": self.text("path of a figure"),
                "PTEX.InfoDict": self.dictionary(Author=self.text("ptex")),
            },
        )

    def hidden_figure(self, layer):
        return self.stream(
            b"BT /F1 9 Tf (" + self.word("figure of a hidden layer").encode() + b") Tj ET",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 200, 200]),
            OC=layer,
        )

    def font(self):
        codes = (
            b"% "
            + self.word("comment of codes").encode()
            + (
                b"\n/CMapName /Who def 1 begincodespacerange <00> <FF> endcodespacerange "
                b"1 beginbfchar <41> <0041> endbfchar"
            )
        )
        return self.dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            ToUnicode=self.stream(codes),
            Name=self.named("name of a font"),
        )

    def foreign_font(self):
        """One that is not in the file."""
        name = self.named("font elsewhere")
        described = self.dictionary(
            Type=Name.FontDescriptor, FontName=name, Flags=32, FontFamily=self.text("family")
        )
        return self.dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=name, FontDescriptor=described)

    def ink(self):
        calculation = self.stream(
            b"% " + self.word("comment of a function").encode() + b"\n{ dup 0.5 mul exch }",
            FunctionType=4,
            Domain=Array([0, 1]),
            Range=Array([0, 1, 0, 1]),
        )
        paper = Array([Name.DeviceN, Array([Name.Cyan, self.named("ink of several")]), Name.DeviceCMYK, 0])
        paper[3] = self.stream(
            b"{ 0 0 }", FunctionType=4, Domain=Array([0, 1, 0, 1]), Range=Array([0, 1, 0, 1, 0, 1, 0, 1])
        )
        alone = self.dictionary(
            FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0]), C1=Array([1, 0, 0]), N=1
        )
        self.dictionary(Unused=calculation)
        return Array([Name.Separation, self.named("ink"), Name.DeviceRGB, alone]), paper, calculation

    # --- The page ---------------------------------------------------------------------------------------

    def drawing(self):
        def of(place):
            return self.word(place).encode()

        return b"\n".join(
            [
                b"% " + of("comment of the drawing"),
                TEXT,
                TEXT.replace(b"/F1", b"/F2").replace(b"150 Td", b"170 Td"),
                b"(" + of("operand of nothing") + b") nonsense",
                b"/" + of("operator name") + b" gibberish",
                b"/Span << /ActualText ("
                + of("actual text")
                + b") /MCID 0 /Private ("
                + of("mark")
                + b") >> BDC EMC",
                b"/" + of("tag of a mark") + b" BMC EMC",
                b"/P /Listed BDC EMC",
                b"/OC /Off BDC BT /F1 12 Tf 20 100 Td (" + of("hidden layer") + b") Tj ET EMC",
                b"/OC /On BDC 1 0 0 rg 100 20 10 10 re f EMC",
                b"BT 3 Tr /F1 12 Tf 20 80 Td (" + of("invisible text") + b") Tj ET",
                b"q 40 0 0 40 20 20 cm /Photo Do Q q 40 0 0 40 70 20 cm /Points Do Q",
                b"q 20 0 0 20 150 90 cm /Jpx Do Q",
                b"q 1 0 0 1 120 60 cm /" + of("resource") + b" Do Q /Hidden Do",
                b"/Ink cs 0.7 scn 150 20 20 20 re f /Inks cs 0.2 0.3 scn 150 50 20 20 re f",
                b"q 20 0 0 20 150 120 cm BI /W 1 /H 1 /BPC 8 /CS /G /Maker ("
                + of("inline picture")
                + b") ID \x80 EI Q",
            ]
        )

    def page(self):
        on = self.dictionary(Type=Name.OCG, Name=self.text("name of a layer"))
        on.Usage = self.dictionary(CreatorInfo=self.dictionary(Creator=self.text("creator of a layer")))
        off = self.dictionary(Type=Name.OCG, Name=self.text("name of a hidden layer"))
        self.pdf.Root.OCProperties = self.dictionary(
            OCGs=Array([on, off]), D=self.dictionary(OFF=Array([off]), Name=self.text("state of layers"))
        )
        ink, inks, calculation = self.ink()
        drawing = self.drawing()
        figures = {
            "/Photo": self.photograph(),
            "/Points": self.painting(),
            "/Jpx": self.engraving(),
            "/WhoResourceWho": self.figure(),
            "/Hidden": self.hidden_figure(off),
            "/Unused": self.stream(self.word("unused picture").encode(), Subtype=Name.Image),
        }
        listed = self.dictionary(MCID=1, ActualText=self.text("listed actual text"))
        resources = Dictionary(
            Font=Dictionary(F1=self.font(), F2=self.foreign_font()),
            XObject=Dictionary(figures),
            ColorSpace=Dictionary(Ink=ink, Inks=inks),
            Properties=Dictionary(Off=off, On=on, Listed=listed),
            ExtGState=Dictionary(Tones=self.dictionary(TR=calculation)),
        )
        return self.pdf.make_indirect(
            Dictionary(
                Type=Name.Page,
                MediaBox=[0, 0, 200, 200],
                Resources=resources,
                Contents=self.stream(drawing),
                Metadata=self.metadata("xmp of the page"),
                LastModified=self.text("date of the page"),
                PieceInfo=self.dictionary(App=self.dictionary(Private=self.text("piece of the page"))),
                Thumb=self.stream(self.word("thumbnail").encode()),
                StructParents=0,
                AA=self.dictionary(O=self.dictionary(S=Name.JavaScript, JS=self.text("script of the page"))),
                Annots=self.annotations(),
                Owner=self.text("key of the page"),
            )
        )

    # --- Links and notes --------------------------------------------------------------------------------

    def annotations(self):
        def note(kind, **facts):
            return self.dictionary(
                Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([0, 0, 5, 5]), **facts
            )

        def leading(action, **facts):
            return note("Link", A=self.dictionary(**action), Border=Array([0, 0, 0]), **facts)

        file = self.dictionary(
            Type=Name.Filespec,
            F=self.text("name of an attached file"),
            EF=self.dictionary(F=self.stream(self.word("attached file").encode())),
        )
        look = self.stream(
            b"0 1 0 rg 0 0 5 5 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 5, 5])
        )
        return Array(
            [
                leading(
                    {"S": Name.URI, "URI": String("https://web.example/JS?/AA=/Thumb")},
                    Contents=self.text("title of a link"),
                    NM=self.text("number of a link"),
                    T=self.text("owner of a link"),
                ),
                leading({"S": Name.URI, "URI": String(f"mailto:{self.word('address')}@web.example")}),
                leading({"S": Name.Launch, "F": self.text("launched file")}),
                leading({"S": Name.GoToR, "F": self.text("other document"), "D": String("x")}),
                leading({"S": Name.GoTo, "D": self.text("name of a place")}),
                leading({"S": Name.GoTo, "D": self.named("old name of a place")}),
                note("Text", Contents=self.text("note"), T=self.text("writer of a note"), F=4),
                note("Popup", Contents=self.text("popup")),
                note("FileAttachment", FS=file),
                note(
                    "Stamp",
                    F=4,
                    AP=Dictionary(N=look),
                    Contents=self.text("stamp"),
                    T=self.text("stamped by"),
                ),
                note("FreeText", RC=self.text("rich text"), Contents=self.text("typed text")),
                note(
                    "Widget",
                    FT=Name.Tx,
                    T=self.text("name of a field"),
                    TU=self.text("hint of a field"),
                    F=4,
                    DV=self.text("default of a field"),
                    AP=Dictionary(N=look),
                ),
            ]
        )

    # --- The document -----------------------------------------------------------------------------------

    def document(self):
        page = self.page()
        self.pdf.pages.append(pikepdf.Page(page))
        page = self.pdf.pages[0].obj
        place = Array([page, Name.XYZ, 0, 100, 0])
        root = self.pdf.Root
        root.Names = self.dictionary(
            Dests=self.dictionary(Names=Array([String("WhoNameOfAPlaceWho"), place])),
            EmbeddedFiles=self.dictionary(
                Names=Array(
                    [
                        self.text("name of a file"),
                        self.dictionary(
                            Type=Name.Filespec,
                            F=String("x"),
                            Desc=self.text("description of a file"),
                            EF=self.dictionary(F=self.stream(self.word("file").encode())),
                        ),
                    ]
                )
            ),
            JavaScript=self.dictionary(
                Names=Array([String("x"), self.dictionary(S=Name.JavaScript, JS=self.text("script"))])
            ),
        )
        root.Dests = self.dictionary(WhoOldNameOfAPlaceWho=place)
        self.outline(place)
        self.structure(page)
        root.OpenAction = self.dictionary(S=Name.JavaScript, JS=self.text("script at opening"))
        root.PageLabels = self.dictionary(
            Nums=Array([0, self.dictionary(S=Name.r, P=self.text("prefix of a page"))])
        )
        root.Threads = Array([self.dictionary(I=self.dictionary(Author=self.text("thread")))])
        root.OutputIntents = Array([self.dictionary(S=Name("/GTS_PDFA1"), Info=self.text("output intent"))])
        root.AF = Array([self.dictionary(Type=Name.Filespec, F=self.text("associated file"))])
        root.PieceInfo = self.dictionary(App=self.dictionary(Private=self.text("piece of the document")))
        root.AcroForm = self.dictionary(Fields=Array([page.Annots[11]]), XFA=Array([self.text("xfa")]))
        root.Collection = self.dictionary(Schema=self.text("collection"))
        root.ViewerPreferences = self.dictionary(Owner=self.text("preferences"), Direction=Name.L2R)
        root.Lang = String("en-GB")
        root.URI = self.dictionary(Base=self.text("base of addresses"))
        root.Owner = self.text("key of the document")
        root.Metadata = self.metadata("xmp")
        self.pdf.trailer.Info = self.dictionary(
            Author=self.text("author"), Title=self.text("title"), Company=self.text("company")
        )

    def outline(self, place):
        with self.pdf.open_outline() as outline:
            outline.root.append(OutlineItem("Part one", Array(place)))
            outline.root.append(
                OutlineItem("Part two", action=Dictionary(S=Name.Launch, F=self.text("bookmark")))
            )

    def structure(self, page):
        root = self.dictionary(Type=Name.StructTreeRoot)
        figure = self.dictionary(
            Type=Name.StructElem,
            S=self.named("custom tag"),
            P=root,
            Pg=page,
            K=0,
            Alt=String("A red square"),
            ActualText=self.text("actual text of a tag"),
            E=self.text("expansion"),
            T=self.text("title of a tag"),
            ID=self.text("number of a tag"),
            C=self.named("class of a tag"),
            Lang=String("en"),
            A=self.dictionary(O=Name.UserProperties, P=Array([self.dictionary(N=self.text("property"))])),
        )
        paragraph = self.dictionary(
            Type=Name.StructElem, S=Name.P, P=root, Pg=page, K=1, Alt=String(r"C:\Users\WhoPathWho\a.png")
        )
        self.places.append("path")
        root.K = Array([figure, paragraph])
        root.RoleMap = Dictionary({"/WhoCustomTagWho": Name.Figure})
        root.ClassMap = Dictionary({"/WhoClassOfATagWho": self.dictionary(O=Name.Layout)})
        root.ParentTree = self.dictionary(Nums=Array([0, Array([figure, paragraph])]))
        self.pdf.Root.StructTreeRoot = root
        self.pdf.Root.MarkInfo = self.dictionary(Marked=True)

    def made(self):
        """The PDF, with a revision before its last, words before it and behind it."""
        self.document()
        out = io.BytesIO()
        self.pdf.save(
            out,
            static_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        content = out.getvalue()
        root, info = (re.findall(rb"/%b (\d+ 0 R)" % key, content)[0] for key in (b"Root", b"Info"))
        before = content.rsplit(b"startxref", 1)[1].split()[0]
        old = f"900 0 obj\n({self.word('old revision')})\nendobj\n".encode()
        old += f"% {self.word('comment of the file')}\n".encode()
        table = b"xref\n900 1\n%010d 00000 n \n" % len(content)
        trailer = b"trailer << /Size 901 /Root %b /Prev %b /Info %b >>\n" % (root, before, info)
        end = b"startxref\n%d\n%%%%EOF\n" % (len(content) + len(old))
        return content + old + table + trailer + end + self.word("behind the file").encode()
