"""Where files are kept once there is more than one machine: a bucket. Named by the settings alone."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage


class WholeObjects(S3Storage):  # type: ignore[misc]  # the package has no types
    """A bucket: an object is stored as a whole or not at all. Its failures are those of a disk to callers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "file_overwrite": True})

    def _save(self, name: str, content: File[Any]) -> str:
        with _as_disk():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        with _as_disk():
            opened: File[Any] = super()._open(name, mode)
        return opened

    def size(self, name: str) -> int:
        """The number of bytes; FileNotFoundError if there is no such object."""
        with _as_disk():
            return int(super().size(name))


@contextmanager
def _as_disk() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(errno.EIO, str(error)) from error
