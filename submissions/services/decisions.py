from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.audit.services import record
from effgenai.conferences.errors import Refused
from submissions.models import Submission
from submissions.states import SubmissionState


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
