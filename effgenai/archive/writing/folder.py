"""A folder that changes all at once: written beside the old one, and put in its place when it is whole."""

from __future__ import annotations

import datetime as dt
import fcntl
import filecmp
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from effgenai.archive.writing.errors import ExportError

MANIFEST = "archive.json"
MAKER = "EffGenAI"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What an export left in the folder about itself; None if there is none of ours."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("made_by") == MAKER else None


def write_manifest(folder: Path, *, conference: str, source: str, at: dt.datetime) -> dict[str, Any]:
    """Name every file with its size and hash; the only file that tells when it was written."""
    manifest = {
        "made_by": MAKER,
        "conference": conference,
        "source": source,
        "exported_at": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "files": {name: _facts(folder / name) for name in files_of(folder)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def files_of(folder: Path) -> list[str]:
    """The path of every file of an archive but the manifest, sorted."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in paths if path != MANIFEST)


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


@contextmanager
def replaced(out: Path, *, conference: str) -> Iterator[Path]:
    """A new folder to fill, which takes the place of `out` at the end; on an error nothing changes.

    A file with the same content as before stays the same file, so that copying tools leave it alone. What is
    in the way and is not an earlier export of this conference is refused. Raises ExportError if the folder
    cannot be written.
    """
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _alone(out.parent):
            _recover(out)
            _refuse_what_is_not_ours(out, conference)
            yield from _filled(out)
    except OSError as error:
        raise ExportError(f"{out} cannot be written: {error.strerror or error}.") from error


def _filled(out: Path) -> Iterator[Path]:
    new, old = _beside(out, "new"), _beside(out, "old")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        yield new
        _reuse_what_is_same(out, new)
        if out.exists():
            out.rename(old)
        new.rename(out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _beside(out: Path, what: str) -> Path:
    return out.with_name(f".{out.name}.{what}")


def _recover(out: Path) -> None:
    """Finish what a killed run left between its two last steps."""
    old = _beside(out, "old")
    if old.exists() and not out.exists():
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _refuse_what_is_not_ours(out: Path, conference: str) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise ExportError(f"{out} is a file; name a folder.")
    manifest = read_manifest(out)
    if manifest is None and any(out.iterdir()):
        raise ExportError(
            f"{out} holds files that are no earlier export (there is no {MANIFEST} of ours in it). "
            "Name another folder, or empty this one."
        )
    if manifest and manifest.get("conference") != conference:
        raise ExportError(f"{out} holds the export of {manifest.get('conference')}. Name another folder.")


def _reuse_what_is_same(old: Path, new: Path) -> None:
    for name in files_of(new):
        before, now = old / name, new / name
        if before.is_file() and not before.is_symlink() and filecmp.cmp(before, now, shallow=False):
            now.unlink()
            try:
                os.link(before, now)
            except OSError:  # a file system without hard links
                shutil.copy2(before, now)


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Nobody else exports into this parent meanwhile; whoever comes second waits."""
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
