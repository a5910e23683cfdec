"""Text of bytes whose encoding nobody told."""

from __future__ import annotations

import codecs
import dataclasses
import re

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
# Other scripts fill whole words with what are single accents in Windows-1252.
OTHER_SCRIPT = re.compile(rb"[\x80-\xff]{5,}")
SAVE_AS_UTF8 = "Save the file as UTF-8, or say which encoding it has."
NOT_TEXT = f"The file is not text in UTF-8, UTF-16 or Windows-1252. {SAVE_AS_UTF8}"
SAMPLE = 4096


class BadTable(Exception):  # noqa: N818 - it is an answer to whoever brought the file, not a fault
    """The file cannot be read; the text is a sentence for people, with the line where there is one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the name of the encoding it was in."""

    text: str
    encoding: str


def decode(content: bytes, encoding: str = "") -> Decoded:
    """The text of a file in the encoding that is given, or else in UTF-8, UTF-16 or Windows-1252.

    Raises BadTable where it is in none of them, or damaged, and where a NUL stands in it.
    """
    name = _given(encoding) if encoding else _found(content)
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise BadTable(_damaged(content, name, error)) from error
    if not encoding and name == "cp1252" and _is_other_script(content):
        raise BadTable(NOT_TEXT)
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise BadTable(f"Line {line_of(text, text.index(chr(0)))} holds a NUL character, which no text has.")
    return Decoded(text, NAMES.get(name, name.upper()))


def line_of(text: str, place: int) -> int:
    """The number of the line, as an editor counts them, in which a place of the text lies."""
    return len(re.findall(r"\r\n?|\n", text[:place])) + 1


def _given(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name, errors="ignore")
    except (LookupError, UnicodeError) as error:
        raise BadTable(
            f"There is no encoding “{encoding}”. Usual are utf-8, utf-16 and windows-1252."
        ) from error
    return "utf-16" if name == "utf-16" else name


def _found(content: bytes) -> str:
    for mark, name in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return name
    if wide := _utf16_without_mark(content[:SAMPLE]):
        return wide
    return "utf-8" if _is_utf8(content) else "cp1252"


def _utf16_without_mark(sample: bytes) -> str:
    """Where every other byte is often a NUL, each sign has two: delimiters and digits in any script."""
    first, second = sample[::2].count(0), sample[1::2].count(0)
    often = max(3, len(sample) // 20)
    if second >= often and second > 4 * first:
        return "utf-16-le"
    return "utf-16-be" if first >= often and first > 4 * second else ""


def _is_utf8(content: bytes) -> bool:
    """Whether it is UTF-8, though it may be damaged: then most of its signs are still whole."""
    text = content.decode(errors="replace")
    broken = text.count("\ufffd")
    if not broken:
        return True
    whole = sum(ord(sign) > 127 for sign in text) - broken
    return whole > broken or _has_surrogates(content)


def _is_other_script(content: bytes) -> bool:
    """Whether words look like those of another script: dashes and dots alone may come in rows."""
    return any(len(set(run)) > 2 for run in OTHER_SCRIPT.findall(content))


def _has_surrogates(content: bytes) -> bool:
    try:
        return bool(content.decode(errors="surrogatepass"))
    except UnicodeDecodeError:
        return False


def _damaged(content: bytes, name: str, error: UnicodeDecodeError) -> str:
    before = content[: error.start].decode(name, errors="ignore")
    line = line_of(before, len(before))
    if name == "cp1252":
        return NOT_TEXT
    if _has_surrogates(content) or (name.startswith("utf-16") and error.reason != "truncated data"):
        return f"Line {line} holds half of a sign (a lone surrogate). Write that line again. {SAVE_AS_UTF8}"
    return f"Line {line} is not text in {NAMES.get(name, name)}. {SAVE_AS_UTF8}"
