"""What is said when a file cannot be stored, or is no longer what was stored."""

from __future__ import annotations

import errno

from django.core.exceptions import ValidationError

_FULL = "the disk of this site is full"
_CLOSED = "this site cannot write to its disk at the moment"
_REASONS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _CLOSED,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
}
_OTHER = "the disk of this site reported an error"


def reason_of(error: OSError) -> str:
    """Why the disk refused, as half a sentence for people."""
    return _REASONS.get(error.errno or 0, _OTHER)


class NotStored(ValidationError):  # noqa: N818 - it is an answer to the person who uploaded
    """The file could not be written. A form shows the sentence beside its field; nothing else is lost."""

    def __init__(self, error: OSError) -> None:
        self.reason = reason_of(error)
        self.sentence = (
            f"The file was not stored: {self.reason}. What you typed stays. Tell the organisers, who can "
            "have it mended, and send the file again after that."
        )
        super().__init__(self.sentence)


class NotWhole(Exception):  # noqa: N818 - answered with a page of its own
    """A stored file is missing or cut, so it is not served. The text is its path, for the log."""
