"""Copies what the platform keeps of a conference to its next edition."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from effgenai.accounts.keys import new_key
from effgenai.accounts.models import User
from effgenai.conferences.editions import Edition, edition_parts
from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Conference, Image, Membership, Page, Person, Policy, Sponsor, Track
from effgenai.conferences.records import record
from effgenai.conferences.setup import run_setup
from effgenai.conferences.states import PeopleGroup, Role

OF_SETTINGS = (
    "host",
    "time_zone",
    "contact_email",
    "accent",
    "blind_mode",
    "reviews_per_paper",
    "hide_authors_from_chairs",
    "show_authors_to_area_chairs",
    "submission_guide",
    "reviewer_guide",
)
OF_TEXTS = ("summary", "abstract", "aims", "home_blocks")
_PICTURE = re.compile(r"image:([\w-]{12})")


@transaction.atomic
def create_edition(
    *, old: Conference, new: Conference, days: int, parts: Collection[str], by: User, at: dt.datetime
) -> Conference:
    """A draft conference that follows `old`, with these parts of its set-up; whoever makes it is its chair.

    `new` carries address, names and days. Raises Refused if somebody took the address meanwhile.
    """
    new.previous, new.created_at = old, at
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        raise Refused(f"There is already a conference at “{new.slug}”. Choose another address.") from None
    Membership.objects.create(conference=new, user=by, role=Role.CHAIR, since=at)
    edition = Edition(old, new, days, by, at)
    chosen = [part for part in edition_parts() if part.key in parts]
    for part in chosen:
        part.copy(edition)
    if not new.tracks.exists():
        Track.objects.create(conference=new, name="Papers")
    run_setup(new)
    labels = ", ".join(part.label.lower() for part in chosen)
    record(action="conference.create", by=by, at=at, conference=new, summary=f"from {old.slug}: {labels}")
    record(action="conference.next_edition", by=by, at=at, conference=old, summary=new.slug)
    return new


def cloned(rows: Iterable[Model], edition: Edition, **changes: Any) -> dict[int, Any]:
    """Copies of rows for the new edition, by the keys of the old ones."""
    found: dict[int, Any] = {}
    for row in rows:
        twin: Any = copy.copy(row)
        twin.pk, twin._state.adding = None, True  # noqa: SLF001 - Django's documented way to copy a row
        twin.conference = edition.new
        if hasattr(twin, "key"):
            twin.key = new_key()
        for name, value in changes.items():
            setattr(twin, name, value(row) if callable(value) else value)
        twin.save()
        found[row.pk] = twin
    return found


def copy_settings(edition: Edition) -> None:
    """How the conference presents itself and reviews; its place and days are new ones."""
    for name in OF_SETTINGS:
        setattr(edition.new, name, getattr(edition.old, name))
    edition.new.logo = picture(edition, edition.old.logo)
    edition.new.hero_image = picture(edition, edition.old.hero_image)
    edition.new.save(update_fields=[*OF_SETTINGS, "logo", "hero_image"])


def copy_call(edition: Edition) -> None:
    """Tracks with their files, and the policies."""
    tracks = cloned(edition.old.tracks.all(), edition)
    cloned(
        edition.old.call_files.all(),
        edition,
        track=lambda file: tracks[file.track_id] if file.track_id else None,
    )
    cloned(Policy.objects.filter(conference=edition.old), edition)


def copy_topics(edition: Edition) -> None:
    """The topics."""
    cloned(edition.old.topics.all(), edition)


def copy_dates(edition: Edition) -> None:
    """The dates, moved; not how they moved before, nor who had another one."""
    rows = edition.old.milestones.all()
    cloned(rows, edition, instant=lambda date: edition.shifted(date.instant, date.zone))


def copy_texts(edition: Edition) -> None:
    """The words and blocks of the home page, and the open questions."""
    for name in OF_TEXTS:
        setattr(edition.new, name, _with_pictures(edition, getattr(edition.old, name)))
    edition.new.save(update_fields=list(OF_TEXTS))
    cloned(edition.old.open_questions.all(), edition)


def copy_pages(edition: Edition) -> None:
    """The written pages as they are published, with their places in the menu."""
    pages = cloned(
        Page.objects.filter(conference=edition.old),
        edition,
        parent=None,
        updated_at=edition.at,
        body=lambda page: _with_pictures(edition, page.body),
    )
    for page in Page.objects.filter(conference=edition.old, parent__isnull=False):
        twin = pages[page.pk]
        twin.parent = pages[page.parent_id or page.pk]
        twin.save(update_fields=["parent"])


def copy_organisers(edition: Edition) -> None:
    """The organisers on the people page."""
    _copy_people(edition, edition.old.people.filter(group=PeopleGroup.ORGANISER))


def copy_other_people(edition: Edition) -> None:
    """Speakers, panellists and volunteers."""
    _copy_people(edition, edition.old.people.exclude(group=PeopleGroup.ORGANISER))


def _copy_people(edition: Edition, people: Iterable[Person]) -> None:
    cloned(people, edition, photo=lambda person: picture(edition, person.photo))


def copy_sponsors(edition: Edition) -> None:
    """The sponsors."""
    rows = Sponsor.objects.filter(conference=edition.old)
    cloned(rows, edition, logo=lambda sponsor: picture(edition, sponsor.logo))


def copy_past_editions(edition: Edition) -> None:
    """Editions that live elsewhere; the old conference itself is linked in any case."""
    cloned(edition.old.past_editions.all(), edition)


def copy_roles(edition: Edition) -> None:
    """The other chairs, the site and the programme editors."""
    roles = (Role.CHAIR, Role.SITE_EDITOR, Role.PROGRAM_EDITOR)
    rows = edition.old.memberships.filter(role__in=roles).exclude(user=edition.by, role=Role.CHAIR)
    cloned(rows, edition, since=edition.at)


def picture(edition: Edition, image: Image | None) -> Image | None:
    """The new edition's row of the same picture; the bytes are shared, they lie under their hash."""
    if image is None:
        return None
    known = Image.objects.filter(conference=edition.new, sha256=image.sha256).first()
    return known or cloned([image], edition)[image.pk]


def _with_pictures(edition: Edition, value: Any) -> Any:
    """A text, or blocks with texts in them, whose pictures are those of the new edition."""
    if isinstance(value, list):
        return [{name: _with_pictures(edition, part) for name, part in block.items()} for block in value]
    return _PICTURE.sub(lambda found: _renamed(edition, found), value) if isinstance(value, str) else value


def _renamed(edition: Edition, found: re.Match[str]) -> str:
    image = picture(edition, Image.objects.filter(conference=edition.old, key=found[1]).first())
    return f"image:{image.key}" if image else found[0]
