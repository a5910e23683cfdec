"""How far reviews are: computed over the papers the viewer handles, nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.desk import Stage
from effgenai.ui.charts import totals
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from reviews.assignment.models import Assignment, AssignmentQuerySet
from reviews.assignment.states import AssignmentState
from reviews.reviewing.models import Review
from reviews.reviewing.queries.counts import count_reviews, papers_under_review
from reviews.reviewing.queries.flags import IS_UNREAD, UNREAD_CHIP
from reviews.reviewing.queries.scores import (
    Scale,
    ScoredPaper,
    chips_for,
    scale_of,
    scored_papers,
    sorted_papers,
    understood,
)
from reviews.reviewing.states import ReviewState
from submissions.core.states import SubmissionState

FEW = 2


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
        rows=sorted_papers([row for row in every if search.matches(row)], sort),
        total=len(every),
        error=error,
        chips=chips_for(every, filters),
        scale=scale,
        due=due,
        done=count.done,
        asked=count.asked,
        few=sum(row.done < FEW for row in every),
        disagreement=sum((row.spread or 0) >= scale.disagreement for row in every),
        open_reviewers=count_open_reviewers(viewer),
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


def count_open_reviewers(viewer: Viewer) -> int:
    """How many people still owe a review of the viewer's papers; one query."""
    return _owed(viewer).order_by().values("reviewer").distinct().count()


def open_reviews(viewer: Viewer) -> list[Assignment]:
    """The reviews that are still owed on the viewer's papers, by reviewer."""
    rows = _owed(viewer).select_related("reviewer", "submission")
    return list(rows.order_by("reviewer__name", "submission__number"))


def _owed(viewer: Viewer) -> AssignmentQuerySet:
    papers = papers_under_review(viewer).filter(state=SubmissionState.SUBMITTED)
    assignments = Assignment.objects.active().filter(submission__in=papers.values("pk"), role=Role.REVIEWER)
    return assignments.exclude(review__state=ReviewState.SUBMITTED)


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
