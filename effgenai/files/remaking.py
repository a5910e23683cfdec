"""Copies for reviewers made anew, after what makes them has learnt to leave out more."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import transaction

from effgenai.files.models import StoredFile
from effgenai.files.pdf import BadUpload, ReadPdf, read_pdf
from effgenai.files.services import PDF, store_content
from effgenai.storage.errors import NotStored


@dataclasses.dataclass(frozen=True, slots=True)
class Remade:
    """What became of the copy of one file: `problem` is a sentence, or "" if there is none."""

    file: StoredFile
    is_new: bool
    problem: str = ""


def remake_copies(*, at: dt.datetime) -> Iterator[Remade]:
    """Make each copy anew, and let readers have the new one where it differs. The uploads stay as they are.

    Where no copy can be made any more, readers keep the old one and the problem is told.
    """
    for file in StoredFile.objects.filter(reviewer_copy__isnull=False).select_related("reviewer_copy"):
        try:
            with default_storage.open(file.path) as content:
                is_new = _replace(file, read_pdf(content.read()), at)
        except (BadUpload, NotStored, OSError) as problem:
            yield Remade(file, is_new=False, problem=str(problem))
        else:
            yield Remade(file, is_new=is_new)


def _replace(file: StoredFile, read: ReadPdf, at: dt.datetime) -> bool:
    old = file.reviewer_copy
    content = store_content(read.copy)
    if old is not None and content["sha256"] == old.sha256:
        return False
    facts = {"conference": file.conference, "content_type": PDF, "pages": read.pages, "stored_at": at}
    with transaction.atomic():
        file.reviewer_copy = StoredFile.objects.create(name="reviewer-copy.pdf", **content, **facts)
        file.findings = read.findings
        file.save(update_fields=["reviewer_copy", "findings"])
    return True
