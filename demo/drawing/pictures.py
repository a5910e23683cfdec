"""Pictures of the demo, drawn rather than taken: nobody in it exists. The same seed gives the same bytes."""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from effgenai.ui.web.typefaces.drawing import serif

Plane = NDArray[np.float64]
INK = (38, 36, 34)
GROUNDS = [(226, 218, 204), (206, 217, 209), (214, 210, 222), (228, 212, 206), (205, 214, 222)]
OVERSAMPLED = 3


def portrait(name: str, size: int = 400) -> bytes:
    """An imagined head and shoulders as a square halftone PNG, different for each name."""
    seed = zlib.crc32(name.encode())
    draw, ground = np.random.default_rng(seed), GROUNDS[seed % len(GROUNDS)]
    large = size * OVERSAMPLED
    image = Image.new("RGB", (large, large), ground)
    pen = ImageDraw.Draw(image)
    for x, y, radius in _dots(_bust(draw), large):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INK)
    return _png(image.resize((size, size), Image.Resampling.LANCZOS))


def _dots(darkness: Plane, size: int, angle: float = math.pi / 12) -> Iterator[tuple[float, float, float]]:
    """Centres and radii of a halftone screen turned by `angle`; `darkness` holds 0 to 1 on a square."""
    pitch = size / 64
    cells = np.arange(-64, 128)
    u, v = np.meshgrid(cells * pitch, cells * pitch)
    xs, ys = u * math.cos(angle) - v * math.sin(angle), u * math.sin(angle) + v * math.cos(angle)
    inside = (xs >= 0) & (xs < size) & (ys >= 0) & (ys < size)
    scale = len(darkness) / size
    for x, y in zip(xs[inside], ys[inside], strict=True):
        radius = pitch * 0.66 * math.sqrt(darkness[int(y * scale), int(x * scale)])
        if radius > pitch * 0.08:
            yield float(x), float(y), radius


def _bust(draw: np.random.Generator, side: int = 256) -> Plane:
    """How dark each point of a face lit from one side is: hair, head, neck, shoulders."""
    y, x = np.mgrid[0:side, 0:side] / side
    lean, width, light = draw.uniform(-0.03, 0.03), draw.uniform(0.15, 0.175), draw.choice([-1.0, 1.0])
    face = _inside(x - 0.5 - lean, y - 0.42, width, width * 1.32)
    hair = _inside(x - 0.5 - lean, y - draw.uniform(0.33, 0.37), width * 1.22, width * draw.uniform(1.1, 1.7))
    neck = _inside(x - 0.5, y - 0.62, width * 0.55, 0.16)
    shoulders = _inside(x - 0.5, y - 1.02, draw.uniform(0.36, 0.42), 0.34)
    shade = 0.5 + 0.5 * light * (x - 0.5 - lean) / width
    tone = np.full((side, side), 0.02)
    tone = _over(tone, shoulders, 0.55 + 0.35 * shade.clip(0, 1))
    tone = _over(tone, hair, np.full_like(tone, draw.uniform(0.45, 0.95)))
    tone = _over(tone, neck, 0.25 + 0.35 * shade.clip(0, 1))
    fringe = y < 0.42 - width * draw.uniform(0.55, 0.8) + 0.25 * (x - 0.5) * light
    return _over(tone, face * ~fringe, 0.06 + 0.42 * shade.clip(0, 1) ** 2).clip(0, 1)


def _inside(x: Plane, y: Plane, across: float, down: float) -> Plane:
    """1 inside an ellipse, 0 outside, with a soft edge."""
    return np.asarray(((1 - (x / across) ** 2 - (y / down) ** 2) * 8).clip(0, 1))


def _over(below: Plane, mask: Plane, tone: Plane) -> Plane:
    return below * (1 - mask) + tone * mask


def banner(width: int = 1600, height: int = 440, accent: tuple[int, int, int] = (62, 133, 116)) -> bytes:
    """Many lines that grow into few: a wide transparent PNG that stands on light and on dark pages."""
    lines, points = 46, 240
    image = Image.new("RGBA", (width * 2, height * 2), (*accent, 0))
    pen = ImageDraw.Draw(image)
    along = np.linspace(0, 1, points)
    for number in range(lines):
        start, end = number / (lines - 1), round(number / (lines - 1) * 4) / 4
        bend = 1 / (1 + np.exp(-14 * (along - 0.42 - 0.16 * math.sin(number))))
        wave = 0.02 * np.sin(2 * math.pi * (3 * along + start * 5)) * (1 - bend)
        ys = (0.06 + 0.88 * (start * (1 - bend) + end * bend) + wave) * height * 2
        shade = (*accent, int(90 + 120 * abs(math.sin(number * 1.7))))
        pen.line(list(zip(along * width * 2, ys, strict=True)), fill=shade, width=4, joint="curve")
    return _png(image.resize((width, height), Image.Resampling.LANCZOS))


def logo(name: str, width: int = 400, height: int = 150) -> bytes:
    """A made-up company's mark and name on a transparent ground."""
    draw = np.random.default_rng(zlib.crc32(name.encode()))
    hue = tuple(int(value) for value in draw.integers(60, 150, size=3))
    image = Image.new("RGBA", (width * 2, height * 2), (*hue, 0))
    pen = ImageDraw.Draw(image)
    side = height * 2
    for ring in range(3):
        inset = side * (0.22 + 0.09 * ring)
        begin = int(draw.integers(360))
        pen.arc(
            (inset, inset, side - inset, side - inset), begin, begin + 250, fill=(*hue, 255), width=side // 22
        )
    size = side // 4
    while pen.textlength(name, serif(size)) > width * 2 - side * 1.05:
        size -= 4
    pen.text((side * 0.95, side / 2), name, font=serif(size), fill=(*hue, 255), anchor="lm")
    return _png(image.resize((width, height), Image.Resampling.LANCZOS))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
