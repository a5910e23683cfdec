"""Pictures: their points, and none of what cameras and programs wrote beside them."""

from __future__ import annotations

import zlib
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream, StreamDecodeLevel

from effgenai.files.copying.images.codecs import bare_jbig2, bare_jpeg, bare_jpeg2000
from effgenai.files.copying.images.colours import colour_space, components
from effgenai.files.copying.work import Copier, Work, decoded, is_stream, numbers, one_of, picked, plain

PARAMETERS: dict[str, Copier] = dict.fromkeys(
    [
        "/K",
        "/EndOfLine",
        "/EncodedByteAlign",
        "/Columns",
        "/Rows",
        "/EndOfBlock",
        "/BlackIs1",
        "/DamagedRowsBeforeError",
        "/Predictor",
        "/Colors",
        "/BitsPerComponent",
        "/EarlyChange",
        "/ColorTransform",
    ],
    plain,
)
BARE = {"/DCTDecode": bare_jpeg, "/DCT": bare_jpeg, "/JPXDecode": bare_jpeg2000, "/JBIG2Decode": bare_jbig2}
AS_THEY_ARE = {"/CCITTFaxDecode", "/CCF", *BARE}
DEFLATED = {"/FlateDecode", "/Fl"}


def image(work: Work, value: Any) -> Any:
    """A picture and its masks."""
    return work.once("image", value, lambda: _image(work, value))


def _mask(work: Work, value: Any) -> Any:
    return image(work, value) if is_stream(value) else numbers(work, value)


FACTS: dict[str, Copier] = {
    **dict.fromkeys(
        ["/Width", "/Height", "/BitsPerComponent", "/ImageMask", "/Interpolate", "/SMaskInData", "/Intent"],
        plain,
    ),
    "/Subtype": one_of("Image"),
    "/ColorSpace": colour_space,
    "/Decode": numbers,
    "/Matte": numbers,
    "/Mask": _mask,
    "/SMask": lambda work, value: image(work, value) if is_stream(value) else None,
}


def _image(work: Work, value: Any) -> Stream:
    facts = {"/Type": Name.XObject, **picked(work, value, FACTS)}
    filters = [str(name) for name in _listed(value.get("/Filter"))]
    if filters and filters[-1] in AS_THEY_ARE:
        return _encoded(work, value, facts, filters)
    made = work.stream(b"", facts)
    if filters in (["/FlateDecode"], ["/Fl"]) and _ends_with_its_points(value):
        parameters = _parameters(work, value, 0)
        made.write(value.read_raw_bytes(), filter=Name.FlateDecode, decode_parms=parameters)
    else:
        made.write(_points(value))
    return made


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def _parameters(work: Work, value: Any, place: int) -> Dictionary | None:
    found = _listed(value.get("/DecodeParms"))
    if place >= len(found) or not isinstance(found[place], Dictionary):
        return None
    facts = picked(work, found[place], PARAMETERS)
    shared = found[place].get("/JBIG2Globals")
    if is_stream(shared):
        facts["/JBIG2Globals"] = work.once(
            "globals", shared, lambda: work.stream(bare_jbig2(shared.read_bytes()), {})
        )
    return Dictionary(facts) if facts else None


def _encoded(work: Work, value: Any, facts: dict[str, Any], filters: list[str]) -> Stream:
    """A picture in a form of its own stays in it, without what is no picture."""
    content = value.read_raw_bytes()
    if len(filters) > 1:
        outer = Stream(work.source, content)
        outer.write(content, filter=Array([Name(name) for name in filters[:-1]]))
        content = outer.read_bytes(decode_level=StreamDecodeLevel.specialized)
    content = BARE.get(filters[-1], bytes)(content)
    made = work.stream(b"", facts)
    made.write(content, filter=Name(filters[-1]), decode_parms=_parameters(work, value, len(filters) - 1))
    return made


def _points(value: Any) -> bytes:
    """The points that are shown; bytes behind the last one are not passed on."""
    content = decoded(value)
    length = _length(value)
    return content[:length] if length else content


def _length(value: Any) -> int:
    """How many bytes its points take; 0 if that cannot be told."""
    is_mask = bool(value.get("/ImageMask", False))
    space = value.get("/ColorSpace")
    if not is_mask and (space is None or (isinstance(space, Name) and str(space) not in KNOWN_DEVICES)):
        return 0
    bits = 1 if is_mask else int(value.get("/BitsPerComponent", 8)) * components(space)
    return (int(value.get("/Width", 0)) * bits + 7) // 8 * int(value.get("/Height", 0))


KNOWN_DEVICES = {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK"}


def _ends_with_its_points(value: Any) -> bool:
    """Whether deflated data hold the points and nothing behind them, looked at piece by piece."""
    length = _length(value)
    parameters = [item for item in _listed(value.get("/DecodeParms")) if isinstance(item, Dictionary)]
    predictors = {int(item.get("/Predictor", 1)) for item in parameters}
    if not length or 2 in predictors:
        return False
    if predictors - {1}:
        length += int(value.get("/Height", 0))  # each row begins with how it is foretold
    raw, reader, seen = value.read_raw_bytes(), zlib.decompressobj(), 0
    try:
        for start in range(0, len(raw), 65536):
            rest = raw[start : start + 65536]
            while rest and not reader.eof and seen <= length:
                seen += len(reader.decompress(rest, 1 << 20))
                rest = reader.unconsumed_tail
    except zlib.error:
        return False
    return reader.eof and seen == length and not reader.unused_data.strip(b"\r\n")
