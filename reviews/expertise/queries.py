"""Members of the committee as readers of papers, and what they told of themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Membership, Topic
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.todos import Todo
from reviews.expertise.models import PastPaper, Reviewer
from reviews.expertise.rules import USUAL_LOAD, is_away

READERS = (Role.REVIEWER, Role.AREA_CHAIR)


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """Someone with a role, how many papers they take, the topics they know, when they are away."""

    user: User
    load_max: int
    topics: list[Topic]
    load_min: int = 0
    is_senior: bool = False
    takes_emergencies: bool = False
    away_from: dt.date | None = None
    away_until: dt.date | None = None

    def is_away(self, day: dt.date) -> bool:
        """Whether they cannot work on that day."""
        return is_away(day, self.away_from, self.away_until)

    @property
    def user_id(self) -> int:
        """The id of the person."""
        return self.user.pk


def members_with_role(viewer: Viewer, role: Role) -> list[Member]:
    """Everyone with the role, by name. Who set nothing takes the usual load."""
    users = User.objects.filter(memberships__conference=viewer.conference, memberships__role=role)
    rows = viewer.conference.reviewers.prefetch_related("topics")
    known = {row.user_id: row for row in rows}
    return [
        _member(user, known[user.pk]) if user.pk in known else Member(user, USUAL_LOAD, [])
        for user in users.order_by("name", "pk")
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Seat:
    """A reviewer or area chair as one row among many: what `Member` tells, in plain values."""

    user_id: int
    key: str
    name: str
    roles: set[str]
    topics: list[int]
    load_max: int = USUAL_LOAD
    is_senior: bool = False
    takes_emergencies: bool = False
    away_from: dt.date | None = None
    away_until: dt.date | None = None

    def is_away(self, day: dt.date) -> bool:
        """Whether they cannot work on that day."""
        return is_away(day, self.away_from, self.away_until)


WORKING = ("load_max", "is_senior", "takes_emergencies", "away_from", "away_until")


def seats(conference: Conference) -> list[Seat]:
    """All reviewers and area chairs of the conference, by name; three queries."""
    topics: dict[int, list[int]] = defaultdict(list)
    known = Reviewer.topics.through.objects.filter(reviewer__conference=conference)
    for user, topic in known.order_by("pk").values_list("reviewer__user", "topic"):
        topics[user].append(topic)
    working = {user: said for user, *said in conference.reviewers.values_list("user", *WORKING)}
    members = Membership.objects.filter(conference=conference, role__in=READERS)
    members = members.order_by("user__name", "user")
    found: dict[int, Seat] = {}
    for user, key, name, email, role in members.values_list(
        "user", "user__key", "user__name", "user__email", "role"
    ):
        if user not in found:
            found[user] = Seat(user, key, name or email, set(), topics[user], *working.get(user, ()))
        found[user].roles.add(role)
    return list(found.values())


def reviewer_places(viewer: Viewer) -> tuple[int, int]:
    """How many reviewers there are, and how many papers they take together; one query.

    Who set nothing takes the usual load, as in `members_with_role`.
    """
    loads = Reviewer.objects.filter(conference=viewer.conference, user=OuterRef("user")).values("load_max")
    members = Membership.objects.filter(conference=viewer.conference, role=Role.REVIEWER)
    members = members.annotate(load=Coalesce(Subquery(loads), USUAL_LOAD))
    counts = members.order_by().aggregate(number=Count("pk"), places=Sum("load"))
    return counts["number"], counts["places"] or 0


def _member(user: User, row: Reviewer) -> Member:
    return Member(
        user=user,
        load_max=row.load_max,
        topics=list(row.topics.all()),
        load_min=row.load_min,
        is_senior=row.is_senior,
        takes_emergencies=row.takes_emergencies,
        away_from=row.away_from,
        away_until=row.away_until,
    )


def expertise_initial(viewer: Viewer) -> dict[str, object]:
    """What the page shows before something is typed."""
    reviewer = reviewer_of(viewer)
    if reviewer is None:
        return {"load": USUAL_LOAD, "topics": []}
    return {"load": reviewer.load_max, "topics": reviewer.topics.all(), **availability_of(reviewer)}


def availability_of(reviewer: Reviewer) -> dict[str, object]:
    """When they are away and whether short notice is welcome, as a form shows it."""
    return {
        "away_from": reviewer.away_from,
        "away_until": reviewer.away_until,
        "takes_emergencies": reviewer.takes_emergencies,
    }


def reviewer_of(viewer: Viewer) -> Reviewer | None:
    """The viewer's working data in this conference, if there is any."""
    return viewer.conference.reviewers.filter(user=viewer.user).first() if viewer.user else None


def members_without_expertise(viewer: Viewer) -> list[User]:
    """Reviewers and area chairs of whom nothing is known, neither topics nor past papers, by name."""
    members = Membership.objects.filter(conference=viewer.conference, role__in=READERS).values("user")
    people = User.objects.filter(pk__in=members, is_active=True)
    with_topics = viewer.conference.reviewers.filter(topics__isnull=False).values("user")
    with_papers = PastPaper.objects.values("user")
    return list(people.exclude(pk__in=with_topics).exclude(pk__in=with_papers).order_by("name", "pk"))


def expertise_todos(viewer: Viewer) -> Iterable[Todo]:
    """Reviewers and area chairs of whom nothing is known are asked for their expertise."""
    if viewer.user is None or not (viewer.is_reviewer or viewer.is_area_chair):
        return
    reviewer = reviewer_of(viewer)
    topics = reviewer is not None and reviewer.topics.exists()
    papers = viewer.user.past_papers.exists()
    if topics and papers:
        return
    yield Todo(
        title="Describe your expertise",
        url=reverse("reviews:expertise", args=[viewer.conference.slug]),
        action="Choose topics" if not topics else "Add past papers",
        note="Papers are matched to you by your topics and by what you wrote before.",
    )
