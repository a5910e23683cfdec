"""One member of the committee as chairs read of them: what they know, take, have and may not read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from effgenai.accounts.models import Affiliation, User
from effgenai.conferences.core.models import Topic
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.queries.milestones import milestone_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.tables import Column
from reviews.assignment.models import Assignment
from reviews.bidding.models import Bid
from reviews.committee.models import Application
from reviews.committee.queries.members import COMMITTEE
from reviews.committee.states import ApplicationState, InvitationState
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.queries.assigned import ASSIGNMENT_WORDS, assignment_state
from reviews.reviewing.queries.counts import papers_under_review
from reviews.reviewing.queries.reading import review_of
from submissions.conflicts.models import AdvanceConflict, Conflict
from submissions.conflicts.queries.shown import may_decide, shown_conflicts
from submissions.conflicts.rules import conflict_words
from submissions.conflicts.states import ConflictStanding
from submissions.core.models import Submission, SubmissionQuerySet

KINDS = {"done": "good", "changed": "good", "begun": "info", "todo": "info", "over": "quiet"}

PAPER_COLUMNS = (
    Column("No.", look="num"),
    Column("Paper"),
    Column("Review"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class MemberAssignment:
    """A paper they have: as what, and how far they are. A late one is not submitted though it is due."""

    submission: Submission
    role: Role
    state: str
    is_late: bool

    @property
    def words(self) -> str:
        """How far they are."""
        if self.role == Role.AREA_CHAIR:
            return "looks after it"
        return f"{ASSIGNMENT_WORDS[self.state]}, late" if self.is_late else ASSIGNMENT_WORDS[self.state]

    @property
    def kind(self) -> str:
        """How that is shown."""
        if self.role == Role.AREA_CHAIR:
            return "quiet"
        return "attention" if self.is_late else KINDS[self.state]


@dataclasses.dataclass(frozen=True, slots=True)
class MemberConflict:
    """A paper they may not read, and why."""

    pk: int
    submission: Submission
    words: str
    standing: ConflictStanding
    may_decide: bool


@dataclasses.dataclass(frozen=True, slots=True)
class MemberProfile:
    """What a chair may know of a member. Of papers kept from the chair there is no line and no count."""

    person: User
    roles: Sequence[Role]
    places: Sequence[Affiliation]
    came: str
    reviewer: Reviewer | None
    topics: Sequence[Topic]
    past_papers: Sequence[PastPaper]
    assignments: Sequence[MemberAssignment]
    conflicts: Sequence[MemberConflict]
    advance: Sequence[AdvanceConflict]
    bids: int

    @property
    def reviews(self) -> list[MemberAssignment]:
        """The papers to review, or reviewed."""
        return [assignment for assignment in self.assignments if assignment.role == Role.REVIEWER]

    @property
    def done(self) -> int:
        """How many reviews are submitted."""
        return sum(assignment.state in {"done", "changed"} for assignment in self.reviews)

    @property
    def late(self) -> int:
        """How many reviews are late."""
        return sum(assignment.is_late for assignment in self.reviews)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of what they know, though papers are to come to them."""
        reads = Role.REVIEWER in self.roles or Role.AREA_CHAIR in self.roles
        return reads and not self.topics and not self.past_papers


def find_member(viewer: Viewer, key: str) -> User | None:
    """The member of the committee with this key."""
    people = User.objects.filter(
        memberships__conference=viewer.conference, memberships__role__in=COMMITTEE, key=key
    )
    return people.distinct().first()


def member_profile(viewer: Viewer, person: User) -> MemberProfile:
    """The profile of a member for a chair; a constant number of queries."""
    conference = viewer.conference
    held = set(conference.memberships.filter(user=person).values_list("role", flat=True))
    reviewer = conference.reviewers.filter(user=person).prefetch_related("topics").first()
    papers = papers_under_review(viewer)
    return MemberProfile(
        person=person,
        roles=[role for role in COMMITTEE if role in held],
        places=[place for place in person.affiliations.all() if place.end_year is None],
        came=_came(viewer, person),
        reviewer=reviewer,
        topics=list(reviewer.topics.all()) if reviewer else [],
        past_papers=list(person.past_papers.all()),
        assignments=_assignments(viewer, person, papers),
        conflicts=_conflicts(viewer, person),
        advance=list(conference.advance_conflicts.filter(user=person)),
        bids=Bid.objects.filter(reviewer=person, submission__in=papers.values("pk")).count(),
    )


def _came(viewer: Viewer, person: User) -> str:
    """How they came to the committee, as far as it is known here."""
    invitations = viewer.conference.invitations.filter(user=person, state=InvitationState.ACCEPTED)
    applications = Application.objects.visible_to(viewer).filter(user=person, state=ApplicationState.APPROVED)
    if invitation := invitations.order_by("answered_at").first():
        return f"Invited; accepted on {_day(invitation.answered_at)}."
    if application := applications.first():
        return f"Offered to review; approved on {_day(application.decided_at)}."
    return ""


def _day(moment: dt.datetime | None) -> str:
    return f"{moment:%-d %B %Y}" if moment else "an unknown day"


def _assignments(viewer: Viewer, person: User, papers: SubmissionQuerySet) -> list[MemberAssignment]:
    due = milestone_for(viewer.conference, MilestoneKind.REVIEWS_DUE, user=person)
    is_over = due is not None and viewer.at > due.ends_at
    rows = Assignment.objects.active().filter(reviewer=person, submission__in=papers.values("pk"))
    assignments = []
    for row in rows.select_related("submission", "review").order_by("submission__number", "role"):
        state = assignment_state(row.submission, review_of(row))
        is_late = row.role == Role.REVIEWER and state in {"todo", "begun"} and is_over
        assignments.append(MemberAssignment(row.submission, Role(row.role), state, is_late))
    return assignments


def _conflicts(viewer: Viewer, person: User) -> list[MemberConflict]:
    papers = Submission.objects.handled_by(viewer)
    about = Conflict.objects.filter(user=person, submission__in=papers.values("pk"))
    rows = shown_conflicts(viewer, about).select_related("submission")
    with_authors = not viewer.conference.hide_authors_from_chairs
    return [
        MemberConflict(
            pk=row.pk,
            submission=row.submission,
            words=conflict_words(row, with_authors=with_authors),
            standing=ConflictStanding(row.standing),
            may_decide=may_decide(viewer, row),
        )
        for row in rows.order_by("submission__number", "pk")
    ]
