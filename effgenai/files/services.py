from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.models import Conference
from effgenai.files.models import StoredFile
from effgenai.files.pdf import BadUpload, read_pdf

PDF = "application/pdf"


def store_upload(
    *, upload: UploadedFile[bytes], conference: Conference, by: User | None, at: dt.datetime
) -> StoredFile:
    """Keep an uploaded PDF for ever under its hash, together with the copy for reviewers.

    Raises BadUpload with a sentence for people if it is empty, too large, or no readable PDF. Call it outside
    any transaction: content goes to the storage first, and only then a row tells of it.
    """
    size = upload.size or 0
    if size > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1024**2
        raise BadUpload(f"The file has {size / 1024**2:.0f} MB; at most {limit} MB are taken.")
    content = upload.read()
    read = read_pdf(content)
    original, copy = _keep(content), _keep(read.copy)
    facts = {
        "conference": conference,
        "content_type": PDF,
        "pages": read.pages,
        "stored_at": at,
        "stored_by": by,
    }
    with transaction.atomic():
        reviewer_copy = StoredFile.objects.create(name="reviewer-copy.pdf", **copy, **facts)
        name = (upload.name or "paper.pdf")[-255:]
        return StoredFile.objects.create(name=name, reviewer_copy=reviewer_copy, **original, **facts)


def _keep(content: bytes) -> dict[str, str | int]:
    """Write content under its hash, once however often it arrives."""
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}.pdf"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(content))
    return {"sha256": digest, "size": len(content), "path": path}
