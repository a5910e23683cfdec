"""Colours: spaces, profiles, inks, functions, graphics states."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, String

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

DEVICES = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/G": 1, "/RGB": 3, "/CMYK": 4}
PROCESS_INKS = frozenset(["/Cyan", "/Magenta", "/Yellow", "/Black", "/None", "/All"])
CALIBRATED: dict[str, Copier] = dict.fromkeys(
    ["/WhitePoint", "/BlackPoint", "/Gamma", "/Matrix", "/Range"], plain
)
# What converts colours; everything else in a profile are words about it.
CONVERTING = frozenset(
    b"rXYZ gXYZ bXYZ wtpt bkpt rTRC gTRC bTRC kTRC lumi chad chrm gamt meas view tech "
    b"A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3".split()
)
MAX_TAGS = 200
CALCULATES = frozenset(
    [
        "abs",
        "add",
        "atan",
        "ceiling",
        "cos",
        "cvi",
        "cvr",
        "div",
        "exp",
        "floor",
        "idiv",
        "ln",
        "log",
        "mod",
        "mul",
        "neg",
        "round",
        "sin",
        "sqrt",
        "sub",
        "truncate",
        "and",
        "bitshift",
        "eq",
        "false",
        "ge",
        "gt",
        "le",
        "lt",
        "ne",
        "not",
        "or",
        "true",
        "xor",
        "if",
        "ifelse",
        "copy",
        "dup",
        "exch",
        "index",
        "pop",
        "roll",
        "{",
        "}",
    ]
)
FUNCTION: dict[str, Copier] = {
    **dict.fromkeys(["/FunctionType", "/BitsPerSample", "/Order", "/N"], plain),
    **dict.fromkeys(["/Domain", "/Range", "/Size", "/Encode", "/Decode", "/C0", "/C1", "/Bounds"], numbers),
}


def colour_space(work: Work, value: Any) -> Any:
    """A colour space, by name or as a list; None if it is none."""
    if isinstance(value, Name):
        return Name(str(value) if str(value) in DEVICES else work.name(str(value)))
    if not isinstance(value, Array) or not len(value):
        return None
    return work.once("colours", value, lambda: _space(work, list(value)))


def _space(work: Work, parts: list[Any]) -> Any:
    family = str(parts[0])
    if family in DEVICES:
        return Name(family)
    if family in {"/CalGray", "/CalRGB", "/Lab"}:
        return Array([Name(str(parts[0])), Dictionary(picked(work, parts[1], CALIBRATED))])
    made = {
        "/ICCBased": _by_profile,
        "/Indexed": _palette,
        "/I": _palette,
        "/Pattern": _over_pattern,
        "/Separation": _inks,
        "/DeviceN": _inks,
    }.get(family)
    return made(work, parts) if made else None


def _by_profile(work: Work, parts: list[Any]) -> Any:
    return Array([Name(str(parts[0])), work.once("profile", parts[1], lambda: _profile(work, parts[1]))])


def _over_pattern(work: Work, parts: list[Any]) -> Any:
    return Array([Name(str(parts[0])), *(colour_space(work, part) for part in parts[1:2])])


def _inks(work: Work, parts: list[Any]) -> Any:
    given = parts[1]
    inks = Array([_ink(work, ink) for ink in given]) if isinstance(given, Array) else _ink(work, given)
    return Array([Name(str(parts[0])), inks, colour_space(work, parts[2]), function(work, parts[3])])


def _ink(work: Work, name: Any) -> Name:
    return Name(str(name) if str(name) in PROCESS_INKS else work.name(str(name)))


def _profile(work: Work, stream: Any) -> Any:
    facts = picked(work, stream, {"/N": plain, "/Alternate": colour_space, "/Range": numbers})
    return work.stream(wordless_profile(decoded(stream)), facts)


def wordless_profile(profile: bytes) -> bytes:
    """A colour profile whose words (description, copyright, maker) are blank; its colours stay."""
    if b"sRGB IEC61966-2.1" in profile[:800] and len(profile) == 3144:
        return profile  # the one that readers know by heart
    out = profile[:48] + bytes(8) + profile[56:80] + bytes(20) + profile[100:]  # maker, model, program
    count = min(int.from_bytes(profile[128:132], "big"), MAX_TAGS)
    spans = [struct.unpack(">4sII", row) for row in _rows(profile, 132, 12, count)]
    content = bytearray(len(out))
    content[: 132 + 12 * count] = out[: 132 + 12 * count]
    for tag, start, size in spans:
        used = size if tag in CONVERTING else 8  # the kind of what was there
        content[start : start + used] = out[start : start + used]
    return bytes(content[: len(out)])


def _rows(data: bytes, start: int, width: int, count: int) -> list[bytes]:
    rows = [data[start + width * row : start + width * (row + 1)] for row in range(count)]
    return [row for row in rows if len(row) == width]


def _palette(work: Work, parts: Sequence[Any]) -> Any:
    base, highest, table = colour_space(work, parts[1]), int(parts[2]), parts[3]
    length = (highest + 1) * components(parts[1])
    content = decoded(table) if is_stream(table) else bytes(table)
    return Array([Name.Indexed, base, highest, String(content[:length])])


def components(space: Any) -> int:
    """How many figures make a colour."""
    if isinstance(space, Name):
        return DEVICES.get(str(space), 1)
    family = str(space[0])
    if family == "/ICCBased":
        return int(space[1].get("/N", 3))
    if family == "/DeviceN":
        return len(space[1])
    return DEVICES.get(family, 3 if family in {"/CalRGB", "/Lab"} else 1)


def function(work: Work, value: Any) -> Any:
    """A function, or several, or one by its name."""
    if isinstance(value, Array):
        return Array([function(work, item) for item in value])
    if not is_dictionary(value):
        return plain(work, value)
    return work.once("function", value, lambda: _function(work, value))


def _function(work: Work, value: Any) -> Any:
    facts = picked(work, value, {**FUNCTION, "/Functions": function})
    if not is_stream(value):
        return work.dictionary(facts)
    content = decoded(value)
    if facts.get("/FunctionType") == 4:
        words = re.sub(rb"%[^\r\n]*", b" ", content).replace(b"{", b" { ").replace(b"}", b" } ").split()
        content = b" ".join(word for word in words if _calculates(word))
    elif facts.get("/FunctionType") == 0:
        content = content[: _samples(facts)]
    return work.stream(content, facts)


def _samples(facts: dict[str, Any]) -> int:
    """How many bytes the samples of a function take."""
    count = math.prod(int(size) for size in facts["/Size"]) * len(facts["/Range"]) // 2
    return (count * int(facts["/BitsPerSample"]) + 7) // 8


def _calculates(word: bytes) -> bool:
    return re.fullmatch(rb"[-+.\d]+", word) is not None or word.decode("latin-1") in CALCULATES


def transfer(work: Work, value: Any) -> Any:
    """What changes tones: a function for each colour, or none."""
    return function(work, value)


def blend(work: Work, value: Any) -> Any:
    """A way to blend, or several to choose from."""
    return plain(work, value)


def group(work: Work, value: Any) -> Any:
    """What a figure is blended with as a whole."""
    if not is_dictionary(value):
        return None
    flags: dict[str, Copier] = {"/S": one_of("Transparency"), "/I": plain, "/K": plain, "/CS": colour_space}
    return Dictionary(picked(work, value, {"/Type": one_of("Group"), **flags}))


def line_style(_work: Work, value: Any) -> Any:
    """Dashes: a list of lengths and where it begins."""
    if isinstance(value, Array) and len(value) == 2 and is_number(value[1]):
        dashes = numbers(None, value[0])
        return None if dashes is None else Array([dashes, value[1]])
    return None
