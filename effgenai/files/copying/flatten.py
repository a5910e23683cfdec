"""Forms and remarks that print: what they look like becomes part of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name

from effgenai.files.copying.drawing import figure
from effgenai.files.copying.work import Work, is_stream, numbers

HIDDEN, PRINTS, NOT_VIEWED = 1 << 1, 1 << 2, 1 << 5
# What people write to each other about a text, and what is no part of a page.
NEVER = frozenset(
    f"/{name}"
    for name in [
        "Text",
        "Popup",
        "FileAttachment",
        "Sound",
        "Movie",
        "Screen",
        "RichMedia",
        "3D",
        "PrinterMark",
        "TrapNet",
        "Redact",
        "Projection",
    ]
)
MAX_ANNOTATIONS = 20_000
Matrix = tuple[float, float, float, float, float, float]


def annotations_of(page: Any) -> list[Any]:
    """The annotations of a page."""
    found = page.get("/Annots")
    return (
        [item for item in list(found)[:MAX_ANNOTATIONS] if isinstance(item, Dictionary)]
        if isinstance(found, Array)
        else []
    )


def flattened(work: Work, page: Any) -> Iterator[tuple[str, Any, bytes]]:
    """For each annotation that prints: the name of its figure, the figure, and how it is drawn."""
    for place, item in enumerate(annotations_of(page)):
        look = appearance(item) if is_printed(work, item) else None
        box, rect = (None, None) if look is None else (numbers(None, look.get("/BBox")), item.get("/Rect"))
        if look is None or box is None or not isinstance(rect, Array) or len(rect) != 4 or len(box) != 4:
            continue
        matrix = numbers(None, look.get("/Matrix"))
        placed = _placed(_floats(rect), _floats(box), _floats(matrix) if matrix else [1, 0, 0, 1, 0, 0])
        name = f"/A{place:06}"
        shown = " ".join(f"{value:.5f}" for value in placed)
        yield name, figure(work, look, None), f"q {shown} cm {name} Do Q".encode()


def is_printed(work: Work, item: Any) -> bool:
    """Whether it is part of what is read on paper and on the screen."""
    flags = item.get("/F", 0)
    flags = flags if isinstance(flags, int) else 0
    kind = str(item.get("/Subtype"))
    if kind in NEVER or flags & HIDDEN or flags & NOT_VIEWED or work.layers.hides(item.get("/OC")):
        return False
    return bool(flags & PRINTS)


def appearance(item: Any) -> Any:
    """The figure that shows it in its present state; None if it has none."""
    looks = item.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if is_stream(normal):
        return normal
    if not isinstance(normal, Dictionary):
        return None
    state = item.get("/AS")
    chosen = normal.get(str(state)) if isinstance(state, Name) else None
    return chosen if is_stream(chosen) else None


def _floats(values: Any) -> list[float]:
    return [float(value) for value in values]


def _placed(rect: list[float], box: list[float], matrix: list[float]) -> Matrix:
    """The matrix that lays the figure's box onto the annotation's rectangle."""
    a, b, c, d, e, f = matrix
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in box[::2] for y in box[1::2]]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    low, high = min(y for _, y in corners), max(y for _, y in corners)
    rect_left, rect_right = sorted(rect[::2])
    rect_low, rect_high = sorted(rect[1::2])
    wide = (rect_right - rect_left) / (right - left) if right > left else 1.0
    tall = (rect_high - rect_low) / (high - low) if high > low else 1.0
    return wide, 0, 0, tall, rect_left - left * wide, rect_low - low * tall
