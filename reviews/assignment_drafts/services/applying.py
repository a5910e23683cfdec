"""Drafts of the assignment: applied as a whole, and taken back as a whole."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.services import enqueue_mail
from effgenai.resilience.database.locks import lock, lock_all
from effgenai.transitions import transition
from reviews.assignment.emails import lost_papers_message, returned_papers_message
from reviews.assignment.models import Assignment
from reviews.assignment.services import create_assignments, record_assignments
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.changes import Changes, draft_changes
from reviews.assignment_drafts.queries.drafts import find_draft
from reviews.assignment_drafts.queries.undoing import Undoing, assignment_to_json, undoing_of
from reviews.assignment_drafts.rules.drafts import why_not_apply, why_not_undo
from reviews.assignment_drafts.states import DraftState
from reviews.expertise.models import Reviewer
from submissions.core.models import Submission

CHANGED = (
    "Somebody changed papers, people, conflicts or assignments since you looked, so nothing was done. "
    "Look again: below is what would happen now."
)
SOME_CANNOT_BE = "Some pairs of the draft cannot be any more. Tick that the rest may be applied without them."


@transaction.atomic
def apply_draft(
    *, draft: AssignmentDraft, by: User, at: dt.datetime, seen: str, without_blocked: bool = False
) -> Changes:
    """Make the tasks in force those of the draft, exactly as the preview of this fingerprint said.

    All or nothing: of two chairs who press at once, the second is told. `without_blocked` leaves out the
    pairs that cannot be any more; without it they have the whole refused.
    """
    row = _locked(draft, by=by, at=at)
    refuse(why_not_apply(row))
    changes = draft_changes(viewer_for(user=by, conference=row.conference, at=at), row)
    _lock_people(changes)
    if changes.fingerprint != seen:
        raise Overtaken(CHANGED)
    if changes.blocked and not without_blocked:
        raise Refused(SOME_CANNOT_BE)
    _take_off(changes.off, by=by, at=at)
    added = _put_on(changes, row, by=by, at=at)
    done = {
        "added": [assignment.key for assignment in added],
        "removed": [assignment_to_json(assignment) for assignment in changes.off],
        "told": [assignment.key for assignments in changes.letters.values() for assignment in assignments],
    }
    line = partial(_record, "proposal.apply", row, "Draft of the assignment applied", by=by, at=at)
    transition(row, DraftState.APPLIED, line, applied_at=at, applied_by=by, changes=done)
    _tell_losses(changes, row, at=at)
    return changes


@transaction.atomic
def undo_draft(*, draft: AssignmentDraft, by: User, at: dt.datetime) -> Undoing:
    """Take back what applying the draft did, and make it a draft again. Refuses if anything has grown on it.

    Tasks that come back are as they were: name on the paper, when they were told of, fit.
    """
    row = _locked(draft, by=by, at=at)
    refuse(why_not_undo(row))
    undoing = undoing_of(row, by)
    refuse(*undoing.obstacles)
    _take_off(undoing.added, by=by, at=at)
    restored = Assignment.objects.bulk_create(undoing.removed, batch_size=500)
    record_assignments("assignment.create", restored, by=by, at=at)
    line = partial(_record, "proposal.undo", row, "Applied draft of the assignment undone", by=by, at=at)
    transition(row, DraftState.PROPOSED, line, applied_at=None, applied_by=None, changes={})
    messages = [
        returned_papers_message(
            row.conference, person, assignments, dedupe_key=_key("returned", row, assignments, at)
        )
        for person, assignments in undoing.letters.items()
    ]
    enqueue_mail(messages=messages, at=at, conference=row.conference)
    return undoing


def _locked(draft: AssignmentDraft, *, by: User, at: dt.datetime) -> AssignmentDraft:
    """The draft, its papers and their tasks under locks, papers first and in order.

    Refuses if the person may not know of it: a conflict may have come up since the page was asked for.
    """
    covered = draft.covered()
    # Papers before tasks before the draft: whoever assigns or reviews locks the paper first, too.
    lock_all(Submission.objects.filter(pk__in=covered).only("pk"))
    lock_all(Assignment.objects.filter(submission__in=covered).only("pk"))
    row = lock(draft, "conference", "applied_by")
    if find_draft(viewer_for(user=by, conference=row.conference, at=at), row.key) is None:
        raise Refused("This draft is not there any more.")
    return row


def _lock_people(changes: Changes) -> None:
    """Nobody gets a paper elsewhere meanwhile, so that no load is exceeded."""
    people = {pair.user_id for pair in changes.add}
    lock_all(Reviewer.objects.filter(conference=changes.draft.conference, user__in=people).only("pk"))


def _take_off(assignments: Sequence[Assignment], *, by: User, at: dt.datetime) -> None:
    record_assignments("assignment.remove", assignments, by=by, at=at)
    Assignment.objects.filter(pk__in=[assignment.pk for assignment in assignments]).delete()


def _put_on(changes: Changes, draft: AssignmentDraft, *, by: User, at: dt.datetime) -> list[Assignment]:
    pairs = [(pair.submission, pair.user, pair.score, pair.parts) for pair in changes.add]
    assignments = create_assignments(pairs=pairs, draft=draft.pk, role=Role(draft.role), by=by, at=at)
    record_assignments("assignment.create", assignments, by=by, at=at)
    return assignments


def _tell_losses(changes: Changes, draft: AssignmentDraft, *, at: dt.datetime) -> None:
    messages = [
        lost_papers_message(
            draft.conference, person, assignments, dedupe_key=_key("lost", draft, assignments, at)
        )
        for person, assignments in changes.letters.items()
    ]
    enqueue_mail(messages=messages, at=at, conference=draft.conference)


def _key(news: str, draft: AssignmentDraft, assignments: Iterable[Assignment], at: dt.datetime) -> str:
    """A draft may be applied, undone and applied again: each time is news of its own."""
    keys = " ".join([draft.key, at.isoformat(), *sorted(assignment.key for assignment in assignments)])
    return f"{news}:{hashlib.sha256(keys.encode()).hexdigest()[:32]}"


def _record(action: str, draft: AssignmentDraft, summary: str, *, by: User, at: dt.datetime) -> None:
    """A line without numbers: another chair may be in conflict with one of the papers."""
    record(action=action, by=by, at=at, conference=draft.conference, summary=summary, draft=draft.key)
