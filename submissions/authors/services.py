from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.functions import Lower

from effgenai.accounts.models import User
from effgenai.accounts.services import record_account
from submissions.authors.models import AuthorAnswer, Authorship
from submissions.conflicts.services.derived import refresh_conflicts, refresh_conflicts_of
from submissions.core.models import Submission
from submissions.core.states import SubmissionState


@dataclasses.dataclass(frozen=True, slots=True)
class AuthorLine:
    """One line of an author list as somebody typed it."""

    name: str
    email: str
    affiliation: str = ""
    is_contact: bool = False
    is_presenter: bool = False


def write_authors(*, submission: Submission, lines: Sequence[AuthorLine], by: User, at: dt.datetime) -> None:
    """Replace the author list; accounts are linked by verified addresses, conflicts follow at once.

    Those of everybody on the old and the new list are looked at, wherever they judge here; a draft changes
    nobody's. Call it inside the transaction of the change. The lines have different addresses.
    """
    before = _people_on(submission)
    denied = {email.lower() for email in submission.answers.no().values_list("email", flat=True)}
    accounts = accounts_of({line.email for line in lines if line.email.lower() not in denied})
    submission.authorships.all().delete()
    Authorship.objects.bulk_create(author_rows(submission, lines, accounts))
    if submission.state != SubmissionState.DRAFT:
        refresh_list(submission=submission, people=before | _people_on(submission), by=by, at=at)


def _people_on(submission: Submission) -> set[int]:
    """The accounts on an author list, and those that verified an address on it."""
    lines = list(submission.authorships.values_list("email", "user"))
    return {user for _, user in lines if user} | set(accounts_of([email for email, _ in lines]).values())


def refresh_list(
    *,
    submission: Submission,
    people: Collection[int] | None = None,
    by: User | None,
    at: dt.datetime,
    is_new: bool = False,
) -> None:
    """Look for conflicts after an author list came or changed: with the paper, and of those on the list.

    `is_new` says that nobody works with the paper yet, so that what is sure binds at once. `people` are
    those on the list by default. What binds `by`, who did it, is not forgotten.
    """
    conference = submission.conference
    refresh_conflicts(conference=conference, at=at, submissions=[submission], binds=is_new, by=by)
    on_the_list = _people_on(submission) if people is None else people
    users = list(User.objects.filter(pk__in=on_the_list, memberships__conference=conference).distinct())
    if users:
        refresh_conflicts(conference=conference, at=at, users=users, by=by)


def link_own_line(*, submission: Submission, user: User) -> None:
    """Lead a line with a verified address of this person to their account, unless another line does so."""
    emails = EmailAddress.objects.filter(user=user, verified=True).values_list(Lower("email"), flat=True)
    if not submission.authorships.filter(user=user).exists():
        lines = submission.authorships.annotate(lower=Lower("email"))
        line = lines.filter(lower__in=list(emails), user=None).first()
        if line:
            Authorship.objects.filter(pk=line.pk).update(user=user)


def note_author(*, submission: Submission, user: User | None, at: dt.datetime) -> bool:
    """Who stands on the list with an account and acts for the paper says by it that they are an author.

    Returns whether they do. It stays said, even if the line goes.
    """
    line = submission.authorships.filter(user=user).first() if user else None
    if line is None:
        return False
    said = {"is_author": True, "user": user, "at": at}
    known = submission.answers.filter(email__iexact=line.email)
    if not known.update(**said):
        AuthorAnswer.objects.create(submission=submission, email=line.email.lower(), **said)
    return True


def author_rows(
    submission: Submission, lines: Sequence[AuthorLine], accounts: dict[str, int]
) -> list[Authorship]:
    """The rows of an author list, linked to the accounts that `accounts_of` found."""
    rows: list[Authorship] = []
    taken: set[int | None] = set()
    for position, line in enumerate(lines):
        user_id = accounts.get(line.email.lower())
        if user_id in taken:  # one person under two addresses stands linked once
            user_id = None
        taken |= {user_id} if user_id else set()
        rows.append(
            Authorship(submission=submission, position=position, user_id=user_id, **dataclasses.asdict(line))
        )
    return rows


def accounts_of(emails: Collection[str]) -> dict[str, int]:
    """The accounts that have verified these addresses, by address in lower case."""
    rows = EmailAddress.objects.filter(verified=True).annotate(lower=Lower("email"))
    found = rows.filter(lower__in=[email.lower() for email in emails]).values_list("lower", "user")
    return dict(found)


@transaction.atomic
def link_authorships(*, user: User, at: dt.datetime) -> int:
    """Link author lines with a verified address of this person to their account; return how many are new."""
    emails = EmailAddress.objects.filter(user=user, verified=True).values_list(Lower("email"), flat=True)
    lines = (
        Authorship.objects.standing()
        .annotate(lower=Lower("email"))
        .filter(lower__in=list(emails), user__isnull=True)
    )
    lines = lines.exclude(submission__in=user.authorships.values("submission"))
    first_of_paper = {line.submission_id: line for line in lines.order_by("-position")}
    Authorship.objects.filter(pk__in=[line.pk for line in first_of_paper.values()]).update(user=user)
    papers = Submission.objects.filter(pk__in=first_of_paper).select_related("conference")
    for paper in papers.beyond_draft():
        refresh_conflicts(conference=paper.conference, at=at, submissions=[paper], clear_stale=False)
    if first_of_paper:  # those they wrote with are their co-authors everywhere
        record_account("account.link_papers", by=user, at=at)
        refresh_conflicts_of(user=user, at=at)
    return len(first_of_paper)
