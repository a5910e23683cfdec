"""Pictures in forms of their own (JPEG, JPEG 2000, JBIG2): where words can stand in them, and how they go."""

from __future__ import annotations

import re

# APP14 tells which colours a JPEG holds; the others are of cameras and programs.
ADOBE, JFIF = 0xEE, 0xE0
COMMENT = 0xFE
BARE_MARKERS = {0x01, *range(0xD0, 0xD8)}
NEXT = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])", re.DOTALL)
BOXES = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}
HEADER_BOXES = {b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"}
DEEPEST = 3


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without EXIF, XMP, IPTC, previews, comments, and whatever follows its end."""
    start = content.find(b"\xff\xd8")
    if start < 0:
        return b""
    out, place = [b"\xff\xd8"], start + 2
    while found := NEXT.search(content, place):
        if found.start() > place:
            out.append(content[place : found.start()])  # points, or padding
        marker = found[1][0]
        if marker == 0xD9:
            break
        length = int.from_bytes(content[found.end() : found.end() + 2], "big")
        place = found.end() + max(length, 2)
        out.append(_segment(marker, content[found.end() : place]))
        if marker != 0xDA and content[place : place + 1] != b"\xff":
            place = _next_marker(content, place)
    else:
        out.append(content[place:])
    return b"".join([*out, b"\xff\xd9"])


def _next_marker(content: bytes, place: int) -> int:
    """Bytes between segments belong to none."""
    found = NEXT.search(content, place)
    return found.start() if found else len(content)


def _segment(marker: int, body: bytes) -> bytes:
    if marker == ADOBE and body[2:7] == b"Adobe":
        body = b"\x00\x0e" + body[2:14]
    elif marker == JFIF and body[2:6] == b"JFIF":
        body = b"\x00\x10" + body[2:14] + b"\x00\x00"  # without its small preview
    elif marker == COMMENT or 0xE0 <= marker <= 0xEF:
        return b""
    return bytes([0xFF, marker]) + body


def bare_jpeg2000(content: bytes) -> bytes:
    """A JPEG 2000 without boxes of metadata; comments within the picture are blank."""
    if content.startswith(b"\xff\x4f"):
        return _quiet(content)
    return _boxes(content, BOXES)


def _boxes(content: bytes, wanted: set[bytes], depth: int = 0) -> bytes:
    out, place = [], 0
    while place + 8 <= len(content) and depth < DEEPEST:
        size, kind = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        head = 8
        if size == 1:
            size, head = int.from_bytes(content[place + 8 : place + 16], "big"), 16
        end = len(content) if size == 0 else place + size
        body = content[place + head : end]
        if kind in wanted:
            out.append(_box(kind, body, depth))
        place = max(end, place + 8)
    return b"".join(out)


def _box(kind: bytes, body: bytes, depth: int) -> bytes:
    if kind == b"jp2h":
        body = _boxes(body, HEADER_BOXES, depth + 1)
    elif kind == b"jp2c":
        body = _quiet(body)
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def _quiet(stream: bytes) -> bytes:
    """The same picture, its comments overwritten: their length is counted elsewhere in it."""
    out, place = bytearray(stream), 2
    while place + 4 <= len(stream) and stream[place] == 0xFF:
        marker, length = stream[place + 1], int.from_bytes(stream[place + 2 : place + 4], "big")
        if marker == 0x64:
            out[place + 6 : place + 2 + length] = b" " * len(out[place + 6 : place + 2 + length])
        if marker == 0x90:  # a tile: its own header, then points up to where it says
            size = int.from_bytes(stream[place + 6 : place + 10], "big")
            _quiet_tile(out, place + 2 + length, place + size)
            if not size:
                break
            place += size
        else:
            place += 2 + max(length, 2)
    end = bytes(out).rfind(b"\xff\xd9")
    return bytes(out[: end + 2]) if end >= 0 else bytes(out)


def _quiet_tile(out: bytearray, place: int, end: int) -> None:
    while place + 4 <= min(end, len(out)) and out[place] == 0xFF and out[place + 1] != 0x93:
        length = int.from_bytes(out[place + 2 : place + 4], "big")
        if out[place + 1] == 0x64:
            out[place + 6 : place + 2 + length] = b" " * len(out[place + 6 : place + 2 + length])
        place += 2 + max(length, 2)


def bare_jbig2(content: bytes) -> bytes:
    """A JBIG2 picture without its segments of words."""
    out, place = [], 0
    while place + 11 <= len(content):
        end, body = _jbig2_segment(content, place)
        kind = content[place + 4] & 0x3F
        if kind != 62:
            out.append(content[place:end])
        if not body:
            break
        place = end
    return b"".join(out)


def _jbig2_segment(content: bytes, place: int) -> tuple[int, bool]:
    """Where a segment ends, and whether another can follow."""
    number, flags = int.from_bytes(content[place : place + 4], "big"), content[place + 4]
    count = content[place + 5] >> 5
    head = place + 6
    if count == 7:
        count = int.from_bytes(content[place + 5 : place + 9], "big") & 0x1FFFFFFF
        head = place + 9 + (count + 8) // 8
    head += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
    head += 4 if flags & 0x40 else 1
    length = int.from_bytes(content[head : head + 4], "big")
    if length == 0xFFFFFFFF:
        return len(content), False
    return min(head + 4 + length, len(content)), head + 4 + length < len(content)
