from __future__ import annotations

import datetime as dt
import hashlib
import logging
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.files.models import StoredFile
from effgenai.files.pdf import BadUpload, HeavyUpload, ReadPdf, read_pdf
from effgenai.storage.errors import NotStored
from effgenai.storage.saving import Content, FileProblem, problem_of, save_content

PDF = "application/pdf"
logger = logging.getLogger(__name__)


def store_upload(
    *, upload: UploadedFile[bytes], conference: Conference, by: User | None, at: dt.datetime
) -> StoredFile:
    """Keep an uploaded PDF for ever under its hash, together with the copy for reviewers.

    Raises BadUpload with a sentence for people if it is empty, too large, no readable PDF, or if there is no
    room for it. Call it outside any transaction: content goes to the storage first, and only then a row tells
    of it.
    """
    name = (upload.name or "paper.pdf")[-255:]
    try:
        content = _received(upload)
        read = _read(content, {"name": name, "conference": conference, "stored_by": by, "stored_at": at})
        original, copy = store_content(content), store_content(read.copy)
    except NotStored as problem:
        raise BadUpload(problem.sentence) from problem
    except OSError as problem:  # the temporary folder may be full as well
        logger.exception("An upload could not be worked on")
        raise BadUpload(NotStored(problem).sentence) from problem
    facts = {
        "conference": conference,
        "content_type": PDF,
        "pages": read.pages,
        "stored_at": at,
        "stored_by": by,
    }
    with transaction.atomic():
        reviewer_copy = StoredFile.objects.create(name="reviewer-copy.pdf", **copy, **facts)
        return StoredFile.objects.create(
            name=name, reviewer_copy=reviewer_copy, findings=read.findings, **original, **facts
        )


def _read(content: bytes, facts: dict[str, Any]) -> ReadPdf:
    """Open the PDF. One that meets a limit is kept all the same: nobody loses what they sent in time."""
    try:
        return read_pdf(content)
    except HeavyUpload as heavy:
        stored = StoredFile.objects.create(content_type=PDF, **store_content(content), **facts)
        raise HeavyUpload(
            f"{heavy} What you sent is kept as it came (SHA-256 {stored.sha256[:12]}…); "
            "only reviewers cannot open it."
        ) from heavy


def _received(upload: UploadedFile[bytes]) -> bytes:
    size = upload.size or 0
    if size > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1024**2
        raise BadUpload(f"The file has {size / 1024**2:.0f} MB; at most {limit} MB are taken.")
    content: bytes = upload.read()
    return content


def store_content(content: bytes) -> dict[str, str | int]:
    """Write content under its hash, once however often it arrives."""
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}.pdf"
    save_content(path, content)
    return {"sha256": digest, "size": len(content), "path": path}


def damage_of(file: StoredFile) -> FileProblem | None:
    """What is wrong with the stored content, read as a whole; None if it is what was uploaded."""
    return problem_of(file.path, Content(file.size, file.sha256))
