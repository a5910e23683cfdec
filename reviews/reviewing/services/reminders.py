"""Reminders of reviews: those that go out by the calendar, and those a chair prepares."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator

from django.db import transaction

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import applied, personal_instants
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.services import Message, enqueue_mail, prepare_letters
from reviews.assignment.models import Assignment
from reviews.reviewing.emails import nudge, reminder
from reviews.reviewing.queries.progress import open_reviews
from reviews.reviewing.states import ReviewState
from submissions.conflicts.rules import is_bound
from submissions.core.states import SubmissionState

DAY = dt.timedelta(days=1)
# From when to when, counted from the date, a step is sent. One that was missed for longer is left out.
STEPS: tuple[tuple[str, dt.timedelta, dt.timedelta], ...] = (
    ("week", -7 * DAY, -2 * DAY),
    ("days", -2 * DAY, dt.timedelta()),
    ("late", 1 * DAY, 8 * DAY),
)
NUDGE = "review.nudge"


def remind_reviewers(*, at: dt.datetime) -> int:
    """Send every reminder of reviews that is due at `at`; return how many are new.

    Each goes out once for a person, a date and a step, whatever restarts and wherever the date is moved:
    correcting it by a minute is no news. Who is to hear of a move gets the letter of the move.
    """
    dates = Milestone.objects.filter(kind=MilestoneKind.REVIEWS_DUE).select_related("conference")
    live = dates.exclude(conference__public_state=PublicState.ARCHIVED)
    return sum(_remind(moment, at=at) for due in live for moment in _moments(due) if _step(moment.due, at))


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """When reviews are due, and for whom: for these people only, or for everyone but those."""

    due: Milestone
    only: frozenset[int] = frozenset()
    without: frozenset[int] = frozenset()


def _moments(due: Milestone) -> Iterator[Moment]:
    """The date for everyone, and for each person with an exception theirs."""
    people: dict[dt.datetime, set[int]] = {}
    for person, instant in personal_instants(due).items():
        people.setdefault(instant, set()).add(person)
    yield Moment(due, without=frozenset().union(*people.values()))
    for instant, who in sorted(people.items()):
        own = copy.copy(due)
        own.instant = instant
        yield Moment(own, only=frozenset(who))


def _step(due: Milestone, at: dt.datetime) -> tuple[str, dt.datetime] | None:
    """The step that is due, with the moment from which it is."""
    for name, begins, ends in STEPS:
        if due.instant + begins <= at < due.instant + ends:
            return name, due.instant + begins
    return None


def _remind(moment: Moment, *, at: dt.datetime) -> int:
    due = moment.due
    step = _step(due, at)
    if step is None:
        return 0
    name, since = step
    prefix = f"review-reminder:{due.key}:{name}:"
    with transaction.atomic():
        known = set(
            OutboundEmail.objects.filter(dedupe_key__startswith=prefix).values_list("dedupe_key", flat=True)
        )
        assignments = _by_person(_owed(moment, since=since))
        messages = [
            reminder(owed, due, at=at, dedupe_key=prefix + owed[0].reviewer.key)
            for owed in assignments
            if prefix + owed[0].reviewer.key not in known
        ]
        return enqueue_mail(messages=messages, at=at, conference=due.conference) if messages else 0


def _owed(moment: Moment, *, since: dt.datetime) -> list[Assignment]:
    """Reviews that are not in, of those that were asked for before the step; nobody in conflict is asked."""
    assignments = Assignment.objects.active().filter(
        ~is_bound("submission", "reviewer"),
        submission__conference=moment.due.conference,
        submission__state=SubmissionState.SUBMITTED,
        role=Role.REVIEWER,
        assigned_at__lte=since,
        reviewer__is_active=True,
    )
    assignments = assignments.filter(reviewer__in=moment.only) if moment.only else assignments
    assignments = assignments.exclude(reviewer__in=moment.without).exclude(
        review__state=ReviewState.SUBMITTED
    )
    assignments = assignments.exclude(submission__decision__released_at__isnull=False)
    ordered = assignments.order_by("reviewer", "submission__number")
    return list(ordered.select_related("reviewer", "submission__conference"))


def _by_person(assignments: Iterable[Assignment]) -> list[list[Assignment]]:
    return [
        list(owed)
        for _, owed in itertools.groupby(assignments, key=lambda assignment: assignment.reviewer_id)
    ]


def prepare_nudges(*, viewer: Viewer, at: dt.datetime) -> Mailing:
    """Prepare, as a draft, one mail for each review still owed on the chair's papers.

    A second press finds the draft that is there already.

    Raises Refused for who is no chair.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs remind reviewers.")
    return prepare_letters(
        conference=viewer.conference,
        kind=NUDGE,
        title="Reminders of reviews",
        write=lambda mailing: _nudges(viewer, mailing, at),
        nobody="Every review is in; there is nobody to remind.",
        by=viewer.user,
        at=at,
    )


def _nudges(viewer: Viewer, mailing: Mailing, at: dt.datetime) -> list[Message]:
    dates = viewer.conference.milestones.filter(kind=MilestoneKind.REVIEWS_DUE)
    due = dates.prefetch_related("exceptions").first()
    return [
        nudge(
            assignment,
            _own(due, assignment),
            at=at,
            dedupe_key=f"review-nudge:{mailing.key}:{assignment.key}",
        )
        for assignment in open_reviews(viewer)
    ]


def _own(due: Milestone | None, assignment: Assignment) -> Milestone | None:
    """The date as it applies to the reviewer of a task; its exceptions are loaded."""
    if due is None:
        return None
    return applied(due, [one for one in due.exceptions.all() if one.user_id == assignment.reviewer_id], None)
