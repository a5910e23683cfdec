"""What draws a page: its operators, known ones with operands of their kind, and nothing that is not shown.

Comments, unknown operators, marks beyond structure and artifacts, text that is set to be invisible and what
belongs to hidden layers are left out. Long runs of lines and colours pass through in one piece: a figure of a
million points takes a second.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from typing import Any

from pikepdf import Dictionary

from effgenai.files.copying.inline import InlineImage, read_inline_image
from effgenai.files.copying.work import LANGUAGE, Work

_WS = rb"[\0\t\n\f\r ]"
_END = rb"(?=[\0\t\n\f\r ()<>\[\]{}/%]|$)"
_STRING = rb"\((?:[^()\\]|\\.)*+\)"
_HEX = rb"<(?!<)[^<>]*+>"
TOKEN = re.compile(
    rb"(?P<skip>" + _WS + rb"++|%[^\r\n]*+)"
    # Numbers with operators of paths, colours and matrices, as many as follow each other.
    rb"|(?P<run>(?:(?:[-+.\d]++" + _WS + rb"++)*+"
    rb"(?:re|rg|RG|cm|W\*?|f\*?|B\*?|b\*?|[mlcvyhwJjMigGkKSsFn])" + _END + _WS + rb"*+)++)"
    rb"|(?P<number>[-+.\d]++" + _END + rb")"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*+)"
    rb"|(?P<string>" + _STRING + rb"|" + _HEX + rb")"
    rb"|(?P<array>\[(?:[-+.\d]|" + _WS + rb"|" + _STRING + rb"|" + _HEX + rb")*+\])"
    rb"|(?P<open><<|\[|\()|(?P<close>>>|\])"
    rb"|(?P<word>[^\0\t\n\f\r ()<>\[\]{}/%]++)|(?P<junk>.)",
    re.DOTALL,
)
PAINTS = re.compile(rb"(?<![^\0\t\n\f\r ])(?:S|s|F|f\*?|B\*?|b\*?)" + _END)
NUMERIC = frozenset(
    b"w J j M i cm m l c v y h re S s f F f* B B* b b* n W W* Tc Tw Tz TL Tr Ts Td TD Tm T* "
    b"g G rg RG k K sc SC q Q BT ET d0 d1".split()
)
CATEGORIES = {
    b"Do": "/XObject",
    b"gs": "/ExtGState",
    b"Tf": "/Font",
    b"sh": "/Shading",
    b"cs": "/ColorSpace",
    b"CS": "/ColorSpace",
    b"scn": "/Pattern",
    b"SCN": "/Pattern",
}
INTENTS = frozenset([b"/AbsoluteColorimetric", b"/RelativeColorimetric", b"/Saturation", b"/Perceptual"])
TAGS = frozenset(
    (
        b"Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 "
        b"H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry "
        b"Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form Artifact Title Sub Em Strong "
        b"FENote Aside DocumentFragment "
    ).split()
)
INVISIBLE = b"3"
SHOWN, WITHIN_HIDDEN, UNWRAPPED = range(3)
INVISIBLE_TEXT = "invisible text"

Operand = tuple[str, Any]


@dataclasses.dataclass(slots=True)
class Cleaned:
    """Drawing that may be passed on, and the resources it uses: names by category, with how often."""

    data: bytes
    used: dict[str, Counter[str]]


class Cleaner:
    """Reads one drawing and writes it anew."""

    def __init__(self, work: Work, resources: Any) -> None:
        self._work = work
        self._resources = resources
        self._out: list[bytes] = []
        self._operands: list[Operand] = []
        self._marks: list[int] = []
        self._text_modes = [b"0"]
        self._used: dict[str, Counter[str]] = defaultdict(Counter)

    def clean(self, data: bytes) -> Cleaned:
        """The drawing without what is not shown; whatever it opens it also closes."""
        place = 0
        while place < len(data):
            found = TOKEN.match(data, place)
            if found is None:
                break
            place = self._take(data, found)
        closing = [b"EMC"] * self._marks.count(SHOWN) + [b"Q"] * (len(self._text_modes) - 1)
        return Cleaned(b"\n".join([*self._out, *closing]), self._used)

    def _take(self, data: bytes, found: re.Match[bytes]) -> int:
        kind, text, end = found.lastgroup or "", found[0], found.end()
        if kind == "run":
            self._operands.clear()
            self._out.append(PAINTS.sub(b"n", text) if self._is_hidden else text.rstrip())
        elif kind == "word":
            return self._word(data, text, end)
        elif kind == "open":
            value, end = _nested(data, found.start())
            self._operands.append(value)
        elif kind not in {"skip", "close", "junk"}:
            self._operands.append((kind, text))
        return end

    def _word(self, data: bytes, word: bytes, end: int) -> int:
        if word == b"BI":
            image, end = read_inline_image(data, end)
            if image and not self._is_hidden:
                self._out.append(self._inline(image))
        elif word in {b"true", b"false", b"null"}:
            self._operands.append(("word", word))
            return end
        else:
            self._operator(word)
        self._operands.clear()
        return end

    def _inline(self, image: InlineImage) -> bytes:
        return image.written(lambda name: self._named("/ColorSpace", name))

    def _operator(self, word: bytes) -> None:
        if word in NUMERIC:
            self._numeric(word)
        elif word in CATEGORIES:
            self._resource(word)
        elif word in {b"Tj", b"TJ", b"'", b'"'}:
            self._show(word)
        elif word in {b"BMC", b"BDC"}:
            self._begin_mark()
        elif word == b"EMC":
            self._end_mark()
        elif word == b"d" and (dashes := self._last("array")) is not None and b"(" not in dashes:
            self._out.append(b" ".join([dashes, *self._numbers()[-1:], b"d"]))
        elif word == b"ri" and self._last("name") in INTENTS:
            self._out.append(b"%b ri" % self._last("name"))

    @property
    def _is_hidden(self) -> bool:
        return WITHIN_HIDDEN in self._marks

    def _numbers(self) -> list[bytes]:
        return [text for kind, text in self._operands if kind == "number"]

    def _last(self, *kinds: str) -> Any:
        return next((value for kind, value in reversed(self._operands) if kind in kinds), None)

    def _numeric(self, word: bytes) -> None:
        if word == b"q":
            self._text_modes.append(self._text_modes[-1])
        elif word == b"Q":
            if len(self._text_modes) == 1:
                return
            self._text_modes.pop()
        elif word == b"Tr":
            self._text_modes[-1] = (self._numbers() or [b"0"])[-1]
        if self._is_hidden and PAINTS.fullmatch(word):
            word = b"n"
        self._out.append(b" ".join([*self._numbers(), word]))

    def _resource(self, word: bytes) -> None:
        given = self._last("name")
        if given is None and word not in {b"scn", b"SCN"}:
            return
        if self._is_hidden and word in {b"Do", b"sh"}:
            return
        names = [] if given is None else [self._named(CATEGORIES[word], given)]
        pieces = [*names, *self._numbers()] if word == b"Tf" else [*self._numbers(), *names]
        self._out.append(b" ".join([*pieces, word]))

    def _named(self, category: str, given: bytes) -> bytes:
        name = name_of(given)
        self._used[category][name] += 1
        return self._work.name(name).encode()

    def _show(self, word: bytes) -> None:
        if self._is_hidden or self._text_modes[-1] == INVISIBLE:
            if not self._is_hidden:
                self._work.notes.add(INVISIBLE_TEXT)
            self._move_instead(word)
            return
        shown = self._last("array") if word == b"TJ" else self._last("string")
        if shown is not None:
            numbers = self._numbers()[-2:] if word == b'"' else []
            self._out.append(b" ".join([*numbers, shown, word]))

    def _move_instead(self, word: bytes) -> None:
        """Two of the operators that show text begin a new line as well."""
        if word in {b"'", b'"'}:
            spacing = self._numbers()[-2:]
            if word == b'"' and len(spacing) == 2:
                self._out.append(b"%b Tw %b Tc" % (spacing[0], spacing[1]))
            self._out.append(b"T*")

    def _begin_mark(self) -> None:
        names = [value for kind, value in self._operands if kind == "name"]
        tag = names[0][1:] if names else b""
        facts = self._last("dict")
        if facts is None and len(names) > 1:
            facts = self._property_list(names[1])
        if tag == b"OC":
            self._marks.append(WITHIN_HIDDEN if self._work.layers.hides(facts) else UNWRAPPED)
            return
        mark = _mark(tag if tag in TAGS else b"Span", facts)
        self._marks.append(SHOWN if mark else UNWRAPPED)
        if mark:
            self._out.append(mark)

    def _property_list(self, name: bytes) -> Any:
        properties = self._resources.get("/Properties")
        return properties.get(name_of(name)) if isinstance(properties, Dictionary) else None

    def _end_mark(self) -> None:
        if self._marks and self._marks.pop() == SHOWN:
            self._out.append(b"EMC")


def name_of(token: bytes) -> str:
    """The name that a token writes, with its escapes undone."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), token)
    return plain.decode("utf-8", "surrogateescape")


def _mark(tag: bytes, facts: Any) -> bytes | None:
    """A mark of structure by its number, or of an artifact; whatever else it tells is not shown."""
    number: Any = facts.get("/MCID") if isinstance(facts, dict | Dictionary) else None
    number = number if isinstance(number, int) else int(number) if _is_digits(number) else None
    if number is None:
        return b"/Artifact BMC" if tag == b"Artifact" else None
    spoken = str(facts.get("/Lang", "")).strip("()")
    lang = b" /Lang (%b)" % spoken.encode() if LANGUAGE.fullmatch(spoken) else b""
    return b"/%b << /MCID %d%b >> BDC" % (tag, number, lang)


def _is_digits(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10


def _nested(data: bytes, start: int, depth: int = 0) -> tuple[Operand, int]:
    """A string with brackets in it, a list, or a dictionary; and where it ends."""
    if data[start : start + 1] == b"(":
        end = end_of_string(data, start)
        return ("string", data[start:end]), end
    is_list = data[start : start + 1] == b"["
    items: list[Operand] = []
    place = start + (1 if is_list else 2)
    while place < len(data) and (found := TOKEN.match(data, place)):
        kind, text, place = found.lastgroup or "", found[0], found.end()
        if kind == "close":
            break
        if kind == "open" and depth < 20:
            item, place = _nested(data, found.start(), depth + 1)
            items.append(item)
        elif kind not in {"skip", "junk", "run"}:
            items.append((kind, text))
    return (_list(items) if is_list else _dictionary(items)), place


def _list(items: list[Operand]) -> Operand:
    return "array", b"[%b]" % b" ".join(text for kind, text in items if kind in {"number", "string"})


def _dictionary(items: list[Operand]) -> Operand:
    """Only what marks may tell is ever looked at: numbers and languages as text."""
    pairs = zip(items[::2], items[1::2], strict=False)
    return "dict", {
        name_of(key[1]): value[1].decode("latin-1")
        for key, value in pairs
        if key[0] == "name" and isinstance(value[1], bytes)
    }


def end_of_string(data: bytes, start: int) -> int:
    """Where the string that begins with this bracket ends."""
    depth = 0
    for found in re.compile(rb"\\.|[()]", re.DOTALL).finditer(data, start):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(data)
