"""What the authors of a paper say of whom they are in conflict with."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import refuse
from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.resilience.database.locks import lock
from submissions.conflicts.models import Conflict, ConflictBatch, NamedConflict
from submissions.conflicts.rules import committee_of, is_many, why_not_name
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.models import Submission
from submissions.core.records import record_paper
from submissions.core.rules import why_not_edit
from submissions.core.states import SubmissionState

# Whose names everybody reads on the people page; see `committee_names` of the conferences app.
PUBLIC_ROLES = (Role.AREA_CHAIR, Role.REVIEWER)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class NamedFacts:
    """Whom the authors name, and why."""

    user: User | None = None
    text: str = ""
    kind: str
    word: str = ""


def offered_members(viewer: Viewer) -> QuerySet[User]:
    """The committee as a visitor reads of it, without the viewer."""
    seats = Membership.objects.filter(conference=viewer.conference, role__in=PUBLIC_ROLES)
    people = User.objects.filter(pk__in=seats.values("user")).exclude(name="").order_by("name", "pk")
    return people.exclude(pk=viewer.user.pk) if viewer.user else people


def named_by_authors(viewer: Viewer, paper: Submission) -> list[NamedConflict]:
    """The lines for an author of the paper, or a chair who may know its authors; never one of themselves."""
    if viewer.user is None:
        return []
    said = ("submission", "text", "kind", "word", "user__name", "user__email")
    rows = paper.named.select_related("user").only(*said)
    return [row for row in rows if row.user_id != viewer.user.pk]


@transaction.atomic
def name_conflict(
    *, submission: Submission, viewer: Viewer, facts: NamedFacts, by: User, at: dt.datetime
) -> NamedConflict:
    """An author names somebody. For a paper that is submitted already a chair is asked whether it holds.

    Raises Refused with the sentence of `why_not_name` or `why_not_edit`.
    """
    paper = lock(submission, "conference", "track")
    refuse(why_not_edit(paper, viewer) or why_not_name(paper, facts.user, facts.text))
    values = {"user": facts.user, "text": facts.text, "kind": facts.kind, "word": facts.word}
    row = NamedConflict.objects.create(submission=paper, created_at=at, created_by=by, **values)
    if paper.state != SubmissionState.DRAFT:
        _note(paper, [row], ConflictStanding.POTENTIAL, at)
    _record("conflict.name", row, by, at)
    return row


def note_named(*, submission: Submission, at: dt.datetime) -> None:
    """A paper is submitted: who was named on its draft never gets to see it.

    So it is as long as no work has begun, and unless its authors name very many: then a chair is asked. Call
    it inside the transaction, with the paper locked and its other conflicts found.
    """
    rows = list(submission.named.filter(user__in=committee_of(submission.conference)).select_related("user"))
    known = list(submission.conflicts.all())
    named = [Conflict(user=row.user, source=ConflictSource.NAMED) for row in rows if row.user]
    is_open = is_many([*known, *named]) or _has_begun(submission)
    standing = ConflictStanding.POTENTIAL if is_open else ConflictStanding.CONFIRMED
    _note(submission, rows, standing, at)


def _has_begun(paper: Submission) -> bool:
    return ConflictBatch.objects.filter(conference=paper.conference).exists()


def _note(
    paper: Submission, rows: Sequence[NamedConflict], standing: ConflictStanding, at: dt.datetime
) -> None:
    """Keep the conflicts; what a chair said of one before stands."""
    conflicts = [
        Conflict(
            submission=paper,
            user=row.user,
            source=ConflictSource.NAMED,
            standing=standing,
            detail=row.words,
            created_at=at,
            created_by=row.created_by,
        )
        for row in rows
        if row.user
    ]
    Conflict.objects.bulk_create(conflicts, ignore_conflicts=True)


@transaction.atomic
def take_back(*, named: NamedConflict, viewer: Viewer, by: User, at: dt.datetime) -> None:
    """An author takes back what one of them said, as long as the paper may be changed.

    What waits for a chair ends by it, and what binds since the submission unless work has begun. Whatever a
    chair said stays, and so does what concerns `by`: nobody gets to see a paper by their own word. Raises
    Refused with the sentence of `why_not_edit`.
    """
    paper = lock(named.submission, "conference", "track")
    refuse(why_not_edit(paper, viewer))
    row = paper.named.filter(pk=named.pk).first()
    if row is None:
        return
    _record("conflict.take_back", row, by, at)
    if row.user and row.user != by:
        _delete(paper, row.user)
    row.delete()


def _delete(paper: Submission, user: User) -> None:
    rows = paper.conflicts.filter(user=user, source=ConflictSource.NAMED)
    rows.filter(standing=ConflictStanding.POTENTIAL).delete()
    if paper.submitted_at and not _has_begun(paper):
        rows.filter(standing=ConflictStanding.CONFIRMED, created_at=paper.submitted_at).delete()


def _record(action: str, row: NamedConflict, by: User, at: dt.datetime) -> None:
    """Without the name: the record is read by chairs, and one of them may be who is named."""
    words = f"Named by the authors: {row.words}"
    record_paper(action, row.submission, by=by, at=at, summary=words, unseen=True)
