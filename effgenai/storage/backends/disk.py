"""Where files are kept: a folder in which a name is a whole file or nothing."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

PART = ".part-"
FOLDER_MODE, FILE_MODE, FOR_OTHERS = 0o700, 0o600, 0o077


class WholeFiles(FileSystemStorage):
    """A folder where a file appears under its name once all of it is on the disk; the same name is replaced.

    Files and folders are for the site's own user only.
    """

    def __init__(self, location: str | None = None, base_url: str | None = None) -> None:
        super().__init__(location, base_url, allow_overwrite=True)

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        make_folder(target.parent)
        write_whole(target, content.chunks())
        return target.relative_to(self.location).as_posix()

    def tidy(self, *, before: dt.datetime) -> None:
        """Remove what killed writers left before that time; close what others on the machine could read."""
        for path in Path(self.location).rglob("*"):
            if path.name.startswith(PART):
                _remove_if_old(path, before)
            elif path.stat().st_mode & FOR_OTHERS:
                path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)


def _remove_if_old(part: Path, before: dt.datetime) -> None:
    with suppress(FileNotFoundError):  # its writer may be done just now
        if part.stat().st_mtime < before.timestamp():
            part.unlink()


def write_whole(target: Path, chunks: Iterable[bytes]) -> None:
    """Write a file under a temporary name beside its place, flush it to the disk, and give it its name."""
    handle, name = tempfile.mkstemp(prefix=PART, dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    flush_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, for our own user only, and flush their names to the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """A name is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
