"""The conference of the demo and its public site, in the middle of its call for papers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from demo.content import site as site_content
from demo.content import workshop as content
from demo.drawing import pictures
from effgenai.accounts.models import User
from effgenai.conferences.call.models import CallFile, OpenQuestion, Policy
from effgenai.conferences.core.errors import refuse
from effgenai.conferences.core.hooks import run_setup
from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.dates.models import Milestone, MilestoneChange, MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.pictures.services import store_image
from effgenai.conferences.site.blocks import TEXT, Block, problems_of, usual_blocks, write_blocks
from effgenai.conferences.site.importing.home import read_home_page
from effgenai.conferences.site.models import Page, PastEdition, Sponsor
from effgenai.conferences.site.queries.home import live_home
from effgenai.conferences.site.services.imports import Import, import_home
from effgenai.ui.dates import AOE

WORKSHOP_IN_DAYS = 70
DATES = [
    (MilestoneKind.CALL_OPENS, -45),
    (MilestoneKind.SUBMISSIONS_DUE, 4),
    (MilestoneKind.REVIEWS_DUE, 18),
    (MilestoneKind.DECISIONS, 29),
    (MilestoneKind.CAMERA_READY_DUE, 46),
]


def make_site(at: dt.datetime) -> Conference:
    """The current conference with everything its public pages show."""
    first_day = (at + dt.timedelta(days=WORKSHOP_IN_DAYS)).date()
    conference = Conference.objects.create(
        slug="effgenai",
        short_name="EffGenAI",
        title=content.TITLE,
        host="the host conference",
        place="Hall 4, Convention Centre, Vienna, and online",
        time_zone="Europe/Vienna",
        starts_on=first_day,
        ends_on=first_day,
        summary=content.SUMMARY,
        abstract=content.ABSTRACT,
        aims=content.AIMS,
        home_blocks=_home_blocks(),
        submission_guide=content.GUIDE,
        contact_email="chairs@effgenai.example",
        public_state=PublicState.PUBLISHED,
        is_current=True,
        created_at=at - dt.timedelta(days=60),
    )
    _lists(conference)
    _dates(conference, at)
    _pages(conference, at)
    run_setup(conference, at)
    return conference


def _home_blocks() -> list[dict[str, Any]]:
    """The sections of the home page under headings of its own, and the usual blocks below them."""
    written = [
        Block("abstract", "abstract", "Abstract"),
        Block("aims", "aims", "Background and aims"),
        Block("questions", "questions"),
        Block("text-goals", TEXT, "Goals", text=content.GOALS.strip()),
        Block("topics", "topics", "Topics of interest"),
    ]
    keys = {block.key for block in written}
    return write_blocks([*written, *(block for block in usual_blocks() if block.key not in keys)])


def take_home_page(conference: Conference, text: str, *, is_markdown: bool | None, at: dt.datetime) -> None:
    """Publish the home page of a file in the place of the demo's. Its topics take the places of the demo's.

    Raises UnreadablePage or Refused if it cannot be.
    """
    imported = read_home_page(text, present=live_home(conference), is_markdown=is_markdown)
    refuse(next((sentence for _, sentence in problems_of(imported.content)), None))
    theirs = imported.content.topics
    names = [*theirs, *(name for name, _ in content.TOPICS if name not in theirs)]
    names = names[: max(len(theirs), len(content.TOPICS))]
    conference.topics.all().delete()
    Topic.objects.bulk_create(
        Topic(conference=conference, name=name, position=position) for position, name in enumerate(names)
    )
    import_home(conference=conference, imported=imported, doing=Import(by=None, at=at, publish=True))
    conference.refresh_from_db()


def make_other_edition(at: dt.datetime) -> Conference:
    """A second conference beside the first, still a draft: what a chair sees who has just begun."""
    conference = Conference.objects.create(
        slug="effgenai-next",
        short_name="EffGenAI next",
        title=content.NEXT_TITLE,
        created_at=at,
    )
    Track.objects.create(conference=conference, name="Papers")
    run_setup(conference, at)
    return conference


def _lists(conference: Conference) -> None:
    Track.objects.create(
        conference=conference,
        name="Full papers",
        description="Finished work, up to eight pages, published in the proceedings.",
        page_limit=8,
        archival=True,
        position=0,
    )
    Track.objects.create(
        conference=conference,
        name="Short papers",
        description="Early or recently published work, up to four pages, not archival.",
        page_limit=4,
        position=1,
    )
    Topic.objects.bulk_create(
        Topic(conference=conference, name=name, description=description, position=position)
        for position, (name, description) in enumerate(content.TOPICS)
    )
    OpenQuestion.objects.bulk_create(
        OpenQuestion(conference=conference, text=text, position=position)
        for position, text in enumerate(content.QUESTIONS)
    )


def _dates(conference: Conference, at: dt.datetime) -> None:
    for kind, days in DATES:
        Milestone.objects.create(conference=conference, kind=kind, instant=end_of_day(at, days))
    start = dt.datetime.combine(conference.starts_on or at.date(), dt.time(8), tzinfo=dt.UTC)
    for kind, hours in ((MilestoneKind.STARTS, 0), (MilestoneKind.ENDS, 9)):
        Milestone.objects.create(
            conference=conference, kind=kind, instant=start + dt.timedelta(hours=hours), zone="Europe/Vienna"
        )
    due = conference.milestones.get(kind=MilestoneKind.SUBMISSIONS_DUE)
    MilestoneChange.objects.create(
        milestone=due,
        old_instant=due.instant - dt.timedelta(days=7),
        new_instant=due.instant,
        changed_at=at - dt.timedelta(days=9),
        reason="extended by a week",
    )


def end_of_day(at: dt.datetime, days: int) -> dt.datetime:
    """23:59 AoE of the day that many days from `at`."""
    day = (at.astimezone(AOE) + dt.timedelta(days=days)).date()
    return dt.datetime.combine(day, dt.time(23, 59), tzinfo=AOE)


def _pages(conference: Conference, at: dt.datetime) -> None:
    Page.objects.bulk_create(
        Page(
            conference=conference,
            slug=slug,
            title=title,
            body=body,
            is_published=True,
            position=position,
            updated_at=at,
        )
        for position, (slug, title, body) in enumerate(content.PAGES)
    )


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
