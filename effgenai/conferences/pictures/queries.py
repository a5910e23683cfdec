"""The pictures of a conference: those a page needs, the library, where each is used, and the stored files."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.pictures.making import FORMATS, path_of
from effgenai.conferences.pictures.models import Image
from effgenai.storage.inventory import Stored
from effgenai.storage.saving import Content

IN_TEXT = re.compile(r"image:([a-z0-9]{12})(?![a-z0-9])")


@dataclasses.dataclass(frozen=True, slots=True)
class PictureUse:
    """A place where a picture stands: what it is called, and the address of the desk where it is changed."""

    label: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class LibraryRow:
    """A picture with all its uses."""

    image: Image
    uses: list[PictureUse]


def pictures_by_key(conference: Conference) -> dict[str, Image]:
    """Every picture of the conference by its key; one query for each page that shows one in a text."""
    found: dict[str, Image] | None = conference.__dict__.get("_pictures_by_key")
    if found is None:
        found = {image.key: image for image in conference.images.all()}
        conference.__dict__["_pictures_by_key"] = found
    return found


def library(conference: Conference) -> list[LibraryRow]:
    """The pictures, the newest first, each with where it is used; eight queries."""
    uses = uses_of_pictures(conference)
    return [LibraryRow(image, uses.get(image.key, [])) for image in conference.images.all()]


def uses_of_pictures(conference: Conference) -> dict[str, list[PictureUse]]:
    """Where each picture is used, by its key; seven queries."""
    found: dict[str, list[PictureUse]] = {}
    for keys, label, url in _places(conference):
        for key in dict.fromkeys(keys):
            found.setdefault(key, []).append(PictureUse(label, url))
    return found


Place = tuple[Iterable[str], str, str]


def _places(conference: Conference) -> Iterator[Place]:
    yield from _identity(conference)
    for person in conference.people.select_related("photo"):
        keys = [*_key_of(person.photo), *keys_in(person.talk, person.biography)]
        yield keys, f"{person.name} (people)", _url(conference, "person", person.pk)
    for sponsor in conference.sponsors.select_related("logo"):
        yield _key_of(sponsor.logo), f"{sponsor.name} (sponsor)", _url(conference, "sponsor", sponsor.pk)
    for page in conference.pages.all():
        yield keys_in(page.body), f"Page “{page.title}”", _url(conference, "edit_page", page.pk)
    for piece in conference.news.all():
        yield keys_in(piece.body), f"News “{piece.title}”", _url(conference, "edit_news", piece.key)
    for draft in conference.site_versions.filter(published_at=None).select_related("page"):
        url = _url(conference, "edit_page", draft.page_id) if draft.page_id else _home(conference)
        yield keys_in(json.dumps(draft.content)), f"Draft of {draft.page or 'the home page'}", url
    for track in conference.tracks.all():
        yield keys_in(track.description), f"{track.name} (track)", _url(conference, "track", track.pk)


def _identity(conference: Conference) -> Iterator[Place]:
    yield _key_of(conference.logo), "Logo of the site", _url(conference, "identity")
    yield _key_of(conference.hero_image), "Picture of the home page", _url(conference, "identity")
    home = keys_in(conference.abstract, conference.aims, json.dumps(conference.home_blocks))
    yield home, "Home page", _home(conference)
    yield keys_in(conference.submission_guide), "What authors should know", _url(conference, "texts")


def _key_of(image: Image | None) -> list[str]:
    return [image.key] if image else []


def keys_in(*texts: str) -> list[str]:
    """The keys of all pictures that stand in the texts."""
    return [key for text in texts for key in IN_TEXT.findall(text)]


def _home(conference: Conference) -> str:
    return _url(conference, "home_editor")


def _url(conference: Conference, name: str, *args: object) -> str:
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def pictures() -> Iterator[Stored]:
    """Every width and format of every picture."""
    for image in Image.objects.select_related("conference").order_by("pk").iterator():
        for width in image.widths:
            for name in FORMATS:
                known = image.kept.get(f"{width}.{name}")
                content = Content(*known) if known else None
                yield Stored(path_of(image.sha256, width, name), "picture", image.conference.slug, content)
