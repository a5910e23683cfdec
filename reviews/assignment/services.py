from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import Line, record_all
from effgenai.conferences.core.states import Role
from effgenai.mail.services import enqueue_mail
from effgenai.resilience.database.locks import lock, lock_all, lock_if_there
from reviews.assignment.emails import lost_papers_message, new_papers_message
from reviews.assignment.models import Assignment
from reviews.assignment.queries.papers import writing_for
from reviews.assignment.rules import (
    OF_THEIR_OWN,
    CandidateStanding,
    existing_words,
    why_not_assign,
    why_not_unassign,
)
from reviews.assignment.states import AssignmentState
from reviews.committee.emails import due_date
from reviews.expertise.models import Reviewer
from reviews.expertise.rules import USUAL_LOAD
from submissions.conflicts.rules import conflict_words, conflicts_among
from submissions.conflicts.states import ConflictStanding
from submissions.core.models import Submission
from submissions.core.records import paper_line
from submissions.core.states import ON_THE_DESK, UNDER_REVIEW

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O: read aloud they are digits
DIGITS = "23456789"
PREFIX = {Role.REVIEWER: "Reviewer", Role.AREA_CHAIR: "Area chair"}


def pseudonyms(number: int, *, taken: Iterable[str] = (), role: Role = Role.REVIEWER) -> list[str]:
    """So many names such as "Reviewer K7", none of them taken, in an order that tells nothing."""
    used = set(taken)
    free = [name for name in (f"{PREFIX[role]} {x}{y}" for x in LETTERS for y in DIGITS) if name not in used]
    secrets.SystemRandom().shuffle(free)
    return free[:number]


@transaction.atomic
def assign_reviewer(
    *, submission: Submission, reviewer: User, role: Role = Role.REVIEWER, by: User, at: dt.datetime
) -> Assignment:
    """Give a paper to a member of the committee. No mail goes out until the chair tells the reviewers.

    Raises Refused if this person may not get this paper.
    """
    paper = lock(submission, "conference")
    standing = _standing(paper, reviewer, role, by=by, at=at)
    refuse(why_not_assign(paper, standing, role))
    taken = paper.assignments.values_list("pseudonym", flat=True)
    assignment = Assignment.objects.create(
        submission=paper,
        reviewer=reviewer,
        role=role,
        pseudonym=pseudonyms(1, taken=taken, role=role)[0],
        assigned_at=at,
        assigned_by=by,
    )
    record_assignment("assignment.create", assignment, by=by, at=at)
    return assignment


@transaction.atomic
def assign_papers(
    *, papers: Iterable[Submission], reviewer: User, role: Role, by: User, at: dt.datetime
) -> tuple[list[Assignment], list[str]]:
    """Give each of several papers to one person who may get it, and say which they may not get and why."""
    made, refused = [], []
    for paper in sorted(papers, key=lambda paper: paper.pk):
        try:
            made.append(assign_reviewer(submission=paper, reviewer=reviewer, role=role, by=by, at=at))
        except Refused as refusal:
            refused.append(f"No. {paper.number}: {refusal}")
    return made, refused


def _standing(
    submission: Submission, person: User, role: Role, *, by: User, at: dt.datetime
) -> CandidateStanding:
    """What the rule needs, read under a lock of the person's own row: two presses do not pass a limit."""
    conference = submission.conference
    row, _ = Reviewer.objects.select_for_update(no_key=True).get_or_create(
        conference=conference, user=person, defaults={"load_max": USUAL_LOAD, "joined_at": at}
    )
    known = Submission.objects.filter(conference=conference, state__in=ON_THE_DESK).without_conflict(by)
    papers = person.assignments.active().filter(role=role, submission__in=known.values("pk"))
    return CandidateStanding(
        name=str(person),
        is_member=conference.memberships.filter(user=person, role=role).exists(),
        **_why_apart(submission, person, by=by),
        papers=papers.count(),
        load_max=row.load_max,
    )


def _why_apart(submission: Submission, person: User, *, by: User) -> dict[str, str]:
    """What keeps the person from the paper, as this chair may read it: a conflict, or a task they have.

    Nobody is told of a potential conflict of their own.
    """
    existing = existing_words(submission.assignments.filter(reviewer=person).first())
    conflict = conflicts_among({submission.pk}, {person.pk}).get((submission.pk, person.pk))
    if conflict is None:
        return {"existing": existing}
    if conflict.standing == ConflictStanding.POTENTIAL and person == by:
        return {"existing": existing or f"{OF_THEIR_OWN} {submission.number}"}
    with_authors = not submission.conference.hide_authors_from_chairs
    return {"conflict": conflict_words(conflict, with_authors=with_authors), "existing": existing}


@transaction.atomic
def unassign_reviewer(*, assignment: Assignment, by: User, at: dt.datetime) -> None:
    """Take a task away of which nothing is written yet; who was told of it is told that they lose it.

    Raises Refused if it was declined or taken away already, or something is written.
    """
    lock(assignment.submission)
    found = lock_if_there(assignment, "submission__conference", "reviewer", to_delete=True)
    if found is None:
        raise Refused("This task was taken away already.")
    refuse(why_not_unassign(found, writing_for(Assignment.objects.filter(pk=found.pk))[found.pk]))
    record_assignment("assignment.remove", found, by=by, at=at)
    if found.notified_at:
        paper, person = found.submission, found.reviewer
        lost = lost_papers_message(paper.conference, person, [found], dedupe_key=f"lost:{found.key}")
        enqueue_mail(messages=[lost], at=at, conference=paper.conference)
    found.delete()


def record_assignment(action: str, assignment: Assignment, *, by: User | None, at: dt.datetime) -> None:
    """One line of the record, hidden from those in conflict with the paper."""
    record_assignments(action, [assignment], by=by, at=at)


def record_assignments(
    action: str, assignments: Iterable[Assignment], *, by: User | None, at: dt.datetime
) -> None:
    """The same for each of many, a thousand in one statement."""
    record_all([_line(action, assignment, by=by, at=at) for assignment in assignments])


def _line(action: str, assignment: Assignment, *, by: User | None, at: dt.datetime) -> Line:
    words = f"{assignment.reviewer} · {assignment.get_role_display().lower()}"
    paper, name = assignment.submission, assignment.pseudonym
    return paper_line(action, paper, by=by, at=at, summary=words, pseudonym=name)


@transaction.atomic
def tell_reviewers(*, conference: Conference, assignments: Iterable[int], by: User, at: dt.datetime) -> int:
    """Write one letter to each reviewer about the named tasks they were not told of; return how many.

    Only papers that `by` is not in conflict with are told of: another chair tells of the others.
    """
    known = Submission.objects.filter(conference=conference).beyond_draft().without_conflict(by)
    rows = Assignment.objects.filter(pk__in=list(assignments), submission__in=known.values("pk"))
    unnotified = rows.filter(
        notified_at=None, state=AssignmentState.ASSIGNED, submission__state__in=UNDER_REVIEW
    )
    letters: dict[User, list[Assignment]] = defaultdict(list)
    for row in lock_all(unnotified.select_related("submission__conference", "reviewer")):
        letters[row.reviewer].append(row)
    due = due_date(conference)
    messages = [
        new_papers_message(conference, person, theirs, due=due, dedupe_key=_letter_key(theirs))
        for person, theirs in letters.items()
    ]
    enqueue_mail(messages=messages, at=at, conference=conference)
    _mark_notified([row for theirs in letters.values() for row in theirs], by=by, at=at)
    return len(messages)


def _mark_notified(rows: Sequence[Assignment], *, by: User, at: dt.datetime) -> None:
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(notified_at=at)
    tell = partial(paper_line, "assignment.tell", by=by, at=at)
    record_all([tell(row.submission, summary=str(row.reviewer)) for row in rows])


def _letter_key(assignments: list[Assignment]) -> str:
    keys = " ".join(sorted(assignment.key for assignment in assignments))
    return f"assigned:{hashlib.sha256(keys.encode()).hexdigest()[:32]}"


def create_assignments(
    *,
    pairs: Iterable[tuple[Submission, User, float, dict[str, float]]],
    draft: int,
    role: Role,
    by: User | None,
    at: dt.datetime,
) -> list[Assignment]:
    """Write the tasks of a proposal, whose rows the caller has locked and checked."""
    wanted: dict[Submission, list[tuple[User, float, dict[str, float]]]] = defaultdict(list)
    for submission, person, score, parts in pairs:
        wanted[submission].append((person, score, parts))
    taken: dict[int, set[str]] = defaultdict(set)
    for paper, name in Assignment.objects.filter(submission__in=wanted).values_list(
        "submission", "pseudonym"
    ):
        taken[paper].add(name)
    rows = [
        Assignment(
            submission=submission,
            reviewer=person,
            role=role,
            pseudonym=name,
            draft_id=draft,
            score=score,
            parts=parts,
            assigned_at=at,
            assigned_by=by,
        )
        for submission, chosen in wanted.items()
        for name, (person, score, parts) in zip(
            pseudonyms(len(chosen), taken=taken[submission.pk], role=role), chosen, strict=True
        )
    ]
    # In an order of their own, so that ids do not repeat the order in which the engine preferred them.
    secrets.SystemRandom().shuffle(rows)
    return Assignment.objects.bulk_create(rows, batch_size=500)
