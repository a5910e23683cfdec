"""What a new edition takes from the last one: each app adds its parts.

Papers, reviews, decisions and what people told of themselves never come along.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.shifts import Shift
from effgenai.conferences.desk.guides.edition_links import EditionLinks
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.pictures.queries import IN_TEXT
from effgenai.contributions import Contribution, contributed


class Copying:
    """A new edition while it is made, inside one transaction: from where, to where, by whom, and what came.

    `shift` is None if the old edition has no day to count from. `tracks` holds the new track by the key of
    the old one; `pages` the addresses of the written pages that come along.
    """

    def __init__(
        self, old: Conference, new: Conference, *, shift: Shift | None, by: User, at: dt.datetime
    ) -> None:
        self.old, self.new, self.shift, self.by, self.at = old, new, shift, by, at
        self.tracks: dict[int, Track] = {}
        self.pages: set[str] = set()
        self._copied: dict[str, Image] = {}

    @functools.cached_property
    def _images(self) -> dict[str, Image]:
        return {image.key: image for image in self.old.images.all()}

    @functools.cached_property
    def _links(self) -> EditionLinks:
        return EditionLinks(self.old, self.new.slug, self.pages)

    def image(self, image: Image | None) -> Image | None:
        """The same picture as a row of the new edition, made once. Its bytes are shared."""
        if image is None:
            return None
        if image.key not in self._copied:
            fields = ("name", "alt", "credit", "sha256", "width", "height", "widths", "kept")
            self._copied[image.key] = Image.objects.create(
                conference=self.new,
                stored_at=self.at,
                stored_by=self.by,
                **{name: getattr(image, name) for name in fields},
            )
        return self._copied[image.key]

    def text(self, text: str) -> str:
        """A text of the old edition as the new one shows it: its own pictures, links to its own pages."""
        with_pictures = IN_TEXT.sub(self._own_picture, text)
        return self._links.moved(with_pictures)

    def _own_picture(self, match: re.Match[str]) -> str:
        image = self.image(self._images.get(match[1]))
        return f"image:{image.key}" if image else match[0]

    def texts(self, value: Any) -> Any:
        """The same for every text in stored JSON."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.texts(item) for item in value]
        return {name: self.texts(item) for name, item in value.items()} if isinstance(value, dict) else value


@dataclasses.dataclass(frozen=True, slots=True)
class EditionPart(Contribution):
    """Something that may come along. `count` says in words what there is: "" if there is nothing to take.

    Parts of lower layers are copied first, those of one app as it lists them. A count makes one query or two.
    """

    key: str
    label: str
    count: Callable[[Viewer], str]
    copy: Callable[[Copying], object]
    note: str = ""
    ticked: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class EditionOffer:
    """A part that an edition has, and in words what it holds."""

    part: EditionPart
    words: str


def offers_of(viewer: Viewer) -> list[EditionOffer]:
    """The parts that the viewer's conference has something for; a constant number of queries."""
    found = [EditionOffer(part, part.count(viewer)) for part in contributed(EditionPart)]
    return [offer for offer in found if offer.words]


def number_of(number: int, one: str, many: str) -> str:
    """A number with its noun, as in “3 tracks”; empty for none."""
    return f"{number} {one if number == 1 else many}" if number else ""


def names_of(names: Sequence[str], most: int = 6) -> str:
    """Names in a row; of many the first ones and how many follow."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


@dataclasses.dataclass(frozen=True, slots=True)
class EditionFacts:
    """What is new about an edition in any case."""

    slug: str
    title: str
    short_name: str
    edition: str
    starts_on: dt.date
    ends_on: dt.date | None
