"""Fonts: their glyphs, widths and codes; not their makers' words."""

from __future__ import annotations

import re
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, String

from effgenai.files.copying.fonts.files import wordless_cff, wordless_truetype, wordless_type1
from effgenai.files.copying.work import (
    Copier,
    Work,
    decoded,
    is_dictionary,
    is_number,
    is_stream,
    numbers,
    one_of,
    picked,
    plain,
)

STRING = rb"<[0-9A-Fa-f\s]{0,80}>"
SECTIONS = re.compile(
    rb"begin(codespacerange|bfchar|bfrange|cidchar|cidrange|notdefchar|notdefrange)"
    rb"((?:\s|[0-9]|\[|\]|<[0-9A-Fa-f\s]*>)*+)end\1"
)
LINES = {
    b"codespacerange": re.compile(rb"(<[^>]*>)\s*(<[^>]*>)"),
    b"bfchar": re.compile(rb"(<[^>]*>)\s*(" + STRING + rb")"),
    b"bfrange": re.compile(rb"(<[^>]*>)\s*(<[^>]*>)\s*(" + STRING + rb"|\[(?:\s|" + STRING + rb")*+\])"),
    b"cidchar": re.compile(rb"(<[^>]*>)\s*(\d+)"),
    b"cidrange": re.compile(rb"(<[^>]*>)\s*(<[^>]*>)\s*(\d+)"),
    b"notdefchar": re.compile(rb"(<[^>]*>)\s*(\d+)"),
    b"notdefrange": re.compile(rb"(<[^>]*>)\s*(<[^>]*>)\s*(\d+)"),
}
AT_ONCE = 100  # entries of a section
COLLECTIONS = frozenset(["Identity", "Japan1", "GB1", "CNS1", "Korea1", "KR", "UCS", "UCS2"])
ENCODINGS = frozenset(
    ["/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding", "/StandardEncoding", "/PDFDocEncoding"]
)
PREDEFINED = re.compile(r"/(?:[A-Za-z0-9]{2,12}-){0,4}[HV]")
CHARACTER_NAME = re.compile(r"/(?:[A-Za-z]|[A-Za-z]?[a-z]{2,13}|a\d{1,3}|[gG]\d{1,5}|uni[0-9A-F]{4})")
STANDARD = re.compile(
    r"/(?:Helvetica|Times|Courier|Symbol|ZapfDingbats|Arial|TimesNewRoman|CourierNew)"
    r"(?:PS|MT|PSMT|[-,]|Roman|Bold|Italic|Oblique)*"
)
# Families that readers look for on their own computer, and the words that styles are made of.
FAMILIES = (
    "Helvetica|Times|Courier|Symbol|ZapfDingbats|Arial|TimesNewRoman|CourierNew|Calibri|Cambria|"
    "Candara|Consolas|Constantia|Corbel|Verdana|Georgia|Tahoma|Trebuchet|Impact|Garamond|"
    "Palatino|Bookman|BookAntiqua|Century|ComicSans|Lucida|Segoe|Myriad|Minion|Univers|Frutiger|"
    "Optima|Futura|GillSans|Baskerville|Didot|Liberation|DejaVu|Noto|Roboto|Lato|OpenSans|"
    "SourceSans|SourceSerif|Nimbus|STSong|STHeiti|STKaiti|SimSun|SimHei|KaiTi|FangSong|MingLiU|"
    "PMingLiU|MSung|MHei|HeiseiMin|HeiseiKakuGo|KozMin|KozGo|MS-Mincho|MS-Gothic|MSMincho|"
    "MSGothic|Meiryo|YuGothic|YuMincho|HYSMyeongJo|HYGoThic|Batang|Gulim|Dotum|Malgun"
)
STYLES = (
    "PSMT|PS|MT|MS|Roman|Regular|Book|Bold|Italic|Oblique|Light|Medium|Semi|Demi|Extra|Ultra|"
    "Black|Heavy|Thin|Condensed|Narrow|Unicode|Sans|Serif|Mono|CJK|Std|Pro|Pr6N|UI|SC|TC|JP|KR|"
    "GB|Acro|Adobe|Linotype"
)
FAMILY = re.compile(rf"/(?:{FAMILIES})(?:{STYLES}|W\d|[-, ])*+")
STYLE = re.compile(r"Bold|Italic|Oblique")


def _encoding(work: Work, value: Any) -> Any:
    if isinstance(value, Name):
        return Name(str(value)) if str(value) in ENCODINGS or PREDEFINED.fullmatch(str(value)) else None
    if is_stream(value):
        return work.once("cmap", value, lambda: _character_map(work, value))
    if not isinstance(value, Dictionary):
        return None
    base: dict[str, Copier] = {
        "/Type": one_of("Encoding"),
        "/BaseEncoding": _encoding,
        "/Differences": _differences,
    }
    return Dictionary(picked(work, value, base))


def _differences(_work: Work, value: Any) -> Any:
    if not isinstance(value, Array):
        return None
    found = [Name(str(item)) if isinstance(item, Name) else item for item in value]
    return Array([item for item in found if isinstance(item, Name) or is_number(item)])


def _to_unicode(work: Work, value: Any) -> Any:
    if isinstance(value, Name):
        return Name(str(value)) if PREDEFINED.fullmatch(str(value)) else None
    return work.once("cmap", value, lambda: _character_map(work, value)) if is_stream(value) else None


def _character_map(work: Work, value: Any) -> Any:
    """A table of codes, written anew from its rows alone."""
    facts: dict[str, Any] = {}
    based = value.get("/UseCMap")
    if isinstance(based, Name) and PREDEFINED.fullmatch(str(based)):
        facts["/UseCMap"] = Name(str(based))
    vertical = 1 if value.get("/WMode") == 1 else 0
    if value.get("/CMapName") is not None:
        facts |= {
            "/Type": Name.CMap,
            "/CMapName": Name("/R"),
            "/WMode": vertical,
            "/CIDSystemInfo": _IDENTITY(),
        }
    head = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> def\n"
        b"/CMapName /R def /CMapType 2 def /WMode %d def\n" % vertical
    )
    if "/UseCMap" in facts:
        head += str(facts["/UseCMap"]).encode() + b" usecmap\n"
    sections = [_section(found[1], found[2]) for found in SECTIONS.finditer(decoded(value))]
    foot = b"endcmap CMapName currentdict /CMap defineresource pop end end\n"
    return work.stream(head + b"".join(sections) + foot, facts)


def _IDENTITY() -> Dictionary:  # noqa: N802
    return Dictionary({"/Registry": String("Adobe"), "/Ordering": String("Identity"), "/Supplement": 0})


def _section(kind: bytes, body: bytes) -> bytes:
    rows = [b" ".join(row) for row in LINES[kind].findall(body)]
    out = []
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        out.append(b"%d begin%b\n%b\nend%b\n" % (len(part), kind, b"\n".join(part), kind))
    return b"".join(out)


def _font_file(work: Work, value: Any) -> Any:
    return work.once("font file", value, lambda: _file(work, value)) if is_stream(value) else None


def _file(work: Work, value: Any) -> Any:
    content = decoded(value)
    facts = picked(
        work,
        value,
        {
            **dict.fromkeys(["/Length1", "/Length2", "/Length3"], plain),
            "/Subtype": one_of("Type1C", "CIDFontType0C", "OpenType"),
        },
    )
    if content[:4] in {b"\0\1\0\0", b"true", b"OTTO", b"ttcf"}:
        content = wordless_truetype(content)
    elif content[:2] in {b"%!", b"\x80\x01"}:
        content = wordless_type1(content)
    elif content[:1] == b"\1":
        content = wordless_cff(content)
    return work.stream(content, facts)


DESCRIPTOR: dict[str, Copier] = {
    "/Type": one_of("FontDescriptor"),
    **dict.fromkeys(
        [
            "/Flags",
            "/FontBBox",
            "/ItalicAngle",
            "/Ascent",
            "/Descent",
            "/Leading",
            "/CapHeight",
            "/XHeight",
            "/StemV",
            "/StemH",
            "/AvgWidth",
            "/MaxWidth",
            "/MissingWidth",
            "/FontStretch",
            "/FontWeight",
        ],
        plain,
    ),
    **dict.fromkeys(["/FontFile", "/FontFile2", "/FontFile3"], _font_file),
}


def _descriptor(work: Work, value: Any) -> Any:
    if not isinstance(value, Dictionary):
        return None
    return work.once("descriptor", value, lambda: _description(work, value))


def _description(work: Work, value: Any) -> Any:
    facts = picked(work, value, DESCRIPTOR)
    return work.dictionary({**facts, **_called(work, value, "/FontName", facts)})


def _called(work: Work, value: Any, key: str, facts: dict[str, Any]) -> dict[str, Name]:
    """The name of a font; that of one which comes along says nothing to readers, and becomes a number."""
    given = value.get(key)
    if not isinstance(given, Name):
        return {}
    is_embedded = any(name in facts for name in ("/FontFile", "/FontFile2", "/FontFile3"))
    return {key: _neutral(work, given, is_embedded=is_embedded)}


def _neutral(work: Work, name: Name, *, is_embedded: bool) -> Name:
    """A number in place of a name; but of a font that readers must find, its family or at least its style."""
    given = str(name)
    if is_embedded:
        return Name(given if STANDARD.fullmatch(given) else work.name(given))
    if FAMILY.fullmatch(given):
        return Name(given)
    styles = "".join(dict.fromkeys(STYLE.findall(given)))
    return Name(f"{work.name(given)}-{styles}" if styles else work.name(given))


def _is_embedded(descriptor: Any) -> bool:
    names = ("/FontFile", "/FontFile2", "/FontFile3")
    return isinstance(descriptor, Dictionary) and any(is_stream(descriptor.get(name)) for name in names)


def _system(_work: Work, value: Any) -> Any:
    ordering = str(value.get("/Ordering", "")) if isinstance(value, Dictionary) else ""
    supplement = value.get("/Supplement", 0) if isinstance(value, Dictionary) else 0
    known = ordering if ordering in COLLECTIONS else "Identity"
    facts = {"/Registry": String("Adobe"), "/Ordering": String(known)}
    return Dictionary({**facts, "/Supplement": supplement if is_number(supplement) else 0})


def _glyph_ids(work: Work, value: Any) -> Any:
    if is_stream(value):
        return work.once("glyph ids", value, lambda: work.stream(decoded(value), {}))
    return plain(work, value)


def _descendants(work: Work, value: Any) -> Any:
    return Array([font(work, item, None) for item in list(value)[:1]]) if isinstance(value, Array) else None


COMMON: dict[str, Copier] = {
    "/Type": one_of("Font"),
    "/Subtype": one_of("Type0", "Type1", "MMType1", "TrueType", "Type3", "CIDFontType0", "CIDFontType2"),
    **dict.fromkeys(["/FirstChar", "/LastChar", "/DW"], plain),
    **dict.fromkeys(["/Widths", "/DW2", "/FontBBox", "/FontMatrix"], numbers),
    **dict.fromkeys(["/W", "/W2"], plain),
    "/FontDescriptor": _descriptor,
    "/Encoding": _encoding,
    "/ToUnicode": _to_unicode,
    "/DescendantFonts": _descendants,
    "/CIDToGIDMap": _glyph_ids,
}


def font(work: Work, value: Any, resources: Any) -> Any:
    """A font; the glyphs of one that is drawn (Type 3) fall back on these resources."""
    if not is_dictionary(value):
        return None
    return work.once("font", value, lambda: _font(work, value, resources))


def _font(work: Work, value: Any, resources: Any) -> Any:
    facts = picked(work, value, COMMON)
    if value.get("/CIDSystemInfo") is not None:
        facts["/CIDSystemInfo"] = _system(work, value.get("/CIDSystemInfo"))
    if value.get("/Subtype") == Name.Type3:
        facts |= _drawn_glyphs(work, value, resources)
    elif isinstance(value.get("/BaseFont"), Name):
        base = value.get("/BaseFont")
        facts["/BaseFont"] = _neutral(work, base, is_embedded=_comes_along(value))
    return work.dictionary(facts)


def _comes_along(value: Any) -> bool:
    if value.get("/Subtype") != Name.Type0:
        return _is_embedded(value.get("/FontDescriptor"))
    below = value.get("/DescendantFonts")
    parts = list(below)[:1] if isinstance(below, Array) else []
    return any(isinstance(part, Dictionary) and _is_embedded(part.get("/FontDescriptor")) for part in parts)


def _drawn_glyphs(work: Work, value: Any, resources: Any) -> dict[str, Object]:
    from effgenai.files.copying.drawing import Resources, drawn  # glyphs are drawings, drawings have fonts

    own = value.get("/Resources")
    own = own if isinstance(own, Dictionary) else resources
    gathered = Resources(work, own)
    glyphs = value.get("/CharProcs")
    made = {}
    for name, glyph in sorted(glyphs.items()) if isinstance(glyphs, Dictionary) else []:
        if is_stream(glyph):
            data, _ = drawn(work, decoded(glyph), own, gathered)
            made[_glyph(work, value, name)] = work.stream(data, {})
    facts: dict[str, Object] = {"/CharProcs": work.dictionary(made), "/Resources": gathered.made()}
    encoding = value.get("/Encoding")
    return {**facts, **_renamed(work, value, encoding)} if isinstance(encoding, Dictionary) else facts


def _renamed(work: Work, value: Any, encoding: Any) -> dict[str, Object]:
    given = encoding.get("/Differences")
    found = list(given) if isinstance(given, Array) else []
    named = [Name(_glyph(work, value, str(item))) if isinstance(item, Name) else item for item in found]
    return {
        "/Encoding": Dictionary({"/Type": Name.Encoding, "/Differences": _differences(work, Array(named))})
    }


def _glyph(work: Work, value: Any, name: str) -> str:
    """The name of a drawn glyph: a number, unless readers need the name to know the letter."""
    return name if value.get("/ToUnicode") is None and CHARACTER_NAME.fullmatch(name) else work.name(name)
