"""The stored files of a conference's public side."""

from __future__ import annotations

from collections.abc import Iterator

from effgenai.conferences.models import CallFile, Image
from effgenai.conferences.pictures import FORMATS
from effgenai.conferences.services.pictures import path_of
from effgenai.storage.keeping import Content
from effgenai.storage.registry import Stored


def files_of_calls() -> Iterator[Stored]:
    """Every file that a call offers."""
    rows = CallFile.objects.exclude(path="").order_by("pk")
    for path, slug, size, sha256 in rows.values_list("path", "conference__slug", "size", "sha256").iterator():
        yield Stored(path, "file of the call", slug, Content(size, sha256))


def pictures() -> Iterator[Stored]:
    """Every width and format of every picture."""
    for image in Image.objects.select_related("conference").order_by("pk").iterator():
        for width in image.widths:
            for name in FORMATS:
                known = image.kept.get(f"{width}.{name}")
                content = Content(*known) if known else None
                yield Stored(path_of(image.sha256, width, name), "picture", image.conference.slug, content)
