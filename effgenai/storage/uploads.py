"""Uploads on their way in: a full disk becomes a sentence on the form instead of a page of error."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from effgenai.storage.errors import NotStored

logger = logging.getLogger(__name__)


class NotReceived(UploadedFile):  # type: ignore[type-arg]  # the class takes no brackets when it runs
    """A file that there was no room for: whoever asks for its size or content learns why."""

    def __init__(self, name: str | None, problem: OSError) -> None:
        super().__init__(name=name)
        self._problem = problem

    @property
    def size(self) -> int:
        """Raise NotStored: a form field asks this first, and shows the sentence."""
        raise NotStored(self._problem)

    @size.setter
    def size(self, value: int | None) -> None:
        """There is none, whatever the base class believes."""

    def read(self, *args: Any) -> bytes:
        """Raise NotStored."""
        raise NotStored(self._problem)


class UploadHandler(TemporaryFileUploadHandler):
    """Writes large uploads to the temporary folder; if that fails, the rest of the form still arrives."""

    problem: OSError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a temporary file."""
        self.problem = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece, unless an earlier one could not be written."""
        if self.problem:
            return
        try:
            self.file.write(raw_data)
        except OSError as error:
            self._give_up(error)

    def file_complete(self, file_size: int) -> Any:
        """The file, or one that tells why there is none."""
        if self.problem is None:
            try:
                self.file.flush()
                return super().file_complete(file_size)
            except OSError as error:
                self._give_up(error)
        assert self.problem is not None
        return NotReceived(self.file_name, self.problem)

    def upload_interrupted(self) -> None:
        """Remove what has arrived, if anything was kept of it."""
        if self.problem is None:
            super().upload_interrupted()

    def _give_up(self, error: OSError) -> None:
        logger.error("An upload could not be written to the temporary folder: %s", error)
        self.problem = error
        if file := getattr(self, "file", None):
            with suppress(OSError):
                file.close()  # which removes it
