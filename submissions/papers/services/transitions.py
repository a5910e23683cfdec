"""Submitting, withdrawing, rejecting without review, bringing back, and what a release decides."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.services import enqueue_mail
from effgenai.resilience.database.locks import lock
from effgenai.transitions import transition
from submissions.authors.services import note_author, refresh_list
from submissions.conflicts.services.naming import note_named
from submissions.core.models import Submission
from submissions.core.records import record_paper
from submissions.core.rules import (
    what_is_missing,
    why_not_desk_reject,
    why_not_restore,
    why_not_submit,
    why_not_withdraw,
)
from submissions.core.states import ON_THE_DESK, SubmissionState
from submissions.papers.emails import desk_rejection_messages, withdrawal_messages
from submissions.papers.endings import tell_of_state
from submissions.papers.services.revisions import add_revision


@transaction.atomic
def submit_paper(*, submission: Submission, viewer: Viewer, by: User, at: dt.datetime) -> Submission:
    """Submit a draft: its first version is recorded and every author gets the receipt.

    Who began it and who submits it are its authors by their own word, if they stand on the list.

    A second press finds the paper submitted and changes nothing. Raises Refused with the sentence of
    `why_not_submit`.
    """
    row = lock(submission, "conference", "track", "manuscript")
    if row.state == SubmissionState.SUBMITTED:
        return row
    missing = what_is_missing(row)
    refuse(why_not_submit(row, viewer) or " ".join(each.sentence for each in missing))
    version = row.version + 1
    line = partial(record_paper, "submission.submit", row, by=by, at=at, unseen=True)
    transition(row, SubmissionState.SUBMITTED, line, submitted_at=at, updated_at=at, version=version)
    for author in {by, row.created_by}:
        note_author(submission=row, user=author, at=at)
    refresh_list(submission=row, by=by, at=at, is_new=True)
    note_named(submission=row, at=at)
    add_revision(submission=row, by=by, at=at)
    return row


@transaction.atomic
def withdraw_paper(*, submission: Submission, by: User, at: dt.datetime, reason: str = "") -> Submission:
    """Withdraw a paper; every author is told.

    A second press, or a second author, finds the paper withdrawn and changes nothing. Raises Refused with the
    sentence of `why_not_withdraw`.
    """
    row = lock(submission, "conference", "track", "manuscript")
    if row.state == SubmissionState.WITHDRAWN:
        return row
    refuse(why_not_withdraw(row, at))
    was_public = row.state == SubmissionState.ACCEPTED
    line = partial(
        record_paper, "submission.withdraw", row, by=by, at=at, unseen=not was_public, reason=reason
    )
    transition(row, SubmissionState.WITHDRAWN, line, withdrawn_at=at, updated_at=at)
    enqueue_mail(messages=withdrawal_messages(row), at=at, conference=row.conference)
    if not was_public:
        tell_of_state(row, at)
    return row


@transaction.atomic
def desk_reject_paper(*, submission: Submission, reason: str, by: User, at: dt.datetime) -> Submission:
    """Reject a paper without review; every author is told why. A second press changes nothing.

    Raises Refused with the sentence of `why_not_desk_reject`.
    """
    row = lock(submission, "conference", "track", "manuscript")
    if row.state == SubmissionState.DESK_REJECTED:
        return row
    refuse(why_not_desk_reject(row))
    line = partial(record_paper, "submission.desk_reject", row, by=by, at=at, unseen=True, reason=reason)
    decided = {"decided_at": at, "decided_by": by, "updated_at": at}
    transition(row, SubmissionState.DESK_REJECTED, line, desk_reject_reason=reason, **decided)
    enqueue_mail(messages=desk_rejection_messages(row, reason), at=at, conference=row.conference)
    tell_of_state(row, at)
    return row


@transaction.atomic
def restore_paper(*, submission: Submission, by: User, at: dt.datetime) -> Submission:
    """Bring a withdrawn or desk-rejected paper back to where it stood: accepted, or else submitted.

    Raises Refused with the sentence of `why_not_restore`.
    """
    row = lock(submission, "conference", "track", "manuscript")
    refuse(why_not_restore(row))
    was_accepted = row.state == SubmissionState.WITHDRAWN and row.decided_at is not None
    back = {"withdrawn_at": None, "updated_at": at, "desk_reject_reason": ""}
    line = partial(record_paper, "submission.restore", row, by=by, at=at, unseen=True)
    if was_accepted:
        transition(row, SubmissionState.ACCEPTED, line, **back)
    else:
        transition(row, SubmissionState.SUBMITTED, line, decided_at=None, decided_by=None, **back)
        tell_of_state(row, at)
    return row


@transaction.atomic
def change_outcome(
    *, submission: Submission, accepted: bool, presentation: str, by: User, at: dt.datetime
) -> Submission:
    """Follow a released decision that was changed: the paper is accepted or rejected from now on.

    Raises Refused for a paper that is withdrawn, a draft or rejected without review.
    """
    row = lock(submission, "conference")
    _refuse_unless_on_the_desk(row)
    return _decide(row, accepted=accepted, presentation=presentation, by=by, at=at)


@transaction.atomic
def await_outcome(*, submission: Submission, by: User, at: dt.datetime) -> Submission:
    """Put a paper on the waiting list: it is submitted, neither accepted nor rejected, from now on.

    Raises Refused for a paper that is withdrawn, a draft or rejected without review.
    """
    row = lock(submission, "conference")
    _refuse_unless_on_the_desk(row)
    transition(
        row,
        SubmissionState.SUBMITTED,
        lambda: record_paper("submission.wait", row, by=by, at=at),
        presentation="",
        decided_at=None,
        decided_by=None,
        updated_at=at,
    )
    return row


def _refuse_unless_on_the_desk(row: Submission) -> None:
    if row.state not in ON_THE_DESK:
        raise Refused(f"Paper {row.number} is {row.get_state_display().lower()}; no decision on it is out.")


def _decide(
    row: Submission, *, accepted: bool, presentation: str, by: User | None, at: dt.datetime
) -> Submission:
    transition(
        row,
        SubmissionState.ACCEPTED if accepted else SubmissionState.REJECTED,
        lambda: record_paper("submission.decide", row, by=by, at=at, summary=row.get_state_display()),
        presentation=presentation if accepted else "",
        decided_at=at,
        decided_by=by,
        updated_at=at,
    )
    return row
