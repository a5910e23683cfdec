from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.audit.services import record
from effgenai.conferences.errors import Refused
from effgenai.conferences.viewer import viewer_for
from reviews.models import Assignment, AssignmentRun
from reviews.queries.facts import facts_for
from reviews.services.assignment import record_assignment, staff_papers
from reviews.states import RunState
from submissions.models import Submission

CHANGED = (
    "Papers, reviewers, conflicts or assignments have changed since this proposal was made, so it was not "
    "applied. Propose again: it takes a moment and keeps what is assigned."
)


@transaction.atomic
def apply_run(*, run: AssignmentRun, by: User, at: dt.datetime) -> int:
    """Assign what a proposal says, all or nothing; return how many tasks are new.

    Refuses if anything it was made from has changed: of two chairs who press at once, the second is told.
    """
    covered = run.settings.get("papers", [])
    list(Submission.objects.select_for_update().filter(pk__in=covered).order_by("pk").values_list("pk"))
    row = _locked(run)
    facts = facts_for(viewer_for(user=by, conference=row.conference, at=at))
    if facts.fingerprint != row.settings.get("fingerprint"):
        raise Refused(CHANGED)
    new = row.pairs.filter(is_new=True).select_related("submission__conference", "user").order_by("pk")
    tasks = staff_papers(
        pairs=[(pair.submission, pair.user, pair.score, pair.parts) for pair in new], run=row, by=by, at=at
    )
    row.state, row.applied_at, row.applied_by = RunState.APPLIED, at, by
    row.save(update_fields=["state", "applied_at", "applied_by"])
    _record_applied(tasks, run=row, by=by, at=at)
    return len(tasks)


def _record_applied(tasks: list[Assignment], *, run: AssignmentRun, by: User, at: dt.datetime) -> None:
    for task in tasks:
        record_assignment("assignment.create", task, by=by, at=at)
    record(
        action="proposal.apply",
        by=by,
        at=at,
        conference=run.conference,
        summary="Proposed assignment applied",
        run=run.key,
    )


def _locked(run: AssignmentRun) -> AssignmentRun:
    row = (
        AssignmentRun.objects.select_for_update(of=("self",))
        .select_related("conference", "applied_by")
        .get(pk=run.pk)
    )
    if row.state == RunState.APPLIED:
        raise Refused(f"{row.applied_by} has applied this proposal already.")
    if row.state == RunState.DISCARDED:
        raise Refused("This proposal was discarded. Propose again.")
    return row
