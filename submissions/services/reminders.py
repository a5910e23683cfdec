from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.models import Milestone
from effgenai.conferences.states import MilestoneKind
from effgenai.mail.services import enqueue_mail
from submissions.emails import draft_reminder
from submissions.models import Submission
from submissions.states import SubmissionState

# How long before the deadline authors of drafts are reminded, the nearest first.
STEPS = (("one day", dt.timedelta(days=1)), ("three days", dt.timedelta(days=3)))


def remind_authors(*, at: dt.datetime) -> int:
    """Write the reminders that are due at `at`; return how many are new.

    Each person gets one per milestone, instant and step, whatever restarts: the outbox knows the key. A step
    that passed unnoticed is not made up for once a later one is due.
    """
    due = Milestone.objects.filter(
        kind=MilestoneKind.SUBMISSIONS_DUE, instant__gt=at, instant__lte=at + STEPS[-1][1]
    )
    return sum(_remind(milestone, at) for milestone in due.select_related("conference"))


@transaction.atomic
def _remind(due: Milestone, at: dt.datetime) -> int:
    step = next(name for name, ahead in STEPS if due.instant - at <= ahead)
    messages = [draft_reminder(user, drafts, due, step) for user, drafts in _people(due).items()]
    return enqueue_mail(messages=messages, at=at, conference=due.conference) if messages else 0


def _people(due: Milestone) -> dict[User, list[Submission]]:
    """Contact authors, and those who began a draft, with their drafts."""
    drafts = Submission.objects.filter(conference=due.conference, state=SubmissionState.DRAFT)
    found: dict[User, list[Submission]] = defaultdict(list)
    rows = drafts.select_related("conference", "created_by").prefetch_related("authorships__user")
    for draft in rows:
        people = {author.user for author in draft.authorships.all() if author.is_contact and author.user}
        for user in people | ({draft.created_by} if draft.created_by else set()):
            found[user].append(draft)
    return found
