"""How far reviews are, and their scores: computed over the papers the viewer handles, nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import milestone, personal_instants
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.desk import Stage
from effgenai.ui.charts import totals
from effgenai.ui.dates import last_instant
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.reviewing.models import Review, ReviewField
from reviews.reviewing.queries.counts import count_reviews, papers_under_review
from reviews.reviewing.queries.flags import IS_UNREAD, UNREAD_CHIP, flag_signs
from reviews.reviewing.queries.reading import review_of
from reviews.reviewing.queries.search import Facts, Search, SearchError, parse_search
from reviews.reviewing.states import FieldKind, ReviewState
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import SubmissionState
from submissions.papers.signs import PaperSign

NUMBERS = ("number", "reviews", "missing", "late", "assigned", "declined", "mean", "spread", "confidence")
TEXTS = ("title", "topic", "track", "state", "decision", "chair", "reviewer", "flag")
CONFIDENCE = "confidence"  # the short name of the question, as the default form has it
FEW = 2


@dataclasses.dataclass(frozen=True, slots=True)
class DecisionOnPaper:
    """What the tables of reviews show of a decision: the id and name of its class, and whether it is out."""

    outcome: int
    name: str
    accepts: bool
    waits: bool
    note: str
    is_released: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Scale:
    """The ends of the overall score."""

    low: int = 1
    high: int = 6

    @property
    def disagreement(self) -> int:
        """The spread from which reviewers disagree: half the scale, rounded up."""
        return -(-(self.high - self.low) // 2)


@dataclasses.dataclass(frozen=True, slots=True)
class ScoredPaper:
    """A paper with the state of its reviews and their scores."""

    number: int
    title: str
    paper_state: str
    topics: list[str]
    track: str
    assigned: int
    wanted: int
    reviewers: list[str]
    area_chairs: list[str]
    declined: int
    late: int
    scores: list[int]
    confidences: list[int]
    done: int
    decision: DecisionOnPaper | None
    sign: PaperSign | None

    @property
    def missing(self) -> int:
        """Reviews that are asked for and not in."""
        return self.assigned - self.done

    @property
    def mean(self) -> float | None:
        """The mean overall score."""
        return sum(self.scores) / len(self.scores) if self.scores else None

    @property
    def spread(self) -> int | None:
        """The distance between the best and the worst overall score."""
        return max(self.scores) - min(self.scores) if self.scores else None

    @property
    def confidence(self) -> float | None:
        """The mean confidence."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else None

    @property
    def outcome(self) -> str:
        """The name of the class decided on, or nothing."""
        return self.decision.name if self.decision else ""

    @property
    def is_released(self) -> bool:
        """True once its authors know the decision."""
        return self.decision is not None and self.decision.is_released

    @property
    def kind(self) -> str:
        """How good the state of its reviews is, as a kind of `{% status %}`."""
        if self.late:
            return "bad"
        return "attention" if self.missing or self.assigned < self.wanted else "good"

    @property
    def words(self) -> str:
        """The state of its reviews."""
        if self.missing:
            return f"{self.missing} {'late' if self.late else 'missing'}"
        if self.assigned < self.wanted:
            return "needs a reviewer" if self.assigned else "no reviewers yet"
        return "complete"

    @property
    def _decided(self) -> list[str]:
        """What finds the decision; a paper may have come accepted or rejected, without one of ours."""
        if self.outcome:
            return [self.outcome]
        return [] if self.paper_state == SubmissionState.SUBMITTED else [self.paper_state]

    def facts(self) -> Facts:
        """What can be searched for."""
        return {
            **{name: getattr(self, name) for name in NUMBERS if name != "reviews"},
            "reviews": self.done,
            "title": self.title,
            "topic": self.topics,
            "track": self.track,
            "state": [self.words],
            "decision": self._decided,
            "chair": self.area_chairs,
            "reviewer": self.reviewers,
            "flag": self.sign.found_by if self.sign else [],
        }


def scored_papers(viewer: Viewer, due: Milestone | None) -> list[ScoredPaper]:
    """All papers that a chair handles with their scores, by number; a constant number of queries."""
    return with_scores(papers_under_review(viewer), viewer, due, flag_signs(viewer))


def with_scores(
    found: SubmissionQuerySet, viewer: Viewer, due: Milestone | None, signs: Mapping[int, PaperSign]
) -> list[ScoredPaper]:
    """The papers with their scores, by number, for a viewer who may read their reviews; a few queries."""
    assignments = Assignment.objects.select_related("reviewer", "review").order_by("pk")
    papers = (
        found.select_related("track", "decision__outcome")
        .prefetch_related("topics", Prefetch("assignments", queryset=assignments, to_attr="every"))
        .order_by("number")
    )
    late = lateness(due, viewer.at)
    return [_scored(paper, viewer, late, signs.get(paper.pk)) for paper in papers]


def lateness(
    due: Milestone | None, at: dt.datetime, instants: Mapping[int, dt.datetime] | None = None
) -> Callable[[Assignment], bool]:
    """Tells whether the time for a task has passed, for those with an exception by theirs.

    `instants` are those of `personal_instants`; without them, one query.
    """
    if due is None:
        return lambda _: False
    own = personal_instants(due) if instants is None else instants
    return lambda row: at > last_instant(own.get(row.reviewer_id, due.instant), due.zone)


def _scored(
    paper: Submission, viewer: Viewer, late: Callable[[Assignment], bool], sign: PaperSign | None
) -> ScoredPaper:
    every: list[Assignment] = paper.every  # type: ignore[attr-defined]  # prefetched above
    active = [assignment for assignment in every if assignment.state != AssignmentState.DECLINED]
    assignments = [assignment for assignment in active if assignment.role == Role.REVIEWER]
    reviews = [review for review in map(review_of, assignments) if _is_in(review)]
    is_under_review = paper.state == SubmissionState.SUBMITTED
    return ScoredPaper(
        number=paper.number,
        title=paper.title,
        paper_state=paper.state,
        topics=[topic.name for topic in paper.topics.all()],
        track=paper.track.name,
        assigned=len(assignments) if is_under_review else len(reviews),
        wanted=viewer.conference.reviews_per_paper if is_under_review else 0,
        reviewers=[str(assignment.reviewer) for assignment in assignments],
        area_chairs=[str(assignment.reviewer) for assignment in active if assignment.role == Role.AREA_CHAIR],
        declined=len(every) - len(active),
        late=sum(
            late(assignment)
            for assignment in assignments
            if is_under_review and not _is_in(review_of(assignment))
        ),
        scores=[review.overall for review in reviews if review and review.overall is not None],
        confidences=[value for value in map(_confidence, reviews) if value is not None],
        done=len(reviews),
        decision=_decision_on(paper),
        sign=sign,
    )


def _is_in(review: Review | None) -> bool:
    return review is not None and review.state == ReviewState.SUBMITTED


def _confidence(review: Review | None) -> int | None:
    value = review.answers.get(CONFIDENCE) if review else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def scale_of(viewer: Viewer) -> Scale:
    """The ends of the conference's overall score."""
    question = ReviewField.objects.filter(conference=viewer.conference, is_overall=True).first()
    steps = [step for step, _ in question.anchors] if question and question.kind == FieldKind.SCORE else []
    return Scale(min(steps), max(steps)) if steps else Scale()


SORTS: dict[str, Callable[[ScoredPaper], Any]] = {
    "number": lambda row: row.number,
    "title": lambda row: row.title.lower(),
    "reviews": lambda row: row.done,
    "mean": lambda row: row.mean,
    "spread": lambda row: row.spread,
    "confidence": lambda row: row.confidence,
    "missing": lambda row: row.missing,
    "decision": lambda row: row.outcome.lower() or None,
}


def understood(text: str) -> tuple[Search, str]:
    """The search in `text`; if it cannot be understood, an empty one and the sentence that says why."""
    try:
        return parse_search(text, numbers=NUMBERS, texts=TEXTS), ""
    except SearchError as error:
        return Search(), str(error)


def sorted_papers(rows: Iterable[ScoredPaper], sort: str) -> list[ScoredPaper]:
    """The rows in an order of `SORTS`, with - from the end; papers without the value come last either way."""
    key = SORTS.get(sort.removeprefix("-"), SORTS["number"])
    by_number = sorted(rows, key=lambda row: row.number)
    known = [row for row in by_number if key(row) is not None]
    known.sort(key=key, reverse=sort.startswith("-"))
    return known + [row for row in by_number if key(row) is None]


def chips_for(rows: Sequence[ScoredPaper], choices: Iterable[tuple[str, str]]) -> list[Chip]:
    """Ready-made searches with how many rows each finds."""
    searches = [(label, query, understood(query)[0]) for query, label in choices]
    return [
        Chip(label, query, sum(search.matches(row.facts()) for row in rows))
        for label, query, search in searches
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class ProgressPage:
    """The chair's view of the reviews."""

    rows: list[ScoredPaper]
    total: int
    error: str
    chips: list[Chip]
    scale: Scale
    due: Milestone | None
    done: int
    asked: int
    few: int
    disagreement: int
    open_reviewers: int
    is_late: bool
    points: list[tuple[dt.datetime, float]]
    start: dt.datetime
    end: dt.datetime

    @property
    def in_words(self) -> str:
        """How many reviews are in of how many that are asked for."""
        return f"{self.done:,} / {self.asked:,}"

    @property
    def disagreement_url(self) -> str:
        """The search that finds the papers in disagreement."""
        return f"?q=spread:>={self.scale.disagreement}"


def columns_of(scale: Scale) -> tuple[Column, ...]:
    """The columns of the table; the one of scores names the ends of their scale."""
    return (
        Column("No.", order="number", look="num"),
        Column("Paper", order="title"),
        Column("Reviews", order="reviews", look="num", phone=False),
        Column("Mean", order="mean", look="num", phone=False),
        Column(f"Scores {scale.low} to {scale.high}", phone=False),
        Column("Spread", order="spread", look="num", phone=False),
        Column("Area chair", phone=False),
        Column("State", order="missing"),
    )


def progress_page(viewer: Viewer, text: str, sort: str) -> ProgressPage:
    """Papers with their reviews, filtered by `text`, in the order `sort`; a constant number of queries."""
    due = milestone(viewer.conference, MilestoneKind.REVIEWS_DUE)
    scale = scale_of(viewer)
    every, count = scored_papers(viewer, due), count_reviews(viewer)
    search, error = understood(text)
    times = review_times(viewer)
    contested = f"spread:>={scale.disagreement}"
    filters = [
        ("missing:>0", "Missing reviews"),
        (f"reviews:<{FEW}", "Fewer than two"),
        (contested, "Disagreement"),
        (IS_UNREAD, UNREAD_CHIP),
    ]
    return ProgressPage(
        rows=sorted_papers([row for row in every if search.matches(row.facts())], sort),
        total=len(every),
        error=error,
        chips=chips_for(every, filters),
        scale=scale,
        due=due,
        done=count.done,
        asked=count.asked,
        few=sum(row.done < FEW for row in every),
        disagreement=sum((row.spread or 0) >= scale.disagreement for row in every),
        open_reviewers=len({assignment.reviewer_id for assignment in open_reviews(viewer)}),
        is_late=due is not None and viewer.at > due.ends_at,
        points=totals(times),
        start=first_assigned(viewer, times),
        end=max([due.instant if due else viewer.at, *times[-1:]]),
    )


def review_times(viewer: Viewer) -> list[dt.datetime]:
    """When the reviews of the viewer's papers were handed in, in order; one query."""
    reviews = Review.objects.submitted().filter(
        assignment__submission__in=papers_under_review(viewer).values("pk"),
        assignment__role=Role.REVIEWER,
    )
    reviews = reviews.exclude(assignment__state=AssignmentState.DECLINED)
    return sorted(time for time in reviews.values_list("submitted_at", flat=True) if time is not None)


def first_assigned(viewer: Viewer, times: Sequence[dt.datetime]) -> dt.datetime:
    """When the first review was asked for or, without that, came in; one query."""
    assignments = Assignment.objects.active().filter(submission__in=papers_under_review(viewer).values("pk"))
    first = assignments.order_by("assigned_at").values_list("assigned_at", flat=True).first()
    return min([first or viewer.at, *times[:1]])


def open_reviews(viewer: Viewer) -> list[Assignment]:
    """The reviews that are still owed on the viewer's papers, by reviewer."""
    papers = papers_under_review(viewer).filter(state=SubmissionState.SUBMITTED)
    assignments = Assignment.objects.active().filter(submission__in=papers.values("pk"), role=Role.REVIEWER)
    assignments = assignments.exclude(review__state=ReviewState.SUBMITTED)
    return list(
        assignments.select_related("reviewer", "submission").order_by("reviewer__name", "submission__number")
    )


def reviews_stage(viewer: Viewer) -> Stage | None:
    """The stage of the reviews on the sidebar, with the share that is in."""
    if not viewer.is_chair:
        return None
    count = count_reviews(viewer)
    return Stage(
        key="reviews",
        label="Reviews",
        url=reverse("reviews:progress", args=[viewer.conference.slug]),
        note=f"{100 * count.done // count.asked} %" if count.missing else "",
        state="later" if not count.asked else "now" if count.missing else "done",
    )


def _decision_on(paper: Submission) -> DecisionOnPaper | None:
    """The decision on a paper that was read with it, if there is one."""
    found = getattr(paper, "decision", None)
    if found is None:
        return None
    outcome = found.outcome
    released = found.released_at is not None
    return DecisionOnPaper(outcome.pk, outcome.name, outcome.accepts, outcome.waits, found.note, released)
