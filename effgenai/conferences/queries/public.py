"""What the public pages show: one read per page, each with a constant number of queries."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.models import Conference, Milestone, OpenQuestion, Page, Person, Topic, Track
from effgenai.conferences.queries.dates import DateRow, NextStep, date_rows, dates_of, next_step, timeline
from effgenai.conferences.queries.milestones import open_between
from effgenai.conferences.states import PeopleGroup, Role
from effgenai.conferences.viewer import Viewer
from effgenai.conferences.wording import archival, page_limit
from effgenai.ui.navigation import NavItem, TimelinePoint


@dataclasses.dataclass(frozen=True, slots=True)
class PeopleBlock:
    """People of one group, under its name."""

    label: str
    people: list[Person]


@dataclasses.dataclass(frozen=True, slots=True)
class HomePage:
    """Everything on a conference's home page."""

    next: NextStep
    questions: list[OpenQuestion]
    topics: list[Topic]
    speakers: list[Person]
    organisers: list[Person]
    points: list[TimelinePoint]


@dataclasses.dataclass(frozen=True, slots=True)
class TrackRow:
    """A track with its rules in words."""

    track: Track
    pages: str
    archival: str


@dataclasses.dataclass(frozen=True, slots=True)
class CallPage:
    """Everything in the call for papers, taken from the settings that enforce it."""

    is_open: bool
    due: Milestone | None
    tracks: list[TrackRow]
    topics: list[Topic]
    points: list[TimelinePoint]


@dataclasses.dataclass(frozen=True, slots=True)
class PeoplePage:
    """The people of a conference: blocks that chairs wrote, and the committee by its roles."""

    blocks: list[PeopleBlock]
    area_chairs: list[str]
    reviewers: list[str]


def written_pages(conference: Conference, path: str) -> list[NavItem]:
    """The chair-written pages that are in the menu, for everyone the same; one query."""
    found = Page.objects.filter(conference=conference, is_published=True, in_menu=True)
    home = reverse("conferences:home", args=[conference.slug])
    return [
        NavItem(title, f"{home}{slug}/", current=path == f"{home}{slug}/")
        for slug, title in found.values_list("slug", "title")
    ]


def home_page(viewer: Viewer) -> HomePage:
    """The home page; six queries."""
    conference = viewer.conference
    dates = dates_of(viewer, public_only=True)
    groups = (PeopleGroup.SPEAKER, PeopleGroup.ORGANISER)
    people = _by_group(conference.people.filter(group__in=groups))
    return HomePage(
        next=next_step(conference, dates, viewer.at),
        questions=list(conference.open_questions.all()),
        topics=list(conference.topics.all()),
        speakers=people.get(PeopleGroup.SPEAKER, []),
        organisers=people.get(PeopleGroup.ORGANISER, []),
        points=timeline(dates, viewer.at),
    )


def call_page(viewer: Viewer) -> CallPage:
    """The call for papers; four queries."""
    conference = viewer.conference
    dates = dates_of(viewer, public_only=True)
    return CallPage(
        is_open=open_between(dates, viewer.at),
        due=next((date for date in dates if date.kind == "submissions_due"), None),
        tracks=[TrackRow(track, page_limit(track), archival(track)) for track in conference.tracks.all()],
        topics=list(conference.topics.all()),
        points=timeline(dates, viewer.at),
    )


def dates_page(viewer: Viewer) -> list[DateRow]:
    """Every date the viewer may see; two queries."""
    return date_rows(viewer.conference, dates_of(viewer), viewer.at)


def people_page(viewer: Viewer) -> PeoplePage:
    """The people page; three queries. Names only: of the committee nothing else is public."""
    groups = _by_group(viewer.conference.people.all())
    return PeoplePage(
        blocks=[PeopleBlock(group.label, groups[group]) for group in PeopleGroup if group in groups],
        area_chairs=_names(viewer.conference, Role.AREA_CHAIR),
        reviewers=_names(viewer.conference, Role.REVIEWER),
    )


def _by_group(people: Iterable[Person]) -> dict[str, list[Person]]:
    groups: dict[str, list[Person]] = {}
    for person in people:
        groups.setdefault(person.group, []).append(person)
    return groups


def _names(conference: Conference, role: Role) -> list[str]:
    members = User.objects.filter(memberships__conference=conference, memberships__role=role)
    return list(members.exclude(name="").order_by("name", "pk").values_list("name", flat=True))


def conferences_of(user: User | None) -> QuerySet[Conference]:
    """The conferences that the person may see, the current one first."""
    return Conference.objects.visible_to(user).order_by("-is_current", "-starts_on", "-created_at")
