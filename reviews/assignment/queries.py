from __future__ import annotations

import dataclasses
from collections import defaultdict

from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.desk import Stage
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import named_number, with_numbers
from reviews.assignment.models import Assignment, AssignmentQuerySet
from reviews.assignment.rules import (
    CandidateStanding,
    Writing,
    existing_words,
    why_not_assign,
    why_not_unassign,
)
from reviews.assignment.states import AssignmentState
from reviews.bidding.fit import Fit, fits_of_paper
from reviews.committee.queries.members import visible_loads
from reviews.expertise.queries import Member, members_with_role
from submissions.conflicts.models import Conflict
from submissions.conflicts.queries import shown_conflicts
from submissions.conflicts.rules import conflict_words
from submissions.conflicts.states import TELLING_SOURCES, ConflictSource, ConflictStanding
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import ON_THE_DESK, UNDER_REVIEW

FILTERS = (
    ("missing:yes", "Short of reviewers"),
    ("chair:none", "No area chair"),
    ("told:no", "Not told yet"),
)

COLUMNS = (
    Column("No.", order="number", look="num"),
    Column("Paper", order="title"),
    Column("Reviewers", phone=False),
    Column("Area chair", phone=False),
    Column("State", order="missing"),
)

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


@dataclasses.dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper with those who read it."""

    submission: Submission
    topics: list[str]
    reviewers: list[Assignment]
    area_chairs: list[Assignment]
    wanted: int

    @property
    def missing(self) -> int:
        """How many reviewers are still to be found."""
        return max(0, self.wanted - len(self.reviewers)) if self.submission.state in UNDER_REVIEW else 0

    @property
    def missing_words(self) -> str:
        """The same as a person would say it."""
        return f"{self.missing} missing"

    @property
    def needed(self) -> int:
        """How many reviewers there are to be; of a paper that is decided, those it has."""
        return self.wanted if self.submission.state in UNDER_REVIEW else len(self.reviewers)

    @property
    def filled(self) -> int:
        """How many of the places are taken: who comes beyond them fills no place of another paper."""
        return min(len(self.reviewers), self.needed)

    @property
    def unnotified(self) -> int:
        """How many of its people have not been told of it and still have to be."""
        if self.submission.state not in UNDER_REVIEW:
            return 0
        people = self.reviewers + self.area_chairs
        return sum(one.notified_at is None and one.state == AssignmentState.ASSIGNED for one in people)


@dataclasses.dataclass(frozen=True, slots=True)
class AssignmentPage:
    """The desk of the assignment, over the papers the viewer handles."""

    rows: list[PaperRow]
    total: int
    assigned: int
    wanted: int
    short: int
    unnotified: int
    chips: list[Chip]

    @property
    def progress(self) -> str:
        """How many reviewers are assigned of how many that are wanted."""
        return f"{self.assigned:,} / {self.wanted:,}"


def papers_on_desk(viewer: Viewer) -> SubmissionQuerySet:
    """The papers that have, or need, reviewers, without those the viewer is in conflict with."""
    return Submission.objects.handled_by(viewer).filter(state__in=ON_THE_DESK)


def assignment_page(viewer: Viewer, text: str, sort: str) -> AssignmentPage:
    """Every paper with its reviewers; `text` filters, `sort` is number, title or missing, - from the end."""
    rows = paper_rows(viewer)
    shown = [row for row in rows if matches(row, text)]
    shown.sort(key=SORTS.get(sort.removeprefix("-"), SORTS["number"]), reverse=sort.startswith("-"))
    return AssignmentPage(
        rows=shown,
        total=len(rows),
        assigned=sum(row.filled for row in rows),
        wanted=sum(row.needed for row in rows),
        short=sum(row.missing > 0 for row in rows),
        unnotified=sum(row.unnotified for row in rows),
        chips=[Chip(label, query, sum(matches(row, query) for row in rows)) for query, label in FILTERS],
    )


SORTS = {
    "number": lambda row: row.submission.number,
    "title": lambda row: row.submission.title.lower(),
    "missing": lambda row: (row.missing, -row.submission.number),
}


def paper_rows(viewer: Viewer) -> list[PaperRow]:
    """The rows of the desk, by number."""
    assignments = Assignment.objects.active().select_related("reviewer").order_by("reviewer__name", "pk")
    papers = (
        papers_on_desk(viewer)
        .only("number", "title", "state", "conference_id")
        .order_by("number")
        .prefetch_related("topics", Prefetch("assignments", queryset=assignments, to_attr="standing"))
    )
    return [_row(paper, viewer.conference.reviews_per_paper) for paper in papers]


def _row(paper: Submission, wanted: int) -> PaperRow:
    standing: list[Assignment] = paper.standing  # type: ignore[attr-defined]  # prefetched above
    return PaperRow(
        submission=paper,
        topics=[topic.name for topic in paper.topics.all()],
        reviewers=[assignment for assignment in standing if assignment.role == Role.REVIEWER],
        area_chairs=[assignment for assignment in standing if assignment.role == Role.AREA_CHAIR],
        wanted=wanted,
    )


def matches(row: PaperRow, text: str) -> bool:
    """True if every word of the search is in the paper, its topics or people, or names a known fact."""
    return all(_matches_word(row, word) for word in with_numbers(text.lower()).split())


def _matches_word(row: PaperRow, word: str) -> bool:
    facts = {"missing:yes": row.missing > 0, "chair:none": not row.area_chairs, "told:no": row.unnotified > 0}
    if word in facts:
        return facts[word]
    key, _, value = word.partition(":")
    if key == "topic" and value:
        return any(value in topic.lower() for topic in row.topics)
    people = " ".join(str(assignment.reviewer) for assignment in row.reviewers + row.area_chairs)
    is_its_number = named_number(word) == row.submission.number
    return is_its_number or word in f"{row.submission.title} {' '.join(row.topics)} {people}".lower()


def load_rows(viewer: Viewer) -> list[tuple[str, int, int]]:
    """Name, papers and most papers of each reviewer, counted over the papers the viewer handles."""
    loads = visible_loads(viewer)
    rows = members_with_role(viewer, Role.REVIEWER)
    listed = [(str(row.user), loads.get(row.user_id, 0), row.load_max) for row in rows]
    return sorted(listed, key=lambda row: (-row[1], row[0].lower()))


@dataclasses.dataclass(frozen=True, slots=True)
class PaperAssignmentRow:
    """Someone on a paper, with what can be done about it."""

    assignment: Assignment
    why_not_remove: str | None


def writing_for(assignments: AssignmentQuerySet) -> dict[int, Writing]:
    """What is written for each of them, by the id of the assignment; one query."""
    rows = assignments.values_list("pk", "state", "review__submitted_at", "review__draft")
    return {pk: Writing.of(*facts) for pk, *facts in rows}


def assignments_of(submission: Submission) -> list[PaperAssignmentRow]:
    """Everyone who was ever given the paper: those who declined come last."""
    written = writing_for(submission.assignments.all())
    assignments = submission.assignments.select_related("reviewer").order_by("role", "reviewer__name", "pk")
    rows = []
    for assignment in assignments:
        assignment.submission = submission
        rows.append(PaperAssignmentRow(assignment, why_not_unassign(assignment, written[assignment.pk])))
    return sorted(rows, key=lambda row: row.assignment.state == AssignmentState.DECLINED)


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateRow:
    """A member of the committee as a reader of one paper."""

    member: Member
    papers: int
    fit: Fit
    conflicts: list[tuple[Conflict, str]]
    why_not: str | None
    with_authors: bool

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


def candidates_for(viewer: Viewer, submission: Submission, role: Role) -> list[CandidateRow]:
    """Everyone with the role: first those who may get the paper, by fit; the others with the reason.

    Who is away now comes after the others. Where somebody has declined the paper, those who may be asked at
    short notice come first.
    """
    members = members_with_role(viewer, role)
    existing = {assignment.reviewer_id: assignment for assignment in submission.assignments.all()}
    conflicts = _known_conflicts(viewer, submission)
    with_authors = not viewer.conference.hide_authors_from_chairs
    loads = visible_loads(viewer, role)
    fits = fits_of_paper(submission, members)
    rows = []
    for member in members:
        assignment = existing.get(member.user_id)
        if assignment is None or assignment.state == AssignmentState.DECLINED:
            known = [
                (conflict, conflict_words(conflict, with_authors=with_authors))
                for conflict in conflicts.get(member.user_id, [])
            ]
            standing = CandidateStanding(
                name=str(member.user),
                is_member=True,
                conflict=binding_words(known),
                existing=existing_words(assignment),
                papers=loads.get(member.user_id, 0),
                load_max=member.load_max,
            )
            why_not = why_not_assign(submission, standing, role)
            fit = fits[member.user_id]
            rows.append(CandidateRow(member, standing.papers, fit, known, why_not, with_authors))
    someone_declined = any(assignment.state == AssignmentState.DECLINED for assignment in existing.values())
    return sorted(
        rows,
        key=lambda row: (
            row.why_not is not None,
            row.member.is_away(viewer.at.date()),
            someone_declined and not row.member.takes_emergencies,
            -row.fit.score,
            str(row.member.user).lower(),
        ),
    )


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


def unnotified_on_papers(viewer: Viewer) -> AssignmentQuerySet:
    """The tasks that their people are still to be told of: those of papers under review, not done already."""
    papers = papers_on_desk(viewer).filter(state__in=UNDER_REVIEW)
    waiting = Assignment.objects.filter(state=AssignmentState.ASSIGNED, notified_at=None)
    return waiting.filter(submission__in=papers.values("pk"))


def unnotified_assignments(viewer: Viewer) -> dict[User, list[Assignment]]:
    """Per reviewer the tasks they were not told of, among the papers the viewer handles."""
    assignments = (
        unnotified_on_papers(viewer)
        .select_related("reviewer", "submission")
        .order_by("reviewer__name", "reviewer_id", "submission__number")
    )
    letters: dict[User, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        letters[assignment.reviewer].append(assignment)
    return letters


@dataclasses.dataclass(frozen=True, slots=True)
class AssignmentCount:
    """How the assignment stands, for sidebar and guide; the page counts the same from its rows.

    `papers` are on the desk, `under_review` those of them that are not decided.
    """

    papers: int
    under_review: int
    short: int


def count_assignment(viewer: Viewer) -> AssignmentCount:
    """How many papers there are and are short of reviewers, over those the viewer handles; one query."""
    active = ~Q(assignments__state=AssignmentState.DECLINED) & Q(assignments__role=Role.REVIEWER)
    papers = papers_on_desk(viewer).annotate(readers=Count("assignments", filter=active))
    is_open = Q(state__in=UNDER_REVIEW)
    counts = papers.aggregate(
        papers=Count("pk"),
        under_review=Count("pk", filter=is_open),
        short=Count("pk", filter=is_open & Q(readers__lt=viewer.conference.reviews_per_paper)),
    )
    return AssignmentCount(**counts)


def assignment_stage(viewer: Viewer) -> Stage | None:
    """The assignment in the sidebar: how many papers are short of reviewers."""
    if not viewer.is_chair:
        return None
    count = count_assignment(viewer)
    return Stage(
        key="assignment",
        label="Assignment",
        url=reverse("reviews:assignment", args=[viewer.conference.slug]),
        note=f"{count.short} short" if count.short else "",
        state="later" if not count.papers else "now" if count.short else "done",
    )
