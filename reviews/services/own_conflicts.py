"""Conflicts that judges declare of themselves, with papers that they see."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from reviews.models import Assignment
from reviews.services.reviews import decline_assignment
from submissions.models import Submission
from submissions.services.conflicts import declare_conflict


@transaction.atomic
def declare_own_conflict(*, submission: Submission, reason: str, by: User, at: dt.datetime) -> None:
    """Somebody says that they are in conflict with a paper: it binds at once, and their task on it ends.

    Raises Refused if a task cannot be given back any more; then nothing is declared either.
    """
    paper = (
        Submission.objects.select_for_update(of=("self",)).select_related("conference").get(pk=submission.pk)
    )
    for task in Assignment.objects.active().of(by).filter(submission=paper).order_by("pk"):
        decline_assignment(assignment=task, reason=reason, is_conflict=False, by=by, at=at)
    declare_conflict(submission=paper, user=by, by=by, at=at, detail=reason)
