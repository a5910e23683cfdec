from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from effgenai.accounts.models import Affiliation, User
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.desk import Stage
from effgenai.mail.delivery.undelivered import Undelivered, undelivered_by_address
from effgenai.ui.navigation import Chip, NavItem
from effgenai.ui.tables import Column
from reviews.assignment.models import Assignment
from reviews.committee.models import Application
from reviews.committee.queries.invitations import InvitationRow, failed_invitations, invitation_rows
from reviews.committee.states import InvitationState
from reviews.expertise.models import PastPaper, Reviewer
from reviews.expertise.queries import availability_of, reviewer_places
from reviews.expertise.rules import USUAL_LOAD
from submissions.core.models import Submission
from submissions.core.states import ON_THE_DESK

COMMITTEE = (Role.CHAIR, Role.AREA_CHAIR, Role.REVIEWER)
KNOWN_AS = {"is:senior": "is_senior", "is:away": "away", "is:reserve": "takes_emergencies"}
FILTERS = (
    ("mail:failed", "Mail not delivered"),
    ("role:reviewer", "Reviewers"),
    ("role:area_chair", "Area chairs"),
    ("expertise:none", "Expertise unknown"),
    ("is:senior", "Senior"),
    ("is:away", "Away"),
    ("is:reserve", "At short notice"),
)

MEMBER_COLUMNS = (
    Column("Name"),
    Column("Role"),
    Column("Papers", look="num"),
    Column("Past papers", look="num", phone=False),
)


@dataclasses.dataclass(frozen=True, slots=True)
class MemberRow:
    """A person on the committee. `papers` counts assignments the viewer may know of."""

    user: User
    roles: list[Role]
    load_max: int | None
    topics: list[str]
    past_papers: int
    papers: int
    is_senior: bool
    takes_emergencies: bool
    away: tuple[dt.date, dt.date] | None
    undelivered: Undelivered | None
    affiliation: str = ""

    @property
    def role_words(self) -> str:
        """The roles as a person would say them."""
        return ", ".join(str(role.label) for role in self.roles)

    @property
    def is_unknown(self) -> bool:
        """True if there is nothing to judge their expertise by, though they read papers."""
        is_reader = set(self.roles) != {Role.CHAIR} and self.user.is_active
        return is_reader and not self.topics and not self.past_papers


@dataclasses.dataclass(frozen=True, slots=True)
class CommitteePage:
    """Everything on the committee's desk."""

    members: list[MemberRow]
    total_members: int
    invitations: list[InvitationRow]
    chips: list[Chip]
    asked: int
    prepared: int
    waiting: int
    failed: int
    declined: int
    remindable: int
    capacity: int
    applications: int


def committee_page(viewer: Viewer, text: str) -> CommitteePage:
    """The desk for a chair; `text` filters the members."""
    rows = member_rows(viewer)
    invited = invitation_rows(viewer)
    states = Counter(row.invitation.state for row in invited)
    failed = sum(row.is_failed for row in invited)
    return CommitteePage(
        members=[row for row in rows if matches(row, text)],
        total_members=len(rows),
        invitations=invited,
        chips=[Chip(label, query, sum(matches(row, query) for row in rows)) for query, label in FILTERS],
        asked=len(invited),
        prepared=states[InvitationState.PREPARED],
        waiting=states[InvitationState.SENT] - failed,
        failed=failed,
        declined=states[InvitationState.DECLINED],
        capacity=reviewer_places(viewer)[1],
        applications=Application.objects.visible_to(viewer).waiting().count(),
        remindable=sum(row.may_remind for row in invited),
    )


def committee_tabs(viewer: Viewer, page: CommitteePage, current: str) -> list[NavItem]:
    """The parts of the desk: who is there, who was asked, and who offers to come."""
    slug = viewer.conference.slug
    parts = (
        ("Members", "committee", page.total_members),
        ("Invitations", "invitations", page.asked),
        ("Applications", "applications", page.applications),
    )
    return [
        NavItem(label, reverse(f"reviews:{name}", args=[slug]), name == current, str(number))
        for label, name, number in parts
    ]


def member_rows(viewer: Viewer) -> list[MemberRow]:
    """The committee by name, with what is known of each."""
    roles: dict[User, list[Role]] = defaultdict(list)
    for membership in _memberships(viewer):
        roles[membership.user].append(Role(membership.role))
    reviewers = _reviewers(viewer, roles)
    past = past_paper_counts(user.pk for user in roles)
    loads = visible_loads(viewer)
    troubled = undelivered_by_address(viewer)
    places = _present_places(roles)
    return [
        MemberRow(
            user=user,
            roles=sorted(held, key=COMMITTEE.index),
            load_max=reviewers[user.pk].load_max if user.pk in reviewers else None,
            topics=[topic.name for topic in reviewers[user.pk].topics.all()] if user.pk in reviewers else [],
            past_papers=past.get(user.pk, 0),
            papers=loads.get(user.pk, 0),
            is_senior=user.pk in reviewers and reviewers[user.pk].is_senior,
            takes_emergencies=user.pk in reviewers and reviewers[user.pk].takes_emergencies,
            away=_away(reviewers.get(user.pk), viewer.at),
            undelivered=troubled.get(user.email.lower()),
            affiliation=places.get(user.pk, ""),
        )
        for user, held in roles.items()
    ]


def _away(reviewer: Reviewer | None, at: dt.datetime) -> tuple[dt.date, dt.date] | None:
    """The days away that are not over yet."""
    if not reviewer or not reviewer.away_from or not reviewer.away_until or reviewer.away_until < at.date():
        return None
    return reviewer.away_from, reviewer.away_until


def _present_places(users: Iterable[User]) -> dict[int, str]:
    """Where each of them works now; of several places the one they came to first."""
    rows = Affiliation.objects.filter(user__in=list(users), end_year=None)
    return dict(rows.order_by("-start_year", "-pk").values_list("user", "institution"))


def _memberships(viewer: Viewer) -> QuerySet[Membership]:
    members = viewer.conference.memberships.filter(role__in=COMMITTEE).select_related("user")
    return members.order_by("user__name", "user__email", "user_id", "role")


def _reviewers(viewer: Viewer, users: Iterable[User]) -> dict[int, Reviewer]:
    rows = viewer.conference.reviewers.filter(user__in=list(users)).prefetch_related("topics")
    return {row.user_id: row for row in rows}


def past_paper_counts(users: Iterable[int]) -> dict[int, int]:
    """How many past papers each of them has listed."""
    counted = PastPaper.objects.filter(user__in=list(users)).order_by().values("user").annotate(n=Count("pk"))
    return dict(counted.values_list("user", "n"))


def visible_loads(viewer: Viewer, role: Role = Role.REVIEWER) -> dict[int, int]:
    """How many papers each person has, counted over the papers that the viewer handles and no others."""
    papers = Submission.objects.handled_by(viewer).filter(state__in=ON_THE_DESK)
    assignments = Assignment.objects.active().filter(role=role, submission__in=papers.values("pk"))
    return dict(
        assignments.order_by().values("reviewer").annotate(n=Count("pk")).values_list("reviewer", "n")
    )


def matches(row: MemberRow, text: str) -> bool:
    """True if every word of the search is in the person's name, address, topics, or names a known fact."""
    return all(_matches_word(row, word) for word in text.lower().split())


def _matches_word(row: MemberRow, word: str) -> bool:
    key, _, value = word.partition(":")
    if key == "role" and value:
        return value in {str(role) for role in row.roles}
    if word == "mail:failed":
        return row.undelivered is not None and row.undelivered.is_final
    if word == "expertise:none":
        return row.is_unknown
    if word in KNOWN_AS:
        return bool(getattr(row, KNOWN_AS[word]))
    if key == "topic" and value:
        return any(value in topic.lower() for topic in row.topics)
    return word in f"{row.user.name} {row.user.email} {' '.join(row.topics)}".lower()


def suggested(viewer: Viewer, number: int | None, role: str) -> dict[str, object]:
    """What the form to invite begins with: whom somebody suggested who declined, or a role alone."""
    rows = viewer.conference.invitations.exclude(suggestions="")
    row = rows.filter(pk=number or 0).first()
    return {"people": row.suggestions, "role": row.role, "load": row.load or None} if row else {"role": role}


def committee_stage(viewer: Viewer) -> Stage | None:
    """The committee in the sidebar of the desk."""
    if not viewer.is_chair:
        return None
    members = viewer.conference.memberships.filter(role__in=COMMITTEE).order_by()
    counts = members.aggregate(
        all=Count("user", distinct=True),
        readers=Count("user", distinct=True, filter=~Q(role=Role.CHAIR)),
    )
    number = counts["all"] if counts["readers"] else 0
    waiting = Application.objects.visible_to(viewer).waiting().count()
    failed = len(failed_invitations(viewer))
    return Stage(
        key="committee",
        label="Committee",
        url=reverse("reviews:committee", args=[viewer.conference.slug]),
        note=_note(failed, waiting, number),
        state="now" if number or waiting else "later",
    )


def _note(failed: int, waiting: int, members: int) -> str:
    """The one number that matters."""
    if failed:
        return f"{failed} failed"
    if waiting:
        return f"{waiting} waiting"
    return str(members) if members else ""


def member_initial(conference: Conference, person: User) -> dict[str, object]:
    """What the form of a member shows before something is typed: roles, loads, availability."""
    reviewer = conference.reviewers.filter(user=person).first() or Reviewer(load_max=USUAL_LOAD)
    return {
        "roles": list(conference.memberships.filter(user=person).values_list("role", flat=True)),
        "load": reviewer.load_max,
        "least": reviewer.load_min,
        "is_senior": reviewer.is_senior,
        **availability_of(reviewer),
    }
