from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.db.models import Q

from effgenai.accounts.models import User
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.queries.milestones import applied
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.services import enqueue_mail
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.emails import draft_reminder

# How long before the deadline authors of drafts are reminded, the nearest first.
STEPS = (("one day", dt.timedelta(days=1)), ("three days", dt.timedelta(days=3)))


def remind_authors(*, at: dt.datetime) -> int:
    """Write the reminders that are due at `at`; return how many are new.

    Each person gets one per milestone and step (for a track with a date of its own, one of its own), whatever
    restarts and wherever the date is moved: the outbox knows the key. A step that passed unnoticed is not
    made up for once a later one is due.
    """
    soon = {"instant__gt": at, "instant__lte": at + STEPS[-1][1]}
    excepted = MilestoneException.objects.filter(**soon).values("milestone")
    due = Milestone.objects.filter(Q(**soon) | Q(pk__in=excepted), kind=MilestoneKind.SUBMISSIONS_DUE)
    return sum(_remind(milestone, at) for milestone in due.select_related("conference"))


@transaction.atomic
def _remind(due: Milestone, at: dt.datetime) -> int:
    exceptions = list(due.exceptions.all())
    messages = []
    for user, drafts in _people(due).items():
        own = [one for one in exceptions if one.user_id in {None, user.pk}]
        for track, listed in _by_track(own, drafts).items():
            date = applied(due, own, listed[0].track)
            if step := _step(date, at):
                messages.append(draft_reminder(user, listed, date, f"draft:{due.key}:{track}:{step}"))
    return enqueue_mail(messages=messages, at=at, conference=due.conference) if messages else 0


def _by_track(exceptions: list[MilestoneException], drafts: list[Submission]) -> dict[int, list[Submission]]:
    """One person's drafts, apart for each track with a date of its own; 0 are the others.

    Not by the moment at which they are due: tracks that come to share one by a correction have had
    reminders of their own.
    """
    of_tracks = {one.track_id for one in exceptions}
    found: dict[int, list[Submission]] = defaultdict(list)
    for draft in drafts:
        found[draft.track_id if draft.track_id in of_tracks else 0].append(draft)
    return found


def _step(due: Milestone, at: dt.datetime) -> str | None:
    """The nearest step whose time has come; None before the first and once the date has passed."""
    if due.instant <= at:
        return None
    return next((name for name, ahead in STEPS if due.instant - at <= ahead), None)


def _people(due: Milestone) -> dict[User, list[Submission]]:
    """Contact authors, and those who began a draft, with their drafts."""
    drafts = Submission.objects.filter(conference=due.conference, state=SubmissionState.DRAFT)
    found: dict[User, list[Submission]] = defaultdict(list)
    rows = drafts.select_related("conference", "track", "created_by").prefetch_related("authorships__user")
    for draft in rows:
        people = {author.user for author in draft.authorships.all() if author.is_contact and author.user}
        for user in people | ({draft.created_by} if draft.created_by else set()):
            found[user].append(draft)
    return found
