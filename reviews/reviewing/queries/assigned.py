"""A committee member's own papers: as a list, as to-dos, and those they may say to be in conflict with."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import known_dates, milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.todos import Todo
from effgenai.files.models import StoredFile
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted
from reviews.assignment.models import Assignment, assigned_to
from reviews.bidding.models import biddable_by
from reviews.bidding.queries import bidding_of
from reviews.bidding.rules import is_bidding_open
from reviews.reviewing.models import Review
from reviews.reviewing.queries.reading import has_unsent_changes, is_submitted, review_of
from reviews.reviewing.queries.scores import Scale, ScoredPaper, scale_of, with_scores
from reviews.reviewing.queries.writing import own_assignments
from reviews.reviewing.rules import why_not_decline
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import SubmissionState


@dataclasses.dataclass(frozen=True, slots=True)
class OwnAssignmentRow:
    """A paper on a reviewer's list: `state` is todo, begun, done or over, `words` says it.

    `manuscript` is its file, if it has one; `scores` the reviewer's own overall score, once there is one.
    """

    key: str
    number: int
    title: str
    topics: list[str]
    state: str
    words: str
    may_decline: bool
    manuscript: StoredFile | None
    scores: list[int]

    @property
    def action(self) -> str:
        """What the reviewer does next, in words; nothing where all is done."""
        return NEXT_ACTIONS.get(self.state, "")


@dataclasses.dataclass(frozen=True, slots=True)
class AssignmentsPage:
    """A committee member's own papers."""

    rows: list[OwnAssignmentRow]
    done: int
    wanted: int
    due: Milestone | None
    is_late: bool
    looked_after: list[ScoredPaper]
    scale: Scale

    @property
    def next_key(self) -> str:
        """The first task that waits for the reviewer; none where all are done."""
        return next((row.key for row in self.rows if row.action), "")


LOOKED_AFTER_COLUMNS = (
    Column("Paper"),
    Column("Reviews", look="num", phone=False),
    Column("State"),
    Column("Scores", phone=False),
    Column("Mean", look="num"),
)

ASSIGNMENT_WORDS = {
    "todo": "not begun",
    "begun": "begun, not submitted",
    "changed": "submitted; later changes are not",
    "done": "submitted",
    "over": "no review needed any more",
}
NO_MORE = {"done": 1, "over": 2}
NEXT_ACTIONS = {
    "todo": "Write the review",
    "begun": "Go on with the review",
    "changed": "Submit the changes",
}
WHY_OVER: dict[str, str] = {
    SubmissionState.WITHDRAWN: "withdrawn by its authors",
    SubmissionState.DESK_REJECTED: "rejected without review",
    SubmissionState.ACCEPTED: "decided",
    SubmissionState.REJECTED: "decided",
}


def assignments_page(viewer: Viewer) -> AssignmentsPage:
    """A reviewer's papers, those that wait for a review first; a constant number of queries."""
    assignments = (
        own_assignments(viewer)
        .select_related("submission__manuscript", "review")
        .order_by("submission__number")
    )
    rows = [_assignment_row(assignment) for assignment in assignments.prefetch_related("submission__topics")]
    rows.sort(key=lambda row: NO_MORE.get(row.state, 0))
    wanted = [row for row in rows if row.state != "over"]
    due = known_dates(viewer).of(MilestoneKind.REVIEWS_DUE)
    return AssignmentsPage(
        rows=rows,
        done=sum(row.state in {"done", "changed"} for row in wanted),
        wanted=len(wanted),
        due=due,
        is_late=due is not None and viewer.at > due.ends_at,
        looked_after=_looked_after(viewer),
        scale=scale_of(viewer),
    )


def _looked_after(viewer: Viewer) -> list[ScoredPaper]:
    """The papers an area chair looks after, with what is in and the scores; none for others."""
    if viewer.user is None or not viewer.is_area_chair:
        return []
    assignments = viewer.user.assignments.active().filter(role=Role.AREA_CHAIR)
    papers = assigned_to(viewer).filter(pk__in=assignments.values("submission"))
    return with_scores(papers, viewer, milestone(viewer.conference, MilestoneKind.REVIEWS_DUE), {})


def _area_chair_todo(page: AssignmentsPage, viewer: Viewer) -> Todo:
    papers = page.looked_after
    missing, late = sum(paper.missing for paper in papers), sum(paper.late for paper in papers)
    words = f"{counted(missing, 'review')} missing" if missing else "all reviews are in"
    return Todo(
        title=f"Look after {counted(len(papers), 'paper')}",
        url=reverse("reviews:tasks", args=[viewer.conference.slug]),
        action="See reviews and scores",
        note=f"{words}, {late} of them late" if late else words,
        due=page.due.instant if page.due else None,
        zone=page.due.zone if page.due else "AoE",
        done=not missing,
    )


def _assignment_row(assignment: Assignment) -> OwnAssignmentRow:
    review = review_of(assignment)
    state = assignment_state(assignment.submission, review)
    return OwnAssignmentRow(
        key=assignment.key,
        number=assignment.submission.number,
        title=assignment.submission.title,
        topics=[topic.name for topic in assignment.submission.topics.all()],
        state=state,
        words=_words(state, assignment.submission),
        may_decline=why_not_decline(assignment, review) is None,
        manuscript=assignment.submission.manuscript,
        scores=[review.overall] if review and review.overall is not None else [],
    )


def _words(state: str, submission: Submission) -> str:
    words = ASSIGNMENT_WORDS[state]
    return f"{WHY_OVER[submission.state]}: {words}" if state == "over" else words


def assignment_state(submission: Submission, review: Review | None) -> str:
    """How far a task is, as one of `ASSIGNMENT_WORDS`."""
    if is_submitted(review):
        return "changed" if review and has_unsent_changes(review) else "done"
    if submission.state != SubmissionState.SUBMITTED:
        return "over"
    return "begun" if review and review.version else "todo"


def review_todos(viewer: Viewer) -> Iterable[Todo]:
    """One to-do for each review a person still owes, one for all that they have written.

    And one for the papers an area chair looks after: it is done once their reviews are in.
    """
    if viewer.user is None:
        return
    page = assignments_page(viewer)
    due, zone = (page.due.instant, page.due.zone) if page.due else (None, "AoE")
    slug = viewer.conference.slug
    for row in page.rows:
        if row.state in {"todo", "begun"}:
            address = reverse("reviews:review", args=[slug, row.key])
            title = f"Review paper {row.number}: {row.title}"
            yield Todo(title=title, url=address, action=row.action, note=row.words, due=due, zone=zone)
        elif row.state == "over":
            address = reverse("reviews:review", args=[slug, row.key])
            title = f"Paper {row.number} needs no review of yours any more: {row.title}"
            yield Todo(title=title, url=address, action="Open it", note=row.words, done=True)
    if page.looked_after:
        yield _area_chair_todo(page, viewer)
    if page.done:
        assignments = reverse("reviews:tasks", args=[slug])
        title = f"{page.done} of {page.wanted} reviews submitted"
        yield Todo(title=title, url=assignments, action="Look at them", due=due, zone=zone, done=True)


def papers_to_declare(viewer: Viewer) -> SubmissionQuerySet:
    """Papers under review that they have, and those they bid on while bidding is open.

    Chairs say so on the page for adding conflicts.
    """
    known = Q(pk__in=assigned_to(viewer).filter(state=SubmissionState.SUBMITTED).values("pk"))
    if is_bidding_open(bidding_of(viewer.conference), viewer.at):
        known |= Q(pk__in=biddable_by(viewer).values("pk"))
    return Submission.objects.filter(known)
