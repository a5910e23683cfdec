"""Pictures of the public site: taken in, made small, described, and removed again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.pictures.making import (
    FORMATS,
    MAX_BYTES,
    BadPicture,
    MadePicture,
    check_size_of_file,
    made_picture,
    path_of,
)
from effgenai.conferences.pictures.models import Image
from effgenai.storage.errors import NotStored
from effgenai.storage.saving import Content, problem_of, save_content

# Of each stored width and format, such as "640.avif", its size and SHA-256.
SavedFiles = dict[str, tuple[int, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class ReadUpload:
    """An uploaded file that turned out to be a picture."""

    name: str
    sha256: str
    picture: MadePicture


def read_upload(upload: UploadedFile[bytes]) -> ReadUpload:
    """The picture in an upload; raises BadPicture with a sentence for people if there is none."""
    try:
        check_size_of_file(upload.size or 0)
        content = upload.read(MAX_BYTES + 1)
    except NotStored as problem:
        raise BadPicture(problem.sentence) from problem
    name = (upload.name or "picture")[-255:]
    return ReadUpload(name, hashlib.sha256(content).hexdigest(), made_picture(content))


def store_image(
    *,
    upload: UploadedFile[bytes] | ReadUpload,
    conference: Conference,
    by: User | None,
    at: dt.datetime,
    alt: str = "",
    credit: str = "",
) -> Image:
    """Keep an uploaded picture in all its widths; the same picture again is the one that is there.

    Raises BadPicture if the file is none, or if there is no room for it. Call it outside any transaction:
    content goes to the storage first.
    """
    read = upload if isinstance(upload, ReadUpload) else read_upload(upload)
    kept = _save_files(read)
    with transaction.atomic():
        lock_conference(conference)
        Image.objects.filter(sha256=read.sha256).exclude(kept=kept).update(kept=kept)
        image = conference.images.filter(sha256=read.sha256).first()
        if image is None:
            words = {"alt": alt[:300], "credit": credit[:200]}
            image = Image.objects.create(
                conference=conference, **_facts(read), kept=kept, **words, stored_at=at, stored_by=by
            )
            _record("add", image, by, at)
    _save_files(read)  # somebody may have removed the same picture elsewhere in the meantime
    return image


def _facts(read: ReadUpload) -> dict[str, object]:
    picture = read.picture
    size = {"width": picture.width, "height": picture.height, "widths": picture.widths}
    return {"name": read.name, "sha256": read.sha256, **size}


def _save_files(read: ReadUpload) -> SavedFiles:
    """Write every width and format that is not there as it was stored; what each of them is."""
    row = Image.objects.filter(sha256=read.sha256).first()
    kept = row.kept if row else {}
    written = {
        f"{width}.{name}": _written(path_of(read.sha256, width, name), content)
        for (width, name), content in read.picture.files.items()
        if not _is_whole(read.sha256, width, name, kept)
    }
    return {**kept, **written}


def _is_whole(sha256: str, width: int, name: str, kept: SavedFiles) -> bool:
    known = kept.get(f"{width}.{name}")
    return known is not None and problem_of(path_of(sha256, width, name), Content(*known)) is None


def _written(path: str, content: bytes) -> tuple[int, str]:
    try:
        return dataclasses.astuple(save_content(path, content))
    except NotStored as problem:
        raise BadPicture(problem.sentence) from problem


@transaction.atomic
def describe_image(*, image: Image, alt: str, credit: str, by: User, at: dt.datetime) -> None:
    """Say what the picture shows and who made it."""
    lock_conference(image.conference)
    image.alt, image.credit = alt, credit
    image.save(update_fields=["alt", "credit"])
    _record("describe", image, by, at)


@transaction.atomic
def remove_image(*, image: Image, by: User, at: dt.datetime) -> None:
    """Remove the picture for good; where it stood there is none any more."""
    lock_conference(image.conference)
    _record("remove", image, by, at)
    paths = [path_of(image.sha256, width, name) for width in image.widths for name in FORMATS]
    image.delete()
    transaction.on_commit(lambda: _delete_files(image.sha256, paths))


def _delete_files(sha256: str, paths: Iterable[str]) -> None:
    """Delete the bytes, unless another conference shows the same picture."""
    if Image.objects.filter(sha256=sha256).exists():
        return
    for path in paths:
        default_storage.delete(path)


def _record(verb: str, image: Image, by: User | None, at: dt.datetime) -> None:
    record(
        action=f"picture.{verb}",
        by=by,
        at=at,
        conference=image.conference,
        summary=image.name,
        key=image.key,
    )
