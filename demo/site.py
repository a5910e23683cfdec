"""The conference of the demo and its public site, in the middle of its call for papers."""

from __future__ import annotations

import datetime as dt

from demo import content
from effgenai.conferences.call.models import OpenQuestion
from effgenai.conferences.core.hooks import run_setup
from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.dates.models import Milestone, MilestoneChange
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.site.models import Page
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
        edition=content.EDITION,
        host="the host conference",
        place="Hall 4, Convention Centre, Vienna, and online",
        time_zone="Europe/Vienna",
        starts_on=first_day,
        ends_on=first_day,
        summary=content.SUMMARY,
        abstract=content.ABSTRACT,
        aims=content.AIMS,
        submission_guide=content.GUIDE,
        contact_email="chairs@effgenai.example",
        public_state=PublicState.PUBLISHED,
        is_current=True,
        created_at=at - dt.timedelta(days=60),
    )
    _lists(conference)
    _dates(conference, at)
    _pages(conference, at)
    run_setup(conference)
    return conference


def make_other_edition(at: dt.datetime) -> Conference:
    """A second conference beside the first, still a draft: what a chair sees who has just begun."""
    conference = Conference.objects.create(
        slug="effgenai-next",
        short_name="EffGenAI next",
        title=content.TITLE,
        edition="2nd workshop",
        created_at=at,
    )
    Track.objects.create(conference=conference, name="Papers")
    run_setup(conference)
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
