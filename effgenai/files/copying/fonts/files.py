"""The files of fonts: names, notices and comments in them are overwritten, their glyphs stay as they are."""

from __future__ import annotations

import itertools
import re

WORDS = re.compile(
    rb"/(?:Notice|FullName|FamilyName|Weight|version|Copyright)\s*\(((?:[^()\\]|\\.|\([^()]*\))*)\)",
    re.DOTALL,
)
COMMENT = re.compile(rb"%[^\r\n]*")
WORDY_TABLES = {b"name", b"DSIG", b"meta", b"FFTM", b"PfEd", b"TeX ", b"ltag", b"XML "}
MAX_TABLES = 200


def wordless_type1(content: bytes) -> bytes:
    """A Type 1 font without comments and notices in its readable part; every length stays."""
    end = content.find(b"eexec")
    end = len(content) if end < 0 else end
    head = content[:end]
    first = re.match(rb"(?:\x80\x01....)?%!(?:PS-AdobeFont-1\.\d|FontType1-1\.\d)?", head, re.DOTALL)
    start = first.end() if first else 0
    rest = COMMENT.sub(_blank, _without_rest_of_line(head[start:]))
    return head[:start] + WORDS.sub(_blank_words, rest) + content[end:]


def _without_rest_of_line(text: bytes) -> bytes:
    return re.sub(rb"\A[^\r\n]*", _blank, text)


def _blank(found: re.Match[bytes]) -> bytes:
    return b" " * len(found[0])


def _blank_words(found: re.Match[bytes]) -> bytes:
    start, end = found.span(1)
    text = found[0]
    return text[: start - found.start()] + b" " * (end - start) + text[end - found.start() :]


def wordless_truetype(content: bytes) -> bytes:
    """A TrueType or OpenType font whose tables of words, and whatever lies between tables, are empty."""
    if content.startswith(b"ttcf"):
        return content
    count = min(int.from_bytes(content[4:6], "big"), MAX_TABLES)
    head = 12 + 16 * count
    out = bytearray(content[:head] + bytes(max(len(content) - head, 0)))
    for row in range(12, head, 16):
        tag, start, size = content[row : row + 4], *_span(content, row)
        table = content[start : start + size]
        if tag not in WORDY_TABLES:
            out[start : start + size] = wordless_cff(table) if tag == b"CFF " else table
    return bytes(out)


def _span(content: bytes, row: int) -> tuple[int, int]:
    return int.from_bytes(content[row + 8 : row + 12], "big"), int.from_bytes(
        content[row + 12 : row + 16], "big"
    )


def wordless_cff(content: bytes) -> bytes:
    """A compact font whose names and notices are overwritten; its glyphs' names stay."""
    try:
        return _quiet_cff(content)
    except (IndexError, ValueError):
        return content


def _quiet_cff(content: bytes) -> bytes:
    out = bytearray(content)
    names, place = _index(content, content[2])
    tops, place = _index(content, place)
    strings, _ = _index(content, place)
    for start, end in names:
        out[start:end] = b"R" * (end - start)
    for start, end in tops:
        for number in _worded(content[start:end]):
            if 0 <= number - 391 < len(strings):
                first, last = strings[number - 391]
                out[first:last] = b" " * (last - first)
    return bytes(out)


def _index(content: bytes, place: int) -> tuple[list[tuple[int, int]], int]:
    """Where the entries of a list lie, and where it ends."""
    count = int.from_bytes(content[place : place + 2], "big")
    if not count:
        return [], place + 2
    width = content[place + 2]
    table = place + 3
    base = table + (count + 1) * width - 1
    ends = [
        base + int.from_bytes(content[table + width * row : table + width * (row + 1)], "big")
        for row in range(count + 1)
    ]
    if ends != sorted(ends) or ends[-1] > len(content) or not 1 <= width <= 4:
        raise ValueError("the list is damaged")
    return list(itertools.pairwise(ends)), ends[-1]


# version, notice, full name, family, weight; with 12 before them: copyright, PostScript, base font.
_TELLING = {0, 1, 2, 3, 4, 1200, 1221, 1222}


def _worded(top: bytes) -> list[int]:
    """The numbers of the strings that a font tells of itself."""
    found, last, place = [], 0, 0
    while place < len(top):
        byte = top[place]
        if byte <= 21:
            operator = 1200 + top[place + 1] if byte == 12 else byte
            found += [last] if operator in _TELLING else []
            place += 2 if byte == 12 else 1
            continue
        last, place = _number(top, place)
    return found


def _number(top: bytes, place: int) -> tuple[int, int]:
    byte = top[place]
    if byte == 28:
        return int.from_bytes(top[place + 1 : place + 3], "big", signed=True), place + 3
    if byte == 29:
        return int.from_bytes(top[place + 1 : place + 5], "big", signed=True), place + 5
    if byte == 30:
        while place + 1 < len(top) and top[place + 1] & 0xF != 0xF:
            place += 1
        return 0, place + 2
    if byte <= 246:
        return byte - 139, place + 1
    if byte <= 250:
        return (byte - 247) * 256 + top[place + 1] + 108, place + 2
    return -(byte - 251) * 256 - top[place + 1] - 108, place + 2
