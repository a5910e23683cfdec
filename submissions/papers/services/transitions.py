"""Submitting, withdrawing, rejecting without review, bringing back, and what a release decides."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.audit.services import record, record_unseen
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.services import enqueue_mail
from submissions.authors.services import note_author, refresh_list
from submissions.conflicts.services.naming import note_named
from submissions.core.models import Submission
from submissions.core.rules import (
    what_is_missing,
    why_not_desk_reject,
    why_not_restore,
    why_not_submit,
    why_not_withdraw,
)
from submissions.core.states import SubmissionState
from submissions.papers.emails import desk_rejection_messages, withdrawal_messages
from submissions.papers.services.revisions import add_revision


@transaction.atomic
def submit_paper(*, submission: Submission, viewer: Viewer, by: User, at: dt.datetime) -> Submission:
    """Submit a draft: its first version is recorded and every author gets the receipt.

    Who began it and who submits it are its authors by their own word, if they stand on the list.

    A second press finds the paper submitted and changes nothing.
    """
    row = _locked(submission)
    if row.state == SubmissionState.SUBMITTED:
        return row
    missing = what_is_missing(row)
    reason = why_not_submit(row, viewer) or " ".join(missing)
    if reason:
        raise Refused(reason)
    row.state, row.submitted_at, row.updated_at = SubmissionState.SUBMITTED, at, at
    row.version += 1
    row.save(update_fields=["state", "submitted_at", "updated_at", "version"])
    for author in {by, row.created_by}:
        note_author(submission=row, user=author, at=at)
    refresh_list(submission=row, by=by, at=at, is_new=True)
    note_named(submission=row, at=at)
    add_revision(submission=row, by=by, at=at)
    _record("submission.submit", row, by, at)
    return row


@transaction.atomic
def withdraw_paper(*, submission: Submission, by: User, at: dt.datetime, reason: str = "") -> Submission:
    """Withdraw a paper; every author is told.

    A second press, or a second author, finds the paper withdrawn and changes nothing.
    """
    row = _locked(submission)
    if row.state == SubmissionState.WITHDRAWN:
        return row
    why_not = why_not_withdraw(row, at)
    if why_not:
        raise Refused(why_not)
    was_public = row.state == SubmissionState.ACCEPTED
    row.state, row.withdrawn_at, row.updated_at = SubmissionState.WITHDRAWN, at, at
    row.save(update_fields=["state", "withdrawn_at", "updated_at"])
    enqueue_mail(messages=withdrawal_messages(row), at=at, conference=row.conference)
    _record("submission.withdraw", row, by, at, reason=reason, is_public=was_public)
    return row


@transaction.atomic
def desk_reject_paper(*, submission: Submission, reason: str, by: User, at: dt.datetime) -> Submission:
    """Reject a paper without review; every author is told why. A second press changes nothing."""
    row = _locked(submission)
    if row.state == SubmissionState.DESK_REJECTED:
        return row
    why_not = why_not_desk_reject(row)
    if why_not:
        raise Refused(why_not)
    row.state, row.decided_at, row.decided_by, row.updated_at = SubmissionState.DESK_REJECTED, at, by, at
    row.save(update_fields=["state", "decided_at", "decided_by", "updated_at"])
    enqueue_mail(messages=desk_rejection_messages(row, reason), at=at, conference=row.conference)
    _record("submission.desk_reject", row, by, at, reason=reason)
    return row


@transaction.atomic
def restore_paper(*, submission: Submission, by: User, at: dt.datetime) -> Submission:
    """Bring a withdrawn or desk-rejected paper back to where it stood: accepted, or else submitted."""
    row = _locked(submission)
    why_not = why_not_restore(row)
    if why_not:
        raise Refused(why_not)
    was_accepted = row.state == SubmissionState.WITHDRAWN and row.decided_at is not None
    row.state = SubmissionState.ACCEPTED if was_accepted else SubmissionState.SUBMITTED
    row.withdrawn_at, row.updated_at = None, at
    if not was_accepted:
        row.decided_at, row.decided_by = None, None
    row.save(update_fields=["state", "withdrawn_at", "decided_at", "decided_by", "updated_at"])
    _record("submission.restore", row, by, at)
    return row


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",)).select_related(
        "conference", "track", "manuscript"
    )
    return rows.get(pk=submission.pk)


def _record(
    action: str,
    submission: Submission,
    by: User,
    at: dt.datetime,
    *,
    reason: str = "",
    is_public: bool = False,
) -> None:
    keep = record if is_public else record_unseen
    keep(
        action=action,
        by=by,
        at=at,
        conference=submission.conference,
        paper=submission.number,
        summary=submission.title,
        **({"reason": reason} if reason else {}),
    )


@transaction.atomic
def record_outcome(
    *, submission: Submission, accepted: bool, presentation: str, by: User | None, at: dt.datetime
) -> Submission:
    """Make a decision public: the paper is accepted or rejected from now on.

    Only the release of decisions calls this. Refused for a paper that no longer waits for a decision.
    """
    rows = Submission.objects.select_for_update(of=("self",)).select_related("conference")
    row = rows.get(pk=submission.pk)
    if row.state != SubmissionState.SUBMITTED:
        raise Refused(f"Paper {row.number} is {row.get_state_display().lower()} and waits for no decision.")
    row.state = SubmissionState.ACCEPTED if accepted else SubmissionState.REJECTED
    row.presentation = presentation if accepted else ""
    row.decided_at, row.decided_by, row.updated_at = at, by, at
    row.save(update_fields=["state", "presentation", "decided_at", "decided_by", "updated_at"])
    record(
        action="submission.decide",
        by=by,
        at=at,
        conference=row.conference,
        paper=row.number,
        summary=row.get_state_display(),
    )
    return row
