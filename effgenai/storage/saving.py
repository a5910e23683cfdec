"""Saving files, and telling whether what is stored is still what was sent."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db.models import TextChoices

from effgenai.storage.errors import NotStored, NotWhole

CHUNK = 1024 * 1024
logger = logging.getLogger(__name__)


class FileProblem(TextChoices):
    """What can be wrong with a stored file."""

    MISSING = "missing", "is missing"
    SIZE = "size", "has another size than was sent"
    CONTENT = "content", "has another content than was sent"
    UNREADABLE = "unreadable", "cannot be read"


@dataclasses.dataclass(frozen=True, slots=True)
class Content:
    """What was sent: how many bytes, and their SHA-256."""

    size: int
    sha256: str


def content_of(file: File[Any]) -> Content:
    """Size and hash of a file, read from its beginning."""
    digest, size = hashlib.sha256(), 0
    for chunk in file.chunks(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return Content(size, digest.hexdigest())


def save_content(path: str, content: bytes | File[Any]) -> Content:
    """Store content under a path, and what it was; a damaged file that is there already is replaced.

    Call it outside any transaction. Raises NotStored, whose sentence is for the person who sent the file.
    """
    file = ContentFile(content) if isinstance(content, bytes) else content
    sent = content_of(file)
    if problem_of(path, sent) is not None:
        _write(path, file, sent)
    return sent


def _write(path: str, file: File[Any], sent: Content) -> None:
    try:
        _save(path, file, sent.size)
    except OSError as error:
        logger.exception("The file %s could not be stored", path)
        raise NotStored(error) from error


def _save(path: str, file: File[Any], size: int) -> None:
    name = default_storage.save(path, file)
    if name != path or default_storage.size(path) != size:
        raise OSError(f"It was stored as {name}, and not as a whole.")


def problem_of(path: str, sent: Content, *, quick: bool = False) -> FileProblem | None:
    """What is wrong with the stored file, None if nothing is; `quick` compares the size alone."""
    try:
        if default_storage.size(path) != sent.size:
            return FileProblem.SIZE
        if quick:
            return None
        with default_storage.open(path) as file:
            return None if content_of(file) == sent else FileProblem.CONTENT
    except FileNotFoundError:
        return FileProblem.MISSING
    except OSError:
        logger.exception("The stored file %s cannot be read", path)
        return FileProblem.UNREADABLE


def open_whole(path: str, size: int | None) -> File[Any]:
    """Open a stored file to read; raises NotWhole if it is missing, cut, or cannot be read.

    `size` is None for files of which it was not noted when they were stored.
    """
    try:
        file = default_storage.open(path)
    except OSError as error:
        raise NotWhole(path) from error
    if size is not None and file.size != size:
        file.close()
        raise NotWhole(path)
    return file
