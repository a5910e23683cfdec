"""What the parts of one copy share: the old and the new document, what was copied already, what was found."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import re
import zlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream, StreamDecodeLevel

from effgenai.files.copying.layers import Layers
from effgenai.resilience.limited.answers import Declined

# Names that mean something to every reader of PDFs where numbers stand as well; no others are copied.
KNOWN = frozenset(
    f"/{name}"
    for name in [
        "DeviceGray",
        "DeviceRGB",
        "DeviceCMYK",
        "CalGray",
        "CalRGB",
        "Lab",
        "Pattern",
        "Indexed",
        "Normal",
        "Compatible",
        "Multiply",
        "Screen",
        "Overlay",
        "Darken",
        "Lighten",
        "ColorDodge",
        "ColorBurn",
        "HardLight",
        "SoftLight",
        "Difference",
        "Exclusion",
        "Hue",
        "Saturation",
        "Color",
        "Luminosity",
        "Alpha",
        "AbsoluteColorimetric",
        "RelativeColorimetric",
        "Perceptual",
        "Default",
        "Identity",
        "None",
        "All",
        "S",
        "D",
        "B",
        "I",
        "U",
        "Transparency",
        "UltraCondensed",
        "ExtraCondensed",
        "Condensed",
        "SemiCondensed",
        "SemiExpanded",
        "Expanded",
        "ExtraExpanded",
        "UltraExpanded",
    ]
)
# Names of resources that must stay as they are.
RESERVED = KNOWN | {"/DefaultGray", "/DefaultRGB", "/DefaultCMYK", "/G", "/RGB", "/CMYK"}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,4}){0,3}")
MAX_DRAWN = 200_000_000  # bytes of drawing on a page, each figure counted as often as it is shown
IN_WORK = object()

Copier = Callable[["Work", Any], Any]


@dataclasses.dataclass(slots=True)
class Work:
    """One copy in the making."""

    source: Pdf
    target: Pdf
    layers: Layers
    notes: set[str] = dataclasses.field(default_factory=set)
    copied: dict[tuple[object, ...], Any] = dataclasses.field(default_factory=dict)
    names: dict[str, str] = dataclasses.field(default_factory=dict)
    costs: dict[tuple[int, int], int] = dataclasses.field(default_factory=dict)
    pages: dict[tuple[int, int], Dictionary] = dataclasses.field(default_factory=dict)
    page: int = 0  # the number of the page that is being copied

    def once(self, kind: str, value: Any, make: Callable[[], Any], *context: object) -> Any:
        """The copy of an object, made once however often it is used; None while it is being made (a loop)."""
        if not getattr(value, "is_indirect", False):
            return make()
        key = (kind, value.objgen, *context)
        found = self.copied.get(key)
        if found is None:
            self.copied[key] = IN_WORK
            found = self.copied[key] = make()
        return None if found is IN_WORK else found

    def name(self, given: str) -> str:
        """The number that stands for a name of a resource or an ink, the same all over the document."""
        if given in RESERVED:
            return given
        return self.names.setdefault(given, f"/R{len(self.names) + 1:06}")

    def dictionary(self, facts: Mapping[str, Any]) -> Dictionary:
        """A new dictionary of its own in the copy."""
        made: Dictionary = self.target.make_indirect(Dictionary(dict(facts)))
        return made

    def stream(self, data: bytes, facts: Mapping[str, Any]) -> Stream:
        """A new stream in the copy."""
        return Stream(self.target, data, dict(facts))

    def charge(self, cost: int) -> int:
        """The cost, unless it is more than a page may draw. Raises Declined if it is more."""
        if cost > MAX_DRAWN:
            raise Declined(
                "A page of this PDF draws so much that readers could not open it: figures within figures, "
                "many times over. Print it to a new PDF and choose that file."
            )
        return cost


def picked(work: Work, source: Any, allowed: Mapping[str, Copier]) -> dict[str, Any]:
    """The entries of a dictionary or stream that are allowed, each copied its own way."""
    out = {}
    for key, copier in allowed.items():
        value = source.get(key)
        copy = None if value is None else copier(work, value)
        if copy is not None:
            out[key] = copy
    return out


def plain(_work: Work | None, value: Any) -> Any:
    """Numbers, truth values and well-known names, alone or in lists; None for anything else."""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, Array):
        items = [plain(None, item) for item in value]
        return Array(items) if None not in items else None
    return Name(str(value)) if isinstance(value, Name) and str(value) in KNOWN else None


def numbers(_work: Work | None, value: Any) -> Array | None:
    """A list of numbers; None for anything else."""
    if not isinstance(value, Array):
        return None
    items = list(value)
    return Array(items) if all(map(is_number, items)) else None


def is_number(value: Any) -> bool:
    """Whether it is a number."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def language(_work: Work | None, value: Any) -> str | None:
    """A language by its code, such as de-AT."""
    text = str(value)
    return text if LANGUAGE.fullmatch(text) else None


def one_of(*names: str) -> Copier:
    """A copier of a name that must be one of these."""
    allowed = {f"/{name}" for name in names}
    return lambda _work, value: Name(str(value)) if str(value) in allowed else None


def decoded(stream: Any) -> bytes:
    """The content of a stream, as much of it as can be read.

    Raises MemoryError if there is not enough memory for it.
    """
    try:
        content: bytes = stream.read_bytes(decode_level=StreamDecodeLevel.specialized)
    except PdfError as error:
        if "bad_alloc" in str(error):
            raise MemoryError from error
        raw = stream.read_raw_bytes()
        return inflated(raw) if stream.get("/Filter") == Name.FlateDecode else b""
    return content


def inflated(raw: bytes) -> bytes:
    """As much of damaged data as can be read; that is what readers show."""
    reader, out = zlib.decompressobj(), io.BytesIO()
    with contextlib.suppress(zlib.error):
        for start in range(0, len(raw), 4096):
            out.write(reader.decompress(raw[start : start + 4096]))
    return out.getvalue()


def is_dictionary(value: Any) -> bool:
    """Whether it has entries: a dictionary, or a stream with its own."""
    return isinstance(value, Dictionary | Stream)


def is_stream(value: Object | Any) -> bool:
    """Whether it is a stream."""
    return isinstance(value, Stream)
