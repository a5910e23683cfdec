"""Makes the files of the typefaces: the letters of a script, the weights that pages use, packed as WOFF2."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from importlib.metadata import version
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from effgenai.ui.web.typefaces.faces import SCRIPTS, WEIGHTS, Face

# Kerning, ligatures and marks, and figures of equal width for tables.
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "case", "tnum", "lnum"]


def path_of(face: Face, script: str, folder: Path) -> Path:
    """Where the file stands below `folder` once it is made; another place as soon as it would differ."""
    return folder / _digest(face, script) / face.name_of(script)


def make(face: Face, script: str, folder: Path) -> Path:
    """Make the file unless it is there. Whoever makes it at the same time makes the same."""
    path = path_of(face, script, folder)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, font_bytes(face, script))
    return path


def font_bytes(face: Face, script: str) -> bytes:
    """The letters of one script as WOFF2. Takes a few seconds."""
    font = TTFont(face.path)
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codepoints(SCRIPTS[script]))
    cutter.subset(font)
    small = instancer.instantiateVariableFont(font, {"opsz": face.optical_size, "wght": WEIGHTS})
    small.flavor = "woff2"
    packed = io.BytesIO()
    small.save(packed)
    return packed.getvalue()


def codepoints(ranges: str) -> list[int]:
    """The numbers in a list of hexadecimal numbers and ranges, such as `0041-005A 20AC`."""
    ends = [part.partition("-") for part in ranges.split()]
    return [code for first, _, last in ends for code in range(int(first, 16), int(last or first, 16) + 1)]


def _digest(face: Face, script: str) -> str:
    facts = (face, SCRIPTS[script], WEIGHTS, FEATURES, version(face.package), version("fonttools"))
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)
