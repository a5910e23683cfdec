from __future__ import annotations

from collections.abc import Iterator

from effgenai.files.models import StoredFile
from effgenai.storage.inventory import Stored
from effgenai.storage.saving import Content


def uploaded_files() -> Iterator[Stored]:
    """Every PDF that was ever sent, and every copy for reviewers."""
    rows = StoredFile.objects.order_by("pk").values_list("path", "conference__slug", "size", "sha256")
    for path, conference, size, sha256 in rows.iterator():
        yield Stored(path, "PDF", conference, Content(size, sha256))
