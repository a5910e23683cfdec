"""More time for the authors of one paper, given by a chair and told to them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import refuse
from effgenai.mail.services import enqueue_mail
from effgenai.resilience.database.locks import lock
from effgenai.ui.dates import ZonedInstant, moment
from submissions.core.dates import date_of_track
from submissions.core.models import PaperException, Submission
from submissions.core.records import record_paper
from submissions.core.rules import MORE_TIME, why_no_more_time
from submissions.core.states import SubmissionState
from submissions.papers.emails import less_time_messages, more_time_messages


@transaction.atomic
def give_more_time(
    *, submission: Submission, when: ZonedInstant, reason: str, by: User, at: dt.datetime
) -> PaperException:
    """Let the authors change the paper, or bring its final PDF, until then; each of them gets a mail.

    In place of more time that they had. Raises Refused with the sentence of `why_no_more_time`.
    """
    row = lock(submission, "conference", "track")
    refuse(why_no_more_time(row, when.instant))
    given = {"instant": when.instant, "zone": when.zone, "reason": reason}
    more, _ = PaperException.objects.update_or_create(
        submission=row,
        kind=MORE_TIME[SubmissionState(row.state)],
        defaults={**given, "created_at": at, "created_by": by},
    )
    words = moment(when.instant, when.zone)
    record_paper("submission.more_time", row, by=by, at=at, unseen=True, until=words, reason=reason)
    enqueue_mail(messages=more_time_messages(row, more), at=at, conference=row.conference)
    return more


@transaction.atomic
def take_more_time_back(*, submission: Submission, by: User, at: dt.datetime) -> None:
    """Let the date of all count again, and tell the authors. Without more time nothing happens."""
    row = lock(submission, "conference", "track")
    kind = MORE_TIME.get(SubmissionState(row.state))
    more = row.date_exceptions.filter(kind=kind).first() if kind else None
    if more is None or kind is None:
        return
    more.delete()
    record_paper("submission.less_time", row, by=by, at=at, unseen=True)
    date = date_of_track(row, kind)
    if date is not None:
        enqueue_mail(messages=less_time_messages(row, date, at), at=at, conference=row.conference)
