from __future__ import annotations

import dataclasses
from collections import defaultdict

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.desk import Stage
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.templatetags.ui import status
from effgenai.ui.text.markdown import render_inline
from effgenai.ui.text.numbers import named_number, with_numbers
from reviews.assignment.models import Assignment, AssignmentQuerySet
from reviews.assignment.states import AssignmentState
from reviews.committee.queries.members import visible_loads
from reviews.expertise.queries import seats
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


OF_PERSON = ("role", "state", "pseudonym", "score", "notified_at", "reviewer__name", "reviewer__email")


@dataclasses.dataclass(frozen=True, slots=True)
class AssignedPerson:
    """Someone at work on a paper, in plain values."""

    role: str
    state: str
    pseudonym: str
    score: float | None
    is_notified: bool
    named: str
    email: str

    @property
    def name(self) -> str:
        """The name, or the address where none was given."""
        return self.named or self.email


@dataclasses.dataclass(slots=True)
class PaperRow:
    """A paper with those who read it. `unnotified` of them have not been told of it and still have to be."""

    number: int
    title: str
    is_open: bool
    wanted: int
    topics: list[str]
    reviewers: list[AssignedPerson] = dataclasses.field(default_factory=list)
    area_chairs: list[AssignedPerson] = dataclasses.field(default_factory=list)
    unnotified: int = 0

    def add(self, person: AssignedPerson) -> None:
        """Count somebody in."""
        (self.reviewers if person.role == Role.REVIEWER else self.area_chairs).append(person)
        if self.is_open and not person.is_notified and person.state == AssignmentState.ASSIGNED:
            self.unnotified += 1

    @property
    def missing(self) -> int:
        """How many reviewers are still to be found."""
        return max(0, self.wanted - len(self.reviewers)) if self.is_open else 0

    @property
    def needed(self) -> int:
        """How many reviewers there are to be; of a paper that is decided, those it has."""
        return self.wanted if self.is_open else len(self.reviewers)

    @property
    def filled(self) -> int:
        """How many of the places are taken: who comes beyond them fills no place of another paper."""
        return min(len(self.reviewers), self.needed)

    @property
    def heading(self) -> SafeString:
        """The title as it is shown."""
        return render_inline(self.title)

    @property
    def sign(self) -> SafeString:
        """How it stands, as a sign and a word."""
        if self.missing:
            return status("attention", f"{self.missing} missing")
        return status("info", "not told yet") if self.unnotified else status("good", "complete")


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
    "number": lambda row: row.number,
    "title": lambda row: row.title.lower(),
    "missing": lambda row: (row.missing, -row.number),
}


def paper_rows(viewer: Viewer) -> list[PaperRow]:
    """The rows of the desk, by number; three queries, of which each reads nothing but what is shown."""
    papers, wanted = papers_on_desk(viewer), viewer.conference.reviews_per_paper
    topics: dict[int, list[str]] = defaultdict(list)
    named = Submission.topics.through.objects.filter(submission__in=papers.values("pk"))
    for paper, topic in named.order_by("topic__position", "topic").values_list("submission", "topic__name"):
        topics[paper].append(topic)
    rows = {
        pk: PaperRow(number, title, state in UNDER_REVIEW, wanted, topics[pk])
        for pk, number, title, state in papers.order_by("number").values_list(
            "pk", "number", "title", "state"
        )
    }
    standing = Assignment.objects.active().filter(submission__in=papers.values("pk"))
    people = standing.order_by("reviewer__name", "pk").values_list("submission", *OF_PERSON)
    for paper, role, state, pseudonym, score, notified_at, name, email in people:
        if paper in rows:  # else it came on the desk this very moment
            is_notified = notified_at is not None
            rows[paper].add(AssignedPerson(role, state, pseudonym, score, is_notified, name, email))
    return list(rows.values())


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
    people = " ".join(person.name for person in row.reviewers + row.area_chairs)
    is_its_number = named_number(word) == row.number
    return is_its_number or word in f"{row.title} {' '.join(row.topics)} {people}".lower()


def load_rows(viewer: Viewer) -> list[tuple[str, int, int]]:
    """Name, papers and most papers of each reviewer, counted over the papers the viewer handles."""
    loads = visible_loads(viewer)
    listed = [
        (seat.name, loads.get(seat.user_id, 0), seat.load_max)
        for seat in seats(viewer.conference)
        if Role.REVIEWER in seat.roles
    ]
    return sorted(listed, key=lambda row: (-row[1], row[0].lower()))


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
