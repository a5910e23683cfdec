"""The demo's people, news, sponsors, policies and long page: all that makes a site more than its dates."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from demo import content, pictures, site_content
from effgenai.accounts.models import User
from effgenai.conferences.call.models import CallFile, Policy
from effgenai.conferences.core.models import Conference
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.pictures.services import store_image
from effgenai.conferences.site.models import Page, PastEdition, Sponsor

BANNER = "Many thin lines run together into five strong ones."


def fill_public_site(conference: Conference, by: User, at: dt.datetime) -> None:
    """Everything of the public site that is neither a date nor a paper."""
    banner = _picture(conference, pictures.banner(), BANNER, by, at)
    conference.hero_image, conference.calls_for_reviewers = banner, True
    conference.reviewer_guide = site_content.REVIEWER_GUIDE
    conference.save(update_fields=["hero_image", "calls_for_reviewers", "reviewer_guide"])
    _people(conference, by, at)
    _sponsors(conference, by, at)
    _news(conference, at)
    _call(conference, at)
    _venue(conference, banner, at)


def _picture(conference: Conference, png: bytes, alt: str, by: User, at: dt.datetime) -> Image:
    upload = SimpleUploadedFile(f"{slugify(alt)}.png", png, "image/png")
    return store_image(upload=upload, conference=conference, alt=alt, by=by, at=at)


def _people(conference: Conference, by: User, at: dt.datetime) -> None:
    organisers = [(chair.name, chair.institution, "Programme chair") for chair in content.CHAIRS]
    texts = [
        *(
            site_content.PersonText(PeopleGroup.ORGANISER, name, affiliation, note)
            for name, affiliation, note in [*organisers, *site_content.ORGANISERS]
        ),
        *site_content.PEOPLE,
    ]
    for position, text in enumerate(texts):
        photo = None
        if text.group != PeopleGroup.VOLUNTEER:
            photo = _picture(conference, pictures.portrait(text.name), f"Portrait of {text.name}", by, at)
        Person.objects.create(conference=conference, position=position, photo=photo, **text._asdict())


def _sponsors(conference: Conference, by: User, at: dt.datetime) -> None:
    for position, (tier, name, note, home_page) in enumerate(site_content.SPONSORS):
        logo = _picture(conference, pictures.logo(name), f"Logo of {name}", by, at)
        Sponsor.objects.create(
            conference=conference,
            tier=tier,
            name=name,
            note=note,
            home_page=home_page,
            logo=logo,
            position=position,
        )


def _news(conference: Conference, at: dt.datetime) -> None:
    for days, title, body in site_content.NEWS:
        published = at - dt.timedelta(days=days)
        News.objects.create(
            conference=conference, title=title, body=body, published_at=published, updated_at=published
        )
    for position, (title, when_and_where, address) in enumerate(site_content.PAST_EDITIONS):
        PastEdition.objects.create(
            conference=conference,
            title=title,
            when_and_where=when_and_where,
            address=address,
            position=position,
        )


def _call(conference: Conference, at: dt.datetime) -> None:
    Policy.objects.bulk_create(
        Policy(conference=conference, kind=kind, text=text) for kind, text in site_content.POLICIES.items()
    )
    CallFile.objects.create(
        conference=conference, label="LaTeX template", address="https://templates.example/effgenai.zip"
    )
    due = conference.milestones.get(kind=MilestoneKind.SUBMISSIONS_DUE)
    MilestoneException.objects.create(
        milestone=due,
        track=conference.tracks.get(name="Short papers"),
        instant=due.instant + dt.timedelta(days=7),
        zone=due.zone,
        reason="so that papers declined elsewhere can come",
        created_at=at,
    )


def _venue(conference: Conference, banner: Image, at: dt.datetime) -> None:
    Page.objects.create(
        conference=conference,
        slug="venue",
        title="Venue and travel",
        description="How to get there, what the hall offers, poster sizes, where to sleep, visa letters.",
        body=site_content.VENUE.replace("{banner}", banner.key),
        is_published=True,
        position=0,
        updated_at=at,
    )
