"""What chairs say of conflicts: that they hold, or that they do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.viewer import Viewer
from effgenai.resilience.database.locks import lock, lock_if_there
from submissions.conflicts.models import Conflict
from submissions.conflicts.queries.questions import questions
from submissions.conflicts.rules import why_not_add, why_not_decide
from submissions.conflicts.services.declaring import deny_line
from submissions.conflicts.services.derived import declare_conflict, record_conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.models import Submission

NO_REASON = "Say why in a few words: the record keeps it. Nothing was changed."


@transaction.atomic
def decide_conflicts(
    *, viewer: Viewer, chosen: Collection[int], holds: bool, reason: str, by: User, at: dt.datetime
) -> int:
    """Confirm or dismiss many at once, of those that wait for the viewer; return how many there were.

    Raises Refused if no reason is given.
    """
    if not reason:
        raise Refused(NO_REASON)
    rows = list(questions(viewer).filter(pk__in=chosen).order_by("submission", "pk"))
    for row in rows:
        if holds:
            confirm_conflict(conflict=row, by=by, at=at, reason=reason)
        else:
            dismiss_conflict(conflict=row, by=by, at=at, reason=reason)
    return len(rows)


@transaction.atomic
def confirm_conflict(*, conflict: Conflict, by: User, at: dt.datetime, reason: str = "") -> None:
    """Somebody in conflict with neither side finds that it holds: from now on it binds.

    Raises Refused with the sentence of `why_not_decide`.
    """
    row = _locked(conflict)
    if row is None or row.standing == ConflictStanding.CONFIRMED:
        return
    refuse(why_not_decide(row, by))
    row.standing = ConflictStanding.CONFIRMED
    row.save(update_fields=["standing"])
    record_conflict("conflict.confirm", row, by=by, at=at, reason=reason)


@transaction.atomic
def dismiss_conflict(*, conflict: Conflict, by: User, at: dt.datetime, reason: str = "") -> None:
    """Somebody in conflict with neither side finds that it does not hold.

    That of an author who says so themselves always does. Where only the list says so, its line is from now on
    known to name no author. Raises Refused with the sentence of `why_not_decide`.
    """
    row = _locked(conflict)
    if row is None or row.standing == ConflictStanding.DISMISSED:
        return
    refuse(why_not_decide(row, by) or _why_not_dismiss(row))
    record_conflict("conflict.dismiss", row, by=by, at=at, reason=reason)
    if row.source == ConflictSource.AUTHOR:
        _dismiss_listing(row, by, at)
        return
    row.standing = ConflictStanding.DISMISSED
    row.save(update_fields=["standing"])


@transaction.atomic
def add_conflict(
    *,
    paper: Submission,
    person: User,
    reason: str,
    by: User,
    at: dt.datetime,
    said: ConflictSource = ConflictSource.CHAIR,
) -> Conflict:
    """A chair says, or has a file say, that somebody on the committee is in conflict with a paper: it binds.

    Of themselves it is their own declaration, which another chair has to lift. Raises Refused with the
    sentence of `why_not_add`.
    """
    row = lock(paper, "conference")
    refuse(why_not_add(row, person, by))
    return declare_conflict(submission=row, user=person, by=by, at=at, detail=reason, said=said)


def _locked(conflict: Conflict) -> Conflict | None:
    """The row under a lock, with its paper locked before it; None if it has gone meanwhile."""
    lock(conflict.submission)
    return lock_if_there(conflict, "submission__conference", "user", to_delete=True)


def _why_not_dismiss(row: Conflict) -> str | None:
    said_so = row.submission.answers.yes().filter(user=row.user)
    if row.source == ConflictSource.AUTHOR and said_so.exists():
        return "An author of a paper is always in conflict with it."
    return None


def _dismiss_listing(row: Conflict, by: User, at: dt.datetime) -> None:
    emails = EmailAddress.objects.filter(user=row.user, verified=True).values_list("email", flat=True)
    mine = {email.lower() for email in emails}
    row.delete()
    for line in row.submission.authorships.all():
        if line.user_id == row.user_id or line.email.lower() in mine:
            deny_line(row.submission, line.email, by=by, at=at)
