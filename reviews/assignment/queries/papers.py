"""One paper: who reads it, and who could, the best fit first."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from reviews.assignment.models import Assignment, AssignmentQuerySet
from reviews.assignment.rules import (
    CandidateStanding,
    Writing,
    existing_words,
    why_not_assign,
    why_not_assign_anyone,
    why_not_unassign,
)
from reviews.assignment.states import AssignmentState
from reviews.bidding.fit import Fit, fits_of_paper
from reviews.committee.queries.members import visible_loads
from reviews.expertise.queries import Seat, seats
from submissions.conflicts.models import Conflict
from submissions.conflicts.queries.shown import shown_conflicts
from submissions.conflicts.rules import conflict_words
from submissions.conflicts.states import TELLING_SOURCES, ConflictSource, ConflictStanding
from submissions.core.models import Submission

READER_COLUMNS = (
    Column("Name"),
    Column("As", phone=False),
    Column("Known to the others as", phone=False),
    Column("Fit", look="num"),
    Column("State"),
    Column("Action"),
)
CANDIDATE_COLUMNS = (
    Column("Name"),
    Column("Fit", look="num"),
    Column("Papers", look="num"),
    Column("Action"),
)
HOW_IT_STANDS = {
    ConflictStanding.DISMISSED: "Dismissed",
    ConflictStanding.POTENTIAL: "Perhaps in conflict",
    ConflictStanding.CONFIRMED: "In conflict",
}


@dataclasses.dataclass(frozen=True, slots=True)
class PaperAssignmentRow:
    """Someone on a paper, with what can be done about it. `fit` is None for who left the committee."""

    assignment: Assignment
    why_not_remove: str | None
    fit: Fit | None


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateRow:
    """A member of the committee as a reader of one paper."""

    seat: Seat
    papers: int
    fit: Fit
    conflicts: list[tuple[Conflict, str]]
    why_not: str | None
    with_authors: bool
    today: dt.date

    def place(self, *, someone_declined: bool) -> tuple[bool, bool, bool, float, str]:
        """By what it is sorted among the others."""
        seat = self.seat
        is_off_hand = someone_declined and not seat.takes_emergencies
        is_away = seat.is_away(self.today)
        return self.why_not is not None, is_away, is_off_hand, -self.fit.score, seat.name.lower()

    @property
    def facts(self) -> list[str]:
        """What else is known of them, a line each."""
        seat = self.seat
        lines = [self.fit.words]
        if seat.is_senior:
            lines.append("senior")
        if seat.takes_emergencies:
            lines.append("may be asked at short notice")
        if seat.away_from and seat.away_until and seat.away_until >= self.today:
            lines.append(f"away {seat.away_from:%-d %b} to {seat.away_until:%-d %b}")
        return lines + [
            f"{HOW_IT_STANDS[ConflictStanding(conflict.standing)]}: {words}"
            for conflict, words in self.conflicts
        ]

    @property
    def dismissible(self) -> list[tuple[Conflict, str]]:
        """Those that a chair may dismiss; where authors are hidden, none that tell of them."""
        return [
            (conflict, words)
            for conflict, words in self.conflicts
            if conflict.standing != ConflictStanding.DISMISSED
            and conflict.source != ConflictSource.AUTHOR
            and (self.with_authors or conflict.source not in TELLING_SOURCES)
        ]


@dataclasses.dataclass(frozen=True, slots=True)
class PaperPeople:
    """Who reads a paper and who could, with the fit of all of them on one scale.

    In `addresses` stand KEY and 0 for whom they are of.
    """

    readers: list[PaperAssignmentRow]
    candidates: list[CandidateRow]
    role: Role
    why_not: str | None
    addresses: dict[str, str]


def paper_people(viewer: Viewer, submission: Submission, role: Role) -> PaperPeople:
    """The paper's people; a constant number of queries. The topics of the paper are prefetched."""
    committee = seats(viewer.conference)
    fits = fits_of_paper(submission, {seat.user_id: seat.topics for seat in committee})
    readers = _assignments_of(submission, fits)
    existing = {row.assignment.reviewer_id: row.assignment for row in readers}
    members = [seat for seat in committee if role in seat.roles]
    slug, number = viewer.conference.slug, submission.number
    return PaperPeople(
        readers=readers,
        candidates=_candidates(viewer, submission, role, members, fits=fits, existing=existing),
        role=role,
        why_not=why_not_assign_anyone(submission),
        addresses={
            "member": reverse("reviews:member", args=[slug, "KEY"]),
            "dismiss": reverse("reviews:dismiss_conflict", args=[slug, number, 0]),
            "assign": reverse("reviews:assign", args=[slug, number]),
        },
    )


def writing_for(assignments: AssignmentQuerySet) -> dict[int, Writing]:
    """What is written for each of them, by the id of the assignment; one query."""
    rows = assignments.values_list("pk", "state", "review__submitted_at", "review__draft")
    return {pk: Writing.of(*facts) for pk, *facts in rows}


def _assignments_of(submission: Submission, fits: Mapping[int, Fit]) -> list[PaperAssignmentRow]:
    """Everyone who was ever given the paper: those who declined come last."""
    written = writing_for(submission.assignments.all())
    assignments = submission.assignments.select_related("reviewer").order_by("role", "reviewer__name", "pk")
    rows = []
    for assignment in assignments:
        assignment.submission = submission
        why_not = why_not_unassign(assignment, written[assignment.pk])
        rows.append(PaperAssignmentRow(assignment, why_not, fits.get(assignment.reviewer_id)))
    return sorted(rows, key=lambda row: row.assignment.state == AssignmentState.DECLINED)


def _candidates(
    viewer: Viewer,
    submission: Submission,
    role: Role,
    members: list[Seat],
    *,
    fits: Mapping[int, Fit],
    existing: Mapping[int, Assignment],
) -> list[CandidateRow]:
    """Everyone with the role: first those who may get the paper, by fit; the others with the reason.

    Who is away now comes after the others. Where somebody has declined the paper, those who may be asked at
    short notice come first.
    """
    conflicts, loads = _known_conflicts(viewer, submission), visible_loads(viewer, role)
    with_authors, today = not viewer.conference.hide_authors_from_chairs, viewer.at.date()
    rows = []
    for seat in members:
        assignment = existing.get(seat.user_id)
        if assignment is not None and assignment.state != AssignmentState.DECLINED:
            continue
        known = [
            (conflict, conflict_words(conflict, with_authors=with_authors))
            for conflict in conflicts.get(seat.user_id, [])
        ]
        papers = loads.get(seat.user_id, 0)
        standing = CandidateStanding(
            name=seat.name,
            is_member=True,
            conflict=binding_words(known),
            existing=existing_words(assignment),
            papers=papers,
            load_max=seat.load_max,
        )
        why_not, fit = why_not_assign(submission, standing, role), fits[seat.user_id]
        rows.append(CandidateRow(seat, papers, fit, known, why_not, with_authors, today))
    someone_declined = any(assignment.state == AssignmentState.DECLINED for assignment in existing.values())
    return sorted(rows, key=lambda row: row.place(someone_declined=someone_declined))


def binding_words(conflicts: list[tuple[Conflict, str]]) -> str:
    """The first reason that binds, in words."""
    return next(
        (words for conflict, words in conflicts if conflict.standing != ConflictStanding.DISMISSED), ""
    )


def _known_conflicts(viewer: Viewer, submission: Submission) -> dict[int, list[Conflict]]:
    """What is known of conflicts with the paper, per person; authors count even where no row was written.

    The viewer's own potential ones are not among them: they are for other chairs. Where authors are hidden,
    neither are those of others that follow from who the authors are, until somebody confirmed them.
    """
    known: dict[int, list[Conflict]] = defaultdict(list)
    for conflict in shown_conflicts(viewer, submission.conflicts.all()).order_by("pk"):
        known[conflict.user_id].append(conflict)
    for author in submission.answers.yes().values_list("user", flat=True):
        if author and not any(row.source == ConflictSource.AUTHOR for row in known[author]):
            known[author].insert(
                0, Conflict(submission=submission, user_id=author, source=ConflictSource.AUTHOR)
            )
    return known
