from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import IO

from effgenai.archive.writing.folder import MANIFEST, files_of

PRESSED_ALREADY = {".avif", ".jpg", ".jpeg", ".pdf", ".png", ".webp", ".zip"}


def write_zip(folder: Path, target: IO[bytes], *, name: str) -> None:
    """All files of an archive below a folder `name`, in a fixed order and without times."""
    with zipfile.ZipFile(target, "w") as archive:
        for file in [MANIFEST, *files_of(folder)]:
            entry = zipfile.ZipInfo(f"{name}/{file}")
            pressed = Path(file).suffix.lower() in PRESSED_ALREADY
            entry.compress_type = zipfile.ZIP_STORED if pressed else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with (folder / file).open("rb") as source, archive.open(entry, "w") as written:
                shutil.copyfileobj(source, written)
