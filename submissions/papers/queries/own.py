"""Somebody's own papers: where each stands, what to do next, its files and scores."""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.conferences.core.viewer import Viewer
from submissions.authors.queries import own_listings
from submissions.core.dates import dates_for
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.access import Scores, own_scores
from submissions.papers.queries.steps import FINAL_PDF, PaperStep, next_step

NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class OwnPaper:
    """A line of somebody's own list. `is_asked`: whether they are an author is open."""

    paper: Submission
    step: PaperStep
    is_asked: bool
    has_final_pdf: bool
    scores: Scores | None


def own_papers(viewer: Viewer) -> list[OwnPaper]:
    """The papers of the viewer in this conference; a constant number of queries.

    Those that wait for their authors come first, the nearest date before the others.
    """
    if viewer.user is None:
        return []
    rows = Submission.objects.filter(conference=viewer.conference).written_by(viewer.user)
    papers = list(
        rows.select_related("track", "conference", "manuscript").prefetch_related(
            "authorships", "date_exceptions"
        )
    )
    if not papers:
        return []
    final = set(
        rows.filter(materials__is_current=True, materials__kind=FINAL_PDF).values_list("pk", flat=True)
    )
    waiting = set(rows.filter(decision__released_at__isnull=False).values_list("pk", flat=True))
    asked = set(own_listings(viewer).values_list("submission", flat=True))
    dates, scores = dates_for(viewer), own_scores(viewer)
    found = [
        OwnPaper(
            paper=paper,
            step=next_step(viewer, paper, dates, has_final_pdf=paper.pk in final, waits=paper.pk in waiting),
            is_asked=paper.pk in asked,
            has_final_pdf=paper.pk in final and paper.state == SubmissionState.ACCEPTED,
            scores=scores.get(paper.pk),
        )
        for paper in papers
    ]
    return sorted(found, key=_urgency)


def _urgency(own: OwnPaper) -> tuple[bool, dt.datetime, int]:
    due = own.step.due.instant if own.step.is_wanted and own.step.due else NEVER
    return (not own.step.is_wanted, due, own.paper.number)
