"""QR codes as paths of SVG, which templates draw without any markup from here."""

from __future__ import annotations

import dataclasses
import itertools
from functools import lru_cache

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

# Every pattern can be read; to weigh all eight against one another takes ten times as long.
PATTERN = 3
# Readers need a margin of so many squares.
MARGIN = 4


@dataclasses.dataclass(frozen=True, slots=True)
class QrPath:
    """A code of `size` squares across, its margin included, whose dark squares are `path`."""

    size: int
    path: str


@lru_cache(maxsize=4096)
def qr_path(text: str) -> QrPath:
    """The code of a text of up to some 2,000 letters, such as an address; raises ValueError beyond."""
    code = QRCode(border=MARGIN, error_correction=ERROR_CORRECT_M, mask_pattern=PATTERN)
    code.add_data(text)
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    path = "".join(
        f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _dark(row)
    )
    return QrPath(len(rows), path)


def _dark(row: list[bool]) -> list[tuple[int, int]]:
    """Where runs of dark squares begin, and how long they are."""
    runs, x = [], 0
    for is_dark, squares in itertools.groupby(row):
        length = len(list(squares))
        if is_dark:
            runs.append((x, length))
        x += length
    return runs
