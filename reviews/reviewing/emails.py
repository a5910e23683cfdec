"""Letters that ask for reviews which are still owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.dates.models import Milestone
from effgenai.mail.services import Message
from effgenai.mail.states import ListedFor
from effgenai.ui import dates
from reviews.assignment.models import Assignment
from reviews.letters import letter

HOW = (
    "If you cannot write one of them, please decline the paper on the same page, "
    "so that we can ask somebody else in time."
)
LATE = "A late review still counts: you can submit it until the decision on the paper is released."


def reminder(
    assignments: Sequence[Assignment], due: Milestone, *, at: dt.datetime, dedupe_key: str
) -> Message:
    """One reminder to one person of everything they owe.

    About several papers it is secret: a chair in conflict with one of them may not meet it in the outbox.
    """
    conference = due.conference
    is_late = at > due.ends_at
    number = f"{len(assignments)} reviews" if len(assignments) > 1 else "a review"
    when = f"{dates.moment_with_year(due.instant, due.zone)} ({dates.relative(due.instant, at)})"
    opening = (
        f"the reviews were due {when}, and we still wait for {number} of yours."
        if is_late
        else f"this is a reminder that reviews are due {when}. We still wait for {number} of yours."
    )
    asked = "we are still waiting for" if is_late else "please remember"
    subject = f"{conference.short_name}: {asked} {number}"
    body = _body(conference, assignments, opening, closing=LATE if is_late else HOW)
    return _message(assignments, subject=subject, body=body, kind="review.reminder", dedupe_key=dedupe_key)


def nudge(assignment: Assignment, due: Milestone | None, *, at: dt.datetime, dedupe_key: str) -> Message:
    """A chair's request for one review: one mail a paper, so that a chair in conflict never meets it."""
    conference = assignment.submission.conference
    is_late = due is not None and at > due.ends_at
    date = f" It was due {dates.moment_with_year(due.instant, due.zone)}." if due and is_late else ""
    if due and not is_late:
        date = f" It is due {dates.moment_with_year(due.instant, due.zone)}."
    opening = f"we are waiting for your review of this paper.{date}"
    subject = f"{conference.short_name}: your review of paper {assignment.submission.number}"
    body = _body(conference, [assignment], opening, closing=LATE if is_late else HOW)
    return _message([assignment], subject=subject, body=body, kind="review.nudge", dedupe_key=dedupe_key)


def _body(conference: Conference, assignments: Sequence[Assignment], opening: str, *, closing: str) -> str:
    page = f"{settings.SITE_URL}{reverse('reviews:tasks', args=[conference.slug])}"
    return letter(
        opening,
        "\n".join(
            f"  No. {assignment.submission.number}  {assignment.submission.title}"
            for assignment in assignments
        ),
        f"You will find {'them' if len(assignments) > 1 else 'it'} here:\n{page}",
        closing,
        to=str(assignments[0].reviewer),
        conference=conference,
    )


def _message(
    assignments: Sequence[Assignment], *, subject: str, body: str, kind: str, dedupe_key: str
) -> Message:
    person = assignments[0].reviewer
    only = assignments[0].submission.number if len(assignments) == 1 else None
    return Message(
        kind=kind,
        dedupe_key=dedupe_key,
        to_address=person.email,
        to_name=str(person),
        to_user=person,
        reply_to=assignments[0].submission.conference.contact_email,
        subject=subject,
        body=body,
        paper=only,
        is_secret=only is None,
        listed_for=ListedFor.UNCONFLICTED,
    )
