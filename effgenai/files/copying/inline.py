"""Pictures that stand within the drawing itself."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import re
import zlib
from collections.abc import Callable

from effgenai.files.copying.images.codecs import bare_jpeg

_KEYS = {
    b"W": b"W", b"Width": b"W", b"H": b"H", b"Height": b"H", b"BPC": b"BPC", b"BitsPerComponent": b"BPC",
    b"CS": b"CS", b"ColorSpace": b"CS", b"D": b"D", b"Decode": b"D", b"DP": b"DP", b"DecodeParms": b"DP",
    b"F": b"F", b"Filter": b"F", b"IM": b"IM", b"ImageMask": b"IM", b"I": b"I", b"Interpolate": b"I",
}  # fmt: skip
_SPACES = frozenset(
    [b"/G", b"/RGB", b"/CMYK", b"/I", b"/Indexed", b"/DeviceGray", b"/DeviceRGB", b"/DeviceCMYK"]
)
_COMPONENTS = {
    b"/G": 1, b"/DeviceGray": 1, b"/RGB": 3, b"/DeviceRGB": 3, b"/CMYK": 4, b"/DeviceCMYK": 4,
}  # fmt: skip
_PARTS = re.compile(
    rb"[\0\t\n\f\r ]++|%[^\r\n]*+|(?P<id>ID(?=[\0\t\n\f\r ]))|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|(?P<string>\((?:[^()\\]|\\.)*+\)|<[0-9A-Fa-f\s]*+>)"
    rb"|(?P<token>/?[^\0\t\n\f\r ()<>\[\]{}/%]++)|.",
    re.DOTALL,
)
_END = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r /]|$)")
_SAFE = re.compile(
    rb"/?(?:[-+.\d]+|true|false|G|RGB|CMYK|I|Indexed|DeviceGray|DeviceRGB|DeviceCMYK|AHx|A85|LZW|Fl|RL|CCF|DCT"
    rb"|ASCIIHexDecode|ASCII85Decode|LZWDecode|FlateDecode|RunLengthDecode|CCITTFaxDecode|DCTDecode"
    rb"|K|EndOfLine|EncodedByteAlign|Columns|Rows|EndOfBlock|BlackIs1|Predictor|Colors|BitsPerComponent"
    rb"|EarlyChange|ColorTransform|DamagedRowsBeforeError)"
)


@dataclasses.dataclass(slots=True)
class InlineImage:
    """Its facts by their short names, as they are written, and its data."""

    facts: dict[bytes, bytes]
    data: bytes

    def written(self, named: Callable[[bytes], bytes]) -> bytes:
        """The picture anew; `named` tells under which name a colour space of the resources goes."""
        facts = dict(self.facts)
        space = facts.get(b"CS", b"")
        if space.startswith(b"/") and space not in _SPACES:
            facts[b"CS"] = named(space)
        pairs = b" ".join(b"/%b %b" % pair for pair in facts.items())
        return b"BI %b ID %b\nEI" % (pairs, self.data)


def read_inline_image(data: bytes, place: int) -> tuple[InlineImage | None, int]:
    """The picture whose facts begin at `place`, and where it ends; None if it has no end."""
    values: list[bytes] = []
    depth = 0
    while found := _PARTS.match(data, place):
        place = found.end()
        kind = found.lastgroup
        if kind == "id":
            return _with_data(data, place + 1, values)
        if kind == "open":
            depth += 1
            values += [found[0]] if depth == 1 else []
        elif kind == "close":
            depth -= 1
            values[-1:] = [values[-1] + b" " + found[0]] if values and depth == 0 else values[-1:]
        elif kind in {"token", "string"} and depth:
            values[-1] += b" " + found[0] if _may_stand(found[0], kind) else b""
        elif kind in {"token", "string"}:
            values.append(found[0] if kind == "token" else b"null")
    return None, len(data)


def _may_stand(text: bytes, kind: str) -> bool:
    return kind == "string" or _SAFE.fullmatch(text) is not None


def _may_be(key: bytes, value: bytes) -> bool:
    return key == b"CS" or value.startswith((b"[", b"<<")) or _SAFE.fullmatch(value) is not None


def _with_data(data: bytes, start: int, values: list[bytes]) -> tuple[InlineImage | None, int]:
    pairs = zip(values[::2], values[1::2], strict=False)
    facts = {
        _KEYS[key[1:]]: value
        for key, value in pairs
        if key[:1] == b"/" and key[1:] in _KEYS and _may_be(_KEYS[key[1:]], value)
    }
    length = _length(facts, data, start)
    if length is not None:
        end = _END.search(data, start + length - 1 if length else start)
        content = data[start : start + length]
    else:
        end = _plausible_end(data, start)
        content = data[start : end.start()] if end else b""
    return (_bare(facts, content), end.end()) if end else (None, len(data))


def _bare(facts: dict[bytes, bytes], content: bytes) -> InlineImage:
    """The picture without words that a camera wrote, and without what follows its own end."""
    filters = facts.get(b"F", b"").strip(b"[] ").split()
    if filters and filters[-1] in {b"/DCT", b"/DCTDecode"}:
        for name in filters[:-1]:
            content = _UNPACK.get(name, bytes)(content)
        facts, content = {**facts, b"F": b"/DCT"}, bare_jpeg(content)
    elif filters and filters[0] in _UNPACK:
        mark = b">" if filters[0] in {b"/AHx", b"/ASCIIHexDecode"} else b"~>"
        content = content.partition(mark)[0] + mark
    return InlineImage(facts, content)


def _from_ascii85(content: bytes) -> bytes:
    return base64.a85decode(content.partition(b"~>")[0].removeprefix(b"<~"))


def _from_hex(content: bytes) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", content.partition(b">")[0])
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


_UNPACK: dict[bytes, Callable[[bytes], bytes]] = {
    b"/A85": _from_ascii85,
    b"/ASCII85Decode": _from_ascii85,
    b"/AHx": _from_hex,
    b"/ASCIIHexDecode": _from_hex,
}


def _plausible_end(data: bytes, start: int) -> re.Match[bytes] | None:
    """The first EI that is followed by drawing, not by more bytes of a picture."""
    for found in _END.finditer(data, start):
        after = data[found.end() : found.end() + 12]
        if all(32 <= byte < 127 or byte in b"\0\t\n\f\r" for byte in after):
            return found
    return None


def _length(facts: dict[bytes, bytes], data: bytes, start: int) -> int | None:
    """How long its data are: by its size if they are plain, by their own end if they are deflated."""
    name = facts.get(b"F", b"").strip(b"[] ")
    if name in {b"/Fl", b"/FlateDecode"}:
        return _deflated(data, start)
    if name:
        return None
    with contextlib.suppress(KeyError, ValueError):
        bits = 1 if facts.get(b"IM") == b"true" else int(facts[b"BPC"]) * _components(facts[b"CS"])
        return (int(facts[b"W"]) * bits + 7) // 8 * int(facts[b"H"])
    return None


def _components(space: bytes) -> int:
    return 1 if space.startswith(b"[") else _COMPONENTS[space]


def _deflated(data: bytes, start: int) -> int | None:
    reader = zlib.decompressobj()
    place = start
    try:
        while not reader.eof and place < len(data):
            rest = reader.unconsumed_tail or data[place : place + 65536]
            place += 0 if reader.unconsumed_tail else len(rest)
            reader.decompress(rest, 1 << 20)
    except zlib.error:
        return None
    return place - len(reader.unused_data) - start if reader.eof else None
