from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.functions import Lower

from effgenai.accounts.models import User
from submissions.models import Authorship, Submission
from submissions.services.conflicts import refresh_conflicts, refresh_conflicts_of


@dataclasses.dataclass(frozen=True, slots=True)
class AuthorLine:
    """One line of an author list as somebody typed it."""

    name: str
    email: str
    affiliation: str = ""
    is_contact: bool = False
    is_presenter: bool = False


def write_authors(*, submission: Submission, lines: Sequence[AuthorLine], at: dt.datetime) -> None:
    """Replace the author list; accounts are linked by verified addresses, conflicts follow at once.

    Call it inside the transaction of the change. The lines have different addresses.
    """
    accounts = accounts_of([line.email for line in lines])
    submission.authorships.all().delete()
    Authorship.objects.bulk_create(author_rows(submission, lines, accounts))
    refresh_conflicts(conference=submission.conference, at=at, submissions=[submission])


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
    lines = Authorship.objects.annotate(lower=Lower("email")).filter(
        lower__in=list(emails), user__isnull=True
    )
    lines = lines.exclude(submission__in=user.authorships.values("submission"))
    first_of_paper = {line.submission_id: line for line in lines.order_by("-position")}
    Authorship.objects.filter(pk__in=[line.pk for line in first_of_paper.values()]).update(user=user)
    papers = Submission.objects.filter(pk__in=first_of_paper).select_related("conference")
    for paper in papers:
        refresh_conflicts(conference=paper.conference, at=at, submissions=[paper])
    if first_of_paper:  # those they wrote with are their co-authors everywhere
        refresh_conflicts_of(user=user, at=at)
    return len(first_of_paper)
