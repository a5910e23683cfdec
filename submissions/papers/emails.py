"""The mails of this app: receipts, withdrawals, and reminders of the deadline."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.services import Message
from effgenai.ui.dates import moment_with_year
from submissions.authors.models import Authorship
from submissions.conflicts.rules import authors_of
from submissions.core.models import PaperException, Revision, Submission

UNTIL = {
    MilestoneKind.SUBMISSIONS_DUE.value: "You can change or replace it until",
    MilestoneKind.CAMERA_READY_DUE.value: "Its final PDF is taken until",
}
MISTAKE = "If that was a mistake, please write to the chairs."


def paper_link(submission: Submission) -> str:
    """The absolute address of the paper's page."""
    path = reverse("submissions:paper", args=[submission.conference.slug, submission.number])
    return settings.SITE_URL + path


def receipt_messages(revision: Revision) -> list[Message]:
    """The receipt of a version, to each of its authors."""
    return [_receipt(revision, author) for author in authors_of(revision.submission)]


def _receipt(revision: Revision, author: Authorship) -> Message:
    submission = revision.submission
    what = "was received" if revision.number == 1 else f"was replaced by version {revision.number}"
    file = revision.manuscript
    body = f"""Dear {author.name},

your paper {what}.

  Paper     {submission.number}: {revision.title}
  Version   {revision.number}
  Time      {revision.created_at.astimezone(dt.UTC):%-d %B %Y, %H:%M:%S} UTC
  SHA-256   {file.sha256 if file else "no file"}
  Receipt   {revision.receipt}

You can look at it, and change it until the deadline:
{paper_link(submission)}

If you do not know of this paper, please write to the chairs.

{submission.conference.title}
"""
    return Message(
        kind="submission.receipt",
        dedupe_key=f"receipt:{submission.pk}:{revision.number}:{author.email.lower()}",
        to_address=author.email,
        to_name=author.name,
        to_user=author.user,
        subject=f"{submission.conference.short_name}: paper {submission.number} {what}",
        body=body,
        reply_to=submission.conference.contact_email,
        paper=submission.number,
    )


def withdrawal_messages(submission: Submission) -> list[Message]:
    """News of a withdrawal, to each author."""
    return [
        _news(
            submission,
            author,
            "withdraw",
            "was withdrawn",
            "If that was a mistake, please write to the chairs.",
        )
        for author in authors_of(submission)
    ]


def desk_rejection_messages(submission: Submission, reason: str) -> list[Message]:
    """News of a rejection without review, to each author, with the chairs' reason."""
    return [
        _news(
            submission, author, "desk_reject", "was rejected without review", f"The chairs write:\n\n{reason}"
        )
        for author in authors_of(submission)
    ]


def more_time_messages(submission: Submission, more: PaperException) -> list[Message]:
    """News of more time, to each author; the chairs' reason is not in it."""
    until = moment_with_year(more.instant, more.zone)
    return [
        _news(
            submission,
            author,
            f"more_time:{more.created_at.isoformat()}",
            "has more time",
            f"{UNTIL[more.kind]} {until}.",
        )
        for author in authors_of(submission)
    ]


def less_time_messages(submission: Submission, date: Milestone, at: dt.datetime) -> list[Message]:
    """News that the usual date counts again, to each author."""
    words = (
        f"The chairs have taken the extra time back. {UNTIL[date.kind]} "
        f"{moment_with_year(date.instant, date.zone)}."
    )
    return [
        _news(submission, author, f"less_time:{at.isoformat()}", "is due at the usual date again", words)
        for author in authors_of(submission)
    ]


def _news(submission: Submission, author: Authorship, event: str, what: str, more: str) -> Message:
    body = f"""Dear {author.name},

your paper {submission.number}, “{submission.title}”, {what}.

{more}

{paper_link(submission)}

{submission.conference.title}
"""
    return Message(
        kind=f"submission.{event.partition(':')[0]}",
        dedupe_key=f"{event}:{submission.pk}:{submission.updated_at.isoformat()}:{author.email.lower()}",
        to_address=author.email,
        to_name=author.name,
        to_user=author.user,
        subject=f"{submission.conference.short_name}: paper {submission.number} {what}",
        body=body,
        reply_to=submission.conference.contact_email,
        paper=submission.number,
    )


def draft_reminder(user: User, drafts: list[Submission], due: Milestone, key: str) -> Message:
    """A reminder of drafts that are not submitted yet; `key` names the reminder, whoever gets it."""
    conference, when = due.conference, moment_with_year(due.instant, due.zone)
    listed = "\n".join(f"  {draft.title or 'Untitled draft'}\n  {paper_link(draft)}" for draft in drafts)
    body = f"""Dear {user},

papers for {conference.title} are due {when}. You have begun and not yet submitted:

{listed}

If you have changed your mind, nothing needs to be done.

{conference.title}
"""
    return Message(
        kind="submission.reminder",
        dedupe_key=f"{key}:{user.pk}",
        to_address=user.email,
        to_name=str(user),
        to_user=user,
        subject=f"{conference.short_name}: papers are due {when}",
        body=body,
        reply_to=conference.contact_email,
        is_secret=True,  # it names drafts, which are their authors' own affair
    )
